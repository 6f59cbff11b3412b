package templates

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"roster.example/reconcile"
	"roster.example/roster"
)

// change prints one person's line and, beneath it, what changes.
func (t *textPage) change(c *reconcile.Change) error {
	name := pad(visible(c.User.Name), t.name)
	id := pad(visible(c.User.EmployeeID), t.id)
	email := pad(visible(c.User.Email), t.email)
	first, second := id, email
	if t.r.Plan.Key == roster.KeyEmail {
		first, second = email, id
	}
	cells := name + "  " + first + "  " + second
	if c.Line > 0 {
		cells += "  " + t.paint.dim("line "+strconv.Itoa(c.Line))
	}
	t.print(t.paint.outcome(c.Action, c.Action.Symbol()), " ", strings.TrimRight(cells, " "), "\n")

	switch c.Action {
	case reconcile.Create:
		t.flow(facts(c.Edits))
	case reconcile.Delete:
		t.flow(values(c.Edits))
	default:
		for i := range c.Edits {
			t.edit(&c.Edits[i])
		}
	}
	// A bufio.Writer keeps its first error, and an empty write returns it: a
	// reader that has gone away ends the walk here and not after a million
	// changes.
	_, err := t.b.Write(nil)
	return err
}

// flow prints pieces one after the other, on as many lines as they need.
func (t *textPage) flow(pieces []string) {
	for _, line := range flow(pieces, " · ", t.width-margin) {
		t.print(strings.Repeat(" ", margin), line, "\n")
	}
}

// facts returns what a reader wants to know of a new person. The name and the
// identifiers stand in the line above, and new people are active and of no
// special role.
func facts(edits []reconcile.Edit) []string {
	var pieces []string
	for _, e := range edits {
		switch e.Field {
		case roster.EmployeeID, roster.Email, roster.FirstName, roster.LastName:
			continue
		case roster.StatusField:
			if e.To == string(roster.Active) {
				continue
			}
		case roster.RoleField:
			if e.To == string(roster.General) {
				continue
			}
		}
		if e.To != "" {
			pieces = append(pieces, visible(e.Field)+": "+quote(e.To))
		}
	}
	return pieces
}

// edit prints a field with its old and new value: on one line where they fit,
// else beneath each other.
func (t *textPage) edit(e *reconcile.Edit) {
	label := cut(visible(e.Field), t.width/3) + ": "
	indent := strings.Repeat(" ", margin)
	rest := t.width - margin - width(label)
	from, to := quote(e.From), quote(e.To)
	if width(from)+width(" → ")+width(to) <= rest {
		t.print(indent, t.paint.dim(label), t.value(from), " → ", t.value(to), "\n")
		return
	}
	from, to = apart(from, to, rest)
	t.print(indent, t.paint.dim(label), t.value(from), "\n",
		indent, strings.Repeat(" ", width(label)-2), "→ ", t.value(to), "\n")
}

// empty stands for a value that is not there.
const empty = "(empty)"

// quote returns a value as a report shows it. Quotes come only where the bare
// value could be misread: for an arrow of ours, for (empty), or where it
// begins or ends with a space.
func quote(s string) string {
	if s == "" {
		return empty
	}
	v := visible(s)
	if v == empty || strings.Contains(v, "→") || strings.Contains(v, " · ") ||
		strings.TrimSpace(v) != v || v[0] == '"' {
		return `"` + v + `"`
	}
	return v
}

func (t *textPage) value(v string) string {
	if v == empty {
		return t.paint.dim(v)
	}
	return upright(v)
}

// apart cuts two different values to w columns so that they still look
// different: where the cut would hide the difference, what they share at
// their beginning is left out instead.
func apart(a, b string, w int) (string, string) {
	shortA, shortB := cut(a, w), cut(b, w)
	if shortA != shortB {
		return shortA, shortB
	}
	from := differ(a, b, w-width("…"))
	return cut("…"+a[from:], w), cut("…"+b[from:], w)
}

// differ returns where to begin two values that share a long beginning: so
// early that w columns are filled, and so late that the difference is in
// them. It is never between a letter and its marks.
func differ(a, b string, w int) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(a) && !utf8.RuneStart(a[n]) {
		n--
	}
	context := max(w-max(width(a[n:]), width(b[n:])), w/4)
	for n > 0 {
		r, size := utf8.DecodeLastRuneInString(a[:n])
		if context -= columns.RuneWidth(r); context < 0 {
			break
		}
		n -= size
	}
	for n < len(a) {
		r, size := utf8.DecodeRuneInString(a[n:])
		if !unicode.IsMark(r) && r != zwj {
			break
		}
		n += size
	}
	return n
}

// paint colours text with SGR sequences, or not at all. Colour only repeats
// what a sign or a word says.
type paint bool

func (p paint) sgr(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p paint) bold(s string) string   { return p.sgr("1", s) }
func (p paint) dim(s string) string    { return p.sgr("2", s) }
func (p paint) red(s string) string    { return p.sgr("31", s) }
func (p paint) green(s string) string  { return p.sgr("32", s) }
func (p paint) yellow(s string) string { return p.sgr("33", s) }
func (p paint) cyan(s string) string   { return p.sgr("36", s) }

func (p paint) outcome(o reconcile.Outcome, s string) string {
	switch o {
	case reconcile.Create:
		return p.green(s)
	case reconcile.Update:
		return p.yellow(s)
	case reconcile.Deactivate, reconcile.Delete:
		return p.red(s)
	case reconcile.Reactivate:
		return p.cyan(s)
	case reconcile.Unchanged, reconcile.Skipped, reconcile.Rejected:
		return s // These have no line of their own.
	}
	return s
}
