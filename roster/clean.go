package roster

import (
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Guard returns a cell that opens harmlessly in a spreadsheet: one that would
// begin a formula gets an apostrophe in front, as OWASP's page on CSV
// injection advises. A cell that has apostrophes in front of such a beginning
// gets one more, so that [Unguard] can take off exactly what Guard put on.
// Every CSV we write passes through here.
func Guard(cell string) string {
	if formula(cell) {
		return "'" + cell
	}
	return cell
}

// Unguard takes off the apostrophe that [Guard] puts on, and nothing else.
func Unguard(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && formula(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// formula reports whether a cell begins with what spreadsheets take for a
// formula, after any number of apostrophes.
func formula(cell string) bool {
	cell = strings.TrimLeft(cell, "'")
	if cell == "" {
		return false
	}
	switch cell[0] {
	case '=', '+', '-', '@', '\t', '\r':
		return true
	}
	return false
}

// tidy returns what a person sees in a cell: without the apostrophe of Guard
// and the formula that Excel wraps around text to keep it text (="00123"),
// without spaces at the edges and control characters, in normal form C. An
// identifier also loses every character that nobody can see. Most cells are
// plain, and are returned as they are.
func tidy(cell string, identifier bool) string {
	if plain(cell) {
		return cell
	}
	if inside, wrapped := unwrapFormula(cell); wrapped && plain(inside) {
		return inside
	}
	value := Unguard(cell)
	literal := len(value) != len(cell)
	value = visible(value, identifier)
	// A guarded cell is one of ours and is taken at its word, except where
	// the formula cannot be meant: no identifier looks like one.
	if !literal || identifier {
		for {
			inside, wrapped := unwrapFormula(value)
			if !wrapped {
				break
			}
			value = visible(inside, identifier)
		}
	}
	return value
}

// ordinary reports whether a cell is a value just as it stands: tidy keeps all of
// it, and it is none of the words that stand for something else. It asks what is
// cheap to know, and nineteen cells in twenty pass: plain, not beginning as any
// of those words does, and without a space at the edges. Most are printable ASCII,
// which is told in fewer looks.
func ordinary(cell string) bool {
	return beginsOrdinary(cell) && cell[len(cell)-1] != ' ' && (printable(cell) || plain(cell))
}

// beginsOrdinary reports whether the first byte alone tells that a cell has a
// value, whatever comes behind it: a sign of ASCII with which no space, guard or
// formula begins, nor [Clear], an error of a spreadsheet, or a word that
// blankWord and noManager know.
func beginsOrdinary(cell string) bool { return cell != "" && ordinaryBeginning[cell[0]] }

var ordinaryBeginning = func() [256]bool {
	var first [256]bool
	for c := byte('!'); c <= '~'; c++ {
		first[c] = !strings.ContainsRune("'=#-.<(Nn", rune(c))
	}
	return first
}()

// printable reports whether a text is all of spaces and signs of ASCII. It looks
// at eight or four bytes at a time; the last ones may be among those before.
func printable(s string) bool {
	n := len(s)
	switch {
	case n >= 8:
		for i := 0; i < n-8; i += 8 {
			if !printableWord(binary.LittleEndian.Uint64([]byte(s[i:]))) {
				return false
			}
		}
		return printableWord(binary.LittleEndian.Uint64([]byte(s[n-8:])))
	case n >= 4:
		first, last := binary.LittleEndian.Uint32([]byte(s)), binary.LittleEndian.Uint32([]byte(s[n-4:]))
		return printableWord(uint64(first) | uint64(last)<<32)
	}
	for i := range n {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// printableWord looks at eight bytes. The high bit of one is set, or will be by
// an addition of 1 or by taking a space away, when it is above '~' or below ' ';
// what is carried to the next byte comes from one that is found already.
func printableWord(w uint64) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	return (w|(w+ones)|(w-' '*ones))&highs == 0
}

// plain reports whether tidy has nothing to do: printable ASCII and letters that
// are in normal form whatever stands beside them, with nothing special in front
// and no space at the edges.
func plain(cell string) bool {
	if cell == "" {
		return true
	}
	switch cell[0] {
	case ' ', '\'', '=':
		return false
	}
	if cell[len(cell)-1] == ' ' {
		return false
	}
	for i := 0; i < len(cell); i++ {
		switch c := cell[i]; {
		case c >= ' ' && c <= '~':
		case c < 0xc3:
			return false
		default:
			n := plainLetter(cell[i:])
			if n == 0 {
				return false
			}
			i += n - 1
		}
	}
	return true
}

// plainLetter returns the length in bytes of the character in front, when it is
// one of those of which tidy keeps every one: À to ſ, А to ѿ, Ḁ to ỿ, dashes
// and quotes, and the ideographs from 㐀 to 鿿. 0 for all others, of which it
// may.
func plainLetter(s string) int {
	tail := func(at int) bool { return at < len(s) && s[at]&0xc0 == 0x80 }
	switch c := s[0]; {
	case c >= 0xc3 && c <= 0xc5, c == 0xd0, c == 0xd1:
		if tail(1) {
			return 2
		}
	case !tail(1) || !tail(2):
	case c == 0xe1 && s[1] >= 0xb8 && s[1] <= 0xbb,
		c == 0xe2 && s[1] == 0x80 && s[2] >= 0x90 && s[2] <= 0x9f,
		c == 0xe3 && s[1] >= 0x90,
		c >= 0xe4 && c <= 0xe9:
		return 3
	}
	return 0
}

// visible turns every kind of white space into a space, line breaks inside a
// cell included, drops control characters and, in identifiers, everything
// invisible; joiners inside other text stay, because Persian and emoji need
// them.
func visible(s string, identifier bool) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := 0 // white space not written yet
	collapse := false
	composed := true // nothing that a normal form would change
	odd := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
	head := strings.TrimRight(s[:max(odd, 0)], " ")
	b.WriteString(head)
	for _, r := range s[len(head):] {
		switch {
		case identifier && invisible(r):
		case unicode.IsSpace(r):
			blank++
			collapse = collapse || r != ' '
		case unicode.IsControl(r):
		default:
			if collapse {
				blank = min(blank, 1)
			}
			for ; blank > 0; blank-- {
				b.WriteByte(' ')
			}
			collapse = false
			composed = composed && r < firstCombining
			b.WriteRune(r)
		}
	}
	shown := strings.TrimFunc(b.String(), space)
	if composed {
		return shown
	}
	return norm.NFC.String(shown)
}

// firstCombining is the first character of Unicode that normal form C can join
// with the one before it.
const firstCombining = '\u0300'

// unwrapFormula takes ="00123" for 00123.
func unwrapFormula(s string) (string, bool) {
	inside, ok := strings.CutPrefix(s, `="`)
	if !ok {
		return s, false
	}
	inside, ok = strings.CutSuffix(inside, `"`)
	if !ok {
		return s, false
	}
	return strings.ReplaceAll(inside, `""`, `"`), true
}

// blankWord reports the words that systems write for nothing at all. They are
// blank, and never mean that a value is to be cleared. Names are not asked:
// there is a Ms Null.
func blankWord(s string) bool {
	if s == "" || len(s) > 7 {
		return false
	}
	switch s {
	case "-", "--", "---", ".", "–", "—", "N/A", "n/a", "NULL", "null", "None", "none", "NONE", "NaN", "nan", "Null", "N/a", "<null>", "<NULL>", "(blank)":
		return true
	}
	return false
}

// spreadsheetError reports what a spreadsheet leaves behind in place of a
// value: #N/A, #REF!, in any of the languages Excel speaks, and the ##### of
// a column too narrow for its dates.
func spreadsheetError(s string) bool {
	if len(s) < 3 || s[0] != '#' {
		return false
	}
	switch s {
	case "#N/A", "#NV", "#N/D", "#N/B", "#I/T", "#BRAK", "#Н/Д", "#GETTING_DATA":
		return true
	}
	if strings.Trim(s, "#") == "" {
		return true
	}
	last := s[len(s)-1]
	if last != '!' && last != '?' || utf8.RuneCountInString(s) > 12 {
		return false
	}
	for _, r := range s[1 : len(s)-1] {
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) && r != '/' && r != '¡' && r != '¿' {
			return false
		}
	}
	return true
}
