package table

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func gzipped(tb testing.TB, text string) string {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	require.NoError(tb, err)
	require.NoError(tb, w.Close())
	return b.String()
}

// zipped makes an archive of names and texts, in turn.
func zipped(tb testing.TB, files ...string) string {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		require.NoError(tb, err)
		_, err = f.Write([]byte(files[i+1]))
		require.NoError(tb, err)
	}
	require.NoError(tb, w.Close())
	return b.String()
}

func TestContainers(t *testing.T) {
	const text = "a;b\n1;2\n"
	for _, tt := range []struct {
		name, why string
		raw       string
		container string
	}{
		{"gzip", "", gzipped(t, text), "gzip"},
		{"zip", "one table", zipped(t, "people.csv", text), "zip"},
		{"zip of any name", "the only file", zipped(t, "EXPORT", text), "zip"},
		{"zip with a readme", "one of the files is a table", zipped(t, "dir/", "", "README.md", "hi", "dir/people.CSV", text), "zip"},
		{"zip of a Mac", "with what it leaves behind", zipped(t, "people.csv", text, "__MACOSX/._people.csv", "x", ".DS_Store", "x"), "zip"},
		{"zip of Windows-1252", "what is inside is found out, too", zipped(t, "people.csv", text+"Jos\xe9;3\n"), "zip"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tab, err := Open(strings.NewReader(tt.raw), int64(len(tt.raw)), Options{})
			require.NoError(t, err, tt.why)
			defer tab.Close()
			require.Equal(t, []string{"csv", tt.container, ";"}, []string{tab.Format, tab.Container, tab.Delimiter})
			records, err := collect(tab)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{"1", "2"}}}, records[:2]))
		})
	}
}

func TestContainersRefused(t *testing.T) {
	text := strings.Repeat("1,2,Ann\n", 1000)
	gz, z := gzipped(t, text), zipped(t, "people.csv", text)
	broken := []byte(z)
	copy(broken[40:], "garbage garbage") // inside the packed text
	locked := []byte(z)
	locked[6] |= 1
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	for _, tt := range []struct {
		name, why string
		raw       string
		code      string
		says      string
	}{
		{"gzip cut", "never a short roster", gz[:len(gz)/2], "damaged-file", "cut"},
		{"gzip without its tail", "the last bytes are its checksum", gz[:len(gz)-4], "damaged-file", "cut"},
		{"gzip with a wrong checksum", "", gz[:len(gz)-8] + "xxxx" + gz[len(gz)-4:], "damaged-file", "checksum"},
		{"gzip with a broken head", "", "\x1f\x8bxxxxxxxxxxxxxx", "damaged-file", "gzip"},
		{"zip cut", "its directory is at the end", z[:len(z)-30], "damaged-file", "zip"},
		{"zip damaged", "", string(broken), "damaged-file", "zip"},
		{"zip of two tables", "nobody can say which", zipped(t, "a.csv", "x", "b.csv", "y"), "several-tables", `"a.csv", "b.csv"`},
		{"zip of many tables", "not all are named", zipped(t, "a.csv", "", "b.csv", "", "c.csv", "", "d.csv", "", "e.csv", "", "f.csv", ""), "several-tables", "and 1 more"},
		{"zip of none", "", zipped(t, "a.txt.exe", "x", "b.png", "y"), "no-table", `"b.png"`},
		{"empty zip", "", zipped(t), "no-table", "no file"},
		{"zip with a password", "", string(locked), "password-protected", `"people.csv"`},
		{"gzip in gzip", "", gzipped(t, gz), "compressed", "archive in an archive"},
		{"zip in zip", "", zipped(t, "a.csv", z), "compressed", "archive in an archive"},
		{"nothing in gzip", "", gzipped(t, ""), "empty-file", "empty"},
		{"pdf in gzip", "", gzipped(t, "%PDF-1.4"), "pdf", "PDF"},
		{"OpenDocument", "", zipped(t, "mimetype", "x", "content.xml", "x"), "other-office-file", ".ods"},
		{"binary workbook", "", zipped(t, "xl/workbook.bin", "x"), "other-office-file", ".xlsb"},
		{"Word", "", zipped(t, "word/document.xml", "x"), "other-office-file", "Word"},
		{"Numbers", "", zipped(t, "Index/Document.iwa", "x"), "other-office-file", "Numbers"},
		{"bomb", "it unpacks to a thousand times its size", gzipped(t, strings.Repeat("a,b\n", 20<<20)), "unpacked-too-large", "64 MiB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(strings.NewReader(tt.raw), int64(len(tt.raw)), Options{})
			e := fault(err)
			require.NotNil(t, e, "%s: got %v", tt.why, err)
			require.Equal(t, tt.code, e.Code, e.Message)
			require.Contains(t, e.Message, tt.says)
			require.NotEmpty(t, e.Hint)
		})
	}
}

// TestSpooledFileIsGone: what is too large for memory goes to a file, of which
// nothing is left when the table is closed.
func TestSpooledFileIsGone(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	text := "id,name\n" + strings.Repeat("1,somebody with a name\n", 300_000)
	raw := gzipped(t, text)
	tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
	require.NoError(t, err)
	require.NotNil(t, tab.spools[0].file, "the table was expected to be spooled to disk")
	if runtime.GOOS != "windows" {
		left, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Empty(t, left, "it is gone from the directory while it is read")
	}
	records, err := collect(tab)
	require.NoError(t, err)
	require.Len(t, records, 300_001)
	require.NoError(t, tab.Close())
	require.NoError(t, tab.Close(), "closing twice is allowed")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}
