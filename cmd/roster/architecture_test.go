package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestArrows holds the packages to the floor plan: who may know whom. Tests
// of a package may know more than the package itself.
func TestArrows(t *testing.T) {
	const module = "roster.example/"
	allowed := map[string][]string{
		"roster/table":      {},
		"roster":            {"roster/table"},
		"roster/rostertest": {},
		"reconcile":         {"roster"},
		"store":             {"reconcile", "roster"},
		"store/storetest":   {"reconcile", "roster"},
		"templates":         {"reconcile", "roster"},
		"cmd/roster":        {"reconcile", "roster", "roster/table", "store", "templates"},
	}
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, module+"...").Output()
	require.NoError(t, err)
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from := strings.TrimPrefix(words[0], module)
		may, known := allowed[from]
		require.True(t, known, "%s is not in the floor plan", from)
		for _, to := range words[1:] {
			if to, ours := strings.CutPrefix(to, module); ours {
				require.True(t, slices.Contains(may, to), "%s may not import %s", from, to)
			}
		}
		delete(allowed, from)
	}
	require.Empty(t, allowed, "the floor plan names packages that are not there")
}
