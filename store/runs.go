package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"roster.example/reconcile"
	"roster.example/roster"
)

// told is the part of a report that is kept with the run. The rest has
// columns and tables of its own.
type told struct {
	Plan     reconcile.PlanRef `json:"plan"`
	Source   roster.Source     `json:"source"`
	Problems []roster.Problem  `json:"problems"`
	Limits   []reconcile.Limit `json:"limits"`
}

// runOf returns the run that the plan becomes.
func (t *transaction) runOf(p *reconcile.Plan) *reconcile.Run {
	run := &reconcile.Run{
		ID: t.lastRun + 1, Kind: p.Kind, AppliedAt: t.now, Actor: t.actor,
		Source: p.Source.Name, Summary: p.Summary, FirstUser: t.lastUser + 1,
	}
	if p.Undoes != 0 {
		run.Undoes = &p.Undoes
	}
	return run
}

// recorded is a run as it is written, behind its changes.
type recorded struct {
	pastRun
	text  string // the report
	nonce []byte
}

// entry returns what is written of a run, and the link of the chain to which
// its changes are added.
func (t *transaction) entry(ctx context.Context, p *reconcile.Plan, run *reconcile.Run, nonce []byte) (*recorded, *link, error) {
	report := p.Report(nil)
	summary, err := json.Marshal(run.Summary)
	if err != nil {
		return nil, nil, fmt.Errorf("write the history: %w", err)
	}
	rest, err := json.Marshal(told{report.Plan, report.Source, report.Problems, report.Limits})
	if err != nil {
		return nil, nil, fmt.Errorf("write the history: %w", err)
	}
	var before []byte
	err = t.QueryRowContext(ctx, "SELECT digest FROM runs WHERE id = ?", t.lastRun).Scan(&before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, nil, t.store.fail(ctx, "read", err)
	}
	r := &recorded{
		pastRun: pastRun{
			id: run.ID, kind: string(run.Kind), planID: p.ID, at: run.AppliedAt.Format(time.RFC3339Nano), actor: run.Actor,
			source: run.Source, sha256: p.Source.SHA256, undoes: p.Undoes, summary: string(summary),
			report: reportDigest(nonce, string(rest)),
		},
		text: string(rest), nonce: nonce,
	}
	return r, newLink(before, &r.pastRun), nil
}

// writeRun writes a run, whose link of the chain is complete.
func (t *transaction) writeRun(ctx context.Context, r *recorded, l *link) error {
	return t.exec(ctx, `INSERT INTO runs
		(id, kind, plan_id, applied_at, actor, source, sha256, undoes, summary, report, nonce, report_digest, digest)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		r.id, r.kind, r.planID, r.at, r.actor, r.source, r.sha256, number(r.undoes), r.summary, r.text, r.nonce, r.report[:], l.end())
}

// selectRun lists what scanRun reads. The run that put this one back is
// looked up: a run is never changed, not even to say so.
const selectRun = `SELECT id, kind, applied_at, actor, source, undoes,
	(SELECT max(id) FROM runs r WHERE r.undoes = runs.id), summary`

func scanRun(scan func(...any) error, more ...any) (run reconcile.Run, err error) {
	var at, summary string
	err = scan(append([]any{&run.ID, &run.Kind, &at, &run.Actor, &run.Source, &run.Undoes, &run.UndoneBy, &summary}, more...)...)
	if err != nil {
		return run, err
	}
	if run.AppliedAt, err = time.Parse(time.RFC3339Nano, at); err != nil {
		return run, err
	}
	return run, json.Unmarshal([]byte(summary), &run.Summary)
}

// Runs returns the history, newest first.
func (s *Store) Runs(ctx context.Context) (runs []reconcile.Run, err error) {
	rows, err := s.read.QueryContext(ctx, selectRun+" FROM runs ORDER BY id DESC")
	if err != nil {
		return nil, s.fail(ctx, "read the runs of", err)
	}
	defer rows.Close()
	for rows.Next() {
		run, err := scanRun(rows.Scan)
		if err != nil {
			return nil, s.fail(ctx, "read the runs of", err)
		}
		runs = append(runs, run)
	}
	if err := rows.Err(); err != nil {
		return nil, s.fail(ctx, "read the runs of", err)
	}
	return runs, nil
}

// Report returns the report of a run. Its changes are read from the file
// whenever they are asked for, as long as the context lasts, and have the
// numbers of the users the run created.
func (s *Store) Report(ctx context.Context, number int64) (*reconcile.Report, error) {
	var rest []byte
	row := s.read.QueryRowContext(ctx, selectRun+", report FROM runs WHERE id = ?", number)
	run, err := scanRun(row.Scan, &rest)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, reconcile.ErrNoRun
	}
	if err != nil {
		return nil, s.fail(ctx, "read the run from", err)
	}
	var kept told
	if err := json.Unmarshal(rest, &kept); err != nil {
		return nil, s.fail(ctx, "read the run from", err)
	}
	return &reconcile.Report{
		Run: run.Ref(), Plan: kept.Plan, Source: kept.Source, Summary: run.Summary,
		Changes: s.changes(ctx, number), Problems: kept.Problems, Limits: kept.Limits,
	}, nil
}

// changes reads the changes of a run.
func (s *Store) changes(ctx context.Context, run int64) iter.Seq2[*reconcile.Change, error] {
	return func(yield func(*reconcile.Change, error) bool) {
		enough := errors.New("enough")
		err := asks(s.each).changes(ctx, run, run, func(_ int64, c *change) error {
			past, err := c.told()
			if err == nil && !yield(past, nil) {
				err = enough
			}
			return err
		})
		if err != nil && !errors.Is(err, enough) {
			yield(nil, err)
		}
	}
}

// RunOf returns the newest import of the same bytes.
func (s *Store) RunOf(ctx context.Context, sha256 string) (run int64, err error) {
	row := s.read.QueryRowContext(ctx, "SELECT ifnull(max(id), 0) FROM runs WHERE sha256 = ? AND sha256 <> ''", sha256)
	if err := row.Scan(&run); err != nil {
		return 0, s.fail(ctx, "read the runs of", err)
	}
	return run, nil
}

// Log returns everything that ever happened to a user.
func (s *Store) Log(ctx context.Context, user int64) (events []reconcile.Event, err error) {
	err = asks(s.each).past(ctx, user, func(run int64, c *change) error {
		past, err := c.told()
		if err == nil {
			events = append(events, reconcile.Event{Run: run, Action: past.Action, Edits: past.Edits})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range events {
		e := &events[i]
		var at string
		row := s.read.QueryRowContext(ctx, "SELECT applied_at, actor FROM runs WHERE id = ?", e.Run)
		if err = row.Scan(&at, &e.Actor); err == nil {
			e.AppliedAt, err = time.Parse(time.RFC3339Nano, at)
		}
		if err != nil {
			return nil, s.fail(ctx, "read the history from", err)
		}
	}
	return events, nil
}

// Remembered reads the whole history: it is asked for somebody whom the roster
// no longer knows, which is too seldom to keep an index for.
func (s *Store) Remembered(ctx context.Context, identifier string) (users []int64, err error) {
	key := roster.EmailKey(identifier)
	err = asks(s.each).changes(ctx, 0, lastRunEver, func(_ int64, c *change) error {
		if c.employeeID == identifier || roster.EmailKey(c.email) == key {
			users = append(users, c.user)
		}
		return nil
	})
	slices.Sort(users)
	return slices.Compact(users), err
}
