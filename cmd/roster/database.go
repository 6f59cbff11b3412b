package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"roster.example/roster"
	"roster.example/store"
)

// openStore opens the roster's database. A missing one is never made by
// accident.
func (a *app) openStore(ctx context.Context) (*store.Store, error) {
	return store.Open(ctx, a.db, a.storeOptions())
}

// storeOptions say how long we wait for others: a load of a whole company
// takes seconds, and whoever does not want to wait can interrupt it.
func (a *app) storeOptions() store.Options {
	return store.Options{Wait: time.Minute, Waiting: func(holder string) {
		if holder == "" {
			holder = "another program"
		}
		a.ui.note("%s is writing to %q; waiting until it is done", holder, a.db)
	}}
}

// createStore makes an empty roster.
func (a *app) createStore(ctx context.Context, path string, key roster.Key) (*store.Store, error) {
	db, err := store.Create(ctx, path, store.New{Key: key}, a.storeOptions())
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return nil, fail("give --db the path of a file in a folder that you can write to", "cannot make the roster %q: %w", path, p.Err)
	}
	return db, err
}

// scratch is an empty roster that is gone when it is closed: what a dry run
// of a first import is compared with.
func (a *app) scratch(ctx context.Context) (_ *database, err error) {
	dir, err := os.MkdirTemp("", "roster-*")
	if err != nil {
		return nil, fail("make room there, or point TMPDIR to another folder", "cannot make a temporary folder: %w", err)
	}
	remove := func() error { return os.RemoveAll(dir) }
	db, err := a.createStore(ctx, filepath.Join(dir, "roster.db"), "")
	if err != nil {
		return nil, errors.Join(err, remove())
	}
	return &database{db, remove}, nil
}

// database is an opened roster with what is to be done once it is closed.
type database struct {
	*store.Store
	after func() error
}

// Close closes the roster.
func (d *database) Close() error {
	err := d.Store.Close()
	if d.after != nil {
		err = errors.Join(err, d.after())
	}
	return err
}

// storeHint says what to do about an error of the store, "" where that is not
// known.
func (a *app) storeHint(err error) string {
	for _, known := range []struct {
		is   error
		hint string
	}{
		{store.ErrMissing, fmt.Sprintf("make one with: %s, or name another with --db FILE", a.command("init"))},
		{store.ErrExists, "give another file with --db FILE; what is there is left as it is"},
		{store.ErrForeign, "name a roster's own file with --db FILE, or make one with: roster init --db FILE"},
		{store.ErrDamaged, "put back a backup with: " + a.command("db", "restore", "FILE")},
		{store.ErrNewer, "use that version of roster, or a later one"},
		{store.ErrOlder, "write it out with that build, roster export, and load that into a new roster"},
		{store.ErrBusy, "wait until it is done and try again"},
	} {
		if errors.Is(err, known.is) {
			return known.hint
		}
	}
	return ""
}
