package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"roster.example/roster"
)

// A row may name the manager as people do. The name is somebody's when exactly
// one person has it, of the roster as it will be after the run and of the file
// together. Nobody is set by a guess:
//
//   - People who have left count. The file may be older than their leaving, and
//     then means them, and not the newcomer of the same name.
//   - Whoever stands on a row that comes to nothing counts too: the row may be
//     mended tomorrow, and may be the one that is meant. So a name that is
//     several people's stays so, however many rows fall.

// namesakes are those who have one name.
type namesakes struct {
	people   []person // in the roster after the run
	inactive int      // of them
	others   []string // beside a single one of them: who has it on a row that comes to nothing, by identifier
}

// findNamesakes finds the users with the names of managers, as the roster is
// before the run. Names are indexed nowhere, so it reads everybody once, and
// only for an upload that names managers so.
func (p *preparation) findNamesakes(ctx context.Context) error {
	if len(p.managers.names) == 0 || p.info.Users == 0 {
		return nil
	}
	for u, err := range p.snap.All(ctx) {
		if err != nil {
			return err
		}
		key := roster.NameKey(u.FirstName + " " + u.LastName)
		if users, wanted := p.managers.names[key]; wanted {
			p.keep(u)
			p.managers.names[key] = append(users, u.ID)
		}
	}
	return ctx.Err()
}

// callNames works out who has the names after the run, if the live rows are
// applied.
func (p *preparation) callNames() {
	if len(p.managers.names) == 0 {
		return
	}
	p.namesakes = make(map[string]*namesakes, len(p.managers.names))
	for key, users := range p.managers.names {
		all := &namesakes{}
		for _, id := range users {
			if p.subjectOf(person(id)) == nil {
				all.people = append(all.people, person(id))
			}
		}
		p.namesakes[key] = all
	}
	fallen := map[*namesakes][]*subject{}
	for s := range p.subjects {
		switch all := p.namesakes[p.nameKey(s)]; {
		case all == nil, s.duplicate:
		case s.live():
			all.people = append(all.people, s.person())
		default:
			fallen[all] = append(fallen[all], s)
		}
	}
	for _, all := range p.namesakes {
		for _, x := range all.people {
			if p.statusOf(x) == roster.Inactive {
				all.inactive++
			}
		}
		if len(all.people) != 1 {
			continue // nobody's or several people's already
		}
		for _, s := range fallen[all] {
			if !p.about(s, all.people[0]) {
				all.others = append(all.others, p.identifierOf(s))
			}
		}
		slices.Sort(all.others)
		all.others = slices.Compact(all.others)
	}
}

// nameKey is the name of the person on a row: what the row does not say, the
// roster does.
func (p *preparation) nameKey(s *subject) string {
	first, last := p.rows.identifier(s.row, p.rows.at.firstName), p.rows.identifier(s.row, p.rows.at.lastName)
	if u := p.users[s.user]; u != nil {
		first, last = cmp.Or(first, u.FirstName), cmp.Or(last, u.LastName)
	}
	return roster.NameKey(first + " " + last)
}

// identifierOf says who a row is about, as far as that is known of a row that
// comes to nothing.
func (p *preparation) identifierOf(s *subject) string {
	return cmp.Or(p.rows.identifier(s.row, p.rows.at.employeeID),
		roster.EmailKey(p.rows.identifier(s.row, p.rows.at.email)), fmt.Sprint(p.rows.Line(s.row)))
}

// about reports whether a row that comes to nothing is about a user all the
// same: it has an identifier of theirs, or nearly has.
func (p *preparation) about(s *subject, x person) bool {
	u := p.users[int64(x)]
	if u == nil {
		return false
	}
	loose := roster.LooseID(p.rows.identifier(s.row, p.rows.at.employeeID))
	email := roster.EmailKey(p.rows.identifier(s.row, p.rows.at.email))
	return loose != "" && loose == roster.LooseID(u.EmployeeID) || email != "" && email == roster.EmailKey(u.Email)
}

// called returns whose name this is, and if it is not one person's, why.
func (p *preparation) called(name string) (who person, why string) {
	all := p.namesakes[roster.NameKey(name)]
	switch {
	case len(all.people) == 0:
		return 0, fmt.Sprintf("nobody is called %q after this run", name)
	case len(all.people)+len(all.others) == 1:
		return all.people[0], ""
	}
	var of []string
	if all.inactive > 0 {
		of = append(of, fmt.Sprintf("%d inactive", all.inactive))
	}
	if len(all.others) > 0 {
		of = append(of, "the others on rows that are not applied")
	}
	why = fmt.Sprintf("%d people are called %q", len(all.people)+len(all.others), name)
	if len(of) > 0 {
		why += ": " + strings.Join(of, ", ")
	}
	return 0, why
}

// namesInVain returns the column whose names of managers all come to nothing,
// when there are several. It is warned of once, and not on every row.
func (p *preparation) namesInVain() (field string, warned bool) {
	rows := 0
	for s := range p.subjects {
		if !s.live() || len(p.managers.names) == 0 {
			continue
		}
		for _, m := range p.mentions(s.row) {
			switch {
			case !m.byName():
			case m.who != 0:
				return "", false
			default:
				rows, field = rows+1, m.field
			}
		}
	}
	if rows < 2 {
		return "", false
	}
	header := p.rows.header[field]
	p.problems = append(p.problems, roster.Problem{
		Severity: roster.Warning, Code: roster.CodeUnknownManager, Column: header, Field: field,
		Message: fmt.Sprintf("column %q names managers, and none of the names on its %d rows is that of exactly one person: they are passed over", header, rows),
		Hint: fmt.Sprintf("export the manager's email or employee ID instead of the name; to keep the names as text, give --map %q",
			header+"=custom.manager"),
	})
	return field, true
}
