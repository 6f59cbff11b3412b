package reconcile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/roster"
)

// identified returns a rowset of people with these identifiers.
func identified(ids, emails []string) *rowset {
	rows := roster.NewRowset([]*roster.Field{roster.FieldByName(roster.EmployeeID), roster.FieldByName(roster.Email)}, len(ids))
	for i := range ids {
		rows.Add(&roster.Row{Line: i + 2, Values: []string{ids[i], emails[i]}})
	}
	return newRowset(rows, nil)
}

// Rows are put into the index many at a time. Nobody may notice: not where the
// same identifier comes twice in one lot, nor where the last lot is not full.
func TestIndexFindsWhatRowsHold(t *testing.T) {
	for _, n := range []int{0, 1, atOnce - 1, atOnce, atOnce + 1, 5*atOnce + 7} {
		for _, kinds := range []int{1, 3, 10 * atOnce} {
			r := rand.New(rand.NewPCG(uint64(n), uint64(kinds)))
			ids, emails := make([]string, n), make([]string, n)
			for i := range n {
				if k := r.IntN(kinds + 1); k > 0 {
					ids[i] = fmt.Sprint(k)
				} else {
					ids[i] = []string{"", roster.Clear}[r.IntN(2)]
				}
				emails[i] = fmt.Sprintf("%c%d@acme.example", 'a'+rune(r.IntN(2))*('A'-'a'), r.IntN(kinds))
			}
			rs := identified(ids, emails)
			for _, kind := range []struct {
				ix   *index
				keys []string
			}{{&rs.byID, slices.Clone(ids)}, {&rs.byEmail, slices.Clone(emails)}} {
				want := map[string][]int32{}
				var repeated []string
				for row, key := range kind.keys {
					key = strings.ToLower(key)
					if key == "" || key == "#clear" {
						continue
					}
					if want[key] = append([]int32{int32(row)}, want[key]...); len(want[key]) == 2 {
						repeated = append(repeated, key)
					}
				}
				require.Equal(t, len(want), kind.ix.keys)
				require.Empty(t, cmp.Diff(repeated, kind.ix.repeated))
				for key, rows := range want {
					require.Equal(t, rows, slices.Collect(kind.ix.holding(key)))
				}
				require.Equal(t, int32(-1), kind.ix.last("nobody"))
			}
		}
	}
}
