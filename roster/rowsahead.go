package roster

import "iter"

// Rows of a large upload are read a few batches ahead of those who take them.
const (
	aheadFrom   = 10_000 // rows of an upload that is worth it
	batchSize   = 512    // rows
	batchesHeld = 4
)

// rowBatch is some rows and the memory that their values share.
type rowBatch struct {
	rows   []Row
	values []string
	err    error // behind the rows
}

// rowsAhead yields what rows does. The goroutine that reads them has ended when
// it returns.
func rowsAhead(rows iter.Seq2[*Row, error], yield func(*Row, error) bool) {
	full, empty := make(chan *rowBatch, batchesHeld), make(chan *rowBatch, batchesHeld)
	for range batchesHeld {
		empty <- &rowBatch{}
	}
	go func() {
		defer close(full)
		b, more := <-empty
		if !more {
			return
		}
		for row, err := range rows {
			if b.err = err; err != nil {
				break
			}
			from := len(b.values)
			b.values = append(b.values, row.Values...)
			kept := *row
			kept.Values = b.values[from:len(b.values):len(b.values)]
			kept.Problems = append([]Problem(nil), row.Problems...)
			if b.rows = append(b.rows, kept); len(b.rows) < batchSize {
				continue
			}
			full <- b
			if b, more = <-empty; !more {
				return
			}
			b.rows, b.values = b.rows[:0], b.values[:0]
		}
		full <- b
	}()
	defer func() {
		close(empty)
		for range full {
		}
	}()
	for b := range full {
		for i := range b.rows {
			if !yield(&b.rows[i], nil) {
				return
			}
		}
		if b.err != nil {
			yield(nil, b.err)
			return
		}
		empty <- b
	}
}
