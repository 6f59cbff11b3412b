package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"roster.example/reconcile"
)

// The exit codes. Scripts decide by them, so they are API.
const (
	exitDone     = 0
	exitFailed   = 1
	exitChanges  = 2
	exitHeld     = 3
	exitStale    = 4
	exitRejected = 5
)

// exitMeanings says what they mean, each at its place.
var exitMeanings = [...]string{
	exitDone:     "done",
	exitFailed:   "failed: usage, files, database",
	exitChanges:  "plan --exit-code, and there are changes",
	exitHeld:     "held by a limit, nothing applied",
	exitStale:    "stale, nothing applied",
	exitRejected: "done, but rows were rejected",
}

// failure is an error that knows its way out.
type failure struct {
	code  int
	err   error
	hints []string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// fail returns an error with a hint that says what to do about it.
func fail(hint, format string, args ...any) error {
	return &failure{code: exitFailed, err: fmt.Errorf(format, args...), hints: []string{hint}}
}

// status is an exit code that needs no words: they have been said.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// closing closes the roster at the end of a command. What goes wrong there is
// an error of the command, beside its own.
func closing(db io.Closer, err *error) {
	failed := db.Close()
	if failed == nil {
		return
	}
	if code := status(0); errors.As(*err, &code) {
		*err = nil // It needs no words, and this does.
	}
	*err = errors.Join(*err, fmt.Errorf("the roster could not be closed: %w", failed))
}

// finish says what went wrong, if anything did, and returns the exit code.
func (a *app) finish(ctx context.Context, err error) int {
	a.ui.clear()
	var code status
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	case a.applied != 0:
		// Whoever reads it must not think that nothing happened.
		what := fmt.Sprintf("run %d is applied, but %v", a.applied, err)
		if ctx.Err() != nil {
			what = fmt.Sprintf("interrupted, but run %d was applied already", a.applied)
		}
		a.ui.error(what, []string{fmt.Sprintf("see it with: %s", a.command("show", fmt.Sprint(a.applied)))})
		return exitFailed
	case ctx.Err() != nil:
		// What the libraries below make of a cancelled context differs from
		// one to the next, so the context is asked and not the error.
		a.ui.error("interrupted; nothing was applied", []string{"run it again when you are ready: " + a.again()})
		return exitFailed
	case errors.Is(err, syscall.EPIPE):
		return exitDone
	}
	exit, hints := a.wayOut(err)
	a.ui.error(err.Error(), hints)
	return exit
}

// wayOut returns the exit code of an error and what to do about it.
func (a *app) wayOut(err error) (code int, hints []string) {
	var (
		known *failure
		saved *reconcile.PlanFileError
	)
	switch {
	case errors.As(err, &known):
		return known.code, known.hints
	case errors.As(err, &saved):
		return exitFailed, []string{saved.Hint}
	}
	if hint := a.storeHint(err); hint != "" {
		return exitFailed, []string{hint}
	}
	// Of what is applied finish has told.
	return exitFailed, []string{"nothing was applied; see that the disk has room and the files can be read and written, and try again"}
}
