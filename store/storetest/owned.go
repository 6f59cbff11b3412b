package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

func assign(t *testing.T, s reconcile.Store, changes ...reconcile.AssignmentChange) error {
	t.Helper()
	return s.Assign(context.Background(), changes, Stamp())
}

func assignments(t *testing.T, s reconcile.Store, references ...string) (all []reconcile.Assignment) {
	t.Helper()
	view(t, s, func(snap reconcile.Snapshot) {
		var err error
		all, err = snap.Assignments(context.Background(), references)
		require.NoError(t, err)
	})
	return all
}

var ownedPromises = []promise{
	{"assignments are loaded, moved, done and dropped", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"))
		one := reconcile.Assignment{Reference: "T-1", Owner: staff[0].ID, Title: "Fire drill", State: reconcile.Open}
		two := reconcile.Assignment{Reference: "T-2", Owner: staff[0].ID, Title: "Laptop", State: reconcile.Done}
		require.NoError(t, assign(t, s, reconcile.AssignmentChange{After: &two}, reconcile.AssignmentChange{After: &one}))
		require.Empty(t, cmp.Diff([]reconcile.Assignment{one, two}, assignments(t, s)))
		require.Empty(t, cmp.Diff([]reconcile.Assignment{two}, assignments(t, s, "T-2", "T-9")))

		moved := one
		moved.Owner, moved.State = staff[1].ID, reconcile.Done
		require.NoError(t, assign(t, s, reconcile.AssignmentChange{Before: &one, After: &moved}, reconcile.AssignmentChange{Before: &two}))
		require.Empty(t, cmp.Diff([]reconcile.Assignment{moved}, assignments(t, s)))
	}},
	{"what somebody owns is told, and what they ever owned", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"), person("cyd"))
		open := func(reference string) reconcile.Assignment {
			return reconcile.Assignment{Reference: reference, Owner: staff[0].ID, State: reconcile.Open}
		}
		b, a, c := open("b"), open("a"), open("c")
		c.State = reconcile.Done
		require.NoError(t, assign(t, s, reconcile.AssignmentChange{After: &b}, reconcile.AssignmentChange{After: &a}, reconcile.AssignmentChange{After: &c}))
		gone := a
		gone.Owner = staff[1].ID
		require.NoError(t, assign(t, s, reconcile.AssignmentChange{Before: &a, After: &gone}))
		require.NoError(t, assign(t, s, reconcile.AssignmentChange{Before: &gone}))
		view(t, s, func(snap reconcile.Snapshot) {
			owned, err := snap.Owned(context.Background(), []int64{staff[2].ID, staff[1].ID, staff[0].ID, staff[0].ID})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(map[int64]reconcile.Owned{
				staff[0].ID: {Open: []reconcile.Assignment{b}, Now: 2, Ever: 3},
				staff[1].ID: {Ever: 1},
			}, owned))
		})
	}},
	{"assignments that have moved are told, and nothing is written", func(t *testing.T, s reconcile.Store) {
		ann := Hire(t, s, person("ann"))[0]
		now := reconcile.Assignment{Reference: "T-1", Owner: ann.ID, Title: "Fire drill", State: reconcile.Open}
		require.NoError(t, assign(t, s, reconcile.AssignmentChange{After: &now}))
		other, unowned, fresh := now, now, now
		other.Title, unowned.Reference, unowned.Owner, fresh.Reference = "Drill", "T-2", 999, "T-3"
		for what, change := range map[string]reconcile.AssignmentChange{
			"loaded":                {After: &other},
			"owner, title or state": {Before: &other},
			"dropped":               {Before: &fresh},
			"its owner was deleted": {After: &unowned},
		} {
			err := assign(t, s, reconcile.AssignmentChange{After: &reconcile.Assignment{Reference: "T-0", Owner: ann.ID, State: reconcile.Open}}, change)
			var stale *reconcile.StaleError
			require.ErrorAs(t, err, &stale, what)
			require.Empty(t, cmp.Diff([]reconcile.Moved{{User: change.Reference(), What: what}}, stale.Moved))
			require.Empty(t, cmp.Diff([]reconcile.Assignment{now}, assignments(t, s)))
		}
	}},
	{"who was given an assignment since is not deleted", func(t *testing.T, s reconcile.Store) {
		ann := Hire(t, s, person("ann"))[0]
		p := Plan(t, s, Delete(ann))
		a := reconcile.Assignment{Reference: "T-1", Owner: ann.ID, State: reconcile.Open}
		require.NoError(t, assign(t, s, reconcile.AssignmentChange{After: &a}))
		require.NoError(t, assign(t, s, reconcile.AssignmentChange{Before: &a}))
		require.Empty(t, cmp.Diff([]reconcile.Moved{
			{User: "ann@acme.example", What: "was given an assignment"},
		}, refused(t, s, p)))
		require.Len(t, Users(t, s), 1)
	}},
	{"two plans do not take the last seat both", func(t *testing.T, s reconcile.Store) {
		bob := Hire(t, s, person("ann"), person("bob"))[1]
		limited := func(changes ...reconcile.Change) *reconcile.Plan {
			p := Plan(t, s, changes...)
			p.Limits = []reconcile.Limit{{Kind: reconcile.LimitSeats, Count: 3, Limit: 3}}
			return p
		}
		first, second := limited(Create(person("cyd"))), limited(Create(person("dee")))
		swap := limited(Edit(bob, "status", "inactive"), Create(person("eve")))
		_, err := s.Apply(context.Background(), first, Stamp())
		require.NoError(t, err)
		require.Empty(t, cmp.Diff([]reconcile.Moved{
			{User: "the number of free seats", What: "4 would be used, of 3"},
		}, refused(t, s, second)))
		_, err = s.Apply(context.Background(), swap, Stamp())
		require.NoError(t, err, "it takes a seat and leaves one")
	}},
	{"seats are a number, or none", func(t *testing.T, s reconcile.Store) {
		require.Zero(t, Info(t, s).Seats)
		for _, n := range []int{500, 20, 0} {
			require.NoError(t, s.SetSeats(context.Background(), n, Stamp()))
			require.Equal(t, n, Info(t, s).Seats)
		}
	}},
	{"every group that anybody was ever in is known", func(t *testing.T, s reconcile.Store) {
		groups := func() (all []string) {
			view(t, s, func(snap reconcile.Snapshot) {
				var err error
				all, err = snap.Groups(context.Background())
				require.NoError(t, err)
			})
			return all
		}
		require.Empty(t, groups())
		ann := person("ann")
		ann.Groups = "Sales;Berlin"
		ann = Hire(t, s, ann, person("bob"))[0]
		require.Equal(t, []string{"Berlin", "Sales"}, groups())
		Apply(t, s, Edit(ann, roster.Groups, "Admins;Berlin"))
		Apply(t, s, Edit(Find(t, s, ann.Email), roster.Groups, ""))
		require.Equal(t, []string{"Admins", "Berlin", "Sales"}, groups())
	}},
}
