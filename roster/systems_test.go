package roster

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files")

// Every file in testdata/uploads/systems has the header of a system that HR
// people export from, with invented people. The golden file beside it says how
// it is understood: columns, warnings, and every person.
func TestSystems(t *testing.T) {
	files, err := filepath.Glob("../testdata/uploads/systems/*.csv")
	require.NoError(t, err)
	require.Greater(t, len(files), 50)
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		t.Run(name, func(t *testing.T) {
			matchGolden(t, path, filepath.Join("../testdata/golden/systems", name+".txt"))
		})
	}
}

// matchGolden compares how a file is understood with the golden file.
func matchGolden(t *testing.T, path, golden string) {
	t.Helper()
	got := understanding(t, path)
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o644))
		return
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is understood otherwise (-want +got), run with -update if that is right:\n%s", path, diff)
	}
}

// understanding writes what is known of a file.
func understanding(t *testing.T, path string) string {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	info, err := file.Stat()
	require.NoError(t, err)
	var b strings.Builder
	u, err := Open(file, info.Size(), Options{Name: filepath.Base(path), Now: now})
	var fault *FileError
	if errors.As(err, &fault) {
		fmt.Fprintf(&b, "refused: %s, line %d: %s\nhint: %s\n", fault.Problem.Code, fault.Problem.Line, fault.Problem.Message, fault.Problem.Hint)
		return b.String()
	}
	require.NoError(t, err)
	defer func() { require.NoError(t, u.Close()) }()
	s := u.Source
	fmt.Fprintf(&b, "%s, %s, delimiter %q, header on line %d, %d rows\n\n", s.Format, s.Encoding, s.Delimiter, s.HeaderLine, u.Len())
	if u.Sheet != "" {
		fmt.Fprintf(&b, "sheet %q\n\n", u.Sheet)
	}
	for _, c := range u.Columns() {
		field := "-"
		if c.Field != nil {
			field = *c.Field
		}
		fmt.Fprintf(&b, "%q = %s (%s, %.0f%%) %q\n", c.Header, field, c.How, 100*c.Filled, c.Samples)
	}
	for _, skipped := range u.Skipped {
		fmt.Fprintf(&b, "\nleft out: line %d, %s", skipped.Line, skipped.Why)
	}
	if len(u.Skipped) > 0 {
		b.WriteString("\n")
	}
	for _, p := range u.Problems {
		fmt.Fprintf(&b, "\n%s %s: %s\nhint: %s\n", p.Severity, p.Code, p.Message, p.Hint)
	}
	key := KeyEmployeeID
	if u.Filled(EmployeeID) < u.Len() {
		key = KeyEmail
	}
	for row, err := range u.Rows(key) {
		require.NoError(t, err)
		fmt.Fprintf(&b, "\nline %d\n", row.Line)
		for i, f := range u.Fields {
			if name, ok := ManagerName(row.Values[i]); ok {
				fmt.Fprintf(&b, "  %s: by the name of %s\n", f.Name, name)
			} else if row.Values[i] != "" {
				fmt.Fprintf(&b, "  %s: %s\n", f.Name, row.Values[i])
			}
		}
		for _, p := range row.Problems {
			fmt.Fprintf(&b, "  %s %s %q: %s\n", p.Severity, p.Code, p.Column, p.Message)
		}
	}
	return b.String()
}
