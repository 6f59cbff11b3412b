package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWho(t *testing.T) {
	m := newMachine(t)
	people := "employee_id,email,first_name,last_name,preferred_name\n" +
		"E1,ann@acme.example,Ann,Lee,\nE2,leeson@acme.example,Ann,Leeson,\nE3,jo@acme.example,Jörg,STRASSE,Yogi\n" +
		"ann@old.example,x@acme.example,Odd,Id,\n007,bond@acme.example,J,Bond,\n"
	for i := range 14 {
		people += fmt.Sprintf("T%d,twin%d@acme.example,Twin,Number%d,\n", i, i, i)
	}
	require.Equal(t, exitDone, m.run("import", "--init", "--yes", m.file(t, "people.csv", people)), m.err.String())
	for _, test := range []struct {
		name, why, who string
		want           string // the first line that is shown, or a part of what is said
	}{
		{"an employee ID", "it is exact", "E1", "Ann Lee\n"},
		{"an email", "in any case", " ANN@acme.EXAMPLE ", "Ann Lee\n"},
		{"an ID that looks like an email", "IDs are any text", "ann@old.example", "Odd Id\n"},
		{"a whole name", "or Ann Lee could never be named by name, because of Ann Leeson", "ann lee", "Ann Lee\n"},
		{"a part of a name", "one person has it", "leeso", "Ann Leeson\n"},
		{"folded", "ß is ss, and Ö is ö", "JÖRG straße", "Jörg STRASSE\n"},
		{"in the order of a file", "that is how HR writes it", "lee, ann", "Ann Lee\n"},
		{"what they are called", "nobody says Jörg", "yogi", "Jörg STRASSE\n"},
		{"a name of two", "neither is guessed", "ann", `"ann" could be any of 2 people`},
		{"a name of many", "the list is short enough to read", "twin", "roster: hint: and 4 more\n"},
		{"zeros that are lost", "a spreadsheet ate them", "7", "did you mean 007?"},
		{"a typing error", "the nearest is told, and not taken", "leesom", "did you mean Ann Leeson (E2, leeson@acme.example)?"},
		{"nothing", "an empty variable of a script must not mean somebody", " ", "an empty word names nobody"},
	} {
		t.Run(test.name, func(t *testing.T) {
			code := m.run("user", "show", test.who)
			if !strings.HasSuffix(test.want, "\n") || strings.HasPrefix(test.want, "roster:") {
				require.Equal(t, exitFailed, code, test.why)
				require.Contains(t, m.err.String(), test.want, test.why)
				require.Empty(t, m.out.String())
				return
			}
			require.Equal(t, exitDone, code, m.err.String())
			require.True(t, strings.HasPrefix(m.out.String(), test.want), "%s: %s", test.why, m.out)
		})
	}
}
