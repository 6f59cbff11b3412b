package main

import (
	"errors"
	"io"
	"syscall"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/templates"
)

// reports are the places that the report of a command goes to. They are
// opened before any work, so that a folder that cannot be written to is found
// before anything is applied, and appear when the report is complete.
type reports struct {
	a       *app
	format  templates.Format
	files   []reportOutput
	rejects *output // nil when not asked for
}

type reportOutput struct {
	*output
	format templates.Format
}

func (a *app) openReports(o options) (_ *reports, err error) {
	r := &reports{a: a, format: o.format}
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	for _, f := range o.files {
		out, err := createOutput(f.path)
		if err != nil {
			return nil, err
		}
		r.files = append(r.files, reportOutput{out, f.format})
	}
	if o.rejects != "" {
		if r.rejects, err = createOutput(o.rejects); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// close lets go of everything that was not completed.
func (r *reports) close() {
	for _, f := range r.files {
		f.discard()
	}
	if r.rejects != nil {
		r.rejects.discard()
	}
}

// write writes the report everywhere: to the files first, because the reader
// of stdout may be gone. The upload is nil where there is none.
func (r *reports) write(rep *reconcile.Report, up *roster.Upload) error {
	if err := r.writeFiles(rep, up); err != nil {
		return err
	}
	return r.toStdout(rep)
}

func (r *reports) writeFiles(rep *reconcile.Report, up *roster.Upload) error {
	for _, f := range r.files {
		counted, done := r.counted(rep)
		err := f.write(func(w io.Writer) error { return templates.Render(w, f.format, counted, templates.Options{}) })
		done()
		if err != nil {
			return err
		}
	}
	if r.rejects == nil {
		return nil
	}
	if rep.Summary.Rejected == 0 && !isFile(r.rejects.path) {
		r.a.ui.note("no row was rejected, so %q was not written", r.rejects.path)
		return nil
	}
	// A file from last week is replaced even when no row was rejected: its rows
	// would look like those of today, and be uploaded again.
	err := r.rejects.write(func(w io.Writer) error { return writeRejects(w, up, rep.Problems) })
	if err != nil {
		return err
	}
	if rep.Summary.Rejected == 0 {
		r.a.ui.note("no row was rejected, so %q has no rows now", r.rejects.path)
		return nil
	}
	r.a.ui.note("%s written to %q", plural(rep.Summary.Rejected, "rejected row"), r.rejects.path)
	return nil
}

// toStdout writes the report to stdout. What appears on a terminal is its own
// progress.
func (r *reports) toStdout(rep *reconcile.Report) error {
	u := r.a.ui
	if !u.outTerminal {
		counted, done := r.counted(rep)
		defer done()
		rep = counted
	}
	return r.render(u.out, r.format, rep, templates.Options{Width: u.columns(), Color: u.colored()})
}

// render writes the report to a stream. A reader who has left has seen what they
// wanted to see.
func (r *reports) render(w io.Writer, f templates.Format, rep *reconcile.Report, o templates.Options) error {
	r.a.ui.clear()
	err := templates.Render(w, f, rep, o)
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return err
}

// counted returns the report with its changes counted on a meter as they are
// written, and what ends that.
func (r *reports) counted(rep *reconcile.Report) (_ *reconcile.Report, done func()) {
	m := r.a.ui.progress("writing the report", int64(rep.Summary.Changes()))
	counted := *rep
	if rep.Changes != nil {
		counted.Changes = m.counted(changesAhead(rep.Changes, rep.Summary.Changes()))
	}
	return &counted, m.done
}
