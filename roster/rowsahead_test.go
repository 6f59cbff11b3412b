package roster

import (
	"errors"
	"iter"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/roster/table"
)

// recordsUpTo yields so many records, and then an error, if any.
func recordsUpTo(n int, end error) iter.Seq2[table.Record, error] {
	return func(yield func(table.Record, error) bool) {
		cells := make([]string, 1) // of every record, which is valid until the next one
		for i := range n {
			cells[0] = strconv.Itoa(i)
			if !yield(table.Record{Line: i + 2, Cells: cells}, nil) {
				return
			}
		}
		if end != nil {
			yield(table.Record{}, end)
		}
	}
}

// readPlainly reads every third row with a problem.
func readPlainly(rec table.Record, row *Row) {
	row.Line, row.Values, row.Problems = rec.Line, slices.Clone(rec.Cells), row.Problems[:0]
	if rec.Line%3 == 2 {
		row.Problems = append(row.Problems, Problem{Line: rec.Line})
	}
}

func TestRowsAheadAreTheRows(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, tt := range []struct {
		name, why string
		rows      int
		end       error
		take      int // 0: all
	}{
		{"none", "a file may have none", 0, nil, 0},
		{"exactly a batch", "the end comes in a batch of its own", batchSize, nil, 0},
		{"many", "batches are used again", 20*batchSize + 3, nil, 0},
		{"a fault in the middle", "what stands before it is yielded", 3*batchSize + 5, broken, 0},
		{"some of many", "whoever takes them may have enough", 20 * batchSize, nil, batchSize + 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			n := 0
			var got error
			rowsAhead(recordsUpTo(tt.rows, tt.end), readPlainly, func(rec table.Record, row *Row, err error) bool {
				if got = err; err != nil {
					return false
				}
				require.Equal(t, []string{strconv.Itoa(n)}, row.Values)
				require.Equal(t, table.Record{Line: n + 2, Cells: row.Values}, rec)
				require.Equal(t, n%3 == 0, len(row.Problems) == 1, "a row has its own problems")
				n++
				return n != tt.take
			})
			want := tt.rows
			if tt.take > 0 {
				want = tt.take
			}
			require.Equal(t, want, n, tt.why)
			require.ErrorIs(t, got, tt.end)
			ended(t, before)
		})
	}
}
