package store

import (
	"fmt"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// The history keeps the edits of a change as one text. Each edit ends with
// U+001E and has parts that U+001F separates: the code of the field, the value
// before unless there was none, and the value after. A first load is mostly
// history, and with the fields' names and as JSON it would be twice as long.
const (
	separator       = "\x1f" // also of the texts of a user in a row of selectUser
	recordSeparator = "\x1e"
	separators      = separator + recordSeparator
)

// writeEdits refuses the values that could not be read again. Clean values are
// free of control characters, but a plan can be made by hand.
func writeEdits(to []byte, edits []reconcile.Edit) ([]byte, error) {
	for i := range edits {
		e := &edits[i]
		f := roster.FieldByName(e.Field)
		if f == nil || f.Code == "" {
			return nil, fmt.Errorf("the plan edits %q, which is no field of a user", e.Field)
		}
		to = append(append(to, f.Code...), separator...)
		if e.From != "" {
			to = append(append(to, e.From...), separator...)
		}
		to = append(append(to, e.To...), recordSeparator...)
		if strings.ContainsAny(e.From, separators) || strings.ContainsAny(e.To, separators) {
			return nil, fmt.Errorf("the plan has a control character in the edit of %s from %q to %q", e.Field, e.From, e.To)
		}
	}
	return to, nil
}

// readEdits reads them again. All of their values share one text.
func readEdits(text string) ([]reconcile.Edit, error) {
	edits := make([]reconcile.Edit, 0, strings.Count(text, recordSeparator))
	for text != "" {
		edit, rest, ended := strings.Cut(text, recordSeparator)
		code, values, ok := strings.Cut(edit, separator)
		from, to, both := strings.Cut(values, separator)
		if !both {
			from, to = "", values
		}
		f := roster.FieldByCode(code)
		if !ended || !ok || f == nil || strings.Contains(to, separator) {
			return nil, fmt.Errorf("%w: edits %q", ErrDamaged, text)
		}
		edits, text = append(edits, reconcile.Edit{Field: f.Name, From: from, To: to}), rest
	}
	return edits, nil
}
