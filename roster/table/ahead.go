package table

import "io"

// Ahead has batches made in a goroutine of its own, a few ahead of their use.
// produce hands each one over with swap and gets another to fill, nil when no
// more are wanted; it begins with swap(nil). use says whether it wants more.
// produce has ended when Ahead returns.
func Ahead[B any](produce func(swap func(*B) *B), use func(*B) bool) {
	const held = 4
	full, empty := make(chan *B, held), make(chan *B, held)
	for range held {
		empty <- new(B)
	}
	go func() {
		defer close(full)
		produce(func(b *B) *B {
			if b != nil {
				full <- b
			}
			return <-empty
		})
	}()
	defer func() {
		close(empty)
		for range full {
		}
	}()
	for b := range full {
		if !use(b) {
			return
		}
		empty <- b
	}
}

// A large text is cut into records beside the work on those that were cut
// before.
const (
	aheadFrom  = 1 << 20 // bytes of a file that is worth it
	batchSize  = 512     // records
	batchCells = 1 << 14 // no more are begun behind so many cells
)

// reading reads one record after the other, up to io.EOF, and overwrites rec. The
// cells of a record are the end of the list to which they are appended.
type reading func(rec *Record, list []string) (longer []string, err error)

// batch is some records and the memory that their lists of cells share.
type batch struct {
	records []Record
	cells   []string
	err     error // of the last record
}

// fill reads the next records.
func (b *batch) fill(next reading) {
	b.records, b.cells, b.err = b.records[:0], b.cells[:0], nil
	for len(b.records) < batchSize && len(b.cells) < batchCells && b.err == nil {
		b.records = append(b.records, Record{})
		b.cells, b.err = next(&b.records[len(b.records)-1], b.cells)
	}
}

// recordsAhead yields what next returns, up to the first error, which it yields
// too unless it is io.EOF.
func recordsAhead(next reading, yield func(Record, error) bool) {
	Ahead(func(swap func(*batch) *batch) {
		for b, err := swap(nil), error(nil); b != nil && err == nil; b = swap(b) {
			b.fill(next)
			err = b.err // nobody reads on behind it
		}
	}, func(b *batch) bool {
		for i, rec := range b.records {
			var err error
			if i == len(b.records)-1 {
				err = b.err
			}
			if err == io.EOF || !yield(rec, err) || err != nil {
				return false
			}
		}
		return true
	})
}
