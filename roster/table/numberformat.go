package table

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Number formats that are set in place of those of a workbook, by numbers that
// no file uses. The last one is never defined: a cell that has it shows its
// number as it is stored.
const (
	formatDate     = 1_000_001
	formatDateTime = 1_000_002
	formatPlain    = 1_000_003
)

// plainFormats makes the cells of a workbook read the same wherever it was
// made: dates as 2006-01-02, and numbers as their digits, without thousands,
// decimals and exponents. Formats that fill up with zeros stay, because they
// are how a sheet keeps the zeros of an ID.
func plainFormats(book *excelize.File) {
	styles := book.Styles
	if styles == nil || styles.CellXfs == nil {
		return
	}
	codes := map[int]string{}
	allocate(&styles.NumFmts)
	for _, f := range styles.NumFmts.NumFmt {
		if f != nil {
			codes[f.NumFmtID] = f.FormatCode
		}
	}
	for i := range styles.CellXfs.Xf {
		if id := styles.CellXfs.Xf[i].NumFmtID; id != nil {
			*id = plainFormat(*id, codes)
		}
	}
	date := add(&styles.NumFmts.NumFmt)
	date.NumFmtID, date.FormatCode = formatDate, "yyyy-mm-dd"
	dateTime := add(&styles.NumFmts.NumFmt)
	dateTime.NumFmtID, dateTime.FormatCode = formatDateTime, "yyyy-mm-dd hh:mm:ss"
}

// allocate and add make values of types that excelize does not export.
func allocate[T any](p **T) {
	if *p == nil {
		*p = new(T)
	}
}

func add[T any](list *[]*T) *T {
	v := new(T)
	*list = append(*list, v)
	return v
}

// plainFormat returns the number of the format that is to stand for this one.
// Numbers below 164 are built in: ECMA-376, part 1, section 18.8.30.
func plainFormat(id int, codes map[int]string) int {
	if code, ok := codes[id]; ok {
		return plainCode(id, code)
	}
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return formatDate
	case id == 22:
		return formatDateTime
	case id == 9, id == 10, id >= 18 && id <= 21, id >= 45 && id <= 47:
		return id // per cent, and times of the day
	}
	return formatPlain
}

// formatLiterals is what a format code shows as it is, and what it says in
// brackets (colours, languages, conditions).
var formatLiterals = regexp.MustCompile(`"[^"]*"|\\.|_.|\*.|\[[^\]]*\]`)

func plainCode(id int, code string) int {
	signs := strings.ToLower(formatLiterals.ReplaceAllString(code, ""))
	clock := strings.ContainsAny(signs, "hs") || strings.Contains(strings.ToLower(code), "[h")
	switch {
	case strings.Contains(signs, "general"):
		return formatPlain
	case strings.ContainsAny(signs, "yd"), strings.Contains(signs, "m") && !clock:
		if clock {
			return formatDateTime
		}
		return formatDate
	case clock, strings.Contains(signs, "%"):
		return id
	case strings.Contains(signs, "00") && !strings.ContainsAny(signs, ".,e?/"):
		return id // filled up with zeros
	}
	return formatPlain
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
