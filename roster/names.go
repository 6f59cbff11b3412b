package roster

import (
	"strings"
	"sync"
	"unicode"
)

// splitName returns the first and last name in a full name: "Ruiz, Ana",
// "Ana Ruiz", "Maria de la Cruz". familyFirst says that the header promises
// the family name first even without a comma ("Apellidos y nombres").
func splitName(full string, familyFirst bool) (first, last string) {
	full = withoutNote(full)
	if family, given, ok := strings.Cut(full, ","); ok {
		given = strings.TrimSpace(given)
		family = strings.TrimSpace(family)
		head, tail, _ := strings.Cut(given, ",")
		switch {
		case suffix(given) && strings.Contains(family, " "):
			// "Ana Ruiz, Jr." is not swapped, and neither is "Jane Roe, DDS";
			// but behind one word it is a given name, as in "Rahman, Md".
			return splitWords(strings.Fields(family), false)
		case tail != "" && suffix(strings.TrimSpace(tail)):
			given = strings.TrimSpace(head)
		}
		return given, family
	}
	return splitWords(strings.Fields(full), familyFirst)
}

// splitWords splits at the last word, and moves the split forward over the
// particles of a family name. Which of three words belong to the family is a
// guess, and the file's warning says so.
func splitWords(words []string, familyFirst bool) (first, last string) {
	switch len(words) {
	case 0:
		return "", ""
	case 1:
		return words[0], ""
	}
	if familyFirst {
		at := min(2, len(words)-1)
		return strings.Join(words[at:], " "), strings.Join(words[:at], " ")
	}
	at := len(words) - 1
	if suffix(words[at]) && at > 1 {
		words, at = words[:at], at-1
	}
	for at > 1 && particle(words[at-1]) {
		at--
	}
	if at > 1 && strings.EqualFold(words[at], "y") {
		at-- // "Ruiz y López" are one family name
	}
	return strings.Join(words[:at], " "), strings.Join(words[at:], " ")
}

// withoutNote takes off what Workday writes behind a name in brackets: a
// number, or that the person is on leave.
func withoutNote(full string) string {
	if open := strings.LastIndexByte(full, '('); open > 0 && strings.HasSuffix(full, ")") {
		full = full[:open]
	}
	return strings.TrimFunc(full, func(r rune) bool { return unicode.IsSpace(r) || r == ',' })
}

// suffix reports what follows a name and is part of neither half.
func suffix(word string) bool {
	switch strings.ToLower(strings.ReplaceAll(word, ".", "")) {
	case "jr", "sr", "ii", "iii", "iv", "phd", "md", "dds", "dvm", "esq", "mba", "cpa", "rn", "pe":
		return true
	}
	return false
}

// particle reports the words that belong to the family name behind them.
func particle(word string) bool {
	switch strings.ToLower(word) {
	case "de", "del", "della", "der", "den", "des", "di", "da", "das", "do", "dos", "du", "la", "las", "le", "los", "van", "von", "vom", "zu", "zum", "zur",
		"ten", "ter", "te", "'t", "el", "al", "bin", "ibn", "af", "av", "y":
		return true
	}
	return false
}

// familyFirst reports whether a header promises the family name first.
func familyFirst(c *column) bool {
	return strings.HasPrefix(c.plain.key, "apellidos") || strings.HasPrefix(c.plain.key, "lastname") ||
		strings.HasPrefix(c.plain.key, "cognome") || strings.HasPrefix(c.plain.key, "nachname") || strings.HasPrefix(c.plain.key, "nomet") || c.plain.key == "nomprenom"
}

// nameParts are columns with a part of the last name: Dutch lists have the
// particles in a column of their own, Spanish ones the second surname.
var nameParts = sync.OnceValue(func() map[string]int {
	return map[string]int{
		headerKey("Tussenvoegsel"):    -1,
		headerKey("Tussenvoegsels"):   -1,
		headerKey("Voorvoegsel"):      -1,
		headerKey("Voorvoegsels"):     -1,
		headerKey("Last Name Prefix"): -1,
		headerKey("Segundo apellido"): +1,
		headerKey("Apellido materno"): +1,
		headerKey("Second Last Name"): +1,
	}
})

// joinName puts a part in front of a last name or behind it.
func joinName(last, part string, at int) string {
	switch {
	case last == "" || part == "":
		return last
	case at < 0:
		return part + " " + last
	}
	return last + " " + part
}
