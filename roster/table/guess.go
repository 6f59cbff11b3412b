package table

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// guess finds out what a text is that is not UTF-8: UTF-8 with some lines of
// another program in it, or a text of one byte per character, or no text. The
// text is marked when it begins with the byte order mark of UTF-8.
func guess(src source, marked bool) (textCharset, error) {
	head, err := src.head(headBytes)
	if err != nil {
		return textCharset{}, err
	}
	if notWritten(head) {
		return textCharset{}, notText()
	}
	c, err := count(src.reader())
	if err != nil {
		return textCharset{}, err
	}
	if marked || c.utf8 > len(c.bad) && len(c.bad) < badLines {
		return mixed(src, c)
	}
	return singleByte(src, c)
}

// notWritten reports whether a file that is not UTF-8 is not text at all: a table
// has no control characters but white space, and one in fifty is past chance.
func notWritten(head []byte) bool {
	controls := 0
	for _, c := range head {
		if c < ' ' && (c < '\t' || c > '\r') || c == 0x7f {
			controls++
		}
	}
	return controls*50 > len(head)
}

func notText() error {
	return &Error{
		Code:    "not-text",
		Message: "the file is neither text nor a workbook",
		Hint:    "export the table as CSV or as an Excel workbook (.xlsx)",
	}
}

// badLines is how many lines that are not UTF-8 are looked at one by one.
const badLines = 10_000

// lineCounts is which lines of a text are in which character set.
type lineCounts struct {
	lines  int
	utf8   int    // lines with characters beyond ASCII, all of them valid UTF-8
	bad    []int  // the first of the lines with anything that is not
	sample []byte // the first lines with anything beyond ASCII
}

// count looks at the lines of a text that is not UTF-8 throughout.
func count(r io.Reader) (lineCounts, error) {
	c := lineCounts{lines: 1}
	good, bad, last := false, false, byte(0)
	endLine := func() {
		if bad && len(c.bad) < badLines {
			c.bad = append(c.bad, c.lines)
		} else if good && !bad {
			c.utf8++
		}
		good, bad = false, false
	}
	err := eachChunk(r, func(b []byte) bool {
		c.gather(b)
		for i := 0; i < len(b); {
			if b[i] >= utf8.RuneSelf {
				r, n := utf8.DecodeRune(b[i:])
				if r == utf8.RuneError && n == 1 {
					bad = true
				} else {
					good = true
				}
				i, last = i+n, 0
				continue
			}
			if b[i] == '\r' || b[i] == '\n' && last != '\r' {
				endLine()
				c.lines++
			}
			last = b[i]
			i++
		}
		return true
	})
	endLine()
	return c, err
}

// gather adds the lines of b with bytes beyond ASCII to the sample.
func (c *lineCounts) gather(b []byte) {
	for len(b) > 0 && len(c.sample) < sampleBytes {
		n := bytes.IndexAny(b, "\r\n") + 1
		if n == 0 {
			n = len(b)
		}
		n = min(n, sampleBytes)
		if bytes.IndexFunc(b[:n], func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
			c.sample = append(append(c.sample, b[:n]...), '\n')
		}
		b = b[n:]
	}
}

// mixed reads UTF-8 in which few lines are of another program. Their bytes are
// taken for Windows-1252, and each such line is noted; where they are more
// than one in a hundred, nobody can say what the file is.
func mixed(src source, c lineCounts) (textCharset, error) {
	if len(c.bad) > max(3, c.lines/100) {
		return textCharset{}, &Error{
			Code: "mixed-encoding", Line: c.bad[0],
			Message: fmt.Sprintf("line %d and %d others are not UTF-8, and the rest of the file is", c.bad[0], len(c.bad)-1),
			Hint:    `the file was put together from files of two encodings; save each as "CSV UTF-8" first, then join them`,
		}
	}
	cs, err := decoded(utf8Name, func() io.Reader { return transform.NewReader(src.reader(), fallback{}) })
	if err != nil {
		return textCharset{}, err
	}
	for _, line := range c.bad {
		cs.notes = append(cs.notes, Note{
			Code: "mixed-encoding", Line: line,
			Message: fmt.Sprintf("line %d is not UTF-8 as the rest of the file is, and was read as windows-1252", line),
			Hint:    "look whether the letters beyond ASCII on this line are right",
		})
	}
	return cs, nil
}

// singleByteSets are the character sets that are told apart by how a text reads,
// in the order of how often they are met: of two that read equally well, the
// earlier one is taken. ISO-8859-1 is not among them, because Windows-1252
// differs from it only in having letters where it has control characters.
var singleByteSets = []struct {
	name   string
	set    *charmap.Charmap
	script int // of the letters it is there for
}{
	{"windows-1252", charmap.Windows1252, latin},
	{"macintosh", charmap.Macintosh, latin},
	{"iso-8859-15", charmap.ISO8859_15, latin},
	{"windows-1251", charmap.Windows1251, cyrillic},
	{"windows-1250", charmap.Windows1250, latin},
	{"windows-1253", charmap.Windows1253, greek},
	{"ibm850", charmap.CodePage850, latin},
	{"koi8-r", charmap.KOI8R, cyrillic},
	{"ibm866", charmap.CodePage866, cyrillic},
}

// singleByte reads a text in the character set in which it reads best, and
// notes it with a sample: this is a guess, and a person sees at once whether
// it is right.
func singleByte(src source, c lineCounts) (textCharset, error) {
	b := beyondASCII(c.sample)
	best, most := 0, 0
	for i, s := range singleByteSets {
		// Of a few letters, a wrong reading in another script looks better than
		// the right one: ÁÉ as БЙ. A text of another script has a longer word.
		if s.script != latin && b.longest < 3 {
			continue
		}
		text, err := s.set.NewDecoder().Bytes(c.sample)
		if err != nil {
			return textCharset{}, readError(err)
		}
		score := readability(string(text))
		if i == 0 || score > most {
			best, most = i, score
		}
	}
	// Letters score two where they stand as letters do. What scores less than
	// nothing is no text; what stands as the pairs of the Far East do, and
	// scores less than one a byte, is such a text.
	if n := b.word + b.apart; n >= 4 && (most < 0 || b.farEastern() && most < n) {
		return textCharset{}, noWords(c)
	}
	set, name := singleByteSets[best].set, singleByteSets[best].name
	cs, err := decoded(name, func() io.Reader { return set.NewDecoder().Reader(src.reader()) })
	if err != nil {
		return textCharset{}, err
	}
	text, err := set.NewDecoder().Bytes(c.sample)
	if err != nil {
		return textCharset{}, readError(err)
	}
	line := 1
	if len(c.bad) > 0 {
		line = c.bad[0]
	}
	cs.notes = append(cs.notes, Note{
		Code: "encoding-guessed", Line: line,
		Message: fmt.Sprintf("the file is not UTF-8 and was read as %s: %s", name, strings.Join(foreignWords(string(text), 3), ", ")),
		Hint:    `where these are wrong, name the encoding with --encoding, or save the file as "CSV UTF-8"`,
	})
	return cs, nil
}

// foreignBytes is how the bytes beyond ASCII of a text stand.
type foreignBytes struct {
	word    int  // as accents do: at most two in a row, beside a plain letter or as initials
	apart   int  // in any other way
	longest int  // the most in a row
	odd     bool // some row is of an odd number
}

// farEastern reports whether the bytes beyond ASCII stand as in EUC-KR, EUC-JP
// and GB 2312, which have two for a character: always in pairs, and seldom
// beside a plain letter. Pairs alone are no sign of them, because of Núñez and
// Größe: letters with accents are in words of plain letters. The larger part
// decides: where there is an IT部 there is a 人事部.
func (b foreignBytes) farEastern() bool { return !b.odd && b.apart >= b.word }

// beyondASCII looks at how the bytes beyond ASCII stand.
func beyondASCII(text []byte) foreignBytes {
	var b foreignBytes
	plain := func(i int) bool { return i >= 0 && i < len(text) && isPlain(rune(text[i])) }
	for i := 0; i < len(text); i++ {
		start := i
		for i < len(text) && text[i] >= utf8.RuneSelf {
			i++
		}
		n := i - start
		if n <= 2 && (plain(start-1) || plain(i) || areInitials(text[start:i])) {
			b.word += n
		} else {
			b.apart += n
		}
		b.longest = max(b.longest, n)
		b.odd = b.odd || n%2 == 1
	}
	return b
}

// areInitials reports whether bytes are capitals of western Europe. One
// character of the Far East in seven is so, too, but not most of a text.
func areInitials(text []byte) bool {
	for _, c := range text {
		r := charmap.Windows1252.DecodeByte(c)
		if !unicode.IsUpper(r) || !strings.ContainsRune(commonLetters, unicode.ToLower(r)) {
			return false
		}
	}
	return true
}

// noWords is the error of a text that reads as words in none of the sets: a
// Shift JIS file read as Windows-1252 would put nonsense in the place of every
// name.
func noWords(c lineCounts) error {
	line := 1
	if len(c.bad) > 0 {
		line = c.bad[0]
	}
	return &Error{
		Code: "not-utf-8", Line: line,
		Message: fmt.Sprintf("line %d is not UTF-8, and makes no words in any encoding that is told by itself", line),
		Hint:    `name the encoding with --encoding, such as shift_jis, gb18030, big5 or euc-kr, or save the file as "CSV UTF-8"`,
	}
}

// foreignWords returns the first few different words with letters beyond
// ASCII, quoted.
func foreignWords(text string, n int) []string {
	var words []string
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || strings.ContainsRune(delims+`"`, r) }) {
		if strings.IndexFunc(w, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 || seen[w] {
			continue
		}
		seen[w] = true
		if words = append(words, fmt.Sprintf("%q", w)); len(words) == n {
			break
		}
	}
	return words
}

// readability tells how much a text looks like words. Letters beyond ASCII
// count where they stand as letters do: beside letters of their own script,
// and large only at the start of a word or in one of capitals. Signs inside
// words, and bytes without a character, count against it.
func readability(text string) int {
	score := 0
	runes := []rune(text)
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return ' '
		}
		return runes[i]
	}
	for i, r := range runes {
		prev, next := at(i-1), at(i+1)
		switch {
		case r < utf8.RuneSelf:
			// McDonald is a name, MüDonald is not.
			if unicode.IsUpper(r) && prev >= utf8.RuneSelf && isSmall(prev) {
				score -= 2
			}
		case r == utf8.RuneError || unicode.IsControl(r):
			score -= 10
		case !unicode.IsLetter(r):
			switch {
			case r == '’' && unicode.IsLetter(prev) && unicode.IsLetter(next):
				score += 2 // O’Brien
			case unicode.IsLetter(prev) && unicode.IsLetter(next):
				score -= 2
			case r == '°' && isPlain(prev): // N°
			case unicode.IsLetter(prev) && (unicode.IsSymbol(r) || unicode.IsNumber(r)):
				score--
			}
		case (r == 'º' || r == 'ª') && unicode.IsDigit(prev): // 3º
		case !unicode.IsLetter(prev) && !unicode.IsLetter(next):
			// A grade Ü, a French à. Of a rare letter it is a wrong reading.
			if !strings.ContainsRune(commonLetters, unicode.ToLower(r)) {
				score--
			}
		case script(prev)|script(r)|script(next) != script(r):
			score -= 3
		case unicode.IsUpper(r) && unicode.IsLetter(prev) && (isSmall(prev) || isSmall(next)):
			score -= 2
		case script(r) == latin && prev >= utf8.RuneSelf && unicode.IsLetter(prev) && !isPlain(next):
			score-- // letters with accents seldom meet without a plain one after them, but in a wrong reading
		case script(r) != latin || strings.ContainsRune(commonLetters, unicode.ToLower(r)):
			score += 2
		default:
			score++
		}
	}
	return score
}

// isSmall reports whether a letter says that its word is no word of capitals.
// An ß does not: it has no capital in these sets, and GRÖßE is one.
func isSmall(r rune) bool { return unicode.IsLower(r) && r != 'ß' }

// isPlain reports whether a character is a letter of ASCII.
func isPlain(r rune) bool { return r < utf8.RuneSelf && unicode.IsLetter(r) }

// commonLetters are those of the languages of western Europe, and the two that
// many names from the Balkans have.
const commonLetters = "àâäáãåæçèéêëìíîïñòóôöõøùúûüýßœšž"

// The scripts that are told apart.
const (
	latin = 1 << iota
	greek
	cyrillic
	other
)

// script returns the script of a letter, and nothing for what is none.
func script(r rune) int {
	switch {
	case !unicode.IsLetter(r):
		return 0
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.Is(unicode.Greek, r):
		return greek
	}
	return other
}
