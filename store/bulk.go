package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"

	"roster.example/reconcile"
	"roster.example/roster"
)

// fewUsers is how many people have to come into an empty roster for it to be a
// first load, which goes past the log and makes the indexes after the people.
const fewUsers = 1000

// looksFirst reports whether a plan is a first load, if there never was a user.
func looksFirst(p *reconcile.Plan) bool { return p.Summary.Create >= fewUsers && p.Undoes == 0 }

// bulkIndexes are the indexes of users that a first load does without, by the fields
// of its file. Those of other fields stay: nobody is in them, so that they cost
// nothing.
var bulkIndexes = map[string]string{
	roster.EmployeeID:        "users_employee_id",
	roster.Email:             usersEmailKey,
	roster.Username:          "users_username_key",
	roster.ManagerEmployeeID: usersManagerID,
	roster.ManagerEmail:      usersManagerID,
}

const (
	usersEmailKey  = "users_email_key"
	usersManagerID = "users_manager_id"
)

// bulk is a first load. It drops the indexes of users and makes them again from
// all users at once: sorted, in place of a search for the place of every
// identifier. A duplicate shows only then. It is the same transaction, so
// nobody ever sees a roster without them.
//
// SQLite fills the pages of such an index to the brim, and whoever is hired
// next would have four pages made out of three. So some of the users get their
// key after it, unless they have got another by then: they make room all over.
type bulk struct {
	names      []string // of the indexes that are dropped
	statements []string // which make them
	late       steps    // for those who get their key after that
	key        statement
}

// one of so many users gets their key late.
const oneOf = 100

// keyOf returns the key that a user is written with.
func (b *bulk) keyOf(user int64, key string) string {
	if b == nil || user%oneOf != 0 || !slices.Contains(b.names, usersEmailKey) {
		return key
	}
	late := fmt.Sprintf(" %0*d", len(key)-1, user) // as long, so that the row stays where it is
	if len(late) != len(key) {
		return key
	}
	b.late.next(&b.key).add(key, user, late)
	return late
}

// The cache of the connection that writes, in KiB. A first load writes each page
// once; and SQLite sorts as much at once as the cache holds, which goes faster
// where that fits into the processor's.
const (
	writerCache    = 16 << 10
	firstLoadCache = 4 << 10
)

// pastLog has a first load written straight into the file, with a rollback
// journal that only holds what little was there. Through the log, every page
// would be written there first, and copied from there. SQLite can only do so
// while nobody else has the roster open, and lets nobody open it meanwhile: a
// reader who came in between would hold up every page that is written, and
// whoever wants to read an empty roster can wait. Where it cannot, and where
// there ever was a user, the run goes through the log like any other.
//
// Nor are foreign keys looked at meanwhile (https://www.sqlite.org/foreignkeys.html):
// for everybody who comes, SQLite would look for their manager, and for those who
// came before them and report to them. Nothing else that a first load writes refers
// to what it does not write itself; and at its end it looks for all managers at once.
//
// It returns what goes back to the log, nil where it has not left it, which is to
// be called when the transaction is over. Where that cannot be done, the connection
// is given up: the next one begins with the log.
func (s *Store) pastLog(ctx context.Context, conn *sql.Conn) (back func()) {
	empty := func() bool {
		var last int64
		err := conn.QueryRowContext(ctx, "SELECT "+selectLastUser).Scan(&last)
		return err == nil && last == 0 // the run tells of the error, too
	}
	if !empty() {
		return nil
	}
	s.read.SetMaxIdleConns(0) // our own readers have it open, too
	s.read.SetMaxIdleConns(idleReaders)
	set := func(pragma string) (value string) {
		// What cannot be set shows in the value.
		_ = conn.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA "+pragma).Scan(&value)
		return value
	}
	back = func() {
		set("foreign_keys = ON")
		if set("locking_mode = NORMAL") != "normal" || set("journal_mode = WAL") != "wal" || set("foreign_keys") != "1" {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
			return
		}
		set(fmt.Sprint("cache_size = -", writerCache))
	}
	set("locking_mode = EXCLUSIVE")
	set("foreign_keys = OFF")
	// Somebody may have come before we were alone.
	if set("journal_mode = DELETE") != "delete" || !empty() || set("foreign_keys") != "0" {
		back()
		return nil
	}
	set(fmt.Sprint("cache_size = -", firstLoadCache))
	return back
}

// drop drops the indexes, where a plan is a first load.
func (w *writer) drop(ctx context.Context, p *reconcile.Plan) error {
	if w.transaction.lastUser != 0 || !looksFirst(p) {
		return nil
	}
	w.bulk = &bulk{key: statement{sql: "UPDATE users SET email_key = ? WHERE id = ? AND email_key = ?"}}
	for _, c := range p.Source.Columns {
		if c.Field == nil {
			continue
		}
		name := bulkIndexes[*c.Field]
		needed := name == usersManagerID && !w.unchecked()
		if name == "" || needed || slices.Contains(w.bulk.names, name) {
			continue
		}
		var statement string
		err := w.QueryRowContext(ctx, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?", name).Scan(&statement)
		if errors.Is(err, sql.ErrNoRows) {
			err = fmt.Errorf("%w: it has no index %s", ErrDamaged, name)
		}
		if err != nil {
			return w.store.fail(ctx, "read", err)
		}
		if err := w.exec(ctx, "DROP INDEX "+name); err != nil {
			return err
		}
		w.bulk.names, w.bulk.statements = append(w.bulk.names, name), append(w.bulk.statements, statement)
	}
	return nil
}

// restore makes the indexes again, and looks whether every manager is there.
func (w *writer) restore(ctx context.Context) error {
	for _, statement := range w.bulk.statements {
		if err := w.exec(ctx, statement); err != nil {
			return err
		}
	}
	if !w.unchecked() {
		return nil
	}
	return w.rows(ctx, `SELECT m.id FROM (SELECT DISTINCT manager_id AS id FROM users WHERE manager_id IS NOT NULL) m
		WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = m.id) LIMIT 1`, nil,
		func(scan func(...any) error) error {
			var nobody int64
			if err := scan(&nobody); err != nil {
				return err
			}
			return fmt.Errorf("the plan does not agree with itself: it has a manager of number %d, who is nobody", nobody)
		})
}
