package store

import (
	"context"
	"fmt"
	"slices"

	"roster.example/reconcile"
	"roster.example/roster"
)

// number is a user's number as it is kept where there may be none.
func number(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// managerOf returns the number of the manager whom a change names. One who
// stands on a later line has a number already; the key is checked at the end of
// the run.
func (w *writer) managerOf(c *reconcile.Change) int64 {
	return c.Manager(w.transaction.lastUser + 1)
}

// refuseMoved refuses as stale what other runs have made impossible since the
// plan was made. What the plan says by itself was checked when it was made.
func (w *writer) refuseMoved(ctx context.Context, p *reconcile.Plan) error {
	if w.lastRun > p.AfterRun {
		if err := w.refuseMissing(ctx); err != nil {
			return err
		}
		if err := w.refuseCircles(ctx, p); err != nil {
			return err
		}
	}
	return w.refuseOrphans(ctx)
}

// refuseMissing looks for managers who have been deleted.
func (w *writer) refuseMissing(ctx context.Context) error {
	var moved []reconcile.Moved
	err := asks(w.rows).changes(ctx, w.run, w.run, func(_ int64, c *change) error {
		if c.manager == 0 {
			return nil
		}
		var there bool
		row := w.QueryRowContext(context.WithoutCancel(ctx), "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)", c.manager)
		if err := row.Scan(&there); err != nil || there {
			return err
		}
		past, err := c.told()
		if err != nil {
			return err
		}
		name := fmt.Sprintf("the manager of number %d", c.manager)
		for _, e := range past.Edits {
			if e.Field == roster.ManagerEmail {
				name = e.To
			}
		}
		moved = append(moved, reconcile.Moved{User: name, What: "not in the roster"})
		return w.blameDeletion(ctx, c.manager, &moved[len(moved)-1])
	})
	if err != nil {
		return err
	}
	if len(moved) > 0 {
		return &reconcile.StaleError{Moved: moved}
	}
	return nil
}

// refuseCircles looks for circles that edits of this plan close. The plan has
// none of its own.
func (w *writer) refuseCircles(ctx context.Context, p *reconcile.Plan) error {
	var moves [][2]int64 // a user and their manager
	err := asks(w.rows).changes(ctx, w.run, w.run, func(_ int64, c *change) error {
		if c.manager != 0 {
			moves = append(moves, [2]int64{c.user, c.manager})
		}
		return nil
	})
	if err != nil {
		return err
	}
	list, err := jsonList(moves)
	if err != nil {
		return err
	}
	var starts []int64
	err = w.rows(ctx, `
		WITH RECURSIVE chain (start, id) AS (
			SELECT value ->> 0, value ->> 1 FROM json_each(?)
			UNION
			SELECT chain.start, u.manager_id FROM chain JOIN users u ON u.id = chain.id
			WHERE u.manager_id IS NOT NULL AND chain.id <> chain.start
		)
		SELECT DISTINCT start FROM chain WHERE id = start ORDER BY start`, []any{list},
		func(scan func(...any) error) error {
			var start int64
			err := scan(&start)
			starts = append(starts, start)
			return err
		})
	if err != nil {
		return err
	}
	stale := &reconcile.StaleError{}
	for _, start := range starts {
		// Walk round the circle; those in it whom the plan does not touch have
		// closed the other half.
		for id := start; ; {
			m, err := w.blame(ctx, id, roster.ManagerEmail)
			if err != nil {
				return err
			}
			if m.Run > p.AfterRun && !slices.Contains(stale.Moved, m) {
				stale.Moved = append(stale.Moved, m)
			}
			row := w.QueryRowContext(context.WithoutCancel(ctx), "SELECT manager_id FROM users WHERE id = ?", id)
			if err := row.Scan(&id); err != nil {
				return w.store.fail(ctx, "read", err)
			}
			if id == start {
				break
			}
		}
	}
	if len(starts) > 0 {
		return stale
	}
	return nil
}

// refuseOrphans looks for users who report to somebody the plan has deleted,
// and whom it does not know of.
func (w *writer) refuseOrphans(ctx context.Context) error {
	var orphans []int64
	for list, err := range lists(slices.Values(w.deleted)) {
		if err != nil {
			return err
		}
		err = w.rows(ctx, "SELECT u.id"+fromKeys+" ON u.manager_id = j.value", []any{list}, func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			orphans = append(orphans, id)
			return err
		})
		if err != nil {
			return err
		}
	}
	if len(orphans) == 0 {
		return nil
	}
	stale := &reconcile.StaleError{}
	slices.Sort(orphans)
	for _, id := range orphans {
		m, err := w.blame(ctx, id, roster.ManagerEmail)
		if err != nil {
			return err
		}
		stale.Moved = append(stale.Moved, m)
	}
	return stale
}
