package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// nameMark stands in front of a manager's name among the values of a row. No
// other value begins with it: tidy takes control characters out of every cell.
const nameMark = "\x00"

// ManagerName returns the name in a value of a manager column whose cells are
// names and not identifiers; false for any other value, which is returned as
// it is. The reader hands names on, because whose name it is can only be told
// by those who know everybody.
func ManagerName(value string) (name string, ok bool) { return strings.CutPrefix(value, nameMark) }

// NameKey is a name in the form in which two spellings of it are equal: its
// words folded and in any order, because "PARK, Kim" under Manager is the Kim
// Park of another row. Accents count, for they make another name. It is "" for
// what is no name.
func NameKey(name string) string {
	words := strings.FieldsFunc(fold(withoutNote(name)), func(r rune) bool { return space(r) || r == ',' })
	for i := range words {
		words[i] = strings.Map(nameRune, words[i])
	}
	words = slices.DeleteFunc(words, func(word string) bool { return word == "" })
	slices.Sort(words)
	return strings.Join(words, " ")
}

// nameRune drops the signs in a name, which are written in more than one way:
// O'Brien and O’Brien, "J." and "J".
func nameRune(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
		return r
	}
	return -1
}

// readManagerName reads a cell that names the manager, which may be with the
// distinguished name of a directory: CN=Kim Park,OU=Sales.
func readManagerName(name string) string {
	if len(name) > 3 && strings.EqualFold(name[:3], "cn=") {
		name = strings.ReplaceAll(name[3:], `\,`, "\x00")
		name, _, _ = strings.Cut(name, ",")
		name = strings.ReplaceAll(name, "\x00", ",")
	}
	if NameKey(name) == "" {
		return ""
	}
	return nameMark + name
}

// noManager reports what SuccessFactors writes for people without a manager.
func noManager(s string) bool {
	switch s {
	case "NO_MANAGER", "NO_MGR", "NO_HR":
		return true
	}
	return false
}

// managerWord is what a cell says of the manager.
type managerWord int

const (
	managerSilent  managerWord = iota
	managerBlank               // a blank that clears
	managerCleared             // [Clear]
	managerNamed               // somebody, even if it cannot be read who
)

func (r *cellReader) managerWord(value string, blank bool, f *fault) managerWord {
	switch {
	case blank && r.clears:
		return managerBlank
	case value == Clear:
		return managerCleared
	case value != "" || f != nil:
		return managerNamed
	}
	return managerSilent
}

// oneManager holds the two columns that name the manager against each other. A
// blank in one does not clear what the other says. A cell that clears and one
// that names somebody cannot both be meant, and nothing tells which is.
func (b *rowReader) oneManager() {
	for i, one := range b.said {
		other := 1 - i
		if b.managers[i] == nil || b.managers[other] == nil || b.said[other] != managerNamed {
			continue
		}
		r := b.managers[i]
		switch one {
		case managerBlank:
			b.row.Values[r.slot] = ""
		case managerCleared:
			b.row.Problems = append(b.row.Problems, r.problem(b.row.Line, &fault{
				Error, CodeManagerMismatch, Clear,
				fmt.Sprintf("the manager is to be cleared, and column %q names one", short(b.managers[other].header)),
				"clear the manager in both columns, or in neither",
			}))
		}
	}
}
