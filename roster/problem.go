package roster

// Severity says what a problem does to its row: an error rejects it, a
// warning lets it pass.
type Severity string

const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Problem is a fault in somebody's data. Line is the physical line of the
// file, 0 when the problem is of the whole file; Column is the header as the
// file spells it.
type Problem struct {
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	Line     int      `json:"line"`
	Column   string   `json:"column"`
	Field    string   `json:"field"`
	Value    string   `json:"value"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint"`
}

// FileError is a fault of a file as a whole: nothing of it can be taken. It
// is told apart from a failure of ours with errors.As.
type FileError struct{ Problem Problem }

func (e *FileError) Error() string { return e.Problem.Message }
