package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
)

// assigner works out what happens to assignments.
type assigner func(context.Context, reconcile.Snapshot) (*reconcile.AssignmentPlan, error)

// assignFlags are the flags of the commands that change assignments.
func assignFlags(cmd *cobra.Command, f *flags) {
	fs := cmd.Flags()
	fs.BoolVar(&f.dryRun, "dry-run", false, "show what would change and change nothing")
	fs.BoolVar(&f.yes, "yes", false, "do not ask")
	fs.StringVar(&f.format, "format", "text", "`FORMAT` of what is shown: text or json")
}

func (a *app) assignImportCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Load assignments from a file",
		Long: `Import loads assignments from any table that roster reads, with the columns
owner (an email or employee ID), reference, title and state (open or done).
Assignments that are known by their reference are updated; those that are not in
the file stay as they are. FILE may be - for stdin.`,
		Example: `  roster assign import trainings.csv`,
		Args:    exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if args[0] == stdinName {
				if err := a.cannotAsk("assign import", a.lookFirst(), options{yes: f.yes, dryRun: f.dryRun}); err != nil {
					return err
				}
			}
			ctx := cmd.Context()
			in, err := a.openInput(ctx, args[0])
			if err != nil {
				return err
			}
			defer in.close()
			rows, err := readAssignments(in)
			if err != nil {
				return err
			}
			return a.runAssign(ctx, "assign import", f, func(ctx context.Context, snap reconcile.Snapshot) (*reconcile.AssignmentPlan, error) {
				if err := findOwners(ctx, snap, rows); err != nil {
					return nil, err
				}
				references := []string{}
				for _, r := range rows {
					references = append(references, r.Reference)
				}
				known, err := snap.Assignments(ctx, references)
				return reconcile.PlanAssignments(rows, known), err
			})
		},
	}
	assignFlags(cmd, &f)
	return cmd
}

func (a *app) assignMoveCmd() *cobra.Command {
	var f flags
	var to string
	cmd := &cobra.Command{
		Use:     "move REF… --to WHO",
		Short:   "Give assignments to somebody else",
		Example: `  roster assign move T-17 T-18 --to bob@acme.example`,
		Args:    atLeast("REF"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if to == "" {
				return fail("say who takes them, as in --to bob@acme.example", "assign move needs --to")
			}
			return a.runAssign(cmd.Context(), "assign move", f, func(ctx context.Context, snap reconcile.Snapshot) (*reconcile.AssignmentPlan, error) {
				found, err := a.find(ctx, snap, to)
				if err != nil {
					return nil, err
				}
				if !found[0].Employed() {
					return nil, fail("name somebody who is active", "nothing was changed: %s cannot take anything", described(found[0]))
				}
				all, err := a.referenced(ctx, snap, args)
				changes := reconcile.MoveAssignments(all, found[0].ID)
				return &reconcile.AssignmentPlan{Changes: changes, Lines: make([]int, len(changes)), Unchanged: len(all) - len(changes)}, err
			})
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "`WHO` takes them")
	assignFlags(cmd, &f)
	return cmd
}

func (a *app) assignDropCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "drop REF…",
		Short: "Forget assignments that are not there any more",
		Args:  atLeast("REF"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runAssign(cmd.Context(), "assign drop", f, func(ctx context.Context, snap reconcile.Snapshot) (*reconcile.AssignmentPlan, error) {
				all, err := a.referenced(ctx, snap, args)
				return &reconcile.AssignmentPlan{Changes: reconcile.DropAssignments(all), Lines: make([]int, len(all))}, err
			})
		},
	}
	assignFlags(cmd, &f)
	return cmd
}

// referenced returns the assignments of these references. One that nothing has
// is an error.
func (a *app) referenced(ctx context.Context, snap reconcile.Snapshot, references []string) ([]reconcile.Assignment, error) {
	all, err := snap.Assignments(ctx, references)
	if err != nil {
		return nil, err
	}
	var unknown []string
	for _, r := range references {
		if !slices.ContainsFunc(all, func(one reconcile.Assignment) bool { return one.Reference == r }) {
			unknown = append(unknown, fmt.Sprintf("%q", r))
		}
	}
	if len(unknown) > 0 {
		return nil, fail("see them with: "+a.command("assign", "list"), "nothing was changed: there is no assignment %s", strings.Join(distinct(unknown), ", "))
	}
	return all, nil
}

// runAssign is the door of assignments: what happens to them is shown, somebody
// agrees, it is written down.
func (a *app) runAssign(ctx context.Context, command string, f flags, plan assigner) (err error) {
	if err := oneOf(&f.format, "format", f.format, "text", "json"); err != nil {
		return err
	}
	if err := a.mayAsk(command, a.lookFirst(), options{yes: f.yes, dryRun: f.dryRun}); err != nil {
		return err
	}
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	r, err := a.planAssignments(ctx, db, plan)
	if err != nil {
		return err
	}
	changes := r.plan.Changes
	asking := !f.yes && !f.dryRun && len(changes) > 0
	if asking {
		w := a.ui.err
		if f.format == "text" && a.ui.outTerminal {
			w = a.ui.out
		}
		if err := r.text(w, a.ui.columns()); err != nil {
			return err
		}
		if err := a.agree(ctx, fmt.Sprintf("apply this? %s [y/N]", r.counts()), yes); err != nil {
			return err
		}
	}
	if len(changes) > 0 && !f.dryRun {
		err := db.Assign(ctx, changes, reconcile.Stamp{At: a.env.now().UTC().Truncate(time.Second), Actor: a.actor})
		if moved := (*reconcile.StaleError)(nil); errors.As(err, &moved) {
			return &failure{code: exitStale, err: fmt.Errorf("what was shown is %w", moved), hints: []string{"look at it again with: " + a.again()}}
		}
		if err != nil {
			return err
		}
		r.Applied = true
	}
	if f.format == "json" {
		err = writeJSON(a.ui.out, r)
	} else if !asking || !a.ui.outTerminal {
		err = r.text(a.ui.out, a.ui.columns())
	}
	if err != nil {
		return err
	}
	switch {
	case len(changes) == 0:
		a.ui.note("nothing to change")
	case r.Applied:
		a.ui.note("done: %s", r.counts())
	}
	if r.plan.Rejected > 0 {
		a.ui.note("%s rejected and changed nothing", was(r.plan.Rejected, "row"))
		return status(exitRejected)
	}
	return nil
}

func (a *app) planAssignments(ctx context.Context, s reconcile.Store, plan assigner) (_ *assignReport, err error) {
	snap, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	p, err := plan(ctx, snap)
	if err != nil {
		return nil, err
	}
	var all []reconcile.Assignment
	for _, c := range p.Changes {
		for _, one := range []*reconcile.Assignment{c.Before, c.After} {
			if one != nil {
				all = append(all, *one)
			}
		}
	}
	owners, err := ownersOf(ctx, snap, all)
	if err != nil {
		return nil, err
	}
	return newAssignReport(p, owners), nil
}
