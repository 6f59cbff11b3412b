package store

import (
	"context"
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
	err := w.rows(ctx, `SELECT c.manager_id, c.edits FROM changes c
		WHERE c.run_id = ? AND c.manager_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = c.manager_id)
		ORDER BY c.seq`, []any{w.run},
		func(scan func(...any) error) error {
			var id int64
			var text string
			if err := scan(&id, &text); err != nil {
				return err
			}
			edits, err := readEdits(text)
			if err != nil {
				return err
			}
			at := slices.IndexFunc(edits, func(e reconcile.Edit) bool { return e.Field == roster.ManagerEmail })
			moved = append(moved, reconcile.Moved{User: edits[at].To, What: "not in the roster"})
			return w.blameDeletion(ctx, id, &moved[len(moved)-1])
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
	var starts []int64
	err := w.rows(ctx, `
		WITH RECURSIVE chain (start, id) AS (
			SELECT user_id, manager_id FROM changes WHERE run_id = ? AND manager_id IS NOT NULL
			UNION
			SELECT chain.start, u.manager_id FROM chain JOIN users u ON u.id = chain.id
			WHERE u.manager_id IS NOT NULL AND chain.id <> chain.start
		)
		SELECT DISTINCT start FROM chain WHERE id = start ORDER BY start`, []any{w.run},
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
	for some := range slices.Chunk(w.deleted, perLookUp) {
		list, err := jsonList(some)
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
