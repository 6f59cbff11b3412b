package table

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"os"
)

// source is a file that can be read from anywhere, any number of times.
type source struct {
	io.ReaderAt
	size int64
}

// ReadAt finds nothing outside of the source: a broken archive sends its
// reader anywhere, and that is no fault of the disk.
func (s source) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 || off >= s.size {
		return 0, io.EOF
	}
	return s.ReaderAt.ReadAt(p, off)
}

// reader reads the source from its start.
func (s source) reader() io.Reader { return &whole{source: s} }

// head returns the first bytes, at most n of them.
func (s source) head(n int) ([]byte, error) {
	return start(s.reader(), min(int64(n), s.size))
}

// start reads the first n bytes, or all there are.
func start(r io.Reader, n int64) ([]byte, error) {
	b := bytes.NewBuffer(make([]byte, 0, n+bytes.MinRead))
	_, err := b.ReadFrom(io.LimitReader(r, n))
	if err != nil && fault(err) == nil {
		err = readError(err)
	}
	return b.Bytes(), err
}

// whole reads a source to the size it had when it was opened. One that has
// become shorter since does not end there: that would be a short roster.
type whole struct {
	source
	off int64
}

func (w *whole) Read(p []byte) (int, error) {
	if w.off >= w.size {
		return 0, io.EOF
	}
	if rest := w.size - w.off; int64(len(p)) > rest {
		p = p[:rest]
	}
	n, err := w.ReadAt(p, w.off)
	w.off += int64(n)
	if n == len(p) {
		return n, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// spoolBytes is how much of what was unpacked stays in memory.
const spoolBytes = 4 << 20

// spool holds what was unpacked from a container: in memory as long as it is
// small, then in a temporary file that nobody else can read.
type spool struct {
	mem  []byte
	file *os.File
	size int64
	cap  int64 // more than this is an error
	keep int   // what stays in memory; 0 for spoolBytes
}

// errSpoolFull says that what is unpacked is larger than its cap.
var errSpoolFull = errors.New("more than is taken")

func (s *spool) Write(p []byte) (int, error) {
	if s.size+int64(len(p)) > s.cap {
		return 0, errSpoolFull
	}
	if s.file == nil && len(s.mem)+len(p) <= cmp.Or(s.keep, spoolBytes) {
		s.mem = append(s.mem, p...)
		s.size += int64(len(p))
		return len(p), nil
	}
	if s.file == nil {
		f, err := os.CreateTemp("", "roster-table-") // made with mode 0600
		if err != nil {
			return 0, err
		}
		s.file = f
		// Where the system lets an open file go, it is gone from the
		// directory now, and nothing of it outlives a crash. Elsewhere Close
		// removes it.
		_ = os.Remove(f.Name())
		if _, err := f.Write(s.mem); err != nil {
			return 0, err
		}
		s.mem = nil
	}
	n, err := s.file.Write(p)
	s.size += int64(n)
	return n, err
}

func (s *spool) ReadAt(p []byte, off int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(p, off)
	}
	if off >= int64(len(s.mem)) {
		return 0, io.EOF
	}
	n := copy(p, s.mem[off:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Close removes the temporary file, if there is one.
func (s *spool) Close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if rerr := os.Remove(s.file.Name()); rerr != nil && !errors.Is(rerr, os.ErrNotExist) {
		err = errors.Join(err, rerr)
	}
	return err
}
