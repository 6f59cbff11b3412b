package store

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
)

// The history is JSON, whoever writes and reads it.
func TestEditsAreJSON(t *testing.T) {
	texts := []string{"", "a", `"`, `\`, `"],["`, "a\nb", "Müller", "東京", "<&>", "\u2028", "a\xffb", "\x7f", `\u0041`, "]", "["}
	for _, from := range texts {
		for _, to := range texts {
			edits := []reconcile.Edit{{Field: "title", From: from, To: to}, {Field: "custom.x", From: to}}
			var list [][3]string
			for _, e := range edits {
				list = append(list, [3]string{e.Field, e.From, e.To})
			}
			want, err := json.Marshal(list)
			require.NoError(t, err)
			got, err := writeEdits(edits)
			require.NoError(t, err)
			require.Equal(t, string(want), got)

			require.NoError(t, json.Unmarshal(want, &list))
			read, err := readEdits(want)
			require.NoError(t, err)
			for i, e := range read {
				require.Equal(t, list[i], [3]string{e.Field, e.From, e.To})
			}
			require.Len(t, read, len(list))
		}
	}
	none, err := writeEdits(nil)
	require.NoError(t, err)
	require.Equal(t, "[]", none)
	read, err := readEdits([]byte("[]"))
	require.NoError(t, err)
	require.Empty(t, read)
	for _, damaged := range []string{"", "x", "[", `[["a","b"]`, `[["a","b","c"]`, `[["a","b","c"]]]`, `[["a","b","c"],]`} {
		_, err := readEdits([]byte(damaged))
		require.ErrorIs(t, err, ErrDamaged, damaged)
	}
}
