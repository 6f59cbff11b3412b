package templates

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"roster.example/roster"
)

// Reject is one rejected row as it stood in the file.
type Reject struct {
	Line     int      // physical line on which it began
	Cells    []string // may be fewer or more than the header has columns
	Problems []roster.Problem
}

// Rejects writes rejected rows so that they can be mended in a spreadsheet and
// uploaded again: the header and the cells as they stood, then roster_line and
// roster_problem. Rows that have more cells than the header keep them all, under
// columns without a name. A nil header is that of a file without one, and none
// is written.
//
// rows is read twice, the first time for the longest row. Cells keep what they
// held, invisible characters included, but a leading character that a
// spreadsheet would take for a formula is guarded as [roster.Guard] does, unless
// it is already; the reader takes the guard off again. Columns that an earlier file of rejects
// brought along are replaced.
func Rejects(w io.Writer, header []string, rows iter.Seq2[Reject, error]) error {
	columns := len(header)
	for r, err := range rows {
		if err != nil {
			return fmt.Errorf("read the rejected rows: %w", err)
		}
		columns = max(columns, len(r.Cells))
	}
	var kept []int
	for i := range columns {
		if i >= len(header) || !ours(header[i]) {
			kept = append(kept, i)
		}
	}

	out := csv.NewWriter(w)
	record := make([]string, 0, len(kept)+2)
	write := func(cells []string, line, problem string) error {
		record = record[:0]
		for _, i := range kept {
			value := ""
			if i < len(cells) {
				value = cells[i]
			}
			// A cell that an export of ours guarded is guarded once: the
			// reader takes off one apostrophe, not two.
			record = append(record, roster.Guard(roster.Unguard(value)))
		}
		return out.Write(append(record, line, roster.Guard(problem)))
	}
	if header != nil {
		if err := write(header, roster.LineColumn, roster.ProblemColumn); err != nil {
			return fmt.Errorf("write the rejected rows: %w", err)
		}
	}
	for r, err := range rows {
		if err != nil {
			return fmt.Errorf("read the rejected rows: %w", err)
		}
		if err := write(r.Cells, strconv.Itoa(r.Line), complaint(r.Problems)); err != nil {
			return fmt.Errorf("write the rejected rows: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the rejected rows: %w", err)
	}
	return nil
}

func ours(header string) bool {
	h := strings.ToLower(strings.TrimSpace(header))
	return h == roster.LineColumn || h == roster.ProblemColumn
}

// complaint says what rejects a row and how to mend it. Warnings reject
// nothing and are left to the report.
func complaint(problems []roster.Problem) string {
	var parts []string
	for i := range problems {
		p := &problems[i]
		if p.Severity != roster.Error {
			continue
		}
		part := string(p.Code) + ": "
		if p.Column != "" {
			part += p.Column + ": "
		}
		part += message(p)
		if p.Hint != "" {
			part += "; " + p.Hint
		}
		parts = append(parts, visible(part))
	}
	return strings.Join(parts, " / ")
}
