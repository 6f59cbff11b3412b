package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/store/storetest"
)

// Whatever the order in which people come and change, each is found in the
// blocks by whom these are about, and everything that a scan of the blocks finds.
func TestEverybodysHistoryIsFound(t *testing.T) {
	ctx := context.Background()
	s := MustOpen(t)
	r := rand.New(rand.NewPCG(1, 2))
	_, err := s.Apply(ctx, load(t, s, 3*blockSize+5), storetest.Stamp())
	require.NoError(t, err)
	for run := range 6 {
		var changes []reconcile.Change
		people := storetest.Users(t, s)
		from, every := r.IntN(blockSize), 1+r.IntN(3)
		if run%2 == 1 { // as a file would that was shuffled
			r.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
		}
		for i := from; i < len(people); i += every {
			switch u := people[i]; {
			case run == 3 && i%7 == 0:
				changes = append(changes, storetest.Delete(u))
			default:
				changes = append(changes, storetest.Edit(u, "title", fmt.Sprint("Title ", run)))
			}
		}
		for i := range run * blockSize / 2 {
			changes = append(changes, storetest.Create(employee(1000*(run+1)+i)))
		}
		storetest.Apply(t, s, changes...)
	}

	want := map[int64][]reconcile.Event{}
	for run := int64(1); run <= 7; run++ {
		for c, err := range s.changes(ctx, run) {
			require.NoError(t, err)
			want[int64(c.User.ID)] = append(want[int64(c.User.ID)], reconcile.Event{
				Run: run, AppliedAt: storetest.Stamp().At, Actor: storetest.Stamp().Actor, Action: c.Action, Edits: c.Edits,
			})
		}
	}
	require.Greater(t, len(want), 5*blockSize)
	for user := range want {
		got, err := s.Log(ctx, user)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(want[user], got), user)
	}
	require.Empty(t, findings(t, s))
	nobody, err := s.Log(ctx, 99_999)
	require.NoError(t, err)
	require.Empty(t, nobody)
}

// FuzzBlock reads blocks that something else has written.
func FuzzBlock(f *testing.F) {
	var block []byte
	for i := range 3 {
		c := change{
			seq: int64(i), user: 17, version: 2, action: "update", line: 9, employeeID: "E7", email: "ann@acme.example", name: "Ann Lee",
			edits: []byte("t\x1fBuyer\x1e"), manager: -3, nonce: make([]byte, nonceSize),
		}
		var form written
		c.write(&form)
		c.kept = form.digest()
		block = appendChange(block, form, &c.kept)
	}
	f.Add(block)
	f.Add(block[:len(block)-1])
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, block []byte) {
		var again []byte
		for c, err := range changesIn(block) {
			if err != nil {
				require.ErrorIs(t, err, ErrDamaged)
				return
			}
			var form written
			c.write(&form)
			again = appendChange(again, form, &c.kept)
		}
		// Numbers can be written in more ways than one, all of them longer.
		require.LessOrEqual(t, len(again), len(block))
	})
}
