package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestARosterThatCannotBeClosedIsAnError(t *testing.T) {
	for _, test := range []struct {
		name, why string
		err       error
		applied   int64
		code      int
		want      []string
	}{
		{name: "alone", why: "it is the error of the command", code: exitFailed, want: []string{"roster: error: the roster could not be closed: disk full\n"}},
		{
			name: "beside another", why: "both are said", err: fail("do better", "it went wrong"), code: exitFailed,
			want: []string{"it went wrong", "the roster could not be closed: disk full", "hint: do better"},
		},
		{
			name: "after the commit", why: "nobody must think that nothing happened", applied: 7, code: exitFailed,
			want: []string{"roster: error: run 7 is applied, but the roster could not be closed: disk full\n", "roster: hint: see it with: roster show 7\n"},
		},
		{
			name: "with rejected rows", why: "their exit code must not hide it", err: status(exitRejected), applied: 7, code: exitFailed,
			want: []string{"run 7 is applied, but the roster could not be closed: disk full"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t)
			a := &app{ui: newUI(m.stdio, m.env), env: m.env, applied: test.applied}
			err := test.err
			closing(stuck{}, &err)
			require.Equal(t, test.code, a.finish(context.Background(), err), test.why)
			for _, said := range test.want {
				require.Contains(t, m.err.String(), said, test.why)
			}
			if test.applied != 0 {
				require.NotContains(t, m.err.String(), "nothing was applied")
			}
		})
	}
}

func TestEveryRosterIsClosedWithCare(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		code, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotContains(t, string(code), "defer db.Close()", "%s throws the error away", file)
	}
}

// stuck cannot be closed.
type stuck struct{}

func (stuck) Close() error { return errors.New("disk full") }
