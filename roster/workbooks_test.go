package roster

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// sheets writes workbooks: the first error ends it, and is the test's.
type sheets struct {
	t *testing.T
	f *excelize.File
}

func (s sheets) row(sheet, cell string, values ...any) {
	s.t.Helper()
	require.NoError(s.t, s.f.SetSheetRow(sheet, cell, &values))
}

func (s sheets) format(sheet, from, to, code string) {
	s.t.Helper()
	style, err := s.f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	require.NoError(s.t, err)
	require.NoError(s.t, s.f.SetCellStyle(sheet, from, to, style))
}

func (s sheets) add(names ...string) {
	s.t.Helper()
	for _, name := range names {
		_, err := s.f.NewSheet(name)
		require.NoError(s.t, err)
	}
}

func dayOf(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// Workbooks as HR people send them. The files are made here, with -update, and
// are read as they stand in testdata/uploads/workbooks.
var workbooks = []struct {
	name, why string
	make      func(s sheets)
}{
	{"dates-and-ids", "IDs are numbers with a format of zeros, numbers without, and text; dates are days in three formats", func(s sheets) {
		s.row("Sheet1", "A1", "Employee ID", "Work Email", "First Name", "Last Name", "Hire Date", "Termination Date", "Manager ID", "Phone")
		s.row("Sheet1", "A2", 123, "ann.lee@acme.example", "Ann", "Lee", dayOf(2019, 3, 15), nil, 7, "+49 30 1234")
		s.row("Sheet1", "A3", 7, "bob.ray@acme.example", "Bob", "Ray", dayOf(2001, 12, 1), dayOf(2027, 1, 31), nil, 493012345)
		s.row("Sheet1", "A4", "00456", "cem.oez@acme.example", "Cem", "Öz", "2020-02-29", nil, "00007", nil)
		s.format("Sheet1", "A2", "A3", "00000")
		s.format("Sheet1", "G2", "G3", "00000")
		s.format("Sheet1", "E2", "E3", "m/d/yy")
		s.format("Sheet1", "F3", "F3", `dd\.mm\.yyyy`)
	}},
	{"title-and-totals", "a report: merged title, date of the report, blank row, header, people in sections, a total", func(s sheets) {
		s.row("Sheet1", "A1", "Personalliste zum 30.11.2026")
		require.NoError(s.t, s.f.MergeCell("Sheet1", "A1", "F1"))
		s.row("Sheet1", "A2", "Erstellt von", "HR", nil, nil, nil, dayOf(2026, 11, 30))
		s.row("Sheet1", "A4", "Personal-Nr.", "E-Mail", "Vorname", "Nachname", "Eintritt", "Status")
		s.row("Sheet1", "A5", 1001, "jürgen@acme.example", "Jürgen", "Groß", dayOf(2019, 3, 15), "aktiv")
		s.row("Sheet1", "A6", 1002, "zoe@acme.example", "Zoë", "Ruiz", dayOf(2021, 7, 1), "ausgetreten")
		s.row("Sheet1", "A8", "Summe", 2)
		s.format("Sheet1", "E5", "E6", `dd\.mm\.yyyy`)
	}},
	{"cover-and-sheets", "the first sheet is a cover, one is hidden, one is empty; the staff are on the fourth", func(s sheets) {
		s.add("Empty", "Old", "Staff", "Codes")
		require.NoError(s.t, s.f.SetSheetName("Sheet1", "Read me"))
		s.row("Read me", "A1", "How to use this workbook")
		s.row("Read me", "A2", "Fill in the sheet Staff and send it to HR")
		s.row("Old", "A1", "employee_id", "email", "first_name", "last_name")
		s.row("Old", "A2", "1", "gone@acme.example", "Long", "Gone")
		s.row("Staff", "A1", "employee_id", "email", "first_name", "last_name")
		s.row("Staff", "A2", "E1", "ann.lee@acme.example", "Ann", "Lee")
		s.row("Codes", "A1", "Code", "Meaning")
		require.NoError(s.t, s.f.SetSheetVisible("Old", false))
	}},
	{"hidden-rows", "a filter hides rows, and a row that is hidden is a person all the same", func(s sheets) {
		s.row("Sheet1", "A1", "employee_id", "email", "first_name", "last_name", "status")
		s.row("Sheet1", "A2", "E1", "ann.lee@acme.example", "Ann", "Lee", "active")
		s.row("Sheet1", "A3", "E2", "bob.ray@acme.example", "Bob", "Ray", "terminated")
		s.row("Sheet1", "A4", "E3", "cem.oez@acme.example", "Cem", "Öz", "active")
		require.NoError(s.t, s.f.SetRowVisible("Sheet1", 3, false))
		require.NoError(s.t, s.f.SetColVisible("Sheet1", "D", false))
	}},
	{"merged-header", "two header rows, of which the upper one is merged over groups of columns", func(s sheets) {
		s.row("Sheet1", "A1", "Person", nil, nil, "Employment", nil)
		require.NoError(s.t, s.f.MergeCell("Sheet1", "A1", "C1"))
		require.NoError(s.t, s.f.MergeCell("Sheet1", "D1", "E1"))
		s.row("Sheet1", "A2", "First name", "Last name", "Work email", "Employee #", "Start date")
		s.row("Sheet1", "A3", "Ann", "Lee", "ann.lee@acme.example", "E1", dayOf(2024, 2, 29))
		s.row("Sheet1", "A4", "Bob", "Ray", "bob.ray@acme.example", "E2", dayOf(2024, 3, 1))
	}},
	{"formulas", "results are read, a formula that nobody calculated is blank and said to be", func(s sheets) {
		s.row("Sheet1", "A1", "employee_id", "email", "first_name", "last_name", "title")
		s.row("Sheet1", "A2", "E1", "ann.lee@acme.example", "Ann", "Lee")
		s.row("Sheet1", "A3", "E2", "bob.ray@acme.example", "Bob", "Ray", "#N/A")
		require.NoError(s.t, s.f.SetCellFormula("Sheet1", "E2", `CONCATENATE("Boss of ",C2)`))
	}},
	{"french-serials", "a column of dates that lost its format: days as numbers", func(s sheets) {
		s.row("Sheet1", "A1", "Matricule", "Adresse e-mail", "Prénom", "Nom", "Date d'embauche", "Statut")
		for i := range 3 {
			s.row("Sheet1", fmt.Sprintf("A%d", i+2), fmt.Sprintf("%05d", i+1), fmt.Sprintf("p%d@acme.example", i), "Zoé", "Lefèvre", 43539+i, "actif")
		}
	}},
}

func TestWorkbooks(t *testing.T) {
	for _, wb := range workbooks {
		t.Run(wb.name, func(t *testing.T) {
			path := filepath.Join("../testdata/uploads/workbooks", wb.name+".xlsx")
			if *update {
				f := excelize.NewFile()
				defer f.Close()
				wb.make(sheets{t, f})
				require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
				require.NoError(t, f.SaveAs(path))
			}
			matchGolden(t, path, filepath.Join("../testdata/golden/workbooks", wb.name+".txt"))
		})
	}
}
