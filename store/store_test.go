package store

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/store/storetest"
)

// MustOpen returns a new store in a folder of the test.
func MustOpen(tb testing.TB) *Store {
	tb.Helper()
	s, err := Create(context.Background(), filepath.Join(tb.TempDir(), "roster.db"), New{}, Options{})
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, s.Close()) })
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) reconcile.Store { return MustOpen(t) })
}
