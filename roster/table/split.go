package table

import (
	"encoding/binary"
	"errors"
	"io"
	"math/bits"
	"strings"
)

// splitter cuts a text into records.
type splitter struct {
	w       *window
	dialect dialect
	limits  limits
	line    int // physical line at w.pos
	count   int // records so far

	// Of the record that is being cut.
	at       int    // the line that has been reached
	stray    bool   // a quote in it is out of place
	gathered []byte // of a cell that is not written as it reads
}

func newSplitter(r io.Reader, d dialect, l limits, buffer int) *splitter {
	return &splitter{w: newWindow(r, buffer), dialect: d, limits: l, line: 1}
}

// errShort says that the record does not end in what is in memory. It is read
// again from its start when there is more: that is rare, and so nothing needs
// to survive a refill but the position.
var errShort = errors.New("record goes on after the buffer")

// next is a [reading] of the records that have anything on them.
func (s *splitter) next(rec *Record, list []string) ([]string, error) {
	for {
		rec.Line, rec.Cells, rec.Stray = s.line, nil, false
		if s.w.eof && s.w.pos == s.w.end {
			return list, io.EOF
		}
		longer, err := s.record(list)
		if err == errShort {
			if s.w.end-s.w.pos > s.limits.record {
				return list, s.limits.recordTooLong(rec.Line)
			}
			if err := s.w.more(); err != nil {
				return list, readError(err)
			}
			continue
		}
		if err != nil {
			return list, err
		}
		cells := longer[len(list):len(longer):len(longer)]
		if rec.Line <= s.dialect.skip || blank(cells) {
			continue
		}
		if s.count++; s.count > s.limits.records {
			return list, s.limits.tooManyRecords(rec.Line)
		}
		rec.Cells, rec.Stray = cells, s.stray
		return longer, nil
	}
}

// record appends the cells of one record to a list and leaves the window behind
// its line end.
//
// A quote that is out of place in a quoted cell can be read in two ways:
// "say "hi" x" is one cell with quotes in it, and "Ann" Ruiz,"x" is two, of
// which the first only begins with a quoted word. The width of the other
// records decides. Below three columns it does not, where it would have to
// speak for a quote that is not closed.
func (s *splitter) record(list []string) ([]string, error) {
	longer, next, err := s.cut(list, false)
	if err == errShort {
		return nil, err
	}
	wide := s.dialect.columns
	if s.stray && (err != nil && wide >= 3 || err == nil && wide >= 2 && len(longer)-len(list) != wide) {
		asWritten, nextWritten, werr := s.cut(list, true)
		switch {
		case werr == errShort:
			return nil, werr
		case werr == nil && len(asWritten)-len(list) == wide:
			longer, next, err = asWritten, nextWritten, nil
		default:
			longer, next, err = s.cut(list, false)
		}
	}
	if err != nil {
		return nil, err
	}
	s.w.pos, s.line = next, s.at+1
	return longer, nil
}

// cut appends the cells of the record at the start of the window to a list, and
// finds where the next record begins. Cells with a stray quote are taken as they
// are written when asWritten says so.
//
// The cells share the memory of the window's text: a record costs no allocation.
func (s *splitter) cut(list []string, asWritten bool) (longer []string, next int, err error) {
	buf, text, d := s.w.guarded(), s.w.text, &s.dialect
	s.at, s.stray = s.line, false
	before := len(list)
	from, i := s.w.pos, s.w.pos // of the cell, and from where on to look
	bare := -1                  // a cell that begins here does not begin with a quote
	for {
		list, from, i = d.bareCells(list, text, buf, from, i)
		var cell string
		switch {
		case buf[i] != d.quote:
			cell = text[from:i]
		case from == bare || s.skipBlanks(from) < i:
			bare = from
			i++
			continue
		default:
			if cell, i, err = s.quotedCell(i, asWritten); err != nil {
				return nil, 0, err
			}
		}
		list = append(list, cell)
		if buf[i] != d.delim {
			next, err := s.close(list[before:], i)
			return list, next, err
		}
		if len(list)-before > s.limits.columns {
			return nil, 0, s.limits.tooManyColumns(s.line)
		}
		i++
		from = i
	}
}

// bareCells appends the cells of a text that end at a delimiter, from the one
// that begins at from up to the next quote or line end at or after i. It returns
// where the cell begins that is not ended then, and where that quote or line
// end is. All of them are found in one sweep over the buffer, which holds the
// text and the guard behind it.
func (d *dialect) bareCells(list []string, text string, buf []byte, from, i int) ([]string, int, int) {
	delim, quote := d.delim, d.quote
	delims, quotes := everywhere(delim), everywhere(quote)
	for ; ; i += 8 {
		w := binary.LittleEndian.Uint64(buf[i:])
		for hits := highs &^ (differs(w, delims) & differs(w, quotes) & controlFree(w)); hits != 0; hits &= hits - 1 {
			at := i + bits.TrailingZeros64(hits)/8
			switch buf[at] {
			case delim:
				list = append(list, text[from:at])
				from = at + 1
			case quote, '\n', '\r':
				return list, from, at
			}
		}
	}
}

// close ends a record whose line ends at i, and holds it against the limits. It
// returns where the next one begins.
func (s *splitter) close(cells []string, i int) (next int, err error) {
	if next, err = s.lineEnd(i); err != nil {
		return 0, err
	}
	switch size := next - s.w.pos; {
	case size > s.limits.record:
		return 0, s.limits.recordTooLong(s.line)
	case size > s.limits.cell && longest(cells) > s.limits.cell:
		return 0, s.limits.cellTooLong(s.line)
	case len(cells) > s.limits.columns:
		return 0, s.limits.tooManyColumns(s.line)
	}
	return next, nil
}

// lineEnd returns where the line after the one that ends at i begins. LF, CRLF
// and CR end a line, and so does the end of the text.
func (s *splitter) lineEnd(i int) (int, error) {
	w := s.w
	switch {
	case i == w.end && !w.eof:
		return 0, errShort
	case i == w.end:
		return i, nil
	case w.buf[i] == '\n':
		return i + 1, nil
	case i+1 < w.end && w.buf[i+1] == '\n':
		return i + 2, nil
	case i+1 == w.end && !w.eof:
		return 0, errShort // the LF of this CR may come next
	}
	return i + 1, nil
}

// longest returns the length of the longest cell.
func longest(cells []string) int {
	n := 0
	for _, c := range cells {
		n = max(n, len(c))
	}
	return n
}

// blank reports whether nobody could see anything in these cells. Control
// characters count as nothing: the ^Z with which old systems end a file is no
// record.
func blank(cells []string) bool {
	for _, c := range cells {
		for i := 0; i < len(c); i++ {
			if c[i] > ' ' && c[i] < 0x7f {
				return false
			}
			if c[i] >= 0x7f {
				return strings.TrimSpace(strings.Join(cells, "")) == ""
			}
		}
	}
	return true
}
