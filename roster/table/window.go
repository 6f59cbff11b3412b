package table

import "io"

// bufferBytes is how much of a file is in memory at a time, unless one record
// is longer.
const bufferBytes = 64 << 10

// window is the stretch of a text that is in memory.
type window struct {
	r    io.Reader
	buf  []byte // has room for a guard behind it
	text string // what is in buf; the cells are cut from it and share its memory
	pos  int    // everything before it is done with
	end  int    // of what has been read
	eof  bool
}

// guard is a line feed and a few bytes of anything behind what has been read:
// whoever looks for the end of a line finds one, and may look at eight bytes at
// a time up to there.
const guard = 8

func newWindow(r io.Reader, size int) *window {
	w := &window{r: r, buf: make([]byte, size, size+guard)}
	w.guarded()[0] = '\n'
	return w
}

// guarded returns what has been read and the guard.
func (w *window) guarded() []byte { return w.buf[:w.end+guard] }

// more drops what is done with and fills the rest of the buffer, which is
// doubled when one record fills all of it.
func (w *window) more() error {
	kept := w.buf[w.pos:w.end]
	if len(kept) == len(w.buf) {
		w.buf = make([]byte, 2*len(kept), 2*len(kept)+guard)
	}
	w.pos, w.end = 0, copy(w.buf, kept)
	for w.end < len(w.buf) && !w.eof {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		if err == io.EOF {
			w.eof = true
		} else if err != nil {
			return err
		}
	}
	w.text = string(w.buf[:w.end])
	w.guarded()[w.end] = '\n'
	return nil
}
