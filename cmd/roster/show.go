package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
)

func (a *app) showCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "show PLAN|RUN",
		Short: "Show the report of a plan or a run again",
		Long: `Show writes the report of a saved plan, or of a run by its number, as it was
given when it was made. "roster runs" lists the runs. A plan whose name is a
number is given as ./18.`,
		Example: `  roster show weekly.plan
  roster show 18 --report run18.html`,
		Args: exactly("PLAN|RUN"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			return a.runShow(cmd.Context(), args[0], o)
		},
	}
	f.reporting(cmd.Flags())
	return cmd
}

func (a *app) runShow(ctx context.Context, what string, o options) (err error) {
	run, err := strconv.ParseInt(what, 10, 64)
	isRun := err == nil
	read := []named{{"the roster's database", a.db}}
	if !isRun {
		read = append(read, named{"the plan", what})
	}
	if err := apart(read, o.writes()); err != nil {
		return err
	}
	reports, err := a.openReports(o)
	if err != nil {
		return err
	}
	defer reports.close()
	if !isRun {
		file, err := openPlan(what)
		if err != nil {
			return err
		}
		defer file.Close()
		return reports.write(file.Plan.Report(nil), nil)
	}
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	rep, err := db.Report(ctx, run)
	if errors.Is(err, reconcile.ErrNoRun) {
		return a.noRun(run)
	}
	if err != nil {
		return err
	}
	return reports.write(rep, nil)
}
