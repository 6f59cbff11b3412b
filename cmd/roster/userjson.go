package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"slices"

	"roster.example/roster"
)

// person is a user as programs are given one: the number, then every field
// under its canonical name in the order of the table, then the custom ones.
type person struct{ *roster.User }

// MarshalJSON writes the fields in their order, which a map would lose.
func (p person) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteString(`{"id":`)
	err := e.Encode(p.ID)
	for _, f := range personFields(p.User) {
		var value any = f.Get(p.User)
		if f.Kind == roster.KindSet {
			value = append([]string{}, slices.Collect(roster.Set(p.Groups))...) // never null
		}
		if err == nil {
			b.WriteByte(',')
			err = e.Encode(f.Name)
		}
		if err == nil {
			b.WriteByte(':')
			err = e.Encode(value)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), err
}

// personFields lists the fields that somebody has or could have.
func personFields(u *roster.User) []*roster.Field {
	var fields []*roster.Field
	for _, f := range roster.Fields {
		if f.Kind != roster.KindFullName {
			fields = append(fields, f)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(u.Custom)) {
		fields = append(fields, roster.CustomField(name))
	}
	return fields
}

// jsonList writes a list item by item, in the form of writeJSON.
type jsonList struct {
	w io.Writer
	n int
}

func (l *jsonList) add(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("  ", "  ")
	before := "[\n  "
	if l.n > 0 {
		before = ",\n  "
	}
	b.WriteString(before)
	if err := e.Encode(v); err != nil {
		return err
	}
	l.n++
	_, err := l.w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	return err
}

func (l *jsonList) close() error {
	end := "\n]\n"
	if l.n == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(l.w, end)
	return err
}
