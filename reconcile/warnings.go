package reconcile

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"roster.example/roster"
)

// warn writes down what people should know of a draft that stands.
func (d *draft) warn(ctx context.Context, t *tally) error {
	var leavers []*roster.User
	for _, w := range d.wishes {
		if w.outcome == Deactivate {
			leavers = append(leavers, w.before)
		}
		if w.live() && w.after != nil && (w.before == nil || w.before.ManagerID != w.after.ManagerID) {
			if boss := d.after(w.after.ManagerID); boss != nil && !boss.Employed() {
				d.warning(roster.CodeManagerInactive, roster.ManagerEmail, boss.Email,
					fmt.Sprintf("the manager of %s, %s, is inactive after this run", who(w.person()), who(boss)), "name somebody who is still here")
			}
		}
	}
	owned, err := ownedWarnings(ctx, d.snap, leavers)
	if err != nil {
		return err
	}
	for _, u := range leavers {
		if q, ok := owned[u.ID]; ok {
			d.problems = append(d.problems, q)
		}
	}
	if err := d.warnOfOrphans(ctx, leavers); err != nil {
		return err
	}
	if err := d.warnOfLookAlikes(ctx); err != nil {
		return err
	}
	news, err := groupWarnings(ctx, d.snap, t.groups)
	d.problems = append(d.problems, news...)
	return err
}

// warnOfOrphans warns of leavers to whom active people report after the run.
func (d *draft) warnOfOrphans(ctx context.Context, leavers []*roster.User) error {
	var ids []int64
	for _, u := range leavers {
		ids = append(ids, u.ID)
	}
	reports, err := d.snap.Reports(ctx, ids)
	if err != nil {
		return err
	}
	var active []int64
	for _, u := range leavers {
		active = append(active, reports[u.ID].Active...)
	}
	if err := d.look(ctx, active); err != nil {
		return err
	}
	for _, u := range leavers {
		n := 0
		for _, id := range reports[u.ID].Active {
			if report := d.after(id); report != nil && report.Employed() && report.ManagerID == u.ID {
				n++
			}
		}
		if n > 0 {
			d.problems = append(d.problems, orphanedReports(u, n))
		}
	}
	return nil
}

// warnOfLeavers warns of leavers to whom active people report after the run,
// and of those who have something left to do.
func (p *preparation) warnOfLeavers(ctx context.Context) error {
	var leavers []int64
	var users []*roster.User
	for s := range p.subjects {
		if s.outcome() == Deactivate {
			leavers = append(leavers, s.user)
			users = append(users, p.users[s.user])
		}
	}
	if len(leavers) == 0 {
		return nil
	}
	owned, err := ownedWarnings(ctx, p.snap, users)
	if err != nil {
		return err
	}
	reports, err := p.snap.Reports(ctx, leavers)
	if err != nil {
		return err
	}
	orphans := map[person]int{}
	for _, leaver := range leavers {
		for _, id := range reports[leaver].Active {
			s := p.subjectOf(person(id))
			if s == nil || s.outcome() != Deactivate && !s.moves {
				orphans[person(leaver)]++
			}
		}
	}
	for s := range p.subjects {
		switch {
		case !s.live() || !p.statusOf(s.person()).Employed():
		case s.moves:
			orphans[s.manager]++
		case s.outcome() == Reactivate:
			orphans[person(p.users[s.user].ManagerID)]++
		}
	}
	for s := range p.subjects {
		if s.outcome() != Deactivate {
			continue
		}
		if n := orphans[s.person()]; n > 0 {
			p.problem(s.row, orphanedReports(p.users[s.user], n))
		}
		if q, ok := owned[s.user]; ok {
			p.problem(s.row, q)
		}
	}
	return nil
}

// orphanedReports is the warning of a leaver to whom n active people report.
func orphanedReports(u *roster.User, n int) roster.Problem {
	verb := "report"
	if n == 1 {
		verb = "reports"
	}
	return roster.Problem{
		Severity: roster.Warning, Code: roster.CodeOrphanedReports,
		Message: fmt.Sprintf("%s still %s to %s after this run", some(n, "active person", "active people"), verb, u.Name()),
		Hint:    "give them another manager in this file or the next",
	}
}

// ownedWarnings returns a warning for each of the leavers who has something
// left to do, by their number. Nothing is taken from them: who leaves keeps
// what is theirs until somebody moves it.
func ownedWarnings(ctx context.Context, snap Snapshot, leavers []*roster.User) (map[int64]roster.Problem, error) {
	var ids []int64
	for _, u := range leavers {
		ids = append(ids, u.ID)
	}
	owned, err := snap.Owned(ctx, ids)
	if err != nil {
		return nil, err
	}
	warnings := map[int64]roster.Problem{}
	for _, u := range leavers {
		open := owned[u.ID].Open
		if len(open) == 0 {
			continue
		}
		const most = 5
		var references []string
		for _, a := range open[:min(most, len(open))] {
			references = append(references, a.Reference)
		}
		list := strings.Join(references, ", ")
		if n := len(open) - most; n > 0 {
			list += fmt.Sprintf(" and %d more", n)
		}
		hint := "give them to somebody: roster assign move REF… --to WHO"
		if u.ManagerStatus.Employed() {
			hint = fmt.Sprintf("the manager can take them: roster assign move REF… --to %s", u.ManagerEmail)
		}
		warnings[u.ID] = roster.Problem{
			Severity: roster.Warning, Code: roster.CodeOpenAssignments,
			Message: fmt.Sprintf("%s leaves %s: %s", who(u), some(len(open), "open assignment", "open assignments"), list),
			Hint:    hint,
		}
	}
	return warnings, nil
}

// groupWarnings says which groups the run will make. The count is of the
// people it puts into each.
func groupWarnings(ctx context.Context, snap Snapshot, joined map[string]int) ([]roster.Problem, error) {
	if len(joined) == 0 {
		return nil, nil
	}
	known, err := snap.Groups(ctx)
	if err != nil {
		return nil, err
	}
	var warnings []roster.Problem
	for _, group := range slices.Sorted(maps.Keys(joined)) {
		if _, ok := slices.BinarySearch(known, group); ok {
			continue
		}
		hint := "nothing to do, if it is meant"
		if i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, group) }); i >= 0 {
			hint = fmt.Sprintf("there is a group %q already; write it in the same way, if that is meant", known[i])
		}
		warnings = append(warnings, roster.Problem{
			Severity: roster.Warning, Code: roster.CodeNewGroup, Field: roster.Groups, Value: group,
			Message: fmt.Sprintf("group %q is new: this run makes it, with %s", group, some(joined[group], "person", "people")),
			Hint:    hint,
		})
	}
	return warnings, nil
}

// noEmployeeID is the warning of somebody new without an ID, where that is the
// key.
func noEmployeeID() roster.Problem {
	return roster.Problem{
		Severity: roster.Warning, Code: roster.CodeNoEmployeeID, Field: roster.EmployeeID,
		Message: "a new person without an employee ID, which is the roster's key",
		Hint:    "add the ID as soon as there is one, so that a change of email does not make a second user",
	}
}

// some counts things in a message.
func some(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
