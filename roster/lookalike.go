package roster

import (
	"strings"
	"unicode/utf8"

	"go.mau.fi/util/confusable"
)

// LookAlikes returns other addresses that a reader would take this one for,
// folded as it is: those in which letters of other alphabets are replaced by
// the Latin ones they look like, by the data of Unicode UTS #39, and those in
// which 0, 1, rn and vv are the letters they look like. Nearly all addresses
// have none.
func LookAlikes(emailKey string) []string {
	local, domain, ok := strings.Cut(emailKey, "@")
	if !ok {
		return nil
	}
	latin, latinDomain := inLatin(local), inLatin(domain)
	letters := asLetters(latin)
	var alike []string
	if latin != local || latinDomain != domain {
		alike = append(alike, latin+"@"+latinDomain)
	}
	if letters != latin {
		alike = append(alike, letters+"@"+latinDomain)
	}
	return alike
}

// inLatin replaces letters that look like Latin ones.
func inLatin(s string) string {
	if ascii(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r >= utf8.RuneSelf {
			if like := confusable.GetReplacement(r); like != "" {
				b.WriteString(like)
				continue
			}
		}
		b.WriteRune(r)
	}
	return fold(b.String())
}

// hasLetterLike reports whether there is a 0, 1, rn or vv in a text.
func hasLetterLike(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c == '0', c == '1', i > 0 && (c == 'n' && s[i-1] == 'r' || c == 'v' && s[i-1] == 'v'):
			return true
		}
	}
	return false
}

// asLetters replaces a 0 and a 1 that stand alone, and pairs of letters that
// look like one. The digits of a longer number look like a number.
func asLetters(s string) string {
	if !hasLetterLike(s) {
		return s
	}
	digit := func(i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
	letters := s
	for i := range len(s) {
		like := ""
		switch {
		case digit(i-1) || digit(i+1):
		case s[i] == '0':
			like = "o"
		case s[i] == '1':
			like = "l"
		}
		if like != "" {
			letters = letters[:i] + like + letters[i+1:]
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(letters, "rn", "m"), "vv", "w")
}
