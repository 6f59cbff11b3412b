package table

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// sharedStrings are the texts that the cells of a workbook name by number:
// one after the other in a spool, because there can be millions.
type sharedStrings struct {
	spool *spool
	ends  []uint32
}

const maxStrings = 4_000_000

func (s *sharedStrings) count() int { return len(s.ends) }

// append adds string n to a text.
func (s *sharedStrings) append(text []byte, n int) ([]byte, error) {
	from, to := int64(0), int64(s.ends[n])
	if n > 0 {
		from = int64(s.ends[n-1])
	}
	at := len(text)
	text = append(text, make([]byte, to-from)...)
	if _, err := s.spool.ReadAt(text[at:], from); err != nil && to > from {
		return text, readError(err)
	}
	return text, nil
}

// read reads the part that holds them, of which most is the cap of their
// number.
func (s *sharedStrings) read(f *zip.File, most int) error {
	var text []byte
	phonetic, take := false, false
	return readPart(f, "sst", func(part *xmlPart, token xml.Token) error {
		switch el := token.(type) {
		case xml.StartElement:
			switch el.Name.Local {
			case "si":
				text = text[:0]
			case "rPh":
				phonetic = true
			case "t":
				take = !phonetic
			}
		case xml.CharData:
			if take {
				text = append(text, el...)
			}
			if len(text) > pieceBytes {
				return part.damaged(errPiece)
			}
		case xml.EndElement:
			switch el.Name.Local {
			case "t":
				take = false
			case "rPh":
				phonetic = false
			case "si":
				if len(s.ends) == most {
					return workbookTooLarge(fmt.Sprintf("more than %d strings", most))
				}
				shown := plainNumber(unescapeString(string(text)))
				if _, err := s.spool.Write([]byte(shown)); err != nil {
					return spoolError(err, s.spool)
				}
				s.ends = append(s.ends, uint32(s.spool.size))
			}
		}
		return nil
	})
}

// escapedUnit is how a workbook writes what XML has no place for: _x000D_.
// ECMA-376, part 1, section 22.9.2.19.
var escapedUnit = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescapeString(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escapedUnit.ReplaceAllStringFunc(s, func(unit string) string {
		n, _ := strconv.ParseUint(unit[2:6], 16, 16)
		return string(rune(n))
	})
}
