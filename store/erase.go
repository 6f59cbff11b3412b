package store

import (
	"context"
	"encoding/json"
	"fmt"

	"roster.example/reconcile"
)

// An erasure empties what the history tells of a person: the values of their
// own changes, their email where somebody reported to them, and the problems
// that name them. The digests stay, so the chain holds, and the run that
// erases has a list of all that it emptied.

// erase takes a user out of the history, this run included.
func (w *writer) erase(ctx context.Context, user int64) error {
	known := reconcile.Identity{}
	blocks, err := w.emptied(ctx, user, known)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		for _, id := range b.emptied {
			if err := w.note(ctx, erasure{change: id}); err != nil {
				return err
			}
		}
		if err := w.exec(ctx, "UPDATE history SET changes = ?, erased = erased + ? WHERE id = ?", b.changes, len(b.emptied), b.id); err != nil {
			return err
		}
	}
	return w.eraseReports(ctx, known)
}

// emptyLog copies what the write-ahead log has into the database, where it
// overwrites what was erased, and empties the log, which still has that. As
// long as somebody reads an older state the log has to stay; the next one who
// closes the roster empties it.
func (s *Store) emptyLog(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return s.fail(ctx, "empty the log of", err)
	}
	return nil
}

// erasedBlock is a block of changes of which some are emptied.
type erasedBlock struct {
	id      int64
	changes []byte
	emptied []int64 // the numbers of those changes
}

// emptied returns the blocks that tell of a user, as they are without that, and
// adds to an identity what they told. It reads the whole history: people are
// erased too seldom to keep an index for it.
func (w *writer) emptied(ctx context.Context, user int64, known reconcile.Identity) (blocks []erasedBlock, err error) {
	err = w.rows(ctx, selectBlocks, []any{0, lastRunEver}, func(scan func(...any) error) error {
		var b erasedBlock
		var before []byte
		if err := scan(&b.id, &before); err != nil {
			return err
		}
		id := b.id
		for c, err := range changesIn(before) {
			if err != nil {
				return err
			}
			if c.tellsOf(user) {
				b.emptied = append(b.emptied, id)
			}
			id++
		}
		if len(b.emptied) == 0 {
			return nil
		}
		for c, err := range changesIn(before) {
			if err != nil {
				return err
			}
			if c.tellsOf(user) {
				if err := c.empty(user, known); err != nil {
					return err
				}
			}
			c.write(w.written.reset())
			b.changes = appendChange(b.changes, w.written, &c.kept)
		}
		blocks = append(blocks, b)
		return nil
	})
	return blocks, err
}

// tellsOf reports whether a change is of a user, or of somebody who gets or loses
// them as manager.
func (c *change) tellsOf(user int64) bool {
	return c.user == user || c.managerWas == user || c.manager == user
}

// empty takes out of a change what it tells of a user, and adds it to an
// identity.
func (c *change) empty(user int64, known reconcile.Identity) error {
	past, err := c.told()
	if err != nil {
		return err
	}
	if c.user == user {
		known.AddChange(past)
	}
	erased := reconcile.Erased(*past, user)
	c.employeeID, c.email, c.name, c.nonce = erased.User.EmployeeID, erased.User.Email, erased.User.Name, nil
	c.edits, err = writeEdits(nil, erased.Edits)
	return err
}

// eraseReports empties the problems of earlier runs that name a person.
func (w *writer) eraseReports(ctx context.Context, known reconcile.Identity) error {
	reports := map[int64]string{}
	var runs []int64
	err := w.rows(ctx, "SELECT id, report FROM runs ORDER BY id", nil, func(scan func(...any) error) error {
		var run int64
		var text []byte
		if err := scan(&run, &text); err != nil {
			return err
		}
		var t told
		if err := json.Unmarshal(text, &t); err != nil {
			return err
		}
		var any bool
		if t.Problems, any = known.Erase(t.Problems); !any {
			return nil
		}
		erased, err := json.Marshal(t)
		reports[run], runs = string(erased), append(runs, run)
		return err
	})
	if err != nil {
		return err
	}
	for _, run := range runs {
		if err := w.exec(ctx, "UPDATE runs SET report = ?, nonce = x'' WHERE id = ?", reports[run], run); err != nil {
			return err
		}
		if err := w.note(ctx, erasure{reportOf: run}); err != nil {
			return err
		}
	}
	return nil
}

// erasure is a row of erasures as it is digested.
type erasure struct{ change, reportOf int64 }

// note writes down what was emptied.
func (w *writer) note(ctx context.Context, e erasure) error {
	w.link.add(e.digest())
	return w.exec(ctx, "INSERT INTO erasures (run_id, change_id, report_of) VALUES (?, ?, ?)", w.run, e.change, e.reportOf)
}

func (e *erasure) digest() []byte {
	var w written
	w.number(e.change)
	w.number(e.reportOf)
	d := w.digest()
	return d[:]
}

// checkErasures looks for what is empty in the history, and was emptied by no
// run. That no run's list was edited is for the chain to tell.
func checkErasures(ctx context.Context, c *checker) error {
	listed := map[int64]bool{}
	err := c.each(ctx, "SELECT change_id FROM erasures", nil, func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		listed[id] = true
		return unreadable(err)
	})
	if err != nil {
		return err
	}
	err = asks(c.each).changes(ctx, 0, lastRunEver, func(id int64, change *change) error {
		if len(change.nonce) > 0 || listed[id] {
			return nil
		}
		return c.found(Finding{Run: runOfChange(id), User: change.user, Message: "a change was emptied, and no run has erased that person"})
	})
	if err != nil {
		return err
	}
	err = c.each(ctx, `SELECT h.run_id, h.erased, count(e.id) FROM history h LEFT JOIN erasures e ON e.change_id >= h.id AND e.change_id < h.id + h.size
		WHERE h.erased > 0 GROUP BY h.id HAVING h.erased <> count(e.id)`, nil, func(scan func(...any) error) error {
		var run, times, listed int64
		if err := scan(&run, &times, &listed); err != nil {
			return unreadable(err)
		}
		return c.found(Finding{Run: run, Message: fmt.Sprintf("changes of run %d were emptied %d times, and the runs that erased tell of %d", run, times, listed)})
	})
	if err != nil {
		return err
	}
	return c.each(ctx, "SELECT id FROM runs WHERE length(nonce) = 0 AND id NOT IN (SELECT report_of FROM erasures)", nil,
		func(scan func(...any) error) error {
			f := Finding{Message: "a report was emptied, and no run has erased anybody there"}
			if err := scan(&f.Run); err != nil {
				return unreadable(err)
			}
			return c.found(f)
		})
}

// erasuresOf adds the erasures of a run to its link of the chain.
func (c *checker) erasuresOf(ctx context.Context, run int64, l *link) error {
	return c.each(ctx, "SELECT change_id, report_of FROM erasures WHERE run_id = ? ORDER BY id", []any{run},
		func(scan func(...any) error) error {
			var e erasure
			if err := scan(&e.change, &e.reportOf); err != nil {
				return unreadable(err)
			}
			l.add(e.digest())
			return nil
		})
}
