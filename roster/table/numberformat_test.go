package table

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

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
