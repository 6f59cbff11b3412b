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

// rowBatch is some rows and the records they were read from.
type rowBatch struct {
	rows    []Row
	records []table.Record
	cells   []string // of all records
	err     error    // behind them
}

// next returns the row that is to be read from a record, of which it keeps a copy.
func (b *rowBatch) next(rec table.Record) *Row {
	from := len(b.cells)
	b.cells = append(b.cells, rec.Cells...)
	rec.Cells = b.cells[from:len(b.cells):len(b.cells)]
	b.records = append(b.records, rec)
	return &b.rows[len(b.records)-1]
}

// rowsAhead reads the rows in records with read, and yields both.
func rowsAhead(records iter.Seq2[table.Record, error], read func(table.Record, *Row), yield func(table.Record, *Row, error) bool) {
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
			if read(rec, b.next(rec)); len(b.records) == batchSize {
				b = swap(b)
			}
		}
		swap(b)
	}, func(b *rowBatch) bool {
		for i, rec := range b.records {
			if !yield(rec, &b.rows[i], nil) {
				return false
			}
		}
		b.records, b.cells = b.records[:0], b.cells[:0]
		return b.err == nil || yield(table.Record{}, nil, b.err)
	})
}
