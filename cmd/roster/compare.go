package main

import (
	"context"
	"errors"
	"io"
	"syscall"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/templates"
)

func (a *app) compareCmd() *cobra.Command {
	var f flags
	var missing string
	cmd := &cobra.Command{
		Use:   "compare A [B]",
		Short: "Compare a file with another file, or with the roster",
		Long: `Compare tells who is in A and not in B, who is in B and not in A, and who differs
and in what. B is the roster when it is left out. It changes nothing. People who
have left are not missed on the other side.

With --missing-as it writes those who are in B and not in A as a list of leavers,
to be read by a person and then taken by: roster import --mode terminations.
A and B may be - for stdin, but not both.`,
		Example: `  roster compare everybody.csv
  roster compare this-week.csv last-week.csv
  roster compare everybody.csv --missing-as leavers.csv`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return exactly("A", "B")(cmd, args)
			}
			return exactly("A")(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf(&f.format, "format", f.format, "text", "json"); err != nil {
				return err
			}
			o, err := a.options(cmd.Flags(), f)
			if err != nil {
				return err
			}
			return a.runCompare(cmd.Context(), args, o, missing)
		},
	}
	fs := cmd.Flags()
	fs.StringVar(&missing, "missing-as", "", "write those who are in B and not in A to `FILE`, as a list of leavers")
	fs.StringVar(&f.format, "format", "text", "`FORMAT` of what goes to stdout: text or json")
	f.spelling(fs)
	return cmd
}

func (a *app) runCompare(ctx context.Context, args []string, o options, missing string) (err error) {
	read := []named{{"A", args[0]}}
	if len(args) == 2 {
		read = append(read, named{"B", args[1]})
		if args[0] == stdinName && args[1] == stdinName {
			return fail("save one of them to a file", "A and B cannot both be stdin")
		}
	} else {
		read = append(read, named{"the roster's database", a.db})
	}
	if missing == stdinName {
		return fail("give the path of a file", "--missing-as does not take %q: stdout has the comparison", missing)
	}
	if err := apart(read, []named{{"--missing-as", missing}}); err != nil {
		return err
	}
	var leavers *output
	if missing != "" {
		if leavers, err = createOutput(missing); err != nil {
			return err
		}
		defer leavers.discard()
	}
	var db *database
	if len(args) == 1 { // It is the quicker to be found missing.
		opened, err := a.openStore(ctx)
		if err != nil {
			return err
		}
		db = &database{Store: opened}
		defer closing(db, &err)
	}
	var uploads []*roster.Upload
	for i, arg := range args {
		o.read.Keep = i == 0 // of the two, A is in memory
		in, err := a.openInput(ctx, arg)
		if err != nil {
			return err
		}
		defer in.close()
		up, err := a.openUpload(in, o.read)
		if err != nil {
			return err
		}
		uploads = append(uploads, up)
	}
	how := reconcile.CompareOptions{
		Key: o.plan.Key, Groups: o.plan.Groups, Today: a.env.now().Format("2006-01-02"),
	}
	var others reconcile.Others
	if db != nil {
		snap, opened := db.Snapshot(ctx)
		if opened != nil {
			return opened
		}
		defer func() { err = errors.Join(err, snap.Close()) }()
		if how.Key == "" {
			how.Key = snap.Info().Key
		}
		how.Key = compareKey(how.Key, uploads)
		others = reconcile.Others{Users: snap.All(ctx)}
	} else {
		how.Key = compareKey(how.Key, uploads)
		others = reconcile.UploadPeople(uploads[1], how.Key, how.Today)
	}
	found, err := reconcile.Compare(ctx, uploads[0], others, how)
	if err != nil {
		return err
	}
	if leavers != nil {
		if err := a.writeMissing(found, leavers); err != nil {
			return err
		}
	}
	err = templates.Compare(a.ui.out, o.format, found, templates.Options{Width: a.ui.columns(), Color: a.ui.colored()})
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return err
}

// compareKey returns the key of a comparison: the one asked for or the
// roster's, and without one the employee ID if every row has it.
func compareKey(key roster.Key, uploads []*roster.Upload) roster.Key {
	if key != "" {
		return key
	}
	for _, up := range uploads {
		if n := up.Filled(roster.EmployeeID); n == 0 || n < up.Len() {
			return roster.KeyEmail
		}
	}
	return roster.KeyEmployeeID
}

// writeMissing writes those who are only in B as a list of leavers. It is
// written before the comparison is shown, so that it is there even if the
// reader of stdout leaves.
func (a *app) writeMissing(c *reconcile.Comparison, out *output) error {
	s := c.Summary
	if s.Same+s.Differ+s.OnlyA+s.LeftA == 0 {
		return fail("look how it is read with: roster check FILE", "A names nobody, so that everybody would be a leaver; %q is not written", out.path)
	}
	var fields []*roster.Field
	for _, name := range []string{roster.EmployeeID, roster.Email, roster.FirstName, roster.LastName, roster.StatusField} {
		fields = append(fields, roster.FieldByName(name))
	}
	err := out.write(func(w io.Writer) error {
		people := newPeopleWriter(w, fields, nil)
		for u, err := range c.OnlyB {
			if err != nil {
				return err
			}
			leaver := *u
			leaver.Status = roster.Inactive
			if err := people.write(&leaver); err != nil {
				return err
			}
		}
		return people.close()
	})
	if err != nil {
		return err
	}
	a.ui.note("%s written to %q as leavers", people(s.OnlyB), out.path)
	if s.UnnamedA > 0 {
		a.ui.note("%s of A could not be told, and may be about some of them", plural(s.UnnamedA, "row"))
	}
	if s.OnlyB > 0 {
		a.ui.advise("read it, take out who stays, and then: %s", a.command("plan", "--mode", "terminations", out.path))
	}
	return nil
}
