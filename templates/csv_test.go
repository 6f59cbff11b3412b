package templates

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

func readCSV(t *testing.T, b []byte) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	require.NoError(t, err)
	return records
}

func TestCSV(t *testing.T) {
	got := readCSV(t, render(t, CSV, weeklyReport(), Options{}))
	require.Equal(t, []string{"action", "line", "employee_id", "email", "name", "field", "from", "to"}, got[0])
	byAction := map[string]int{}
	for _, record := range got[1:] {
		require.Len(t, record, len(got[0]))
		byAction[record[0]]++
	}
	want := map[string]int{"create": 3, "update": 10, "deactivate": 3, "reactivate": 2}
	if diff := cmp.Diff(want, byAction); diff != "" {
		t.Errorf("a create is one line, any other change one for each edit (-want +got):\n%s", diff)
	}
	require.Contains(t, got, []string{"create", "2", "E0101", "ann.wu@acme.example", "Ann Wu", "", "", ""})
	require.Contains(t, got, []string{"deactivate", "1011", "E13", "rocket@acme.example", "Zoë 🚀 O’Neil", "status", "on_leave", "inactive"})

	got = readCSV(t, render(t, CSV, handReport(), Options{}))
	require.Contains(t, got, []string{"delete", "", "", "gone@acme.example", "Gone Girl", "groups", "Berlin;Sales", ""},
		"a deletion has no line, and tells what goes with the person")
}

func TestCSVMany(t *testing.T) {
	got := readCSV(t, render(t, CSV, manyChanges(2500), Options{}))
	edits := 0
	for c := range manyChanges(2500).Changes {
		if c.Action == reconcile.Create {
			edits++
		} else {
			edits += len(c.Edits)
		}
	}
	require.Len(t, got, 1+edits, "lines are written in batches, and none is lost between two")
	require.Equal(t, "2501", got[len(got)-1][1])
}

func TestCSVHostile(t *testing.T) {
	raw := render(t, CSV, hostileReport(), Options{})
	harmless(t, raw)
	require.Contains(t, string(raw), "'"+hostileFormula, "an apostrophe goes before a formula")
}

// harmless checks what a spreadsheet, a terminal and a line-wise tool want of
// a CSV report.
func harmless(t *testing.T, raw []byte) {
	t.Helper()
	calm(t, raw)
	records := readCSV(t, raw)
	require.Len(t, records, bytes.Count(raw, []byte("\n")), "an edit is one physical line")
	for _, record := range records {
		for _, c := range record {
			require.False(t, c != "" && strings.ContainsAny(c[:1], "=+-@\t\r"), "a spreadsheet would run %q", c)
		}
	}
}

func TestBlank(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, Blank(&b))
	records := readCSV(t, b.Bytes())
	require.Len(t, records, 1, "a header and nobody")
	for _, name := range records[0] {
		f := roster.FieldByName(name)
		require.NotNil(t, f, "%s: every column is a field the reader knows", name)
		require.NotEqual(t, roster.KindRole, f.Kind, "HR is not asked for what no file may change")
	}
	require.Contains(t, records[0], roster.Email)
	require.ErrorContains(t, Blank(failing{os.ErrClosed}), "closed")
}

func ExampleBlank() {
	if err := Blank(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// employee_id,email,username,first_name,last_name,preferred_name,title,department,location,cost_center,employment_type,phone,manager_employee_id,manager_email,start_date,end_date,status,groups,last_seen
}
