package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// diagnose finds out why a plan could not be written: who has moved since it
// was made, what moved and by which run. It works in the transaction that
// failed, after the attempt is taken back, so that nothing moves meanwhile.
func (t *transaction) diagnose(ctx context.Context, p *reconcile.Plan, failure error) error {
	stale := &reconcile.StaleError{}
	given := map[identifier]bool{} // up, by the plan
	err := t.each(p, func(c *reconcile.Change) error {
		if c.Action == reconcile.Create && c.User.ID == 0 {
			return nil
		}
		for _, column := range columns {
			gives := func(e reconcile.Edit) bool { return e.Field == column.field.Name }
			if c.Action == reconcile.Delete || slices.ContainsFunc(c.Edits, gives) {
				given[identifier{int64(c.User.ID), column.field.Name}] = column.field.Unique
			}
		}
		moved, err := t.movesOf(ctx, c)
		stale.Moved = append(stale.Moved, moved...)
		return err
	})
	if err != nil {
		return err
	}
	err = t.each(p, func(c *reconcile.Change) error {
		for _, e := range c.Edits {
			place, ok := columnOf[e.Field]
			if !ok || !columns[place].field.Unique || e.To == "" {
				continue
			}
			holder, err := t.holder(ctx, columns[place], e.To)
			if err != nil {
				return err
			}
			// A user whose own email only changes its spelling gives it up too.
			if holder == 0 || given[identifier{holder, e.Field}] {
				continue
			}
			m, err := t.blame(ctx, holder, e.Field)
			if err != nil {
				return err
			}
			if !slices.Contains(stale.Moved, m) {
				stale.Moved = append(stale.Moved, m)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(stale.Moved) == 0 {
		return fmt.Errorf("the plan does not agree with itself: %w", failure)
	}
	return stale
}

// identifier is the one a user has in a field.
type identifier struct {
	user  int64
	field string
}

// movesOf returns what happened to a user since the plan saw them.
func (t *transaction) movesOf(ctx context.Context, c *reconcile.Change) ([]reconcile.Moved, error) {
	var version int64
	row := t.QueryRowContext(ctx, "SELECT version FROM users WHERE id = ?", int64(c.User.ID))
	if err := row.Scan(&version); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, t.store.fail(ctx, "read", err)
	} else if err == nil && version == c.Version {
		return nil, nil
	}
	var moved []reconcile.Moved
	err := t.history(ctx, int64(c.User.ID), c.Version, func(run int64, past reconcile.Change) {
		moved = append(moved, reconcile.Moved{User: who(c.User), Run: run, What: what(past)})
	})
	if len(moved) == 0 {
		moved = append(moved, reconcile.Moved{User: who(c.User), What: "changed"})
	}
	return moved, err
}

// holder returns the number of the user who has this identifier, 0 when
// nobody has.
func (t *transaction) holder(ctx context.Context, c column, value string) (id int64, err error) {
	query := "SELECT id FROM users WHERE " + c.derived.name + " = ?1"
	if c.field.Kind == roster.KindID { // near misses have the same form
		query += " AND " + c.field.Name + " = ?2"
	}
	err = t.QueryRowContext(ctx, query, c.derived.form(value), value).Scan(&id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, t.store.fail(ctx, "read", err)
	}
	return id, nil
}

// history hands over what earlier runs did to a user after a version of
// theirs, oldest first.
func (t *transaction) history(ctx context.Context, user, after int64, do func(run int64, past reconcile.Change)) error {
	return asks(t.rows).past(ctx, user, func(run int64, c *change) error {
		if c.version <= after || run > t.lastRun {
			return nil
		}
		past, err := c.told()
		if err == nil {
			do(run, *past)
		}
		return err
	})
}

// blame names a user and the newest run that edited this field of theirs.
func (t *transaction) blame(ctx context.Context, user int64, field string) (reconcile.Moved, error) {
	var u reconcile.UserRef
	row := t.QueryRowContext(ctx, "SELECT ifnull(employee_id, ''), email FROM users WHERE id = ?", user)
	if err := row.Scan(&u.EmployeeID, &u.Email); err != nil {
		return reconcile.Moved{}, t.store.fail(ctx, "read", err)
	}
	m := reconcile.Moved{User: who(u), What: field}
	err := t.history(ctx, user, 0, func(run int64, past reconcile.Change) {
		for _, e := range past.Edits {
			if e.Field != field {
				continue
			}
			m.Run, m.What = run, field
			if past.Action == reconcile.Create {
				m.What = "created"
			}
		}
	})
	return m, err
}

// blameDeletion adds the run that deleted a user, if one did.
func (t *transaction) blameDeletion(ctx context.Context, user int64, m *reconcile.Moved) error {
	return t.history(ctx, user, 0, func(run int64, past reconcile.Change) {
		if past.Action == reconcile.Delete {
			m.Run, m.What = run, what(past)
		}
	})
}

// rows runs a query and hands every row to the function.
func (t *transaction) rows(ctx context.Context, query string, args []any, row func(scan func(...any) error) error) error {
	return t.store.rows(ctx, t.Tx, query, args, row)
}

// who names a user: by email, or by ID without one.
func who(u reconcile.UserRef) string {
	if u.Email == "" {
		return u.EmployeeID
	}
	return u.Email
}

// what tells in a few words what a change did.
func what(c reconcile.Change) string {
	switch c.Action {
	case reconcile.Create:
		return "created"
	case reconcile.Delete:
		return "deleted"
	}
	var fields []string
	for _, e := range c.Edits {
		fields = append(fields, e.Field)
	}
	return strings.Join(fields, ", ")
}
