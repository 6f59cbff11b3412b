package roster

import (
	"io"
	"iter"
	"time"

	"roster.example/roster/table"
)

// Key is the field that says who a row is about.
type Key string

const (
	KeyEmployeeID Key = EmployeeID
	KeyEmail      Key = Email
)

// Blank says what a blank cell means.
type Blank string

const (
	BlankKeep  Blank = "keep"  // the field stays as it is (default)
	BlankClear Blank = "clear" // the field is emptied, where it can be
)

// DateOrder is the order of day, month and year in dates such as 03/04/2026.
type DateOrder string

const (
	DatesInferred DateOrder = ""    // from all values of the column
	DatesMDY      DateOrder = "mdy" // month first
	DatesDMY      DateOrder = "dmy" // day first
	DatesYMD      DateOrder = "ymd" // year first
)

// Mapping is the caller's word on one column: the header as the file spells
// it (or, without a header, the number of the column from 1), and the name of
// the field it holds. An empty field ignores the column.
type Mapping struct{ Header, Field string }

// Options says how an upload is to be read. The zero value is the default.
type Options struct {
	Name     string    // what reports call the file
	Map      []Mapping // goes before everything the reader would find itself
	Blank    Blank
	Dates    DateOrder
	Encoding string    // "" detects; otherwise a name such as "windows-1252"
	Sheet    string    // of a workbook; "" takes the only one, or the first that holds a roster
	NoHeader bool      // the first record is a person; Map names columns by number
	Now      time.Time // settles two-digit years
}

// Source says where an upload came from and how it was understood.
type Source struct {
	Name       string   `json:"name"`
	SHA256     string   `json:"sha256"`
	Format     string   `json:"format"`
	Encoding   string   `json:"encoding"`
	Delimiter  string   `json:"delimiter"`
	HeaderLine int      `json:"header_line"`
	Columns    []Column `json:"columns"`
}

// Column is one column of an upload. Field is nil when the column is ignored.
type Column struct {
	Header string  `json:"header"`
	Field  *string `json:"field"`
}

// Row is one record of an upload, ready to be compared. It is valid until the
// next one is read.
type Row struct {
	Line     int       // physical line on which the record starts
	Values   []string  // one for each of Upload.Fields: clean, "" or Clear
	Problems []Problem // of this row, in column order
}

// Faulty reports whether a problem rejects the row.
func (r *Row) Faulty() bool {
	for i := range r.Problems {
		if r.Problems[i].Severity == Error {
			return true
		}
	}
	return false
}

// Upload is one roster file, opened, understood and surveyed: its header is
// mapped, its dates have an order, and it is known to be readable to its last
// line. Its rows can be read any number of times.
type Upload struct {
	Source   Source
	Fields   []*Field  // what the file speaks of, in the order of the table
	Problems []Problem // of the file as a whole: warnings only

	// unexported state of the reader
	table *table.Table
}

// Open reads the whole of an upload once: it finds out what the bytes are,
// finds and maps the header, and surveys every column. A file of which
// nothing can be taken is a *FileError.
func Open(r io.ReaderAt, size int64, o Options) (*Upload, error) {
	panic("being written")
}

// Len returns how many rows the upload has.
func (u *Upload) Len() int { panic("being written") }

// Filled returns how many rows have a value in this field; 0 when the file
// does not speak of it.
func (u *Upload) Filled(field string) int { panic("being written") }

// Rows reads the people in file order. The key is never cleared. An error
// ends the sequence, and can only be of the disk: the survey has read
// everything once.
func (u *Upload) Rows(key Key) iter.Seq2[*Row, error] { panic("being written") }

// Records reads the same rows as Rows as they stand in the file, for those
// who want to hand them back. The header is that of Source.Columns.
func (u *Upload) Records() iter.Seq2[table.Record, error] { panic("being written") }
