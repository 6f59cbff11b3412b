package store

import (
	"context"
	"encoding/json"

	"roster.example/reconcile"
)

// An erasure empties what the history tells of a person: the values of their
// own changes, their email where somebody reported to them, and the problems
// that name them. The digests stay, so the chain holds, and the run that
// erases has a list of all that it emptied.

// erase takes a user out of the history, this run included.
func (w *writer) erase(ctx context.Context, user int64) error {
	known := reconcile.Identity{}
	changes, err := w.emptied(ctx, user, known)
	if err != nil {
		return err
	}
	for _, c := range changes {
		edits, err := writeEdits(nil, c.Edits)
		if err != nil {
			return err
		}
		err = w.exec(ctx, "UPDATE changes SET employee_id = ?, email = ?, name = ?, edits = ?, nonce = x'' WHERE id = ?",
			c.User.EmployeeID, c.User.Email, c.User.Name, string(edits), c.row)
		if err == nil {
			err = w.note(ctx, erasure{change: c.row})
		}
		if err != nil {
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

// kept is a change with its place in the history.
type kept struct {
	reconcile.Change
	row int64
}

// emptied returns the changes that tell of a user, as they are without that,
// and adds to an identity what they told. It reads the whole history: people
// are erased too seldom to keep an index for it.
func (w *writer) emptied(ctx context.Context, user int64, known reconcile.Identity) (changes []kept, err error) {
	err = w.rows(ctx, `SELECT id, user_id, employee_id, email, name, edits, ifnull(manager_was, 0), ifnull(manager_id, 0) FROM changes
		WHERE user_id = ?1 OR manager_was = ?1 OR manager_id = ?1 ORDER BY id`, []any{user},
		func(scan func(...any) error) error {
			var c kept
			var edits string
			err := scan(&c.row, &c.User.ID, &c.User.EmployeeID, &c.User.Email, &c.User.Name, &edits, &c.ManagerWas, &c.ManagerID)
			if err != nil {
				return err
			}
			if c.Edits, err = readEdits(edits); err != nil {
				return err
			}
			if int64(c.User.ID) == user {
				known.AddChange(&c.Change)
			}
			c.Change = reconcile.Erased(c.Change, user)
			changes = append(changes, c)
			return nil
		})
	return changes, err
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
	return c.each(ctx, `SELECT run_id, user_id FROM changes WHERE length(nonce) = 0 AND id NOT IN (SELECT change_id FROM erasures)
		UNION ALL
		SELECT id, 0 FROM runs WHERE length(nonce) = 0 AND id NOT IN (SELECT report_of FROM erasures)`, nil,
		func(scan func(...any) error) error {
			var f Finding
			if err := scan(&f.Run, &f.User); err != nil {
				return unreadable(err)
			}
			f.Message = "a report was emptied, and no run has erased anybody there"
			if f.User != 0 {
				f.Message = "a change was emptied, and no run has erased that person"
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
