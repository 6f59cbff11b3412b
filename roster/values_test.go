package roster

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEmployed(t *testing.T) {
	for status, want := range map[Status]bool{Active: true, OnLeave: true, Inactive: false, "": false} {
		require.Equal(t, want, status.Employed(), status)
		require.Equal(t, want, (&User{Status: status}).Employed(), status)
	}
}

func TestReadID(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		cell      string
		pointZero bool
		want      string
	}{
		{"zeros", "kept", "00123", false, "00123"},
		{"apostrophe", "Betterworks advises it", "'00123", false, "00123"},
		{"apostrophes", "one for each time it was exported", "''00123", false, "00123"},
		{"apostrophe before a letter", "no spreadsheet needs it, so it is part of the ID", "'E7", false, "'E7"},
		{"decimal in one row", "left to the near miss, which names the other ID", "123.0", false, "123.0"},
		{"decimals in all rows", "what a column of numbers becomes", "123.0", true, "123"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, readID(tt.cell, tt.pointZero), tt.why) })
	}
}

func TestDamagedID(t *testing.T) {
	for _, id := range []string{"1.23E+05", "1,23E+11", "1E+05", "1.23e+05"} {
		require.True(t, damagedID(id), id)
	}
	for _, id := range []string{"", "1E5", "E+05", "12E+", "A1.2E+05", "1.23", "E7", "1E+5E+5"} {
		require.False(t, damagedID(id), id)
	}
}

func TestReadSet(t *testing.T) {
	for _, tt := range []struct{ name, why, cell, separator, want string }{
		{"one", "", "Sales", ",", "Sales"},
		{"sorted", "order says nothing", "b;a", ";", "a;b"},
		{"once", "", "a; b;a ;", ";", "a;b"},
		{"comma in a name", "where another row has a semicolon", "R&D, Berlin;Staff", ";", "R&D, Berlin;Staff"},
		{"bars", "Docebo", "b|a", "|", "a;b"},
		{"commas", "15Five", "Sales, SF Team", ",", "SF Team;Sales"},
		{"only separators", "", ";;", ";", ""},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, readSet(tt.cell, tt.separator), tt.why) })
	}
	require.Equal(t, ";", setSeparator(1, 9), "a semicolon is what we write ourselves")
	require.Equal(t, "|", setSeparator(0, 1))
	require.Equal(t, ",", setSeparator(0, 0))
}

func TestSplitName(t *testing.T) {
	for _, tt := range []struct {
		name, why   string
		full        string
		familyFirst bool
		first, last string
	}{
		{"first last", "", "Ana Ruiz", false, "Ana", "Ruiz"},
		{"last, first", "", "Ruiz, Ana", false, "Ana", "Ruiz"},
		{"middle name", "belongs to the first", "Ana Maria Ruiz", false, "Ana Maria", "Ruiz"},
		{"middle initial", "ADP", "Ochoa, Ben M", false, "Ben M", "Ochoa"},
		{"particles behind a comma", "", "de la Cruz, Maria", false, "Maria", "de la Cruz"},
		{"particles", "stay with the last name", "Maria de la Cruz", false, "Maria", "de la Cruz"},
		{"Dutch particles", "", "Jan van der Berg", false, "Jan", "van der Berg"},
		{"two surnames with y", "one family name", "Ana Ruiz y López", false, "Ana", "Ruiz y López"},
		{"suffix", "not swapped", "Ana Ruiz, Jr.", false, "Ana", "Ruiz"},
		{"suffix behind first", "", "Ruiz, Ana, Jr.", false, "Ana", "Ruiz"},
		{"suffix without comma", "", "Ana Ruiz III", false, "Ana", "Ruiz"},
		{"credential", "not swapped", "Jane Roe, DDS", false, "Jane", "Roe"},
		{"Md is a name", "behind one word", "Rahman, Md", false, "Md", "Rahman"},
		{"number", "Workday", "Ana Ruiz (1001)", false, "Ana", "Ruiz"},
		{"on leave", "Workday", "Ruiz, Ana (On Leave)", false, "Ana", "Ruiz"},
		{"one word", "all there is", "Sukarno", false, "Sukarno", ""},
		{"family first", "Apellidos y nombres", "RUIZ LOPEZ ANA MARIA", true, "ANA MARIA", "RUIZ LOPEZ"},
		{"family first of two", "", "Ruiz Ana", true, "Ana", "Ruiz"},
		{"comma only", "", ",", false, "", ""},
		{"nothing", "", "", false, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			first, last := splitName(tt.full, tt.familyFirst)
			require.Equal(t, []string{tt.first, tt.last}, []string{first, last}, tt.why)
		})
	}
}

func TestStatusWords(t *testing.T) {
	for _, tt := range []struct {
		status Status
		words  []string
	}{
		{Active, []string{"active", "Active", "ACTIVE", "A", "Active - Payroll Eligible", "Active - Regular", "Hired", "Full-Time", "Yes", "TRUE", "1", "Aktiv", "Actif", "Activo", "Ativo", "Actief", "Активен", "Активний", "Anställd", "Member"}},
		{OnLeave, []string{"on_leave", "On Leave", "L", "LOA", "Leave of Absence", "Active - On Leave", "Paid leave", "Elternzeit", "En congé", "Férias", "Met verlof", "В отпуске", "Föräldraledig", "У відпустці", "Excedencia"}},
		{Inactive, []string{"inactive", "Terminated", "Terminated - Voluntary", "T", "I", "No", "FALSE", "0", "Suspended - Payroll Eligible", "Left", "Ausgeschieden", "Sorti", "Cesado", "Desligado", "Uit dienst", "Уволен", "Звільнений", "Slutat", "Not on payroll", "Deceased"}},
		{"", []string{"", "foo", "Onboarding", "Pre-hire", "Locked", "2", "gekündigt", "de baja", "P"}},
	} {
		for _, w := range tt.words {
			var r statusReader
			for range 2 { // the second time from memory
				got, ok := r.read(strip(w))
				require.Equal(t, tt.status, got, w)
				require.Equal(t, tt.status != "", ok, w)
			}
		}
	}
}

func strip(s string) string { return visible(s, true) }

func TestStatusFlags(t *testing.T) {
	for _, tt := range []struct {
		name, why    string
		flag, invert bool
		word         string
		want         Status
	}{
		{"T in a status", "ADP: terminated", false, false, "T", Inactive},
		{"T in a question", "true", true, false, "T", Active},
		{"yes", "", true, false, "Yes", Active},
		{"no", "", true, false, "n", Inactive},
		{"blocked", "Entra: yes means out", true, true, "Yes", Inactive},
		{"not blocked", "", true, true, "No", Active},
		{"status word in a question", "people write it", true, false, "Terminated", Inactive},
		{"status word in an inverted question", "either way round", true, true, "Active", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := statusReader{flag: tt.flag, invert: tt.invert}
			got, _ := r.read(tt.word)
			require.Equal(t, tt.want, got, tt.why)
		})
	}
	// One word in two lists would be whichever the map gives last.
	seen := map[string]Status{}
	for word, status := range statusWords() {
		require.NotContains(t, undecidedStatus(), word)
		seen[word] = status
	}
}

func TestWordTablesDoNotContradictThemselves(t *testing.T) {
	require.Panics(t, func() { wordTable(map[bool][]string{true: {"Ja"}, false: {"JA"}})() })
}

func TestStatusReaderRemembersOnlySoMuch(t *testing.T) {
	var r statusReader
	for i := range 3 * mostWords {
		r.read(string(rune(0x4e00 + i)))
	}
	require.Len(t, r.known, mostWords)
}
