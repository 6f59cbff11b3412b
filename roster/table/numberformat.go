package table

import (
	"encoding/xml"
	"fmt"
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

// cellStyle is how the cells of a style show a number.
type cellStyle struct {
	how    shown
	format numberFormat
}

// numberReader reads the cells of a workbook that hold a number.
type numberReader struct {
	styles []*cellStyle
	is1904 bool // the days are counted from 1904, as Excel once did on a Mac
}

// readStyles reads which number formats the styles have (ECMA-376, part 1,
// section 18.8). Without any, numbers are shown by their digits.
func (wb *book) readStyles() (*numberReader, error) {
	codes := map[int]string{}
	var formats []int // by style
	err := wb.each(wb.related.part("styles", "xl/styles.xml"), "styleSheet", func(at string, el xml.StartElement) error {
		isStyle := at == "styleSheet/cellXfs/xf"
		if !isStyle && at != "styleSheet/numFmts/numFmt" {
			return nil
		}
		text := strings.TrimSpace(attr(el, "numFmtId"))
		id, err := strconv.Atoi(text)
		switch {
		case err != nil && text != "":
			return damagedWorkbook(fmt.Errorf("it has a number format %q", text))
		case isStyle:
			formats = append(formats, id)
		default:
			codes[id] = attr(el, "formatCode")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	n := &numberReader{is1904: wb.is1904}
	known := map[int]*cellStyle{}
	for _, id := range formats {
		if known[id] == nil {
			code, ok := codes[id]
			if !ok {
				code = builtIn(id)
			}
			format := parseFormat(code)
			known[id] = &cellStyle{format.kind(), format}
		}
		n.styles = append(n.styles, known[id])
	}
	return n, nil
}

// append adds the number of a cell to a text. What is no number is text.
func (n *numberReader) append(text, raw []byte, style int) []byte {
	var by cellStyle
	if style >= 0 && style < len(n.styles) {
		by = *n.styles[style]
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
	switch by.how {
	case asFormatted:
		if formatted, ok := by.format.show(f); ok {
			return append(text, formatted...)
		}
	case asDate, asDateTime:
		layout := time.DateOnly
		if by.how == asDateTime {
			layout = time.DateTime
		}
		if t, ok := n.timeOf(f); ok {
			return t.AppendFormat(text, layout)
		}
	}
	return append(text, digitsOf(digits, f)...)
}

// The days that a spreadsheet knows end before lastDay, which would be 10000-01-01.
const (
	lastDay    = 2_958_466
	daysTo1904 = 1_462
)

// timeOf returns the time that a number of days stands for, to the second. Before
// 1900-03-01 one more is to be counted, because Excel has a 29th of February
// before it, as Lotus 1-2-3 had (ECMA-376, part 1, section 18.17.4.1).
func (n *numberReader) timeOf(f float64) (_ time.Time, ok bool) {
	switch {
	case f < 0:
		return time.Time{}, false
	case n.is1904:
		f += daysTo1904
	case f >= 1 && f < 60:
		f++
	}
	days := math.Floor(f)
	seconds := int(math.Round((f - days) * 24 * 60 * 60))
	return time.Date(1899, time.December, 30+int(days), 0, 0, seconds, 0, time.UTC), f < lastDay
}

// plainDigits reports whether a number is its digits already.
func plainDigits(raw []byte) bool {
	for _, c := range raw {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(raw) <= knownDigits && (raw[0] != '0' || len(raw) == 1)
}

// digitsOf writes a number without an exponent, as long as a spreadsheet knows
// all of its digits.
func digitsOf(number string, f float64) string {
	digits := strconv.FormatFloat(f, 'f', -1, 64)
	exact := !strings.ContainsAny(number, ".eE") && len(strings.Trim(number, "+-0")) <= knownDigits
	if len(digits)-strings.Count(digits, ".") > knownDigits && !exact {
		return strconv.FormatFloat(f, 'G', knownDigits, 64)
	}
	return digits
}

// builtIn returns the code of a format that every workbook has, as far as it shows
// more than digits: ECMA-376, part 1, section 18.8.30. Those of a date, in East Asia
// up to 58, are written otherwise in every country; to us a day is a day.
func builtIn(id int) string {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return "m/d/yy"
	}
	return map[int]string{
		9: "0%", 10: "0.00%",
		18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
		45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
	}[id]
}

// kind returns how a cell of this format is shown.
func (f numberFormat) kind() shown {
	var day, month, clock, percent, zeros, more bool
	for _, s := range f {
		for i, t := range s.tokens {
			switch t.kind {
			case formatBeyond:
				return asDigits
			case formatUnit:
				day = day || t.text[0] == 'y' || t.text[0] == 'd'
				month = month || t.text[0] == 'm'
				clock = clock || t.text[0] == 'h' || t.text[0] == 's'
			case formatElapsed:
				clock = true
			case formatPercent:
				percent = true
			case formatPoint, formatComma:
				more = true
			case formatPlace:
				more = more || t.text == "?"
				zeros = zeros || t.text == "0" && i > 0 && s.tokens[i-1] == t
			}
		}
	}
	switch {
	case clock && day:
		return asDateTime
	case day, month && !clock:
		return asDate
	case clock, percent, zeros && !more:
		return asFormatted
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
