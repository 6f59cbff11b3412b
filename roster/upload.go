package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strings"
	"sync/atomic"
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
// it, or the number of the column from 1 (without a header, and where two
// headers are the same), and the name of the field it holds. An empty field
// ignores the column.
type Mapping struct{ Header, Field string }

// Options says how an upload is to be read. The zero value is the default.
type Options struct {
	Name     string    // what reports call the file
	Map      []Mapping // goes before everything the reader would find itself
	Blank    Blank
	BlankIn  map[string]Blank // by field, before Blank
	Feed     string           // the feed that Map is of, "" for none: headers that it does not name are told of
	Dates    DateOrder
	Encoding string    // "" detects; otherwise a name such as "windows-1252"
	Sheet    string    // of a workbook; "" takes the only one, or the first that holds a roster
	NoHeader bool      // the first record is a person; Map names columns by number
	Now      time.Time // settles two-digit years

	// Keep is for whoever will ask for Upload.Rowset: Open keeps the rows of a large
	// file as it goes through it, where it can, and they need not be read again.
	Keep bool
	// Progress is told how far Open is, in bytes of the cells and about that of the
	// file; a total of 0 is unknown. Another goroutine may call it, but never two at
	// a time, and none once Open has returned. It may be nil.
	Progress func(done, total int64)
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
// line. Its rows can be read any number of times; those that Open has kept are
// handed out by the first call of Rowset.
type Upload struct {
	Source   Source
	Fields   []*Field  // what the file speaks of, in the order of the table
	Problems []Problem // of the file as a whole: warnings only

	Container string // "gzip" or "zip" when the table was packed in one; else ""
	Sheet     string // of a workbook: the one that is read; else ""

	// Skipped are the lines behind the header that are about nobody, the first
	// thousand of them. Rows and Records leave them out.
	Skipped []SkippedLine

	table    *table.Table
	columns  []*column
	dropped  bool // columns with neither header nor value are left out of Source
	warnings []columnProblem
	skipper  *skipper
	blank    Blank
	blankIn  map[string]Blank
	size     int64 // of the file
	rows     int
	bytes    int64          // of their cells, and what parts them
	filled   map[string]int // by field
	kept     *keeper        // nil where the rows are not kept

	skippedLines int
}

// Open reads the whole of an upload: it finds out what the bytes are, finds and
// maps the header, and surveys every column. A file of which nothing can be taken
// is a *FileError; any other error is one of reading. The reader is kept, and read
// again for rows that are not kept, until the caller closes the upload. Open reads
// from two goroutines, as io.ReaderAt allows; none of them is left when it returns.
//
// A zero Options.Now means the present.
func Open(r io.ReaderAt, size int64, o Options) (*Upload, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	// The digest is taken beside the survey, which is most of the work, and
	// not waited for when the file is refused at its beginning.
	beside := &stoppable{r: io.NewSectionReader(r, 0, size)}
	digest := sha256.New()
	done := make(chan error)
	go func() {
		_, err := io.Copy(digest, beside)
		done <- err
	}()
	u, err := openFirst(r, size, o)
	if err != nil {
		beside.stopped.Store(true)
		<-done // the caller may close the reader when we return
		return nil, err
	}
	if err := <-done; err != nil {
		return nil, errors.Join(fmt.Errorf("read the upload: %w", err), u.Close())
	}
	u.Source.SHA256 = hex.EncodeToString(digest.Sum(nil))
	return u, nil
}

// stoppable is a reader that another goroutine can bring to its end.
type stoppable struct {
	r       io.Reader
	stopped atomic.Bool
}

func (s *stoppable) Read(p []byte) (int, error) {
	if s.stopped.Load() {
		return 0, io.EOF
	}
	return s.r.Read(p)
}

// mostSheets is how many sheets are looked through for a roster.
const mostSheets = 20

// openFirst opens the first table of the file that is a roster. The first
// sheet is often a cover: then a later one is meant, and that is said. Where
// there is none, the error is that of a sheet that would be a roster but for a
// fault, or else that of the first.
func openFirst(r io.ReaderAt, size int64, o Options) (*Upload, error) {
	u, sheets, err := openSheet(r, size, o)
	if err == nil || o.Sheet != "" || !notARoster(err) || len(sheets) < 2 {
		return u, err
	}
	cover := sheets[0]
	for _, o.Sheet = range sheets[1:min(len(sheets), mostSheets)] {
		later, _, laterErr := openSheet(r, size, o)
		if laterErr == nil {
			later.Problems = append(later.Problems, Problem{
				Severity: Warning, Code: CodeSheetChosen,
				Message: fmt.Sprintf("sheet %q is read; sheet %q, which comes first, holds no roster", o.Sheet, cover),
				Hint:    "if another one is meant, name it with --sheet",
			})
			return later, nil
		}
		if !notARoster(laterErr) && notARoster(err) {
			err = onSheet(laterErr, o.Sheet)
		}
	}
	return nil, err
}

// onSheet says in an error which sheet it is about.
func onSheet(err error, sheet string) error {
	var fault *FileError
	if errors.As(err, &fault) {
		fault.Problem.Message = fmt.Sprintf("on sheet %q: %s", sheet, fault.Problem.Message)
	}
	return err
}

// notARoster reports whether a sheet was read and holds no roster.
func notARoster(err error) bool {
	var fault *FileError
	if !errors.As(err, &fault) {
		return false
	}
	switch fault.Problem.Code {
	case CodeNoKeyColumn, CodeEmptyFile, CodeMapUnknownColumn:
		return true
	}
	return false
}

// openSheet opens one table of the file. Where it is no roster, it returns the
// sheets from this one on.
func openSheet(r io.ReaderAt, size int64, o Options) (*Upload, []string, error) {
	t, err := table.Open(r, size, table.Options{Encoding: o.Encoding, Sheet: o.Sheet})
	if err != nil {
		return nil, nil, fileFault(err)
	}
	u := &Upload{
		Source:    Source{Name: o.Name, Format: t.Format, Encoding: t.Encoding, Delimiter: t.Delimiter},
		Container: t.Container, Sheet: t.Sheet,
		table: t, size: size, blank: o.Blank, blankIn: o.BlankIn, filled: map[string]int{},
	}
	for _, note := range t.Notes {
		u.Problems = append(u.Problems, Problem{
			Severity: Warning, Code: Code(note.Code), Line: note.Line, Message: note.Message, Hint: note.Hint,
		})
	}
	if err := u.understand(o); err != nil {
		from := max(0, slices.Index(t.Sheets, t.Sheet))
		if cerr := t.Close(); cerr != nil {
			return nil, nil, errors.Join(err, cerr)
		}
		return nil, t.Sheets[from:], fileFault(err)
	}
	return u, nil, nil
}

// Close gives back what unpacking the file took, which may be a temporary
// file. It does not close the reader that Open was given.
func (u *Upload) Close() error {
	u.kept = nil
	return u.table.Close()
}

// understand finds and maps the header and surveys the columns.
func (u *Upload) understand(o Options) error {
	header, err := u.findHeader(o)
	if err != nil {
		return err
	}
	through := overFirst(math.MaxInt)
	if u.kept = u.foresee(header, o); u.kept != nil {
		through = u.kept.take
	}
	if err := u.learn(header, o, through); err != nil {
		return err
	}
	if u.kept != nil && !u.kept.stands(newRowReader(u, "")) {
		u.kept = nil
	}
	for _, w := range u.warnings {
		u.Problems = append(u.Problems, w.problem)
	}
	u.warnOfSkipped()
	for _, c := range u.columns {
		if c.absent() {
			u.dropped = true
			continue
		}
		var field *string
		if c.field != nil {
			field = &c.field.Name
			u.filled[*field] = c.seen.filled
		}
		u.Source.Columns = append(u.Source.Columns, Column{Header: c.header, Field: field})
	}
	if full := u.column(fullName); full != nil {
		for _, f := range []string{FirstName, LastName} {
			if u.column(f) == nil {
				u.filled[f] = full.seen.filled
			}
		}
	}
	return nil
}

// learn finds out what each column holds, from the header and from a pass over the
// records.
func (u *Upload) learn(header []string, o Options, through pass) (err error) {
	if u.columns, err = newColumns(header, o); err != nil {
		return err
	}
	u.skipper = newSkipper(u.columns)
	if err := through(u.read(u.skip), u.seeing(o.Progress)); err != nil {
		return err
	}
	if err := u.settle(o); err != nil {
		return err
	}
	u.collectFields()
	return nil
}

// seeing returns see, which tells how far the survey is where somebody wants to know.
func (u *Upload) seeing(progress func(done, total int64)) func(table.Record) {
	if progress == nil {
		return u.see
	}
	total := u.size
	if u.packed() {
		total = 0
	}
	return func(rec table.Record) {
		if u.rows%1024 == 0 {
			progress(u.bytes, total)
		}
		u.see(rec)
	}
}

// packed reports whether the size of the file says nothing of that of its text.
func (u *Upload) packed() bool { return u.Container != "" || u.Source.Format != "csv" }

// data reads the records that are about a person.
func (u *Upload) data() iter.Seq2[table.Record, error] {
	return u.read(func(int, string) {})
}

// read reads the records behind the header that are about a person, and tells
// of those that are about nobody.
func (u *Upload) read(skipped func(line int, why string)) iter.Seq2[table.Record, error] {
	return func(yield func(table.Record, error) bool) {
		sinceHeader := 0
		for rec, err := range u.table.Records() {
			if err != nil {
				yield(rec, fileFault(err))
				return
			}
			if rec.Line <= u.Source.HeaderLine || empty(rec.Cells) {
				continue
			}
			why, second := u.skipper.why(rec.Cells, sinceHeader)
			sinceHeader++
			if second {
				yield(rec, &FileError{severalTables(rec.Line)})
				return
			}
			if why != "" {
				skipped(rec.Line, why)
				continue
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// empty reports whether nothing can be seen in any cell.
func empty(cells []string) bool {
	for _, cell := range cells {
		if cell != "" && (beginsOrdinary(cell) || strings.TrimFunc(cell, space) != "") {
			return false
		}
	}
	return true
}

// fileFault turns a fault of the bytes into a fault of the file.
func fileFault(err error) error {
	var fault *table.Error
	if errors.As(err, &fault) {
		return &FileError{Problem{
			Severity: Error, Code: Code(fault.Code), Line: fault.Line, Message: fault.Message, Hint: fault.Hint,
		}}
	}
	return err
}

// Len returns how many rows the upload has.
func (u *Upload) Len() int { return u.rows }

// Filled returns how many rows have a value in this field, faulty values
// included; 0 when the file does not speak of it.
func (u *Upload) Filled(field string) int { return u.filled[field] }

// Rows reads the people in file order. The key is never cleared. An error
// ends the sequence, and can only be of the disk: the survey has read
// everything once.
func (u *Upload) Rows(key Key) iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		read := newRowReader(u, key).read
		if u.rows >= aheadFrom {
			rowsAhead(u.data(), read, func(_ table.Record, row *Row, err error) bool { return yield(row, err) })
			return
		}
		var row Row
		for rec, err := range u.data() {
			if err != nil {
				yield(nil, err)
				return
			}
			if read(rec, &row); !yield(&row, nil) {
				return
			}
		}
	}
}

// Rowset returns all people, in file order. The key is never cleared. Rows that
// Open has kept are handed out once; otherwise they are read now. Then progress is
// told of every thousand or so how many there are, and an error that it returns
// ends the reading; it may be nil.
func (u *Upload) Rowset(key Key, progress func(rows int) error) (*Rowset, error) {
	kept := u.kept
	u.kept = nil
	if kept != nil && kept.stands(newRowReader(u, key)) {
		return kept.rows, nil
	}
	rs := NewRowset(u.Fields, u.rows)
	for row, err := range u.Rows(key) {
		if err != nil {
			return nil, err
		}
		rs.Add(row)
		if n := rs.Count(); n%1024 == 0 && progress != nil {
			if err := progress(n); err != nil {
				return nil, err
			}
		}
	}
	return rs, nil
}

// Records reads the same rows as Rows as they stand in the file, for those
// who want to hand them back. The header is that of Source.Columns; a record
// can be shorter, or longer where it has cells that belong to no column. A
// record is valid until the next one is read.
func (u *Upload) Records() iter.Seq2[table.Record, error] {
	return func(yield func(table.Record, error) bool) {
		var kept []string
		for rec, err := range u.data() {
			if u.dropped && err == nil {
				kept = kept[:0]
				for i, cell := range rec.Cells {
					if i >= len(u.columns) || !u.columns[i].absent() {
						kept = append(kept, cell)
					}
				}
				rec.Cells = kept
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}
