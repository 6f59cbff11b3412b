package table

import (
	"archive/zip"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const gzipMagic = "\x1f\x8b"

// zipMagics begin an archive with files in it, and one without.
var zipMagics = []string{"PK\x03\x04", "PK\x05\x06"}

// What may be unpacked. A table of ten million records fits; an archive that
// was made to fill a disk does not: a table shrinks to a tenth or so, and
// hardly to a two-hundredth.
const (
	unpackedBytes = 2 << 30
	unpackedRatio = 200
	ratioFrom     = 64 << 20 // what is smaller may have shrunk as it likes
)

// unpackLimit is the cap for what comes out of this many packed bytes.
func unpackLimit(packed int64) int64 {
	return min(unpackedBytes, max(ratioFrom, packed*unpackedRatio))
}

// openGzip reads what a gzip file holds.
func (t *Table) openGzip(src source, o Options) error {
	if t.Container != "" {
		return nested()
	}
	t.Container = "gzip"
	z, err := gzip.NewReader(src.reader())
	if err != nil {
		return damaged("gzip file", err)
	}
	return t.unpack(z, "gzip file", src.size, o)
}

// openZip reads a workbook, or the one table in an archive.
func (t *Table) openZip(src source, o Options) error {
	z, err := zip.NewReader(src, src.size)
	if err != nil {
		return damaged("zip archive", err)
	}
	var files, tables []*zip.File
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/")
		lower := strings.ToLower(name)
		switch {
		case strings.HasPrefix(lower, "xl/workbook") && strings.HasSuffix(lower, ".xml"):
			return t.openWorkbook(src, z, o)
		case lower == "xl/workbook.bin":
			return officeFile("a binary Excel workbook (.xlsb)")
		case name == "content.xml":
			return officeFile("an OpenDocument file (.ods)")
		case strings.HasPrefix(name, "word/"):
			return officeFile("a Word document")
		case strings.HasSuffix(name, ".iwa"):
			return officeFile("a document of Apple Numbers or Pages")
		case strings.HasSuffix(name, "/"), strings.HasPrefix(name, "__MACOSX/"), strings.HasPrefix(path.Base(name), "."):
			// Folders, and what systems leave behind in them.
		default:
			files = append(files, f)
			switch strings.ToLower(path.Ext(name)) {
			case ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xls", ".htm", ".html", ".gz":
				tables = append(tables, f)
			}
		}
	}
	if len(files) == 1 {
		tables = files
	}
	if t.Container != "" {
		return nested()
	}
	if len(tables) != 1 {
		return notOneTable(files, tables)
	}
	f := tables[0]
	if err := refuseLocked(f); err != nil {
		return err
	}
	t.Container = "zip"
	r, err := f.Open()
	if err != nil {
		return damaged("zip archive", err)
	}
	defer r.Close() // what it could say, reading to the end has said
	return t.unpack(r, "zip archive", src.size, o)
}

func refuseLocked(f *zip.File) error {
	if f.Flags&1 == 0 {
		return nil
	}
	return &Error{
		Code:    "password-protected",
		Message: fmt.Sprintf("%q in the zip archive is protected by a password", f.Name),
		Hint:    unpackIt,
	}
}

// notOneTable is the error of an archive in which the table is not alone.
func notOneTable(files, tables []*zip.File) error {
	if len(tables) == 0 {
		return &Error{
			Code:    "no-table",
			Message: fmt.Sprintf("there is no table in the zip archive; it holds %s", names(files)),
			Hint:    "put one CSV file or workbook into it, or upload the file itself",
		}
	}
	return &Error{
		Code:    "several-tables",
		Message: fmt.Sprintf("there are %d tables in the zip archive: %s", len(tables), names(tables)),
		Hint:    "unpack it and upload the one that holds the people",
	}
}

// names lists the first few files of an archive.
func names(files []*zip.File) string {
	if len(files) == 0 {
		return "no file"
	}
	var list []string
	for _, f := range files[:min(len(files), 5)] {
		list = append(list, fmt.Sprintf("%q", f.Name))
	}
	if more := len(files) - len(list); more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(list, ", "), more)
	}
	return strings.Join(list, ", ")
}

// unpack spools what a container holds and opens it. A container that is cut
// or damaged is an error before anything of it is taken for a table.
func (t *Table) unpack(r io.Reader, what string, packed int64, o Options) error {
	s := t.newSpool(unpackLimit(packed))
	if _, err := io.Copy(s, r); err != nil {
		return unpackError(err, what, s)
	}
	return t.open(source{s, s.size}, o)
}

// unpackError tells a container beyond the cap and a damaged one from a disk
// that fails.
func unpackError(err error, what string, s *spool) error {
	if errors.Is(err, errSpoolFull) {
		return &Error{
			Code:    "unpacked-too-large",
			Message: fmt.Sprintf("the %s unpacks to more than %s", what, bytesText(int(s.cap))),
			Hint:    "unpack it yourself and look at what is inside; split a table that is really so large",
		}
	}
	return damaged(what, err)
}

// damaged is the error of a container that cannot be unpacked to its end.
func damaged(what string, err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.As(err, &corrupt), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum),
		errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum):
		return &Error{
			Code:    "damaged-file",
			Message: fmt.Sprintf("the %s is cut or damaged: %v", what, err),
			Hint:    "download or export it again; nothing of it was taken",
		}
	case errors.Is(err, zip.ErrAlgorithm):
		return &Error{Code: "compressed", Message: fmt.Sprintf("the %s is packed in a way we cannot unpack", what), Hint: unpackIt}
	}
	return readError(err)
}

func nested() error {
	return &Error{Code: "compressed", Message: "the file is an archive in an archive", Hint: unpackIt}
}

func officeFile(what string) error {
	return &Error{
		Code:    "other-office-file",
		Message: "the file is " + what,
		Hint:    `open it and save it as "Excel Workbook (.xlsx)" or "CSV UTF-8"`,
	}
}
