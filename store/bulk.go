package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// fewUsers is how many people have to come into an empty roster for it to be a
// first load, which goes past the log and makes the indexes after the people.
const fewUsers = 1000

// bulkIndexes are the indexes of users that a first load does without. The one of
// managers stays: SQLite looks for the reports of everybody who comes. So does that
// of roles, which no file gives: nobody is in it.
const bulkIndexes = `type = 'index' AND tbl_name = 'users' AND sql IS NOT NULL AND name NOT IN ('users_manager_id', 'users_role')`

// bulk is a first load. It drops the indexes of users and makes them again from
// all users at once: sorted, in place of a search for the place of every
// identifier. A duplicate shows only then. It is the same transaction, so
// nobody ever sees a roster without them.
//
// SQLite fills the pages of such an index to the brim, and whoever is hired
// next would have four pages made out of three. So some of the users get their
// key after it: they make room all over.
type bulk struct {
	statements []string // make the indexes that are dropped
	late       steps    // for those who get their key after that
	key        statement
}

// one of so many users gets their key late.
const oneOf = 100

// keyOf returns the key that a user is written with.
func (b *bulk) keyOf(user int64, key string) string {
	if b == nil || user%oneOf != 0 {
		return key
	}
	late := fmt.Sprintf(" %0*d", len(key)-1, user) // as long, so that the row stays where it is
	if len(late) != len(key) {
		return key
	}
	b.late.next(&b.key).add(key, user)
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
// It returns what goes back to the log, which is to be called when the
// transaction is over. Where that cannot be done, the connection is given up: the
// next one begins with the log.
func (s *Store) pastLog(ctx context.Context, conn *sql.Conn) (back func()) {
	var last int64
	if err := conn.QueryRowContext(ctx, "SELECT "+selectLastUser).Scan(&last); err != nil || last != 0 {
		return func() {} // the run tells of the error, too
	}
	s.read.SetMaxIdleConns(0) // our own readers have it open, too
	s.read.SetMaxIdleConns(idleReaders)
	set := func(pragma string) (value string) {
		// What cannot be set shows in the journal.
		_ = conn.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA "+pragma).Scan(&value)
		return value
	}
	back = func() {
		set("locking_mode = NORMAL")
		if set("journal_mode = WAL") != "wal" {
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
			return
		}
		set(fmt.Sprint("cache_size = -", writerCache))
	}
	set("locking_mode = EXCLUSIVE")
	if set("journal_mode = DELETE") != "delete" {
		back()
		return func() {}
	}
	set(fmt.Sprint("cache_size = -", firstLoadCache))
	return back
}

// drop drops the indexes, where a plan is a first load.
func (w *writer) drop(ctx context.Context, creates int) error {
	if w.transaction.lastUser != 0 || creates < fewUsers {
		return nil
	}
	var names []string
	b := &bulk{key: statement{sql: "UPDATE users SET email_key = ? WHERE id = ?"}}
	err := w.rows(ctx, "SELECT name, sql FROM sqlite_schema WHERE "+bulkIndexes+" ORDER BY name", nil, func(scan func(...any) error) error {
		var name, statement string
		err := scan(&name, &statement)
		names, b.statements = append(names, name), append(b.statements, statement)
		return err
	})
	for _, name := range names {
		if err == nil {
			err = w.exec(ctx, `DROP INDEX "`+name+`"`)
		}
	}
	w.bulk = b
	return err
}

// restore makes the indexes again.
func (w *writer) restore(ctx context.Context) error {
	for _, statement := range w.bulk.statements {
		if err := w.exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
