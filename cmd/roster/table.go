package main

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// table is rows of text in columns that line up in a terminal, whatever the
// script, and fit its width.
type table struct {
	width int
	head  []string
	rows  [][]string
}

const gap = "  "

func (t *table) add(cells ...string) {
	for i, c := range cells {
		cells[i] = oneLine(c)
	}
	t.rows = append(t.rows, cells)
}

// write writes the table. Where it is too wide, the widest columns give way.
func (t *table) write(w io.Writer) error {
	widths := t.widths()
	b := bufio.NewWriter(w)
	for _, cells := range slices.Concat([][]string{t.head}, t.rows) {
		if cells == nil {
			continue
		}
		var line strings.Builder
		for i, c := range cells {
			if i > 0 {
				line.WriteString(gap)
			}
			c = runewidth.Truncate(c, widths[i], "…")
			line.WriteString(runewidth.FillRight(c, widths[i]))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.Flush()
}

func (t *table) widths() []int {
	const least = 6 // of a column that gives way
	var widths []int
	for _, cells := range slices.Concat([][]string{t.head}, t.rows) {
		for i, c := range cells {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], runewidth.StringWidth(c))
		}
	}
	for over := t.over(widths); over > 0; over-- {
		widest := 0
		for i := range widths {
			if widths[i] > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= least {
			break
		}
		widths[widest]--
	}
	return widths
}

// over returns by how many columns the table is too wide.
func (t *table) over(widths []int) int {
	sum := len(gap) * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	return sum - t.width
}

// wrap breaks words into lines of at most width columns.
func wrap(words []string, width int) []string {
	var lines []string
	for _, w := range words {
		last := len(lines) - 1
		if last >= 0 && runewidth.StringWidth(lines[last])+1+runewidth.StringWidth(w) <= width {
			lines[last] += " " + w
			continue
		}
		lines = append(lines, w)
	}
	return lines
}
