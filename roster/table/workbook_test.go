package table

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"math"
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

func TestWorkbookCells(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		code      string
		cell      string
		want      string
	}{
		{"American date", "a person sees 3/15/19 and means the day", "m/d/yy", "43539", "2019-03-15"},
		{"German date", "", "dd\\.mm\\.yyyy", "43539", "2019-03-15"},
		{"date with a language", "", `[$-409]d\-mmm\-yyyy;@`, "43539", "2019-03-15"},
		{"month", "the cell knows the day", "mmm\\-yy", "43539", "2019-03-15"},
		{"date and time", "", "m/d/yy h:mm", "43539.5", "2019-03-15 12:00:00"},
		{"minutes are no months", "", "h:mm", "0.5", "12:00"},
		{"zeros", "how a sheet keeps those of an ID", "00000", "123", "00123"},
		{"zeros and hyphens", "", "000\\-00\\-0000", "123456789", "123-45-6789"},
		{"prefix", "", `"E"0000`, "12", "E0012"},
		{"thousands", "an ID has none", "#,##0", "12345", "12345"},
		{"decimals", "", "0.00", "123", "123"},
		{"exponent", "what Excel shows when the column is narrow", "0.00E+00", "123456", "123456"},
		{"general", "", "General", "123456789012", "123456789012"},
		{"a day in red", "what is in brackets or quotes is no day", `[Red]0" day"`, "7", "7"},
		{"of Java", "how POI writes a number", "General", "1.23456789E8", "123456789"},
		{"of Java, too long", "its last digits are gone, and stay so", "General", "1.2345678901234567E17", "1.23456789012346E+17"},
		{"a number that is no date", "", "yyyy\\-mm\\-dd", "-5", "-5"},
		{"a day beyond all days", "", "yyyy\\-mm\\-dd", "2958466", "2958466"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw := sheetXML(t, fmt.Sprintf(`<sheetData><row r="2"><c r="A2" s="1"><v>%s</v></c></row></sheetData>`, tt.cell), tt.code)
			require.Empty(t, cmp.Diff([]Record{{Line: 2, Cells: []string{tt.want}}}, mustRead(t, raw)), tt.why)
		})
	}
	t.Run("text", func(t *testing.T) {
		raw := sheetXML(t, `<sheetData><row><c s="1" t="inlineStr"><is><t>43539</t></is></c><c s="2" t="inlineStr"><is><t>7</t></is></c><c t="str"><v>1.23E+05</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>0</v></c></row></sheetData>`, "m/d/yy", "00000")
		require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"43539", "7", "1.23E+05", "#N/A", "FALSE"}}}, mustRead(t, raw)), "a format is for numbers")
	})
	t.Run("what is no text", func(t *testing.T) {
		raw := sheetXML(t, `<sheetData><row><c t="inlineStr"><is><r><t>田</t></r><r><t>中</t></r><rPh sb="0" eb="1"><t>タナカ</t></rPh><phoneticPr/></is></c>`+
			`<c t="inlineStr"><is><t>a_x000D_b_x005F_x0041_</t></is></c><c t="d"><v>2019-03-15T00:00:00Z</v></c><c t="d"><v>2019-03-15T08:30:00</v></c></row></sheetData>`)
		require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"田中", "a\rb_x0041_", "2019-03-15", "2019-03-15 08:30:00"}}}, mustRead(t, raw)),
			"how a name is pronounced is not part of it")
	})
	t.Run("places", func(t *testing.T) {
		raw := sheetXML(t, `<sheetData><row r="3"><c r="D3"><v>4</v></c><c r="B3"><v>2</v></c><c><v>3</v></c><c r="F3" s="9"/></row></sheetData>`)
		require.Empty(t, cmp.Diff([]Record{{Line: 3, Cells: []string{"", "2", "3", "4"}}}, mustRead(t, raw)), "a cell stands where it says, whatever comes before it")
	})
	t.Run("other prefixes", func(t *testing.T) {
		raw := sheetXML(t, `<x:sheetData xmlns:x="urn:x"><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData>`)
		require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"7"}}}, mustRead(t, raw)), "as the SDK of Microsoft writes them")
	})
	t.Run("since 1904", func(t *testing.T) {
		raw := workbook(t, func(f *excelize.File) error {
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: ptr(true)}); err != nil {
				return err
			}
			return f.SetCellValue("Sheet1", "A1", time.Date(2019, 3, 15, 0, 0, 0, 0, time.UTC))
		})
		require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"2019-03-15"}}}, mustRead(t, raw)), "of a Mac")
	})
	t.Run("formula without a result", func(t *testing.T) {
		raw := sheetXML(t, `<sheetData><row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2&amp;"@acme.example"</f></c></row></sheetData>`)
		tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
		require.NoError(t, err)
		defer tab.Close()
		require.Len(t, tab.Notes, 1)
		require.Equal(t, "formula-without-value", tab.Notes[0].Code)
		require.Equal(t, 2, tab.Notes[0].Line)
	})
	t.Run("built-in date", func(t *testing.T) {
		raw := workbook(t, func(f *excelize.File) error {
			for i, id := range []int{14, 15, 22, 4, 11, 49} {
				style, err := f.NewStyle(&excelize.Style{NumFmt: id})
				if err != nil {
					return err
				}
				cell := fmt.Sprintf("%c1", 'A'+i)
				if err := f.SetCellValue("Sheet1", cell, 43539); err != nil {
					return err
				}
				if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
					return err
				}
			}
			return nil
		})
		require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"2019-03-15", "2019-03-15", "2019-03-15 00:00:00", "43539", "43539", "43539"}}}, mustRead(t, raw)))
	})
}

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

// TestWorkbookParts: the ways in which a workbook says where its sheets are.
func TestWorkbookParts(t *testing.T) {
	const sheet = `<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>`
	rels := func(kind, target, more string) string {
		return fmt.Sprintf(`<Relationships><Relationship Id="rId1" Type=%q Target=%q%s/></Relationships>`, kind, target, more)
	}
	const worksheet = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
	const where = "xl/_rels/workbook.xml.rels"
	for _, tt := range []struct {
		name, why string
		parts     map[string]string
		damaged   bool
	}{
		{"as Excel does", "", map[string]string{"xl/worksheets/sheet1.xml": sheet}, false},
		{"without relations of the archive", "the workbook is where it always is", map[string]string{"xl/worksheets/sheet1.xml": sheet, "_rels/.rels": ""}, false},
		{"from the root", "some libraries do", map[string]string{"xl/worksheets/sheet1.xml": sheet, where: rels(worksheet, "/xl/worksheets/sheet1.xml", "")}, false},
		{"with backslashes", "old ones on Windows do", map[string]string{`xl\worksheets\sheet1.xml`: sheet, "xl/worksheets/sheet1.xml": "", where: rels(worksheet, `worksheets\sheet1.xml`, "")}, false},
		{"in another case", "names of parts have none", map[string]string{"xl/worksheets/sheet1.xml": sheet, where: rels(worksheet, `Worksheets/Sheet1.XML`, "")}, false},
		{"in another folder", "", map[string]string{"xl/worksheets/sheet1.xml": "", "tables/staff.xml": sheet, where: rels(worksheet, `../tables/staff.xml`, "")}, false},
		{"another name of the workbook", "Office 365 does, at times", map[string]string{
			"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": "", where: "",
			"_rels/.rels":                  rels("http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument", "/xl/workbook22.xml", ""),
			"xl/workbook22.xml":            `<workbook xmlns:r="urn:r"><sheets><sheet name="Staff" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook22.xml.rels": rels(worksheet, "worksheets/sheet1.xml", ""),
		}, false},
		{"strict", "the ISO form has other names", map[string]string{"xl/worksheets/sheet1.xml": sheet, where: rels("http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet", "worksheets/sheet1.xml", "")}, false},
		{"another prefix", "the SDK of Microsoft does", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": `<x:workbook xmlns:x="urn:x" xmlns:d3p1="urn:r"><x:sheets><x:sheet name="Staff" d3p1:id="rId1"/></x:sheets></x:workbook>`}, false},
		{"no styles and no strings", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": "", "xl/sharedStrings.xml": ""}, false},
		{"dates of Excel 2013 and later", "an extension has an element of the same name", map[string]string{"xl/worksheets/sheet1.xml": sheet,
			"xl/workbook.xml": `<workbook xmlns:r="urn:r"><sheets><sheet name="Staff" r:id="rId1"/></sheets><extLst><ext><x15:workbookPr xmlns:x15="urn:x"/><x:sheets xmlns:x="urn:x"><x:sheet name="No"/></x:sheets></ext></extLst></workbook>`}, false},
		{"without its sheet", "it must not pass for an empty one", map[string]string{"xl/worksheets/sheet1.xml": ""}, true},
		{"its sheet twice", "which of them is meant nobody can tell", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/worksheets/Sheet1.xml": sheet}, true},
		{"its sheet is empty", "", map[string]string{"xl/worksheets/sheet1.xml": " "}, true},
		{"its sheet is something else", "", map[string]string{"xl/worksheets/sheet1.xml": "<html/>"}, true},
		{"two roots", "", map[string]string{"xl/worksheets/sheet1.xml": sheet + sheet}, true},
		{"a relation of another kind", "what it leads to is a sheet", map[string]string{"xl/worksheets/sheet1.xml": sheet, where: rels("urn:other", "worksheets/sheet1.xml", "")}, false},
		{"a relation of another name", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": `<workbook xmlns:r="urn:r"><sheets><sheet name="Staff" r:id="rId9"/></sheets></workbook>`}, true},
		{"no name", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": `<workbook xmlns:r="urn:r"><sheets><sheet r:id="rId1"/></sheets></workbook>`}, true},
		{"no list of sheets", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": `<workbook/>`}, true},
		{"somewhere else", "we read one file", map[string]string{"xl/worksheets/sheet1.xml": sheet, where: rels(worksheet, "worksheets/sheet1.xml", ` TargetMode="External"`)}, true},
		{"without its relations", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, where: ""}, true},
		{"styles that are named and not there", "IDs would lose their zeros", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": "",
			where: `<Relationships><Relationship Id="rId1" Type="urn/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="urn/styles" Target="styles.xml"/></Relationships>`}, true},
		{"styles that are something else", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": "<html/>"}, true},
		{"a number format that is no number", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="x"/></cellXfs></styleSheet>`}, true},
		{"a character set that there is not", "", map[string]string{"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="klingon"?>` + sheet}, true},
		{"broken styles", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": "<styleSheet>"}, true},
		{"broken relations", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, where: "<Relationships>"}, true},
		{"broken list of sheets", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/workbook.xml": `<workbook><sheets>`}, true},
		{"broken strings", "", map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": `<sst><si>`}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			records, err := read(t, bookXML(t, tt.parts), Options{})
			if tt.damaged {
				require.NotNil(t, fault(err), "got %v, %v", records, err)
				require.Equal(t, "damaged-file", fault(err).Code)
				return
			}
			require.NoError(t, err, tt.why)
			require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"7"}}}, records), tt.why)
		})
	}
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

// TestWorkbookPictures: what no cell needs is not unpacked.
func TestWorkbookPictures(t *testing.T) {
	raw := workbook(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "A1", "x") })
	z, err := zip.NewReader(strings.NewReader(raw), int64(len(raw)))
	require.NoError(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		require.NoError(t, w.Copy(f))
	}
	f, err := w.Create("xl/media/image1.bmp")
	require.NoError(t, err)
	_, err = f.Write(make([]byte, 100<<20))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.Len(t, mustRead(t, b.String()), 1)
}

func TestPartsCaps(t *testing.T) {
	parts := partsOf(&zip.Reader{File: []*zip.File{
		{FileHeader: zip.FileHeader{Name: "xl/styles.xml", UncompressedSize64: 9 << 20}},
		{FileHeader: zip.FileHeader{Name: "xl/one.xml", UncompressedSize64: 300 << 20}},
		{FileHeader: zip.FileHeader{Name: "xl/two.xml", UncompressedSize64: 300 << 20}},
		{FileHeader: zip.FileHeader{Name: "xl/huge.xml", UncompressedSize64: math.MaxUint64}},
	}}, 512<<20)
	err := parts.each(partName{name: "xl/styles.xml"}, "styleSheet", nil)
	require.ErrorContains(t, err, "8 MiB", "all of them become values")
	part, err := parts.take("xl/one.xml")
	require.NoError(t, err)
	require.Equal(t, "xl/one.xml", part.Name)
	_, err = parts.take("xl/two.xml")
	require.ErrorContains(t, err, "512 MiB", "it would be too much together")
	_, err = parts.take("xl/huge.xml")
	require.ErrorContains(t, err, "512 MiB", "a size that is no int64")
	part, err = parts.take("xl/three.xml")
	require.NoError(t, err)
	require.Nil(t, part)
}

// TestWorkbookStyles: how the styles of a workbook are written.
func TestWorkbookStyles(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		styles    string
		cell      string
		want      string
	}{
		{"formats behind the styles", "", `<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs><numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts>`, `<c s="1"><v>7</v></c>`, "00007"},
		{"numbers with spaces and zeros", "", `<numFmts><numFmt numFmtId=" 164" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="0164 "/></cellXfs>`, `<c s="1"><v>7</v></c>`, "00007"},
		{"the style of all that have none", "", `<numFmts><numFmt numFmtId="164" formatCode="00000"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs>`, `<c><v>7</v></c>`, "00007"},
		{"no format", "", `<cellXfs><xf/></cellXfs>`, `<c s="0"><v>7</v></c>`, "7"},
		{"a style that there is not", "", `<cellXfs><xf numFmtId="14"/></cellXfs>`, `<c s="5"><v>7</v></c>`, "7"},
		{"a built-in format", "", `<cellXfs><xf numFmtId="20"/></cellXfs>`, `<c><v>0.375</v></c>`, "9:00"},
		{"styles of styles", "are not those of cells", `<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="10"/></cellXfs><dxfs><dxf><numFmt numFmtId="10" formatCode="000"/></dxf></dxfs>`, `<c><v>0.5</v></c>`, "50.00%"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw := bookXML(t, map[string]string{
				"xl/styles.xml":            `<styleSheet>` + tt.styles + `</styleSheet>`,
				"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row>` + tt.cell + `</row></sheetData></worksheet>`,
			})
			require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{tt.want}}}, mustRead(t, raw)), tt.why)
		})
	}
}

// TestWorkbookSince1904: also where Excel 2013 and later write an extension behind
// it, with an element of the same name.
func TestWorkbookSince1904(t *testing.T) {
	for _, since := range []string{"1", "true", " 1 "} {
		raw := bookXML(t, map[string]string{
			"xl/workbook.xml": `<workbook xmlns:r="urn:r"><workbookPr date1904="` + since + `"/><sheets><sheet name="Staff" r:id="rId1"/></sheets>` +
				`<extLst><ext><x15:workbookPr xmlns:x15="urn:x" chartTrackingRefBase="1"/></ext></extLst></workbook>`,
			"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c s="1"><v>42077</v></c></row></sheetData></worksheet>`,
		}, "yyyy-mm-dd")
		require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"2019-03-15"}}}, mustRead(t, raw)))
	}
}

// TestWorkbookNeverReadsAnotherSheet: the first is what a person means who names
// none, and a damaged one must not give way to the next.
func TestWorkbookNeverReadsAnotherSheet(t *testing.T) {
	const other = `<worksheet><sheetData><row><c><v>8</v></c></row></sheetData></worksheet>`
	const list = `<workbook xmlns:r="urn:r"><sheets><sheet name="Staff" r:id="rId1"/><sheet name="Other" r:id="rId2"/></sheets></workbook>`
	for _, first := range []string{
		`Type="urn/worksheet" Target="worksheets/gone.xml"`, `Type="urn/worksheet"`, `Type="urn/workseet" Target="worksheets/gone.xml"`,
		`Type="urn/worksheet" Target="http://x.example/sheet1.xml" TargetMode="External"`, `Type="urn/worksheet" Target="styles.xml"`,
	} {
		raw := bookXML(t, map[string]string{
			"xl/workbook.xml": list, "xl/worksheets/sheet2.xml": other,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" ` + first + `/><Relationship Id="rId2" Type="urn/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
		})
		records, err := read(t, raw, Options{})
		require.NotNil(t, fault(err), "%s: got %v, %v", first, records, err)
		require.Equal(t, "damaged-file", fault(err).Code)
		_, err = read(t, raw, Options{Sheet: "Other"})
		require.NoError(t, err, "it is whole")
	}
}

func TestWorkbookLocked(t *testing.T) {
	_, err := (&parts{files: map[string][]*zip.File{"a": {{FileHeader: zip.FileHeader{Name: "a", Flags: 1}}}}}).take("a")
	require.Equal(t, "password-protected", fault(err).Code)
}

func TestWorkbookManySheets(t *testing.T) {
	raw := bookXML(t, map[string]string{"xl/workbook.xml": `<workbook xmlns:r="urn:r"><sheets>` + strings.Repeat(`<sheet name="a" r:id="rId1"/>`, maxSheets+1) + `</sheets></workbook>`})
	_, err := read(t, raw, Options{})
	require.Equal(t, "workbook-too-large", fault(err).Code)
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

func TestPlainNumber(t *testing.T) {
	for _, tt := range []struct{ cell, want string }{
		{"1.23456789E8", "123456789"},
		{"-1.5E1", "-15"},
		{"1.5E0", "1.5E0"},                                 // no whole number
		{"1.2345678901234567E17", "1.2345678901234567E17"}, // not all of its digits are known
		{"1.23E+05", "1.23E+05"},                           // Excel's own: the digits are lost
		{"1E5", "1E5"},                                     // an ID
		{"E1.5E1", "E1.5E1"},
	} {
		require.Equal(t, tt.want, plainNumber(tt.cell))
	}
}

func TestSpoolerNamesTheCap(t *testing.T) {
	w := newSpooler(&spool{cap: 1 << 10}, limits{cell: 9, columns: 9, record: 99, records: 1})
	require.NoError(t, w.add(3, []string{"a"}))
	e := fault(w.add(7, []string{"b"}))
	require.NotNil(t, e)
	require.Equal(t, "too-many-records", e.Code)
	require.Equal(t, 7, e.Line)
}
