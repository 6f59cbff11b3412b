package roster

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// A cell of text that is ordinary is taken as it stands, without a look at what
// it may stand for. That must be all the same as looking.
func TestOrdinaryTextIsReadAsAnyCell(t *testing.T) {
	odd := []string{
		"", " ", "#CLEAR", "#clear", "#N/A", "-", "n/a", "None", "null", "NULL", "=\"0123\"", "'-5", " x", "x ", "a\u00a0b", "São Paulo", "Sa\u0303o", "\u200bx",
		"a\tb", "x\x7f", strings.Repeat("long ", maxValue/5), strings.Repeat("long ", maxValue/5) + "x", strings.Repeat("é", maxValue),
	}
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.WriteString("email,first_name,last_name,department,location,custom.desk\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "p%d@acme.example", i)
		for range 5 {
			cell := fmt.Sprintf("Desk %d", r.IntN(1e6))
			if r.IntN(3) == 0 {
				cell = odd[r.IntN(len(odd))]
			}
			fmt.Fprintf(&b, ",%q", cell)
		}
		b.WriteByte('\n')
	}
	file := strings.NewReplacer(`\"`, `""`, `\t`, "\t", `\x7f`, "\x7f", `\u00a0`, "\u00a0", `\u0303`, "\u0303", `\u200b`, "\u200b").Replace(b.String())
	for _, blank := range []Blank{BlankKeep, BlankClear} {
		up, err := Open(strings.NewReader(file), int64(len(file)), Options{Blank: blank})
		require.NoError(t, err)
		asIs, looking := newRowReader(up, KeyEmail), newRowReader(up, KeyEmail)
		texts := 0
		for i := range looking.cells {
			if looking.cells[i].plain {
				texts++
			}
			looking.cells[i].plain = false
		}
		require.Equal(t, 5, texts)
		for rec, err := range up.data() {
			require.NoError(t, err)
			var got, want Row
			asIs.read(rec, &got)
			looking.read(rec, &want)
			require.Empty(t, cmp.Diff(want, got))
		}
	}
}

func TestNumbered(t *testing.T) {
	for _, cell := range []string{"", " ", "7", "Ann", "E-17", "E 17", " 17", "17 ", "17\u00a0", "Abteilung 5", "٣"} {
		want := strings.ContainsAny(cell, "0123456789") && !strings.Contains(cell, " ")
		require.Equal(t, want, numbered(cell), "%q", cell)
	}
}

func TestEmpty(t *testing.T) {
	for _, cells := range [][]string{nil, {""}, {"", " "}, {"\u00a0", "\u200b\t"}} {
		require.True(t, empty(cells), "%q", cells)
	}
	for _, cells := range [][]string{{"", "x"}, {" ", "\u200b-"}, {"'"}, {"é"}, {"\u200bé "}} {
		require.False(t, empty(cells), "%q", cells)
	}
}
