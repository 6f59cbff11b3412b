package table

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// Records of a format that cannot be read as a stream twice are spooled: the
// line, the number of cells, the length of each cell, and the cells.

// spooler writes records to a spool.
type spooler struct {
	w      *bufio.Writer
	limits limits
	count  int
	buf    []byte
}

func newSpooler(s *spool, l limits) *spooler {
	return &spooler{w: bufio.NewWriter(s), limits: l}
}

// add spools a record that has anything on it. Blank cells at its end are left
// out: sheets are full of them.
func (s *spooler) add(line int, cells []string) error {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if blank(cells) {
		return nil
	}
	size := 0
	for _, c := range cells {
		if len(c) > s.limits.cell {
			return s.limits.cellTooLong(line)
		}
		size += len(c)
	}
	switch s.count++; {
	case len(cells) > s.limits.columns:
		return s.limits.tooManyColumns(line)
	case size > s.limits.record:
		return s.limits.recordTooLong(line)
	case s.count > s.limits.records:
		return s.limits.tooManyRecords(line)
	}
	b := binary.AppendUvarint(s.buf[:0], uint64(line))
	b = binary.AppendUvarint(b, uint64(len(cells)))
	for _, c := range cells {
		b = binary.AppendUvarint(b, uint64(len(c)))
	}
	for _, c := range cells {
		b = append(b, c...)
	}
	s.buf = b
	_, err := s.w.Write(b)
	return err
}

// unspooler reads them back.
type unspooler struct {
	r     *bufio.Reader
	sizes []int
	text  []byte
}

func newUnspooler(src source) *unspooler { return &unspooler{r: bufio.NewReader(src.reader())} }

// next is a [reading].
func (u *unspooler) next(rec *Record, list []string) ([]string, error) {
	*rec = Record{}
	line, err := binary.ReadUvarint(u.r)
	if err != nil {
		if err == io.EOF {
			return list, io.EOF
		}
		return list, readError(err)
	}
	rec.Line = int(line)
	n, err := binary.ReadUvarint(u.r)
	u.sizes = u.sizes[:0]
	total := 0
	for ; n > 0 && err == nil; n-- {
		var size uint64
		size, err = binary.ReadUvarint(u.r)
		u.sizes = append(u.sizes, int(size))
		total += int(size)
	}
	if err == nil {
		u.text = append(u.text[:0], make([]byte, total)...)
		_, err = io.ReadFull(u.r, u.text)
	}
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return list, readError(err)
	}
	text, before := string(u.text), len(list)
	for _, size := range u.sizes {
		list = append(list, text[:size])
		text = text[size:]
	}
	rec.Cells = list[before:len(list):len(list)]
	return list, nil
}
