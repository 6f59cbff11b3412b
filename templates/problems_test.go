package templates

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

func TestPlace(t *testing.T) {
	require.Equal(t, "line 3, E-mail", place(&reconcile.PlanRef{}, &roster.Problem{Line: 3, Column: "E-mail"}))
	require.Equal(t, "line 3", place(&reconcile.PlanRef{}, &roster.Problem{Line: 3}))
	require.Equal(t, "column E-mail", place(&reconcile.PlanRef{}, &roster.Problem{Column: "E-mail"}))
	require.Equal(t, "the file", place(&reconcile.PlanRef{}, &roster.Problem{}))
}

func TestMessage(t *testing.T) {
	tests := []struct{ name, value, message, want, why string }{
		{"said", "ann@@x", `"ann@@x" is no email address`, `"ann@@x" is no email address`, "once is enough"},
		{"not said", "ann@@x", "no such manager", "no such manager (ann@@x)", "what stood in the cell is what has to be found"},
		{"none", "", "needs a name", "needs a name", ""},
		{"quoted", "a\tb", `"a\tb" is no name`, `"a\tb" is no name`, "said as Go quotes it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, message(&roster.Problem{Value: tt.value, Message: tt.message}), tt.why)
		})
	}
}

func TestGroups(t *testing.T) {
	var got []string
	for _, g := range groups([]roster.Problem{
		{Severity: roster.Warning, Code: "w", Line: 1},
		{Severity: roster.Error, Code: "b", Line: 2},
		{Severity: roster.Error, Code: "a", Line: 3},
		{Severity: roster.Error, Code: "b", Line: 4},
		{Severity: roster.Error, Code: "w", Line: 5},
	}) {
		for _, p := range g.Problems {
			got = append(got, string(g.Severity)+" "+string(g.Code)+" "+place(&reconcile.PlanRef{}, p))
		}
	}
	want := []string{"error b line 2", "error b line 4", "error a line 3", "error w line 5", "warning w line 1"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors come first, then kinds as they occur (-want +got):\n%s", diff)
	}
}
