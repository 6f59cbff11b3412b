package table

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/nfp"
)

// format is a number format by its sections (ECMA-376, part 1, section 18.8.31).
type format []section

// section is the part of a format that is for some numbers.
type section struct {
	tokens []nfp.Token
	// holds tells for which numbers, where the code says so.
	holds func(f float64) bool
}

func newFormat(code string) format {
	var f format
	parser := nfp.NumberFormatParser()
	for _, s := range parser.Parse(code) {
		if s.Type == nfp.TokenSectionText {
			continue
		}
		of := section{tokens: s.Items}
		for _, t := range s.Items {
			if t.TType == nfp.TokenTypeCondition {
				of.holds = condition(t)
			}
		}
		f = append(f, of)
	}
	return f
}

// condition returns what a token such as [<=99999] asks.
func condition(t nfp.Token) func(float64) bool {
	var operator string
	var operand float64
	for _, p := range t.Parts {
		if p.Token.TType == nfp.TokenTypeOperator {
			operator = p.Token.TValue
		} else if n, err := strconv.ParseFloat(p.Token.TValue, 64); err == nil {
			operand = n
		}
	}
	return func(f float64) bool {
		switch operator {
		case "<":
			return f < operand
		case "<=":
			return f <= operand
		case ">":
			return f > operand
		case ">=":
			return f >= operand
		case "=":
			return f == operand
		case "<>":
			return f != operand
		}
		return false
	}
}

// choose returns the section for a number, and whether it is only for negative
// ones, whose sign it then shows itself or not at all. There is none for a number
// that meets no condition.
func (f format) choose(number float64) (tokens []nfp.Token, negative, ok bool) {
	if slices.ContainsFunc(f, func(s section) bool { return s.holds != nil }) {
		for _, s := range f {
			if s.holds == nil || s.holds(number) {
				return s.tokens, false, true
			}
		}
		return nil, false, false
	}
	switch {
	case len(f) == 0:
		return nil, false, false
	case number < 0 && len(f) > 1:
		return f[1].tokens, true, true
	case number == 0 && len(f) > 2:
		return f[2].tokens, false, true
	}
	return f[0].tokens, false, true
}

// show returns what a person sees of a number: a time, or its digits where the
// format has places for them. Not ok is what is beyond that.
func (f format) show(number float64) (shown string, ok bool) {
	tokens, negative, ok := f.choose(number)
	if !ok {
		return "", false
	}
	isTime := func(t nfp.Token) bool {
		return t.TType == nfp.TokenTypeDateTimes || t.TType == nfp.TokenTypeElapsedDateTimes
	}
	if slices.ContainsFunc(tokens, isTime) {
		return clock(tokens, number)
	}
	shown, ok = digits(tokens, math.Abs(number))
	if number < 0 && !negative && strings.ContainsAny(shown, "123456789") {
		shown = "-" + shown
	}
	return shown, ok
}

// isPlace reports whether a token has places for digits.
func isPlace(t nfp.Token) bool {
	switch t.TType {
	case nfp.TokenTypeZeroPlaceHolder, nfp.TokenTypeHashPlaceHolder, nfp.TokenTypeDigitalPlaceHolder:
		return true
	}
	return false
}

// literal returns what a token shows that is no part of the number.
func literal(t nfp.Token) (text string, ok bool) {
	switch t.TType {
	case nfp.TokenTypeLiteral, nfp.TokenTypeAlignment, nfp.TokenTypePercent:
		return t.TValue, true
	case nfp.TokenTypeCurrencyLanguage:
		for _, p := range t.Parts {
			if p.Token.TType == nfp.TokenSubTypeCurrencyString {
				text = p.Token.TValue
			}
		}
		return text, true
	case nfp.TokenTypeColor, nfp.TokenTypeCondition, nfp.TokenTypeRepeatsChar:
		return "", true
	}
	return "", false
}

// mostDecimals is how many a spreadsheet shows.
const mostDecimals = 30

// digits shows a number that is not negative. Its digits are put into their places
// from the last to the first, which takes all that are left. They are not grouped
// by thousands, as those of no other number are.
func digits(tokens []nfp.Token, number float64) (shown string, ok bool) {
	var places string // before the point
	point, first := len(tokens), len(tokens)
	decimals, percents := 0, 0
	for i, t := range tokens {
		switch {
		case t.TType == nfp.TokenTypeDecimalPoint:
			point = min(point, i)
		case isPlace(t) && i > point:
			decimals += len(t.TValue)
		case isPlace(t):
			first = min(first, i)
			places += t.TValue
		case t.TType == nfp.TokenTypePercent:
			percents++
		}
	}
	if decimals > mostDecimals {
		return "", false
	}
	left := rounded(number, decimals, percents)
	zeros := len(strings.TrimLeft(places, "#?")) // to the last place, whatever stands in it
	for i, t := range slices.Backward(tokens) {
		switch {
		case isPlace(t):
			for _, place := range slices.Backward([]byte(t.TValue)) {
				last := len(left) - 1
				switch {
				case last >= 0 && (i < point || place == '0' || left[last] != '0' || strings.ContainsAny(shown, "0123456789")):
					shown = left[last:] + shown
				case place == '0', i < point && zeros > 0:
					shown = "0" + shown
				case place == '?':
					shown = " " + shown
				}
				left = left[:max(last, 0)]
				if i < point {
					zeros--
				}
			}
		case i == point:
			shown = "." + shown
		case t.TType == nfp.TokenTypeThousandsSeparator:
		default:
			text, ok := literal(t)
			if !ok {
				return "", false
			}
			shown = text + shown
		}
		if i == min(first, point) {
			shown, left = left+shown, ""
		}
	}
	return shown, true
}

// rounded returns the digits of a number with so many decimals, without a point
// and the zeros before them, times a hundred for each of so many per cents. A
// half is rounded up as it reads, with the fifteen digits that a spreadsheet knows.
func rounded(number float64, decimals, percents int) string {
	scaled := number * math.Pow10(decimals+2*percents)
	if known, err := strconv.ParseFloat(strconv.FormatFloat(scaled, 'g', 15, 64), 64); err == nil {
		scaled = known
	}
	text := strings.TrimLeft(strconv.FormatFloat(math.Round(scaled), 'f', 0, 64), "0")
	return strings.Repeat("0", max(decimals-len(text), 0)) + text
}

// clock shows a number of days as a time of the day, or as hours, minutes or
// seconds that are counted on.
func clock(tokens []nfp.Token, days float64) (shown string, ok bool) {
	of := moment{tickRate: 1}
	for i, t := range tokens {
		of.halves = of.halves || t.TType == nfp.TokenTypeDateTimes && isHalf(t.TValue)
		if isFraction(tokens, i) {
			of.tickRate = math.Pow10(len(t.TValue))
		}
	}
	of.ticks = math.Round(days * 24 * 60 * 60 * of.tickRate)
	if days < 0 || days > lastDay || of.tickRate > 1000 {
		return "", false
	}
	for i, t := range tokens {
		text, ok := literal(t)
		switch {
		case t.TType == nfp.TokenTypeElapsedDateTimes:
			text, ok = of.elapsed(t.TValue)
		case t.TType == nfp.TokenTypeDateTimes:
			text, ok = of.unit(t.TValue)
		case t.TType == nfp.TokenTypeDecimalPoint:
			text, ok = ".", isFraction(tokens, i+1)
		case isFraction(tokens, i):
			text, ok = filled(math.Mod(of.ticks, of.tickRate), t.TValue)
		}
		if !ok {
			return "", false
		}
		shown += text
	}
	return shown, true
}

// isFraction reports whether a token is for the parts of a second.
func isFraction(tokens []nfp.Token, i int) bool {
	return i > 0 && i < len(tokens) && tokens[i].TType == nfp.TokenTypeZeroPlaceHolder && tokens[i-1].TType == nfp.TokenTypeDecimalPoint
}

// moment is a time, as it is shown.
type moment struct {
	ticks    float64
	tickRate float64 // of them in a second
	halves   bool    // hours go up to 12
}

// elapsed shows what was counted on, as many digits as the unit has letters, or
// more.
func (m *moment) elapsed(unit string) (string, bool) {
	seconds := math.Floor(m.ticks / m.tickRate)
	switch strings.ToLower(unit) {
	case "h", "hh", "hhh":
		return filled(math.Floor(seconds/3600), unit)
	case "m", "mm", "mmm":
		return filled(math.Floor(seconds/60), unit)
	case "s", "ss", "sss":
		return filled(seconds, unit)
	}
	return "", false
}

// unit shows a part of a time of the day.
func (m *moment) unit(unit string) (string, bool) {
	seconds := math.Mod(math.Floor(m.ticks/m.tickRate), 24*60*60)
	hours := math.Floor(seconds / 3600)
	switch lower := strings.ToLower(unit); {
	case isHalf(unit):
		before, after, _ := strings.Cut(strings.ToUpper(unit), "/")
		if hours < 12 {
			return before, true
		}
		return after, true
	case m.halves && (lower == "h" || lower == "hh"):
		return filled(math.Mod(hours+11, 12)+1, unit)
	case lower == "h" || lower == "hh":
		return filled(hours, unit)
	case lower == "m" || lower == "mm":
		return filled(math.Floor(math.Mod(seconds, 3600)/60), unit)
	case lower == "s" || lower == "ss":
		return filled(math.Mod(seconds, 60), unit)
	}
	return "", false
}

// filled writes a whole number with as many digits as there are places, or more.
func filled(number float64, places string) (string, bool) {
	return fmt.Sprintf("%0*.0f", len(places), number), true
}

// isHalf reports whether a part of a time says which half of the day it is:
// AM/PM, A/P, or 上午/下午.
func isHalf(unit string) bool { return slices.Contains(nfp.AmPm, strings.ToUpper(unit)) }
