package templates

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEscapeMarkdown(t *testing.T) {
	tests := []struct{ in, want, why string }{
		{"Sam Lee", "Sam Lee", "most values need nothing"},
		{"a|b", "a&#124;b", "a cell of its own"},
		{`a\|b`, `a&#92;&#124;b`, "an escape of theirs does not undo ours"},
		{"<b>&amp;", "&lt;b&gt;&amp;amp;", "HTML"},
		{"`*_~[x](y)![", "\\`\\*\\_\\~\\[x\\](y)\\!\\[", "code, emphasis, links, images"},
		{"a\nb", "a⏎b", "a row of its own"},
		{"$x$", `\$x\$`, "formulas"},
		{"@team", "@&#8203;team", "would call people to the ticket"},
		{"cc @team", "cc @&#8203;team", ""},
		{"sam@acme.example", "sam@acme.example", "an address is none"},
		{"#12", `\#&#8203;12`, "would refer to a ticket"},
		{"https://evil.example", "https:&#8203;//evil.example", "would be a link"},
		{"WWW.evil.example", "WWW&#8203;.evil.example", "so would this"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			require.Equal(t, tt.want, escapeMarkdown(tt.in), tt.why)
		})
	}
	require.Equal(t, "`--allow email=3`", markdownFlag("--allow email=3"))
	require.NotContains(t, markdownFlag("--allow `<script>`"), "<", "a flag somebody edited is text")
}

func TestMarkdownHostile(t *testing.T) {
	for name, r := range reports() {
		page := render(t, Markdown, r, Options{})
		require.True(t, bytes.HasSuffix(page, []byte(" |\n")) && !bytes.HasSuffix(page, []byte("\n\n")), name)
		tabular(t, page)
	}
	tame(t, render(t, Markdown, hostileReport(), Options{}))
}

// tabular checks that a table keeps its columns whatever a cell holds.
func tabular(t *testing.T, page []byte) {
	t.Helper()
	calm(t, page)
	columns := 0
	for l := range strings.Lines(string(page)) {
		l = strings.TrimSuffix(l, "\n")
		if !strings.HasPrefix(l, "|") {
			columns = 0
			continue
		}
		require.True(t, strings.HasSuffix(l, " |") || strings.HasSuffix(l, "-|") || strings.HasSuffix(l, ":|"), "%q", l)
		if columns == 0 {
			columns = strings.Count(l, "|")
		}
		require.Equal(t, columns, strings.Count(l, "|"), "%q", l)
	}
}

var markup = regexp.MustCompile("(^|[^\\\\])[`*_\\[\\]~$]|[<>]|://|(^|[^0-9A-Za-z\\x80-\\x{10FFFF}])@[0-9A-Za-z]|#[0-9]")

// tame checks that a page has no markup but ours.
func tame(t *testing.T, page []byte) {
	t.Helper()
	ours := strings.NewReplacer("*empty*", "", "&#8203;", "\u200b", "&#124;", "", "&#92;", "")
	for l := range strings.Lines(string(page)) {
		if !strings.HasPrefix(l, "**") { // the counts
			require.NotRegexp(t, markup, ours.Replace(l))
		}
	}
}

func TestMarkdownSaysWhatIsHeld(t *testing.T) {
	got := string(render(t, Markdown, heldReport(), Options{}))
	require.Contains(t, got, "| deactivate | 12 | 5 | `--allow deactivate=12` |")
	require.Contains(t, got, "… and 30 more")
	require.NotContains(t, string(render(t, Markdown, weeklyReport(), Options{})), "## Held")
	require.Contains(t, string(render(t, Markdown, emptyReport(), Options{})), "Nothing to change.")
}
