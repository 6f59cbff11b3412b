package store

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"roster.example/reconcile"
)

// The history keeps the edits of a change as a JSON list of [field, from, to].
// With the names of the three in every edit, it would be larger than the
// users it tells of.

// writeEdits writes what is plain, which is nearly all, without asking
// encoding/json, and comes to the same.
func writeEdits(edits []reconcile.Edit) (string, error) {
	size := 2
	for i := range edits {
		size += len(edits[i].Field) + len(edits[i].From) + len(edits[i].To) + len(`["","",""],`)
	}
	to := append(make([]byte, 0, size), '[')
	for i := range edits {
		e := &edits[i]
		for j, text := range [...]string{e.Field, e.From, e.To} {
			switch {
			case j > 0:
				to = append(to, ',')
			case i > 0:
				to = append(to, ',', '[')
			default:
				to = append(to, '[')
			}
			if plain(text) {
				to = append(append(append(to, '"'), text...), '"')
				continue
			}
			quoted, err := json.Marshal(text)
			if err != nil {
				return "", fmt.Errorf("write the history: %w", err)
			}
			to = append(to, quoted...)
		}
		to = append(to, ']')
	}
	return string(append(to, ']')), nil
}

// plain reports whether a text stands in JSON as it is, without an escape, not
// even one of those by which encoding/json minds HTML and JavaScript.
func plain(text string) bool {
	ascii := true
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
			return false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return ascii || utf8.ValidString(text) && !strings.ContainsAny(text, "\u2028\u2029")
}

// readEdits reads them again. They were written by writeEdits, or else by
// somebody who was not to: what does not look so is left to encoding/json.
func readEdits(text []byte) ([]reconcile.Edit, error) {
	if edits, ok := readPlainEdits(string(text)); ok {
		return edits, nil
	}
	var list [][3]string
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("%w: edits: %w", ErrDamaged, err)
	}
	edits := make([]reconcile.Edit, len(list))
	for i, e := range list {
		edits[i] = reconcile.Edit{Field: e[0], From: e[1], To: e[2]}
	}
	return edits, nil
}

// readPlainEdits reads edits in which nothing is escaped. All of their texts
// share one.
func readPlainEdits(text string) ([]reconcile.Edit, bool) {
	if strings.IndexByte(text, '\\') >= 0 || text == "" || text[0] != '[' {
		return nil, false
	}
	edits := make([]reconcile.Edit, 0, strings.Count(text, `"],["`)+1)
	rest := text[1:]
	for rest != "]" {
		var e reconcile.Edit
		before := `["`
		if len(edits) > 0 {
			before = `,["`
		}
		for _, to := range [...]*string{&e.Field, &e.From, &e.To} {
			var ok bool
			if rest, ok = strings.CutPrefix(rest, before); !ok {
				return nil, false
			}
			if *to, rest, ok = strings.Cut(rest, `"`); !ok {
				return nil, false
			}
			before = `,"`
		}
		var ok bool
		if rest, ok = strings.CutPrefix(rest, "]"); !ok {
			return nil, false
		}
		edits = append(edits, e)
	}
	return edits, true
}
