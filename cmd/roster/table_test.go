package main

import (
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/require"
)

func TestTablesLineUpAndFit(t *testing.T) {
	tab := table{width: 40, head: []string{"name", "from", "n"}}
	tab.add("山田太郎", "a rather long file name.csv", "1")
	tab.add("Ann", "x\x1b[2J", "12")
	tab.add("Zoë with a name that nobody can remember", "y", "3")
	var b strings.Builder
	require.NoError(t, tab.write(&b))
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	require.Len(t, lines, 4)
	for _, l := range lines {
		require.LessOrEqual(t, runewidth.StringWidth(l), 40, l)
		require.NotContains(t, l, "\x1b")
		require.Equal(t, strings.TrimRight(l, " "), l)
	}
	at := func(line, cell string) int { return runewidth.StringWidth(line[:strings.LastIndex(line, cell)]) }
	require.Equal(t, at(lines[0], "n"), at(lines[1], "1"), "columns line up, whatever the script")
	require.Equal(t, at(lines[0], "n"), at(lines[2], "12"))
	require.Contains(t, lines[3], "…")
}
