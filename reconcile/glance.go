package reconcile

import (
	"strings"
	"sync/atomic"

	"roster.example/roster"
)

// Glance is what a store can tell of a user without taking them apart. Most
// users whom an upload names are as it says, and of those nobody wants to know
// more.
type Glance struct {
	ID      int64
	Status  roster.Status
	Values  string   // of the fields that Glances asked for, parted by U+001F
	Manager *Manager // nil for nobody, or when not asked for
}

// Manager is what is known of somebody as the manager of others.
type Manager struct {
	ID                int64
	EmployeeID, Email string
	Status            roster.Status
}

// Glancer is a Wanted that can tell from a glance whether a user has to be
// read. A store need not ask; one that does may leave out of Holders the users
// whom it settles.
type Glancer interface {
	Wanted

	// Glances returns the fields that a glance shows, and whether it shows the
	// manager. Without fields it can tell nothing.
	Glances() (fields []*roster.Field, manager bool)

	// Settles reports whether there is no need to read the user. It may be
	// called from several goroutines at once, for different users, and keeps
	// nothing of the glance.
	Settles(g *Glance) bool

	// Rows returns how many rows there are to compare users with.
	Rows() int

	// Row returns the values of a row as they stand in a glance, and behind
	// them perhaps others. It returns false where these values alone cannot
	// settle anybody.
	Row(n int32) (values string, ok bool)

	// SettlesAs is Settles for a user who is known to have the values of that
	// row in the fields of a glance, as roster.Field.Same has it, and none in
	// any other but status, manager and role. The glance needs no values.
	SettlesAs(n int32, g *Glance) bool
}

// glanced is what a glance has shown.
type glanced int

const (
	concerned glanced = iota // the user has to be read
	nobody                   // no row holds an identifier of theirs
	settled                  // a row is about them, changes nothing and concerns nobody else
)

// wanted is everybody an upload may name, with an eye for those of whom it
// says nothing new.
type wanted struct {
	*rowset
	p *preparation
	// Settled users who are not active. There are few of them: were the others
	// counted, two processors would wait for each other at every user.
	idle atomic.Int64
}

func (w *wanted) Glances() (fields []*roster.Field, manager bool) {
	p := w.p
	switch {
	case p.rules.mode != Sync && p.rules.mode != Edits:
		return nil, false // others see more in a row than what it says
	case p.rows.at.status < 0 && p.rows.at.endDate >= 0:
		return nil, false // the day decides
	}
	for _, column := range p.rows.Order[:p.rows.Plain] {
		f := p.rows.Fields[column]
		if f.Custom() {
			return nil, false
		}
		fields = append(fields, f)
	}
	return fields, p.rows.speakOfManagers()
}

func (w *wanted) Settles(g *Glance) bool {
	row, verdict := w.p.glance(g)
	if verdict == settled {
		w.settle(row, g)
	}
	return verdict != concerned
}

func (w *wanted) Rows() int { return w.Count() }

func (w *wanted) Row(n int32) (string, bool) { return w.Text(n), w.p.plainRow(n) }

func (w *wanted) SettlesAs(n int32, g *Glance) bool {
	if !w.p.confirms(n, g) {
		return false
	}
	w.settle(n, g)
	return true
}

// settle notes whom a row is about.
func (w *wanted) settle(row int32, g *Glance) {
	p := w.p
	p.whose[row] = int32(g.ID)
	if !g.Status.Employed() {
		w.idle.Add(1)
	}
	if g.Manager != nil && p.namesManager(row) {
		p.settledManager[row] = int32(g.Manager.ID)
	}
}

// plainRow reports whether a row says nothing but what its values say.
func (p *preparation) plainRow(row int32) bool {
	return !p.rows.Faulty(row) && !p.hasSubject(row) && p.rows.Cleaned(row) == ""
}

// confirms reports whether a row leaves the status and the manager of a user as
// they are, and gives no warning of them.
func (p *preparation) confirms(row int32, g *Glance) bool {
	if p.rows.at.status < 0 && !g.Status.Employed() || g.ID > mostSettled || g.Manager != nil && g.Manager.ID > mostSettled {
		return false
	}
	return p.sameManager(row, g.Manager)
}

// glance compares a user as they are with the row about them. It settles only
// what the diff would call unchanged, and sends everything else there: a row
// that says of every field what the user has, and of one whose status it
// confirms, has no edits and gives no warning.
func (p *preparation) glance(g *Glance) (row int32, _ glanced) {
	rs := p.rows
	// The identifiers stand first, for the fields are in the order of the table.
	var id, email, username string
	rest := g.Values
	for _, column := range rs.Order[:rs.identifiers] {
		var value string
		value, rest, _ = strings.Cut(rest, roster.Separator)
		switch column {
		case rs.at.employeeID:
			id = value
		case rs.at.email:
			email = value
		case rs.at.username:
			username = value
		}
	}
	if row = rs.byID.last(id); row < 0 {
		row = rs.byEmail.last(roster.EmailKey(email))
	}
	switch {
	case row < 0 && rs.byUsername.last(roster.UsernameKey(username)) < 0:
		return row, nobody
	case row < 0, !p.plainRow(row):
		return row, concerned
	}
	text := rs.Text(row)
	for _, column := range rs.Order[:rs.identifiers] {
		var value string
		value, text, _ = strings.Cut(text, roster.Separator)
		switch {
		case column == rs.at.employeeID && value != id,
			column == rs.at.email && value != email && roster.EmailKey(value) != roster.EmailKey(email),
			column == rs.at.username && value != username && roster.UsernameKey(value) != roster.UsernameKey(username):
			return row, concerned
		}
	}
	text, same := strings.CutPrefix(text, rest)
	if !same || text != "" && (text[0] != roster.Separator[0] || !rs.speakOfManagers()) {
		return row, concerned
	}
	if !p.confirms(row, g) {
		return row, concerned
	}
	return row, settled
}
