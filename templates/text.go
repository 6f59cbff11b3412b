package templates

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// textPage lays a report out for a terminal. Widths are columns.
type textPage struct {
	b     *bufio.Writer
	r     *reconcile.Report
	paint paint
	width int

	name, id, email, line int // of the cells of a person's line
}

const (
	leastWidth = 40
	usualWidth = 80
	margin     = 4 // what stands beneath a person or a heading is set in so far
)

// writeText writes a diff that a person can read: what it is about, the
// changes person by person, the problems, the limits that hold it, and one
// line of counts. No line but the last is wider than the terminal; the counts
// are never cut and never two lines, because they are what people copy.
func writeText(b *bufio.Writer, r *reconcile.Report, o Options) error {
	t := newTextPage(b, r, o)
	t.head()
	t.print("\n")
	any := false
	err := each(r, func(c *reconcile.Change) error {
		any = true
		return t.change(c)
	})
	if err != nil {
		return err
	}
	if !any {
		t.print("nothing to change\n")
	}
	t.problems()
	t.limits()
	if line := counts(r); line != "" {
		t.print("\n", t.paint.bold(line), "\n")
	}
	return nil
}

func newTextPage(b *bufio.Writer, r *reconcile.Report, o Options) *textPage {
	t := &textPage{b: b, r: r, paint: paint(o.Color), width: o.Width}
	if t.width == 0 {
		t.width = usualWidth
	}
	t.width = max(t.width, leastWidth)
	t.divide()
	return t
}

// divide shares the width among the cells of a person's line. The shares
// depend on the width alone and not on the longest name, which is unknown
// until the last change is read.
func (t *textPage) divide() {
	t.line = len("line ") + max(4, len(strconv.Itoa(t.r.Summary.Rows))+1)
	rest := t.width - len("+ ") - 3*len("  ") - t.line
	t.id = min(max(rest/6, 6), 16)
	rest -= t.id
	t.name = min(rest*3/7, 40)
	t.email = min(rest-t.name, 48)
}

func (t *textPage) head() {
	src, plan := &t.r.Source, &t.r.Plan
	if src.Name != "" {
		t.fact("file", sourceLine(src))
	}
	if ignored := ignoredColumns(src); ignored != "" {
		t.fact("ignored", ignored)
	}
	if what := made(plan); what != "" {
		t.fact("what", what)
	} else {
		key := string(plan.Key)
		if plan.Mode != "" {
			key += ", mode " + string(plan.Mode)
		}
		t.fact("key", key)
	}
	switch {
	case t.r.Run != nil:
		run := t.r.Run
		t.fact("run", fmt.Sprintf("%d, applied %s by %s", run.ID, clock(run.AppliedAt), visible(run.Actor)))
	case plan.Held:
		t.fact("plan", fmt.Sprintf("%s, made %s", visible(plan.ID), clock(plan.CreatedAt)))
		t.fact("held", t.reason())
	default:
		t.fact("plan", fmt.Sprintf("%s, made %s; not applied yet", visible(plan.ID), clock(plan.CreatedAt)))
	}
}

func (t *textPage) reason() string {
	switch n := len(exceeded(t.r.Limits)); n {
	case 0:
		return "nothing of it can be applied"
	case 1:
		return "a limit is exceeded, nothing of it can be applied; see the end"
	default:
		return fmt.Sprintf("%d limits are exceeded, nothing of it can be applied; see the end", n)
	}
}

// fact prints a labelled line of the head.
func (t *textPage) fact(label, text string) {
	const indent = len("ignored ")
	shown := t.paint.dim(pad(label, indent))
	if label == "held" {
		shown = t.paint.red(pad(label, indent))
	}
	for _, line := range wrap(text, t.width-indent) {
		t.print(shown, line, "\n")
		shown = strings.Repeat(" ", indent)
	}
}

func (t *textPage) problems() {
	if len(t.r.Problems) == 0 {
		return
	}
	t.print("\n", t.paint.bold("problems: "+severities(t.r.Problems)), "\n")
	for _, g := range groups(t.r.Problems) {
		word := t.paint.yellow(string(g.Severity))
		if g.Severity == roster.Error {
			word = t.paint.red(string(g.Severity))
		}
		times := ""
		if n := len(g.Problems); n > 1 {
			times = ", " + number(n) + " times"
		}
		t.print("\n  ", word, " ", cut(visible(string(g.Code)), t.width/2), times, "\n")
		t.group(g.Problems)
	}
}

// group prints the first problems of a kind. A hint that several of them
// share stands once, after the last of these.
func (t *textPage) group(problems []*roster.Problem) {
	shown := firstOfAKind(problems)
	for i, p := range shown {
		t.hang(place(&t.r.Plan, p), message(p))
		if p.Hint != "" && (i+1 == len(shown) || shown[i+1].Hint != p.Hint) {
			t.hang("hint", visible(p.Hint))
		}
	}
	if more := len(problems) - len(shown); more > 0 {
		t.hang("… and "+number(more)+" more", "--report problems.html or problems.json has all of them")
	}
}

// hang prints a sentence, with a label unless that is "", over as many lines as
// it needs, all but the first of them set in further.
func (t *textPage) hang(label, text string) {
	indent := strings.Repeat(" ", margin)
	if label != "" {
		text = cut(label, t.width/2) + ": " + text
	}
	for _, line := range wrap(text, t.width-margin-2) {
		t.print(indent, line, "\n")
		indent = strings.Repeat(" ", margin+2)
	}
}

func (t *textPage) limits() {
	over := exceeded(t.r.Limits)
	if len(over) == 0 {
		return
	}
	t.print("\n", t.paint.red("held: nothing of it can be applied"), "\n")
	for _, l := range over {
		t.hang(visible(string(l.Kind)), fmt.Sprintf("%s, and the limit is %s; if that is meant:", number(l.Count), number(l.Limit)))
		t.print(strings.Repeat(" ", margin+2), t.paint.bold(visible(l.Allow)), "\n")
	}
}

func (t *textPage) print(parts ...string) {
	for _, p := range parts {
		t.b.WriteString(p)
	}
}
