package templates

import (
	"bytes"
	"html"
	"strconv"

	"roster.example/reconcile"
	"roster.example/roster"
)

// person writes one change as an item of the list. It is the one part of the
// page that is not left to html/template, which takes several times as
// long over it: a first import has a hundred thousand of them. Every value goes
// through [safe], into text or a quoted attribute and nowhere else.
func (p *htmlReport) person(b *bytes.Buffer, c *reconcile.Change) {
	write := func(parts ...string) {
		for _, s := range parts {
			b.WriteString(s)
		}
	}
	action := safe(string(c.Action))
	write(`<li class="person `, action, `" data-show="`, action, "\">\n",
		`<span class="badge">`, c.Action.Symbol(), " ", action, "</span>\n",
		`<div class="who"><h3 dir="auto">`, safe(c.User.Name), "</h3>")
	for _, id := range p.Person(c.User) {
		if id != "" {
			write(` <span class="id" dir="auto">`, safe(id), "</span>")
		}
	}
	write("</div>\n")
	if c.Line > 0 {
		write(`<span class="place">line `, strconv.Itoa(c.Line), "</span>\n")
	}
	if len(c.Edits) > 0 {
		write("<dl>\n")
		for _, e := range c.Edits {
			if c.Action != reconcile.Create {
				write("<dt>", safe(e.Field), "</dt><dd>")
				write(marked("del", e.From)...)
				write(" → ")
				write(marked("ins", e.To)...)
				write("</dd>\n")
				continue
			}
			// The identifiers of a new person stand beside the name already.
			if e.To != "" && e.Field != roster.EmployeeID && e.Field != roster.Email {
				write("<dt>", safe(e.Field), `</dt><dd dir="auto">`, safe(e.To), "</dd>\n")
			}
		}
		write("</dl>\n")
	}
	write("</li>\n")
}

// marked returns an old or a new value; the browser tells its direction from
// its letters, and keeps it to itself.
func marked(element, value string) []string {
	if value == "" {
		return []string{"<i>empty</i>"}
	}
	return []string{"<", element, ` dir="auto">`, safe(value), "</", element, ">"}
}

// safe makes a value text and nothing else, in an element or between quotes.
func safe(s string) string { return html.EscapeString(visible(s)) }
