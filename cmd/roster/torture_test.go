//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// shop is a folder with a roster of some people, worked on by real processes.
type shop struct {
	t       *testing.T
	dir     string
	program string
}

// newShop returns a roster of so many people and the program. Without -short
// only: the shops start the program hundreds of times, which the race detector
// makes ten times slower, and what is in one process is raced elsewhere.
func newShop(t *testing.T, people int) *shop {
	t.Helper()
	if testing.Short() {
		t.Skip("the torture of the commands runs without -short")
	}
	program, err := exec.LookPath("roster") // put there by testscript.Main
	require.NoError(t, err)
	s := &shop{t, t.TempDir(), program}
	s.file("staff.csv", staff(people, "Clerk"))
	s.must(0, "import", "--init", "--yes", "staff.csv")
	return s
}

// staff is a roster file of numbered people.
func staff(n int, title string) string {
	var b strings.Builder
	b.WriteString("employee_id,email,first_name,last_name,title\n")
	for i := range n {
		fmt.Fprintf(&b, "E%05d,person.%d@acme.example,Zoë%d,Müller,%s\n", i, i, i, title)
	}
	return b.String()
}

func (s *shop) path(name string) string { return filepath.Join(s.dir, name) }

func (s *shop) file(name, text string) {
	require.NoError(s.t, os.WriteFile(s.path(name), []byte(text), 0o600))
}

func (s *shop) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "ROSTER_DB=", "TMPDIR="+s.dir)
	return cmd
}

// run runs a command and returns its exit code and what it said.
func (s *shop) run(name string, args ...string) (code int, out, said string) {
	s.t.Helper()
	cmd := s.command(name, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	exit := (*exec.ExitError)(nil)
	if err != nil && !errors.As(err, &exit) {
		require.NoError(s.t, err)
	}
	require.NotContains(s.t, stderr.String(), "goroutine ", "a dump is no error message")
	require.NotContains(s.t, stderr.String(), "database is locked")
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

func (s *shop) must(code int, args ...string) string {
	s.t.Helper()
	got, out, said := s.run(s.program, args...)
	require.Equal(s.t, code, got, "%v: %s", args, said)
	return out
}

// sound looks whether the roster is in order.
func (s *shop) sound() {
	s.t.Helper()
	require.Equal(s.t, "no faults\n", s.must(0, "db", "check"))
}

// wholeOrAbsent looks at the outputs that are there, and removes them.
func (s *shop) wholeOrAbsent() {
	s.t.Helper()
	for name, look := range map[string]func(){
		"report.json": func() {
			data, err := os.ReadFile(s.path("report.json"))
			require.NoError(s.t, err)
			require.True(s.t, json.Valid(data), "report.json is torn")
		},
		"report.html": func() {
			data, err := os.ReadFile(s.path("report.html"))
			require.NoError(s.t, err)
			require.True(s.t, strings.HasSuffix(strings.TrimSpace(string(data)), "</html>"), "report.html is torn")
		},
		"plan.json": func() { s.must(0, "show", "plan.json", "--quiet") },
		"all.csv":   func() { s.must(0, "check", "all.csv") },
		"kept.db":   func() { s.must(0, "db", "check", "--db", "kept.db") },
	} {
		if _, err := os.Stat(s.path(name)); err == nil {
			info, err := os.Stat(s.path(name))
			require.NoError(s.t, err)
			require.Equal(s.t, os.FileMode(0o600), info.Mode().Perm(), name)
			look()
			require.NoError(s.t, os.Remove(s.path(name)))
		}
	}
}

// titles are those of everybody, each once.
func (s *shop) titles() []string {
	s.t.Helper()
	seen, list := map[string]bool{}, []string{}
	for i, title := range strings.Fields(s.must(0, "export", "--fields", "title")) {
		if i > 0 && !seen[title] {
			seen[title] = true
			list = append(list, title)
		}
	}
	return list
}

// jobs are the commands that write files, in the way people use them.
func jobs() [][]string {
	return [][]string{
		{"import", "--yes", "new.csv", "--report", "report.json", "--report", "report.html", "--allow", "update=100000", "--allow", "shifted-column=100000"},
		{"plan", "new.csv", "-o", "plan.json", "--report", "report.json", "--allow", "update=100000", "--allow", "shifted-column=100000"},
		{"export", "-o", "all.csv"},
		{"db", "backup", "kept.db"},
	}
}

func TestTortureKilledCommandsLeaveWholeFiles(t *testing.T) {
	s := newShop(t, 1500)
	const length = 4 * time.Second
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	for n, end := 0, time.Now().Add(length); time.Now().Before(end); n++ {
		s.file("new.csv", staff(1500, fmt.Sprint("Title", n)))
		job := jobs()[n%len(jobs())]
		cmd := s.command(s.program, job...)
		require.NoError(t, cmd.Start())
		time.Sleep(time.Duration(r.Int64N(int64(300 * time.Millisecond))))
		_ = cmd.Process.Kill() // It may have ended by itself.
		_ = cmd.Wait()
		s.sound()
		require.Len(t, s.titles(), 1, "all of the run or none of it")
		s.wholeOrAbsent()
	}
}

// A limit on the size of files stops every write at some size, as a full disk
// does.
func TestTortureAWriteThatFailsIsAnErrorAndNothingElse(t *testing.T) {
	s := newShop(t, 300)
	s.file("new.csv", staff(300, "Buyer"))
	before, err := os.ReadFile(s.path("roster.db"))
	require.NoError(t, err)
	limits := []int{0, 8, 64, 72, 100, 160, 240, 400, 4000}
	for _, job := range jobs() {
		t.Run(job[0]+" "+job[1], func(t *testing.T) {
			failed, done := 0, 0
			// In blocks of 512 bytes: from nothing to more than the roster needs.
			for _, blocks := range limits {
				for _, left := range []string{"roster.db-wal", "roster.db-shm"} {
					require.NoFileExists(t, s.path(left))
				}
				require.NoError(t, os.WriteFile(s.path("roster.db"), before, 0o600))
				code, _, said := s.run("sh", append([]string{"-c", fmt.Sprintf(`ulimit -f %d; exec "$@"`, blocks), "sh", s.program}, job...)...)
				if code == 0 {
					done++
				} else {
					failed++
					require.Equal(t, 1, code, said)
					require.Contains(t, said, "roster: error: ")
					require.Contains(t, said, "roster: hint: ")
				}
				s.sound()
				titles := s.titles()
				require.Len(t, titles, 1)
				if code != 0 && titles[0] == "Buyer" {
					require.Contains(t, said, "is applied, but", "what is done must not be called undone")
				}
				s.wholeOrAbsent()
				s.must(0, job...)
				s.wholeOrAbsent()
			}
			require.NotZero(t, failed)
			require.NotZero(t, done)
		})
	}
}

// Twenty at once, and the history explains the roster: no update is lost, and
// every plan is applied once or told that it is stale.
func TestTortureTwentyAtOnce(t *testing.T) {
	const processes = 20
	s := newShop(t, 50)
	for i := range processes {
		// Everybody writes the title of the first person and one of their own.
		s.file(fmt.Sprintf("in%d.csv", i), fmt.Sprintf("employee_id,title\nE00000,Boss%d\nE%05d,Own%d\n", i, i+1, i))
		s.must(0, "plan", fmt.Sprintf("in%d.csv", i), "-o", fmt.Sprintf("p%d.json", i), "--quiet")
	}
	var wait sync.WaitGroup
	codes := make([][]int, processes)
	for i := range processes {
		wait.Go(func() {
			for _, args := range [][]string{
				{"apply", fmt.Sprintf("p%d.json", i), "--yes", "--quiet"},
				{"import", fmt.Sprintf("in%d.csv", i), "--yes", "--quiet"},
				{"export", "-o", fmt.Sprintf("all%d.csv", i)},
				{"db", "backup", fmt.Sprintf("kept%d.db", i)},
				{"apply", fmt.Sprintf("p%d.json", i), "--yes", "--quiet"},
			} {
				cmd := s.command(s.program, args...)
				var said bytes.Buffer
				cmd.Stderr = &said
				err := cmd.Run()
				if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
					t.Error(err)
				}
				code := cmd.ProcessState.ExitCode()
				codes[i] = append(codes[i], code)
				if code != 0 && code != exitStale && !strings.Contains(said.String(), "was applied before") || strings.Contains(said.String(), "locked") {
					t.Errorf("%v ended with %d: %s", args, code, said.String())
				}
			}
		})
	}
	wait.Wait()
	s.sound() // The sum of the runs in their order is the roster, field by field.
	var runs []struct {
		ID     int64
		Source string
	}
	require.NoError(t, json.Unmarshal([]byte(s.must(0, "runs", "--format", "json")), &runs))
	applied := 0
	for i, c := range codes {
		require.Len(t, c, 5)
		if c[0] == 0 {
			applied++
		}
		require.NotEqual(t, 0, c[4], "a plan is applied once")
		require.Equal(t, 0, c[2])
		require.Equal(t, 0, c[3])
		require.Equal(t, "no faults\n", s.must(0, "db", "check", "--db", fmt.Sprintf("kept%d.db", i)))
	}
	require.Equal(t, 1, applied, "all plans touch one person, so one is applied and the rest are stale")
	imports := 0
	for _, c := range codes {
		if c[1] == 0 {
			imports++
		}
	}
	require.Len(t, runs, 1+applied+imports, "every run that was said to be applied is there, and no other")
}
