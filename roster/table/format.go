package table

import (
	"slices"
	"strconv"
	"strings"
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
	if !slices.ContainsFunc(f, func(s formatSection) bool { return s.holds != nil }) {
		f.byDefault()
	}
	return f
}

// byDefault says which section is for which numbers where the code does not.
func (f numberFormat) byDefault() {
	if len(f) > 1 {
		f[1].holds, f[1].negative = func(n float64) bool { return n < 0 }, true
	}
	if len(f) > 2 {
		f[0].holds = func(n float64) bool { return n > 0 }
	}
}

// parseSection takes the first section apart, and returns what is behind it. One
// that has a place for text is for text.
func parseSection(code string) (s formatSection, text bool, rest string, more bool) {
	add := func(kind formatKind, text string) { s.tokens = append(s.tokens, formatToken{kind, text}) }
	for code != "" {
		n := 1
		switch c := code[0]; {
		case c == ';':
			return s, text, code[1:], true
		case c == '"':
			quoted, _, _ := strings.Cut(code[1:], `"`)
			add(formatLiteral, quoted)
			n = min(len(quoted)+2, len(code))
		case c == '\\' || c == '_' || c == '*':
			n = 1 + len(firstRune(code[1:]))
			switch c {
			case '\\':
				add(formatLiteral, code[1:n])
			case '_':
				add(formatLiteral, " ") // as wide as that sign
			} // a sign that fills the cell is not read
		case c == '[':
			said, _, _ := strings.Cut(code[1:], "]")
			n = min(len(said)+2, len(code))
			s.bracket(said)
		case c == '0' || c == '#' || c == '?':
			add(formatPlace, code[:1])
		case c == '.':
			add(formatPoint, ".")
		case c == ',':
			add(formatComma, "")
		case c == '%':
			add(formatPercent, "%")
		case c == '@':
			text = true
		case halfOf(code) != "":
			n = len(halfOf(code))
			add(formatHalf, code[:n])
		case hasPrefixFold(code, "general"):
			n = len("general")
			add(formatBeyond, "")
		case hasPrefixFold(code, "e+"), hasPrefixFold(code, "e-"), c == '/' && s.hasPlaces():
			add(formatBeyond, "")
		case strings.IndexByte("ymdhsebg", c|0x20) >= 0:
			for n < len(code) && code[n]|0x20 == c|0x20 {
				n++
			}
			add(formatUnit, strings.ToLower(code[:n]))
		default:
			n = len(firstRune(code))
			add(formatLiteral, code[:n])
		}
		code = code[n:]
	}
	return s, text, "", false
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

func (s *formatSection) hasPlaces() bool {
	return slices.ContainsFunc(s.tokens, func(t formatToken) bool { return t.kind == formatPlace })
}

// choose returns the section for a number, nil where there is none. What meets no
// condition is for the first section without one.
func (f numberFormat) choose(number float64) *formatSection {
	var other *formatSection
	rest := false
	for i := range f {
		s := &f[i]
		switch {
		case s.holds == nil && other == nil:
			other = s
		case s.holds != nil && s.holds(number):
			return s
		}
		rest = rest || s.rest
	}
	if other != nil && rest {
		only := *other
		only.negative = true
		return &only
	}
	return other
}

// halfOf returns the sign for the halves of the day with which a code begins.
func halfOf(code string) string {
	for _, half := range []string{"AM/PM", "A/P", "上午/下午"} {
		if hasPrefixFold(code, half) {
			return code[:len(half)]
		}
	}
	return ""
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// firstRune returns the first character of a text, "" of none.
func firstRune(s string) string {
	for i := range s {
		if i > 0 {
			return s[:i]
		}
	}
	return s
}
