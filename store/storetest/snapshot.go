package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// crowd hires n people with all three identifiers, every one of whom but the
// first reports to one of three managers.
func crowd(t *testing.T, s reconcile.Store, n int) []roster.User {
	t.Helper()
	var people []roster.User
	for i := range n {
		u := person(fmt.Sprintf("P%04d", i))
		u.EmployeeID, u.Username = fmt.Sprintf("%05d", i), fmt.Sprintf("User%d", i)
		if i > 0 {
			u.ManagerEmail = fmt.Sprintf("p%04d@acme.example", i%min(i, 3))
		}
		people = append(people, u)
	}
	var changes []reconcile.Change
	for _, u := range people {
		changes = append(changes, Create(u))
	}
	Apply(t, s, changes...)
	return Users(t, s)
}

var snapshotPromises = []promise{
	{"a snapshot stays as it was when it was opened", func(t *testing.T, s reconcile.Store) {
		u := Hire(t, s, person("ann"))[0]
		before := tellAll(t, s)
		view(t, s, func(snap reconcile.Snapshot) {
			Apply(t, s, Edit(u, "title", "Buyer"), Create(person("bob")))
			require.Empty(t, cmp.Diff(before.Info, snap.Info()))
			var users []roster.User
			for u, err := range snap.All(context.Background()) {
				require.NoError(t, err)
				users = append(users, keep(u))
			}
			require.Empty(t, cmp.Diff(before.Users, users))
		})
	}},
	{"holders are found by each identifier, folded, and each once", func(t *testing.T, s reconcile.Store) {
		crowd(t, s, 600)
		got := holders(t, s, wanted{
			ids:    []string{"00007", "00007", "7", "00009"},
			emails: []string{"p0007@acme.example", "p0008@acme.example", "nobody@acme.example", ""},
			names:  []string{"user7", "user3", "User4", ""},
		})
		require.Subset(t, got, []string{"P0003@acme.example", "P0007@acme.example", "P0008@acme.example", "P0009@acme.example"})
		require.Len(t, slices.Compact(slices.Clone(got)), len(got), "somebody came twice")
	}},
	{"holders of few are found among many, and of many among many", func(t *testing.T, s reconcile.Store) {
		people := crowd(t, s, 5000)
		for _, n := range []int{0, 1, 600, 2000, 5000} {
			var w wanted
			want := map[int64]roster.User{}
			for i := range n {
				u := people[i*len(people)/n]
				want[u.ID] = u
				switch i % 3 {
				case 0:
					w.ids = append(w.ids, u.EmployeeID)
				case 1:
					w.emails = append(w.emails, roster.EmailKey(u.Email))
				case 2:
					w.names = append(w.names, roster.UsernameKey(u.Username))
				}
			}
			seen := map[int64]bool{}
			view(t, s, func(snap reconcile.Snapshot) {
				for u, err := range snap.Holders(context.Background(), w) {
					require.NoError(t, err)
					require.False(t, seen[u.ID], "somebody came twice")
					seen[u.ID] = true
					if full, ok := want[u.ID]; ok {
						require.Empty(t, cmp.Diff(full, keep(u)))
						delete(want, u.ID)
					}
				}
			})
			require.Empty(t, want, "of %d", n)
		}
	}},
	{"users are found by number, and those who are not there left out", func(t *testing.T, s reconcile.Store) {
		people := crowd(t, s, 1500)
		var ids []int64
		for _, u := range people[100:1400] {
			ids = append(ids, u.ID, u.ID)
		}
		view(t, s, func(snap reconcile.Snapshot) {
			found, err := snap.ByID(context.Background(), append(ids, 99999))
			require.NoError(t, err)
			require.Len(t, found, 1300)
			for _, u := range people[100:1400] {
				require.Empty(t, cmp.Diff(u, keep(found[u.ID])))
			}
		})
	}},
	{"near misses of an ID are told by their form, sorted", func(t *testing.T, s reconcile.Store) {
		var staff []roster.User
		for i, id := range []string{"E7", "e7", "00E7", "'E7", "8", "008.0", "9"} {
			u := person(string(rune('a' + i)))
			u.EmployeeID = id
			staff = append(staff, u)
		}
		Hire(t, s, append(staff, person("z"))...)
		view(t, s, func(snap reconcile.Snapshot) {
			near, err := snap.NearIDs(context.Background(), []string{"e7", "8", "8", "77", ""})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(map[string][]string{"e7": {"'E7", "00E7", "E7", "e7"}, "8": {"008.0", "8"}}, near))
		})
	}},
	{"near misses follow an ID that changes", func(t *testing.T, s reconcile.Store) {
		u := person("ann")
		u.EmployeeID = "E7"
		u = Hire(t, s, u)[0]
		Apply(t, s, Edit(u, "employee_id", "F8"))
		view(t, s, func(snap reconcile.Snapshot) {
			near, err := snap.NearIDs(context.Background(), []string{"e7", "f8"})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(map[string][]string{"f8": {"F8"}}, near))
		})
	}},
	{"a sequence may be left early, and other questions asked within it", func(t *testing.T, s reconcile.Store) {
		people := crowd(t, s, 1200)
		ids := wanted{}
		for _, u := range people {
			ids.ids = append(ids.ids, u.EmployeeID)
		}
		view(t, s, func(snap reconcile.Snapshot) {
			for _, w := range []wanted{ids, {ids: ids.ids[:20]}} {
				for u, err := range snap.Holders(context.Background(), w) {
					require.NoError(t, err)
					found, err := snap.ByID(context.Background(), []int64{u.ID})
					require.NoError(t, err)
					require.Equal(t, u.Email, found[u.ID].Email)
					break
				}
			}
			read := 0
			for range snap.All(context.Background()) {
				read++
			}
			require.Equal(t, len(people), read)
		})
	}},
	{"reading stops when it is cancelled", func(t *testing.T, s reconcile.Store) {
		people := crowd(t, s, 3000)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		view(t, s, func(snap reconcile.Snapshot) {
			read, failed := 0, error(nil)
			for _, err := range snap.All(ctx) {
				if err != nil {
					failed = err
					break
				}
				read++
				cancel()
			}
			require.ErrorIs(t, failed, context.Canceled)
			require.Less(t, read, len(people))
		})
	}},
}
