package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
)

func (a *app) undoCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "undo RUN",
		Short: "Put a run back",
		Long: `Undo shows what it takes to put a run back, asks, and applies it, as a run of its
own. A field that still holds what the run wrote gets its old value; one that
somebody has changed since is kept, and listed. People whom the run created are
removed when nothing has happened to them since, and deactivated otherwise. To
undo an undo, undo its run. "roster runs" lists the runs.`,
		Example: `  roster undo 18 --dry-run
  roster undo 18`,
		Args: exactly("RUN"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			number, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil || number < 1 {
				return fail("see the runs with: "+a.command("runs"), "%q is no number of a run", args[0])
			}
			return a.runMade(cmd.Context(), "undo", o, a.undoing(number))
		},
	}
	f.changing(cmd.Flags())
	return cmd
}

// undoing makes the reverse plan of a run.
func (a *app) undoing(number int64) maker {
	return func(ctx context.Context, s reconcile.Store, snap reconcile.Snapshot, o reconcile.Options) (*reconcile.Plan, error) {
		runs, err := s.Runs(ctx)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(runs, func(r reconcile.Run) bool { return r.ID == number })
		if at < 0 {
			return nil, a.noRun(number)
		}
		past, err := s.Report(ctx, number)
		if err != nil {
			return nil, err
		}
		p, err := reconcile.PrepareUndo(ctx, snap, &runs[at], past, o)
		if undone := (*reconcile.UndoneError)(nil); errors.As(err, &undone) {
			return nil, a.undone(undone)
		}
		return p, err
	}
}

// noRun is the error of a run that nobody has made.
func (a *app) noRun(number int64) error {
	return fail("see the runs with: "+a.command("runs"), "there is no run %d in %q", number, a.db)
}

// undone gives the error of a run that was put back before its way out.
func (a *app) undone(err *reconcile.UndoneError) error {
	return fail("to have it again, put that one back: "+a.command("undo", fmt.Sprint(err.By)), "%w", err)
}
