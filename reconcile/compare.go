package reconcile

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"roster.example/roster"
)

// Others is what an upload is compared with: a roster, or another upload.
type Others struct {
	// Users reads everybody, each with a number of their own in ID. It can be
	// called any number of times; a user is valid until the next one is read.
	Users iter.Seq2[*roster.User, error]

	// Source says which upload they come from, and their numbers are its
	// lines; nil for a roster.
	Source *roster.Source

	// Fields are what they speak of; nil for everything.
	Fields []*roster.Field
}

func (o *Others) speakOf(field *roster.Field) bool {
	return o.Fields == nil || slices.ContainsFunc(o.Fields, func(f *roster.Field) bool { return f.Name == field.Name })
}

// UploadPeople reads the people of an upload for a comparison. Nothing of it
// is kept. Whoever it says nothing of the status of has none.
func UploadPeople(up *roster.Upload, key roster.Key, today string) Others {
	at := columnsOf(up.Fields)
	return Others{Source: &up.Source, Fields: up.Fields, Users: func(yield func(*roster.User, error) bool) {
		for row, err := range up.Rows(key) {
			if err != nil {
				yield(nil, err)
				return
			}
			f := fact{fields: up.Fields, at: at, values: row.Values}
			if !yield(f.person(row.Line, today), nil) {
				return
			}
		}
	}}
}

// person is the row as the user it speaks of.
func (f *fact) person(line int, today string) *roster.User {
	u := &roster.User{ID: int64(line)}
	for i, field := range f.fields {
		if v := f.values[i]; v != "" && v != roster.Clear {
			field.Set(u, v)
		}
	}
	u.Status = f.says(today)
	return u
}

// CompareOptions says how two sides are compared.
type CompareOptions struct {
	Key    roster.Key
	Groups GroupsMode
	Today  string // 2006-01-02
}

// Comparison is who is in an upload, A, and not among others, B, the other way
// round, and how those differ who are in both.
type Comparison struct {
	Key     roster.Key
	A       roster.Source
	B       *roster.Source // nil for a roster
	Summary CompareSummary

	OnlyA  []Person     // in the order of their lines
	Differ []Difference // in the order of their lines in A

	// OnlyB reads those whom A does not name, in B's order. They are not kept,
	// for a small upload leaves out nearly everybody.
	OnlyB iter.Seq2[*roster.User, error]
}

// CompareSummary counts people. Those who have left, by what their own side
// says, are missed by nobody: they are counted, and not listed.
type CompareSummary struct {
	Same      int `json:"same"`
	Differ    int `json:"differ"`
	OnlyA     int `json:"only_a"`
	OnlyB     int `json:"only_b"`
	LeftA     int `json:"left_a"`     // only in A, and inactive there
	LeftB     int `json:"left_b"`     // only in B, and inactive there
	RepeatedA int `json:"repeated_a"` // rows about somebody whom an earlier row is about
	NamedB    int `json:"named_b"`    // only in B, but their email or ID is on a row of A about somebody else
	UnnamedA  int `json:"unnamed_a"`  // rows of which it cannot be read whom they are about
	UnnamedB  int `json:"unnamed_b"`
}

// Person is somebody on one line of an upload.
type Person struct {
	Line int     `json:"line"`
	User UserRef `json:"user"`
}

// Difference is somebody who is on both sides, and is not the same on both.
type Difference struct {
	LineA  int         `json:"line_a"`
	LineB  int         `json:"line_b"` // 0 for a roster
	User   UserRef     `json:"user"`   // as B knows them
	Fields []TwoValues `json:"fields"` // in the order of the field table
}

// TwoValues is one field with the value of each side, "" for none.
type TwoValues struct {
	Field string `json:"field"`
	A     string `json:"a"`
	B     string `json:"b"`
}

// Compare compares an upload with others. It is what import would match,
// without its verdicts: people are the same when their keys are. Whoever is
// left over is the same person too when the other identifier is, or when the
// employee IDs differ only as spreadsheets change them, and then differs in
// the key. So nobody is missing because of a new ID or a lost zero, which
// matters to whoever takes the missing for leavers.
//
// The upload is kept in memory and the others are not.
func Compare(ctx context.Context, up *roster.Upload, others Others, o CompareOptions) (*Comparison, error) {
	rows, err := up.Rowset(o.Key, func(int) error { return ctx.Err() })
	if err != nil {
		return nil, err
	}
	c := &comparison{o: o, others: others, rows: newRowset(rows, up.Source.Columns), loose: map[string]int32{}}
	c.claimed = make([]int64, c.rows.Count())
	for n := range c.rows.Count() {
		loose := roster.LooseID(c.rows.identifier(int32(n), c.rows.at.employeeID))
		if _, known := c.loose[loose]; !known && loose != "" {
			c.loose[loose] = int32(n)
		}
	}
	if err := c.pair(ctx); err != nil {
		return nil, err
	}
	out := &Comparison{Key: o.Key, A: up.Source, B: others.Source, OnlyB: c.onlyB}
	if err := c.weigh(ctx, out); err != nil {
		return nil, err
	}
	c.leftOver(out)
	return out, nil
}

// comparison is one run of Compare.
type comparison struct {
	o      CompareOptions
	others Others
	rows   *rowset
	loose  map[string]int32 // the first row with an ID of this loose form

	claimed []int64 // by row: who of the others it is about, 0 for nobody
}

// noRow stands for a row that there is not.
const noRow = int32(-1)

// first returns the first row that holds an identifier.
func first(ix *index, key string) int32 {
	row := noRow
	for r := range ix.holding(key) {
		row = r
	}
	return row
}

// rowsOf returns the rows that may be about a user, the surest first: by the
// key, by the other identifier, by an ID that nearly is theirs.
func (c *comparison) rowsOf(u *roster.User) [3]int32 {
	id := first(&c.rows.byID, u.EmployeeID)
	email := first(&c.rows.byEmail, roster.EmailKey(u.Email))
	near := noRow
	if row, ok := c.loose[roster.LooseID(u.EmployeeID)]; ok && u.EmployeeID != "" {
		near = row
	}
	if c.o.Key == roster.KeyEmail {
		return [3]int32{email, id, near}
	}
	return [3]int32{id, email, near}
}

// everybody reads the others until the context ends.
func (c *comparison) everybody(ctx context.Context, do func(*roster.User) error) error {
	n := 0
	for u, err := range c.others.Users {
		if err == nil && n%1024 == 0 {
			err = ctx.Err()
		}
		if err == nil {
			err = do(u)
		}
		if err != nil {
			return err
		}
		n++
	}
	return ctx.Err()
}

// pair finds out whom each row is about. The key decides before anything
// else does, whatever the order of either side.
func (c *comparison) pair(ctx context.Context) error {
	type hope struct {
		user int64
		row  int32
		rank int
	}
	var hopes []hope
	err := c.everybody(ctx, func(u *roster.User) error {
		rows := c.rowsOf(u)
		if row := rows[0]; row != noRow {
			if c.claimed[row] == 0 {
				c.claimed[row] = u.ID
			}
			return nil
		}
		for rank, row := range rows {
			if row != noRow {
				hopes = append(hopes, hope{u.ID, row, rank})
			}
		}
		return nil
	})
	slices.SortStableFunc(hopes, func(a, b hope) int { return cmp.Compare(a.rank, b.rank) })
	paired := map[int64]bool{}
	for _, h := range hopes {
		if c.claimed[h.row] == 0 && !paired[h.user] {
			c.claimed[h.row], paired[h.user] = h.user, true
		}
	}
	return err
}

// rowOf returns the row that is about a user. named says that one of their
// identifiers is on a row about somebody else: the same person again, or a
// slip in A. Either way they are not missing.
func (c *comparison) rowOf(u *roster.User) (row int32, named bool) {
	rows := c.rowsOf(u)
	for _, row := range rows {
		if row != noRow && c.claimed[row] == u.ID {
			return row, false
		}
	}
	return noRow, rows[0] != noRow || rows[1] != noRow
}

// weigh compares those who are on both sides, and counts those who are only
// in B.
func (c *comparison) weigh(ctx context.Context, out *Comparison) error {
	s := &out.Summary
	var values []string
	err := c.everybody(ctx, func(u *roster.User) error {
		row, named := c.rowOf(u)
		switch {
		case row != noRow:
			values = c.rows.Values(row, values[:0])
			fields := c.differ(&fact{fields: c.rows.Fields, at: c.rows.at, values: values}, u)
			if len(fields) == 0 {
				s.Same++
				return nil
			}
			d := Difference{LineA: c.rows.Line(row), User: refOf(u), Fields: fields}
			if c.others.Source != nil {
				d.LineB, d.User.ID = int(u.ID), 0
			}
			if u.FirstName == "" && u.LastName == "" {
				d.User.Name = c.person(row).Name()
			}
			out.Differ = append(out.Differ, d)
		case named:
			s.NamedB++
		case u.EmployeeID == "" && u.Email == "":
			s.UnnamedB++
		case u.Status == roster.Inactive:
			s.LeftB++
		default:
			s.OnlyB++
		}
		return nil
	})
	s.Differ = len(out.Differ)
	slices.SortFunc(out.Differ, func(a, b Difference) int { return cmp.Compare(a.LineA, b.LineA) })
	return err
}

// onlyB reads those whom weigh counts as only in B.
func (c *comparison) onlyB(yield func(*roster.User, error) bool) {
	for u, err := range c.others.Users {
		if err != nil {
			yield(nil, err)
			return
		}
		row, named := c.rowOf(u)
		if row != noRow || named || u.Status == roster.Inactive || u.EmployeeID == "" && u.Email == "" {
			continue
		}
		if !yield(u, nil) {
			return
		}
	}
}

// leftOver tells of the rows that are about nobody of the others.
func (c *comparison) leftOver(out *Comparison) {
	s := &out.Summary
	for n, claimed := range c.claimed {
		row := int32(n)
		if claimed != 0 {
			continue
		}
		u := c.person(row)
		rows := c.rowsOf(u)
		before := func(r int32) bool { return r != noRow && r < row }
		switch {
		case u.EmployeeID == "" && u.Email == "":
			s.UnnamedA++
		case before(rows[0]), rows[0] == noRow && before(rows[1]):
			s.RepeatedA++
		case u.Status == roster.Inactive:
			s.LeftA++
		default:
			ref := refOf(u)
			ref.ID = 0
			out.OnlyA = append(out.OnlyA, Person{c.rows.Line(row), ref})
		}
	}
	s.OnlyA = len(out.OnlyA)
}

// person is a row of A as the user it speaks of.
func (c *comparison) person(row int32) *roster.User {
	f := fact{fields: c.rows.Fields, at: c.rows.at, values: c.rows.Values(row, nil)}
	return f.person(c.rows.Line(row), c.o.Today)
}

// differ returns the fields in which a row and a user are not the same. Of two
// files every cell counts. Beside a roster a blank cell is silence, as it is
// for import; where it clears, the reader has made [roster.Clear] of it.
func (c *comparison) differ(f *fact, u *roster.User) []TwoValues {
	var fields []TwoValues
	silent := c.others.Source == nil
	for i, field := range f.fields {
		if i == f.at.status || !c.others.speakOf(field) {
			continue
		}
		a, b := f.values[i], field.Get(u)
		if a == "" && silent {
			continue
		}
		// Names are held against names alone: whose they are is not looked up.
		a, aNamed := roster.ManagerName(a)
		b, bNamed := roster.ManagerName(b)
		if aNamed != bNamed || aNamed && roster.NameKey(a) == roster.NameKey(b) {
			continue
		}
		if a == roster.Clear {
			a = ""
		} else if field.Kind == roster.KindSet && c.o.Groups == GroupsAdd {
			a = roster.JoinSets(b, a)
		}
		if !field.Same(a, b) {
			fields = append(fields, TwoValues{field.Name, a, b})
		}
	}
	if status, differs := c.status(f.says(c.o.Today), u.Status); differs {
		fields = append(fields, status)
	}
	// Two columns name one manager; the email says who it is.
	of := func(name string) func(TwoValues) bool {
		return func(d TwoValues) bool { return d.Field == name }
	}
	if slices.ContainsFunc(fields, of(roster.ManagerEmail)) {
		fields = slices.DeleteFunc(fields, of(roster.ManagerEmployeeID))
	}
	slices.SortFunc(fields, func(a, b TwoValues) int { return compareFields(a.Field, b.Field) })
	return fields
}

// status compares what two sides say of somebody's status. A side that says
// nothing names people who are here.
func (c *comparison) status(a, b roster.Status) (TwoValues, bool) {
	d := TwoValues{roster.StatusField, string(a), string(b)}
	if a == "" || b == "" {
		return d, (a == roster.Inactive) != (b == roster.Inactive)
	}
	return d, a != b
}
