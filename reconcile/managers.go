package reconcile

import (
	"cmp"
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

func (s *subject) person() person {
	if s.user != 0 {
		return person(s.user)
	}
	return -person(s.row) - 1
}

// subjectOf returns the live row about a person, nil for one whom no row
// changes.
func (p *preparation) subjectOf(x person) *subject {
	s := p.byUser[int64(x)]
	if x < 0 {
		s = p.at(int32(-x - 1))
	}
	if s == nil || !s.live() {
		return nil
	}
	return s
}

// namesManager reports whether a row says who the manager is.
func (p *preparation) namesManager(row int32) bool {
	return p.rows.Value(row, p.rows.at.managerEmail) != "" || p.rows.Value(row, p.rows.at.managerEmployeeID) != ""
}

// sameManager reports whether a row is silent about the manager, or names the
// one the user has, who is active; nil is nobody.
func (p *preparation) sameManager(row int32, m *Manager) bool {
	if p.rules.mode == Terminations || !p.rows.speakOfManagers() {
		return true
	}
	email := p.rows.Value(row, p.rows.at.managerEmail)
	id := p.rows.Value(row, p.rows.at.managerEmployeeID)
	if email == "" && id == "" {
		return true
	}
	return m != nil && (email == "" || email == m.Email || roster.EmailKey(email) == roster.EmailKey(m.Email)) &&
		(id == "" || id == m.EmployeeID) && m.Status.Employed()
}

// managerOf returns the manager whom a user has, nil for nobody.
func managerOf(u *roster.User) *Manager {
	if u.ManagerID == 0 {
		return nil
	}
	return &Manager{u.ManagerID, u.ManagerEmployeeID, u.ManagerEmail, u.ManagerStatus}
}

// movesAsManager reports whether a row deactivates its user or takes from them
// what others name them by.
func (s *subject) movesAsManager() bool {
	return s.live() && (s.outcome() == Deactivate || s.gives[claimBit(roster.EmployeeID)] || s.gives[claimBit(roster.Email)])
}

// keepsManager reports whether the manager of a row's user stays theirs, as far as
// the row says, and stays as they are. Then nobody has to look them up.
func (p *preparation) keepsManager(s *subject) bool {
	u := p.users[s.user]
	if u == nil || !p.sameManager(s.row, managerOf(u)) {
		return false
	}
	boss := p.byUser[u.ManagerID]
	return boss == nil || !boss.movesAsManager()
}

// unsettleReports takes up again the settled rows whose manager this run
// renames or deactivates: what such a row says is no longer what it meant.
func (p *preparation) unsettleReports(ctx context.Context) error {
	moved := map[int64]bool{}
	for s := range p.subjects {
		if s.user != 0 && s.movesAsManager() {
			moved[s.user] = true
		}
	}
	if len(moved) == 0 {
		return nil
	}
	var again []int32
	var ids []int64
	for row, manager := range p.settledManager {
		if manager != 0 && moved[int64(manager)] {
			again = append(again, int32(row))
			ids = append(ids, p.settled(int32(row)))
		}
	}
	users, err := p.snap.ByID(ctx, ids)
	if err != nil {
		return err
	}
	for _, row := range again {
		u := users[p.settled(row)]
		if !u.Employed() {
			p.settledIdle--
		}
		p.whose[row], p.settledManager[row] = 0, 0
		for _, c := range p.claims() {
			if p.rows.identifier(row, c.column) != "" {
				c.holders[row] = u.ID // or the row would not have been settled
			}
		}
		s := p.subject(row)
		s.user, s.decided = u.ID, true
		p.users[u.ID], p.byUser[u.ID] = u, s
	}
	return nil
}

// named is the set of managers that the subjects name.
type named struct {
	ids, emails map[string]*roster.User
	names       map[string][]int64 // roster.NameKey → the users who have the name
}

func (n *named) has(email string) bool {
	_, ok := n.emails[email]
	return ok
}

func (n *named) Len() int                       { return len(n.ids) + len(n.emails) }
func (n *named) EmployeeIDs() iter.Seq[string]  { return maps.Keys(n.ids) }
func (n *named) EmailKeys() iter.Seq[string]    { return maps.Keys(n.emails) }
func (n *named) UsernameKeys() iter.Seq[string] { return func(func(string) bool) {} }

// findManagers looks up whoever the subjects name as a new manager, as the roster
// is before the run. Rows that fall later only add to those that keep theirs.
func (p *preparation) findManagers(ctx context.Context) error {
	p.managers = named{ids: map[string]*roster.User{}, emails: map[string]*roster.User{}, names: map[string][]int64{}}
	if p.rules.mode == Terminations {
		return nil
	}
	for s := range p.subjects {
		if !s.live() || p.keepsManager(s) {
			continue
		}
		id := p.rows.identifier(s.row, p.rows.at.managerEmployeeID)
		if name, ok := roster.ManagerName(id); ok {
			p.managers.names[roster.NameKey(name)] = nil
		} else if id != "" {
			p.managers.ids[id] = nil
		}
		email := p.rows.identifier(s.row, p.rows.at.managerEmail)
		if name, ok := roster.ManagerName(email); ok {
			p.managers.names[roster.NameKey(name)] = nil
		} else if email != "" {
			p.managers.emails[roster.EmailKey(email)] = nil
		}
	}
	if err := p.findNamesakes(ctx); err != nil {
		return err
	}
	if p.managers.Len() == 0 || p.info.Users == 0 {
		return nil
	}
	for u, err := range p.snap.Holders(ctx, &p.managers) {
		if err != nil {
			return err
		}
		_, byID := p.managers.ids[u.EmployeeID]
		byEmail := p.managers.has(roster.EmailKey(u.Email))
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
		if id := p.settled(row); id != 0 {
			return person(id)
		}
		if s := p.at(row); s.live() {
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
// returns those it rejected. Where there are none, it has found all rows that are
// to be warned of.
func (p *preparation) settleManagers(ctx context.Context) (fallen []*subject, err error) {
	if p.rules.mode == Terminations {
		return nil, nil
	}
	p.callNames()
	type fall struct {
		of *subject
		roster.Problem
	}
	var falls [2][]fall
	var doubted [2][]*subject
	p.inHalves("resolving managers", func(p *preparation, half int, s *subject) {
		s.manager, s.moves = 0, false
		switch {
		case !s.live() || !p.namesManager(s.row):
			return
		case p.keepsManager(s):
			s.manager = person(p.users[s.user].ManagerID)
			return
		}
		boss, moves, faults := p.managerOf(s)
		s.manager, s.moves = boss, moves
		if len(faults) > 0 {
			doubted[half] = append(doubted[half], s)
		}
		for _, q := range faults {
			if q.Severity == roster.Error {
				falls[half] = append(falls[half], fall{s, q})
			}
		}
	})
	p.doubted = slices.Concat(doubted[:]...)
	for _, f := range slices.Concat(falls[:]...) {
		fallen = append(fallen, f.of)
		f.of.become(Rejected)
		p.problem(f.of.row, f.Problem)
	}
	if len(fallen) > 0 {
		return fallen, nil
	}
	return p.rejectCycles(ctx)
}

// mention is what one cell says of the manager.
type mention struct {
	field string // of the cell
	by    string // what it names the manager by
	value string
	who   person // after the run; 0 for nobody
	why   string // nobody
}

func (m *mention) byName() bool { return m.by == "name" }

// mentions reads the cells of a row that name the manager, by ID and by email,
// or either of them by name.
func (p *preparation) mentions(row int32) [2]mention {
	id := mention{field: roster.ManagerEmployeeID, by: "employee ID", value: p.rows.identifier(row, p.rows.at.managerEmployeeID)}
	email := mention{field: roster.ManagerEmail, by: "email", value: p.rows.identifier(row, p.rows.at.managerEmail)}
	both := [2]mention{id, email}
	for i := range both {
		m := &both[i]
		name, byName := roster.ManagerName(m.value)
		switch {
		case m.value == "":
		case byName:
			m.by, m.value = "name", name
			m.who, m.why = p.called(name)
		case m.field == roster.ManagerEmail:
			m.who = p.resolve(&p.rows.byEmail, roster.EmailKey(m.value), p.managers.emails, roster.Email)
		default:
			m.who = p.resolve(&p.rows.byID, m.value, p.managers.ids, roster.EmployeeID)
		}
		if m.who == 0 && m.why == "" {
			m.why = fmt.Sprintf("nobody has %s %q after this run", m.by, m.value)
		}
	}
	return both
}

// managerOf resolves the manager a live row names, against the roster as the
// live rows leave it, and tells whether it is another than now.
func (p *preparation) managerOf(s *subject) (boss person, moves bool, faults []roster.Problem) {
	fault := func(severity roster.Severity, code roster.Code, field, value, message, hint string) {
		faults = append(faults, roster.Problem{
			Severity: severity, Code: code, Field: field, Value: value, Message: message, Hint: hint,
		})
	}
	both := p.mentions(s.row)
	id, email := &both[0], &both[1]
	current := person(0)
	if s.user != 0 {
		current = person(p.users[s.user].ManagerID)
	}
	if id.value == "" && email.value == "" {
		return 0, current != 0, nil
	}
	if id.who != 0 && email.who != 0 && id.who != email.who {
		fault(roster.Error, roster.CodeManagerMismatch, roster.ManagerEmail, email.value,
			fmt.Sprintf("the manager is %s by %s %q and %s by %s %q", p.nameOf(id.who), id.by, id.value, p.nameOf(email.who), email.by, email.value),
			"correct one of the two columns, or ignore one with --map")
		return 0, false, faults
	}
	for i := range both {
		m, other := &both[i], &both[1-i]
		if m.value == "" || m.who != 0 {
			continue
		}
		hint := "the person is applied; the manager stays as it was"
		switch {
		case other.who != 0:
			hint = fmt.Sprintf("the manager is taken from the %s column: %s", other.by, p.nameOf(other.who))
		case m.byName():
			hint = "give the manager's email or employee ID instead of the name; until then the manager stays as it was"
		}
		fault(roster.Warning, roster.CodeUnknownManager, m.field, m.value, m.why, hint)
	}
	boss = cmp.Or(id.who, email.who)
	if boss == 0 {
		return 0, false, faults
	}
	field, value := roster.ManagerEmail, email.value
	if value == "" {
		field, value = roster.ManagerEmployeeID, id.value
	}
	if boss == s.person() {
		fault(roster.Error, roster.CodeManagerSelf, field, value, "the row makes a person their own manager",
			"name the manager, or leave the cell blank")
		return 0, false, faults
	}
	if p.statusOf(boss) == roster.Inactive {
		fault(roster.Warning, roster.CodeManagerInactive, field, value,
			fmt.Sprintf("the manager, %s, is inactive after this run", p.nameOf(boss)), "name somebody who is still here")
	}
	return boss, boss != current, faults
}

// emailOf returns a person's email after the run, "" that of nobody.
func (p *preparation) emailOf(x person) string {
	if x == 0 {
		return ""
	}
	if s := p.subjectOf(x); s != nil {
		if email := p.rows.identifier(s.row, p.rows.at.email); email != "" && (s.user == 0 || s.gives[claimBit(roster.Email)]) {
			return email
		}
	}
	return p.users[int64(x)].Email
}

// statusOf returns a person's status after the run.
func (p *preparation) statusOf(x person) roster.Status {
	s := p.subjectOf(x)
	if s == nil || s.outcome() == Unchanged || s.outcome() == Update {
		return p.users[int64(x)].Status
	}
	switch s.outcome() {
	case Deactivate:
		return roster.Inactive
	case Create:
		if p.rules.createInactive && p.fact(s.row).says(p.rules.today) == roster.Inactive {
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
	line := p.rows.Line(int32(-x - 1))
	return fmt.Sprintf("the new person on line %d", line)
}
