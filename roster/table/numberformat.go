package table

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
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
	book    *excelize.File
	styles  []shown
	is1904  bool   // the days are counted from 1904, as Excel once did on a Mac
	scratch string // a sheet whose cell A1 nobody needs
	style   int    // of that cell
}

func newNumberReader(book *excelize.File, scratch string) (*numberReader, error) {
	props, err := book.GetWorkbookProps()
	if err != nil {
		return nil, damagedWorkbook(err)
	}
	n := &numberReader{book: book, is1904: props.Date1904 != nil && *props.Date1904, scratch: scratch}
	styles := book.Styles
	if styles == nil || styles.CellXfs == nil {
		return n, nil
	}
	codes := map[int]string{}
	if styles.NumFmts != nil {
		for _, f := range styles.NumFmts.NumFmt {
			if f != nil {
				codes[f.NumFmtID] = f.FormatCode
			}
		}
	}
	n.styles = make([]shown, len(styles.CellXfs.Xf))
	for i, xf := range styles.CellXfs.Xf {
		if xf.NumFmtID != nil {
			n.styles[i] = shownBy(*xf.NumFmtID, codes)
		}
	}
	return n, nil
}

// append adds the number of a cell to a text. What is no number is text.
func (n *numberReader) append(text, raw []byte, style int) ([]byte, error) {
	how := asDigits
	if style > 0 && style < len(n.styles) {
		how = n.styles[style]
	}
	if how == asDigits && plainDigits(raw) {
		return append(text, raw...), nil
	}
	number := strings.TrimSpace(string(raw))
	if strings.Trim(number, "0123456789.eE+-") != "" {
		return append(text, number...), nil
	}
	f, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return append(text, number...), nil
	}
	number = digitsOf(number, f)
	switch {
	case how == asDigits, how != asFormatted && (f < 0 || f > lastDay):
		return append(text, number...), nil
	case how == asFormatted:
		shown, err := n.formatted(number, style)
		return append(text, shown...), err
	}
	t, err := excelize.ExcelDateToTime(f, n.is1904)
	if err != nil {
		return append(text, number...), nil
	}
	layout := time.DateOnly
	if how == asDateTime {
		layout = time.DateTime
	}
	return t.Round(time.Second).AppendFormat(text, layout), nil
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

// formatted asks excelize, which knows the formats, what a person sees. That
// is slow, and rarely needed.
func (n *numberReader) formatted(number string, style int) (string, error) {
	if style != n.style {
		if err := n.book.SetCellStyle(n.scratch, "A1", "A1", style); err != nil {
			return "", damagedWorkbook(err)
		}
		n.style = style
	}
	if err := n.book.SetCellDefault(n.scratch, "A1", number); err != nil {
		return "", damagedWorkbook(err)
	}
	shown, err := n.book.GetCellValue(n.scratch, "A1")
	if err != nil {
		return "", damagedWorkbook(err)
	}
	return shown, nil
}

// shownBy returns how a cell with a format is shown. Numbers below 164 are built in: ECMA-376, part 1, section 18.8.30.
func shownBy(id int, codes map[int]string) shown {
	if code, ok := codes[id]; ok {
		return shownByCode(code)
	}
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return asDate
	case id == 22:
		return asDateTime
	case id == 9, id == 10, id >= 18 && id <= 21, id >= 45 && id <= 47:
		return asFormatted // per cent, and times of the day
	}
	return asDigits
}

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
