package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestDelimiter(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		text      string
		want      string
	}{
		{"comma", "", "a,b\n1,2\n", ","},
		{"semicolon", "a German Excel", "a;b\n1;2\n", ";"},
		{"tab", "pasted from a report", "a\tb\n1\t2\n", "\t"},
		{"pipe", "payroll", "a|b\n1|2\n", "|"},
		{"one column", "there is no delimiter to find", "email\na@x\nb@x\n", ","},
		{"names in one column", "a comma in some cells is no delimiter, and does no harm", "name\nLee, Sam\n", ","},
		{"header alone", "", "a;b;c\n", ";"},
		{"commas in the cells", "two columns, one of them Last, First", "name;email\nLee, Sam;s@x\nRuiz, Ana;a@x\n", ";"},
		{"commas in the header too", "as often as semicolons: a comma is soon written", "Last, First;email\nLee, Sam;s@x\n", ";"},
		{"more commas than semicolons", "addresses, but the header has none", "name;address\nSam;1, Main St, Apt 2, Boston\nAna;5, Elm St, Apt 3, Boston\n", ";"},
		{"groups by semicolon", "inside the cells of a comma file", "id,email,groups\n1,a@x,a;b\n2,b@x,c;d\n3,c@x,e;f\n", ","},
		{"groups by pipe", "", "id,email,groups\n1,a@x,a|b|c|d\n2,b@x,c|d|e|f\n", ","},
		{"quoted semicolons", "quotes keep them from counting", "a,b\n\"1;2;3\",\"4;5\"\n\"1;2;3\",\"4;5\"\n", ","},
		{"quoted commas", "", "a;b\n\"1,2,3\";\"4,5\"\n\"1,2,3\";\"4,5\"\n", ";"},
		{"line ends in quotes", "a record is not a line", "a;b\n\"x,\ny,\nz\";1\n\"x,\ny,\nz\";2\n", ";"},
		{"title above", "it has another number of commas", "Report, made by HR, in May\n\nid;name;email\n1;Ann;a@x\n2;Bob;b@x\n", ";"},
		{"long title block", "and few rows below it", "Acme\nStaff list\nMay\nby HR\nfor IT\nid;name;email\n1;Ann;a@x\n", ";"},
		{"ragged", "Excel drops empty cells at the end", "id,name,email,a,b\n1,Ann\n2,Bob,b@x\n3,Cy,c@x,1\n", ","},
		{"inches", "a bare quote does not open a cell", "size;note\n5\" pipe;x,y\n6\" pipe;z,w\n7;8\n", ";"},
		{"unclosed quote", "the header is still there to be counted", "id;name;email\n1;\"Ann;a@x\n2;Bob;b@x\n", ";"},
		{"one cell with a semicolon", "among many without", "email\n" + strings.Repeat("a@x\n", 30) + "b@x;c@x\n", ","},
		{"sep", "Excel's own word on it", "sep=;\na,b;c,d\n1,2;3,4\n", ";"},
		{"sep quoted", "written by a CSV library", "\"sep=;\"\r\na,b;c\r\n", ";"},
		{"sep after a BOM", "", "\ufeffSEP=|\na,b|c\n", "|"},
		{"sep with the delimiters of a saved sheet", "", "sep=;;;\na;b;c\n", ";"},
		{"sep of something rare", "any sign will do", "sep=^\na^b\n", "^"},
		{"sep tab", "", "sep=\t\na\tb\n", "\t"},
		{"no sep", "a header that begins so", "sep=abc,b\n1,2\n", ","},
		{"no sep either", "", "sep=\na,b\n", ","},
		{"sep of a space", "no table has it", "sep= \na,b\n", ","},
		{"sep of two signs", "", "sep=;-,b\n1,2\n", ","},
		{"beyond the sample", "only the start of a long file is looked at", "a;b\n" + strings.Repeat("1;2\n", 50_000), ";"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tab, err := Open(strings.NewReader(tt.text), int64(len(tt.text)), Options{})
			require.NoError(t, err)
			require.Equal(t, tt.want, tab.Delimiter, tt.why)
		})
	}
}

func TestSepLineIsDropped(t *testing.T) {
	want := []Record{{Line: 2, Cells: []string{"a", "b"}}, {Line: 3, Cells: []string{"1", "2"}}}
	for _, first := range []string{"sep=;", "\ufeffsep=;", `"sep=;"`, "\ufeff\"sep=;\""} {
		require.Empty(t, cmp.Diff(want, mustRead(t, first+"\na;b\n1;2\n")), first)
	}
}

// TestEveryCombination reads one table in every dress it may come in.
func TestEveryCombination(t *testing.T) {
	want := []Record{{Line: 1, Cells: []string{"id", "na,me"}}, {Line: 3, Cells: []string{"1", "Ünal; \"x\"|\ty"}}, {Line: 4, Cells: []string{"2", ""}}}
	for _, bom := range []string{"", "\ufeff", "\ufeff\ufeff"} {
		for _, eol := range []string{"\n", "\r\n", "\r"} {
			for _, delim := range []string{",", ";", "\t", "|"} {
				for _, header := range []string{`id`, `"id"`} {
					for _, end := range []string{"", eol, eol + eol} {
						text := bom + header + delim + `"na,me"` + eol + eol +
							"1" + delim + `"Ünal; ""x""|` + "\t" + `y"` + eol + "2" + delim + end
						t.Run(fmt.Sprintf("%q", text), func(t *testing.T) {
							require.Empty(t, cmp.Diff(want, mustRead(t, text)))
						})
					}
				}
			}
		}
	}
}

func TestVersionLineIsDropped(t *testing.T) {
	want := []Record{{Line: 2, Cells: []string{"a", "b"}}, {Line: 3, Cells: []string{"1", "2"}}}
	for _, first := range []string{"version:v1.0", "\ufeffversion:v1.0", "Version:1.0,,", `"version:v1.0"`} {
		require.Empty(t, cmp.Diff(want, mustRead(t, first+"\r\na,b\r\n1,2\r\n")), first)
	}
	require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"version:v1.0", "b"}}}, mustRead(t, "version:v1.0,b\n")), "a header")
}

func TestQuotes(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		text      string
		want      [][]string
		notes     []string
	}{
		{"single, where needed", "a payroll that quotes what holds a semicolon",
			"id;name;note\n1;Ann;'a; b'\n2;Bob;'it''s; so'\n3;Cy;c\n",
			[][]string{{"id", "name", "note"}, {"1", "Ann", "a; b"}, {"2", "Bob", "it's; so"}, {"3", "Cy", "c"}}, []string{"single-quotes"}},
		{"single, everywhere", "",
			"'id','name'\n'1','Ann'\n", [][]string{{"id", "name"}, {"1", "Ann"}}, []string{"single-quotes"}},
		{"apostrophes", "Excel keeps the zeros of an ID so",
			"id,name\n'00123,'t Hooft\n", [][]string{{"id", "name"}, {"'00123", "'t Hooft"}}, nil},
		{"apostrophes on both sides", "no delimiter inside: the caller knows IDs",
			"id,name\n'00123',Ann\n", [][]string{{"id", "name"}, {"'00123'", "Ann"}}, nil},
		{"apostrophes beside what could be quotes", "not all of them end",
			"id,name,x\n'00123,Ann,1\n2,'a, b',3\n", [][]string{{"id", "name", "x"}, {"'00123", "Ann", "1"}, {"2", "'a", " b'", "3"}}, nil},
		{"backslashes among doubled quotes", "then a backslash is one",
			"id,name\n1,\"a \\\"b\"\n2,\"\"\"x\"\"\"\n", [][]string{{"id", "name"}, {"1", `a \"b`}, {"2", `"x"`}}, nil},
		{"both", "double quotes go first",
			"id,name\n\"1\",'a, b'\n", [][]string{{"id", "name"}, {"1", "'a", " b'"}}, nil},
		{"backslashes", "a database wrote the file",
			"id,name,x\n1,\"Ann \\\"Annie\\\", Ruiz\",2\n2,\"a \\\\\",3\n3,\"\\\"\",4\n",
			[][]string{{"id", "name", "x"}, {"1", `Ann "Annie", Ruiz`, "2"}, {"2", `a \`, "3"}, {"3", `"`, "4"}}, nil},
		{"a path", "a backslash is text where quotes are not escaped",
			"id,dir\n1,\"C:\\dir\\\"\n2,\"a\\\\b\"\n", [][]string{{"id", "dir"}, {"1", `C:\dir\`}, {"2", `a\\b`}}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tab, err := Open(strings.NewReader(tt.text), int64(len(tt.text)), Options{})
			require.NoError(t, err)
			records, err := collect(tab)
			require.NoError(t, err)
			var got [][]string
			for _, rec := range records {
				got = append(got, rec.Cells)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
			require.Empty(t, cmp.Diff(tt.notes, codes(tab.Notes)))
		})
	}
}
