package table

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// numberFormat is a number format of a workbook by its sections, each for some
// numbers (ECMA-376, part 1, section 18.8.31).
type numberFormat []formatSection

// formatSection is the part of a format that is for some numbers.
type formatSection struct {
	tokens []formatToken

	holds    func(float64) bool // for which numbers, where the code says so; else nil
	negative bool               // only for negative numbers: no sign is put before them
	rest     bool               // it leaves no number above 0 to the others
}

type formatToken struct {
	kind formatKind
	text string // what it shows, or its letters
}

type formatKind int

const (
	formatLiteral formatKind = iota
	formatPlace              // of one digit: 0, # or ?
	formatPoint
	formatComma
	formatPercent
	formatUnit    // of a date or a time of the day: letters of one kind
	formatHalf    // of the day: AM/PM
	formatElapsed // a unit that is counted on: [h]
	formatBeyond  // anything that is not for us: exponents, fractions, General

	formatBracket // of which most says nothing about the number
	formatText    // the place for a text
)

// longestFormat is what Excel lets anybody type.
const longestFormat = 255

// parseFormat takes a code apart; what is too long for one has no sections.
func parseFormat(code string) numberFormat {
	if len(code) > longestFormat {
		return nil
	}
	var f numberFormat
	for more := true; more; {
		var s formatSection
		var text bool
		s, text, code, more = parseSection(code)
		if !text {
			f = append(f, s)
		}
	}
	f.share()
	return f
}

// share gives the sections their numbers where the code does not: the second those
// below zero, the third zero itself, and one without a condition among others what
// meets none.
func (f numberFormat) share() {
	said := slices.ContainsFunc(f, func(s formatSection) bool { return s.holds != nil })
	switch open := slices.IndexFunc(f, func(s formatSection) bool { return s.holds == nil }); {
	case said && open >= 0:
		f[open].negative = slices.ContainsFunc(f, func(s formatSection) bool { return s.rest })
	case !said && len(f) > 1:
		f[1].holds, f[1].negative = func(n float64) bool { return n < 0 }, true
		if len(f) > 2 {
			f[0].holds = func(n float64) bool { return n > 0 }
		}
	}
}

// parseSection takes the first section apart, and returns what is behind it. One
// that has a place for text is for text.
func parseSection(code string) (s formatSection, text bool, rest string, more bool) {
	for code != "" {
		if code[0] == ';' {
			return s, text, code[1:], true
		}
		t, n := firstToken(code, s.has(formatPlace))
		switch t.kind {
		case formatBracket:
			s.bracket(t.text)
		case formatText:
			text = true
		default:
			s.tokens = append(s.tokens, t)
		}
		code = code[n:]
	}
	return s, text, "", false
}

// firstToken returns the first token of a code, and of how many bytes it is. Behind
// places for digits a slash makes a fraction of them.
func firstToken(code string, places bool) (formatToken, int) {
	first := firstRune(code)
	switch c := code[0]; c {
	case '"':
		quoted, _, _ := strings.Cut(code[1:], `"`)
		return formatToken{formatLiteral, quoted}, min(len(quoted)+2, len(code))
	case '[':
		said, _, _ := strings.Cut(code[1:], "]")
		return formatToken{formatBracket, said}, min(len(said)+2, len(code))
	case '\\':
		next := firstRune(code[1:])
		return formatToken{formatLiteral, next}, 1 + len(next)
	case '_': // a space as wide as the next sign
		return formatToken{formatLiteral, " "}, 1 + len(firstRune(code[1:]))
	case '*': // the next sign fills the cell, and is not read
		return formatToken{formatLiteral, ""}, 1 + len(firstRune(code[1:]))
	case '0', '#', '?':
		return formatToken{formatPlace, first}, 1
	case '.':
		return formatToken{formatPoint, first}, 1
	case ',':
		return formatToken{formatComma, ""}, 1
	case '%':
		return formatToken{formatPercent, first}, 1
	case '@':
		return formatToken{formatText, ""}, 1
	case '/':
		if places {
			return formatToken{formatBeyond, ""}, 1
		}
	}
	for _, beyond := range []string{"general", "e+", "e-"} {
		if hasPrefixFold(code, beyond) {
			return formatToken{formatBeyond, ""}, len(beyond)
		}
	}
	for _, half := range []string{"AM/PM", "A/P", "上午/下午"} {
		if hasPrefixFold(code, half) {
			return formatToken{formatHalf, code[:len(half)]}, len(half)
		}
	}
	if unit := strings.ToLower(first); strings.Contains("ymdhsebg", unit) {
		n := len(code) - len(strings.TrimLeft(code, unit+strings.ToUpper(unit)))
		return formatToken{formatUnit, strings.Repeat(unit, n)}, n
	}
	return formatToken{formatLiteral, first}, len(first)
}

// bracket reads what stands in brackets. Colours, languages and ways of writing
// digits change nothing for us.
func (s *formatSection) bracket(said string) {
	if lower := strings.ToLower(said); lower != "" && strings.Trim(lower, lower[:1]) == "" && strings.Contains("hms", lower[:1]) {
		s.tokens = append(s.tokens, formatToken{formatElapsed, lower})
		return
	}
	if currency, ok := strings.CutPrefix(said, "$"); ok {
		currency, _, _ = strings.Cut(currency, "-")
		s.tokens = append(s.tokens, formatToken{formatLiteral, currency})
		return
	}
	operator := said[:len(said)-len(strings.TrimLeft(said, "<>="))]
	bound, err := strconv.ParseFloat(strings.TrimSpace(said[len(operator):]), 64)
	if operator == "" || err != nil {
		return
	}
	switch operator {
	case "<":
		s.holds, s.negative = func(n float64) bool { return n < bound }, bound <= 0
	case "<=":
		s.holds, s.negative = func(n float64) bool { return n <= bound }, bound < 0
	case ">":
		s.holds, s.rest = func(n float64) bool { return n > bound }, bound <= 0
	case ">=":
		s.holds, s.rest = func(n float64) bool { return n >= bound }, bound <= 0
	case "=":
		s.holds = func(n float64) bool { return n == bound }
	case "<>":
		s.holds = func(n float64) bool { return n != bound }
	}
}

func (s *formatSection) has(kind formatKind) bool {
	return slices.ContainsFunc(s.tokens, func(t formatToken) bool { return t.kind == kind })
}

// choose returns the section for a number, nil where there is none. What meets no
// condition is for the first section without one.
func (f numberFormat) choose(number float64) *formatSection {
	var other *formatSection
	for i := range f {
		switch s := &f[i]; {
		case s.holds == nil && other == nil:
			other = s
		case s.holds != nil && s.holds(number):
			return s
		}
	}
	return other
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// firstRune returns the first character of a text, "" of none.
func firstRune(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}
