package roster

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// RFC 5321, section 4.5.3.1, and its erratum 1690.
const (
	maxEmail     = 254
	maxLocalPart = 64
)

// readEmail unwraps an address from what mail programs and web pages put
// around it, and reports whether it is one. What is no address is returned
// unwrapped too, for the message.
func readEmail(s string) (string, bool) {
	if simpleAddress(s) {
		return s, true
	}
	s = unwrapEmail(s)
	return s, simpleAddress(s) || validEmail(s)
}

// unwrapEmail takes "mailto:", a display name with angle brackets, quotes and
// punctuation off, in whatever order they were put on.
func unwrapEmail(s string) string {
	for {
		before := s
		if len(s) > 7 && strings.EqualFold(s[:7], "mailto:") {
			s, _, _ = strings.Cut(s[7:], "?")
		}
		if open := strings.LastIndexByte(s, '<'); open >= 0 && strings.HasSuffix(s, ">") {
			s = s[open+1 : len(s)-1]
		}
		if n := len(s); n > 1 && s[0] == s[n-1] && (s[0] == '"' || s[0] == '\'') {
			s = s[1 : n-1]
		}
		s = strings.TrimFunc(s, func(r rune) bool { return space(r) || r == ',' || r == ';' || r == '.' })
		if s == before {
			return s
		}
	}
}

// simpleAddress recognises the addresses that nearly everybody has, without
// allocating: ASCII letters, digits and the usual signs, dots between them.
func simpleAddress(s string) bool {
	at := strings.IndexByte(s, '@')
	if at < 1 || at > maxLocalPart || len(s) > maxEmail {
		return false
	}
	return dotted(s[:at], &localSigns) > 0 && dotted(s[at+1:], &domainSigns) > 1
}

// dotted returns how many non-empty parts a string has between its dots, 0
// when a part is empty or has an unexpected sign.
func dotted(s string, allowed *[256]bool) int {
	parts, start := 1, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case allowed[c]:
		case c == '.' && i > start:
			parts, start = parts+1, i+1
		default:
			return 0
		}
	}
	if start == len(s) {
		return 0
	}
	return parts
}

const lettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

var (
	localSigns  = byteSet(lettersAndDigits + "_-+")
	domainSigns = byteSet(lettersAndDigits)
)

// byteSet is a set of the bytes of a text.
func byteSet(text string) (set [256]bool) {
	for i := range len(text) {
		set[text[i]] = true
	}
	return set
}

// validEmail decides on the rest. net/mail knows the grammar, but takes an
// address without a dot in the domain, with a name in front, or with white
// space that nobody sees, so we ask more than it does.
func validEmail(s string) bool {
	at := strings.IndexByte(s, '@')
	if at < 1 || at > maxLocalPart || len(s) > maxEmail || !utf8.ValidString(s) {
		return false
	}
	domain := s[at+1:]
	switch {
	case strings.Contains(domain, "@"),
		!strings.Contains(domain, "."),
		strings.ContainsAny(domain, "[]"),
		strings.HasPrefix(domain, "."), strings.HasSuffix(domain, "."), strings.Contains(domain, ".."),
		strings.HasPrefix(domain, "-"), strings.HasSuffix(domain, "-"),
		strings.ContainsFunc(s, func(r rune) bool { return space(r) || unicode.IsControl(r) }):
		return false
	}
	address, err := mail.ParseAddress(s)
	return err == nil && address.Address == s && address.Name == ""
}
