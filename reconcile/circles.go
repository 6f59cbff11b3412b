package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"roster.example/roster"
)

// circles returns the circles of a graph in which everybody has at most one
// next, each circle once and from its first member in the order given. It
// remembers only who is somebody's next, which most are not.
func circles[T comparable](all []T, next func(T) T) [][]T {
	var none T
	var found [][]T
	walk := make(map[T]int) // the number of the walk that first came by
	for i, start := range all {
		at := next(start)
		for at != none && walk[at] == 0 {
			walk[at] = i + 1
			at = next(at)
		}
		if at == none || walk[at] != i+1 {
			continue
		}
		first := at
		for x := next(at); x != at; x = next(x) {
			if x == start {
				first = start
			}
		}
		circle := []T{first}
		for x := next(first); x != first; x = next(x) {
			circle = append(circle, x)
		}
		found = append(found, circle)
	}
	return found
}

// rejectCycles rejects the rows whose new manager closes a circle, and returns
// them. Rows that only report into a circle are left alone:
// when the circle is broken they are right.
func (p *preparation) rejectCycles(ctx context.Context) (fallen []*subject, err error) {
	var starts []person
	for s := range p.subjects {
		if p.movesUnder(s) != 0 {
			starts = append(starts, s.person())
		}
	}
	boss, err := p.bosses(ctx, starts)
	if err != nil {
		return nil, err
	}
	for _, circle := range circles(starts, boss) {
		names, err := p.namesInCircle(ctx, circle)
		if err != nil {
			return nil, err
		}
		first := len(fallen)
		var emails []string // of their managers, while all of them still stand
		for _, x := range circle {
			if s := p.subjectOf(x); p.movesUnder(s) != 0 {
				fallen, emails = append(fallen, s), append(emails, p.emailOf(s.manager))
			}
		}
		for i, s := range fallen[first:] {
			p.reject(s, roster.CodeManagerCycle, roster.ManagerEmail, emails[i],
				fmt.Sprintf("the managers would go round in a circle of %d: %s", len(circle), names),
				"correct the manager of one of them")
		}
	}
	return fallen, nil
}

// movesUnder returns the manager whom a live row gives to somebody who has
// another now, 0 where it does not.
func (p *preparation) movesUnder(s *subject) person {
	if s == nil || !s.live() || !s.moves {
		return 0
	}
	return s.manager
}

// namesInCircle names the people of a circle, or the first of them: by their lines,
// and those whom no row changes as users. Some of these are only known to the store.
func (p *preparation) namesInCircle(ctx context.Context, circle []person) (string, error) {
	const most = 5
	var unread []int64
	for _, x := range circle[:min(most, len(circle))] {
		if p.subjectOf(x) == nil && p.users[int64(x)] == nil {
			unread = append(unread, int64(x))
		}
	}
	users, err := p.snap.ByID(ctx, unread)
	if err != nil {
		return "", err
	}
	var names []string
	for i, x := range circle {
		if i == most {
			names = append(names, "…")
			break
		}
		if s := p.subjectOf(x); s != nil {
			names = append(names, fmt.Sprintf("line %d", p.rows.Line(s.row)))
		} else {
			names = append(names, who(cmp.Or(p.users[int64(x)], users[int64(x)])))
		}
	}
	return strings.Join(names, ", "), nil
}

// bosses tells everybody's manager after the run on the way up from people who
// get another. It asks the store once for each level of the organisation, and
// remembers only those whose manager stays.
func (p *preparation) bosses(ctx context.Context, from []person) (func(person) person, error) {
	stay := map[person]person{}
	boss := func(x person) person {
		if next := p.movesUnder(p.subjectOf(x)); next != 0 {
			return next
		}
		return stay[x]
	}
	for len(from) > 0 {
		var above []person
		var ask []int64
		up := func(x person) {
			if _, known := stay[x]; !known && x != 0 && p.movesUnder(p.subjectOf(x)) == 0 {
				stay[x] = 0
				above = append(above, x)
			}
		}
		for _, x := range from {
			s, u := p.subjectOf(x), p.users[int64(x)]
			switch {
			case s != nil && (s.moves || s.user == 0):
				up(s.manager)
			case u != nil:
				stay[x] = person(u.ManagerID)
				up(stay[x])
			default:
				ask = append(ask, int64(x))
			}
		}
		found, err := p.snap.Managers(ctx, ask)
		if err != nil {
			return nil, err
		}
		for _, x := range ask {
			stay[person(x)] = person(found[x])
			up(stay[person(x)])
		}
		from = above
	}
	return boss, nil
}
