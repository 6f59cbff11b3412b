package table

import (
	"archive/zip"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Caps of a workbook. Excelize unpacks sheets and strings beyond xmlInMemory
// to temporary files, which it removes on Close; it keeps all else in memory,
// and makes a value of every element of it.
const (
	xmlInMemory   = 4 << 20
	partBytes     = 8 << 20  // of a part that is no sheet and not the strings
	residentBytes = 64 << 20 // of all that stays in memory
	maxSheets     = 1000
	maxStrings    = 4_000_000
	sheetRows     = 1_048_576
	spooledTable  = 1 << 30
)

// openWorkbook spools the records of one sheet, so that they can be read
// again, and in little memory. Row numbers are line numbers.
func (t *Table) openWorkbook(src source, z *zip.Reader, o Options) error {
	t.Format = "xlsx"
	slim, err := t.slim(z, src.size)
	if err != nil {
		return err
	}
	book, err := openExcelize(slim)
	if err != nil {
		return damagedWorkbook(err)
	}
	err = t.spoolBook(book, o)
	if cerr := book.Close(); err == nil && cerr != nil {
		err = readError(cerr)
	}
	return err
}

// slim copies the parts of a workbook that hold its cells, as they are packed:
// pictures and the like would only be unpacked into memory. Each part is
// measured and checked on the way.
func (t *Table) slim(z *zip.Reader, size int64) (source, error) {
	s := t.newSpool(size + 1<<20)
	w := zip.NewWriter(s)
	weigh := weight{limit: unpackLimit(size)}
	check := partCheck{maxStrings: maxStrings}
	for _, f := range z.File {
		kind := kindOf(f)
		if kind == needlessPart {
			continue
		}
		if err := weigh.add(f, kind); err != nil {
			return source{}, err
		}
		if err := check.part(f, kind); err != nil {
			return source{}, err
		}
		if err := w.Copy(f); err != nil {
			return source{}, unpackError(err, "workbook", s)
		}
	}
	if check.used > check.strings {
		return source{}, damagedWorkbook(fmt.Errorf("a cell has string %d of %d", check.used, check.strings))
	}
	if err := w.Close(); err != nil {
		return source{}, unpackError(err, "workbook", s)
	}
	return source{s, s.size}, nil
}

// partKind is what a part of a workbook is to us.
type partKind int

const (
	needlessPart partKind = iota
	otherPart
	stringsPart
	sheetPart
	oddSheetPart // has a name by which excelize does not know it for a sheet
)

func kindOf(f *zip.File) partKind {
	name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
	dir := path.Dir(name)
	switch {
	case f.FileInfo().IsDir():
		return needlessPart
	case strings.HasPrefix(name, "xl/worksheets/sheet"):
		return sheetPart
	case dir == "xl/worksheets":
		return oddSheetPart
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
	if kind == otherPart || kind == oddSheetPart || size <= xmlInMemory {
		w.resident += size
	}
	if kind == sheetPart || kind == oddSheetPart {
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
func openExcelize(src source) (book *excelize.File, err error) {
	defer recovered(&err)
	return excelize.OpenReader(src.reader(), excelize.Options{
		UnzipSizeLimit:    unpackedBytes,
		UnzipXMLSizeLimit: xmlInMemory,
	})
}

// recovered makes a panic of the library an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("it cannot be understood: %v", p)
	}
}

// spoolBook chooses the sheet and spools it.
func (t *Table) spoolBook(book *excelize.File, o Options) (err error) {
	defer func() {
		var panicked error
		recovered(&panicked)
		if panicked != nil {
			err = damagedWorkbook(panicked)
		}
	}()
	plainFormats(book)
	var asked string
	for _, name := range book.GetSheetList() {
		if strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(o.Sheet)) {
			asked = name
		}
		if visible, err := book.GetSheetVisible(name); err == nil && visible {
			t.Sheets = append(t.Sheets, name)
		}
	}
	candidates := t.Sheets
	if o.Sheet != "" {
		if asked == "" {
			return t.noSheet(o.Sheet)
		}
		candidates = []string{asked}
	}
	for _, name := range candidates {
		filled, err := t.spoolSheet(book, name)
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
func (t *Table) spoolSheet(book *excelize.File, name string) (filled bool, err error) {
	rows, err := book.Rows(name)
	if err != nil {
		return false, damagedWorkbook(err)
	}
	s := t.newSpool(spooledTable)
	w := newSpooler(s, t.limits)
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return false, errors.Join(damagedWorkbook(err), rows.Close())
		}
		for i, c := range cells {
			cells[i] = plainNumber(c)
		}
		if err := w.add(line, cells); err != nil {
			return false, errors.Join(spoolError(err, s), rows.Close())
		}
	}
	// Close forgets the error of a sheet that is in a temporary file.
	if err := errors.Join(rows.Error(), rows.Close()); err != nil {
		return false, damagedWorkbook(err)
	}
	if err := w.w.Flush(); err != nil {
		return false, spoolError(err, s)
	}
	if w.count == 0 {
		return false, t.drop(s)
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
