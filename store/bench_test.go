package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

// employee returns the i-th of many people. One in ten is a manager.
func employee(i int) roster.User {
	u := roster.User{
		EmployeeID: fmt.Sprintf("E%07d", i),
		Email:      fmt.Sprintf("Person.%d@acme.example", i),
		FirstName:  fmt.Sprintf("Zoë%d", i%997), LastName: fmt.Sprintf("Müller%d", i%4001),
		Title: "Senior Engineer", Department: fmt.Sprintf("Department %d", i%50), Location: "Zürich",
		CostCenter: fmt.Sprintf("CC-%04d", i%300), EmploymentType: "full-time",
		Phone: fmt.Sprintf("+41 44 %07d", i), StartDate: "2021-03-01", Status: roster.Active,
	}
	if i >= 10 {
		u.ManagerEmail = fmt.Sprintf("person.%d@acme.example", i/10)
	}
	return u
}

// load returns a plan that hires n people and holds one at a time.
func load(tb testing.TB, s reconcile.Store, n int) *reconcile.Plan {
	p := storetest.Plan(tb, s)
	p.Summary.Rows, p.Summary.Create = n, n
	for _, name := range slices.Sorted(maps.Keys(bulkIndexes)) {
		p.Source.Columns = append(p.Source.Columns, roster.Column{Header: name, Field: &name})
	}
	p.Changes = func(yield func(*reconcile.Change, error) bool) {
		for i := range n {
			c := storetest.Create(employee(i))
			if !yield(&c, nil) {
				return
			}
		}
	}
	return p
}

func loaded(b *testing.B, n int) *Store {
	b.Helper()
	s := MustOpen(b)
	_, err := s.Apply(context.Background(), load(b, s, n), storetest.Stamp())
	require.NoError(b, err)
	return s
}

func BenchmarkLoad100k(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		s := MustOpen(b)
		p := load(b, s, 100_000)
		b.StartTimer()
		_, err := s.Apply(context.Background(), p, storetest.Stamp())
		require.NoError(b, err)
	}
}

// someKeys is a set of n emails spread over many people.
type someKeys struct{ n, of int }

func (w someKeys) Len() int                       { return w.n }
func (w someKeys) EmployeeIDs() iter.Seq[string]  { return func(func(string) bool) {} }
func (w someKeys) UsernameKeys() iter.Seq[string] { return func(func(string) bool) {} }
func (w someKeys) EmailKeys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range w.n {
			if !yield(fmt.Sprintf("person.%d@acme.example", i*7919%w.of)) {
				return
			}
		}
	}
}

// BenchmarkHolders asks for a growing number of 100,000 users. The jump to a
// scan should come where the look-ups have become as slow as it is.
func BenchmarkHolders(b *testing.B) {
	const users = 100_000
	s := loaded(b, users)
	for _, n := range []int{1, 500, 5_000, 20_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				snap, err := s.Snapshot(context.Background())
				require.NoError(b, err)
				found := 0
				for _, err := range snap.Holders(context.Background(), someKeys{n, users}) {
					if err != nil {
						b.Fatal(err)
					}
					found++
				}
				require.GreaterOrEqual(b, found, n)
				require.NoError(b, snap.Close())
			}
		})
	}
}

// settled takes everybody for settled, after it has looked at them.
type settled struct {
	someKeys
	bytes atomic.Int64
}

func (w *settled) Glances() (fields []*roster.Field, managers bool) {
	for _, c := range columns[:12] {
		fields = append(fields, c.field)
	}
	return fields, false
}

func (w *settled) Settles(g *reconcile.Glance) bool {
	w.bytes.Add(int64(len(g.Values)))
	return true
}

// BenchmarkSnapshot reads 100,000 users: in full, as an export does, and at a
// glance, as the preview of a file of everybody does.
func BenchmarkSnapshot(b *testing.B) {
	const users = 100_000
	s := loaded(b, users)
	snap, err := s.Snapshot(context.Background())
	require.NoError(b, err)
	defer func() { require.NoError(b, snap.Close()) }()
	w := &settled{someKeys: someKeys{users, users}}
	for _, bb := range []struct {
		name string
		read iter.Seq2[*roster.User, error]
	}{
		{"in-full", snap.All(context.Background())},
		{"at-a-glance", snap.Holders(context.Background(), w)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range bb.read {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(users*float64(b.N)/b.Elapsed().Seconds(), "users/s")
		})
	}
	require.NotZero(b, w.bytes.Load())
}

func BenchmarkApply1000EditsIn100k(b *testing.B) {
	const users = 100_000
	s := loaded(b, users)
	people := storetest.Users(b, s)
	round := 0
	for b.Loop() {
		b.StopTimer()
		round++
		var changes []reconcile.Change
		for i := range 1000 {
			u := &people[i*97]
			changes = append(changes, storetest.Edit(*u, "title", fmt.Sprint("Buyer ", round), "location", fmt.Sprint("Room ", round)))
			u.Version++
		}
		p := storetest.Plan(b, s, changes...)
		p.ID = rand.Text()
		p.Changes = storetest.Sequence(slices.Clip(changes))
		b.StartTimer()
		_, err := s.Apply(context.Background(), p, storetest.Stamp())
		require.NoError(b, err)
	}
}

func BenchmarkOpen(b *testing.B) {
	s := MustOpen(b)
	for b.Loop() {
		again, err := Open(context.Background(), s.path, Options{})
		require.NoError(b, err)
		require.NoError(b, again.Close())
	}
}
