package table

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// textCharset is how the bytes of a text become UTF-8.
type textCharset struct {
	name  string
	notes []Note
	text  func() io.Reader // from the start of the text, without its mark
}

// bom is the mark with which Excel begins a file in UTF-8.
var bom = []byte("\ufeff")

const utf8Name = "utf-8"

// findCharset finds the character set of a text: by its byte order mark, then
// by the caller's word, then by the zero bytes that UTF-16 has in every other
// place, then by whether it is valid UTF-8, which nothing else is by chance;
// and else by what reads best. It reads all of the text, and a text that holds
// bytes which its character set does not define is an *Error.
func findCharset(src source, asked string) (textCharset, error) {
	head, err := src.head(sampleBytes)
	if err != nil {
		return textCharset{}, err
	}
	through := func(enc encoding.Encoding) func() io.Reader {
		return func() io.Reader { return enc.NewDecoder().Reader(src.reader()) }
	}
	if enc, name := byMark(head); enc != nil {
		return decoded(name, through(enc))
	}
	marked := bytes.HasPrefix(head, bom)
	if !marked && asked != "" {
		enc, name, err := byName(asked)
		if err != nil {
			return textCharset{}, err
		}
		if name != utf8Name {
			return decoded(name, through(enc))
		}
	}
	if enc, name := byZeros(head); enc != nil && asked == "" {
		return decoded(name, through(enc))
	}
	s, err := survey(src.reader())
	if err != nil {
		return textCharset{}, err
	}
	if s.invalid < 0 {
		return cleaned(textCharset{name: utf8Name, text: src.reader}, s)
	}
	if asked != "" {
		return textCharset{}, notUTF8(src, s.invalid)
	}
	return guess(src, marked)
}

// byMark tells a text by its byte order mark. That of UTF-8 is not among them:
// it is seen on texts that are not UTF-8 throughout.
func byMark(head []byte) (encoding.Encoding, string) {
	switch {
	case startsWith(head, "\xff\xfe\x00\x00"):
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM), "utf-32le"
	case startsWith(head, "\x00\x00\xfe\xff"):
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32be"
	case startsWith(head, "\xff\xfe"):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16le"
	case startsWith(head, "\xfe\xff"):
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16be"
	}
	return nil, ""
}

// byZeros tells UTF-16 without a mark: in a table, at least a quarter of all
// characters are delimiters, digits, line ends and letters of ASCII, which
// have their zero byte in the same one of the two places. Every line end has
// one, too: a stray zero in a small file is no UTF-16.
func byZeros(head []byte) (encoding.Encoding, string) {
	var zeros, ends, wide [2]int // by place: the line ends there, and those with a zero beside them
	for i, c := range head {
		at := i % 2
		switch c {
		case 0:
			zeros[at]++
		case '\r', '\n':
			ends[at]++
			if beside := i ^ 1; beside < len(head) && head[beside] == 0 {
				wide[at]++
			}
		}
	}
	lines := ends[0] + ends[1]
	even, odd, least := zeros[0], zeros[1], (len(head)+7)/8
	if lines == 0 {
		least = (len(head) + 3) / 4
	}
	switch {
	case odd >= least && even*20 <= odd && 4*wide[0] >= 3*lines:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"
	case even >= least && odd*20 <= even && 4*wide[1] >= 3*lines:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"
	}
	return nil, ""
}

// byName finds the character set a person names. ISO-8859-1 and ASCII are read
// as Windows-1252, of which they are a part: the WHATWG Encoding standard says
// so because that is what files of this name hold.
func byName(name string) (encoding.Encoding, string, error) {
	label := strings.ToLower(strings.TrimSpace(name))
	switch label {
	case "macroman", "mac-roman", "mac os roman", "x-mac-roman":
		label = "macintosh"
	case "utf8":
		label = utf8Name
	}
	if enc, err := htmlindex.Get(label); err == nil && enc != encoding.Replacement {
		if canonical, err := htmlindex.Name(enc); err == nil {
			return enc, canonical, nil
		}
	}
	if enc, err := ianaindex.IANA.Encoding(label); err == nil && enc != nil {
		if canonical, err := ianaindex.IANA.Name(enc); err == nil {
			return enc, strings.ToLower(canonical), nil
		}
	}
	return nil, "", &Error{
		Code:    "unknown-encoding",
		Message: fmt.Sprintf("there is no encoding called %q", name),
		Hint:    "name one such as utf-8, windows-1252, macintosh, iso-8859-15 or utf-16le, or leave it out",
	}
}

// decoded checks a text that is read through a decoder.
func decoded(name string, text func() io.Reader) (textCharset, error) {
	cs := textCharset{name: name, text: text}
	s, err := survey(cs.text())
	if err != nil {
		return textCharset{}, err
	}
	if s.replaced >= 0 {
		line, err := lineAt(cs.text(), s.replaced)
		if err != nil {
			return textCharset{}, err
		}
		return textCharset{}, &Error{
			Code: "undefined-byte", Line: line,
			Message: fmt.Sprintf("line %d holds bytes that are no character in %s", line, name),
			Hint:    "name the encoding the file was written in, with --encoding, or save it as CSV UTF-8",
		}
	}
	return cleaned(cs, s)
}

// cleaned drops what is no text from a text that has been surveyed: its mark,
// and NUL bytes, which no character of a table is.
func cleaned(cs textCharset, s surveyed) (textCharset, error) {
	raw := cs.text
	if s.nuls == 0 {
		cs.text = func() io.Reader { return skipBOM(raw()) }
	} else {
		line, err := lineAt(raw(), s.nul)
		if err != nil {
			return textCharset{}, err
		}
		if s.nuls > s.size/4 {
			return textCharset{}, notText()
		}
		cs.notes = append(cs.notes, Note{
			Code: "nul-bytes", Line: line,
			Message: fmt.Sprintf("%d NUL bytes were dropped, the first on line %d", s.nuls, line),
			Hint:    "export the file again: NUL bytes are a sign of a damaged or badly converted file",
		})
		cs.text = func() io.Reader { return skipBOM(dropNULs{raw()}) }
	}
	if s.replaced >= 0 {
		line, err := lineAt(raw(), s.replaced)
		if err != nil {
			return textCharset{}, err
		}
		cs.notes = append(cs.notes, Note{
			Code: "lost-characters", Line: line,
			Message: fmt.Sprintf("line %d holds U+FFFD: an earlier program lost a character there", line),
			Hint:    "export the file again from where it comes from, as CSV UTF-8",
		})
	}
	return cs, nil
}

// surveyed is what one pass over a text has shown. Offsets are -1 when there
// is no such place.
type surveyed struct {
	size     int64
	invalid  int64 // offset of the first byte that is not UTF-8
	replaced int64 // offset of the first U+FFFD
	nul      int64 // offset of the first NUL
	nuls     int64
}

// survey reads a text to its end, or to the first byte that is not UTF-8.
func survey(r io.Reader) (surveyed, error) {
	s := surveyed{invalid: -1, replaced: -1, nul: -1}
	err := eachChunk(r, func(b []byte) bool {
		if !utf8.Valid(b) {
			s.invalid = s.size + int64(invalidAt(b))
			return false
		}
		if i := bytes.Index(b, []byte("\ufffd")); i >= 0 && s.replaced < 0 {
			s.replaced = s.size + int64(i)
		}
		if i := bytes.IndexByte(b, 0); i >= 0 {
			if s.nul < 0 {
				s.nul = s.size + int64(i)
			}
			s.nuls += int64(bytes.Count(b, []byte{0}))
		}
		s.size += int64(len(b))
		return true
	})
	return s, err
}

// eachChunk hands out a text in pieces that do not cut a character of UTF-8
// apart, until f has had enough. What is left at the end of the text may be
// cut.
func eachChunk(r io.Reader, f func([]byte) bool) error {
	buf, kept := make([]byte, bufferBytes), 0
	for {
		n, err := r.Read(buf[kept:])
		b := buf[:kept+n]
		if err != nil && err != io.EOF {
			return readError(err)
		}
		if err == io.EOF {
			if len(b) > 0 {
				f(b)
			}
			return nil
		}
		whole := len(b) - cutRune(b)
		if whole > 0 && !f(b[:whole]) {
			return nil
		}
		kept = copy(buf, b[whole:])
	}
}

// cutRune returns how many bytes at the end of b begin a character that goes
// on after it.
func cutRune(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// invalidAt returns the index of the first byte of b that is not UTF-8.
func invalidAt(b []byte) int {
	i := 0
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	return i
}

// lineAt returns the line on which an offset of a text is.
func lineAt(r io.Reader, offset int64) (int, error) {
	line, last := 1, byte(0)
	buf := make([]byte, bufferBytes)
	r = io.LimitReader(r, offset)
	for {
		n, err := r.Read(buf)
		for _, c := range buf[:n] {
			if c == '\r' || c == '\n' && last != '\r' {
				line++
			}
			last = c
		}
		if err == io.EOF {
			return line, nil
		}
		if err != nil {
			return 0, readError(err)
		}
	}
}

func notUTF8(src source, offset int64) error {
	line, err := lineAt(src.reader(), offset)
	if err != nil {
		return err
	}
	var b [1]byte
	if _, err := src.ReadAt(b[:], offset); err != nil {
		return readError(err)
	}
	return &Error{
		Code: "not-utf-8", Line: line,
		Message: fmt.Sprintf("line %d is not UTF-8: it holds the byte 0x%02X where no character has it", line, b[0]),
		Hint:    `save the file as "CSV UTF-8", or leave --encoding out to have the encoding found`,
	}
}

// skipBOM leaves out the byte order mark at the start of a text. Programs that
// add one to a file that has one are common enough that a second goes, too.
func skipBOM(r io.Reader) io.Reader {
	head := make([]byte, 2*len(bom))
	n, err := io.ReadFull(r, head)
	head = head[:n]
	for bytes.HasPrefix(head, bom) {
		head = head[len(bom):]
	}
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return io.MultiReader(bytes.NewReader(head), failing{err})
	}
	return io.MultiReader(bytes.NewReader(head), r)
}

// failing is a reader that hands on an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// dropNULs reads a text without its NUL bytes.
type dropNULs struct{ r io.Reader }

func (d dropNULs) Read(p []byte) (int, error) {
	for {
		n, err := d.r.Read(p)
		kept := 0
		for _, c := range p[:n] {
			if c != 0 {
				p[kept] = c
				kept++
			}
		}
		if kept > 0 || err != nil || n == 0 {
			return kept, err
		}
	}
}

// fallback reads a text that is UTF-8 but for a few bytes, which it takes for
// Windows-1252.
type fallback struct{ transform.NopResetter }

func (fallback) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, n := utf8.DecodeRune(src[nSrc:])
		if r == utf8.RuneError && n == 1 {
			if !atEOF && !utf8.FullRune(src[nSrc:]) {
				return nDst, nSrc, transform.ErrShortSrc
			}
			r = charmap.Windows1252.DecodeByte(src[nSrc])
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	return nDst, nSrc, nil
}
