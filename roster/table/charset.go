package table

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// bom is the mark with which Excel begins a file in UTF-8.
var bom = []byte("\ufeff")

// skipBOM leaves out the byte order mark at the start of a text; programs that
// add one to a file that has one are common enough that a second goes, too.
func skipBOM(r io.Reader) io.Reader {
	start := make([]byte, 2*len(bom))
	n, err := io.ReadFull(r, start)
	start = start[:n]
	for bytes.HasPrefix(start, bom) {
		start = start[len(bom):]
	}
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return io.MultiReader(bytes.NewReader(start), failing{err})
	}
	return io.MultiReader(bytes.NewReader(start), r)
}

// failing is a reader that hands on an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// checkUTF8 reads a text to its end and names the first line that is not UTF-8.
func checkUTF8(r io.Reader) error {
	buf, kept, line := make([]byte, bufferBytes), 0, 1
	for {
		n, err := r.Read(buf[kept:])
		b := buf[:kept+n]
		if err != nil && err != io.EOF {
			return readError(err)
		}
		whole := len(b)
		if err != io.EOF {
			whole -= cutRune(b)
		}
		if i := bytes.IndexByte(b, 0); i >= 0 {
			return nulByte(line + countLines(b[:i]))
		}
		if !utf8.Valid(b[:whole]) {
			return notUTF8(b[:whole], line)
		}
		if err == io.EOF {
			return nil
		}
		line += countLines(b[:whole])
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

// countLines counts line ends of every kind. A CRLF that is cut apart counts
// double, which only a message about a broken file would show.
func countLines(b []byte) int {
	return bytes.Count(b, []byte{'\n'}) + bytes.Count(b, []byte{'\r'}) - bytes.Count(b, []byte("\r\n"))
}

func nulByte(line int) error {
	return &Error{
		Code: "not-utf-8", Line: line,
		Message: fmt.Sprintf("line %d is not text in UTF-8: it holds a NUL byte", line),
		Hint:    saveAsCSV,
	}
}

func notUTF8(b []byte, line int) error {
	i := 0
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	line += countLines(b[:i])
	return &Error{
		Code: "not-utf-8", Line: line,
		Message: fmt.Sprintf("line %d is not UTF-8: it holds the byte 0x%02X where no character has it", line, b[i]),
		Hint:    `save the file as "CSV UTF-8": in Excel, File, Save As, CSV UTF-8 (Comma delimited)`,
	}
}
