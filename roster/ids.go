package roster

import "strings"

// readID returns an employee ID as HR means it. Zeros are kept; the
// apostrophe that makes a spreadsheet keep them is taken off. pointZero says
// that every ID of the column ends in ".0", which is what a spreadsheet of
// numbers leaves behind.
func readID(s string, pointZero bool) string {
	if strings.HasPrefix(s, "'") {
		if bare := strings.TrimLeft(s, "'"); bare != "" && digit(bare[0]) {
			s = bare
		}
	}
	if pointZero {
		s = strings.TrimSuffix(s, ".0")
	}
	return s
}

// damagedID reports whether a spreadsheet has written a number as 1.23E+05.
// Its last digits are gone, so it is never expanded.
func damagedID(s string) bool {
	if strings.IndexByte(s, '+') < 0 {
		return false
	}
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
// other: without apostrophes around them, a decimal of zeros behind, or leading
// zeros, and case folded. These are what spreadsheets and mail do to an ID. IDs
// themselves are compared exactly; equal loose forms of different IDs are an
// error, never a match.
func LooseID(id string) string {
	id = strings.Trim(id, "'’‘`´")
	if whole, decimal, ok := strings.Cut(id, "."); ok && whole != "" && strings.Trim(decimal, "0") == "" {
		id = whole
	}
	if bare := strings.TrimLeft(id, "0"); bare != "" || id == "" {
		return fold(bare)
	}
	return "0"
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
