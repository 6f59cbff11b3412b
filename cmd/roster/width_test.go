package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/require"

	"roster.example/roster"
)

// Pages are read in a terminal of 80 columns, and pasted into tickets.
func TestPagesFit(t *testing.T) {
	const width = 80
	fits := func(what, page string) {
		for line := range strings.Lines(page) {
			require.LessOrEqual(t, runewidth.StringWidth(strings.TrimSuffix(line, "\n")), width, "%s: %s", what, line)
		}
	}
	for _, c := range roster.Codes() {
		e, _ := roster.Explain(c)
		var page bytes.Buffer
		writeExplanation(&page, e, width)
		fits(string(c), page.String())
	}
	files, err := filepath.Glob("../../testdata/uploads/*/*.*")
	require.NoError(t, err)
	require.Greater(t, len(files), 70)
	m := newMachine(t)
	for _, file := range files {
		path, err := filepath.Abs(file)
		require.NoError(t, err)
		m.run("check", path)
		fits(file, m.out.String())
	}
	for _, command := range []string{"check", "explain"} {
		m.run(command, "--help")
		fits(command, m.out.String())
	}
}
