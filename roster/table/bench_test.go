package table

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"html"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"roster.example/roster/rostertest"
)

const benchRows = 20_000

// people makes a roster of n lines; quirky ones have quotes, doubled quotes,
// line ends inside cells and letters beyond ASCII.
func people(n int, quirky bool) []byte {
	var b bytes.Buffer
	b.WriteString("Employee ID,Work Email,First Name,Last Name,Job Title,Department,Location,Cost Center,Type,Phone,Manager ID,Hire Date,End Date,Status\r\n")
	for i := range n {
		name, title, office := "Ruiz Ibarra", "Senior Engineer", "Berlin"
		if quirky {
			name, title, office = "Muñoz", `"Engineer, ""Platform"" team"`, "\"Hauptstr. 5,\r\n10827 Berlin\""
		}
		fmt.Fprintf(&b, "%06d,ana.ruiz.%d@acme.example,Ana,%s,%s,Engineering,%s,CC100,full-time,+49 30 1234 %04d,%06d,2019-03-%02d,,active\r\n",
			i, i, name, title, office, i%10000, i/10, i%28+1)
	}
	return b.Bytes()
}

// BenchmarkRecords measures reading beside encoding/csv on the same bytes,
// both with their cheapest way of handing out a record.
func BenchmarkRecords(b *testing.B) {
	clean, quirky := people(benchRows, false), people(benchRows, true)
	for _, bb := range []struct {
		name string
		data []byte
	}{
		{"clean/table", clean},
		{"clean/encoding-csv", clean},
		{"quirky/table", quirky},
		{"quirky/encoding-csv", quirky},
		{"windows-1252/table", []byte(in(b, charmap.Windows1252, string(quirky)))},
		{"xlsx/table", []byte(asWorkbook(b, clean))},
	} {
		b.Run(bb.name, func(b *testing.B) {
			if strings.HasSuffix(bb.name, "encoding-csv") {
				measured(b, bb.data, func() error { return readStandard(bb.data) })
				return
			}
			t, err := Open(bytes.NewReader(bb.data), int64(len(bb.data)), Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer t.Close()
			measured(b, bb.data, func() error { return readAll(t) })
		})
	}
}

// BenchmarkSplitter measures cutting alone, without finding out what the bytes
// are and without another goroutine.
func BenchmarkSplitter(b *testing.B) {
	for _, bb := range []struct {
		name string
		data []byte
	}{
		{"clean", people(benchRows, false)},
		{"quirky", people(benchRows, true)},
	} {
		b.Run(bb.name+"/table", func(b *testing.B) {
			var rec Record
			var list []string
			measured(b, bb.data, func() error {
				s := newSplitter(bytes.NewReader(bb.data), dialect{delim: ',', quote: '"', columns: 14}, standard, bufferBytes)
				var err error
				for err == nil {
					list, err = s.next(&rec, list[:0])
				}
				if err != io.EOF {
					return err
				}
				return nil
			})
		})
		b.Run(bb.name+"/encoding-csv", func(b *testing.B) {
			measured(b, bb.data, func() error { return readStandard(bb.data) })
		})
	}
}

// BenchmarkOpen measures what finding out about a file costs: a pass over its
// bytes, and of a workbook all the unpacking.
func BenchmarkOpen(b *testing.B) {
	clean, quirky := people(benchRows, false), people(benchRows, true)
	for _, bb := range []struct {
		name string
		data []byte
	}{
		{"clean", clean},
		{"quirky", quirky},
		{"windows-1252", []byte(in(b, charmap.Windows1252, string(quirky)))},
		{"gzip", []byte(gzipped(b, string(clean)))},
		{"xlsx", []byte(asWorkbook(b, clean))},
	} {
		b.Run(bb.name, func(b *testing.B) {
			measured(b, bb.data, func() error {
				t, err := Open(bytes.NewReader(bb.data), int64(len(bb.data)), Options{})
				if err != nil {
					return err
				}
				return t.Close()
			})
		})
	}
}

func measured(b *testing.B, data []byte, f func() error) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func readAll(t *Table) error {
	for _, err := range t.Records() {
		if err != nil {
			return err
		}
	}
	return nil
}

func readStandard(data []byte) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	for {
		if _, err := r.Read(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// BenchmarkWorkbook measures a workbook of 12 columns, opened and read to its
// end, beside streaming its rows with excelize from the same bytes.
func BenchmarkWorkbook(b *testing.B) {
	for _, bb := range []struct {
		name string
		data []byte
	}{
		{"strings-in-cells", []byte(asWorkbook(b, people(benchRows, false)))},
		{"strings-shared", []byte(withSharedStrings(b, people(benchRows, false)))},
	} {
		b.Run(bb.name+"/table", func(b *testing.B) {
			measured(b, bb.data, func() error {
				t, err := Open(bytes.NewReader(bb.data), int64(len(bb.data)), Options{})
				if err != nil {
					return err
				}
				defer t.Close()
				return readAll(t)
			})
		})
		b.Run(bb.name+"/excelize", func(b *testing.B) {
			measured(b, bb.data, func() error {
				return rostertest.StreamWorkbook(excelize.OpenReader(bytes.NewReader(bb.data), excelize.Options{UnzipXMLSizeLimit: 4 << 20}))
			})
		})
	}
}

// withSharedStrings makes a workbook as Excel itself does: every text is in a
// table of its own, dates and IDs are numbers.
func withSharedStrings(b *testing.B, data []byte) string {
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	var sheet, sst strings.Builder
	seen := map[string]int{}
	for i, rec := range records {
		fmt.Fprintf(&sheet, `<row r="%d">`, i+1)
		for j, c := range rec {
			ref := fmt.Sprintf("%c%d", 'A'+j, i+1)
			day, derr := time.Parse(time.DateOnly, c)
			if n, err := strconv.Atoi(c); err == nil {
				fmt.Fprintf(&sheet, `<c r="%s" s="2"><v>%d</v></c>`, ref, n)
			} else if derr == nil {
				fmt.Fprintf(&sheet, `<c r="%s" s="1"><v>%d</v></c>`, ref, day.Unix()/86400+25569)
			} else if c != "" {
				n, ok := seen[c]
				if !ok {
					n = len(seen)
					seen[c] = n
					fmt.Fprintf(&sst, `<si><t>%s</t></si>`, html.EscapeString(c))
				}
				fmt.Fprintf(&sheet, `<c r="%s" t="s"><v>%d</v></c>`, ref, n)
			}
		}
		sheet.WriteString(`</row>`)
	}
	return sheetXMLWith(b, `<sheetData>`+sheet.String()+`</sheetData>`, `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`+sst.String()+`</sst>`, "m/d/yy", "000000")
}

func asWorkbook(b *testing.B, data []byte) string {
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	return workbook(b, func(f *excelize.File) error {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			return err
		}
		for i, rec := range records {
			row := make([]any, len(rec))
			for j, c := range rec {
				row[j] = c
			}
			if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
				return err
			}
		}
		return w.Flush()
	})
}
