package roster

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/roster/table"
)

// largeFile is a header, thousands of rows that are all alike, and what stands
// behind them.
func largeFile(header string, row func(i int) string, tail ...string) []byte {
	var b bytes.Buffer
	b.WriteString(header + "\n")
	for i := 0; b.Len() < keepFrom+keepFrom/8; i++ {
		b.WriteString(row(i) + "\n")
	}
	b.WriteString(strings.Join(tail, "\n"))
	return b.Bytes()
}

func largePlainFile() []byte {
	return largeFile("employee_id,email", func(i int) string { return fmt.Sprintf("%d,p%d@acme.example", i, i) })
}

// setOf returns the rows of an upload, and whether they had to be read after it
// was opened.
func setOf(t *testing.T, data []byte, o Options, key Key) (rows []Row, read bool, err error) {
	t.Helper()
	o.Now = now
	u, err := Open(bytes.NewReader(data), int64(len(data)), o)
	if err != nil {
		return nil, false, err
	}
	rs, err := u.Rowset(key, func(int) error { read = true; return nil })
	require.NoError(t, err)
	require.Equal(t, u.Len(), rs.Count())
	problems := rs.Problems
	for row := range int32(rs.Count()) {
		r := Row{Line: rs.Line(row), Values: rs.Values(row, nil)}
		for len(problems) > 0 && problems[0].Line == r.Line {
			r.Problems, problems = append(r.Problems, problems[0]), problems[1:]
		}
		require.Equal(t, r.Faulty(), rs.Faulty(row))
		rows = append(rows, r)
	}
	require.Empty(t, problems)
	require.NoError(t, u.Close())
	return rows, read, nil
}

func TestKeptRowsAreTheRows(t *testing.T) {
	person := func(i int) string { return fmt.Sprintf("%06d,p%d@acme.example,Ann,Lee,2020-01-31,active,a;b", i, i) }
	const header = "employee_id,email,first_name,last_name,start_date,status,groups"
	last := func(cells string) []string { return []string{cells} }
	for _, tt := range []struct {
		name, why string
		header    string
		row       func(i int) string
		tail      []string
		o         Options
		key       Key
		again     bool // they have to be read again
	}{
		{name: "alike", why: "the head tells how all rows are read",
			tail: last("x1,x1@acme.example,Bo,Orr,2021-02-28,on_leave,c")},
		{name: "faulty", why: "a fault is the row's, and changes no other",
			tail: last("x1,nobody,Bo,Orr,2021-02-30,perhaps,c")},
		{name: "odd cells", why: "cells are cleaned alike in the head and behind it",
			tail: last(`"=""007""", x1@acme.example ,'=Bo,"Orr, ""Jr""",2021-02-28 00:00:00,Active,`)},
		{name: "dates that a late row decides", why: "the head leaves their order open",
			row:  func(i int) string { return fmt.Sprintf("%06d,p%d@acme.example,Ann,Lee,03/04/2020,active,a", i, i) },
			tail: last("x1,x1@acme.example,Bo,Orr,28/02/2021,active,c"), again: true},
		{name: "dates that the head decides", why: "no later one says otherwise",
			row: func(i int) string {
				return fmt.Sprintf("%06d,p%d@acme.example,Ann,Lee,%d/04/2020,active,a", i, i, 1+i%28)
			},
			tail: last("x1,x1@acme.example,Bo,Orr,28/02/2021,active,c")},
		{name: "dates that are days of a spreadsheet", why: "behind the head most are",
			row: func(i int) string {
				day := "46096"
				if i < headRows {
					day = "2020-01-31"
				}
				return fmt.Sprintf("%06d,p%d@acme.example,Ann,Lee,%s,active,a", i, i, day)
			}, again: true},
		{name: "IDs with .0", why: "all of the head have it, and not all of the file",
			row:  func(i int) string { return fmt.Sprintf("%d.0,p%d@acme.example,Ann,Lee,2020-01-31,active,a", i+1, i) },
			tail: last("x1,x1@acme.example,Bo,Orr,2021-02-28,active,c"), again: true},
		{name: "groups", why: "a late bar parts them where the head had commas",
			row: func(i int) string {
				return fmt.Sprintf("%06d,p%d@acme.example,Ann,Lee,2020-01-31,active,\"a,b\"", i, i)
			},
			tail: last("x1,x1@acme.example,Bo,Orr,2021-02-28,active,c|d"), again: true},
		{name: "an employee ID that is cleared", why: "it may be where it is no key",
			tail: last("#CLEAR,x1@acme.example,Bo,Orr,2021-02-28,active,c"), key: KeyEmail},
		{name: "a key that is cleared", why: "it may not be, which the head does not show",
			tail: last("#CLEAR,x1@acme.example,Bo,Orr,2021-02-28,active,c"), key: KeyEmployeeID, again: true},
		{name: "a blank employee ID", why: "it clears nothing",
			tail: last(",x1@acme.example,Bo,Orr,2021-02-28,active,c"), key: KeyEmployeeID},
		{name: "a blank that clears", why: "it does not clear the key",
			tail: last(",x1@acme.example,Bo,Orr,2021-02-28,active,"), key: KeyEmployeeID, o: Options{Blank: BlankClear}, again: true},
		{name: "a blank that clears another field", why: "every row has a key",
			tail: last("x1,x1@acme.example,Bo,Orr,2021-02-28,active,"), key: KeyEmployeeID, o: Options{Blank: BlankClear}},
		{name: "two columns of one header", why: "they are the same in every row", header: header + ",Groups",
			row: func(i int) string { return person(i) + ",a;b" }},
		{name: "a full name", why: "what it is split into is settled by the header",
			header: "employee_id,email,full_name,start_date,groups",
			row:    func(i int) string { return fmt.Sprintf("%06d,p%d@acme.example,\"Lee, Ann\",2020-01-31,a", i, i) }},
		{name: "a header that the cells settle", why: "they are names in the head, and numbers behind it",
			header: "ID,email,first_name,last_name,start_date,status,groups",
			row: func(i int) string {
				if i < headRows {
					return fmt.Sprintf("ann.lee.%c%c%c", 'a'+i/676%26, 'a'+i/26%26, 'a'+i%26) + person(i)[6:]
				}
				return person(i)
			}, again: true},
		{name: "managers", why: "they are emails in the head, and names behind it", header: header + ",Manager",
			row: func(i int) string {
				if i < headRows {
					return person(i) + fmt.Sprintf(",p%d@acme.example", i/2)
				}
				return person(i) + ",Ann Lee"
			}, again: true},
		{name: "a status", why: "it is the form of the contract in the head, and says who left behind it",
			header: "employee_id,email,first_name,last_name,Employment Status",
			row: func(i int) string {
				word := "Full-Time"
				if i > headRows {
					word = []string{"Active", "Terminated"}[i%2]
				}
				return fmt.Sprintf("%06d,p%d@acme.example,Ann,Lee,%s", i, i, word)
			}, again: true},
		{name: "an ID that is cleared, and does not look so", why: "the survey does not know yet that the column has IDs",
			header: "ID,email,first_name,last_name,start_date,status,groups", tail: last("#CL\u200bEAR,x1@acme.example,Bo,Orr,2021-02-28,active,c"), again: true},
		{name: "an ID that a quote hides", why: "the survey does not know yet that the column has IDs",
			header: "ID,email,first_name,last_name,start_date,status,groups", tail: last("'=\"#CLEAR\",x1@acme.example,Bo,Orr,2021-02-28,active,c"), again: true},
		{name: "a blank ID that does not look so", why: "the survey does not know yet that the column has IDs", o: Options{Blank: BlankClear},
			header: "ID,email,first_name,last_name,start_date,status,groups", tail: last("'=\"\",x1@acme.example,Bo,Orr,2021-02-28,active,c"), again: true},
		{name: "a column that the head leaves blank", why: "a late row has something in it", header: header + ",",
			row: func(i int) string { return person(i) + "," }, tail: last(person(999_999) + ",seldom")},
		{name: "too many cells", why: "the row is wrong, wherever it stands", tail: last(person(999_999) + ",one,more")},
		{name: "too few cells", why: "nothing is cleared by them", tail: last("x1,x1@acme.example"), o: Options{Blank: BlankClear}, key: KeyEmail},
		{name: "a short row", why: "what is missing would clear the key", tail: last("x1"), o: Options{Blank: BlankClear, Map: []Mapping{{"employee_id", "email"}, {"email", "employee_id"}}}, again: true,
			row: func(i int) string { return fmt.Sprintf("p%d@acme.example,%06d,Ann,Lee,2020-01-31,active,a", i, i) }},
		{name: "nobody", why: "there is no row to foretell others", row: func(int) string { return "Total,,,,,," }},
		{name: "lines about nobody", why: "they are left out", tail: []string{"Total,,,,,,", person(999_999)}},
		{name: "custom fields", why: "their fields are made anew for every reading", header: header + ",Badge",
			row: func(i int) string { return person(i) + ",b" }, o: Options{Map: []Mapping{{"Badge", "custom.badge"}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.row == nil {
				tt.row = person
			}
			if tt.header == "" {
				tt.header = header
			}
			if tt.key == "" {
				tt.key = KeyEmployeeID
			}
			data := largeFile(tt.header, tt.row, tt.tail...)
			want, _, err := setOf(t, data, tt.o, tt.key)
			require.NoError(t, err)
			tt.o.Keep = true
			got, again, err := setOf(t, data, tt.o, tt.key)
			require.NoError(t, err)
			require.Equal(t, tt.again, again, tt.why)
			if !reflect.DeepEqual(want, got) {
				t.Fatal(cmp.Diff(want, got))
			}
		})
	}
}

// Whatever stands behind the head, the rows are those of a reading after the
// survey, and so are the errors.
func TestKeptRowsOfAnyFile(t *testing.T) {
	odd := []string{"#CL\u00adEAR", "'=\"#CLEAR\"", "'=\"\"", "", "#CLEAR", "#N/A", "n/a", "007", "7.0", "46096", "03/04/2020", "2020-13-01", "28.02.2021", "a|b", "a;b,c", "p7@acme.example", "nobody", "inactive", "Yes", "perhaps", "'=1", "Total", "\u00a0x\u200b"}
	headers := []string{
		"employee_id,email,first_name,last_name,start_date,status,groups,Manager,Type,title",
		"ID,email,first_name,last_name,Date,status,groups,Manager,Category,title",
	}
	runs := 20
	if testing.Short() {
		runs = 5
	}
	kept, refused := 0, 0
	for seed := range uint64(runs) {
		r := rand.New(rand.NewPCG(seed, 17))
		person := func(i int) []string {
			return []string{fmt.Sprintf("%06d", i), fmt.Sprintf("p%d@acme.example", i), "Ann", "Lee", "2020-01-31", "active", "a", "Bo Orr", "Full-Time", "Engineer"}
		}
		from := []int{0, headRows / 2, headRows, 9000}[r.IntN(4)]
		every := 1 + r.IntN(2000)
		column := r.IntN(10)
		data := largeFile(headers[r.IntN(2)], func(i int) string {
			cells := person(i)
			if i >= from && i%every == 0 {
				at := column
				if r.IntN(4) == 0 {
					at = r.IntN(len(cells))
				}
				cells[at] = odd[r.IntN(len(odd))]
			}
			for j, c := range cells {
				cells[j] = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
			}
			return strings.Join(cells, ",")
		})
		for _, key := range []Key{KeyEmail, KeyEmployeeID} {
			for _, blank := range []Blank{BlankKeep, BlankClear} {
				o := Options{Blank: blank}
				want, _, wantErr := setOf(t, data, o, key)
				o.Keep = true
				got, again, err := setOf(t, data, o, key)
				if fmt.Sprint(err) != fmt.Sprint(wantErr) {
					t.Fatalf("seed %d: %v, and not %v", seed, err, wantErr)
				}
				if !reflect.DeepEqual(want, got) { // cmp takes long over what is the same
					t.Fatalf("seed %d, key %s, blank %s: %s", seed, key, blank, cmp.Diff(want, got))
				}
				switch {
				case err != nil:
					refused++
				case !again:
					kept++
				}
			}
		}
	}
	require.NotZero(t, kept)
	require.Less(t, kept+refused, 4*runs, "some are read again")
}

func TestKeptRowsAreLetGoOf(t *testing.T) {
	data := largePlainFile()
	u, err := Open(bytes.NewReader(data), int64(len(data)), Options{Now: now, Keep: true})
	require.NoError(t, err)
	again := false
	seen := func(int) error { again = true; return nil }
	_, err = u.Rowset(KeyEmail, seen)
	require.NoError(t, err)
	require.False(t, again)
	_, err = u.Rowset(KeyEmail, seen)
	require.NoError(t, err)
	require.True(t, again, "an upload does not hold what was handed out")
	require.NoError(t, u.Close())
}

func TestRowsetEndsWhenItIsTold(t *testing.T) {
	data := largePlainFile()
	u, err := Open(bytes.NewReader(data), int64(len(data)), Options{Now: now})
	require.NoError(t, err)
	enough := errors.New("enough")
	_, err = u.Rowset(KeyEmail, func(int) error { return enough })
	require.ErrorIs(t, err, enough)
	rows, err := u.Rowset(KeyEmail, nil)
	require.NoError(t, err)
	require.Equal(t, u.Len(), rows.Count())
	require.NoError(t, u.Close())
}

// A file that cannot be read to its end while its rows are kept is no short file.
func TestKeepingEndsWithTheDisk(t *testing.T) {
	data := largePlainFile()
	disk := &breaking{Reader: strings.NewReader(string(data))}
	before := runtime.NumGoroutine()
	_, err := Open(disk, int64(len(data)), Options{Now: now, Keep: true, Progress: func(int64, int64) { disk.broken.Store(true) }})
	require.ErrorIs(t, err, errDisk)
	ended(t, before)
}

func TestOpenTellsHowFarItIs(t *testing.T) {
	data := largePlainFile()
	for _, keep := range []bool{false, true} {
		var told []int64
		_, err := Open(bytes.NewReader(data), int64(len(data)), Options{Now: now, Keep: keep, Progress: func(done, total int64) {
			require.Equal(t, int64(len(data)), total)
			told = append(told, done)
		}})
		require.NoError(t, err)
		require.Greater(t, len(told), 10)
		require.IsIncreasing(t, told)
		require.InDelta(t, len(data), told[len(told)-1], float64(len(data))/10)
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.NoCompression)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	told := 0
	u, err := Open(bytes.NewReader(packed.Bytes()), int64(packed.Len()), Options{Now: now, Keep: true, Progress: func(_, total int64) {
		require.Zero(t, total, "nobody knows")
		told++
	}})
	require.NoError(t, err)
	require.NotZero(t, told)
	_, err = u.Rowset(KeyEmail, func(int) error { told = 0; return nil })
	require.NoError(t, err)
	require.Zero(t, told, "nor how many rows to expect, so they are not kept")
}

// A file that is refused at its end has not taken all memory until then.
func TestNoMoreIsKeptThanMemoryHasRoomFor(t *testing.T) {
	data := largePlainFile()
	for _, most := range []int{keepMost, 100_000} {
		u, err := Open(bytes.NewReader(data), int64(len(data)), Options{Now: now})
		require.NoError(t, err)
		k := &keeper{reader: newRowReader(u, ""), rows: NewRowset(u.Fields, 0), most: most}
		seen := 0
		require.NoError(t, k.take(u.data(), func(table.Record) { seen++ }))
		require.Equal(t, u.Len(), seen, "all are surveyed, whether or not they are kept")
		require.Equal(t, most == keepMost, k.stands(newRowReader(u, KeyEmail)))
		require.NoError(t, u.Close())
	}
}
