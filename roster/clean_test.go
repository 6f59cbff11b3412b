package roster

import (
	"math/rand/v2"
	"strings"
	"testing"
	"testing/quick"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"
)

func TestGuard(t *testing.T) {
	for _, tt := range []struct{ name, why, cell, guarded string }{
		{"formula", "OWASP", "=1+1", "'=1+1"},
		{"plus", "a phone number too", "+49 30 1", "'+49 30 1"},
		{"minus", "", "-", "'-"},
		{"at", "", "@here", "'@here"},
		{"tab", "", "\tx", "'\tx"},
		{"return", "", "\rx", "'\rx"},
		{"guarded already", "one more, so that one can be taken off", "'=1", "''=1"},
		{"two apostrophes", "any number of them", "''=1", "'''=1"},
		{"apostrophe in a name", "no formula, no guard", "'t Hooft", "'t Hooft"},
		{"text", "", "Sam", "Sam"},
		{"nothing", "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.guarded, Guard(tt.cell), tt.why)
			require.Equal(t, tt.cell, Unguard(tt.guarded), tt.why)
		})
	}
}

// Whatever a cell holds, what we write comes back as it was.
func TestGuardRoundTrip(t *testing.T) {
	beginnings := []string{"", "'", "''", "=", "'=", "''-", "+", "@'", "\t", "'\r", "'a"}
	property := func(rest string) bool {
		for _, b := range beginnings {
			if cell := b + rest; Unguard(Guard(cell)) != cell || formula(Guard(cell)) && Guard(cell)[0] != '\'' {
				return false
			}
		}
		return true
	}
	require.NoError(t, quick.Check(property, nil))
}

// A value that has been read once is read as itself from what we write, for
// every kind of field. Export and import again would otherwise be a change.
func TestCleanValuesAreStable(t *testing.T) {
	for _, kind := range []Kind{KindText, KindID, KindEmail, KindUsername, KindSet, KindDate, KindManagerID, KindManagerEmail} {
		r := cellReader{
			manner: manner{separator: ";", clearable: true, dates: dateReader{order: dmy, newest: 2027}},
			field:  &Field{Name: "x", Kind: kind}, kind: kinds[kind],
		}
		check := func(cell string) {
			value, _, _ := r.read(cell)
			again, _, fault := r.read(Guard(value))
			require.Equal(t, value, again, "%s: %q", kind, cell)
			require.Nil(t, fault, "%s: %q", kind, cell)
		}
		for _, cell := range []string{
			"", " a ", "'=1", "=\"00123\"", "'=\"00123\"", "=\"=\"\"x\"\"\"", "'00123", "''00123", "' =1", "'\u00a0-1", "+49", "-", "#CLEAR", "#N/A", "a\u200bb", "\u200ba", "e\u0301",
			"a;b;;a", "b; a", "; ;", "\u037e", "a\r\nb", "a\x00b", "mailto:a@b.example", "<a@b.example>.", "'a@b.example'", "13/1/2026", "15. März 2026", "'2026-01-02",
			"=\" \"", "=\"'00123\"", "'=\"\"", "NO_MANAGER", "\ufeff=1", "1.23E+05", "'+1", "=\"+1\"",
		} {
			check(cell)
		}
		property := func(cell string) bool { check(cell); return true }
		require.NoError(t, quick.Check(property, &quick.Config{MaxCount: 200}))
	}
}

// randomCell makes a cell of what cells are odd for, among what most are made of.
func randomCell(rnd *rand.Rand) string {
	pieces := []string{
		"a", "Z", "0", "9", "Sam Lee", "ana.ruiz@acme.example", "2026-03-15", "active", "00123",
		" ", " ", "'", "=", "=\"", "\"", "+", "-", "--", "@", "#", "#CLEAR", "#clear", "#N/A", "#REF!", "####", ".", ".0", "E+", "~", "\x7f", "\x00", "\t", "\r\n",
		"N/A", "n/a", "null", "None", "NaN", "<null>", "(blank)", "–", "NO_MANAGER", "NO_HR", "é", "e\u0301", "佐藤", "\u00a0", "\u200b", "\ufeff", "\xff", "\xc3", ";", "|", ",", "/", "T", ":",
	}
	var b strings.Builder
	for range rnd.IntN(5) {
		b.WriteString(pieces[rnd.IntN(len(pieces))])
	}
	return b.String()
}

// TestOrdinaryCellsAreReadAsAny: what is read without a second look is read as
// with one.
func TestOrdinaryCellsAreReadAsAny(t *testing.T) {
	rnd := rand.New(rand.NewPCG(20261122, 3))
	ordinaries := 0
	for range 100_000 {
		cell := randomCell(rnd)
		require.Equal(t, !strings.ContainsFunc(cell, func(r rune) bool { return r < ' ' || r > '~' }), printable(cell), "%q", cell)
		if beginsOrdinary(cell) {
			for _, kind := range []Kind{KindText, KindName, KindID} {
				require.True(t, isValue(tidy(cell, identifies(kind)), &Field{Kind: kind}), "%q", cell)
			}
		}
		if !ordinary(cell) {
			continue
		}
		ordinaries++
		for _, kind := range []Kind{KindText, KindName, KindID, KindEmail, KindDate, KindStatus, KindManagerID, KindManagerEmail} {
			require.Equal(t, cell, tidy(cell, identifies(kind)))
			require.True(t, isValue(cell, &Field{Kind: kind}), "%q", cell)
			r := cellReader{field: &Field{Kind: kind}, kind: kinds[kind], manner: manner{separator: ";", dates: dateReader{newest: 2027}}}
			value, blank, fault := r.read(cell)
			slowly, blankSlowly, faultSlowly := r.readOdd(cell)
			require.Equal(t, slowly, value, "%q", cell)
			require.Equal(t, blankSlowly, blank, "%q", cell)
			require.Equal(t, faultSlowly, fault, "%q", cell)
		}
	}
	require.Greater(t, ordinaries, 10_000)
}

// TestSurveyOfManyCells: a column of which enough was seen is counted on as if
// nothing had been.
func TestSurveyOfManyCells(t *testing.T) {
	rnd := rand.New(rand.NewPCG(20261122, 4))
	for _, name := range []string{"department", FirstName, title, Email, "start_date", "groups"} {
		want := 0
		c := &column{field: FieldByName(name), look: looks[FieldByName(name).Kind]}
		for line := range 5000 {
			cell := randomCell(rnd)
			if isValue(tidy(cell, identifies(c.field.Kind)), c.field) {
				want++
			}
			c.see(line, cell)
		}
		require.Equal(t, c.look == nil, c.counts, name)
		require.Equal(t, want, c.seen.filled, name)
	}
}

func TestTidy(t *testing.T) {
	for _, tt := range []struct {
		name, why  string
		cell       string
		identifier bool
		want       string
	}{
		{"plain", "nothing to do", "Sam Lee", false, "Sam Lee"},
		{"spaces at the edges", "", "  Sam ", false, "Sam"},
		{"no-break spaces", "what a web page leaves behind", "\u00a0Sam\u00a0Lee\u202f", false, "Sam Lee"},
		{"double space", "as the person wrote it", "Sam  Lee", false, "Sam  Lee"},
		{"line break", "one line in every report", "Sales\r\n EMEA", false, "Sales EMEA"},
		{"control characters", "from a mainframe", "Sa\x00m\x1f", false, "Sam"},
		{"invisible at the edge", "", "\u200bSam\ufeff", false, "Sam"},
		{"joiner inside text", "Persian needs it", "می\u200cخواهم", false, "می\u200cخواهم"},
		{"invisible in an identifier", "two IDs that look the same are one", "E\u200b7\u00ad", true, "E7"},
		{"direction marks in an identifier", "Windows dialogs add them", "\u200eE7\u202c", true, "E7"},
		{"decomposed", "macOS writes file names so", "Zoe\u0308", false, "Zoë"},
		{"guarded", "our own apostrophe", "'+49 30", false, "+49 30"},
		{"wrapped", "Excel's way to keep zeros", `="00123"`, false, "00123"},
		{"wrapped quotes", "", `="say ""hi"""`, false, `say "hi"`},
		{"guarded and wrapped", "a literal of ours, in text", `'="x"`, false, `="x"`},
		{"guarded and wrapped identifier", "no ID looks so", `'="00123"`, true, "00123"},
		{"formula", "taken as it is written, never evaluated", "=ROUND(1.5, 2)", false, "=ROUND(1.5, 2)"},
		{"broken bytes", "never invalid behind the door", "a\xffb", false, "a\ufffdb"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, tidy(tt.cell, tt.identifier), tt.why)
		})
	}
}

func TestTidyLeavesCleanCellsAlone(t *testing.T) {
	for _, cell := range []string{"", "Sam Lee", "sam.lee@acme.example", "E00123", "2026-03-15", "#CLEAR", "-"} {
		require.Zero(t, testing.AllocsPerRun(100, func() { tidy(cell, true) }), cell)
	}
}

func TestBlankWords(t *testing.T) {
	for _, w := range []string{"NULL", "null", "N/A", "n/a", "-", "--", "—", ".", "None", "nan"} {
		require.True(t, blankWord(w), w)
	}
	for _, w := range []string{"", "NA", "0", "No", "Nil", "Null Island", "#N/A", "?"} {
		require.False(t, blankWord(w), w)
	}
}

func TestSpreadsheetErrors(t *testing.T) {
	for _, s := range strings.Fields("#N/A #REF! #VALUE! #NAME? #DIV/0! #NULL! #NUM! ##### ############ #NV #BEZUG! #WERT! #VALEUR! #NOM? #¡VALOR! #¿NOMBRE? #ССЫЛКА! #SPILL! #CALC!") {
		require.True(t, spreadsheetError(s), s)
	}
	for _, s := range []string{"", "#", "#1", "#CLEAR", "#clear!", "#12", "#marketing", "# 1!", "Hello!", "#Sales!"} {
		require.False(t, spreadsheetError(s), s)
	}
}

// What plain lets pass is what tidy would give back, beside whatever stands
// before and behind it.
func TestPlainLettersStayAsTheyAre(t *testing.T) {
	passed := 0
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) || plainLetter(string(r)) == 0 {
			continue
		}
		passed++
		for _, cell := range []string{string(r), "a" + string(r), string(r) + "a"} {
			for _, identifier := range []bool{false, true} {
				if got := visible(cell, identifier); got != cell {
					t.Fatalf("%q (%U) comes to %q", cell, r, got)
				}
			}
		}
		if beside := "\u0301"; norm.NFC.String("a"+string(r)) != "a"+string(r) || plain(string(r)+beside) {
			t.Fatalf("%U", r)
		}
	}
	require.Greater(t, passed, 27_000)
}
