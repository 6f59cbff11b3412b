package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestARestoreAsksOnATerminal(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	require.Equal(t, exitDone, m.run("db", "backup", m.path("kept.db")))
	require.Equal(t, exitDone, m.run("import", "--yes", m.file(t, "in.csv", newTitle)))
	for _, test := range []struct {
		answer, says string
		code         int
		title        string
	}{
		{"n\n", "not confirmed; the roster is as it was", exitFailed, "Architect"},
		{"", "not confirmed", exitFailed, "Architect"},
		{"y\n", "1 run will be lost; put ", exitDone, "Engineer"},
	} {
		m.sitDown(test.answer)
		require.Equal(t, test.code, m.run("db", "restore", m.path("kept.db"), "--discard-runs", "1"), m.err.String())
		require.Contains(t, m.err.String(), test.says)
		require.Contains(t, m.export(t), test.title)
	}
}
