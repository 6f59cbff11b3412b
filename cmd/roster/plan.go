package main

import (
	"context"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
)

func (a *app) planCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "plan FILE",
		Short: "Show what a file would do, and save that to apply it later",
		Long: `Plan shows what a roster file would change and changes nothing. With -o it saves
the plan, to be reviewed and applied later: exactly as it was shown, or not at
all when the people in it have changed since. FILE may be - for stdin.`,
		Example: `  roster plan weekly.csv
  roster plan weekly.csv -o weekly.plan --report weekly.html
  roster apply weekly.plan`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.options(cmd.Flags(), f)
			if err != nil {
				return err
			}
			return a.runPlan(cmd.Context(), args[0], o)
		},
	}
	fs := cmd.Flags()
	fs.StringVarP(&f.out, "output", "o", "", "save the plan as `PLAN`")
	fs.BoolVar(&f.exitCode, "exit-code", false, "exit with 2 when there are changes")
	f.reading(fs)
	f.limits(fs)
	f.reporting(fs)
	f.rejecting(fs)
	return cmd
}

func (a *app) runPlan(ctx context.Context, file string, o options) (err error) {
	if err := apart(a.reads(file), o.writes()); err != nil {
		return err
	}
	if err := replaceable(o.out); err != nil {
		return err
	}
	reports, err := a.openReports(o)
	if err != nil {
		return err
	}
	defer reports.close()
	in, err := a.openInput(ctx, file)
	if err != nil {
		return err
	}
	defer in.close()
	db, up, err := a.openBoth(ctx, in, o, a.storeOptions())
	if err != nil {
		return err
	}
	defer closing(db, &err)
	plan, err := a.prepare(ctx, up, db, o.plan)
	if err != nil {
		return err
	}
	// The plan is saved before it is shown, so that it is there even if the
	// reader of stdout leaves.
	if o.out != "" {
		if err := reconcile.WritePlan(o.out, plan); err != nil {
			return fail("give -o a path in a folder that you can write to", "cannot save the plan as %q: %w", o.out, reason(err))
		}
	}
	err = a.preview(a.doorOf(in, plan, up), reports, o)
	if o.out != "" && !plan.Held {
		a.ui.note("the plan is saved; apply it with: %s", a.command("apply", o.out))
	}
	return err
}
