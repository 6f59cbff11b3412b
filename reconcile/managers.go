package reconcile

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"roster.example/roster"
)

// person is somebody in the roster as it will be after the run: a user's
// number, or for somebody new the number of their row, negative. 0 is nobody.
type person int64

// reference is the manager that a row names, resolved against the roster as
// it will be after the run.
type reference struct {
	person person
	email  string // the manager's, after the run
	edit   bool   // it is not the manager the user has now
}

func (s *subject) person() person {
	if s.user != nil {
		return person(s.user.ID)
	}
	return -person(s.row) - 1
}

// subjectOf returns the live row about a person, nil for one whom no row
// changes.
func (p *preparation) subjectOf(x person) *subject {
	s := p.byUser[int64(x)]
	if x < 0 {
		s = p.bySubject[int32(-x-1)]
	}
	if s == nil || !s.live() {
		return nil
	}
	return s
}

// namesManager reports whether a row says who the manager is.
func (p *preparation) namesManager(row int32) bool {
	return p.rows.value(row, p.rows.at.managerEmail) != "" || p.rows.value(row, p.rows.at.managerEmployeeID) != ""
}

// sameManager reports whether a row is silent about the manager, or names the
// one the user has, who is active.
func (p *preparation) sameManager(row int32, u *roster.User) bool {
	if p.rules.mode == Terminations {
		return true
	}
	email := p.rows.value(row, p.rows.at.managerEmail)
	id := p.rows.value(row, p.rows.at.managerEmployeeID)
	if email == "" && id == "" {
		return true
	}
	return (email == "" || email == u.ManagerEmail || roster.EmailKey(email) == roster.EmailKey(u.ManagerEmail)) &&
		(id == "" || id == u.ManagerEmployeeID) && u.ManagerStatus.Employed()
}

// unsettleReports takes up again the settled rows whose manager this run
// renames or deactivates: what such a row says is no longer what it meant.
func (p *preparation) unsettleReports(ctx context.Context) error {
	moved := map[int64]bool{}
	for _, s := range p.subjects {
		if s.live() && s.user != nil && (s.outcome == Deactivate || s.gives[claimBit(roster.EmployeeID)] || s.gives[claimBit(roster.Email)]) {
			moved[s.user.ID] = true
		}
	}
	if len(moved) == 0 {
		return nil
	}
	var again []int32
	var ids []int64
	for row, manager := range p.settledManager {
		if moved[manager] {
			again = append(again, int32(row))
			ids = append(ids, p.settledUser[row])
		}
	}
	users, err := p.snap.ByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, row := range again {
		u := users[p.settledUser[row]]
		if u.Employed() {
			p.settledActive--
		}
		p.settledUser[row], p.settledManager[row] = 0, 0
		s := p.subject(row)
		s.user, s.decided = u, true
		p.users[u.ID], p.byUser[u.ID] = u, s
		p.subjects = append(p.subjects, s)
	}
	slices.SortFunc(p.subjects, func(a, b *subject) int { return int(a.row) - int(b.row) })
	return nil
}

// named is the set of managers that the subjects name.
type named struct{ ids, emails map[string]*roster.User }

func (n *named) Len() int                       { return len(n.ids) + len(n.emails) }
func (n *named) EmployeeIDs() iter.Seq[string]  { return maps.Keys(n.ids) }
func (n *named) EmailKeys() iter.Seq[string]    { return maps.Keys(n.emails) }
func (n *named) UsernameKeys() iter.Seq[string] { return func(func(string) bool) {} }

// findManagers looks up whoever the subjects name as a manager, as the roster
// is before the run.
func (p *preparation) findManagers(ctx context.Context) error {
	p.managers = named{ids: map[string]*roster.User{}, emails: map[string]*roster.User{}}
	if p.rules.mode == Terminations {
		return nil
	}
	for _, s := range p.subjects {
		if !s.live() {
			continue
		}
		if id := p.rows.identifier(s.row, p.rows.at.managerEmployeeID); id != "" {
			p.managers.ids[id] = nil
		}
		if email := p.rows.identifier(s.row, p.rows.at.managerEmail); email != "" {
			p.managers.emails[roster.EmailKey(email)] = nil
		}
	}
	if p.managers.Len() == 0 || p.info.Users == 0 {
		return nil
	}
	for u, err := range p.snap.Holders(ctx, &p.managers) {
		if err != nil {
			return err
		}
		_, byID := p.managers.ids[u.EmployeeID]
		_, byEmail := p.managers.emails[roster.EmailKey(u.Email)]
		if !byID && !byEmail {
			continue
		}
		p.keep(u)
		if byID {
			p.managers.ids[u.EmployeeID] = p.users[u.ID]
		}
		if byEmail {
			p.managers.emails[roster.EmailKey(u.Email)] = p.users[u.ID]
		}
	}
	return ctx.Err()
}

// resolve returns who has an identifier after the run.
func (p *preparation) resolve(ix *index, key string, before map[string]*roster.User, field string) person {
	for row := range ix.holding(key) {
		if id := p.settledUser[row]; id != 0 {
			return person(id)
		}
		if s := p.bySubject[row]; s.live() {
			return s.person()
		}
	}
	if u := before[key]; u != nil && !p.givesUp(u.ID, field) {
		return person(u.ID)
	}
	return 0
}

// settleManagers resolves the managers of all live rows and rejects those that
// name two people, themselves, or somebody who in the end reports to them. It
// returns those it rejected.
func (p *preparation) settleManagers(ctx context.Context) (fallen []*subject, err error) {
	if p.rules.mode == Terminations {
		return nil, nil
	}
	var fall []func()
	for _, s := range p.subjects {
		s.manager = reference{}
		if !s.live() || !p.namesManager(s.row) {
			continue
		}
		ref, faults := p.managerOf(s)
		s.manager = ref
		for _, q := range faults {
			if q.Severity == roster.Error {
				fallen = append(fallen, s)
				fall = append(fall, func() {
					s.outcome = Rejected
					p.problem(s.row, q)
				})
				break
			}
		}
	}
	for _, f := range fall {
		f()
	}
	if len(fallen) > 0 {
		return fallen, nil
	}
	return p.rejectCycles(ctx)
}

// managerOf resolves the manager a live row names, against the roster as the
// live rows leave it.
func (p *preparation) managerOf(s *subject) (ref reference, faults []roster.Problem) {
	fault := func(severity roster.Severity, code roster.Code, field, value, message, hint string) {
		faults = append(faults, roster.Problem{
			Severity: severity, Code: code, Field: field, Value: value, Message: message, Hint: hint,
		})
	}
	id := p.rows.identifier(s.row, p.rows.at.managerEmployeeID)
	email := p.rows.identifier(s.row, p.rows.at.managerEmail)
	current := person(0)
	if s.user != nil {
		current = person(s.user.ManagerID)
	}
	if id == "" && email == "" {
		return reference{edit: current != 0}, nil
	}
	byID := p.resolve(&p.rows.byID, id, p.managers.ids, roster.EmployeeID)
	byEmail := p.resolve(&p.rows.byEmail, roster.EmailKey(email), p.managers.emails, roster.Email)
	if byID != 0 && byEmail != 0 && byID != byEmail {
		fault(roster.Error, roster.CodeManagerMismatch, roster.ManagerEmail, email,
			fmt.Sprintf("the manager is %s by employee ID %q and %s by email %q", p.nameOf(byID), id, p.nameOf(byEmail), email),
			"correct one of the two columns, or ignore one with --map")
		return ref, faults
	}
	const keeps = "the person is applied; the manager stays as it was"
	if id != "" && byID == 0 {
		hint := keeps
		if byEmail != 0 {
			hint = fmt.Sprintf("the manager is taken from the email column: %s", p.nameOf(byEmail))
		}
		fault(roster.Warning, roster.CodeUnknownManager, roster.ManagerEmployeeID, id,
			fmt.Sprintf("nobody has employee ID %q after this run", id), hint)
	}
	if email != "" && byEmail == 0 {
		hint := keeps
		if byID != 0 {
			hint = fmt.Sprintf("the manager is taken from the employee ID column: %s", p.nameOf(byID))
		}
		fault(roster.Warning, roster.CodeUnknownManager, roster.ManagerEmail, email,
			fmt.Sprintf("nobody has email %q after this run", email), hint)
	}
	boss := byID
	if boss == 0 {
		boss = byEmail
	}
	if boss == 0 {
		return ref, faults
	}
	field, value := roster.ManagerEmail, email
	if email == "" {
		field, value = roster.ManagerEmployeeID, id
	}
	if boss == s.person() {
		fault(roster.Error, roster.CodeManagerSelf, field, value, "the row makes a person their own manager",
			"name the manager, or leave the cell blank")
		return ref, faults
	}
	if p.statusOf(boss) == roster.Inactive {
		fault(roster.Warning, roster.CodeManagerInactive, field, value,
			fmt.Sprintf("the manager, %s, is inactive after this run", p.nameOf(boss)), "name somebody who is still here")
	}
	return reference{person: boss, email: p.emailOf(boss), edit: boss != current}, faults
}

// emailOf returns a person's email after the run.
func (p *preparation) emailOf(x person) string {
	if s := p.subjectOf(x); s != nil {
		if email := p.rows.identifier(s.row, p.rows.at.email); email != "" && (s.user == nil || s.gives[claimBit(roster.Email)]) {
			return email
		}
	}
	return p.users[int64(x)].Email
}

// statusOf returns a person's status after the run.
func (p *preparation) statusOf(x person) roster.Status {
	s := p.subjectOf(x)
	if s == nil || s.outcome == Unchanged || s.outcome == Update {
		return p.users[int64(x)].Status
	}
	switch s.outcome {
	case Deactivate:
		return roster.Inactive
	case Create:
		if p.fact(s.row).says(p.rules.today) == roster.Inactive {
			return roster.Inactive
		}
	}
	return roster.Active
}

// nameOf names a person in a message.
func (p *preparation) nameOf(x person) string {
	if u := p.users[int64(x)]; u != nil {
		return who(u)
	}
	line := p.rows.rows[-x-1].line
	return fmt.Sprintf("the new person on line %d", line)
}

// rejectCycles rejects the rows whose new manager closes a circle, and returns
// them. Rows that only report into a circle are left alone:
// when the circle is broken they are right.
func (p *preparation) rejectCycles(ctx context.Context) (fallen []*subject, err error) {
	edited := map[person]*subject{}
	var starts []person
	for _, s := range p.subjects {
		if s.live() && s.manager.edit && s.manager.person != 0 {
			edited[s.person()] = s
			starts = append(starts, s.person())
		}
	}
	boss, err := p.bosses(ctx, starts)
	if err != nil {
		return nil, err
	}
	for _, circle := range circles(starts, func(x person) person { return boss[x] }) {
		names := ""
		for i, x := range circle {
			if i > 0 {
				names += ", "
			}
			if i == 5 {
				names += "…"
				break
			}
			names += p.nameInCycle(x)
		}
		for _, x := range circle {
			s := edited[x]
			if s == nil {
				continue
			}
			fallen = append(fallen, s)
			p.reject(s, roster.CodeManagerCycle, roster.ManagerEmail, s.manager.email,
				fmt.Sprintf("the managers would go round in a circle of %d: %s", len(circle), names),
				"correct the manager of one of them")
		}
	}
	return fallen, nil
}

func (p *preparation) nameInCycle(x person) string {
	if s := p.subjectOf(x); s != nil {
		return fmt.Sprintf("line %d", p.rows.rows[s.row].line)
	}
	if u := p.users[int64(x)]; u != nil {
		return who(u)
	}
	return "somebody not in the file"
}

// bosses returns everybody's manager after the run on the way up from the
// given people. It asks the store once for each level of the organisation.
func (p *preparation) bosses(ctx context.Context, from []person) (map[person]person, error) {
	boss := map[person]person{}
	for len(from) > 0 {
		var above []person
		var ask []int64
		for _, x := range from {
			if _, known := boss[x]; known || x == 0 {
				continue
			}
			s := p.subjectOf(x)
			switch {
			case s != nil && (s.manager.edit || s.user == nil):
				boss[x] = s.manager.person
			case p.users[int64(x)] != nil:
				boss[x] = person(p.users[int64(x)].ManagerID)
			default:
				boss[x] = 0
				ask = append(ask, int64(x))
				continue
			}
			above = append(above, boss[x])
		}
		found, err := p.snap.Managers(ctx, ask)
		if err != nil {
			return nil, err
		}
		for _, x := range ask {
			boss[person(x)] = person(found[x])
			above = append(above, person(found[x]))
		}
		from = above
	}
	return boss, nil
}
