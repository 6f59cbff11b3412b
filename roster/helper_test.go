package roster

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// now is the day on which every file of the tests arrives.
var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func openText(text string, o Options) (*Upload, error) {
	if o.Now.IsZero() {
		o.Now = now
	}
	return Open(strings.NewReader(text), int64(len(text)), o)
}

func mustOpen(t testing.TB, text string, o Options) *Upload {
	t.Helper()
	u, err := openText(text, o)
	require.NoError(t, err)
	return u
}

// mapping writes what each column is read as: "Emp No=employee_id", "Shoe=".
func mapping(u *Upload) []string {
	var m []string
	for _, c := range u.Source.Columns {
		field := ""
		if c.Field != nil {
			field = *c.Field
		}
		m = append(m, c.Header+"="+field)
	}
	return m
}

// rowsOf writes the rows as people would: "2: E7|sam@x.example", and behind
// them their problems: "2! email-malformed E-mail".
func rowsOf(t testing.TB, u *Upload, key Key) []string {
	t.Helper()
	var out []string
	for row, err := range u.Rows(key) {
		require.NoError(t, err)
		require.Len(t, row.Values, len(u.Fields))
		out = append(out, fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Values, "|")))
		for _, p := range row.Problems {
			require.Equal(t, row.Line, p.Line)
			sign := "!"
			if p.Severity == Warning {
				sign = "?"
			}
			out = append(out, strings.TrimSpace(fmt.Sprintf("%d%s %s %s", row.Line, sign, p.Code, p.Column)))
		}
	}
	return out
}

func codesOf(problems []Problem) []Code {
	var codes []Code
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	return codes
}

func names(fields []*Field) []string {
	var n []string
	for _, f := range fields {
		n = append(n, f.Name)
	}
	return n
}

// ended waits until no more goroutines run than before.
func ended(t *testing.T, before int) {
	t.Helper()
	for i := 0; runtime.NumGoroutine() > before; i++ {
		require.Less(t, i, 1000, "a goroutine goes on")
		time.Sleep(time.Millisecond)
	}
}
