package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"roster.example/reconcile"
	"roster.example/store"
)

// done moves a file that was applied. What went wrong behind the commit is
// told, and does not undo it.
func (w *watch) done(ctx context.Context, name, base string, run int64, after error) error {
	told := fmt.Sprintf("run %d", run)
	var summary reconcile.Summary
	err := w.ask(ctx, func(db *store.Store) error {
		rep, err := db.Report(ctx, run)
		if err == nil {
			summary = rep.Summary
		}
		return err
	})
	if err == nil {
		told += ", " + changes(summary)
	}
	if code := status(0); after != nil && !errors.As(after, &code) && !errors.Is(after, context.Canceled) {
		told += fmt.Sprintf(", but %v", after)
	}
	return w.put(name, base, doneFolder, told, "", nil)
}

// fail moves a file that was not applied, with the reason beside it. The
// reason stays out of the log, because it may name people.
func (w *watch) fail(name, base, why string, lines []string) error {
	w.failed++
	return w.put(name, base, failedFolder, why, ".error.txt", lines)
}

// put moves a file out of the folder, after everything that goes beside it:
// once the file is there, all of it is. It says so in one line.
func (w *watch) put(name, base, folder, told, ext string, lines []string) error {
	to := filepath.Join(w.dir, folder, base)
	for _, f := range w.o.files {
		if err := os.Rename(f.path, to+filepath.Ext(f.path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return w.unmoved(name, told, err)
		}
	}
	if lines != nil {
		out, err := createOutput(to + ext)
		if err != nil {
			return err
		}
		if err := out.write(func(o io.Writer) error {
			_, err := fmt.Fprintf(o, "roster: %s\n", strings.Join(lines, "\nroster: "))
			return err
		}); err != nil {
			return err
		}
	}
	path, where := filepath.Join(w.dir, name), folder+"/"+base
	// A newer file of the same name may have come while this one was taken.
	switch info, err := os.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
		where = "it has gone from the folder"
	case err == nil && w.seen[name] != (look{info.Size(), info.ModTime()}):
		where = "it has changed since and is looked at again"
	default:
		if err := os.Rename(path, to); err != nil {
			return w.unmoved(name, told, err)
		}
		where = "moved to " + where
	}
	if folder == failedFolder {
		w.a.ui.error(fmt.Sprintf("%s: %s; %s", name, told, where), nil)
		return nil
	}
	w.a.ui.note("%s: %s; %s", name, told, where)
	return nil
}

func (w *watch) unmoved(name, told string, err error) error {
	return fail("see that the folders can be written to, and start again: what was applied is not applied twice",
		"%s: %s, but it cannot be moved: %w", name, told, reason(err))
}

// base returns a name under which nothing is kept yet: the instant in front
// of the file's own, so that a folder is sorted by it.
func (w *watch) base(name string) string {
	stamp := w.a.env.now().UTC().Format("20060102T150405Z")
	for n := 1; ; n++ {
		base := fmt.Sprintf("%s-%s", stamp, name)
		if n > 1 {
			base = fmt.Sprintf("%s-%d-%s", stamp, n, name)
		}
		if w.free(base) {
			return base
		}
	}
}

func (w *watch) free(base string) bool {
	ends := []string{"", ".note.txt", ".error.txt"}
	for _, f := range w.o.files {
		ends = append(ends, filepath.Ext(f.path))
	}
	for _, folder := range []string{doneFolder, failedFolder} {
		for _, end := range ends {
			if _, err := os.Lstat(filepath.Join(w.dir, folder, base+end)); !errors.Is(err, fs.ErrNotExist) {
				return false
			}
		}
	}
	return true
}
