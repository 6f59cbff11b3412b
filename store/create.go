package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"roster.example/roster"
)

// New says what a new store is to be.
type New struct {
	ID  string     // the store's id; "" stands for a random one
	Key roster.Key // "" leaves it to the first import
}

// Create makes a new, empty roster at this path and opens it. The file
// appears whole or not at all, with the mode 0600, and never in the place of
// another: then the error is ErrExists.
func Create(ctx context.Context, path string, n New, o Options) (*Store, error) {
	if n.ID == "" {
		n.ID = rand.Text()
	}
	if err := create(ctx, path, n); err != nil {
		return nil, err
	}
	return Open(ctx, path, o)
}

func create(ctx context.Context, path string, n New) error {
	return appear("create the roster", path, func(draft string) error { return fill(ctx, draft, n) })
}

// appear puts at a path what the function makes of an empty file: whole, or
// not at all. A log that lies beside the path would be taken for that of the
// new file and written into it, so there must be none.
func appear(doing, path string, write func(draft string) error) (err error) {
	if err := noLog(path); err != nil {
		return err
	}
	draft, err := draftOf(doing, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, removeDraft(doing, draft)) }()
	if err := write(draft); err != nil {
		return err
	}
	if err := publish(doing, draft, path, os.Link); err != nil {
		return err
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// noLog refuses a path at which only the log of a database is left.
func noLog(path string) error {
	if _, err := os.Stat(path); err == nil {
		return fmt.Errorf("%w: %q", ErrExists, path)
	}
	for _, suffix := range logs {
		if _, err := os.Stat(path + suffix); err == nil {
			return fmt.Errorf("%w: %q, left by a database that is gone", ErrExists, path+suffix)
		}
	}
	return nil
}

// logs are what SQLite keeps beside a database while it is in use, and what a
// program that is killed leaves.
var logs = []string{"-wal", "-shm", "-journal"}

func removeDraft(doing, draft string) error {
	for _, suffix := range append([]string{""}, logs...) {
		if err := os.Remove(draft + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	return nil
}

// draftOf makes an empty file beside the path, so that the two are in one
// file system. Its mode is set and not only asked for: SQLite gives its log
// the mode of the file, and a umask could take the owner's rights away.
func draftOf(doing, path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".roster-*.tmp")
	if err != nil {
		return "", fmt.Errorf("%s: %w", doing, err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("%s: %w", doing, err)
	}
	return f.Name(), nil
}

// fill makes an empty file a roster.
func fill(ctx context.Context, draft string, n New) (err error) {
	s, err := connect(draft, Options{})
	if err != nil {
		return err
	}
	defer func() {
		if closed := s.Close(); err == nil {
			err = closed
		}
	}()
	if _, err := s.write.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return s.fail(ctx, "create", err)
	}
	files, _, err := migrations()
	if err != nil {
		return err
	}
	if err := s.migrate(ctx, files); err != nil {
		return err
	}
	key := make([]byte, 16)
	rand.Read(key) // It never fails: https://pkg.go.dev/crypto/rand#Read
	const insert = "INSERT INTO settings (name, value) SELECT ?, ? WHERE ? <> ''"
	for _, setting := range [][2]string{{"store_id", n.ID}, {"key", string(n.Key)}, {fingerprintKey, hex.EncodeToString(key)}} {
		if _, err := s.write.ExecContext(ctx, insert, setting[0], setting[1], setting[1]); err != nil {
			return s.fail(ctx, "create", err)
		}
	}
	return nil
}

// publish gives the draft its name, and fails when the name is taken: nobody
// can take it between the look and the act, because the act is the look. Some
// file systems (exFAT) have no links; there the name is reserved first, and
// then taken over by the draft.
func publish(doing, draft, path string, link func(from, to string) error) error {
	err := link(draft, path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		var f *os.File
		if f, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err == nil {
			if err = errors.Join(f.Close(), os.Rename(draft, path)); err != nil {
				os.Remove(path) // an empty file would pass for a damaged roster
			}
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %q", ErrExists, path)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// syncFolder makes a new name in a folder survive a loss of power, where the
// system can. The file is whole without it.
func syncFolder(folder string) {
	if f, err := os.Open(folder); err == nil {
		f.Sync()
		f.Close()
	}
}
