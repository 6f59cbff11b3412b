// Package table turns the bytes of an uploaded table into records with
// physical line numbers. It knows about containers, character sets,
// delimiters and quotes, and nothing about people.
//
// It is lenient where spreadsheets are (a bare quote inside a cell, a space
// before an opening quote, line ends of any kind) and strict where data would
// be lost: a quote that is never closed is an error that names the line on
// which it opened, and not a cell that holds the rest of the file; a file that
// was cut is an error, and not a short table.
package table

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
)

// Record is one record of a table. The cells are as they stand in the file,
// without quotes. It is valid until the next one is read, its strings for
// good. They share memory with those of the records around it: whoever keeps few
// of many clones them.
type Record struct {
	Line  int // physical line on which the record starts, from 1; the row of a sheet
	Cells []string

	// Stray says that a quote in a quoted cell was neither doubled nor at its
	// end, and was taken for text. When such a record is not as wide as the
	// header, its cells cannot be told apart.
	Stray bool
}

// Options says how the bytes are to be read. The zero value finds out.
type Options struct {
	// Encoding is the name of a character set, such as "windows-1252",
	// "macintosh" or "utf-16le"; names are those of the WHATWG Encoding
	// standard and of the IANA, in any case. "" detects. A byte order mark
	// goes before it.
	Encoding string

	// Sheet is the name of a sheet of a workbook. "" takes the first visible
	// one that has anything on it.
	Sheet string
}

// Table is an opened table. Its records can be read any number of times.
type Table struct {
	Format    string   // "csv", "xlsx" or "html"
	Container string   // "gzip" or "zip" when the table was packed in one; else ""
	Encoding  string   // "utf-8", "windows-1252", …; "" where the format leaves no choice
	Delimiter string   // one character, mostly "," ";" "\t" or "|"; "" where the format has none
	Sheet     string   // of a workbook: the one that is read
	Sheets    []string // of a workbook: those that can be seen, in their order
	Notes     []Note   // what was assumed, in the order of lines

	text    func() io.Reader // of a text: from its start, in UTF-8
	dialect dialect
	spooled source // of anything else: the records, unpacked
	limits  limits
	size    int64 // of the file, in bytes
	spools  []*spool
}

// Open finds out what the bytes are: it looks at all of them once for the
// character set, and at the first records for the delimiter; what is packed or
// is not text is unpacked. The reader is kept, and read again by every call of
// Records. What cannot be a table is an *Error that says what it is instead.
//
// The caller closes the table when nothing of it will be read any more.
func Open(r io.ReaderAt, size int64, o Options) (*Table, error) {
	t := &Table{limits: standard, size: size}
	if err := t.open(source{r, size}, o); err != nil {
		if cerr := t.Close(); cerr != nil {
			err = errors.Join(err, cerr)
		}
		return nil, err
	}
	return t, nil
}

// Close gives back what unpacking took, which may be a temporary file. It does
// not close the reader that Open was given.
func (t *Table) Close() error {
	var err error
	for _, s := range t.spools {
		err = errors.Join(err, s.Close())
	}
	t.spools = nil
	return err
}

func (t *Table) open(src source, o Options) error {
	head, err := src.head(headBytes)
	if err != nil {
		return err
	}
	switch {
	case src.size == 0:
		return emptyFile()
	case startsWith(head, gzipMagic):
		return t.openGzip(src, o)
	case startsWith(head, zipMagics...):
		return t.openZip(src, o)
	case startsWith(head, oleMagic):
		return refuseOLE(head, src)
	}
	if err := refuse(head, binaries); err != nil {
		return err
	}
	return t.openText(src, o)
}

// openText reads what is left when no container was recognised.
func (t *Table) openText(src source, o Options) error {
	cs, err := findCharset(src, o.Encoding)
	if err != nil {
		return err
	}
	t.Encoding, t.Notes, t.text = cs.name, append(t.Notes, cs.notes...), cs.text
	sample, err := start(t.text(), sampleBytes)
	if err != nil {
		return err
	}
	if err := refuse(sample, texts); err != nil {
		return err
	}
	if o.Sheet != "" {
		return &Error{
			Code:    "no-such-sheet",
			Message: fmt.Sprintf("the file is no workbook and has no sheet %q", o.Sheet),
			Hint:    "leave --sheet out, or give the workbook itself",
		}
	}
	if looksLikeHTML(sample) {
		return t.openHTML()
	}
	t.Format = "csv"
	var notes []Note
	if t.dialect, notes, err = sniff(sample, len(sample) < sampleBytes); err != nil {
		return err
	}
	t.Notes = append(t.Notes, notes...)
	t.Delimiter = string(t.dialect.delim)
	return nil
}

// Records reads the records in file order, leaving out lines with nothing on
// them and records of nothing but blank cells. Rows that are shorter or longer
// than others are passed on as they are. An error ends the sequence: it is an
// *Error when the bytes are at fault.
func (t *Table) Records() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		var next reading
		if t.Format == "csv" {
			next = newSplitter(t.text(), t.dialect, t.limits, bufferBytes).next
		} else {
			next = newUnspooler(t.spooled).next
		}
		if t.size >= aheadFrom {
			recordsAhead(next, yield)
			return
		}
		var rec Record
		var cells []string
		for {
			var err error
			cells, err = next(&rec, cells[:0])
			if err == io.EOF {
				return
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

// newSpool makes a spool that Close gives back.
func (t *Table) newSpool(limit int64) *spool {
	s := &spool{cap: limit}
	t.spools = append(t.spools, s)
	return s
}

// drop gives a spool back that turned out not to be needed.
func (t *Table) drop(s *spool) error {
	t.spools = slices.DeleteFunc(t.spools, func(other *spool) bool { return other == s })
	if err := s.Close(); err != nil {
		return readError(err)
	}
	return nil
}
