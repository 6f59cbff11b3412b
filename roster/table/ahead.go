package table

import "io"

// A large text is cut into records beside the work on those that were cut
// before: one goroutine stays a few batches ahead of the reader.
const (
	aheadFrom   = 1 << 20 // bytes of a file that is worth it
	batchSize   = 512     // records
	batchesHeld = 4
)

// batch is some records and the memory that their lists of cells share.
type batch struct {
	records []Record
	cells   []string
	err     error // behind the records
}

// fill reads the next records.
func (b *batch) fill(next func() (Record, error)) {
	b.records, b.cells, b.err = b.records[:0], b.cells[:0], nil
	for len(b.records) < batchSize {
		rec, err := next()
		if err != nil {
			rec.Cells = nil
			b.records, b.err = append(b.records, rec), err
			return
		}
		from := len(b.cells)
		b.cells = append(b.cells, rec.Cells...)
		rec.Cells = b.cells[from:len(b.cells):len(b.cells)]
		b.records = append(b.records, rec)
	}
}

// ahead yields what next returns, up to the first error, which it yields too
// unless it is io.EOF. The goroutine that calls next has ended when ahead
// returns.
func ahead(next func() (Record, error), yield func(Record, error) bool) {
	full, empty := make(chan *batch, batchesHeld), make(chan *batch, batchesHeld)
	for range batchesHeld {
		empty <- &batch{}
	}
	go func() {
		defer close(full)
		for b := range empty {
			b.fill(next)
			full <- b
			if b.err != nil {
				return
			}
		}
	}()
	defer func() {
		close(empty)
		for range full {
		}
	}()
	for b := range full {
		for i, rec := range b.records {
			var err error
			if i == len(b.records)-1 {
				err = b.err
			}
			if err == io.EOF {
				return
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
		empty <- b
	}
}
