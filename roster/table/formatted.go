package table

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// show returns what a person sees of a number: a time, or its digits where the
// format has places for them. Not ok is what is beyond that.
func (f numberFormat) show(number float64) (shown string, ok bool) {
	s := f.choose(number)
	if s == nil || math.IsInf(number, 0) || math.IsNaN(number) || s.has(formatBeyond) {
		return "", false
	}
	if slices.ContainsFunc(s.tokens, formatToken.isTime) {
		return s.showTime(number)
	}
	return s.showDigits(number)
}

func (t formatToken) isTime() bool {
	return t.kind == formatUnit || t.kind == formatElapsed || t.kind == formatHalf
}

// places are what a section has for the digits of a number.
type places struct {
	whole    int
	decimals string // the places themselves
	percents int
}

func (s *formatSection) places() (p places, ok bool) {
	point := false
	for i, t := range s.tokens {
		switch t.kind {
		case formatPlace:
			if point {
				p.decimals += t.text
			} else {
				p.whole++
			}
		case formatPoint:
			if point {
				return p, false
			}
			point = true
		case formatComma:
			// Behind the last place it stands for a thousandth.
			if i+1 == len(s.tokens) || s.tokens[i+1].kind != formatPlace || point {
				return p, false
			}
		case formatPercent:
			p.percents++
		}
	}
	return p, true
}

// showDigits shows the digits of a number in their places. The first place has all
// digits that none is left for. Thousands are not grouped: no number in a roster
// has them.
func (s *formatSection) showDigits(number float64) (string, bool) {
	p, ok := s.places()
	if !ok {
		return "", false
	}
	whole, decimals := decimal(math.Abs(number), 2*p.percents, len(p.decimals))
	// Behind the last digit that is none, or has a place that is always filled,
	// places stay empty.
	last := max(len(strings.TrimRight(decimals, "0")), strings.LastIndexByte(p.decimals, '0')+1)

	var shown strings.Builder
	if number < 0 && !s.negative && strings.Trim(whole+decimals, "0") != "" {
		shown.WriteByte('-')
	}
	left, at := p.whole, 0 // places before the point, and which one behind it
	filled := false        // every place behind one that is always filled is, too
	for _, t := range s.tokens {
		switch {
		case t.kind == formatPlace && left > 0:
			if left == p.whole && len(whole) > left {
				shown.WriteString(whole[:len(whole)-left])
			}
			filled = filled || t.text == "0"
			switch {
			case left <= len(whole):
				shown.WriteByte(whole[len(whole)-left])
			case filled:
				shown.WriteByte('0')
			case t.text == "?":
				shown.WriteByte(' ')
			}
			left--
		case t.kind == formatPlace:
			switch {
			case at < last:
				shown.WriteByte(decimals[at])
			case t.text == "?":
				shown.WriteByte(' ')
			}
			at++
		case t.kind == formatPoint && p.whole == 0:
			shown.WriteString(whole + ".")
		default:
			shown.WriteString(t.text)
		}
	}
	return shown.String(), true
}

// knownDigits is how many digits of a number a spreadsheet knows.
const knownDigits = 15

// decimal returns the digits of a number before and behind its point, which is
// moved to the right by so many places. A half is rounded up as it reads.
func decimal(number float64, move, decimals int) (whole, behind string) {
	text := strconv.FormatFloat(number, 'e', knownDigits-1, 64) // 1.23456789012345e+06
	exponent, _ := strconv.Atoi(text[knownDigits+2:])
	point := 1 + exponent + move
	// With zeros on both sides there is a digit for every place, one to carry to,
	// and one to round by.
	before := max(-point, 0) + 1
	point += before
	digits := []byte(strings.Repeat("0", before) + text[:1] + text[2:knownDigits+1] + strings.Repeat("0", max(point, 0)+decimals))
	kept := digits[:point+decimals]
	if digits[len(kept)] >= '5' {
		i := len(kept) - 1
		for ; kept[i] == '9'; i-- {
			kept[i] = '0'
		}
		kept[i]++
	}
	return strings.TrimLeft(string(kept[:point]), "0"), string(kept[point:])
}

// showTime shows a number of days as a time of the day, or as hours, minutes or
// seconds that are counted on.
func (s *formatSection) showTime(days float64) (shown string, ok bool) {
	decimals := 0 // of a second
	for _, t := range s.tokens {
		if t.kind == formatPlace {
			decimals++
		}
	}
	if days < 0 || days >= lastDay || decimals > 3 {
		return "", false
	}
	rate := int64(math.Pow10(decimals)) // ticks of a second
	ticks := int64(math.Round(days * 24 * 60 * 60 * float64(rate)))
	at := formatTime{seconds: ticks / rate, halves: s.has(formatHalf)}
	fraction := padded(ticks%rate, decimals)
	for i, t := range s.tokens {
		text, ok := t.text, true
		switch t.kind {
		case formatUnit:
			text, ok = at.unit(t.text, s.isMinutes(i))
		case formatElapsed:
			text = at.elapsed(t.text)
		case formatHalf:
			text = at.half(t.text)
		case formatPoint:
			ok = i+1 < len(s.tokens) && s.tokens[i+1].kind == formatPlace
		case formatPlace:
			ok = t.text == "0" && i > 0 && (s.tokens[i-1].kind == formatPoint || s.tokens[i-1].kind == formatPlace)
			text, fraction = fraction[:1], fraction[1:]
		case formatComma, formatPercent:
			ok = false
		}
		if !ok {
			return "", false
		}
		shown += text
	}
	return shown, true
}

// isMinutes reports whether an m stands for minutes: behind hours, or before
// seconds. Elsewhere it is a month.
func (s *formatSection) isMinutes(i int) bool {
	time := func(t formatToken) bool { return t.kind == formatUnit || t.kind == formatElapsed }
	for _, before := range slices.Backward(s.tokens[:i]) {
		if time(before) {
			if before.text[0] == 'h' {
				return true
			}
			break
		}
	}
	next := slices.IndexFunc(s.tokens[i+1:], time)
	return next >= 0 && s.tokens[i+1+next].text[0] == 's'
}

// formatTime is a time that is shown.
type formatTime struct {
	seconds int64
	halves  bool // the hours go up to 12
}

// unit shows a part of a time of the day.
func (t formatTime) unit(unit string, minutes bool) (string, bool) {
	if len(unit) > 2 {
		return "", false
	}
	var n int64
	switch {
	case unit[0] == 'h' && t.halves:
		n = (t.seconds/3600%24+11)%12 + 1
	case unit[0] == 'h':
		n = t.seconds / 3600 % 24
	case unit[0] == 'm' && minutes:
		n = t.seconds / 60 % 60
	case unit[0] == 's':
		n = t.seconds % 60
	default:
		return "", false
	}
	return padded(n, len(unit)), true
}

// elapsed shows hours, minutes or seconds that are counted on.
func (t formatTime) elapsed(unit string) string {
	n := t.seconds
	switch unit[0] {
	case 'h':
		n /= 3600
	case 'm':
		n /= 60
	}
	return padded(n, len(unit))
}

// half shows which half of the day it is.
func (t formatTime) half(sign string) string {
	before, after, _ := strings.Cut(sign, "/")
	if t.seconds/3600%24 < 12 {
		return before
	}
	return after
}

// padded writes a number with so many digits, or more.
func padded(n int64, digits int) string {
	text := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(digits-len(text), 0)) + text
}
