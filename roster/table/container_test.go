package table

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// compound makes the start of a compound file with one stream of this name.
func compound(stream string) string {
	head := make([]byte, 512)
	copy(head, oleMagic)
	head[0x1e] = 9 // sectors of 512 bytes
	head[0x30] = 1 // the directory is the second
	dir := make([]byte, 1024)
	copy(dir[512:], utf16Bytes("Root Entry"))
	copy(dir[512+128:], utf16Bytes(stream))
	return string(head) + string(dir)
}

func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		text      string
		code      string
		says      string
	}{
		{"nothing", "", "", "empty-file", "empty"},
		{"a BOM and nothing", "", "\ufeff", "empty-file", "empty"},
		{"blank lines", "", "\r\n\r\n  \r\n", "empty-file", "empty"},
		{"xls", "needs Excel", compound("Workbook"), "old-excel", ".xls"},
		{"password", "the wrapper of an encrypted workbook", compound("EncryptedPackage"), "password-protected", "password"},
		{"doc", "", compound("WordDocument"), "word-document", "Word"},
		{"cut compound file", "its directory is not there", oleMagic, "old-excel", ".xls"},
		{"compound file that lies", "its directory is beyond the end", oleMagic + strings.Repeat("\xff", 600), "old-excel", ".xls"},
		{"pdf", "", "%PDF-1.7\n", "pdf", "PDF"},
		{"rtf", "", `{\rtf1\ansi`, "rtf", "RTF"},
		{"json object", "", ` { "users": []}`, "json", "JSON"},
		{"json list", "", "[\n{\"a\": 1}]", "json", "JSON"},
		{"json after a BOM", "", "\ufeff[[1]]", "json", "JSON"},
		{"xml", "a spreadsheet of 2003 is one", "<?xml version=\"1.0\"?><Workbook>", "xml", "XML"},
		{"ume", "blocks, no table", "[User]\nuid=ann\n", "sap-ume", "SAP"},
		{"mhtml", "", "MIME-Version: 1.0\r\n", "mhtml", "MHTML"},
		{"bzip2", "", "BZh91AY", "compressed", "bzip2"},
		{"7z", "", "7z\xbc\xaf\x27\x1c", "compressed", "7-Zip"},
		{"ldif", "", "dn: cn=ann,dc=acme\ncn: ann\n", "ldif", "LDIF"},
		{"vcard", "", "BEGIN:VCARD\r\n", "vcard", "vCard"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(strings.NewReader(tt.text), int64(len(tt.text)), Options{})
			e := fault(err)
			require.NotNil(t, e, "%s: got %v", tt.why, err)
			require.Equal(t, tt.code, e.Code)
			require.Contains(t, e.Message, tt.says)
			require.NotEmpty(t, e.Hint)
		})
	}
}

// TestNotRefused: headers that begin like something else.
func TestNotRefused(t *testing.T) {
	for _, header := range []string{"[givenName],[mail]", "{name},{mail}", "dn,mail", "<name>,<mail>", "PK,name", "begin,end"} {
		records := mustRead(t, header+"\n1,2\n")
		require.Len(t, records, 2, header)
		require.Equal(t, strings.Split(header, ","), records[0].Cells)
	}
}
