package table

import (
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
	cells   []string

	// Of a record with quotes: its text without them, and where in it the
	// cells are.
	text  []byte
	spans []span
	stray bool // a quote in it is out of place
}

func newSplitter(r io.Reader, d dialect, l limits, buffer int) *splitter {
	return &splitter{w: newWindow(r, d.quote, buffer), dialect: d, limits: l, line: 1}
}

// errShort says that the record does not end in what is in memory. It is read
// again from its start when there is more: that is rare, and so nothing needs
// to survive a refill but the position.
var errShort = errors.New("record goes on after the buffer")

// next returns the next record that has anything on it, or io.EOF.
func (s *splitter) next() (Record, error) {
	for {
		line := s.line
		err := s.record()
		if err == errShort {
			if s.w.end-s.w.pos > s.limits.record {
				return Record{Line: line}, s.limits.recordTooLong(line)
			}
			if err := s.w.more(); err != nil {
				return Record{Line: line}, readError(err)
			}
			continue
		}
		if err != nil {
			return Record{Line: line}, err
		}
		if line <= s.dialect.skip || blank(s.cells) {
			continue
		}
		if s.count++; s.count > s.limits.records {
			return Record{Line: line}, s.limits.tooManyRecords(line)
		}
		return Record{Line: line, Cells: s.cells, Stray: s.stray}, nil
	}
}

// record reads one record into s.cells, and leaves the window behind its line
// end. A record without quotes ends at the next line end and is cut at every
// delimiter.
func (s *splitter) record() error {
	w := s.w
	w.look(&w.next, w.pos)
	end := w.next.eol()
	if w.next.quote < end {
		return s.quotedRecord()
	}
	next, err := s.lineEnd(end)
	if err != nil {
		return err
	}
	if end == w.pos && next == w.pos {
		return io.EOF
	}
	if end-w.pos > s.limits.cell {
		if err := s.checkLong(w.buf[w.pos:end]); err != nil {
			return err
		}
	}
	s.stray = false
	s.cells = cut(s.cells[:0], string(w.buf[w.pos:end]), s.dialect.delim)
	w.pos = next
	s.line++
	if len(s.cells) > s.limits.columns {
		return s.limits.tooManyColumns(s.line - 1)
	}
	return nil
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

// checkLong looks for an oversized cell in a record without quotes, which is
// itself longer than a cell may be.
func (s *splitter) checkLong(record []byte) error {
	if len(record) > s.limits.record {
		return s.limits.recordTooLong(s.line)
	}
	cell := 0
	for _, c := range record {
		if cell++; c == s.dialect.delim {
			cell = 0
		}
		if cell > s.limits.cell {
			return s.limits.cellTooLong(s.line)
		}
	}
	return nil
}

// cut appends the cells of a record without quotes. They share its memory: a
// record costs one allocation. Cells are short, so the delimiters are not
// looked for one by one but in words of eight bytes.
func cut(cells []string, record string, delim byte) []string {
	from, i := 0, 0
	for ; i+8 <= len(record); i += 8 {
		for hits := equalBytes(word(record[i:]), delim); hits != 0; hits &= hits - 1 {
			at := i + bits.TrailingZeros64(hits)/8
			cells = append(cells, record[from:at])
			from = at + 1
		}
	}
	for ; i < len(record); i++ {
		if record[i] == delim {
			cells = append(cells, record[from:i])
			from = i + 1
		}
	}
	return append(cells, record[from:])
}

// word reads the first eight bytes of s, the first one lowest.
func word[T string | []byte](s T) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// equalBytes returns a word with the high bit set of every byte that is c.
func equalBytes(w uint64, c byte) uint64 {
	const ones, low7 = 0x0101010101010101, 0x7f7f7f7f7f7f7f7f
	w ^= ones * uint64(c)                // what is c becomes zero
	return ^((w&low7 + low7) | w | low7) // a byte keeps its high bit only when it is zero
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
