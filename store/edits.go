package store

import (
	"encoding/json"
	"fmt"

	"roster.example/reconcile"
)

// The history keeps the edits of a change as a JSON list of [field, from, to].
// With the names of the three in every edit, it would be larger than the
// users it tells of.

func writeEdits(edits []reconcile.Edit) (string, error) {
	list := make([][3]string, len(edits))
	for i, e := range edits {
		list[i] = [3]string{e.Field, e.From, e.To}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return "", fmt.Errorf("write the history: %w", err)
	}
	return string(text), nil
}

func readEdits(text []byte) ([]reconcile.Edit, error) {
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
