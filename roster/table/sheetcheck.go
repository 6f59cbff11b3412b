package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html/charset"
)

// Caps of one part of a workbook: what encoding/xml has to hold at a time.
const (
	maxDepth   = 256
	pieceBytes = 1 << 20
)

// partCheck reads the parts of a workbook before excelize does. That takes a
// sheet that is not XML from some place on for one that ends there, and a
// string that is missing for a blank cell: both would be a short roster.
type partCheck struct {
	strings    int // how many strings there are
	used       int // how many there must be
	maxStrings int // how many there may be
}

// part reads one part to its end.
func (c *partCheck) part(f *zip.File, kind partKind) error {
	r, err := f.Open()
	if err != nil {
		return damaged("workbook", err)
	}
	defer r.Close() // what it could say, reading to the end has said
	d := xml.NewDecoder(&pieces{r: r})
	d.CharsetReader = charset.NewReaderLabel
	sheet := sheetCheck{}
	for depth := 0; ; {
		token, err := d.Token()
		if err == io.EOF {
			c.used = max(c.used, sheet.used)
			return nil
		}
		var syntax *xml.SyntaxError
		if err != nil && !errors.As(err, &syntax) && !errors.Is(err, errPiece) {
			return damaged("workbook", err)
		}
		switch el := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				err = fmt.Errorf("elements in each other, deeper than %d", maxDepth)
			}
			if kind == stringsPart && el.Name.Local == "si" {
				if c.strings++; c.strings > c.maxStrings {
					return workbookTooLarge(fmt.Sprintf("more than %d strings", c.maxStrings))
				}
			}
		case xml.EndElement:
			depth--
		}
		if err == nil && (kind == sheetPart || kind == oddSheetPart) {
			err = sheet.token(token)
		}
		if err != nil {
			return damagedWorkbook(fmt.Errorf("%s: %w", path.Base(f.Name), err))
		}
	}
}

// sheetCheck follows the rows and the strings of a sheet.
type sheetCheck struct {
	row    int
	used   int  // one more than the highest string
	shared bool // in a cell whose value is the number of a string
	value  bool // in its value
}

func (s *sheetCheck) token(token xml.Token) error {
	switch el := token.(type) {
	case xml.StartElement:
		s.value = s.shared && el.Name.Local == "v"
		switch el.Name.Local {
		case "c":
			s.shared = attr(el, "t") == "s"
		case "row":
			last := s.row
			s.row++
			if r := attr(el, "r"); r != "" {
				// Row numbers are line numbers: they ascend, and end where
				// those of Excel do.
				n, err := strconv.Atoi(r)
				if err != nil || n <= last || n > sheetRows {
					return fmt.Errorf("row %q after row %d", r, last)
				}
				s.row = n
			}
		}
	case xml.EndElement:
		s.value = false
	case xml.CharData:
		if s.value {
			n, err := strconv.Atoi(strings.TrimSpace(string(el)))
			if err != nil || n < 0 {
				return fmt.Errorf("string %q in row %d", el, s.row)
			}
			s.used = max(s.used, n+1)
		}
	}
	return nil
}

func attr(el xml.StartElement, name string) string {
	for _, a := range el.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// errPiece says that a tag, a text or a comment is beyond its cap.
var errPiece = fmt.Errorf("a text or tag of more than %s", bytesText(pieceBytes))

// pieces reads XML and gives up when no tag begins for too long: encoding/xml
// keeps what it reads until the next one. In comments and CDATA no tag begins.
type pieces struct {
	r    io.Reader
	n    int    // bytes since the last tag began
	last uint32 // the last four bytes
	mute bool   // in a comment or CDATA
}

func (p *pieces) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	for _, c := range b[:n] {
		p.last = p.last<<8 | uint32(c)
		switch {
		case p.mute:
			p.mute = p.last&0xffffff != '-'<<16|'-'<<8|'>' && p.last&0xffffff != ']'<<16|']'<<8|'>'
		case c == '<':
			p.n = 0
		case c == '!' && p.last&0xffff == '<'<<8|'!':
			p.mute = true
		}
		if p.n++; p.n > pieceBytes {
			return 0, errPiece
		}
	}
	return n, err
}
