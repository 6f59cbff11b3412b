package roster_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster.example/roster"
)

func TestLookAlikes(t *testing.T) {
	for _, tt := range []struct {
		name, why, email string
		want             []string
	}{
		{"a plain address", "nothing looks like another letter", "sam@acme.example", nil},
		{"Cyrillic а", "it cannot be told from a Latin a", "s\u0430m@acme.example", []string{"sam@acme.example"}},
		{"a Cyrillic domain", "the part that people look at least", "sam@\u0430cme.example", []string{"sam@acme.example"}},
		{"a Greek o", "another alphabet", "b\u03bfb@acme.example", []string{"bob@acme.example"}},
		{"an accent", "a reader sees it", "josé@acme.example", nil},
		{"a zero", "for the letter", "b0b@acme.example", []string{"bob@acme.example"}},
		{"a one", "for the letter", "pau1@acme.example", []string{"paul@acme.example"}},
		{"a number", "looks like a number", "sam10@acme.example", nil},
		{"r and n", "for m", "torn@acme.example", []string{"tom@acme.example"}},
		{"both", "a letter and a digit", "s\u0430mue1@acme.example", []string{"samue1@acme.example", "samuel@acme.example"}},
		{"no address", "nothing to look at", "sam", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, roster.LookAlikes(roster.EmailKey(tt.email))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
		})
	}
}
