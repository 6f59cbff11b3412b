package table

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestHTML(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		raw       string
		want      []Record
	}{
		{"plain", "",
			"<html><body><table><tr><th>id</th><th>name</th></tr><tr><td>1</td><td>Ann</td></tr></table></body></html>",
			[]Record{{Line: 1, Cells: []string{"id", "name"}}, {Line: 2, Cells: []string{"1", "Ann"}}}},
		{"as screens show it", "white space is one space, entities are characters, a break is a new line",
			"<table><tr><td> a\n  b </td><td>R&amp;D &lt;x&gt;</td><td>1<br>2</td><td><b>bo</b>ld</td></tr></table>",
			[]Record{{Line: 1, Cells: []string{"a b", "R&D <x>", "1\n2", "bold"}}}},
		{"without end tags", "HTML does not ask for them",
			"<table><tr><td>1<td>Ann<tr><td>2<td>Bob</table>",
			[]Record{{Line: 1, Cells: []string{"1", "Ann"}}, {Line: 2, Cells: []string{"2", "Bob"}}}},
		{"without rows", "", "<table><td>1</td><td>Ann</td></table>",
			[]Record{{Line: 1, Cells: []string{"1", "Ann"}}}},
		{"spans", "a cell over two columns or rows moves the others",
			"<table><tr><td colspan=2>A</td><td>B</td></tr><tr><td rowspan=\"2\">x</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>",
			[]Record{{Line: 1, Cells: []string{"A", "", "B"}}, {Line: 2, Cells: []string{"x", "1", "2"}}, {Line: 3, Cells: []string{"", "3", "4"}}}},
		{"blank rows", "are counted as Excel counts them",
			"<table><tr></tr><tr><td>&nbsp;</td></tr><tr><td>1</td><td>2</td></tr></table>",
			[]Record{{Line: 3, Cells: []string{"1", "2"}}}},
		{"title tables and frames", "one column is no table of people",
			"<table><tr><td>Staff list</td></tr></table><table><tr><td><table><tr><td>1</td><td>2</td></tr></table></td></tr></table>",
			[]Record{{Line: 1, Cells: []string{"1", "2"}}}},
		{"a table of one column", "when there is no other",
			"<table><tr><td>email</td></tr><tr><td>a@x</td></tr></table>",
			[]Record{{Line: 1, Cells: []string{"email"}}, {Line: 2, Cells: []string{"a@x"}}}},
		{"what nobody sees", "scripts and styles",
			"<style>td{color:red}</style><table><tr><td>1<script>x<y</script></td><td>2</td></tr></table>",
			[]Record{{Line: 1, Cells: []string{"1", "2"}}}},
		{"XHTML", "begins as XML",
			"<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html><table><tr><td>1</td><td>2</td></tr></table></html>",
			[]Record{{Line: 1, Cells: []string{"1", "2"}}}},
		{"UTF-16", "the bytes are decoded first",
			"\xff\xfe<\x00t\x00a\x00b\x00l\x00e\x00>\x00<\x00t\x00d\x00>\x001\x00<\x00t\x00d\x00>\x002\x00<\x00/\x00t\x00a\x00b\x00l\x00e\x00>\x00",
			[]Record{{Line: 1, Cells: []string{"1", "2"}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tab, err := Open(strings.NewReader(tt.raw), int64(len(tt.raw)), Options{})
			require.NoError(t, err, tt.why)
			defer tab.Close()
			require.Equal(t, "html", tab.Format)
			for range 2 {
				got, err := collect(tab)
				require.NoError(t, err)
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", tt.why, diff)
				}
			}
		})
	}
}

func TestHTMLFaults(t *testing.T) {
	row := "<tr><td>1</td><td>2</td></tr>"
	for _, tt := range []struct {
		name, why string
		raw       string
		code      string
	}{
		{"no table", "a login page that was saved as a report", "<html><body>Please sign in</body></html>", "no-table"},
		{"two tables", "", "<table>" + row + "</table><table>" + row + "</table>", "several-tables"},
		{"two tables of one column", "", "<table><tr><td>1</table><table><tr><td>2</table>", "several-tables"},
		{"cut", "never a short roster", "<table>" + row + row, "damaged-file"},
		{"too deep", "", strings.Repeat("<table><tr><td>", 100), "several-tables"},
		{"long cell", "", "<table><tr><td>" + strings.Repeat("x", 200_000) + "</td></tr></table>", "cell-too-long"},
		{"long tag", "", "<table><tr><td " + strings.Repeat("x", 2<<20) + "></td></tr></table>", "cell-too-long"},
		{"many columns", "", "<table><tr>" + strings.Repeat("<td colspan=99999></td>", 99) + "<td>1</td></tr></table>", "too-many-columns"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(t, tt.raw, Options{})
			e := fault(err)
			require.NotNil(t, e, "%s: got %v", tt.why, err)
			require.Equal(t, tt.code, e.Code, e.Message)
			require.NotEmpty(t, e.Hint)
		})
	}
}

// TestHTMLKeepsOneSpool: tables that are passed over take no memory.
func TestHTMLKeepsOneSpool(t *testing.T) {
	titles := strings.Repeat("<table><tr><td>title</td></tr></table>", 100)
	raw := titles + "<table><tr><td>1</td><td>2</td></tr></table>" + titles
	tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
	require.NoError(t, err)
	require.Len(t, tab.spools, 1)
	records, err := collect(tab)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"1", "2"}}}, records))
	require.NoError(t, tab.Close())
}

// TestHTMLCellStopsGrowing: a cell of many pieces is capped while it is read.
func TestHTMLCellStopsGrowing(t *testing.T) {
	cell := htmlTable{w: newSpooler(&spool{cap: 1}, limits{cell: 10})}
	for range 100 {
		cell.write("abc")
	}
	require.LessOrEqual(t, cell.cell.Len(), 20)
}
