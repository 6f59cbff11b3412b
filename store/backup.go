package store

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Contents is what a file holds, in numbers.
type Contents struct {
	StoreID string
	Users   int64
	Runs    int64
	Changes int64
	LastRun int64 // 0 when none
}

// Backup copies the roster as it is at one moment into a new file, and looks
// whether the copy is whole. The file appears complete, with the mode 0600, or
// not at all, and never in the place of another: then the error is ErrExists.
// Readers and writers go on meanwhile. It waits for a first load.
//
// The copy is made by VACUUM INTO and not through SQLite's backup interface,
// which copies pages: it reads every row, so that one that cannot be read is
// found now and not on the day of the restore, and it leaves behind what was
// deleted (https://www.sqlite.org/lang_vacuum.html#vacuuminto).
func (s *Store) Backup(ctx context.Context, path string) (copied Contents, err error) {
	err = appear("back up the roster", path, func(draft string) error {
		before, err := s.contents(ctx)
		if err != nil {
			return err
		}
		if err := vacuum(ctx, s, draft); err != nil {
			return err
		}
		if copied, err = examine(ctx, draft); err != nil {
			return err
		}
		// Runs may have come since, but what there was is never less.
		var changes int64
		row := s.read.QueryRowContext(ctx, "SELECT ifnull(sum(size), 0) FROM history WHERE id < (? + 1) << 32", copied.LastRun)
		if err := row.Scan(&changes); err != nil {
			return s.fail(ctx, "read", err)
		}
		if copied.StoreID != before.StoreID || copied.LastRun < before.LastRun || copied.Changes != changes {
			return fmt.Errorf("the copy is not what was copied: it has %d changes up to run %d, and the roster %d up to run %d",
				copied.Changes, copied.LastRun, changes, before.LastRun)
		}
		return nil
	})
	return copied, err
}

// vacuum copies a database into an empty file and brings that to the disk.
func vacuum(ctx context.Context, s *Store, draft string) error {
	// The readers may not write at all, not even into another file.
	db, err := handle(s.path, s.wait)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", draft)
	if err = errors.Join(err, db.Close()); err != nil {
		return s.fail(ctx, "copy", err)
	}
	f, err := os.OpenFile(draft, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("write the copy: %w", err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the copy: %w", err)
	}
	return nil
}

// examine looks whether a file is a whole roster that this program can read,
// and returns what it holds.
func examine(ctx context.Context, path string) (c Contents, err error) {
	if _, err := identify(path); err != nil {
		return c, err
	}
	s, err := connect(path, Options{})
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.examine(ctx)
}

func (s *Store) examine(ctx context.Context) (Contents, error) {
	if _, err := s.behind(ctx); err != nil {
		return Contents{}, err
	}
	for f, err := range s.check(ctx, "file", "references") {
		if err != nil {
			return Contents{}, err
		}
		return Contents{}, fmt.Errorf("%w: %q: %s", ErrDamaged, s.path, f.Message)
	}
	return s.contents(ctx)
}

func (s *Store) contents(ctx context.Context) (c Contents, err error) {
	row := s.read.QueryRowContext(ctx, `SELECT (SELECT value FROM settings WHERE name = 'store_id'),
		(SELECT count(*) FROM users), (SELECT count(*) FROM runs), `+countChanges+`, ifnull((SELECT max(id) FROM runs), 0)`)
	if err := row.Scan(&c.StoreID, &c.Users, &c.Runs, &c.Changes, &c.LastRun); err != nil {
		return c, s.fail(ctx, "read", err)
	}
	return c, nil
}
