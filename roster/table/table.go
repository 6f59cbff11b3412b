// Package table turns the bytes of an uploaded table into records with
// physical line numbers. It knows about containers, character sets,
// delimiters and quotes, and nothing about people.
//
// It is lenient where spreadsheets are (a bare quote inside a cell, a space
// before an opening quote, line ends of any kind) and strict where data would
// be lost: a quote that is never closed is an error that names the line on
// which it opened, and not a cell that holds the rest of the file.
package table

import (
	"errors"
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

	text    func() io.Reader // the text from its start, in UTF-8
	dialect dialect
	limits  limits
}

// Open finds out what the bytes are: it looks at all of them once for the
// character set, and at the first records for the delimiter. The reader is
// kept, and read again by every call of Records. What cannot be a table is an
// *Error that says what it is instead.
func Open(r io.ReaderAt, size int64, o Options) (*Table, error) {
	head := make([]byte, min(size, headBytes))
	if _, err := io.ReadFull(&whole{r: r, size: size}, head); err != nil && err != io.EOF {
		return nil, readError(err)
	}
	if err := refuse(head, r, size); err != nil {
		return nil, err
	}
	if err := checkUTF8(&whole{r: r, size: size}); err != nil {
		return nil, err
	}
	t := &Table{
		Format:   "csv",
		Encoding: "utf-8",
		text:     func() io.Reader { return skipBOM(&whole{r: r, size: size}) },
		limits:   standard,
	}
	sample := make([]byte, sampleBytes)
	n, err := io.ReadFull(t.text(), sample)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, readError(err)
	}
	if t.dialect, err = sniff(sample[:n], n < len(sample)); err != nil {
		return nil, err
	}
	t.Delimiter = string(t.dialect.delim)
	return t, nil
}

// Records reads the records in file order, leaving out lines with nothing on
// them and records of nothing but blank cells. Rows that are shorter or longer
// than others are passed on as they are. An error ends the sequence: it is an
// *Error when the bytes are at fault.
func (t *Table) Records() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		s := newSplitter(t.text(), t.dialect, t.limits, bufferBytes)
		for {
			rec, err := s.next()
			if err == io.EOF {
				return
			}
			if !yield(rec, err) || err != nil {
				return
			}
		}
	}
}

// whole reads a file from its start, and does not take one that has become
// shorter since its size was asked for as one that ends here.
type whole struct {
	r    io.ReaderAt
	size int64
	off  int64
}

func (w *whole) Read(p []byte) (int, error) {
	if w.off >= w.size {
		return 0, io.EOF
	}
	if rest := w.size - w.off; int64(len(p)) > rest {
		p = p[:rest]
	}
	n, err := w.r.ReadAt(p, w.off)
	w.off += int64(n)
	if n == len(p) {
		return n, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
