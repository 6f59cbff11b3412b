package templates

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMan(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, Man(&b, &ManPage{
		Name: "roster-import", Summary: "Show what a file does", Date: "2026-11-22", Version: `roster "v1"`,
		Usage:       []string{"roster import FILE", "roster import COMMAND"},
		Text:        "Import reads a file, --yes or not.\n.toml is read, too.\n\n'Quotes' and C:\\temp stay…\n\n\tcode as it is\n\t.and more",
		Options:     []ManEntry{{`--like "that"`, "what is quoted"}, {"--dry-run", "show what would change"}, {"-o, --output DIR", ".csv files go there"}},
		Inherited:   []ManEntry{{"--db FILE", "the database"}},
		Exit:        []ManEntry{{"0", "done"}},
		Environment: []ManEntry{{"NO_COLOR", "no colour"}},
		Examples:    "  roster import a.csv\n.hidden",
		SeeAlso:     []string{"roster", "roster-plan"},
	}))
	golden(t, "man.1", b.Bytes())
	for _, line := range bytes.Split(b.Bytes(), []byte("\n")) {
		require.NotRegexp(t, `^[.'](toml|Quotes|csv|hidden)`, string(line), "roff would take it for a request")
	}
	b.Reset()
	require.NoError(t, Man(&b, &ManPage{Name: "roster", Commands: []ManEntry{{"plan FILE", "Show it"}}}))
	require.NotContains(t, b.String(), "OPTIONS", "there are none")
	require.Contains(t, b.String(), ".SH COMMANDS\n.TP\n.B \"plan FILE\"\nShow it\n")
}
