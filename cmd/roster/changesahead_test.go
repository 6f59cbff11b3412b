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
			take := func(changes func(func(*reconcile.Change, error) bool)) (all []reconcile.Change, err error) {
				for c, err := range changes {
					if err != nil {
						return all, err
					}
					kept := *c
					kept.Edits = append([]reconcile.Edit(nil), c.Edits...)
					if all = append(all, kept); len(all) == most {
						break
					}
				}
				return all, nil
			}
			want, plain := take(changes(end))
			got, ahead := take(changesAhead(changes(end), n))
			require.Equal(t, plain, ahead)
			require.Empty(t, cmp.Diff(want, got))
		}
	}
}
