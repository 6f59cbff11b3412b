package table

import "fmt"

// Error is a fault of the bytes: where, what, and what to do about it.
type Error struct {
	Code    string // stable, such as "unclosed-quote"
	Line    int    // 0 when the fault is of the whole file
	Message string
	Hint    string
}

func (e *Error) Error() string { return e.Message }

// readError wraps what the disk says, so that it is told apart from a fault of
// the bytes.
func readError(err error) error { return fmt.Errorf("reading the table: %w", err) }
