package reconcile

import (
	"hash/maphash"
	"iter"
	"math/bits"
	"strings"
	"sync"
	"unsafe"

	"roster.example/roster"
)

// rowset holds the rows of an upload, each as one text in one of a few large
// blocks, so that memory follows the bytes of the upload and not the number of
// its rows or cells.
type rowset struct {
	fields []*roster.Field
	at     columns
	header map[string]string // field name → header as the file spells it
	rows   []compact
	blocks [][]byte

	expected int // rows

	// The order in which a row's values stand in its text: those that name the
	// manager last, so that all others can be compared in one go.
	order []int
	place []int // by column: where in order
	plain int   // how many stand before those of the manager

	identifiers int // how many of employee ID, email and username there are: they stand first

	byID, byEmail, byUsername index

	cleaned map[int32]string // the employee ID as it was written, where the reader has mended it
}

// compact is one row: where its text is.
type compact struct {
	block    uint16 // they grow to 64 MB each, so 65,536 of them are more than any machine has
	faulty   bool   // a problem of its own rejects it
	at, size uint32
	line     int32
}

// separator parts the values in the text of a row. Clean values are free of
// control characters.
const separator = "\x1f"

// Each block is at most twice as large as the one before, from the first to the
// largest: few blocks hold many rows, and a file of few takes little more than its
// bytes. A row that is longer has a block of its own.
const (
	firstBlock   = 1 << 20
	largestBlock = 64 << 20
)

// columns says where the fields that rules speak of stand in a row; -1 where
// the file does not speak of them.
type columns struct {
	employeeID, email, username     int
	firstName, lastName             int
	status, endDate                 int
	managerEmployeeID, managerEmail int
}

func newRowset(up *roster.Upload) *rowset {
	at := func(name string) int {
		for i, f := range up.Fields {
			if f.Name == name {
				return i
			}
		}
		return -1
	}
	rs := &rowset{
		fields: up.Fields,
		header: map[string]string{}, cleaned: map[int32]string{},
		rows: make([]compact, 0, up.Len()), expected: up.Len(),
		at: columns{
			employeeID: at(roster.EmployeeID), email: at(roster.Email), username: at(roster.Username),
			firstName: at(roster.FirstName), lastName: at(roster.LastName),
			status: at(roster.StatusField), endDate: at(roster.EndDate),
			managerEmployeeID: at(roster.ManagerEmployeeID), managerEmail: at(roster.ManagerEmail),
		},
	}
	for _, c := range up.Source.Columns {
		if c.Field != nil {
			rs.header[*c.Field] = c.Header
		}
	}
	manager := func(column int) bool { return column == rs.at.managerEmployeeID || column == rs.at.managerEmail }
	for column := range up.Fields {
		if !manager(column) {
			rs.order = append(rs.order, column)
		}
	}
	rs.plain = len(rs.order)
	for column := range up.Fields {
		if manager(column) {
			rs.order = append(rs.order, column)
		}
	}
	rs.place = make([]int, len(rs.order))
	for place, column := range rs.order {
		rs.place[column] = place
	}
	for _, column := range []int{rs.at.employeeID, rs.at.email, rs.at.username} {
		if column >= 0 {
			rs.identifiers++
		}
	}
	rs.byID = newIndex(rs, rs.at.employeeID, same)
	rs.byEmail = newIndex(rs, rs.at.email, roster.EmailKey)
	rs.byUsername = newIndex(rs, rs.at.username, roster.UsernameKey)
	return rs
}

// add keeps a copy of the row and returns its number.
func (rs *rowset) add(r *roster.Row) {
	size := max(0, len(r.Values)-1)
	for _, v := range r.Values {
		size += len(v)
	}
	block := rs.room(size)
	n, b := int32(len(rs.rows)), *block
	c := compact{block: uint16(len(rs.blocks) - 1), at: uint32(len(b)), size: uint32(size), line: int32(r.Line), faulty: r.Faulty()}
	for place, column := range rs.order {
		if place > 0 {
			b = append(b, separator...)
		}
		b = append(b, r.Values[column]...)
	}
	*block = b
	rs.rows = append(rs.rows, c)
	for i := range r.Problems {
		if r.Problems[i].Code == roster.CodeIDCleaned {
			rs.cleaned[n] = r.Problems[i].Value
		}
	}
}

// findIdentifiers finds out which rows hold which identifiers, once all rows
// are there: each kind by itself, at the same time.
func (rs *rowset) findIdentifiers() {
	var kinds sync.WaitGroup
	for _, ix := range []*index{&rs.byID, &rs.byEmail, &rs.byUsername} {
		kinds.Go(ix.fill)
	}
	kinds.Wait()
}

// room returns the block that has room for so many bytes.
func (rs *rowset) room(size int) *[]byte {
	last := len(rs.blocks) - 1
	if last < 0 || cap(rs.blocks[last])-len(rs.blocks[last]) < size {
		rs.blocks = append(rs.blocks, make([]byte, 0, max(size, rs.nextBlock())))
		last++
	}
	return &rs.blocks[last]
}

// nextBlock returns the size of the next block: no more than the rows that are
// still to come take, if they are like those before them.
func (rs *rowset) nextBlock() int {
	if len(rs.rows) == 0 {
		return firstBlock
	}
	bytes := 0
	for _, b := range rs.blocks {
		bytes += len(b)
	}
	rest := int(int64(bytes) * int64(max(0, rs.expected-len(rs.rows))) / int64(len(rs.rows)))
	return max(firstBlock, min(rest+rest/64, 2*cap(rs.blocks[len(rs.blocks)-1]), largestBlock))
}

// text returns the values of a row, parted by separators. It shares the memory
// of the block, which is never written again.
func (rs *rowset) text(row int32) string {
	c := &rs.rows[row]
	if c.size == 0 {
		return ""
	}
	return unsafe.String(&rs.blocks[c.block][c.at], c.size)
}

// value returns one value of a row, "" for a column the file does not have.
func (rs *rowset) value(row int32, column int) string {
	if column < 0 {
		return ""
	}
	text := rs.text(row)
	for range rs.place[column] {
		text = text[strings.IndexByte(text, separator[0])+1:]
	}
	if end := strings.IndexByte(text, separator[0]); end >= 0 {
		return text[:end]
	}
	return text
}

// values puts all values of a row into buf, in the order of the columns.
func (rs *rowset) values(row int32, buf []string) []string {
	if len(buf) < len(rs.fields) {
		buf = make([]string, len(rs.fields))
	}
	text := rs.text(row)
	for _, column := range rs.order {
		buf[column], text, _ = strings.Cut(text, separator)
	}
	return buf
}

// identifier is value for a column of identifiers: one that is to be cleared
// names nobody.
func (rs *rowset) identifier(row int32, column int) string {
	v := rs.value(row, column)
	if v == roster.Clear {
		return ""
	}
	return v
}

// identical reports whether two rows say the same thing.
func (rs *rowset) identical(a, b int32) bool {
	if rs.text(a) == rs.text(b) {
		return true
	}
	as, bs := rs.values(a, nil), rs.values(b, nil)
	for i, f := range rs.fields {
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
// a hash: the identifier stands in the row. Nearly always one row holds it, so
// the index knows the last one, and a way back to those before.
type index struct {
	rows     *rowset
	column   int // -1: there is nothing to find
	fold     func(string) string
	seed     maphash.Seed
	slots    []slot // at most three quarters full
	keys     int    // different ones
	before   map[int32]int32
	repeated []string
}

type slot struct {
	hash uint32
	row  int32 // from 1; 0 in a free slot
}

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
	n := len(ix.rows.rows)
	ix.slots = make([]slot, n+n/3+1)
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
			s.slot.row = int32(first+i) + 1
			s.key = ix.key(s.slot.row - 1)
			s.home, s.slot.hash = ix.home(s.key)
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

// home returns the place where an identifier belongs.
func (ix *index) home(key string) (at int, hash uint32) {
	h := maphash.String(ix.seed, key)
	first, _ := bits.Mul64(h, uint64(len(ix.slots))) // the high bits of the hash, scaled
	return int(first), uint32(h)
}

// find returns the place of an identifier, which is its home unless others were
// there first, and is free when no row holds it.
func (ix *index) find(key string, home int, hash uint32) int {
	for at := home; ; at++ {
		if at == len(ix.slots) {
			at = 0
		}
		s := ix.slots[at]
		if s.row == 0 || s.hash == hash && ix.key(s.row-1) == key {
			return at
		}
	}
}

// add takes in the row of a slot.
func (ix *index) add(key string, home int, s slot) {
	at := ix.find(key, home, s.hash)
	if known := ix.slots[at].row - 1; known < 0 {
		ix.keys++
	} else {
		if _, again := ix.before[known]; !again {
			ix.repeated = append(ix.repeated, key)
		}
		ix.before[s.row-1] = known
	}
	ix.slots[at] = s
}

// last returns the last row that holds the identifier, -1 for none.
func (ix *index) last(key string) int32 {
	if key == "" || ix.column < 0 {
		return -1
	}
	home, hash := ix.home(key)
	return ix.slots[ix.find(key, home, hash)].row - 1
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
		for n := range ix.rows.rows {
			if key := ix.key(int32(n)); key != "" && !yield(key) {
				return
			}
		}
	}
}
