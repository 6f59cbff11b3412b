package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"roster.example/roster"
)

// claim is one kind of identifier that a row may take, and its holder give up.
type claim struct {
	field   string
	column  int             // of the upload, -1 when it does not have it
	holders map[int32]int64 // by row
}

func (p *preparation) claims() [3]claim {
	at := &p.rows.at
	return [3]claim{
		{roster.EmployeeID, at.employeeID, p.holderOfID},
		{roster.Email, at.email, p.holderOfEmail},
		{roster.Username, at.username, p.holderOfUsername},
	}
}

// settle rejects the rows that cannot stand beside the others, until the rest
// can. What is left is the run.
func (p *preparation) settle(ctx context.Context) error {
	p.byUser, p.takers = map[int64]*subject{}, map[int64][]*subject{}
	claims := p.claims()
	var contested []*subject
	for s := range p.subjects {
		if s.live() && s.user != 0 {
			p.byUser[s.user] = s
		}
		for i := range claims {
			if id := claims[i].holders[s.row]; id != 0 && s.user != id {
				p.takers[id] = append(p.takers[id], s)
			}
		}
		if s.live() && p.contested(s) {
			contested = append(contested, s)
		}
	}
	p.decideUncontested()
	// The contested first: what their users give up counts for the others.
	p.contendAll(slices.Values(contested))
	if err := p.settleIdentities(ctx, p.subjects); err != nil {
		return err
	}
	if err := p.unsettleReports(ctx); err != nil {
		return err
	}
	if err := p.findManagers(ctx); err != nil {
		return err
	}
	for {
		fallen, err := p.settleManagers(ctx)
		if err != nil || len(fallen) == 0 {
			return err
		}
		if err := p.settleIdentities(ctx, slices.Values(p.takersFrom(fallen))); err != nil {
			return err
		}
	}
}

// decideUncontested lets the diff decide the rows whose user is known, each by
// itself.
func (p *preparation) decideUncontested() {
	p.inHalves("comparing", func(p *preparation, _ int, s *subject) {
		if s.live() && !p.contested(s) {
			p.verdictOf(s)
		}
	})
}

// contested reports whether the row's key is new while its other identifier
// has a holder: what that means depends on whether the holder gives it up.
func (p *preparation) contested(s *subject) bool {
	return s.user == 0 && (p.holderOfEmail[s.row] != 0 || p.holderOfID[s.row] != 0)
}

// settleIdentities rejects every row that takes an identifier which somebody
// else keeps. An address is free when its owner's row gives it up, on
// whichever line that is; when that row falls, so do those that built on it.
// A circle of people who hand their identifiers round is a mis-sorted column,
// and not a wish.
//
// It looks at the given rows first, and then only at those that took something
// from a row which fell: in a column that has slipped by one line everybody
// builds on the next, and only one falls at a time.
func (p *preparation) settleIdentities(ctx context.Context, look iter.Seq[*subject]) error {
	for {
		for moved := p.contendAll(look); len(moved) > 0; moved = p.contendAll(slices.Values(p.takersFrom(moved))) {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		fallen := p.rejectCircles()
		if len(fallen) == 0 {
			return nil
		}
		look = slices.Values(p.takersFrom(fallen))
	}
}

// takersFrom returns the rows that take an identifier from one of these, each
// once.
func (p *preparation) takersFrom(fallen []*subject) []*subject {
	var takers []*subject
	for _, s := range fallen {
		if s.user != 0 {
			takers = append(takers, p.takers[s.user]...)
		}
	}
	slices.SortFunc(takers, func(a, b *subject) int { return cmp.Compare(a.row, b.row) })
	return slices.Compact(takers)
}

// contendAll looks at each of the rows and returns those with which something
// happened. It happens to all at once, so that a row's place in the file does
// not decide.
func (p *preparation) contendAll(look iter.Seq[*subject]) (moved []*subject) {
	var acts []func()
	claims := p.claims()
	for s := range look {
		if s.outcome() == Rejected || s.duplicate {
			continue
		}
		if act := p.contend(s, &claims); act != nil {
			acts = append(acts, act)
			moved = append(moved, s)
		}
	}
	for _, act := range acts {
		act()
	}
	return moved
}

// contend returns what has to happen to a row because of the identifiers it
// takes, nil when it can stand as it is.
func (p *preparation) contend(s *subject, claims *[3]claim) func() {
	for i := range claims {
		c := &claims[i]
		id := c.holders[s.row]
		if id == 0 || s.user == id || p.givesUp(id, c.field) {
			continue
		}
		if c.field == roster.Username && (p.rules.mode == Terminations || s.outcome() == Skipped) {
			continue
		}
		value := p.rows.identifier(s.row, c.column)
		if value == "" {
			continue
		}
		holder := p.users[id]
		switch {
		case c.field == roster.Username:
			return func() {
				p.reject(s, roster.CodeUsernameTaken, c.field, value,
					fmt.Sprintf("username %q belongs to %s, who keeps it", value, who(holder)),
					"give one of them another username")
			}
		case s.user == 0 && c.field == roster.Email && holder.EmployeeID == "":
			return func() { p.adopt(s, holder) }
		case s.user == 0 && c.field == roster.Email:
			newID := p.rows.Value(s.row, p.rows.at.employeeID)
			return func() {
				p.reject(s, roster.CodeIdentityConflict, c.field, value,
					fmt.Sprintf("employee ID %q is new, but email %q belongs to %s", newID, value, who(holder)),
					fmt.Sprintf("for another person, give another email; if the ID of %s has changed: roster user rekey %s employee_id=%s",
						holder.Name(), holder.EmployeeID, newID))
			}
		case s.user == 0:
			email := p.rows.Value(s.row, p.rows.at.email)
			return func() {
				p.reject(s, roster.CodeKeyChange, c.field, value,
					fmt.Sprintf("email %q is new, but employee ID %q belongs to %s, whose email is %q", email, value, holder.Name(), holder.Email),
					fmt.Sprintf("if the email has changed: import with --key employee_id, or roster user rekey %s email=%s", value, email))
			}
		case c.field == roster.Email:
			return func() {
				p.reject(s, roster.CodeEmailTaken, c.field, value,
					fmt.Sprintf("email %q belongs to %s, who keeps it", value, who(holder)),
					"check which of them it is; one of them needs another email")
			}
		default:
			return func() {
				p.reject(s, roster.CodeIdentityConflict, c.field, value,
					fmt.Sprintf("employee ID %q belongs to %s, who keeps it", value, who(holder)),
					"check which of them it is; an employee ID is one person's")
			}
		}
	}
	if !s.decided {
		// Contested at first, and it turns out that the holder gives way.
		return func() { p.verdictOf(s) }
	}
	return nil
}

// givesUp reports whether the user's own row gives an identifier away.
func (p *preparation) givesUp(user int64, field string) bool {
	s := p.byUser[user]
	return s != nil && s.live() && s.gives[claimBit(field)]
}

func claimBit(field string) int {
	switch field {
	case roster.EmployeeID:
		return 0
	case roster.Email:
		return 1
	default:
		return 2
	}
}

// adopt gives a row with a new employee ID to the user who has its email and
// no ID yet.
func (p *preparation) adopt(s *subject, u *roster.User) {
	s.user, s.adopts = u.ID, true
	p.byUser[u.ID] = s
	p.verdictOf(s)
}

// rejectCircles rejects everybody who hands an identifier round in a circle,
// and returns them.
func (p *preparation) rejectCircles() (fallen []*subject) {
	var givers []*subject
	for s := range p.subjects {
		if s.gives != [3]bool{} {
			givers = append(givers, s)
		}
	}
	for _, c := range p.claims() {
		next := func(s *subject) *subject {
			if s.user == 0 || !s.live() || !s.gives[claimBit(c.field)] {
				return nil
			}
			if id := c.holders[s.row]; id != 0 && id != s.user && p.rows.identifier(s.row, c.column) != "" {
				return p.byUser[id]
			}
			return nil
		}
		for _, circle := range circles(givers, next) {
			lines := p.circleLines(circle)
			fallen = append(fallen, circle...)
			for _, s := range circle {
				p.reject(s, roster.CodeIdentitySwap, c.field, p.rows.Value(s.row, c.column),
					fmt.Sprintf("%d people would exchange their %s in a circle: lines %s", len(circle), c.field, lines),
					"check whether the column was sorted apart from the others; to swap on purpose, change one of them to something else first")
			}
		}
	}
	return fallen
}

func (p *preparation) circleLines(circle []*subject) string {
	const most = 8
	var lines []string
	for i, s := range circle {
		if i == most {
			return strings.Join(lines, ", ") + fmt.Sprintf(" and %d more", len(circle)-most)
		}
		lines = append(lines, fmt.Sprint(p.rows.Line(s.row)))
	}
	return strings.Join(lines, ", ")
}
