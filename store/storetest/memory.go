package storetest

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"roster.example/reconcile"
	"roster.example/roster"
)

// Memory is a store that forgets everything when the program ends. It is the
// model for the others: every rule is written in the plainest way, and speed
// is no concern.
type Memory struct {
	mu  sync.Mutex
	now state
}

// NewMemory returns an empty store with this id.
func NewMemory(storeID string) *Memory {
	return &Memory{now: state{storeID: storeID, users: map[int64]roster.User{}}}
}

// Seed puts users into the store without a run, as if they had always been
// there. A user without a number, version, status or role gets the next
// number, 1, active and general. The manager is taken from ManagerID, or from
// ManagerEmail when that is 0 and somebody has that email.
func (m *Memory) Seed(users ...roster.User) {
	m.mu.Lock()
	defer m.mu.Unlock()
	next := m.now.clone()
	var seeded []int64
	for _, u := range users {
		if u.ID == 0 {
			u.ID = next.lastID + 1
		}
		next.lastID = max(next.lastID, u.ID)
		u.Version = max(u.Version, 1)
		if u.Status == "" {
			u.Status = roster.Active
		}
		if u.Role == "" {
			u.Role = roster.General
		}
		u.Custom = maps.Clone(u.Custom)
		next.users[u.ID] = u
		next.addGroups(u.Groups)
		seeded = append(seeded, u.ID)
	}
	held := next.held()
	for _, id := range seeded {
		u := next.users[id]
		if u.ManagerID == 0 && u.ManagerEmail != "" {
			u.ManagerID = held[identify(roster.Email, u.ManagerEmail)]
			next.users[id] = u
		}
	}
	m.now = next
}

// Snapshot opens a view of the store as it is now.
func (m *Memory) Snapshot(context.Context) (reconcile.Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return snapshot{m.now}, nil
}

// Apply works on a copy of the state and puts it in the place of the old one
// at the end, so that a failure leaves nothing.
func (m *Memory) Apply(ctx context.Context, p *reconcile.Plan, s reconcile.Stamp) (*reconcile.Run, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	next, err := m.now.apply(ctx, p, s)
	if err != nil {
		return nil, err
	}
	run := next.runs[len(next.runs)-1].run
	run.FirstUser = m.now.lastID + 1
	m.now = next
	return &run, nil
}

// Runs returns the history, newest first.
func (m *Memory) Runs(context.Context) ([]reconcile.Run, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var runs []reconcile.Run
	for _, past := range slices.Backward(m.now.runs) {
		run := past.run
		for _, other := range m.now.runs {
			if other.run.Undoes != nil && *other.run.Undoes == run.ID {
				id := other.run.ID
				run.UndoneBy = &id
			}
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// Report returns the report of one run.
func (m *Memory) Report(_ context.Context, run int64) (*reconcile.Report, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, past := range m.now.runs {
		if past.run.ID == run {
			report := past.report
			return &report, nil
		}
	}
	return nil, reconcile.ErrNoRun
}

// RunOf returns the newest import of the same bytes.
func (m *Memory) RunOf(_ context.Context, sha256 string) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, past := range slices.Backward(m.now.runs) {
		if sha256 != "" && past.report.Source.SHA256 == sha256 {
			return past.run.ID, nil
		}
	}
	return 0, nil
}

// Log returns everything that ever happened to a user.
func (m *Memory) Log(_ context.Context, user int64) ([]reconcile.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var events []reconcile.Event
	for run, c := range m.now.history(user) {
		r := m.now.runs[run-1].run
		events = append(events, reconcile.Event{Run: run, AppliedAt: r.AppliedAt, Actor: r.Actor, Action: c.Action, Edits: c.Edits})
	}
	return events, nil
}

// Remembered returns the users whom the history knows by an identifier.
func (m *Memory) Remembered(_ context.Context, identifier string) ([]int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var users []int64
	for _, past := range m.now.runs {
		for _, c := range past.changes {
			if c.User.EmployeeID == identifier || roster.EmailKey(c.User.Email) == roster.EmailKey(identifier) {
				users = append(users, int64(c.User.ID))
			}
		}
	}
	slices.Sort(users)
	return slices.Compact(users), nil
}

// state is everything the store knows at one moment. Nothing in it is changed
// once it is the store's: Apply changes a clone.
type state struct {
	storeID string
	key     roster.Key
	lastID  int64 // of all users there ever were: a number is never given twice
	users   map[int64]roster.User
	runs    []past
	groups  []string // sorted
	seats   int
	owned   owned
}

// past is one run and all that is remembered of it.
type past struct {
	run     reconcile.Run
	planID  string
	report  reconcile.Report
	changes []reconcile.Change
}

func (st state) clone() state {
	st.users = maps.Clone(st.users)
	st.runs = slices.Clip(st.runs)
	return st
}

// addGroups remembers the groups of a set.
func (st *state) addGroups(set string) {
	groups := slices.AppendSeq(slices.Clone(st.groups), roster.Set(set))
	slices.Sort(groups)
	st.groups = slices.Compact(groups)
}

func (st state) accountAdmins() (n int) {
	for _, u := range st.users {
		if u.Role == roster.AccountAdmin && u.Employed() {
			n++
		}
	}
	return n
}

func (st state) employed() (n int) {
	for _, u := range st.users {
		if u.Employed() {
			n++
		}
	}
	return n
}

// identifier is a value that no two users share, in the form in which it is
// compared.
type identifier struct{ field, key string }

func identify(field, value string) identifier {
	switch field {
	case roster.Email:
		return identifier{field, roster.EmailKey(value)}
	case roster.Username:
		return identifier{field, roster.UsernameKey(value)}
	}
	return identifier{field, value}
}

// held returns who holds which identifier.
func (st state) held() map[identifier]int64 {
	held := map[identifier]int64{}
	for id, u := range st.users {
		for _, f := range roster.Fields {
			if value := f.Get(&u); f.Unique && value != "" {
				held[identify(f.Name, value)] = id
			}
		}
	}
	return held
}

// read returns a copy of the user with the manager's facts filled in, which
// are never kept with the user.
func (st state) read(id int64) roster.User {
	u := st.users[id]
	u.Custom = maps.Clone(u.Custom)
	u.ManagerEmployeeID, u.ManagerEmail, u.ManagerStatus = "", "", ""
	if boss, ok := st.users[u.ManagerID]; ok {
		u.ManagerEmployeeID, u.ManagerEmail, u.ManagerStatus = boss.EmployeeID, boss.Email, boss.Status
	}
	return u
}

// ids returns the numbers of all users, ascending.
func (st state) ids() []int64 { return slices.Sorted(maps.Keys(st.users)) }

// snapshot reads one state.
type snapshot struct{ st state }

func (s snapshot) Info() reconcile.Info {
	info := reconcile.Info{
		StoreID: s.st.storeID, Key: s.st.key, Users: len(s.st.users),
		Active: s.st.employed(), AccountAdmins: s.st.accountAdmins(), Seats: s.st.seats,
	}
	if n := len(s.st.runs); n > 0 {
		info.LastRun, info.Head = s.st.runs[n-1].run.ID, s.st.runs[n-1].planID
	}
	return info
}

func (s snapshot) Holders(ctx context.Context, w reconcile.Wanted) iter.Seq2[*roster.User, error] {
	ids, emails, names := set(w.EmployeeIDs()), set(w.EmailKeys()), set(w.UsernameKeys())
	return func(yield func(*roster.User, error) bool) {
		for u, err := range s.All(ctx) {
			if err != nil {
				yield(nil, err)
				return
			}
			wanted := u.EmployeeID != "" && ids[u.EmployeeID] ||
				emails[roster.EmailKey(u.Email)] ||
				u.Username != "" && names[roster.UsernameKey(u.Username)]
			if wanted && !yield(u, nil) {
				return
			}
		}
	}
}

// All yields the same User every time, as the interface allows, so that a
// caller who keeps one is found out.
func (s snapshot) All(ctx context.Context) iter.Seq2[*roster.User, error] {
	return func(yield func(*roster.User, error) bool) {
		var u roster.User
		for _, id := range s.st.ids() {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			u = s.st.read(id)
			if !yield(&u, nil) {
				return
			}
		}
	}
}

func (s snapshot) ByID(_ context.Context, ids []int64) (map[int64]*roster.User, error) {
	found := map[int64]*roster.User{}
	for _, id := range ids {
		if _, ok := s.st.users[id]; ok {
			u := s.st.read(id)
			found[id] = &u
		}
	}
	return found, nil
}

func (s snapshot) NearIDs(_ context.Context, loose []string) (map[string][]string, error) {
	near := map[string][]string{}
	wanted := set(slices.Values(loose))
	for _, id := range s.st.ids() {
		u := s.st.users[id]
		if form := roster.LooseID(u.EmployeeID); u.EmployeeID != "" && wanted[form] {
			near[form] = append(near[form], u.EmployeeID)
		}
	}
	for _, ids := range near {
		slices.Sort(ids)
	}
	return near, nil
}

func (s snapshot) Managers(_ context.Context, users []int64) (map[int64]int64, error) {
	managers := map[int64]int64{}
	for _, id := range users {
		if boss := s.st.users[id].ManagerID; boss != 0 {
			managers[id] = boss
		}
	}
	return managers, nil
}

func (s snapshot) Reports(_ context.Context, managers []int64) (map[int64]reconcile.Team, error) {
	reports := map[int64]reconcile.Team{}
	wanted := set(slices.Values(managers))
	for _, id := range s.st.ids() {
		u := s.st.users[id]
		if !wanted[u.ManagerID] {
			continue
		}
		team := reports[u.ManagerID]
		if u.Employed() {
			team.Active = append(team.Active, id)
		} else {
			team.Inactive = append(team.Inactive, id)
		}
		reports[u.ManagerID] = team
	}
	return reports, nil
}

func (s snapshot) Ended(ctx context.Context, day string) iter.Seq2[*roster.User, error] {
	return func(yield func(*roster.User, error) bool) {
		for u, err := range s.All(ctx) {
			ended := err != nil || u.Employed() && u.EndDate != "" && u.EndDate <= day
			if ended && !yield(u, err) {
				return
			}
		}
	}
}

func (s snapshot) Groups(context.Context) ([]string, error) { return slices.Clone(s.st.groups), nil }

func (s snapshot) Close() error { return nil }

func set[T comparable](values iter.Seq[T]) map[T]bool {
	m := map[T]bool{}
	for v := range values {
		m[v] = true
	}
	return m
}
