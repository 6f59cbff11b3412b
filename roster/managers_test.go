package roster

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The key decides who somebody's manager is, so it must not take two names for
// one.
func TestNameKey(t *testing.T) {
	for _, tt := range []struct{ name, why, a, b string }{
		{"order", "Workday writes the family name first", "Park, Kim", "Kim Park"},
		{"case", "SuccessFactors shouts", "JOSÉ GARCÍA", "José García"},
		{"apostrophes", "Word makes them round", "Pat O’Brien", "Pat O'Brien"},
		{"spaces", "two of them are one", "Kim\u00a0 Park", "Kim Park"},
		{"a number in brackets", "Workday writes it behind the name", "Kim Park (1001)", "Kim Park"},
		{"signs", "they are no part of a name", "Kim - Park", "Kim Park"},
		{"nothing", "signs alone are no name", "– (?)", ""},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, NameKey(tt.b), NameKey(tt.a), tt.why) })
	}
	for _, tt := range []struct{ why, a, b string }{
		{"a middle name may be another person's", "Kim Park", "Kim Lee Park"},
		{"an accent too", "Jens Müller", "Jens Muller"},
		{"vowels are marks in some scripts", "रवि", "राव"},
		{"two words are not one", "Kim Park", "Kimpark"},
	} {
		require.NotEqual(t, NameKey(tt.a), NameKey(tt.b), tt.why)
	}
}

func TestSameManager(t *testing.T) {
	for _, f := range []*Field{FieldByName(ManagerEmployeeID), FieldByName(ManagerEmail)} {
		require.True(t, f.Same("\x00Park, Kim", "\x00Kim Park"), "the same name on two rows is the same manager")
		require.False(t, f.Same("\x00Kim Park", "Kim Park"), "a name is no identifier")
		require.False(t, f.Same("\x00Kim Park", ""))
	}
	require.True(t, FieldByName(ManagerEmail).Same("K@x.example", "k@x.example"))
	require.False(t, FieldByName(ManagerEmployeeID).Same("E1", "e1"), "IDs are compared exactly")
}
