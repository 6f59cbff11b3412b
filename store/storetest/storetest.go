package storetest

import (
	"testing"

	"roster.example/reconcile"
)

// promise is one sentence a store is held to.
type promise struct {
	name string
	keep func(t *testing.T, s reconcile.Store)
}

// Run tests that a store keeps every promise of reconcile.Store. Each promise
// is a subtest with a store of its own: open returns a new, empty one, and
// closes it when the test ends.
func Run(t *testing.T, open func(t *testing.T) reconcile.Store) {
	for _, chapter := range []struct {
		name     string
		promises []promise
	}{
		{"apply", applyPromises},
		{"identity", identityPromises},
		{"managers", managerPromises},
		{"stale", stalePromises},
		{"snapshot", snapshotPromises},
		{"history", historyPromises},
		{"owned", ownedPromises},
	} {
		t.Run(chapter.name, func(t *testing.T) {
			for _, p := range chapter.promises {
				t.Run(p.name, func(t *testing.T) { p.keep(t, open(t)) })
			}
		})
	}
}
