package roster_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/roster"
)

func TestReadValues(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		values    []roster.Value
		about     string
		want      map[string]string
		problems  []roster.Code
	}{
		{
			name: "values", why: "they are cleaned as a file's are",
			values: []roster.Value{{"email", " <mailto:Sam@Acme.example> "}, {"first_name", "Sam"}, {"start_date", "3 May 2026"}, {"groups", "b;a"}},
			want:   map[string]string{"email": "Sam@Acme.example", "first_name": "Sam", "start_date": "2026-05-03", "groups": "a;b"},
		},
		{
			name: "a custom field", why: "a hand may set whatever a user has",
			values: []roster.Value{{"custom.badge", "0071"}}, about: "sam@acme.example",
			want: map[string]string{"custom.badge": "0071"},
		},
		{
			name: "nothing", why: "an empty text is no silence: it was typed",
			values: []roster.Value{{"title", ""}}, about: "sam@acme.example",
			want: map[string]string{"title": roster.Clear},
		},
		{
			name: "what cannot be cleared", why: "a person without a name cannot be found",
			values: []roster.Value{{"last_name", ""}}, about: "sam@acme.example",
			want: map[string]string{}, problems: []roster.Code{roster.CodeNotClearable},
		},
		{
			name: "one malformed email", why: "a hand is told what is wrong with it",
			values: []roster.Value{{"email", "sam@@acme"}},
			want:   map[string]string{}, problems: []roster.Code{roster.CodeEmailMalformed},
		},
		{
			name: "an email that is none", why: "one value is no column of which most could be emails",
			values: []roster.Value{{"email", "sam"}},
			want:   map[string]string{}, problems: []roster.Code{roster.CodeEmailMalformed},
		},
		{
			name: "a field that is none", why: "a misspelt name must not be a silent nothing",
			values: []roster.Value{{"titel", "Boss"}}, about: "sam@acme.example",
			want: map[string]string{}, problems: []roster.Code{roster.CodeMapUnknownField},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, problems, err := roster.ReadValues(tt.values, tt.about, roster.Options{Now: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
			require.NoError(t, err)
			var codes []roster.Code
			for _, p := range problems {
				codes = append(codes, p.Code)
			}
			require.Empty(t, cmp.Diff(tt.problems, codes), tt.why)
			require.Empty(t, cmp.Diff(tt.want, got), tt.why)
		})
	}
	_, _, err := roster.ReadValues([]roster.Value{{"title", "a"}, {"title", "b"}}, "x@acme.example", roster.Options{})
	require.ErrorContains(t, err, "twice")

	_, problems, err := roster.ReadValues([]roster.Value{{"titel", "Boss"}}, "sam@acme.example", roster.Options{})
	require.NoError(t, err)
	want := roster.Problem{
		Severity: roster.Error, Code: roster.CodeMapUnknownField, Column: "titel", Field: "titel", Value: "titel",
		Message: `there is no field "titel"`, Hint: "did you mean title?",
	}
	require.Empty(t, cmp.Diff([]roster.Problem{want}, problems), "a hand has no columns to map, and is told of none")
}
