package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/templates"
)

// manyPeople is a file of so many people that their report is begun early.
func manyPeople(n int) string {
	var b strings.Builder
	b.WriteString("employee_id,email,first_name,last_name,title\n")
	for i := range n {
		fmt.Fprintf(&b, "E%d,p%d@acme.example,Pat,Öz,Clerk\n", i, i)
	}
	return b.String()
}

// temporaries counts the temporary files that are left.
func temporaries(t *testing.T) func() int {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	return func() int {
		files, err := os.ReadDir(dir)
		require.NoError(t, err)
		return len(files)
	}
}

func TestALargeReportIsThatOfTheRun(t *testing.T) {
	left := temporaries(t)
	m := newMachine(t)
	file := m.file(t, "all.csv", manyPeople(aheadFrom))
	require.Equal(t, exitDone, m.run("import", "--init", "--yes", file, "--format", "json", "--report", m.path("r.csv"), "--report", m.path("r.json")), m.err.String())
	told := m.out.String()
	// The reports are too large to be shown where they differ.
	require.True(t, strings.Contains(told, fmt.Sprintf(`"user":{"id":%d,`, aheadFrom)))
	require.Equal(t, exitDone, m.run("show", "1", "--format", "json"))
	require.True(t, m.out.String() == told)
	require.True(t, m.out.String() == read(t, m.path("r.json")))
	require.Equal(t, exitDone, m.run("show", "1", "--format", "csv"))
	require.True(t, m.out.String() == read(t, m.path("r.csv")))
	require.Zero(t, left())
}

// A run that comes to nothing is found out at its last change, when its report is
// rendered already.
func TestNobodySeesTheReportOfARunThatFailed(t *testing.T) {
	left := temporaries(t)
	m := newMachine(t)
	require.Equal(t, exitDone, m.run("init", "--key", "employee_id"))
	file := m.file(t, "all.csv", manyPeople(aheadFrom+1))
	require.Equal(t, exitDone, m.run("plan", file, "-o", m.path("all.plan")), m.err.String())
	last := fmt.Sprintf("p%d@acme.example", aheadFrom)
	require.Equal(t, exitDone, m.run("user", "add", "email="+last, "first_name=Ann", "last_name=Lee", "--yes"), m.err.String())

	require.Equal(t, exitStale, m.run("apply", m.path("all.plan"), "--yes", "--report", m.path("r.csv")), m.err.String())
	require.Empty(t, m.out.String())
	require.NoFileExists(t, m.path("r.csv"))
	require.Zero(t, left())
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// sample is a report of a run with so many changes, and then an error, if any.
func sample(n int, end error, each func()) *reconcile.Report {
	return &reconcile.Report{
		Run:     &reconcile.RunRef{ID: 7, AppliedAt: theDay(), Actor: "hr"},
		Summary: reconcile.Summary{Rows: n, Update: n},
		Changes: func(yield func(*reconcile.Change, error) bool) {
			for i := range n {
				each()
				if !yield(&reconcile.Change{Action: reconcile.Update, Line: i + 2}, nil) {
					return
				}
			}
			if end != nil {
				yield(nil, end)
			}
		},
	}
}

func TestTheEarlyReport(t *testing.T) {
	asCSV, asJSON := layout{format: templates.CSV}, layout{format: templates.JSON}
	var want bytes.Buffer
	require.NoError(t, templates.Render(&want, templates.CSV, sample(3, nil, func() {}), templates.Options{}))
	other := *sample(0, nil, nil).Run
	other.ID++
	for _, tt := range []struct {
		name, why string
		end       error // of the changes
		nowhere   bool  // there is no place for temporary files
		layout    layout
		run       *reconcile.RunRef
		here      bool
	}{
		{"as it was asked for", "it is the report", nil, false, asCSV, sample(0, nil, nil).Run, true},
		{"in another layout", "nobody has asked for it before", nil, false, asJSON, sample(0, nil, nil).Run, false},
		{"of another run", "the one it was begun for has come to nothing", nil, false, asCSV, &other, false},
		{"of a plan", "that is no run", nil, false, asCSV, nil, false},
		{"that could not be read", "whoever renders it again says why", errors.New("edited"), false, asCSV, sample(0, nil, nil).Run, false},
		{"that could not be kept", "it goes straight to where it is to go", nil, true, asCSV, sample(0, nil, nil).Run, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			left := temporaries(t)
			if tt.nowhere {
				t.Setenv("TMPDIR", "/nowhere")
			}
			e := renderEarly(sample(3, tt.end, func() {}), []layout{asCSV, asCSV})
			for range 2 { // Two places can have the same layout.
				var got bytes.Buffer
				here, err := e.copy(&got, tt.layout, tt.run, func(int64) {})
				require.NoError(t, err)
				require.Equal(t, tt.here, here, tt.why)
				if here {
					require.Equal(t, want.String(), got.String())
				}
			}
			e.close()
			require.Zero(t, left())
		})
	}
}

// A run that is refused does not wait for a report that nobody will read.
func TestTheEarlyReportEndsWhenNobodyWantsIt(t *testing.T) {
	const many = 1 << 40
	left := temporaries(t)
	renderEarly(sample(many, nil, func() {}), []layout{{format: templates.CSV}}).close()
	require.Zero(t, left())
}

// Whoever waits sees how far it is.
func TestWhoWaitsForTheEarlyReportSeesHowFarItIs(t *testing.T) {
	seen := make(chan bool)
	e := renderEarly(sample(5, nil, func() { <-seen }), []layout{{format: templates.CSV}})
	defer e.close()
	var told []int64
	seen <- true
	here, err := e.copy(io.Discard, layout{format: templates.CSV}, sample(0, nil, nil).Run, func(n int64) {
		if told = append(told, n); len(told) == 2 {
			close(seen)
		}
	})
	require.NoError(t, err)
	require.True(t, here)
	require.Contains(t, told, int64(1))
}
