package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
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
