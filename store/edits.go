package store

import (
	"bytes"
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
)

// writeEdits refuses the values that could not be read again. Clean values are
// free of control characters, but a plan can be made by hand.
func writeEdits(to []byte, edits []reconcile.Edit) ([]byte, error) {
	before, parts, next := len(to), 0, 0
	for i := range edits {
		e := &edits[i]
		f, place := fieldNamed(e.Field, next)
		if f == nil || f.Code == "" {
			return nil, fmt.Errorf("the plan edits %q, which is no field of a user", e.Field)
		}
		next = place + 1
		to = append(append(to, f.Code...), separator...)
		if parts++; e.From != "" {
			to = append(append(to, e.From...), separator...)
			parts++
		}
		to = append(append(to, e.To...), recordSeparator...)
	}
	text := to[before:]
	if bytes.Count(text, []byte(separator)) != parts || bytes.Count(text, []byte(recordSeparator)) != len(edits) {
		return nil, fmt.Errorf("the plan has a control character in the edits %q", edits)
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
