package templates

import (
	"strconv"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// group is all problems of one kind. Five thousand of one code are one entry
// in a reader's mind, and must not bury the single one of another.
type group struct {
	Severity roster.Severity
	Code     roster.Code
	Problems []*roster.Problem // in the order of the report
}

// groups sorts problems by kind: errors before warnings, and within each the
// kinds as they first occur.
func groups(problems []roster.Problem) []group {
	type kind struct {
		severity roster.Severity
		code     roster.Code
	}
	var found []group
	at := map[kind]int{}
	for _, severity := range []roster.Severity{roster.Error, roster.Warning} {
		for i := range problems {
			p := &problems[i]
			if p.Severity != severity {
				continue
			}
			k := kind{p.Severity, p.Code}
			g, ok := at[k]
			if !ok {
				g = len(found)
				at[k] = g
				found = append(found, group{Severity: p.Severity, Code: p.Code})
			}
			found[g].Problems = append(found[g].Problems, p)
		}
	}
	return found
}

// firstOfAKind returns as many problems of one kind as a reader looks at. A
// single one is never left out: saying so takes as much room.
func firstOfAKind(problems []*roster.Problem) []*roster.Problem {
	const most = 10
	if len(problems) > most+1 {
		return problems[:most]
	}
	return problems
}

// severities says how many errors and warnings there are.
func severities(problems []roster.Problem) string {
	errors := 0
	for i := range problems {
		if problems[i].Severity == roster.Error {
			errors++
		}
	}
	var parts []string
	if errors > 0 {
		parts = append(parts, plural(errors, "error"))
	}
	if warnings := len(problems) - errors; warnings > 0 {
		parts = append(parts, plural(warnings, "warning"))
	}
	return strings.Join(parts, ", ")
}

// exceeded returns the limits that hold a plan.
func exceeded(limits []reconcile.Limit) []reconcile.Limit {
	var over []reconcile.Limit
	for _, l := range limits {
		if l.Exceeded {
			over = append(over, l)
		}
	}
	return over
}

// place says where a problem is: on a line of the file, in a column of it, or
// in the file as a whole; "" where there is no file.
func place(of *reconcile.PlanRef, p *roster.Problem) string {
	column := visible(p.Column)
	switch {
	case p.Line > 0 && column != "":
		return "line " + strconv.Itoa(p.Line) + ", " + column
	case p.Line > 0:
		return "line " + strconv.Itoa(p.Line)
	case column != "":
		return "column " + column
	case made(of) != "":
		return ""
	}
	return "the file"
}

// message returns what is wrong, with the value where it does not say it.
func message(p *roster.Problem) string {
	quoted := strconv.Quote(p.Value)
	if p.Value == "" || strings.Contains(p.Message, p.Value) || strings.Contains(p.Message, quoted[1:len(quoted)-1]) {
		return visible(p.Message)
	}
	return visible(p.Message) + " (" + visible(p.Value) + ")"
}
