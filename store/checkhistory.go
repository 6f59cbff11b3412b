package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"roster.example/reconcile"
	"roster.example/roster"
)

// selectCounted lists the runs with how many changes the history has of each.
const selectCounted = `SELECT r.id, r.applied_at, r.summary, json_valid(r.report), count(c.id), ifnull(max(c.seq) + 1, 0)
	FROM runs r LEFT JOIN changes c ON c.run_id = r.id GROUP BY r.id ORDER BY r.id`

// checkRuns looks whether any run, or a change of one, is missing: both are
// numbered without gaps, and a run says how many people it changed.
func checkRuns(ctx context.Context, c *checker) error {
	last := int64(0)
	err := c.each(ctx, selectCounted, nil,
		func(scan func(...any) error) error {
			var run, changes, numbered int64
			var at, text string
			var report bool
			if err := scan(&run, &at, &text, &report, &changes, &numbered); err != nil {
				return unreadable(err)
			}
			found := func(format string, args ...any) error {
				return c.found(Finding{Run: run, Message: fmt.Sprintf("run %d ", run) + fmt.Sprintf(format, args...)})
			}
			if run != last+1 {
				if err := c.found(Finding{Run: last + 1, Message: gap(last+1, run-1)}); err != nil {
					return err
				}
			}
			last = run
			if _, err := time.Parse(time.RFC3339Nano, at); err != nil {
				if err := found("was applied at %q, which is no time", at); err != nil {
					return err
				}
			}
			var summary reconcile.Summary
			if err := json.Unmarshal([]byte(text), &summary); err != nil || !report {
				return found("has a report that cannot be read")
			}
			if told := int64(summary.Changes()); told != changes || numbered != changes {
				return found("changed %d people, and the history has %d changes of it", max(told, numbered), changes)
			}
			return nil
		})
	if err != nil {
		return err
	}
	// A change of a run that came after the last one there is.
	return c.each(ctx, "SELECT run_id, count(*) FROM changes WHERE run_id > ? GROUP BY run_id ORDER BY run_id", []any{last},
		func(scan func(...any) error) error {
			var run, changes int64
			if err := scan(&run, &changes); err != nil {
				return unreadable(err)
			}
			return c.found(Finding{Run: run, Message: fmt.Sprintf("run %d is missing, and the history has %d changes of it", run, changes)})
		})
}

func gap(from, to int64) string {
	if from == to {
		return fmt.Sprintf("run %d is missing", from)
	}
	return fmt.Sprintf("runs %d to %d are missing", from, to)
}

// checkHistory adds up what the runs did to each user, and compares the sum
// with the user. Users and changes are both read in the order of the users'
// numbers, side by side, so that no more than one user is in memory.
func checkHistory(ctx context.Context, c *checker) error {
	past, err := c.pastOf(ctx)
	if err != nil {
		return err
	}
	defer past.close()
	rows, err := c.tx.QueryContext(ctx, selectUser(alone)+" FROM users u ORDER BY u.id")
	if err != nil {
		return c.store.fail(ctx, "check", err)
	}
	defer rows.Close()
	r := reader{manager: alone}
	for rows.Next() {
		u, err := r.read(rows)
		if errors.Is(err, ErrDamaged) {
			if err := c.found(Finding{User: r.user.ID, Message: err.Error()}); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return unreadable(err)
		}
		// Whoever stands in the history before this user is not in the roster.
		for past.more && past.next.user < u.ID {
			if err := c.gone(past); err != nil {
				return err
			}
		}
		sum, err := c.add(past, u.ID)
		if err == nil {
			err = c.compare(u, sum)
		}
		if err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return c.store.fail(ctx, "check", err)
	}
	for past.more {
		if err := c.gone(past); err != nil {
			return err
		}
	}
	return past.err
}

// gone is for a user who has a history and is not in the roster.
func (c *checker) gone(p *past) error {
	sum, err := c.add(p, p.next.user)
	if err != nil || !sum.there {
		return err
	}
	return c.found(Finding{User: sum.user.ID, Message: fmt.Sprintf("user %d (%s) is gone, and no run has deleted them", sum.user.ID, sum.user.Email)})
}

// sum is what the runs add up to for one user.
type sum struct {
	there bool // created and not deleted
	user  roster.User
}

// add adds up the changes of one user, which are the next to be read, and
// reports where one does not follow from those before it.
func (c *checker) add(p *past, user int64) (*sum, error) {
	s := &sum{user: roster.User{ID: user}}
	for p.more && p.next.user == user {
		if err := s.add(&p.next, func(field, format string, args ...any) error {
			return c.found(Finding{Run: p.next.run, User: user, Field: field,
				Message: fmt.Sprintf("run %d, user %d (%s): ", p.next.run, user, p.next.email) + fmt.Sprintf(format, args...)})
		}); err != nil {
			return nil, err
		}
		p.read()
	}
	return s, p.err
}

func (s *sum) add(c *pastChange, found func(field, format string, args ...any) error) error {
	u := &s.user
	create := c.action == reconcile.Create
	if create == s.there {
		if err := found("", "it cannot %s them, going by the runs before it", c.action); err != nil {
			return err
		}
	}
	if create {
		*u = roster.User{ID: u.ID, Version: u.Version, Role: roster.General} // who comes back is a later version
	}
	if c.version != u.Version+1 {
		if err := found("", "it made version %d of them, and the one before it was %d", c.version, u.Version); err != nil {
			return err
		}
	}
	u.Version, s.there = c.version, c.action != reconcile.Delete
	edits, err := readEdits(string(c.edits))
	if err != nil {
		return found("", "its edits cannot be read")
	}
	for _, e := range edits {
		f := roster.FieldByName(e.Field)
		was, from := f.Get(u), e.From
		if f.Name == roster.ManagerEmail {
			// The manager is known by number: their email may have changed since.
			was, from = fmt.Sprint(u.ManagerID), fmt.Sprint(c.managerWas)
			u.ManagerID = c.manager
		}
		f.Set(u, e.To)
		if was != from && !create {
			if err := found(f.Name, "it says that %s was %q, and the runs before it add up to %q", f.Name, from, was); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare reports where a user is not what the runs add up to.
func (c *checker) compare(u *roster.User, s *sum) error {
	found := func(field, format string, args ...any) error {
		return c.found(Finding{User: u.ID, Field: field, Message: fmt.Sprintf("user %d (%s): ", u.ID, u.Email) + fmt.Sprintf(format, args...)})
	}
	if !s.there {
		return found("", "no run has created them")
	}
	differ := func(name, is, want string) error {
		if is == want {
			return nil
		}
		return found(name, "%s is %q, and the runs add up to %q", name, is, want)
	}
	for i := range columns {
		f := columns[i].field
		if err := differ(f.Name, f.Get(u), f.Get(&s.user)); err != nil {
			return err
		}
	}
	names := map[string]bool{}
	for name := range u.Custom {
		names[name] = true
	}
	for name := range s.user.Custom {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if err := differ("custom."+name, u.Custom[name], s.user.Custom[name]); err != nil {
			return err
		}
	}
	if err := differ(roster.ManagerEmail, managerText(u.ManagerID), managerText(s.user.ManagerID)); err != nil {
		return err
	}
	return differ("version", fmt.Sprint(u.Version), fmt.Sprint(s.user.Version))
}

// managerText names a manager by number.
func managerText(id int64) string {
	if id == 0 {
		return ""
	}
	return fmt.Sprintf("user %d", id)
}

// past reads the history, user by user. The index on user_id has it in this
// order, so that nothing is sorted.
type past struct {
	rows *sql.Rows
	fail func(error) error
	next pastChange
	more bool
	err  error // what ended the reading early, if anything did
}

type pastChange struct {
	run, user, version  int64
	action              reconcile.Outcome
	email               string
	edits               sql.RawBytes
	managerWas, manager int64
}

const selectPast = `SELECT run_id, user_id, version, action, email, edits, ifnull(manager_was, 0), ifnull(manager_id, 0)
	FROM changes ORDER BY user_id, id`

func (c *checker) pastOf(ctx context.Context) (*past, error) {
	rows, err := c.tx.QueryContext(ctx, selectPast)
	if err != nil {
		return nil, c.store.fail(ctx, "check", err)
	}
	p := &past{rows: rows, fail: func(err error) error { return c.store.fail(ctx, "check", err) }}
	p.read()
	return p, p.err
}

// read goes on to the next change.
func (p *past) read() {
	var err error
	if p.more = p.rows.Next(); p.more {
		n := &p.next
		err = unreadable(p.rows.Scan(&n.run, &n.user, &n.version, &n.action, &n.email, &n.edits, &n.managerWas, &n.manager))
	} else {
		err = p.rows.Err()
	}
	if err != nil {
		p.more, p.err = false, p.fail(err)
	}
}

func (p *past) close() { p.rows.Close() }
