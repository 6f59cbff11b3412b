//go:build unix

package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"roster.example/roster"
)

// mostMemory is what reading any file may take, of the whole process.
const mostMemory = 256 << 20

// frugal runs a command, which must end by itself, say nothing that drives a
// terminal, and keep to the memory.
func (s *shop) frugal(args ...string) (code int, said string) {
	s.t.Helper()
	cmd := s.command(s.program, args...)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	_ = cmd.Run() // The code tells.
	require.NotContains(s.t, stderr.String(), "goroutine ")
	require.Contains(s.t, []int{exitDone, exitFailed, exitHeld, exitRejected}, cmd.ProcessState.ExitCode(), stderr.String())
	harmless(s.t, out.String())
	harmless(s.t, stderr.String())
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok && runtime.GOOS == "linux" {
		require.Less(s.t, usage.Maxrss<<10, int64(mostMemory), "%v", args) // in KiB on Linux
	}
	return cmd.ProcessState.ExitCode(), stderr.String() + out.String()
}

// harmless looks for what a terminal obeys, or what turns the direction of a
// line.
func harmless(t *testing.T, text string) {
	t.Helper()
	for i, r := range text {
		bad := unicode.IsControl(r) && r != '\n' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
		require.False(t, bad, "%U at %d in %q", r, i, text[max(0, i-40):i])
	}
}

// Every report of every hostile file is safe in a terminal, a spreadsheet and
// a browser.
func TestHostileFilesMakeSafeReports(t *testing.T) {
	files, err := filepath.Glob("../../testdata/uploads/hostile/*")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			file, err := filepath.Abs(file)
			require.NoError(t, err)
			s := newShop(t, 2)
			s.frugal("check", file)
			args := []string{"plan", file, "--rejects", "rejects.csv"}
			for _, ext := range []string{"txt", "md", "csv", "html", "json"} {
				args = append(args, "--report", "report."+ext)
			}
			s.frugal(args...)
			s.frugal("import", file, "--yes")
			s.sound()
			s.frugal("export", "-o", "all.csv")
			for _, name := range []string{"report.txt", "report.md"} {
				if data, err := os.ReadFile(s.path(name)); err == nil {
					harmless(t, string(data))
				}
			}
			for _, name := range []string{"report.csv", "all.csv", "rejects.csv"} {
				s.noFormulas(name)
			}
			if data, err := os.ReadFile(s.path("report.html")); err == nil {
				page := html.UnescapeString(string(data[:min(len(data), 1000)]))
				require.Contains(t, page, `<meta http-equiv="Content-Security-Policy" content="default-src 'none'`)
				require.NotContains(t, page, "unsafe-")
				for tag, want := range map[string]int{"<script": 1, "</style": 1, "<img": 0, "<meta": 5, "<!--": 0} {
					require.Equal(t, want, bytes.Count(data, []byte(tag)), "its own %q, and no other", tag)
				}
			}
		})
	}
}

// noFormulas looks at every cell of a CSV as a spreadsheet would.
func (s *shop) noFormulas(name string) {
	s.t.Helper()
	f, err := os.Open(s.path(name))
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	require.NoError(s.t, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	require.NoError(s.t, err, name)
	for _, cells := range records {
		for _, cell := range cells {
			if cell != "" {
				require.NotContains(s.t, "=+-@\t\r", cell[:1], "%s has the cell %q", name, cell)
			}
		}
	}
}

func TestHostileColumnNamesAreNoFields(t *testing.T) {
	s := newShop(t, 0)
	file, err := filepath.Abs("../../testdata/uploads/hostile/headers.csv")
	require.NoError(t, err)
	_, said := s.frugal("import", file, "--yes", "--quiet")
	require.NotContains(t, s.must(0, "export"), "proto", said)
	require.NotContains(t, s.must(0, "export"), "constructor")
	require.Nil(t, roster.FieldByName("custom.__proto__"))
	code, said := s.frugal("plan", file, "--map", "__proto__=custom.__proto__")
	require.Equal(t, exitFailed, code)
	require.Contains(t, said, "custom.__proto__")
}

// What is too large is refused by the name of the cap, in little memory.
func TestHostileSizesAreCapped(t *testing.T) {
	s := newShop(t, 0)
	const header = "employee_id,email,first_name,last_name\n"
	for _, test := range []struct {
		name, says string
		write      func(w io.Writer)
	}{
		{"columns.csv", "longer than 1 MiB", func(w io.Writer) {
			fmt.Fprintln(w, strings.Repeat("a,", 1_000_000))
		}},
		{"columns-below.csv", "more than 16384 cells", func(w io.Writer) {
			fmt.Fprint(w, header, strings.Repeat("a,", 500_000))
		}},
		{"cell.csv", "has a cell of more than 128 KiB", func(w io.Writer) {
			fmt.Fprint(w, header, `E1,"`)
			lines(w, "x", 64<<20)
			fmt.Fprint(w, `",Ann,Lee`)
		}},
		{"line.csv", "longer than 1 MiB", func(w io.Writer) {
			fmt.Fprint(w, header)
			lines(w, "x", 64<<20)
		}},
		{"bomb.csv.gz", "unpacks to more than", func(w io.Writer) {
			z := gzip.NewWriter(w)
			lines(z, header, 200<<20)
			z.Close()
		}},
		{"bomb.zip", "unpacks to more than", func(w io.Writer) {
			z := zip.NewWriter(w)
			f, _ := z.Create("people.csv")
			lines(f, header, 200<<20)
			z.Close()
		}},
		{"bomb.xlsx", "", func(w io.Writer) { workbook(w, func(w io.Writer) { lines(w, "<sheetData>", 200<<20) }) }},
		{"entities.xlsx", "", func(w io.Writer) {
			workbook(w, func(w io.Writer) {
				fmt.Fprint(w, `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">`)
				for i := range 12 {
					fmt.Fprintf(w, `<!ENTITY %c "%s">`, 'b'+i, strings.Repeat(fmt.Sprintf("&%c;", 'a'+i), 10))
				}
				fmt.Fprint(w, `]><worksheet><sheetData><row><c t="inlineStr"><is><t>&m;</t></is></c></row></sheetData></worksheet>`)
			})
		}},
		{"nested.zip", "", func(w io.Writer) {
			inner := []byte(header)
			for range 20 {
				var b bytes.Buffer
				z := zip.NewWriter(&b)
				f, _ := z.Create("people.zip")
				f.Write(inner)
				z.Close()
				inner = b.Bytes()
			}
			w.Write(inner)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := os.OpenFile(s.path(test.name), os.O_CREATE|os.O_WRONLY, 0o600)
			require.NoError(t, err)
			test.write(f)
			require.NoError(t, f.Close())
			in := *s
			in.t = t
			code, said := in.frugal("plan", test.name)
			require.NotEqual(t, exitDone, code, said)
			require.Contains(t, said, test.says)
			require.Less(t, len(said), 20_000, "an error is not as long as the file")
			require.NoError(t, os.Remove(s.path(test.name)))
		})
	}
}

// lines writes a text over and over.
func lines(w io.Writer, line string, n int) {
	block := []byte(strings.Repeat(line, 1<<20/len(line)))
	for ; n > 0; n -= len(block) {
		w.Write(block)
	}
}

// workbook writes the least that passes for one, with this sheet.
func workbook(w io.Writer, sheet func(io.Writer)) {
	z := zip.NewWriter(w)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="People" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
	} {
		f, _ := z.Create(part[0])
		io.WriteString(f, part[1])
	}
	f, _ := z.Create("xl/worksheets/sheet1.xml")
	sheet(f)
	z.Close()
}

// endless is a file of one line of this length, which nobody has to store.
type endless struct {
	head string
	size int64
}

var manyX = strings.Repeat("x", 1<<16)

func (e endless) ReadAt(p []byte, off int64) (n int, err error) {
	if off >= e.size {
		return 0, io.EOF
	}
	if left := e.size - off; int64(len(p)) > left {
		p, err = p[:left], io.EOF
	}
	for left := p; len(left) > 0; {
		left = left[copy(left, manyX):]
	}
	if off < int64(len(e.head)) {
		copy(p, e.head[off:])
	}
	return len(p), err
}

// A line is given up at the cap, however long it is: nobody has a gigabyte
// here, neither on the disk nor in memory.
func TestALineOfAGigabyteIsGivenUpAtTheCap(t *testing.T) {
	size := int64(1 << 30)
	if testing.Short() {
		size = 1 << 24
	}
	for _, head := range []string{"", "employee_id,email,first_name,last_name\n", "employee_id,email\nE1,\""} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := roster.Open(endless{head, size}, size, roster.Options{Name: "line.csv", Now: theDay()})
		runtime.ReadMemStats(&after)
		var file *roster.FileError
		require.ErrorAs(t, err, &file)
		require.Regexp(t, `128 KiB|1 MiB`, file.Problem.Message)
		require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
	}
}
