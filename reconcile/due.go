package reconcile

import (
	"context"
	"fmt"

	"roster.example/roster"
)

// PrepareDue makes the plan of what a day brings: people whose end date has
// come (o.Today) are deactivated. An end date before the start date is that
// of an earlier employment, and is cleared. Admins are listed and left: no
// date takes their access.
func PrepareDue(ctx context.Context, snap Snapshot, o Options) (*Plan, error) {
	d := newDraft(Due, snap, o)
	for u, err := range snap.Ended(ctx, o.Today) {
		if err != nil {
			return nil, err
		}
		w := &wish{before: copyOf(u), after: copyOf(u)}
		d.add(w)
		switch {
		case u.StartDate > u.EndDate && u.StartDate <= o.Today:
			w.after.EndDate = ""
			d.warning(roster.CodeStaleEndDate, roster.EndDate, u.EndDate,
				fmt.Sprintf("%s started again on %s, after the end date: the date is cleared", who(u), u.StartDate), "nothing to do, if they are back")
		case u.Role.IsAdmin():
			w.outcome = Skipped
			d.warning(roster.CodeProtectedAdmin, roster.EndDate, u.EndDate,
				fmt.Sprintf("%s has the role %s, and an end date does not deactivate an admin", who(u), u.Role),
				fmt.Sprintf("do it by hand: roster user deactivate %s", u.Email))
		default:
			w.after.Status = roster.Inactive
		}
	}
	p, err := d.plan(ctx)
	if err != nil {
		return nil, err
	}
	p.Day = o.Today
	return p, nil
}
