package templates

import (
	"strconv"
	"strings"

	"roster.example/reconcile"
)

// tally is one outcome and how many rows had it.
type tally struct {
	Outcome reconcile.Outcome
	Count   int
}

// tallies lists the outcomes in the order in which reports name them.
func tallies(s reconcile.Summary) []tally {
	return []tally{
		{reconcile.Create, s.Create},
		{reconcile.Update, s.Update},
		{reconcile.Deactivate, s.Deactivate},
		{reconcile.Reactivate, s.Reactivate},
		{reconcile.Delete, s.Delete},
		{reconcile.Unchanged, s.Unchanged},
		{reconcile.Skipped, s.Skipped},
		{reconcile.Rejected, s.Rejected},
	}
}

// counts returns the one line that sums a report up: every outcome that
// occurred, and how many people the file left out. It is "" where no file has
// rows and nothing changes.
func counts(r *reconcile.Report) string {
	s, file := r.Summary, made(&r.Plan) == ""
	var parts []string
	for _, t := range tallies(s) {
		if t.Count > 0 {
			parts = append(parts, number(t.Count)+" "+string(t.Outcome))
		}
	}
	line := strings.Join(parts, ", ")
	switch {
	case !file:
	case s.Rows > 0 && line != "":
		line = plural(s.Rows, "row") + ": " + line
	case line == "":
		line = plural(s.Rows, "row")
	}
	if file && s.Omitted > 0 {
		line += "; " + number(s.Omitted) + " not in the file, untouched"
	}
	return line
}

// plural returns a count with its noun, whose plural takes an s.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return number(n) + " " + noun + "s"
}

// number returns n with its thousands set off by commas.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
