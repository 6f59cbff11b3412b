package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"roster.example/reconcile"
	"roster.example/roster"
)

// openUpload opens a roster file: what the bytes are, what the columns hold.
func (a *app) openUpload(in *input, o roster.Options) (*roster.Upload, error) {
	o.Name, o.Now = in.name, a.env.now()
	m := a.ui.progress("opening", 0)
	o.Progress = func(done, total int64) {
		m.part("reading", total)
		m.set(done)
	}
	up, err := openSparingly(in, o)
	m.done()
	if bad := (*roster.FileError)(nil); errors.As(err, &bad) {
		return nil, fail(bad.Problem.Hint, "cannot take %q: %w", in.name, located{bad})
	}
	if err != nil {
		return nil, fail("see how the file is read with: roster check FILE", "cannot read %q: %w", in.name, err)
	}
	in.upload = up
	return up, nil
}

// located is the fault of a file with the line on which it was found, unless
// it tells that itself.
type located struct{ *roster.FileError }

func (l located) Error() string {
	line := fmt.Sprintf("line %d", l.Problem.Line)
	if l.Problem.Line > 0 && !strings.Contains(l.Problem.Message, line) {
		return line + ": " + l.Problem.Message
	}
	return l.Problem.Message
}

func (l located) Unwrap() error { return l.FileError }

// prepare compares an upload with the roster. The snapshot is closed before
// it returns: the user may take all day over the question that follows, and
// the plan knows by itself when it has become stale.
func (a *app) prepare(ctx context.Context, up *roster.Upload, s reconcile.Store, o reconcile.Options) (_ *reconcile.Plan, err error) {
	snap, err := s.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	o = a.planOptions(o)
	m := a.ui.progress("reading again", int64(up.Len()))
	defer m.done()
	o.Progress = func(part string, done, total int) {
		m.part(part, int64(total))
		m.set(int64(done))
	}
	return reconcile.Prepare(ctx, up, snap, o)
}

// planOptions adds to what the flags say of a plan what the machine and the
// configuration do.
func (a *app) planOptions(o reconcile.Options) reconcile.Options {
	o.Now = a.env.now()
	o.Today = cmp.Or(o.Today, o.Now.Format(time.DateOnly))
	o.Domains, o.Seats = a.config.domains(), a.config.Seats.Total
	o.PlanID, o.Maker = a.env.newID(), a.env.version
	return o
}

// outcome says what else is to be known of a plan or run whose report was
// written, and returns the exit code of what it came to.
func (a *app) outcome(k reconcile.Kind, s reconcile.Summary, rejectsAsked bool) error {
	if s.Rejected == 0 {
		return nil
	}
	if k != reconcile.Import {
		a.ui.note("%s could not be changed as it should; the report says why", people(s.Rejected))
		return status(exitRejected)
	}
	if !rejectsAsked {
		a.ui.note("%s rejected and changed nothing", was(s.Rejected, "row"))
		a.ui.advise("mend them where they come from, or write them to a file with --rejects FILE, mend them there and upload that")
	}
	return status(exitRejected)
}

// heldError says which limits hold a plan. The hint is made from the flags
// that would let it through.
func heldError(p *reconcile.Plan, hint func(allow []string) string) error {
	var over, allow []string
	for _, l := range p.Limits {
		if l.Exceeded {
			over = append(over, fmt.Sprintf("%s %d, limit %d", l.Kind, l.Count, l.Limit))
			allow = append(allow, strings.Fields(l.Allow)...)
		}
	}
	return &failure{
		code:  exitHeld,
		err:   fmt.Errorf("held, nothing was applied: %s", strings.Join(over, "; ")),
		hints: []string{"read the report first; if it is what you want, " + hint(allow)},
	}
}

// sayKey tells of the first import, which decides by what people are matched
// from then on.
func (a *app) sayKey(p *reconcile.Plan, verb string) {
	if p.SetsKey {
		a.ui.note("the key of this roster %s %s: files are matched with people by it", verb, p.Key)
	}
}

// was counts things that were done to.
func was(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " was"
	}
	return fmt.Sprintf("%d %ss were", n, noun)
}
