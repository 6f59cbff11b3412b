package templates

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
)

// A plan that no file made says what did, and speaks of no file, in every
// format for people.
func TestAReportSaysWhatMadeThePlan(t *testing.T) {
	for _, test := range []struct {
		name, why string
		plan      reconcile.PlanRef
		want      string
	}{
		{"a hand", "nobody looks for a file then", reconcile.PlanRef{Kind: reconcile.Hand}, "by hand"},
		{"an undo", "the run it puts back is the first question", reconcile.PlanRef{Kind: reconcile.Undo, Undoes: 12}, "undo of run 12"},
		{"a day", "--date can be another day than that of the run", reconcile.PlanRef{Kind: reconcile.Due, Day: "2026-11-30"}, "due on 2026-11-30"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, f := range []Format{Text, Markdown, HTML} {
				r := handReport()
				r.Plan, r.Summary.Omitted = test.plan, 480
				var b bytes.Buffer
				require.NoError(t, Render(&b, f, r, Options{}))
				require.Contains(t, b.String(), test.want, test.why)
				require.NotContains(t, b.String(), "the file", f)
				require.NotContains(t, b.String(), "480", f)
			}
		})
	}
}

func TestLog(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, Log(&b, []reconcile.Event{
		{Run: 1, AppliedAt: handReport().Run.AppliedAt, Actor: "ann", Action: reconcile.Create, Edits: []reconcile.Edit{
			{Field: "email", To: "bob@acme.example"}, {Field: "first_name", To: hostileEscape}}},
		{Run: 2, AppliedAt: handReport().Run.AppliedAt, Actor: "ben", Action: reconcile.Update, Edits: []reconcile.Edit{{Field: "title", From: "Clerk"}}},
		{Run: 3, AppliedAt: handReport().Run.AppliedAt, Actor: "ann", Action: reconcile.Delete, Edits: []reconcile.Edit{{Field: "email", From: "bob@acme.example"}}},
	}, Options{}))
	golden(t, "log.text", b.Bytes())
}
