package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store"
)

func (a *app) importCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Show what a file does, ask, and apply it",
		Long: `Import reads a roster file, shows what it changes, asks, and applies it: all of
it or nothing. FILE may be - for stdin. Without a terminal to ask on, --yes is
required. People who are not in the file are never touched.

With --watch it takes the files that arrive in a folder, in the order of their
names, and moves each to done/ or failed/ in it, with its report beside it.`,
		Example: `  roster import weekly.csv
  roster import weekly.csv --dry-run
  roster import leavers.csv --mode terminations --yes
  roster import export.csv --map "Emp No=employee_id" --map "Shoe size="
  roster import weekly.csv --yes --report report.html --rejects mend.csv
  roster import --feed new-hires --watch /srv/hr --yes`,
		Args: f.watchArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := a.options(cmd.Flags(), f)
			if err != nil {
				return err
			}
			if f.watch != "" {
				return a.runWatch(cmd.Context(), f.watch, f.every, o)
			}
			return a.runImport(cmd.Context(), args[0], o)
		},
	}
	fs := cmd.Flags()
	fs.BoolVar(&f.dryRun, "dry-run", false, "show what would change and change nothing")
	fs.BoolVar(&f.yes, "yes", false, "do not ask")
	fs.BoolVar(&f.init, "init", false, "make the roster if there is none")
	f.watching(fs)
	f.reading(fs)
	f.limits(fs)
	f.reporting(fs)
	f.rejecting(fs)
	return cmd
}

func (a *app) runImport(ctx context.Context, file string, o options) (err error) {
	asks := a.mayAsk
	if file == stdinName {
		asks = a.cannotAsk // Stdin is the file, and cannot be the answer too.
	}
	if err := asks("import", a.lookFirst(), o); err != nil {
		return err
	}
	if err := apart(a.reads(file), o.writes()); err != nil {
		return err
	}
	reports, err := a.openReports(o)
	if err != nil {
		return err
	}
	defer reports.close()
	in, err := a.openInput(ctx, file)
	if err != nil {
		return err
	}
	defer in.close()

	of := a.storeOptions()
	of.Writes = !o.dryRun
	db, up, err := a.openBoth(ctx, in, o, of)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	plan, err := a.prepare(ctx, up, db, o.plan)
	if err != nil {
		return err
	}
	return a.through(ctx, db, a.doorOf(in, plan, up), reports, o)
}

// doorOf is the door for the plan of a file.
func (a *app) doorOf(in *input, p *reconcile.Plan, up *roster.Upload) door {
	return door{plan: p, up: up, name: fmt.Sprintf("the plan for %q", in.name), stale: "look at it again with: " + a.again()}
}

// reads lists the files that a run of an upload reads.
func (a *app) reads(file string) []named {
	return []named{{"the file that is read", file}, {"the roster's database", a.db}}
}

// writes lists the files that the options ask for.
func (o options) writes() []named {
	files := []named{{"-o", o.out}, {"--rejects", o.rejects}}
	for _, f := range o.files {
		files = append(files, named{"--report", f.path})
	}
	return files
}

// openBoth opens the roster and, beside it, the upload. The roster goes first: it is
// found missing before the upload is read, and where both are bad its error is the
// one that is told. With --init it goes last, so that a file of which nothing can be
// taken leaves no empty roster behind.
func (a *app) openBoth(ctx context.Context, in *input, o options, of store.Options) (*database, *roster.Upload, error) {
	finish, err := store.Opening(ctx, a.db, of)
	missing := errors.Is(err, store.ErrMissing) && o.init
	if err != nil && !missing {
		return nil, nil, err
	}
	o.read.Keep = true // a plan wants them as a set
	up, err := a.openUpload(in, o.read)
	var db *database
	switch {
	case !missing:
		opened, failed := finish()
		if failed != nil {
			return nil, nil, failed
		}
		db = &database{Store: opened}
	case err == nil:
		db, err = a.firstRoster(ctx, o.dryRun)
	}
	if err != nil {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
		return nil, nil, err
	}
	return db, up, nil
}

// firstRoster makes the roster that --init asks for. A dry run writes nothing
// and gets one that nobody will see.
func (a *app) firstRoster(ctx context.Context, dryRun bool) (*database, error) {
	if dryRun {
		return a.scratch(ctx)
	}
	db, err := a.createStore(ctx, a.db, "")
	if err != nil {
		return nil, err
	}
	a.ui.note("made the empty roster %q", a.db)
	return &database{Store: db}, nil
}
