package roster

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestDates(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		cell      string
		order     orders
		want      string // "" for none
	}{
		{"ISO", "what we write", "2019-03-15", 0, "2019-03-15"},
		{"ISO with time", "Lattice", "2019-03-15T00:00:00.000Z", 0, "2019-03-15"},
		{"ISO with zone", "the day as it is written", "2019-03-15T23:30:00+02:00", 0, "2019-03-15"},
		{"ISO with space", "SQL", "2019-03-15 00:00:00", 0, "2019-03-15"},
		{"ISO without zeros", "Docebo", "2013-1-03 00:00:00", 0, "2013-01-03"},
		{"year first with slashes", "Japan", "2019/03/15", 0, "2019-03-15"},
		{"year first with dots", "", "2019.3.5", 0, "2019-03-05"},
		{"compact", "NHS", "20190315", 0, "2019-03-15"},
		{"month first", "ADP", "03/15/2019", mdy, "2019-03-15"},
		{"month first, short", "Workday", "7/1/2024", mdy, "2024-07-01"},
		{"month first with time", "Excel", "3/15/2019 0:00", mdy, "2019-03-15"},
		{"month first with AM", "", "03/15/2019 12:00:00 AM", mdy, "2019-03-15"},
		{"day first", "", "15/03/2019", dmy, "2019-03-15"},
		{"day first with dots", "German", "15.03.2019", dmy, "2019-03-15"},
		{"day first with hyphens", "India", "01-02-2024", dmy, "2024-02-01"},
		{"two-digit year first", "declared", "19-03-15", ymd, "2019-03-15"},
		{"two-digit year first with slashes", "declared, so it is believed", "05/03/04", ymd, "2005-03-04"},
		{"year first declared, and last", "", "15/03/2019", ymd, ""},
		{"two-digit year", "", "3/5/19", mdy, "2019-03-05"},
		{"two-digit year, next", "a start next year", "3/5/27", mdy, "2027-03-05"},
		{"two-digit year, past", "the year after next was the last century", "3/5/28", mdy, "1928-03-05"},
		{"month name", "Oracle HCM", "15-Mar-2021", 0, "2021-03-15"},
		{"month name in capitals", "Oracle HCM", "01-JAN-19", 0, "2019-01-01"},
		{"month name first", "BambooHR", "Mar 15, 2019", 0, "2019-03-15"},
		{"month name in full", "", "15 March 2019", 0, "2019-03-15"},
		{"ordinal", "", "March 15th, 2019", 0, "2019-03-15"},
		{"year, month name", "", "2019-Mar-15", 0, "2019-03-15"},
		{"de", "", "15. März 2019", 0, "2019-03-15"},
		{"es", "", "15 de marzo de 2019", 0, "2019-03-15"},
		{"fr", "", "1er août 2019", 0, "2019-08-01"},
		{"nl", "", "15 maart 2019", 0, "2019-03-15"},
		{"pt", "", "15 de março de 2019", 0, "2019-03-15"},
		{"ru", "", "15 марта 2019 г.", 0, "2019-03-15"},
		{"sv", "", "15 augusti 2019", 0, "2019-08-15"},
		{"uk", "", "15 березня 2019 р.", 0, "2019-03-15"},
		{"no such day", "February has 28", "2019-02-30", 0, ""},
		{"no such day by name", "", "31-Apr-2019", 0, ""},
		{"leap day", "", "2020-02-29", 0, "2020-02-29"},
		{"no leap day", "1900 was none", "1900-02-29", 0, ""},
		{"no such month", "", "2019-13-01", 0, ""},
		{"wrong order", "declared month first", "15/03/2019", mdy, ""},
		{"order unknown", "nothing is guessed", "01/02/2019", 0, ""},
		{"order unknown, short", "not the year first either", "05/03/04", 0, ""},
		{"mixed separators", "no date", "01/02-2019", mdy, ""},
		{"month and year", "a day is missing", "March 2019", 0, ""},
		{"three-digit year", "", "1/2/201", mdy, ""},
		{"text", "Google's download", "Never logged in", 0, ""},
		{"serial where nothing says so", "could be an ID", "43539", 0, ""},
		{"number", "", "12", mdy, ""},
		{"words only", "", "de of th", mdy, ""},
		{"long number", "no overflow", "99999999999999999999", mdy, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := dateReader{order: tt.order, newest: 2027}.read(tt.cell)
			require.Equal(t, tt.want, got, tt.why)
			require.Equal(t, tt.want != "", ok, tt.why)
		})
	}
}

func TestExcelSerials(t *testing.T) {
	r := dateReader{serial: true, newest: 2027}
	for cell, want := range map[string]string{"43539": "2019-03-15", "43539.5": "2019-03-15", "10000": "1927-05-18", "45292": "2024-01-01", "2019-03-15": "2019-03-15"} {
		got, ok := r.read(cell)
		require.True(t, ok, cell)
		require.Equal(t, want, got, cell)
	}
	for _, cell := range []string{"4353", "435390", "04353", "43539.x"} {
		_, ok := r.read(cell)
		require.False(t, ok, cell)
	}
}

func TestNoDate(t *testing.T) {
	for _, s := range []string{"0000-00-00", "00/00/0000", "0", "00.00.0000 00:00"} {
		require.True(t, noDate(s), s)
	}
	for _, s := range []string{"", "-", "2000-01-01"} {
		require.False(t, noDate(s), s)
	}
}

func TestDateOrder(t *testing.T) {
	for _, tt := range []struct {
		name, why      string
		cells          []string
		want           orders
		conflict, open bool
	}{
		{"no dates", "nothing to order", []string{"", "x", "2019-03-15", "15-Mar-2019"}, 0, false, false},
		{"day first", "one part above twelve settles the column", []string{"01/02/2019", "13/02/2019", "03/04/2019"}, dmy, false, false},
		{"month first", "", []string{"01/02/2019", "02/13/2019"}, mdy, false, false},
		{"both", "somebody mixed two files", []string{"13/02/2019", "02/13/2019"}, 0, true, false},
		{"neither", "could be either", []string{"01/02/2019"}, 0, false, true},
		{"the same day either way", "no need to ask", []string{"05/05/2019"}, mdy, false, false},
		{"short years with slashes", "nobody writes the year first so", []string{"19/03/15"}, dmy, false, false},
		{"short years with hyphens", "could be 2019 or 2015", []string{"19-03-15"}, 0, false, true},
		{"year above 31", "can only be a year", []string{"85-04-12", "19-03-15"}, ymd, false, false},
		{"day above 31 in no order", "its row says so, the column is not blamed", []string{"13/13/2019", "02/13/2019"}, mdy, false, false},
		{"day that does not exist", "still says what is first", []string{"30/02/2019"}, dmy, false, false},
		{"endless", "SAP writes it for no end", []string{"31.12.9999", "01.02.2019"}, dmy, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s dateSurvey
			for i, cell := range tt.cells {
				s.see(i+2, cell)
			}
			o, conflict, open := s.order()
			require.Equal(t, tt.want, o, tt.why)
			require.Equal(t, tt.conflict, conflict, tt.why)
			require.Equal(t, tt.open, open, tt.why)
		})
	}
}

func TestMonthNames(t *testing.T) {
	for name, month := range map[string]int{"jan": 1, "mai": 5, "set": 9, "dez": 12, "июня": 6, "серпня": 8} {
		require.Equal(t, month, monthNames()[name], name)
	}
}

// The form that we write is told without the library, and must be what the
// library takes.
func TestISODatesAreThoseThatExist(t *testing.T) {
	for _, year := range []int{1, 1900, 1999, 2000, 2023, 2024} {
		for m := range 14 {
			for d := range 33 {
				s := fmt.Sprintf("%04d-%02d-%02d", year, m, d)
				_, err := time.Parse(time.DateOnly, s)
				require.Equal(t, err == nil, isoDate(s), s)
			}
		}
	}
	const good = "2024-03-19"
	for at := range good {
		for c := range 256 {
			s := good[:at] + string([]byte{byte(c)}) + good[at+1:]
			_, err := time.Parse(time.DateOnly, s)
			require.Equal(t, err == nil && s[:4] != "0000", isoDate(s), "%q", s)
		}
	}
	require.False(t, isoDate("0000-01-01"))
	require.False(t, isoDate("2024-02-29 "))
}
