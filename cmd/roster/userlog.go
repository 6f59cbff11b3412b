package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/templates"
)

func (a *app) userLogCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "log WHO",
		Short: "Show everything that ever happened to one person",
		Long: `Log lists the runs that changed a person, oldest first, with what each of them
changed. It finds people who were deleted, and those who have another employee ID
or email by now, by the ones they had.`,
		Args: exactly("WHO"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf(&format, "format", format, "text", "json"); err != nil {
				return err
			}
			ctx := cmd.Context()
			return a.reading(ctx, func(s reconcile.Store, snap reconcile.Snapshot) error {
				p, err := a.findEver(ctx, s, snap, args[0])
				if err != nil {
					return err
				}
				if format == "json" {
					return writeJSON(a.ui.out, p.events)
				}
				fmt.Fprintln(a.ui.out, oneLine(p.name)+"\n")
				return templates.Log(a.ui.out, p.events, templates.Options{Width: a.ui.columns(), Color: a.ui.colored()})
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the log: text or json")
	return cmd
}

// past is what the history tells of one person.
type past struct {
	name   string
	events []reconcile.Event
}

// findEver finds somebody in the roster or in its history. An identifier that
// somebody had goes before a name that somebody has.
func (a *app) findEver(ctx context.Context, s reconcile.Store, snap reconcile.Snapshot, who string) (*past, error) {
	searches, err := a.searches(ctx, snap, []string{who})
	if err != nil {
		return nil, err
	}
	if searches[0].best().n == 0 {
		remembered, err := s.Remembered(ctx, searches[0].who)
		switch {
		case err != nil:
			return nil, err
		case len(remembered) == 1:
			return a.past(ctx, s, snap, remembered[0])
		case len(remembered) > 1:
			return nil, a.severalHad(ctx, s, snap, who, remembered)
		}
	}
	found, err := a.find(ctx, snap, who)
	if err != nil {
		return nil, err
	}
	return a.past(ctx, s, snap, found[0].ID)
}

func (a *app) past(ctx context.Context, s reconcile.Store, snap reconcile.Snapshot, id int64) (*past, error) {
	events, err := s.Log(ctx, id)
	if err != nil {
		return nil, err
	}
	p := &past{events: append([]reconcile.Event{}, events...)} // never null
	for i := range p.events {
		p.events[i].Edits = append([]reconcile.Edit{}, p.events[i].Edits...)
	}
	users, err := snap.ByID(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	u := users[id]
	if u != nil {
		p.name = described(u)
		return p, nil
	}
	u = &roster.User{Status: roster.Active}
	for _, e := range events[len(events)-1].Edits { // their deletion
		if f := roster.FieldByName(e.Field); f.Stored() {
			f.Set(u, e.From)
		}
	}
	p.name = described(u) + ", deleted"
	return p, nil
}

// severalHad is the error of an identifier that went from one to another and
// is nobody's now.
func (a *app) severalHad(ctx context.Context, s reconcile.Store, snap reconcile.Snapshot, who string, ids []int64) error {
	var hints []string
	for _, id := range ids[:min(len(ids), mostCandidates)] {
		p, err := a.past(ctx, s, snap, id)
		if err != nil {
			return err
		}
		hints = append(hints, p.name)
	}
	return &failure{
		code: exitFailed, hints: append(hints, "name the one you mean by their other identifier"),
		err: fmt.Errorf("%q was the identifier of %s, one after the other", who, people(len(ids))),
	}
}
