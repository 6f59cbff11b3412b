package table

import (
	"bytes"
	"fmt"
	"math/bits"
	"slices"
)

// span is where a cell is in the text of its record.
type span struct{ from, to int }

// ending is where a record ends.
type ending struct {
	next  int   // in the window: where the next record begins
	line  int   // on which it begins
	marks marks // from there on
}

// quotedRecord reads a record in which there is a quote before the first line
// end.
//
// A quote that is out of place in a quoted cell can be read in two ways:
// "say "hi" x" is one cell with quotes in it, and "Ann" Ruiz,"x" is two, of
// which the first only begins with a quoted word. The width of the other
// records decides. Below three columns it does not, where it would have to
// speak for a quote that is not closed.
func (s *splitter) quotedRecord() error {
	end, err := s.readQuoted(false)
	if err == errShort {
		return err
	}
	wide := s.dialect.columns
	if s.stray && (err != nil && wide >= 3 || err == nil && wide >= 2 && len(s.spans) != wide) {
		asWritten, werr := s.readQuoted(true)
		switch {
		case werr == errShort:
			return werr
		case werr == nil && len(s.spans) == wide:
			end, err = asWritten, nil
		default:
			end, err = s.readQuoted(false)
		}
	}
	if err != nil {
		return err
	}
	s.w.pos, s.w.next, s.line = end.next, end.marks, end.line
	text := string(s.text)
	s.cells = slices.Grow(s.cells[:0], len(s.spans))[:len(s.spans)]
	for i, c := range s.spans {
		s.cells[i] = text[c.from:c.to]
	}
	return nil
}

// readQuoted gathers the text of a record without its quotes, and the cells in
// it. Cells with a stray quote are taken as they are written when asWritten
// says so.
func (s *splitter) readQuoted(asWritten bool) (ending, error) {
	w, m := s.w, s.w.next
	s.text, s.spans, s.stray = s.text[:0], s.spans[:0], false
	line, i := s.line, w.pos
	for {
		w.look(&m, i)
		var err error
		if i, err = s.bareCells(i, min(m.quote, m.eol())); err != nil {
			return ending{}, err
		}
		open := s.skipBlanks(i)
		if open == m.quote && open < w.end {
			i, line, err = s.quotedCell(&m, open, line, asWritten)
		} else {
			i, err = s.bareCell(&m, i)
		}
		if err != nil {
			return ending{}, err
		}
		if len(s.spans) > s.limits.columns {
			return ending{}, s.limits.tooManyColumns(s.line)
		}
		if i < w.end && w.buf[i] == s.dialect.delim {
			i++
			continue
		}
		next, err := s.lineEnd(i)
		if err != nil {
			return ending{}, err
		}
		if next-w.pos > s.limits.record {
			return ending{}, s.limits.recordTooLong(s.line)
		}
		return ending{next, line + 1, m}, nil
	}
}

// skipBlanks returns where the spaces and tabs that begin at i end.
// Spreadsheets take a quote after them for an opening one, and so do we.
func (s *splitter) skipBlanks(i int) int {
	for i < s.w.end && (s.w.buf[i] == ' ' || s.w.buf[i] == '\t') && s.w.buf[i] != s.dialect.delim {
		i++
	}
	return i
}

// bareCells gathers all cells that end before stop, up to which there is no
// quote and no line end. It returns where the next cell begins.
func (s *splitter) bareCells(i, stop int) (int, error) {
	last := bytes.LastIndexByte(s.w.buf[i:stop], s.dialect.delim)
	if last < 0 {
		return i, nil
	}
	cells, at := s.w.buf[i:i+last+1], len(s.text)
	s.text = append(s.text, cells...)
	from, j := 0, 0
	for ; j+8 <= len(cells); j += 8 {
		for hits := equalBytes(word(cells[j:]), s.dialect.delim); hits != 0; hits &= hits - 1 {
			to := j + bits.TrailingZeros64(hits)/8
			s.spans = append(s.spans, span{at + from, at + to})
			from = to + 1
		}
	}
	for ; j < len(cells); j++ {
		if cells[j] == s.dialect.delim {
			s.spans = append(s.spans, span{at + from, at + j})
			from = j + 1
		}
	}
	if len(cells) > s.limits.cell {
		if err := s.checkLong(cells); err != nil {
			return 0, err
		}
	}
	return i + len(cells), nil
}

// bareCell gathers a cell that does not begin with a quote. Quotes inside it
// are what they look like: 5" pipe. One that ends only because the memory does
// is read again: lineEnd is asked next, and finds that there is more.
func (s *splitter) bareCell(m *marks, i int) (int, error) {
	w, end := s.w, m.eol()
	if n := bytes.IndexByte(w.buf[i:end], s.dialect.delim); n >= 0 {
		end = i + n
	}
	return end, s.keep(w.buf[i:end])
}

// keep adds a cell.
func (s *splitter) keep(cell []byte) error {
	if len(cell) > s.limits.cell {
		return s.limits.cellTooLong(s.line)
	}
	from := len(s.text)
	s.text = append(s.text, cell...)
	s.spans = append(s.spans, span{from, len(s.text)})
	return nil
}

// quotedCell gathers the cell whose opening quote is at open, on the given
// line. It returns where the cell ends, which is at a delimiter, a line end or
// the end of the text, and the line on which that is.
//
// A quote that is neither doubled nor at the end of the cell is text as long
// as the cell stays on one line: "say "hi" x". In a cell that spans lines the
// same quote is the opening quote of a later cell, and this one was never
// closed. So it is, too, when a line inside the cell has as many delimiters as
// a record has: no text looks like that, but a swallowed record does.
func (s *splitter) quotedCell(m *marks, open, line int, asWritten bool) (int, int, error) {
	w, d, quote := s.w, &s.dialect, s.dialect.quote
	from, opened, stray := len(s.text), line, false
	lineStart := -1 // of a line inside the cell; the first began before it
	for i := open + 1; ; {
		w.look(m, i)
		q := m.quote
		for eol := m.eol(); eol < q; eol = m.eol() {
			next, err := s.lineEnd(eol)
			if err != nil {
				return 0, 0, err
			}
			if eol-open > s.limits.cell {
				return 0, 0, s.limits.unclosed(opened, line > opened)
			}
			if stray || lineStart >= 0 && s.looksLikeRecord(w.buf[lineStart:eol]) {
				return 0, 0, unclosedQuote(opened)
			}
			if line++; line-opened >= s.limits.lines {
				return 0, 0, s.limits.unclosed(opened, true)
			}
			lineStart = next
			w.look(m, next)
		}
		if q-open > s.limits.cell {
			return 0, 0, s.limits.unclosed(opened, line > opened)
		}
		if q+1 < w.end && w.buf[q+1] == quote && d.escape == 0 {
			s.text = append(s.text, w.buf[i:q+1]...) // with one of the two
			i = q + 2
			continue
		}
		s.text = append(s.text, w.buf[i:q]...)
		if q == w.end {
			if w.eof {
				return 0, 0, unclosedQuote(opened)
			}
			return 0, 0, errShort
		}
		if d.escape != 0 && s.unescape(w.buf[i:q]) {
			s.text = append(s.text, d.quote)
			i = q + 1
			continue
		}
		if q+1 < w.end && w.buf[q+1] == d.quote {
			s.text = append(s.text, d.quote)
			i = q + 2
			continue
		}
		after := s.skipBlanks(q + 1)
		if after == w.end || w.buf[after] == d.delim || w.buf[after] == '\n' || w.buf[after] == '\r' {
			s.spans = append(s.spans, span{from, len(s.text)})
			return after, line, nil
		}
		s.stray = true
		if line > opened {
			return 0, 0, unclosedQuote(opened)
		}
		if asWritten {
			s.text = s.text[:from]
			m.quote = -1 // there may be others between here and where it has got to
			end, err := s.bareCell(m, open)
			return end, line, err
		}
		stray = true
		s.text = append(s.text, d.quote)
		i = q + 1
	}
}

// unescape looks at the text before a quote, which has just been gathered. A
// backslash at its end makes the quote text, and is left out; one that is
// itself escaped does not, and one of the two is left out.
func (s *splitter) unescape(before []byte) bool {
	slashes := len(before) - len(bytes.TrimRight(before, string(s.dialect.escape)))
	s.text = s.text[:len(s.text)-(slashes+1)/2]
	return slashes%2 == 1
}

// looksLikeRecord reports whether a line inside a quoted cell has as many
// delimiters as the records of this table. One before a space is none, unless
// the header is written so: addresses have commas, too. Below three columns
// nothing is proved.
func (s *splitter) looksLikeRecord(line []byte) bool {
	n := bytes.Count(line, []byte{s.dialect.delim})
	if !s.dialect.spaced {
		n -= bytes.Count(line, []byte{s.dialect.delim, ' '})
	}
	return s.dialect.columns >= 3 && n >= s.dialect.columns-1
}

func unclosedQuote(line int) error {
	return &Error{
		Code: "unclosed-quote", Line: line,
		Message: fmt.Sprintf("the quote opened on line %d is not closed", line),
		Hint:    fmt.Sprintf("close the cell on line %d with a quote, or write a quote inside a cell twice", line),
	}
}

// unclosed is the error of a quoted cell beyond its cap: of many lines, its
// quote was never closed; of one line, it is too long.
func (l limits) unclosed(line int, lines bool) error {
	if !lines {
		return l.cellTooLong(line)
	}
	err := unclosedQuote(line).(*Error)
	err.Message += fmt.Sprintf(" within %d lines and %s", l.lines, bytesText(l.cell))
	return err
}
