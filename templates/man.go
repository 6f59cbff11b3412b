package templates

import (
	_ "embed"
	"fmt"
	"io"
	"strings"
	"text/template"
	"unicode/utf8"
)

//go:embed man.roff
var manualPage string

// ManPage is what a page of the manual says of one command.
type ManPage struct {
	Name    string // "roster-import"
	Summary string
	Date    string // 2006-01-02
	Version string // of the program, with its name
	Usage   []string
	Text    string // paragraphs, parted by blank lines

	Commands    []ManEntry // that are part of this one
	Options     []ManEntry
	Inherited   []ManEntry // options of every command
	Exit        []ManEntry
	Environment []ManEntry
	Examples    string
	SeeAlso     []string // names of pages
}

// ManEntry is a word of a page, and what it means.
type ManEntry struct{ Name, Text string }

// Paragraphs are those of the text.
func (p *ManPage) Paragraphs() []string {
	return strings.Split(strings.Trim(p.Text, "\n"), "\n\n")
}

// Man writes a page of the manual, as man(1) reads it.
func Man(w io.Writer, p *ManPage) error {
	t, err := template.New("man.roff").Funcs(template.FuncMap{
		"roff":     roff,
		"indented": func(s string) bool { return strings.HasPrefix(s, "\t") || strings.HasPrefix(s, " ") },
		"quote":    func(s string) string { return `"` + strings.ReplaceAll(roff(s), `"`, `\(dq`) + `"` },
		"upper":    strings.ToUpper,
	}).Parse(manualPage)
	if err == nil {
		err = t.Execute(w, p)
	}
	if err != nil {
		return fmt.Errorf("write the manual: %w", err)
	}
	return nil
}

// roff writes a text so that it is shown as it is: a hyphen is not turned into a
// dash, no line begins with what roff would obey, and signs beyond ASCII do not
// depend on how the page is read.
func roff(s string) string {
	var b strings.Builder
	begins := true
	for _, r := range s {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case begins && (r == '.' || r == '\''):
			b.WriteString(`\&` + string(r))
		case r >= utf8.RuneSelf:
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
		begins = r == '\n'
	}
	return b.String()
}
