package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"roster.example/roster"
)

// Finding is one thing in the file that is not as it should be: damage, or an
// edit behind the program's back.
type Finding struct {
	Check   string `json:"check"` // which of the checks found it
	Run     int64  `json:"run"`   // 0 when it is about none
	User    int64  `json:"user"`  // 0 when it is about none
	Field   string `json:"field"` // "" when it is about none
	Message string `json:"message"`
}

// checks are run one after the other, on one view of the file. A new one is
// one line here.
var checks = []struct {
	name string
	run  func(context.Context, *checker) error
}{
	{"file", checkFile},
	{"schema", checkSchema},
	{"references", checkReferences},
	{"settings", checkSettings},
	{"counts", checkCounts},
	{"keys", checkKeys},
	{"fingerprints", checkFingerprints},
	{"runs", checkRuns},
	{"history", checkHistory},
	{"chain", checkChain},
	{"erasures", checkErasures},
}

// Check looks for everything that a run of this program would not have
// written, and yields it as it is found: the roster is read from one end to
// the other, and not held in memory. Writers are not held up. An error means
// that the check could not be finished.
func (s *Store) Check(ctx context.Context) iter.Seq2[Finding, error] { return s.check(ctx) }

// check runs the checks that are named, or all of them.
func (s *Store) check(ctx context.Context, only ...string) iter.Seq2[Finding, error] {
	return func(yield func(Finding, error) bool) {
		tx, err := s.read.BeginTx(ctx, nil)
		if err != nil {
			yield(Finding{}, s.fail(ctx, "check", err))
			return
		}
		defer tx.Rollback() // There is nothing to commit.
		c := &checker{snapshot: &snapshot{store: s, tx: tx}, yield: yield}
		for _, check := range checks {
			if len(only) > 0 && !slices.Contains(only, check.name) {
				continue
			}
			c.name = check.name
			err := check.run(ctx, c)
			if errors.Is(err, ErrDamaged) {
				// What cannot be read ends this check, and not those after it.
				err = c.found(Finding{Message: err.Error()})
			}
			if errors.Is(err, errEnough) {
				return
			}
			if err != nil {
				yield(Finding{}, err)
				return
			}
		}
	}
}

// checker is one check at work.
type checker struct {
	*snapshot
	name  string
	yield func(Finding, error) bool
}

// errEnough says that whoever asked for findings wants no more of them.
var errEnough = errors.New("enough was found")

func (c *checker) found(f Finding) error {
	f.Check = c.name
	if !c.yield(f, nil) {
		return errEnough
	}
	return nil
}

// say is found for what is about no run, user or field.
func (c *checker) say(format string, args ...any) error {
	return c.found(Finding{Message: fmt.Sprintf(format, args...)})
}

// unreadable says that a value is of another kind than the program writes.
func unreadable(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// checkFile asks SQLite whether the file is a whole database: every page in
// one place, every index in step with its table, every constraint kept.
func checkFile(ctx context.Context, c *checker) error {
	return c.each(ctx, "PRAGMA integrity_check", nil, func(scan func(...any) error) error {
		var says string
		if err := scan(&says); err != nil {
			return unreadable(err)
		}
		if says == "ok" {
			return nil
		}
		return c.say("%s", strings.ReplaceAll(says, "\n", "; "))
	})
}

// checkSchema compares the tables, indexes and triggers with those of a new
// roster. A trigger that is missing lets history be changed, and one too many
// could do anything.
func checkSchema(ctx context.Context, c *checker) error {
	want, err := newSchema(ctx)
	if err != nil {
		return err
	}
	got, err := schemaOf(ctx, c.snapshot)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for name := range want {
		names[name] = true
	}
	for name := range got {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		var err error
		switch is, there := got[name]; {
		case !there:
			err = c.say("the %s is missing", name)
		case want[name] == "":
			err = c.say("the %s is not one of this program's", name)
		case is != want[name]:
			err = c.say("the %s is not as this program makes it", name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// schemaOf returns what makes each object of a database, by its kind and name.
func schemaOf(ctx context.Context, s *snapshot) (map[string]string, error) {
	objects := map[string]string{}
	// Whoever runs ANALYZE leaves statistics, which change no answer. Indexes
	// of constraints have no statement of their own.
	err := s.each(ctx, `SELECT type || ' ' || name, ifnull(sql, 'on ' || tbl_name) FROM sqlite_schema
		WHERE name NOT LIKE 'sqlite\_stat%' ESCAPE '\'`, nil,
		func(scan func(...any) error) error {
			var name, made string
			if err := scan(&name, &made); err != nil {
				return unreadable(err)
			}
			objects[name] = made
			return nil
		})
	return objects, err
}

// newSchema returns the schema of a new roster, which is made in memory.
func newSchema(ctx context.Context) (_ map[string]string, err error) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return nil, fmt.Errorf("make a new roster: %w", err)
	}
	db.SetMaxOpenConns(1) // Each connection would have a database of its own.
	defer func() { err = errors.Join(err, db.Close()) }()
	files, _, err := migrations()
	if err != nil {
		return nil, err
	}
	s := &Store{path: "a new roster", write: db} // which nobody else can hold up
	if err := s.migrate(ctx, files); err != nil {
		return nil, err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, s.fail(ctx, "read", err)
	}
	defer tx.Rollback() // There is nothing to commit.
	return schemaOf(ctx, &snapshot{store: s, tx: tx})
}

// checkReferences asks SQLite for rows that refer to a row that is not there.
func checkReferences(ctx context.Context, c *checker) error {
	return c.each(ctx, `SELECT "table", parent, count(*), ifnull(min(rowid), 0) FROM pragma_foreign_key_check
		GROUP BY "table", parent ORDER BY "table", parent`, nil,
		func(scan func(...any) error) error {
			var table, parent string
			var rows, first int64
			if err := scan(&table, &parent, &rows, &first); err != nil {
				return unreadable(err)
			}
			return c.say("%d of the rows of %s, row %d the first of them, refer to rows of %s that are not there", rows, table, first, parent)
		})
}

// checkSettings looks whether the store knows who it is.
func checkSettings(ctx context.Context, c *checker) error {
	settings := map[string]string{}
	err := c.each(ctx, "SELECT name, value FROM settings", nil, func(scan func(...any) error) error {
		var name, value string
		err := scan(&name, &value)
		settings[name] = value
		return unreadable(err)
	})
	if err != nil {
		return err
	}
	if settings["store_id"] == "" {
		if err := c.say("the roster has no id"); err != nil {
			return err
		}
	}
	switch key := roster.Key(settings["key"]); key {
	case "", roster.KeyEmployeeID, roster.KeyEmail:
		return nil
	default:
		return c.say("the key of the roster is %q, which is no key", key)
	}
}

// checkCounts compares the counts that are kept with the users themselves.
func checkCounts(ctx context.Context, c *checker) error {
	return c.each(ctx, `WITH is_now AS (SELECT status, count(*) AS users FROM users GROUP BY status)
		SELECT ifnull(k.status, n.status), ifnull(k.users, 0), ifnull(n.users, 0)
		FROM status_counts k FULL JOIN is_now n ON k.status = n.status
		WHERE ifnull(k.users, 0) <> ifnull(n.users, 0) ORDER BY 1`, nil,
		func(scan func(...any) error) error {
			var status string
			var kept, counted int64
			if err := scan(&status, &kept, &counted); err != nil {
				return unreadable(err)
			}
			return c.found(Finding{Field: roster.StatusField,
				Message: fmt.Sprintf("the count of users who are %s is kept as %d, and there are %d", status, kept, counted)})
		})
}

// checkKeys looks whether the folded forms by which users are found are those
// that the rules of today give. Where they are not, a file that names somebody
// would not find them, and make them a second time.
func checkKeys(ctx context.Context, c *checker) error {
	names := []string{"id", "email"}
	var derived []*column
	for i := range columns {
		if column := &columns[i]; column.derived.form != nil {
			derived = append(derived, column)
			for _, name := range column.names() {
				names = append(names, "ifnull("+name+", '')")
			}
		}
	}
	values := make([]string, 2*len(derived))
	var id int64
	var email string
	into := []any{&id, &email}
	for i := range values {
		into = append(into, &values[i])
	}
	return c.each(ctx, "SELECT "+strings.Join(names, ", ")+" FROM users ORDER BY id", nil,
		func(scan func(...any) error) error {
			if err := scan(into...); err != nil {
				return unreadable(err)
			}
			for i, column := range derived {
				value, kept := values[2*i], values[2*i+1]
				want := column.derived.form(value)
				if value == "" && column.nullable {
					want = ""
				}
				if kept == want {
					continue
				}
				err := c.found(Finding{User: id, Field: column.field.Name, Message: fmt.Sprintf(
					"user %d (%s) is found by %s %q, and %q folds to %q", id, email, column.derived.name, kept, value, want)})
				if err != nil {
					return err
				}
			}
			return nil
		})
}
