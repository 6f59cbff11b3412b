package store

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

// A plan that is read from a file may give the same change again and again,
// with other values, while earlier ones are still to be written.
func TestStepsKeepNothingOfAChange(t *testing.T) {
	ctx := context.Background()
	s := MustOpen(t)
	us := storetest.Hire(t, s, employee(0), employee(1), employee(2), employee(3))
	changes := []reconcile.Change{
		storetest.Edit(us[0], "custom.badge", "a"), storetest.Edit(us[1], "custom.badge", "b"),
		storetest.Delete(us[2]), storetest.Delete(us[3]),
	}
	p := storetest.Plan(t, s, changes...)
	p.Changes = func(yield func(*reconcile.Change, error) bool) {
		var c reconcile.Change
		for _, c = range changes {
			if !yield(&c, nil) {
				return
			}
		}
		c = reconcile.Change{}
	}
	_, err := s.Apply(ctx, p, storetest.Stamp())
	require.NoError(t, err)
	left := storetest.Users(t, s)
	require.Len(t, left, 2)
	require.Equal(t, "a", left[0].Custom["badge"])
	require.Equal(t, "b", left[1].Custom["badge"])
}

func TestAPlanIsReadByOneAtATime(t *testing.T) {
	s := MustOpen(t)
	u := storetest.Hire(t, s, employee(100_000))[0]
	p := load(t, s, 3000)
	all := p.Changes
	var readers, most atomic.Int32
	p.Changes = func(yield func(*reconcile.Change, error) bool) {
		most.Store(max(most.Load(), readers.Add(1)))
		defer func() { time.Sleep(20 * time.Millisecond); readers.Add(-1) }()
		moved := storetest.Edit(u, "title", "Boss")
		moved.Version += 5
		if !yield(&moved, nil) {
			return
		}
		for c, err := range all {
			if !yield(c, err) {
				return
			}
		}
	}
	_, err := s.Apply(context.Background(), p, storetest.Stamp())
	var stale *reconcile.StaleError
	require.ErrorAs(t, err, &stale)
	require.Zero(t, readers.Load())
	require.EqualValues(t, 1, most.Load(), "nor does one attempt while the next does")
}

// The statements of a plan go past package sql. Would it end the transaction
// when the context ends, the next of them would be a transaction of its own.
func TestATransactionEndsWhenItIsToldTo(t *testing.T) {
	s := MustOpen(t)
	ctx, cancel := context.WithCancel(context.Background())
	tx, err := s.begin(ctx, storetest.Stamp(), false)
	require.NoError(t, err)
	cancel()
	time.Sleep(50 * time.Millisecond) // for whoever wants to end it now
	require.NoError(t, tx.exec(ctx, "INSERT INTO groups (name) VALUES ('a')"), "it is still there")
	tx.end(ctx, &err)
	require.ErrorIs(t, err, context.Canceled, "and is not committed")
	var groups int
	require.NoError(t, s.read.QueryRow("SELECT count(*) FROM groups").Scan(&groups))
	require.Zero(t, groups)
	_, err = s.Apply(context.Background(), storetest.Plan(t, s), storetest.Stamp())
	require.NoError(t, err, "the next has its turn")
}

func TestACancelledPlanIsNotReadToItsEnd(t *testing.T) {
	s := MustOpen(t)
	ctx, cancel := context.WithCancel(context.Background())
	p := load(t, s, 20_000)
	all, read := p.Changes, 0
	p.Changes = func(yield func(*reconcile.Change, error) bool) {
		for c, err := range all {
			if read++; read == 300 {
				cancel()
			}
			if !yield(c, err) {
				return
			}
		}
	}
	_, err := s.Apply(ctx, p, storetest.Stamp())
	require.ErrorIs(t, err, context.Canceled)
	require.Less(t, read, 10_000)
	require.Empty(t, storetest.Users(t, s))
}

func TestAPlanThatHasAUserTwiceIsRefused(t *testing.T) {
	s := MustOpen(t)
	u := storetest.Hire(t, s, employee(0))[0]
	later := u
	later.Version++
	_, err := s.Apply(context.Background(), storetest.Plan(t, s, storetest.Edit(u, "title", "A"), storetest.Edit(later, "location", "B")), storetest.Stamp())
	require.ErrorContains(t, err, "stale: ")
	require.Equal(t, []roster.User{u}, storetest.Users(t, s))
	_, err = s.Apply(context.Background(), storetest.Plan(t, s, func() reconcile.Change { c := storetest.Create(employee(1)); c.User.ID = -5; return c }()), storetest.Stamp())
	require.ErrorContains(t, err, "which nobody can have")
}
