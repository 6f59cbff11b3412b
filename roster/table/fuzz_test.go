package table

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	gounicode "unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// FuzzRecords holds the reader to what it promises of any bytes: it returns,
// lines ascend and are within the file, a second reading is the first, and
// the cells hold the text of the file: no more, and, when it was read to its
// end, no less.
func FuzzRecords(f *testing.F) {
	for _, seed := range []string{
		"id,name\n1,Ann\n", "\ufeff\"id\",name\r\n1,\"a \"\"b\"\"\"\r\n", "sep=;\na;b\n", "a\tb\r1\t2\r",
		"a,b\n5\" pipe,=\"00123\"\n\"say \"hi\" x\",1", "a,b,c\n1,\"Ann,x\n2,Bob,y\n3,12\",z\n",
		"a,b,c\n\"1\r\n2\r3\n\n4\",x\n\n,,\n1, \"x\" ,2", "a|b\n\"|\"|\"\n", "\n \n\"\"\n,", "a,b\n1,\"", "[User]\nuid=1\n",
	} {
		f.Add([]byte(seed))
	}
	const text = "id;name\n1;José\n"
	for _, seed := range []string{
		"version:v1.0\na,b\n", "id;note\n1;'a; b'\n", "id,x\n1,\"a \\\"b\\\" c\"\n", "id,x\n1,\x00\n",
		in(f, charmap.Windows1252, text), in(f, charmap.Macintosh, text), text + "2;Zo\xeb\n" + text + text,
		in(f, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), text), in(f, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), text),
		gzipped(f, text), zipped(f, "a.csv", text), compound("Workbook"),
		"<table><tr><td colspan=2>1<td rowspan=3>2<tr><td>3</table>", "<!doctype html><table><td><table><td>1</table></table>",
		sheetXML(f, `<sheetData><row r="2"><c r="B2" s="1"><v>43539</v></c></row></sheetData>`, "m/d/yy"),
	} {
		f.Add([]byte(seed))
	}
	for _, pattern := range []string{"../../testdata/uploads/*.*", "../../testdata/uploads/*/*.*"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if len(data) <= 64<<10 { // larger ones only make it slow
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tab, err := Open(bytes.NewReader(data), int64(len(data)), Options{})
		if err != nil {
			if e := fault(err); e == nil || e.Code == "" || e.Message == "" || e.Hint == "" {
				t.Fatalf("an error that helps nobody: %#v", err)
			}
			return
		}
		defer tab.Close()
		records, err := collect(tab)
		again, againErr := collect(tab)
		if diff := cmp.Diff(records, again); diff != "" || (err == nil) != (againErr == nil) {
			t.Fatalf("read again, it differs:\n%s", diff)
		}
		if tab.Format != "csv" {
			return
		}
		text, readErr := io.ReadAll(tab.text())
		if readErr != nil {
			t.Fatal(readErr)
		}
		lines, _ := lineAt(bytes.NewReader(text), int64(len(text)))
		last := tab.dialect.skip
		for _, rec := range records {
			if rec.Line <= last || rec.Line > lines {
				t.Fatalf("line %d after %d, of %d", rec.Line, last, lines)
			}
			last = rec.Line
		}
		if err != nil {
			if e := fault(err); e == nil || e.Line <= last || e.Line > lines {
				t.Fatalf("error %#v after line %d, of %d", err, last, lines)
			}
		}
		checkText(t, tab, string(text), records, err == nil)
	})
}

// checkText compares the visible text of the cells, quotes and delimiters
// aside, with that of the file.
func checkText(t *testing.T, tab *Table, text string, records []Record, complete bool) {
	d := tab.dialect
	visible := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r <= ' ' || gounicode.IsSpace(r) || r == rune(d.quote) || r == rune(d.delim) || r == rune(d.escape) {
				return -1
			}
			return r
		}, s)
	}
	for range d.skip {
		text = string(dropLine([]byte(text)))
	}
	var b strings.Builder
	for _, rec := range records {
		for _, c := range rec.Cells {
			b.WriteString(c)
		}
	}
	want, got := visible(text), visible(b.String())
	if complete && got != want {
		t.Fatalf("text was lost: want %q, got %q", want, got)
	}
	if !complete && !strings.HasPrefix(want, got) {
		t.Fatalf("text was made up: file %q, cells %q", want, got)
	}
}
