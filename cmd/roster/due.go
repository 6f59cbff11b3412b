package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
)

func (a *app) dueCmd() *cobra.Command {
	var f flags
	var date string
	cmd := &cobra.Command{
		Use:   "due",
		Short: "Deactivate the people whose end date has come",
		Long: `Due deactivates everybody whose end date is today or past, as a run like any
other: shown, asked about, held by the limits. Run it every morning with --yes.
People with an admin role are listed and left. An end date before the start date
is that of an earlier employment, and is cleared.`,
		Example: `  roster due --dry-run
  roster due --yes
  roster due --date 2026-11-30 --dry-run`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			if date != "" {
				day, err := time.Parse(time.DateOnly, date)
				if err != nil {
					return fail("write it as in --date 2026-11-30", "--date %q is no day of the calendar", date)
				}
				o.plan.Today = day.Format(time.DateOnly)
			}
			return a.runMade(cmd.Context(), "due", o, func(ctx context.Context, _ reconcile.Store, snap reconcile.Snapshot, o reconcile.Options) (*reconcile.Plan, error) {
				return reconcile.PrepareDue(ctx, snap, o)
			})
		},
	}
	cmd.Flags().StringVar(&date, "date", "", "the `DAY` that has come, as in 2026-11-30 (default: today)")
	f.changing(cmd.Flags())
	return cmd
}
