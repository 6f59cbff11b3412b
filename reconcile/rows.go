package reconcile

import (
	"hash/maphash"
	"iter"
	"math/bits"
	"slices"
	"sync"

	"roster.example/roster"
)

// rowset is the rows of an upload and the identifiers they hold.
type rowset struct {
	*roster.Rowset
	at     columns
	header map[string]string // field name → header as the file spells it

	identifiers int // how many of employee ID, email and username there are: they stand first

	byID, byEmail, byUsername index
}

// columns says where the fields that rules speak of stand in a row; -1 where
// the file does not speak of them.
type columns struct {
	employeeID, email, username     int
	firstName, lastName             int
	status, endDate                 int
	managerEmployeeID, managerEmail int
}

func columnsOf(fields []*roster.Field) columns {
	at := func(name string) int {
		return slices.IndexFunc(fields, func(f *roster.Field) bool { return f.Name == name })
	}
	return columns{
		employeeID: at(roster.EmployeeID), email: at(roster.Email), username: at(roster.Username),
		firstName: at(roster.FirstName), lastName: at(roster.LastName),
		status: at(roster.StatusField), endDate: at(roster.EndDate),
		managerEmployeeID: at(roster.ManagerEmployeeID), managerEmail: at(roster.ManagerEmail),
	}
}

func newRowset(rows *roster.Rowset, columns []roster.Column) *rowset {
	rs := &rowset{Rowset: rows, at: columnsOf(rows.Fields), header: map[string]string{}}
	for _, c := range columns {
		if c.Field != nil {
			rs.header[*c.Field] = c.Header
		}
	}
	for _, column := range []int{rs.at.employeeID, rs.at.email, rs.at.username} {
		if column >= 0 {
			rs.identifiers++
		}
	}
	rs.byID = newIndex(rs, rs.at.employeeID, same)
	rs.byEmail = newIndex(rs, rs.at.email, roster.EmailKey)
	rs.byUsername = newIndex(rs, rs.at.username, roster.UsernameKey)
	rs.findIdentifiers()
	return rs
}

// findIdentifiers finds out which rows hold which identifiers: each kind by itself,
// at the same time.
func (rs *rowset) findIdentifiers() {
	var kinds sync.WaitGroup
	for _, ix := range []*index{&rs.byID, &rs.byEmail, &rs.byUsername} {
		kinds.Go(ix.fill)
	}
	kinds.Wait()
}

// speakOfManagers reports whether there is a column that names them.
func (rs *rowset) speakOfManagers() bool { return rs.Plain < len(rs.Order) }

// identifier is Value for a column of identifiers: one that is to be cleared
// names nobody.
func (rs *rowset) identifier(row int32, column int) string {
	v := rs.Value(row, column)
	if v == roster.Clear {
		return ""
	}
	return v
}

// identical reports whether two rows say the same thing.
func (rs *rowset) identical(a, b int32) bool {
	if rs.Text(a) == rs.Text(b) {
		return true
	}
	as, bs := rs.Values(a, nil), rs.Values(b, nil)
	for i, f := range rs.Fields {
		if !f.Same(as[i], bs[i]) {
			return false
		}
	}
	return true
}

// The rowset is what the store is asked for: everybody an upload may name.

func (rs *rowset) Len() int { return rs.byID.keys + rs.byEmail.keys + rs.byUsername.keys }

func (rs *rowset) EmployeeIDs() iter.Seq[string]  { return rs.byID.all() }
func (rs *rowset) EmailKeys() iter.Seq[string]    { return rs.byEmail.all() }
func (rs *rowset) UsernameKeys() iter.Seq[string] { return rs.byUsername.all() }

func same(s string) string { return s }

// index finds the rows that hold an identifier, of which it keeps nothing but
// some bits of a hash: the identifier stands in the row. Nearly always one row
// holds it, so the index knows the last one, and a way back to those before.
type index struct {
	rows     *rowset
	column   int // -1: there is nothing to find
	fold     func(string) string
	seed     maphash.Seed
	slots    []slot // at most three quarters full
	rowBits  int    // of a slot
	keys     int    // different ones
	before   map[int32]int32
	repeated []string
}

// slot is a row in its low bits, from 1, and bits of the hash of its identifier in
// all others; 0 is free.
type slot uint32

func newIndex(rs *rowset, column int, fold func(string) string) index {
	return index{rows: rs, column: column, fold: fold, seed: maphash.MakeSeed(), before: map[int32]int32{}}
}

// atOnce is how many rows an index takes in together.
const atOnce = 128

// fill takes in all rows. Each look-up misses the processor's cache, so the places
// of many rows are fetched before the first of them is put in: the processor waits
// for all of them together, which takes less than half of the time.
func (ix *index) fill() {
	if ix.column < 0 {
		return
	}
	n := ix.rows.Count()
	ix.slots, ix.rowBits = make([]slot, n+n/3+1), bits.Len(uint(n))
	var some [atOnce]struct {
		key  string
		home int
		slot slot // of the row
		near slot // what was at home: it is read to have it in the cache, and not looked at
	}
	for first := 0; first < n; first += atOnce {
		some := some[:min(atOnce, n-first)]
		for i := range some {
			s := &some[i]
			row := int32(first + i)
			s.key = ix.key(row)
			s.home, s.slot = ix.home(s.key)
			s.slot |= slot(row + 1)
		}
		for i := range some {
			some[i].near = ix.slots[some[i].home]
		}
		for i := range some {
			if s := &some[i]; s.key != "" {
				ix.add(s.key, s.home, s.slot)
			}
		}
	}
}

// key returns the identifier of a row.
func (ix *index) key(row int32) string {
	return ix.fold(ix.rows.identifier(row, ix.column))
}

// home returns the place where an identifier belongs, and what a slot has of its
// hash.
func (ix *index) home(key string) (at int, hash slot) {
	h := maphash.String(ix.seed, key)
	first, _ := bits.Mul64(h, uint64(len(ix.slots))) // the high bits, scaled
	return int(first), slot(h) << ix.rowBits
}

// row returns the row of a slot, -1 when it is free.
func (ix *index) row(s slot) int32 { return int32(s&(1<<ix.rowBits-1)) - 1 }

// find returns the place of an identifier, which is its home unless others were
// there first, and is free when no row holds it.
func (ix *index) find(key string, home int, hash slot) int {
	for at := home; ; at++ {
		if at == len(ix.slots) {
			at = 0
		}
		s := ix.slots[at]
		if s == 0 || (s^hash)>>ix.rowBits == 0 && ix.key(ix.row(s)) == key {
			return at
		}
	}
}

// add takes in the row of a slot.
func (ix *index) add(key string, home int, s slot) {
	at := ix.find(key, home, s)
	if known := ix.row(ix.slots[at]); known < 0 {
		ix.keys++
	} else {
		if _, again := ix.before[known]; !again {
			ix.repeated = append(ix.repeated, key)
		}
		ix.before[ix.row(s)] = known
	}
	ix.slots[at] = s
}

// last returns the last row that holds the identifier, -1 for none.
func (ix *index) last(key string) int32 {
	if key == "" || ix.column < 0 {
		return -1
	}
	home, hash := ix.home(key)
	return ix.row(ix.slots[ix.find(key, home, hash)])
}

// holding calls yield for each row that holds the identifier, the last first.
func (ix *index) holding(key string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		row, more := ix.last(key), true
		for more = row >= 0; more && yield(row); {
			row, more = ix.before[row]
		}
	}
}

// all yields the identifier of every row that has one.
func (ix *index) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		if ix.column < 0 {
			return
		}
		for n := range ix.rows.Count() {
			if key := ix.key(int32(n)); key != "" && !yield(key) {
				return
			}
		}
	}
}
