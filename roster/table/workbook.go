package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"html"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Caps of a workbook. Excelize keeps the parts it is given in memory, and
// makes a value of every element of them.
const (
	partBytes       = 8 << 20  // of a part that is no sheet and not the strings
	residentBytes   = 64 << 20 // of all of those
	maxSheets       = 1000
	sheetRows       = 1_048_576
	sheetColumns    = 16_384
	spooledTable    = 1 << 30
	stringsInMemory = 32 << 20 // beyond that they are in a temporary file
)

// book is an opened workbook. Excelize knows its sheets, styles and dates; the
// sheets themselves and the strings are read by us.
type book struct {
	file    *excelize.File
	parts   map[string]*zip.File
	strings sharedStrings
}

// openWorkbook spools the records of one sheet, so that they can be read
// again, and in little memory. Row numbers are line numbers.
func (t *Table) openWorkbook(src source, z *zip.Reader, o Options) error {
	t.Format = "xlsx"
	wb := book{parts: map[string]*zip.File{}}
	wb.strings.spool = t.newSpool(unpackedBytes)
	wb.strings.spool.keep = stringsInMemory
	frame, err := wb.frame(z, unpackLimit(src.size))
	if err != nil {
		return err
	}
	if wb.file, err = openExcelize(frame); err != nil {
		return damagedWorkbook(err)
	}
	err = t.spoolBook(&wb, o)
	if cerr := wb.file.Close(); err == nil && cerr != nil {
		err = readError(cerr)
	}
	if derr := t.drop(wb.strings.spool); err == nil {
		err = derr
	}
	return err
}

// frame copies the parts of a workbook that excelize is to see: pictures and
// the like would only be unpacked into memory. In place of each sheet it gets
// one whose only cell is the name of the part, and so tells which it is.
func (wb *book) frame(z *zip.Reader, limit int64) ([]byte, error) {
	var frame bytes.Buffer
	w := zip.NewWriter(&frame)
	weigh := weight{limit: limit}
	for _, f := range z.File {
		kind := kindOf(f)
		if kind == needlessPart {
			continue
		}
		if err := weigh.add(f, kind); err != nil {
			return nil, err
		}
		switch kind {
		case stringsPart:
			if err := wb.strings.read(f, maxStrings); err != nil {
				return nil, err
			}
		case sheetPart:
			wb.parts[f.Name] = f
			stub, err := w.Create(f.Name)
			if err == nil {
				_, err = fmt.Fprintf(stub, sheetStub, html.EscapeString(f.Name))
			}
			if err != nil {
				return nil, readError(err)
			}
		default:
			if err := w.Copy(f); err != nil {
				return nil, damaged("workbook", err)
			}
		}
	}
	if err := w.Close(); err != nil {
		return nil, readError(err)
	}
	return frame.Bytes(), nil
}

const sheetStub = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>`

// partKind is what a part of a workbook is to us.
type partKind int

const (
	needlessPart partKind = iota
	otherPart
	stringsPart
	sheetPart
)

func kindOf(f *zip.File) partKind {
	name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
	dir := path.Dir(name)
	switch {
	case f.FileInfo().IsDir():
		return needlessPart
	case dir == "xl/worksheets":
		return sheetPart
	case name == "xl/sharedstrings.xml":
		return stringsPart
	case name == "[content_types].xml", name == "_rels/.rels", dir == "xl", dir == "xl/_rels", dir == "xl/theme":
		return otherPart
	}
	return needlessPart
}

// weight is what the parts of a workbook weigh once they are unpacked. The
// sizes that it adds are those that the archive tells; archive/zip gives no
// more than that.
type weight struct {
	limit, all, resident int64
	sheets               int
}

func (w *weight) add(f *zip.File, kind partKind) error {
	if f.UncompressedSize64 > uint64(w.limit) {
		return workbookTooLarge("more to unpack than " + bytesText(int(w.limit)))
	}
	size := int64(f.UncompressedSize64)
	w.all += size
	if kind == otherPart {
		w.resident += size
	}
	if kind == sheetPart {
		w.sheets++
	}
	switch {
	case w.all > w.limit:
		return workbookTooLarge("more to unpack than " + bytesText(int(w.limit)))
	case kind == otherPart && size > partBytes:
		return workbookTooLarge(fmt.Sprintf("a part %q of more than %s", f.Name, bytesText(partBytes)))
	case w.resident > residentBytes:
		return workbookTooLarge("parts of more than " + bytesText(residentBytes))
	case w.sheets > maxSheets:
		return workbookTooLarge(fmt.Sprintf("more than %d sheets", maxSheets))
	}
	return nil
}

// openExcelize opens a workbook. A fault that makes the library panic is a
// fault of the file.
func openExcelize(frame []byte) (book *excelize.File, err error) {
	defer recovered(&err)
	return excelize.OpenReader(bytes.NewReader(frame), excelize.Options{UnzipSizeLimit: unpackedBytes})
}

// recovered makes a panic of the library an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("it cannot be understood: %v", p)
	}
}

// spoolBook chooses the sheet and spools it.
func (t *Table) spoolBook(wb *book, o Options) (err error) {
	defer func() {
		var panicked error
		recovered(&panicked)
		if panicked != nil {
			err = damagedWorkbook(panicked)
		}
	}()
	var asked, scratch string
	parts := map[string]*zip.File{}
	for _, name := range wb.file.GetSheetList() {
		file, err := wb.file.GetCellValue(name, "A1")
		if err != nil || wb.parts[file] == nil {
			continue // a chart has a sheet of its own, and no cells
		}
		scratch, parts[name] = name, wb.parts[file]
		if strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(o.Sheet)) {
			asked = name
		}
		if visible, err := wb.file.GetSheetVisible(name); err == nil && visible {
			t.Sheets = append(t.Sheets, name)
		}
	}
	if scratch == "" {
		return damagedWorkbook(errors.New("it has no sheet with cells"))
	}
	candidates := t.Sheets
	if o.Sheet != "" {
		if asked == "" {
			return t.noSheet(o.Sheet)
		}
		candidates = []string{asked}
	}
	numbers, err := newNumberReader(wb.file, scratch)
	if err != nil {
		return err
	}
	for _, name := range candidates {
		filled, err := t.spoolSheet(parts[name], &sheetReader{strings: &wb.strings, numbers: numbers, limits: t.limits})
		if err != nil {
			return err
		}
		if filled {
			t.Sheet = name
			return nil
		}
	}
	return emptyFile()
}

// spoolSheet spools the rows of a sheet, and reports whether there are any.
func (t *Table) spoolSheet(f *zip.File, sheet *sheetReader) (filled bool, err error) {
	s := t.newSpool(spooledTable)
	w := newSpooler(s, t.limits)
	if err := sheet.spool(f, w); err != nil {
		return false, spoolError(err, s)
	}
	if err := w.w.Flush(); err != nil {
		return false, spoolError(err, s)
	}
	if w.count == 0 {
		return false, t.drop(s)
	}
	if sheet.unsolved > 0 {
		t.Notes = append(t.Notes, Note{
			Code: "formula-without-value", Line: sheet.firstUnsolved,
			Message: fmt.Sprintf("formulas without their result are read as blank: %d, the first on row %d", sheet.unsolved, sheet.firstUnsolved),
			Hint:    "open the workbook in a spreadsheet and save it: that writes the results into it",
		})
	}
	t.spooled = source{s, s.size}
	return true, nil
}

// spoolError passes on a fault of the bytes, and names what else can happen to
// a spool.
func spoolError(err error, s *spool) error {
	if fault(err) != nil {
		return err
	}
	return unpackError(err, "table", s)
}

func (t *Table) noSheet(asked string) error {
	quoted := make([]string, 0, len(t.Sheets))
	for _, name := range t.Sheets {
		quoted = append(quoted, fmt.Sprintf("%q", name))
	}
	return &Error{
		Code:    "no-such-sheet",
		Message: fmt.Sprintf("the workbook has no sheet %q; it has %s", asked, strings.Join(quoted, ", ")),
		Hint:    "name one of these with --sheet",
	}
}

func damagedWorkbook(err error) error {
	return &Error{
		Code:    "damaged-file",
		Message: fmt.Sprintf("the workbook is damaged: %v", err),
		Hint:    "open it in a spreadsheet and save it again; nothing of it was taken",
	}
}

func workbookTooLarge(what string) error {
	return &Error{
		Code:    "workbook-too-large",
		Message: "the workbook has " + what,
		Hint:    `save the sheet that holds the people as "CSV UTF-8"`,
	}
}
