package reconcile

import (
	"context"
	"fmt"
	"iter"
	"math"
	"math/bits"
	"slices"
	"sync"
	"time"

	"roster.example/roster"
)

// GroupsMode says what a cell of groups does to those a person is in.
type GroupsMode string

const (
	GroupsReplace GroupsMode = "replace" // the cell is all of them (default)
	GroupsAdd     GroupsMode = "add"     // the cell adds to them
)

// Options says what a run may do. The zero value of each is its default.
type Options struct {
	Key            roster.Key // "": the store's; without one, chosen from the upload
	Mode           Mode       // "": Sync
	CreateInactive bool       // create people whom the file knows only as leavers
	Groups         GroupsMode // "": GroupsReplace
	Allow          map[LimitKind]int
	Limits         map[LimitKind]Measure // in the place of the defaults
	Strict         bool                  // any rejected row holds the run
	Domains        []string              // nil: a new email may be of any domain
	Seats          int                   // how many may be active; 0: what the store says

	PlanID string    // a name nobody used before
	Now    time.Time // when the plan is made
	Today  string    // 2006-01-02, in the zone where end dates are meant
	Maker  string    // version of the program

	// Progress is told how far each part of the work is, in rows; a total of 0
	// is unknown. It may be nil.
	Progress func(part string, done, total int)
}

// Prepare compares an upload with a snapshot and returns what it would do.
// Nothing is written. An error is a failure to read, or ctx's; what is wrong
// with the data is in the plan's problems.
//
// The verdict on a row depends on other rows: an address may be free because
// its owner gives it up further down, and stops being free when that row is
// rejected. So Prepare starts from every row taken at its word and rejects
// those that cannot stand, all that it finds at once, until the rest can.
// Rejecting is the only thing that happens in these rounds, which is why they
// end, and why the order of rows plays no part.
func Prepare(ctx context.Context, up *roster.Upload, snap Snapshot, o Options) (*Plan, error) {
	p := newPreparation(up, snap, o)
	if err := p.read(ctx, up); err != nil {
		return nil, err
	}
	p.findDuplicates()
	if err := p.findHolders(ctx); err != nil {
		return nil, err
	}
	if err := p.findNearMisses(ctx); err != nil {
		return nil, err
	}
	p.identify()
	if err := p.settle(ctx); err != nil {
		return nil, err
	}
	if err := p.warnOfLeavers(ctx); err != nil {
		return nil, err
	}
	if err := p.warnOfLookAlikes(ctx); err != nil {
		return nil, err
	}
	return p.plan(ctx, up)
}

// preparation is one run of Prepare.
type preparation struct {
	o        Options
	rules    rules
	setsKey  bool
	info     Info
	snap     Snapshot
	rows     *rowset
	problems []roster.Problem

	// By row: the users who hold the row's identifiers; no rows that are settled.
	holderOfID, holderOfEmail, holderOfUsername map[int32]int64

	// Most rows of most uploads change nothing and concern nobody else. Of
	// them only this much is kept: whom they are about and the manager they
	// name. The others have a subject each.
	//
	// whose is by row: the number of the user where it is settled, the place of its
	// subject in blocks, from -1 down, where it has one, and 0 as long as neither is
	// known.
	whose          []int32
	settledManager []int32 // by row; 0 when the row names no manager; nil when none does
	settledIdle    int     // how many of the settled users are not active

	blocks    [][]subject            // all of them, so many at a time
	marked    []uint64               // a bit for each row, which is 1 where it has a subject
	users     map[int64]*roster.User // everybody a subject may concern
	byUser    map[int64]*subject     // subjects by the user they are about
	takers    map[int64][]*subject   // by the user one of whose identifiers they take
	managers  named                  // whom the subjects name, before the run
	namesakes map[string]*namesakes  // by roster.NameKey, after the run as far as it is settled

	// The rows that stand and are to be warned of their manager, in their order. The
	// warnings are made when they are told: of a column of names of which none is
	// known, a million would be kept to tell of one.
	doubted []*subject

	scratch fact
	verdict verdict
}

// subject is a row that may change something, or go wrong. A first load has
// one for every row, so they are small, and without pointers, of which the
// garbage collector would look at every one.
type subject struct {
	row     int32
	created int32  // its place among the people whom the plan creates, from 1
	user    int64  // one of preparation.users; 0: nobody the roster knows
	manager person // whom the row names, as the roster will be after the run

	fate      uint8   // the outcome, by its place in fates
	moves     bool    // the manager is not the one the user has now
	duplicate bool    // the same row again: skipped whatever it says
	decided   bool    // outcome is the diff's; until then the row is contested
	adopts    bool    // the user gets an employee ID from this row
	gives     [3]bool // identifiers its user gives up, by claimBit
}

// fates are the outcomes a row can have. It begins as unchanged.
var fates = [...]Outcome{Unchanged, Create, Update, Deactivate, Reactivate, Skipped, Rejected}

// outcome returns what has become of a row so far. Rejected and Skipped are
// final; others may still be rejected.
func (s *subject) outcome() Outcome { return fates[s.fate] }

func (s *subject) become(o Outcome) { s.fate = uint8(slices.Index(fates[:], o)) }

func (s *subject) live() bool { return s.outcome() != Rejected && s.outcome() != Skipped }

func newPreparation(up *roster.Upload, snap Snapshot, o Options) *preparation {
	if o.Mode == "" {
		o.Mode = Sync
	}
	if o.Groups == "" {
		o.Groups = GroupsReplace
	}
	if o.Progress == nil {
		o.Progress = func(string, int, int) {}
	}
	p := &preparation{
		o: o, info: snap.Info(), snap: snap, users: map[int64]*roster.User{},
	}
	key := o.Key
	if key == "" {
		key = p.info.Key
	}
	if key == "" {
		key = roster.KeyEmail
		if n := up.Filled(roster.EmployeeID); n > 0 && n == up.Len() {
			key = roster.KeyEmployeeID
		}
	}
	p.setsKey = p.info.Key == ""
	p.rules = rules{
		key: key, mode: o.Mode, createInactive: o.CreateInactive,
		groups: o.Groups, today: o.Today, domains: foldDomains(o.Domains),
	}
	return p
}

// fact returns the row for the diff. It is valid until the next call.
func (p *preparation) fact(row int32) *fact {
	p.scratch.values = p.rows.Values(row, p.scratch.values)
	return &p.scratch
}

// decide is the diff of one row and one user. It is valid until the next call.
func (p *preparation) decide(row int32, u *roster.User) *verdict {
	decide(&p.verdict, u, p.fact(row), &p.rules)
	return &p.verdict
}

func (p *preparation) read(ctx context.Context, up *roster.Upload) error {
	rows, err := up.Rowset(p.rules.key, func(n int) error {
		p.o.Progress("reading again", n, up.Len())
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	p.rows = newRowset(rows, up.Source.Columns)
	p.problems, rows.Problems = rows.Problems, nil // which are put in order with others
	p.scratch = fact{fields: rows.Fields, at: p.rows.at}
	n := rows.Count()
	p.holderOfID, p.holderOfEmail, p.holderOfUsername = map[int32]int64{}, map[int32]int64{}, map[int32]int64{}
	p.whose, p.marked = make([]int32, n), make([]uint64, (n+63)/64)
	if p.rows.speakOfManagers() {
		p.settledManager = make([]int32, n)
	}
	return nil
}

// subjectsAtOnce is how many subjects a block has.
const subjectsAtOnce = 1 << 10

// subject returns the subject of a row, making it when there is none yet.
func (p *preparation) subject(row int32) *subject {
	if s := p.at(row); s != nil {
		return s
	}
	last := len(p.blocks) - 1
	if last < 0 || len(p.blocks[last]) == subjectsAtOnce {
		p.blocks = append(p.blocks, make([]subject, 0, subjectsAtOnce))
		last++
	}
	p.blocks[last] = append(p.blocks[last], subject{row: row})
	p.whose[row] = -int32(last*subjectsAtOnce + len(p.blocks[last]))
	p.marked[row/64] |= 1 << (row % 64)
	s := p.at(row)
	if p.rows.Faulty(row) {
		s.become(Rejected)
	}
	return s
}

// at returns the subject of a row, nil when there is none.
func (p *preparation) at(row int32) *subject {
	n := -p.whose[row] - 1
	if n < 0 {
		return nil
	}
	return &p.blocks[n/subjectsAtOnce][n%subjectsAtOnce]
}

// mostSettled is the highest number of a user whose row can be settled, and of their
// manager: whose and settledManager have no room for higher ones, and their rows
// have subjects.
const mostSettled = math.MaxInt32

// settledRows returns how many rows are settled, which are those without a subject
// as soon as all holders are found.
func (p *preparation) settledRows() int {
	n := len(p.whose)
	for _, block := range p.blocks {
		n -= len(block)
	}
	return n
}

// hasSubject reports whether a row has a subject.
func (p *preparation) hasSubject(row int32) bool { return p.whose[row] < 0 }

// settled returns the user whom a settled row is about, 0 for any other row.
func (p *preparation) settled(row int32) int64 { return int64(max(p.whose[row], 0)) }

// subjects yields every subject, in the order of rows.
func (p *preparation) subjects(yield func(*subject) bool) {
	for _, half := range p.halves() {
		for s := range half {
			if !yield(s) {
				return
			}
		}
	}
}

// halves are subjects in two parts, those of the first half of the rows, rounded to
// 64, and those of the second.
func (p *preparation) halves() [2]iter.Seq[*subject] {
	part := func(from, to int) iter.Seq[*subject] {
		return func(yield func(*subject) bool) {
			for i, rows := range p.marked[from:to] {
				for ; rows != 0; rows &= rows - 1 {
					if !yield(p.at(int32((from+i)*64 + bits.TrailingZeros64(rows)))) {
						return
					}
				}
			}
		}
	}
	n := len(p.marked)
	middle := (n + 1) / 2
	return [2]iter.Seq[*subject]{part(0, middle), part(middle, n)}
}

// inHalves has two processors look at every subject, each at one half of them and
// with a preparation of its own: the same, but for the memory in which a row is
// looked at and the list of problems. Look writes to no subject but the one that it
// is given, and reads of others nothing that it writes.
func (p *preparation) inHalves(part string, look func(p *preparation, half int, s *subject)) {
	second := *p
	second.scratch.values, second.verdict, second.problems = nil, verdict{}, nil
	halves := p.halves()
	var beside sync.WaitGroup
	beside.Go(func() {
		for s := range halves[1] {
			look(&second, 1, s)
		}
	})
	next := int32(0)
	for s := range halves[0] {
		if s.row >= next { // The first half tells how far both are.
			p.o.Progress(part, 2*int(s.row), len(p.whose))
			next = s.row + 512
		}
		look(p, 0, s)
	}
	beside.Wait()
	p.problems = append(p.problems, second.problems...)
}

// problem writes down a fault of a row, with its place.
func (p *preparation) problem(row int32, q roster.Problem) {
	q.Line = p.rows.Line(row)
	q.Column = p.rows.header[q.Field]
	p.problems = append(p.problems, q)
}

func (p *preparation) warn(row int32, code roster.Code, field, value, message, hint string) {
	p.problem(row, roster.Problem{
		Severity: roster.Warning, Code: code, Field: field, Value: value, Message: message, Hint: hint,
	})
}

// reject takes a row out of the run and says why.
func (p *preparation) reject(s *subject, code roster.Code, field, value, message, hint string) {
	s.become(Rejected)
	p.problem(s.row, roster.Problem{
		Severity: roster.Error, Code: code, Field: field, Value: value, Message: message, Hint: hint,
	})
}

// plan makes the plan of what has been settled.
func (p *preparation) plan(ctx context.Context, up *roster.Upload) (*Plan, error) {
	plan := &Plan{
		ID: p.o.PlanID, Kind: Import, CreatedAt: p.o.Now.UTC().Truncate(time.Second), Maker: p.o.Maker,
		StoreID: p.info.StoreID, AfterRun: p.info.LastRun, Head: p.info.Head, Key: p.rules.key, Mode: p.o.Mode,
		Source: up.Source, Changes: p.changes,
	}
	p.countCreates()
	t := p.tally()
	plan.Summary = t.summary
	plan.SetsKey = p.setsKey && t.summary.Changes() > 0
	plan.Limits = limits(t, p.info, Import, p.o)
	for _, l := range plan.Limits {
		plan.Held = plan.Held || l.Exceeded
	}
	groups, err := groupWarnings(ctx, p.snap, t.groups)
	if err != nil {
		return nil, err
	}
	p.problems = append(p.problems, groups...)
	p.problems = append(p.problems, t.shiftedProblems()...)
	p.problems = append(p.problems, up.Problems...)
	slices.SortStableFunc(p.problems, func(a, b roster.Problem) int { return a.Line - b.Line })
	plan.Problems = p.problems
	p.forget()
	return plan, nil
}

// forget lets go of what the changes can be told without: the plan may live for
// as long as somebody thinks about it, and is in memory while it is applied.
func (p *preparation) forget() {
	p.rows.byID, p.rows.byEmail, p.rows.byUsername = index{}, index{}, index{}
	p.holderOfID, p.holderOfEmail, p.holderOfUsername = nil, nil, nil
	p.settledManager = nil
	p.takers, p.managers, p.namesakes, p.doubted = nil, named{}, nil, nil
}

func (p *preparation) countCreates() {
	created := int32(0)
	for s := range p.subjects {
		if s.outcome() == Create {
			created++
			s.created = created
		}
	}
}

// changes reads the changes in the order of their lines. They are worked out
// again each time, so that a first load of everybody does not hold everybody's
// edits in memory.
func (p *preparation) changes(yield func(*Change, error) bool) {
	var c Change
	for s := range p.subjects {
		if !s.live() {
			continue
		}
		v := p.finalVerdict(s)
		if v.outcome == Unchanged {
			continue
		}
		c = Change{
			Action: v.outcome, Line: p.rows.Line(s.row), User: p.ref(s), Edits: v.edits,
		}
		if s.user != 0 {
			c.Version = p.users[s.user].Version
		}
		if s.moves {
			c.ManagerID = p.numberOf(s.manager)
			if s.user != 0 {
				c.ManagerWas = p.users[s.user].ManagerID
			}
		}
		if !yield(&c, nil) {
			return
		}
	}
}

// numberOf returns the number by which a change names a person.
func (p *preparation) numberOf(x person) int64 {
	if x < 0 {
		return -int64(p.subjectOf(x).created)
	}
	return int64(x)
}

// finalVerdict is the verdict on a live row with its manager in it.
func (p *preparation) finalVerdict(s *subject) *verdict {
	v := p.decide(s.row, p.users[s.user])
	if !s.moves {
		return v
	}
	e := Edit{Field: roster.ManagerEmail, To: p.emailOf(s.manager)}
	if s.user != 0 {
		e.From = p.users[s.user].ManagerEmail
	}
	v.put(e)
	if v.outcome == Unchanged {
		v.outcome = Update
	}
	return v
}

// verdictOf lets the diff decide a row, and notes what its user gives up.
func (p *preparation) verdictOf(s *subject) {
	v := p.decide(s.row, p.users[s.user])
	s.become(v.outcome)
	s.decided = true
	s.gives = [3]bool{}
	for _, e := range v.edits {
		switch e.Field {
		case roster.EmployeeID, roster.Email, roster.Username:
			s.gives[claimBit(e.Field)] = e.From != ""
		}
	}
	for _, q := range v.problems {
		if q.Severity == roster.Error {
			p.problem(s.row, q)
		}
	}
}

func (p *preparation) ref(s *subject) UserRef {
	if u := p.users[s.user]; u != nil {
		return UserRef{ID: UserID(u.ID), EmployeeID: u.EmployeeID, Email: u.Email, Name: u.Name()}
	}
	f := p.fact(s.row)
	u := roster.User{FirstName: f.value(f.at.firstName), LastName: f.value(f.at.lastName), Email: f.value(f.at.email)}
	return UserRef{EmployeeID: p.rows.identifier(s.row, f.at.employeeID), Email: u.Email, Name: u.Name()}
}

// who names a user in a message.
func who(u *roster.User) string {
	id := u.Email
	if u.EmployeeID != "" {
		id = u.EmployeeID
	}
	return fmt.Sprintf("%s (%s)", u.Name(), id)
}
