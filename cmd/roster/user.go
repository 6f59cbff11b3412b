package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
)

func (a *app) userCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user",
		Short: "Look at one person, and change one person",
		Long: `User finds people and changes them one at a time. WHO is an employee ID, an
email, or a part of a name that only one person has. Every change goes the way
of a file: it is shown, you are asked, it is applied as a run, and "roster undo"
puts it back.`,
		Args: a.knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	a.under(cmd,
		a.userListCmd(), a.userShowCmd(), a.userLogCmd(), a.userAddCmd(), a.userSetCmd(), a.userRekeyCmd(),
		a.userDeactivateCmd(), a.userReactivateCmd(), a.userDeleteCmd(), a.userRoleCmd(), a.userGroupCmd(),
	)
	return cmd
}

// under gives a command its subcommands, with the manners of the others.
func (a *app) under(cmd *cobra.Command, commands ...*cobra.Command) {
	for _, c := range commands {
		c.DisableFlagsInUseLine = true
		c.Flags().SortFlags = false
		cmd.AddCommand(c)
	}
}

// atLeast refuses fewer arguments than those named. The last of them may come
// again and again.
func atLeast(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < len(names) {
			return fail("write: "+cmd.CommandPath()+" "+strings.Join(names, " ")+"…", "%s needs %s", cmd.CommandPath(), names[len(args)])
		}
		return nil
	}
}

// reading hands a snapshot of the roster to a function that only looks.
func (a *app) reading(ctx context.Context, look func(reconcile.Store, reconcile.Snapshot) error) (err error) {
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	snap, err := db.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	return look(db, snap)
}
