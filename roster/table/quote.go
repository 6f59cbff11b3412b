package table

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
)

// skipBlanks returns where the spaces and tabs that begin at i end.
// Spreadsheets take a quote after them for an opening one, and so do we.
func (s *splitter) skipBlanks(i int) int {
	for i < s.w.end && (s.w.buf[i] == ' ' || s.w.buf[i] == '\t') && s.w.buf[i] != s.dialect.delim {
		i++
	}
	return i
}

// quotedCell reads the cell whose opening quote is at open. It returns where the
// cell ends, which is at a delimiter, a line end or the end of the text.
//
// A quote that is neither doubled nor at the end of the cell is text as long
// as the cell stays on one line: "say "hi" x". In a cell that spans lines the
// same quote is the opening quote of a later cell, and this one was never
// closed. So it is, too, when a line inside the cell has as many delimiters as
// a record has: no text looks like that, but a swallowed record does.
func (s *splitter) quotedCell(open int, asWritten bool) (cell string, end int, err error) {
	w, d := s.w, &s.dialect
	opened, stray := s.at, false
	lineStart := -1  // of a line inside the cell; the first began before it
	from := open + 1 // of what is not gathered
	s.gathered = s.gathered[:0]
	for i := from; ; {
		i = s.quoteOrEnd(i)
		if i-open > s.limits.cell {
			return "", 0, s.limits.unclosed(opened, s.at > opened)
		}
		if i == w.end {
			if w.eof {
				return "", 0, unclosedQuote(opened)
			}
			return "", 0, errShort
		}
		if w.buf[i] != d.quote {
			next, err := s.lineEnd(i)
			if err != nil {
				return "", 0, err
			}
			if stray || lineStart >= 0 && s.looksLikeRecord(w.buf[lineStart:i]) {
				return "", 0, unclosedQuote(opened)
			}
			if s.at++; s.at-opened >= s.limits.lines {
				return "", 0, s.limits.unclosed(opened, true)
			}
			i, lineStart = next, next
			continue
		}
		piece, isText := w.buf[from:i], false
		if d.escape != 0 {
			piece, isText = s.unescape(piece)
		}
		after := s.skipBlanks(i + 1)
		switch {
		case isText:
		case i+1 < w.end && w.buf[i+1] == d.quote:
			i++ // one of the two
		case after == w.end || w.buf[after] == d.delim || w.buf[after] == '\n' || w.buf[after] == '\r':
			if len(piece) == i-open-1 {
				return w.text[open+1 : i], after, nil
			}
			return string(append(s.gathered, piece...)), after, nil
		default:
			s.stray = true
			if s.at > opened {
				return "", 0, unclosedQuote(opened)
			}
			if asWritten {
				end := s.bareEnd(open)
				return w.text[open:end], end, nil
			}
			stray = true
		}
		s.gathered = append(s.gathered, piece...)
		from = i // the quote is the first of what comes next
		i++
	}
}

// quoteOrEnd returns where the next quote or line end at or after i is; the end
// of what is in memory when there is none.
func (s *splitter) quoteOrEnd(i int) int {
	buf, quote := s.w.guarded(), s.dialect.quote
	for quotes := everywhere(quote); ; i += 8 {
		w := binary.LittleEndian.Uint64(buf[i:])
		for hits := highs &^ (differs(w, quotes) & controlFree(w)); hits != 0; hits &= hits - 1 {
			at := i + bits.TrailingZeros64(hits)/8
			if c := buf[at]; c == quote || c == '\n' || c == '\r' {
				return at
			}
		}
	}
}

// bareEnd returns where a cell that is taken as it is written ends.
func (s *splitter) bareEnd(i int) int {
	for i < s.w.end && s.w.buf[i] != s.dialect.delim && s.w.buf[i] != '\n' && s.w.buf[i] != '\r' {
		i++
	}
	return i
}

// unescape looks at the text before a quote, and reports whether a backslash at
// its end makes the quote text; that one is left out. One that is itself
// escaped does not, and one of the two is left out.
func (s *splitter) unescape(before []byte) ([]byte, bool) {
	slashes := len(before) - len(bytes.TrimRight(before, string(s.dialect.escape)))
	return before[:len(before)-(slashes+1)/2], slashes%2 == 1
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
