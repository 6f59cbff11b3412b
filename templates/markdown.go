package templates

import (
	"bufio"
	"bytes"
	_ "embed"
	"fmt"
	"iter"
	"strings"
	"text/template"

	"roster.example/reconcile"
	"roster.example/roster"
)

//go:embed report.md
var markdownPage string

// writeMarkdown writes tables for a ticket or a pull request. A change takes
// a row for each edit and names its person in the first of them; a new person
// takes one row.
func writeMarkdown(b *bufio.Writer, r *reconcile.Report) error {
	p := &markdownReport{page{Report: r}}
	t, err := template.New("report.md").Funcs(template.FuncMap{
		"md":      func(v any) string { return escapeMarkdown(fmt.Sprint(v)) },
		"flag":    markdownFlag,
		"first":   firstOfAKind,
		"more":    func(all []*roster.Problem) int { return len(all) - len(firstOfAKind(all)) },
		"message": message,
		"number":  number,
		"line":    lineOf,
	}).Parse(markdownPage)
	if err != nil {
		return err
	}
	if err := t.Execute(b, p); err != nil {
		return err
	}
	return p.err
}

// markdownReport is what report.md sees.
type markdownReport struct{ page }

// Rows lists the changes in blocks of rows.
func (p *markdownReport) Rows() iter.Seq2[int, string] { return blocks[string](&p.page, p.change) }

// change writes the rows of one change.
func (p *markdownReport) change(b *bytes.Buffer, c *reconcile.Change) {
	ids := p.Person(c.User)
	lead := []string{
		string(c.Action), upright(escapeMarkdown(c.User.Name)), escapeMarkdown(ids[0]),
		escapeMarkdown(ids[1]), lineOf(c.Line),
	}
	if c.Action == reconcile.Create {
		news := facts(c.Edits)
		for i := range news {
			news[i] = upright(escapeMarkdown(news[i]))
		}
		markdownRow(b, lead, "", "", strings.Join(news, " · "))
		return
	}
	if len(c.Edits) == 0 {
		markdownRow(b, lead, "", "", "")
	}
	for _, e := range c.Edits {
		markdownRow(b, lead, escapeMarkdown(e.Field), markdownValue(e.From), markdownValue(e.To))
		clear(lead)
	}
}

// markdownRow writes one row of a table: whom it is about, and what happens.
func markdownRow(b *bytes.Buffer, lead []string, edit ...string) {
	for _, cells := range [][]string{lead, edit} {
		for _, cell := range cells {
			b.WriteString("| ")
			b.WriteString(cell)
			b.WriteByte(' ')
		}
	}
	b.WriteString("|\n")
}

func markdownValue(s string) string {
	if s == "" {
		return "*empty*"
	}
	return upright(escapeMarkdown(quote(s)))
}

// markdownFlag shows a flag as code, so that no renderer makes one dash of its
// two. A flag is made of these characters; anything else is not one, and is
// text like any other.
func markdownFlag(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_-= 0123456789") == "" {
		return "`" + s + "`"
	}
	return escapeMarkdown(s)
}

// escapeMarkdown returns the value as text that stands for itself in any cell
// or line of GitHub Flavored Markdown. A pipe and a backslash become
// character references, because a table splits its rows before it looks at
// escapes (GFM, section 4.10). A zero-width space keeps "@team", "#1" and a
// bare web address from turning into a mention, a reference or a link, which
// no escape can: they are found in the finished text.
func escapeMarkdown(s string) string {
	s = visible(s)
	if !strings.ContainsAny(s, "&<>|\\`*_[]!~$#@:.") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '|':
			b.WriteString("&#124;")
		case '\\':
			b.WriteString("&#92;")
		case '`', '*', '_', '[', ']', '!', '~', '$':
			b.WriteByte('\\')
			b.WriteByte(c)
		case '#':
			b.WriteString(`\#` + zeroWidth)
		case '@':
			b.WriteByte('@')
			if i == 0 || !wordByte(s[i-1]) {
				b.WriteString(zeroWidth)
			}
		case ':':
			b.WriteByte(':')
			if strings.HasPrefix(s[i:], "://") {
				b.WriteString(zeroWidth)
			}
		case '.':
			if i >= 3 && strings.EqualFold(s[i-3:i], "www") {
				b.WriteString(zeroWidth)
			}
			b.WriteByte('.')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

const zeroWidth = "&#8203;"

// wordByte reports bytes after which an "@" is part of an address.
func wordByte(c byte) bool {
	return c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
