package store

import (
	"context"
	"slices"

	"roster.example/reconcile"
	"roster.example/roster"
)

// claim writes down who a user is to report to. That is settled when everybody
// is written, because a manager may stand on a later line.
func (w *writer) claim(ctx context.Context, user int64, c *reconcile.Change, manager *reconcile.Edit) (err error) {
	if manager == nil {
		return nil
	}
	if w.claims == nil {
		// In SQLite's own temporary file: a first load has a claim for
		// everybody.
		err := w.exec(ctx, `CREATE TEMP TABLE claims (
			user_id    INTEGER PRIMARY KEY,
			manager_id INTEGER, -- NULL: nobody, or to be found by email
			email      TEXT,    -- NULL: nobody
			email_key  TEXT
		) STRICT`)
		if err != nil {
			return err
		}
		if w.claims, err = w.prepare(ctx, "INSERT INTO claims VALUES (?, ?, ?, ?)"); err != nil {
			return err
		}
	}
	var number, email, key any
	if manager.To != "" {
		email, key = manager.To, roster.EmailKey(manager.To)
		if c.ManagerID != 0 {
			number = c.ManagerID
		}
	}
	if _, err := w.claims.ExecContext(context.WithoutCancel(ctx), user, number, email, key); err != nil {
		return w.store.fail(ctx, "write to", err)
	}
	return nil
}

// setManagers does what the claims say, and refuses as stale what other runs
// have made impossible.
func (w *writer) setManagers(ctx context.Context, p *reconcile.Plan) error {
	if w.claims != nil {
		if err := w.settleClaims(ctx); err != nil {
			return err
		}
		if err := w.refuseCircles(ctx, p); err != nil {
			return err
		}
		if err := w.exec(ctx, "DROP TABLE claims"); err != nil {
			return err
		}
	}
	return w.refuseOrphans(ctx)
}

func (w *writer) settleClaims(ctx context.Context) error {
	err := w.exec(ctx, `UPDATE claims
		SET manager_id = (SELECT id FROM users u WHERE u.email_key = claims.email_key)
		WHERE manager_id IS NULL AND email IS NOT NULL`)
	if err != nil {
		return err
	}
	var moved []reconcile.Moved
	err = w.rows(ctx, `SELECT ifnull(c.manager_id, 0), c.email FROM claims c
		WHERE c.email IS NOT NULL AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = c.manager_id)
		ORDER BY c.user_id`, nil,
		func(scan func(...any) error) error {
			var number int64
			var email string
			if err := scan(&number, &email); err != nil {
				return err
			}
			moved = append(moved, reconcile.Moved{User: email, What: "not in the roster"})
			return w.blameDeletion(ctx, number, &moved[len(moved)-1])
		})
	if err != nil {
		return err
	}
	if len(moved) > 0 {
		return &reconcile.StaleError{Moved: moved}
	}
	return w.exec(ctx, "UPDATE users SET manager_id = claims.manager_id FROM claims WHERE users.id = claims.user_id")
}

// refuseCircles looks for circles that edits of this plan close. The plan has
// none of its own, so there is nothing to look for unless somebody else's run
// came in between.
func (w *writer) refuseCircles(ctx context.Context, p *reconcile.Plan) error {
	if w.lastRun <= p.AfterRun {
		return nil
	}
	var starts []int64
	err := w.rows(ctx, `
		WITH RECURSIVE chain (start, id) AS (
			SELECT user_id, manager_id FROM claims WHERE manager_id IS NOT NULL
			UNION
			SELECT chain.start, u.manager_id FROM chain JOIN users u ON u.id = chain.id
			WHERE u.manager_id IS NOT NULL AND chain.id <> chain.start
		)
		SELECT DISTINCT start FROM chain WHERE id = start ORDER BY start`, nil,
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
