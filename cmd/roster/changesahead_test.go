package main

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
)

// The changes of a plan are one change, over and over. What is worked out ahead
// must not be overtaken by what comes behind it.
func TestChangesAheadAreThoseOfThePlan(t *testing.T) {
	const n = 2*aheadFrom + 7
	broken := errors.New("broken")
	changes := func(end error) func(func(*reconcile.Change, error) bool) {
		return func(yield func(*reconcile.Change, error) bool) {
			var c reconcile.Change
			edits := make([]reconcile.Edit, 3)
			for i := range n {
				c = reconcile.Change{Line: i, Edits: edits[:i%4%3]}
				for j := range c.Edits {
					c.Edits[j] = reconcile.Edit{Field: "title", To: fmt.Sprint(i, j)}
				}
				if !yield(&c, nil) {
					return
				}
			}
			if end != nil {
				yield(nil, end)
			}
		}
	}
	for _, end := range []error{nil, broken} {
		for _, most := range []int{1, changesAtOnce, changesAtOnce + 1, n + 2} {
			var want, got []reconcile.Change
			take := func(into *[]reconcile.Change) (err error) {
				for c, failed := range changesAhead(changes(end), map[bool]int{true: 0, false: n}[into == &want]) {
					if failed != nil {
						return failed
					}
					kept := *c
					kept.Edits = append([]reconcile.Edit(nil), c.Edits...)
					if *into = append(*into, kept); len(*into) == most {
						break
					}
				}
				return nil
			}
			require.ErrorIs(t, take(&got), take(&want))
			require.Empty(t, cmp.Diff(want, got))
		}
	}
}
