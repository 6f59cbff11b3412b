package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

// erasedRoster returns a closed roster in which a manager was created,
// renamed, and erased.
func erasedRoster(t *testing.T) (path string) {
	path = filepath.Join(t.TempDir(), "roster.db")
	s, err := Create(context.Background(), path, New{Key: roster.KeyEmail}, Options{})
	require.NoError(t, err)
	staff := storetest.Hire(t, s,
		roster.User{Email: "wilhelmina@acme.example", EmployeeID: "XQ-7781", FirstName: "Wilhelmina", LastName: "Zuckerkandl", Phone: "555-0199-8812"},
		roster.User{Email: "ann@acme.example", ManagerEmail: "wilhelmina@acme.example"},
		roster.User{Email: "bob@acme.example"})
	p := storetest.Plan(t, s, storetest.Edit(staff[0], "last_name", "Quetzalcoatl", "email", "wq@acme.example"))
	p.Problems = []roster.Problem{{Severity: roster.Warning, Code: roster.CodeOrphanedReports, Message: "1 active person still reports to Wilhelmina Zuckerkandl", Hint: "h"}}
	_, err = s.Apply(context.Background(), p, storetest.Stamp())
	require.NoError(t, err)

	snap, err := s.Snapshot(context.Background())
	require.NoError(t, err)
	erasure, err := reconcile.PrepareHand(context.Background(), snap, []reconcile.Ask{{User: staff[0].ID, Delete: true, Erase: true}},
		reconcile.Options{PlanID: "erasure", Now: storetest.Stamp().At, Today: "2026-11-22"})
	require.NoError(t, err)
	require.NoError(t, snap.Close())
	_, err = reconcile.Apply(context.Background(), s, erasure, storetest.Stamp())
	require.NoError(t, err)
	require.NoError(t, s.Close())
	return path
}

func TestWhoIsErasedIsNotInTheFile(t *testing.T) {
	path := erasedRoster(t)
	for _, name := range []string{path, path + "-wal"} {
		bytes, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue
		}
		require.NoError(t, err)
		for _, value := range []string{"ilhelmina", "uckerkandl", "uetzalcoatl", "XQ-7781", "555-0199", "wq@acme"} {
			require.NotContains(t, string(bytes), value, name)
		}
	}
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer s.Close()
	require.Empty(t, findings(t, s), "the chain holds")
	require.Len(t, storetest.Users(t, s), 2)
}

func TestNothingElsePassesForErased(t *testing.T) {
	empty := func(c []change) []change { c[2].edits, c[2].nonce = nil, nil; return c }
	for _, test := range []struct {
		name    string
		rewrite func([]change) []change // of the changes of run 1
		also    string                  // is done
		check   string
	}{
		{"a change", empty, "", "erasures"},
		{"a report", nil, "UPDATE runs SET report = '{}', nonce = x'' WHERE id = 1", "erasures"},
		{"a change that is put on the list", empty, "INSERT INTO erasures (run_id, change_id, report_of) VALUES (3, (1 << 32) + 2, 0)", "chain"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := erasedRoster(t)
			if test.rewrite != nil {
				rewrite(t, path, 1, test.rewrite)
			}
			script(t, path, test.also)
			s, err := Open(context.Background(), path, Options{})
			require.NoError(t, err)
			defer s.Close()
			var checks []string
			for _, f := range findings(t, s) {
				checks = append(checks, f.Check)
			}
			require.Contains(t, checks, test.check)
		})
	}
}

func TestHistoryIsOnlyEverEmptied(t *testing.T) {
	path := erasedRoster(t)
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer s.Close()
	for _, harm := range []string{
		"UPDATE history SET changes = x''",
		"UPDATE history SET changes = zeroblob(length(changes)), erased = erased + 1",
		"UPDATE history SET erased = erased + 1",
		"UPDATE history SET changes = zeroblob(length(changes) + 1), erased = erased + 1",
		"UPDATE history SET id = id + 1, erased = erased + 1",
		"UPDATE history SET size = 1, erased = erased + 1 WHERE size > 1",
		"UPDATE history_users SET user_id = 9",
		"UPDATE runs SET report = '{}'",
		"UPDATE runs SET nonce = x'', actor = 'eve'",
		"UPDATE erasures SET change_id = 1",
		"DELETE FROM erasures",
		"INSERT OR REPLACE INTO erasures SELECT id, run_id, 9, report_of FROM erasures",
	} {
		_, err := s.write.Exec(harm)
		require.ErrorContains(t, err, "are never", harm)
	}
}
