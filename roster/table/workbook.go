package table

import (
	"archive/zip"
	"cmp"
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
	related relations
	sheets  []bookSheet
	is1904  bool // the days are counted from 1904, as Excel once did on a Mac

	strings sharedStrings
	numbers *numberReader
}

// bookSheet is a sheet with cells, as the workbook lists it.
type bookSheet struct {
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
	list := root.part("officeDocument", "xl/workbook.xml")
	if wb.related, err = wb.relations(list.name); err != nil {
		return err
	}
	if err := wb.list(list.name); err != nil {
		return err
	}
	if wb.numbers, err = wb.readStyles(); err != nil {
		return err
	}
	strs, err := wb.named(wb.related.part("sharedStrings", "xl/sharedStrings.xml"))
	if err != nil || strs == nil {
		return err
	}
	return wb.strings.read(strs, maxStrings)
}

// list reads the part that lists the sheets.
func (wb *book) list(part string) error {
	sheets := 0
	err := wb.each(partName{part, true}, "workbook", func(at string, el xml.StartElement) error {
		switch at {
		case "workbook/workbookPr":
			since := strings.TrimSpace(attr(el, "date1904"))
			wb.is1904 = since == "1" || since == "true"
		case "workbook/sheets/sheet":
			if sheets++; sheets > maxSheets {
				return workbookTooLarge(fmt.Sprintf("more than %d sheets", maxSheets))
			}
			return wb.addSheet(el)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(wb.sheets) == 0 {
		return damagedWorkbook(errors.New("it has no sheet with cells"))
	}
	return nil
}

// addSheet adds a sheet unless it is of a kind that has no cells. One whose part is
// not known to be there counts: it would be missed only if it is the one that is
// wanted, and another must not be read in its place.
func (wb *book) addSheet(el xml.StartElement) error {
	to := wb.related.of(el)
	switch to.kind {
	case "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet":
		return nil
	}
	name, state := attr(el, "name"), attr(el, "state")
	if name == "" {
		return damagedWorkbook(errors.New("it has a sheet without a name"))
	}
	wb.sheets = append(wb.sheets, bookSheet{name, to.target, state != "" && state != "visible"})
	return nil
}

// spoolBook chooses the sheet and spools it.
func (t *Table) spoolBook(wb *book, o Options) error {
	var candidates []bookSheet
	for _, s := range wb.sheets {
		wanted := !s.hidden
		if o.Sheet != "" {
			wanted = strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(o.Sheet))
		}
		if wanted {
			candidates = append(candidates, s)
		}
		if !s.hidden {
			t.Sheets = append(t.Sheets, s.name)
		}
	}
	if o.Sheet != "" && len(candidates) == 0 {
		return t.noSheet(o.Sheet)
	}
	for _, s := range candidates {
		part, err := wb.named(partName{s.part, true})
		if err != nil {
			return err
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
		Message: fmt.Sprintf("the workbook has no sheet %q; it has %s", asked, cmp.Or(strings.Join(quoted, ", "), "none that can be seen")),
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
