package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

var identityPromises = []promise{
	{"a chain of emails works in any order", func(t *testing.T, s reconcile.Store) {
		for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 3, 1}} {
			// Ann takes Bob's address, Bob takes Cyd's, Cyd leaves for a new
			// one, and a new person takes Ann's.
			staff := Hire(t, s, person("ann"), person("bob"), person("cyd"))
			chain := []reconcile.Change{
				Edit(staff[0], "email", staff[1].Email),
				Edit(staff[1], "email", staff[2].Email),
				Edit(staff[2], "email", "new@acme.example"),
				Create(person("ann")),
			}
			var changes []reconcile.Change
			for _, i := range order {
				changes = append(changes, chain[i])
			}
			Apply(t, s, changes...)

			require.Equal(t, staff[0].ID, Find(t, s, staff[1].Email).ID, "order %v", order)
			require.Equal(t, staff[1].ID, Find(t, s, staff[2].Email).ID, "order %v", order)
			require.Equal(t, staff[2].ID, Find(t, s, "new@acme.example").ID, "order %v", order)
			var all []reconcile.Change
			for _, u := range Users(t, s) {
				all = append(all, Delete(u))
			}
			Apply(t, s, all...)
		}
	}},
	{"a chain of every identifier at once works", func(t *testing.T, s reconcile.Store) {
		ann, bob := person("ann"), person("bob")
		ann.EmployeeID, ann.Username = "E1", "ann"
		bob.EmployeeID, bob.Username = "E2", "bob"
		staff := Hire(t, s, ann, bob)
		Apply(t, s,
			Edit(staff[0], "employee_id", "E2", "email", bob.Email, "username", "bob"),
			Edit(staff[1], "employee_id", "", "email", "bob@new.example", "username", ""))

		first, second := Find(t, s, bob.Email), Find(t, s, "bob@new.example")
		require.Equal(t, staff[0].ID, first.ID)
		require.Equal(t, []string{"E2", "bob"}, []string{first.EmployeeID, first.Username})
		require.Equal(t, staff[1].ID, second.ID)
		require.Equal(t, []string{"", ""}, []string{second.EmployeeID, second.Username})
	}},
	{"a new person takes what a deleted one held, whatever the order", func(t *testing.T, s reconcile.Store) {
		for _, newFirst := range []bool{true, false} {
			ann := Hire(t, s, person("ann"))[0]
			changes := []reconcile.Change{Delete(ann), Create(person("ann"))}
			if newFirst {
				changes[0], changes[1] = changes[1], changes[0]
			}
			Apply(t, s, changes...)
			again := Find(t, s, ann.Email)
			require.NotEqual(t, ann.ID, again.ID)
			Apply(t, s, Delete(again))
		}
	}},
	{"a user's own email may change its spelling", func(t *testing.T, s reconcile.Store) {
		u := Hire(t, s, person("ann"))[0]
		Apply(t, s, Edit(u, "email", "Ann@Acme.example"))
		require.Equal(t, "Ann@Acme.example", Users(t, s)[0].Email)
	}},
	{"an identifier that was given up is free", func(t *testing.T, s reconcile.Store) {
		u := person("ann")
		u.EmployeeID = "E1"
		Apply(t, s, Edit(Hire(t, s, u)[0], "employee_id", "", "email", "ann@new.example"))
		again := Hire(t, s, u)[0]
		require.Equal(t, "E1", again.EmployeeID)
		require.Len(t, Users(t, s), 2)
	}},
	{"many users may be without an ID and a username", func(t *testing.T, s reconcile.Store) {
		require.Len(t, Hire(t, s, person("ann"), person("bob"), person("cyd")), 3)
	}},
	{"employee IDs are compared exactly", func(t *testing.T, s reconcile.Store) {
		var staff []roster.User
		for i, id := range []string{"e7", "E7", "007", "7"} {
			u := person(string(rune('a' + i)))
			u.EmployeeID = id
			staff = append(staff, u)
		}
		require.Len(t, Hire(t, s, staff...), 4)
	}},
}
