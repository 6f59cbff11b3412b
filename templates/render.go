package templates

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"roster.example/reconcile"
)

// Format names one way of writing a report.
type Format string

const (
	Text     Format = "text" // a diff for a terminal
	JSON     Format = "json" // schema roster.report/v1
	CSV      Format = "csv"  // one line per edit, for a spreadsheet
	Markdown Format = "md"   // tables for a ticket or a pull request
	HTML     Format = "html" // one page that needs nothing but a browser
)

// Options says how a report is laid out. The zero value is 80 columns without
// colour. Only the text format looks at it.
type Options struct {
	Width int  // columns of the terminal; 0 is 80, fewer than 40 count as 40
	Color bool // colour with SGR sequences; it never says anything alone
}

// Render writes the report to w. It reads r.Changes once and keeps none of
// them. An error of the changes or of w ends it, and what was written by then
// is not a report: write to a temporary file where that matters.
func Render(w io.Writer, f Format, r *reconcile.Report, o Options) error {
	var write func(*bufio.Writer, *reconcile.Report) error
	switch f {
	case Text:
		write = func(b *bufio.Writer, r *reconcile.Report) error { return writeText(b, r, o) }
	case JSON:
		write = writeJSON
	case CSV:
		write = writeCSV
	case Markdown:
		write = writeMarkdown
	case HTML:
		write = writeHTML
	default:
		_, err := ParseFormat(string(f))
		return err
	}
	if r.Changes == nil {
		none := *r
		none.Changes = func(func(*reconcile.Change, error) bool) {}
		r = &none
	}
	b := bufio.NewWriterSize(w, 64<<10)
	if err := write(b, r); err != nil {
		return fmt.Errorf("write %s report: %w", f, err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write %s report: %w", f, err)
	}
	return nil
}

// ParseFormat returns the format with this name: text, json, csv, md or html.
func ParseFormat(name string) (Format, error) {
	switch f := Format(name); f {
	case Text, JSON, CSV, Markdown, HTML:
		return f, nil
	}
	return "", fmt.Errorf("%q is no report format: choose text, json, csv, md or html", name)
}

// FormatOf returns the format of a report file by its extension, in any case:
// .txt or .text, .json, .csv, .md, .html or .htm.
func FormatOf(path string) (Format, error) {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".txt", ".text":
		return Text, nil
	case ".json":
		return JSON, nil
	case ".csv":
		return CSV, nil
	case ".md":
		return Markdown, nil
	case ".html", ".htm":
		return HTML, nil
	case "":
		return "", fmt.Errorf("the report file %q has no extension: use .txt, .json, .csv, .md or .html", path)
	default:
		return "", fmt.Errorf("the report file %q ends in %s, which is no report format: use .txt, .json, .csv, .md or .html", path, ext)
	}
}

// each hands every change of the report to do, and ends at the first error of
// either.
func each(r *reconcile.Report, do func(*reconcile.Change) error) error {
	for c, err := range r.Changes {
		if err != nil {
			return changesError(err)
		}
		if err := do(c); err != nil {
			return err
		}
	}
	return nil
}

func changesError(err error) error { return fmt.Errorf("read the changes: %w", err) }
