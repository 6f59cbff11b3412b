package roster

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Files that nobody would write must not keep us busy for long. What a clock
// says depends on the machine and on what else it does, so the work is counted
// in what it allocates: a file twice as big may take twice as much, and a
// square would take four times.
func TestOddFilesTakeWorkInProportion(t *testing.T) {
	many := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(f(i))
		}
		return b.String()
	}
	for _, tt := range []struct {
		name string
		n    int
		file func(n int) string
	}{
		{"unknown headers", 2_000, func(n int) string {
			return "email" + many(n, func(i int) string { return fmt.Sprintf(",strange header %d", i) }) + "\na@x.example\n"
		}},
		{"nearly known headers", 2_000, func(n int) string {
			return "email" + many(n, func(i int) string { return fmt.Sprintf(",deparmen%d", i) }) + "\na@x.example\n"
		}},
		{"the same header", 2_000, func(n int) string {
			return "email" + strings.Repeat(",title", n) + "\na@x.example" + strings.Repeat(",x", n) + "\n"
		}},
		{"custom columns", 2_000, func(n int) string {
			return "email" + many(n, func(i int) string { return fmt.Sprintf(",custom.c%d", i) }) + "\n" +
				many(20, func(i int) string { return fmt.Sprintf("a%d@x.example", i) + strings.Repeat(",x", n) + "\n" })
		}},
		{"no header for fifty lines", 1_000, func(n int) string { return strings.Repeat("x"+strings.Repeat(",y", n)+"\n", 60) }},
		{"IDs without digits", 5_000, func(n int) string {
			return "employee_id,last_name,title,department,location\n" + strings.Repeat("abc,Lee,Title,Department,Location\n", n)
		}},
		{"totals only", 5_000, func(n int) string { return "email,title\n" + strings.Repeat("Total,1\n", n) }},
		{"long words in a status", 500, func(n int) string {
			return "email,status\n" + many(n, func(i int) string { return fmt.Sprintf("a@x.example,%s%d\n", strings.Repeat("ä", 500), i) })
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			once, twice := tt.file(tt.n), tt.file(2*tt.n)
			readAll(t, once) // what is made once and kept is there now
			calls, bytes := workOf(t, once)
			calls2, bytes2 := workOf(t, twice)
			const steps, buffers = 1_000, 1 << 20 // slices grow in steps, and buffers do not shrink
			require.LessOrEqual(t, calls2, 5*calls/2+steps, "allocations")
			require.LessOrEqual(t, bytes2, 5*bytes/2+buffers, "bytes")
		})
	}
}

// Comparing a header with all those we know is the dearest thing a column can
// ask for, so only the first of them are compared.
func TestOnlySoManyHeadersAreCompared(t *testing.T) {
	var b strings.Builder
	b.WriteString("email")
	for range 2 * mostSuggestions {
		b.WriteString(",deparmentt")
	}
	u := mustOpen(t, b.String()+"\na@x.example\n", Options{})
	require.Len(t, u.Problems, mostSuggestions)
	require.Equal(t, CodeUnknownColumn, u.Problems[0].Code)
}

// workOf returns how often and how much reading a file allocates.
func workOf(t *testing.T, file string) (calls, bytes uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	readAll(t, file)
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, after.TotalAlloc - before.TotalAlloc
}

// readAll reads a file to its last row, unless it is refused.
func readAll(t *testing.T, file string) {
	t.Helper()
	u, err := openText(file, Options{})
	if err != nil {
		return
	}
	for _, err := range u.Rows(KeyEmail) {
		require.NoError(t, err)
	}
}
