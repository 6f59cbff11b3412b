package storetest

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"roster.example/reconcile"
	"roster.example/roster"
)

// apply returns the state after the plan, or says why there is none.
func (st state) apply(ctx context.Context, p *reconcile.Plan, s reconcile.Stamp) (state, error) {
	if err := ctx.Err(); err != nil {
		return state{}, err
	}
	if p.StoreID != st.storeID {
		return state{}, reconcile.ErrForeignPlan
	}
	if n := int(p.AfterRun); n > len(st.runs) || n > 0 && st.runs[n-1].planID != p.Head {
		return state{}, reconcile.Discarded(p)
	}
	if moved := reconcile.KeyMoved(p, st.key); moved != nil {
		return state{}, moved
	}
	for _, past := range st.runs {
		if past.planID == p.ID {
			return state{}, &reconcile.AppliedError{Run: past.run.ID}
		}
		if undoes := past.run.Undoes; undoes != nil && *undoes == p.Undoes {
			return state{}, &reconcile.UndoneError{Run: p.Undoes, By: past.run.ID}
		}
	}
	changes, err := collect(ctx, p)
	if err != nil {
		return state{}, err
	}
	moved := st.movedUsers(changes)
	taken, err := st.takenIdentifiers(changes)
	if err != nil {
		return state{}, err
	}
	if moved = append(moved, taken...); len(moved) > 0 {
		return state{}, &reconcile.StaleError{Moved: moved}
	}

	next := st.clone()
	for i := range changes {
		if boss := &changes[i].ManagerID; *boss < 0 {
			*boss = st.lastID - *boss
		}
	}
	for i := range changes {
		if err := next.change(&changes[i]); err != nil {
			return state{}, err
		}
	}
	if moved = next.setManagers(changes); len(moved) == 0 {
		moved = next.brokenManagers(p, changes)
	}
	if len(moved) > 0 {
		return state{}, &reconcile.StaleError{Moved: moved}
	}
	if st.accountAdmins() > 0 && next.accountAdmins() == 0 {
		return state{}, reconcile.ErrLastAdmin
	}
	if err := reconcile.Overfull(p, st.employed(), next.employed()); err != nil {
		return state{}, err
	}
	if p.SetsKey && next.key == "" {
		next.key = p.Key
	}
	next.record(p, s, changes)
	for _, c := range changes {
		if c.Erase {
			next.erase(int64(c.User.ID))
		}
	}
	return next, nil
}

// collect reads the plan into memory: its changes are valid only until the
// next one.
func collect(ctx context.Context, p *reconcile.Plan) ([]reconcile.Change, error) {
	var changes []reconcile.Change
	for c, err := range p.Changes {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, fmt.Errorf("read the plan: %w", err)
		}
		kept := *c
		kept.Edits = slices.Clone(c.Edits)
		changes = append(changes, kept)
	}
	return changes, nil
}

// movedUsers returns the users who are not as the plan saw them.
func (st state) movedUsers(changes []reconcile.Change) []reconcile.Moved {
	var moved []reconcile.Moved
	for _, c := range changes {
		id := int64(c.User.ID)
		u, there := st.users[id]
		if c.Action == reconcile.Delete && !c.Erase && st.everOwned(id) > 0 {
			moved = append(moved, reconcile.Moved{User: who(c.User), What: "was given an assignment"})
		}
		if c.Action == reconcile.Create && (id == 0 || !there && st.lastVersion(id) == c.Version) || c.Action != reconcile.Create && there && u.Version == c.Version {
			continue
		}
		known := false
		for run, past := range st.history(id) {
			if past.Version >= c.Version {
				moved = append(moved, reconcile.Moved{User: who(c.User), Run: run, What: what(past)})
				known = true
			}
		}
		if !known {
			moved = append(moved, reconcile.Moved{User: who(c.User), What: "changed"})
		}
	}
	return moved
}

// takenIdentifiers returns the users who hold an identifier that the plan
// gives to somebody else, and who keep it.
func (st state) takenIdentifiers(changes []reconcile.Change) ([]reconcile.Moved, error) {
	byUser := map[int64]*reconcile.Change{}
	for i := range changes {
		byUser[int64(changes[i].User.ID)] = &changes[i]
	}
	held, given := st.held(), map[identifier]bool{}
	var moved []reconcile.Moved
	for _, c := range changes {
		for _, e := range c.Edits {
			f := roster.FieldByName(e.Field)
			if f == nil || !f.Unique || e.To == "" {
				continue
			}
			claim := identify(e.Field, e.To)
			if given[claim] {
				return nil, fmt.Errorf("the plan gives %s %q to two users", e.Field, e.To)
			}
			given[claim] = true
			holder := held[claim]
			if holder == 0 || givesUp(byUser[holder], e.Field) {
				continue
			}
			m := st.blame(holder, e.Field)
			if !slices.Contains(moved, m) {
				moved = append(moved, m)
			}
		}
	}
	return moved, nil
}

// givesUp reports whether the change takes this identifier from its user.
func givesUp(c *reconcile.Change, field string) bool {
	if c == nil {
		return false
	}
	return c.Action == reconcile.Delete ||
		slices.ContainsFunc(c.Edits, func(e reconcile.Edit) bool { return e.Field == field })
}

// change does what one change says, but for the manager, who may be somebody
// the plan creates later on. A new user's number is written into the change.
func (st *state) change(c *reconcile.Change) error {
	if c.Action == reconcile.Delete {
		delete(st.users, int64(c.User.ID))
		return nil
	}
	if c.Action == reconcile.Create {
		if c.User.ID == 0 {
			st.lastID++
			c.User.ID = reconcile.UserID(st.lastID)
		}
		st.users[int64(c.User.ID)] = roster.User{ID: int64(c.User.ID), Version: c.Version, Role: roster.General}
	}
	u := st.users[int64(c.User.ID)]
	u.Version++
	u.Custom = maps.Clone(u.Custom)
	for _, e := range c.Edits {
		if e.Field == roster.ManagerEmail {
			continue
		}
		f := roster.FieldByName(e.Field)
		if f == nil || !f.Stored() {
			return fmt.Errorf("the plan edits %q, which is no field of a user", e.Field)
		}
		f.Set(&u, e.To)
		if e.Field == roster.Groups {
			st.addGroups(e.To)
		}
	}
	if u.Role == "" {
		u.Role = roster.General
	}
	if u.Status != roster.Active && u.Status != roster.OnLeave && u.Status != roster.Inactive {
		return fmt.Errorf("the plan gives %s the status %q", who(c.User), u.Status)
	}
	st.users[u.ID] = u
	return nil
}

// lastVersion returns the version that the newest change of a user made.
func (st state) lastVersion(id int64) (version int64) {
	for _, past := range st.history(id) {
		version = past.Version + 1
	}
	return version
}

// setManagers does the edits of managers, and returns the managers who are
// not there.
func (st *state) setManagers(changes []reconcile.Change) []reconcile.Moved {
	var moved []reconcile.Moved
	for _, c := range changes {
		if c.Action == reconcile.Delete {
			continue
		}
		for _, e := range c.Edits {
			if e.Field != roster.ManagerEmail {
				continue
			}
			u := st.users[int64(c.User.ID)]
			u.ManagerID = 0
			if e.To != "" {
				u.ManagerID = c.ManagerID
				if _, ok := st.users[u.ManagerID]; !ok {
					moved = append(moved, st.gone(u.ManagerID, e.To))
				}
			}
			st.users[u.ID] = u
		}
	}
	return moved
}

// gone tells of a manager who is not in the roster.
func (st state) gone(id int64, email string) reconcile.Moved {
	m := reconcile.Moved{User: email, What: "not in the roster"}
	for run, past := range st.history(id) {
		if past.Action == reconcile.Delete {
			m.Run, m.What = run, what(past)
		}
	}
	return m
}

// brokenManagers returns the users who, since the plan was made, came to
// report to somebody it deletes, or now close a circle with its edits.
func (st state) brokenManagers(p *reconcile.Plan, changes []reconcile.Change) []reconcile.Moved {
	var moved []reconcile.Moved
	for _, c := range changes {
		if c.Action != reconcile.Delete {
			continue
		}
		for _, id := range st.ids() {
			if st.users[id].ManagerID == int64(c.User.ID) {
				moved = append(moved, st.blame(id, roster.ManagerEmail))
			}
		}
	}
	for _, c := range changes {
		start := int64(c.User.ID)
		var chain []int64
		for id := st.users[start].ManagerID; id != 0 && !slices.Contains(chain, id); id = st.users[id].ManagerID {
			chain = append(chain, id)
		}
		if !slices.Contains(chain, start) {
			continue
		}
		for _, id := range chain {
			if m := st.blame(id, roster.ManagerEmail); m.Run > p.AfterRun && !slices.Contains(moved, m) {
				moved = append(moved, m)
			}
		}
	}
	return moved
}

// record writes the run and its changes.
func (st *state) record(p *reconcile.Plan, s reconcile.Stamp, changes []reconcile.Change) {
	run := reconcile.Run{
		ID: int64(len(st.runs)) + 1, Kind: p.Kind, AppliedAt: s.At.UTC(), Actor: s.Actor,
		Source: p.Source.Name, Summary: p.Summary,
	}
	if p.Undoes != 0 {
		undoes := p.Undoes
		run.Undoes = &undoes
	}
	report := *p.Report(run.Ref())
	report.Changes = func(yield func(*reconcile.Change, error) bool) {
		for _, c := range changes {
			if !yield(&c, nil) {
				return
			}
		}
	}
	st.runs = append(st.runs, past{run: run, planID: p.ID, report: report, changes: changes})
}

// history yields what happened to a user, oldest first, by run.
func (st state) history(id int64) iter.Seq2[int64, reconcile.Change] {
	return func(yield func(int64, reconcile.Change) bool) {
		for _, past := range st.runs {
			for _, c := range past.changes {
				if int64(c.User.ID) == id && !yield(past.run.ID, c) {
					return
				}
			}
		}
	}
}

// blame names a user and the newest run that edited this field of theirs.
func (st state) blame(id int64, field string) reconcile.Moved {
	u := st.users[id]
	m := reconcile.Moved{User: who(reconcile.UserRef{EmployeeID: u.EmployeeID, Email: u.Email}), What: field}
	for run, past := range st.history(id) {
		for _, e := range past.Edits {
			if e.Field != field {
				continue
			}
			m.Run, m.What = run, field
			if past.Action == reconcile.Create {
				m.What = "created"
			}
		}
	}
	return m
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
	var fields string
	for i, e := range c.Edits {
		if i > 0 {
			fields += ", "
		}
		fields += e.Field
	}
	return fields
}
