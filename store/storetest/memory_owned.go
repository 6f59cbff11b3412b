package storetest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"roster.example/reconcile"
)

// owned is what users own, and who ever owned what.
type owned struct {
	now  map[string]reconcile.Assignment
	ever map[ownership]bool
}

type ownership struct {
	user      int64
	reference string
}

// Assign makes all of the changes, or none.
func (m *Memory) Assign(_ context.Context, changes []reconcile.AssignmentChange, _ reconcile.Stamp) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := owned{maps.Clone(m.now.owned.now), maps.Clone(m.now.owned.ever)}
	if next.now == nil {
		next = owned{map[string]reconcile.Assignment{}, map[ownership]bool{}}
	}
	stale := &reconcile.StaleError{}
	for _, c := range changes {
		moved := func(what string) {
			stale.Moved = append(stale.Moved, reconcile.Moved{User: c.Reference(), What: what})
		}
		now, there := next.now[c.Reference()]
		switch {
		case c.Before != nil && !there:
			moved("dropped")
			continue
		case c.Before == nil && there:
			moved("loaded")
			continue
		case c.Before != nil && *c.Before != now:
			moved("owner, title or state")
			continue
		}
		if c.After == nil {
			delete(next.now, c.Reference())
			continue
		}
		if _, there := m.now.users[c.After.Owner]; !there {
			moved("its owner was deleted")
			continue
		}
		next.now[c.Reference()] = *c.After
		next.ever[ownership{c.After.Owner, c.Reference()}] = true
	}
	if len(stale.Moved) > 0 {
		return stale
	}
	m.now.owned = next
	return nil
}

// SetSeats limits how many users may be active.
func (m *Memory) SetSeats(_ context.Context, seats int, _ reconcile.Stamp) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now.seats = seats
	return nil
}

func (st state) everOwned(id int64) (n int) {
	for o := range st.owned.ever {
		if o.user == id {
			n++
		}
	}
	return n
}

func (s snapshot) Owned(ctx context.Context, users []int64) (map[int64]reconcile.Owned, error) {
	all, err := s.Assignments(ctx, nil)
	found := map[int64]reconcile.Owned{}
	for _, id := range users {
		o := reconcile.Owned{Ever: s.st.everOwned(id)}
		if o.Ever == 0 {
			continue
		}
		for _, a := range all {
			if a.Owner != id {
				continue
			}
			o.Now++
			if a.State == reconcile.Open {
				o.Open = append(o.Open, a)
			}
		}
		found[id] = o
	}
	return found, err
}

func (s snapshot) Assignments(_ context.Context, references []string) ([]reconcile.Assignment, error) {
	var all []reconcile.Assignment
	for _, a := range s.st.owned.now {
		if references == nil || slices.Contains(references, a.Reference) {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, func(a, b reconcile.Assignment) int { return strings.Compare(a.Reference, b.Reference) })
	return all, nil
}
