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
		require.Empty(t, cmp.Diff(&runs[0], second, cmpopts.IgnoreFields(reconcile.Run{}, "FirstUser")), "apply tells the same run")
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
		run, err := s.Apply(context.Background(), p, Stamp())
		require.NoError(t, err)
		given := p.Applied(run)
		Apply(t, s, Edit(Find(t, s, "bob@acme.example"), "title", "Later"))

		report, err := s.Report(context.Background(), run.ID)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(run.Ref(), report.Run))
		require.Empty(t, cmp.Diff(given, report, cmpopts.IgnoreFields(reconcile.Report{}, "Changes")))

		want := drain(t, given.Changes)
		require.Equal(t, reconcile.UserID(Find(t, s, "cyd@acme.example").ID), want[1].User.ID)
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
	{"everything that ever happened to somebody is told, oldest first, also when they are gone", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("ZOË"))
		Apply(t, s, Edit(staff[1], "title", "Buyer"), Edit(staff[0], "email", "anna@acme.example", "employee_id", "E1"))
		Apply(t, s, Delete(Find(t, s, "anna@acme.example")))

		events, err := s.Log(context.Background(), staff[0].ID)
		require.NoError(t, err)
		var told []string
		for i, e := range events {
			require.EqualValues(t, i+1, e.Run)
			require.Equal(t, noon, e.AppliedAt)
			require.Equal(t, "ada", e.Actor)
			told = append(told, string(e.Action))
		}
		require.Equal(t, []string{"create", "update", "delete"}, told)
		require.Equal(t, reconcile.Edit{Field: "email", From: "ann@acme.example", To: "anna@acme.example"}, events[1].Edits[0])

		for identifier, want := range map[string][]int64{
			"ann@acme.example": {staff[0].ID}, "anna@acme.example": {staff[0].ID}, "E1": {staff[0].ID}, "nobody": nil,
			"ANN@acme.example": {staff[0].ID}, "e1": nil, "zoë@acme.example": {staff[1].ID},
		} {
			users, err := s.Remembered(context.Background(), identifier)
			require.NoError(t, err)
			require.Equal(t, want, users, identifier)
		}
	}},
	{"a file that was taken is known by its digest", func(t *testing.T, s reconcile.Store) {
		p := Plan(t, s, Create(person("ann")))
		p.Source.SHA256 = "00ff"
		run, err := s.Apply(context.Background(), p, Stamp())
		require.NoError(t, err)
		Apply(t, s)
		for digest, want := range map[string]int64{"00ff": run.ID, "ff00": 0, "": 0} {
			got, err := s.RunOf(context.Background(), digest)
			require.NoError(t, err)
			require.Equal(t, want, got, digest)
		}
	}},
	{"there is no report of a run that never was", func(t *testing.T, s reconcile.Store) {
		Apply(t, s)
		_, err := s.Report(context.Background(), 99)
		require.ErrorIs(t, err, reconcile.ErrNoRun)
	}},
}
