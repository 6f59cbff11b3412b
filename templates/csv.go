package templates

import (
	"bufio"
	"encoding/csv"
	"io"

	"github.com/gocarina/gocsv"

	"roster.example/reconcile"
	"roster.example/roster"
)

// csvLine is one line of the CSV report. The tags are its header.
type csvLine struct {
	Action     string `csv:"action"`
	Line       string `csv:"line"` // blank where no file made the change
	EmployeeID string `csv:"employee_id"`
	Email      string `csv:"email"`
	Name       string `csv:"name"`
	Field      string `csv:"field"`
	From       string `csv:"from"`
	To         string `csv:"to"`
}

// writeCSV writes one line per edit, and one per change that is told whole: a
// create, whose values stand in the upload, and a deletion, which has none.
func writeCSV(b *bufio.Writer, r *reconcile.Report) error {
	// gocsv.Marshal would ask the package's global writer and separator; the
	// writer is handed in so that no other user of gocsv can change a report.
	out := gocsv.NewSafeCSVWriter(csv.NewWriter(b))
	if err := gocsv.MarshalCSV([]csvLine{}, out); err != nil {
		return err
	}
	// gocsv wants slices. A small one is filled again and again.
	lines := make([]csvLine, 0, 256)
	flush := func() error {
		err := gocsv.MarshalCSVWithoutHeaders(lines, out)
		lines = lines[:0]
		return err
	}
	err := each(r, func(c *reconcile.Change) error {
		line := csvLine{
			Action: string(c.Action), Line: lineOf(c.Line),
			EmployeeID: cell(c.User.EmployeeID), Email: cell(c.User.Email), Name: cell(c.User.Name),
		}
		if c.Action == reconcile.Create || len(c.Edits) == 0 {
			lines = append(lines, line)
		} else {
			for _, e := range c.Edits {
				line.Field, line.From, line.To = cell(e.Field), cell(e.From), cell(e.To)
				lines = append(lines, line)
			}
		}
		if len(lines) < 200 {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
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
