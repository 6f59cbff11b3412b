package reconcile

// Assignment is one thing that a user owns elsewhere: a training, a goal, an
// item.
type Assignment struct {
	Reference string          `json:"reference"` // its name where it lives, unique
	Owner     int64           `json:"-"`         // the user's number
	Title     string          `json:"title"`
	State     AssignmentState `json:"state"`
}

// AssignmentState says whether something is left to do.
type AssignmentState string

const (
	Open AssignmentState = "open"
	Done AssignmentState = "done"
)

// AssignmentChange is what happens to one assignment. Before is nil for a new
// one, After for one that is dropped.
type AssignmentChange struct{ Before, After *Assignment }

// Reference returns the assignment's name.
func (c *AssignmentChange) Reference() string {
	if c.Before != nil {
		return c.Before.Reference
	}
	return c.After.Reference
}

// Owned is what a user owns elsewhere.
type Owned struct {
	Open []Assignment // by reference
	Now  int          // how many are theirs, open or done
	Ever int          // how many assignments were ever theirs; who has any is never deleted
}
