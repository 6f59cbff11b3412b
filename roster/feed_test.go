package roster

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAColumnThatAFeedMissesIsNamed(t *testing.T) {
	_, err := openText("Emp Num,email\n7,a@x.example\n", Options{Feed: "weekly", Map: []Mapping{{"Emp No", "employee_id"}, {"Badge", "custom.badge"}}})
	var bad *FileError
	require.True(t, errors.As(err, &bad))
	require.Equal(t, CodeMapUnknownColumn, bad.Problem.Code, "the first fault is enough: Emp Num is Emp No, Badge is not there")
	require.Equal(t, `the file has no column "Badge", which the feed "weekly" reads as custom.badge`, bad.Problem.Message)
	require.Contains(t, bad.Problem.Hint, `its columns are "Emp Num", "email"`)
	require.Contains(t, bad.Problem.Hint, "correct the columns of the feed in roster.toml")
}

func TestBlanksFieldByField(t *testing.T) {
	const file = "employee_id,title,department,first_name\n7,,,\n8,Boss\n"
	for _, tt := range []struct {
		name, why string
		o         Options
		want      []string
	}{
		{
			"one clears", "a blank title means none; a blank department says nothing",
			Options{BlankIn: map[string]Blank{"title": BlankClear}},
			[]string{"2: 7||" + Clear + "|", "3: 8||Boss|"},
		},
		{
			"one keeps", "the word for one field goes before that for all; a cell that is missing clears nothing",
			Options{Blank: BlankClear, BlankIn: map[string]Blank{"title": BlankKeep}},
			[]string{"2: 7|||" + Clear, "3: 8||Boss|", "3? short-row"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, rowsOf(t, mustOpen(t, file, tt.o), KeyEmployeeID), tt.why)
		})
	}
}
