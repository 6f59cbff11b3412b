package reconcile_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store"
	"roster.example/store/storetest"
)

// company writes an upload of n people from number first on, about 150 bytes
// each, in an order of its own. Every fiftieth has another title than the
// roster, every hundredth has left.
func company(first, n int, changed bool) string {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	var b strings.Builder
	b.WriteString("employee_id,email,first_name,last_name,title,department,location,cost_center,phone,manager_employee_id,start_date,status\n")
	for _, i := range r.Perm(n) {
		i += first
		title, status := "Engineer", "active"
		if changed && i%50 == 0 {
			title = "Senior Engineer"
		}
		if changed && i%100 == 1 {
			status = "inactive"
		}
		manager := fmt.Sprintf("E%07d", first+(i-first)/8)
		if i == first {
			manager = ""
		}
		fmt.Fprintf(&b, "E%07d,person.number.%d@acme.example,Zoë,\"Number, %d\",%s,Department %d,Location %d,CC-%d,+1 555 %07d,%s,20%02d-03-04,%s\n",
			i, i, i, title, i%40, i%12, i%100, i, manager, i%25, status)
	}
	return b.String()
}

// loaded returns a store with n people in it.
func loaded(b *testing.B, n int) *store.Store {
	b.Helper()
	ctx := context.Background()
	s, err := store.Create(ctx, filepath.Join(b.TempDir(), "roster.db"), store.New{}, store.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	p := plan(b, s, company(0, n, false))
	require.Equal(b, n, p.Summary.Create)
	_, err = reconcile.Apply(ctx, s, p, reconcile.Stamp{At: now, Actor: "bench"})
	require.NoError(b, err)
	return s
}

func plan(b *testing.B, s reconcile.Store, upload string) *reconcile.Plan {
	ctx := context.Background()
	up, err := roster.Open(strings.NewReader(upload), int64(len(upload)), roster.Options{Name: "bench.csv", Now: now})
	require.NoError(b, err)
	snap, err := s.Snapshot(ctx)
	require.NoError(b, err)
	defer snap.Close()
	p, err := reconcile.Prepare(ctx, up, snap, reconcile.Options{PlanID: "bench", Now: now, Today: today})
	require.NoError(b, err)
	for range p.Changes { // a preview reads them once
	}
	return p
}

// BenchmarkPreview measures reading an upload and working out its plan. The
// two with 500 rows must cost the same: the work follows the upload.
func BenchmarkPreview(b *testing.B) {
	for _, size := range []struct{ rows, users int }{{100_000, 100_000}, {500, 100_000}, {500, 10_000}} {
		b.Run(fmt.Sprintf("rows=%d/users=%d", size.rows, size.users), func(b *testing.B) {
			s := loaded(b, size.users)
			first, changed := 0, true
			if size.rows < size.users { // new hires
				first, changed = size.users, false
			}
			upload := company(first, size.rows, changed)
			b.SetBytes(int64(len(upload)))
			b.ReportAllocs()
			for b.Loop() {
				p := plan(b, s, upload)
				require.Equal(b, size.rows, p.Summary.Rows)
				require.Zero(b, p.Summary.Rejected)
			}
		})
	}
}

// BenchmarkPrepare measures working out a plan by itself, against a store that
// has everything at hand.
func BenchmarkPrepare(b *testing.B) {
	const rows = 10_000
	for _, c := range []struct {
		name           string
		known, changed bool
	}{{"first load", false, false}, {"everybody again", true, false}, {"changes", true, true}} {
		b.Run(fmt.Sprintf("%s of %d", c.name, rows), func(b *testing.B) {
			s := storetest.NewMemory("bench")
			if c.known {
				_, err := reconcile.Apply(context.Background(), s, plan(b, s, company(0, rows, false)), reconcile.Stamp{At: now, Actor: "bench"})
				require.NoError(b, err)
			}
			upload := company(0, rows, c.changed)
			b.SetBytes(int64(len(upload)))
			b.ReportAllocs()
			for b.Loop() {
				require.Equal(b, rows, plan(b, s, upload).Summary.Rows)
			}
		})
	}
}

// BenchmarkApply measures the one transaction that writes a plan.
func BenchmarkApply(b *testing.B) {
	b.Run("first load of 100000", func(b *testing.B) {
		upload := company(0, 100_000, false)
		for b.Loop() {
			b.StopTimer()
			s, err := store.Create(context.Background(), filepath.Join(b.TempDir(), "roster.db"), store.New{}, store.Options{})
			require.NoError(b, err)
			p := plan(b, s, upload)
			b.StartTimer()
			_, err = reconcile.Apply(context.Background(), s, p, reconcile.Stamp{At: now, Actor: "bench"})
			require.NoError(b, err)
			b.StopTimer()
			require.NoError(b, s.Close())
			b.StartTimer()
		}
	})
}

// BenchmarkPlanFile measures a saved plan: written, and read to its last byte.
func BenchmarkPlanFile(b *testing.B) {
	ctx := context.Background()
	s, err := store.Create(ctx, filepath.Join(b.TempDir(), "roster.db"), store.New{}, store.Options{})
	require.NoError(b, err)
	defer func() { require.NoError(b, s.Close()) }()
	const people = 20_000
	p := plan(b, s, company(0, people, false))
	path := filepath.Join(b.TempDir(), "plan.json")
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			require.NoError(b, reconcile.WritePlan(path, p))
		}
		b.ReportMetric(people*float64(b.N)/b.Elapsed().Seconds(), "changes/s")
	})
	b.Run("read", func(b *testing.B) {
		require.NoError(b, reconcile.WritePlan(path, p))
		b.ReportAllocs()
		for b.Loop() {
			file, err := reconcile.OpenPlan(path)
			require.NoError(b, err)
			require.NoError(b, file.Close())
		}
		b.ReportMetric(people*float64(b.N)/b.Elapsed().Seconds(), "changes/s")
	})
}
