package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// SkippedLine is a line of the file that is about nobody.
type SkippedLine struct {
	Line int    `json:"line"`
	Why  string `json:"why"` // "second header row", "total", "section heading", …
}

// mostSkipped bounds how many skipped lines are kept one by one.
const mostSkipped = 1000

// skipper tells the lines that are no people from those that are: reports have
// totals, page footers, headings of sections, and their header again on every
// page. It decides by the header alone, so that the survey and every reading
// afterwards skip the same lines.
type skipper struct {
	columns []*column
	emails  []int // columns that can hold an email
	ids     []int // columns that can hold an employee ID
	keys    []int // both; the first column where there is none
	fields  []*Field
}

func newSkipper(columns []*column) *skipper {
	s := &skipper{columns: columns}
	for _, c := range columns {
		switch {
		case c.field == nil:
		case c.field.Kind == KindEmail, c.field.Kind == KindUsername:
			s.emails = append(s.emails, c.index)
		case c.field.Kind == KindID:
			s.ids = append(s.ids, c.index)
		}
		s.fields = append(s.fields, c.field)
	}
	if s.ids == nil {
		for _, c := range columns {
			if c.rule != nil && c.rule.identifies {
				s.ids = append(s.ids, c.index)
			}
		}
	}
	s.keys = slices.Concat(s.ids, s.emails)
	if len(s.keys) == 0 {
		s.keys = []int{0}
	}
	return s
}

// why says what a line is that is about nobody; "" for a person. second is
// true for the header of another table.
func (s *skipper) why(cells []string, sinceHeader int) (why string, second bool) {
	if s.identified(cells) {
		return "", false
	}
	filled, first, firstAt := 0, "", -1
	for i, cell := range cells {
		if value := tidy(cell, false); value != "" {
			if filled == 0 {
				first, firstAt = value, i
			}
			filled++
		}
	}
	here, known := 0, 0
	if s.keysAreHeaders(cells) {
		here, known = s.headerCells(cells)
	}
	switch {
	case here >= 2 && 2*here >= filled:
		if sinceHeader == 0 {
			return "second header row", false
		}
		return "header again", false
	case known >= 3 && 2*known > filled:
		return "", true
	}
	switch {
	case s.total(cells, first, firstAt):
		return "total", false
	case filled <= 2 && footer(first):
		return "page footer", false
	case sinceHeader < 2 && exampleRow(first):
		return "example row", false
	case sinceHeader < 2 && filled >= 2 && s.instructions(cells, filled):
		return "instruction row", false
	case filled == 1 && len(s.columns) >= 3 && s.heading(first, firstAt):
		return "section heading", false
	}
	return "", false
}

// identified reports whether a line has an email or a number of an employee,
// which no total and no heading has. Nearly all lines end here.
func (s *skipper) identified(cells []string) bool {
	for _, i := range s.ids {
		if i < len(cells) && numbered(cells[i]) {
			return true
		}
	}
	for _, i := range s.emails {
		if i < len(cells) && strings.IndexByte(cells[i], '@') > 0 && strings.IndexByte(cells[i], ' ') < 0 {
			return true
		}
	}
	return false
}

// numbered reports whether a cell has a digit in it, and no space.
func numbered(cell string) bool {
	digits := 0
	for i := range len(cell) {
		if cell[i] == ' ' {
			return false
		}
		if digit(cell[i]) {
			digits++
		}
	}
	return digits > 0
}

// keysAreHeaders reports whether the cells that say who a line is about could
// be those of a header. It spares us a look at all the others.
func (s *skipper) keysAreHeaders(cells []string) bool {
	for _, i := range s.keys {
		if i >= len(cells) {
			continue
		}
		c := column{header: visible(Unguard(cells[i]), false)}
		c.recognise()
		if c.how == HowUnknown && c.rule == nil && (i >= len(s.columns) || c.plain.key != s.columns[i].plain.key) {
			return false
		}
	}
	return true
}

// headerCells counts the cells that repeat the header above them, in its own
// words or in others for the same field, and those that are any header at all.
func (s *skipper) headerCells(cells []string) (here, known int) {
	for i, cell := range cells {
		if cell == "" || len(cell) > 100 {
			continue
		}
		c := column{header: visible(Unguard(cell), false)}
		if c.header == "" {
			continue
		}
		c.recognise()
		if c.field != nil || c.rule != nil {
			known++
		}
		if i >= len(s.columns) || c.plain.key == "" {
			continue
		}
		if h := s.columns[i]; c.plain.key == h.plain.key || c.field != nil && c.field == s.fields[i] || c.rule != nil && c.rule == h.rule {
			here++
		}
	}
	return here, known
}

// total recognises a line of sums by its first word. A person whose name
// begins so has an employee ID or an email.
func (s *skipper) total(cells []string, first string, at int) bool {
	if !totalWords()[firstWord(first)] {
		return false
	}
	for _, i := range s.ids {
		if i != at && i < len(cells) && tidy(cells[i], true) != "" {
			return false
		}
	}
	for _, i := range s.emails {
		if i != at && i < len(cells) && strings.Contains(cells[i], "@") {
			return false
		}
	}
	return true
}

var totalWords = wordSet("Total", "Totals", "Grand", "Subtotal", "Sum", "Count", "Headcount", "Summe", "Gesamt", "Gesamtsumme", "Zwischensumme", "Anzahl", "Suma", "Subtotales", "Totales",
	"Somme", "Totaux", "Totale", "Somma", "Totaal", "Aantal", "Soma", "Totais", "Итого", "Всего", "Summa", "Antal", "Всього", "Разом")

// footer recognises what a report writes under itself or under its pages.
func footer(text string) bool {
	text = strings.ToLower(text)
	for _, start := range footers {
		if strings.HasPrefix(text, start) {
			return true
		}
	}
	return false
}

var footers = []string{
	"page ", "seite ", "página ", "pagina ", "sida ", "страница ", "сторінка ",
	"report generated", "report run", "report date", "generated ", "printed ", "run date", "run on", "as of ", "end of ", "created by ", "exported ", "confidential", "internal use", "note:", "source:", "***", "---",
	"erstellt ", "gedruckt ", "stand:", "vertraulich", "généré ", "édité ", "imprimé ", "confidentiel", "generado ", "impreso ", "confidencial", "gerado ", "impresso ", "afgedrukt ", "gegenereerd ", "vertrouwelijk",
}

// exampleRow recognises the sample that Entra leaves under its header.
func exampleRow(text string) bool {
	switch firstWord(text) {
	case "example", "sample", "eg", "beispiel", "ejemplo", "exemple", "exemplo", "voorbeeld", "esempio", "пример", "exempel", "приклад":
		return true
	}
	return false
}

// instructions recognises a line that says how to fill the columns in.
func (s *skipper) instructions(cells []string, filled int) bool {
	told := 0
	for _, cell := range cells {
		words := strings.FieldsFunc(strings.ToLower(cell), func(r rune) bool { return !unicode.IsLetter(r) })
		for _, w := range words {
			if instructionWords()[w] {
				told++
				break
			}
		}
	}
	return told >= 2 && 2*told >= filled
}

var instructionWords = wordSet("required", "optional", "mandatory", "must", "format", "enter", "please", "characters", "yyyy", "mm", "pflichtfeld", "obligatorio", "obligatoire", "facultatif", "verplicht", "optioneel", "obrigatório")

// heading recognises the name of a department on a line of its own, at its
// beginning. In the columns that say who somebody is, it has to be words, so
// that a leaver of whom only the key is given is never taken for one.
func (s *skipper) heading(text string, at int) bool {
	if at > 0 && s.columns[0].how != HowEmpty || at >= len(s.columns) {
		return false
	}
	f := s.fields[at]
	if slices.Contains(s.keys, at) || f != nil && (isName(f.Kind) || f.Kind == KindUsername) {
		return strings.Contains(text, " ") && !strings.ContainsAny(text, "0123456789@")
	}
	return true
}

func firstWord(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if end < 0 {
		end = len(s)
	}
	return wordKey(s[:end])
}

// skip notes a line that is about nobody.
func (u *Upload) skip(line int, why string) {
	u.skippedLines++
	if len(u.Skipped) < mostSkipped {
		u.Skipped = append(u.Skipped, SkippedLine{line, why})
	}
}

// warnOfSkipped says once which lines were left out.
func (u *Upload) warnOfSkipped() {
	if u.skippedLines == 0 {
		return
	}
	const most = 5
	var list []string
	for i, s := range u.Skipped {
		if i == most {
			list = append(list, fmt.Sprintf("and %d more", u.skippedLines-most))
			break
		}
		list = append(list, fmt.Sprintf("%d (%s)", s.Line, s.Why))
	}
	noun := "lines are"
	if u.skippedLines == 1 {
		noun = "line is"
	}
	u.Problems = append(u.Problems, Problem{
		Severity: Warning, Code: CodeLinesSkipped, Line: u.Skipped[0].Line,
		Message: fmt.Sprintf("%d %s about nobody and left out: %s", u.skippedLines, noun, strings.Join(list, ", ")),
		Hint:    "if one of them is a person, give them an employee ID or an email in the file",
	})
}

func severalTables(line int) Problem {
	return Problem{
		Severity: Error, Code: CodeSeveralTables, Line: line,
		Message: fmt.Sprintf("line %d is the header of a second table", line),
		Hint:    "put each table into a file of its own and upload them one after the other",
	}
}
