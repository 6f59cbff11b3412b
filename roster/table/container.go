package table

import (
	"bytes"
	"encoding/binary"
	"slices"
	"unicode/utf16"
)

// headBytes is how much of a file is looked at to tell what it is.
const headBytes = 4 << 10

// foreign is a kind of file that is no table, or none that we read.
type foreign struct {
	code  string
	what  string // "the file is …"
	hint  string
	looks func(head []byte) bool
}

const saveAsCSV = `open it in a spreadsheet and save it as "CSV UTF-8"`

// binaries are told by their first bytes.
var binaries = []foreign{
	{"pdf", "a PDF document", "export the table itself, as CSV or as an Excel workbook", starts("%PDF-")},
	{"compressed", "compressed with bzip2", unpackIt, starts("BZh1", "BZh2", "BZh3", "BZh4", "BZh5", "BZh6", "BZh7", "BZh8", "BZh9")},
	{"compressed", "compressed with xz", unpackIt, starts("\xfd7zXZ\x00")},
	{"compressed", "compressed with zstd", unpackIt, starts("\x28\xb5\x2f\xfd")},
	{"compressed", "a 7-Zip archive", unpackIt, starts("7z\xbc\xaf\x27\x1c")},
	{"compressed", "a RAR archive", unpackIt, starts("Rar!\x1a\x07")},
	{"sqlite", "an SQLite database", "export the table as CSV", starts("SQLite format 3\x00")},
}

const unpackIt = "unpack it and upload the file inside"

// texts are told by how their text begins, white space aside.
var texts = []foreign{
	{"pdf", "a PDF document", "export the table itself, as CSV or as an Excel workbook", starts("%PDF-")},
	{"rtf", "a rich text document (RTF)", "copy the table into a spreadsheet and save it as CSV", starts(`{\rtf`)},
	{"mhtml", "a web page archive (MHTML)", saveAsCSV, starts("mime-version:")},
	{"xml", "an XML document", saveAsCSV, looksLikeXML},
	{"json", "JSON", "export the table as CSV", looksLikeJSON},
	{"sap-ume", "a file of SAP user management blocks (key=value lines under [User]), which is no table",
		"export the users as a table, one line for each, with a header line", starts("[user]", "[group]", "[role]")},
	{"ldif", "an LDIF directory export, which is no table", "export the users as CSV: csvde instead of ldifde, for instance", starts("dn: ", "dn:: ")},
	{"vcard", "a file of contacts (vCard), which is no table", "export the contacts as CSV", starts("begin:vcard")},
}

// refuse names what is no table, by how it begins.
func refuse(head []byte, kinds []foreign) error {
	head = bytes.TrimLeft(head, " \t\r\n")
	for _, f := range kinds {
		if f.looks(head) {
			return &Error{Code: f.code, Message: "the file is " + f.what, Hint: f.hint}
		}
	}
	return nil
}

func emptyFile() error {
	return &Error{
		Code:    "empty-file",
		Message: "the file is empty",
		Hint:    "look whether the export had any rows, and upload it again",
	}
}

// starts tells a file by its first bytes, in any case.
func starts(magics ...string) func([]byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(magics, func(m string) bool {
			return len(head) >= len(m) && bytes.EqualFold(head[:len(m)], []byte(m))
		})
	}
}

// startsWith reports whether a file begins with one of these, exactly.
func startsWith(head []byte, magics ...string) bool {
	return slices.ContainsFunc(magics, func(m string) bool { return bytes.HasPrefix(head, []byte(m)) })
}

// looksLikeHTML reports whether a text begins as a web page does, of which
// Excel writes and reads one as a workbook.
func looksLikeHTML(text []byte) bool {
	head := bytes.ToLower(bytes.TrimLeft(text[:min(len(text), headBytes)], " \t\r\n"))
	if startsWith(head, "<!doctype html", "<html", "<head", "<meta", "<body", "<table", "<style", "<div") {
		return true
	}
	return startsWith(head, "<?xml", "<!--") && bytes.Contains(head, []byte("<html"))
}

// looksLikeXML leaves XHTML, and pages that begin with a comment, to
// looksLikeHTML.
func looksLikeXML(head []byte) bool {
	return starts("<?xml", "<workbook", "<!--")(head) && !looksLikeHTML(head)
}

// looksLikeJSON tells { "… and [ {… from headers such as [givenName].
func looksLikeJSON(head []byte) bool {
	if len(head) == 0 {
		return false
	}
	next := bytes.TrimLeft(head[1:], " \t\r\n")
	switch head[0] {
	case '{':
		return len(next) > 0 && (next[0] == '"' || next[0] == '}')
	case '[':
		return len(next) > 0 && bytes.IndexByte([]byte(`{["]`), next[0]) >= 0
	}
	return false
}

// oleMagic begins every compound file: old Excel and Word documents, and the
// wrapper that Office puts around a document with a password.
const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// refuseOLE looks into the directory of a compound file for what it holds
// ([MS-CFB], section 2.6: entries of 128 bytes that begin with a name in
// UTF-16).
func refuseOLE(head []byte, src source) error {
	var dir [headBytes]byte
	n := 0
	if len(head) >= 0x34 {
		shift := binary.LittleEndian.Uint16(head[0x1e:])
		sector := binary.LittleEndian.Uint32(head[0x30:])
		n, _ = src.ReadAt(dir[:], (int64(sector)+1)<<(shift%16)) // a directory that cannot be read names nothing
	}
	if bytes.Contains(dir[:n], utf16Bytes("EncryptedPackage")) {
		return &Error{
			Code:    "password-protected",
			Message: "the file is a workbook protected by a password",
			Hint:    "take the password off in Excel (File, Info, Protect Workbook) and save it again",
		}
	}
	if bytes.Contains(dir[:n], utf16Bytes("WordDocument")) {
		return &Error{
			Code:    "word-document",
			Message: "the file is a Word document",
			Hint:    "copy the table into a spreadsheet and save it as CSV",
		}
	}
	return &Error{
		Code:    "old-excel",
		Message: "the file is a workbook of an old kind (.xls)",
		Hint:    `open it in Excel and save it as "Excel Workbook (.xlsx)" or "CSV UTF-8"`,
	}
}

func utf16Bytes(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}
