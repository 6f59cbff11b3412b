package reconcile

import (
	"slices"
	"strings"

	"roster.example/roster"
)

// erased stands where a person was. It is no longer than any email, so that
// the history only ever gets shorter.
const erased = "erased"

// Erased returns a change of the history as it is once a user is erased: of
// their own changes only what happened stays, and those who reported to them
// reported to somebody without a name.
func Erased(c Change, user int64) Change {
	if int64(c.User.ID) == user {
		c.User, c.Edits = UserRef{ID: c.User.ID, Name: erased}, nil
		return c
	}
	if c.ManagerWas != user && c.ManagerID != user {
		return c
	}
	c.Edits = slices.Clone(c.Edits)
	for i := range c.Edits {
		e := &c.Edits[i]
		if e.Field != roster.ManagerEmail {
			continue
		}
		if c.ManagerWas == user {
			e.From = erased
		}
		if c.ManagerID == user {
			e.To = erased
		}
	}
	return c
}

// Identity is what the history knows a person by. An employee ID can be any
// number, so it is looked for only where a message quotes it: true.
type Identity map[string]bool

// AddChange adds what a change of the person tells of them.
func (id Identity) AddChange(c *Change) {
	id.add(c.User.Email, false)
	id.add(c.User.Name, false)
	id.add(c.User.EmployeeID, true)
	for _, e := range c.Edits {
		switch e.Field {
		case roster.Email, roster.EmployeeID, roster.Username:
			id.add(e.From, e.Field == roster.EmployeeID)
			id.add(e.To, e.Field == roster.EmployeeID)
		}
	}
}

func (id Identity) add(value string, quoted bool) {
	if value != "" {
		id[value] = quoted
	}
}

// Erase returns the problems without what they tell of the person, and whether
// there was anything. A problem that names them keeps its code and its place.
func (id Identity) Erase(problems []roster.Problem) ([]roster.Problem, bool) {
	left := slices.Clone(problems)
	any := false
	for i := range left {
		q := &left[i]
		if !id.in(q.Value) && !id.in(q.Message) && !id.in(q.Hint) {
			continue
		}
		q.Value, q.Message, q.Hint = "", erased, ""
		any = true
	}
	return left, any
}

// in reports whether a text has one of the values as a word of its own.
func (id Identity) in(text string) bool {
	for value, quoted := range id {
		for at := 0; ; {
			i := strings.Index(text[at:], value)
			if i < 0 {
				break
			}
			i += at
			if edge(text, i-1, quoted) && edge(text, i+len(value), quoted) {
				return true
			}
			at = i + 1
		}
	}
	return false
}

// edge reports whether a value can begin or end at this byte of a text.
func edge(text string, i int, quoted bool) bool {
	if i < 0 || i >= len(text) {
		return true
	}
	b := text[i]
	if quoted {
		return b == '"' || b == '(' || b == ')'
	}
	return b < 0x80 && (b < '0' || b > '9') && (b|0x20 < 'a' || b|0x20 > 'z')
}
