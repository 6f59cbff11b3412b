package table

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// span is where a cell is in the text of its row.
type span struct{ from, to int }

// sheetReader reads the rows of one sheet, once. A sheet that is damaged must
// not be taken for one that ends there, nor a string that is missing for a blank
// cell: both would be a short roster.
type sheetReader struct {
	part    *xmlPart
	strings *sharedStrings
	numbers *numberReader
	limits  limits
	row     int

	// Of the row: its text, and where in it the cells are.
	inRow bool
	text  []byte
	spans []span
	cells []string

	// Of the cell.
	inCell   bool
	column   int // from 1
	kind     string
	style    int
	formula  bool
	phonetic bool // in how a text is pronounced, which is no part of it
	take     bool // in an element whose text is the value
	raw      []byte

	unsolved, firstUnsolved int // cells with a formula and no value, and the row of the first
}

// spool reads the sheet to its end and spools its rows.
func (s *sheetReader) spool(f *zip.File, w *spooler) error {
	return s.where(readPart(f, "worksheet", func(part *xmlPart, token xml.Token) error {
		s.part = part
		switch el := token.(type) {
		case xml.StartElement:
			return s.start(el)
		case xml.CharData:
			if s.take {
				return s.value(el)
			}
		case xml.EndElement:
			return s.end(el.Name.Local, w)
		}
		return nil
	}))
}

// where adds the row to a fault that does not name one.
func (s *sheetReader) where(err error) error {
	if e := fault(err); e != nil && e.Line == 0 && s.row > 0 {
		e.Line = s.row
		e.Message += fmt.Sprintf(" (in or after row %d)", s.row)
	}
	return err
}

func (s *sheetReader) start(el xml.StartElement) error {
	switch el.Name.Local {
	case "row":
		return s.startRow(el)
	case "c":
		return s.startCell(el)
	case "f":
		s.formula = true
	case "rPh":
		s.phonetic = true
	case "v", "t":
		s.take = s.inCell && !s.phonetic
	}
	return nil
}

// startRow finds the number of a row, which is its line number: they ascend,
// and end where those of Excel do.
func (s *sheetReader) startRow(el xml.StartElement) error {
	last := s.row
	s.row++
	if r := attr(el, "r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n <= last || n > sheetRows {
			s.row = last
			return s.part.damaged(fmt.Errorf("row %q after row %d", r, last))
		}
		s.row = n
	}
	if s.row > sheetRows {
		return s.part.damaged(fmt.Errorf("more than %d rows", sheetRows))
	}
	if s.inRow {
		return s.part.damaged(fmt.Errorf("row %d is inside of another row", s.row))
	}
	s.inRow, s.column = true, 0
	s.text, s.spans = s.text[:0], s.spans[:0]
	return nil
}

func (s *sheetReader) startCell(el xml.StartElement) error {
	if s.inCell || !s.inRow {
		return s.part.damaged(fmt.Errorf("a cell of row %d is in no row, or in another cell", s.row))
	}
	s.inCell, s.kind, s.style, s.formula, s.raw = true, "", 0, false, s.raw[:0]
	s.column++
	for _, a := range el.Attr {
		if a.Name.Space != "" {
			continue
		}
		switch a.Name.Local {
		case "r":
			if s.column = columnOf(a.Value); s.column == 0 {
				return s.part.damaged(fmt.Errorf("row %d has a cell %q", s.row, a.Value))
			}
		case "t":
			s.kind = a.Value
		case "s":
			s.style, _ = strconv.Atoi(a.Value) // a style that is none shows the number as it is
		}
	}
	if s.column > s.limits.columns {
		return s.limits.tooManyColumns(s.row)
	}
	return nil
}

// columnOf returns the column that a reference such as AB12 names, from 1; 0
// when it names none that a sheet can have.
func columnOf(ref string) int {
	n := 0
	for i := 0; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > sheetColumns {
			return 0
		}
	}
	return n
}

// value gathers the text of a cell.
func (s *sheetReader) value(text []byte) error {
	if len(s.raw)+len(text) > s.limits.cell {
		return s.limits.cellTooLong(s.row)
	}
	s.raw = append(s.raw, text...)
	return nil
}

func (s *sheetReader) end(name string, w *spooler) error {
	switch name {
	case "v", "t":
		s.take = false
	case "rPh":
		s.phonetic = false
	case "c":
		s.inCell = false
		return s.endCell()
	case "row":
		s.inRow = false
		text := string(s.text)
		s.cells = s.cells[:0]
		for _, c := range s.spans {
			s.cells = append(s.cells, text[c.from:c.to])
		}
		return w.add(s.row, s.cells)
	}
	return nil
}

// endCell adds a cell to its row. Blank cells are only counted.
func (s *sheetReader) endCell() error {
	if len(s.raw) == 0 {
		if s.formula {
			if s.unsolved++; s.unsolved == 1 {
				s.firstUnsolved = s.row
			}
		}
		return nil
	}
	from := len(s.text)
	if err := s.show(); err != nil {
		return err
	}
	switch {
	case len(s.text)-from > s.limits.cell:
		return s.limits.cellTooLong(s.row)
	case len(s.text) > s.limits.record:
		return s.limits.recordTooLong(s.row)
	}
	for len(s.spans) < s.column {
		s.spans = append(s.spans, span{})
	}
	if c := &s.spans[s.column-1]; c.from == c.to {
		*c = span{from, len(s.text)}
		return nil
	}
	return s.part.damaged(fmt.Errorf("row %d has two cells in column %d", s.row, s.column))
}

// show adds to the text of the row what a person sees in the cell (ECMA-376,
// part 1, section 18.18.11: the types of cells).
func (s *sheetReader) show() (err error) {
	switch s.kind {
	case "s":
		n, aerr := strconv.Atoi(string(bytes.TrimSpace(s.raw)))
		if aerr != nil || n < 0 || n >= s.strings.count() {
			return s.part.damaged(fmt.Errorf("row %d has string %q of %d", s.row, s.raw, s.strings.count()))
		}
		s.text, err = s.strings.append(s.text, n)
	case "b":
		switch string(s.raw) {
		case "0":
			s.text = append(s.text, "FALSE"...)
		case "1":
			s.text = append(s.text, "TRUE"...)
		default:
			s.text = append(s.text, s.raw...)
		}
	case "d":
		// 2019-03-15T00:00:00Z: the time of a day that has none is not shown.
		day := strings.TrimSuffix(strings.TrimSuffix(string(s.raw), "Z"), ".000")
		s.text = append(s.text, strings.Replace(strings.TrimSuffix(day, "T00:00:00"), "T", " ", 1)...)
	case "str", "inlineStr", "e":
		s.text = append(s.text, plainNumber(unescapeString(string(s.raw)))...)
	default:
		s.text = s.numbers.append(s.text, s.raw, s.style)
	}
	return err
}

func attr(el xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
