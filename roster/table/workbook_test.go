package table

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// workbook builds a file with excelize.
func workbook(tb testing.TB, build func(f *excelize.File) error) string {
	tb.Helper()
	f := excelize.NewFile()
	defer f.Close()
	require.NoError(tb, build(f))
	var b bytes.Buffer
	require.NoError(tb, f.Write(&b))
	return b.String()
}

// sheetXML builds a workbook with this text as its one sheet, and the number
// formats of these codes as styles 1, 2, ….
func sheetXML(tb testing.TB, sheet string, codes ...string) string {
	tb.Helper()
	return bookXML(tb, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet>` + sheet + `</worksheet>`}, codes...)
}

// sheetXMLWith does it with shared strings.
func sheetXMLWith(tb testing.TB, sheet, strs string, codes ...string) string {
	tb.Helper()
	return bookXML(tb, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet>` + sheet + `</worksheet>`, "xl/sharedStrings.xml": strs}, codes...)
}

// bookXML builds a workbook of one sheet, and puts these parts in the place of
// its own, or leaves out those that are "".
func bookXML(tb testing.TB, parts map[string]string, codes ...string) string {
	tb.Helper()
	var fmts, xfs strings.Builder
	for i, c := range codes {
		fmt.Fprintf(&fmts, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, strings.NewReplacer(`"`, "&quot;", "<", "&lt;").Replace(c))
		fmt.Fprintf(&xfs, `<xf numFmtId="%d"/>`, 164+i)
	}
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	numFmts := ""
	if len(codes) > 0 {
		numFmts = fmt.Sprintf(`<numFmts count="%d">%s</numFmts>`, len(codes), &fmts)
	}
	own := []string{
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook ` + ns + `><sheets><sheet name="Staff" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/styles.xml", `<styleSheet ` + ns + `>` + numFmts + fmt.Sprintf(`<cellXfs count="%d"><xf numFmtId="0"/>%s</cellXfs></styleSheet>`, 1+len(codes), &xfs),
		"xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>`,
		"xl/worksheets/sheet1.xml", `<worksheet ` + ns + `><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`,
	}
	parts = maps.Clone(parts)
	var files []string
	for pair := range slices.Chunk(own, 2) {
		text, ok := parts[pair[0]]
		if delete(parts, pair[0]); !ok {
			text = pair[1]
		}
		if text != "" {
			files = append(files, pair[0], text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		files = append(files, name, parts[name])
	}
	return zipped(tb, files...)
}

func TestWorkbook(t *testing.T) {
	raw := workbook(t, func(f *excelize.File) error {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: ptr("000000")})
		if err != nil {
			return err
		}
		day := time.Date(2019, 3, 15, 0, 0, 0, 0, time.UTC)
		if err := f.SetSheetRow("Sheet1", "A1", &[]any{"Staff list"}); err != nil {
			return err
		}
		if err := f.SetSheetRow("Sheet1", "A3", &[]any{"ID", "Name", "Hired", "Manager", "Active", "Phone"}); err != nil {
			return err
		}
		if err := f.SetSheetRow("Sheet1", "A4", &[]any{123, "Ann\nRuiz", day, 1234567890123, true, "00123"}); err != nil {
			return err
		}
		if err := f.SetSheetRow("Sheet1", "B7", &[]any{"Zoë", "2019-03-15", 0.5}); err != nil {
			return err
		}
		return f.SetCellStyle("Sheet1", "A4", "A4", id)
	})
	tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
	require.NoError(t, err)
	defer tab.Close()
	require.Equal(t, []string{"xlsx", "", "", "", "Sheet1"}, []string{tab.Format, tab.Container, tab.Encoding, tab.Delimiter, tab.Sheet})
	want := []Record{
		{Line: 1, Cells: []string{"Staff list"}},
		{Line: 3, Cells: []string{"ID", "Name", "Hired", "Manager", "Active", "Phone"}},
		{Line: 4, Cells: []string{"000123", "Ann\nRuiz", "2019-03-15", "1234567890123", "TRUE", "00123"}},
		{Line: 7, Cells: []string{"", "Zoë", "2019-03-15", "0.5"}},
	}
	for range 2 {
		got, err := collect(tab)
		require.NoError(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestWorkbookSheets(t *testing.T) {
	raw := workbook(t, func(f *excelize.File) error {
		for _, name := range []string{"Empty", "Secret", "Staff", "Other"} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
			if name != "Empty" {
				if err := f.SetCellValue(name, "A1", name); err != nil {
					return err
				}
			}
		}
		if err := f.DeleteSheet("Sheet1"); err != nil {
			return err
		}
		return f.SetSheetVisible("Secret", false)
	})
	for _, tt := range []struct{ asked, want string }{{"", "Staff"}, {"Other", "Other"}, {" other ", "Other"}, {"Secret", "Secret"}} {
		tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{Sheet: tt.asked})
		require.NoError(t, err)
		require.Equal(t, tt.want, tab.Sheet)
		require.Equal(t, []string{"Empty", "Staff", "Other"}, tab.Sheets)
		records, err := collect(tab)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{tt.want}}}, records))
		require.NoError(t, tab.Close())
	}
	_, err := read(t, raw, Options{Sheet: "Nobody"})
	e := fault(err)
	require.NotNil(t, e)
	require.Equal(t, "no-such-sheet", e.Code)
	require.Contains(t, e.Message, `"Staff", "Other"`)
	require.NotContains(t, e.Message, "Secret", "what is hidden stays so")
	_, err = read(t, "a,b\n1,2\n", Options{Sheet: "Staff"})
	require.NotNil(t, fault(err), "a text has no sheets, and a person believes that it has")
	require.Equal(t, "no-such-sheet", fault(err).Code)
	_, err = read(t, raw, Options{Sheet: "Empty"})
	require.Equal(t, "empty-file", fault(err).Code)
}

func TestWorkbookFaults(t *testing.T) {
	row := `<row><c><v>1</v></c></row>`
	whole := workbook(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A1", "x") })
	for _, tt := range []struct {
		name, why string
		raw       string
		code      string
	}{
		{"broken off", "excelize takes it for a sheet that ends here", sheetXML(t, `<sheetData>`+row+`<row><c><v>2`), "damaged-file"},
		{"a character that XML does not have", "the same", sheetXML(t, `<sheetData>`+row+"<row><c><v>\x01</v></c></row></sheetData>"), "damaged-file"},
		{"rows out of order", "their numbers are line numbers", sheetXML(t, `<sheetData><row r="5"/><row r="2"/></sheetData>`), "damaged-file"},
		{"a row twice", "", sheetXML(t, `<sheetData><row r="5"/><row r="5"/></sheetData>`), "damaged-file"},
		{"a row beyond all sheets", "", sheetXML(t, `<sheetData><row r="999999999"/></sheetData>`), "damaged-file"},
		{"a row that is no number", "", sheetXML(t, `<sheetData><row r="x"/></sheetData>`), "damaged-file"},
		{"a column beyond all sheets", "", sheetXML(t, `<sheetData><row r="1"><c r="ZZZZ1"><v>1</v></c></row></sheetData>`), "damaged-file"},
		{"a string that is not there", "", sheetXML(t, `<sheetData><row r="1"><c r="A1" t="s"><v>7</v></c></row></sheetData>`), "damaged-file"},
		{"a string that is no number", "", sheetXML(t, `<sheetData><row r="1"><c r="A1" t="s"><v>x</v></c></row></sheetData>`), "damaged-file"},
		{"elements in elements", "a tower of them would fill the memory", sheetXML(t, strings.Repeat("<a>", 300)+strings.Repeat("</a>", 300)+`<sheetData>`+row+`</sheetData>`), "damaged-file"},
		{"a long text", "", sheetXML(t, `<sheetData><row><c t="inlineStr"><is><t>`+strings.Repeat("x", 2<<20)+`</t></is></c></row></sheetData>`), "cell-too-long"},
		{"a long comment", "what looks like tags in it is none", sheetXML(t, `<!--`+strings.Repeat("<a>", 1<<20)+`--><sheetData>`+row+`</sheetData>`), "damaged-file"},
		{"many cells", "", sheetXML(t, `<sheetData><row>`+strings.Repeat(`<c><v>1</v></c>`, 20_000)+`</row></sheetData>`), "too-many-columns"},
		{"a long cell", "", sheetXML(t, `<sheetData><row><c t="inlineStr"><is><t>`+strings.Repeat("x", 200_000)+`</t></is></c></row></sheetData>`), "cell-too-long"},
		{"a long row", "", sheetXML(t, `<sheetData><row>`+strings.Repeat(`<c t="inlineStr"><is><t>`+strings.Repeat("x", 100_000)+`</t></is></c>`, 12)+`</row></sheetData>`), "record-too-long"},
		{"a cell twice", "one of them would be lost", sheetXML(t, `<sheetData><row><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData>`), "damaged-file"},
		{"a row in a row", "the outer one would be lost", sheetXML(t, `<sheetData><row><c><v>1</v></c><row><c><v>2</v></c></row></row></sheetData>`), "damaged-file"},
		{"a cell in a cell", "", sheetXML(t, `<sheetData><row><c><v>1</v><c><v>2</v></c></c></row></sheetData>`), "damaged-file"},
		{"another end", "", sheetXML(t, `<sheetData><row><c><v>1</v></c></sheetData></row>`), "damaged-file"},
		{"many strings in one cell", "their runs are within the caps, together they are not", sheetXML(t, `<sheetData><row><c t="inlineStr"><is>`+strings.Repeat(`<r><t>`+strings.Repeat("x", 1000)+`</t></r>`, 200)+`</is></c></row></sheetData>`), "cell-too-long"},
		{"nothing on it", "", sheetXML(t, `<sheetData/>`), "empty-file"},
		{"no sheets", "", zipped(t, "xl/workbook.xml", "<workbook/>"), "damaged-file"},
		{"more rows than a sheet has", "", sheetXML(t, `<sheetData><row r="1048576"/><row/></sheetData>`), "damaged-file"},
		{"cut", "", whole[:len(whole)-100], "damaged-file"},
		{"bomb", "rows of nothing", sheetXML(t, `<sheetData>`+strings.Repeat("<row></row>", 8<<20)+`</sheetData>`), "workbook-too-large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			records, err := read(t, tt.raw, Options{})
			e := fault(err)
			require.NotNil(t, e, "%s: got %v, %v", tt.why, records, err)
			require.Equal(t, tt.code, e.Code, e.Message)
			require.NotEmpty(t, e.Hint)
		})
	}
}

// TestWorkbookLeavesNothing: no temporary file outlives the table.
func TestWorkbookLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	raw := workbook(t, func(f *excelize.File) error {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return err
		}
		for i := range 12_000 {
			if err := w.SetRow(fmt.Sprintf("A%d", i+1), bigRow(i)); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
	require.NoError(t, err)
	records, err := collect(tab)
	require.NoError(t, err)
	require.Len(t, records, 12_000)
	require.Equal(t, 12_000, records[11_999].Line)
	require.NoError(t, tab.Close())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func bigRow(i int) []any {
	row := []any{i}
	for c := range 9 {
		row = append(row, fmt.Sprintf("somebody with a long name %d", i*10+c))
	}
	return row
}

func TestSharedStringsCap(t *testing.T) {
	raw := zipped(t, "xl/sharedStrings.xml", `<sst><si><t>a</t></si><si><t>b</t></si></sst>`)
	z, err := zip.NewReader(strings.NewReader(raw), int64(len(raw)))
	require.NoError(t, err)
	s := sharedStrings{spool: &spool{cap: 1 << 10}}
	require.NoError(t, s.read(z.File[0], 2))
	s = sharedStrings{spool: &spool{cap: 1 << 10}}
	require.ErrorContains(t, s.read(z.File[0], 1), "more than 1 strings")
}

// TestWorkbookChart: a sheet that is a chart has no cells, and is no fault.
func TestWorkbookChart(t *testing.T) {
	raw := workbook(t, func(f *excelize.File) error {
		if err := f.SetSheetRow("Sheet1", "A1", &[]any{"x", 1}); err != nil {
			return err
		}
		if err := f.AddChartSheet("Chart", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$B$1:$B$1"}}}); err != nil {
			return err
		}
		// The chart takes the place of the first sheet.
		slices.Reverse(f.WorkBook.Sheets.Sheet)
		return nil
	})
	require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"x", "1"}}}, mustRead(t, raw)))
}

// TestWorkbookManyStrings: shared strings beyond what stays in memory.
func TestWorkbookManyStrings(t *testing.T) {
	s := sharedStrings{spool: &spool{cap: 1 << 20, keep: 8}}
	defer s.spool.Close()
	raw := zipped(t, "xl/sharedStrings.xml", `<sst><si><t>Ann</t></si><si><t/></si><si><t>Ruiz Ibarra</t></si><si><t>Zoë</t></si></sst>`)
	z, err := zip.NewReader(strings.NewReader(raw), int64(len(raw)))
	require.NoError(t, err)
	require.NoError(t, s.read(z.File[0], 9))
	var got []string
	for i := range s.count() {
		text, err := s.append(nil, i)
		require.NoError(t, err)
		got = append(got, string(text))
	}
	require.Equal(t, []string{"Ann", "", "Ruiz Ibarra", "Zoë"}, got)
}

func TestSpoolerNamesTheCap(t *testing.T) {
	w := newSpooler(&spool{cap: 1 << 10}, limits{cell: 9, columns: 9, record: 99, records: 1})
	require.NoError(t, w.add(3, []string{"a"}))
	e := fault(w.add(7, []string{"b"}))
	require.NotNil(t, e)
	require.Equal(t, "too-many-records", e.Code)
	require.Equal(t, 7, e.Line)
}
