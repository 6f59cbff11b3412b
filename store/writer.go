package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// writer writes the changes of one plan.
type writer struct {
	*transaction
	run      int64
	seq      int64
	lastUser int64 // grows with every new user
	deleted  []int64
	erased   []int64
	inserts  map[uint64]*sql.Stmt  // by the columns they set, one bit for each of columns
	updates  map[uint64]*sql.Stmt  // likewise
	statuses map[roster.Status]int // what is to be added to the counts
	groups   map[string]bool       // that are known to be written down

	remove, log *sql.Stmt

	link    *link // of the chain, to which every change is added
	nonces  nonces
	nonce   []byte
	written written

	parts parts
	args  []any
}

// park takes from every user who is to lose or change an identifier the key
// by which it is found, so that others can have it in whatever order they
// come. No key begins with a space, so the parked ones are nobody's.
func (w *writer) park(ctx context.Context, p *reconcile.Plan) error {
	parked := map[string]string{
		roster.EmployeeID: "employee_id = NULL",
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

// changes writes every user and the history beside them.
func (w *writer) changes(ctx context.Context, p *reconcile.Plan) error {
	return w.each(p, func(c *reconcile.Change) error {
		user := int64(c.User.ID)
		var err error
		switch c.Action {
		case reconcile.Create:
			if user == 0 {
				w.lastUser++
				user = w.lastUser
			} else if err := w.stillGone(ctx, user, c.Version); err != nil {
				return err
			}
			err = w.create(ctx, user, c)
		case reconcile.Delete:
			err = w.delete(ctx, user, c)
		default:
			err = w.update(ctx, user, c)
		}
		if err != nil {
			return err
		}
		return w.record(ctx, user, c)
	})
}

// parts are the edits of one change by where they are written.
type parts struct {
	fields  []*reconcile.Edit // one for each of columns, nil where there is none
	set     uint64            // which of them there are, one bit each
	custom  []reconcile.Edit
	manager bool
}

// editsManager is the bit that stands for the manager in parts.set.
const editsManager = 1 << 63

// split parts the edits of a change. The parts are used again for the next.
func (w *writer) split(c *reconcile.Change) (*parts, error) {
	p := &w.parts
	if p.fields == nil {
		p.fields = make([]*reconcile.Edit, len(columns))
	}
	clear(p.fields)
	p.set, p.custom, p.manager = 0, p.custom[:0], false
	for i := range c.Edits {
		e := &c.Edits[i]
		if strings.Contains(e.To, separator) {
			return nil, fmt.Errorf("the plan has a control character in %s %q", e.Field, e.To)
		}
		if place, ok := columnOf[e.Field]; ok {
			p.fields[place] = e
			p.set |= 1 << place
			continue
		}
		f := roster.FieldByName(e.Field)
		switch {
		case e.Field == roster.ManagerEmail:
			p.manager = true
			p.set |= editsManager
		case f != nil && f.Custom():
			p.custom = append(p.custom, *e)
		default:
			return nil, fmt.Errorf("the plan edits %q, which is no field of a user", e.Field)
		}
	}
	return p, nil
}

// stillGone checks that a deletion is the last thing that happened to a user
// whom the plan brings back.
func (w *writer) stillGone(ctx context.Context, user, version int64) error {
	var last int64
	row := w.QueryRowContext(context.WithoutCancel(ctx), "SELECT ifnull(max(version), 0) FROM changes WHERE user_id = ?", user)
	if err := row.Scan(&last); err != nil {
		return w.store.fail(ctx, "read", err)
	}
	if last != version {
		return errMoved
	}
	return nil
}

func (w *writer) create(ctx context.Context, user int64, c *reconcile.Change) (err error) {
	p, err := w.split(c)
	if err != nil {
		return err
	}
	stmt, err := w.insertOf(ctx, p)
	if err != nil {
		return err
	}
	custom, err := customAfter(nil, p.custom)
	if err != nil {
		return err
	}
	args := append(w.args[:0], user, c.Version+1, custom, number(w.managerOf(c)))
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
		args = columns[i].values(args, value)
	}
	if _, err := stmt.ExecContext(context.WithoutCancel(ctx), args...); err != nil {
		return w.store.fail(ctx, "write to", err)
	}
	w.args = args
	return w.addGroups(ctx, p)
}

// insertOf returns the statement that makes a user of these parts. All other
// columns have the value of nobody by default, and do not have to be sent.
func (w *writer) insertOf(ctx context.Context, p *parts) (*sql.Stmt, error) {
	set := p.set &^ editsManager
	if stmt, ok := w.inserts[set]; ok {
		return stmt, nil
	}
	names := []string{"id", "version", "custom", "manager_id"}
	for i, e := range p.fields {
		if e != nil {
			names = append(names, columns[i].names()...)
		}
	}
	stmt, err := w.prepare(ctx, "INSERT INTO users ("+strings.Join(names, ", ")+") VALUES (?"+strings.Repeat(", ?", len(names)-1)+")")
	if err != nil {
		return nil, err
	}
	w.inserts[set] = stmt
	return stmt, nil
}

// update sets the columns that the change names and no other, so that no
// index is written that need not be.
func (w *writer) update(ctx context.Context, user int64, c *reconcile.Change) error {
	p, err := w.split(c)
	if err != nil {
		return err
	}
	stmt, err := w.updateOf(ctx, p)
	if err != nil {
		return err
	}
	// The old status is asked for as well, because the counts rest on it.
	args, from := w.args[:0], any(nil)
	for i, e := range p.fields {
		if e == nil {
			continue
		}
		column := &columns[i]
		args = column.values(args, e.To)
		if column.field.Name == roster.StatusField {
			from = e.From
			w.statuses[roster.Status(e.From)]--
			w.statuses[roster.Status(e.To)]++
		}
	}
	if p.manager {
		args = append(args, number(w.managerOf(c)))
	}
	args = append(args, user, c.Version, from)
	result, err := stmt.ExecContext(context.WithoutCancel(ctx), args...)
	if err != nil {
		return w.store.fail(ctx, "write to", err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errMoved
	}
	if len(p.custom) > 0 {
		if err := w.setCustom(ctx, user, p.custom); err != nil {
			return err
		}
	}
	w.args = args
	return w.addGroups(ctx, p)
}

// addGroups writes down the groups that the roster has not had before.
func (w *writer) addGroups(ctx context.Context, p *parts) error {
	e := p.fields[columnOf[roster.Groups]]
	if e == nil || e.To == "" {
		return nil
	}
	for group := range roster.Set(e.To) {
		if w.groups[group] {
			continue
		}
		if err := w.exec(ctx, "INSERT OR IGNORE INTO groups (name) VALUES (?)", group); err != nil {
			return err
		}
		w.groups[group] = true
	}
	return nil
}

// updateOf returns the statement that sets the columns of these parts.
func (w *writer) updateOf(ctx context.Context, p *parts) (*sql.Stmt, error) {
	if stmt, ok := w.updates[p.set]; ok {
		return stmt, nil
	}
	sets := []string{"version = version + 1"}
	for i, e := range p.fields {
		if e == nil {
			continue
		}
		for _, name := range columns[i].names() {
			sets = append(sets, name+" = ?")
		}
	}
	if p.manager {
		sets = append(sets, "manager_id = ?")
	}
	stmt, err := w.prepare(ctx, "UPDATE users SET "+strings.Join(sets, ", ")+
		" WHERE id = ? AND version = ? AND status = ifnull(?, status)")
	if err != nil {
		return nil, err
	}
	w.updates[p.set] = stmt
	return stmt, nil
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
	if w.remove == nil {
		if w.remove, err = w.prepare(ctx, "DELETE FROM users WHERE id = ? AND version = ? RETURNING status"); err != nil {
			return err
		}
	}
	var owned bool
	row := w.QueryRowContext(context.WithoutCancel(ctx),
		"SELECT EXISTS (SELECT 1 FROM assignment_changes WHERE owner_id = ?1 OR owner_was = ?1)", user)
	if err := row.Scan(&owned); err != nil {
		return w.store.fail(ctx, "read", err)
	}
	if owned && !c.Erase {
		return &reconcile.StaleError{Moved: []reconcile.Moved{{User: who(c.User), What: "was given an assignment"}}}
	}
	var status roster.Status
	switch err := w.remove.QueryRowContext(context.WithoutCancel(ctx), user, c.Version).Scan(&status); {
	case err == sql.ErrNoRows:
		return errMoved
	case err != nil:
		return w.store.fail(ctx, "write to", err)
	}
	w.statuses[status]--
	w.deleted = append(w.deleted, user)
	if c.Erase {
		w.erased = append(w.erased, user)
	}
	return nil
}

// record writes a change to the history. A user's version grows by one with
// every change, so the one this change made is known.
func (w *writer) record(ctx context.Context, user int64, c *reconcile.Change) (err error) {
	if w.log == nil {
		w.log, err = w.prepare(ctx, `INSERT OR FAIL INTO changes
			(run_id, seq, user_id, version, action, line, employee_id, email, name, edits, manager_was, manager_id, nonce, digest)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		if err != nil {
			return err
		}
	}
	edits, err := writeEdits(c.Edits)
	if err != nil {
		return err
	}
	row := change{
		seq: w.seq, user: user, version: c.Version + 1, action: string(c.Action), line: int64(c.Line),
		employeeID: c.User.EmployeeID, email: c.User.Email, name: c.User.Name, edits: edits,
		managerWas: c.ManagerWas, manager: w.managerOf(c),
	}
	w.nonce = w.nonces.next(w.nonce)
	digest := row.digest(&w.written, w.nonce)
	w.link.add(digest[:])
	_, err = w.log.ExecContext(context.WithoutCancel(ctx), w.run, row.seq, row.user, row.version, row.action, row.line,
		row.employeeID, row.email, row.name, row.edits, number(row.managerWas), number(row.manager), w.nonce, digest[:])
	if err != nil {
		return w.store.fail(ctx, "write to", err)
	}
	w.seq++
	return nil
}

// count brings the counts of users by status up to date.
func (w *writer) count(ctx context.Context) error {
	for _, status := range []roster.Status{roster.Active, roster.OnLeave, roster.Inactive} {
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
