package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migrations returns the embedded migrations and the version of the newest:
// the number with which its name begins.
func migrations() (files fs.FS, newest int64, err error) {
	if files, err = fs.Sub(embedded, "migrations"); err != nil {
		return nil, 0, fmt.Errorf("read the migrations: %w", err)
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, 0, fmt.Errorf("read the migrations: %w", err)
	}
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, 0, fmt.Errorf("read the migrations: %w", err)
		}
		newest = max(newest, version)
	}
	return files, newest, nil
}

// update brings the file to the newest version. Most files are there already,
// which costs one query.
func (s *Store) update(ctx context.Context) error {
	behind, err := s.behind(ctx)
	if err != nil || !behind {
		return err
	}
	files, _, err := migrations()
	if err != nil {
		return err
	}
	return s.migrate(ctx, files)
}

// behind reports whether the file is of an older version. Of a newer one, it
// returns ErrNewer.
func (s *Store) behind(ctx context.Context) (bool, error) {
	_, newest, err := migrations()
	if err != nil {
		return false, err
	}
	version, err := s.version(ctx)
	if err != nil {
		return false, err
	}
	if version > newest {
		return false, fmt.Errorf("%q: %w (its version is %d, the newest known here is %d)", s.path, ErrNewer, version, newest)
	}
	return version < newest, nil
}

// version returns the number of the newest migration the file has seen.
func (s *Store) version(ctx context.Context) (version int64, err error) {
	var ours bool
	row := s.read.QueryRowContext(ctx, `SELECT ifnull(max(version_id), 0),
		ifnull(max(version_id), 0) <> 1 OR EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'history') FROM schema_version`)
	if err := row.Scan(&version, &ours); err != nil {
		var of sqlite3.Error
		if errors.As(err, &of) && of.Code == sqlite3.ErrError {
			err = fmt.Errorf("%w: %w", ErrDamaged, err) // It has our mark, and not our tables.
		}
		return 0, s.fail(ctx, "read the version of", err)
	}
	if !ours {
		return 0, fmt.Errorf("%q: %w", s.path, ErrOlder)
	}
	return version, nil
}

// migrate runs the migrations that the file has not seen.
func (s *Store) migrate(ctx context.Context, files fs.FS) error {
	versions, err := database.NewStoreFromQuerier("schema_version", versionTable{})
	if err != nil {
		return fmt.Errorf("prepare the migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectCustom, s.write, files,
		goose.WithStore(versions), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("prepare the migrations: %w", err)
	}
	return s.patiently(func() error {
		if _, err := provider.Up(ctx); err != nil {
			return s.fail(ctx, "bring up to date", err)
		}
		return nil
	})
}

// versionTable is the statements with which goose keeps its list of
// migrations. Its own for SQLite make a table that is not STRICT, and that
// takes the time from the clock of the machine.
type versionTable struct{}

func (versionTable) CreateTable(table string) string {
	return "CREATE TABLE " + table + ` (
		id         INTEGER PRIMARY KEY,
		version_id INTEGER NOT NULL UNIQUE,
		is_applied INTEGER NOT NULL
	) STRICT`
}

func (versionTable) TableExists(table string) string {
	return "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table' AND name = '" + table + "'"
}

func (versionTable) InsertVersion(table string) string {
	return "INSERT INTO " + table + " (version_id, is_applied) VALUES (?, ?)"
}

func (versionTable) DeleteVersion(table string) string {
	return "DELETE FROM " + table + " WHERE version_id = ?"
}

func (versionTable) GetMigrationByVersion(table string) string {
	return "SELECT NULL, is_applied FROM " + table + " WHERE version_id = ?"
}

func (versionTable) ListMigrations(table string) string {
	return "SELECT version_id, is_applied FROM " + table + " ORDER BY id DESC"
}

func (versionTable) GetLatestVersion(table string) string {
	return "SELECT max(version_id) FROM " + table
}
