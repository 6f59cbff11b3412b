package roster

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// TestCellsAreReadBackAsTheyWereWritten writes columns of groups as an export
// does, and reads them as an upload.
func TestCellsAreReadBackAsTheyWereWritten(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		groups    []string
	}{
		{"one group each", "nothing to separate", []string{"Sales", "Support"}},
		{"several", "the semicolon is ours", []string{"Sales;Support", "Sales"}},
		{"a comma in the only name", "it must not become two groups", []string{"Sales, EMEA", ""}},
		{"a bar in the only name", "nor this", []string{"A|B", "C"}},
		{"both kinds of column at once", "the separator is the column's", []string{"Sales, EMEA", "A;B", "C|D"}},
		{"what looks like a formula", "guarded, and taken for what it is", []string{"=cmd", "+49;-1", "@all"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			groups := FieldByName("groups")
			var file strings.Builder
			w := csv.NewWriter(&file)
			require.NoError(t, w.Write([]string{"email", "groups"}))
			for i, g := range tt.groups {
				require.NoError(t, w.Write([]string{strings.Repeat("a", i+1) + "@x.example", groups.Cell(g)}))
			}
			w.Flush()
			up, err := Open(strings.NewReader(file.String()), int64(file.Len()), Options{})
			require.NoError(t, err)
			var got []string
			for row, err := range up.Rows(KeyEmail) {
				require.NoError(t, err)
				got = append(got, row.Values[1])
			}
			if diff := cmp.Diff(tt.groups, got); diff != "" {
				t.Errorf("%s (-written +read):\n%s", tt.why, diff)
			}
		})
	}
}
