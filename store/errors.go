package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

var (
	// ErrMissing is returned by Open when there is no file.
	ErrMissing = errors.New("there is no roster")
	// ErrExists is returned by Create when there is a file already.
	ErrExists = errors.New("there is a file already")
	// ErrForeign is returned for what is not a roster. It is left as it was.
	ErrForeign = errors.New("not a roster database")
	// ErrDamaged is returned for a roster that has lost a part.
	ErrDamaged = errors.New("the roster database is damaged")
	// ErrNewer is returned for a roster of a later version of the program. It
	// is left as it was.
	ErrNewer = errors.New("the roster was made by a newer version of this program")
	// ErrOlder is returned for a roster of a build before the first release, which
	// is no version. It is left as it was.
	ErrOlder = errors.New("the roster was made by a build from before the first release")
	// ErrBusy is returned when another program holds the write lock for longer
	// than we wait.
	ErrBusy = errors.New("another program is writing to the roster")
)

// fail wraps an error of the database, once, with what was being done, and
// gives those a person can do something about a name of ours.
func (s *Store) fail(ctx context.Context, doing string, err error) error {
	// A cancelled transaction fails in many ways, all of which say that it is
	// over and none of which says why.
	if cause := ctx.Err(); cause != nil {
		return fmt.Errorf("%s %q: %w", doing, s.path, cause)
	}
	var of sqlite3.Error
	if errors.As(err, &of) {
		switch of.Code {
		case sqlite3.ErrBusy:
			return fmt.Errorf("%s %q: %w", doing, s.path, ErrBusy)
		case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
			return fmt.Errorf("%s %q: %w: %w", doing, s.path, ErrDamaged, err)
		}
	}
	return fmt.Errorf("%s %q: %w", doing, s.path, err)
}

// taken reports whether a statement failed because an identifier belongs to
// somebody else, or because a trigger would not have it: a plan that has a user
// twice would write a second change of them to a block. The code tells; the text
// may change with the library.
func taken(err error) bool {
	var of sqlite3.Error
	return errors.As(err, &of) && (of.ExtendedCode == sqlite3.ErrConstraintUnique || of.ExtendedCode == sqlite3.ErrConstraintTrigger)
}
