package roster

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"roster.example/roster/rostertest"
	"roster.example/roster/table"
)

const benchPeople = 20_000

// benchFile is a roster of twelve columns; a quirky one has a title, IDs and
// emails as spreadsheets leave them, doubled quotes, line ends inside cells,
// letters beyond ASCII and totals.
func benchFile(quirky bool) []byte {
	var b bytes.Buffer
	if quirky {
		b.WriteString("Staff list,,,,,,,,,,,\r\n\r\n")
	}
	b.WriteString("Employee ID,Work Email,First Name,Last Name,Job Title,Department,Location,Cost Center,Type,Phone,Hire Date,Status\r\n")
	for i := range benchPeople {
		id, email, name, title, office, day := fmt.Sprintf("%06d", i), "ana.ruiz.%d@acme.example", "Ruiz Ibarra", "Senior Engineer", "Berlin", "2019-03-%02d"
		if quirky {
			id, email, name, day = "\"=\"\""+id+"\"\"\"", "Ana Ruiz <ana.ruiz.%d@acme.example>", "Núñez", "%02d.03.2019"
			title, office = `"Engineer, ""Platform"" team"`, "\"Hauptstr. 5,\r\n10827 Berlin\""
		}
		fmt.Fprintf(&b, "%s,"+email+",Ana,%s,%s,Engineering,%s,CC100,full-time,+49 30 1234 %04d,"+day+",active\r\n",
			id, i, name, title, office, i%10000, i%28+1)
	}
	if quirky {
		b.WriteString("Total,20000,,,,,,,,,,\r\n")
	}
	return b.Bytes()
}

// BenchmarkRead measures reading an upload as a preview does, from its bytes
// to its rows, beside the fastest that only hands out the cells of the same
// bytes: encoding/csv, and for a workbook excelize.
func BenchmarkRead(b *testing.B) {
	clean, quirky := benchFile(false), benchFile(true)
	book := benchWorkbook(b, clean)
	for _, bb := range []struct {
		name string
		data []byte
		read func([]byte) error
	}{
		{"clean-csv/roster", clean, readUpload},
		{"clean-csv/encoding-csv", clean, readCSV},
		{"quirky-csv/roster", quirky, readUpload},
		{"quirky-csv/encoding-csv", quirky, readCSV},
		{"xlsx/roster", book, readUpload},
		{"xlsx/excelize", book, func(data []byte) error {
			return rostertest.StreamWorkbook(excelize.OpenReader(bytes.NewReader(data)))
		}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.data)))
			b.ReportAllocs()
			for b.Loop() {
				if err := bb.read(bb.data); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(benchPeople)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func readUpload(data []byte) error {
	u, err := Open(bytes.NewReader(data), int64(len(data)), Options{Now: now, Keep: true})
	if err != nil {
		return err
	}
	defer u.Close()
	rows, err := u.Rowset(KeyEmployeeID, nil)
	if err != nil {
		return err
	}
	if rows.Count() != benchPeople {
		return fmt.Errorf("%d of %d rows were read", rows.Count(), benchPeople)
	}
	return nil
}

func readCSV(data []byte) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord, r.FieldsPerRecord, r.LazyQuotes = true, -1, true
	for {
		if _, err := r.Read(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func benchWorkbook(b *testing.B, data []byte) []byte {
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	require.NoError(b, err)
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(b, err)
	for i, rec := range records {
		row := make([]any, len(rec))
		for j, c := range rec {
			row[j] = c
		}
		require.NoError(b, w.SetRow(fmt.Sprintf("A%d", i+1), row))
	}
	require.NoError(b, w.Flush())
	var book bytes.Buffer
	require.NoError(b, f.Write(&book))
	return book.Bytes()
}

// BenchmarkParts measures what is done with the cells of one row in the two
// readings of a file, without cutting it.
func BenchmarkParts(b *testing.B) {
	for _, bb := range []struct {
		name   string
		quirky bool
	}{{"clean", false}, {"quirky", true}} {
		data := benchFile(bb.quirky)
		u, err := Open(bytes.NewReader(data), int64(len(data)), Options{Now: now})
		require.NoError(b, err)
		defer u.Close()
		var records []table.Record
		size := 0
		for rec, err := range u.data() {
			require.NoError(b, err)
			rec.Cells = slices.Clone(rec.Cells)
			records = append(records, rec)
			size += len(strings.Join(rec.Cells, ","))
		}
		header := make([]string, len(u.columns))
		for i, c := range u.columns {
			header[i] = c.header
		}
		perRow := func(b *testing.B, f func(rec table.Record)) {
			b.SetBytes(int64(size / len(records)))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				f(records[i%len(records)])
			}
		}
		b.Run(bb.name+"/survey", func(b *testing.B) {
			columns, err := newColumns(header, Options{})
			require.NoError(b, err)
			perRow(b, func(rec table.Record) {
				for i, cell := range rec.Cells {
					columns[i].see(rec.Line, cell)
				}
			})
		})
		b.Run(bb.name+"/read", func(b *testing.B) {
			reader, row := newRowReader(u, KeyEmployeeID), &Row{}
			perRow(b, func(rec table.Record) { reader.read(rec, row) })
		})
	}
}
