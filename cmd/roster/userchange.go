package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

// asker finds out what a hand asks for. The problems are those of the values,
// to be told with those of the plan.
type asker func(context.Context, reconcile.Snapshot) ([]reconcile.Ask, []roster.Problem, error)

// runHand takes what a hand asks for through the door.
func (a *app) runHand(cmd *cobra.Command, f flags, ask asker) error {
	o, err := f.options()
	if err != nil {
		return err
	}
	return a.handOptions(cmd, o, ask)
}

func (a *app) handOptions(cmd *cobra.Command, o options, ask asker) error {
	command := strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
	return a.runMade(cmd.Context(), command, o, func(ctx context.Context, _ reconcile.Store, snap reconcile.Snapshot, o reconcile.Options) (*reconcile.Plan, error) {
		asks, problems, err := ask(ctx, snap)
		if err != nil {
			return nil, err
		}
		p, err := reconcile.PrepareHand(ctx, snap, asks, o)
		if err == nil {
			p.Problems = slices.Concat(problems, p.Problems)
		}
		return p, err
	})
}

// eachOf asks the same of everybody whom the words name.
func (a *app) eachOf(words []string, ask reconcile.Ask) asker {
	return func(ctx context.Context, snap reconcile.Snapshot) ([]reconcile.Ask, []roster.Problem, error) {
		users, err := a.find(ctx, snap, words...)
		var asks []reconcile.Ask
		for _, u := range users {
			one := ask
			one.User = u.ID
			asks = append(asks, one)
		}
		return asks, nil, err
	}
}

func (a *app) userAddCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "add FIELD=VALUE…",
		Short: "Add one person",
		Long: `Add makes one new person. first_name, last_name and email are needed, and an
employee_id is good to have. The manager is named by manager_email or
manager_employee_id. "roster fields" lists the fields.`,
		Example: `  roster user add first_name=Ann last_name=Lee email=ann@acme.example employee_id=00471
  roster user add full_name="Lee, Ann" email=ann@acme.example manager_email=bob@acme.example`,
		Args: atLeast("FIELD=VALUE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runHand(cmd, f, a.setting(args, notAdded, nil))
		},
	}
	f.changing(cmd.Flags())
	return cmd
}

func (a *app) userSetCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "set WHO FIELD=VALUE…",
		Short: "Change fields of one person",
		Long: `Set gives one person new values; "title=" empties a field. How somebody is known,
whether they may log in and what they administer have commands of their own:
rekey, deactivate, reactivate and role.`,
		Example: `  roster user set E1 title="Senior Engineer" department=Design
  roster user set ann@acme.example manager_email=bob@acme.example
  roster user set "Ann Lee" groups="Berlin;Sales" phone=`,
		Args: atLeast("WHO", "FIELD=VALUE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runHand(cmd, f, a.setting(args[1:], notSet, a.one(args[0])))
		},
	}
	f.changing(cmd.Flags())
	return cmd
}

func (a *app) userRekeyCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "rekey WHO employee_id=… | email=…",
		Short: "Change how one person is known",
		Long: `Rekey changes an employee ID or an email: the one way to do so by hand. What
somebody else has cannot be taken.`,
		Example: `  roster user rekey E1 employee_id=00471
  roster user rekey ann@acme.example email=ann.lee@acme.example`,
		Args: atLeast("WHO", "FIELD=VALUE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runHand(cmd, f, a.setting(args[1:], notRekeyed, a.one(args[0])))
		},
	}
	f.changing(cmd.Flags())
	return cmd
}

func (a *app) userDeactivateCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "deactivate WHO…",
		Short: "Take people's access away",
		Long: `Deactivate makes people inactive. They keep everything else: their groups, their
reports and what they own; the report says what waits for somebody else.`,
		Args: atLeast("WHO"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runHand(cmd, f, a.eachOf(args, reconcile.Ask{Values: map[string]string{roster.StatusField: string(roster.Inactive)}}))
		},
	}
	f.changing(cmd.Flags())
	return cmd
}

func (a *app) userReactivateCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "reactivate WHO…",
		Short: "Give people their access back",
		Long: `Reactivate makes people active again, also those on leave. An end date that has
passed is cleared, or it would deactivate them again.`,
		Args: atLeast("WHO"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runHand(cmd, f, a.eachOf(args, reconcile.Ask{Returns: true, Values: map[string]string{roster.StatusField: string(roster.Active)}}))
		},
	}
	f.changing(cmd.Flags())
	return cmd
}

// roles are the words for what a person may administer.
func roles() []string {
	return []string{string(roster.AccountAdmin), string(roster.UserAdmin), string(roster.Admin), string(roster.General)}
}

func (a *app) userRoleCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "role WHO ROLE",
		Short: "Say what one person may administer",
		Long: `Role gives a person one of the roles account_admin, user_admin, admin and general.
No file ever does. The last active account admin stays one.`,
		Args: exactly("WHO", "ROLE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			role := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(strings.TrimSpace(args[1])))
			if !slices.Contains(roles(), role) {
				hint := "the roles are " + strings.Join(roles(), ", ")
				if near := nearest(role, roles()); near != "" {
					hint = fmt.Sprintf("did you mean %s? %s", near, hint)
				}
				return fail(hint, "there is no role %q", args[1])
			}
			return a.runHand(cmd, f, a.eachOf(args[:1], reconcile.Ask{Values: map[string]string{roster.RoleField: role}}))
		},
	}
	f.changing(cmd.Flags())
	return cmd
}
