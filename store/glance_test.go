package store

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"iter"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/roster/rostertest"
	"roster.example/store/storetest"
)

// plainly is a snapshot that reads every holder in full.
type plainly struct{ reconcile.Snapshot }

func (p plainly) Holders(ctx context.Context, w reconcile.Wanted) iter.Seq2[*roster.User, error] {
	return p.Snapshot.Holders(ctx, struct{ reconcile.Wanted }{w})
}

func asItIs(snap reconcile.Snapshot) reconcile.Snapshot { return snap }
func inFull(snap reconcile.Snapshot) reconcile.Snapshot { return plainly{snap} }

// prepared returns the plan of a file against a store that is looked at in some
// way. The error is that of a file of which nothing can be taken.
func prepared(t *testing.T, s *Store, file []byte, o reconcile.Options, look func(reconcile.Snapshot) reconcile.Snapshot) (*reconcile.Plan, error) {
	t.Helper()
	up, err := roster.Open(bytes.NewReader(file), int64(len(file)), roster.Options{Now: o.Now})
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { up.Close() })
	snap, err := s.Snapshot(context.Background())
	require.NoError(t, err)
	defer snap.Close()
	p, err := reconcile.Prepare(context.Background(), up, look(snap), o)
	require.NoError(t, err)
	return p, nil
}

// upset gives some cells of an upload values that collide with others, are
// faulty, blank, or only look different.
func upset(r *rand.Rand, upload []byte, share float64) []byte {
	records, err := csv.NewReader(bytes.NewReader(upload)).ReadAll()
	if err != nil {
		panic(err)
	}
	people := records[1:]
	for i, rec := range people {
		if r.Float64() >= share {
			continue
		}
		other := people[r.IntN(len(people))]
		switch at := r.IntN(len(rec)); r.IntN(9) {
		case 0:
			rec[at] = other[at]
		case 1:
			rec[at] = ""
		case 2:
			rec[at] = strings.ToUpper(rec[at])
		case 3:
			rec[0], other[0] = other[0], rec[0]
		case 4:
			rec[1], other[1] = other[1], rec[1]
		case 5:
			copy(rec, other)
		case 6:
			rec[at] = "#CLEAR"
		case 7:
			people[i] = append(rec, "too much")
		case 8:
			rec[0] = "'" + rec[0] // which the reader takes off, and the diff has to see
		}
	}
	if r.IntN(3) == 0 { // no status
		at := slices.Index(records[0], "status")
		for i := range records {
			records[i] = slices.Delete(records[i], at, at+1)
		}
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(records); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// What is read, in which order, on how many processors and connections must
// not matter to what a file does.
func TestHowUsersAreReadDoesNotMatter(t *testing.T) {
	ctx := context.Background()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for seed := range uint64(24) {
		r := rand.New(rand.NewPCG(seed, 3))
		c := rostertest.Company{
			People: 50 + r.IntN(400), Seed: seed, Edited: 0.1, Left: 0.1, Hired: 0.1, Omitted: 0.1, Managers: r.IntN(2) == 0,
		}
		s := MustOpen(t)
		o := reconcile.Options{
			Key: roster.Key([]string{roster.EmployeeID, roster.Email}[r.IntN(2)]), Now: time.Unix(1e9, 0), Today: "2026-11-22",
			Mode: []reconcile.Mode{reconcile.Sync, reconcile.Edits, reconcile.NewHires, reconcile.Terminations}[max(0, r.IntN(7)-3)],
		}
		plan := func(upload []byte, o reconcile.Options, plain bool) *reconcile.Plan {
			wrap := asItIs
			if plain {
				wrap = inFull
			}
			p, err := prepared(t, s, upload, o, wrap)
			require.NoError(t, err)
			return p
		}
		load := func(upload []byte) {
			first := o
			first.Mode, first.PlanID = reconcile.Sync, fmt.Sprint("load ", len(upload))
			_, err := s.Apply(ctx, plan(upload, first, true), storetest.Stamp())
			require.NoError(t, err)
		}
		var b bytes.Buffer
		require.NoError(t, c.WriteRoster(&b))
		load(upset(r, b.Bytes(), 0.05))
		b.Reset()
		_, err := c.WriteUpload(&b)
		require.NoError(t, err)
		load(upset(r, b.Bytes(), 0.05)) // leavers, and some who differ from everybody's file

		b.Reset()
		_, err = c.WriteUpload(&b)
		require.NoError(t, err)
		upload := upset(r, b.Bytes(), 0.1)
		want := whatIsSaid(plan(upload, o, true))
		for range 4 {
			runtime.GOMAXPROCS(1 + r.IntN(4))
			s.sizes = sizes{blocks: 1 + r.IntN(3), glance: 1 + r.IntN(100), halves: r.IntN(2) * 1000, scan: 1 + r.IntN(2)*1_000_000}
			if diff := cmp.Diff(want, whatIsSaid(plan(upload, o, false))); diff != "" {
				t.Fatalf("seed %d, %+v (-plain +glanced):\n%s", seed, s.sizes, diff)
			}
		}
	}
}

// Numbers that no roster reaches are read like others, even where there is no room
// to note that their row is settled.
func TestUsersOfHighNumbersAreReadLikeOthers(t *testing.T) {
	s := MustOpen(t)
	var changes []reconcile.Change
	for i, number := range []int64{1, 1<<31 - 1, 1 << 31, 1 << 40} {
		c := storetest.Create(employee(i))
		c.User.ID = reconcile.UserID(number)
		changes = append(changes, c)
	}
	storetest.Apply(t, s, changes...)
	s.sizes = sizes{blocks: 1, glance: 1, halves: 0, scan: 1_000_000}
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	require.NoError(t, out.Write([]string{"employee_id", "email", "first_name", "last_name", "title"}))
	for i := range changes {
		u := employee(i)
		require.NoError(t, out.Write([]string{u.EmployeeID, u.Email, u.FirstName, u.LastName, u.Title}))
	}
	out.Flush()
	p, err := prepared(t, s, file.Bytes(), reconcile.Options{Now: time.Unix(1e9, 0), Today: "2026-11-22"}, asItIs)
	require.NoError(t, err)
	require.Equal(t, reconcile.Summary{Rows: 4, Unchanged: 4}, p.Summary, p.Problems)
	require.Empty(t, findings(t, s))
}

// A damaged file can have blocks of fingerprints where there are no users.
func TestFingerprintsOfNoNumber(t *testing.T) {
	s := MustOpen(t)
	storetest.Hire(t, s, employee(1))
	script(t, s.path, "UPDATE fingerprints SET block = -5")
	u := employee(1)
	file := []byte("employee_id,email\n" + u.EmployeeID + "," + u.Email + "\n")
	require.NotPanics(t, func() {
		_, err := prepared(t, s, file, reconcile.Options{Now: time.Unix(1e9, 0), Today: "2026-11-22"}, asItIs)
		require.NoError(t, err)
	})
	require.NotEmpty(t, findings(t, s), "which says what is wrong")
}

// whatIsSaid is all that a plan says.
func whatIsSaid(p *reconcile.Plan) []string {
	all := []string{fmt.Sprintf("%+v %+v", p.Summary, p.Limits)}
	for _, q := range p.Problems {
		all = append(all, fmt.Sprintf("%+v", q))
	}
	for c := range p.Changes {
		all = append(all, fmt.Sprintf("%+v", *c))
	}
	return all
}
