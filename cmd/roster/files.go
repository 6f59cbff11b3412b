package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"roster.example/roster"
	"slices"

	"github.com/google/renameio/v2"
)

// stdinName is the argument that stands for stdin.
const stdinName = "-"

// input is a roster file, opened for reading at any place.
type input struct {
	io.ReaderAt
	size int64
	name string // what reports call it

	upload  *roster.Upload // once it is open
	release func() error
}

// close lets go of the file, of what was unpacked from it, and of its copy.
func (in *input) close() error {
	if in.upload == nil {
		return in.release()
	}
	return errors.Join(in.upload.Close(), in.release())
}

// openInput opens the file that an argument names. What cannot be read twice
// (stdin, a pipe) is copied to a temporary file first.
func (a *app) openInput(ctx context.Context, arg string) (*input, error) {
	if arg == stdinName {
		if a.ui.inTerminal {
			a.ui.note("reading the roster file from the terminal; end it with Ctrl-D")
		}
		return spool(ctx, a.ui.in, "stdin")
	}
	f, err := os.Open(arg)
	if err != nil {
		return nil, fail("give the path of a roster file, or - to read it from stdin", "cannot open %q: %w", arg, reason(err))
	}
	info, err := f.Stat()
	switch {
	case err != nil:
		f.Close()
		return nil, fail("give the path of a roster file", "cannot open %q: %w", arg, reason(err))
	case info.IsDir():
		f.Close()
		return nil, fail("give the path of a file in it", "%q is a folder, not a file", arg)
	case !info.Mode().IsRegular():
		defer f.Close()
		return spool(ctx, f, filepath.Base(arg))
	}
	return &input{ReaderAt: interruptible{ctx, f}, size: info.Size(), name: filepath.Base(arg), release: f.Close}, nil
}

// spool copies a stream to a temporary file, which only its owner can read.
func spool(ctx context.Context, r io.Reader, name string) (_ *input, err error) {
	f, err := os.CreateTemp("", "roster-*")
	if err != nil {
		return nil, fail("make room there, or point TMPDIR to another folder", "cannot keep a copy of %s: %w", name, err)
	}
	remove := func() error { return os.Remove(f.Name()) }
	// Unix lets a file be used after its name is gone, so that not even a kill
	// leaves people's data behind. Elsewhere the name goes when the file is
	// closed.
	if remove() == nil {
		remove = func() error { return nil }
	}
	in := &input{name: name, release: func() error { return errors.Join(f.Close(), remove()) }}
	defer func() {
		if err != nil {
			err = errors.Join(err, in.close())
		}
	}()
	type copied struct {
		n   int64
		err error
	}
	done := make(chan copied, 1)
	// A read from a stream cannot be cancelled, so it is left behind when the
	// user does not want to wait for it.
	go func() {
		n, err := io.Copy(f, r)
		done <- copied{n, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case c := <-done:
		if c.err != nil {
			return nil, fail("save it to a file and give that", "cannot read %s: %w", name, c.err)
		}
		in.ReaderAt, in.size = interruptible{ctx, f}, c.n
		return in, nil
	}
}

// interruptible stops the reading of a file when the context ends, for the
// sake of readers that know no context.
type interruptible struct {
	ctx context.Context
	r   io.ReaderAt
}

func (i interruptible) ReadAt(p []byte, off int64) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.ReadAt(p, off)
}

// output is a file that is being written. It appears under its name when it
// is committed, whole, and not before.
type output struct {
	io.Writer
	path    string
	commit  func() error
	discard func() // may be called after commit, and then does nothing
}

// createOutput begins a file that only its owner may read, because it holds
// people's data. A symbolic link of that name is replaced, not followed.
// Devices and pipes cannot be replaced and are written to as they are.
func createOutput(path string) (*output, error) {
	hint := "give the path of a file in a folder that you can write to"
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, fail("give the path of a file in it", "cannot write %q: it is a folder", path)
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, fail(hint, "cannot write %q: %w", path, reason(err))
		}
		return &output{Writer: f, path: path, commit: f.Close, discard: func() { f.Close() }}, nil
	}
	f, err := renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithStaticPermissions(0o600))
	if err != nil {
		return nil, fail(hint, "cannot write %q: %w", path, reason(err))
	}
	return &output{
		Writer: f, path: path,
		commit:  f.CloseAtomicallyReplace,
		discard: func() { _ = f.Cleanup() }, // What is left of it has another name and harms nobody.
	}, nil
}

// replaceable refuses a path at which a file cannot be put by renaming it.
func replaceable(path string) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fail("give the path of a file", "cannot write %q: it is no file", path)
	}
	return nil
}

// isFile reports whether there is a file at the path that can hold something:
// a device and a pipe keep nothing.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// write writes the file, whole or not at all.
func (o *output) write(write func(io.Writer) error) error {
	defer o.discard()
	err := write(o)
	if err == nil {
		err = o.commit()
	}
	if err != nil {
		return fail("make room there, or give another file", "cannot write %q: %w", o.path, reason(err))
	}
	return nil
}

// writeTo writes to the file at path, or to stdout when there is none.
func (a *app) writeTo(path string, write func(io.Writer) error) error {
	if path == "" || path == stdinName {
		return write(a.ui.out)
	}
	out, err := createOutput(path)
	if err != nil {
		return err
	}
	return out.write(write)
}

// named is a file with the word for the part it plays.
type named struct{ role, path string }

// apart refuses to write one file over another that is read or written in the
// same run. Paths that are not given, and stdin, are nobody's.
func apart(read []named, written []named) error {
	for i, w := range written {
		if w.path == "" {
			continue
		}
		for _, other := range slices.Concat(read, written[:i]) {
			if other.path != "" && other.path != stdinName && sameFile(w.path, other.path) {
				return fail("give it a name of its own", "%s %q is the same file as %s", w.role, w.path, other.role)
			}
		}
	}
	return nil
}

// sameFile reports whether two paths lead to one file, whether or not it is
// there yet.
func sameFile(a, b string) bool {
	ia, errA := os.Stat(a)
	ib, errB := os.Stat(b)
	if errA == nil && errB == nil {
		// Writing to a device twice does no harm: /dev/null is everybody's.
		return os.SameFile(ia, ib) && ia.Mode().IsRegular()
	}
	return place(a) == place(b)
}

// place returns where a path leads, with the links in its folder resolved.
func place(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		return filepath.Join(dir, filepath.Base(abs))
	}
	return abs
}

// reason takes the name of the call and the path out of an error of a file,
// for those who have named the file already.
func reason(err error) error {
	if p := (*fs.PathError)(nil); errors.As(err, &p) {
		return p.Err
	}
	if l := (*os.LinkError)(nil); errors.As(err, &l) {
		return l.Err
	}
	return err
}

// plural returns a count with its noun, whose plural takes an s.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
