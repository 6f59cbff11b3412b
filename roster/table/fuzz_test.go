package table

import (
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
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
	f.Fuzz(func(t *testing.T, data []byte) {
		text := string(data)
		tab, err := Open(strings.NewReader(text), int64(len(text)), Options{})
		if err != nil {
			if e := fault(err); e == nil || e.Code == "" || e.Message == "" || e.Hint == "" {
				t.Fatalf("an error that helps nobody: %#v", err)
			}
			return
		}
		records, err := collect(tab)
		again, againErr := collect(tab)
		if diff := cmp.Diff(records, again); diff != "" || (err == nil) != (againErr == nil) {
			t.Fatalf("read again, it differs:\n%s", diff)
		}
		lines := 1 + countLines(data)
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
		checkText(t, tab, text, records, err == nil)
	})
}

// checkText compares the visible text of the cells, quotes and delimiters
// aside, with that of the file.
func checkText(t *testing.T, tab *Table, text string, records []Record, complete bool) {
	visible := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r <= ' ' || unicode.IsSpace(r) || r == '"' || r == rune(tab.dialect.delim) || r == '\ufeff' {
				return -1
			}
			return r
		}, s)
	}
	for range tab.dialect.skip {
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
