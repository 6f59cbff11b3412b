package templates

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns the value with every character that cannot be seen replaced
// by a sign that stands for it: ␛ for ESC and its like for the other control
// characters, ⏎ for the end of a line, ⟨U+202E⟩ for the rest. So a cell can
// neither drive a terminal nor turn the direction of the line it stands in,
// and two values that differ only in such a character differ on the page.
func visible(s string) string {
	if allPlain(s) {
		return s
	}
	start := strings.IndexFunc(s, hidden)
	if start < 0 {
		return strings.ToValidUTF8(s, "\uFFFD")
	}
	var b strings.Builder
	b.WriteString(strings.ToValidUTF8(s[:start], "\uFFFD"))
	for i := start; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\r' && strings.HasPrefix(s[i:], "\r\n"):
			// One end of a line gets one sign, that of the LF which follows.
		case r == '\n':
			b.WriteRune('⏎')
		case r < 0x20:
			b.WriteRune('␀' + r)
		case r == 0x7f:
			b.WriteRune('␡')
		case hidden(r):
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// plain reports printable ASCII, which is most of what is in a report: there is
// nothing to replace in it, and each of its bytes takes one column.
func plain(c byte) bool { return c >= 0x20 && c < 0x7f }

func allPlain(s string) bool {
	for i := range len(s) {
		if !plain(s[i]) {
			return false
		}
	}
	return true
}

// hidden reports characters that leave no mark of their own: controls, line
// and paragraph separators, and Unicode's format characters. Some format
// characters are part of writing and stay: the two joiners, without which
// Persian, Hindi and many emoji fall apart, and the number signs that are
// drawn around what follows them.
func hidden(r rune) bool {
	switch {
	case r < 0x20 || r == 0x7f:
		return true
	case r < 0x80 || r == zwnj || r == zwj || unicode.IsLetter(r):
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
	lrm  = "\u200e"
)

// rightToLeft reports whether the text has letters of a script that is
// written from right to left.
func rightToLeft(s string) bool {
	for _, r := range s {
		switch {
		case r < 0x0590:
		case r <= 0x08ff, 0xfb1d <= r && r <= 0xfdff, 0xfe70 <= r && r <= 0xfeff,
			0x10800 <= r && r <= 0x10fff, 0x1e800 <= r && r <= 0x1efff:
			return true
		}
	}
	return false
}

// upright returns the text so that what follows it on the line stays at its
// right. A terminal that orders text by script would otherwise draw
// "old → new" of two Arabic values as "new → old", and the number after a
// Hebrew name before it: Unicode's bidirectional algorithm (UAX #9) takes
// arrows, spaces and digits for part of such a run. A left-to-right mark
// ends the run and takes no column.
func upright(s string) string {
	if rightToLeft(s) {
		return s + lrm
	}
	return s
}
