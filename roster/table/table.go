// Package table turns the bytes of an uploaded table into records with
// physical line numbers. It knows about containers, character sets,
// delimiters and quotes, and nothing about people.
package table

import (
	"io"
	"iter"
)

// Record is one record of a table. The cells are as they stand in the file,
// without quotes. It is valid until the next one is read, its strings for
// good.
type Record struct {
	Line  int // physical line on which the record starts, from 1
	Cells []string
}

// Options says how the bytes are to be read. The zero value finds out.
type Options struct {
	Encoding string // a name such as "windows-1252"; "" detects
	Sheet    string // of a workbook
}

// Table is an opened table. Its records can be read any number of times.
type Table struct {
	Format    string // "csv", "xlsx", …
	Encoding  string // "utf-8", …; "" where the format leaves no choice
	Delimiter string // "," ";" "\t" "|"; "" where the format has none
}

// Error is a fault of the bytes: where, what, and what to do about it.
type Error struct {
	Code    string // stable, such as "unclosed-quote"
	Line    int    // 0 when the fault is of the whole file
	Message string
	Hint    string
}

func (e *Error) Error() string { return e.Message }

// Open finds out what the bytes are. It reads no more than it needs for that.
func Open(r io.ReaderAt, size int64, o Options) (*Table, error) {
	panic("being written")
}

// Records reads the records in file order, leaving out lines with nothing on
// them. An error ends the sequence.
func (t *Table) Records() iter.Seq2[Record, error] { panic("being written") }
