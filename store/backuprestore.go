package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// Restoration puts a backup in the place of a roster. It is begun, looked at,
// and then done or closed.
type Restoration struct {
	Backup  Contents
	Roster  *Contents // what is there now; nil when there is nothing, or it cannot be read
	Damaged error     // why what is there cannot be read
	Lost    int64     // how many runs of the roster the backup lacks

	path, draft string
	options     Options
}

// BeginRestore examines a backup and what is at the path of the roster. The
// backup is copied beside it, checked, and brought up to date if it is of an
// older version; nothing else is changed. Errors to be told apart are those of
// Open, about whichever of the two files they name.
func BeginRestore(ctx context.Context, backup, path string, o Options) (_ *Restoration, err error) {
	if _, err := identify(backup); err != nil {
		return nil, err
	}
	r := &Restoration{path: path, options: o.withDefaults()}
	if err := r.look(ctx); err != nil {
		return nil, err
	}
	if r.draft, err = draftOf("restore the roster", path); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.Close())
		}
	}()
	if err := r.copy(ctx, backup); err != nil {
		return nil, err
	}
	if r.Roster != nil {
		if r.Lost, err = r.lost(ctx); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// look finds out what is at the path now.
func (r *Restoration) look(ctx context.Context) error {
	_, err := identify(r.path)
	if errors.Is(err, ErrMissing) {
		return noLog(r.path)
	}
	if err == nil {
		var there Contents
		if there, err = examine(ctx, r.path); err == nil {
			r.Roster = &there
		}
	}
	if errors.Is(err, ErrDamaged) {
		r.Damaged = err
		return nil
	}
	return err
}

// copy makes the draft what the roster will be.
func (r *Restoration) copy(ctx context.Context, backup string) (err error) {
	from, err := connect(backup, r.options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	if r.Backup, err = from.examine(ctx); err != nil {
		return err
	}
	if err := vacuum(ctx, from, r.draft); err != nil {
		return err
	}
	s, err := Open(ctx, r.draft, r.options) // brings it up to date
	if err != nil {
		return err
	}
	return s.Close()
}

// lost counts the runs that the roster has and the backup lacks. They are told
// by their plans, of which no two are the same: numbers are given again.
func (r *Restoration) lost(ctx context.Context) (n int64, err error) {
	db, err := handle(r.path, r.options.Wait, "_query_only=1")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // What is attached, is to one connection.
	s := &Store{path: r.path}
	if _, err := db.ExecContext(ctx, "ATTACH ? AS backup", r.draft); err != nil {
		return 0, s.fail(ctx, "compare with", err)
	}
	row := db.QueryRowContext(ctx, `SELECT count(*) FROM main.runs r
		WHERE NOT EXISTS (SELECT 1 FROM backup.runs b WHERE b.plan_id = r.plan_id)`)
	if err := row.Scan(&n); err != nil {
		return 0, s.fail(ctx, "compare with", err)
	}
	return n, nil
}

// LostError says that a restore would lose another number of runs than was
// said.
type LostError struct{ Lost, Said int64 }

func (e *LostError) Error() string {
	runs := fmt.Sprintf("%d runs", e.Lost)
	if e.Lost == 1 {
		runs = "1 run"
	}
	return "the roster has " + runs + " that the backup lacks"
}

// Do puts the backup in the place of the roster, in one step: whatever happens
// on the way, the one or the other is there. It loses as many runs as it is
// told, and otherwise refuses with a *LostError. A roster that cannot be read
// is moved aside, to the path that is returned.
func (r *Restoration) Do(ctx context.Context, discard int64) (aside string, err error) {
	if r.Roster != nil {
		return "", r.overwrite(ctx, discard)
	}
	if discard != 0 {
		return "", &LostError{Lost: 0, Said: discard}
	}
	if r.Damaged != nil {
		if aside, err = setAside(r.path); err != nil {
			return "", err
		}
	}
	if err := noLog(r.path); err != nil {
		return aside, err
	}
	if err := publish("restore the roster", r.draft, r.path, os.Link); err != nil {
		return aside, err
	}
	syncFolder(filepath.Dir(r.path))
	return aside, nil
}

// overwrite writes the backup into the file of the roster, in one transaction.
// Another file of that name would be a trap: a program that has the old one
// open would go on writing to it, and its log would be taken for that of the
// new one (https://www.sqlite.org/howtocorrupt.html, section 4).
func (r *Restoration) overwrite(ctx context.Context, discard int64) (err error) {
	s, err := connect(r.path, r.options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	from, err := handle(r.draft, r.options.Wait, "_query_only=1")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	var to, draft *sql.Conn
	if err := s.patiently(func() (err error) {
		if to, err = s.write.Conn(ctx); err != nil {
			return s.fail(ctx, "write to", err)
		}
		return nil
	}); err != nil {
		return err
	}
	defer to.Close()
	if draft, err = from.Conn(ctx); err != nil {
		return s.fail(ctx, "read the backup for", err)
	}
	defer draft.Close()
	return to.Raw(func(to any) error {
		return draft.Raw(func(draft any) error {
			pages, err := to.(*sqlite3.SQLiteConn).Backup("main", draft.(*sqlite3.SQLiteConn), "main")
			if err != nil {
				return s.fail(ctx, "write to", err)
			}
			err = r.pages(ctx, s, pages, discard)
			// Before the last page is there, this takes back all of them.
			if failed := pages.Finish(); err == nil && failed != nil {
				err = s.fail(ctx, "write to", failed)
			}
			return err
		})
	})
}

// pages copies the pages. The first takes the write lock, so that no run can
// come between the count of the lost ones and the end.
func (r *Restoration) pages(ctx context.Context, s *Store, pages *sqlite3.SQLiteBackup, discard int64) error {
	err := s.patiently(func() error {
		if _, err := pages.Step(1); err != nil {
			return s.fail(ctx, "write to", err)
		}
		if err := ctx.Err(); err != nil {
			return s.fail(ctx, "write to", err)
		}
		if pages.PageCount() == 0 {
			return ErrBusy
		}
		return nil
	})
	if err != nil {
		return err
	}
	lost, err := r.lost(ctx)
	if err != nil {
		return err
	}
	if lost != discard {
		return &LostError{Lost: lost, Said: discard}
	}
	for {
		if err := ctx.Err(); err != nil {
			return s.fail(ctx, "write to", err)
		}
		done, err := pages.Step(1000)
		if err != nil {
			return s.fail(ctx, "write to", err)
		}
		if done {
			return nil
		}
	}
}

// setAside gives a damaged roster and its log a name that nobody has. The
// file goes first: without it, what is left of the log is no roster's.
func setAside(path string) (aside string, err error) {
	for n := 1; ; n++ {
		aside = fmt.Sprintf("%s.damaged-%d", path, n)
		err := os.Link(path, aside)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", fmt.Errorf("set the damaged roster aside: %w", err)
		}
		break
	}
	if err := os.Remove(path); err != nil {
		return "", fmt.Errorf("set the damaged roster aside: %w", err)
	}
	for _, suffix := range logs {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("set the damaged roster aside: %w", err)
		}
	}
	return aside, nil
}

// Close removes the copy of the backup that was not needed.
func (r *Restoration) Close() error { return removeDraft("restore the roster", r.draft) }
