package table

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"
)

// people makes a roster of n lines; quirky ones have quotes, doubled quotes,
// line ends inside cells, and a semicolon for a delimiter.
func people(n int, quirky bool) []byte {
	var b bytes.Buffer
	b.WriteString("Employee ID,Work Email,First Name,Last Name,Job Title,Department,Location,Cost Center,Type,Phone,Manager ID,Hire Date,End Date,Status\r\n")
	for i := range n {
		title, office := "Senior Engineer", "Berlin"
		if quirky {
			title, office = `"Engineer, ""Platform"" team"`, "\"Hauptstr. 5,\r\n10827 Berlin\""
		}
		fmt.Fprintf(&b, "%06d,ana.ruiz.%d@acme.example,Ana,Ruiz Ibarra,%s,Engineering,%s,CC100,full-time,+49 30 1234 %04d,%06d,2019-03-%02d,,active\r\n",
			i, i, title, office, i%10000, i/10, i%28+1)
	}
	return b.Bytes()
}

// BenchmarkRecords measures the splitter beside encoding/csv on the same
// bytes, both with their cheapest way of handing out a record.
func BenchmarkRecords(b *testing.B) {
	for _, shape := range []string{"clean", "quirky"} {
		data := people(20_000, shape == "quirky")
		b.Run(shape+"/table", func(b *testing.B) {
			t, err := Open(bytes.NewReader(data), int64(len(data)), Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range t.Records() {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
		b.Run(shape+"/encoding-csv", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				r := csv.NewReader(bytes.NewReader(data))
				r.ReuseRecord = true
				for {
					if _, err := r.Read(); err == io.EOF {
						break
					} else if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkOpen measures what finding out about a file costs: one pass over
// its bytes.
func BenchmarkOpen(b *testing.B) {
	data := people(20_000, false)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Open(strings.NewReader(string(data)), int64(len(data)), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
