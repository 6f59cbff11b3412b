package roster

import (
	"iter"

	"roster.example/roster/table"
)

// Rows of a large upload are read a few batches ahead of those who take them.
const (
	aheadFrom = 10_000 // rows of an upload that is worth it
	batchSize = 512    // rows
)

// rowBatch is some rows.
type rowBatch struct {
	rows []Row
	n    int   // of them that are read
	err  error // behind them
}

// rowsAhead reads the rows in records with read, and yields them.
func rowsAhead(records iter.Seq2[table.Record, error], read func(table.Record, *Row), yield func(*Row, error) bool) {
	table.Ahead(func(swap func(*rowBatch) *rowBatch) {
		b := swap(nil)
		for rec, err := range records {
			if b == nil {
				return
			}
			if err != nil {
				b.err = err
				break
			}
			if b.rows == nil {
				b.rows = make([]Row, batchSize)
			}
			read(rec, &b.rows[b.n])
			if b.n++; b.n == batchSize {
				b = swap(b)
			}
		}
		swap(b)
	}, func(b *rowBatch) bool {
		for i := range b.rows[:b.n] {
			if !yield(&b.rows[i], nil) {
				return false
			}
		}
		b.n = 0
		return b.err == nil || yield(nil, b.err)
	})
}
