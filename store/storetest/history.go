package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

var historyPromises = []promise{
	{"runs are told newest first, with what put them back", func(t *testing.T, s reconcile.Store) {
		first := Apply(t, s, Create(person("ann")))
		undo := Plan(t, s, Delete(Find(t, s, "ann@acme.example")))
		undo.Kind, undo.Undoes, undo.Source = reconcile.Undo, first.ID, roster.Source{}
		second, err := s.Apply(context.Background(), undo, reconcile.Stamp{
			At: noon.Add(time.Minute).In(time.FixedZone("", 7200)), Actor: "Émile",
		})
		require.NoError(t, err)

		runs, err := s.Runs(context.Background())
		require.NoError(t, err)
		require.Empty(t, cmp.Diff([]reconcile.Run{
			{
				ID: second.ID, Kind: reconcile.Undo, AppliedAt: noon.Add(time.Minute), Actor: "Émile",
				Undoes: &first.ID, Summary: reconcile.Summary{Delete: 1},
			},
			{
				ID: first.ID, Kind: reconcile.Import, AppliedAt: noon, Actor: "ada", Source: "people.csv",
				UndoneBy: &second.ID, Summary: reconcile.Summary{Rows: 1, Create: 1},
			},
		}, runs))
		require.Greater(t, second.ID, first.ID)
		require.Empty(t, cmp.Diff(&runs[0], second), "apply tells the same run")
	}},
	{"a report comes back as it was given, as often as one likes", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"))
		field := roster.EmployeeID
		p := Plan(t, s, Edit(staff[1], "title", `"Buyer" <&>`, "status", "inactive", "custom.badge", "7"),
			Create(reporting("cyd", "ann@acme.example")))
		p.Mode, p.Key, p.Held = reconcile.Edits, roster.KeyEmployeeID, true
		p.Source = roster.Source{
			Name: "weekly.csv", SHA256: "00ff", Format: "csv", Encoding: "utf-8", Delimiter: ";", HeaderLine: 3,
			Columns: []roster.Column{{Header: "Emp No", Field: &field}, {Header: "Shoe size"}},
		}
		p.Problems = []roster.Problem{{
			Severity: roster.Error, Code: roster.CodeEmailMalformed, Line: 8, Column: "E-mail", Field: "email",
			Value: "ann@@x", Message: "two @", Hint: "take one away",
		}}
		p.Limits = []reconcile.Limit{{Kind: reconcile.LimitUpdate, Count: 9, Limit: 5, Exceeded: true, Allow: "--allow update=9"}}
		given := p.Report(nil)
		run, err := s.Apply(context.Background(), p, Stamp())
		require.NoError(t, err)
		Apply(t, s, Edit(Find(t, s, "bob@acme.example"), "title", "Later"))

		report, err := s.Report(context.Background(), run.ID)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(run.Ref(), report.Run))
		require.Empty(t, cmp.Diff(given, report, cmpopts.IgnoreFields(reconcile.Report{}, "Run", "Changes")))

		want := drain(t, given.Changes)
		want[1].User.ID = reconcile.UserID(Find(t, s, "cyd@acme.example").ID)
		for range report.Changes {
			break
		}
		require.Empty(t, cmp.Diff(want, drain(t, report.Changes)))
		require.Empty(t, cmp.Diff(want, drain(t, report.Changes)))
	}},
	{"the history outlives the user", func(t *testing.T, s reconcile.Store) {
		hired := Apply(t, s, Create(person("ann")))
		Apply(t, s, Delete(Find(t, s, "ann@acme.example")))
		report, err := s.Report(context.Background(), hired.ID)
		require.NoError(t, err)
		require.Equal(t, "ann@acme.example", drain(t, report.Changes)[0].User.Email)
	}},
	{"there is no report of a run that never was", func(t *testing.T, s reconcile.Store) {
		Apply(t, s)
		_, err := s.Report(context.Background(), 99)
		require.ErrorIs(t, err, reconcile.ErrNoRun)
	}},
}
