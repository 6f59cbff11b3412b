package main

import (
	"io"

	"roster.example/roster"
	"roster.example/templates"
)

// writeRejects writes the rows that a plan rejects as they stand in the file.
// A row is rejected exactly when an error names its line.
func writeRejects(w io.Writer, up *roster.Upload, problems []roster.Problem) error {
	faults := map[int][]roster.Problem{}
	for _, p := range problems {
		if p.Severity == roster.Error && p.Line > 0 {
			faults[p.Line] = append(faults[p.Line], p)
		}
	}
	var header []string // nil for a file without one
	if up.Source.HeaderLine > 0 {
		header = make([]string, len(up.Source.Columns))
		for i, c := range up.Source.Columns {
			header[i] = c.Header
		}
	}
	return templates.Rejects(w, header, func(yield func(templates.Reject, error) bool) {
		for rec, err := range up.Records() {
			if err != nil {
				yield(templates.Reject{}, err)
				return
			}
			if p, ok := faults[rec.Line]; ok {
				if !yield(templates.Reject{Line: rec.Line, Cells: rec.Cells, Problems: p}, nil) {
					return
				}
			}
		}
	})
}
