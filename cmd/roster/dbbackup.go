package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"roster.example/store"
)

func (a *app) dbBackupCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the roster into a new file",
		Long: `Backup copies the roster as it is at this moment, and looks whether the copy is
whole. Others may go on reading and writing meanwhile. The file is there when it
is complete; an existing one is never replaced.`,
		Example: `  roster db backup roster-$(date +%F).db
  roster db restore roster-2026-11-22.db`,
		Args:                  exactly("FILE"),
		DisableFlagsInUseLine: true,
		RunE:                  func(cmd *cobra.Command, args []string) error { return a.runDBBackup(cmd.Context(), args[0]) },
	}
}

func (a *app) runDBBackup(ctx context.Context, file string) (err error) {
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	copied, err := db.Backup(ctx, file)
	if errors.Is(err, store.ErrExists) {
		return fail("give another name: a backup never replaces a file", "cannot write the backup: %w", err)
	}
	if err != nil {
		return err
	}
	a.ui.note("copied to %q, and the copy is whole: %s", file, inside(copied))
	return nil
}

// inside says what a roster holds.
func inside(c store.Contents) string {
	return people(int(c.Users)) + ", " + plural(int(c.Runs), "run")
}

func (a *app) dbRestoreCmd() *cobra.Command {
	var o struct {
		yes     bool
		discard int64
	}
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the roster",
		Long: `Restore puts a backup in the place of the roster, in one step. The backup is
checked first. A roster that has runs which the backup lacks is replaced only
when --discard-runs says how many; one that is damaged is kept under another
name. Without a terminal to ask on, --yes is required.`,
		Example: `  roster db restore roster-2026-11-22.db
  roster db restore roster-2026-11-22.db --discard-runs 3 --yes`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runDBRestore(cmd.Context(), args[0], o.yes, o.discard)
		},
	}
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask")
	cmd.Flags().Int64Var(&o.discard, "discard-runs", 0, "lose exactly `N` runs that the backup lacks")
	return cmd
}

func (a *app) runDBRestore(ctx context.Context, file string, yes bool, discard int64) (err error) {
	if !yes && !a.ui.canAsk() {
		return fail("add --yes when you are sure: "+a.again("--yes"), "there is no terminal to ask on, so db restore needs --yes")
	}
	if err := apart([]named{{"the backup", file}}, []named{{"the roster's database", a.db}}); err != nil {
		return err
	}
	r, err := store.BeginRestore(ctx, file, a.db, a.storeOptions())
	if err != nil {
		return a.restoreError(err, discard)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if r.Lost != discard {
		return a.restoreError(&store.LostError{Lost: r.Lost, Said: discard}, discard)
	}
	if !yes {
		answer, err := a.ui.ask(ctx, restoreQuestion(a.db, file, r)+" [y/N]")
		if err != nil {
			return err
		}
		if !strings.EqualFold(answer, "y") && !strings.EqualFold(answer, "yes") {
			return fail("nothing was touched", "not confirmed; the roster is as it was")
		}
	}
	aside, err := r.Do(ctx, discard)
	if err != nil {
		return a.restoreError(err, discard)
	}
	if aside != "" {
		a.ui.note("the damaged roster is kept as %q", aside)
	}
	a.ui.note("%q is now as in %q: %s", a.db, file, inside(r.Backup))
	return nil
}

// restoreQuestion says what would be replaced by what.
func restoreQuestion(db, file string, r *store.Restoration) string {
	now := "which is not there"
	switch {
	case r.Damaged != nil:
		now = "which is damaged and will be kept under another name"
	case r.Roster != nil && r.Roster.StoreID != r.Backup.StoreID:
		now = inside(*r.Roster) + ", and another roster than the backup's"
	case r.Roster != nil:
		now = inside(*r.Roster)
	}
	question := fmt.Sprintf("put %q (%s) in the place of %q (%s)?", file, inside(r.Backup), db, now)
	if r.Lost > 0 {
		question = plural(int(r.Lost), "run") + " will be lost; " + question
	}
	return question
}

func (a *app) restoreError(err error, said int64) error {
	lost := (*store.LostError)(nil)
	if !errors.As(err, &lost) {
		return err
	}
	if lost.Lost == 0 {
		return fail("leave out --discard-runs", "the roster has no run that the backup lacks, and not %d", said)
	}
	if said != 0 {
		return fail("see them with: "+a.command("runs"), "%w, and not %d", lost, said)
	}
	return fail("see them with: "+a.command("runs")+"; to lose them: "+a.again("--discard-runs", fmt.Sprint(lost.Lost)), "%w", lost)
}
