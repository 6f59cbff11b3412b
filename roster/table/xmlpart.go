package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"

	"golang.org/x/net/html/charset"
)

// Caps of one part of a workbook: what encoding/xml has to hold at a time.
const (
	maxDepth   = 256
	pieceBytes = 1 << 20
)

// xmlPart reads the XML of one part of a workbook to its end. One that is not
// XML from some place on is damaged, and does not end there.
type xmlPart struct {
	name string
	root string
	d    *xml.Decoder
	open []string // the elements we are in, without their prefixes

	begun bool // the root
}

// readPart reads a part whose root is this element, and calls do with each of its
// tokens, which is valid until the next one.
func readPart(f *zip.File, root string, do func(part *xmlPart, token xml.Token) error) error {
	r, err := f.Open()
	if err != nil {
		return damaged("workbook", err)
	}
	defer r.Close() // what it could say, reading to its end has said
	d := xml.NewDecoder(&pieces{r: r})
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		r, err := charset.NewReaderLabel(label, r)
		if err != nil {
			err = errCharset
		}
		return r, err
	}
	part := &xmlPart{name: path.Base(f.Name), root: root, d: d}
	for {
		token, err := part.token()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = do(part, token)
		}
		if err != nil {
			return err
		}
	}
}

// token returns the next token, or io.EOF.
// RawToken takes two thirds of the time of Token, and leaves to us only what
// is done here.
func (p *xmlPart) token() (xml.Token, error) {
	token, err := p.d.RawToken()
	switch {
	case err == io.EOF && len(p.open) > 0:
		return nil, p.damaged(fmt.Errorf("it ends inside of <%s>", p.open[len(p.open)-1]))
	case err == io.EOF && !p.begun:
		return nil, p.damaged(fmt.Errorf("it has no <%s>", p.root))
	case err == io.EOF:
		return nil, err
	}
	var syntax *xml.SyntaxError
	switch {
	case errors.As(err, &syntax), errors.Is(err, errPiece), errors.Is(err, errCharset):
		return nil, p.damaged(err)
	case err != nil:
		return nil, damaged("workbook", err)
	}
	switch el := token.(type) {
	case xml.StartElement:
		if len(p.open) == 0 && (p.begun || el.Name.Local != p.root) {
			return nil, p.damaged(fmt.Errorf("it has <%s> in the place of <%s>", el.Name.Local, p.root))
		}
		p.begun = true
		if p.open = append(p.open, el.Name.Local); len(p.open) > maxDepth {
			return nil, p.damaged(fmt.Errorf("elements in each other, deeper than %d", maxDepth))
		}
	case xml.EndElement:
		last := len(p.open) - 1
		if last < 0 || p.open[last] != el.Name.Local {
			return nil, p.damaged(fmt.Errorf("</%s> ends what did not begin", el.Name.Local))
		}
		p.open = p.open[:last]
	}
	return token, nil
}

func (p *xmlPart) damaged(err error) error {
	return damagedWorkbook(fmt.Errorf("%s: %w", p.name, err))
}

// errCharset says that a part is in a character set that nobody knows.
var errCharset = errors.New("a character set that there is not")

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
