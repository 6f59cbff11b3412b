package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

func TestEditsAreReadAsTheyWereWritten(t *testing.T) {
	texts := []string{"", "a", `"`, `\`, "a\nb", "Müller", "東京", "a\xffb", "\x7f", "i", "\x1d"}
	for _, from := range texts {
		for _, to := range texts {
			want := []reconcile.Edit{{Field: "title", From: from, To: to}, {Field: "custom.x", From: to}, {Field: "role", To: from}}
			text, err := writeEdits(nil, want)
			require.NoError(t, err)
			got, err := readEdits(string(text))
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(want, got))
		}
	}
	none, err := writeEdits(nil, nil)
	require.NoError(t, err)
	require.Empty(t, none)
	for _, e := range []reconcile.Edit{
		{Field: "title", To: "a\x1fb"}, {Field: "title", From: "a\x1fb"}, {Field: "title", To: "a\x1eb"}, {Field: "title", From: "a\x1eb"},
		{Field: "full_name", To: "Ann"}, {Field: "shoe size", To: "9"},
	} {
		_, err := writeEdits(nil, []reconcile.Edit{e})
		require.Error(t, err, "%q", e)
	}
	for _, damaged := range []string{"x", "t", "t\x1fa", "t\x1e", "\x1e", "z\x1fa\x1e", "title\x1fa\x1e", "t\x1fa\x1fb\x1fc\x1e", "t\x1fa\x1ex"} {
		_, err := readEdits(damaged)
		require.ErrorIs(t, err, ErrDamaged, "%q", damaged)
	}
}

// A code that changed, or went to another field, would change what is told of
// the past.
func TestTheHistoryKnowsFieldsByTheseCodes(t *testing.T) {
	codes := map[string]string{}
	for _, f := range roster.Fields {
		if f.Code != "" {
			codes[f.Code] = f.Name
		}
	}
	require.Empty(t, cmp.Diff(map[string]string{
		"a": "status", "c": "cost_center", "d": "department", "e": "email", "f": "first_name", "g": "groups", "h": "phone",
		"i": "employee_id", "l": "last_name", "m": "manager_email", "n": "end_date", "o": "location", "p": "preferred_name",
		"r": "role", "s": "start_date", "t": "title", "u": "username", "v": "last_seen", "y": "employment_type",
	}, codes))
}
