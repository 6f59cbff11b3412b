package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store"
	"roster.example/templates"
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
	asking := !o.yes && !o.dryRun
	if asking && (file == stdinName || !a.ui.canAsk()) {
		return fail("look first with --dry-run, then add --yes: "+a.again("--yes"),
			"there is no terminal to ask on, so import needs --yes")
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

	db, up, err := a.openBoth(ctx, in, o)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	plan, err := a.prepare(ctx, up, db, o.plan)
	if err != nil {
		return err
	}
	if plan.Held || o.dryRun {
		return a.preview(plan, up, reports, o)
	}
	asking = asking && plan.Summary.Changes() > 0
	if asking {
		if err := a.showAndAsk(ctx, plan, reports); err != nil {
			return err
		}
	}
	run, err := a.apply(ctx, db, plan, fmt.Sprintf("the plan for %q", in.name), "look at it again with: "+a.again())
	if err != nil {
		return err
	}
	a.sayKey(plan, "is now")
	// On a terminal the diff has just been read above the question.
	shown := asking && a.previewOnStdout(reports)
	return a.reportRun(ctx, db, run, up, reports, shown, o.rejects != "")
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

// openBoth opens the roster and the upload. The roster goes first, for it is
// the quicker to be found missing; with --init it goes last, so that a file
// of which nothing can be taken leaves no empty roster behind.
func (a *app) openBoth(ctx context.Context, in *input, o options) (*database, *roster.Upload, error) {
	var db *database
	opened, err := a.openStore(ctx)
	missing := errors.Is(err, store.ErrMissing) && o.init
	switch {
	case err == nil:
		db = &database{Store: opened}
	case !missing:
		return nil, nil, err
	}
	up, err := a.openUpload(in, o.read)
	if err == nil && missing {
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

// preview reports a plan that goes no further.
func (a *app) preview(p *reconcile.Plan, up *roster.Upload, r *reports, o options) error {
	if err := r.write(p.Report(nil), up); err != nil {
		return err
	}
	if p.Held {
		return heldError(p, func(allow []string) string { return "let it through with: " + a.again(allow...) })
	}
	a.sayKey(p, "would be")
	if err := a.outcome(p.Summary, o.rejects != ""); err != nil {
		return err
	}
	if o.exitCode && p.Summary.Changes() > 0 {
		return status(exitChanges)
	}
	return nil
}

// previewOnStdout reports whether the report that is read before the question
// is the one that was asked for, or is only for the question's sake.
func (a *app) previewOnStdout(r *reports) bool {
	return a.ui.outTerminal && r.format == templates.Text
}

// showAndAsk shows what the plan would do and asks whether to do it.
func (a *app) showAndAsk(ctx context.Context, p *reconcile.Plan, r *reports) error {
	w := a.ui.err
	if a.previewOnStdout(r) {
		w = a.ui.out
	}
	o := templates.Options{Width: a.ui.columns(), Color: a.ui.colored()}
	if err := r.render(w, templates.Text, p.Report(nil), o); err != nil {
		return err
	}
	return a.confirm(ctx, p.Summary)
}
