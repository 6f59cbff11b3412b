package reconcile_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// crowd returns a roster of n users, each made by the format from its number.
func crowd(n int, header, format string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := 1; i <= n; i++ {
		b.WriteString(strings.ReplaceAll(format, "%d", fmt.Sprint(i)) + "\n")
	}
	return b.String()
}

func hundred() string {
	return crowd(100, "employee_id,email,first_name,last_name,title,status", "E%d,p%d@acme.example,P%d,Q%d,Clerk,active")
}

// measured are options with one limit that somebody has set.
func measured(kind reconcile.LimitKind, n int, percent bool) reconcile.Options {
	return reconcile.Options{Key: roster.KeyEmployeeID, Limits: map[reconcile.LimitKind]reconcile.Measure{kind: {N: n, Percent: percent}}}
}

func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		name, why     string
		users, upload string
		o             reconcile.Options
		want          reconcile.Limit
	}{
		{
			name: "deactivate at the limit", why: "max(5, 5%) of 100 is 5, and 5 is not more than 5",
			users: hundred(), upload: crowd(5, "employee_id,status", "E%d,inactive"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 5, Limit: 5},
		},
		{
			name: "deactivate over it", why: "6 of 100",
			users: hundred(), upload: crowd(6, "employee_id,status", "E%d,inactive"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 6, Limit: 5, Exceeded: true, Allow: "--allow deactivate=6"},
		},
		{
			name: "percentages round down", why: "5% of 139 is 6.95",
			users:  crowd(139, "employee_id,email,first_name,last_name", "E%d,p%d@acme.example,P,Q"),
			upload: crowd(7, "employee_id,status", "E%d,inactive"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 7, Limit: 6, Exceeded: true, Allow: "--allow deactivate=7"},
		},
		{
			name: "allowed to an exact count", why: "--allow deactivate=6 lets 6 through",
			users: hundred(), upload: crowd(6, "employee_id,status", "E%d,inactive"),
			o:    reconcile.Options{Key: roster.KeyEmployeeID, Allow: map[reconcile.LimitKind]int{reconcile.LimitDeactivate: 6}},
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 6, Limit: 6},
		},
		{
			name: "and no further", why: "--allow deactivate=6 holds 7",
			users: hundred(), upload: crowd(7, "employee_id,status", "E%d,inactive"),
			o:    reconcile.Options{Key: roster.KeyEmployeeID, Allow: map[reconcile.LimitKind]int{reconcile.LimitDeactivate: 6}},
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 7, Limit: 6, Exceeded: true, Allow: "--allow deactivate=7"},
		},
		{
			name: "to allow less is to allow what is allowed", why: "--allow raises",
			users: hundred(), upload: crowd(5, "employee_id,status", "E%d,inactive"),
			o:    reconcile.Options{Key: roster.KeyEmployeeID, Allow: map[reconcile.LimitKind]int{reconcile.LimitDeactivate: 1}},
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 5, Limit: 5},
		},
		{
			name: "measured against active users", why: "inactive people do not make room for more leavers",
			users: crowd(1000, "employee_id,email,first_name,last_name,status", "X%d,x%d@acme.example,P,Q,inactive") +
				strings.SplitN(crowd(40, "h", "E%d,p%d@acme.example,P,Q,active"), "\n", 2)[1],
			upload: crowd(6, "employee_id,status", "E%d,inactive"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 6, Limit: 5, Exceeded: true, Allow: "--allow deactivate=6"},
		},
		{
			name: "reactivate", why: "bringing many back is as strange as seeing many go",
			users:  crowd(20, "employee_id,email,first_name,last_name,status", "E%d,p%d@acme.example,P,Q,inactive"),
			upload: crowd(6, "employee_id,status", "E%d,active"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitReactivate, Count: 6, Limit: 5, Exceeded: true, Allow: "--allow reactivate=6"},
		},
		{
			name: "create", why: "max(50, 25%)",
			users: hundred(), upload: crowd(51, "employee_id,email,first_name,last_name", "N%d,n%d@acme.example,P,Q"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitCreate, Count: 51, Limit: 50, Exceeded: true, Allow: "--allow create=51"},
		},
		{
			name: "update", why: "max(50, 50%)",
			users: hundred(), upload: crowd(51, "employee_id,title", "E%d,Boss"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitUpdate, Count: 51, Limit: 50, Exceeded: true, Allow: "--allow update=51"},
		},
		{
			name: "email", why: "an email change is a change of who can log in",
			users: hundred(), upload: crowd(6, "employee_id,email", "E%d,new%d@acme.example"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitEmail, Count: 6, Limit: 5, Exceeded: true, Allow: "--allow email=6"},
		},
		{
			name: "employee ID", why: "the mirror of the email limit",
			users: hundred(), upload: crowd(6, "employee_id,email", "Z%d,p%d@acme.example"), o: byEmail,
			want: reconcile.Limit{Kind: reconcile.LimitEmployeeID, Count: 6, Limit: 5, Exceeded: true, Allow: "--allow employee_id=6"},
		},
		{
			name: "a first employee ID is no change of one", why: "loading the IDs of everybody is how a roster gets its key",
			users:  crowd(30, "email,first_name,last_name", "p%d@acme.example,P,Q"),
			upload: crowd(30, "employee_id,email", "Z%d,p%d@acme.example"), o: byEmail,
			want: reconcile.Limit{Kind: reconcile.LimitEmployeeID, Count: 0, Limit: 5},
		},
		{
			name: "a shifted column", why: "one field changed on more than half of at least 20",
			users: hundred(), upload: crowd(11, "employee_id,title", "E%d,Boss") + strings.SplitN(crowd(20, "h", "E%d,Clerk"), "\n", 13)[12], o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitShifted, Count: 11, Limit: 10, Exceeded: true, Allow: "--allow shifted-column=11"},
		},
		{
			name: "half is not more than half", why: "10 of 20",
			users: hundred(), upload: crowd(10, "employee_id,title", "E%d,Boss") + strings.SplitN(crowd(20, "h", "E%d,Clerk"), "\n", 12)[11], o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitShifted, Count: 10, Limit: 10},
		},
		{
			name: "rejected", why: "max(5, 10%) of the rows",
			users: hundred(), upload: crowd(6, "employee_id,first_name", "E%d,#CLEAR"), o: byID,
			want: reconcile.Limit{Kind: reconcile.LimitRejected, Count: 6, Limit: 5, Exceeded: true, Allow: "--allow rejected=6"},
		},
		{
			name: "strict", why: "any rejected row holds the whole run",
			users: hundred(), upload: crowd(1, "employee_id,first_name", "E%d,#CLEAR"),
			o:    reconcile.Options{Key: roster.KeyEmployeeID, Strict: true},
			want: reconcile.Limit{Kind: reconcile.LimitRejected, Count: 1, Limit: 0, Exceeded: true, Allow: "--allow rejected=1"},
		},
		{
			name: "a share that was set", why: "3% of 100, in the place of the default",
			users: hundred(), upload: crowd(4, "employee_id,status", "E%d,inactive"), o: measured(reconcile.LimitDeactivate, 3, true),
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 4, Limit: 3, Exceeded: true, Allow: "--allow deactivate=4"},
		},
		{
			name: "a count that was set", why: "it may be higher than the default, too",
			users: hundred(), upload: crowd(8, "employee_id,status", "E%d,inactive"), o: measured(reconcile.LimitDeactivate, 8, false),
			want: reconcile.Limit{Kind: reconcile.LimitDeactivate, Count: 8, Limit: 8},
		},
		{
			name: "a share of the rejected", why: "is one of the rows",
			users: hundred(), upload: crowd(4, "employee_id,first_name", "E%d,#CLEAR"), o: measured(reconcile.LimitRejected, 50, true),
			want: reconcile.Limit{Kind: reconcile.LimitRejected, Count: 4, Limit: 2, Exceeded: true, Allow: "--allow rejected=4"},
		},
		{
			name: "a count for the first load", why: "whoever sets one means it",
			users: "", upload: crowd(4, "employee_id,email,first_name,last_name", "N%d,n%d@acme.example,P,Q"), o: measured(reconcile.LimitCreate, 3, false),
			want: reconcile.Limit{Kind: reconcile.LimitCreate, Count: 4, Limit: 3, Exceeded: true, Allow: "--allow create=4"},
		},
		{
			name: "a share for the first load", why: "a share of nobody would let nobody in",
			users: "", upload: crowd(4, "employee_id,email,first_name,last_name", "N%d,n%d@acme.example,P,Q"), o: measured(reconcile.LimitCreate, 10, true),
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := prepare(t, seeded(t, tt.users), tt.upload, "", tt.o)
			var got reconcile.Limit
			for _, l := range p.Limits {
				if l.Kind == tt.want.Kind {
					got = l
				}
			}
			if tt.want.Kind == "" {
				require.False(t, p.Held, tt.why)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
			if tt.want.Exceeded {
				require.True(t, p.Held, "an exceeded limit holds the plan")
			}
		})
	}
}

func TestStrictGoesBeforeALimitThatWasSet(t *testing.T) {
	o := measured(reconcile.LimitRejected, 50, false)
	o.Strict = true
	require.True(t, prepare(t, seeded(t, hundred()), crowd(1, "employee_id,first_name", "E%d,#CLEAR"), "", o).Held)
}

func TestLimitsThatAreOff(t *testing.T) {
	has := func(p *reconcile.Plan, kind reconcile.LimitKind) bool {
		for _, l := range p.Limits {
			if l.Kind == kind {
				return true
			}
		}
		return false
	}
	t.Run("the first load may be as large as it is", func(t *testing.T) {
		p := prepare(t, seeded(t, ""), crowd(500, "employee_id,email,first_name,last_name", "N%d,n%d@acme.example,P,Q"), "", reconcile.Options{})
		require.False(t, p.Held)
		require.False(t, has(p, reconcile.LimitCreate))
	})
	t.Run("nineteen people are too few to call a column shifted", func(t *testing.T) {
		p := prepare(t, seeded(t, hundred()), crowd(19, "employee_id,title", "E%d,Boss"), "", byID)
		require.False(t, p.Held)
		require.False(t, has(p, reconcile.LimitShifted))
	})
	t.Run("filling an empty field is no shift", func(t *testing.T) {
		p := prepare(t, seeded(t, hundred()), crowd(40, "employee_id,department", "E%d,Sales"), "", byID)
		require.False(t, p.Held)
	})
	t.Run("a file of leavers is no shift of the status column", func(t *testing.T) {
		p := prepare(t, seeded(t, crowd(1000, "employee_id,email,first_name,last_name", "E%d,p%d@acme.example,P,Q")),
			crowd(30, "employee_id", "E%d"), "", mode(reconcile.Terminations))
		require.False(t, p.Held)
	})
	t.Run("putting everybody on leave is one", func(t *testing.T) {
		p := prepare(t, seeded(t, hundred()), crowd(30, "employee_id,status", "E%d,on leave"), "", byID)
		require.True(t, p.Held)
	})
	t.Run("clearing a field is a shift", func(t *testing.T) {
		p := prepare(t, seeded(t, hundred()), crowd(21, "employee_id,title", "E%d,#CLEAR"), "", byID)
		require.True(t, p.Held)
		require.Contains(t, describe(t, p), "warning 0 shifted-column")
	})
	t.Run("people who are passed over are not matched", func(t *testing.T) {
		users := crowd(30, "employee_id,email,first_name,last_name,title,status", "E%d,p%d@acme.example,P,Q,Clerk,active") +
			strings.SplitN(crowd(4, "h", "X%d,x%d@acme.example,P,Q,Clerk,inactive"), "\n", 2)[1]
		upload := crowd(30, "employee_id,title,status", "E%d,Boss,active") + strings.SplitN(crowd(4, "h", "X%d,Boss,active"), "\n", 2)[1]
		p := prepare(t, seeded(t, users), upload, "", mode(reconcile.NewHires))
		require.Equal(t, 4, p.Summary.Reactivate)
		require.False(t, has(p, reconcile.LimitShifted))
	})
}

func TestAHeldPlanIsNotApplied(t *testing.T) {
	s := seeded(t, hundred())
	p := prepare(t, s, crowd(6, "employee_id,status", "E%d,inactive"), "", byID)
	_, err := reconcile.Apply(context.Background(), s, p, reconcile.Stamp{At: now, Actor: "test"})
	require.ErrorIs(t, err, reconcile.ErrHeld)
	for _, u := range everybody(t, s) {
		require.Equal(t, roster.Active, u.Status)
	}
}
