package reconcile

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"roster.example/roster"
)

// Store is what we ask of storage. Every store passes the tests of package
// storetest.
type Store interface {
	// Snapshot opens one consistent view of the roster. The caller closes it.
	Snapshot(ctx context.Context) (Snapshot, error)

	// Apply does what the plan says in one transaction: all of it, or nothing.
	// Under the write lock it checks that the plan was made against this store
	// (ErrForeignPlan) and was not applied before (*AppliedError), that every
	// user it touches is as the plan saw them, and that no identifier and no seat
	// it gives out has been taken since (*StaleError). It then writes the users, their
	// groups, the run and its changes. It decides nothing: a held plan is the
	// caller's affair. Two things it never does, whatever the plan: take the
	// role of the last active account admin (ErrLastAdmin), which two plans can
	// each do to one of two; and put a run back twice (*UndoneError). Where a
	// deletion erases, the values of that person go from the history as well;
	// that something happened to somebody stays. A plan without changes is a
	// run too.
	Apply(ctx context.Context, p *Plan, s Stamp) (*Run, error)

	// Runs returns the history, newest first.
	Runs(ctx context.Context) ([]Run, error)

	// Report returns the report of one run as it was given when it was applied.
	// ErrNoRun when there is none with this number.
	Report(ctx context.Context, run int64) (*Report, error)

	// Assign writes down what users own elsewhere: all of it, or nothing. An
	// assignment that is not as a change found it, or an owner who is gone, is
	// a *StaleError.
	Assign(ctx context.Context, changes []AssignmentChange, s Stamp) error

	// SetSeats limits how many users may be active; 0 is no limit.
	SetSeats(ctx context.Context, seats int, s Stamp) error

	// RunOf returns the newest import of a file with this SHA-256, in hex, 0
	// when there was none.
	RunOf(ctx context.Context, sha256 string) (int64, error)

	// Log returns everything that ever happened to a user, oldest first, also
	// to one who is gone.
	Log(ctx context.Context, user int64) ([]Event, error)

	// Remembered returns the numbers of the users whom the history knows by
	// this employee ID, exactly as written, or this email in any spelling,
	// ascending.
	Remembered(ctx context.Context, identifier string) ([]int64, error)
}

// Event is one thing that happened to a user.
type Event struct {
	Run       int64     `json:"run"`
	AppliedAt time.Time `json:"applied_at"`
	Actor     string    `json:"actor"`
	Action    Outcome   `json:"action"`
	Edits     []Edit    `json:"edits"`
}

// Snapshot is one consistent view of a store. Work and memory follow what is
// asked for, not the size of the roster.
type Snapshot interface {
	Info() Info

	// Holders returns every user who holds one of the wanted identifiers, each
	// at most once, in no promised order. It may return others too: a store
	// that is asked for most of its users does better to read them all. A user
	// is valid until the next one is read.
	Holders(ctx context.Context, w Wanted) iter.Seq2[*roster.User, error]

	// ByID returns the users with these numbers; numbers it does not have are
	// left out.
	ByID(ctx context.Context, ids []int64) (map[int64]*roster.User, error)

	// NearIDs returns the employee IDs in the store whose roster.LooseID is one
	// of the given forms, by that form, sorted.
	NearIDs(ctx context.Context, loose []string) (map[string][]string, error)

	// Managers returns the manager of each of these users, by the user's
	// number; those without one are left out.
	Managers(ctx context.Context, users []int64) (map[int64]int64, error)

	// Reports returns who reports to each of these managers, by the manager's
	// number; those to whom nobody does are left out.
	Reports(ctx context.Context, managers []int64) (map[int64]Team, error)

	// Ended returns the active users whose end date is this day or an earlier
	// one, in the order of their numbers. A user is valid until the next one is
	// read.
	Ended(ctx context.Context, day string) iter.Seq2[*roster.User, error]

	// Groups returns every group that any user was ever in, sorted.
	Groups(ctx context.Context) ([]string, error)

	// Owned returns what these users own elsewhere, by the user's number; those
	// who never owned anything are left out.
	Owned(ctx context.Context, users []int64) (map[int64]Owned, error)

	// Assignments returns the assignments with these references, or all of them
	// for nil, by reference.
	Assignments(ctx context.Context, references []string) ([]Assignment, error)

	// All reads every user in the order of their numbers. A user is valid
	// until the next one is read.
	All(ctx context.Context) iter.Seq2[*roster.User, error]

	Close() error
}

// Info is what a store says of itself.
type Info struct {
	StoreID string
	Key     roster.Key // "" until the first import or init sets it
	Users   int
	Active  int    // active and on leave
	LastRun int64  // 0 when none
	Head    string // what tells this history from another of as many runs, "" when none

	AccountAdmins int // active and on leave
	Seats         int // how many users may be active, 0 for any number
}

// Team is who reports to somebody: the numbers of users, ascending.
type Team struct{ Active, Inactive []int64 }

// Wanted is a set of identifiers to look for, folded as roster.EmailKey and
// roster.UsernameKey do. A value may come more than once.
type Wanted interface {
	Len() int // of all three together, roughly
	EmployeeIDs() iter.Seq[string]
	EmailKeys() iter.Seq[string]
	UsernameKeys() iter.Seq[string]
}

// Stamp says when and by whose hand a plan is applied.
type Stamp struct {
	At    time.Time
	Actor string
}

// Run is one applied plan.
type Run struct {
	ID        int64     `json:"id"`
	Kind      Kind      `json:"kind"`
	AppliedAt time.Time `json:"applied_at"`
	Actor     string    `json:"actor"`
	Source    string    `json:"source"`    // name of the file, "" when no file made it
	Undoes    *int64    `json:"undoes"`    // the run this one put back
	UndoneBy  *int64    `json:"undone_by"` // the run that put this one back
	Summary   Summary   `json:"summary"`

	// FirstUser is the number of the first user whom the plan created without
	// knowing their number; the others follow it. Only Apply tells it.
	FirstUser int64 `json:"-"`
}

// Ref returns the run as a report names it.
func (r *Run) Ref() *RunRef {
	return &RunRef{ID: r.ID, AppliedAt: r.AppliedAt, Actor: r.Actor}
}

// StaleError says that something a plan touches has moved since it was made.
type StaleError struct{ Moved []Moved }

// Moved is one reason why a plan is stale.
type Moved struct {
	User string // who: the email, or the ID of one without
	Run  int64  // the run that did it; 0 when the store cannot tell
	What string // "title, department", "deleted", "created", …
}

// KeyMoved returns why a plan that would give a roster its key cannot do so
// any more, nil when it can: a run in between has given it another, and people
// would be matched by one key and known by the other. Every store asks this
// under its write lock.
func KeyMoved(p *Plan, key roster.Key) error {
	if !p.SetsKey || key == "" || key == p.Key {
		return nil
	}
	return &StaleError{Moved: []Moved{{User: "the key of the roster", What: "it is " + string(key) + " now"}}}
}

// Discarded returns why a plan that was made on runs which a restore has taken
// out of the roster cannot be applied: users are at versions again that the
// plan knows from another history.
func Discarded(p *Plan) error {
	return &StaleError{Moved: []Moved{{
		User: "the history of the roster", What: fmt.Sprintf("run %d is no longer in it", p.AfterRun),
	}}}
}

// Overfull returns why there is no room any more for the people whom a plan
// makes active, nil when there is: each of two plans can fit into the seats that
// are free, and both together not. Before and after are the active users. Every
// store asks this under its write lock.
func Overfull(p *Plan, before, after int) error {
	for _, l := range p.Limits {
		if l.Kind == LimitSeats && after > before && after > l.Limit {
			return &StaleError{Moved: []Moved{{
				User: "the number of free seats", What: fmt.Sprintf("%d would be used, of %d", after, l.Limit),
			}}}
		}
	}
	return nil
}

// Error completes a sentence whose subject is the plan: plan "monday.json" is
// stale: run 18 changed sam@acme.example (title) after it was made.
func (e *StaleError) Error() string {
	const most = 5
	var moved []string
	for i, m := range e.Moved {
		if i == most {
			moved = append(moved, fmt.Sprintf("and %d more", len(e.Moved)-most))
			break
		}
		who := fmt.Sprintf("%s moved (%s)", m.User, m.What)
		if m.Run != 0 {
			who = fmt.Sprintf("run %d changed %s (%s)", m.Run, m.User, m.What)
		}
		moved = append(moved, who)
	}
	return fmt.Sprintf("stale: %s after it was made", strings.Join(moved, "; "))
}

// AppliedError says that a plan was applied before.
type AppliedError struct{ Run int64 }

func (e *AppliedError) Error() string {
	return fmt.Sprintf("already applied as run %d", e.Run)
}

// UndoneError says that a run was put back before.
type UndoneError struct{ Run, By int64 }

func (e *UndoneError) Error() string {
	return fmt.Sprintf("run %d was put back already, by run %d", e.Run, e.By)
}

var (
	// ErrLastAdmin is returned for a plan after which nobody could administer
	// the account.
	ErrLastAdmin = errors.New("the last active account admin has to stay")
	// ErrForeignPlan is returned for a plan made against another store.
	ErrForeignPlan = errors.New("the plan was made against another roster")
	// ErrNoRun is returned when there is no run with the number asked for.
	ErrNoRun = errors.New("no such run")
)
