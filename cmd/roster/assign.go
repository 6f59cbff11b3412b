package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

func (a *app) assignCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "assign",
		Short: "What people own elsewhere: trainings, goals, items",
		Long: `Assign keeps what people own in other places, each under the reference it has
there, open or done. Whoever is deactivated keeps what is theirs, and the report
lists what is still open; move gives it to somebody else. Whoever ever owned
anything is not deleted.`,
		Args: a.knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	a.under(cmd, a.assignImportCmd(), a.assignListCmd(), a.assignMoveCmd(), a.assignDropCmd())
	return cmd
}

func (a *app) assignListCmd() *cobra.Command {
	var state, format string
	cmd := &cobra.Command{
		Use:   "list [WHO]",
		Short: "List assignments, of everybody or of one person",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return exactly("WHO")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf(&format, "format", format, "text", "json", "csv"); err != nil {
				return err
			}
			if err := oneOf(&state, "state", state, string(reconcile.Open), string(reconcile.Done)); err != nil {
				return err
			}
			ctx := cmd.Context()
			return a.reading(ctx, func(_ reconcile.Store, snap reconcile.Snapshot) error {
				return a.listAssignments(ctx, snap, args, reconcile.AssignmentState(state), format)
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only assignments in this `STATE`: open or done")
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the list: text, json or csv")
	return cmd
}

func (a *app) listAssignments(ctx context.Context, snap reconcile.Snapshot, who []string, state reconcile.AssignmentState, format string) error {
	owner := int64(0)
	if len(who) > 0 {
		found, err := a.find(ctx, snap, who[0])
		if err != nil {
			return err
		}
		owner = found[0].ID
	}
	all, err := snap.Assignments(ctx, nil)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(one reconcile.Assignment) bool {
		return owner != 0 && one.Owner != owner || state != "" && one.State != state
	})
	owners, err := ownersOf(ctx, snap, all)
	if err != nil {
		return err
	}
	switch format {
	case "json":
		list := []assignmentFacts{} // never null
		for _, one := range all {
			list = append(list, factsOfAssignment(one, owners))
		}
		return writeJSON(a.ui.out, list)
	case "csv":
		return assignmentsCSV(a.ui.out, all, owners)
	}
	if len(all) == 0 {
		a.ui.note("there are no such assignments")
		return nil
	}
	t := table{width: a.ui.columns(), head: []string{"reference", "title", "state", "owner"}}
	for _, one := range all {
		t.add(one.Reference, one.Title, string(one.State), described(owners[one.Owner]))
	}
	return t.write(a.ui.out)
}

// ownersOf reads the people who own assignments.
func ownersOf(ctx context.Context, snap reconcile.Snapshot, all []reconcile.Assignment) (map[int64]*roster.User, error) {
	var ids []int64
	for _, one := range all {
		ids = append(ids, one.Owner)
	}
	slices.Sort(ids)
	return snap.ByID(ctx, slices.Compact(ids))
}

// assignmentFacts is an assignment as programs are given it.
type assignmentFacts struct {
	reconcile.Assignment
	Owner ownerFacts `json:"owner"`
}

type ownerFacts struct {
	ID         int64         `json:"id"`
	EmployeeID string        `json:"employee_id"`
	Email      string        `json:"email"`
	Name       string        `json:"name"`
	Status     roster.Status `json:"status"`
}

func factsOfAssignment(one reconcile.Assignment, owners map[int64]*roster.User) assignmentFacts {
	u := owners[one.Owner]
	return assignmentFacts{one, ownerFacts{u.ID, u.EmployeeID, u.Email, u.Name(), u.Status}}
}

// assignmentsCSV writes assignments as assign import reads them.
func assignmentsCSV(w io.Writer, all []reconcile.Assignment, owners map[int64]*roster.User) error {
	b := bufio.NewWriter(w)
	out := csv.NewWriter(b)
	if err := out.Write([]string{"owner", "reference", "title", "state"}); err != nil {
		return err
	}
	for _, one := range all {
		err := out.Write([]string{
			roster.Guard(owners[one.Owner].Email), roster.Guard(one.Reference), roster.Guard(one.Title), string(one.State),
		})
		if err != nil {
			return err
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return b.Flush()
}
