package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// writer works out what is written for the changes of one plan.
type writer struct {
	*transaction
	run      int64
	seq      int64
	lastUser int64                 // grows with every new user
	inserts  map[uint64]*statement // by the columns they set, one bit for each of columns
	updates  map[uint64]*statement // likewise
	statuses map[roster.Status]int // what is to be added to the counts
	groups   map[string]bool       // that are known to be written down

	bulk *bulk // nil unless the plan is a first load

	prepared []driver.Stmt

	// What only taking the steps tells.
	deleted, erased []int64
	gone            map[roster.Status]int

	// Of the history.
	insertBlock, insertSpan *statement
	block                   block
	link                    *link // of the chain, to which every change is added
	nonces                  nonces
	written                 written
	edits                   []byte

	parts parts
	moves []move // of prints, still to be written
}

func newWriter(t *transaction, run int64, l *link, n nonces) *writer {
	return &writer{
		transaction: t, run: run, lastUser: t.lastUser, link: l, nonces: n,
		inserts: map[uint64]*statement{}, updates: map[uint64]*statement{},
		insertBlock: &statement{sql: insertBlock}, insertSpan: &statement{sql: insertSpan},
		statuses: map[roster.Status]int{}, gone: map[roster.Status]int{}, groups: map[string]bool{},
	}
}

// park takes from every user who is to lose or change an identifier the key
// by which it is found, so that others can have it in whatever order they
// come. No key begins with a space, so the parked ones are nobody's.
func (w *writer) park(ctx context.Context, p *reconcile.Plan) error {
	parked := map[string]string{
		roster.EmployeeID: "employee_id = NULL, employee_id_loose = NULL",
		roster.Email:      "email_key = ' ' || id",
		roster.Username:   "username_key = NULL",
	}
	return w.each(p, func(c *reconcile.Change) error {
		var sets []string
		switch c.Action {
		case reconcile.Create:
			return nil
		case reconcile.Delete:
			sets = append(sets, parked[roster.EmployeeID], parked[roster.Email], parked[roster.Username])
		default:
			for _, e := range c.Edits {
				if set, ok := parked[e.Field]; ok {
					sets = append(sets, set)
				}
			}
		}
		if len(sets) == 0 {
			return nil
		}
		return w.exec(ctx, "UPDATE users SET "+strings.Join(sets, ", ")+" WHERE id = ?", int64(c.User.ID))
	})
}

// change adds the steps that one change takes, and its history beside them.
func (w *writer) change(to *steps, c *reconcile.Change) error {
	user := int64(c.User.ID)
	if user < 0 {
		return fmt.Errorf("the plan has a user of the number %d, which nobody can have", user)
	}
	switch c.Action {
	case reconcile.Create:
		if user == 0 {
			w.lastUser++
			user = w.lastUser
		} else {
			version := c.Version
			to.do(func(ctx context.Context) error { return w.stillGone(ctx, user, version) })
		}
		if err := w.create(to, user, c); err != nil {
			return err
		}
	case reconcile.Delete:
		gone := *c
		to.do(func(ctx context.Context) error { return w.delete(ctx, user, &gone) })
		w.moved(to, move{user: user, gone: true})
	default:
		w.update(to, user, c)
	}
	return w.record(to, user, c)
}

// parts are the edits of one change by where they are written.
type parts struct {
	fields  []*reconcile.Edit // one for each of columns, nil where there is none
	set     uint64            // which of them there are, one bit each
	custom  []reconcile.Edit
	manager bool
	print   int64 // what is to be added to the fingerprint
}

// The bits that stand for the manager in parts.set, and for custom fields where a
// statement is known by what it sets.
const (
	editsManager = 1 << 63
	editsCustom  = 1 << 62
)

// split parts the edits of a change. The parts are used again for the next. An
// edit of what is no field of a user is in none of them, and refused where the
// edits are written down.
func (w *writer) split(c *reconcile.Change) *parts {
	p := &w.parts
	if p.fields == nil {
		p.fields = make([]*reconcile.Edit, len(columns))
	}
	clear(p.fields)
	p.set, p.custom, p.manager = 0, p.custom[:0], false
	var sum uint64
	next := 0
	for i := range c.Edits {
		e := &c.Edits[i]
		f, place := fieldNamed(e.Field, next)
		next = place + 1
		var hash *fieldPrint
		switch {
		case place >= 0:
			p.fields[place] = e
			p.set |= 1 << place
			hash = w.prints.columns[place]
		case f == nil:
			continue
		case f.Name == roster.ManagerEmail:
			p.manager = true
			p.set |= editsManager
		case f.Custom():
			p.custom = append(p.custom, *e)
			hash = w.prints.of(f)
		}
		sum += hash.hash(e.To) - hash.hash(e.From)
	}
	p.print = int64(sum & fingerprintMask)
	return p
}

// stillGone checks that a deletion is the last thing that happened to a user
// whom the plan brings back.
func (w *writer) stillGone(ctx context.Context, user, version int64) error {
	var last int64
	err := asks(w.rows).past(context.WithoutCancel(ctx), user, func(_ int64, c *change) error {
		last = c.version
		return nil
	})
	if err == nil && last != version {
		err = errMoved
	}
	return err
}

func (w *writer) create(to *steps, user int64, c *reconcile.Change) error {
	p := w.split(c)
	boss := w.managerOf(c)
	args := to.next(w.insertOf(p, boss != 0))
	args.add(user, c.Version+1)
	if boss != 0 {
		args.add(boss)
	}
	if len(p.custom) > 0 {
		custom, err := customAfter(nil, p.custom)
		if err != nil {
			return err
		}
		args.add(custom)
	}
	for i, e := range p.fields {
		if e == nil {
			continue
		}
		value := e.To
		switch columns[i].field.Name {
		case roster.StatusField:
			w.statuses[roster.Status(value)]++
		case roster.RoleField:
			value = cmp.Or(value, string(roster.General))
		}
		form := columns[i].form(value)
		if columns[i].field.Name == roster.Email {
			form = w.bulk.keyOf(user, form)
		}
		columns[i].values(args, value, form)
	}
	w.addGroups(to, p)
	w.moved(to, w.moveOf(user, c, p))
	return nil
}

// moveOf returns what a change of these parts does to the print of a user.
func (w *writer) moveOf(user int64, c *reconcile.Change, p *parts) move {
	m := move{user: user, add: p.print, manager: w.managerOf(c), moves: p.manager || c.Action == reconcile.Create}
	if e := p.fields[columnOf[roster.StatusField]]; e != nil {
		m.status = statusCode(roster.Status(e.To))
	}
	return m
}

// insertOf returns the statement that makes a user of these parts. All other
// columns have the value of nobody by default, and do not have to be sent.
func (w *writer) insertOf(p *parts, manager bool) *statement {
	set := p.set &^ editsManager
	if manager {
		set |= editsManager
	}
	if len(p.custom) > 0 {
		set |= editsCustom
	}
	stmt, ok := w.inserts[set]
	if !ok {
		names := []string{"id", "version"}
		if manager {
			names = append(names, "manager_id")
		}
		if len(p.custom) > 0 {
			names = append(names, "custom")
		}
		for i, e := range p.fields {
			if e != nil {
				names = append(names, columns[i].names()...)
			}
		}
		stmt = &statement{sql: "INSERT INTO users (" + strings.Join(names, ", ") + ") VALUES (?" + strings.Repeat(", ?", len(names)-1) + ")"}
		w.inserts[set] = stmt
	}
	return stmt
}

// update sets the columns that the change names and no other, so that no
// index is written that need not be.
func (w *writer) update(to *steps, user int64, c *reconcile.Change) {
	p := w.split(c)
	args := to.next(w.updateOf(p))
	for i, e := range p.fields {
		if e == nil {
			continue
		}
		column := &columns[i]
		column.values(args, e.To, column.form(e.To))
		if column.field.Name == roster.StatusField {
			w.statuses[roster.Status(e.From)]--
			w.statuses[roster.Status(e.To)]++
		}
	}
	if p.manager {
		args.add(number(w.managerOf(c)))
	}
	args.add(user, c.Version)
	// The old values are asked for as well: counts, fingerprints and the
	// history rest on them, and a plan can claim what it likes.
	for _, e := range p.fields {
		if e != nil {
			args.add(e.From, e.From)
		}
	}
	if len(p.custom) > 0 {
		edits := slices.Clone(p.custom)
		to.do(func(ctx context.Context) error { return w.setCustom(ctx, user, edits) })
	}
	w.addGroups(to, p)
	w.moved(to, w.moveOf(user, c, p))
}

// addGroups writes down the groups that the roster has not had before.
func (w *writer) addGroups(to *steps, p *parts) {
	e := p.fields[columnOf[roster.Groups]]
	if e == nil || e.To == "" {
		return
	}
	for group := range roster.Set(e.To) {
		if !w.groups[group] {
			to.do(func(ctx context.Context) error {
				return w.exec(ctx, "INSERT OR IGNORE INTO groups (name) VALUES (?)", group)
			})
			w.groups[group] = true
		}
	}
}

// updateOf returns the statement that sets the columns of these parts.
func (w *writer) updateOf(p *parts) *statement {
	stmt, ok := w.updates[p.set]
	if !ok {
		sets := []string{"version = version + 1"}
		var were string
		for i, e := range p.fields {
			if e == nil {
				continue
			}
			for _, name := range columns[i].names() {
				sets = append(sets, name+" = ?")
			}
			were += " AND ifnull(" + columns[i].field.Name + ", ?) = ?" // NULL is an employee ID that is parked
		}
		if p.manager {
			sets = append(sets, "manager_id = ?")
		}
		stmt = &statement{one: true, sql: "UPDATE users SET " + strings.Join(sets, ", ") +
			" WHERE id = ? AND version = ?" + were + " RETURNING id"}
		w.updates[p.set] = stmt
	}
	return stmt
}

func (w *writer) setCustom(ctx context.Context, user int64, edits []reconcile.Edit) error {
	var object string
	row := w.QueryRowContext(context.WithoutCancel(ctx), "SELECT custom FROM users WHERE id = ?", user)
	if err := row.Scan(&object); err != nil {
		return w.store.fail(ctx, "read", err)
	}
	custom, err := readCustom(object)
	if err != nil {
		return err
	}
	for _, e := range edits {
		if e.From != roster.FieldByName(e.Field).Get(&roster.User{Custom: custom}) {
			return errMoved
		}
	}
	if object, err = customAfter(custom, edits); err != nil {
		return err
	}
	return w.exec(ctx, "UPDATE users SET custom = ? WHERE id = ?", object, user)
}

// customAfter returns the JSON object of the custom fields after the edits.
func customAfter(custom map[string]string, edits []reconcile.Edit) (string, error) {
	u := roster.User{Custom: custom}
	for _, e := range edits {
		roster.FieldByName(e.Field).Set(&u, e.To)
	}
	return writeCustom(u.Custom)
}

func (w *writer) delete(ctx context.Context, user int64, c *reconcile.Change) (err error) {
	var owned bool
	row := w.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM assignment_changes WHERE owner_id = ?1 OR owner_was = ?1)", user)
	if err := row.Scan(&owned); err != nil {
		return w.store.fail(ctx, "read", err)
	}
	if owned && !c.Erase {
		return &reconcile.StaleError{Moved: []reconcile.Moved{{User: who(c.User), What: "was given an assignment"}}}
	}
	var status roster.Status
	switch err := w.QueryRowContext(ctx, "DELETE FROM users WHERE id = ? AND version = ? RETURNING status", user, c.Version).Scan(&status); {
	case err == sql.ErrNoRows:
		return errMoved
	case err != nil:
		return w.store.fail(ctx, "write to", err)
	}
	w.deleted = append(w.deleted, user)
	if c.Erase {
		w.erased = append(w.erased, user)
	}
	w.gone[status]--
	return nil
}

// count brings the counts of users by status up to date.
func (w *writer) count(ctx context.Context) error {
	for _, status := range statuses {
		if n := w.statuses[status]; n != 0 {
			if err := w.exec(ctx, "UPDATE status_counts SET users = users + ? WHERE status = ?", n, string(status)); err != nil {
				return err
			}
		}
	}
	return nil
}

// refuseOverfull refuses a plan for whose people other runs have left no seats.
func (w *writer) refuseOverfull(ctx context.Context, p *reconcile.Plan) error {
	joined := w.statuses[roster.Active] + w.statuses[roster.OnLeave]
	if joined <= 0 {
		return nil
	}
	var active int
	if err := w.QueryRowContext(ctx, "SELECT sum(users) FROM status_counts WHERE status <> 'inactive'").Scan(&active); err != nil {
		return w.store.fail(ctx, "read", err)
	}
	return reconcile.Overfull(p, active-joined, active)
}
