package roster

import "strings"

// readID returns an employee ID as HR means it. Zeros are kept; the
// apostrophe that makes a spreadsheet keep them is taken off. pointZero says
// that every ID of the column ends in ".0", which is what a spreadsheet of
// numbers leaves behind.
func readID(s string, pointZero bool) string {
	if bare := strings.TrimLeft(s, "'"); len(bare) < len(s) && bare != "" && digit(bare[0]) {
		s = bare
	}
	if pointZero {
		s = strings.TrimSuffix(s, ".0")
	}
	return s
}

// damagedID reports whether a spreadsheet has written a number as 1.23E+05.
// Its last digits are gone, so it is never expanded.
func damagedID(s string) bool {
	mantissa, exponent, ok := strings.Cut(s, "E+")
	if !ok {
		mantissa, exponent, ok = strings.Cut(s, "e+")
	}
	return ok && digits(exponent) && digits(strings.NewReplacer(".", "", ",", "").Replace(mantissa))
}

// pointZeroID reports whether an ID looks like a number that a spreadsheet
// has given a decimal: "123.0".
func pointZeroID(s string) bool {
	whole, ok := strings.CutSuffix(s, ".0")
	return ok && digits(whole)
}

// LooseID returns the form in which employee IDs are near misses of each
// other: without a leading apostrophe, a trailing ".0" and leading zeros, and
// case folded. These are what spreadsheets do to an ID. IDs themselves are
// compared exactly; equal loose forms of different IDs are an error, never a
// match.
func LooseID(id string) string {
	id = strings.TrimPrefix(id, "'")
	id = strings.TrimSuffix(id, ".0")
	id = strings.TrimLeft(id, "0")
	return fold(id)
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !digit(s[i]) {
			return false
		}
	}
	return s != ""
}
