package templates

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
)

// TestJSONKeys pins the keys of schema roster.report/v1 and their order.
func TestJSONKeys(t *testing.T) {
	user := []string{"id", "employee_id", "email", "name"}
	want := map[string][]string{
		"":                   {"schema", "run", "plan", "source", "summary", "changes", "problems", "limits"},
		"run":                {"id", "applied_at", "actor"},
		"plan":               {"id", "created_at", "key", "mode", "held", "store_id"},
		"plan of no file":    {"id", "created_at", "key", "mode", "held", "store_id", "kind"},
		"source":             {"name", "sha256", "format", "encoding", "delimiter", "header_line", "columns"},
		"source.columns[]":   {"header", "field"},
		"summary":            {"rows", "create", "update", "deactivate", "reactivate", "unchanged", "skipped", "rejected", "omitted"},
		"changes[]":          {"action", "line", "user", "edits"},
		"changes[].user":     user,
		"changes[].edits[]":  {"field", "from", "to"},
		"problems[]":         {"severity", "code", "line", "column", "field", "value", "message", "hint"},
		"limits[]":           {"kind", "count", "limit", "exceeded"},
		"limits[] exceeded":  {"kind", "count", "limit", "exceeded", "allow"},
		"summary of deletes": {"rows", "create", "update", "deactivate", "reactivate", "unchanged", "skipped", "rejected", "omitted", "delete"},
	}
	got := map[string][]string{}
	for _, r := range reports() {
		keys(t, json.NewDecoder(bytes.NewReader(render(t, JSON, r, Options{}))), "", got)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the keys of the schema moved (-want +got):\n%s", diff)
	}
}

// keys walks one JSON value and notes the keys of every object by its path.
func keys(t *testing.T, d *json.Decoder, path string, found map[string][]string) {
	tok, err := d.Token()
	require.NoError(t, err)
	switch tok {
	case json.Delim('{'):
		var list []string
		for d.More() {
			k, err := d.Token()
			require.NoError(t, err)
			list = append(list, k.(string))
			keys(t, d, strings.TrimPrefix(path+"."+k.(string), "."), found)
		}
		_, err = d.Token()
		require.NoError(t, err)
		switch {
		case path == "limits[]" && len(list) == 5:
			path += " exceeded"
		case path == "summary" && len(list) == 10:
			path += " of deletes"
		case path == "plan" && len(list) == 7:
			path += " of no file"
		}
		if before, ok := found[path]; ok {
			require.Equal(t, before, list, "every object at %s has the same keys", path)
		}
		found[path] = list
	case json.Delim('['):
		for d.More() {
			keys(t, d, path+"[]", found)
		}
		_, err = d.Token()
		require.NoError(t, err)
	case nil:
		require.Contains(t, []string{"run", "source.columns[].field", "changes[].user.id"}, path,
			"null means nothing yet, and stands only where the schema says so: a list is never null")
	}
}

func TestJSONAsWritten(t *testing.T) {
	got := string(render(t, JSON, weeklyReport(), Options{}))
	require.True(t, strings.HasSuffix(got, "}\n"))
	require.Contains(t, got, `"created_at":"2026-11-22T09:00:00Z"`)
	require.Contains(t, got, `"R&D"`, "text is not escaped for HTML")
	require.Contains(t, got, "محمد", "nor for ASCII")
	require.Equal(t, 11, strings.Count(got, "\n  {\"action\":"), "a change is a line: reports can be compared with diff")

	run := string(render(t, JSON, runReport(), Options{}))
	require.Contains(t, run, `"run": {"id":18,"applied_at":"2026-11-22T09:05:07Z","actor":"ann"}`)
}

func TestJSONAllow(t *testing.T) {
	r := emptyReport()
	r.Limits = []reconcile.Limit{{Kind: reconcile.LimitEmail, Count: 1, Limit: 5, Allow: "--allow email=1"}}
	require.NotContains(t, string(render(t, JSON, r, Options{})), "allow", "only an exceeded limit has a flag")
	r.Limits[0].Exceeded = true
	require.Contains(t, string(render(t, JSON, r, Options{})), `"exceeded":true,"allow":"--allow email=1"}`)
}

func TestJSONSame(t *testing.T) {
	require.Equal(t, render(t, JSON, weeklyReport(), Options{}), render(t, JSON, weeklyReport(), Options{Color: true, Width: 200}),
		"a terminal changes nothing for programs")
}

func TestJSONHostile(t *testing.T) {
	got := render(t, JSON, hostileReport(), Options{})
	require.Negative(t, bytes.IndexFunc(bytes.ReplaceAll(got, []byte("\n"), nil), hidden), "looked at in a terminal, nothing is obeyed")

	var back struct {
		Problems []struct{ Value string }
	}
	require.NoError(t, json.Unmarshal(got, &back))
	var values []string
	for _, p := range back.Problems {
		values = append(values, p.Value)
	}
	require.Contains(t, values, hostileEscape, "and a program reads what stood in the file")
	require.Contains(t, values, hostileBidi)
	require.Equal(t, `"\udb40\udc41"`, string(escapeHidden([]byte("\"\U000E0041\""))), "beyond the first plane an escape is a pair")
}

func TestJSONIsOneValue(t *testing.T) {
	for name, r := range reports() {
		d := json.NewDecoder(bytes.NewReader(render(t, JSON, r, Options{})))
		var v map[string]any
		require.NoError(t, d.Decode(&v), name)
		require.ErrorIs(t, d.Decode(&v), io.EOF, name)
	}
}
