package roster

import (
	"iter"
	"slices"

	"roster.example/roster/table"
)

// A keeper keeps the rows of a file while it is surveyed. A column is understood
// from all of its cells, and only then are there rows: to read those, a file would
// be read again. But the first rows of nearly every file lead to the same
// understanding as all of them. So the rows are read as the head of the file is
// understood, and stand if the survey comes to the same; that saves a fifth of a
// preview. If it does not, they have been read in vain, and are read again, which
// takes a quarter longer.
type keeper struct {
	reader *rowReader
	rows   *Rowset
	most   int // bytes; it keeps no rows that take more
}

const (
	keepFrom = 1 << 20   // bytes of a file that is worth it
	keepMost = 192 << 20 // bytes of rows and their problems, or one and a half times those of the file
	headRows = 1000
	leastRow = 32 // bytes of a row of a file, for an estimate of how many there are
)

// foresee returns a keeper of rows as the head of the file is understood; nil
// where nobody asks for one, the file is small or packed, or its head leaves
// something open.
func (u *Upload) foresee(header []string, o Options) *keeper {
	if !o.Keep || u.size < keepFrom || u.packed() {
		return nil
	}
	o.Progress = nil // the survey of all of it tells
	head := &Upload{Source: u.Source, table: u.table, blank: u.blank, blankIn: u.blankIn}
	if err := head.learn(header, o, overFirst(headRows)); err != nil || head.rows == 0 {
		return nil
	}
	expected := u.size / max(head.bytes/int64(head.rows), leastRow)
	// The key is not known before there is a roster: where it matters, the reader
	// notes it.
	return &keeper{newRowReader(head, ""), NewRowset(head.Fields, int(expected)), max(keepMost, int(u.size+u.size/2))}
}

// pass goes through records and lets the survey see each of them.
type pass func(records iter.Seq2[table.Record, error], see func(table.Record)) error

// overFirst is a pass over the first records, which does no more.
func overFirst(most int) pass {
	return func(records iter.Seq2[table.Record, error], see func(table.Record)) error {
		n := 0
		for rec, err := range records {
			if err != nil {
				return err
			}
			see(rec)
			if n++; n == most {
				break
			}
		}
		return nil
	}
}

// take is a pass that reads the rows, too, and keeps them. They are read in another
// goroutine, which is the one that all others wait for: so it does nothing else.
func (k *keeper) take(records iter.Seq2[table.Record, error], see func(table.Record)) (err error) {
	rowsAhead(records, k.reader.read, func(rec table.Record, row *Row, failed error) bool {
		if failed != nil {
			err = failed
			return false
		}
		if see(rec); k.rows != nil {
			k.rows.Add(row)
			if k.rows.bytes > k.most {
				k.rows = nil
			}
		}
		return true
	})
	return err
}

// stands reports whether the rows that are kept are those that a reader would read,
// which comes from the survey of all of them. What a row is depends on the survey
// through the manner in which its cells are read, and which field that is for;
// all else is settled by the header.
func (k *keeper) stands(settled *rowReader) bool {
	return k.rows != nil && slices.EqualFunc(k.reader.cells, settled.cells, func(kept, settled cellReader) bool {
		if !kept.emptied {
			// Whether it may be emptied has not come up.
			kept.clearable, kept.clears = settled.clearable, settled.clears
		}
		return kept.manner == settled.manner && kept.field.Name == settled.field.Name
	})
}
