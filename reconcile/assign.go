package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"roster.example/roster"
)

// Assignment is one thing that a user owns elsewhere: a training, a goal, an
// item.
type Assignment struct {
	Reference string          `json:"reference"` // its name where it lives, unique
	Owner     int64           `json:"-"`         // the user's number
	Title     string          `json:"title"`
	State     AssignmentState `json:"state"`
}

// AssignmentState says whether something is left to do.
type AssignmentState string

const (
	Open AssignmentState = "open"
	Done AssignmentState = "done"
)

// AssignmentChange is what happens to one assignment. Before is nil for a new
// one, After for one that is dropped.
type AssignmentChange struct{ Before, After *Assignment }

// Reference returns the assignment's name.
func (c *AssignmentChange) Reference() string {
	if c.Before != nil {
		return c.Before.Reference
	}
	return c.After.Reference
}

// Owned is what a user owns elsewhere.
type Owned struct {
	Open []Assignment // by reference
	Now  int          // how many are theirs, open or done
	Ever int          // how many assignments were ever theirs; who has any is never deleted
}

// Action returns what the change comes to: Create, Update or Delete.
func (c *AssignmentChange) Action() Outcome {
	switch {
	case c.Before == nil:
		return Create
	case c.After == nil:
		return Delete
	}
	return Update
}

// AssignmentRow is one row of a file of assignments. Owner is the number of the
// user whom the file names, 0 for one whom the roster does not know; Named is
// how the file does so. The other cells are as they are written.
type AssignmentRow struct {
	Line                    int
	Owner                   int64
	Named                   string
	Reference, Title, State string
}

// AssignmentFault is why a row of a file of assignments is rejected.
type AssignmentFault struct {
	Line    int    `json:"line"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// AssignmentPlan is what a file does to assignments. Every row has exactly one
// outcome.
type AssignmentPlan struct {
	Changes                      []AssignmentChange
	Lines                        []int // of the changes
	Unchanged, Skipped, Rejected int
	Faults                       []AssignmentFault // by line
}

// PlanAssignments works out what a file does to the known assignments. What it
// does not say is kept; a new assignment of which it does not say the state is
// open. Rows that name one reference twice are skipped when they are the same,
// and all rejected when they are not: the order in a file never decides.
func PlanAssignments(rows []AssignmentRow, known []Assignment) *AssignmentPlan {
	now := map[string]*Assignment{}
	for i := range known {
		now[known[i].Reference] = &known[i]
	}
	p := &AssignmentPlan{}
	wanted := make([]*Assignment, len(rows)) // nil for a faulty row
	first := map[string]int{}                // the row that names a reference first
	differ := map[string]bool{}
	for i := range rows {
		r := &rows[i]
		a, fault := r.read(now[r.Reference])
		if fault != nil {
			p.Faults = append(p.Faults, *fault)
		}
		wanted[i] = a
		if r.Reference == "" {
			continue
		}
		before, twice := first[r.Reference]
		if !twice {
			first[r.Reference] = i
			continue
		}
		// A faulty row takes its twins with it: which of them is meant cannot be
		// told.
		if other := wanted[before]; a == nil || other == nil || *a != *other {
			differ[r.Reference] = true
		}
	}
	for i := range rows {
		r, a := &rows[i], wanted[i]
		switch {
		case a == nil:
			p.Rejected++
		case differ[r.Reference]:
			p.Rejected++
			p.Faults = append(p.Faults, AssignmentFault{
				Line: r.Line, Message: fmt.Sprintf("reference %q stands on several rows that differ", r.Reference),
				Hint: "leave the one row that is meant",
			})
		case first[r.Reference] != i:
			p.Skipped++
		case now[r.Reference] != nil && *a == *now[r.Reference]:
			p.Unchanged++
		default:
			p.Changes = append(p.Changes, AssignmentChange{Before: now[r.Reference], After: a})
			p.Lines = append(p.Lines, r.Line)
		}
	}
	slices.SortStableFunc(p.Faults, func(a, b AssignmentFault) int { return a.Line - b.Line })
	return p
}

// read returns what a row makes of an assignment, which is nil when it is new,
// or why it cannot.
func (r *AssignmentRow) read(now *Assignment) (*Assignment, *AssignmentFault) {
	fault := func(hint, format string, args ...any) (*Assignment, *AssignmentFault) {
		return nil, &AssignmentFault{Line: r.Line, Message: fmt.Sprintf(format, args...), Hint: hint}
	}
	a := Assignment{Reference: r.Reference, State: Open}
	if now != nil {
		a = *now
	}
	state, ok := ParseAssignmentState(r.State)
	switch {
	case r.Reference == "":
		return fault("give every assignment the name it has where it comes from", "the row has no reference")
	case r.Named == "":
		return fault("write the owner's email or employee ID", "the row has no owner")
	case r.Owner == 0:
		return fault("write the owner's email or employee ID as the roster has it", "nobody in the roster has the email or employee ID %q", r.Named)
	case !ok:
		return fault("write open or done", "%q is no state", r.State)
	}
	a.Owner = r.Owner
	if r.Title != "" {
		a.Title = r.Title
	}
	if state != "" {
		a.State = state
	}
	return &a, nil
}

// stateWords are the words of the systems where assignments live.
var stateWords = map[string]AssignmentState{
	"": "", "open": Open, "to do": Open, "todo": Open, "not started": Open, "started": Open, "in progress": Open, "pending": Open, "assigned": Open, "overdue": Open,
	"done": Done, "complete": Done, "completed": Done, "closed": Done, "finished": Done, "passed": Done,
}

// ParseAssignmentState reads a word for a state, "" for none at all; false for
// one it does not know.
func ParseAssignmentState(word string) (AssignmentState, bool) {
	s, ok := stateWords[strings.Join(strings.Fields(strings.NewReplacer("_", " ", "-", " ").Replace(roster.Fold(word))), " ")]
	return s, ok
}

// MoveAssignments returns the changes that give assignments to another owner.
// Those that are theirs already are left out.
func MoveAssignments(all []Assignment, to int64) []AssignmentChange {
	var changes []AssignmentChange
	for _, a := range all {
		if a.Owner != to {
			moved := a
			moved.Owner = to
			changes = append(changes, AssignmentChange{Before: &a, After: &moved})
		}
	}
	return changes
}

// DropAssignments returns the changes that remove assignments. That somebody
// owned them stays known.
func DropAssignments(all []Assignment) []AssignmentChange {
	var changes []AssignmentChange
	for _, a := range all {
		changes = append(changes, AssignmentChange{Before: &a})
	}
	return changes
}
