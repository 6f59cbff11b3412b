package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"roster.example/reconcile"
)

// Assign writes down what users own elsewhere, as reconcile.Store has it.
func (s *Store) Assign(ctx context.Context, changes []reconcile.AssignmentChange, by reconcile.Stamp) error {
	return s.transact(ctx, by, false, func(t *transaction) error {
		stale := &reconcile.StaleError{}
		for i := range changes {
			moved, err := t.assign(ctx, &changes[i])
			if err != nil {
				return err
			}
			if moved != "" {
				stale.Moved = append(stale.Moved, reconcile.Moved{User: changes[i].Reference(), What: moved})
			}
		}
		if len(stale.Moved) > 0 {
			return stale
		}
		return nil
	})
}

// assign makes one change, or says what has moved.
func (t *transaction) assign(ctx context.Context, c *reconcile.AssignmentChange) (moved string, err error) {
	now := &reconcile.Assignment{Reference: c.Reference()}
	row := t.QueryRowContext(ctx, "SELECT owner_id, title, state FROM assignments WHERE reference = ?", now.Reference)
	switch err := row.Scan(&now.Owner, &now.Title, &now.State); {
	case errors.Is(err, sql.ErrNoRows):
		now = nil
	case err != nil:
		return "", t.store.fail(ctx, "read", err)
	}
	switch {
	case now == nil && c.Before != nil:
		return "dropped", nil
	case now != nil && c.Before == nil:
		return "loaded", nil
	case now != nil && *now != *c.Before:
		return "owner, title or state", nil
	}
	if c.After == nil {
		if err := t.exec(ctx, "DELETE FROM assignments WHERE reference = ?", now.Reference); err != nil {
			return "", err
		}
		return "", t.recordAssignment(ctx, now, now.Owner, 0)
	}
	var there bool
	if err := t.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)", c.After.Owner).Scan(&there); err != nil {
		return "", t.store.fail(ctx, "read", err)
	}
	if !there {
		return "its owner was deleted", nil
	}
	err = t.exec(ctx, `INSERT INTO assignments (reference, owner_id, title, state) VALUES (?, ?, ?, ?)
		ON CONFLICT (reference) DO UPDATE SET owner_id = excluded.owner_id, title = excluded.title, state = excluded.state`,
		c.After.Reference, c.After.Owner, c.After.Title, string(c.After.State))
	if err != nil {
		return "", err
	}
	was := int64(0)
	if now != nil {
		was = now.Owner
	}
	return "", t.recordAssignment(ctx, c.After, was, c.After.Owner)
}

// recordAssignment writes to the history who had an assignment and who has it.
func (t *transaction) recordAssignment(ctx context.Context, a *reconcile.Assignment, was, owner int64) error {
	return t.exec(ctx, `INSERT INTO assignment_changes (at, actor, reference, owner_was, owner_id, title, state)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		t.now.Format(time.RFC3339Nano), t.actor, a.Reference, number(was), number(owner), a.Title, string(a.State))
}

const selectAssignment = "SELECT a.owner_id, a.reference, a.title, a.state"

func scanAssignment(scan func(...any) error) (a reconcile.Assignment, err error) {
	err = scan(&a.Owner, &a.Reference, &a.Title, &a.State)
	return a, err
}

func (s *snapshot) Assignments(ctx context.Context, references []string) (all []reconcile.Assignment, err error) {
	add := func(scan func(...any) error) error {
		a, err := scanAssignment(scan)
		all = append(all, a)
		return err
	}
	if references == nil {
		err := s.each(ctx, selectAssignment+" FROM assignments a ORDER BY a.reference", nil, add)
		return all, err
	}
	err = eachOf(ctx, s, references, selectAssignment+` FROM json_each(?) j
		CROSS JOIN assignments a ON a.reference = j.value ORDER BY a.reference`, add)
	return all, err
}

func (s *snapshot) Owned(ctx context.Context, users []int64) (map[int64]reconcile.Owned, error) {
	owned := map[int64]reconcile.Owned{}
	err := eachOf(ctx, s, users, `SELECT j.value, (SELECT count(DISTINCT reference) FROM assignment_changes a
		WHERE a.owner_id = j.value OR a.owner_was = j.value) n,
		(SELECT count(*) FROM assignments a WHERE a.owner_id = j.value) FROM json_each(?) j WHERE n > 0`,
		func(scan func(...any) error) error {
			var user int64
			var o reconcile.Owned
			err := scan(&user, &o.Ever, &o.Now)
			owned[user] = o
			return err
		})
	if err != nil {
		return nil, err
	}
	err = eachOf(ctx, s, users, selectAssignment+` FROM json_each(?) j
		CROSS JOIN assignments a ON a.owner_id = j.value WHERE a.state = 'open' ORDER BY a.reference`,
		func(scan func(...any) error) error {
			a, err := scanAssignment(scan)
			if err != nil {
				return err
			}
			o := owned[a.Owner]
			o.Open = append(o.Open, a)
			owned[a.Owner] = o
			return nil
		})
	return owned, err
}

// SetSeats limits how many users may be active.
func (s *Store) SetSeats(ctx context.Context, seats int, by reconcile.Stamp) error {
	return s.transact(ctx, by, false, func(t *transaction) error {
		if seats == 0 {
			return t.exec(ctx, "DELETE FROM settings WHERE name = 'seats'")
		}
		return t.exec(ctx, `INSERT INTO settings (name, value) VALUES ('seats', ?)
			ON CONFLICT (name) DO UPDATE SET value = excluded.value`, seats)
	})
}
