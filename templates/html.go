package templates

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"iter"

	"roster.example/reconcile"
	"roster.example/roster"
)

var (
	//go:embed report.html
	htmlPage string
	//go:embed report.css
	htmlStyle string
	//go:embed report.js
	htmlScript string
)

// writeHTML writes one page that a browser opens from a mail: nothing is
// fetched, and the policy in its head allows nothing but the style and the
// script we put there. Without the script everything is shown.
func writeHTML(b *bufio.Writer, r *reconcile.Report) error {
	p := &htmlReport{page{Report: r}}
	t, err := template.New("report.html").Funcs(template.FuncMap{
		"visible": visibleAny,
		"number":  number,
		"clock":   clock,
		"message": message,
		"breaks":  func(i int) bool { return i > 0 && i%blockSize == 0 },
	}).Parse(htmlPage)
	if err != nil {
		return err
	}
	if err := t.Execute(b, p); err != nil {
		return err
	}
	return p.err
}

// visibleAny is visible for the named strings and the pointers to strings that
// a report is made of.
func visibleAny(v any) string {
	if s, ok := v.(*string); ok {
		return visible(*s)
	}
	return visible(fmt.Sprint(v))
}

// htmlReport is what report.html sees.
type htmlReport struct{ page }

func (p *htmlReport) Style() template.CSS { return template.CSS(htmlStyle) }
func (p *htmlReport) Script() template.JS { return template.JS(htmlScript) }

// People lists the changes in blocks.
func (p *htmlReport) People() iter.Seq2[int, template.HTML] {
	return blocks[template.HTML](&p.page, p.person)
}

// Place says where a problem is.
func (p *htmlReport) Place(q *roster.Problem) string { return place(&p.Plan, q) }

// Policy forbids the page everything but its own style and script, which it
// names by their digests (Content Security Policy Level 3, section 8.3).
func (p *htmlReport) Policy() string {
	return "default-src 'none'; style-src '" + digest(htmlStyle) + "'; script-src '" + digest(htmlScript) +
		"'; base-uri 'none'; form-action 'none'"
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// tile is a count at the head of the page, or a choice of what to show.
type tile struct {
	Label string
	Class string // of the style sheet; for a choice, what it shows
	Count int
}

// Tiles lists the counts. Nobody is deleted by a file, so that count stands
// only where it is not zero; and only a file has rows and leaves people out.
func (p *htmlReport) Tiles() []tile {
	var tiles []tile
	if p.OfFile() {
		tiles = append(tiles, tile{"rows", "", p.Summary.Rows})
	}
	for _, t := range tallies(p.Summary) {
		if t.Outcome != reconcile.Delete || t.Count > 0 {
			tiles = append(tiles, tile{string(t.Outcome), string(t.Outcome), t.Count})
		}
	}
	if p.OfFile() {
		tiles = append(tiles, tile{"not in the file, untouched", "", p.Summary.Omitted})
	}
	return tiles
}

// Filters lists what the page can be narrowed to: the outcomes that occur and
// are told person by person, and the problems.
func (p *htmlReport) Filters() []tile {
	var filters []tile
	for _, t := range tallies(p.Summary) {
		switch t.Outcome {
		case reconcile.Unchanged, reconcile.Skipped, reconcile.Rejected:
		case reconcile.Create, reconcile.Update, reconcile.Deactivate, reconcile.Reactivate, reconcile.Delete:
			if t.Count > 0 {
				filters = append(filters, tile{string(t.Outcome), string(t.Outcome), t.Count})
			}
		}
	}
	if n := len(p.Problems); n > 0 {
		filters = append(filters, tile{"problems", "problem", n})
	}
	return filters
}

// htmlGroup is a group of problems as the page shows it.
type htmlGroup struct {
	group
	Hint string // where all of them have the same
}

// Groups sorts the problems by kind.
func (p *htmlReport) Groups() []htmlGroup {
	var list []htmlGroup
	for _, g := range groups(p.Problems) {
		hint := g.Problems[0].Hint
		for _, q := range g.Problems {
			if q.Hint != hint {
				hint = ""
			}
		}
		list = append(list, htmlGroup{g, hint})
	}
	return list
}

// Class is the class of the style sheet.
func (g htmlGroup) Class() string {
	if g.Severity == roster.Error {
		return "error"
	}
	return "warning"
}
