package templates

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

var formats = []Format{Text, JSON, CSV, Markdown, HTML}

func render(t *testing.T, f Format, r *reconcile.Report, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Render(&b, f, r, o))
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for name, r := range reports() {
		for _, f := range formats {
			t.Run(name+"/"+string(f), func(t *testing.T) {
				golden(t, name+"."+string(f), render(t, f, r, Options{}))
			})
		}
	}
}

func TestRenderErrors(t *testing.T) {
	full := errors.New("disk full")
	cut := errors.New("plan is cut short")
	for _, f := range formats {
		t.Run(string(f), func(t *testing.T) {
			r := weeklyReport()
			good := r.Changes
			r.Changes = func(yield func(*reconcile.Change, error) bool) {
				for c := range good {
					yield(c, nil)
					break
				}
				yield(nil, cut)
			}
			require.ErrorIs(t, Render(io.Discard, f, r, Options{}), cut, "an error of the changes is ours to return")

			require.ErrorIs(t, Render(failing{full}, f, emptyReport(), Options{}), full, "a full disk is noticed although it all fits the buffer")

			read := 0
			r = manyChanges(100_000)
			all := r.Changes
			r.Changes = func(yield func(*reconcile.Change, error) bool) {
				for c, err := range all {
					read++
					if !yield(c, err) {
						return
					}
				}
			}
			require.ErrorIs(t, Render(failing{full}, f, r, Options{}), full)
			require.Less(t, read, 10_000, "nobody reads the rest of a million changes for a reader who has gone")
		})
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestFormatOf(t *testing.T) {
	tests := []struct {
		path string
		want Format
		why  string
	}{
		{"r.txt", Text, ""},
		{"r.text", Text, ""},
		{"r.json", JSON, ""},
		{"r.csv", CSV, ""},
		{"r.md", Markdown, ""},
		{"r.html", HTML, ""},
		{"r.htm", HTML, "some systems still write it"},
		{"/tmp/a.b/R.HTML", HTML, "Windows writes extensions in capitals"},
		{"r.pdf", "", "we do not write it"},
		{"report", "", "a format is never guessed"},
		{"", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			got, err := FormatOf(tt.path)
			require.Equal(t, tt.want, got, tt.why)
			if tt.want == "" {
				require.ErrorContains(t, err, ".txt, .json, .csv, .md or .html", "the error says what there is")
				return
			}
			require.NoError(t, err)
		})
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range formats {
		got, err := ParseFormat(string(f))
		require.NoError(t, err)
		require.Equal(t, f, got)
	}
	_, err := ParseFormat("yaml")
	require.ErrorContains(t, err, "text, json, csv, md or html")
	require.ErrorContains(t, Render(io.Discard, "yaml", emptyReport(), Options{}), "text, json, csv, md or html")
}

func ExampleRender() {
	change := &reconcile.Change{
		Action: reconcile.Update, Line: 4,
		User:  reconcile.UserRef{ID: 17, EmployeeID: "E7", Email: "sam@acme.example", Name: "Sam Lee"},
		Edits: []reconcile.Edit{{Field: "title", From: "Engineer", To: "Senior Engineer"}},
	}
	report := &reconcile.Report{
		Plan: reconcile.PlanRef{
			ID: "p-1", CreatedAt: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
			Key: roster.KeyEmployeeID, Mode: reconcile.Sync,
		},
		Source:  roster.Source{Name: "weekly.csv", Format: "csv", Encoding: "utf-8", Delimiter: ",", HeaderLine: 1},
		Summary: reconcile.Summary{Rows: 9, Update: 1, Unchanged: 8, Omitted: 480},
		Changes: func(yield func(*reconcile.Change, error) bool) { yield(change, nil) },
	}
	if err := Render(os.Stdout, Text, report, Options{Width: 72}); err != nil {
		panic(err)
	}
	// Output:
	// file    weekly.csv (csv, utf-8, header on line 1)
	// key     employee_id, mode sync
	// plan    p-1, made 2026-11-22 09:00 UTC; not applied yet
	//
	// ~ Sam Lee              E7         sam@acme.example             line 4
	//     title: Engineer → Senior Engineer
	//
	// 9 rows: 1 update, 8 unchanged; 480 not in the file, untouched
}
