package templates

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzValue puts one value everywhere a file can put one, and holds every
// format to its promise.
func FuzzValue(f *testing.F) {
	for _, v := range hostile {
		f.Add(v)
	}
	for _, v := range []string{"", " ", "E7", "محمد عبد الرحمن", "田中 美咲", "प्रिया", "👩🏽‍🚀", "\xff\xfe", "(empty)", "a → b", strings.Repeat("́", 99)} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, value string) {
		r := hostileWith(value)
		for _, w := range []int{40, 80} {
			page := render(t, Text, r, Options{Width: w})
			calm(t, page)
			fits(t, string(page), w)
		}

		page := render(t, JSON, r, Options{})
		calm(t, page)
		var back struct{ Problems []struct{ Value string } }
		require.NoError(t, json.Unmarshal(page, &back))
		require.Equal(t, string([]rune(value)), back.Problems[0].Value, "a program reads what stood in the file")

		harmless(t, render(t, CSV, r, Options{}))
		page = render(t, Markdown, r, Options{})
		tabular(t, page)
		tame(t, page)
		page = render(t, HTML, r, Options{})
		calm(t, page)
		alone(t, page)
	})
}
