package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"slices"

	"roster.example/reconcile"
)

// A large plan is worked out on one processor while SQLite writes on another:
// a goroutine turns changes into steps, and stays some batches ahead.
const (
	stepsAtOnce = 32 // the first batches are in memory that is new to the process: a small plan has no others
	stepsAhead  = 4  // batches
)

// step is one thing to be written: a statement with its arguments, or a
// function for what has to look into the roster first.
type step struct {
	of   *statement
	args args
	do   func(context.Context) error
}

// statement is an SQL statement that is executed many times.
type statement struct {
	sql  string
	one  bool        // it returns a row when it has found its user, or else they have moved
	stmt driver.Stmt // once it is prepared
}

// args are the arguments of a statement. They go to the driver as they are:
// what package sql does with each of them takes longer than SQLite.
type args []driver.NamedValue

// add adds strings, int64s, []bytes or nil.
func (a *args) add(values ...driver.Value) {
	for _, v := range values {
		*a = append(*a, driver.NamedValue{Ordinal: len(*a) + 1, Value: v})
	}
}

// steps is a batch of steps.
type steps struct {
	all  []step
	kept []byte // what arguments of theirs stand in
	err  error  // behind them: why there are no more
}

// keep returns a copy of an argument that lasts as long as the batch.
func (s *steps) keep(b []byte) []byte {
	before := len(s.kept)
	s.kept = append(s.kept, b...)
	return s.kept[before:len(s.kept):len(s.kept)]
}

// add adds a step. Its arguments take the place of those that a step had here
// when the batch was used before.
func (s *steps) add() *step {
	n := len(s.all)
	s.all = slices.Grow(s.all, 1)[:n+1]
	step := &s.all[n]
	step.of, step.do, step.args = nil, nil, step.args[:0]
	return step
}

// next adds a step, whose arguments are to be added before the next step is.
func (s *steps) next(of *statement) *args {
	step := s.add()
	step.of = of
	return &step.args
}

func (s *steps) do(do func(context.Context) error) { s.add().do = do }

// changes writes every user and the history beside them.
func (w *writer) changes(ctx context.Context, p *reconcile.Plan) error {
	ahead, used := make(chan *steps, stepsAhead), make(chan *steps, stepsAhead+2)
	stop := make(chan struct{})
	go w.workOut(p, ahead, used, stop)
	defer func() {
		close(stop)
		for range ahead { // Until the plan is nobody's any more.
		}
		w.closeStatements()
	}()
	for s := range ahead {
		if err := w.take(ctx, s); err != nil {
			return err
		}
		used <- s // which has room for all there are
	}
	for status, n := range w.gone {
		w.statuses[status] += n
	}
	return nil
}

// errStopped says that nobody wants more steps.
var errStopped = errors.New("stopped")

// workOut sends the steps of all changes, in batches that were used before as
// soon as there are any.
func (w *writer) workOut(p *reconcile.Plan, to chan<- *steps, used <-chan *steps, stop <-chan struct{}) {
	defer close(to)
	s := &steps{}
	send := func() bool {
		select {
		case to <- s:
		case <-stop:
			return false
		}
		select {
		case s = <-used:
			s.all, s.kept = s.all[:0], s.kept[:0]
		default:
			s = &steps{}
		}
		return true
	}
	s.err = w.each(p, func(c *reconcile.Change) error {
		if err := w.change(s, c); err != nil {
			return err
		}
		if len(s.all) >= stepsAtOnce && !send() {
			return errStopped
		}
		return nil
	})
	if s.err == nil {
		w.flush(s)
		w.writeMoves(s)
	}
	if s.err == nil && w.bulk != nil {
		s.do(w.restore)
		s.all = append(s.all, w.bulk.late.all...)
	}
	if !errors.Is(s.err, errStopped) {
		send()
	}
}

// take takes the steps of one batch.
func (w *writer) take(ctx context.Context, s *steps) error {
	if ctx.Err() != nil {
		return w.store.fail(ctx, "write to", ctx.Err())
	}
	for rest := s.all; len(rest) > 0; {
		if do := rest[0].do; do != nil {
			if err := do(context.WithoutCancel(ctx)); err != nil {
				return err
			}
			rest = rest[1:]
			continue
		}
		err := w.conn.Raw(func(conn any) (err error) {
			for err == nil && len(rest) > 0 && rest[0].do == nil {
				err = w.execute(conn.(driver.ConnPrepareContext), &rest[0])
				rest = rest[1:]
			}
			return err
		})
		switch {
		case errors.Is(err, errMoved):
			return err
		case err != nil:
			return w.store.fail(ctx, "write to", err)
		}
	}
	return s.err
}

// closeStatements gives back what SQLite has prepared.
func (w *writer) closeStatements() {
	for _, stmt := range w.prepared {
		stmt.Close() // It is at its end, and has nothing to lose.
	}
}

// execute executes the statement of a step. It asks as for a query, which the
// driver does in one crossing into C, where it takes one for every argument
// else.
func (w *writer) execute(conn driver.ConnPrepareContext, s *step) error {
	ctx := context.Background()
	if s.of.stmt == nil {
		stmt, err := conn.PrepareContext(ctx, s.of.sql)
		if err != nil {
			return err
		}
		s.of.stmt, w.prepared = stmt, append(w.prepared, stmt)
	}
	rows, err := s.of.stmt.(driver.StmtQueryContext).QueryContext(ctx, s.args)
	if err != nil {
		return err
	}
	err = rows.Next(make([]driver.Value, len(rows.Columns())))
	switch {
	case err == io.EOF && s.of.one:
		err = errMoved
	case err == io.EOF:
		err = nil
	}
	if closed := rows.Close(); err == nil {
		err = closed
	}
	return err
}
