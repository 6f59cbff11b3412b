package roster

import (
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Dates are read by a closed list of forms, because a reader that guesses
// per value makes January of one row and February of the next:
//
//	2026-03-15  2026/3/15  20260315          any of them with a time behind it
//	15/03/2026  03-15-2026  3.5.26           in the order of the column
//	15-Mar-2026  15. März 2026  Mar 15, 2026 in ten languages
//	46096                                    where at least half of the column is such numbers
//
// The order of day and month is a property of the column: one value that can
// only be read one way settles all the others.

// orders is a set of date orders.
type orders uint8

const (
	mdy orders = 1 << iota
	dmy
	ymd
)

var orderOf = map[DateOrder]orders{DatesMDY: mdy, DatesDMY: dmy, DatesYMD: ymd}

// numericDate is a date of three numbers whose order is not known.
type numericDate struct {
	part  [3]int
	width [3]int // digits
	sep   byte
}

// orders returns the orders in which the numbers can be a date. Two-digit
// years come first only where hyphens say so or nothing else is possible:
// nobody writes 19/03/15 for 2019.
func (d numericDate) orders() orders {
	var o orders
	if d.width[2] == 4 || d.width[2] == 2 {
		if day(d.part[0]) && month(d.part[1]) {
			o |= dmy
		}
		if month(d.part[0]) && day(d.part[1]) {
			o |= mdy
		}
	}
	if d.width[0] == 2 && d.width[1] == 2 && d.width[2] == 2 && month(d.part[1]) && day(d.part[2]) && (d.sep == '-' || o == 0) {
		o |= ymd
	}
	return o
}

func day(n int) bool   { return n >= 1 && n <= 31 }
func month(n int) bool { return n >= 1 && n <= 12 }

// in returns the date in one order.
func (d numericDate) in(o orders) (y, m, dd, yearWidth int) {
	switch o {
	case mdy:
		return d.part[2], d.part[0], d.part[1], d.width[2]
	case dmy:
		return d.part[2], d.part[1], d.part[0], d.width[2]
	}
	return d.part[0], d.part[1], d.part[2], d.width[0]
}

// dateReader reads the dates of one column.
type dateReader struct {
	order  orders // one of them; 0 where no value of the column needs it
	serial bool   // five digits count days
	newest int    // the last year that two digits can mean
}

// read returns the date as 2006-01-02.
func (r dateReader) read(s string) (string, bool) {
	if isoDate(s) {
		return s, true
	}
	if r.serial {
		if n, ok := serialDate(s); ok {
			// Excel counts days so that 1 is the first of January 1900 and
			// believes that 1900 was a leap year: Microsoft, article 214326.
			return time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
		}
	}
	form := scanDate(withoutTime(s))
	switch form.kind {
	case ordered:
		return r.iso(form.y, form.m, form.d, form.yearWidth)
	case unordered:
		if r.order == 0 {
			return "", false
		}
		return r.iso(form.numeric.in(r.order))
	}
	return "", false
}

func (r dateReader) iso(y, m, d, yearWidth int) (string, bool) {
	switch yearWidth {
	case 4:
	case 2:
		y += 2000
		if y > r.newest {
			y -= 100
		}
	default:
		return "", false
	}
	if !exists(y, m, d) {
		return "", false
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}

// exists reports whether there is such a day. Only the last days of months, and of
// February, need the calendar.
func exists(y, m, d int) bool {
	return y >= 1 && month(m) && d >= 1 && (d <= 28 || d <= 30 && m != 2 || d <= time.Date(y, time.Month(m)+1, 0, 0, 0, 0, 0, time.UTC).Day())
}

// isoDate recognises the form we write ourselves, without allocating.
func isoDate(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return false
	}
	y0, y1, y2, y3, m0, m1, d0, d1 := s[0]-'0', s[1]-'0', s[2]-'0', s[3]-'0', s[5]-'0', s[6]-'0', s[8]-'0', s[9]-'0'
	return max(y0, y1, y2, y3, m0, m1, d0, d1) <= 9 &&
		exists(int(y0)*1000+int(y1)*100+int(y2)*10+int(y3), int(m0)*10+int(m1), int(d0)*10+int(d1))
}

// number returns the value of a few digits.
func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// serialDate recognises a day as Excel counts it; the fraction is the time.
// Five digits are the years 1927 to 2173.
func serialDate(s string) (int, bool) {
	whole, fraction, ok := strings.Cut(s, ".")
	if len(whole) != 5 || !digits(whole) || whole[0] == '0' || ok && !digits(fraction) {
		return 0, false
	}
	return number(whole), true
}

// noDate reports the zeros that databases write for no date.
func noDate(s string) bool {
	zeros := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '0':
			zeros++
		case '-', '/', '.', ' ', ':', 'T':
		default:
			return false
		}
	}
	return zeros > 0
}

// withoutTime cuts a time of day off: "2026-03-15T00:00:00Z", "3/15/2026 12:00 AM".
func withoutTime(s string) string {
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return s
	}
	hour := colon
	for hour > 0 && digit(s[hour-1]) {
		hour--
	}
	if n := colon - hour; n == 0 || n > 2 || hour < 2 || number(s[hour:colon]) > 24 {
		return s
	}
	switch s[hour-1] {
	case ' ', 'T', 't':
	default:
		return s
	}
	for _, r := range s[colon:] {
		if !unicode.IsDigit(r) && !strings.ContainsRune(":.,+- AMPZUTCGamp", r) {
			return s
		}
	}
	return strings.TrimRight(s[:hour-1], " ,")
}

type dateKind uint8

const (
	noForm dateKind = iota
	ordered
	unordered
)

// dateForm is a date as it is written. The order of an unordered one is the
// column's affair.
type dateForm struct {
	kind      dateKind
	y, m, d   int
	yearWidth int
	numeric   numericDate
}

// scanDate takes a date apart into at most three numbers and a month's name.
func scanDate(s string) dateForm {
	var part, width [3]int
	var seps [3]byte
	numbers, monthAt, month := 0, -1, 0
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case size == 1 && digit(s[0]):
			n := 1
			for n < len(s) && digit(s[n]) {
				n++
			}
			if numbers == 3 || n > 8 {
				return dateForm{}
			}
			part[numbers], width[numbers] = number(s[:n]), n
			numbers++
			s = s[n:]
		case unicode.IsLetter(r):
			n := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
			if n < 0 {
				n = len(s)
			}
			word := bare(s[:n])
			s = s[n:]
			if m, ok := monthNames()[word]; ok && month == 0 {
				month, monthAt = m, numbers
			} else if !dateFiller[word] {
				return dateForm{}
			}
		case r == '-' || r == '/' || r == '.' || r == ',' || r == ' ' || r == '‐' || r == '‑' || r == '–':
			if numbers > 0 && numbers < 3 && seps[numbers] == 0 && r != ' ' {
				seps[numbers] = '-'
				if size == 1 {
					seps[numbers] = s[0]
				}
			}
			s = s[size:]
		default:
			return dateForm{}
		}
	}
	switch {
	case numbers == 1 && width[0] == 8 && month == 0:
		n := part[0]
		return dateForm{kind: ordered, y: n / 10000, m: n / 100 % 100, d: n % 100, yearWidth: 4}
	case numbers == 2 && month > 0 && width[0] == 4 && monthAt == 1: // 2026-Mar-15
		return dateForm{kind: ordered, y: part[0], m: month, d: part[1], yearWidth: 4}
	case numbers == 2 && month > 0 && monthAt < 2 && width[0] <= 2: // 15-Mar-2026, Mar 15, 2026
		return dateForm{kind: ordered, y: part[1], m: month, d: part[0], yearWidth: width[1]}
	case numbers == 3 && month == 0 && width[0] == 4 && width[1] <= 2 && width[2] <= 2:
		return dateForm{kind: ordered, y: part[0], m: part[1], d: part[2], yearWidth: 4}
	case numbers == 3 && month == 0 && width[0] <= 2 && width[1] <= 2 && seps[1] != 0 && seps[1] == seps[2]:
		return dateForm{kind: unordered, numeric: numericDate{part, width, seps[1]}}
	}
	return dateForm{}
}

// dateFiller are the words between the parts of a date: "15 de marzo de
// 2026", "15th of March", "15 марта 2026 г."
var dateFiller = map[string]bool{"de": true, "del": true, "of": true, "st": true, "nd": true, "rd": true, "th": true, "er": true, "г": true, "р": true, "den": true}

// monthNames are the names of the months and their short forms, without
// accents, in the languages of the field table.
var monthNames = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	for _, year := range []string{
		"january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec",
		"jan feb mar apr mai jun jul aug sept okt nov dez", // de
		"januar februar marz april mai juni juli august september oktober november dezember",
		"jan feb mrz apr mai juni juli aug sep okt nov dez",
		"jan feb maerz apr mai jun jul aug sep okt nov dez",
		"enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", // es
		"ene feb mar abr may jun jul ago set oct nov dic",
		"janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre", // fr
		"janv fevr mars avr mai juin juil aout sept oct nov dec",
		"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre", // it
		"gen feb mar apr mag giu lug ago set ott nov dic",
		"januari februari maart april mei juni juli augustus september oktober november december", // nl
		"jan feb mrt apr mei jun jul aug sep okt nov dec",
		"janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro", // pt
		"jan fev mar abr mai jun jul ago set out nov dez",
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря", // ru
		"янв фев мар апр мая июн июл авг сен окт ноя дек",
		"январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
		"januari februari mars april maj juni juli augusti september oktober november december", // sv
		"jan feb mar apr maj jun jul aug sep okt nov dec",
		"січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня", // uk
		"січ лют бер кві тра чер лип сер вер жов лис гру",
	} {
		for i, name := range strings.Fields(year) {
			m[bare(name)] = i + 1
		}
	}
	return m
})
