package templates

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"

	"roster.example/reconcile"
	"roster.example/roster"
)

// page is what the templates of Markdown and HTML see: the report, and what
// both say about it in the same words.
type page struct {
	*reconcile.Report
	err error // of the changes; a template cannot return it
}

// blockSize is how many changes, or problems, stand in one block. A browser
// leaves blocks that are out of sight alone, so twenty thousand people open and
// are searched at the price of four hundred blocks; and a template takes longer
// over the way to a change than it takes to write it.
const blockSize = 50

// blocks reads the changes, writes each with write, and numbers the blocks of
// them from 0. A template has no other way to stop than to run out of them, so
// an error ends the sequence and is kept for the end.
func blocks[T ~string](p *page, write func(*bytes.Buffer, *reconcile.Change)) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		var b bytes.Buffer
		n, changes, more := 0, 0, true
		flush := func() {
			more = yield(n, T(b.String()))
			n++
			b.Reset()
		}
		for c, err := range p.Changes {
			if err != nil {
				p.err = changesError(err)
				return
			}
			write(&b, c)
			if changes++; changes%blockSize == 0 {
				if flush(); !more {
					return
				}
			}
		}
		if b.Len() > 0 {
			flush()
		}
	}
}

// Kind says what the report is of.
func (p *page) Kind() string {
	if p.Run != nil {
		return fmt.Sprintf("Roster run %d", p.Run.ID)
	}
	return "Roster plan"
}

// Subject names the file the report is about, or what made the plan without
// one; "" when neither is known.
func (p *page) Subject() string {
	if p.Source.Name != "" {
		return visible(p.Source.Name)
	}
	return made(&p.Plan)
}

// Title names what the report is about, or what it is of.
func (p *page) Title() string { return cmp.Or(p.Subject(), p.Kind()) }

// OfFile reports whether a file made the plan.
func (p *page) OfFile() bool { return made(&p.Plan) == "" }

// State says what has happened so far.
func (p *page) State() string {
	switch {
	case p.Run != nil:
		return fmt.Sprintf("Applied %s by %s.", clock(p.Run.AppliedAt), visible(p.Run.Actor))
	case p.Plan.Held:
		return fmt.Sprintf("Made %s. Held: nothing of it can be applied.", clock(p.Plan.CreatedAt))
	}
	return fmt.Sprintf("Made %s. Nothing is applied yet.", clock(p.Plan.CreatedAt))
}

// Counts is the line that sums the report up.
func (p *page) Counts() string { return cmp.Or(counts(p.Report), "nothing to change") }

// Tallies lists the counts by outcome.
func (p *page) Tallies() []tally { return tallies(p.Summary) }

// Over lists the limits that hold the plan.
func (p *page) Over() []reconcile.Limit { return exceeded(p.Limits) }

// Groups sorts the problems by kind.
func (p *page) Groups() []group { return groups(p.Problems) }

// Severities counts the problems.
func (p *page) Severities() string { return severities(p.Problems) }

// ReadAs says how the file was read.
func (p *page) ReadAs() string { return readAs(&p.Source) }

// Ignored names the columns that nothing was read from.
func (p *page) Ignored() string { return ignoredColumns(&p.Source) }

// IDs names the two identifiers of a user, the key first.
func (p *page) IDs() []string {
	if p.Plan.Key == roster.KeyEmail {
		return []string{"Email", "Employee ID"}
	}
	return []string{"Employee ID", "Email"}
}

// Person returns the identifiers themselves, in the same order.
func (p *page) Person(u reconcile.UserRef) []string {
	if p.Plan.Key == roster.KeyEmail {
		return []string{visible(u.Email), visible(u.EmployeeID)}
	}
	return []string{visible(u.EmployeeID), visible(u.Email)}
}
