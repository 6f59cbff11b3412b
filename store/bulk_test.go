package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

func indexes(t *testing.T, s *Store) (names []string) {
	rows, err := s.read.Query("SELECT name || ifnull(sql, '') FROM sqlite_schema WHERE type = 'index' ORDER BY name")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		names = append(names, name)
	}
	require.NoError(t, rows.Err())
	return names
}

// A first load makes its indexes last. Whatever comes of it, they are there.
func TestAFirstLoadLeavesTheIndexes(t *testing.T) {
	ctx := context.Background()
	s := MustOpen(t)
	before := indexes(t, s)
	require.NotEmpty(t, before)

	twice := load(t, s, fewUsers)
	people := twice.Changes
	twice.Changes = func(yield func(*reconcile.Change, error) bool) {
		for c, err := range people {
			if !yield(c, err) {
				return
			}
		}
		again := storetest.Create(employee(3))
		yield(&again, nil)
	}
	_, err := s.Apply(ctx, twice, storetest.Stamp())
	require.ErrorContains(t, err, "does not agree with itself", "a duplicate is found, if late")
	require.Equal(t, before, indexes(t, s))
	require.Empty(t, storetest.Users(t, s))

	p := load(t, s, fewUsers)
	p.ID = "again"
	_, err = s.Apply(ctx, p, storetest.Stamp())
	require.NoError(t, err)
	require.Equal(t, before, indexes(t, s))
	require.Len(t, storetest.Users(t, s), fewUsers)
	var fine string
	require.NoError(t, s.read.QueryRow("PRAGMA integrity_check").Scan(&fine))
	require.Equal(t, "ok", fine)
}

// SQLite looks for no manager while a first load is written. Afterwards we have.
func TestAFirstLoadFindsManagersWhoAreNobody(t *testing.T) {
	ctx := context.Background()
	s := MustOpen(t)
	withBoss := func(boss int64) *reconcile.Plan {
		p := load(t, s, fewUsers)
		people := p.Changes
		p.Changes = func(yield func(*reconcile.Change, error) bool) {
			n := 0
			for c, err := range people {
				if n++; n == 2 {
					u := employee(1)
					u.ManagerID, u.ManagerEmail = boss, employee(0).Email
					*c = storetest.Create(u)
				}
				if !yield(c, err) {
					return
				}
			}
		}
		return p
	}
	nobody := withBoss(fewUsers + 1)
	people, read := nobody.Changes, 0
	nobody.Changes = func(yield func(*reconcile.Change, error) bool) { read++; people(yield) }
	_, err := s.Apply(ctx, nobody, storetest.Stamp())
	require.ErrorContains(t, err, "does not agree with itself: it has a manager of number 1001, who is nobody")
	require.Equal(t, 1, read, "nothing has moved, so there is nothing to find out")
	require.Empty(t, storetest.Users(t, s))
	p := withBoss(fewUsers)
	p.ID = "again"
	_, err = s.Apply(ctx, p, storetest.Stamp())
	require.NoError(t, err)

	_, err = s.write.Exec("UPDATE users SET manager_id = ? WHERE id = 3", fewUsers+1)
	require.ErrorContains(t, err, "FOREIGN KEY", "what comes after a first load is looked at by SQLite")
}

// Some of a first load get their key late. A plan that gives such a one another
// email, as no file does, is done as it says.
func TestAFirstLoadMayChangeWhoItCreates(t *testing.T) {
	ctx := context.Background()
	s := MustOpen(t)
	late := employee(oneOf - 1)
	late.ID, late.Version = oneOf, 1
	p := load(t, s, fewUsers)
	people, edit := p.Changes, storetest.Edit(late, roster.Email, "new@acme.example")
	p.Changes = func(yield func(*reconcile.Change, error) bool) {
		for c, err := range people {
			if !yield(c, err) {
				return
			}
		}
		yield(&edit, nil)
	}
	p.Summary.Update, p.Summary.Rows = 1, fewUsers+1
	_, err := s.Apply(ctx, p, storetest.Stamp())
	require.NoError(t, err)
	for finding, err := range s.Check(ctx) {
		t.Fatal(finding, err)
	}
	other := employee(fewUsers)
	other.Email = "new@acme.example"
	_, err = s.Apply(ctx, storetest.Plan(t, s, storetest.Create(other)), storetest.Stamp())
	require.Error(t, err, "the address has been given")
}

func TestAFirstLoadNamesTheIndexThatIsMissing(t *testing.T) {
	s := MustOpen(t)
	_, err := s.write.Exec("DROP INDEX users_username_key")
	require.NoError(t, err)
	_, err = s.Apply(context.Background(), load(t, s, fewUsers), storetest.Stamp())
	require.ErrorIs(t, err, ErrDamaged)
	require.ErrorContains(t, err, "users_username_key")
}

// The last to close a roster copies the log into it, after a first load as after any other run.
func TestAFirstLoadLeavesNoLog(t *testing.T) {
	ctx := context.Background()
	for _, n := range []int{fewUsers - 1, fewUsers} {
		path := filepath.Join(t.TempDir(), "roster.db")
		s, err := Create(ctx, path, New{}, Options{})
		require.NoError(t, err)
		_, err = s.Apply(ctx, load(t, s, n), storetest.Stamp())
		require.NoError(t, err)
		require.NoError(t, s.Close())
		_, err = os.Stat(path + "-wal")
		require.ErrorIs(t, err, os.ErrNotExist, n)
	}
}

// Some of a first load get the key by which they are found after the others.
func TestEverybodyOfAFirstLoadIsFound(t *testing.T) {
	ctx := context.Background()
	s := MustOpen(t)
	_, err := s.Apply(ctx, load(t, s, fewUsers), storetest.Stamp())
	require.NoError(t, err)
	rows, err := s.read.Query("SELECT id, email, email_key FROM users")
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var id int64
		var email, key string
		require.NoError(t, rows.Scan(&id, &email, &key))
		require.Equal(t, roster.EmailKey(email), key, id)
	}
	require.NoError(t, rows.Err())
	for finding, err := range s.Check(ctx) {
		t.Fatal(finding, err)
	}
}

// What a first load writes goes straight into the file, unless somebody else has
// that open: then it goes through the log, and they see an empty roster meanwhile.
func TestAFirstLoadGoesPastTheLog(t *testing.T) {
	ctx := context.Background()
	for _, alone := range []bool{true, false} {
		path := filepath.Join(t.TempDir(), "roster.db")
		s, err := Create(ctx, path, New{}, Options{})
		require.NoError(t, err)
		p := load(t, s, fewUsers)
		if !alone {
			other, err := Open(ctx, path, Options{})
			require.NoError(t, err)
			defer other.Close()
			snap, err := other.Snapshot(ctx)
			require.NoError(t, err)
			defer snap.Close()
			people := p.Changes
			p.Changes = func(yield func(*reconcile.Change, error) bool) {
				require.Empty(t, storetest.Users(t, other))
				people(yield)
			}
		}
		_, err = s.Apply(ctx, p, storetest.Stamp())
		require.NoError(t, err)
		require.Len(t, storetest.Users(t, s), fewUsers)
		var mode string
		require.NoError(t, s.write.QueryRow("PRAGMA journal_mode").Scan(&mode))
		require.Equal(t, "wal", mode, "whatever comes next goes through the log")
		log, err := size(path + "-wal")
		require.NoError(t, err)
		if alone {
			require.Zero(t, log)
		} else {
			require.NotZero(t, log)
		}
		require.NoError(t, s.Close())
	}
}

// Whoever wants to read an empty roster waits for the first load of it. They do
// not make it fail, nor does it stay past the log because of them.
func TestAReaderWaitsForAFirstLoad(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "roster.db")
	s, err := Create(ctx, path, New{}, Options{})
	require.NoError(t, err)
	defer s.Close()
	const n = 20_000 // more than the cache holds
	p := load(t, s, n)
	people := p.Changes
	read := make(chan int)
	p.Changes = func(yield func(*reconcile.Change, error) bool) {
		go func() {
			other, err := Open(ctx, path, Options{})
			if err != nil {
				t.Error(err)
				read <- 0
				return
			}
			defer other.Close()
			read <- len(storetest.Users(t, other))
		}()
		time.Sleep(100 * time.Millisecond)
		people(yield)
	}
	_, err = s.Apply(ctx, p, storetest.Stamp())
	require.NoError(t, err)
	require.Equal(t, n, <-read)
	snap, err := s.Snapshot(ctx)
	require.NoError(t, err)
	defer snap.Close()
	storetest.Apply(t, s, storetest.Create(employee(n+1))) // beside a reader
}

// What a killed first load leaves goes back to the log with the next one who
// opens the roster, even if they only read.
func TestARosterThatIsPastTheLogGoesBack(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "roster.db")
	s, err := Create(ctx, path, New{}, Options{})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	script(t, path, "PRAGMA journal_mode = DELETE")
	reader := open(t, path)
	defer reader.Close()
	snap, err := reader.Snapshot(ctx)
	require.NoError(t, err)
	defer snap.Close()
	writer, err := Open(ctx, path, Options{Wait: time.Second})
	require.NoError(t, err)
	defer writer.Close()
	storetest.Apply(t, writer, storetest.Create(employee(1)))
}

func TestAFirstLoadHearsACancelWhileItWaits(t *testing.T) {
	s := MustOpen(t)
	busy, err := s.write.Conn(context.Background())
	require.NoError(t, err)
	defer busy.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	done := make(chan error)
	p := load(t, s, fewUsers)
	go func() { _, err := s.Apply(ctx, p, storetest.Stamp()); done <- err }()
	select {
	case err := <-done:
		require.ErrorIs(t, err, context.DeadlineExceeded)
	case <-time.After(5 * time.Second):
		t.Fatal("it is deaf")
	}
}
