package main

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCtrlCLeavesNothingBehind(t *testing.T) {
	for _, test := range []struct {
		name, why string
		interrupt func(m *machine, stop func())
		applied   bool
	}{
		{
			name: "while the file is compared", why: "nothing was decided yet",
			interrupt: func(m *machine, stop func()) {
				newID := m.newID
				m.newID = func() string { stop(); return newID() }
			},
		},
		{
			name: "at the question", why: "no answer is no",
			interrupt: func(m *machine, stop func()) {
				m.sitDown("")
				m.in = reading(func([]byte) (int, error) { stop(); select {} })
			},
		},
		{
			name: "in the transaction", why: "it is rolled back",
			interrupt: func(m *machine, stop func()) {
				m.sitDown("")
				m.in = reading(func(p []byte) (int, error) {
					m.now = func() time.Time { stop(); return theDay() }
					return copy(p, "y\n"), nil
				})
			},
		},
		{
			name: "after the commit", why: "what was applied is applied, and must be said", applied: true,
			interrupt: func(m *machine, stop func()) {
				to := m.stdio.err
				m.stdio.err = writing(func(p []byte) (int, error) {
					if bytes.Contains(p, []byte("the key of this roster is now")) {
						stop()
					}
					return to.Write(p)
				})
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t)
			require.Equal(t, exitDone, m.run("init"))
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			test.interrupt(m, stop)
			args := []string{"import", m.file(t, "in.csv", threePeople), "--report", m.path("report.json")}
			if !m.inTerminal {
				args = append(args, "--yes")
			}
			require.Equal(t, exitFailed, runAgain(ctx, m, args...))
			if test.applied {
				require.Contains(t, m.err.String(), "roster: error: interrupted, but run 1 was applied already\n")
				require.Contains(t, m.export(t), "E1", test.why)
				require.FileExists(t, m.path("report.json"), "it was asked for, and the run is there")
				return
			}
			require.Contains(t, m.err.String(), "roster: error: interrupted; nothing was applied\n")
			require.NotContains(t, m.export(t), "E1", test.why)
			left, err := filepath.Glob(m.path("*report*"))
			require.NoError(t, err)
			require.Empty(t, left, "no report, and nothing of one")
		})
	}
}

// runAgain runs with the environment that is asked at each call, so that a
// test can change the clock while the program runs.
func runAgain(ctx context.Context, m *machine, args ...string) int {
	e := m.env
	e.now = func() time.Time { return m.now() }
	return run(ctx, args, m.stdio, e)
}

// reading and writing are a reader and a writer made of a function.
type (
	reading func([]byte) (int, error)
	writing func([]byte) (int, error)
)

func (f reading) Read(p []byte) (int, error)  { return f(p) }
func (f writing) Write(p []byte) (int, error) { return f(p) }
