package roster

import (
	"encoding/binary"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Status says whether a person may use the application. A person on leave
// counts as active wherever access or seats are counted.
type Status string

const (
	Active   Status = "active"
	OnLeave  Status = "on_leave"
	Inactive Status = "inactive"
)

// Employed reports whether somebody of this status counts as active. No status
// at all is no employment.
func (s Status) Employed() bool { return s == Active || s == OnLeave }

// Role is what a person may administer. Only a hand changes it; no upload
// ever does.
type Role string

const (
	General      Role = "general"
	Admin        Role = "admin"
	UserAdmin    Role = "user_admin"
	AccountAdmin Role = "account_admin"
)

// IsAdmin reports whether the role gives power over other people's access.
// Such a user is out of reach of files.
func (r Role) IsAdmin() bool { return r != General && r != "" }

// Employed reports whether the user counts as active: limits, seats and the
// count of the omitted are measured in such users.
func (u *User) Employed() bool { return u.Status.Employed() }

// Name returns the person's name as a reader expects it: first name, last
// name, and the email where both are missing.
func (u *User) Name() string {
	name := strings.TrimSpace(u.FirstName + " " + u.LastName)
	if name == "" {
		return u.Email
	}
	return name
}

// EmailKey returns the form in which two emails are the same email: trimmed,
// NFKC, case folded. The store keeps it beside the spelling with a unique
// index, because SQLite's own lower() and NOCASE fold ASCII only.
func EmailKey(email string) string { return fold(email) }

// UsernameKey returns the form in which two usernames are the same username.
func UsernameKey(username string) string { return fold(username) }

// Fold returns the form in which two texts are the same to somebody who looks
// for one of them.
func Fold(s string) string { return fold(s) }

// fold is the one folding of the house. strings.ToLower, cases.Fold and
// SQLite's lower() disagree about İ, ß and Ä, so they must not be mixed.
func fold(s string) string {
	if folded(s) {
		return s
	}
	s = strings.TrimSpace(s)
	if ascii(s) {
		return strings.ToLower(s)
	}
	// Folding can leave NFKC (and NFKC can leave the folded form), so the
	// result is normalised again: Unicode 16, section 3.13, D146.
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
}

// folded reports whether a text is ASCII without capitals and without white
// space at its edges, as most emails are: it is its own folding. It looks at
// eight bytes at a time; the last ones may be among those before.
func folded(s string) bool {
	n := len(s)
	if n == 0 || s[0] <= ' ' || s[n-1] <= ' ' {
		return n == 0
	}
	if n >= 8 {
		for i := 0; i < n-8; i += 8 {
			if !foldedWord(binary.LittleEndian.Uint64([]byte(s[i:]))) {
				return false
			}
		}
		return foldedWord(binary.LittleEndian.Uint64([]byte(s[n-8:])))
	}
	for i := range n {
		if s[i] >= 0x80 || s[i] >= 'A' && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// foldedWord looks at eight bytes. Where all are ASCII, nothing is carried from
// one to the next: the high bit is set by the first addition from 'A' on, and by
// the second behind 'Z'.
func foldedWord(w uint64) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	return (w|(w+(0x80-'A')*ones)&^(w+(0x80-'Z'-1)*ones))&highs == 0
}

// invisible reports characters that nobody can see and that make two equal
// looking values differ: zero-width characters, soft hyphens, byte order marks
// inside a cell, and the direction marks that Windows puts around what is
// copied from its dialogs.
func invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u180e', '\u200b', '\u200c', '\u200d', '\u200e', '\u200f', '\u2060', '\ufeff':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// space reports what counts as white space around a value; unicode.IsSpace
// knows the no-break spaces that spreadsheets and web pages leave behind.
func space(r rune) bool { return unicode.IsSpace(r) || invisible(r) }
