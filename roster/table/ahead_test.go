package table

import (
	"errors"
	"io"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// counting returns a reader of so many records, and then an error.
func counting(records int, end error) reading {
	n := 0
	return func(rec *Record, list []string) ([]string, error) {
		rec.Line = n + 1
		if n > records {
			panic("it is read on behind the end")
		}
		if n == records {
			n++
			return list, end
		}
		n++
		list = append(list, strconv.Itoa(n))
		rec.Cells = list[len(list)-1:]
		return list, nil
	}
}

// ended waits until no more goroutines run than before.
func ended(t *testing.T, before int) {
	t.Helper()
	for range 1000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("a goroutine goes on")
}

func TestAheadYieldsWhatIsRead(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, tt := range []struct {
		name, why string
		records   int
		end       error
		take      int // 0: all
	}{
		{"none", "a file may be empty", 0, io.EOF, 0},
		{"less than a batch", "the last one is not full", 7, io.EOF, 0},
		{"exactly a batch", "the end comes in a batch of its own", batchSize, io.EOF, 0},
		{"many", "batches are used again", 20*batchSize + 3, io.EOF, 0},
		{"a fault in the middle", "what stands before it is yielded", 3*batchSize + 5, broken, 0},
		{"a fault at once", "nothing stands before it", 0, broken, 0},
		{"some of many", "a reader may have enough", 20 * batchSize, io.EOF, batchSize + 1},
		{"the first", "at once", 20 * batchSize, io.EOF, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			n := 0
			var got error
			recordsAhead(counting(tt.records, tt.end), func(rec Record, err error) bool {
				if got = err; err != nil {
					require.Equal(t, tt.records+1, rec.Line, "a fault has its place")
					return false
				}
				n++
				require.Equal(t, []string{strconv.Itoa(n)}, rec.Cells)
				return n != tt.take
			})
			want := tt.records
			if tt.take > 0 {
				want = tt.take
			}
			require.Equal(t, want, n, tt.why)
			if tt.end == io.EOF {
				require.NoError(t, got)
			} else {
				require.ErrorIs(t, got, tt.end)
			}
			ended(t, before)
		})
	}
}
