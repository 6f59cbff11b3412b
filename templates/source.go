package templates

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"roster.example/reconcile"
	"roster.example/roster"
)

// made says what made a plan where it was no file, "" where it was one.
func made(p *reconcile.PlanRef) string {
	switch p.Kind {
	case reconcile.Hand:
		return "by hand"
	case reconcile.Undo:
		return fmt.Sprintf("undo of run %d", p.Undoes)
	case reconcile.Due:
		return "due on " + visible(p.Day)
	case reconcile.Import:
	}
	return ""
}

// readAs says how the file was read, as one list in words.
func readAs(s *roster.Source) string {
	var how []string
	for _, word := range []string{s.Format, s.Encoding} {
		if word != "" {
			how = append(how, visible(word))
		}
	}
	if s.Delimiter != "" && s.Delimiter != "," {
		how = append(how, fmt.Sprintf("delimiter %q", s.Delimiter))
	}
	switch {
	case s.HeaderLine > 0:
		how = append(how, fmt.Sprintf("header on line %d", s.HeaderLine))
	case s.Format != "":
		how = append(how, "no header")
	}
	return strings.Join(how, ", ")
}

// ignoredColumns names the columns of the file that nothing was read from.
func ignoredColumns(s *roster.Source) string {
	const most = 8
	var names []string
	for _, c := range s.Columns {
		if c.Field == nil {
			names = append(names, `"`+visible(c.Header)+`"`)
		}
	}
	if n := len(names); n > most+1 {
		return fmt.Sprintf("%s and %d more columns", strings.Join(names[:most], ", "), n-most)
	}
	return strings.Join(names, ", ")
}

// clock shows an instant to a person. UTC, because a report is read in more
// than one place.
func clock(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// lineOf returns the line of a file, "" where there is none.
func lineOf(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
