package table

import (
	"bytes"
	"io"
	"math/bits"
)

// bufferBytes is how much of a file is in memory at a time, unless one record
// is longer.
const bufferBytes = 64 << 10

// marks is where the next line feed, carriage return and quote are: at the
// end of what is in memory when there is none up to there. A reader looks for
// each once, by bytes.IndexByte, and again only when it has passed it; so a
// record is found without looking at its bytes one by one.
type marks struct{ lf, cr, quote int }

// eol returns where the line ends.
func (m *marks) eol() int { return min(m.lf, m.cr) }

// window is the stretch of a text that is in memory.
type window struct {
	r     io.Reader
	buf   []byte
	pos   int // everything before it is done with
	end   int // of what has been read
	eof   bool
	quote byte
	next  marks // of what is in the window after pos
}

func newWindow(r io.Reader, quote byte, size int) *window {
	return &window{r: r, quote: quote, buf: make([]byte, size)}
}

// look brings marks that may lie before i up to it.
func (w *window) look(m *marks, i int) {
	if min(m.lf, m.cr, m.quote) < i {
		w.lookAgain(m, i)
	}
}

func (w *window) lookAgain(m *marks, i int) {
	if m.lf < i {
		m.lf = w.find('\n', i)
	}
	if m.cr < i {
		m.cr = w.find('\r', i)
	}
	if m.quote < i {
		m.quote = w.find(w.quote, i)
	}
}

// find returns where the next c at or after from is; end when there is none.
func (w *window) find(c byte, from int) int {
	for stop := min(from+near, w.end-8); from <= stop; from += 8 {
		if hits := equalBytes(word(w.buf[from:]), c); hits != 0 {
			return from + bits.TrailingZeros64(hits)/8
		}
	}
	if i := bytes.IndexByte(w.buf[from:w.end], c); i >= 0 {
		return from + i
	}
	return w.end
}

// near is how far is looked before bytes.IndexByte is worth its call: most
// quotes are close to each other.
const near = 16

// more drops what is done with and fills the rest of the buffer, which is
// doubled when one record fills all of it.
func (w *window) more() error {
	kept := w.end - w.pos
	if kept == len(w.buf) {
		bigger := make([]byte, 2*len(w.buf))
		copy(bigger, w.buf)
		w.buf = bigger
	} else {
		copy(w.buf, w.buf[w.pos:w.end])
	}
	before := w.next
	before.lf, before.cr, before.quote = before.lf-w.pos, before.cr-w.pos, before.quote-w.pos
	w.pos, w.end = 0, kept
	for w.end < len(w.buf) && !w.eof {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		if err == io.EOF {
			w.eof = true
		} else if err != nil {
			return err
		}
	}
	// What was searched in vain before is not searched again.
	w.next = before
	if before.lf == kept {
		w.next.lf = w.find('\n', kept)
	}
	if before.cr == kept {
		w.next.cr = w.find('\r', kept)
	}
	if before.quote == kept {
		w.next.quote = w.find(w.quote, kept)
	}
	return nil
}
