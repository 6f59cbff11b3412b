package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// applicationID marks our files, in the place where SQLite keeps such a mark
// (https://www.sqlite.org/fileformat.html, section 1.3.15).
const applicationID = 0x526f7374 // "Rost"

// headerSize is the size of the header with which every SQLite file begins.
const headerSize = 100

// identify returns an error unless the file is a roster of ours and whole, as
// far as its header tells. It reads the file without SQLite, which would
// change it. It also returns whether the file is written through the log, as all
// are but in a first load.
func identify(path string) (logged bool, err error) {
	foreign := func(why string) (bool, error) { return false, fmt.Errorf("%q is %w: %s", path, ErrForeign, why) }
	// Before it is opened: opening a pipe would wait for somebody to write.
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, fmt.Errorf("%w at %q", ErrMissing, path)
	case err != nil:
		return false, fmt.Errorf("open the roster: %w", err)
	case info.IsDir():
		return foreign("it is a folder")
	case !info.Mode().IsRegular():
		return foreign("it is not a file")
	case info.Size() == 0:
		return foreign("it is empty")
	}
	f, err := os.Open(path)
	if err != nil {
		return false, fmt.Errorf("open the roster: %w", err)
	}
	defer f.Close()
	header := make([]byte, headerSize)
	n, err := io.ReadFull(f, header)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fmt.Errorf("read the roster: %w", err)
	}
	const magic = "SQLite format 3\x00"
	switch {
	case n < len(magic) || string(header[:len(magic)]) != magic:
		return foreign("it is not a database")
	case n < headerSize:
		return foreign("it is a database that is cut off")
	case binary.BigEndian.Uint32(header[68:]) != applicationID:
		return foreign("it is another program's database")
	}
	const logVersion = 2 // of those that can read it
	return header[18] == logVersion, whole(path, header)
}

// whole returns an error when the file is shorter than its header says. The
// header may be ahead of the file while a log waits to be copied into it, so
// nothing is said when there is one. The size is asked for last: others may be
// at work, and what they add must not pass for something that is missing.
func whole(path string, header []byte) error {
	for _, log := range []string{"-wal", "-journal"} {
		if log, err := os.Stat(path + log); err == nil && log.Size() > 0 {
			return nil
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("read the roster: %w", err)
	}
	size := info.Size()
	pageSize := int64(binary.BigEndian.Uint16(header[16:]))
	if pageSize == 1 { // stands for 65536, which does not fit
		pageSize = 1 << 16
	}
	if pages := int64(binary.BigEndian.Uint32(header[28:])); size < pageSize*pages {
		return fmt.Errorf("%w: %q is cut off, it has %d bytes of %d", ErrDamaged, path, size, pageSize*pages)
	}
	return nil
}
