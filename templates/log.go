package templates

import (
	"bufio"
	"fmt"
	"io"

	"roster.example/reconcile"
)

// Log writes what ever happened to one user, for a terminal: a line for each
// run, and beneath it what it changed.
func Log(w io.Writer, events []reconcile.Event, o Options) error {
	b := bufio.NewWriter(w)
	t := newTextPage(b, &reconcile.Report{}, o)
	for i, e := range events {
		if i > 0 {
			t.print("\n")
		}
		t.print(t.paint.outcome(e.Action, e.Action.Symbol()), " ",
			t.paint.bold(fmt.Sprintf("%s, run %d", e.Action, e.Run)), t.paint.dim(fmt.Sprintf(", %s by %s", clock(e.AppliedAt), visible(e.Actor))), "\n")
		switch e.Action {
		case reconcile.Create, reconcile.Delete:
			t.flow(values(e.Edits))
		default:
			for j := range e.Edits {
				t.edit(&e.Edits[j])
			}
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	return nil
}

// values returns what somebody came or went with.
func values(edits []reconcile.Edit) []string {
	var pieces []string
	for _, e := range edits {
		value := e.To
		if value == "" {
			value = e.From
		}
		pieces = append(pieces, visible(e.Field)+": "+quote(value))
	}
	return pieces
}
