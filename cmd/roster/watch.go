package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roster.example/store"
	"roster.example/templates"
)

// Where a watched folder keeps what was taken, and what could not be.
const (
	doneFolder   = "done"
	failedFolder = "failed"
)

// staged is the name under which a report waits until its file is moved: in
// the watched folder, so that a rename is enough, and hidden, so that it is
// not taken for a file.
const staged = ".roster-report"

// watch takes the files that arrive in a folder, one after the other in the
// order of their names.
//
// It looks again and again and does not ask the system to be told (inotify,
// FSEvents): those tell nothing of what another machine writes to a network
// share, which is how most of these files come. See inotify(7), "Limitations".
type watch struct {
	a     *app
	dir   string
	every time.Duration
	o     options
	seen  map[string]look // at the last look

	taken, failed int
}

// look is what tells a file that is being written from one that is complete.
type look struct {
	size int64
	at   time.Time
}

// watching adds the flags of a watch.
func (f *flags) watching(fs *pflag.FlagSet) {
	fs.StringVar(&f.watch, "watch", "", "take the files that arrive in the folder `DIR`, until interrupted; needs --yes")
	fs.DurationVar(&f.every, "interval", time.Second, "`HOW` often --watch looks; what has not changed for two looks is complete")
}

// watchArgs is for a command that takes a file, or else watches a folder.
func (f *flags) watchArgs(cmd *cobra.Command, args []string) error {
	if f.watch == "" {
		return exactly("FILE")(cmd, args)
	}
	if len(args) > 0 {
		return fail("leave out the one or the other", "--watch takes the files of a folder, and %q is one file", args[0])
	}
	for _, flag := range []string{"dry-run", "rejects", "format"} {
		if cmd.Flags().Changed(flag) {
			return fail("leave it out: what is taken is told in the reports beside the files", "--watch does not go with --%s", flag)
		}
	}
	return nil
}

// runWatch watches a folder until the context ends, which is how it is meant
// to end.
func (a *app) runWatch(ctx context.Context, dir string, every time.Duration, o options) error {
	w := &watch{a: a, dir: dir, every: every, o: o, seen: map[string]look{}}
	if err := w.ready(ctx); err != nil {
		return err
	}
	a.ui.note("watching %q; stop with Ctrl-C", dir)
	for ctx.Err() == nil {
		if err := w.round(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
	a.ui.note("stopped watching %q: %s taken, %d failed", dir, plural(w.taken, "file"), w.failed)
	return nil
}

// ready finds whatever would only be found with the first file.
func (w *watch) ready(ctx context.Context) error {
	a := w.a
	if !w.o.yes {
		return fail("look at a file with: roster plan FILE, then add --yes: "+a.again("--yes"), "--watch asks nobody, so it needs --yes")
	}
	if w.every <= 0 {
		return fail("write how long to wait, as in --interval 5s", "--interval %v is no time to wait", w.every)
	}
	if info, err := os.Stat(w.dir); err != nil || !info.IsDir() {
		if err == nil {
			err = errors.New("it is no folder")
		}
		return fail("give --watch the path of a folder", "cannot watch %q: %w", w.dir, reason(err))
	}
	for _, ours := range []named{{"the roster's database", a.db}, {"the configuration", a.configPath}} {
		if ours.path != "" && filepath.Dir(place(ours.path)) == filepath.Dir(place(filepath.Join(w.dir, "x"))) {
			return fail("watch a folder that holds nothing but the files to take", "cannot watch %q: %s is in it, and would be taken for a file", w.dir, ours.role)
		}
	}
	if len(w.o.files) == 0 {
		w.o.files = []reportFile{{".html", templates.HTML}}
	}
	for i, f := range w.o.files {
		if f.path != filepath.Ext(f.path) {
			return fail("give only the extension, as in --report .json", "--report %q: with --watch a report goes beside each file, under its name", f.path)
		}
		w.o.files[i].path = filepath.Join(w.dir, staged+f.path)
	}
	if err := w.sweep(); err != nil {
		return w.unwritable(err)
	}
	for _, folder := range []string{doneFolder, failedFolder} {
		path := filepath.Join(w.dir, folder)
		if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return w.unwritable(err)
		}
		probe, err := os.CreateTemp(path, ".probe-*")
		if err != nil {
			return w.unwritable(err)
		}
		if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
			return w.unwritable(err)
		}
	}
	db, err := a.openStore(ctx)
	if errors.Is(err, store.ErrMissing) && w.o.init {
		return nil
	}
	if err != nil {
		return err
	}
	return db.Close()
}

func (w *watch) unwritable(err error) error {
	return fail("make it a folder that you can write to", "cannot watch %q: %w", w.dir, reason(err))
}

// sweep takes away the reports that a watch left behind which was killed:
// the store has them, and the next file is not to be given one of them.
func (w *watch) sweep() error {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), staged) {
			if err := os.Remove(filepath.Join(w.dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// round looks at the folder once and takes what is complete. A file that is
// still being written holds up those behind it: last week's must not be
// taken after this week's because it is larger.
func (w *watch) round(ctx context.Context) error {
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		return fail("see that the folder is there, and start again", "cannot look into %q: %w", w.dir, reason(err))
	}
	before := w.seen
	w.seen = map[string]look{}
	var names []string
	for _, e := range entries {
		if !e.Type().IsRegular() || passing(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil { // or it has gone
			w.seen[e.Name()] = look{info.Size(), info.ModTime()}
			names = append(names, e.Name())
		}
	}
	for _, name := range names {
		if l, known := before[name]; !known || l != w.seen[name] || ctx.Err() != nil {
			break
		}
		if err := w.take(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// passing reports the names of files that are there for a moment only, or
// that systems put into every folder.
func passing(name string) bool {
	name = strings.ToLower(name)
	for _, start := range []string{".", "~"} {
		if strings.HasPrefix(name, start) {
			return true
		}
	}
	for _, end := range []string{"~", ".part", ".partial", ".filepart", ".tmp", ".temp", ".crdownload", ".download", ".swp"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return name == "thumbs.db" || name == "desktop.ini"
}

// take takes one file, and moves it to where it belongs. An error is one that
// the next file would meet, too.
func (w *watch) take(ctx context.Context, name string) error {
	path, base := filepath.Join(w.dir, name), w.base(name)
	sum, err := digest(ctx, path)
	switch {
	case ctx.Err() != nil, errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return w.fail(name, base, "it cannot be read", []string{"error: " + reason(err).Error()})
	}
	// Whoever was killed after the commit finds the file here again.
	run, err := w.runOf(ctx, sum)
	switch {
	case ctx.Err() != nil:
		return nil
	case errors.Is(err, store.ErrBusy):
		return w.wait(name)
	case err != nil:
		return err
	case run != 0:
		w.taken++
		told := fmt.Sprintf("taken before, as run %d", run)
		return w.put(name, base, doneFolder, told, ".note.txt", []string{"note: these bytes were " + told + ", and are not taken again",
			"hint: see what it did with: " + w.a.command("show", fmt.Sprint(run))})
	}

	one := w.alone(filepath.Join(w.dir, failedFolder, base))
	err = one.runImport(ctx, path, w.o)
	switch known := (*failure)(nil); {
	case one.applied != 0:
		// It is applied whatever happened then, and must leave the folder.
		w.taken++
		return w.done(context.WithoutCancel(ctx), name, base, one.applied, err)
	case ctx.Err() != nil:
		w.a.ui.note("%s: interrupted; nothing of it was applied, and it stays where it is", name)
		return nil
	case errors.Is(err, store.ErrBusy):
		return w.wait(name)
	case errors.As(err, &known) && w.a.storeHint(err) == "":
		why := "it cannot be taken"
		switch known.code {
		case exitHeld:
			why = "it is held by a limit"
		case exitStale:
			why = "the roster moved while it was compared"
		}
		lines := []string{"error: " + err.Error()}
		for _, h := range known.hints {
			lines = append(lines, "hint: "+h)
		}
		return w.fail(name, base, why, lines)
	}
	return err
}

// alone returns a program that takes one file as import does, and says
// nothing. The commands in its hints are for the file in its later place.
func (w *watch) alone(later string) *app {
	return &app{
		ui:  newUI(stdio{in: strings.NewReader(""), out: io.Discard, err: io.Discard}, w.a.env),
		env: w.a.env, db: w.a.db, actor: w.a.actor, config: w.a.config,
		args: byHand(w.a.args, later),
	}
}

// byHand turns the command line of a watch into that of one file.
func byHand(args []string, file string) []string {
	var line []string
	for i := 0; i < len(args); i++ {
		name, _, joined := strings.Cut(args[i], "=")
		if slices.Contains([]string{"--watch", "--interval", "--report"}, name) {
			if !joined {
				i++
			}
			continue
		}
		if args[i] != "--" {
			line = append(line, args[i])
		}
	}
	return append(line, file)
}

func (w *watch) wait(name string) error {
	w.a.ui.note("%s: the roster is busy; trying again", name)
	return nil
}

// runOf returns the run that took these bytes, 0 when none did.
func (w *watch) runOf(ctx context.Context, sum string) (run int64, err error) {
	err = w.ask(ctx, func(db *store.Store) error {
		run, err = db.RunOf(ctx, sum)
		return err
	})
	if errors.Is(err, store.ErrMissing) && w.o.init {
		return 0, nil
	}
	return run, err
}

func (w *watch) ask(ctx context.Context, question func(*store.Store) error) (err error) {
	db, err := w.a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	return question(db)
}

// digest returns the SHA-256 of a file, in hex.
func digest(ctx context.Context, path string) (_ string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(interruptible{ctx, f}, 0, info.Size())); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
