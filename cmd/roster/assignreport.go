package main

import (
	"fmt"
	"io"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// assignReport is what happens to assignments. It is the JSON as well as the
// source of the text.
type assignReport struct {
	Applied bool                        `json:"applied"`
	Summary assignSummary               `json:"summary"`
	Changes []assignChange              `json:"changes"`
	Faults  []reconcile.AssignmentFault `json:"problems"`

	plan *reconcile.AssignmentPlan
}

type assignSummary struct {
	Create    int `json:"create"`
	Update    int `json:"update"`
	Delete    int `json:"delete"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
	Rejected  int `json:"rejected"`
}

type assignChange struct {
	Action reconcile.Outcome `json:"action"`
	Line   int               `json:"line"` // 0 when no file made it
	From   *assignmentFacts  `json:"from"`
	To     *assignmentFacts  `json:"to"`
}

func newAssignReport(p *reconcile.AssignmentPlan, owners map[int64]*roster.User) *assignReport {
	r := &assignReport{
		Changes: []assignChange{}, Faults: append([]reconcile.AssignmentFault{}, p.Faults...), // never null
		Summary: assignSummary{Unchanged: p.Unchanged, Skipped: p.Skipped, Rejected: p.Rejected},
		plan:    p,
	}
	facts := func(one *reconcile.Assignment) *assignmentFacts {
		if one == nil {
			return nil
		}
		f := factsOfAssignment(*one, owners)
		return &f
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		change := assignChange{Action: c.Action(), Line: p.Lines[i], From: facts(c.Before), To: facts(c.After)}
		r.Changes = append(r.Changes, change)
		switch change.Action {
		case reconcile.Create:
			r.Summary.Create++
		case reconcile.Delete:
			r.Summary.Delete++
		default:
			r.Summary.Update++
		}
	}
	return r
}

// counts is the line that sums the report up.
func (r *assignReport) counts() string {
	s := r.Summary
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{s.Create, "new"}, {s.Update, "changed"}, {s.Delete, "dropped"}, {s.Unchanged, "unchanged"}, {s.Skipped, "skipped"}, {s.Rejected, "rejected"}} {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.word))
		}
	}
	if len(parts) == 0 {
		return "nothing changes"
	}
	return strings.Join(parts, ", ")
}

func (r *assignReport) text(w io.Writer, width int) error {
	t := table{width: width}
	for _, c := range r.Changes {
		line := ""
		if c.Line > 0 {
			line = fmt.Sprintf("line %d", c.Line)
		}
		one := c.To
		if one == nil {
			one = c.From
		}
		t.add(c.Action.Symbol(), one.Reference, one.Title, c.what(), line)
	}
	if err := t.write(w); err != nil {
		return err
	}
	for _, f := range r.Faults {
		for i, line := range wrap(strings.Fields(oneLine(fmt.Sprintf("line %d: %s; %s", f.Line, f.Message, f.Hint))), width-len(gap)) {
			start := "! "
			if i > 0 {
				start = gap
			}
			if _, err := fmt.Fprintln(w, start+line); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintln(w, r.counts())
	return err
}

// what says what happens to one assignment.
func (c *assignChange) what() string {
	if c.Action != reconcile.Update {
		one := c.To
		if one == nil {
			one = c.From
		}
		return fmt.Sprintf("%s, %s", one.Owner.Name, one.State)
	}
	var parts []string
	if c.From.Owner.ID != c.To.Owner.ID {
		parts = append(parts, c.From.Owner.Name+" → "+c.To.Owner.Name)
	}
	if c.From.State != c.To.State {
		parts = append(parts, fmt.Sprintf("%s → %s", c.From.State, c.To.State))
	}
	if c.From.Title != c.To.Title {
		parts = append(parts, "title was "+fmt.Sprintf("%q", c.From.Title))
	}
	return strings.Join(parts, ", ")
}
