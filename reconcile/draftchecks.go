package reconcile

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"roster.example/roster"
)

// held is an identifier in the form in which no two users share it.
type held struct{ field, key string }

func identify(field, value string) held {
	switch field {
	case roster.Email:
		return held{field, roster.EmailKey(value)}
	case roster.Username:
		return held{field, roster.UsernameKey(value)}
	}
	return held{field, value}
}

// claimed are the identifiers that wishes give out, with who gets them.
type claimed map[held][]*wish

func (c claimed) Len() int { return len(c) }

func (c claimed) of(field string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for h := range c {
			if h.field == field && !yield(h.key) {
				return
			}
		}
	}
}

func (c claimed) EmployeeIDs() iter.Seq[string]  { return c.of(roster.EmployeeID) }
func (c claimed) EmailKeys() iter.Seq[string]    { return c.of(roster.Email) }
func (c claimed) UsernameKeys() iter.Seq[string] { return c.of(roster.Username) }

var takenCodes = map[string]roster.Code{
	roster.EmployeeID: roster.CodeIdentityConflict,
	roster.Email:      roster.CodeEmailTaken,
	roster.Username:   roster.CodeUsernameTaken,
}

// checkIdentifiers looks for wishes that take an identifier which somebody
// else keeps.
func (d *draft) checkIdentifiers(ctx context.Context) (stands bool, err error) {
	type taker struct {
		*wish
		field *roster.Field
		held  held
	}
	var takers []taker // in the order of the wishes, which a map has not
	claims := claimed{}
	for _, w := range d.wishes {
		if !w.live() || w.after == nil {
			continue
		}
		for _, f := range roster.Fields {
			value := f.Get(w.after)
			if !f.Unique || value == "" {
				continue
			}
			h := identify(f.Name, value)
			if w.before == nil || identify(f.Name, f.Get(w.before)) != h {
				claims[h] = append(claims[h], w)
				takers = append(takers, taker{w, f, h})
			}
		}
	}
	if len(claims) == 0 {
		return true, nil
	}
	keepers := map[held]*roster.User{}
	for u, err := range d.snap.Holders(ctx, claims) {
		if err != nil {
			return false, err
		}
		for _, f := range roster.Fields {
			if !f.Unique {
				continue
			}
			h := identify(f.Name, f.Get(u))
			w := d.byUser[u.ID]
			if claims[h] != nil && (w == nil || !w.live() || w.after != nil && identify(f.Name, f.Get(w.after)) == h) {
				keepers[h] = copyOf(u)
			}
		}
	}
	stands = true
	for _, t := range takers {
		if !t.live() {
			continue
		}
		keeper := keepers[t.held]
		if keeper == nil {
			for _, other := range claims[t.held] {
				if other != t.wish {
					keeper = other.person()
				}
			}
		}
		if keeper == nil || keeper.ID != 0 && keeper.ID == t.person().ID {
			continue
		}
		stands = false
		value := t.field.Get(t.after)
		d.fault(t.wish, roster.Problem{
			Code: takenCodes[t.field.Name], Field: t.field.Name, Value: value,
			Message: fmt.Sprintf("%s %q belongs to %s", t.field.Name, value, who(keeper)),
			Hint:    "give one of them another one first",
		}, t.field.Name)
	}
	return stands, nil
}

// checkManagers looks for managers who are not there, people who would be
// their own, and circles.
func (d *draft) checkManagers(ctx context.Context) (stands bool, err error) {
	stands = true
	fault := func(w *wish, code roster.Code, message, hint string) {
		stands = false
		d.fault(w, roster.Problem{Code: code, Field: roster.ManagerEmail, Message: message, Hint: hint}, roster.ManagerEmail)
	}
	moved := map[int64]*wish{}
	var starts, bosses []int64
	for _, w := range d.wishes {
		if w.live() && w.after != nil && w.after.ManagerID != 0 && (w.before == nil || w.before.ManagerID != w.after.ManagerID) {
			bosses = append(bosses, w.after.ManagerID)
			if w.after.ID != 0 {
				moved[w.after.ID] = w
				starts = append(starts, w.after.ID)
			}
		}
	}
	if err := d.look(ctx, bosses); err != nil {
		return false, err
	}
	for _, w := range d.wishes {
		if !w.live() || w.after == nil || w.after.ManagerID == 0 || w.before != nil && w.before.ManagerID == w.after.ManagerID {
			continue
		}
		switch {
		case w.after.ManagerID == w.after.ID:
			fault(w, roster.CodeManagerSelf, fmt.Sprintf("%s would be their own manager", who(w.person())), "name somebody else")
		case d.after(w.after.ManagerID) == nil && w.before == nil && d.yields:
			// Who comes back needs no manager. Were they left out, so would be all
			// who reported to them.
			stands, w.after.ManagerID = false, 0
			d.warning(roster.CodeUnknownManager, roster.ManagerEmail, "",
				fmt.Sprintf("%s comes back without a manager: the one they had is not in the roster any more", who(w.after)),
				fmt.Sprintf("name another: roster user set %s manager_email=…", w.after.Email))
		case d.after(w.after.ManagerID) == nil:
			fault(w, roster.CodeUnknownManager, fmt.Sprintf("the manager of %s is not in the roster any more", who(w.person())), "name somebody else")
		}
	}
	if !stands {
		return false, nil
	}
	boss, err := d.bosses(ctx, starts)
	if err != nil {
		return false, err
	}
	for _, circle := range circles(starts, func(id int64) int64 { return boss[id] }) {
		for _, id := range circle {
			if w := moved[id]; w != nil && w.live() {
				fault(w, roster.CodeManagerCycle, fmt.Sprintf("%s would in the end report to themselves, in a circle of %d people", who(w.person()), len(circle)),
					"name a manager who does not report to them")
			}
		}
	}
	return stands, nil
}

// bosses returns everybody's manager after the draft, on the way up from the
// given people.
func (d *draft) bosses(ctx context.Context, from []int64) (map[int64]int64, error) {
	boss := map[int64]int64{}
	for len(from) > 0 {
		var above, ask []int64
		for _, id := range from {
			if _, known := boss[id]; known || id == 0 {
				continue
			}
			boss[id] = 0
			if u := d.after(id); u != nil {
				boss[id] = u.ManagerID
				above = append(above, u.ManagerID)
			} else if d.byUser[id] == nil {
				ask = append(ask, id)
			}
		}
		found, err := d.snap.Managers(ctx, ask)
		if err != nil {
			return nil, err
		}
		for _, id := range ask {
			boss[id] = found[id]
			above = append(above, found[id])
		}
		from = above
	}
	return boss, nil
}

// checkDeletions looks for people who cannot be deleted: those who ever owned
// an assignment, and those to whom somebody reports who cannot be told.
func (d *draft) checkDeletions(ctx context.Context) (stands bool, err error) {
	gone := d.gone()
	owned, err := d.snap.Owned(ctx, gone)
	if err != nil {
		return false, err
	}
	stands = true
	for _, id := range gone {
		w, n := d.byUser[id], owned[id].Ever
		if w.erase {
			n = owned[id].Now // what they once had names them no more
		}
		if n > 0 {
			stands = false
			d.keepUser(w, roster.CodeHasAssignments, fmt.Sprintf("%s has had %s, and is not deleted", who(w.before), some(n, "assignment", "assignments")))
		}
	}
	if !stands {
		return false, nil
	}
	orphans, err := d.orphans(ctx)
	if err != nil {
		return false, err
	}
	for _, u := range orphans {
		boss := d.byUser[u.ManagerID]
		report := d.byUser[u.ID]
		switch {
		case d.kind == Undo:
			stands = false
			if boss.after == nil {
				d.keepUser(boss, roster.CodeKeptUser, fmt.Sprintf("%s is not removed: %s reports to them", who(boss.before), who(u)))
			}
		case report != nil && !report.live() && boss.live():
			stands = false
			d.keepUser(boss, roster.CodeKeptUser, fmt.Sprintf("%s reports to %s, and cannot be changed", who(u), who(boss.before)))
		}
	}
	return stands, nil
}

// gone returns the numbers of those whom the draft deletes.
func (d *draft) gone() []int64 {
	var gone []int64
	for _, w := range d.wishes {
		if w.live() && w.after == nil {
			gone = append(gone, w.before.ID)
		}
	}
	return gone
}

// orphans returns those who after the draft would report to somebody whom it
// deletes.
func (d *draft) orphans(ctx context.Context) ([]*roster.User, error) {
	gone := d.gone()
	reports, err := d.snap.Reports(ctx, gone)
	if err != nil {
		return nil, err
	}
	teams := make([][]int64, len(gone))
	for i, id := range gone {
		teams[i] = slices.Concat(reports[id].Active, reports[id].Inactive)
		slices.Sort(teams[i])
	}
	if err := d.look(ctx, slices.Concat(teams...)); err != nil {
		return nil, err
	}
	var orphans []*roster.User
	for i, id := range gone {
		for _, report := range teams[i] {
			if u := d.after(report); u != nil && u.ManagerID == id {
				orphans = append(orphans, u)
			}
		}
	}
	return orphans, nil
}

// release takes their manager from those whose manager is deleted, in the same
// run.
func (d *draft) release(ctx context.Context) error {
	orphans, err := d.orphans(ctx)
	if err != nil {
		return err
	}
	for _, u := range orphans {
		w := d.byUser[u.ID]
		if w == nil {
			w = &wish{before: u, after: copyOf(u)}
			d.add(w)
		}
		w.after.ManagerID = 0
	}
	return nil
}

// keepUser keeps somebody who was to be deleted. An undo, which cannot remove
// whom its run created, takes their access instead.
func (d *draft) keepUser(w *wish, code roster.Code, message string) {
	if d.kind != Undo {
		d.fault(w, roster.Problem{Code: code, Message: message, Hint: "deactivate them instead: their history stays"})
		return
	}
	hint := "they are deactivated instead"
	if !w.before.Employed() {
		hint = "they are inactive already"
	}
	w.after = copyOf(w.before)
	w.after.Status = roster.Inactive
	d.warning(code, "", "", message, hint)
}

// checkAdmins looks for a draft that would leave nobody to administer the
// account.
func (d *draft) checkAdmins(context.Context) (stands bool, err error) {
	rules := func(u *roster.User) bool { return u != nil && u.Role == roster.AccountAdmin && u.Employed() }
	left := d.info.AccountAdmins
	var losers []*wish
	for _, w := range d.wishes {
		if !w.live() || rules(w.before) == rules(w.after) {
			continue
		}
		if rules(w.after) {
			left++
			continue
		}
		left--
		losers = append(losers, w)
	}
	if left > 0 || len(losers) == 0 {
		return true, nil
	}
	for _, w := range losers {
		if w.after == nil && d.kind == Undo {
			w.after = copyOf(w.before)
		}
		d.fault(w, roster.Problem{
			Code: roster.CodeLastAdmin, Field: roster.RoleField, Value: string(roster.AccountAdmin),
			Message: fmt.Sprintf("%s is the last active account admin, and has to stay one", who(w.before)),
			Hint:    fmt.Sprintf("make somebody else one first: roster user role WHO %s", roster.AccountAdmin),
		}, roster.RoleField, roster.StatusField)
	}
	return false, nil
}
