package table

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// read opens a text and returns copies of its records, with the error that
// ended them.
func read(tb testing.TB, text string, o Options) ([]Record, error) {
	tb.Helper()
	t, err := Open(strings.NewReader(text), int64(len(text)), o)
	if err != nil {
		return nil, err
	}
	return collect(t)
}

func collect(t *Table) ([]Record, error) {
	var records []Record
	for rec, err := range t.Records() {
		if err != nil {
			return records, err
		}
		records = append(records, Record{rec.Line, slices.Clone(rec.Cells), rec.Stray})
	}
	return records, nil
}

func mustRead(tb testing.TB, text string) []Record {
	tb.Helper()
	records, err := read(tb, text, Options{})
	require.NoError(tb, err)
	return records
}
