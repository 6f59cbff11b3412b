package reconcile_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

// A world is a small random roster and a random upload for it. Both draw from
// so few names, addresses and IDs that people collide all the time: chains,
// circles, twins, cycles and takers of kept addresses come up in every run.
type world struct {
	users  []roster.User
	header []string
	rows   [][]string
	o      reconcile.Options
}

func newWorld(r *rand.Rand) world {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	id := func() string { return pick("1", "2", "3", "4", "5", "6", "007") }
	email := func() string { return pick("a", "b", "c", "d", "e", "f") + "@x.example" }
	status := func() string { return pick("active", "on_leave", "inactive") }
	var w world
	ids, emails := r.Perm(7), r.Perm(6)
	for i := range 1 + r.IntN(5) {
		u := roster.User{
			ID: int64(i + 1), Version: 1, FirstName: "F", LastName: fmt.Sprint("L", i), Title: pick("", "T1", "T2"),
			Email: string(rune('a'+emails[i])) + "@x.example", Status: roster.Status(status()),
			EndDate: pick("", "", "2026-01-31", "2027-01-31"), Role: roster.Role(pick("general", "general", "general", "admin")),
		}
		if r.IntN(4) > 0 {
			u.EmployeeID = []string{"1", "2", "3", "4", "5", "6", "007"}[ids[i]]
		}
		if i > 0 && r.IntN(2) == 0 {
			u.ManagerID = int64(r.IntN(i) + 1)
		}
		w.users = append(w.users, u)
	}
	columns := map[string]func() string{
		"employee_id":         func() string { return pick(id(), id(), "", "7") },
		"email":               func() string { return pick(email(), email(), strings.ToUpper(email()), "") },
		"first_name":          func() string { return pick("F", "F", "G", "") },
		"last_name":           func() string { return pick("L", "M") },
		"title":               func() string { return pick("", "T1", "T2", "#CLEAR") },
		"manager_email":       func() string { return pick("", email()) },
		"manager_employee_id": func() string { return pick("", "", id()) },
		"status":              func() string { return pick("", "", status()) },
		"end_date":            func() string { return pick("", "", "2026-02-28", "2027-02-28", "2019-02-30") },
	}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		if name == "email" || r.IntN(3) > 0 {
			w.header = append(w.header, name)
		}
	}
	for range r.IntN(7) {
		var row []string
		for _, name := range w.header {
			row = append(row, columns[name]())
		}
		if strings.Join(row, "") == "" { // a row of blanks is no row
			row[slices.Index(w.header, "email")] = email()
		}
		w.rows = append(w.rows, row)
	}
	// A column of emails needs one.
	w.rows = append(w.rows, make([]string, len(w.header)))
	w.rows[len(w.rows)-1][slices.Index(w.header, "email")] = "z@x.example"
	w.o = reconcile.Options{
		Key:            roster.Key(pick("employee_id", "email")),
		Mode:           reconcile.Mode(pick("sync", "sync", "sync", "new-hires", "terminations", "edits")),
		CreateInactive: r.IntN(4) == 0,
	}
	return w
}

func (w world) upload() string {
	var b strings.Builder
	b.WriteString(strings.Join(w.header, ",") + "\n")
	for _, row := range w.rows {
		b.WriteString(strings.Join(row, ",") + "\n")
	}
	return b.String()
}

func (w world) store() *storetest.Memory {
	m := storetest.NewMemory("test")
	m.Seed(w.users...)
	return m
}

func (w world) String() string {
	var b strings.Builder
	for _, u := range w.users {
		fmt.Fprintf(&b, "%d id=%q %s %s end=%q manager=%d role=%s title=%q\n", u.ID, u.EmployeeID, u.Email, u.Status, u.EndDate, u.ManagerID, u.Role, u.Title)
	}
	return fmt.Sprintf("%skey %s, mode %s\n%s", b.String(), w.o.Key, w.o.Mode, w.upload())
}

func everybody(t *testing.T, s reconcile.Store) map[int64]roster.User {
	t.Helper()
	ctx := context.Background()
	snap, err := s.Snapshot(ctx)
	require.NoError(t, err)
	defer func() { require.NoError(t, snap.Close()) }()
	all := map[int64]roster.User{}
	for u, err := range snap.All(ctx) {
		require.NoError(t, err)
		kept := *u
		kept.Custom = maps.Clone(u.Custom)
		all[u.ID] = kept
	}
	return all
}

const worlds = 1500

func forWorlds(t *testing.T, check func(t *testing.T, r *rand.Rand, w world)) {
	for seed := range uint64(worlds) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := newWorld(r)
		check(t, r, w)
		if t.Failed() {
			t.Fatalf("world %d:\n%s", seed, w)
		}
	}
}

func TestRowOrderDoesNotMatter(t *testing.T) {
	forWorlds(t, func(t *testing.T, r *rand.Rand, w world) {
		// The line is how a row is told apart, so it is translated back.
		outcome := func(order []int) map[int]string {
			shuffled := w
			shuffled.rows = nil
			for _, n := range order {
				shuffled.rows = append(shuffled.rows, w.rows[n])
			}
			p := prepare(t, w.store(), shuffled.upload(), "", w.o)
			found := map[int]string{}
			for c, err := range p.Changes {
				require.NoError(t, err)
				found[order[c.Line-2]] += fmt.Sprint(c.Action, c.User, c.Edits)
			}
			var codes []string
			for _, q := range p.Problems {
				// Of the same row twice the first stays: which of them that is
				// may well hang on the order.
				if q.Line > 0 && q.Code != roster.CodeDuplicateRow {
					codes = append(codes, fmt.Sprint(order[q.Line-2], q.Code))
				}
			}
			slices.Sort(codes)
			found[-1] = fmt.Sprint(codes, p.Summary)
			return found
		}
		if slices.ContainsFunc(w.rows, func(a []string) bool { return count(w.rows, a) > 1 }) {
			return
		}
		order := make([]int, len(w.rows))
		for i := range order {
			order[i] = i
		}
		want := outcome(order)
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		if diff := cmp.Diff(want, outcome(order)); diff != "" {
			t.Errorf("order %v decides (-in order +shuffled):\n%s", order, diff)
		}
	})
}

func count(rows [][]string, row []string) (n int) {
	for _, r := range rows {
		if strings.EqualFold(strings.Join(r, ","), strings.Join(row, ",")) {
			n++
		}
	}
	return n
}

func TestAppliedOnceAndPlannedAgainIsAllUnchanged(t *testing.T) {
	forWorlds(t, func(t *testing.T, _ *rand.Rand, w world) {
		s := w.store()
		for _, q := range apply(t, s, w, "first").Problems {
			// An ID that was a near miss of one given up in this run is none of
			// any in the next.
			if q.Code == roster.CodeNearMissID {
				return
			}
		}
		p := prepare(t, s, w.upload(), "", w.o)
		if n := p.Summary.Changes(); n != 0 {
			t.Errorf("%d changes the second time: %v", n, describe(t, p))
		}
	})
}

func apply(t *testing.T, s reconcile.Store, w world, id string) *reconcile.Plan {
	t.Helper()
	o := w.o
	o.PlanID = id
	p := prepare(t, s, w.upload(), "", o)
	_, err := s.Apply(context.Background(), p, reconcile.Stamp{At: now, Actor: "test"})
	require.NoError(t, err, "world:\n%s", w)
	return p
}

func TestNobodyOmittedIsTouched(t *testing.T) {
	forWorlds(t, func(t *testing.T, _ *rand.Rand, w world) {
		s := w.store()
		before := everybody(t, s)
		p := apply(t, s, w, "first")
		after := everybody(t, s)
		changed := map[int64]bool{}
		for c, err := range p.Changes {
			require.NoError(t, err)
			changed[int64(c.User.ID)] = true
		}
		named := func(u roster.User) bool {
			for _, row := range w.rows {
				for i, name := range w.header {
					if name == "employee_id" && row[i] != "" && row[i] == u.EmployeeID ||
						name == "email" && row[i] != "" && roster.EmailKey(row[i]) == roster.EmailKey(u.Email) {
						return true
					}
				}
			}
			return false
		}
		for id, u := range before {
			require.Contains(t, after, id, "no file deletes anybody")
			if changed[id] {
				require.True(t, named(u), "user %d changes, and no row names them", id)
				continue
			}
			// How a manager is called is a fact about the manager.
			now := after[id]
			u.ManagerEmail, u.ManagerEmployeeID, u.ManagerStatus = now.ManagerEmail, now.ManagerEmployeeID, now.ManagerStatus
			if diff := cmp.Diff(u, now); diff != "" {
				t.Errorf("user %d is in no change, and changed:\n%s", id, diff)
			}
		}
	})
}

func TestTheRosterStaysSound(t *testing.T) {
	forWorlds(t, func(t *testing.T, _ *rand.Rand, w world) {
		s := w.store()
		before := everybody(t, s)
		apply(t, s, w, "first")
		after := everybody(t, s)
		holder := map[string]int64{}
		for id, u := range after {
			for _, key := range []string{"id " + u.EmployeeID, "email " + roster.EmailKey(u.Email)} {
				if other, taken := holder[key]; taken && key != "id " {
					t.Errorf("%s belongs to users %d and %d", key, id, other)
				}
				holder[key] = id
			}
			seen := map[int64]bool{}
			for at := id; at != 0; at = after[at].ManagerID {
				if seen[at] {
					t.Errorf("user %d is in or under a circle of managers", id)
					break
				}
				seen[at] = true
			}
			if was, ok := before[id]; ok && was.Role.IsAdmin() {
				if was.Status == roster.Active != (u.Status == roster.Active) && (was.Status == roster.Inactive || u.Status == roster.Inactive) {
					t.Errorf("a file changed the access of an admin, user %d", id)
				}
				if was.EmployeeID != "" && was.EmployeeID != u.EmployeeID || roster.EmailKey(was.Email) != roster.EmailKey(u.Email) {
					t.Errorf("a file changed the identity of an admin, user %d", id)
				}
			}
		}
	})
}

func TestWhatTheFileSaysIsWhatTheRosterSays(t *testing.T) {
	forWorlds(t, func(t *testing.T, _ *rand.Rand, w world) {
		if w.o.Mode != reconcile.Sync {
			return
		}
		s := w.store()
		p := apply(t, s, w, "first")
		after := everybody(t, s)
		wrong := map[int]bool{}
		for _, q := range p.Problems {
			if q.Severity == roster.Error || q.Code == roster.CodeDuplicateRow || q.Code == roster.CodeUnknownLeaver {
				wrong[q.Line] = true
			}
		}
		for n, row := range w.rows {
			if wrong[n+2] {
				continue
			}
			is := func(u roster.User, name, value string) bool {
				f := roster.FieldByName(name)
				if value == roster.Clear {
					value = ""
				}
				return f.Same(f.Get(&u), value)
			}
			found := 0
			for _, u := range after {
				match := true
				for i, name := range w.header {
					switch name {
					case "employee_id", "email", "first_name", "last_name", "title":
						match = match && (row[i] == "" || is(u, name, row[i]))
					case "status":
						match = match && (row[i] == "" || string(u.Status) == row[i])
					}
				}
				if match {
					found++
				}
			}
			if found == 0 {
				t.Errorf("row %d is not rejected, and nobody is as it says: %v", n+2, row)
			}
		}
	})
}

// TestWorkFollowsTheUpload plans files that are wrong from top to bottom. What
// is allocated must grow as they do, and not with their square.
func TestWorkFollowsTheUpload(t *testing.T) {
	for _, tt := range []struct {
		name, why, header, row string
	}{
		{"a column slipped by one", "everybody takes the next one's address, and one falls at a time", "employee_id,email", "E%d,p%+@acme.example"},
		{"one ID for all", "a group of duplicates as large as the file", "employee_id,first_name", "0042,Name %d"},
		{"one email for all", "the same for emails", "employee_id,email", "E%d,same@acme.example"},
		{"everybody manages the next", "the longest way up there is", "employee_id,manager_employee_id", "E%d,E%+"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := func(n int) string {
				var b strings.Builder
				b.WriteString(tt.header + "\n")
				for i := 1; i <= n; i++ {
					b.WriteString(strings.NewReplacer("%d", fmt.Sprint(i), "%+", fmt.Sprint(i%n+1)).Replace(tt.row) + "\n")
				}
				return b.String()
			}
			work := func(n int) float64 {
				s := seeded(t, crowd(n, "employee_id,email,first_name,last_name", "E%d,p%d@acme.example,P,Q"))
				upload := file(n)
				return testing.AllocsPerRun(1, func() { prepare(t, s, upload, "", byID) })
			}
			const n = 1000
			if once, thrice := work(n), work(3*n); thrice > 4.5*once {
				t.Errorf("%.0f allocations for %d rows, %.0f for %d: %s", once, n, thrice, 3*n, tt.why)
			}
		})
	}
}
