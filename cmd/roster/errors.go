package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"roster.example/reconcile"
)

// The exit codes. Scripts decide by them, so they are API.
const (
	exitDone     = 0
	exitFailed   = 1 // usage, files, database
	exitChanges  = 2 // plan --exit-code, and there are changes
	exitHeld     = 3 // a limit is exceeded; nothing was applied
	exitStale    = 4 // the roster moved; nothing was applied
	exitRejected = 5 // done, but rows were rejected
)

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

// appliedError is a failure after the commit. Whoever reads it must not think
// that nothing happened.
type appliedError struct {
	run int64
	err error
}

func (e *appliedError) Error() string {
	return fmt.Sprintf("run %d is applied, but its report could not be written: %v", e.run, e.err)
}

func (e *appliedError) Unwrap() error { return e.err }

// finish says what went wrong, if anything did, and returns the exit code.
func (a *app) finish(ctx context.Context, err error) int {
	a.ui.clear()
	var (
		code    status
		applied *appliedError
	)
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &applied) && ctx.Err() != nil:
		a.ui.error(fmt.Sprintf("interrupted, but run %d was applied already", applied.run), []string{a.showAgain(applied.run)})
		return exitFailed
	case errors.As(err, &applied):
		a.ui.error(applied.Error(), []string{a.showAgain(applied.run)})
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

func (a *app) showAgain(run int64) string {
	return fmt.Sprintf("see it with: %s", a.command("show", fmt.Sprint(run)))
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
	// Of what is applied appliedError would have told.
	return exitFailed, []string{"nothing was applied; see that the disk has room and the files can be read and written, and try again"}
}
