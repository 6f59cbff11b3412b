package roster

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// However long rows are, and whichever come first, they take little more room
// than their bytes.
func TestRowsAreKeptInBlocks(t *testing.T) {
	const n = 6000
	for _, tt := range []struct {
		name string
		size func(row int) int // of one value
	}{
		{"even", func(int) int { return 1000 }},
		{"growing", func(row int) int { return row / 2 }},
		{"shrinking", func(row int) int { return (n - row) / 2 }},
		{"long rows first", func(row int) int { return 3 + max(0, 100-row)*10_000 }},
		{"a row that is longer than a block", func(row int) int { return 600 + row%1000/999*(largestBlock+5) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rs := NewRowset([]*Field{FieldByName(Email), FieldByName(FirstName)}, n)
			letters := strings.Repeat("x", largestBlock+1000)
			bytes := 0
			for row := range n {
				r := Row{Line: row + 2, Values: []string{fmt.Sprint(row), letters[:tt.size(row)]}}
				if row%10 == 3 {
					r.Problems = []Problem{{Severity: Error}}
				}
				rs.Add(&r)
				bytes += tt.size(row)
			}
			for row := range n {
				got := rs.Values(int32(row), nil)
				if got[0] != fmt.Sprint(row) || len(got[1]) != tt.size(row) || rs.Line(int32(row)) != row+2 || rs.Faulty(int32(row)) != (row%10 == 3) {
					t.Fatalf("row %d has %.40q", row, got)
				}
			}
			room := 0
			for _, block := range rs.blocks {
				room += block.text.Cap()
			}
			require.LessOrEqual(t, room, 3*bytes+firstBlock)
		})
	}
}
