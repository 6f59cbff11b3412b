package table

import (
	"errors"
	"fmt"
)

// Error is a fault of the bytes: where, what, and what to do about it.
type Error struct {
	Code    string // stable, such as "unclosed-quote"
	Line    int    // 0 when the fault is of the whole file
	Message string
	Hint    string
}

func (e *Error) Error() string { return e.Message }

// Note is something the reader assumed or left out, for the caller to tell:
// the file was read, and a person should know how.
type Note struct {
	Code    string // stable, such as "encoding-guessed"
	Line    int    // 0 when it is of the whole file
	Message string
	Hint    string
}

// fault returns the *Error in err, or nil.
func fault(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// readError wraps what the disk says, so that it is told apart from a fault of
// the bytes.
func readError(err error) error { return fmt.Errorf("reading the table: %w", err) }
