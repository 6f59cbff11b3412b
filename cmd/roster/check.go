package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"roster.example/roster"
)

func (a *app) checkCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "check FILE",
		Short: "Say how a file is read and what is wrong with it; needs no roster",
		Long: `Check tells how a roster file is understood: its format, its columns and what
each is taken for, and the problems of its rows that show without a roster. FILE
may be - for stdin.`,
		Example: `  roster check weekly.csv
  roster check weekly.csv --map "Emp No=employee_id"`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf(&f.format, "format", f.format, "text", "json"); err != nil {
				return err
			}
			o, err := a.options(cmd.Flags(), f)
			if err != nil {
				return err
			}
			return a.runCheck(cmd.Context(), args[0], o)
		},
	}
	cmd.Flags().StringVar(&f.format, "format", "text", "`FORMAT` of what goes to stdout: text or json")
	f.reading(cmd.Flags())
	return cmd
}

// checked is what check found out. It is the JSON as well as the source of
// the text.
type checked struct {
	Source    roster.Source        `json:"source"`
	Container string               `json:"container"` // "gzip" or "zip" when the file was packed in one
	Sheet     string               `json:"sheet"`     // of a workbook
	Problems  []roster.Problem     `json:"problems"`
	Columns   []roster.ColumnFacts `json:"columns"`
	Skipped   []roster.SkippedLine `json:"skipped"`

	rows   int
	faulty int  // rows with an error
	taken  bool // false when nothing of the file can be
}

func (a *app) runCheck(ctx context.Context, file string, o options) error {
	in, err := a.openInput(ctx, file)
	if err != nil {
		return err
	}
	defer in.close()
	found, err := a.check(ctx, in, o)
	if err != nil {
		return err
	}
	if o.format == "json" {
		err = writeJSON(a.ui.out, found)
	} else {
		err = found.write(a.ui.out, a.ui.columns())
	}
	switch {
	case err != nil:
		return err
	case !found.taken:
		return fail("the report says what to mend", "nothing of %q can be taken", in.name)
	case found.faulty > 0:
		return status(exitRejected)
	}
	return nil
}

// check reads a file to its end. A file of which nothing can be taken is a
// finding like others.
func (a *app) check(ctx context.Context, in *input, o options) (*checked, error) {
	found := &checked{Problems: []roster.Problem{}, Columns: []roster.ColumnFacts{}, Skipped: []roster.SkippedLine{}}
	up, err := a.openUpload(in, o.read)
	if bad := (*roster.FileError)(nil); errors.As(err, &bad) {
		found.Source = roster.Source{Name: in.name, Columns: []roster.Column{}}
		found.Problems = append(found.Problems, bad.Problem)
		return found, nil
	}
	if err != nil {
		return nil, err
	}
	found.Source, found.rows, found.taken = up.Source, up.Len(), true
	found.Container, found.Sheet = up.Container, up.Sheet
	found.Columns = up.Columns()
	found.Skipped = append(found.Skipped, up.Skipped...)
	found.Problems = append(found.Problems, up.Problems...)
	return found, found.readRows(ctx, a, up, o)
}

func (c *checked) readRows(ctx context.Context, a *app, up *roster.Upload, o options) error {
	m := a.ui.progress("checking", int64(up.Len()))
	defer m.done()
	var read int64
	for row, err := range up.Rows(o.plan.Key) {
		if err != nil {
			return fail("see that the file is still there and try again", "cannot read %q: %w", up.Source.Name, err)
		}
		if read++; read%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			m.set(read)
		}
		c.Problems = append(c.Problems, row.Problems...)
		if row.Faulty() {
			c.faulty++
		}
	}
	return nil
}
