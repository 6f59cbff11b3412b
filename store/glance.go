package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"

	"roster.example/reconcile"
	"roster.example/roster"
)

// sizes are where one way of reading becomes better than another. No answer
// depends on them.
type sizes struct {
	blocks int // of fingerprints that are looked at before anything else of their users is read
	glance int // users in one text
	halves int // from so many users on, a second connection is worth its opening
	scan   int // one of so many users is wanted: reading all beats looking for each
}

// usual are the sizes that were measured to be good. BenchmarkHolders shows a
// look-up to cost between three and five times as much as a row of the scan.
var usual = sizes{blocks: 32, glance: 1024, halves: 10_000, scan: 5}

// unsettled reads everybody and yields those whom the glancer does not settle.
func (s *snapshot) unsettled(ctx context.Context, w reconcile.Glancer, fields []*roster.Field, managers bool) iter.Seq2[*roster.User, error] {
	return func(yield func(*roster.User, error) bool) {
		g := &glances{Glancer: w, query: selectTexts(fields)}
		prints, err := s.printer(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		var beside sync.WaitGroup
		var failed error
		if managers {
			beside.Go(func() { g.managers, failed = s.managers(ctx) })
		}
		g.prints = prints.ofRows(w, fields)
		beside.Wait()
		if failed != nil {
			yield(nil, failed)
			return
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

// half is the users of the blocks of fingerprints from one on, and before
// another.
type half struct {
	*snapshot
	from, to int64
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
	err := s.tx.QueryRowContext(ctx, "SELECT ifnull(max(block), 0) + 1 FROM fingerprints").Scan(&whole.to)
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
	middle := whole.to / 2
	return []half{{s, 0, middle}, {beside, middle, whole.to}}, nil
}

// glances shows users to a glancer: by their fingerprints, then by their texts.
type glances struct {
	reconcile.Glancer
	prints   *rowPrints
	query    string       // for the texts
	managers managerTable // of nobody where that is not asked for
}

// selectTexts reads many users as one text, in which a record separator parts
// them. A crossing into C for each of them would cost more than reading them.
func selectTexts(fields []*roster.Field) string {
	texts := "u.id, ifnull(u.manager_id, 0), u.status"
	for _, f := range fields {
		texts += ", " + columns[columnOf[f.Name]].text()
	}
	return "SELECT ifnull(group_concat(concat_ws(char(31), " + texts + "), char(30)), '')" + fromKeys + " ON u.id = j.value"
}

// read reads one half of the users and hands over those who are not settled.
func (g *glances) read(ctx context.Context, h half, do func([]roster.User)) error {
	texts, err := h.tx.PrepareContext(ctx, g.query)
	if err != nil {
		return h.store.fail(ctx, "read", err)
	}
	defer texts.Close()
	atOnce := min(int64(h.store.sizes.blocks), max(0, h.to-h.from)) // a damaged file can have blocks below 0
	seen := newLooked(int(atOnce) * printsAtOnce)
	for from := h.from; ; {
		others, next, err := g.unlike(ctx, h, seen, from)
		if err != nil || next == from {
			return err
		}
		from = next
		for some := range slices.Chunk(others, h.store.sizes.glance) {
			if some, err = g.concerned(ctx, h, texts, some); err != nil {
				return err
			}
			found := make([]roster.User, 0, len(some))
			for u, err := range h.byID(ctx, some) {
				if err != nil {
					return err
				}
				found = append(found, *u)
			}
			do(found)
		}
	}
}

// looked is what was seen of some users, in memory that is used again for the
// next.
type looked struct {
	glances []reconcile.Glance
	sums    []int64
	rows    []int32
	bosses  []boss
	others  []int64
	ahead   int // read to have it in the processor's cache, and not looked at
}

// newLooked has room for so many users.
func newLooked(users int) *looked {
	return &looked{
		glances: make([]reconcile.Glance, 0, users), sums: make([]int64, 0, users),
		rows: make([]int32, 0, users), bosses: make([]boss, 0, users),
	}
}

// unlike returns the users whom no row settles by its fingerprint, of some blocks
// from one on, and the block behind those.
func (g *glances) unlike(ctx context.Context, h half, seen *looked, from int64) (others []int64, next int64, _ error) {
	// Where a row is about somebody is known to nobody but memory, which is slow
	// to tell and can be asked many things at once: so users are not looked up
	// one after the other.
	seen.glances, seen.sums, seen.bosses, seen.others = seen.glances[:0], seen.sums[:0], seen.bosses[:0], seen.others[:0]
	next = from
	err := h.each(ctx, selectPrints, []any{from, h.to, h.store.sizes.blocks}, func(scan func(...any) error) error {
		var block int64
		var prints sql.RawBytes
		if err := scan(&block, &prints); err != nil {
			return err
		}
		next = block + 1
		for id, p := range printsIn(block, prints) {
			if p.status == 0 {
				return errors.Join(ErrDamaged, errPrint)
			}
			status := statuses[p.status-1]
			seen.glances = append(seen.glances, reconcile.Glance{ID: id, Status: status})
			seen.bosses = append(seen.bosses, g.managers.boss(p.manager))
			seen.sums = append(seen.sums, g.prints.less(p.sum, status))
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	seen.rows = g.prints.find(seen.sums, seen.rows[:0])
	if len(g.managers.all) > 0 {
		// They stand at the end of a row, which is to be looked at as well.
		for i, row := range seen.rows {
			if row < 0 {
				continue
			}
			if text, _ := g.Row(row); text != "" {
				seen.ahead += int(text[len(text)-1])
			}
			if at := seen.bosses[i].employeeID; int(at) < len(g.managers.names) {
				seen.ahead += int(g.managers.names[at])
			}
		}
	}
	var manager reconcile.Manager
	for i, row := range seen.rows {
		seen.glances[i].Manager = g.managers.facts(seen.bosses[i], &manager)
		if row < 0 || !g.SettlesAs(row, &seen.glances[i]) {
			seen.others = append(seen.others, seen.glances[i].ID)
		}
	}
	return seen.others, next, nil
}

// concerned returns those of the users whom no glance settles.
func (g *glances) concerned(ctx context.Context, h half, stmt *sql.Stmt, ids []int64) (concerned []int64, err error) {
	list, err := jsonList(ids)
	if err != nil {
		return nil, err
	}
	var texts string
	if err := stmt.QueryRowContext(ctx, list).Scan(&texts); err != nil {
		return nil, h.store.fail(ctx, "read", err)
	}
	err = g.each(texts, func(glance *reconcile.Glance) error {
		if !g.Settles(glance) {
			concerned = append(concerned, glance.ID)
		}
		return nil
	})
	if err != nil {
		return nil, h.store.fail(ctx, "read", err)
	}
	return concerned, nil
}

// errPrint says that what stands of a user among the fingerprints cannot be.
var errPrint = errors.New("a user has a fingerprint and no status")

// errTexts says that a user's texts are not what was asked for.
var errTexts = errors.New("a user has a control character, or a status that there is not")

// each shows the users of a text, one after the other, as the same glance.
func (g *glances) each(texts string, show func(*reconcile.Glance) error) error {
	if texts == "" {
		return nil
	}
	var glance reconcile.Glance
	var manager reconcile.Manager
	for text := range strings.SplitSeq(texts, recordSeparator) {
		id, text, _ := strings.Cut(text, separator)
		boss, text, _ := strings.Cut(text, separator)
		status, values, whole := strings.Cut(text, separator)
		n, err := strconv.ParseInt(id, 10, 64)
		b, berr := strconv.ParseInt(boss, 10, 64)
		if err != nil || berr != nil || !whole {
			return errors.Join(ErrDamaged, errTexts)
		}
		glance = reconcile.Glance{ID: n, Status: roster.Status(status), Values: values, Manager: g.managers.facts(g.managers.boss(b), &manager)}
		if err := show(&glance); err != nil {
			return err
		}
	}
	return nil
}
