package store

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/store/storetest"
)

// everythingOf does with a database all that a program does with one, and
// returns the first error.
func everythingOf(path, folder string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s, err := Open(ctx, path, Options{Wait: time.Second})
	if err != nil {
		return err
	}
	defer func() {
		if failed := s.Close(); err == nil {
			err = failed
		}
	}()
	for f, failed := range s.Check(ctx) {
		if err = failed; err != nil || f.Check != "" {
			break
		}
	}
	note := func(failed error) {
		if err == nil {
			err = failed
		}
	}
	snap, failed := s.Snapshot(ctx)
	note(failed)
	if failed == nil {
		for _, failed := range snap.All(ctx) {
			note(failed)
		}
		for _, failed := range snap.Holders(ctx, someKeys{n: 3, of: 3}) {
			note(failed)
		}
		_, failed = snap.Reports(ctx, []int64{1, 2})
		note(failed)
		note(snap.Close())
	}
	runs, failed := s.Runs(ctx)
	note(failed)
	for _, run := range runs {
		report, failed := s.Report(ctx, run.ID)
		note(failed)
		if failed != nil {
			continue
		}
		for _, failed := range report.Changes {
			note(failed)
		}
	}
	_, failed = s.Apply(ctx, &reconcile.Plan{ID: "one more", Kind: reconcile.Import, StoreID: "damaged",
		Changes: storetest.Sequence([]reconcile.Change{storetest.Create(employee(99))})}, storetest.Stamp())
	note(failed)
	_, failed = s.Backup(ctx, filepath.Join(folder, "backup.db"))
	note(failed)
	return err
}

// small returns a roster of few pages, so that a flipped bit is likely to be
// in one that matters.
func small(tb testing.TB) []byte {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "roster.db")
	s, err := Create(context.Background(), path, New{ID: "damaged"}, Options{})
	require.NoError(tb, err)
	storetest.Hire(tb, s, employee(0), employee(1), employee(2))
	require.NoError(tb, s.Close())
	data, err := os.ReadFile(path)
	require.NoError(tb, err)
	return data
}

// Whatever became of the bytes, the program says so or does its work: it never
// panics, and never goes on for ever.
func TestABitThatFlippedIsAnErrorAtMost(t *testing.T) {
	whole, folder := small(t), t.TempDir()
	path := filepath.Join(folder, "roster.db")
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	n := 60
	if testing.Short() {
		n = 10
	}
	failed := 0
	for range n {
		data := append([]byte{}, whole...)
		for range 1 << r.IntN(8) {
			data[r.IntN(len(data))] ^= 1 << r.IntN(8)
		}
		require.NoError(t, os.WriteFile(path, data, 0o600))
		if everythingOf(path, folder) != nil {
			failed++
		}
		require.NoError(t, os.RemoveAll(path))
		for _, left := range []string{path + "-wal", path + "-shm", filepath.Join(folder, "backup.db")} {
			require.NoError(t, os.RemoveAll(left))
		}
	}
	require.NotZero(t, failed, "not one flip in %d was noticed", n)
}

func FuzzDatabase(f *testing.F) {
	whole := small(f)
	f.Add(uint32(24), []byte{0xff}, uint32(0))
	f.Add(uint32(100), []byte{0, 0, 0}, uint32(0))
	f.Add(uint32(4096*3), []byte("damage"), uint32(4096*3))
	f.Add(uint32(16), []byte{2, 0}, uint32(0))
	f.Add(uint32(4096*5+8), []byte{0xff, 0xff, 0x0f}, uint32(50))
	f.Fuzz(func(t *testing.T, at uint32, patch []byte, cut uint32) {
		data := append([]byte{}, whole...)
		copy(data[int(at)%len(data):], patch)
		data = data[:len(data)-int(cut)%len(data)]
		folder := t.TempDir()
		path := filepath.Join(folder, "roster.db")
		require.NoError(t, os.WriteFile(path, data, 0o600))
		_ = everythingOf(path, folder) // Any error will do.
	})
}

func TestAFileThatMayNotBeReadIsToldByItsPath(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read everything")
	}
	path := livedIn(t)
	require.NoError(t, os.Chmod(path, 0))
	_, err := Open(context.Background(), path, Options{})
	require.ErrorIs(t, err, os.ErrPermission)
	require.ErrorContains(t, err, path)
	require.NotContains(t, err.Error(), "\n")
}
