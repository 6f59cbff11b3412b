package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

func (a *app) userShowCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "show WHO",
		Short: "Show one person",
		Args:  exactly("WHO"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf(&format, "format", format, "text", "json"); err != nil {
				return err
			}
			ctx := cmd.Context()
			return a.reading(ctx, func(_ reconcile.Store, snap reconcile.Snapshot) error {
				found, err := a.find(ctx, snap, args[0])
				if err != nil {
					return err
				}
				if format == "json" {
					return writeJSON(a.ui.out, person{found[0]})
				}
				return a.showPerson(ctx, snap, found[0])
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of what is shown: text or json")
	return cmd
}

// showPerson writes what the roster knows of somebody, and what depends on
// them.
func (a *app) showPerson(ctx context.Context, snap reconcile.Snapshot, u *roster.User) error {
	facts := []fact{}
	for _, f := range personFields(u) {
		if value := f.Get(u); value != "" {
			facts = append(facts, fact{f.Name, strings.ReplaceAll(value, ";", "; ")})
		}
	}
	reports, err := snap.Reports(ctx, []int64{u.ID})
	if err != nil {
		return err
	}
	if team := reports[u.ID]; len(team.Active)+len(team.Inactive) > 0 {
		facts = append(facts, fact{"reports", fmt.Sprintf("%d active, %d inactive", len(team.Active), len(team.Inactive))})
	}
	owned, err := snap.Owned(ctx, []int64{u.ID})
	if err != nil {
		return err
	}
	if o := owned[u.ID]; o.Ever > 0 {
		facts = append(facts, fact{"assignments", fmt.Sprintf("%d open, %d ever", len(o.Open), o.Ever)})
	}
	return writeFacts(a.ui, u.Name(), facts)
}

// fact is one line of what is shown of something.
type fact struct{ label, text string }

// writeFacts writes facts beneath a title, their texts below each other.
func writeFacts(u *ui, title string, facts []fact) error {
	b := bufio.NewWriter(u.out)
	fmt.Fprintln(b, oneLine(title))
	indent := 0
	for _, f := range facts {
		indent = max(indent, runewidth.StringWidth(f.label)+len(gap))
	}
	for _, f := range facts {
		label := runewidth.FillRight(f.label, indent)
		for _, line := range wrap(strings.Fields(oneLine(f.text)), u.columns()-len(gap)-indent) {
			fmt.Fprintln(b, gap+label+line)
			label = strings.Repeat(" ", indent)
		}
	}
	return b.Flush()
}
