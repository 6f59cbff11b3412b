package templates

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// columns measures text for terminals: wide scripts take two columns, marks
// that combine take none. Signs whose width depends on the locale (→ and …
// among them) count as one, which is what terminals draw outside legacy East
// Asian settings; the environment is not asked, so that a report is the same
// wherever it is made.
var columns = &runewidth.Condition{StrictEmojiNeutral: true}

// width returns how many columns the text takes.
func width(s string) int {
	if allPlain(s) {
		return len(s)
	}
	return columns.StringWidth(s)
}

// cut returns the text in at most w columns; what is left out shows as "…".
// Letters are never parted from their marks.
func cut(s string, w int) string {
	if len(s) <= w {
		return s // No character takes more columns than it has bytes.
	}
	if w < 1 {
		return ""
	}
	return columns.Truncate(s, w, "…")
}

// pad returns the text in exactly w columns.
func pad(s string, w int) string {
	s = cut(s, w)
	return upright(s) + strings.Repeat(" ", w-width(s))
}

// flow lays pieces one after the other with sep between them, beginning a new
// line where the next piece would pass w columns, and returns the lines. A
// piece wider than a whole line is cut.
func flow(pieces []string, sep string, w int) []string {
	var (
		lines []string
		line  strings.Builder
		taken int
		gap   = width(sep)
	)
	for _, p := range pieces {
		p = cut(p, w)
		n := width(p)
		switch {
		case taken == 0:
		case taken+gap+n <= w:
			line.WriteString(sep)
			taken += gap
		default:
			lines = append(lines, line.String())
			line.Reset()
			taken = 0
		}
		line.WriteString(upright(p))
		taken += n
	}
	if taken > 0 {
		lines = append(lines, line.String())
	}
	return lines
}

// wrap breaks a sentence between words into lines of at most w columns.
func wrap(s string, w int) []string { return flow(strings.Fields(s), " ", w) }
