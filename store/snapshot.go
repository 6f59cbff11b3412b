package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// Snapshot opens a view of the roster as it is now. It lasts until it is
// closed or the context ends, and holds up nobody; but while one is open the
// log cannot be cut short, so it should not stay open for days. It waits for
// nobody either, except for a first load that has begun.
func (s *Store) Snapshot(ctx context.Context) (reconcile.Snapshot, error) {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, s.fail(ctx, "read", err)
	}
	snap := &snapshot{store: s, tx: tx}
	// SQLite takes its view with the first statement, which is this one.
	if err := snap.readInfo(ctx); err != nil {
		return nil, errors.Join(s.fail(ctx, "read", err), tx.Rollback())
	}
	return snap, nil
}

type snapshot struct {
	store *Store
	tx    *sql.Tx
	info  reconcile.Info
}

func (s *snapshot) Info() reconcile.Info { return s.info }

func (s *snapshot) readInfo(ctx context.Context) error {
	return s.tx.QueryRowContext(ctx, `SELECT
		(SELECT value FROM settings WHERE name = 'store_id'),
		ifnull((SELECT value FROM settings WHERE name = 'key'), ''),
		(SELECT sum(users) FROM status_counts),
		(SELECT sum(users) FROM status_counts WHERE status <> 'inactive'),
		ifnull((SELECT max(id) FROM runs), 0),
		ifnull((SELECT hex(digest) FROM runs ORDER BY id DESC LIMIT 1), ''),
		`+countAccountAdmins+`,
		ifnull((SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'seats'), 0)`,
	).Scan(&s.info.StoreID, &s.info.Key, &s.info.Users, &s.info.Active, &s.info.LastRun, &s.info.Head, &s.info.AccountAdmins, &s.info.Seats)
}

func (s *snapshot) Close() error {
	// There is nothing to commit; a context that has ended has closed it.
	if err := s.tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
		return s.store.fail(context.Background(), "close", err)
	}
	return nil
}

// All reads the table from one end to the other.
func (s *snapshot) All(ctx context.Context) iter.Seq2[*roster.User, error] {
	return func(yield func(*roster.User, error) bool) {
		managers, err := s.managers(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		for u, err := range s.users(ctx, alone, " FROM users u ORDER BY u.id") {
			if err == nil {
				var boss reconcile.Manager
				managers.facts(managers.boss(u.ManagerID), &boss)
				u.ManagerEmployeeID, u.ManagerEmail, u.ManagerStatus = boss.EmployeeID, boss.Email, boss.Status
			}
			if !yield(u, err) {
				return
			}
		}
	}
}

// each runs a query and hands every row to the function.
func (s *snapshot) each(ctx context.Context, query string, args []any, row func(scan func(...any) error) error) error {
	return s.store.rows(ctx, s.tx, query, args, row)
}

// each does the same for a query that stands alone.
func (s *Store) each(ctx context.Context, query string, args []any, row func(scan func(...any) error) error) error {
	return s.rows(ctx, s.read, query, args, row)
}

// rows runs a query on a handle or in a transaction of one. What the function
// returns is returned as it is.
func (s *Store) rows(ctx context.Context, in interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, query string, args []any, row func(scan func(...any) error) error) error {
	rows, err := in.QueryContext(ctx, query, args...)
	if err != nil {
		return s.fail(ctx, "read", err)
	}
	defer rows.Close()
	scan := func(into ...any) error {
		if err := rows.Scan(into...); err != nil {
			return s.fail(ctx, "read", err)
		}
		return nil
	}
	for rows.Next() {
		if err := row(scan); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return s.fail(ctx, "read", err)
	}
	return nil
}

// users yields the users whom the rest of a query finds, always in the same
// place.
func (s *snapshot) users(ctx context.Context, m managerFacts, from string, args ...any) iter.Seq2[*roster.User, error] {
	return func(yield func(*roster.User, error) bool) {
		rows, err := s.tx.QueryContext(ctx, selectUser(m)+from, args...)
		if err != nil {
			yield(nil, s.store.fail(ctx, "read", err))
			return
		}
		defer rows.Close()
		r := reader{manager: m}
		for rows.Next() {
			u, err := r.read(rows)
			if err != nil {
				yield(nil, s.store.fail(ctx, "read", err))
				return
			}
			if !yield(u, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(nil, s.store.fail(ctx, "read", err))
		}
	}
}

// reader reads the rows of selectUser into one user after the other.
type reader struct {
	user    roster.User
	manager managerFacts
}

func (r *reader) read(rows *sql.Rows) (_ *roster.User, err error) {
	u := &r.user
	var texts string
	if err := rows.Scan(&u.ID, &u.Version, &u.ManagerID, &texts); err != nil {
		return nil, err
	}
	if strings.Count(texts, separator) != len(columns)+int(r.manager) {
		return nil, fmt.Errorf("%w: user %d has a control character", ErrDamaged, u.ID)
	}
	next := func() (text string) {
		text, texts, _ = strings.Cut(texts, separator)
		return text
	}
	if u.Custom, err = readCustom(next()); err != nil {
		return nil, err
	}
	for i := range columns {
		columns[i].field.Set(u, next())
	}
	if r.manager == joined {
		u.ManagerEmployeeID, u.ManagerEmail, u.ManagerStatus = next(), next(), roster.Status(next())
	}
	return u, nil
}
