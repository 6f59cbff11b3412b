package templates

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/roster"
)

func rejected(rows ...Reject) iter.Seq2[Reject, error] {
	return func(yield func(Reject, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func TestRejects(t *testing.T) {
	malformed := roster.Problem{
		Severity: roster.Error, Code: roster.CodeEmailMalformed, Line: 3, Column: "E-mail", Value: "ann@@x",
		Message: `"ann@@x" is not an email address`, Hint: "mend the cell",
	}
	warning := roster.Problem{Severity: roster.Warning, Code: roster.CodeUnknownManager, Message: "nobody of that name"}
	const said = `email-malformed: E-mail: "ann@@x" is not an email address; mend the cell`
	tests := []struct {
		name   string
		header []string
		rows   []Reject
		want   [][]string
		why    string
	}{
		{"plain", []string{"Name", "E-mail"}, []Reject{{3, []string{"Ann", "ann@@x"}, []roster.Problem{malformed}}},
			[][]string{{"Name", "E-mail", "roster_line", "roster_problem"}, {"Ann", "ann@@x", "3", said}}, ""},
		{"none", []string{"Name"}, nil, [][]string{{"Name", "roster_line", "roster_problem"}}, "the header still says what the file is"},
		{"warning", []string{"Name"}, []Reject{{3, []string{"Ann"}, []roster.Problem{warning, malformed}}},
			[][]string{{"Name", "roster_line", "roster_problem"}, {"Ann", "3", said}}, "a warning is nothing to mend here"},
		{"two", []string{"Name"}, []Reject{{3, []string{"Ann"}, []roster.Problem{malformed, {Severity: roster.Error, Code: "missing-key", Message: "nobody"}}}},
			[][]string{{"Name", "roster_line", "roster_problem"}, {"Ann", "3", said + " / missing-key: nobody"}}, "all that is wrong is said at once"},
		{"short row", []string{"Name", "E-mail"}, []Reject{{3, []string{"Ann"}, nil}},
			[][]string{{"Name", "E-mail", "roster_line", "roster_problem"}, {"Ann", "", "3", ""}}, "the added cells stand under their headers"},
		{"long row", []string{"Name"}, []Reject{{3, []string{"Ann", "b", "c"}, nil}, {4, []string{"Bob"}, nil}},
			[][]string{{"Name", "", "", "roster_line", "roster_problem"}, {"Ann", "b", "c", "3", ""}, {"Bob", "", "", "4", ""}}, "no cell is lost"},
		{"again", []string{"roster_line", "Name", " Roster_Problem "}, []Reject{{2, []string{"17", "Ann", "old"}, nil}},
			[][]string{{"Name", "roster_line", "roster_problem"}, {"Ann", "2", ""}}, "a mended file may be rejected again"},
		{"no header", nil, []Reject{{1, []string{"Ann", "x"}, nil}},
			[][]string{{"Ann", "x", "1", ""}}, "a header would be read as a person"},
		{"formula", []string{"=Name"}, []Reject{{3, []string{hostileFormula}, nil}, {4, []string{"+31"}, nil}},
			[][]string{{"'=Name", "roster_line", "roster_problem"}, {"'" + hostileFormula, "3", ""}, {"'+31", "4", ""}}, "it is opened in a spreadsheet to be mended"},
		{"guarded", []string{"'=Name"}, []Reject{{3, []string{"'+31"}, nil}, {4, []string{"''+31"}, nil}},
			[][]string{{"'=Name", "roster_line", "roster_problem"}, {"'+31", "3", ""}, {"''+31", "4", ""}}, "the reader takes off one apostrophe, so a cell of an export has one"},
		{"as it stood", []string{"Name"}, []Reject{{3, []string{" A\nnn\u200b "}, nil}},
			[][]string{{"Name", "roster_line", "roster_problem"}, {" A\nnn\u200b ", "3", ""}}, "nothing is mended on the quiet"},
		{"hostile problem", []string{"Name"}, []Reject{{3, []string{"x"}, []roster.Problem{{Severity: roster.Error, Code: "=c", Message: "a\x1b\nb", Hint: "h\x1b"}}}},
			[][]string{{"Name", "roster_line", "roster_problem"}, {"x", "3", "'=c: a␛⏎b; h␛"}}, "our own column is as safe as theirs"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			require.NoError(t, Rejects(&b, tt.header, rejected(tt.rows...)))
			if diff := cmp.Diff(tt.want, readCSV(t, b.Bytes())); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
		})
	}
}

func TestRejectsErrors(t *testing.T) {
	gone := errors.New("file went away")
	broken := func(yield func(Reject, error) bool) { yield(Reject{}, gone) }
	require.ErrorIs(t, Rejects(io.Discard, nil, broken), gone)

	passes := 0
	late := func(yield func(Reject, error) bool) {
		if passes++; passes == 2 {
			yield(Reject{}, gone)
		}
	}
	require.ErrorIs(t, Rejects(io.Discard, nil, late), gone, "on the second reading too")
	require.ErrorIs(t, Rejects(failing{os.ErrClosed}, []string{"a"}, rejected()), os.ErrClosed)
}

func ExampleRejects() {
	rows := rejected(Reject{
		Line: 8, Cells: []string{"E9", "ann@@x"},
		Problems: []roster.Problem{{
			Severity: roster.Error, Code: roster.CodeEmailMalformed, Line: 8, Column: "E-mail",
			Message: `"ann@@x" is not an email address`, Hint: "mend the cell",
		}},
	})
	if err := Rejects(os.Stdout, []string{"Emp No", "E-mail"}, rows); err != nil {
		panic(err)
	}
	// Output:
	// Emp No,E-mail,roster_line,roster_problem
	// E9,ann@@x,8,"email-malformed: E-mail: ""ann@@x"" is not an email address; mend the cell"
}
