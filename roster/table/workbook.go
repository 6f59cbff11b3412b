package table

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
)

// Caps of a workbook.
const (
	partBytes       = 8 << 20 // of a part that is no sheet and not the strings
	maxSheets       = 1000
	sheetRows       = 1_048_576
	sheetColumns    = 16_384
	spooledTable    = 1 << 30
	stringsInMemory = 32 << 20 // beyond that they are in a temporary file
)

// book is an opened workbook (ECMA-376, part 1, section 12.3).
type book struct {
	parts
	path    string // of the part that lists the sheets
	related relations
	sheets  []sheet
	is1904  bool // the days are counted from 1904, as Excel once did on a Mac

	strings sharedStrings
	numbers *numberReader
}

// sheet is a sheet with cells, as the workbook lists it.
type sheet struct {
	name   string
	part   string
	hidden bool
}

// openWorkbook spools the records of one sheet, so that they can be read
// again, and in little memory. Row numbers are line numbers.
func (t *Table) openWorkbook(src source, z *zip.Reader, o Options) error {
	t.Format = "xlsx"
	wb := book{parts: partsOf(z, unpackLimit(src.size))}
	wb.strings.spool = t.newSpool(unpackedBytes)
	wb.strings.spool.keep = stringsInMemory
	err := wb.open()
	if err == nil {
		err = t.spoolBook(&wb, o)
	}
	if derr := t.drop(wb.strings.spool); err == nil {
		err = derr
	}
	return err
}

// open reads everything but the sheets.
func (wb *book) open() error {
	root, err := wb.relations("")
	if err != nil {
		return err
	}
	wb.path = root.target("officeDocument", "xl/workbook.xml")
	if wb.related, err = wb.relations(wb.path); err != nil {
		return err
	}
	if err := wb.list(); err != nil {
		return err
	}
	if wb.numbers, err = wb.readStyles(wb.related.target("styles", "xl/styles.xml")); err != nil {
		return err
	}
	strs, err := wb.take(wb.related.target("sharedStrings", "xl/sharedStrings.xml"))
	if err != nil || strs == nil {
		return err
	}
	return wb.strings.read(strs, maxStrings)
}

// list lists the sheets. A chart is a sheet, too, and has no cells.
func (wb *book) list() error {
	there, err := wb.each(wb.path, func(el xml.StartElement, in string) error {
		if el.Name.Local == "workbookPr" {
			wb.is1904 = isTrue(attr(el, "date1904"))
		}
		if el.Name.Local != "sheet" || in != "sheets" {
			return nil
		}
		if len(wb.sheets) == maxSheets {
			return workbookTooLarge(fmt.Sprintf("more than %d sheets", maxSheets))
		}
		if to := wb.related.byID(relation(el)); to.kind == "worksheet" {
			state := attr(el, "state")
			wb.sheets = append(wb.sheets, sheet{attr(el, "name"), to.target, state != "" && state != "visible"})
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !there || len(wb.sheets) == 0 {
		return damagedWorkbook(errors.New("it has no sheet with cells"))
	}
	return nil
}

// spoolBook chooses the sheet and spools it.
func (t *Table) spoolBook(wb *book, o Options) error {
	var visible, asked []sheet
	for _, s := range wb.sheets {
		if strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(o.Sheet)) {
			asked = []sheet{s}
		}
		if !s.hidden {
			visible = append(visible, s)
			t.Sheets = append(t.Sheets, s.name)
		}
	}
	candidates := visible
	if o.Sheet != "" {
		if asked == nil {
			return t.noSheet(o.Sheet)
		}
		candidates = asked
	}
	for _, s := range candidates {
		part, err := wb.take(s.part)
		if err != nil {
			return err
		}
		if part == nil {
			return damagedWorkbook(fmt.Errorf("sheet %q is not in it", s.name))
		}
		filled, err := t.spoolSheet(part, &sheetReader{strings: &wb.strings, numbers: wb.numbers, limits: t.limits})
		if err != nil {
			return err
		}
		if filled {
			t.Sheet = s.name
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
