package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"roster.example/roster/rostertest"
)

var (
	jobsN        = flag.Int("jobs.n", 100_000, "how many users BenchmarkJobs has in the roster")
	jobsKey      = flag.String("jobs.key", "employee_id", "the key of the roster of BenchmarkJobs")
	jobsSeed     = flag.Uint64("jobs.seed", 1, "which company BenchmarkJobs makes up")
	jobsManagers = flag.Bool("jobs.managers", false, "give the files of BenchmarkJobs a column of managers")
)

// BenchmarkJobs runs the program from start to exit on the jobs that people
// have, and by turns the fastest other way of doing the same: the sqlite3
// shell with tuned SQL, and for a workbook only streaming its rows with
// excelize. One turn of the benchmark is one pair. The metrics are medians:
// ratio (program to peer, pair by pair), ms, cpu-ms, peak-MB and peer-ms. It
// checks that the program has done what the company says must be done.
//
//	go test ./cmd/roster -run '^$' -bench Jobs -benchtime 5x -jobs.n 1000000
//
// Without the sqlite3 shell there is no ratio. The three largest costs, at a
// million users, and what was done about them, are told in the comment at the
// end of this file.
func BenchmarkJobs(b *testing.B) {
	f := newBench(b)
	full := rostertest.Company{People: *jobsN, Seed: *jobsSeed, Managers: *jobsManagers, Edited: 0.02, Left: 0.01, Hired: 0.01, Omitted: 0.03}
	everybody := f.file("roster.csv", func(w io.Writer) error { return full.WriteRoster(w) })
	again := f.file("again.csv", func(w io.Writer) error { return full.WriteAgain(w) })
	var counts rostertest.Counts
	weekly := f.file("weekly.csv", func(w io.Writer) (err error) { counts, err = full.WriteUpload(w); return err })
	hires := f.file("hires.csv", func(w io.Writer) error { return full.WriteHires(w, 500) })
	f.init(everybody)

	want := fmt.Sprintf(`"summary": {"rows":%d,"create":%d,"update":%d,"deactivate":%d,"reactivate":0,"unchanged":%d,"skipped":0,"rejected":0,"omitted":%d}`,
		counts.Rows, counts.Create, counts.Update, counts.Deactivate, counts.Unchanged, counts.Omitted)
	n := full.People
	for _, job := range []struct {
		name string
		peer string
		file string
		want string // in the plan or run that comes of it
		args []string
	}{
		{"J1-preview", previewSQL, weekly, want, []string{"plan", weekly}},
		{"J2-apply", applySQL, weekly, want, []string{"import", "--yes", weekly}},
		{"J3-first-load", applySQL, everybody, fmt.Sprintf(`"rows":%d,"create":%[1]d,`, n), []string{"import", "--yes", "--init", "--key", *jobsKey, everybody}},
		{"J4-hires", applySQL, hires, `"rows":500,"create":500,`, []string{"import", "--yes", "--mode", "new-hires", hires}},
		{"J5-again", applySQL, again, fmt.Sprintf(`"unchanged":%d,`, n), []string{"import", "--yes", again}},
	} {
		b.Run(job.name, func(b *testing.B) {
			f.renew(b, job.name, f.ours, "roster.db")
			f.check(b, job.want, job.args...)
			f.pairs(b, job.name, func() took {
				f.renew(b, job.name, f.ours, "roster.db")
				return f.roster(b, job.args...)
			}, func() took {
				f.renew(b, job.name, f.theirs, "peer.db")
				return f.shell(b, job.peer, job.file)
			})
		})
	}
	b.Run("J4-hires-of-10000", func(b *testing.B) {
		few := full
		few.People = 10_000
		small := newBench(b)
		small.init(small.file("roster.csv", func(w io.Writer) error { return few.WriteRoster(w) }))
		file := small.file("hires.csv", func(w io.Writer) error { return few.WriteHires(w, 500) })
		small.pairs(b, "J4-hires", func() took {
			small.renew(b, "J4", small.ours, "roster.db")
			return small.roster(b, "import", "--yes", "--mode", "new-hires", file)
		}, func() took {
			small.renew(b, "J4", small.theirs, "peer.db")
			return small.shell(b, applySQL, file)
		})
	})
	b.Run("J4-plan-of-20", func(b *testing.B) {
		file := f.file("few.csv", func(w io.Writer) error { return full.WriteHires(w, 20) })
		f.pairs(b, "J4", func() took {
			f.renew(b, "J4", f.ours, "roster.db")
			return f.roster(b, "plan", file)
		}, nil)
	})
	b.Run("J6-workbook", func(b *testing.B) {
		book := f.path("weekly.xlsx")
		require.NoError(b, exec.Command("workbook", min(weekly, everybody), book, "100000").Run())
		f.pairs(b, "J6", func() took {
			f.renew(b, "J6", f.ours, "roster.db")
			return f.roster(b, "plan", book)
		}, func() took { return f.run(b, exec.Command("streamworkbook", book)) })
	})
}

// bench is what BenchmarkJobs works with: the files of BenchmarkJobs.
type bench struct {
	tb      testing.TB
	dir     string
	program string
	sqlite  string // "" when it is not installed

	ours, theirs string // the databases that every pair begins with
}

func newBench(tb testing.TB) *bench {
	f := &bench{tb: tb, dir: tb.TempDir()}
	f.program = f.path("roster")
	out, err := exec.Command("go", "build", "-o", f.program, ".").CombinedOutput()
	require.NoError(tb, err, "%s", out)
	f.sqlite, _ = exec.LookPath("sqlite3")
	return f
}

func (f *bench) path(name string) string { return filepath.Join(f.dir, name) }

func (f *bench) file(name string, write func(io.Writer) error) string {
	out, err := os.Create(f.path(name))
	require.NoError(f.tb, err)
	require.NoError(f.tb, write(out))
	require.NoError(f.tb, out.Close())
	return out.Name()
}

// init loads everybody into both databases.
func (f *bench) init(everybody string) {
	f.roster(f.tb, "import", "--yes", "--init", "--key", *jobsKey, everybody)
	f.ours = f.path("ours.db")
	require.NoError(f.tb, os.Rename(f.path("roster.db"), f.ours))
	if f.sqlite != "" {
		f.shell(f.tb, applySQL, everybody)
		f.theirs = f.path("theirs.db")
		require.NoError(f.tb, os.Rename(f.path("peer.db"), f.theirs))
	}
}

// renew puts a database in the state in which a job begins: a copy that is on
// the disk, for a copy that is still being written would slow the job down.
func (f *bench) renew(tb testing.TB, job, from, name string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(f.path(name + suffix)); err != nil {
			require.ErrorIs(tb, err, os.ErrNotExist)
		}
	}
	if strings.HasPrefix(job, "J3") || from == "" {
		return
	}
	in, err := os.Open(from)
	require.NoError(tb, err)
	defer in.Close()
	f.file(name, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return cmp.Or(err, w.(*os.File).Sync())
	})
}

// took is what a process took.
type took struct {
	wall, cpu time.Duration
	peak      float64 // MB
}

// roster runs the program, which writes its report as CSV.
func (f *bench) roster(tb testing.TB, args ...string) took {
	return f.run(tb, exec.Command(f.program, f.flags("csv", args)...))
}

func (f *bench) flags(format string, args []string) []string {
	return append(slices.Clip(args), "--db", f.path("roster.db"), "--format", format, "--allow", fmt.Sprint("create=", 10**jobsN))
}

// check runs the program once more and looks for what must come of it.
func (f *bench) check(tb testing.TB, want string, args ...string) {
	f.run(tb, exec.Command(f.program, f.flags("json", args)...))
	head := make([]byte, 4096) // the counts come before the changes
	out, err := os.Open(f.path("out"))
	require.NoError(tb, err)
	defer out.Close()
	n, err := io.ReadFull(out, head)
	require.True(tb, err == nil || err == io.ErrUnexpectedEOF, "%v", err)
	require.Contains(tb, string(head[:n]), want)
}

// run runs a process to its end. Another one, the command measure, starts it
// and waits for it, because Linux counts what the starting process has in
// memory as the other's: so much is the least that can be measured.
func (f *bench) run(tb testing.TB, cmd *exec.Cmd) took {
	measured := exec.Command("measure", append([]string{f.path("out")}, cmd.Args...)...)
	measured.Stdin = cmd.Stdin
	var stdout, stderr bytes.Buffer
	measured.Stdout, measured.Stderr = &stdout, &stderr
	require.NoError(tb, measured.Run(), "%s", stderr.String())
	var t took
	_, err := fmt.Sscan(stdout.String(), &t.wall, &t.cpu, &t.peak)
	require.NoError(tb, err)
	return t
}

// measure OUT COMMAND… runs a command and prints what it took.
func measure(out string, command ...string) error {
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, f, os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return err
	}
	wall := time.Since(start)
	state := cmd.ProcessState
	peak := float64(state.SysUsage().(*syscall.Rusage).Maxrss) // in bytes on macOS
	if runtime.GOOS != "darwin" {
		peak *= 1024
	}
	fmt.Println(int64(wall), int64(state.UserTime()+state.SystemTime()), peak/1e6)
	return nil
}

// pairs runs both sides by turns and reports the medians.
func (f *bench) pairs(b *testing.B, job string, ours, theirs func() took) {
	if f.sqlite == "" && job != "J6" {
		theirs = nil
	}
	var us, them []took
	var ratios []float64
	for b.Loop() {
		u := ours()
		us = append(us, u)
		if theirs != nil {
			t := theirs()
			them = append(them, t)
			ratios = append(ratios, u.wall.Seconds()/t.wall.Seconds())
		}
	}
	ms := func(of []took, what func(took) time.Duration) float64 {
		return median(of, func(u took) float64 { return what(u).Seconds() * 1000 })
	}
	b.ReportMetric(0, "ns/op") // setting up is in it
	b.ReportMetric(ms(us, func(u took) time.Duration { return u.wall }), "ms")
	b.ReportMetric(ms(us, func(u took) time.Duration { return u.cpu }), "cpu-ms")
	b.ReportMetric(median(us, func(u took) float64 { return u.peak }), "peak-MB")
	if len(ratios) > 0 {
		b.ReportMetric(median(ratios, func(r float64) float64 { return r }), "ratio")
		b.ReportMetric(ms(them, func(u took) time.Duration { return u.wall }), "peer-ms")
	}
}

func median[T any](of []T, what func(T) float64) float64 {
	var all []float64
	for _, v := range of {
		all = append(all, what(v))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// The largest costs at a million users, from profiles of the jobs:
//
// J1, J2, J5. Reading the file: two fifths of J1. It was cut twice, because a column
// is understood from all of its cells; now its rows are read as its head is
// understood, while the rest is looked at, in three goroutines of which the slowest
// does nothing but read (roster/keep.go). A record is cut in one sweep, most cells
// are plain, and a column of which enough was seen is only counted on
// (roster/survey.go). The fingerprints of the rows: an eighth, with twelve hashes
// each (store/rowprints.go). Those of the users are read as they stand, 250 in a
// row (store/prints.go): that was a third of the time as long as they stood with
// the users. Finding out which rows hold which identifiers: a tenth, many rows
// at once and in four bytes for each, for it is waiting for memory
// (reconcile/rows.go). A column of managers adds a third to J1: what everybody's
// manager is known by (store/managertable.go), and the managers who are named anew
// (reconcile/managers.go), looked up in the order of the index (store/lookup.go). What
// J2 has written to the log is copied into the file while the report is written
// (store/apply.go).
//
// J3. SQLite writing a row a person: two fifths of the time, on one processor
// while changes are worked out on the other (store/steps.go). It wrote a second
// row for the history of each, which now stands in blocks (store/history.go), and
// every page twice, which a first load does no more (store/bulk.go). Making the
// indexes at the end: a seventh; SQLite sorts in what fits into the processor's
// cache, and looks for managers then, and not with every row (store/bulk.go). The
// report: a twelfth, its changes worked out beside the writing (changesahead.go).
// To render it while the indexes are made was tried, and took 0.95 of the time; but
// a report that nobody may see yet has to be somewhere, and a run failed on a full
// disk because of its report.
//
// J4. The start of the program: a seventh. It was a quarter while workbooks were read
// with excelize and the manual was made by cobra, which make tables at the start for
// what they may be asked (roster/table/workbook.go, templates/man.go). The roster is
// opened beside the file (store/open.go). And pages: each hire is written to a page of
// its own in the index of the addresses, in the log and in the file. A first load
// leaves room there, so that it is one and not four (store/bulk.go), no savepoint
// copies them first (store/apply.go), and those that are only looked at are few in
// memory, for the kernel takes a fifth of the time to make that (store/open.go).
