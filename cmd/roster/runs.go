package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

func (a *app) runsCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "runs",
		Short: "List what was applied: when, by whom, from which file",
		Long: `Runs lists the history of the roster, newest first, with what each run did:
+ created, ~ updated, - deactivated, ^ reactivated, x deleted, ! rows rejected.
"roster show RUN" tells what a run changed, person by person.`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf(&format, "format", format, "text", "json", "csv"); err != nil {
				return err
			}
			return a.runRuns(cmd.Context(), format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the list: text, json or csv")
	return cmd
}

func (a *app) runRuns(ctx context.Context, format string) (err error) {
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	runs, err := db.Runs(ctx)
	if err != nil {
		return err
	}
	switch format {
	case "json":
		return writeJSON(a.ui.out, append([]reconcile.Run{}, runs...)) // never null
	case "csv":
		return runsCSV(a.ui.out, runs)
	}
	if len(runs) == 0 {
		a.ui.note("nothing was applied to this roster yet")
		return nil
	}
	t := table{width: a.ui.columns(), head: []string{"run", "applied", "by", "kind", "from", "what"}}
	for _, r := range runs {
		what := signs(r.Summary)
		if r.UndoneBy != nil {
			what = fmt.Sprintf("undone by %d: %s", *r.UndoneBy, what)
		}
		from := r.Source
		if r.Undoes != nil {
			from = fmt.Sprintf("run %d", *r.Undoes)
		}
		t.add(strconv.FormatInt(r.ID, 10), a.clock(r.AppliedAt), r.Actor, string(r.Kind), from, what)
	}
	return t.write(a.ui.out)
}

// clock shows an instant as the clock on the wall did.
func (a *app) clock(t time.Time) string {
	return t.In(a.env.now().Location()).Format("2006-01-02 15:04")
}

// runsCSV writes the history for a spreadsheet, with the counts as columns.
func runsCSV(w io.Writer, runs []reconcile.Run) error {
	out := csv.NewWriter(w)
	write := func(cells ...string) error {
		for i := range cells {
			cells[i] = roster.Guard(cells[i])
		}
		return out.Write(cells)
	}
	if err := write("id", "kind", "applied_at", "actor", "source", "undoes", "undone_by",
		"rows", "create", "update", "deactivate", "reactivate", "delete", "unchanged", "skipped", "rejected", "omitted"); err != nil {
		return err
	}
	for _, r := range runs {
		cells := []string{
			strconv.FormatInt(r.ID, 10), string(r.Kind), r.AppliedAt.UTC().Format(time.RFC3339), r.Actor, r.Source,
			runNumber(r.Undoes), runNumber(r.UndoneBy),
		}
		s := r.Summary
		for _, n := range []int{s.Rows, s.Create, s.Update, s.Deactivate, s.Reactivate, s.Delete, s.Unchanged, s.Skipped, s.Rejected, s.Omitted} {
			cells = append(cells, strconv.Itoa(n))
		}
		if err := write(cells...); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func runNumber(id *int64) string {
	if id == nil {
		return ""
	}
	return strconv.FormatInt(*id, 10)
}
