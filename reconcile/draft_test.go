package reconcile_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// door is a store with the ways into it, of which each step is one plan.
type door struct {
	t     *testing.T
	s     reconcile.Store
	plans int
	o     reconcile.Options
}

func (d *door) options() reconcile.Options {
	d.plans++
	o := d.o
	o.PlanID, o.Now = fmt.Sprint("plan-", d.plans), now
	if o.Today == "" {
		o.Today = today
	}
	return o
}

func (d *door) snapshot() reconcile.Snapshot {
	snap, err := d.s.Snapshot(context.Background())
	require.NoError(d.t, err)
	d.t.Cleanup(func() { require.NoError(d.t, snap.Close()) })
	return snap
}

func (d *door) file(upload string) *reconcile.Plan {
	d.t.Helper()
	o := d.options()
	return prepare(d.t, d.s, upload, "", o)
}

func (d *door) hand(asks ...reconcile.Ask) *reconcile.Plan {
	d.t.Helper()
	p, err := reconcile.PrepareHand(context.Background(), d.snapshot(), asks, d.options())
	require.NoError(d.t, err)
	return p
}

func (d *door) due(day string) *reconcile.Plan {
	d.t.Helper()
	o := d.options()
	o.Today = day
	p, err := reconcile.PrepareDue(context.Background(), d.snapshot(), o)
	require.NoError(d.t, err)
	return p
}

func (d *door) undo(run int64) (*reconcile.Plan, error) {
	d.t.Helper()
	ctx := context.Background()
	runs, err := d.s.Runs(ctx)
	require.NoError(d.t, err)
	past, err := d.s.Report(ctx, run)
	require.NoError(d.t, err)
	at := slices.IndexFunc(runs, func(r reconcile.Run) bool { return r.ID == run })
	return reconcile.PrepareUndo(ctx, d.snapshot(), &runs[at], past, d.options())
}

func (d *door) mustUndo(run int64) *reconcile.Plan {
	d.t.Helper()
	p, err := d.undo(run)
	require.NoError(d.t, err)
	return p
}

func (d *door) apply(p *reconcile.Plan) int64 {
	d.t.Helper()
	run, err := reconcile.Apply(context.Background(), d.s, p, reconcile.Stamp{At: now, Actor: "ada"})
	require.NoError(d.t, err)
	return run.ID
}

// values are what a user is, without the version, which only grows.
func values(users map[int64]roster.User) map[int64]roster.User {
	for id, u := range users {
		u.Version = 0
		if len(u.Custom) == 0 {
			u.Custom = nil
		}
		users[id] = u
	}
	return users
}

const crew = `employee_id,email,first_name,last_name,title,status,end_date,start_date,manager_email,role,groups
1,ann@x.example,Ann,Lee,Boss,active,,,,account_admin,
2,bob@x.example,Bob,Ray,Clerk,active,,,ann@x.example,general,Sales
3,cyd@x.example,Cyd,Fox,Clerk,on_leave,2026-11-22,,bob@x.example,general,
4,dee@x.example,Dee,Kay,Clerk,inactive,2020-01-31,,bob@x.example,general,
5,eve@x.example,Eve,Orr,IT,active,2026-11-01,,ann@x.example,user_admin,
6,fay@x.example,Fay,Poe,Clerk,active,2026-01-31,2026-06-01,ann@x.example,general,
`

func TestByHand(t *testing.T) {
	set := func(user int64, pairs ...string) reconcile.Ask {
		a := reconcile.Ask{User: user, Values: map[string]string{}}
		for pair := range slices.Chunk(pairs, 2) {
			a.Values[pair[0]] = pair[1]
		}
		return a
	}
	for _, tt := range []struct {
		name, why string
		asks      []reconcile.Ask
		o         reconcile.Options
		want      []string
	}{
		{
			name: "an edit", why: "one person, one field", asks: []reconcile.Ask{set(2, "title", "Chief")},
			want: []string{"~ 0 bob@x.example title:Clerk>Chief", "1 update 4 omitted"},
		},
		{
			name: "nothing new", why: "what is so already is no change", asks: []reconcile.Ask{set(2, "title", "Clerk")},
			want: []string{"1 unchanged 4 omitted"},
		},
		{
			name: "a value taken away", why: "a hand can clear", asks: []reconcile.Ask{set(2, "title", roster.Clear)},
			want: []string{"~ 0 bob@x.example title:Clerk>", "1 update 4 omitted"},
		},
		{
			name: "somebody new", why: "the same rules as for a row",
			asks: []reconcile.Ask{set(0, "email", "gus@x.example", "first_name", "Gus", "last_name", "Orr", "employee_id", "7", "manager_employee_id", "2")},
			want: []string{"+ 0 gus@x.example manager_email:>bob@x.example status:>active", "1 create 5 omitted"},
		},
		{
			name: "somebody new without a name", why: "a person needs one", asks: []reconcile.Ask{set(0, "email", "gus@x.example")},
			want: []string{"error 0 missing-required", "1 rejected 5 omitted"},
		},
		{
			name: "an email that somebody has", why: "no two users share one, however it is spelt", asks: []reconcile.Ask{set(2, "email", "CYD@x.example")},
			want: []string{"error 0 email-taken", "1 rejected 4 omitted"},
		},
		{
			name: "the spelling of one's own email", why: "it is theirs already", asks: []reconcile.Ask{set(2, "email", "Bob@x.example")},
			want: []string{"~ 0 bob@x.example email:bob@x.example>Bob@x.example", "1 update 4 omitted"},
		},
		{
			name: "an ID that a leaver has", why: "inactive users still own their identifiers", asks: []reconcile.Ask{set(2, "employee_id", "4")},
			want: []string{"error 0 identity-conflict", "1 rejected 4 omitted"},
		},
		{
			name: "an ID that is nearly somebody's", why: "a spreadsheet would make them one", asks: []reconcile.Ask{set(2, "employee_id", "003")},
			want: []string{"error 0 near-miss-id", "1 rejected 4 omitted"},
		},
		{
			name: "one's own ID with its zeros", why: "this is how a near miss is mended", asks: []reconcile.Ask{set(2, "employee_id", "002")},
			want: []string{"~ 0 bob@x.example employee_id:2>002", "1 update 4 omitted"},
		},
		{
			name: "two who are given one email", why: "which of them is meant cannot be told",
			asks: []reconcile.Ask{set(2, "email", "new@x.example"), set(3, "email", "new@x.example")},
			want: []string{"error 0 email-taken", "error 0 email-taken", "2 rejected 3 omitted"},
		},
		{
			name: "an address that changes hands", why: "it is free, because its owner gives it up",
			asks: []reconcile.Ask{set(2, "email", "cyd@x.example"), set(3, "email", "cydney@x.example")},
			want: []string{"~ 0 bob@x.example email:bob@x.example>cyd@x.example", "~ 0 cyd@x.example email:cyd@x.example>cydney@x.example", "2 update 3 omitted"},
		},
		{
			name: "an unknown manager", why: "a hand is told, and nothing else is done", asks: []reconcile.Ask{set(2, "manager_email", "nobody@x.example", "title", "Chief")},
			want: []string{"error 0 unknown-manager", "1 rejected 4 omitted"},
		},
		{
			name: "two names of two managers", why: "nobody has both", asks: []reconcile.Ask{set(4, "manager_email", "ann@x.example", "manager_employee_id", "2")},
			want: []string{"error 0 manager-mismatch", "1 rejected 5 omitted"},
		},
		{
			name: "one's own manager", why: "nobody is", asks: []reconcile.Ask{set(2, "manager_employee_id", "2")},
			want: []string{"error 0 manager-self", "1 rejected 4 omitted"},
		},
		{
			name: "a circle", why: "Cyd reports to Bob, who would report to Cyd", asks: []reconcile.Ask{set(2, "manager_email", "cyd@x.example")},
			want: []string{"error 0 manager-cycle", "1 rejected 4 omitted"},
		},
		{
			name: "no manager", why: "the head of a company has none", asks: []reconcile.Ask{set(2, "manager_email", roster.Clear)},
			want: []string{"~ 0 bob@x.example manager_email:ann@x.example>", "1 update 4 omitted"},
		},
		{
			name: "a leaver with a team", why: "somebody has to know", asks: []reconcile.Ask{set(2, "status", "inactive")},
			want: []string{"- 0 bob@x.example status:active>inactive", "warning 0 orphaned-reports", "1 deactivate 4 omitted"},
		},
		{
			name: "a return", why: "an end that has passed would deactivate her again tonight",
			asks: []reconcile.Ask{{User: 4, Values: map[string]string{"status": "active"}, Returns: true}},
			want: []string{"^ 0 dee@x.example end_date:2020-01-31> status:inactive>active", "1 reactivate 5 omitted"},
		},
		{
			name: "an admin", why: "files cannot touch their access, hands can", asks: []reconcile.Ask{set(5, "status", "inactive")},
			want: []string{"- 0 eve@x.example status:active>inactive", "1 deactivate 4 omitted"},
		},
		{
			name: "the last account admin leaves", why: "nobody could let anybody in again", asks: []reconcile.Ask{set(1, "status", "inactive")},
			want: []string{"error 0 last-admin", "1 rejected 4 omitted"},
		},
		{
			name: "the last account admin is demoted", why: "the same by another way", asks: []reconcile.Ask{set(1, "role", "admin")},
			want: []string{"error 0 last-admin", "1 rejected 4 omitted"},
		},
		{
			name: "the last account admin is deleted", why: "and by a third", asks: []reconcile.Ask{{User: 1, Delete: true}},
			want: []string{"error 0 last-admin", "1 rejected 4 omitted"},
		},
		{
			name: "another account admin first", why: "the role is handed over in one run",
			asks: []reconcile.Ask{set(1, "role", "general"), set(2, "role", "account_admin")},
			want: []string{"~ 0 ann@x.example role:account_admin>general", "~ 0 bob@x.example role:general>account_admin", "2 update 3 omitted"},
		},
		{
			name: "groups are added", why: "and a new one is said", asks: []reconcile.Ask{{User: 2, Values: map[string]string{"groups": "Berlin;Sales"}, Groups: reconcile.GroupsAdd}},
			want: []string{"~ 0 bob@x.example groups:Sales>Berlin;Sales", "warning 0 new-group", "1 update 4 omitted"},
		},
		{
			name: "groups are left", why: "and those they are not in are no matter", asks: []reconcile.Ask{{User: 2, Leaves: []string{"Sales", "Berlin"}}},
			want: []string{"~ 0 bob@x.example groups:Sales>", "1 update 4 omitted"},
		},
		{
			name: "a manager is deleted", why: "those who report to them, gone ones too, lose their manager in the same run",
			asks: []reconcile.Ask{{User: 2, Delete: true}},
			want: []string{
				"x 0 bob@x.example employee_id:2> email:bob@x.example> first_name:Bob> last_name:Ray> title:Clerk> manager_email:ann@x.example> status:active> groups:Sales> role:general>",
				"~ 0 cyd@x.example manager_email:bob@x.example>", "~ 0 dee@x.example manager_email:bob@x.example>", "2 update 3 omitted",
			},
		},
		{
			name: "two are deleted", why: "a hand has to say how many", asks: []reconcile.Ask{{User: 4, Delete: true}, {User: 6, Delete: true}},
			want: []string{
				"x 0 dee@x.example employee_id:4> email:dee@x.example> first_name:Dee> last_name:Kay> title:Clerk> manager_email:bob@x.example> end_date:2020-01-31> status:inactive> role:general>",
				"x 0 fay@x.example employee_id:6> email:fay@x.example> first_name:Fay> last_name:Poe> title:Clerk> manager_email:ann@x.example> start_date:2026-06-01> end_date:2026-01-31> status:active> role:general>",
				"held delete 2 > 1", "4 omitted",
			},
		},
		{
			name: "somebody named twice", why: "is one person", asks: []reconcile.Ask{set(2, "title", "Chief"), set(2, "title", "Chief")},
			want: []string{"~ 0 bob@x.example title:Clerk>Chief", "1 update 4 omitted"},
		},
		{
			name: "a seat too many", why: "five are taken, and five there are", o: reconcile.Options{Seats: 5},
			asks: []reconcile.Ask{set(4, "status", "active")},
			want: []string{"^ 0 dee@x.example status:inactive>active", "held seats 6 > 5", "1 reactivate 5 omitted"},
		},
		{
			name: "an address of another domain", why: "new addresses are of those that are allowed", o: reconcile.Options{Domains: []string{"x.example"}},
			asks: []reconcile.Ask{set(2, "email", "bob@elsewhere.example")},
			want: []string{"error 0 domain-not-allowed", "1 rejected 4 omitted"},
		},
		{
			name: "an address that is there", why: "it may stay, whatever its domain", o: reconcile.Options{Domains: []string{"elsewhere.example"}},
			asks: []reconcile.Ask{set(2, "email", "BOB@x.example", "title", "Chief")},
			want: []string{"~ 0 bob@x.example email:bob@x.example>BOB@x.example title:Clerk>Chief", "1 update 4 omitted"},
		},
		{
			name: "over the seats already", why: "a run that takes none is not held", o: reconcile.Options{Seats: 3},
			asks: []reconcile.Ask{set(2, "title", "Chief")},
			want: []string{"~ 0 bob@x.example title:Clerk>Chief", "1 update 4 omitted"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &door{t: t, s: seeded(t, crew), o: tt.o}
			if diff := cmp.Diff(tt.want, describe(t, d.hand(tt.asks...))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
		})
	}
}

func TestDue(t *testing.T) {
	d := &door{t: t, s: seeded(t, crew)}
	want := []string{
		"- 0 cyd@x.example status:on_leave>inactive", "~ 0 fay@x.example end_date:2026-01-31>",
		"warning 0 protected-admin", "warning 0 stale-end-date", "1 update 1 deactivate 1 skipped 2 omitted",
	}
	if diff := cmp.Diff(want, describe(t, d.due(today))); diff != "" {
		t.Errorf("who has left, who is back, and an admin whom no date touches (-want +got):\n%s", diff)
	}
	d.apply(d.due(today))
	require.Zero(t, d.due(today).Summary.Changes(), "the same day again brings nothing")
	require.Zero(t, d.due("2019-01-01").Summary.Rows, "an earlier day brings nobody")
}

func TestAnEndIsNoEarlierEmploymentsBeforeTheStart(t *testing.T) {
	d := &door{t: t, s: seeded(t, "email,first_name,last_name,status,end_date,start_date\n"+
		"ann@x.example,Ann,Lee,active,2026-01-31,2026-12-01\n")}
	require.Equal(t, []string{"- 0 ann@x.example status:active>inactive", "1 deactivate"}, describe(t, d.due(today)),
		"who starts again next month has no access until then")
}

func TestErasureAsksOnlyForWhatIsTheirsNow(t *testing.T) {
	d := &door{t: t, s: seeded(t, crew)}
	a := reconcile.Assignment{Reference: "T-1", Owner: 4, State: reconcile.Done}
	assign := func(c reconcile.AssignmentChange) {
		require.NoError(t, d.s.Assign(context.Background(), []reconcile.AssignmentChange{c}, reconcile.Stamp{}))
	}
	erase := func() reconcile.Summary { return d.hand(reconcile.Ask{User: 4, Delete: true, Erase: true}).Summary }
	assign(reconcile.AssignmentChange{After: &a})
	require.Equal(t, 1, erase().Rejected, "an assignment needs an owner")
	assign(reconcile.AssignmentChange{Before: &a})
	require.Equal(t, 1, erase().Delete, "what they once had names them no more")
	require.Equal(t, 1, d.hand(reconcile.Ask{User: 4, Delete: true}).Summary.Rejected, "a deletion keeps the history, and so needs the person")
}

func TestWhoOwnsSomethingIsDeactivatedAndNotDeleted(t *testing.T) {
	d := &door{t: t, s: seeded(t, crew)}
	a := reconcile.Assignment{Reference: "T-1", Owner: 4, State: reconcile.Done}
	b := reconcile.Assignment{Reference: "T-2", Owner: 6, State: reconcile.Open}
	require.NoError(t, d.s.Assign(context.Background(), []reconcile.AssignmentChange{{After: &a}, {After: &b}}, reconcile.Stamp{}))
	require.Equal(t, []string{"error 0 has-assignments", "1 rejected 5 omitted"}, describe(t, d.hand(reconcile.Ask{User: 4, Delete: true})))

	leaves := d.hand(reconcile.Ask{User: 6, Values: map[string]string{"status": "inactive"}})
	require.Equal(t, []string{"- 0 fay@x.example status:active>inactive", "warning 0 open-assignments", "1 deactivate 4 omitted"}, describe(t, leaves))
	require.Contains(t, leaves.Problems[0].Hint, "ann@x.example", "the manager is named")
	row := d.file("employee_id,email,status\n6,fay@x.example,inactive\n")
	require.Equal(t, []string{"- 2 fay@x.example status:active>inactive", "warning 2 open-assignments", "1 deactivate 4 omitted"}, describe(t, row))

	run := d.apply(d.file("employee_id,email,first_name,last_name\n9,new@x.example,New,Person\n"))
	c := reconcile.Assignment{Reference: "T-3", Owner: 7, State: reconcile.Open}
	require.NoError(t, d.s.Assign(context.Background(), []reconcile.AssignmentChange{{After: &c}}, reconcile.Stamp{}))
	require.Equal(t, []string{"- 0 new@x.example status:active>inactive", "warning 0 has-assignments", "warning 0 open-assignments", "1 deactivate 5 omitted"},
		describe(t, d.mustUndo(run)))
}

func TestUndo(t *testing.T) {
	file := func(upload string) func(*door) int64 {
		return func(d *door) int64 { return d.apply(d.file(upload)) }
	}
	hand := func(asks ...reconcile.Ask) func(*door) int64 {
		return func(d *door) int64 { return d.apply(d.hand(asks...)) }
	}
	set := func(user int64, field, value string) reconcile.Ask {
		return reconcile.Ask{User: user, Values: map[string]string{field: value}}
	}
	hire := file("employee_id,email,first_name,last_name,manager_email\n8,hal@x.example,Hal,Orr,ivy@x.example\n9,ivy@x.example,Ivy,Orr,ann@x.example\n")
	for _, tt := range []struct {
		name, why string
		run       func(*door) int64
		since     []func(*door) int64
		want      []string
	}{
		{
			name: "edits", why: "each value goes back", run: file("employee_id,title,manager_email\n2,Chief,\n3,Chief,ann@x.example\n"),
			want: []string{"~ 0 bob@x.example title:Chief>Clerk", "~ 0 cyd@x.example title:Chief>Clerk manager_email:ann@x.example>bob@x.example", "2 update 3 omitted"},
		},
		{
			name: "a leaver and a return", why: "status is a value like others", run: file("employee_id,status\n2,inactive\n4,active\n"),
			want: []string{
				"^ 0 bob@x.example status:inactive>active", "- 0 dee@x.example end_date:>2020-01-31 status:active>inactive",
				"1 deactivate 1 reactivate 4 omitted",
			},
		},
		{
			name: "new people", why: "nothing has happened to them, so they go; who manages whom among them is no matter", run: hire,
			want: []string{
				"x 0 hal@x.example employee_id:8> email:hal@x.example> first_name:Hal> last_name:Orr> manager_email:ivy@x.example> status:active> role:general>",
				"x 0 ivy@x.example employee_id:9> email:ivy@x.example> first_name:Ivy> last_name:Orr> manager_email:ann@x.example> status:active> role:general>",
				"5 omitted",
			},
		},
		{
			name: "new people, one of them changed since", why: "they lose their access, and their manager stays with them", run: hire,
			since: []func(*door) int64{hand(set(7, "title", "Chief"))},
			want: []string{
				"- 0 hal@x.example status:active>inactive", "- 0 ivy@x.example status:active>inactive",
				"warning 0 kept-user", "warning 0 kept-user", "2 deactivate 5 omitted",
			},
		},
		{
			name: "a new person who is again as created", why: "it is the values that are judged", run: hire,
			since: []func(*door) int64{hand(set(7, "title", "Chief")), hand(set(7, "title", roster.Clear))},
			want: []string{
				"x 0 hal@x.example employee_id:8> email:hal@x.example> first_name:Hal> last_name:Orr> manager_email:ivy@x.example> status:active> role:general>",
				"x 0 ivy@x.example employee_id:9> email:ivy@x.example> first_name:Ivy> last_name:Orr> manager_email:ann@x.example> status:active> role:general>",
				"5 omitted",
			},
		},
		{
			name: "a new person to whom somebody reports by now", why: "whoever is referred to stays", run: hire,
			since: []func(*door) int64{hand(set(3, "manager_email", "hal@x.example"))},
			want: []string{
				"- 0 hal@x.example status:active>inactive", "- 0 ivy@x.example status:active>inactive",
				"warning 0 kept-user", "warning 0 kept-user", "warning 0 orphaned-reports", "2 deactivate 5 omitted",
			},
		},
		{
			name: "a new person who is gone", why: "nothing is left to do", run: hire,
			since: []func(*door) int64{hand(reconcile.Ask{User: 7, Delete: true})},
			want: []string{
				"x 0 ivy@x.example employee_id:9> email:ivy@x.example> first_name:Ivy> last_name:Orr> manager_email:ann@x.example> status:active> role:general>",
				"warning 0 changed-since", "5 omitted",
			},
		},
		{
			name: "a field that somebody changed since", why: "it is kept and listed; the others go back", run: file("employee_id,title,department\n2,Chief,Ops\n"),
			since: []func(*door) int64{hand(set(2, "title", "Head"))},
			want:  []string{"~ 0 bob@x.example department:Ops>", "warning 0 changed-since", "1 update 4 omitted"},
		},
		{
			name: "a field that was put back by hand", why: "there is nothing left to do", run: file("employee_id,title\n2,Chief\n"),
			since: []func(*door) int64{hand(set(2, "title", "Clerk"))},
			want:  []string{"1 unchanged 4 omitted"},
		},
		{
			name: "an address that somebody else has by now", why: "it is kept and listed", run: file("employee_id,email\n2,robert@x.example\n"),
			since: []func(*door) int64{hand(set(3, "email", "bob@x.example"))},
			want:  []string{"warning 0 email-taken", "1 unchanged 4 omitted"},
		},
		{
			name: "addresses that went on in a chain", why: "the whole chain goes back",
			run: file("employee_id,email\n2,robert@x.example\n3,bob@x.example\n4,cyd@x.example\n"),
			want: []string{
				"~ 0 robert@x.example email:robert@x.example>bob@x.example", "~ 0 bob@x.example email:bob@x.example>cyd@x.example",
				"~ 0 cyd@x.example email:cyd@x.example>dee@x.example", "3 update 3 omitted",
			},
		},
		{
			name: "a deletion", why: "the person comes back, and so does the manager of those who reported to them",
			run: hand(reconcile.Ask{User: 2, Delete: true}),
			want: []string{
				"+ 0 bob@x.example manager_email:>ann@x.example status:>active", "~ 0 cyd@x.example manager_email:>bob@x.example",
				"~ 0 dee@x.example manager_email:>bob@x.example", "1 create 2 update 3 omitted",
			},
		},
		{
			name: "a deletion, and the address is somebody else's", why: "the person cannot come back without one",
			run: hand(reconcile.Ask{User: 4, Delete: true}), since: []func(*door) int64{hand(set(3, "email", "dee@x.example"))},
			want: []string{"error 0 email-taken", "1 rejected 5 omitted"},
		},
		{
			name: "a deletion, and then that of the manager", why: "the person comes back without one, and is the manager again of those who reported to them",
			run: hand(reconcile.Ask{User: 2, Delete: true}), since: []func(*door) int64{hand(set(5, "role", "account_admin")), hand(reconcile.Ask{User: 1, Delete: true})},
			want: []string{
				"+ 0 bob@x.example status:>active", "~ 0 cyd@x.example manager_email:>bob@x.example",
				"~ 0 dee@x.example manager_email:>bob@x.example", "warning 0 unknown-manager", "1 create 2 update 2 omitted",
			},
		},
		{
			name: "an old manager who has left since", why: "it is put back and said",
			run: file("employee_id,manager_email\n3,ann@x.example\n"), since: []func(*door) int64{hand(set(2, "status", "inactive"))},
			want: []string{"~ 0 cyd@x.example manager_email:ann@x.example>bob@x.example", "warning 0 manager-inactive", "1 update 3 omitted"},
		},
		{
			name: "an old manager with another address by now", why: "the manager is the person, not the address",
			run: file("employee_id,manager_email\n3,ann@x.example\n"), since: []func(*door) int64{hand(set(2, "email", "robert@x.example"))},
			want: []string{"~ 0 cyd@x.example manager_email:ann@x.example>robert@x.example", "1 update 4 omitted"},
		},
		{
			name: "an old manager who has been deleted", why: "the manager of now stays",
			run: file("employee_id,manager_email\n3,ann@x.example\n4,ann@x.example\n"), since: []func(*door) int64{hand(reconcile.Ask{User: 2, Delete: true})},
			want: []string{"warning 0 unknown-manager", "warning 0 unknown-manager", "2 unchanged 3 omitted"},
		},
		{
			name: "a circle that would be closed", why: "Bob reports to Cyd by now, so Cyd cannot report to Bob again",
			run: file("employee_id,manager_email\n3,ann@x.example\n"), since: []func(*door) int64{hand(set(2, "manager_email", "cyd@x.example"))},
			want: []string{"warning 0 manager-cycle", "1 unchanged 4 omitted"},
		},
		{
			name: "a role", why: "hands are undone as files are", run: hand(set(2, "role", "admin")),
			want: []string{"~ 0 bob@x.example role:admin>general", "1 update 4 omitted"},
		},
		{
			name: "the last account admin", why: "stays, by an undo too",
			run: hand(set(2, "role", "account_admin")), since: []func(*door) int64{hand(set(1, "role", "general"))},
			want: []string{"warning 0 last-admin", "1 unchanged 4 omitted"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &door{t: t, s: seeded(t, crew), o: reconcile.Options{Key: roster.KeyEmployeeID}}
			run := tt.run(d)
			for _, since := range tt.since {
				since(d)
			}
			p := d.mustUndo(run)
			if diff := cmp.Diff(tt.want, describe(t, p)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
			d.apply(p)
		})
	}
}

func TestARunIsUndoneOnce(t *testing.T) {
	d := &door{t: t, s: seeded(t, crew), o: reconcile.Options{Key: roster.KeyEmployeeID}}
	run := d.apply(d.file("employee_id,title\n2,Chief\n"))
	undo := d.apply(d.mustUndo(run))
	_, err := d.undo(run)
	var undone *reconcile.UndoneError
	require.ErrorAs(t, err, &undone)
	require.Equal(t, reconcile.UndoneError{Run: run, By: undo}, *undone)
	again := d.mustUndo(undo)
	require.Equal(t, []string{"~ 0 bob@x.example title:Clerk>Chief", "1 update 4 omitted"}, describe(t, again))
}

// An undo and its undo bring back every byte of every user, whatever the run.
func TestUndoRestoresEveryByteOfEveryUser(t *testing.T) {
	forWorlds(t, func(t *testing.T, _ *rand.Rand, w world) {
		d := &door{t: t, s: w.store(), o: w.o}
		before := values(everybody(t, d.s))
		d.o.Allow = map[reconcile.LimitKind]int{}
		for _, kind := range []reconcile.LimitKind{"create", "update", "deactivate", "reactivate", "email", "employee_id", "rejected", "delete"} {
			d.o.Allow[kind] = 99
		}
		run := d.apply(d.file(w.upload()))
		after := values(everybody(t, d.s))
		undo := d.apply(d.mustUndo(run))
		if diff := cmp.Diff(before, values(everybody(t, d.s)), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("after the undo (-before +after):\n%s", diff)
		}
		d.apply(d.mustUndo(undo))
		if diff := cmp.Diff(after, values(everybody(t, d.s)), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("after the undo of the undo (-after the run +now):\n%s", diff)
		}
	})
}

// A history of files, hand edits, deletions and undos in random order: after
// each step the roster keeps its rules, and nobody but those the plan names
// has changed.
func TestAHistoryUndoneInRandomOrder(t *testing.T) {
	forWorlds(t, func(t *testing.T, r *rand.Rand, w world) {
		for i := range w.users {
			if i == 0 {
				w.users[i].Role, w.users[i].Status = roster.AccountAdmin, roster.Active
			}
		}
		d := &door{t: t, s: w.store(), o: w.o}
		for range 8 {
			before := values(everybody(t, d.s))
			p := randomStep(d, r, before)
			if p == nil || p.Held {
				continue
			}
			touched := map[int64]bool{}
			for c, err := range p.Changes {
				require.NoError(t, err)
				touched[int64(c.User.ID)] = true
			}
			if _, err := reconcile.Apply(context.Background(), d.s, p, reconcile.Stamp{At: now}); err != nil {
				t.Errorf("a plan that was just made is refused: %v", err)
				return
			}
			after := values(everybody(t, d.s))
			sound(t, after)
			for id, u := range before {
				now := after[id]
				// A manager's facts are the manager's, not the user's.
				for _, x := range []*roster.User{&u, &now} {
					x.ManagerEmail, x.ManagerEmployeeID, x.ManagerStatus = "", "", ""
				}
				if diff := cmp.Diff(u, now, cmpopts.EquateEmpty()); diff != "" && !touched[id] {
					t.Errorf("user %d was not in the plan (-before +after):\n%s", id, diff)
				}
			}
			if len(before) > 0 && adminsOf(before) > 0 && adminsOf(after) == 0 {
				t.Errorf("nobody administers the account any more")
			}
		}
	})
}

func adminsOf(users map[int64]roster.User) (n int) {
	for _, u := range users {
		if u.Role == roster.AccountAdmin && u.Employed() {
			n++
		}
	}
	return n
}

func randomStep(d *door, r *rand.Rand, users map[int64]roster.User) *reconcile.Plan {
	var ids []int64
	for id := range users {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	switch n := r.IntN(10); {
	case n < 3:
		return d.file(newWorld(r).upload())
	case n < 6 && len(ids) > 0:
		id := ids[r.IntN(len(ids))]
		pick := [][2]string{
			{"title", "T3"}, {"email", "b@x.example"}, {"employee_id", "3"}, {"status", "inactive"}, {"status", "active"},
			{"role", "general"}, {"role", "account_admin"}, {"manager_email", users[ids[r.IntN(len(ids))]].Email},
		}[r.IntN(8)]
		return d.hand(reconcile.Ask{User: id, Values: map[string]string{pick[0]: pick[1]}, Returns: true})
	case n < 7 && len(ids) > 0:
		return d.hand(reconcile.Ask{User: ids[r.IntN(len(ids))], Delete: true})
	case n < 8:
		return d.due([]string{"2026-02-28", "2027-03-01"}[r.IntN(2)])
	}
	runs, err := d.s.Runs(context.Background())
	require.NoError(d.t, err)
	if len(runs) == 0 {
		return nil
	}
	p, err := d.undo(runs[r.IntN(len(runs))].ID)
	if undone := (*reconcile.UndoneError)(nil); errors.As(err, &undone) {
		return nil
	}
	require.NoError(d.t, err)
	return p
}

// sound reports whatever a roster must never be.
func sound(t *testing.T, users map[int64]roster.User) {
	t.Helper()
	taken := map[string]int64{}
	for id, u := range users {
		for _, key := range []string{"id " + u.EmployeeID, "email " + roster.EmailKey(u.Email), "username " + roster.UsernameKey(u.Username)} {
			if key == "id " || key == "username " {
				continue
			}
			if other, ok := taken[key]; ok {
				t.Errorf("users %d and %d share %s", id, other, key)
			}
			taken[key] = id
		}
		seen := map[int64]bool{}
		for at := u.ManagerID; at != 0; at = users[at].ManagerID {
			if at == id || seen[at] {
				t.Errorf("user %d reports in a circle", id)
				break
			}
			seen[at] = true
			if _, ok := users[at]; !ok {
				t.Errorf("user %d reports to %d, who is not there", id, at)
				break
			}
		}
	}
}
