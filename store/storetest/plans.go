package storetest

import (
	"context"
	"crypto/rand"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// noon is when the tests apply their plans.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Stamp returns when and by whom the tests apply their plans.
func Stamp() reconcile.Stamp { return reconcile.Stamp{At: noon, Actor: "ada"} }

// Plan returns a plan of these changes, made against the store as it is now.
func Plan(tb testing.TB, s reconcile.Store, changes ...reconcile.Change) *reconcile.Plan {
	tb.Helper()
	info := Info(tb, s)
	changes = withManagers(tb, s, changes)
	return &reconcile.Plan{
		ID: rand.Text(), Kind: reconcile.Import, CreatedAt: noon.Add(-time.Hour), Maker: "test",
		StoreID: info.StoreID, AfterRun: info.LastRun, Head: info.Head, Key: roster.KeyEmail, Mode: reconcile.Sync,
		Source:  roster.Source{Name: "people.csv"},
		Summary: count(changes),
		Changes: Sequence(changes),
	}
}

// withManagers gives the edits of managers that name them by email alone the
// numbers, as Prepare would.
func withManagers(tb testing.TB, s reconcile.Store, changes []reconcile.Change) []reconcile.Change {
	tb.Helper()
	byEmail := map[string]int64{}
	for _, u := range Users(tb, s) {
		byEmail[roster.EmailKey(u.Email)] = u.ID
	}
	created := int64(0)
	for _, c := range changes {
		if c.Action == reconcile.Create && c.User.ID == 0 {
			created++
			byEmail[roster.EmailKey(c.User.Email)] = -created
		}
	}
	changes = slices.Clone(changes)
	for i := range changes {
		c := &changes[i]
		for _, e := range c.Edits {
			if e.Field != roster.ManagerEmail {
				continue
			}
			if c.ManagerWas == 0 {
				c.ManagerWas = byEmail[roster.EmailKey(e.From)]
			}
			if c.ManagerID == 0 {
				c.ManagerID = byEmail[roster.EmailKey(e.To)]
			}
		}
	}
	return changes
}

// Sequence reads changes as a plan does.
func Sequence(changes []reconcile.Change) iter.Seq2[*reconcile.Change, error] {
	return func(yield func(*reconcile.Change, error) bool) {
		for _, c := range changes {
			if !yield(&c, nil) {
				return
			}
		}
	}
}

// Create returns the change that makes a new user of these values. A user
// without a status is active.
func Create(u roster.User) reconcile.Change {
	if u.Status == "" {
		u.Status = roster.Active
	}
	c := reconcile.Change{
		Action: reconcile.Create, ManagerID: u.ManagerID,
		User: reconcile.UserRef{EmployeeID: u.EmployeeID, Email: u.Email, Name: u.Name()},
	}
	fields := slices.Clone(roster.Fields)
	for _, name := range slices.Sorted(maps.Keys(u.Custom)) {
		fields = append(fields, roster.FieldByName("custom."+name))
	}
	for _, f := range fields {
		value := f.Get(&u)
		if value == "" || !f.Stored() && f.Name != roster.ManagerEmail {
			continue
		}
		c.Edits = append(c.Edits, reconcile.Edit{Field: f.Name, To: value})
	}
	return c
}

// Edit returns the change that gives a user new values, as pairs of a field's
// name and its value. The action follows from the status. A manager is named
// by email, whose number Plan finds.
func Edit(u roster.User, pairs ...string) reconcile.Change {
	c := reconcile.Change{Action: reconcile.Update, User: ref(&u), Version: u.Version}
	for pair := range slices.Chunk(pairs, 2) {
		field, to := pair[0], pair[1]
		from := roster.FieldByName(field).Get(&u)
		if field == roster.StatusField {
			switch {
			case to == string(roster.Inactive):
				c.Action = reconcile.Deactivate
			case from == string(roster.Inactive):
				c.Action = reconcile.Reactivate
			}
		}
		c.Edits = append(c.Edits, reconcile.Edit{Field: field, From: from, To: to})
	}
	return c
}

// Delete returns the change that removes a user, and all of their values.
func Delete(u roster.User) reconcile.Change {
	c := reconcile.Change{Action: reconcile.Delete, User: ref(&u), Version: u.Version, ManagerWas: u.ManagerID}
	for _, e := range Create(u).Edits {
		c.Edits = append(c.Edits, reconcile.Edit{Field: e.Field, From: e.To})
	}
	return c
}

// Recreate returns the change that brings a deleted user back, under the
// number they had. The version is the one that the deletion made.
func Recreate(u roster.User) reconcile.Change {
	c := Create(u)
	c.User.ID, c.Version = reconcile.UserID(u.ID), u.Version+1
	return c
}

// Apply applies a plan of these changes, which must succeed.
func Apply(tb testing.TB, s reconcile.Store, changes ...reconcile.Change) *reconcile.Run {
	tb.Helper()
	p := Plan(tb, s, changes...)
	run, err := s.Apply(context.Background(), p, Stamp())
	require.NoError(tb, err)
	if !slices.ContainsFunc(changes, func(c reconcile.Change) bool { return c.Erase }) {
		kept, err := s.Report(context.Background(), run.ID)
		require.NoError(tb, err)
		require.Empty(tb, cmp.Diff(drain(tb, kept.Changes), drain(tb, p.Applied(run).Changes)), "the report that is kept, and the one that is given")
	}
	return run
}

// Hire puts new users into the store in one run and returns them as the store
// has them, in the same order.
func Hire(tb testing.TB, s reconcile.Store, users ...roster.User) []roster.User {
	tb.Helper()
	var changes []reconcile.Change
	for _, u := range users {
		changes = append(changes, Create(u))
	}
	Apply(tb, s, changes...)
	var hired []roster.User
	for _, u := range users {
		hired = append(hired, Find(tb, s, u.Email))
	}
	return hired
}

// Find returns the user with this email, who must be there.
func Find(tb testing.TB, s reconcile.Store, email string) roster.User {
	tb.Helper()
	for _, u := range Users(tb, s) {
		if roster.EmailKey(u.Email) == roster.EmailKey(email) {
			return u
		}
	}
	require.Fail(tb, "no such user", email)
	return roster.User{}
}

// Users returns all users in the order of their numbers.
func Users(tb testing.TB, s reconcile.Store) []roster.User {
	tb.Helper()
	var users []roster.User
	view(tb, s, func(snap reconcile.Snapshot) {
		for u, err := range snap.All(context.Background()) {
			require.NoError(tb, err)
			users = append(users, keep(u))
		}
	})
	return users
}

// Info returns what the store says of itself.
func Info(tb testing.TB, s reconcile.Store) (info reconcile.Info) {
	tb.Helper()
	view(tb, s, func(snap reconcile.Snapshot) { info = snap.Info() })
	return info
}
