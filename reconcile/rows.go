package reconcile

import (
	"encoding/binary"
	"iter"

	"roster.example/roster"
)

// rowset holds the rows of an upload, each as one string, so that memory
// follows the bytes of the upload and not the number of its cells.
type rowset struct {
	fields []*roster.Field
	at     columns
	header map[string]string // field name → header as the file spells it
	rows   []compact

	byID, byEmail, byUsername index

	cleaned map[int32]string // the employee ID as it was written, where the reader has mended it
}

// compact is one row: its values, each behind its length.
type compact struct {
	text   string
	line   int32
	faulty bool // a problem of its own rejects it
}

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
		rows: make([]compact, 0, up.Len()),
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
	rs.byID = newIndex(up.Len())
	rs.byEmail = newIndex(up.Len())
	rs.byUsername = newIndex(up.Len())
	return rs
}

// add keeps a copy of the row and returns its number.
func (rs *rowset) add(r *roster.Row) {
	size := 0
	for _, v := range r.Values {
		size += len(v) + 2
	}
	b := make([]byte, 0, size)
	for _, v := range r.Values {
		b = binary.AppendUvarint(b, uint64(len(v)))
		b = append(b, v...)
	}
	n := int32(len(rs.rows))
	rs.rows = append(rs.rows, compact{text: string(b), line: int32(r.Line), faulty: r.Faulty()})
	for i := range r.Problems {
		if r.Problems[i].Code == roster.CodeIDCleaned {
			rs.cleaned[n] = r.Problems[i].Value
		}
	}
	rs.byID.add(rs.identifier(n, rs.at.employeeID), n)
	rs.byEmail.add(roster.EmailKey(rs.identifier(n, rs.at.email)), n)
	rs.byUsername.add(roster.UsernameKey(rs.identifier(n, rs.at.username)), n)
}

// value returns one value of a row, "" for a column the file does not have.
func (rs *rowset) value(row int32, column int) string {
	if column < 0 {
		return ""
	}
	text := rs.rows[row].text
	for ; ; column-- {
		n, w := uvarint(text)
		if column == 0 {
			return text[w : w+n]
		}
		text = text[w+n:]
	}
}

// values appends all values of a row to buf.
func (rs *rowset) values(row int32, buf []string) []string {
	text := rs.rows[row].text
	for len(text) > 0 {
		n, w := uvarint(text)
		buf = append(buf, text[w:w+n])
		text = text[w+n:]
	}
	return buf
}

func uvarint(s string) (n, width int) {
	for shift := 0; ; shift += 7 {
		b := s[width]
		width++
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			return n, width
		}
	}
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
	if rs.rows[a].text == rs.rows[b].text {
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

func (rs *rowset) Len() int {
	return len(rs.byID.last) + len(rs.byEmail.last) + len(rs.byUsername.last)
}

func (rs *rowset) EmployeeIDs() iter.Seq[string]  { return rs.all(rs.at.employeeID, same) }
func (rs *rowset) EmailKeys() iter.Seq[string]    { return rs.all(rs.at.email, roster.EmailKey) }
func (rs *rowset) UsernameKeys() iter.Seq[string] { return rs.all(rs.at.username, roster.UsernameKey) }

func same(s string) string { return s }

func (rs *rowset) all(column int, fold func(string) string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if column < 0 {
			return
		}
		for n := range rs.rows {
			if v := rs.identifier(int32(n), column); v != "" && !yield(fold(v)) {
				return
			}
		}
	}
}

// index finds the rows that hold an identifier. Nearly always it is one row,
// so it keeps the last one and a way back to those before.
type index struct {
	last     map[string]int32
	before   []int32 // by row; -1 for none
	repeated []string
}

func newIndex(rows int) index {
	return index{last: make(map[string]int32, rows), before: make([]int32, 0, rows)}
}

func (ix *index) add(key string, row int32) {
	prev := int32(-1)
	if key != "" {
		if p, ok := ix.last[key]; ok {
			if ix.before[p] < 0 {
				ix.repeated = append(ix.repeated, key)
			}
			prev = p
		}
		ix.last[key] = row
	}
	ix.before = append(ix.before, prev)
}

// holding calls yield for each row that holds the identifier, the last first.
func (ix *index) holding(key string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		row, ok := ix.last[key]
		if !ok || key == "" {
			return
		}
		for row >= 0 {
			if !yield(row) {
				return
			}
			row = ix.before[row]
		}
	}
}
