package reconcile_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

// now is the instant at which all tests happen.
var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

const today = "2026-11-22"

// scenario is one row of a table: a roster, an upload, and what comes of it.
type scenario struct {
	name, why string
	users     string // the roster before: canonical columns, and role
	upload    string
	blank     roster.Blank
	o         reconcile.Options
	want      []string // as describe writes it
}

func runScenarios(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, sc.why, "every scenario says why it is there")
			got := describe(t, prepare(t, seeded(t, sc.users), sc.upload, sc.blank, sc.o))
			if diff := cmp.Diff(sc.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", sc.why, diff)
			}
		})
	}
}

// seeded returns a store that holds the users of a table.
func seeded(t testing.TB, table string) *storetest.Memory {
	t.Helper()
	m := storetest.NewMemory("test")
	m.Seed(parseUsers(t, table)...)
	return m
}

func parseUsers(t testing.TB, table string) []roster.User {
	t.Helper()
	if strings.TrimSpace(table) == "" {
		return nil
	}
	records, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	require.NoError(t, err)
	var users []roster.User
	for _, record := range records[1:] {
		var u roster.User
		for i, name := range records[0] {
			f := roster.FieldByName(name)
			require.NotNil(t, f, name)
			f.Set(&u, record[i])
		}
		users = append(users, u)
	}
	return users
}

func prepare(t testing.TB, s reconcile.Store, upload string, blank roster.Blank, o reconcile.Options) *reconcile.Plan {
	t.Helper()
	up, err := roster.Open(strings.NewReader(upload), int64(len(upload)), roster.Options{Name: "upload.csv", Blank: blank, Now: now})
	require.NoError(t, err)
	ctx := context.Background()
	snap, err := s.Snapshot(ctx)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, snap.Close()) })
	o.Now, o.Today = now, today
	if o.PlanID == "" {
		o.PlanID = "plan-1"
	}
	p, err := reconcile.Prepare(ctx, up, snap, o)
	require.NoError(t, err)
	require.Equal(t, p.Summary.Rows, p.Summary.Create+p.Summary.Update+p.Summary.Deactivate+p.Summary.Reactivate+
		p.Summary.Unchanged+p.Summary.Skipped+p.Summary.Rejected, "every row has exactly one outcome")
	return p
}

// describe writes a plan in as few words as tell two plans apart: a line for
// each change with its edits (those of a create only on request, they are the
// row), a line for each problem, the limits that are exceeded, and the counts.
func describe(t testing.TB, p *reconcile.Plan) []string {
	t.Helper()
	var lines []string
	for c, err := range p.Changes {
		require.NoError(t, err)
		line := fmt.Sprintf("%s %d %s", c.Action.Symbol(), c.Line, c.User.Email)
		for _, e := range c.Edits {
			if c.Action == reconcile.Create && e.Field != roster.StatusField && e.Field != roster.ManagerEmail && e.Field != roster.EndDate {
				continue
			}
			line += fmt.Sprintf(" %s:%s>%s", e.Field, e.From, e.To)
		}
		lines = append(lines, line)
	}
	for _, q := range p.Problems {
		lines = append(lines, fmt.Sprintf("%s %d %s", q.Severity, q.Line, q.Code))
		require.NotEmpty(t, q.Message, "a problem says what is wrong")
		require.NotEmpty(t, q.Hint, "a problem says what to do")
	}
	for _, l := range p.Limits {
		if l.Exceeded {
			lines = append(lines, fmt.Sprintf("held %s %d > %d", l.Kind, l.Count, l.Limit))
		}
	}
	var counts []string
	for _, n := range []struct {
		count int
		name  string
	}{
		{p.Summary.Create, "create"}, {p.Summary.Update, "update"}, {p.Summary.Deactivate, "deactivate"},
		{p.Summary.Reactivate, "reactivate"}, {p.Summary.Unchanged, "unchanged"}, {p.Summary.Skipped, "skipped"},
		{p.Summary.Rejected, "rejected"}, {p.Summary.Omitted, "omitted"},
	} {
		if n.count > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n.count, n.name))
		}
	}
	return append(lines, strings.Join(counts, " "))
}
