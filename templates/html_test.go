package templates

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

// parse returns the elements of a page in document order.
func parse(t *testing.T, page []byte) []*html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	require.NoError(t, err)
	var elements []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			elements = append(elements, n)
		}
	}
	return elements
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func TestHTMLIsSelfContained(t *testing.T) {
	for name, r := range reports() {
		t.Run(name, func(t *testing.T) { alone(t, render(t, HTML, r, Options{})) })
	}
}

// alone checks that a page fetches nothing, runs nothing but our script, and
// says so in a policy that the browser enforces.
func alone(t *testing.T, page []byte) {
	t.Helper()
	elements := []string{
		"html", "head", "meta", "title", "style", "body", "header", "section", "main", "footer", "script",
		"h1", "h2", "h3", "p", "dl", "dt", "dd", "div", "span", "b", "i", "code", "del", "ins",
		"ol", "ul", "li", "table", "caption", "thead", "tbody", "tr", "th", "td",
		"form", "fieldset", "legend", "label", "input",
	}
	attributes := []string{
		"lang", "charset", "http-equiv", "content", "name", "class", "dir", "id", "hidden", "role", "scope",
		"aria-label", "aria-labelledby", "aria-live", "data-part", "data-show",
		"type", "value", "checked", "for", "placeholder", "autocomplete", "spellcheck",
	}
	policy, inline := "", 0
	for _, n := range parse(t, page) {
		require.Contains(t, elements, n.Data, "an element that could fetch, or that a cell has made")
		for _, a := range n.Attr {
			require.Contains(t, attributes, a.Key, "no style, no handler, no address: <%s>", n.Data)
		}
		if attr(n, "http-equiv") == "Content-Security-Policy" {
			policy = attr(n, "content")
			require.Equal(t, "head", n.Parent.Data)
		}
		if n.Data != "script" && n.Data != "style" {
			continue
		}
		inline++
		require.NotEmpty(t, policy, "the policy comes before what it allows")
		sum := sha256.Sum256([]byte(text(n)))
		require.Contains(t, policy, n.Data+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'",
			"the browser would refuse our own %s", n.Data)
		for _, word := range []string{"http:", "https:", "url(", "@import", "eval", "innerHTML", "Function(", "fetch"} {
			require.NotContains(t, text(n), word)
		}
	}
	require.Equal(t, 2, inline)
	require.True(t, strings.HasPrefix(policy, "default-src 'none'; "))
	require.NotContains(t, policy, "unsafe")
	require.Contains(t, policy, "base-uri 'none'; form-action 'none'")
}

func TestHTMLHostile(t *testing.T) {
	page := render(t, HTML, hostileReport(), Options{})
	calm(t, page)

	names := map[string]int{}
	for _, n := range parse(t, page) {
		if n.Data == "h3" && attr(n.Parent, "class") == "who" {
			names[text(n)]++
			require.Equal(t, "auto", attr(n, "dir"), "a name is set apart from what stands beside it")
		}
	}
	for _, v := range hostile {
		require.Equal(t, 2, names[visible(v)], "%q is text, and all of it", v)
	}
}

func TestHTMLTellsEverybody(t *testing.T) {
	r := weeklyReport()
	var people []*html.Node
	for _, n := range parse(t, render(t, HTML, r, Options{})) {
		if strings.HasPrefix(attr(n, "class"), "person ") {
			people = append(people, n)
		}
	}
	i := 0
	for c := range r.Changes {
		said := text(people[i])
		require.Equal(t, string(c.Action), attr(people[i], "data-show"))
		require.Contains(t, said, c.Action.Symbol()+" "+string(c.Action), "colour never says it alone")
		require.Contains(t, said, c.User.Name)
		for _, e := range c.Edits {
			require.Contains(t, said, e.From, "%s of %s", e.Field, c.User.Name)
			require.Contains(t, said, e.To, "%s of %s", e.Field, c.User.Name)
		}
		i++
	}
	require.Len(t, people, i)
	require.Contains(t, text(people[3]), "phoneempty → +31 30 555 0100", "nothing has a name")
}

// Everything is there and in sight before the script runs: only the controls,
// which would do nothing without it, wait for it.
func TestHTMLWithoutScript(t *testing.T) {
	for name, r := range reports() {
		var waiting []string
		for _, n := range parse(t, render(t, HTML, r, Options{})) {
			if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "hidden" }) {
				waiting = append(waiting, attr(n, "id"))
			}
			require.NotContains(t, strings.Fields(attr(n, "class")), "off")
		}
		require.Equal(t, []string{"tools"}, waiting, name)
	}
}

func TestHTMLFilters(t *testing.T) {
	values := func(page []byte) (values []string) {
		for _, n := range parse(t, page) {
			if attr(n, "type") == "radio" {
				require.Equal(t, "label", n.Parent.Data)
				values = append(values, attr(n, "value"))
			}
		}
		return values
	}
	require.Equal(t, []string{"", "create", "update", "deactivate", "reactivate", "problem"}, values(render(t, HTML, weeklyReport(), Options{})))
	require.Equal(t, []string{"", "update", "delete", "problem"}, values(render(t, HTML, handReport(), Options{})), "only what there is can be asked for")
}

func TestHTMLHeld(t *testing.T) {
	held := string(render(t, HTML, heldReport(), Options{}))
	for _, want := range []string{`<section class="held"`, "<code>--allow deactivate=12</code>", "<code>--allow rejected=41</code>"} {
		require.Contains(t, held, want)
	}
	require.NotContains(t, string(render(t, HTML, weeklyReport(), Options{})), `<section class="held"`)
}

func TestHTMLProblems(t *testing.T) {
	items, hints := 0, 0
	for _, n := range parse(t, render(t, HTML, heldWith(120), Options{})) {
		switch {
		case attr(n, "data-show") == "problem":
			items++
		case attr(n, "class") == "hint":
			hints++
		case n.Data == "ul":
			require.LessOrEqual(t, len(slices.Collect(n.ChildNodes())), 2*blockSize+1, "a block stays small enough to be left alone")
		}
	}
	require.Equal(t, 121, items, "the page has every problem")
	require.Equal(t, 2, hints, "and a hint that many share once")

	r := heldWith(3)
	r.Problems[1].Hint = "another"
	require.Equal(t, 2, strings.Count(string(render(t, HTML, r, Options{})), ">write dates as 2026-02-28<"), "hints that differ stand where they belong")
}

func TestHTMLBlocks(t *testing.T) {
	blocks, people := 0, 0
	for _, n := range parse(t, render(t, HTML, manyChanges(1+2*blockSize), Options{})) {
		switch {
		case n.Data == "ol":
			blocks++
		case n.Data == "li" && attr(n, "data-show") != "problem":
			people++
		}
	}
	require.Equal(t, 3, blocks)
	require.Equal(t, 1+2*blockSize, people)
}
