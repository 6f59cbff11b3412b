package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// refused applies a plan that must be stale, tests that it left nothing, and
// returns what moved.
func refused(t *testing.T, s reconcile.Store, p *reconcile.Plan) []reconcile.Moved {
	t.Helper()
	before := tellAll(t, s)
	_, err := s.Apply(context.Background(), p, Stamp())
	var stale *reconcile.StaleError
	require.ErrorAs(t, err, &stale)
	require.Empty(t, cmp.Diff(before, tellAll(t, s)))
	return stale.Moved
}

var stalePromises = []promise{
	{"a stale plan names who moved and what", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"), person("cyd"), person("dee"))
		p := Plan(t, s, Edit(staff[0], "title", "Buyer"), Edit(staff[1], "title", "Buyer"),
			Edit(staff[2], "title", "Buyer"), Edit(staff[3], "title", "Buyer"), Create(person("eve")))
		first := Apply(t, s, Edit(staff[0], "title", "Clerk", "department", "Sales", "custom.badge", "7"))
		second := Apply(t, s, Edit(Find(t, s, "ann@acme.example"), "status", "inactive"), Delete(staff[2]))

		require.Empty(t, cmp.Diff([]reconcile.Moved{
			{User: "ann@acme.example", Run: first.ID, What: "title, department, custom.badge"},
			{User: "ann@acme.example", Run: second.ID, What: "status"},
			{User: "cyd@acme.example", Run: second.ID, What: "deleted"},
		}, refused(t, s, p)))
	}},
	{"a plan that gives the roster its key is stale when it has another", func(t *testing.T, s reconcile.Store) {
		byID, again, byEmail := Plan(t, s, Create(person("ann"))), Plan(t, s, Create(person("bob"))), Plan(t, s, Create(person("cyd")))
		byID.SetsKey, byID.Key = true, roster.KeyEmployeeID
		again.SetsKey, again.Key = true, roster.KeyEmployeeID
		byEmail.SetsKey, byEmail.Key = true, roster.KeyEmail
		_, err := s.Apply(context.Background(), byID, Stamp())
		require.NoError(t, err)
		require.Len(t, refused(t, s, byEmail), 1)
		_, err = s.Apply(context.Background(), again, Stamp())
		require.NoError(t, err, "the same key is no contradiction")
	}},
	{"a deletion is stale when the user has moved", func(t *testing.T, s reconcile.Store) {
		ann := Hire(t, s, person("ann"))[0]
		p := Plan(t, s, Delete(ann))
		run := Apply(t, s, Edit(ann, "title", "Clerk"))
		want := []reconcile.Moved{{User: "ann@acme.example", Run: run.ID, What: "title"}}
		require.Empty(t, cmp.Diff(want, refused(t, s, p)))
	}},
	{"those whom a stale plan would move itself are not named", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"), person("cyd"), person("dee"), person("eve"))
		p := Plan(t, s,
			Edit(staff[0], "email", staff[1].Email),
			Edit(staff[1], "email", staff[2].Email),
			Delete(staff[2]),
			Edit(staff[3], "email", "DEE@acme.example"),
			Edit(staff[4], "title", "Buyer"))
		run := Apply(t, s, Edit(staff[4], "title", "Clerk"))
		want := []reconcile.Moved{{User: "eve@acme.example", Run: run.ID, What: "title"}}
		require.Empty(t, cmp.Diff(want, refused(t, s, p)))
	}},
	{"runs in between that touch others do not matter", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("boss"), reporting("ann", "boss@acme.example"), person("bob"))
		p := Plan(t, s, Edit(staff[1], "title", "Buyer"), Create(reporting("cyd", "ann@acme.example")))
		Apply(t, s, Edit(staff[0], "title", "Chief", "email", "chief@acme.example"), Delete(staff[2]), Create(person("dee")))
		_, err := s.Apply(context.Background(), p, Stamp())
		require.NoError(t, err)
	}},
	{"an identifier that was taken since is named with its taker", func(t *testing.T, s reconcile.Store) {
		for _, test := range []struct{ field, planned, taken string }{
			{"email", "new@acme.example", "NEW@acme.example"},
			{"employee_id", "E7", "E7"},
			{"username", "straße", "STRASSE"},
		} {
			staff := Hire(t, s, person("ann-"+test.field), person("bob-"+test.field))
			byEdit := Plan(t, s, Edit(staff[0], test.field, test.planned))
			hired := person("cyd-" + test.field)
			roster.FieldByName(test.field).Set(&hired, test.planned)
			byCreate := Plan(t, s, Create(hired))
			run := Apply(t, s, Edit(staff[1], test.field, test.taken))

			want := []reconcile.Moved{{User: Users(t, s)[len(Users(t, s))-1].Email, Run: run.ID, What: test.field}}
			require.Empty(t, cmp.Diff(want, refused(t, s, byEdit)))
			require.Empty(t, cmp.Diff(want, refused(t, s, byCreate)))
		}
	}},
	{"an identifier that a new person took since is named with them", func(t *testing.T, s reconcile.Store) {
		ann := person("ann")
		ann.EmployeeID = "E1"
		p := Plan(t, s, Create(ann))
		run := Apply(t, s, Create(ann))
		want := []reconcile.Moved{{User: "ann@acme.example", Run: run.ID, What: "created"}}
		require.Empty(t, cmp.Diff(want, refused(t, s, p)))
	}},
	{"a plan that gives one identifier to two users is refused", func(t *testing.T, s reconcile.Store) {
		_, err := s.Apply(context.Background(), Plan(t, s, Create(person("ann")), Create(person("ANN"))), Stamp())
		require.Error(t, err)
		require.Empty(t, Users(t, s))
	}},
	{"a manager who was deleted since is named", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("boss"), person("ann"))
		known := Plan(t, s, Edit(staff[1], "manager_email", "boss@acme.example"))
		run := Apply(t, s, Delete(staff[0]))

		require.Empty(t, cmp.Diff([]reconcile.Moved{
			{User: "boss@acme.example", Run: run.ID, What: "deleted"},
		}, refused(t, s, known)))
	}},
	{"somebody who came to report to a user the plan deletes is named", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("boss"), person("ann"))
		p := Plan(t, s, Delete(staff[0]))
		first := Apply(t, s, Edit(staff[1], "manager_email", "boss@acme.example"))
		second := Apply(t, s, Create(reporting("bob", "boss@acme.example")))
		require.Empty(t, cmp.Diff([]reconcile.Moved{
			{User: "ann@acme.example", Run: first.ID, What: "manager_email"},
			{User: "bob@acme.example", Run: second.ID, What: "created"},
		}, refused(t, s, p)))
	}},
	{"a circle of managers that another run half closed is stale", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"), person("cyd"), reporting("dee", "ann@acme.example"))
		p := Plan(t, s, Edit(staff[0], "manager_email", "bob@acme.example"), Edit(staff[1], "manager_email", "cyd@acme.example"))
		run := Apply(t, s, Edit(staff[2], "manager_email", "dee@acme.example"))
		require.Empty(t, cmp.Diff([]reconcile.Moved{
			{User: "cyd@acme.example", Run: run.ID, What: "manager_email"},
		}, refused(t, s, p)))
	}},
}
