package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"iter"

	"roster.example/reconcile"
)

// The history is what the runs did to each user, change by change. The changes
// of a run stand in blocks, in the order of its report, because a row for each
// of them costs SQLite more than the user it is about. Beside the blocks stands
// whom they are about, so that a person's history is found without reading
// that of everybody.

// blockSize is the most changes that a block has: enough for a first load not to
// notice the history, and few enough for one person's to be read at once, for
// whoever wants one change reads the block it is in.
const blockSize = 64

// changeID returns the number of a change: that of its run, and behind it the
// place in its report. A block is known by the first of its changes.
func changeID(run, seq int64) int64 { return run<<32 | seq }

// runOfChange is the reverse.
func runOfChange(id int64) int64 { return id >> 32 }

// change is one change as it stands in a block.
type change struct {
	seq, user, version  int64
	action              string
	line                int64
	employeeID, email   string
	name                string
	edits               []byte // see writeEdits
	managerWas, manager int64  // 0 for nobody

	nonce []byte // empty when the change was erased
	kept  digest // what it was digested to when it was written
}

// write adds the form in which a change is digested: every part behind its
// length, so that no two changes look alike.
func (c *change) write(w *written) {
	w.bytes(c.nonce)
	for _, n := range [...]int64{c.seq, c.user, c.version, c.line, c.managerWas, c.manager} {
		w.number(n)
	}
	for _, s := range [...]string{c.action, c.employeeID, c.email, c.name} {
		w.text(s)
	}
	w.bytes(c.edits)
}

// appendChange adds a change to a block: the form in which it is digested, and
// the digest that it keeps.
func appendChange(block []byte, form written, kept *digest) []byte {
	block = append(binary.AppendUvarint(block, uint64(len(form))), form...)
	return append(block, kept[:]...)
}

// errBlock says that a block is not one that the program has written.
var errBlock = fmt.Errorf("%w: a block of changes cannot be read", ErrDamaged)

// changesIn reads the changes of a block, always in the same place. What they
// hold is for good.
func changesIn(block []byte) iter.Seq2[*change, error] { return changesAt(block, 0) }

// changesAt reads the changes of a block from a place on, and passes over those
// before it by their length.
func changesAt(block []byte, place int64) iter.Seq2[*change, error] {
	return func(yield func(*change, error) bool) {
		var c change
		for ; len(block) > 0; place-- {
			form, rest := cutChange(block, &c.kept)
			if block = rest; form != nil && place > 0 {
				continue
			}
			said := unwritten{form, string(form)}
			c.nonce = said.part().of
			for _, n := range [...]*int64{&c.seq, &c.user, &c.version, &c.line, &c.managerWas, &c.manager} {
				*n = said.number()
			}
			for _, s := range [...]*string{&c.action, &c.employeeID, &c.email, &c.name} {
				*s = said.part().text
			}
			c.edits = said.part().of
			if said.of == nil || len(said.of) > 0 {
				yield(nil, errBlock)
				return
			}
			if !yield(&c, nil) {
				return
			}
		}
	}
}

// cutChange cuts the first change off a block: its form, and behind it the digest
// that it keeps. The form is nil when there is none.
func cutChange(block []byte, kept *digest) (form, rest []byte) {
	n, size := binary.Uvarint(block)
	if size <= 0 || n > uint64(len(block)-size) || uint64(len(block)-size)-n < uint64(len(kept)) {
		return nil, nil
	}
	form, rest = block[size:size+int(n)], block[size+int(n):]
	copy(kept[:], rest)
	return form, rest[len(kept):]
}

// unwritten reads what was written, as bytes and as a text of the same. What
// cannot be read leaves nothing, and no bytes at all.
type unwritten struct {
	of   []byte
	text string
}

func (u *unwritten) skip(n int) { u.of, u.text = u.of[n:], u.text[n:] }

func (u *unwritten) number() int64 {
	n, size := binary.Varint(u.of)
	if size <= 0 {
		*u = unwritten{}
		return 0
	}
	u.skip(size)
	return n
}

func (u *unwritten) part() unwritten {
	n, size := binary.Uvarint(u.of)
	if size <= 0 || n > uint64(len(u.of)-size) {
		*u = unwritten{}
		return unwritten{}
	}
	u.skip(size)
	part := unwritten{u.of[:n:n], u.text[:n]}
	u.skip(int(n))
	return part
}

// told returns the change as others know it.
func (c *change) told() (*reconcile.Change, error) {
	edits, err := readEdits(string(c.edits))
	if err != nil {
		return nil, err
	}
	return &reconcile.Change{
		Action: reconcile.Outcome(c.action), Line: int(c.line), Version: c.version - 1, Edits: edits,
		User:       reconcile.UserRef{ID: reconcile.UserID(c.user), EmployeeID: c.employeeID, Email: c.email, Name: c.name},
		ManagerWas: c.managerWas, ManagerID: c.manager,
	}, nil
}

// asks is how a snapshot or a transaction runs a query, and hands every row to a
// function.
type asks func(ctx context.Context, query string, args []any, row func(scan func(...any) error) error) error

// selectBlocks reads the blocks of the runs from ?1 to ?2.
const selectBlocks = "SELECT id, changes FROM history WHERE id >= ?1 << 32 AND id < (?2 + 1) << 32 ORDER BY id"

// changes hands over the changes of the runs from one to another, in order, with
// their numbers.
func (ask asks) changes(ctx context.Context, from, to int64, do func(id int64, c *change) error) error {
	return ask(ctx, selectBlocks, []any{from, to}, func(scan func(...any) error) error {
		var id int64
		var block []byte
		if err := scan(&id, &block); err != nil {
			return err
		}
		for c, err := range changesIn(block) {
			if err != nil {
				return err
			}
			if err := do(id, c); err != nil {
				return err
			}
			id++
		}
		return nil
	})
}

// lastRunEver is above the number of any run.
const lastRunEver = 1<<31 - 2

// selectPast reads the blocks in which a user stands, and their place in each,
// oldest first. A row of history_users is about no more people than a block has.
var selectPast = fmt.Sprintf(`SELECT h.id, t.place + ?1 - t.user_id, h.changes FROM history_users t JOIN history h ON h.id = t.block_id
	WHERE t.user_id > ?1 - %d AND t.user_id <= ?1 AND t.user_id + t.users > ?1 ORDER BY h.id`, blockSize)

// past hands over what happened to a user, oldest first.
func (ask asks) past(ctx context.Context, user int64, do func(run int64, c *change) error) error {
	return ask(ctx, selectPast, []any{user}, func(scan func(...any) error) error {
		var id, place int64
		var block []byte
		if err := scan(&id, &place, &block); err != nil {
			return err
		}
		for c, err := range changesAt(block, place) {
			if err != nil {
				return err
			}
			return do(runOfChange(id), c)
		}
		return errBlock
	})
}

// block is the block to which a run adds its changes.
type block struct {
	size    int64 // how many there are
	changes []byte
	spans   []span
}

// span are people whose numbers follow each other, and their changes too.
type span struct{ user, place, users int64 }

// add adds a change of a user.
func (b *block) add(user int64, form written, kept *digest) {
	b.changes = appendChange(b.changes, form, kept)
	if last := len(b.spans) - 1; last >= 0 && b.spans[last].user+b.spans[last].users == user {
		b.spans[last].users++
	} else {
		b.spans = append(b.spans, span{user, b.size, 1})
	}
	b.size++
}

const (
	countChanges = "(SELECT ifnull(sum(size), 0) FROM history)"

	insertBlock = "INSERT INTO history (id, size, changes) VALUES (?, ?, ?)"
	insertSpan  = "INSERT INTO history_users (user_id, block_id, place, users) VALUES (?, ?, ?, ?)"
)

// selectLastUser finds the highest number that a user ever had: the history
// remembers those who are gone. A span that begins far below the last one ends
// below it too.
var selectLastUser = fmt.Sprintf(`max(ifnull((SELECT max(id) FROM users), 0), ifnull((SELECT max(user_id + users - 1)
	FROM history_users WHERE user_id > (SELECT max(user_id) FROM history_users) - %d), 0))`, blockSize)

// flush adds the steps that write the block, and begins another.
func (w *writer) flush(to *steps) {
	b := &w.block
	if b.size == 0 {
		return
	}
	id := changeID(w.run, w.seq-b.size)
	to.next(w.insertBlock).add(id, b.size, to.keep(b.changes))
	for _, s := range b.spans {
		to.next(w.insertSpan).add(s.user, id, s.place, s.users)
	}
	b.size, b.changes, b.spans = 0, b.changes[:0], b.spans[:0]
}

// record adds the history of a change. A user's version grows by one with
// every change, so the one this change made is known.
func (w *writer) record(to *steps, user int64, c *reconcile.Change) (err error) {
	if w.edits, err = writeEdits(w.edits[:0], c.Edits); err != nil {
		return err
	}
	row := change{
		seq: w.seq, user: user, version: c.Version + 1, action: string(c.Action), line: int64(c.Line),
		employeeID: c.User.EmployeeID, email: c.User.Email, name: c.User.Name, edits: w.edits,
		managerWas: c.ManagerWas, manager: w.managerOf(c), nonce: w.nonces.next(),
	}
	row.write(w.written.reset())
	digest := w.written.digest()
	w.link.add(digest[:])
	w.block.add(user, w.written, &digest)
	if w.seq++; w.block.size == blockSize {
		w.flush(to)
	}
	return nil
}
