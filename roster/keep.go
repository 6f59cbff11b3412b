package roster

import (
	"iter"
	"slices"

	"roster.example/roster/table"
)

// A file is read twice: a column is understood from all of its cells, and only
// then are there rows. But the first rows of nearly every file lead to the same
// understanding as all of them. So the rows of a large one are read while it is
// surveyed, as its head is understood, and stand if the survey comes to the same.
// If not, they are read again.
const (
	keepFrom = 1 << 20 // bytes of a file that is worth it
	headRows = 1000
)

// keeper keeps the rows that are read during the survey.
type keeper struct {
	reader *rowReader
	rows   *Rowset
}

// foresee returns a keeper of the rows as their head is understood; nil where the
// head leaves something open, or alone would be refused.
func (u *Upload) foresee(header []string, o Options) *keeper {
	o.Progress = nil
	head := &Upload{Source: u.Source, table: u.table, size: u.size, blank: u.blank, blankIn: u.blankIn}
	if err := head.learn(header, o, headRows); err != nil || head.rows == 0 {
		return nil
	}
	expected := int(u.size * int64(head.rows) / head.bytes)
	return &keeper{newRowReader(head, ""), NewRowset(head.Fields, expected)}
}

// take reads and keeps the rows in records.
func (k *keeper) take(records iter.Seq2[table.Record, error]) (err error) {
	rowsAhead(records, k.reader.read, func(row *Row, failed error) bool {
		if failed != nil {
			err = failed
			return false
		}
		k.rows.Add(row)
		return true
	})
	return err
}

// readsLike reports whether a reader reads every row of an upload that was
// surveyed as another does.
func (b *rowReader) readsLike(other *rowReader) bool {
	sameField := func(x, y *Field) bool { return x.Name == y.Name }
	sameCells := func(x, y cellReader) bool {
		if seen := &y.column.seen; seen.filled == other.upload.rows || seen.cleared == 0 && x.clears == y.clears {
			// Nothing in the column is emptied, whether it may be or not: that hangs
			// on the key, which is not known before there is a roster.
			x.clearable, x.clears = y.clearable, y.clears
		}
		return x.manner == y.manner && x.field.Name == y.field.Name
	}
	return slices.EqualFunc(b.upload.Fields, other.upload.Fields, sameField) &&
		slices.EqualFunc(b.cells, other.cells, sameCells) &&
		b.first == other.first && b.last == other.last && b.lastName == other.lastName &&
		slices.Equal(b.unnamed, other.unnamed)
}
