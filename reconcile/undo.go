package reconcile

import (
	"context"
	"fmt"

	"roster.example/roster"
)

// PrepareUndo makes the reverse plan of a run. It judges by value: a field that
// still holds what the run wrote is restored, whatever happened in between;
// any other is kept, and listed among the problems. People whom the run created
// are removed when they are again exactly as created and nothing refers to
// them, else they are deactivated. People whom it deleted come back under
// their numbers. A run that was put back is refused with *UndoneError.
func PrepareUndo(ctx context.Context, snap Snapshot, run *Run, past *Report, o Options) (*Plan, error) {
	if run.UndoneBy != nil {
		return nil, &UndoneError{Run: run.ID, By: *run.UndoneBy}
	}
	d := newDraft(Undo, snap, o)
	d.yields = true
	var changes []*Change
	var ids []int64
	for c, err := range past.Changes {
		if err != nil {
			return nil, err
		}
		kept := *c
		changes = append(changes, &kept)
		ids = append(ids, int64(c.User.ID), c.ManagerWas)
	}
	users, err := snap.ByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		d.reverse(c, users[int64(c.User.ID)])
	}
	p, err := d.plan(ctx)
	if err != nil {
		return nil, err
	}
	p.Undoes = run.ID
	return p, nil
}

// reverse puts one change back. The user is nil when there is none any more.
func (d *draft) reverse(c *Change, u *roster.User) {
	switch {
	case c.Action == Delete && len(c.Edits) == 0:
		d.warning(roster.CodeChangedSince, "", "", "somebody was erased, and cannot come back", "nothing is done")
	case c.Action == Delete && u == nil:
		d.add(&wish{after: revived(c), version: c.Version + 1})
	case c.Action == Delete:
		d.warning(roster.CodeChangedSince, "", "", fmt.Sprintf("%s is in the roster again", who(u)), "nothing is done")
	case u == nil:
		d.warning(roster.CodeChangedSince, "", "", fmt.Sprintf("%s has been deleted since", refName(c.User)), "nothing is done")
	case c.Action == Create:
		d.uncreate(c, u)
	default:
		d.restore(c, u)
	}
}

// revived returns the user whom a change deleted.
func revived(c *Change) *roster.User {
	u := &roster.User{ID: int64(c.User.ID), ManagerID: c.ManagerWas, Role: roster.General}
	for _, e := range c.Edits {
		roster.FieldByName(e.Field).Set(u, e.From)
	}
	return u
}

// uncreate removes a user whom a run created, or else takes their access.
func (d *draft) uncreate(c *Change, u *roster.User) {
	created := &roster.User{ID: u.ID, ManagerID: c.ManagerID, Role: roster.General}
	for _, e := range c.Edits {
		roster.FieldByName(e.Field).Set(created, e.To)
	}
	changed := ""
	for f := range fieldsOf(created, u) {
		if f.Get(created) != f.Get(u) {
			changed = f.Name
			break
		}
	}
	if changed == "" && created.ManagerID != u.ManagerID {
		changed = roster.ManagerEmail
	}
	w := &wish{before: u}
	d.add(w)
	if changed != "" {
		d.keepUser(w, roster.CodeKeptUser, fmt.Sprintf("%s is not removed: %s has been changed since", who(u), changed))
	}
}

// restore gives back the values that a run has changed.
func (d *draft) restore(c *Change, u *roster.User) {
	w := &wish{before: u, after: copyOf(u)}
	for _, e := range c.Edits {
		if e.Field == roster.ManagerEmail {
			d.restoreManager(c, w, e)
			continue
		}
		f := roster.FieldByName(e.Field)
		switch f.Get(u) {
		case e.From:
		case e.To:
			f.Set(w.after, e.From)
		default:
			d.keeps(u, e, f.Get(u))
		}
	}
	d.add(w)
}

func (d *draft) restoreManager(c *Change, w *wish, e Edit) {
	switch w.before.ManagerID {
	case c.ManagerWas:
	case c.ManagerID:
		w.after.ManagerID = c.ManagerWas
	default:
		d.keeps(w.before, e, w.before.ManagerEmail)
	}
}

// keeps lists a field that somebody has changed since.
func (d *draft) keeps(u *roster.User, e Edit, now string) {
	d.warning(roster.CodeChangedSince, e.Field, now,
		fmt.Sprintf("%s keeps %s %q: the run wrote %q, and somebody has changed it since", who(u), e.Field, now, e.To),
		fmt.Sprintf("to have it as it was before the run, set it to %q", e.From))
}

// refName names somebody who is gone.
func refName(r UserRef) string {
	id := r.Email
	if r.EmployeeID != "" {
		id = r.EmployeeID
	}
	if id == "" {
		return "somebody who is erased"
	}
	return fmt.Sprintf("%s (%s)", r.Name, id)
}
