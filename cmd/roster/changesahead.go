package main

import (
	"iter"

	"roster.example/reconcile"
	ahead "roster.example/roster/table"
)

// Changes of a large report are worked out a few batches ahead of their writing.
const (
	aheadFrom     = 10_000 // changes of a report that is worth it
	changesAtOnce = 512
)

type changeBatch struct {
	changes []reconcile.Change
	edits   []reconcile.Edit // of all of them
	err     error            // behind them
}

// add adds a copy of a change, which is only valid until the next one.
func (b *changeBatch) add(c *reconcile.Change) {
	from := len(b.edits)
	b.edits = append(b.edits, c.Edits...)
	b.changes = append(b.changes, *c)
	b.changes[len(b.changes)-1].Edits = b.edits[from:len(b.edits):len(b.edits)]
}

// changesAhead has changes worked out beside the writing of those before them.
func changesAhead(changes iter.Seq2[*reconcile.Change, error], n int) iter.Seq2[*reconcile.Change, error] {
	if n < aheadFrom {
		return changes
	}
	return func(yield func(*reconcile.Change, error) bool) {
		ahead.Ahead(func(swap func(*changeBatch) *changeBatch) {
			b := swap(nil)
			for c, err := range changes {
				if b == nil {
					return
				}
				if b.err = err; err != nil {
					break
				}
				if b.add(c); len(b.changes) == changesAtOnce {
					b = swap(b)
				}
			}
			swap(b)
		}, func(b *changeBatch) bool {
			for i := range b.changes {
				if !yield(&b.changes[i], nil) {
					return false
				}
			}
			b.changes, b.edits = b.changes[:0], b.edits[:0]
			return b.err == nil || yield(nil, b.err)
		})
	}
}
