package reconcile

import (
	"iter"
	"strconv"
	"time"

	"roster.example/roster"
)

// Outcome is what a row leads to. Every row has exactly one.
type Outcome string

const (
	Create     Outcome = "create"
	Update     Outcome = "update"
	Deactivate Outcome = "deactivate"
	Reactivate Outcome = "reactivate"
	Delete     Outcome = "delete" // only by hand and by undo, never by a row
	Unchanged  Outcome = "unchanged"
	Skipped    Outcome = "skipped"
	Rejected   Outcome = "rejected"
)

// Symbol returns the sign that stands for the outcome in reports people read.
func (o Outcome) Symbol() string {
	switch o {
	case Create:
		return "+"
	case Update:
		return "~"
	case Deactivate:
		return "-"
	case Reactivate:
		return "^"
	case Delete:
		return "x"
	case Unchanged:
		return "="
	case Skipped:
		return "."
	case Rejected:
		return "!"
	}
	return "?"
}

// Mode narrows what a run may do.
type Mode string

const (
	Sync         Mode = "sync"         // everything
	NewHires     Mode = "new-hires"    // create, and reactivate when the row says active
	Terminations Mode = "terminations" // every row is a leaver
	Edits        Mode = "edits"        // updates of known people only
)

// Kind says what made a plan and so its run.
type Kind string

const (
	Import Kind = "import"
	Hand   Kind = "hand"
	Undo   Kind = "undo"
	Due    Kind = "due"
)

// Plan is everything an upload would do, and nothing it did. It can be saved,
// mailed, reviewed, and applied later.
type Plan struct {
	ID        string
	Kind      Kind
	CreatedAt time.Time
	Maker     string // the version of the program that made it
	StoreID   string // the store it was made against
	AfterRun  int64  // the newest run the snapshot had seen, 0 when none
	Head      string // and its digest: after a restore another run can have its number
	Key       roster.Key
	SetsKey   bool // the roster had no key yet; applying gives it this one
	Mode      Mode
	Undoes    int64  // the run this plan puts back, 0 for the other kinds
	Day       string // the day that has come, "" for kinds other than Due
	Held      bool   // a limit is exceeded: it is reported and cannot be applied

	Source   roster.Source
	Summary  Summary
	Problems []roster.Problem
	Limits   []Limit

	// Changes reads the changes in the order of their lines. It can be called
	// any number of times; only a plan on disk can fail. A change is valid
	// until the next one is read.
	Changes iter.Seq2[*Change, error]
}

// Summary counts the rows by outcome: Rows is the sum of the seven outcomes a
// row can have. Omitted counts active users whom no row names.
type Summary struct {
	Rows       int `json:"rows"`
	Create     int `json:"create"`
	Update     int `json:"update"`
	Deactivate int `json:"deactivate"`
	Reactivate int `json:"reactivate"`
	Unchanged  int `json:"unchanged"`
	Skipped    int `json:"skipped"`
	Rejected   int `json:"rejected"`
	Omitted    int `json:"omitted"`
	Delete     int `json:"delete,omitempty"`
}

// Changes returns how many people the plan changes.
func (s Summary) Changes() int {
	return s.Create + s.Update + s.Deactivate + s.Reactivate + s.Delete
}

// join adds what another part of the run comes to.
func (s *Summary) join(other Summary) {
	s.Rows += other.Rows
	s.Omitted += other.Omitted
	s.Create += other.Create
	s.Update += other.Update
	s.Deactivate += other.Deactivate
	s.Reactivate += other.Reactivate
	s.Unchanged += other.Unchanged
	s.Skipped += other.Skipped
	s.Rejected += other.Rejected
	s.Delete += other.Delete
}

func (s *Summary) add(o Outcome) {
	switch o {
	case Create:
		s.Create++
	case Update:
		s.Update++
	case Deactivate:
		s.Deactivate++
	case Reactivate:
		s.Reactivate++
	case Unchanged:
		s.Unchanged++
	case Skipped:
		s.Skipped++
	case Rejected:
		s.Rejected++
	case Delete:
		s.Delete++
	}
}

// Change is what happens to one user. Edits are in the order of the field
// table. The edits of a create are all of the new person's values, those of a
// deletion all that they had.
type Change struct {
	Action Outcome `json:"action"`
	Line   int     `json:"line"` // 0 when no file made it
	User   UserRef `json:"user"` // before the run; a new person as they will be
	Edits  []Edit  `json:"edits"`
	Erase  bool    `json:"erase,omitempty"` // the deletion takes them out of the history, too

	Version int64 `json:"-"` // of the user as the plan saw them; 0 for a create

	// The managers whom an edit of manager_email names, before and after, for
	// an email can change hands. 0 is nobody; -n, only after, is the person
	// whom the n-th create of the same plan makes.
	ManagerWas int64 `json:"-"`
	ManagerID  int64 `json:"-"`
}

// Manager returns the number of the manager after the change, where the people
// whom the plan creates are numbered from first on, in its order.
func (c *Change) Manager(first int64) int64 {
	if c.ManagerID < 0 {
		return first - 1 - c.ManagerID
	}
	return c.ManagerID
}

// UserRef names a user in a report.
type UserRef struct {
	ID         UserID `json:"id"`
	EmployeeID string `json:"employee_id"`
	Email      string `json:"email"`
	Name       string `json:"name"`
}

// UserID is the store's number for a user; 0, which JSON shows as null, for
// one who is not in the store yet.
type UserID int64

// MarshalJSON writes null for a user the store does not have yet.
func (id UserID) MarshalJSON() ([]byte, error) {
	if id == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(id), 10), nil
}

// Edit is one field's old and new value, "" for none. A change of manager is
// one edit, under manager_email.
type Edit struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// LimitKind names a kind of change of which a run may make only so many.
type LimitKind string

const (
	LimitCreate     LimitKind = "create"
	LimitUpdate     LimitKind = "update"
	LimitDeactivate LimitKind = "deactivate"
	LimitReactivate LimitKind = "reactivate"
	LimitEmail      LimitKind = "email"
	LimitEmployeeID LimitKind = "employee_id"
	LimitShifted    LimitKind = "shifted-column"
	LimitRejected   LimitKind = "rejected"
	LimitDelete     LimitKind = "delete" // by hand and by undo
	LimitSeats      LimitKind = "seats"  // its count is everybody who is active after the run
)

// Limit is the verdict on one kind of change. Allow is the flag that would
// let the plan through, only where the limit is exceeded.
type Limit struct {
	Kind     LimitKind `json:"kind"`
	Count    int       `json:"count"`
	Limit    int       `json:"limit"`
	Exceeded bool      `json:"exceeded"`
	Allow    string    `json:"allow,omitempty"`
}
