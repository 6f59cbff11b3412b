package table

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

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
