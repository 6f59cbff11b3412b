package roster

import (
	"slices"

	"roster.example/roster/table"
)

// headerDepth is how many records we look at for a header: reports of Workday,
// ADP and the like have titles and blank lines above it.
const headerDepth = 50

// findHeader returns the cells of the header and notes its line. It is the
// first record, unless an early one is recognised clearly better. Without a
// header the longest of the early records only says how many columns there
// are: spreadsheets leave empty cells at the end of a row out.
func (u *Upload) findHeader(o Options) ([]string, error) {
	var early []table.Record
	for rec, err := range u.table.Records() {
		if err != nil {
			return nil, err
		}
		if empty(rec.Cells) {
			continue
		}
		early = append(early, table.Record{Line: rec.Line, Cells: slices.Clone(rec.Cells)})
		if len(early) == headerDepth {
			break
		}
	}
	if len(early) == 0 {
		return nil, &FileError{Problem{
			Severity: Error, Code: CodeEmptyFile,
			Message: "the file is empty: it has no header and no rows",
			Hint:    "export it again; roster template writes a blank one to fill in",
		}}
	}
	if o.NoHeader {
		longest := slices.MaxFunc(early, func(a, b table.Record) int { return len(a.Cells) - len(b.Cells) })
		return longest.Cells, nil
	}
	best, most := 0, familiar(early[0].Cells, o)
	for i, rec := range early[1:] {
		if len(rec.Cells) <= 2*most {
			continue // It has not enough cells to do better, whatever they hold.
		}
		if n := familiar(rec.Cells, o); n > 2*most {
			best, most = i+1, n
		}
	}
	u.Source.HeaderLine = early[best].Line
	return early[best].Cells, nil
}

// familiar counts the different headers in a record that we know, or that the
// caller has named.
func familiar(cells []string, o Options) int {
	seen := map[string]bool{}
	for _, cell := range cells {
		// A header is short. What is long is a title or somebody's notes.
		if len(cell) > 200 {
			continue
		}
		c := &column{header: visible(Unguard(cell), false)}
		c.recognise()
		known := c.how != HowUnknown && c.how != HowEmpty
		for _, m := range o.Map {
			known = known || m.Header == c.header
		}
		if known {
			seen[c.plain.key] = true
		}
	}
	return len(seen)
}
