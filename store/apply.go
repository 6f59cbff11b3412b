package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"roster.example/reconcile"
	"roster.example/roster"
)

// Apply does what the plan says, as reconcile.Store has it. Besides its
// errors there is ErrBusy, and nothing was changed whatever the error.
func (s *Store) Apply(ctx context.Context, p *reconcile.Plan, by reconcile.Stamp) (*reconcile.Run, error) {
	run, err := s.apply(ctx, p, by, (*transaction).attempt)
	if taken(err) || errors.Is(err, errMoved) {
		// Somebody gives up an identifier on a later line than the one that
		// takes it; or the plan is stale, and then this finds out why. Few
		// plans have such a chain, so most are read only once.
		run, err = s.apply(ctx, p, by, (*transaction).attemptAgain)
	}
	return run, err
}

// apply writes a plan in one transaction.
func (s *Store) apply(ctx context.Context, p *reconcile.Plan, by reconcile.Stamp,
	attempt func(*transaction, context.Context, *reconcile.Plan) (*reconcile.Run, error)) (run *reconcile.Run, err error) {
	erased := false
	err = s.transact(ctx, by, looksFirst(p), func(t *transaction) (err error) {
		if err := t.check(ctx, p); err != nil {
			return err
		}
		run, err = attempt(t, ctx, p)
		erased = t.erased
		return err
	})
	if err == nil && erased {
		err = s.emptyLog(ctx)
	}
	if err != nil {
		return nil, err
	}
	return run, nil
}

// transaction is the one kind of transaction that writes. It holds the write
// lock from its first moment, so that whatever it has read stays true, and it
// has one time for everything it writes.
type transaction struct {
	*sql.Tx
	conn  *sql.Conn // on which it is
	store *Store
	now   time.Time
	actor string

	// What the store was when the lock was taken.
	lastRun, lastUser int64
	key               roster.Key
	accountAdmins     int
	prints            *fingerprinter

	erased bool   // somebody is erased by it
	back   func() // of a first load that is past the log: goes back to it; else nil
}

// unchecked reports whether SQLite does not look for managers: see pastLog.
func (t *transaction) unchecked() bool { return t.back != nil }

// errUnfinished is why a transaction is rolled back in which somebody panicked.
var errUnfinished = errors.New("the transaction was not finished")

// transact does something in a transaction, which is committed unless that fails
// or panics.
func (s *Store) transact(ctx context.Context, by reconcile.Stamp, first bool, do func(*transaction) error) (err error) {
	t, err := s.begin(ctx, by, first)
	if err != nil {
		return err
	}
	err = errUnfinished
	defer func() {
		if t.end(ctx, &err); err == nil {
			s.copyLog()
		}
	}()
	return do(t)
}

// copyLog copies what the write-ahead log has into the file, beside whatever comes
// next: there is a report to be written. Left to itself, SQLite does so before a
// large commit returns, and after a small one when the roster is closed. What cannot
// be copied is as safe in the log, and is copied with what comes after it.
func (s *Store) copyLog() {
	s.beside.Go(func() { _, _ = s.write.Exec("PRAGMA wal_checkpoint(PASSIVE)") })
}

// begin takes the write lock. The transaction does not end with the context
// before it is told to: what is written on its connection must never be written
// outside of it. It may be one of a first load.
func (s *Store) begin(ctx context.Context, by reconcile.Stamp, first bool) (t *transaction, err error) {
	err = s.patiently(func() error {
		conn, err := s.write.Conn(ctx)
		if err != nil {
			return s.fail(ctx, "write to", err)
		}
		// See copyLog. The driver has no setting for it that could stand in the name.
		if _, err := conn.ExecContext(ctx, "PRAGMA wal_autocheckpoint = 0"); err != nil {
			return errors.Join(s.fail(ctx, "write to", err), conn.Close())
		}
		var back func()
		if first {
			back = s.pastLog(ctx, conn)
		}
		tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
		if err != nil {
			if back != nil {
				back()
			}
			return errors.Join(s.fail(ctx, "write to", err), conn.Close())
		}
		t = &transaction{Tx: tx, conn: conn, store: s, now: by.At.UTC().Round(0), actor: by.Actor, back: back}
		return nil
	})
	return t, err
}

// end commits, or rolls back when the function that is about to return has
// failed or nobody waits for it any more.
func (t *transaction) end(ctx context.Context, err *error) {
	defer t.conn.Close() // It goes back, and has nothing to lose.
	if t.back != nil {
		defer t.back()
	}
	if *err == nil && ctx.Err() != nil {
		*err = t.store.fail(ctx, "write to", ctx.Err())
	}
	if *err == nil {
		failed := t.Commit()
		if failed == nil {
			return
		}
		*err = t.store.fail(ctx, "write to", failed)
	}
	if failed := t.Rollback(); failed != nil && !errors.Is(failed, sql.ErrTxDone) {
		*err = errors.Join(*err, t.store.fail(ctx, "roll back", failed))
	}
}

// check refuses a plan that is not for this store, or was applied before.
func (t *transaction) check(ctx context.Context, p *reconcile.Plan) error {
	var storeID, printKey string
	err := t.QueryRowContext(ctx, `SELECT
		(SELECT value FROM settings WHERE name = 'store_id'),
		`+selectFingerprintKey+`,
		ifnull((SELECT value FROM settings WHERE name = 'key'), ''),
		ifnull((SELECT max(id) FROM runs), 0),
		`+selectLastUser+`,
		`+countAccountAdmins,
	).Scan(&storeID, &printKey, &t.key, &t.lastRun, &t.lastUser, &t.accountAdmins)
	if err != nil {
		return t.store.fail(ctx, "read", err)
	}
	if p.StoreID != storeID {
		return reconcile.ErrForeignPlan
	}
	if t.prints, err = newFingerprinter(printKey); err != nil {
		return t.store.fail(ctx, "write to", err)
	}
	var there bool
	err = t.QueryRowContext(ctx, "SELECT ?1 = 0 OR EXISTS (SELECT 1 FROM runs WHERE id = ?1 AND hex(digest) = ?2)", p.AfterRun, p.Head).Scan(&there)
	if err != nil {
		return t.store.fail(ctx, "read", err)
	}
	if !there {
		return reconcile.Discarded(p)
	}
	if moved := reconcile.KeyMoved(p, t.key); moved != nil {
		return moved
	}
	var before int64
	err = t.QueryRowContext(ctx, "SELECT id FROM runs WHERE plan_id = ?", p.ID).Scan(&before)
	switch {
	case err == nil:
		return &reconcile.AppliedError{Run: before}
	case !errors.Is(err, sql.ErrNoRows):
		return t.store.fail(ctx, "read", err)
	}
	if p.Undoes == 0 {
		return nil
	}
	err = t.QueryRowContext(ctx, "SELECT id FROM runs WHERE undoes = ?", p.Undoes).Scan(&before)
	switch {
	case err == nil:
		return &reconcile.UndoneError{Run: p.Undoes, By: before}
	case !errors.Is(err, sql.ErrNoRows):
		return t.store.fail(ctx, "read", err)
	}
	return nil
}

// countAccountAdmins counts those who can let everybody else in again. That they
// are none of the general users goes without saying, but not for SQLite, which
// would read all users: https://www.sqlite.org/partialindex.html
const countAccountAdmins = `(SELECT count(*) FROM users WHERE role = 'account_admin' AND role <> 'general' AND status <> 'inactive')`

// refuseLockout refuses a plan that has taken the role or the access of the
// last account admin. It looks at the end, under the lock: two plans can each
// take one of two, and neither knows of the other.
func (t *transaction) refuseLockout(ctx context.Context) error {
	var left int
	if err := t.QueryRowContext(ctx, "SELECT "+countAccountAdmins).Scan(&left); err != nil {
		return t.store.fail(ctx, "read", err)
	}
	if left == 0 && t.accountAdmins > 0 {
		return reconcile.ErrLastAdmin
	}
	return nil
}

// errMoved says that a user is not as the plan saw them.
var errMoved = errors.New("a user has moved")

// attempt writes the whole plan, one user after the other. Where it fails, the
// transaction has to be rolled back.
func (t *transaction) attempt(ctx context.Context, p *reconcile.Plan) (*reconcile.Run, error) {
	return t.write(ctx, p, func(*writer) error { return nil })
}

// attemptAgain writes the whole plan after everybody who gives up an identifier
// has done so. A plan that cannot be written is stale, and the transaction is
// left as it was, so that nothing moves before it is known why. Only this
// attempt can be taken back by itself: SQLite would write every page that is
// about to change to a file of its own.
func (t *transaction) attemptAgain(ctx context.Context, p *reconcile.Plan) (*reconcile.Run, error) {
	if err := t.exec(ctx, "SAVEPOINT attempt"); err != nil {
		return nil, err
	}
	run, err := t.write(ctx, p, func(w *writer) error { return w.park(ctx, p) })
	if err == nil {
		return run, t.exec(ctx, "RELEASE attempt")
	}
	if !taken(err) && !errors.Is(err, errMoved) {
		return nil, err
	}
	if back := t.exec(ctx, "ROLLBACK TO attempt"); back != nil {
		return nil, back
	}
	return nil, t.diagnose(ctx, p, err)
}

// write writes the plan, after what has to be done first.
func (t *transaction) write(ctx context.Context, p *reconcile.Plan, first func(*writer) error) (*reconcile.Run, error) {
	run, nonces := t.runOf(p), newNonces()
	entry, link, err := t.entry(ctx, p, run, nonces.next())
	if err != nil {
		return nil, err
	}
	w := newWriter(t, run.ID, link, nonces)
	if err := first(w); err != nil {
		return nil, err
	}
	if err := w.drop(ctx, p); err != nil {
		return nil, err
	}
	if err := w.changes(ctx, p); err != nil {
		return nil, err
	}
	if err := w.refuseMoved(ctx, p); err != nil {
		return nil, err
	}
	if err := w.refuseLockout(ctx); err != nil {
		return nil, err
	}
	if err := w.count(ctx); err != nil {
		return nil, err
	}
	if err := w.refuseOverfull(ctx, p); err != nil {
		return nil, err
	}
	t.erased = len(w.erased) > 0
	for _, user := range w.erased {
		if err := w.erase(ctx, user); err != nil {
			return nil, err
		}
	}
	if err := t.writeRun(ctx, entry, link); err != nil {
		return nil, err
	}
	if p.SetsKey && t.key == "" {
		if err := t.exec(ctx, "INSERT INTO settings (name, value) VALUES ('key', ?)", string(p.Key)); err != nil {
			return nil, err
		}
	}
	return run, nil
}

// exec runs a statement. Like all statements of this transaction it does not
// watch the context, which would cost as much as the statement.
func (t *transaction) exec(ctx context.Context, query string, args ...any) error {
	if _, err := t.ExecContext(context.WithoutCancel(ctx), query, args...); err != nil {
		return t.store.fail(ctx, "write to", err)
	}
	return nil
}

// each reads the changes of the plan.
func (t *transaction) each(p *reconcile.Plan, do func(*reconcile.Change) error) error {
	for c, err := range p.Changes {
		if err != nil {
			return fmt.Errorf("read the plan: %w", err)
		}
		if err := do(c); err != nil {
			return err
		}
	}
	return nil
}
