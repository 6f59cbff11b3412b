package store

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"iter"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/roster/rostertest"
	"roster.example/store/storetest"
)

// A sum does not know in which order it was added up, so each field has hashes
// of its own.
func TestValuesThatChangedPlacesAreNotTheSame(t *testing.T) {
	s := MustOpen(t)
	storetest.Hire(t, s, roster.User{EmployeeID: "E1", Email: "ann@acme.example", FirstName: "Ann", LastName: "Lee", Status: roster.Active})
	file := []byte("employee_id,email,first_name,last_name\nE1,ann@acme.example,Lee,Ann\n")
	p, err := prepared(t, s, file, reconcile.Options{Key: roster.KeyEmployeeID, Now: time.Unix(1e9, 0), Today: "2026-11-22"}, asItIs)
	require.NoError(t, err)
	require.Equal(t, 1, p.Summary.Update)
}

// Nobody can work out fingerprints who does not have the roster.
func TestEveryRosterHasItsOwnFingerprints(t *testing.T) {
	prints := map[int64]bool{}
	for range 2 {
		s := MustOpen(t)
		storetest.Hire(t, s, employee(0))
		var block []byte
		require.NoError(t, s.read.QueryRow("SELECT prints FROM fingerprints").Scan(&block))
		for _, p := range printsIn(0, block) {
			prints[p.sum] = true
		}
	}
	require.Len(t, prints, 2)
}

// Whatever happens to people, nobody's fingerprint is ever wrong, and a file is
// read by it as it is by reading everybody.
func TestFingerprintsFollowEverything(t *testing.T) {
	ctx := context.Background()
	applied := map[string]int{}
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 11))
		s := MustOpen(t)
		key := roster.Key([]string{roster.EmployeeID, roster.Email}[r.IntN(2)])
		many := map[reconcile.LimitKind]int{}
		for _, k := range []string{"create", "update", "deactivate", "reactivate", "email", "employee_id", "shifted-column", "rejected", "delete"} {
			many[reconcile.LimitKind(k)] = 1000
		}
		plans := 0
		opts := func() reconcile.Options {
			plans++
			return reconcile.Options{Key: key, Now: time.Unix(1e9, 0), Today: "2026-11-22", PlanID: fmt.Sprint("p", plans), Allow: many,
				Groups: []reconcile.GroupsMode{"", reconcile.GroupsAdd}[r.IntN(2)], CreateInactive: r.IntN(2) == 0}
		}
		word := func() string {
			return []string{"", "", "x", "Zoë", "Zoe\u0308", "ﬁ", "Straße", "STRASSE", "İ", "Ångström", "null", "N/A", "0", "#CLEAR", "'07", "a b", "  y ", "ﾊﾝｶｸ", "x\u200by"}[r.IntN(19)]
		}
		caseOf := func(s string) string {
			switch r.IntN(6) {
			case 0:
				return strings.ToUpper(s)
			case 1:
				return strings.ToLower(s)
			}
			return s
		}
		value := func(header string, n int) string {
			switch header {
			case "employee_id":
				return fmt.Sprintf("E%03d", n)
			case "email":
				return caseOf(fmt.Sprintf("pé.%d@acme.example", n))
			case "username":
				if r.IntN(3) == 0 {
					return ""
				}
				return caseOf(fmt.Sprintf("üser%d", n))
			case "first_name":
				return []string{"Ann", "Ben", "Zoë"}[n%3]
			case "last_name":
				return fmt.Sprint("Last", n)
			case "status":
				return []string{"active", "active", "active", "on_leave", "inactive", ""}[r.IntN(6)]
			case "start_date":
				return []string{"", "2020-01-02", "2021-03-04"}[r.IntN(3)]
			case "end_date":
				return []string{"", "", "", "2020-01-02", "2027-03-04", "#CLEAR"}[r.IntN(6)]
			case "groups":
				return []string{"", "a", "a;b", "b;a", "c", "#CLEAR", "A"}[r.IntN(7)]
			case "manager_email":
				return []string{"", caseOf(fmt.Sprintf("pé.%d@acme.example", r.IntN(n+1))), "#CLEAR"}[r.IntN(3)]
			case "manager_employee_id":
				return []string{"", fmt.Sprintf("E%03d", r.IntN(n+1))}[r.IntN(2)]
			case "last_seen":
				return []string{"", "2026-01-02"}[r.IntN(2)]
			}
			return word()
		}
		upload := func() []byte {
			headers := []string{"employee_id", "email", "first_name", "last_name"}
			for _, h := range []string{"username", "preferred_name", "title", "department", "location", "phone", "status", "start_date", "end_date", "groups", "manager_email", "manager_employee_id", "last_seen", "custom.badge", "custom.shoe-size"} {
				if p := r.IntN(100); p < 50 && !(strings.HasPrefix(h, "custom") && p > 15) {
					headers = append(headers, h)
				}
			}
			if r.IntN(4) == 0 {
				headers = slices.DeleteFunc(headers, func(h string) bool { return h != string(key) && r.IntN(2) == 0 })
			}
			r.Shuffle(len(headers), func(i, j int) { headers[i], headers[j] = headers[j], headers[i] })
			// Most rows say what is so.
			now := storetest.Users(t, s)
			rows := [][]string{headers}
			get := func(u roster.User, h string) string {
				switch h {
				case "manager_email":
					return u.ManagerEmail
				case "manager_employee_id":
					return u.ManagerEmployeeID
				}
				f := roster.FieldByName(h)
				return f.Get(&u)
			}
			for _, u := range now {
				if r.IntN(8) == 0 {
					continue
				}
				var row []string
				for _, h := range headers {
					v := get(u, h)
					switch p := r.IntN(100); {
					case p < 2:
						v = value(h, r.IntN(60))
					case p < 4 && (h == "email" || h == "username"):
						v = caseOf(v)
					case p < 5:
						v = ""
					}
					row = append(row, v)
				}
				rows = append(rows, row)
			}
			for range r.IntN(10) {
				n := r.IntN(60)
				var row []string
				for _, h := range headers {
					row = append(row, value(h, n))
				}
				rows = append(rows, row)
			}
			people := rows[1:]
			r.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
			var b bytes.Buffer
			require.NoError(t, csv.NewWriter(&b).WriteAll(rows))
			return b.Bytes()
		}
		prepare := func(upload []byte, o reconcile.Options, plain bool) *reconcile.Plan {
			wrap := asItIs
			if plain {
				wrap = inFull
			}
			p, _ := prepared(t, s, upload, o, wrap) // nil for a file of which nothing can be taken
			return p
		}
		apply := func(what string, p *reconcile.Plan) {
			if p == nil || p.Held {
				applied[what+" held"]++
				return
			}
			_, err := s.Apply(ctx, p, storetest.Stamp())
			if err != nil {
				applied[what+" failed: "+err.Error()]++
				return
			}
			applied[what]++
		}
		by := func(prepare func(snap reconcile.Snapshot) (*reconcile.Plan, error)) *reconcile.Plan {
			snap, err := s.Snapshot(ctx)
			require.NoError(t, err)
			defer snap.Close()
			p, err := prepare(snap)
			if err != nil {
				applied[err.Error()]++
				return nil
			}
			return p
		}
		for step := range 30 {
			what := ""
			switch k := r.IntN(10); {
			case k < 5 || step < 2:
				up := upload()
				o := opts()
				s.sizes = sizes{blocks: 1 + r.IntN(3), glance: 1 + r.IntN(100), halves: r.IntN(2) * 1000, scan: 1_000_000}
				o2 := o
				what = "upload\n" + string(up)
				p, plain := prepare(up, o, false), prepare(up, o2, true)
				if p == nil {
					continue
				}
				if diff := cmp.Diff(whatIsSaid(plain), whatIsSaid(p)); diff != "" {
					t.Fatalf("seed %d step %d (-plain +glanced):\n%s\n%s", seed, step, diff, up)
				}
				apply("upload", p)
			case k < 8:
				us := storetest.Users(t, s)
				var asks []reconcile.Ask
				for range 1 + r.IntN(3) {
					a := reconcile.Ask{Values: map[string]string{}}
					n := r.IntN(60)
					if len(us) > 0 && r.IntN(5) > 0 {
						a.User = us[r.IntN(len(us))].ID
					} else {
						for _, h := range []string{"employee_id", "email", "first_name", "last_name"} {
							a.Values[h] = value(h, n)
						}
					}
					if a.User > 0 && r.IntN(6) == 0 {
						a.Delete, a.Erase = true, r.IntN(4) == 0
					} else {
						for range 1 + r.IntN(3) {
							h := []string{"employee_id", "email", "username", "title", "status", "role", "groups", "custom.badge", "custom.shoe-size", "end_date", "manager_email", "last_seen"}[r.IntN(12)]
							v := value(h, n)
							if h == "role" {
								v = []string{"general", "admin", "user_admin", "account_admin"}[r.IntN(4)]
							}
							if h == "status" && v == "" {
								v = "active"
							}
							if v == "" {
								v = roster.Clear
							}
							a.Values[h] = v
						}
					}
					if a.User == 0 && a.Values["status"] == "" {
						a.Values["status"] = "active"
					}
					what += fmt.Sprintf("%+v ", a)
					asks = append(asks, a)
				}
				apply("hand", by(func(snap reconcile.Snapshot) (*reconcile.Plan, error) {
					return reconcile.PrepareHand(ctx, snap, asks, opts())
				}))
			case k < 9:
				runs, err := s.Runs(ctx)
				require.NoError(t, err)
				if len(runs) == 0 {
					continue
				}
				run := runs[r.IntN(min(len(runs), 6))]
				what = fmt.Sprint("undo ", run.ID)
				past, err := s.Report(ctx, run.ID)
				require.NoError(t, err)
				apply("undo", by(func(snap reconcile.Snapshot) (*reconcile.Plan, error) {
					return reconcile.PrepareUndo(ctx, snap, &run, past, opts())
				}))
			default:
				what = "due"
				apply("due", by(func(snap reconcile.Snapshot) (*reconcile.Plan, error) { return reconcile.PrepareDue(ctx, snap, opts()) }))
			}
			for f, err := range s.Check(ctx) {
				require.NoError(t, err)
				t.Fatalf("seed %d step %d: %+v\n%s", seed, step, f, what)
			}
		}
	}
	for k, n := range applied {
		t.Logf("%4d %s", n, k)
	}
}

// A plan that is wrong about what somebody is would leave them with the
// fingerprint of somebody else, and hide what the next file changes.
func TestFingerprintsRestOnNothingThatThePlanOnlyClaims(t *testing.T) {
	for _, field := range []string{"title", "email", "username", "groups", "custom.badge"} {
		s := MustOpen(t)
		u := storetest.Hire(t, s, roster.User{
			Email: "ann@acme.example", Username: "ann", Title: "Clerk", Groups: "staff", Custom: map[string]string{"badge": "7"}, Status: roster.Active,
		})[0]
		change := storetest.Edit(u, field, "boss@acme.example")
		change.Edits[0].From = "boss@acme.example"
		_, err := s.Apply(context.Background(), storetest.Plan(t, s, change), storetest.Stamp())
		require.Error(t, err, field)
		require.Empty(t, cmp.Diff([]roster.User{u}, storetest.Users(t, s)), field)
	}
}

// byText counts the users whom their fingerprint did not tell enough of.
type byText struct {
	reconcile.Glancer
	n *atomic.Int64
}

func (b byText) Settles(g *reconcile.Glance) bool {
	b.n.Add(1)
	return b.Glancer.Settles(g)
}

type countingTexts struct {
	reconcile.Snapshot
	n *atomic.Int64
}

func (c countingTexts) Holders(ctx context.Context, w reconcile.Wanted) iter.Seq2[*roster.User, error] {
	if g, ok := w.(reconcile.Glancer); ok {
		w = byText{g, c.n}
	}
	return c.Snapshot.Holders(ctx, w)
}

// Nothing that can be seen would change if fingerprints never helped, but for
// the time it takes.
func TestTheUnchangedAreKnownByTheirFingerprint(t *testing.T) {
	company := rostertest.Company{People: 300, Managers: true}
	var everybody bytes.Buffer
	require.NoError(t, company.WriteRoster(&everybody))
	s := MustOpen(t)
	prepare := func(file []byte) (*reconcile.Plan, int64) {
		var n atomic.Int64
		p, err := prepared(t, s, file, reconcile.Options{Now: time.Unix(1e9, 0), Today: "2026-11-22"},
			func(snap reconcile.Snapshot) reconcile.Snapshot { return countingTexts{snap, &n} })
		require.NoError(t, err)
		return p, n.Load()
	}
	first, _ := prepare(everybody.Bytes())
	_, err := s.Apply(context.Background(), first, storetest.Stamp())
	require.NoError(t, err)

	withoutStatus := regexp.MustCompile(`,(status|active)(,[^,\n]*\n)`).ReplaceAll(everybody.Bytes(), []byte("$2"))
	for _, test := range []struct {
		name  string
		file  []byte
		texts int64
	}{
		{"the same file", everybody.Bytes(), 0},
		{"without the status", withoutStatus, 0},
		{"addresses in capitals", bytes.ReplaceAll(everybody.Bytes(), []byte("@acme.example"), []byte("@ACME.example")), 0},
		{"one title", bytes.Replace(everybody.Bytes(), []byte("Store Manager"), []byte("Head of Stores"), 1), 1},
	} {
		p, texts := prepare(test.file)
		require.Equal(t, test.texts, texts, test.name)
		require.EqualValues(t, 300-test.texts, p.Summary.Unchanged, test.name)
	}
}
