package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCollectLate(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Cleanup(func() { debug.SetGCPercent(100) })
	percent := func() int {
		sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
		metrics.Read(sample)
		return int(sample[0].Value.Uint64())
	}
	for _, tt := range []struct {
		name, why string
		settled   int // meanwhile; 0: nothing
		want      int
	}{
		{"small", "only the first time is late", 0, 100},
		{"large", "a large file has settled how much memory it may take", 10, 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			debug.SetGCPercent(100)
			collectLate()
			require.Equal(t, 400, percent())
			if tt.settled != 0 {
				debug.SetGCPercent(tt.settled)
			}
			require.Eventually(t, func() bool { runtime.GC(); return percent() == tt.want }, 10*time.Second, time.Millisecond, tt.why)
			for range 3 { // The finalizer has run by then, or runs now.
				runtime.GC()
				time.Sleep(time.Millisecond)
			}
			require.Equal(t, tt.want, percent(), tt.why)
		})
	}
	t.Run("asked for", func(t *testing.T) {
		t.Setenv("GOGC", "50")
		debug.SetGCPercent(50)
		collectLate()
		require.Equal(t, 50, percent(), "whoever sets GOGC gets it")
	})
}
