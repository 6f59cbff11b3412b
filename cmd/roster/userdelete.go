package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

func (a *app) userDeleteCmd() *cobra.Command {
	var f flags
	var erase bool
	cmd := &cobra.Command{
		Use:   "delete WHO…",
		Short: "Remove people who should never have been there",
		Long: `Delete removes people with everything they are; what is left is the history,
which "roster user log" finds by their old identifiers. People who report to them
have no manager afterwards. Whoever ever owned an assignment is not deleted: who
leaves is deactivated. More than one person at a time, without a terminal, needs
--allow delete=N with the exact number of people.

With --erase their values go from the history too, as the law may ask: from what
happened to them, from those who reported to them, and from the problems of every
run. That something happened stays, and when, and by whose hand. It cannot be
undone. Backups, plans and reports that were saved keep what they have.`,
		Args: atLeast("WHO"),
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			if o.plan.Allow == nil {
				o.plan.Allow = map[reconcile.LimitKind]int{}
			}
			ask := a.eachOf(args, reconcile.Ask{Delete: true, Erase: erase})
			return a.handOptions(cmd, o, func(ctx context.Context, snap reconcile.Snapshot) ([]reconcile.Ask, []roster.Problem, error) {
				asks, problems, err := ask(ctx, snap)
				if err != nil {
					return nil, nil, err
				}
				return asks, problems, a.allowDeletions(o, len(asks))
			})
		},
	}
	f.changing(cmd.Flags())
	cmd.Flags().BoolVar(&erase, "erase", false, "take them out of the history too; nothing can bring them back")
	return cmd
}

// allowDeletions sees to it that whoever deletes several people has said how
// many. On a terminal the number is typed as the answer to the question.
func (a *app) allowDeletions(o options, n int) error {
	said, ok := o.plan.Allow[reconcile.LimitDelete]
	switch {
	case ok && said != n:
		return &failure{
			code: exitHeld, err: fmt.Errorf("held, nothing was applied: delete %d, and --allow says %d", n, said),
			hints: []string{"see that these are the people you mean, then: " + a.again("--allow", fmt.Sprintf("delete=%d", n))},
		}
	case !ok && !o.yes && a.ui.canAsk():
		o.plan.Allow[reconcile.LimitDelete] = n
	}
	return nil
}
