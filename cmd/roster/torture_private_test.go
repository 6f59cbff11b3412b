//go:build unix

package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Whatever the umask, every file with people's data can be read by its owner
// only, from its first byte to its last: also the log of the database, and
// what is there only while a command runs.
func TestFilesAreForTheirOwnerInAnyUmask(t *testing.T) {
	for _, umask := range []string{"0000", "0777"} {
		t.Run(umask, func(t *testing.T) {
			s := newShop(t, 0)
			require.NoError(t, os.Remove(s.path("roster.db")))
			require.NoError(t, os.Chmod(s.path("staff.csv"), 0o644))
			s.file("staff.csv", staff(3000, "Clerk")+"E9,no-address,X,Y,Z\n")
			ctx, stop := context.WithCancel(context.Background())
			var watch sync.WaitGroup
			var open []string
			watch.Go(func() { open = s.tooOpen(ctx) })
			for _, args := range [][]string{
				{"import", "--init", "--yes", "staff.csv", "--report", "r.html", "--report", "r.csv", "--rejects", "rejects.csv"},
				{"plan", "staff.csv", "-o", "plan.json"},
				{"export", "-o", "all.csv"},
				{"db", "backup", "kept.db"},
				{"db", "restore", "kept.db", "--yes"},
			} {
				code, _, said := s.run("sh", append([]string{"-c", `umask ` + umask + `; exec "$@"`, "sh", s.program}, args...)...)
				require.Contains(t, []int{exitDone, exitRejected}, code, said)
			}
			stop()
			watch.Wait()
			require.Empty(t, open)
			for _, name := range []string{"roster.db", "r.html", "r.csv", "rejects.csv", "plan.json", "all.csv", "kept.db"} {
				info, err := os.Stat(s.path(name))
				require.NoError(t, err)
				require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), name)
			}
		})
	}
}

// tooOpen watches the folder and returns what others could have opened.
func (s *shop) tooOpen(ctx context.Context) (open []string) {
	seen := map[string]bool{}
	for ctx.Err() == nil {
		entries, _ := os.ReadDir(s.dir)
		for _, entry := range entries {
			info, err := entry.Info()
			if err != nil || entry.Name() == "staff.csv" || info.Mode().Perm()&0o077 == 0 {
				continue
			}
			if what := fmt.Sprintf("%s has the mode %o", entry.Name(), info.Mode().Perm()); !seen[what] {
				seen[what] = true
				open = append(open, what)
			}
		}
		time.Sleep(time.Millisecond)
	}
	return open
}

// Whoever can write to a shared folder must not choose what a report is
// written over.
func TestALinkThatWasPlantedIsReplacedAndNotFollowed(t *testing.T) {
	s := newShop(t, 3)
	s.file("new.csv", staff(3, "Buyer"))
	for _, job := range [][]string{
		{"plan", "new.csv", "--report", "out.html"}, {"plan", "new.csv", "--report", "out.csv"}, {"plan", "new.csv", "-o", "out.json"},
		{"plan", "new.csv", "--rejects", "out.rejects"}, {"export", "-o", "out.all"},
	} {
		out := job[len(job)-1]
		s.file("precious", "precious")
		require.NoError(t, os.Symlink("precious", s.path(out)))
		code, _, said := s.run(s.program, job...)
		require.Equal(t, exitDone, code, said)
		kept, err := os.ReadFile(s.path("precious"))
		require.NoError(t, err)
		require.Equal(t, "precious", string(kept), job)
		if info, err := os.Lstat(s.path(out)); job[2] != "--rejects" {
			require.NoError(t, err)
			require.True(t, info.Mode().IsRegular(), "%v: the link is gone", job)
		}
	}
	// A backup replaces nothing, and a link is something, wherever it leads.
	for _, to := range []string{"precious", "nowhere"} {
		require.NoError(t, os.Symlink(to, s.path(to+".db")))
		code, _, said := s.run(s.program, "db", "backup", to+".db")
		require.Equal(t, exitFailed, code)
		require.Contains(t, said, "there is a file already")
		require.NoFileExists(t, s.path("nowhere"))
	}
	left, err := filepath.Glob(s.path(".roster-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// Logs of programs are kept by other people than those who may see the roster.
func TestStderrHoldsNoWholeRows(t *testing.T) {
	s := newShop(t, 3)
	s.file("new.csv", "employee_id,email,first_name,last_name,title,phone\n"+
		"E00001,broken,Secretname,Secretlast,Secrettitle,555-0001\nE7,x@acme.example,Secretname,Secretlast,\"Secrettitle,555\n")
	for _, args := range [][]string{
		{"plan", "new.csv"}, {"import", "new.csv", "--yes"}, {"check", "new.csv"}, {"import", "new.csv", "--yes", "--strict"},
	} {
		_, _, said := s.run(s.program, args...)
		require.NotContains(t, said, "Secret", strings.Join(args, " "))
		require.NotContains(t, said, "555-0001")
	}
}

// A clock that jumps back, or stands in another zone, changes nothing but the
// dates that are shown.
func TestAClockThatJumpsBackChangesNothingButDates(t *testing.T) {
	export := func(now ...time.Time) (string, *machine) {
		m := newMachine(t)
		m.now = func() time.Time { return now[0] }
		m.seed(t)
		for i, file := range []string{newTitle, "employee_id,title\nE2,Boss\n"} {
			m.now = func() time.Time { return now[i+1] }
			require.Equal(t, exitDone, m.run("plan", m.file(t, "in.csv", file), "-o", m.path("p.json")), m.err.String())
			m.now = func() time.Time { return now[i+1].Add(-time.Hour) } // before the plan was made
			require.Equal(t, exitDone, m.run("apply", m.path("p.json"), "--yes"), m.err.String())
		}
		require.Equal(t, exitDone, m.run("db", "check"), m.out.String())
		require.Equal(t, exitDone, m.run("runs"))
		require.Less(t, strings.Index(m.out.String(), "3 "), strings.Index(m.out.String(), "1 "), "newest first, whatever their dates")
		return m.export(t), m
	}
	day := theDay()
	want, _ := export(day, day.Add(time.Hour), day.Add(2*time.Hour))
	back, _ := export(day, day.AddDate(-20, 0, 0), day.AddDate(-40, 0, 0))
	zone, _ := export(day.In(time.FixedZone("far east", 14*3600)), day.In(time.FixedZone("far west", -12*3600)), day)
	require.Equal(t, want, back)
	require.Equal(t, want, zone)
}
