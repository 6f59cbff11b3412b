package roster

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// foldPlainly is fold without a look at how simple a text is.
func foldPlainly(s string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(strings.TrimSpace(s))))
}

// The folding that is kept in databases must not depend on which way a text
// takes through fold: each byte is tried at each place of texts that are
// compared byte by byte, a word at a time, and with a rest.
func TestFoldingIsOne(t *testing.T) {
	for n := 1; n <= 17; n++ {
		for at := range n {
			for c := range 256 {
				text := []byte(strings.Repeat("m", n))
				text[at] = byte(c)
				s := strings.ToValidUTF8(string(text), "É")
				require.Equal(t, foldPlainly(s), fold(s), "%q", s)
			}
		}
	}
}

func FuzzFolding(f *testing.F) {
	for _, s := range []string{"", " ", "sam@acme.example", "Sam@Acme.Example", " sam@acme.example", "sam@acme.example\u00a0", "straße", "ſam", "İ", "ﬁn@acme.example", "a\x00Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		if got, want := fold(s), foldPlainly(s); got != want {
			t.Errorf("fold(%q) = %q, want %q", s, got, want)
		}
	})
}
