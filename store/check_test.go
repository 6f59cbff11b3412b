package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/roster"
	"roster.example/store/storetest"
)

// findings returns everything that Check finds.
func findings(tb testing.TB, s *Store) []Finding {
	tb.Helper()
	var all []Finding
	for f, err := range s.Check(context.Background()) {
		require.NoError(tb, err)
		all = append(all, f)
	}
	return all
}

// livedIn returns a closed roster in which everything has happened that can:
// users created, edited, deactivated, deleted, given managers and groups.
func livedIn(tb testing.TB) (path string) {
	tb.Helper()
	path = filepath.Join(tb.TempDir(), "roster.db")
	s, err := Create(context.Background(), path, New{Key: roster.KeyEmployeeID}, Options{})
	require.NoError(tb, err)
	staff := storetest.Hire(tb, s, employee(0), employee(1),
		roster.User{Email: "Élise@acme.example", EmployeeID: "007", Username: "Élise", Custom: map[string]string{"badge": "12"}},
		roster.User{Email: "bob@acme.example"}, roster.User{Email: "gone@acme.example"})
	boss := storetest.Edit(staff[0], "manager_email", staff[1].Email, "title", "Buyer")
	boss.ManagerID = staff[1].ID
	storetest.Apply(tb, s, boss, storetest.Edit(staff[2], "custom.badge", "13", "custom.shoe", "41"), storetest.Delete(staff[4]))
	storetest.Apply(tb, s)
	storetest.Apply(tb, s, storetest.Edit(staff[3], "status", "inactive", "groups", "a;b"),
		storetest.Edit(storetest.Find(tb, s, staff[2].Email), "custom.badge", "", "email", "elise@acme.example"))
	require.NoError(tb, s.Close())
	return path
}

// unguarded lets a statement do what the triggers forbid.
const unguarded = "DROP TRIGGER runs_update; DROP TRIGGER runs_delete; "

func TestARosterThatOnlyTheProgramWroteHasNoFindings(t *testing.T) {
	s, err := Open(context.Background(), livedIn(t), Options{})
	require.NoError(t, err)
	defer s.Close()
	require.Empty(t, findings(t, s))
	require.Empty(t, findings(t, MustOpen(t)), "a new one has none either")
}

// Every edit behind the program's back is found, and named.
func TestCheckNamesWhatWasDoneBehindItsBack(t *testing.T) {
	for _, test := range []struct {
		name, harm string
		want       []string // one of the findings begins with each of these
	}{
		{"a title", "UPDATE users SET title = 'CEO' WHERE id = 2",
			[]string{`history run=0 user=2 title: user 2 (Person.1@acme.example): title is "CEO", and the runs add up to "Senior Engineer"`}},
		{"an email", "UPDATE users SET email = 'eve@acme.example' WHERE id = 4",
			[]string{
				`keys run=0 user=4 email: user 4 (eve@acme.example) is found by email_key "bob@acme.example", and "eve@acme.example" folds to "eve@acme.example"`,
				`history run=0 user=4 email: user 4 (eve@acme.example): email is "eve@acme.example", and the runs add up to "bob@acme.example"`,
			}},
		{"an email with its key", "UPDATE users SET email = 'eve@acme.example', email_key = 'eve@acme.example' WHERE id = 4",
			[]string{`history run=0 user=4 email: `}},
		{"a username folded by SQLite", "UPDATE users SET username_key = lower(username) WHERE id = 3",
			[]string{`keys run=0 user=3 username: user 3 (elise@acme.example) is found by username_key "Élise", and "Élise" folds to "élise"`}},
		{"a loose form", "UPDATE users SET employee_id_loose = 'x' WHERE id = 3",
			[]string{`keys run=0 user=3 employee_id: `}},
		{"a role", "UPDATE users SET role = 'account_admin' WHERE id = 1",
			[]string{`history run=0 user=1 role: user 1 (Person.0@acme.example): role is "account_admin", and the runs add up to "general"`}},
		{"a manager", "UPDATE users SET manager_id = 4 WHERE id = 1",
			[]string{`history run=0 user=1 manager_email: user 1 (Person.0@acme.example): manager_email is "user 4", and the runs add up to "user 2"`}},
		{"a status", "UPDATE users SET status = 'active' WHERE id = 4",
			[]string{
				`counts run=0 user=0 status: the count of users who are active is kept as 3, and there are 4`,
				`counts run=0 user=0 status: the count of users who are inactive is kept as 1, and there are 0`,
				`history run=0 user=4 status: `,
			}},
		{"a custom field", `UPDATE users SET custom = '{"shoe":"42"}' WHERE id = 3`,
			[]string{`history run=0 user=3 custom.shoe: user 3 (elise@acme.example): custom.shoe is "42", and the runs add up to "41"`}},
		{"a custom field that cannot be read", `UPDATE users SET custom = 'shoe' WHERE id = 3`,
			[]string{`history run=0 user=3 : the roster database is damaged: custom fields`}},
		{"a version", "UPDATE users SET version = 7 WHERE id = 4",
			[]string{`history run=0 user=4 version: user 4 (bob@acme.example): version is "7", and the runs add up to "2"`}},
		{"a user too many", "INSERT INTO users (id, version, email, email_key, status) VALUES (99, 1, 'eve@acme.example', 'eve@acme.example', 'active')",
			[]string{`history run=0 user=99 : user 99 (eve@acme.example): no run has created them`}},
		{"a user too few", "DELETE FROM users WHERE id = 4",
			[]string{`history run=0 user=4 : user 4 (bob@acme.example) is gone, and no run has deleted them`}},
		{"the last user of the history", "DELETE FROM users WHERE id > 2; UPDATE users SET manager_id = NULL",
			[]string{`history run=0 user=3 : user 3 (elise@acme.example) is gone`, `history run=0 user=4 : `}},
		{"a run in the middle", unguarded + "DELETE FROM runs WHERE id = 2",
			[]string{`runs run=2 user=0 : run 2 is missing`, `schema run=0 user=0 : the trigger runs_delete is missing`}},
		{"the last run", unguarded + "DELETE FROM runs WHERE id = 4",
			[]string{`runs run=4 user=0 : run 4 is missing, and the history has 2 changes of it`}},
		{"a fingerprint", "UPDATE fingerprints SET prints = CAST(substr(prints, 1, 36) || x'01' || substr(prints, 38) AS BLOB)",
			[]string{`fingerprints run=0 user=2 : user 2 (Person.1@acme.example) is not as their fingerprint says`}},
		{"a fingerprint of nobody", "UPDATE fingerprints SET prints = CAST(substr(prints, 1, 96) || x'01' || substr(prints, 98) AS BLOB)",
			[]string{`fingerprints run=0 user=6 : there is a fingerprint of user 6, who is not there`}},
		{"a fingerprint before all others", "INSERT INTO fingerprints VALUES (-1, CAST(zeroblob(3999) || x'01' AS BLOB))",
			[]string{`fingerprints run=0 user=-1 : there is a fingerprint of user -1, who is not there`}},
		{"no fingerprints", "DELETE FROM fingerprints",
			[]string{`fingerprints run=0 user=1 : user 1 (Person.0@acme.example) is not as their fingerprint says`, `fingerprints run=0 user=4 : `}},
		{"the key of the fingerprints", "DELETE FROM settings WHERE name = 'fingerprint_key'",
			[]string{`fingerprints run=0 user=0 : `}},
		{"a report", unguarded + "UPDATE runs SET report = 'x' WHERE id = 1", []string{`runs run=1 user=0 : run 1 has a report that cannot be read`}},
		{"a time", unguarded + "UPDATE runs SET applied_at = 'noon' WHERE id = 1", []string{`runs run=1 user=0 : run 1 was applied at "noon", which is no time`}},
		{"who did it", unguarded + "UPDATE runs SET actor = 'eve' WHERE id = 2", []string{`chain run=2 user=0 : run 2 does not follow from the runs before it`}},
		{"what a report says", unguarded + `UPDATE runs SET report = json_set(report, '$.plan.mode', 'edits') WHERE id = 1`,
			[]string{`chain run=1 user=0 : run 1 has a report that was edited after it was written`}},
		{"a run that was made anew", unguarded + "UPDATE runs SET digest = x'00' WHERE id = 3", []string{`chain run=3 user=0 : `, `chain run=4 user=0 : `}},
		{"a count", "UPDATE status_counts SET users = 99 WHERE status = 'active'", []string{`counts run=0 user=0 status: `}},
		{"no count", "DELETE FROM status_counts", []string{`counts run=0 user=0 status: the count of users who are active is kept as 0, and there are 3`}},
		{"no id", "DELETE FROM settings WHERE name = 'store_id'", []string{"settings run=0 user=0 : the roster has no id"}},
		{"no key", "UPDATE settings SET value = 'name' WHERE name = 'key'", []string{`settings run=0 user=0 : the key of the roster is "name", which is no key`}},
		{"a trigger that is gone", "DROP TRIGGER runs_update", []string{"schema run=0 user=0 : the trigger runs_update is missing"}},
		{"a trigger that is new", "CREATE TRIGGER t AFTER INSERT ON runs BEGIN UPDATE users SET role = 'admin'; END",
			[]string{"schema run=0 user=0 : the trigger t is not one of this program's"}},
		{"a trigger that does nothing", "DROP TRIGGER runs_update; CREATE TRIGGER runs_update BEFORE UPDATE ON runs BEGIN SELECT 1; END",
			[]string{"schema run=0 user=0 : the trigger runs_update is not as this program makes it"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := livedIn(t)
			script(t, path, test.harm)
			requireFound(t, path, test.want)
		})
	}
}

// requireFound looks whether one of the findings begins with each of these.
func requireFound(t *testing.T, path string, want []string) {
	t.Helper()
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer s.Close()
	told := ""
	for _, f := range findings(t, s) {
		line := fmt.Sprintf("%s run=%d user=%d %s: %s", f.Check, f.Run, f.User, f.Field, f.Message)
		require.NotContains(t, line, "\n")
		told += "\n" + line
	}
	for _, want := range want {
		require.Contains(t, told, "\n"+want)
	}
}

// The blocks of the history are no secret to SQLite, and no secret to us.
func TestCheckNamesWhatWasDoneToTheHistory(t *testing.T) {
	edit := func(c *change, old, new string) { c.edits = bytes.ReplaceAll(c.edits, []byte(old), []byte(new)) }
	for _, test := range []struct {
		name    string
		rewrite func([]change) []change // of the changes of run 2
		also    string                  // is done
		want    []string                // one of the findings begins with each of these
	}{
		{"a change", func(c []change) []change { return c[1:] }, "",
			[]string{`runs run=2 user=0 : run 2 changed 3 people, and the history has 2 changes of it`,
				`history run=0 user=1 title: `, `chain run=2 user=0 : run 2 does not follow`}},
		{"the last change of a run", func(c []change) []change { return c[:2] }, "",
			[]string{`runs run=2 user=0 : run 2 changed 3 people, and the history has 2 changes of it`}},
		{"a change in between", func(c []change) []change { return slices.Delete(c, 1, 2) }, "",
			[]string{`history run=4 user=3 : run 4, user 3 (Élise@acme.example): it made version 3 of them, and the one before it was 1`,
				`history run=4 user=3 custom.badge: run 4, user 3 (Élise@acme.example): it says that custom.badge was "13", and the runs before it add up to "12"`}},
		{"an edit in the history", func(c []change) []change { edit(&c[0], "Buyer", "CEO"); return c }, "",
			[]string{`history run=0 user=1 title: user 1 (Person.0@acme.example): title is "Buyer", and the runs add up to "CEO"`}},
		{"a field that is none", func(c []change) []change { c[0].edits = []byte("z\x1f1\x1e"); return c }, "",
			[]string{`history run=2 user=1 : run 2, user 1 (Person.0@acme.example): its edits cannot be read`}},
		{"edits that are none", func(c []change) []change { c[0].edits = []byte("x"); return c }, "",
			[]string{`history run=2 user=1 : run 2, user 1 (Person.0@acme.example): its edits cannot be read`}},
		{"a second birth", func(c []change) []change { c[0].action = "create"; return c }, "",
			[]string{`history run=2 user=1 : run 2, user 1 (Person.0@acme.example): it cannot create them, going by the runs before it`}},
		{"a value and its history together", func(c []change) []change { edit(&c[0], "Buyer", "CEO"); return c }, "UPDATE users SET title = 'CEO' WHERE id = 1",
			[]string{`chain run=2 user=0 : run 2 has a change of user 1 (Person.0@acme.example) that was edited after it was written`}},
		{"a digest", func(c []change) []change { c[1].kept[0]++; return c }, "",
			[]string{`chain run=2 user=0 : run 2 does not follow`}},
		{"a change of somebody else", func(c []change) []change { c[0].user = 4; return c }, "",
			[]string{`history run=2 user=1 : run 2 has a change of user 4 where one of user 1 is looked for`,
				`history run=0 user=0 : the history has 10 changes, and 9 of them are found by whom they are about`}},
		{"whom a block is about", nil, "DROP TRIGGER history_users_delete; DELETE FROM history_users WHERE user_id = 3 AND block_id >> 32 = 2",
			[]string{`history run=0 user=0 : the history has 10 changes, and 9 of them are found by whom they are about`,
				`history run=4 user=3 : run 4, user 3 (Élise@acme.example): it made version 3 of them, and the one before it was 1`}},
		{"a place that is not there", nil, "DROP TRIGGER history_users_update; UPDATE history_users SET place = 7 WHERE user_id = 3 AND block_id >> 32 = 2",
			[]string{`history run=0 user=0 : the roster database is damaged: user 3 has a place in the history that is not there`}},
		{"a span that never ends", nil, "DROP TRIGGER history_users_update; UPDATE history_users SET place = 1, users = 9223372036854775807 WHERE user_id = 3 AND block_id >> 32 = 2",
			[]string{`history run=0 user=0 : the roster database is damaged: user 3 has a place in the history that is not there`}},
		{"an erasure that was none", nil, "DROP TRIGGER history_update; UPDATE history SET erased = 1 WHERE run_id = 2",
			[]string{`erasures run=2 user=0 : changes of run 2 were emptied 1 times, and the runs that erased tell of 0`}},
		{"a block that is cut", nil, "DROP TRIGGER history_update; UPDATE history SET changes = substr(changes, 1, length(changes) - 1) WHERE run_id = 2",
			[]string{`history run=0 user=0 : the roster database is damaged: a block of changes cannot be read`, `chain run=0 user=0 : `}},
		{"a block that is no block", nil, "DROP TRIGGER history_update; UPDATE history SET changes = x'ffffffffffffffffff7f00' WHERE run_id = 2",
			[]string{`history run=0 user=0 : the roster database is damaged: a block of changes cannot be read`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := livedIn(t)
			if test.rewrite != nil {
				rewrite(t, path, 2, test.rewrite)
			}
			if test.also != "" {
				script(t, path, test.also)
			}
			requireFound(t, path, test.want)
		})
	}
}

// rewrite edits the changes of a run of one block behind the program's back.
func rewrite(t *testing.T, path string, run int64, edit func([]change) []change) {
	t.Helper()
	script(t, path, "DROP TRIGGER history_update")
	db, err := sql.Open("sqlite3", path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	var before, after []byte
	require.NoError(t, db.QueryRow("SELECT changes FROM history WHERE run_id = ?", run).Scan(&before))
	var changes []change
	for c, err := range changesIn(before) {
		require.NoError(t, err)
		changes = append(changes, *c)
	}
	changes = edit(changes)
	for _, c := range changes {
		var form written
		c.write(&form)
		after = appendChange(after, form, &c.kept)
	}
	_, err = db.Exec("UPDATE history SET changes = ?, size = ? WHERE run_id = ?", after, len(changes), run)
	require.NoError(t, err)
}

func TestAnIndexThatIsOutOfStepIsFound(t *testing.T) {
	path := livedIn(t)
	// What a page that was lost looks like: the row is there, its key is not.
	db, err := sql.Open("sqlite3", path)
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		"PRAGMA writable_schema = 1",
		"UPDATE sqlite_schema SET sql = sql || ' WHERE id <> 3' WHERE name = 'users_email_key'",
		"PRAGMA writable_schema = RESET", "REINDEX users_email_key", "PRAGMA writable_schema = 1",
		"UPDATE sqlite_schema SET sql = replace(sql, ' WHERE id <> 3', '') WHERE name = 'users_email_key'",
		"PRAGMA writable_schema = RESET",
	} {
		_, err = db.Exec(statement)
		require.NoError(t, err, statement)
	}
	require.NoError(t, db.Close())
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer s.Close()
	found := findings(t, s)
	require.Len(t, found, 2, found)
	require.Equal(t, "file", found[0].Check)
	require.Contains(t, found[0].Message, "users_email_key")
}

func TestCheckEndsWhenNobodyWantsMore(t *testing.T) {
	path := livedIn(t)
	script(t, path, "UPDATE users SET title = 'CEO'")
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer s.Close()
	n := 0
	for range s.Check(context.Background()) {
		n++
		break
	}
	require.Equal(t, 1, n)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range s.Check(ctx) {
		require.ErrorIs(t, err, context.Canceled)
	}
}

// The history is read in the order of an index, not sorted: the sum of a
// million users is made with one of them in memory.
func TestCheckSortsNothing(t *testing.T) {
	s := MustOpen(t)
	for _, query := range []string{selectSpans, selectCounted} {
		rows, err := s.read.Query("EXPLAIN QUERY PLAN " + query)
		require.NoError(t, err)
		for rows.Next() {
			var rest any
			var detail string
			require.NoError(t, rows.Scan(&rest, &rest, &rest, &detail))
			require.NotContains(t, detail, "TEMP B-TREE")
		}
		require.NoError(t, rows.Close())
	}
}
