package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"roster.example/roster"
)

// draft is a plan that no file makes: by a hand, by an undo, because a day has
// come. Whoever makes one says what each person is to become; the draft finds
// out whether that can stand, and what it comes to.
type draft struct {
	kind     Kind
	o        Options
	snap     Snapshot
	info     Info
	wishes   []*wish
	byUser   map[int64]*wish
	problems []roster.Problem

	// others are users beside the wishes whom a check had to look at.
	others map[int64]*roster.User

	// A wish that cannot stand is rejected, or, where this is set, gives up
	// the fields that stand in the way.
	yields bool
}

// wish is what one person is to become.
type wish struct {
	before  *roster.User // nil for somebody new, or who comes back
	after   *roster.User // nil for somebody who is deleted
	erase   bool         // with the deletion
	version int64        // of somebody who comes back, as their deletion left it
	outcome Outcome      // Rejected and Skipped are final; "" until the end
}

func (w *wish) live() bool { return w.outcome != Rejected && w.outcome != Skipped }

// person returns whom the wish is about, for a message.
func (w *wish) person() *roster.User {
	if w.before != nil {
		return w.before
	}
	return w.after
}

func newDraft(kind Kind, snap Snapshot, o Options) *draft {
	return &draft{
		kind: kind, o: o, snap: snap, info: snap.Info(),
		byUser: map[int64]*wish{}, others: map[int64]*roster.User{},
	}
}

// add puts a wish on the draft.
func (d *draft) add(w *wish) {
	d.wishes = append(d.wishes, w)
	if id := w.person().ID; id != 0 {
		d.byUser[id] = w
	}
}

// copyOf returns a copy of the user to be changed.
func copyOf(u *roster.User) *roster.User {
	after := *u
	after.Custom = maps.Clone(u.Custom)
	return &after
}

// plan finds out what can stand, and makes the plan of it.
func (d *draft) plan(ctx context.Context) (*Plan, error) {
	for {
		stands := true
		for _, check := range []func(context.Context) (bool, error){
			d.checkIdentifiers, d.checkManagers, d.checkDeletions, d.checkAdmins,
		} {
			ok, err := check(ctx)
			if err != nil {
				return nil, err
			}
			stands = stands && ok
		}
		if stands {
			break
		}
	}
	if err := d.release(ctx); err != nil {
		return nil, err
	}
	changes := d.changes()
	t := newTally()
	for _, w := range d.wishes {
		switch {
		case w.outcome == Rejected:
			t.summary.Rejected++
		case w.outcome == Skipped:
			t.summary.Skipped++
		case w.outcome == Unchanged:
			t.summary.Unchanged++
		}
	}
	for i := range changes {
		t.count(changes[i].Action, changes[i].Edits)
	}
	s := &t.summary
	s.Rows = s.Changes() - s.Delete + s.Unchanged + s.Skipped + s.Rejected
	s.Omitted = d.omitted()
	if err := d.warn(ctx, t); err != nil {
		return nil, err
	}
	p := &Plan{
		ID: d.o.PlanID, Kind: d.kind, CreatedAt: d.o.Now.UTC().Truncate(time.Second), Maker: d.o.Maker,
		StoreID: d.info.StoreID, AfterRun: d.info.LastRun, Head: d.info.Head, Key: cmp.Or(d.info.Key, roster.KeyEmail), Mode: Sync,
		Summary: t.summary, Problems: d.problems, Limits: limits(t, d.info, d.kind, d.o),
		Changes: func(yield func(*Change, error) bool) {
			for _, c := range changes {
				if !yield(&c, nil) {
					return
				}
			}
		},
	}
	for _, l := range p.Limits {
		p.Held = p.Held || l.Exceeded
	}
	return p, nil
}

// omitted counts the active users who are not on the draft.
func (d *draft) omitted() int {
	n := d.info.Active
	for _, w := range d.wishes {
		if w.before != nil && w.before.Employed() {
			n--
		}
	}
	return n
}

// changes works out what the wishes come to.
func (d *draft) changes() []Change {
	var changes []Change
	for _, w := range d.wishes {
		if !w.live() {
			continue
		}
		c := d.change(w)
		if w.outcome = c.Action; w.outcome != Unchanged {
			changes = append(changes, c)
		}
	}
	return changes
}

func (d *draft) change(w *wish) Change {
	before, after := w.before, w.after
	c := Change{User: refOf(w.person())}
	switch {
	case before == nil:
		c.Action, c.Version, before = Create, w.version, &roster.User{}
	case after == nil:
		c.Action, c.Version, after = Delete, before.Version, &roster.User{}
		c.Erase = w.erase
	default:
		c.Action, c.Version = Update, before.Version
		if before.Employed() != after.Employed() {
			c.Action = Reactivate
			if before.Employed() {
				c.Action = Deactivate
			}
		}
	}
	for f := range fieldsOf(before, after) {
		if from, to := f.Get(before), f.Get(after); from != to {
			c.Edits = append(c.Edits, Edit{Field: f.Name, From: from, To: to})
		}
	}
	if before.ManagerID != after.ManagerID {
		c.ManagerWas, c.ManagerID = before.ManagerID, after.ManagerID
		e := Edit{Field: roster.ManagerEmail, From: before.ManagerEmail, To: d.emailOf(after.ManagerID)}
		at, _ := slices.BinarySearchFunc(c.Edits, e, func(a, b Edit) int { return compareFields(a.Field, b.Field) })
		c.Edits = slices.Insert(c.Edits, at, e)
	}
	if len(c.Edits) == 0 {
		c.Action = Unchanged
	}
	return c
}

func refOf(u *roster.User) UserRef {
	return UserRef{ID: UserID(u.ID), EmployeeID: u.EmployeeID, Email: u.Email, Name: u.Name()}
}

// fieldsOf yields the fields that users have values of, in table order, and
// after them the custom ones of these two by name.
func fieldsOf(a, b *roster.User) iter.Seq[*roster.Field] {
	return func(yield func(*roster.Field) bool) {
		for _, f := range roster.Fields {
			if f.Stored() && !yield(f) {
				return
			}
		}
		names := slices.AppendSeq(slices.Collect(maps.Keys(a.Custom)), maps.Keys(b.Custom))
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if !yield(roster.CustomField(name)) {
				return
			}
		}
	}
}

// after returns a user as the draft leaves them, nil for one it deletes or
// who is not there.
func (d *draft) after(id int64) *roster.User {
	if w := d.byUser[id]; w != nil {
		if w.live() {
			return w.after
		}
		return w.before
	}
	return d.others[id]
}

func (d *draft) emailOf(id int64) string {
	if u := d.after(id); u != nil {
		return u.Email
	}
	return ""
}

// look reads users beside the wishes, once.
func (d *draft) look(ctx context.Context, ids []int64) error {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool {
		_, known := d.others[id]
		return known || d.byUser[id] != nil || id == 0
	})
	if len(ids) == 0 {
		return nil
	}
	found, err := d.snap.ByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		d.others[id] = found[id]
	}
	return nil
}

// fault writes down why a wish cannot stand, and takes back the fields that
// are to blame, or the whole wish.
func (d *draft) fault(w *wish, q roster.Problem, fields ...string) {
	if d.kind == Undo {
		q.Hint = "the rest is put back; what is missing is to be done by hand"
	}
	if d.yields && w.before != nil && w.after != nil && len(fields) > 0 {
		for _, name := range fields {
			keepField(w, name)
		}
		q.Severity, q.Message = roster.Warning, fmt.Sprintf("%s keeps %s: %s", who(w.before), q.Field, q.Message)
		d.problems = append(d.problems, q)
		return
	}
	w.outcome = Rejected
	q.Severity = roster.Error
	d.problems = append(d.problems, q)
}

// keepField takes one field out of a wish.
func keepField(w *wish, name string) {
	if name == roster.ManagerEmail {
		w.after.ManagerID = w.before.ManagerID
		return
	}
	f := roster.FieldByName(name)
	f.Set(w.after, f.Get(w.before))
}

func (d *draft) warning(code roster.Code, field, value, message, hint string) {
	d.problems = append(d.problems, roster.Problem{
		Severity: roster.Warning, Code: code, Field: field, Value: value, Message: message, Hint: hint,
	})
}
