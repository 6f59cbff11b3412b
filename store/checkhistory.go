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
const selectCounted = `SELECT r.id, r.applied_at, r.summary, json_valid(r.report), ifnull(sum(h.size), 0), ifnull(max((h.id & 0xffffffff) + h.size), 0)
	FROM runs r LEFT JOIN history h ON h.id >= r.id << 32 AND h.id < (r.id + 1) << 32 GROUP BY r.id ORDER BY r.id`

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
	return c.each(ctx, "SELECT run_id, sum(size) FROM history WHERE id >= (? + 1) << 32 GROUP BY run_id ORDER BY run_id", []any{last},
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
	if past.err != nil {
		return past.err
	}
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
		for past.more() && past.next.user < u.ID {
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
	for past.more() {
		if err := c.gone(past); err != nil {
			return err
		}
	}
	if past.err != nil {
		return past.err
	}
	var changes int64
	if err := c.tx.QueryRowContext(ctx, "SELECT "+countChanges).Scan(&changes); err != nil {
		return unreadable(err)
	}
	if past.read != changes {
		return c.say("the history has %d changes, and %d of them are found by whom they are about", changes, past.read)
	}
	return nil
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
	for p.more() && p.next.user == user {
		if err := s.add(p.next, func(field, format string, args ...any) error {
			return c.found(Finding{Run: p.run, User: user, Field: field,
				Message: fmt.Sprintf("run %d, user %d (%s): ", p.run, user, p.next.email) + fmt.Sprintf(format, args...)})
		}); err != nil {
			return nil, err
		}
		p.goOn()
	}
	return s, p.err
}

func (s *sum) add(c *change, found func(field, format string, args ...any) error) error {
	u := &s.user
	action := reconcile.Outcome(c.action)
	create := action == reconcile.Create
	if create == s.there {
		if err := found("", "it cannot %s them, going by the runs before it", action); err != nil {
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
	u.Version, s.there = c.version, action != reconcile.Delete
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

// past reads the history, user by user. The rows of history_users are in this
// order, so that nothing is sorted, and as many blocks are open as one person
// stands in.
type past struct {
	c    *checker
	ctx  context.Context
	rows *sql.Rows

	span   span // that is opened next
	of     int64
	open   []*opened
	block  *sql.Stmt
	blocks map[int64][]byte // some that were read: the next users often stand in the same

	next *change // nil at the end
	run  int64   // of that
	read int64   // how many changes came so far
	err  error   // what ended the reading early, if anything did
}

// opened are the changes of a span that are still to come.
type opened struct {
	id, user int64 // of the first
	changes  []change
}

const selectSpans = "SELECT user_id, block_id, place, users FROM history_users ORDER BY user_id, block_id"

func (c *checker) pastOf(ctx context.Context) (*past, error) {
	block, err := c.tx.PrepareContext(ctx, "SELECT changes FROM history WHERE id = ?")
	if err != nil {
		return nil, c.store.fail(ctx, "check", err)
	}
	rows, err := c.tx.QueryContext(ctx, selectSpans)
	if err != nil {
		block.Close()
		return nil, c.store.fail(ctx, "check", err)
	}
	p := &past{c: c, ctx: ctx, rows: rows, block: block, blocks: map[int64][]byte{}}
	p.nextSpan()
	p.goOn()
	return p, nil // with p.err, if there was one
}

// close closes what is read from, which has nothing to lose.
func (p *past) close() {
	p.rows.Close()
	p.block.Close()
}

// more reports whether there is a next change.
func (p *past) more() bool { return p.next != nil }

// nextSpan reads a row of history_users; behind the last one the span is of
// nobody.
func (p *past) nextSpan() {
	p.span = span{}
	if p.rows.Next() {
		p.fail(unreadable(p.rows.Scan(&p.span.user, &p.of, &p.span.place, &p.span.users)))
		return
	}
	p.fail(p.rows.Err())
}

// fail ends the reading, unless it has ended.
func (p *past) fail(err error) {
	switch {
	case err == nil || p.err != nil:
	case errors.Is(err, ErrDamaged): // which is a finding, and those do not name the file
		p.err = err
	default:
		p.err = p.c.store.fail(p.ctx, "check", err)
	}
}

// goOn goes on to the next change: the oldest one of the lowest user there is.
func (p *past) goOn() {
	p.next = nil
	for p.err == nil {
		var first *opened
		for _, o := range p.open {
			if first == nil || o.user < first.user || o.user == first.user && o.id < first.id {
				first = o
			}
		}
		if p.span.users > 0 && (first == nil || p.span.user <= first.user) {
			p.openSpan()
			p.nextSpan()
			continue
		}
		if first == nil {
			return
		}
		c, user, id := &first.changes[0], first.user, first.id
		first.changes, first.user, first.id = first.changes[1:], user+1, id+1
		p.open = slices.DeleteFunc(p.open, func(o *opened) bool { return len(o.changes) == 0 })
		if c.user == user {
			p.next, p.run = c, runOfChange(id)
			p.read++
			return
		}
		if err := p.c.found(Finding{Run: runOfChange(id), User: user,
			Message: fmt.Sprintf("run %d has a change of user %d where one of user %d is looked for", runOfChange(id), c.user, user)}); err != nil {
			p.err = err
		}
	}
}

// blocksKept is how many blocks are kept. People who came together stand side by
// side in each run, so the next ones are mostly found in those of the last.
const blocksKept = 256

// openSpan reads the changes of the span.
func (p *past) openSpan() {
	block, ok := p.blocks[p.of]
	if !ok {
		if err := p.block.QueryRowContext(p.ctx, p.of).Scan(&block); err != nil {
			p.fail(unreadable(err))
			return
		}
		if len(p.blocks) == blocksKept {
			clear(p.blocks)
		}
		p.blocks[p.of] = block
	}
	o := &opened{id: p.of + p.span.place, user: p.span.user}
	for c, err := range changesAt(block, p.span.place) {
		if err != nil {
			p.fail(err)
			return
		}
		if o.changes = append(o.changes, *c); int64(len(o.changes)) == p.span.users {
			break
		}
	}
	if p.span.place < 0 || int64(len(o.changes)) < p.span.users {
		p.fail(fmt.Errorf("%w: user %d has a place in the history that is not there", ErrDamaged, p.span.user))
		return
	}
	p.open = append(p.open, o)
}
