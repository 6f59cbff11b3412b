package table

import (
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// shown is how the number in a cell is shown to us: so that a workbook reads
// the same wherever it was made.
type shown int

const (
	asDigits    shown = iota // without thousands, decimals and exponents
	asDate                   // 2006-01-02
	asDateTime               // 2006-01-02 15:04:05
	asFormatted              // as a person sees it: times, per cents, and the zeros of an ID
)

// numberReader reads the cells of a workbook that hold a number.
type numberReader struct {
	styles  []style
	is1904  bool              // the days are counted from 1904, as Excel once did on a Mac
	formats map[string]format // by the code of each that was used
}

// style is how cells of a style show a number, by what code.
type style struct {
	how  shown
	code string // of how asFormatted
}

// readStyles reads which number formats the styles have (ECMA-376, part 1,
// section 18.8). Without any, numbers are shown by their digits.
func (wb *book) readStyles(name string) (*numberReader, error) {
	n := &numberReader{is1904: wb.is1904, formats: map[string]format{}}
	codes := map[string]string{}
	_, err := wb.each(name, func(el xml.StartElement, in string) error {
		switch {
		case el.Name.Local == "numFmt" && in == "numFmts":
			codes[attr(el, "numFmtId")] = attr(el, "formatCode")
		case el.Name.Local == "xf" && in == "cellXfs":
			n.styles = append(n.styles, styleOf(attr(el, "numFmtId"), codes))
		}
		return nil
	})
	return n, err
}

// append adds the number of a cell to a text. What is no number is text.
func (n *numberReader) append(text, raw []byte, number int) []byte {
	var by style
	if number > 0 && number < len(n.styles) {
		by = n.styles[number]
	}
	if by.how == asDigits && plainDigits(raw) {
		return append(text, raw...)
	}
	digits := strings.TrimSpace(string(raw))
	if strings.Trim(digits, "0123456789.eE+-") != "" {
		return append(text, digits...)
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return append(text, digits...)
	}
	digits = digitsOf(digits, f)
	switch {
	case by.how == asFormatted:
		if shown, ok := n.formatOf(by.code).show(f); ok {
			return append(text, shown...)
		}
	case by.how == asDate && f >= 0 && f <= lastDay:
		return n.timeOf(f).AppendFormat(text, time.DateOnly)
	case by.how == asDateTime && f >= 0 && f <= lastDay:
		return n.timeOf(f).AppendFormat(text, time.DateTime)
	}
	return append(text, digits...)
}

func (n *numberReader) formatOf(code string) format {
	f, ok := n.formats[code]
	if !ok {
		f = newFormat(code)
		n.formats[code] = f
	}
	return f
}

// timeOf returns the time that a number of days stands for. The days before
// 1900-03-01 are a day late, because Excel has a 29th of February before it,
// as Lotus 1-2-3 had (ECMA-376, part 1, section 18.17.4.1).
func (n *numberReader) timeOf(f float64) time.Time {
	days := int(f)
	seconds := int(math.Round((f - float64(days)) * 24 * 60 * 60))
	first := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case n.is1904:
		first = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	case days > 0 && days < 60:
		days++
	}
	return first.AddDate(0, 0, days).Add(time.Duration(seconds) * time.Second)
}

// lastDay is the end of 9999-12-31, the last day a spreadsheet knows.
const lastDay = 2_958_466

// plainDigits reports whether a number is its digits already.
func plainDigits(raw []byte) bool {
	for _, c := range raw {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(raw) <= 15 && (raw[0] != '0' || len(raw) == 1)
}

// digitsOf writes a number without an exponent, as long as a spreadsheet knows
// all of its digits: it knows fifteen.
func digitsOf(number string, f float64) string {
	digits := strconv.FormatFloat(f, 'f', -1, 64)
	exact := !strings.ContainsAny(number, ".eE") && len(strings.Trim(number, "+-0")) <= 15
	if len(digits)-strings.Count(digits, ".") > 15 && !exact {
		return strconv.FormatFloat(f, 'G', 15, 64)
	}
	return digits
}

// styleOf returns the style of a number format. Numbers below 164 are built in:
// ECMA-376, part 1, section 18.8.30.
func styleOf(id string, codes map[string]string) style {
	code, ok := codes[id]
	if !ok {
		code = builtIn[id]
	}
	if len(code) > longestCode {
		return style{}
	}
	return style{shownByCode(code), code}
}

// longestCode is more than Excel lets anybody type as a format.
const longestCode = 1 << 10

// builtIn are the formats of dates, times and per cents that every workbook
// has. Those of a date are written otherwise in every country.
var builtIn = func() map[string]string {
	codes := map[string]string{
		"9": "0%", "10": "0.00%",
		"18": "h:mm AM/PM", "19": "h:mm:ss AM/PM", "20": "h:mm", "21": "h:mm:ss", "22": "m/d/yy h:mm",
		"45": "mm:ss", "46": "[h]:mm:ss", "47": "mm:ss.0",
	}
	for _, of := range [][2]int{{14, 17}, {27, 31}, {36, 36}, {50, 58}} {
		for id := of[0]; id <= of[1]; id++ {
			codes[strconv.Itoa(id)] = "m/d/yy"
		}
	}
	return codes
}()

// formatLiterals is what a format code shows as it is, and what it says in
// brackets (colours, languages, conditions).
var formatLiterals = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

func shownByCode(code string) shown {
	signs := strings.ToLower(formatLiterals.ReplaceAllString(code, ""))
	clock := strings.ContainsAny(signs, "hs") || strings.Contains(strings.ToLower(code), "[h")
	switch {
	case strings.Contains(signs, "general"):
		return asDigits
	case strings.ContainsAny(signs, "yd"), strings.Contains(signs, "m") && !clock:
		if clock {
			return asDateTime
		}
		return asDate
	case clock, strings.Contains(signs, "%"):
		return asFormatted
	case strings.Contains(signs, "00") && !strings.ContainsAny(signs, ".,e?/"):
		return asFormatted // filled up with zeros
	}
	return asDigits
}

// javaFloat is how Java writes whole numbers of eight digits and more into a
// cell: 1.2345678E7. Excel itself shows 1.23E+07, with a sign: those digits
// are lost, and stay lost.
var javaFloat = regexp.MustCompile(`^-?[0-9]\.[0-9]+E[0-9]{1,2}$`)

// plainNumber writes such a number out, as long as a spreadsheet knows all of
// its digits.
func plainNumber(cell string) string {
	if len(cell) < 5 || strings.IndexByte(cell, 'E') < 0 || !javaFloat.MatchString(cell) {
		return cell
	}
	f, err := strconv.ParseFloat(cell, 64)
	if err != nil || f >= 1e15 || f <= -1e15 || f != float64(int64(f)) {
		return cell
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
