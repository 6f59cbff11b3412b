package roster

import (
	"iter"
	"slices"
	"strings"
)

// setSeparator returns what separates the groups of a column. A semicolon is
// what we write ourselves, so where one occurs, commas and bars are part of
// the names; the comma is last because it is the one that names have.
func setSeparator(semicolons, bars int) string {
	switch {
	case semicolons > 0:
		return ";"
	case bars > 0:
		return "|"
	}
	return ","
}

// readSet returns the clean form of a set: its words trimmed, each once,
// sorted, joined with ";".
func readSet(s, separator string) string {
	if !strings.Contains(s, separator) {
		return s
	}
	words := strings.Split(s, separator)
	for i := range words {
		words[i] = strings.TrimFunc(words[i], space)
	}
	slices.Sort(words)
	words = slices.DeleteFunc(slices.Compact(words), func(w string) bool { return w == "" })
	return strings.Join(words, ";")
}

// Set yields the words of a clean set.
func Set(set string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for word := range strings.SplitSeq(set, ";") {
			if word != "" && !yield(word) {
				return
			}
		}
	}
}

// JoinSets returns the clean set of everything in two clean sets.
func JoinSets(a, b string) string {
	words := strings.Split(a+";"+b, ";")
	slices.Sort(words)
	words = slices.DeleteFunc(slices.Compact(words), func(w string) bool { return w == "" })
	return strings.Join(words, ";")
}

// Cell returns a clean value as we write it into a file for people: guarded,
// and such that it is read back as the same value. A set of one group with a
// comma or a bar in its name gets a semicolon behind it, or it would be read
// as several where no other cell of the column has one.
func (f *Field) Cell(value string) string {
	if f.Kind == KindSet && strings.ContainsAny(value, ",|") && !strings.Contains(value, ";") {
		value += ";"
	}
	return Guard(value)
}
