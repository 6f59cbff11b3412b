package templates

import (
	"bufio"
	"encoding/csv"
	"io"

	"github.com/gocarina/gocsv"

	"roster.example/reconcile"
	"roster.example/roster"
)

// csvHeader names the columns of the CSV report. The line is blank where no
// file made the change.
var csvHeader = []string{"action", "line", "employee_id", "email", "name", "field", "from", "to"}

// writeCSV writes one line per edit, and one per change that is told whole: a
// create, whose values stand in the upload, and a deletion, which has none.
// There can be millions of them, so they do without gocsv, which would find
// each cell by reflection.
func writeCSV(b *bufio.Writer, r *reconcile.Report) error {
	out := csv.NewWriter(b)
	if err := out.Write(csvHeader); err != nil {
		return err
	}
	line := make([]string, 0, len(csvHeader))
	err := each(r, func(c *reconcile.Change) error {
		line = append(line[:0], string(c.Action), lineOf(c.Line), cell(c.User.EmployeeID), cell(c.User.Email), cell(c.User.Name))
		if c.Action == reconcile.Create || len(c.Edits) == 0 {
			return out.Write(append(line, "", "", ""))
		}
		for _, e := range c.Edits {
			if err := out.Write(append(line, cell(e.Field), cell(e.From), cell(e.To))); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// cell makes a value harmless in a spreadsheet, which takes some first
// characters for a formula, and in a terminal, which obeys control characters.
// It also keeps every edit on one physical line.
func cell(s string) string { return roster.Guard(visible(s)) }

// Blank writes the roster file to hand to HR: the header an upload is best
// given, and no people. Like the file that export writes, it has its columns
// from the tags of [roster.User].
func Blank(w io.Writer) error {
	return gocsv.MarshalCSV([]roster.User{}, gocsv.NewSafeCSVWriter(csv.NewWriter(w)))
}
