package store

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/mattn/go-sqlite3"
)

// About is what there is to know of the file.
type About struct {
	Path          string
	SchemaVersion int64
	SQLiteVersion string
	Size          int64 // of the file, in bytes
	LogSize       int64 // of the write-ahead log beside it, in bytes
	Runs          int64
	Changes       int64
}

// About returns what there is to know of the file. What it says of people is
// in the snapshot's Info.
func (s *Store) About(ctx context.Context) (a About, err error) {
	a.Path = s.path
	a.SQLiteVersion, _, _ = sqlite3.Version()
	if a.SchemaVersion, err = s.version(ctx); err != nil {
		return About{}, err
	}
	row := s.read.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM runs), "+countChanges)
	if err := row.Scan(&a.Runs, &a.Changes); err != nil {
		return About{}, s.fail(ctx, "read", err)
	}
	if a.Size, err = size(s.path); err != nil {
		return About{}, s.fail(ctx, "read", err)
	}
	if a.LogSize, err = size(s.path + "-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return About{}, s.fail(ctx, "read", err)
	}
	return a, nil
}

func size(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
