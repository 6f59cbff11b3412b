package reconcile

import (
	"context"
	"errors"
)

// ErrHeld is returned for a plan that exceeds a limit.
var ErrHeld = errors.New("the plan is held by its limits")

// Apply does what the plan says, all of it or nothing, and returns the run. A
// held plan is refused with ErrHeld; the other refusals are the store's.
func Apply(ctx context.Context, s Store, p *Plan, by Stamp) (*Run, error) {
	if p.Held {
		return nil, ErrHeld
	}
	return s.Apply(ctx, p, by)
}
