package templates

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
)

func BenchmarkRender(b *testing.B) {
	const people = 100_000
	r := manyChanges(people)
	for _, f := range formats {
		b.Run(fmt.Sprintf("%s/%d", f, people), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := Render(io.Discard, f, r, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// A report is written as its changes are read: ten times the changes do not
// take more memory at any moment.
func TestRenderStreams(t *testing.T) {
	const people = 12_000
	for _, f := range formats {
		t.Run(string(f), func(t *testing.T) {
			var before, now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			r := manyChanges(people)
			all := r.Changes
			var most uint64
			read := 0
			written := &counter{}
			r.Changes = func(yield func(*reconcile.Change, error) bool) {
				for c, err := range all {
					if read++; read%4_000 == 0 {
						runtime.GC()
						runtime.ReadMemStats(&now)
						most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
						require.Positive(t, written.n, "something is out before the last change is in")
					}
					if !yield(c, err) {
						return
					}
				}
			}
			require.NoError(t, Render(written, f, r, Options{}))
			require.Less(t, most, uint64(2<<20), "bytes held after %d changes", people)
		})
	}
}

type counter struct{ n int }

func (c *counter) Write(p []byte) (int, error) {
	c.n += len(p)
	return len(p), nil
}
