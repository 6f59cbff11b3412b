package store

import (
	"context"
	"errors"
	"iter"
	"maps"
	"strconv"
	"strings"
	"sync"

	"roster.example/reconcile"
	"roster.example/roster"
)

// sizes are where one way of reading becomes better than another. No answer
// depends on them.
type sizes struct {
	glance int // users in one text
	halves int // from so many users on, a second connection is worth its opening
	scan   int // one of so many users is wanted: reading all beats looking for each
}

// usual are the sizes that were measured to be good. BenchmarkHolders shows a
// look-up to cost between three and five times as much as a row of the scan.
var usual = sizes{glance: 1024, halves: 10_000, scan: 5}

// unsettled reads everybody and yields those whom the glancer does not settle.
func (s *snapshot) unsettled(ctx context.Context, w reconcile.Glancer, fields []*roster.Field, managers bool) iter.Seq2[*roster.User, error] {
	return func(yield func(*roster.User, error) bool) {
		g := &glances{Glancer: w, query: glanceQuery(fields, s.store.sizes.glance), managers: map[int64]*roster.User{}}
		if managers {
			all, err := s.managers(ctx)
			if err != nil {
				yield(nil, err)
				return
			}
			for id, m := range all {
				g.managers[id] = &roster.User{ID: id, EmployeeID: m.employeeID, Email: m.email, Status: m.status}
			}
		}
		halves, err := s.halves(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		var readers sync.WaitGroup
		found := make(chan unsettled)
		for _, h := range halves {
			readers.Go(func() {
				err := g.read(ctx, h, func(users []roster.User) { h.send(ctx, found, unsettled{users, nil}) })
				if err != nil {
					h.send(ctx, found, unsettled{nil, err})
				}
				if h.snapshot != s {
					h.Close() // of a reader, which has nothing to lose
				}
			})
		}
		go func() {
			readers.Wait()
			close(found)
		}()
		// Nobody may go on reading from a snapshot that is about to be closed.
		defer func() {
			cancel()
			for range found {
			}
		}()
		for some := range found {
			if some.err != nil {
				yield(nil, some.err)
				return
			}
			for i := range some.users {
				if !yield(&some.users[i], nil) {
					return
				}
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, s.store.fail(ctx, "read", err))
		}
	}
}

// unsettled are some users, or why there are no more.
type unsettled struct {
	users []roster.User
	err   error
}

// half is the users with the numbers above one and up to another.
type half struct {
	*snapshot
	after, last int64
}

func (half) send(ctx context.Context, to chan<- unsettled, some unsettled) {
	select {
	case to <- some:
	case <-ctx.Done():
	}
}

// halves parts the users in two, each with a connection of its own. Where a
// run came between the first look and the second, the two would not see the
// same roster, and one connection reads all.
func (s *snapshot) halves(ctx context.Context) ([]half, error) {
	whole := half{snapshot: s}
	err := s.tx.QueryRowContext(ctx, "SELECT ifnull(max(id), 0) FROM users").Scan(&whole.last)
	if err != nil {
		return nil, s.store.fail(ctx, "read", err)
	}
	if s.info.Users < s.store.sizes.halves {
		return []half{whole}, nil
	}
	second, err := s.store.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	beside := second.(*snapshot)
	if beside.info != s.info {
		return []half{whole}, beside.Close()
	}
	middle := whole.last / 2
	return []half{{s, 0, middle}, {beside, middle, whole.last}}, nil
}

// glances shows users to a glancer.
type glances struct {
	reconcile.Glancer
	query    string
	managers map[int64]*roster.User // everybody who is one, where that is asked for
}

// glanceQuery reads the next users: the number of the last, and all of them in
// one text.
func glanceQuery(fields []*roster.Field, users int) string {
	texts := []string{"u.id", "ifnull(u.manager_id, 0)", "u.status"}
	for _, f := range fields {
		texts = append(texts, columns[columnOf[f.Name]].text())
	}
	return "SELECT ifnull(max(id), 0), ifnull(group_concat(texts, char(30)), '') FROM (SELECT u.id, concat_ws(char(31), " + strings.Join(texts, ", ") +
		") AS texts FROM users u WHERE u.id > ? AND u.id <= ? ORDER BY u.id LIMIT " + strconv.Itoa(users) + ")"
}

// read reads one half of the users and hands over those who are not settled.
func (g *glances) read(ctx context.Context, h half, do func([]roster.User)) error {
	stmt, err := h.tx.PrepareContext(ctx, g.query)
	if err != nil {
		return h.store.fail(ctx, "read", err)
	}
	defer stmt.Close()
	var ids []int64
	glance := &reconcile.Glance{} // used again for every user
	for after := h.after; ; {
		var texts string
		if err := stmt.QueryRowContext(ctx, after, h.last).Scan(&after, &texts); err != nil {
			return h.store.fail(ctx, "read", err)
		}
		if texts == "" {
			return nil
		}
		ids = ids[:0]
		for text := range strings.SplitSeq(texts, recordSeparator) {
			if err := g.show(glance, text); err != nil {
				return h.store.fail(ctx, "read", err)
			}
			if !g.Settles(glance) {
				ids = append(ids, glance.ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		users, err := h.ByID(ctx, ids)
		if err != nil {
			return err
		}
		some := make([]roster.User, 0, len(users))
		for _, u := range maps.All(users) {
			some = append(some, *u)
		}
		do(some)
	}
}

// errTexts says that a user's texts are not what was asked for.
var errTexts = errors.New("a user has a control character")

// show reads the texts of one user.
func (g *glances) show(to *reconcile.Glance, text string) error {
	id, text, _ := strings.Cut(text, separator)
	boss, text, _ := strings.Cut(text, separator)
	status, values, whole := strings.Cut(text, separator)
	n, err := strconv.ParseInt(id, 10, 64)
	b, berr := strconv.ParseInt(boss, 10, 64)
	if err != nil || berr != nil || !whole {
		return errors.Join(ErrDamaged, errTexts)
	}
	*to = reconcile.Glance{ID: n, Status: roster.Status(status), Values: values, Manager: g.managers[b]}
	return nil
}
