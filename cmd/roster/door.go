package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/templates"
)

// door is what every plan goes through on its way into the roster, whatever
// made it: it is shown, somebody agrees, it is applied, and the report of the
// run is written.
type door struct {
	plan *reconcile.Plan
	up   *roster.Upload // nil where no file is at hand

	name  string                      // of the plan, in an error
	stale string                      // what to do when it has become stale
	held  func(allow []string) string // what to do when it is held; nil: again with these flags
}

// through takes a plan through the door.
func (a *app) through(ctx context.Context, s reconcile.Store, d door, r *reports, o options) error {
	p := d.plan
	changes := p.Summary.Changes() > 0
	// That a file was seen is history; that a hand changed nothing is not.
	if p.Held || o.dryRun || !changes && p.Kind != reconcile.Import {
		return a.preview(d, r, o)
	}
	asking := !o.yes && changes
	if asking {
		if err := a.showAndAsk(ctx, p, r); err != nil {
			return err
		}
	}
	run, err := a.apply(ctx, s, p, d.name, d.stale)
	if err != nil {
		return err
	}
	a.sayKey(p, "is now")
	// On a terminal the diff has just been read above the question.
	shown := asking && a.previewOnStdout(r)
	return a.reportRun(ctx, s, p, run, d.up, r, shown, o.rejects != "")
}

// mayAsk refuses a command that would have to ask and cannot, before any work
// is done.
func (a *app) mayAsk(command, look string, o options) error {
	if a.ui.canAsk() {
		return nil
	}
	return a.cannotAsk(command, look, o)
}

// cannotAsk refuses a command that would have to ask.
func (a *app) cannotAsk(command, look string, o options) error {
	if o.yes || o.dryRun {
		return nil
	}
	return fail(look, "there is no terminal to ask on, so %s needs --yes", command)
}

// lookFirst is the way out of mayAsk for a command that has --dry-run.
func (a *app) lookFirst() string {
	return "look first with --dry-run, then add --yes: " + a.again("--yes")
}

// preview reports a plan that goes no further.
func (a *app) preview(d door, r *reports, o options) error {
	p := d.plan
	if err := r.write(p.Report(nil), d.up); err != nil {
		return err
	}
	if p.Held {
		hint := d.held
		if hint == nil {
			hint = func(allow []string) string { return "let it through with: " + a.again(allow...) }
		}
		return heldError(p, hint)
	}
	a.sayKey(p, "would be")
	if p.Kind != reconcile.Import && p.Summary.Changes() == 0 {
		a.ui.note("nothing to change")
	}
	if err := a.outcome(p.Kind, p.Summary, o.rejects != ""); err != nil {
		return err
	}
	if o.exitCode && p.Summary.Changes() > 0 {
		return status(exitChanges)
	}
	return nil
}

// previewOnStdout reports whether the report that is read before the question
// is the one that was asked for, or is only for the question's sake.
func (a *app) previewOnStdout(r *reports) bool {
	return a.ui.outTerminal && r.format == templates.Text
}

// showAndAsk shows what the plan would do and asks whether to do it.
func (a *app) showAndAsk(ctx context.Context, p *reconcile.Plan, r *reports) error {
	w := a.ui.err
	if a.previewOnStdout(r) {
		w = a.ui.out
	}
	o := templates.Options{Width: a.ui.columns(), Color: a.ui.colored()}
	if err := r.render(w, templates.Text, p.Report(nil), o); err != nil {
		return err
	}
	return a.confirm(ctx, p)
}

// maker makes a plan that no file makes.
type maker func(context.Context, reconcile.Store, reconcile.Snapshot, reconcile.Options) (*reconcile.Plan, error)

// runMade makes a plan and takes it through the door. The snapshot is closed
// before anybody is asked.
func (a *app) runMade(ctx context.Context, command string, o options, make maker) (err error) {
	if err := a.mayAsk(command, a.lookFirst(), o); err != nil {
		return err
	}
	if err := apart([]named{{"the roster's database", a.db}}, o.writes()); err != nil {
		return err
	}
	reports, err := a.openReports(o)
	if err != nil {
		return err
	}
	defer reports.close()
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	plan, err := a.made(ctx, db, o.plan, make)
	if err != nil {
		return err
	}
	// What a hand asks for is done as it was asked, or not at all.
	if plan.Kind == reconcile.Hand && plan.Summary.Rejected > 0 {
		if reports.format != templates.Text {
			if err := reports.write(plan.Report(nil), nil); err != nil {
				return err
			}
		}
		return refused(plan.Problems)
	}
	return a.through(ctx, db, door{plan: plan, name: "what was shown", stale: "look at it again with: " + a.again()}, reports, o)
}

func (a *app) made(ctx context.Context, s reconcile.Store, o reconcile.Options, make maker) (_ *reconcile.Plan, err error) {
	snap, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	return make(ctx, s, snap, a.planOptions(o))
}

// refused turns the errors among problems into one.
func refused(problems []roster.Problem) error {
	const most = 5
	var what, hints []string
	more := 0
	for _, q := range problems {
		switch {
		case q.Severity != roster.Error:
		case len(what) == most:
			more++
		default:
			what, hints = append(what, q.Message), append(hints, q.Hint)
		}
	}
	if more > 0 {
		what = append(what, fmt.Sprintf("and %d more", more))
	}
	return &failure{
		code: exitFailed, err: fmt.Errorf("nothing was applied: %s", strings.Join(what, "; ")),
		hints: distinct(hints),
	}
}

// distinct returns each word once, where it comes first.
func distinct(words []string) []string {
	var once []string
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			once, seen[w] = append(once, w), true
		}
	}
	return once
}
