package roster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Files that nobody would write must not keep us busy for long. The bounds are
// far above what the machine needs, and far below what a square of the size
// would take.
func TestOddFilesAreReadInReasonableTime(t *testing.T) {
	many := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(f(i))
		}
		return b.String()
	}
	for _, tt := range []struct{ name, file string }{
		{"unknown headers", "email" + many(16_000, func(i int) string { return fmt.Sprintf(",strange header %d", i) }) + "\na@x.example\n"},
		{"nearly known headers", "email" + many(16_000, func(i int) string { return fmt.Sprintf(",deparmen%d", i) }) + "\na@x.example\n"},
		{"the same header", "email" + many(16_000, func(int) string { return ",title" }) + "\na@x.example" + strings.Repeat(",x", 16_000) + "\n"},
		{"custom columns", "email" + many(16_000, func(i int) string { return fmt.Sprintf(",custom.c%d", i) }) + "\n" + many(20, func(i int) string { return fmt.Sprintf("a%d@x.example", i) + strings.Repeat(",x", 16_000) + "\n" })},
		{"no header for fifty lines", many(60, func(i int) string { return "x" + strings.Repeat(",y", 5_000) + "\n" })},
		{"IDs without digits", "employee_id,last_name,title,department,location\n" + many(50_000, func(i int) string { return "abc,Lee,Title,Department,Location\n" })},
		{"totals only", "email,title\n" + many(50_000, func(int) string { return "Total,1\n" })},
		{"long words in a status", "email,status\n" + many(500, func(i int) string { return fmt.Sprintf("a@x.example,%s%d\n", strings.Repeat("ä", 500), i) })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			u, err := openText(tt.file, Options{})
			if err == nil {
				for _, err := range u.Rows(KeyEmail) {
					require.NoError(t, err)
				}
			}
			require.Less(t, time.Since(start), 10*time.Second)
			t.Log(time.Since(start))
		})
	}
}
