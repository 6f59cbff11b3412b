package reconcile

import (
	"iter"
	"time"

	"roster.example/roster"
)

// Report is the one value behind every report, in every format: of a plan,
// and, once it is applied, of the run.
type Report struct {
	Run      *RunRef // nil for a plan
	Plan     PlanRef
	Source   roster.Source
	Summary  Summary
	Changes  iter.Seq2[*Change, error] // as in Plan
	Problems []roster.Problem
	Limits   []Limit
}

// RunRef names a run in a report.
type RunRef struct {
	ID        int64     `json:"id"`
	AppliedAt time.Time `json:"applied_at"`
	Actor     string    `json:"actor"`
}

// PlanRef names a plan in a report.
type PlanRef struct {
	ID        string     `json:"id"`
	CreatedAt time.Time  `json:"created_at"`
	Key       roster.Key `json:"key"`
	Mode      Mode       `json:"mode"`
	Held      bool       `json:"held"`
	StoreID   string     `json:"store_id"`
	Kind      Kind       `json:"kind,omitempty"`   // "" for Import
	Undoes    int64      `json:"undoes,omitempty"` // the run that an undo puts back
	Day       string     `json:"day,omitempty"`    // of Due: the day that has come
}

// Report returns the report of the plan. The run is nil until the plan is
// applied.
func (p *Plan) Report(run *RunRef) *Report {
	kind := p.Kind
	if kind == Import {
		kind = ""
	}
	return &Report{
		Run: run,
		Plan: PlanRef{
			ID: p.ID, CreatedAt: p.CreatedAt, Key: p.Key, Mode: p.Mode,
			Held: p.Held, StoreID: p.StoreID, Kind: kind, Undoes: p.Undoes, Day: p.Day,
		},
		Source: p.Source, Summary: p.Summary, Changes: p.Changes,
		Problems: p.Problems, Limits: p.Limits,
	}
}

// Applied returns the report of the run that the plan has become, with the
// numbers of the people it created. It is the one that the store keeps, but for
// what the run has erased.
func (p *Plan) Applied(run *Run) *Report {
	r := p.Report(run.Ref())
	r.Changes = func(yield func(*Change, error) bool) {
		next := run.FirstUser
		var told Change // one for all, as in Plan
		for c, err := range p.Changes {
			if err != nil {
				yield(nil, err)
				return
			}
			told = *c
			if c.Action == Create && c.User.ID == 0 {
				told.User.ID = UserID(next)
				next++
			}
			told.ManagerID = c.Manager(run.FirstUser)
			if !yield(&told, nil) {
				return
			}
		}
	}
	return r
}
