package templates

import (
	"bufio"
	"fmt"
	"io"

	"roster.example/reconcile"
	"roster.example/roster"
)

// CompareSchema names the shape of the JSON of a comparison. Keys and their
// order are API.
const CompareSchema = "roster.compare/v1"

// Compare writes a comparison as text or JSON. It reads OnlyB once and keeps
// nothing of it.
func Compare(w io.Writer, f Format, c *reconcile.Comparison, o Options) error {
	b := bufio.NewWriterSize(w, 64<<10)
	write := compareText
	if f == JSON {
		write = func(b *bufio.Writer, c *reconcile.Comparison, _ Options) error { return compareJSON(b, c) }
	}
	if err := write(b, c, o); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the comparison: %w", err)
	}
	return nil
}

// personOfB is somebody who is only in B: on a line of an upload, or in the
// roster, where people have numbers and no lines.
func personOfB(c *reconcile.Comparison, u *roster.User) reconcile.Person {
	p := reconcile.Person{User: reconcile.UserRef{ID: reconcile.UserID(u.ID), EmployeeID: u.EmployeeID, Email: u.Email, Name: u.Name()}}
	if c.B != nil {
		p.Line, p.User.ID = int(u.ID), 0
	}
	return p
}

func compareJSON(b *bufio.Writer, c *reconcile.Comparison) error {
	j := newJSON(b)
	b.WriteString("{\"schema\": ")
	j.value(CompareSchema)
	j.key("key", c.Key)
	j.key("a", c.A)
	j.key("b", c.B)
	j.key("summary", c.Summary)
	j.open("only_a")
	for _, p := range c.OnlyA {
		j.item(p)
	}
	j.close()
	j.open("only_b")
	for u, err := range c.OnlyB {
		if err == nil {
			err = j.item(personOfB(c, u))
		}
		if err != nil {
			return err
		}
	}
	j.close()
	j.open("differ")
	for _, d := range c.Differ {
		j.item(d)
	}
	j.close()
	b.WriteString("}\n")
	return j.err
}

// compareText writes what would happen to B if it became A, in the signs of a
// report: + for those whom A brings, - for those whom it lacks.
func compareText(b *bufio.Writer, c *reconcile.Comparison, o Options) error {
	s := &c.Summary
	report := &reconcile.Report{Plan: reconcile.PlanRef{Key: c.Key}, Summary: reconcile.Summary{Rows: s.Same + s.Differ + s.OnlyA + s.OnlyB}}
	t := newTextPage(b, report, o)
	other := "the roster"
	t.fact("A", sourceLine(&c.A))
	if c.B != nil {
		other = visible(c.B.Name)
		t.fact("B", sourceLine(c.B))
	} else {
		t.fact("B", other)
	}
	t.fact("key", string(c.Key))

	list := func(title, name string, n int) {
		if n > 0 {
			t.print("\n", t.paint.bold(cut(title+", "+name, t.width-12)+": "+number(n)), "\n")
		}
	}
	person := func(action reconcile.Outcome, p reconcile.Person, edits []reconcile.Edit) error {
		return t.change(&reconcile.Change{Action: action, Line: p.Line, User: p.User, Edits: edits})
	}
	list("only in A", visible(c.A.Name), s.OnlyA)
	for _, p := range c.OnlyA {
		if err := person(reconcile.Create, p, nil); err != nil {
			return err
		}
	}
	list("only in B", other, s.OnlyB)
	for u, err := range c.OnlyB {
		if err == nil {
			err = person(reconcile.Deactivate, personOfB(c, u), nil)
		}
		if err != nil {
			return err
		}
	}
	list("different", "from B to A", s.Differ)
	for _, d := range c.Differ {
		var edits []reconcile.Edit
		for _, f := range d.Fields {
			edits = append(edits, reconcile.Edit{Field: f.Field, From: f.B, To: f.A})
		}
		if err := person(reconcile.Update, reconcile.Person{Line: d.LineA, User: d.User}, edits); err != nil {
			return err
		}
	}
	for _, n := range []struct {
		count int
		what  string
	}{
		{s.LeftA, "only in A have left and are not listed"},
		{s.LeftB, "only in B have left and are not listed"},
		{s.RepeatedA, "rows of A are about somebody whom an earlier row is about"},
		{s.NamedB, "only in B have an email or ID that is on a row of A about somebody else"},
		{s.UnnamedA, "rows of A do not say whom they are about"},
		{s.UnnamedB, "rows of B do not say whom they are about"},
	} {
		if n.count > 0 {
			t.print("\n", number(n.count), " ", n.what)
		}
	}
	t.print("\n", t.paint.bold(fmt.Sprintf("%s the same, %s different, %s only in A, %s only in B",
		number(s.Same), number(s.Differ), number(s.OnlyA), number(s.OnlyB))), "\n")
	return nil
}

// sourceLine names an upload and how it was read.
func sourceLine(s *roster.Source) string {
	line := visible(s.Name)
	if how := readAs(s); how != "" {
		line += " (" + how + ")"
	}
	return line
}
