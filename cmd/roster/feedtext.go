package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// feedFacts is a feed with its defaults filled in. It is the JSON as well as
// the source of the text. What is "" is told by the file or the roster.
type feedFacts struct {
	Name           string            `json:"name"`
	Mode           string            `json:"mode"`
	Key            string            `json:"key"`
	CreateInactive bool              `json:"create_inactive"`
	Groups         string            `json:"groups"`
	Blank          string            `json:"blank"`
	BlankIn        map[string]string `json:"blank_in"` // by field, where it differs
	Dates          string            `json:"dates"`
	Encoding       string            `json:"encoding"`
	Sheet          string            `json:"sheet"`
	NoHeader       bool              `json:"no_header"`
	Columns        []feedColumn      `json:"columns"` // by header
	Limits         []feedLimit       `json:"limits"`  // those that are not the default
}

type feedColumn struct {
	Header string  `json:"header"`
	Field  *string `json:"field"` // null: ignored
}

type feedLimit struct {
	Kind  string `json:"kind"`
	Limit string `json:"limit"` // a count, or a share such as "10%"
}

func factsOf(name string, f *feed) feedFacts {
	facts := feedFacts{
		Name: name,
		Mode: cmp.Or(string(f.Mode.Mode), string(reconcile.Sync)), Key: string(f.Key.Key), CreateInactive: f.CreateInactive,
		Groups: cmp.Or(string(f.Groups.GroupsMode), string(reconcile.GroupsReplace)),
		Blank:  cmp.Or(string(f.Blank[""].Blank), string(roster.BlankKeep)), BlankIn: map[string]string{},
		Dates: string(f.Dates.DateOrder), Encoding: f.Encoding, Sheet: f.Sheet, NoHeader: f.NoHeader,
		Columns: []feedColumn{}, Limits: []feedLimit{},
	}
	for field, b := range f.blankIn() {
		facts.BlankIn[field] = string(b)
	}
	for _, c := range f.columns() {
		column := feedColumn{Header: c.Header}
		if c.Field != "" {
			column.Field = &c.Field
		}
		facts.Columns = append(facts.Columns, column)
	}
	for _, kind := range feedKinds() {
		if l, ok := f.Limits[kind]; ok {
			facts.Limits = append(facts.Limits, feedLimit{kind, l.String()})
		}
	}
	return facts
}

func (f *feedFacts) limitList() string {
	list := []string{}
	for _, l := range f.Limits {
		list = append(list, l.Kind+" "+l.Limit)
	}
	return cmp.Or(strings.Join(list, ", "), "default")
}

// write writes the feed as a page to read.
func (f *feedFacts) write(w io.Writer, width int) error {
	t := table{width: width}
	yes := map[bool]string{true: "yes", false: "no"}
	t.add("feed", f.Name)
	t.add("mode", f.Mode)
	t.add("key", cmp.Or(f.Key, "the roster's"))
	t.add("create inactive", yes[f.CreateInactive])
	t.add("groups", f.Groups)
	t.add("blank cells", f.Blank)
	for _, field := range slices.Sorted(maps.Keys(f.BlankIn)) {
		t.add("", fmt.Sprintf("%s: %s", field, f.BlankIn[field]))
	}
	t.add("dates", cmp.Or(f.Dates, "told by the file"))
	t.add("encoding", cmp.Or(f.Encoding, "told by the file"))
	t.add("sheet", cmp.Or(f.Sheet, "told by the file"))
	t.add("header", yes[!f.NoHeader])
	t.add("limits", f.limitList())
	if err := t.write(w); err != nil {
		return err
	}
	if len(f.Columns) == 0 {
		_, err := fmt.Fprintln(w, "\nno columns are named: they are told by their headers")
		return err
	}
	columns := table{width: width, head: []string{"column", "field"}}
	for _, c := range f.Columns {
		field := "(ignored)"
		if c.Field != nil {
			field = *c.Field
		}
		columns.add(c.Header, field)
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return columns.write(w)
}
