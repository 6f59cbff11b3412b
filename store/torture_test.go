package store

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/store/storetest"
)

// torture is how long each torture test goes on: go test ./store -run Torture
// -torture 1h -timeout 3h. Without it they take a few seconds, and less with
// -short.
var torture = flag.Duration("torture", 0, "how long each torture test goes on; 0 is a few seconds")

// rounds calls the function until the time is over.
func rounds(t *testing.T, round func(r *rand.Rand)) {
	t.Helper()
	length := 3 * time.Second
	if testing.Short() {
		length = time.Second / 2
	}
	if *torture > 0 {
		length = *torture
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	n := 0
	for end := time.Now().Add(length); time.Now().Before(end); n++ {
		round(r)
	}
	require.NotZero(t, n)
	t.Logf("%d rounds", n)
}

// killed runs a victim, which is this test binary again, kills it at a random
// moment after it has begun, and returns once it is gone.
func killed(t *testing.T, r *rand.Rand, most time.Duration, job string, args ...string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestTortureVictim$")
	cmd.Env = append(os.Environ(), "ROSTER_VICTIM="+strings.Join(append([]string{job}, args...), "\n"))
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	lines := bufio.NewReader(out)
	begun, err := lines.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "begin\n", begun)
	time.Sleep(time.Duration(r.Int64N(int64(most))))
	_ = cmd.Process.Kill() // It may have ended by itself.
	said, _ := io.ReadAll(lines)
	_ = cmd.Wait()
	require.NotContains(t, string(said), "FAIL", "the victim failed before it was killed")
}

// TestTortureVictim is the process that is killed.
func TestTortureVictim(t *testing.T) {
	job := strings.Split(os.Getenv("ROSTER_VICTIM"), "\n")
	if job[0] == "" {
		t.Skip("it is run by the torture tests")
	}
	ctx := context.Background()
	fmt.Println("begin")
	switch path := job[1]; job[0] {
	case "work": // apply one plan after the other, and copy the roster now and then
		s := open(t, path)
		for n := 0; ; n++ {
			p := tortured(t, s)
			_, err := s.Apply(ctx, p, storetest.Stamp())
			require.NoError(t, err)
			if n%4 == 3 {
				_, err := s.Backup(ctx, filepath.Join(filepath.Dir(path), fmt.Sprintf("backup-%s.db", p.ID)))
				require.NoError(t, err)
			}
			if n%8 == 7 { // which copies the log into the file
				require.NoError(t, s.Close())
				s = open(t, path)
			}
		}
	case "load":
		s := open(t, path)
		_, err := s.Apply(ctx, load(t, s, tortureLoad), storetest.Stamp())
		require.NoError(t, err)
		require.NoError(t, s.Close())
	case "create":
		s, err := Create(ctx, path, New{ID: "new"}, Options{})
		if !errors.Is(err, ErrExists) {
			require.NoError(t, err)
			require.NoError(t, s.Close())
		}
	case "migrate":
		s, err := connect(path, Options{})
		require.NoError(t, err)
		require.NoError(t, s.migrate(ctx, migrationsAnd(t, later)))
		require.NoError(t, s.Close())
	case "restore":
		for {
			for _, backup := range job[2:] {
				r, err := BeginRestore(ctx, backup, path, Options{})
				require.NoError(t, err)
				_, err = r.Do(ctx, r.Lost)
				require.NoError(t, err)
				require.NoError(t, r.Close())
			}
		}
	}
}

// tortured returns the plan that follows from what is in the store: the same
// for every store that holds the same.
func tortured(tb testing.TB, s reconcile.Store) *reconcile.Plan {
	tb.Helper()
	info := storetest.Info(tb, s)
	if info.LastRun%6 == 5 {
		return undone(tb, s, info.LastRun)
	}
	r := rand.New(rand.NewPCG(uint64(info.LastRun), 1))
	var changes []reconcile.Change
	for i := range r.IntN(60) + 1 {
		changes = append(changes, storetest.Create(employee(int(info.LastRun)*100+i)))
	}
	// Somebody who is in no other plan's way reports to nobody, so can go.
	for i, u := range storetest.Users(tb, s) {
		switch {
		case i%7 == int(info.LastRun%7):
			changes = append(changes, storetest.Edit(u, "title", fmt.Sprint("title ", info.LastRun), "custom.run", fmt.Sprint(info.LastRun)))
		case i > 50 && i%11 == int(info.LastRun%11):
			changes = append(changes, storetest.Delete(u))
		}
	}
	// The people the plan creates have managers by email only in the edits.
	for i := range changes {
		changes[i].ManagerID = 0
		edits := changes[i].Edits[:0]
		for _, e := range changes[i].Edits {
			if e.Field != "manager_email" {
				edits = append(edits, e)
			}
		}
		changes[i].Edits = edits
	}
	p := storetest.Plan(tb, s, changes...)
	p.ID = fmt.Sprint("plan-", info.LastRun+1)
	return p
}

// undone returns the plan that puts the newest run back.
func undone(tb testing.TB, s reconcile.Store, last int64) *reconcile.Plan {
	tb.Helper()
	ctx := context.Background()
	runs, err := s.Runs(ctx)
	require.NoError(tb, err)
	past, err := s.Report(ctx, last)
	require.NoError(tb, err)
	snap, err := s.Snapshot(ctx)
	require.NoError(tb, err)
	p, err := reconcile.PrepareUndo(ctx, snap, &runs[0], past, reconcile.Options{PlanID: fmt.Sprint("plan-", last+1), Now: storetest.Stamp().At})
	require.NoError(tb, err)
	require.NoError(tb, snap.Close())
	return p
}

// A program that is killed leaves all of a run or none of it, and the next one
// works without a repair. A model in memory tells what must be there.
func TestTortureKilledWhileItWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "roster.db")
	var model *storetest.Memory
	rounds(t, func(r *rand.Rand) {
		if model == nil || storetest.Info(t, model).LastRun > 300 { // It grows, and so does the time to compare it.
			require.NoError(t, os.RemoveAll(path))
			s, err := Create(context.Background(), path, New{ID: "torture"}, Options{})
			require.NoError(t, err)
			require.NoError(t, s.Close())
			model = storetest.NewMemory("torture")
		}
		killed(t, r, 120*time.Millisecond, "work", path)
		s := open(t, path)
		require.Empty(t, findings(t, s))
		for last := storetest.Info(t, s).LastRun; storetest.Info(t, model).LastRun < last; {
			_, err := model.Apply(context.Background(), tortured(t, model), storetest.Stamp())
			require.NoError(t, err)
		}
		require.Empty(t, cmp.Diff(storetest.Users(t, model), storetest.Users(t, s)))
		require.NoError(t, s.Close())
		wholeOrAbsent(t, filepath.Dir(path), "backup-*.db")
	})
}

// wholeOrAbsent looks at every roster in a folder and removes it.
func wholeOrAbsent(t *testing.T, folder, pattern string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	require.NoError(t, err)
	for _, file := range files {
		_, err := examine(context.Background(), file)
		require.NoError(t, err)
		require.NoError(t, os.Remove(file))
	}
	// What a killed program leaves has a name of its own, and only its owner
	// can read it.
	drafts, err := filepath.Glob(filepath.Join(folder, ".roster-*"))
	require.NoError(t, err)
	for _, draft := range drafts {
		info, err := os.Stat(draft)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		require.NoError(t, os.Remove(draft))
	}
}

// tortureLoad is how many people a first load has that is killed: enough for it
// to write pages before it commits.
const tortureLoad = 30_000

// A first load goes past the log, and what undoes it is another file.
func TestTortureKilledInAFirstLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "roster.db")
	seen := map[int]int{}
	rounds(t, func(r *rand.Rand) {
		s, err := Create(context.Background(), path, New{ID: "torture"}, Options{})
		require.NoError(t, err)
		require.NoError(t, s.Close())
		killed(t, r, 1200*time.Millisecond, "load", path)
		s = open(t, path)
		require.Empty(t, findings(t, s))
		people := storetest.Info(t, s).Users
		seen[people]++
		if people == 0 {
			_, err := s.Apply(context.Background(), load(t, s, 3), storetest.Stamp())
			require.NoError(t, err, "and goes on from there")
		}
		require.NoError(t, s.Close())
		require.NoError(t, os.Remove(path))
		require.NoFileExists(t, path+"-wal")
		// A journal that was never begun undoes nothing: SQLite knows it by its
		// first byte, and leaves it there.
		if journal, err := os.ReadFile(path + "-journal"); err == nil {
			require.Zero(t, append(journal, 0)[0])
			require.NoError(t, os.Remove(path+"-journal"))
		}
	})
	for people := range seen {
		require.Contains(t, []int{0, tortureLoad}, people)
	}
	t.Logf("people after a kill: %v", seen)
}

func TestTortureKilledWhileItMakesARoster(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "roster.db")
	rounds(t, func(r *rand.Rand) {
		killed(t, r, 40*time.Millisecond, "create", path)
		if _, err := os.Stat(path); err == nil {
			require.Empty(t, peopleIn(t, path))
			require.NoError(t, os.Remove(path))
		}
		for _, log := range logs {
			require.NoFileExists(t, path+log)
		}
		wholeOrAbsent(t, folder, "none")
	})
}

// later is a migration that is not there yet, and long enough to be killed in.
var later = fstest.MapFS{"00002_later.sql": {Data: []byte("-- +goose Up\n" +
	"CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;\n" + strings.Repeat("UPDATE users SET title = title || 'x';\n", 20))}}

// Killed in the middle of a migration, the roster is of the one version or of
// the other, and the next program goes on from there.
func TestTortureKilledWhileItMigrates(t *testing.T) {
	s := MustOpen(t)
	for range 5 {
		_, err := s.Apply(context.Background(), tortured(t, s), storetest.Stamp())
		require.NoError(t, err)
	}
	old, err := os.ReadFile(backup(t, s.path))
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "roster.db")
	seen := map[int64]bool{}
	rounds(t, func(r *rand.Rand) {
		require.NoError(t, os.WriteFile(path, old, 0o600))
		killed(t, r, 40*time.Millisecond, "migrate", path)
		s, err := connect(path, Options{})
		require.NoError(t, err)
		version, err := s.version(context.Background())
		require.NoError(t, err)
		seen[version] = true
		var whole, half int
		require.NoError(t, s.read.QueryRow(`SELECT count(*) FILTER (WHERE title LIKE '%' || ?), count(*) FILTER (WHERE title LIKE '%x')
			FROM users`, strings.Repeat("x", 20)).Scan(&whole, &half))
		require.Equal(t, whole, half, "all of the migration or none of it")
		require.Equal(t, version == 2, whole > 0)
		require.NoError(t, s.migrate(context.Background(), migrationsAnd(t, later)))
		require.NoError(t, s.Close())
		require.NoError(t, os.Remove(path))
		for _, log := range logs {
			require.NoFileExists(t, path+log)
		}
	})
	t.Logf("it was killed in time %v", seen)
}

// migrationsAnd returns the migrations there are, and one more.
func migrationsAnd(t *testing.T, more fstest.MapFS) fs.FS {
	files, _, err := migrations()
	require.NoError(t, err)
	names, err := fs.Glob(files, "*.sql")
	require.NoError(t, err)
	all := maps.Clone(more)
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		all[name] = &fstest.MapFile{Data: text}
	}
	return all
}

// Killed in the middle of a restore, the roster is the one or the other.
func TestTortureKilledWhileItRestores(t *testing.T) {
	path := livedIn(t)
	first := backup(t, path)
	s := open(t, path)
	storetest.Hire(t, s, employee(50))
	for range 5 {
		_, err := s.Apply(context.Background(), tortured(t, s), storetest.Stamp())
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	second := backup(t, path)
	one, other := peopleIn(t, first), peopleIn(t, second)
	require.NotEqual(t, len(one), len(other))
	seen := map[int]bool{}
	rounds(t, func(r *rand.Rand) {
		killed(t, r, 150*time.Millisecond, "restore", path, first, second)
		people := peopleIn(t, path)
		want := one
		if len(people) == len(other) {
			want = other
		}
		require.Empty(t, cmp.Diff(want, people))
		seen[len(people)] = true
		wholeOrAbsent(t, filepath.Dir(path), "none")
	})
	t.Logf("the people of each kind of ending: %v", seen)
}

// After a loss of power the log may end anywhere. Every run that was promised
// before is there, and the last one is there or not.
func TestALogThatEndsAnywhereHoldsWholeRuns(t *testing.T) {
	path := livedIn(t)
	s := open(t, path)
	reader, err := s.Snapshot(context.Background()) // as long as who reads has it open, all stays in the log
	require.NoError(t, err)
	defer reader.Close()
	storetest.Hire(t, s, employee(60), employee(61))
	before := storetest.Users(t, s)
	done, err := os.Stat(path + "-wal")
	require.NoError(t, err)
	storetest.Hire(t, s, employee(62), employee(63))
	after := storetest.Users(t, s)
	db, err := os.ReadFile(path)
	require.NoError(t, err)
	log, err := os.ReadFile(path + "-wal")
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.Greater(t, int64(len(log)), done.Size())
	for end := done.Size(); end <= int64(len(log)); end += 997 {
		cut := filepath.Join(t.TempDir(), "roster.db")
		require.NoError(t, os.WriteFile(cut, db, 0o600))
		require.NoError(t, os.WriteFile(cut+"-wal", log[:end], 0o600))
		people := peopleIn(t, cut)
		if len(people) != len(after) {
			require.Empty(t, cmp.Diff(before, people))
		}
	}
}
