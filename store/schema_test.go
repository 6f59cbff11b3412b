package store

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/roster"
	"roster.example/store/storetest"
)

func list(t *testing.T, s *Store, query string) []string {
	t.Helper()
	rows, err := s.write.Query(query)
	require.NoError(t, err)
	defer rows.Close()
	var values []string
	for rows.Next() {
		var value string
		require.NoError(t, rows.Scan(&value))
		values = append(values, value)
	}
	require.NoError(t, rows.Err())
	return values
}

func TestUsersHaveAColumnForEveryField(t *testing.T) {
	want := []string{"id", "version", "manager_id", "custom", "employee_id_loose", "email_key", "username_key"}
	for _, f := range roster.Fields {
		if f.Stored() {
			want = append(want, f.Name)
		}
	}
	got := list(t, MustOpen(t), "SELECT name FROM pragma_table_info('users')")
	slices.Sort(want)
	slices.Sort(got)
	require.Empty(t, cmp.Diff(want, got), "a field needs a migration")
}

func TestEveryTableIsStrict(t *testing.T) {
	loose := list(t, MustOpen(t), "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'")
	require.Empty(t, loose)
}

// A check with IN makes a table for every row it checks, which took half the
// time of a first load.
func TestAnInsertMakesNoTableOfItsOwn(t *testing.T) {
	s := MustOpen(t)
	rows, err := s.write.Query("EXPLAIN INSERT INTO users (id, version, email_key, status) VALUES (1, 1, 'a', 'active')")
	require.NoError(t, err)
	defer rows.Close()
	steps := 0
	for rows.Next() {
		var opcode string
		var rest any
		require.NoError(t, rows.Scan(&rest, &opcode, &rest, &rest, &rest, &rest, &rest, &rest))
		require.NotContains(t, opcode, "Ephemeral")
		steps++
	}
	require.NoError(t, rows.Err())
	require.NotZero(t, steps)
}

func TestUniqueIndexesCanBeDropped(t *testing.T) {
	s := MustOpen(t)
	for _, index := range list(t, s, "SELECT name FROM pragma_index_list('users')") {
		_, err := s.write.Exec("DROP INDEX " + index)
		require.NoError(t, err, index)
	}
}

func TestRunsAndChangesAreAppendOnly(t *testing.T) {
	s := MustOpen(t)
	storetest.Hire(t, s, roster.User{Email: "ann@acme.example"})
	for _, statement := range []string{
		"UPDATE runs SET actor = 'eve'", "DELETE FROM runs",
		"UPDATE history SET changes = x'00'", "DELETE FROM history",
		"UPDATE history_users SET place = 1", "DELETE FROM history_users",
		"INSERT OR REPLACE INTO runs SELECT id, kind, 'another', applied_at, 'eve', source, sha256, undoes, summary, report, nonce, report_digest, digest FROM runs",
		"INSERT OR REPLACE INTO runs SELECT 99, kind, plan_id, applied_at, 'eve', source, sha256, undoes, summary, report, nonce, report_digest, digest FROM runs",
		"INSERT OR REPLACE INTO history (id, size, changes) SELECT id, 1, x'00' FROM history",
		"INSERT OR REPLACE INTO history_users SELECT user_id, block_id, 1, users FROM history_users",
	} {
		_, err := s.write.Exec(statement)
		require.ErrorContains(t, err, "are never", statement)
	}
}

func TestTheReaderCannotWrite(t *testing.T) {
	_, err := MustOpen(t).read.Exec("DELETE FROM users")
	require.Error(t, err)
}

// Five hundred look-ups among a million users must not read a million users.
func TestLookUpsUseTheIndexes(t *testing.T) {
	s := MustOpen(t)
	for _, column := range []string{"id", "email_key", "username_key", "employee_id_loose", "manager_id"} {
		query := "EXPLAIN QUERY PLAN " + selectUser(joined) + fromKeys + " ON u." + column + " = j.value" + withManagers
		rows, err := s.read.Query(query, `["7"]`)
		require.NoError(t, err)
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			require.NoError(t, rows.Scan(&id, &parent, &unused, &detail))
			plan = append(plan, detail)
		}
		require.NoError(t, rows.Err())
		require.NoError(t, rows.Close())
		told := strings.Join(plan, "; ")
		require.Contains(t, told, "SEARCH u", column)
		require.Contains(t, told, "SEARCH m", column)
		require.NotContains(t, told, "SCAN u", column)
	}
}
