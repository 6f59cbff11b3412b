package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"roster.example/roster"
)

// tally is what a run comes to, row by row and field by field.
type tally struct {
	summary     Summary
	updates     int            // those of more than fleeting fields
	seats       int            // how many more people are active after the run
	emails      int            // changes of email
	employeeIDs int            // changes of employee ID; giving a first one is none
	matched     int            // rows about somebody the roster knows
	changed     map[string]int // by field: values changed or cleared; filling an empty field is neither
	groups      map[string]int // by group: people who join it
}

func newTally() *tally { return &tally{changed: map[string]int{}, groups: map[string]int{}} }

// tally counts the settled run and writes down what its rows are to be warned
// of.
func (p *preparation) tally() *tally {
	inVain, warned := p.namesInVain()
	for _, s := range p.doubted {
		_, _, faults := p.managerOf(s)
		for _, q := range faults {
			if !warned || q.Code != roster.CodeUnknownManager || q.Field != inVain {
				p.problem(s.row, q)
			}
		}
	}
	halves := [2]*tally{newTally(), newTally()}
	p.inHalves("checking", func(p *preparation, half int, s *subject) { p.countSubject(halves[half], s) })
	t := halves[0]
	t.join(halves[1])
	settled := p.settledRows()
	t.matched += settled
	t.summary.Unchanged += settled
	t.summary.Rows = p.rows.Count()
	t.summary.Omitted = p.info.Active - p.countNamed()
	return t
}

// countSubject counts one row of the settled run.
func (p *preparation) countSubject(t *tally, s *subject) {
	switch {
	case s.outcome() == Rejected:
		t.summary.Rejected++
		return
	case s.duplicate:
		t.summary.Skipped++
		return
	}
	v := p.finalVerdict(s)
	if s.user != 0 && v.outcome != Skipped {
		t.matched++
	}
	t.count(v.outcome, v.edits)
	for _, q := range v.problems {
		p.problem(s.row, q)
	}
	if s.adopts {
		for _, e := range v.edits {
			if e.Field == roster.EmployeeID {
				p.warn(s.row, roster.CodeIDAdopted, roster.EmployeeID, e.To,
					fmt.Sprintf("%s had no employee ID and is given this one, because the email is theirs", p.users[s.user].Name()),
					"nothing to do, if they are the same person")
			}
		}
	}
}

// join adds what another part of the run comes to.
func (t *tally) join(other *tally) {
	t.summary.join(other.summary)
	t.updates += other.updates
	t.seats += other.seats
	t.emails += other.emails
	t.employeeIDs += other.employeeIDs
	t.matched += other.matched
	for field, n := range other.changed {
		t.changed[field] += n
	}
	for group, n := range other.groups {
		t.groups[group] += n
	}
}

// count adds what happens to one person.
func (t *tally) count(o Outcome, edits []Edit) {
	t.summary.add(o)
	lasting := false
	for i := range edits {
		e := &edits[i]
		lasting = lasting || !fleeting[e.Field]
		switch e.Field {
		case roster.Groups:
			t.countGroups(e)
		case roster.StatusField:
			t.seats += seatsOf(e.To) - seatsOf(e.From)
		}
		if e.From == "" || o == Delete {
			continue
		}
		// Leaving and returning have limits of their own, and a file of leavers
		// changes every status it names.
		if (e.Field != roster.StatusField || o == Update) && !fleeting[e.Field] {
			t.changed[e.Field]++
		}
		switch e.Field {
		case roster.Email:
			t.emails++
		case roster.EmployeeID:
			t.employeeIDs++
		}
	}
	if o == Update && lasting {
		t.updates++
	}
}

// fleeting are the fields whose changes count to no limit.
var fleeting = func() map[string]bool {
	names := map[string]bool{}
	for _, f := range roster.Fields {
		if f.Fleeting {
			names[f.Name] = true
		}
	}
	return names
}()

func seatsOf(status string) int {
	if roster.Status(status).Employed() {
		return 1
	}
	return 0
}

// countGroups counts the groups that a person joins.
func (t *tally) countGroups(e *Edit) {
	for group := range roster.Set(e.To) {
		if !slices.Contains(slices.Collect(roster.Set(e.From)), group) {
			t.groups[group]++
		}
	}
}

// shiftedFrom is how many people a file must match before a column can look
// shifted.
const shiftedFrom = 20

// shifted returns the fields that changed on more than half of the matched
// users, in table order, and the largest number of changes of one field.
func (t *tally) shifted() (fields []string, most int) {
	for name, n := range t.changed {
		most = max(most, n)
		if n > t.matched/2 && t.matched >= shiftedFrom {
			fields = append(fields, name)
		}
	}
	slices.SortFunc(fields, compareFields)
	return fields, most
}

func (t *tally) shiftedProblems() []roster.Problem {
	var problems []roster.Problem
	fields, _ := t.shifted()
	for _, name := range fields {
		problems = append(problems, roster.Problem{
			Severity: roster.Warning, Code: roster.CodeShiftedColumn, Field: name,
			Message: fmt.Sprintf("%s changes for %d of the %d people the file matches, as if its column had slipped", name, t.changed[name], t.matched),
			Hint:    "look at a few of these changes before you let them through",
		})
	}
	return problems
}

// Measure is a limit that somebody has set: a count, or a share of what the
// kind is measured in.
type Measure struct {
	N       int
	Percent bool
}

// String writes a measure as it is set: 30 or 10%.
func (m Measure) String() string {
	if m.Percent {
		return fmt.Sprintf("%d%%", m.N)
	}
	return strconv.Itoa(m.N)
}

// of returns the measure as a count. Percentages round down.
func (m Measure) of(total int) int {
	if m.Percent {
		return total * m.N / 100
	}
	return m.N
}

// limits judges what a run comes to. Percentages are of the active users
// before the run and round down. A limit that somebody has set takes the place
// of the default; a share of nothing limits nothing, so it leaves a limit off
// where that is off.
func limits(t *tally, before Info, k Kind, o Options) []Limit {
	seats := cmp.Or(o.Seats, before.Seats)
	percent := func(floor, share int) int { return max(floor, before.Active*share/100) }
	var verdicts []Limit
	judge := func(kind LimitKind, count, limit int, off bool) {
		if m, ok := o.Limits[kind]; ok {
			limit = m.of(t.measuredIn(kind, before))
			off = off && m.Percent
		}
		if kind == LimitRejected && o.Strict {
			limit = 0
		}
		allowed, ok := o.Allow[kind]
		if off && !ok {
			return
		}
		if off {
			limit = 0
		}
		if ok {
			limit = max(limit, allowed)
		}
		l := Limit{Kind: kind, Count: count, Limit: limit, Exceeded: count > limit}
		if l.Exceeded {
			l.Allow = fmt.Sprintf("--allow %s=%d", kind, count)
		}
		verdicts = append(verdicts, l)
	}
	_, shifted := t.shifted()
	judge(LimitCreate, t.summary.Create, percent(50, 25), before.Users == 0)
	judge(LimitUpdate, t.updates, percent(50, 50), false)
	judge(LimitDeactivate, t.summary.Deactivate, percent(5, 5), false)
	judge(LimitReactivate, t.summary.Reactivate, percent(5, 5), false)
	judge(LimitEmail, t.emails, percent(5, 5), false)
	judge(LimitEmployeeID, t.employeeIDs, percent(5, 5), false)
	judge(LimitShifted, shifted, t.matched/2, t.matched < shiftedFrom)
	judge(LimitRejected, t.summary.Rejected, max(5, t.summary.Rows*10/100), false)
	// A hand deletes one at a time, or says how many.
	deletions := 1
	if k == Undo {
		deletions = percent(5, 5)
	}
	judge(LimitDelete, t.summary.Delete, deletions, t.summary.Delete == 0)
	// A run that takes no seats is not held for those that are over already.
	judge(LimitSeats, before.Active+t.seats, max(seats, before.Active), seats == 0)
	return verdicts
}

// measuredIn returns what a share of one kind is a share of.
func (t *tally) measuredIn(kind LimitKind, before Info) int {
	switch kind {
	case LimitRejected:
		return t.summary.Rows
	case LimitShifted:
		return t.matched
	case LimitCreate, LimitUpdate, LimitDeactivate, LimitReactivate, LimitDelete, LimitEmail, LimitEmployeeID, LimitSeats:
		return before.Active
	}
	return before.Active
}
