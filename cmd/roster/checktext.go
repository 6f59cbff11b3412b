package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"roster.example/roster"
)

// write writes what check found as a page to read.
func (c *checked) write(w io.Writer, width int) error {
	b := bufio.NewWriter(w)
	facts := table{width: width}
	facts.add("file", c.Source.Name)
	if c.taken {
		facts.add("read as", c.readAs())
		if c.Sheet != "" {
			facts.add("sheet", c.Sheet)
		}
		facts.add("rows", fmt.Sprint(c.rows))
	}
	if err := facts.write(b); err != nil {
		return err
	}
	if len(c.Columns) > 0 {
		fmt.Fprintln(b)
		if err := c.columns(width).write(b); err != nil {
			return err
		}
	}
	if err := c.skipped(b, width); err != nil {
		return err
	}
	for _, g := range grouped(c.Problems) {
		fmt.Fprintln(b)
		g.write(b, width)
	}
	fmt.Fprintf(b, "\n%s\n", c.verdict())
	return b.Flush()
}

// readAs says what the bytes were taken for.
func (c *checked) readAs() string {
	s := c.Source
	parts := []string{s.Format}
	if c.Container != "" {
		parts[0] += " in a " + c.Container
	}
	if s.Encoding != "" {
		parts = append(parts, s.Encoding)
	}
	if s.Delimiter != "" {
		parts = append(parts, fmt.Sprintf("separated by %s", delimiterName(s.Delimiter)))
	}
	if s.HeaderLine > 0 {
		parts = append(parts, fmt.Sprintf("header on line %d", s.HeaderLine))
	} else {
		parts = append(parts, "no header")
	}
	return strings.Join(parts, ", ")
}

func delimiterName(d string) string {
	switch d {
	case ",":
		return "commas"
	case ";":
		return "semicolons"
	case "\t":
		return "tabs"
	case "|":
		return "bars"
	}
	return fmt.Sprintf("%q", d)
}

func (c *checked) columns(width int) *table {
	t := &table{width: width, head: []string{"column", "field", "by", "filled", "samples"}}
	for _, col := range c.Columns {
		field := "(ignored)"
		if col.Field != nil {
			field = *col.Field
		}
		filled := "none"
		switch {
		case col.Filled == 1:
			filled = "all"
		case col.Filled > 0:
			filled = fmt.Sprintf("%d%%", max(1, int(col.Filled*100)))
		}
		t.add(cmp.Or(col.Header, "(no header)"), field, string(col.How), filled, strings.Join(col.Samples, ", "))
	}
	return t
}

// skipped lists the first of the lines that are about nobody.
func (c *checked) skipped(w io.Writer, width int) error {
	const most = 10
	if len(c.Skipped) == 0 {
		return nil
	}
	t := &table{width: width, head: []string{"skipped", "because it is"}}
	for i, l := range c.Skipped {
		if i == most {
			t.add("…", fmt.Sprintf("and %d more lines", len(c.Skipped)-most))
			break
		}
		t.add(fmt.Sprintf("line %d", l.Line), l.Why)
	}
	fmt.Fprintln(w)
	return t.write(w)
}

// problemGroup is all problems of one code. A thousand of one kind are one
// thing to mend, and must not bury the single one of another.
type problemGroup struct {
	first roster.Problem
	lines []int // of the first few
	n     int
}

func grouped(problems []roster.Problem) []*problemGroup {
	const most = 5
	type kind struct {
		severity roster.Severity
		code     roster.Code
	}
	var groups []*problemGroup
	by := map[kind]*problemGroup{}
	for _, severity := range []roster.Severity{roster.Error, roster.Warning} {
		for _, p := range problems {
			if p.Severity != severity {
				continue
			}
			k := kind{p.Severity, p.Code}
			g := by[k]
			if g == nil {
				g = &problemGroup{first: p}
				by[k] = g
				groups = append(groups, g)
			}
			if g.n++; p.Line > 0 && len(g.lines) < most {
				g.lines = append(g.lines, p.Line)
			}
		}
	}
	return groups
}

func (g *problemGroup) write(w io.Writer, width int) {
	const indent = "  "
	head := fmt.Sprintf("%s %s", g.first.Severity, g.first.Code)
	if where := g.where(); where != "" {
		head += ", " + where
	}
	message := g.first.Message
	if g.first.Column != "" {
		message = fmt.Sprintf("%s: %s", g.first.Column, message)
	}
	if g.n > 1 {
		message = fmt.Sprintf("the first: %s", message)
	}
	fmt.Fprintln(w, head)
	for _, text := range []string{message, "hint: " + cmp.Or(g.first.Hint, "see roster explain "+string(g.first.Code))} {
		for _, line := range wrap(strings.Fields(oneLine(text)), width-len(indent)) {
			fmt.Fprintln(w, indent+line)
		}
	}
}

// where lists the lines on which the problem stands.
func (g *problemGroup) where() string {
	if len(g.lines) == 0 {
		return ""
	}
	var lines []string
	for _, l := range g.lines {
		lines = append(lines, fmt.Sprint(l))
	}
	where := "line " + strings.Join(lines, ", ")
	if g.n > 1 {
		where = fmt.Sprintf("%d times, lines %s", g.n, strings.Join(lines, ", "))
	}
	if g.n > len(lines) {
		where += ", …"
	}
	return where
}

// verdict sums it up in one line.
func (c *checked) verdict() string {
	switch {
	case !c.taken:
		return "nothing of the file can be taken"
	case c.faulty > 0:
		return fmt.Sprintf("%s: %d would be rejected", plural(c.rows, "row"), c.faulty)
	}
	return fmt.Sprintf("%s: nothing wrong that shows without a roster", plural(c.rows, "row"))
}
