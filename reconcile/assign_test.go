package reconcile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
)

func TestPlanAssignments(t *testing.T) {
	known := []reconcile.Assignment{{Reference: "T-1", Owner: 1, Title: "Fire drill", State: reconcile.Done}}
	for _, tt := range []struct {
		name, why string
		rows      []reconcile.AssignmentRow
		want      reconcile.AssignmentPlan
	}{
		{
			name: "a new one", why: "without a word it is open",
			rows: []reconcile.AssignmentRow{{Line: 2, Owner: 1, Named: "E1", Reference: "T-2", Title: "Laptop"}},
			want: reconcile.AssignmentPlan{
				Changes: []reconcile.AssignmentChange{{After: &reconcile.Assignment{Reference: "T-2", Owner: 1, Title: "Laptop", State: reconcile.Open}}},
				Lines:   []int{2},
			},
		},
		{
			name: "silence keeps", why: "a file without a state must not open again what is done",
			rows: []reconcile.AssignmentRow{{Line: 2, Owner: 1, Named: "E1", Reference: "T-1"}},
			want: reconcile.AssignmentPlan{Unchanged: 1},
		},
		{
			name: "another owner and state", why: "the file says how it is",
			rows: []reconcile.AssignmentRow{{Line: 2, Owner: 2, Named: "E2", Reference: "T-1", State: "In-Progress"}},
			want: reconcile.AssignmentPlan{
				Changes: []reconcile.AssignmentChange{{Before: &known[0], After: &reconcile.Assignment{Reference: "T-1", Owner: 2, Title: "Fire drill", State: reconcile.Open}}},
				Lines:   []int{2},
			},
		},
		{
			name: "faulty rows", why: "each says what is wrong, and the others go ahead",
			rows: []reconcile.AssignmentRow{
				{Line: 2, Owner: 1, Named: "E1"}, {Line: 3, Reference: "T-2"}, {Line: 4, Named: "E9", Reference: "T-3"},
				{Line: 5, Owner: 1, Named: "E1", Reference: "T-4", State: "maybe"}, {Line: 6, Owner: 1, Named: "E1", Reference: "T-1", State: "completed"},
			},
			want: reconcile.AssignmentPlan{Rejected: 4, Unchanged: 1, Faults: []reconcile.AssignmentFault{
				{Line: 2, Message: "the row has no reference", Hint: "give every assignment the name it has where it comes from"},
				{Line: 3, Message: "the row has no owner", Hint: "write the owner's email or employee ID"},
				{Line: 4, Message: `nobody in the roster has the email or employee ID "E9"`, Hint: "write the owner's email or employee ID as the roster has it"},
				{Line: 5, Message: `"maybe" is no state`, Hint: "write open or done"},
			}},
		},
		{
			name: "the same twice", why: "it does no harm",
			rows: []reconcile.AssignmentRow{{Line: 2, Owner: 1, Named: "E1", Reference: "T-1"}, {Line: 3, Owner: 1, Named: "a@x", Reference: "T-1"}},
			want: reconcile.AssignmentPlan{Unchanged: 1, Skipped: 1},
		},
		{
			name: "twice and different", why: "the order in a file never decides",
			rows: []reconcile.AssignmentRow{
				{Line: 2, Owner: 1, Named: "E1", Reference: "T-1"}, {Line: 3, Owner: 2, Named: "E2", Reference: "T-1"}, {Line: 4, Owner: 1, Named: "E1", Reference: "T-1"},
			},
			want: reconcile.AssignmentPlan{Rejected: 3, Faults: []reconcile.AssignmentFault{
				{Line: 2, Message: `reference "T-1" stands on several rows that differ`, Hint: "leave the one row that is meant"},
				{Line: 3, Message: `reference "T-1" stands on several rows that differ`, Hint: "leave the one row that is meant"},
				{Line: 4, Message: `reference "T-1" stands on several rows that differ`, Hint: "leave the one row that is meant"},
			}},
		},
		{
			name: "a faulty twin", why: "which of them is meant cannot be told",
			rows: []reconcile.AssignmentRow{{Line: 2, Owner: 2, Named: "E2", Reference: "T-1"}, {Line: 3, Named: "E9", Reference: "T-1"}},
			want: reconcile.AssignmentPlan{Rejected: 2, Faults: []reconcile.AssignmentFault{
				{Line: 2, Message: `reference "T-1" stands on several rows that differ`, Hint: "leave the one row that is meant"},
				{Line: 3, Message: `nobody in the roster has the email or employee ID "E9"`, Hint: "write the owner's email or employee ID as the roster has it"},
			}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Empty(t, cmp.Diff(&tt.want, reconcile.PlanAssignments(tt.rows, known)), tt.why)
		})
	}
}

func TestMoveAndDropAssignments(t *testing.T) {
	one := reconcile.Assignment{Reference: "T-1", Owner: 1, State: reconcile.Open}
	two := reconcile.Assignment{Reference: "T-2", Owner: 2, State: reconcile.Done}
	moved := one
	moved.Owner = 2
	all := []reconcile.Assignment{one, two}
	require.Empty(t, cmp.Diff([]reconcile.AssignmentChange{{Before: &one, After: &moved}}, reconcile.MoveAssignments(all, 2)), "what is theirs is not moved")
	require.Empty(t, cmp.Diff([]reconcile.AssignmentChange{{Before: &one}, {Before: &two}}, reconcile.DropAssignments(all)))
}
