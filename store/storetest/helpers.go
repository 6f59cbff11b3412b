package storetest

import (
	"context"
	"iter"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// view hands a snapshot to the function and closes it.
func view(tb testing.TB, s reconcile.Store, look func(reconcile.Snapshot)) {
	tb.Helper()
	snap, err := s.Snapshot(context.Background())
	require.NoError(tb, err)
	defer func() { require.NoError(tb, snap.Close()) }()
	look(snap)
}

// keep returns a copy that stays as it is when the next user is read.
func keep(u *roster.User) roster.User {
	kept := *u
	kept.Custom = maps.Clone(u.Custom)
	if len(kept.Custom) == 0 {
		kept.Custom = nil
	}
	return kept
}

func ref(u *roster.User) reconcile.UserRef {
	return reconcile.UserRef{
		ID: reconcile.UserID(u.ID), EmployeeID: u.EmployeeID, Email: u.Email, Name: u.Name(),
	}
}

// count returns the summary of a plan of which every change is a row.
func count(changes []reconcile.Change) reconcile.Summary {
	s := reconcile.Summary{Rows: len(changes)}
	for _, c := range changes {
		switch c.Action {
		case reconcile.Create:
			s.Create++
		case reconcile.Update:
			s.Update++
		case reconcile.Deactivate:
			s.Deactivate++
		case reconcile.Reactivate:
			s.Reactivate++
		case reconcile.Delete:
			s.Delete++
			s.Rows--
		}
	}
	return s
}

// everything is all that a store tells, to be compared with itself later.
type everything struct {
	Info  reconcile.Info
	Users []roster.User
	Runs  []reconcile.Run
}

func tellAll(tb testing.TB, s reconcile.Store) everything {
	tb.Helper()
	runs, err := s.Runs(context.Background())
	require.NoError(tb, err)
	return everything{Info(tb, s), Users(tb, s), runs}
}

// drain reads the changes of a report.
func drain(tb testing.TB, changes iter.Seq2[*reconcile.Change, error]) []reconcile.Change {
	tb.Helper()
	var all []reconcile.Change
	for c, err := range changes {
		require.NoError(tb, err)
		kept := *c
		kept.Edits = slices.Clone(c.Edits)
		all = append(all, kept)
	}
	return all
}

// wanted is a set of identifiers written down.
type wanted struct{ ids, emails, names []string }

func (w wanted) Len() int                       { return len(w.ids) + len(w.emails) + len(w.names) }
func (w wanted) EmployeeIDs() iter.Seq[string]  { return slices.Values(w.ids) }
func (w wanted) EmailKeys() iter.Seq[string]    { return slices.Values(w.emails) }
func (w wanted) UsernameKeys() iter.Seq[string] { return slices.Values(w.names) }

// holders returns the emails of those the store yields for the wanted, sorted.
func holders(tb testing.TB, s reconcile.Store, w reconcile.Wanted) []string {
	tb.Helper()
	var emails []string
	view(tb, s, func(snap reconcile.Snapshot) {
		for u, err := range snap.Holders(context.Background(), w) {
			require.NoError(tb, err)
			emails = append(emails, u.Email)
		}
	})
	slices.Sort(emails)
	return emails
}

// person returns a user with the required values, named by the local part of
// the email.
func person(name string) roster.User {
	return roster.User{Email: name + "@acme.example", FirstName: name, LastName: "Person"}
}
