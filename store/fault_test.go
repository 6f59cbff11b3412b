package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-sqlite3"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

func TestAFullDiskLeavesNothing(t *testing.T) {
	s := MustOpen(t)
	staff := storetest.Hire(t, s, employee(0), employee(1))
	_, err := s.write.Exec("PRAGMA max_page_count = 60")
	require.NoError(t, err)
	p := load(t, s, 5000)
	hires := p.Changes
	p.Changes = func(yield func(*reconcile.Change, error) bool) {
		c := storetest.Edit(staff[0], "title", "Buyer")
		if !yield(&c, nil) {
			return
		}
		i := 0
		for c := range hires {
			if i++; i > 2 && !yield(c, nil) {
				return
			}
		}
	}
	_, err = s.Apply(context.Background(), p, storetest.Stamp())
	var of sqlite3.Error
	require.ErrorAs(t, err, &of)
	require.Equal(t, sqlite3.ErrFull, of.Code)
	require.ErrorContains(t, err, s.path)
	require.Empty(t, cmp.Diff(staff, storetest.Users(t, s)))
	require.EqualValues(t, 1, storetest.Info(t, s).LastRun)

	_, err = s.write.Exec("PRAGMA max_page_count = 100000")
	require.NoError(t, err)
	_, err = s.Apply(context.Background(), p, storetest.Stamp())
	require.NoError(t, err, "the same plan goes through when there is room")
}

func TestAFolderThatCannotBeWrittenToIsToldByThePath(t *testing.T) {
	path := closedStore(t)
	// A folder in the place of the log fails like a folder without the right
	// to write, and does so for root as well.
	require.NoError(t, os.Mkdir(path+"-wal", 0o700))
	_, err := Open(context.Background(), path, Options{})
	require.ErrorContains(t, err, path)
	require.ErrorContains(t, err, "unable to open database file")
}

func TestAWriterThatWaitsCanBeCancelled(t *testing.T) {
	path := closedStore(t)
	other, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer other.Close()
	lock, err := other.write.Begin()
	require.NoError(t, err)
	defer lock.Rollback()

	s, err := Open(context.Background(), path, Options{Wait: 20 * time.Second})
	require.NoError(t, err)
	defer s.Close()
	p := storetest.Plan(t, s)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err = s.Apply(ctx, p, storetest.Stamp())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(start), 5*time.Second)
}

func TestAWriterWaitsForItsTurn(t *testing.T) {
	path := closedStore(t)
	other, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer other.Close()
	lock, err := other.write.Begin()
	require.NoError(t, err)

	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer s.Close()
	p := storetest.Plan(t, s)
	time.AfterFunc(3*patience, func() { lock.Rollback() })
	_, err = s.Apply(context.Background(), p, storetest.Stamp())
	require.NoError(t, err)
}

func TestTwoProgramsWriteOneAfterTheOther(t *testing.T) {
	path := closedStore(t)
	const writers = 4
	errs := make(chan error, writers)
	for i := range writers {
		s, err := Open(context.Background(), path, Options{})
		require.NoError(t, err)
		defer s.Close()
		p := storetest.Plan(t, s, storetest.Create(employee(i)))
		go func() {
			_, err := s.Apply(context.Background(), p, storetest.Stamp())
			errs <- err
		}()
	}
	for range writers {
		require.NoError(t, <-errs)
	}
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer s.Close()
	require.Len(t, storetest.Users(t, s), 1+writers)
}

func TestAControlCharacterIsNeverStored(t *testing.T) {
	s := MustOpen(t)
	u := storetest.Hire(t, s, employee(0))[0]
	for _, c := range []reconcile.Change{
		storetest.Edit(u, "title", "Buy\x1fer"),
		storetest.Edit(u, "custom.badge", "\x1f"),
		storetest.Create(roster.User{Email: "a\x1fb@acme.example"}),
	} {
		_, err := s.Apply(context.Background(), storetest.Plan(t, s, c), storetest.Stamp())
		require.ErrorContains(t, err, "control character")
	}
	require.Empty(t, cmp.Diff([]roster.User{u}, storetest.Users(t, s)))
}

func TestARowThatWasDamagedIsNoticed(t *testing.T) {
	for _, harm := range []string{"title = 'Buy' || char(31) || 'er'", "custom = 'badge'"} {
		s := MustOpen(t)
		storetest.Hire(t, s, employee(0))
		_, err := s.write.Exec("UPDATE users SET " + harm)
		require.NoError(t, err)
		snap, err := s.Snapshot(context.Background())
		require.NoError(t, err)
		for _, err = range snap.All(context.Background()) {
		}
		require.ErrorIs(t, err, ErrDamaged)
		require.NoError(t, snap.Close())
	}
}

func TestTheCountsRestOnNothingThatThePlanOnlyClaims(t *testing.T) {
	s := MustOpen(t)
	left := employee(1)
	left.Status = roster.Inactive
	u := storetest.Hire(t, s, employee(0), left)[0]
	c := storetest.Edit(u, "status", "inactive")
	c.Edits[0].From = "inactive"
	_, err := s.Apply(context.Background(), storetest.Plan(t, s, c), storetest.Stamp())
	require.ErrorContains(t, err, "the plan does not agree with itself")
	require.Equal(t, 1, storetest.Info(t, s).Active)
}

func TestAnInterruptedCopyOfTheLogIsFinished(t *testing.T) {
	path := closedStore(t)
	small, err := os.ReadFile(path)
	require.NoError(t, err)
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	_, err = s.Apply(context.Background(), load(t, s, 100), storetest.Stamp())
	require.NoError(t, err)
	log, err := os.ReadFile(path + "-wal")
	require.NoError(t, err)
	require.NoError(t, s.Close())
	grown, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Greater(t, len(grown), len(small))

	// The power failed when the first page, with the new size, was copied and
	// nothing else.
	copy(small, grown[:4096])
	path = filepath.Join(t.TempDir(), "roster.db")
	require.NoError(t, os.WriteFile(path, small, 0o600))
	require.NoError(t, os.WriteFile(path+"-wal", log, 0o600))
	s, err = Open(context.Background(), path, Options{})
	require.NoError(t, err)
	require.Len(t, storetest.Users(t, s), 101)
	require.NoError(t, s.Close())
}

func TestErrorsAreOneLine(t *testing.T) {
	s := MustOpen(t)
	require.NoError(t, s.read.Close())
	_, err := s.Runs(context.Background())
	require.Error(t, err)
	require.False(t, strings.Contains(err.Error(), "\n"), err)
}

// Whoever panics in the middle of a run has not done half of it.
func TestAPanicLeavesNothing(t *testing.T) {
	s := MustOpen(t)
	storetest.Hire(t, s, employee(0), employee(1))
	before := storetest.Users(t, s)
	gives, takes := storetest.Edit(before[0], roster.Email, "elsewhere@acme.example"), storetest.Create(employee(1))
	p := storetest.Plan(t, s, takes)
	read := 0
	p.Changes = func(yield func(*reconcile.Change, error) bool) {
		read++
		c := gives
		if !yield(&c, nil) {
			return
		}
		if read == 2 { // when somebody has given up an identifier already
			panic("of a plan")
		}
		c = takes
		yield(&c, nil)
	}
	require.PanicsWithValue(t, "of a plan", func() { _, _ = s.Apply(context.Background(), p, storetest.Stamp()) })
	require.Equal(t, before, storetest.Users(t, s))
	for finding, err := range s.Check(context.Background()) {
		t.Fatal(finding, err)
	}
}

// A plan that was made by hand can have a manager and no edit that names them.
func TestAManagerWhomNoEditNames(t *testing.T) {
	s := MustOpen(t)
	storetest.Hire(t, s, employee(0))
	c := storetest.Create(employee(7))
	c.ManagerID = 999_999
	p := storetest.Plan(t, s, c)
	p.AfterRun, p.Head = 0, ""
	_, err := s.Apply(context.Background(), p, storetest.Stamp())
	stale := (*reconcile.StaleError)(nil)
	require.ErrorAs(t, err, &stale)
	require.Contains(t, err.Error(), "999999")
	require.Len(t, storetest.Users(t, s), 1)
}
