package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

func (a *app) applyCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "apply PLAN",
		Short: "Apply a saved plan",
		Long: `Apply does what a plan says that "roster plan -o" saved: all of it or nothing. It
refuses a plan that is stale, cut, edited, of another roster, or applied before.
Without a terminal to ask on, --yes is required.`,
		Example: `  roster apply weekly.plan
  roster apply weekly.plan --yes --report weekly.html`,
		Args: exactly("PLAN"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			return a.runApply(cmd.Context(), args[0], o)
		},
	}
	cmd.Flags().BoolVar(&f.yes, "yes", false, "do not ask")
	f.reporting(cmd.Flags())
	return cmd
}

func (a *app) runApply(ctx context.Context, path string, o options) (err error) {
	look := fmt.Sprintf("look first with: %s, then add --yes", a.command("show", path))
	if err := a.mayAsk("apply", look, o); err != nil {
		return err
	}
	if err := apart([]named{{"the plan", path}, {"the roster's database", a.db}}, o.writes()); err != nil {
		return err
	}
	file, err := openPlan(path)
	if err != nil {
		return err
	}
	defer file.Close()
	plan := file.Plan
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

	err = a.through(ctx, db, door{
		plan: plan, name: fmt.Sprintf("plan %q", path), stale: "make it again with: " + a.planAgain(path, plan),
		held: func(allow []string) string { return "make the plan again with: " + a.planAgain(path, plan, allow...) },
	}, reports, o)
	if done := (*reconcile.AppliedError)(nil); errors.As(err, &done) {
		return fail("see what it did with: "+a.command("show", fmt.Sprint(done.Run)), "plan %q was applied before, as run %d", path, done.Run)
	}
	if errors.Is(err, reconcile.ErrForeignPlan) {
		return fail("name the roster it was made for with --db, or make it again with: "+a.planAgain(path, plan),
			"plan %q was made for another roster than %q", path, a.db)
	}
	return err
}

// openPlan opens a saved plan.
func openPlan(path string) (*reconcile.PlanFile, error) {
	file, err := reconcile.OpenPlan(path)
	if refused := (*reconcile.PlanFileError)(nil); err == nil || errors.As(err, &refused) {
		return file, err
	}
	return nil, fail("give a file written by: roster plan FILE -o PLAN", "cannot open the plan %q: %w", path, reason(err))
}

// planAgain returns the command that makes a saved plan anew. A plan knows
// its file by name only, and of its flags those that decide what is done.
func (a *app) planAgain(path string, p *reconcile.Plan, flags ...string) string {
	name := p.Source.Name
	if name == "stdin" {
		name = stdinName
	}
	words := []string{"plan", name, "-o", path}
	if p.Mode != reconcile.Sync {
		words = append(words, "--mode", string(p.Mode))
	}
	return a.command(append(words, flags...)...)
}

// apply does what the plan says. When it is stale, the error gives it this
// name and this hint.
func (a *app) apply(ctx context.Context, s reconcile.Store, p *reconcile.Plan, name, hint string) (*reconcile.Run, error) {
	m := a.ui.progress("applying", int64(p.Summary.Changes()))
	// Every time we keep is in UTC and of whole seconds, the form in which all
	// formats give it.
	stamp := reconcile.Stamp{At: a.env.now().UTC().Truncate(time.Second), Actor: a.actor}
	counted := *p
	counted.Changes = m.counted(p.Changes)
	run, err := reconcile.Apply(ctx, s, &counted, stamp)
	m.done()
	if moved := (*reconcile.StaleError)(nil); errors.As(err, &moved) {
		return nil, &failure{code: exitStale, err: fmt.Errorf("%s is %w", name, moved), hints: []string{hint}}
	}
	undone := (*reconcile.UndoneError)(nil)
	switch {
	case errors.Is(err, reconcile.ErrLastAdmin):
		return nil, fail("make somebody else one first: "+a.command("user", "role", "WHO", string(roster.AccountAdmin)), "nothing was applied: %w", err)
	case errors.As(err, &undone):
		return nil, a.undone(undone)
	case err != nil:
		return nil, err
	}
	a.applied = run.ID
	return run, nil
}

// reportRun reports what was applied.
func (a *app) reportRun(ctx context.Context, s reconcile.Store, p *reconcile.Plan, run *reconcile.Run, up *roster.Upload, r *reports, shown, rejectsAsked bool) error {
	rep := p.Applied(run)
	if p.Kind == reconcile.Hand { // which may have erased what the plan still knows
		var err error
		// Who interrupts after the commit still gets the files that were asked for.
		if rep, err = s.Report(context.WithoutCancel(ctx), run.ID); err != nil {
			return unreported(err)
		}
	}
	if err := r.writeFiles(rep, up); err != nil {
		return unreported(err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if !shown {
		if err := r.toStdout(rep); err != nil {
			return unreported(err)
		}
	}
	a.ui.note("applied as run %d: %s", run.ID, changes(run.Summary))
	return a.outcome(run.Kind, run.Summary, rejectsAsked)
}

func unreported(err error) error { return fmt.Errorf("its report could not be written: %w", err) }
