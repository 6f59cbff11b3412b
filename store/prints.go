package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"iter"
	"slices"

	"roster.example/roster"
)

// The fingerprints stand beside the users, in blocks of so many numbers each,
// with the status and the manager: all that is needed to tell who is as a file
// says. Reading those of a million people is reading 4,000 rows.
const (
	printsAtOnce = 250 // a block of them is a row that fits into a page of SQLite
	printSize    = 16  // bytes: the fingerprint and the status in eight, and the number of the manager
)

// print is what stands there of one user; the zero print is nobody's.
type print struct {
	sum     int64
	status  uint8 // its place in statuses, from 1
	manager int64
}

var statuses = [...]roster.Status{roster.Active, roster.OnLeave, roster.Inactive}

func statusCode(s roster.Status) uint8 { return uint8(slices.Index(statuses[:], s) + 1) }

func readPrint(block []byte, at int) print {
	first := binary.LittleEndian.Uint64(block[at*printSize:])
	return print{int64(first >> 2), uint8(first & 3), int64(binary.LittleEndian.Uint64(block[at*printSize+8:]))}
}

func (p print) write(block []byte, at int) {
	binary.LittleEndian.PutUint64(block[at*printSize:], uint64(p.sum)<<2|uint64(p.status))
	binary.LittleEndian.PutUint64(block[at*printSize+8:], uint64(p.manager))
}

// selectPrints reads the blocks from one on and before another, so many of them;
// -1 is all.
const selectPrints = "SELECT block, prints FROM fingerprints WHERE block >= ? AND block < ? ORDER BY block LIMIT ?"

// printsIn yields the users of a block and what stands there of them.
func printsIn(block int64, prints []byte) iter.Seq2[int64, print] {
	return func(yield func(int64, print) bool) {
		for at := range len(prints) / printSize {
			if p := readPrint(prints, at); p != (print{}) && !yield(block*printsAtOnce+int64(at), p) {
				return
			}
		}
	}
}

// move is what a change does to the print of a user.
type move struct {
	user    int64
	add     int64 // to the fingerprint
	manager int64
	status  uint8 // 0 leaves it
	moves   bool  // the manager
	gone    bool
}

func (m *move) apply(p *print) {
	if m.gone {
		*p = print{}
		return
	}
	p.sum = (p.sum + m.add) & fingerprintMask
	if m.status != 0 {
		p.status = m.status
	}
	if m.moves {
		p.manager = m.manager
	}
}

// movesAtOnce is how many of them are written together: a file of everybody
// touches most blocks many times.
const movesAtOnce = 1 << 16

// moved notes a move, and adds the step that writes them when there are enough.
func (w *writer) moved(to *steps, m move) {
	if w.moves = append(w.moves, m); len(w.moves) == movesAtOnce {
		w.writeMoves(to)
	}
}

// writeMoves adds the step that writes the moves so far.
func (w *writer) writeMoves(to *steps) {
	moves := w.moves
	if w.moves = nil; len(moves) == 0 {
		return
	}
	to.do(func(ctx context.Context) error { return w.writePrints(ctx, moves) })
}

// writePrints writes moves, block by block.
func (w *writer) writePrints(ctx context.Context, moves []move) error {
	slices.SortStableFunc(moves, func(a, b move) int { return cmp.Compare(a.user, b.user) })
	read, err := w.PrepareContext(ctx, selectPrints)
	if err != nil {
		return w.store.fail(ctx, "read", err)
	}
	write, err := w.PrepareContext(ctx, "INSERT INTO fingerprints (block, prints) VALUES (?, ?) ON CONFLICT (block) DO UPDATE SET prints = excluded.prints")
	if err != nil {
		return w.store.fail(ctx, "write to", err)
	}
	prints := make([]byte, printsAtOnce*printSize)
	for len(moves) > 0 {
		block := moves[0].user / printsAtOnce
		var kept []byte
		if err := read.QueryRowContext(ctx, block, block+1, -1).Scan(&block, &kept); err != nil && !errors.Is(err, sql.ErrNoRows) {
			return w.store.fail(ctx, "read", err)
		}
		clear(prints)
		copy(prints, kept)
		moves = moveIn(prints, block, moves)
		if _, err := write.ExecContext(ctx, block, prints); err != nil {
			return w.store.fail(ctx, "write to", err)
		}
	}
	// Left to the end of the transaction, they were measured to slow a first load
	// down by a twenty-fifth.
	if err := errors.Join(read.Close(), write.Close()); err != nil {
		return w.store.fail(ctx, "write to", err)
	}
	return nil
}

// moveIn makes the moves in one block, which come first, and returns the others.
func moveIn(prints []byte, block int64, moves []move) []move {
	for len(moves) > 0 && moves[0].user/printsAtOnce == block {
		at := int(moves[0].user % printsAtOnce)
		p := readPrint(prints, at)
		moves[0].apply(&p)
		p.write(prints, at)
		moves = moves[1:]
	}
	return moves
}
