package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"

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
