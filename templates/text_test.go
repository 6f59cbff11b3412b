package templates

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

func TestTextWidths(t *testing.T) {
	for name, r := range reports() {
		for _, w := range []int{40, 60, 80, 100, 160, 240} {
			t.Run(fmt.Sprintf("%s/%d", name, w), func(t *testing.T) {
				got := string(render(t, Text, r, Options{Width: w}))
				if w == 160 {
					golden(t, name+".160.text", []byte(got))
				}
				fits(t, got, w)
			})
		}
	}
}

// fits checks that no line but the counts is wider than the terminal.
func fits(t *testing.T, page string, w int) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(page, "\n"), "\n")
	for i, line := range lines[:len(lines)-1] {
		require.LessOrEqual(t, width(line), w, "line %d: %s", i+1, line)
	}
}

// calm checks that no character of the page can drive a terminal or turn a
// line around, but for the mark that keeps our own lines upright.
func calm(t *testing.T, page []byte) {
	t.Helper()
	for _, r := range string(page) {
		if r != '\n' && r != '\u200e' && hidden(r) {
			t.Fatalf("a cell got %U through", r)
		}
	}
}

func TestTextNarrow(t *testing.T) {
	r := weeklyReport()
	require.Equal(t, string(render(t, Text, r, Options{Width: 40})), string(render(t, Text, r, Options{Width: 7})),
		"a terminal says nonsense while its window is dragged")
}

func TestTextLongColumnName(t *testing.T) {
	r := emptyReport()
	r.Problems = []roster.Problem{{Severity: roster.Error, Code: "x", Line: 3, Column: strings.Repeat("Column ", 60), Message: "the message"}}
	require.Equal(t, 1, strings.Count(string(render(t, Text, r, Options{})), "the message"))
	require.Less(t, strings.Count(string(render(t, Text, r, Options{})), "\n"), 14, "a header of a thousand letters does not bury what is wrong")
}

// A person's name, ID, email and line begin in the same columns whatever
// script the name is in.
func TestTextAligned(t *testing.T) {
	r := weeklyReport()
	for _, w := range []int{80, 160} {
		people := 0
		line := -1
		for l := range strings.Lines(string(render(t, Text, r, Options{Width: w}))) {
			before, _, found := strings.Cut(l, "  line ")
			if !found || !strings.ContainsAny(l[:1], "+~-^") {
				continue
			}
			people++
			if line < 0 {
				line = width(before)
			}
			require.Equal(t, line, width(before), "%q", l)
		}
		require.Equal(t, 11, people)
	}
}

func TestTextColor(t *testing.T) {
	sgr := regexp.MustCompile(`\x1b\[[0-9]+m`)
	for name, r := range reports() {
		plain := string(render(t, Text, r, Options{}))
		colored := string(render(t, Text, r, Options{Color: true}))
		require.NotContains(t, plain, "\x1b", "%s: without colour there is no escape", name)
		require.NotEqual(t, plain, colored)
		require.Equal(t, plain, sgr.ReplaceAllString(colored, ""), "%s: colour says nothing of its own, and moves nothing", name)
	}
}

func TestTextHostile(t *testing.T) {
	got := render(t, Text, hostileReport(), Options{})
	calm(t, got)
	require.Contains(t, string(got), "␛[2J␛]0;owned␇Mallory⟨U+009B⟩31m", "and what it tried can be seen")
}

func TestTextCounts(t *testing.T) {
	tests := []struct {
		name string
		s    reconcile.Summary
		want string
		why  string
	}{
		{"all", reconcile.Summary{Rows: 1018, Create: 3, Update: 5, Deactivate: 2, Reactivate: 1, Unchanged: 1003, Skipped: 2, Rejected: 2, Omitted: 480},
			"1,018 rows: 3 create, 5 update, 2 deactivate, 1 reactivate, 1,003 unchanged, 2 skipped, 2 rejected; 480 not in the file, untouched",
			"one line, however long"},
		{"zeros", reconcile.Summary{Rows: 2, Unchanged: 2}, "2 rows: 2 unchanged", "what did not occur is not said"},
		{"one", reconcile.Summary{Rows: 1, Create: 1}, "1 row: 1 create", ""},
		{"none", reconcile.Summary{Omitted: 3}, "0 rows; 3 not in the file, untouched", "an empty file touches nobody"},
		{"hand", reconcile.Summary{Delete: 1, Update: 2}, "2 update, 1 delete", "a change by hand has no rows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &reconcile.Report{Plan: planRef(false), Summary: tt.s}
			got := string(render(t, Text, r, Options{Width: 40}))
			require.True(t, strings.HasSuffix(got, "\n"+tt.want+"\n"), "%s: %s", tt.why, got)
		})
	}
}

func TestTextHeld(t *testing.T) {
	got := string(render(t, Text, heldReport(), Options{Width: 40}))
	for _, flag := range []string{"--allow deactivate=12", "--allow rejected=41"} {
		require.Contains(t, got, "\n      "+flag+"\n", "a flag is never broken over two lines: it is copied")
	}
	got = string(render(t, Text, heldReport(), Options{Width: 80}))
	require.Contains(t, got, "deactivate: 12, and the limit is 5; if that is meant:\n      --allow deactivate=12\n")
	require.Contains(t, got, "rejected: 41, and the limit is 5; if that is meant:\n      --allow rejected=41\n")
	require.NotContains(t, got, "email:", "a limit that holds nothing is not news")
	require.NotContains(t, string(render(t, Text, weeklyReport(), Options{})), "held", "nor is any, where nothing is held")
}

func TestTextManyProblemsOfAKind(t *testing.T) {
	got := string(render(t, Text, heldWith(5000), Options{}))
	require.Equal(t, 10, strings.Count(got, "31.02.2026"), "five thousand of one kind must not bury the others")
	require.Contains(t, got, "… and 4,990 more")
	require.Contains(t, got, "email-taken")
	require.Equal(t, 1, strings.Count(got, "write dates as"), "a hint that is the same for all is said once")

	r := heldWith(11)
	got = string(render(t, Text, r, Options{}))
	require.Equal(t, 11, strings.Count(got, "31.02.2026"), "nobody is sent to another file for a single line")
}

func TestTextValues(t *testing.T) {
	tests := []struct {
		from, to string
		want     []string
		why      string
	}{
		{"Engineer", "Senior Engineer", []string{"title: Engineer → Senior Engineer"}, "values stand bare"},
		{"", "x", []string{"title: (empty) → x"}, "nothing is named"},
		{"(empty)", "x", []string{`title: "(empty)" → x`}, "and not to be mistaken for the word"},
		{"a → b", "c", []string{`title: "a → b" → c`}, "nor an arrow of theirs for ours"},
		{" a", "a", []string{`title: " a" → a`}, "nor is a space at the edge lost"},
		{"a\nb", "a b", []string{"title: a⏎b → a b"}, "a line of theirs does not begin a line of ours"},
		{"אב", "גד", []string{"title: אב\u200e → גד\u200e"}, "the arrow keeps its direction in a terminal that turns Hebrew"},
		{strings.Repeat("a", 40), strings.Repeat("b", 40),
			[]string{"title: " + strings.Repeat("a", 40), "     → " + strings.Repeat("b", 40)}, "two long values stand beneath each other"},
		{strings.Repeat("a", 90) + "bc", strings.Repeat("a", 90) + "d",
			[]string{"title: …" + strings.Repeat("a", 66) + "bc", "     → …" + strings.Repeat("a", 66) + "d"}, "a cut never hides the difference"},
		{strings.Repeat("東", 50) + "京", strings.Repeat("東", 50) + "西",
			[]string{"title: …" + strings.Repeat("東", 33) + "京", "     → …" + strings.Repeat("東", 33) + "西"}, "in wide scripts too"},
	}
	for _, tt := range tests {
		t.Run(tt.want[0], func(t *testing.T) {
			r := &reconcile.Report{Changes: changes(reconcile.Change{
				Action: reconcile.Update, Line: 1, User: user(1, "E1", "a@x.example", "A"),
				Edits: []reconcile.Edit{{Field: "title", From: tt.from, To: tt.to}},
			})}
			got := string(render(t, Text, r, Options{}))
			require.Contains(t, got, "\n    "+strings.Join(tt.want, "\n    ")+"\n", tt.why)
		})
	}
}

func TestTextKeyFirst(t *testing.T) {
	r := weeklyReport()
	require.Regexp(t, `Sam Lee +E7 +sam\.lee`, string(render(t, Text, r, Options{})))
	r.Plan.Key = roster.KeyEmail
	require.Regexp(t, `Sam Lee +sam\.lee@acme\.example +E7`, string(render(t, Text, r, Options{})),
		"the key stands next to the name")
}

func TestTextFacts(t *testing.T) {
	edits := []reconcile.Edit{
		{Field: "employee_id", To: "E1"}, {Field: "email", To: "a@x.example"}, {Field: "first_name", To: "A"}, {Field: "last_name", To: "B"},
		{Field: "title", To: "T"}, {Field: "phone"}, {Field: "status", To: "active"},
	}
	require.Equal(t, []string{"title: T"}, facts(edits), "what the line above says, and what goes without saying, is not repeated")
	edits[len(edits)-1].To = "inactive"
	require.Equal(t, []string{"title: T", "status: inactive"}, facts(edits), "a person who is created inactive is worth a word")
}
