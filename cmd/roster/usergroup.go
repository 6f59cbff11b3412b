package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

func (a *app) userGroupCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "group",
		Short: "Put one person into groups, and take them out",
		Long: `Group add puts one person into groups and leaves the others as they are; group
remove takes them out. A group that does not exist yet is made, and the report
says so.`,
		Args: a.knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	a.under(cmd,
		a.groupChangeCmd("add", "Put one person into groups", func(_ *roster.User, groups string) reconcile.Ask {
			return reconcile.Ask{Values: map[string]string{roster.Groups: groups}, Groups: reconcile.GroupsAdd}
		}),
		a.groupChangeCmd("remove", "Take one person out of groups", func(u *roster.User, groups string) reconcile.Ask {
			return reconcile.Ask{Leaves: a.leaves(u, groups)}
		}),
	)
	return cmd
}

func (a *app) groupChangeCmd(name, short string, ask func(u *roster.User, groups string) reconcile.Ask) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   name + " WHO GROUP…",
		Short: short,
		Args:  atLeast("WHO", "GROUP"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runHand(cmd, f, func(ctx context.Context, snap reconcile.Snapshot) ([]reconcile.Ask, []roster.Problem, error) {
				u, err := a.one(args[0])(ctx, snap)
				if err != nil {
					return nil, nil, err
				}
				for _, g := range args[1:] {
					if strings.Contains(g, ";") || strings.TrimSpace(g) == "" {
						return nil, nil, fail("give every group as a word of its own, without a semicolon", "%q is no name of a group", g)
					}
				}
				// The semicolon at the end says that commas are part of the names.
				words := strings.Join(args[1:], ";") + ";"
				clean, problems, err := a.readValues([]roster.Value{{Field: roster.Groups, Text: words}}, u, "")
				if err != nil {
					return nil, nil, err
				}
				one := ask(u, clean[roster.Groups])
				one.User = u.ID
				return []reconcile.Ask{one}, problems, nil
			})
		},
	}
	f.changing(cmd.Flags())
	return cmd
}

// leaves returns the groups that somebody is to leave as they are spelt, and
// says of which they were no part.
func (a *app) leaves(u *roster.User, groups string) []string {
	var leaves []string
	for g := range roster.Set(groups) {
		spelt := ""
		for own := range roster.Set(u.Groups) {
			if spelt == "" && roster.Fold(own) == roster.Fold(g) || own == g {
				spelt = own
			}
		}
		if spelt == "" {
			a.ui.note("%s is not in the group %q", described(u), g)
			continue
		}
		leaves = append(leaves, spelt)
	}
	return leaves
}
