package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// looking returns a watch of the folder "in" that a test leads look by look.
func looking(t *testing.T, m *machine, args ...string) *watch {
	t.Helper()
	require.NoError(t, os.MkdirAll(m.path("in"), 0o700))
	a := &app{ui: newUI(m.stdio, m.env), env: m.env, db: m.path("roster.db"), actor: "hr", args: append([]string{"import", "--watch", "in"}, args...)}
	w := &watch{a: a, dir: m.path("in"), every: time.Millisecond, o: options{yes: true, format: "text"}, seen: map[string]look{}}
	require.NoError(t, w.ready(context.Background()))
	return w
}

func arrive(t *testing.T, m *machine, name, text string) string {
	t.Helper()
	require.NoError(t, os.WriteFile(m.path("in/"+name), []byte(text), 0o600))
	return m.path("in/" + name)
}

func round(t *testing.T, w *watch) { t.Helper(); require.NoError(t, w.round(context.Background())) }

func inFolder(t *testing.T, m *machine, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(m.path("in/" + folder))
	require.NoError(t, err)
	names := []string{}
	for _, e := range entries {
		if e.Name() != doneFolder && e.Name() != failedFolder {
			names = append(names, strings.TrimPrefix(e.Name(), "20261122T090000Z-"))
		}
	}
	return names
}

func TestAFileThatIsStillBeingWrittenIsLeftAlone(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	w := looking(t, m)
	path := arrive(t, m, "b.csv", "employee_id,title\nE1,Arch")
	round(t, w)
	arrive(t, m, "b.csv", "employee_id,title\nE1,Architect\nE2,Bo")
	round(t, w)
	require.NotContains(t, m.export(t), "Arch", "it has grown between two looks")
	arrive(t, m, "b.csv", "employee_id,title\nE1,Architect\nE2,Be")
	require.NoError(t, os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour)))
	round(t, w)
	require.NotContains(t, m.export(t), "Arch", "it is as long, and newer")
	round(t, w)
	require.Contains(t, m.export(t), "E1,Architect")
	require.Empty(t, inFolder(t, m, ""))
}

func TestFilesAreTakenInTheOrderOfTheirNames(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	w := looking(t, m)
	arrive(t, m, "week2.csv", "employee_id,title\nE1,Second\n")
	round(t, w)
	arrive(t, m, "week1.csv", "employee_id,title\nE1,First\n")
	round(t, w)
	require.NotContains(t, m.export(t), "Second", "last week's comes first, and is not complete yet")
	round(t, w)
	require.Contains(t, m.export(t), "E1,Second", "the later name is the last word")
	require.Equal(t, []string{"week1.csv", "week1.csv.html", "week2.csv", "week2.csv.html"}, inFolder(t, m, doneFolder))
}

func TestAWatchThatWasKilledDoesNotTakeAFileTwice(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	// What is left by a program killed between the commit and the move: the
	// run in the history, the file in the folder, and a report half-way.
	path := m.file(t, "weekly.csv", newTitle)
	require.Equal(t, exitDone, m.run("import", "--yes", path))
	require.Equal(t, exitDone, m.run("import", "--yes", m.file(t, "later.csv", "employee_id,title\nE1,Director\n")))
	require.NoError(t, os.MkdirAll(m.path("in"), 0o700))
	arrive(t, m, "weekly.csv", newTitle)
	arrive(t, m, ".roster-report.html", "of another file")
	arrive(t, m, ".roster-report.html1234", "half of it")

	w := looking(t, m)
	round(t, w)
	round(t, w)
	require.Contains(t, m.export(t), "E1,Director", "what came later is not put back")
	require.Equal(t, []string{"weekly.csv", "weekly.csv.note.txt"}, inFolder(t, m, doneFolder))
	require.Empty(t, inFolder(t, m, ""), "nobody finds another file's report beside theirs")
	note, err := os.ReadFile(m.path("in/done/20261122T090000Z-weekly.csv.note.txt"))
	require.NoError(t, err)
	require.Contains(t, string(note), "taken before, as run 2")
}

func TestCtrlCWhileAFileIsTaken(t *testing.T) {
	t.Run("before the commit", func(t *testing.T) {
		m := newMachine(t)
		m.seed(t)
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		newID := m.newID
		m.newID = func() string { stop(); return newID() }
		w := looking(t, m)
		arrive(t, m, "a.csv", newTitle)
		arrive(t, m, "b.csv", "employee_id,title\nE1,Director\n")
		require.NoError(t, w.a.runWatch(ctx, w.dir, w.every, options{yes: true}))
		require.Contains(t, m.export(t), "E1,Engineer", "it is rolled back")
		require.Equal(t, []string{"a.csv", "b.csv"}, inFolder(t, m, ""), "and taken the next time")
		require.Contains(t, m.err.String(), "roster: a.csv: interrupted; nothing of it was applied, and it stays where it is\n")
		require.Contains(t, m.err.String(), "0 files taken, 0 failed\n")
	})
	t.Run("after it", func(t *testing.T) {
		m := newMachine(t)
		m.seed(t)
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		w := looking(t, m)
		arrive(t, m, "a.csv", newTitle)
		arrive(t, m, "b.csv", "employee_id,title\nE1,Director\n")
		calls := 0
		w.a.env.now = func() time.Time {
			// The clock is read for the report when the run is in the store.
			if calls++; strings.Contains(m.export(t), "Architect") {
				stop()
			}
			return theDay()
		}
		require.NoError(t, w.a.runWatch(ctx, w.dir, w.every, options{yes: true}))
		require.Contains(t, m.export(t), "E1,Architect")
		require.Equal(t, []string{"a.csv", "a.csv.html"}, inFolder(t, m, doneFolder), "the current file is finished, with its report")
		require.Equal(t, []string{"b.csv"}, inFolder(t, m, ""), "and no other begun")
	})
}

func TestAFileThatComesAgainWhileItIsTaken(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	w := looking(t, m)
	arrive(t, m, "weekly.csv", newTitle)
	round(t, w)
	newID := m.newID
	w.a.env.newID = func() string {
		w.a.env.newID = newID
		next := m.file(t, "next.csv", "employee_id,title\nE1,Director of Everything\n")
		require.NoError(t, os.Rename(next, m.path("in/weekly.csv")))
		return newID()
	}
	round(t, w)
	require.Contains(t, m.export(t), "E1,Architect")
	require.Equal(t, []string{"weekly.csv"}, inFolder(t, m, ""), "the newer file was not taken and must not go to done")
	require.Contains(t, m.err.String(), "weekly.csv: run 2, 1 update; it has changed since and is looked at again\n")
	round(t, w)
	round(t, w)
	require.Contains(t, m.export(t), "E1,Director of Everything")
}

func TestAStaleFileFailsWithoutNamingAnybodyInTheLog(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	w := looking(t, m)
	arrive(t, m, "weekly.csv", newTitle)
	round(t, w)
	newID := m.newID
	w.a.env.newID = func() string {
		w.a.env.newID = newID
		quicker := m.file(t, "quicker.csv", "employee_id,title\nE1,Director\n")
		other := newMachine(t)
		other.vars = m.vars
		other.newID = func() string { return "quicker" }
		require.Equal(t, exitDone, other.run("import", "--yes", quicker), other.err.String())
		return newID()
	}
	round(t, w)
	require.Equal(t, []string{"weekly.csv", "weekly.csv.error.txt"}, inFolder(t, m, failedFolder))
	require.Contains(t, m.err.String(), "roster: error: weekly.csv: the roster moved while it was compared; moved to failed/20261122T090000Z-weekly.csv\n")
	require.NotContains(t, m.err.String(), "acme.example")
	reason, err := os.ReadFile(m.path("in/failed/20261122T090000Z-weekly.csv.error.txt"))
	require.NoError(t, err)
	require.Contains(t, string(reason), "run 2 changed ann@acme.example (title)")
	require.Contains(t, m.export(t), "E1,Director")
}

func TestNamesThatAreThereForAMoment(t *testing.T) {
	for name, want := range map[string]bool{
		".weekly.csv": true, "~$weekly.xlsx": true, "weekly.csv.part": true, "weekly.csv.TMP": true, "weekly.csv.filepart": true,
		"weekly.csv~": true, "Thumbs.db": true, "weekly.csv": false, "part.csv": false, "WEEKLY.XLSX": false, "weekly": false,
	} {
		require.Equal(t, want, passing(name), name)
	}
}
