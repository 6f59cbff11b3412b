package roster

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// headerForm is a header in the form in which two spellings of it are equal.
// The words are kept because a suggestion may find them in another order.
type headerForm struct {
	key   string   // words joined: "employeenumber"
	words []string // "employee", "number"
}

// headerForms returns the form of a header and that of the property it names
// in brackets, as Microsoft Entra does: "User name [userPrincipalName]
// Required". The property is the stronger of the two, because it is not
// translated. Its key is "" where there is none.
func headerForms(header string) (plain, property headerForm) {
	header = spellNumber(header)
	if !ascii(header) {
		header = norm.NFKC.String(header)
	}
	rest, inside := cutDecorations(header)
	return formOf(rest), formOf(inside)
}

// headerKey returns the key of a header that names no property.
func headerKey(header string) string {
	plain, _ := headerForms(header)
	return plain.key
}

// spellNumber writes the signs for "number" as a word, before compatibility
// normalisation makes "No" of № and before punctuation goes: else "Employee #"
// would become "Employee", which QuickBooks uses for the name.
func spellNumber(s string) string {
	if !strings.ContainsFunc(s, numberSign) {
		return s
	}
	return numberSigns.Replace(s)
}

func numberSign(r rune) bool { return r == '#' || r == '№' || r == '°' || r == 'º' }

var numberSigns = strings.NewReplacer(
	"#", " number ", "№", " number ",
	"N.º", " number ", "n.º", " number ", "N.°", " number ", "n.°", " number ",
	"Nº", " number ", "nº", " number ", "N°", " number ", "n°", " number ",
)

// numberWords are the words that mean "number" when they stand alone. Folded
// into one word they make one alias of "Employee No.", "Employee Num" and
// "EmployeeNumber", and of "Personal-Nr." and "Personal-Nummer".
var numberWords = map[string]bool{
	"no": true, "nr": true, "num": true, "nbr": true, "number": true,
	"numero": true, "nummer": true, "nro": true,
}

// cutDecorations takes off what systems add to a header for people: "*",
// "(required)", "[UPLOAD ONLY]". What stands in other brackets is returned as
// the property; what stands in other parentheses is part of the header.
func cutDecorations(s string) (rest, property string) {
	var b strings.Builder
	for s != "" {
		open := strings.IndexAny(s, "[(")
		if open < 0 {
			break
		}
		closing := "]"
		if s[open] == '(' {
			closing = ")"
		}
		length := strings.Index(s[open:], closing)
		if length < 0 {
			break
		}
		inside := s[open+1 : open+length]
		b.WriteString(s[:open])
		b.WriteByte(' ')
		switch {
		case decoration(inside):
		case closing == "]":
			property = inside
		default:
			b.WriteString(inside)
			b.WriteByte(' ')
		}
		s = s[open+length+1:]
	}
	if b.Len() == 0 {
		return s, property
	}
	b.WriteString(s)
	return b.String(), property
}

// decoration reports whether a note in brackets speaks of how to fill the
// column in and not of what it holds.
func decoration(note string) bool {
	note = strings.ToLower(strings.TrimSpace(note))
	for _, start := range []string{"must be", "example", "e.g", "eg.", "format", "yyyy", "mm/", "dd/", "dd."} {
		if strings.HasPrefix(note, start) {
			return true
		}
	}
	switch note {
	case "", "*", "required", "optional", "mandatory", "upload only", "read only", "yes/no", "y/n", "j/n", "true/false",
		"pflichtfeld", "obligatorio", "obligatoire", "obrigatório", "verplicht":
		return true
	}
	return false
}

// formOf splits a header into words at separators and humps, folds them and
// strips their accents. Every table of headers is read through it when the
// program has to understand a file, so it makes no text but the key.
func formOf(s string) headerForm {
	var room [64]byte
	var roomForEnds [8]int
	key, ends := room[:0], roomForEnds[:0]
	start := 0 // of the word in hand
	flush := func() {
		word := key[start:]
		if !ascii(word) {
			word = []byte(bare(string(word)))
		}
		if numberWords[string(word)] {
			word = []byte("number")
		}
		if string(word) == "required" {
			word = nil
		}
		if key = append(key[:start], word...); len(key) > start {
			ends, start = append(ends, len(key)), len(key)
		}
	}
	var last rune
	for i, r := range s {
		switch {
		case invisible(r) || apostrophe(r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			flush()
		case hump(last, r, s[i:]):
			flush()
			key = appendFolded(key, r)
		default:
			key = appendFolded(key, r)
		}
		last = r
	}
	flush()
	form := headerForm{key: string(key)}
	if len(ends) > 0 {
		form.words = make([]string, len(ends))
	}
	start = 0
	for i, end := range ends {
		form.words[i], start = form.key[start:end], end
	}
	return form
}

// appendFolded adds a rune, the letters of ASCII as small ones. Others are
// folded with the word they are in.
func appendFolded(word []byte, r rune) []byte {
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	return utf8.AppendRune(word, r)
}

// hump reports whether a new word begins at r, the first rune of rest:
// "employeeId", "SAMAccount".
func hump(last, r rune, rest string) bool {
	if !unicode.IsUpper(r) {
		return false
	}
	if unicode.IsLower(last) {
		return true
	}
	next, _ := utf8.DecodeRuneInString(rest[utf8.RuneLen(r):])
	return unicode.IsUpper(last) && unicode.IsLower(next)
}

// apostrophe reports the signs that stand inside a word and not between two:
// "Manager's", "Ім’я".
func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '`', '´', '′':
		return true
	}
	return false
}

// bare folds a word and strips its accents, so that Prénom and PRENOM are one
// header. Only headers are compared so loosely; values never are.
func bare(word string) string {
	if ascii(word) {
		return strings.ToLower(word)
	}
	word = norm.NFD.String(cases.Fold().String(word))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, word)
}

// ascii reports whether a text has no characters but those of ASCII.
func ascii[T string | []byte](text T) bool {
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// alias is one entry of the field table as the reader looks it up.
type alias struct {
	field *Field
	form  headerForm
	rank  int // place in the field's list; a smaller one is stronger
}

// aliases is the field table by header key.
var aliases = sync.OnceValue(func() map[string]alias {
	n := 0
	for _, f := range Fields {
		n += len(f.Aliases)
	}
	m := make(map[string]alias, n)
	for _, f := range Fields {
		for rank, spelling := range f.Aliases {
			form, _ := headerForms(spelling)
			m[form.key] = alias{f, form, rank}
		}
	}
	return m
})

// ownRank returns the place of a field's own name in its list, and whether it is
// in it. The files of programs have these headers, and they are known without the
// table of all: making that takes longer than reading a small file.
func (f *Field) ownRank() (rank int, ok bool) {
	own := headerKey(f.Name)
	for rank, spelling := range f.Aliases {
		if headerKey(spelling) == own {
			return rank, true
		}
	}
	return 0, false
}

// sameWords reports whether two forms have the same words in any order.
func sameWords(a, b headerForm) bool {
	if len(a.words) != len(b.words) || len(a.words) < 2 || len(a.key) != len(b.key) {
		return false
	}
	x, y := slices.Sorted(slices.Values(a.words)), slices.Sorted(slices.Values(b.words))
	return slices.Equal(x, y)
}
