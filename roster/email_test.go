package roster

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReadEmail(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		cell      string
		want      string // "" for none
	}{
		{"plain", "", "sam@acme.example", "sam@acme.example"},
		{"case", "kept; only comparing folds", "Sam.Lee@ACME.example", "Sam.Lee@ACME.example"},
		{"tag", "valid, and never cut", "sam+hr@acme.example", "sam+hr@acme.example"},
		{"apostrophe", "O'Brien", "o'brien@acme.example", "o'brien@acme.example"},
		{"mailto", "pasted from a page", "mailto:sam@acme.example?subject=hi", "sam@acme.example"},
		{"angle brackets", "pasted from a mail", "<sam@acme.example>", "sam@acme.example"},
		{"display name", "pasted from a mail", `"Lee, Sam" <sam@acme.example>`, "sam@acme.example"},
		{"trailing punctuation", "end of a sentence", "sam@acme.example.,;", "sam@acme.example"},
		{"all at once", "in any order", " <mailto:sam@acme.example>; ", "sam@acme.example"},
		{"quotes", "", `"sam@acme.example"`, "sam@acme.example"},
		{"international", "Go accepts them, and so do we", "josé@exämple.example", "josé@exämple.example"},
		{"hyphen in the domain", "", "sam@ac-me.example", "sam@ac-me.example"},
		{"no dot", "net/mail takes it", "sam@acme", ""},
		{"two at", "", "ann@@x.example", ""},
		{"two addresses", "the key would be unclear", "a@x.example, b@x.example", ""},
		{"two addresses with semicolon", "", "a@x.example;b@x.example", ""},
		{"space inside", "", "sam lee@acme.example", ""},
		{"quoted space", "net/mail takes it", `"sam lee"@acme.example`, ""},
		{"IP address", "net/mail takes it", "sam@[10.0.0.1]", ""},
		{"domain begins with hyphen", "net/mail takes it", "sam@-acme.example", ""},
		{"two dots", "", "sam..lee@acme.example", ""},
		{"dot first", "", ".sam@acme.example", "sam@acme.example"},
		{"dots in the domain", "", "sam@acme..example", ""},
		{"nothing before", "", "@acme.example", ""},
		{"nothing behind", "", "sam@", ""},
		{"longest local part", "RFC 5321", strings.Repeat("a", 64) + "@acme.example", strings.Repeat("a", 64) + "@acme.example"},
		{"local part too long", "RFC 5321", strings.Repeat("a", 65) + "@acme.example", ""},
		{"too long", "RFC 5321", "a@" + strings.Repeat("a.", 130) + "example", ""},
		{"a name", "", "Sam Lee", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := readEmail(tt.cell)
			require.Equal(t, tt.want != "", ok, "%s: %q", tt.why, got)
			if ok {
				require.Equal(t, tt.want, got, tt.why)
			}
		})
	}
}

// The fast way must not know better than the careful one.
func TestSimpleAddressesAreAddresses(t *testing.T) {
	for _, s := range []string{"a@b.c", "a.b@c.d.e", "a-b@c.example", "a_b+c@d.example", "A@B.C", "a@b", "a@b.", ".a@b.c", "a.@b.c", "a@b..c", "@b.c", "a@@b.c", "a b@c.d", "a@-b.c"} {
		if simpleAddress(s) {
			require.True(t, validEmail(s), s)
		}
	}
	require.True(t, simpleAddress("sam.lee@acme.example"))
	require.Zero(t, testing.AllocsPerRun(100, func() { readEmail("sam.lee@acme.example") }))
}
