package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestRecords(t *testing.T) {
	long := strings.Repeat("x", 1000)
	for _, tt := range []struct {
		name, why string
		text      string
		want      []Record
	}{
		{"plain", "the file everybody hopes for",
			"id,name\n1,Ann\n2,Bob\n",
			[]Record{{Line: 1, Cells: []string{"id", "name"}}, {Line: 2, Cells: []string{"1", "Ann"}}, {Line: 3, Cells: []string{"2", "Bob"}}}},
		{"no line end at the end", "editors leave it out",
			"id,name\n1,Ann",
			[]Record{{Line: 1, Cells: []string{"id", "name"}}, {Line: 2, Cells: []string{"1", "Ann"}}}},
		{"empty last cell without a line end", "the delimiter at the end of the file begins a cell",
			"id,name\n1,",
			[]Record{{Line: 1, Cells: []string{"id", "name"}}, {Line: 2, Cells: []string{"1", ""}}}},
		{"mixed line ends", "files are put together from several systems",
			"a,b\r\n1,2\r3,4\n5,6\r\r\n7,8",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{"1", "2"}}, {Line: 3, Cells: []string{"3", "4"}}, {Line: 4, Cells: []string{"5", "6"}}, {Line: 6, Cells: []string{"7", "8"}}}},
		{"blank lines", "they are left out, and count",
			"\n\na,b\n\n \t\n1,2\n\n",
			[]Record{{Line: 3, Cells: []string{"a", "b"}}, {Line: 6, Cells: []string{"1", "2"}}}},
		{"blank cells", "a row of commas is no person",
			"a,b\n,\n\" \",\u00a0\n1,\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 4, Cells: []string{"1", ""}}}},
		{"end of file mark", "old systems end a file with ^Z",
			"a,b\n1,2\n\x1a",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{"1", "2"}}}},
		{"ragged", "the caller knows what a row lacks",
			"a,b,c\n1\n1,2,3,4\n",
			[]Record{{Line: 1, Cells: []string{"a", "b", "c"}}, {Line: 2, Cells: []string{"1"}}, {Line: 3, Cells: []string{"1", "2", "3", "4"}}}},
		{"spaces stay", "cells are as they stand in the file",
			"a,b\n 1 , 2\t\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{" 1 ", " 2\t"}}}},
		{"quoted", "delimiters and doubled quotes inside",
			"a,b\n\"Ruiz, Ana\",\"the \"\"boss\"\"\"\n\"\",x\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{"Ruiz, Ana", `the "boss"`}}, {Line: 3, Cells: []string{"", "x"}}}},
		{"line ends in cells", "addresses; the next record knows its line",
			"a,b\n\"1\r\n2\r3\n\n4\",x\ny,z\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{"1\r\n2\r3\n\n4", "x"}}, {Line: 7, Cells: []string{"y", "z"}}}},
		{"two cells with line ends", "the second one begins on a later line",
			"a,b\n\"1\n2\",\"3\n4\"\ny,z\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{"1\n2", "3\n4"}}, {Line: 5, Cells: []string{"y", "z"}}}},
		{"space around quotes", "spreadsheets look over it",
			"a,b\n1, \"x, y\" \n \"z\"\t,2\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{"1", "x, y"}}, {Line: 3, Cells: []string{"z", "2"}}}},
		{"inches", "a quote inside a bare cell is text",
			"a,b\n5\" pipe,x\n1,5\"\n\"7\" pipe\",y\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{`5" pipe`, "x"}}, {Line: 3, Cells: []string{"1", `5"`}}, {Line: 4, Cells: []string{`7" pipe`, "y"}, Stray: true}}},
		{"stray quote", "the text is kept as it is",
			"a,b\n\"say \"hi\" x\",1\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{`say "hi" x`, "1"}, Stray: true}}},
		{"quoted word at the start", "two cells make the row as wide as the others",
			"a,b\n\"Ann\" Ruiz,\"x\"\n1,2\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{`"Ann" Ruiz`, "x"}, Stray: true}, {Line: 3, Cells: []string{"1", "2"}}}},
		{"quoted word without another quote", "it is no unclosed quote, for the row is whole",
			"a,b,c\n\"Ann\" Ruiz,x,\"y\"\n1,\"Bob\" Lee,z\n1,2,3\n",
			[]Record{{Line: 1, Cells: []string{"a", "b", "c"}}, {Line: 2, Cells: []string{`"Ann" Ruiz`, "x", "y"}, Stray: true},
				{Line: 3, Cells: []string{"1", `"Bob" Lee`, "z"}, Stray: true}, {Line: 4, Cells: []string{"1", "2", "3"}}}},
		{"quotes after one that is taken as written", "are looked at again",
			"a,b,c\n\"An,\"\" ,x\"z\n",
			[]Record{{Line: 1, Cells: []string{"a", "b", "c"}}, {Line: 2, Cells: []string{`"An`, "", `x"z`}, Stray: true}}},
		{"stray quote in a row of no width", "the caller is told not to trust it",
			"a,b,c\n\"x\"y\",1\n",
			[]Record{{Line: 1, Cells: []string{"a", "b", "c"}}, {Line: 2, Cells: []string{`x"y`, "1"}, Stray: true}}},
		{"address over lines", "commas before spaces are prose, even many of them",
			"id,name,address\n1,Ann,\"12 Main St, Suite 4\nBoston, MA, USA\nEarth\"\n",
			[]Record{{Line: 1, Cells: []string{"id", "name", "address"}}, {Line: 2, Cells: []string{"1", "Ann", "12 Main St, Suite 4\nBoston, MA, USA\nEarth"}}}},
		{"formula", "how Excel is made to keep the zeros of an ID; the caller unwraps it",
			"a,b\n=\"00123\",x\n\"=\"\"00123\"\"\",x\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{`="00123"`, "x"}}, {Line: 3, Cells: []string{`="00123"`, "x"}}}},
		{"one column", "a list of addresses is a table",
			"email\na@x.example\nb@x.example\n",
			[]Record{{Line: 1, Cells: []string{"email"}}, {Line: 2, Cells: []string{"a@x.example"}}, {Line: 3, Cells: []string{"b@x.example"}}}},
		{"text with a comma in two columns", "two columns prove nothing about a line inside a cell",
			"id,note\n1,\"a\nb, c, d\ne\"\n",
			[]Record{{Line: 1, Cells: []string{"id", "note"}}, {Line: 2, Cells: []string{"1", "a\nb, c, d\ne"}}}},
		{"header alone", "is a table of no rows",
			"a,b,c\n",
			[]Record{{Line: 1, Cells: []string{"a", "b", "c"}}}},
		{"long record with quotes", "each of its cells is within the cap",
			"a,b,c\n" + strings.Repeat("y", 100_000) + "," + strings.Repeat("y", 100_000) + ",\"z\"\n",
			[]Record{{Line: 1, Cells: []string{"a", "b", "c"}}, {Line: 2, Cells: []string{strings.Repeat("y", 100_000), strings.Repeat("y", 100_000), "z"}}}},
		{"long cell", "longer than the buffers of the tests",
			"a,b\n" + long + ",\"" + long + "\"\n",
			[]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{long, long}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, mustRead(t, tt.text)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
		})
	}
}

func TestRecordsFaults(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("x\n", n) }
	wide := strings.Repeat(",", 20_000)
	for _, tt := range []struct {
		name, why string
		text      string
		code      string
		line      int
		before    int // records that come before it
	}{
		{"open to the end", "the rest of the file is not one cell",
			"a,b,c\n1,\"Ann,x\n2,Bob,y\n", "unclosed-quote", 2, 1},
		{"open to the end on the last line", "even when there is nothing to swallow",
			"a,b,c\n1,2,\"x", "unclosed-quote", 2, 1},
		{"met the next quote", "a quoted cell that spans lines has no stray quotes",
			"a,b,c\n1,\"Ann,x\n2,\"Bob\",y\n", "unclosed-quote", 2, 1},
		{"stray quote, then a line end", "the same, the other way round",
			"a,b,c\n1,\"An\"n\n2,Bob,\"y\"\n", "unclosed-quote", 2, 1},
		{"stray quote, a line end, and a closing quote", "a quoted cell that spans lines has no stray quotes at all",
			"a,b,c\n1,\"say \"hi\nthere\",x\n", "unclosed-quote", 2, 1},
		{"swallowed a record", "inches close the cell, three lines on",
			"a,b,c\n1,\"Ann,x\n2,Bob,y\n3,12\",z\n", "unclosed-quote", 2, 1},
		{"swallowed a record with spaces", "the header has them, too",
			"a, b, c\n1, \"Ann, x\n2, Bob, y\n3, 12\", z\n", "unclosed-quote", 2, 1},
		{"quoted word in a row of another width", "then nobody can say what it is",
			"a,b,c\n\"Ann\" Ruiz,x\n1,2,3\n", "unclosed-quote", 2, 1},
		{"quoted word in two columns", "which prove nothing",
			"a,b\n\"Ann\" Ruiz,x\n1,2\n", "unclosed-quote", 2, 1},
		{"second multi-line cell", "the line of the quote, not of the record",
			"a,b,c\n1,\"two\nlines\",\"x\n", "unclosed-quote", 3, 1},
		{"too many lines", "a hundred lines are no cell",
			"a,b\n1,\"" + lines(150) + "\"\n", "unclosed-quote", 2, 1},
		{"too long over lines", "an unclosed quote in a file of few, long lines",
			"a,b\n1,\"" + strings.Repeat(strings.Repeat("x", 70_000)+"\n", 3) + "\"\n", "unclosed-quote", 2, 1},
		{"quoted cell too long", "one line: the cell itself",
			"a,b\n1,\"" + strings.Repeat("x", 140_000) + "\"\n", "cell-too-long", 2, 1},
		{"quoted cell too long, then lines", "it was too long before they came",
			"a,b\n1,\"" + strings.Repeat("x", 140_000) + "\n" + lines(9), "cell-too-long", 2, 1},
		{"bare cell too long", "",
			"a,b\n1," + strings.Repeat("x", 140_000) + "\n", "cell-too-long", 2, 1},
		{"bare cell too long beside a quoted one", "the other way through the splitter",
			"a,b\n\"1\"," + strings.Repeat("x", 140_000) + "\n", "cell-too-long", 2, 1},
		{"bare cell too long before a quoted one", "and the third",
			"a,b\n" + strings.Repeat("x", 140_000) + ",\"1\"\n", "cell-too-long", 2, 1},
		{"no line ends", "2 MB in one line are no record",
			"a,b\n" + strings.Repeat("x,", 1_000_000), "record-too-long", 2, 1},
		{"no line ends, quoted", "",
			"a,b\n" + strings.Repeat("\"x\",", 600_000), "too-many-columns", 2, 1},
		{"long record of long cells", "each cell is within its cap",
			"a,b\n" + strings.Repeat(strings.Repeat("x", 100_000)+",", 12), "record-too-long", 2, 1},
		{"long record with quotes", "",
			"a,b\n" + strings.Repeat("\""+strings.Repeat("x", 100_000)+"\",", 12) + "\n", "record-too-long", 2, 1},
		{"too many columns", "more than a sheet has",
			"a,b\n" + wide + "x\n", "too-many-columns", 2, 1},
		{"too many columns, quoted", "",
			"a,b\n\"x\"" + wide + "x\n", "too-many-columns", 2, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			records, err := read(t, tt.text, Options{})
			e := fault(err)
			require.NotNil(t, e, "%s: got %v", tt.why, err)
			require.Equal(t, tt.code, e.Code, e.Message)
			require.Equal(t, tt.line, e.Line, e.Message)
			require.Contains(t, e.Message, fmt.Sprintf("line %d", tt.line))
			require.NotEmpty(t, e.Hint)
			require.Len(t, records, tt.before)
		})
	}
}

func TestRecordsNamesTheCap(t *testing.T) {
	text := "a,b\n1,2\n3,4\n"
	s := newSplitter(strings.NewReader(text), dialect{delim: ',', quote: '"'}, limits{cell: 99, lines: 9, columns: 9, record: 99, records: 2}, 64)
	for range 2 {
		_, err := s.next(new(Record), nil)
		require.NoError(t, err)
	}
	_, err := s.next(new(Record), nil)
	e := fault(err)
	require.NotNil(t, e)
	require.Equal(t, "too-many-records", e.Code)
	require.Equal(t, 3, e.Line)
	require.Contains(t, e.Message, "2 records")

	_, err = read(t, "a\n\""+strings.Repeat("x", 140_000), Options{})
	require.ErrorContains(t, err, "128 KiB")
	_, err = read(t, "a\n"+strings.Repeat("x", 2<<20), Options{})
	require.ErrorContains(t, err, "1 MiB")
	_, err = read(t, "a,b\n\""+strings.Repeat("x\n", 200), Options{})
	require.ErrorContains(t, err, "100 lines")
	_, err = read(t, strings.Repeat(",", 20_000), Options{})
	require.ErrorContains(t, err, "16384")
}

// TestRecordsIsStreamed holds the splitter to its buffer: ten times as many
// lines do not cost more memory.
func TestRecordsIsStreamed(t *testing.T) {
	s := newSplitter(io.LimitReader(endless{}, 10<<20), dialect{delim: ',', quote: '"'}, standard, bufferBytes)
	for {
		_, err := s.next(new(Record), nil)
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
	}
	require.Len(t, s.w.buf, bufferBytes)

	s = newSplitter(io.LimitReader(noLineEnds{}, 50<<20), dialect{delim: ',', quote: '"'}, standard, bufferBytes)
	_, err := s.next(new(Record), nil)
	require.Equal(t, "record-too-long", fault(err).Code)
	require.LessOrEqual(t, len(s.w.buf), 2*standard.record, "no more is read than the cap")
}

type noLineEnds struct{}

func (noLineEnds) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], "1,\"Ann\",x\n")
	}
	return n, nil
}

// TestRecordsOfDiskFault: a disk that fails half-way is not a short file.
func TestRecordsOfDiskFault(t *testing.T) {
	broken := errors.New("disk on fire")
	r := io.MultiReader(strings.NewReader("a,b\n1,2\n3,"), iotest.ErrReader(broken))
	s := newSplitter(r, dialect{delim: ',', quote: '"'}, standard, 16)
	var err error
	for err == nil {
		_, err = s.next(new(Record), nil)
	}
	require.ErrorIs(t, err, broken)
	require.Nil(t, fault(err))
}

// TestRecordsOfShrunkFile: a file that somebody cuts while it is read is an
// error, never a short roster.
func TestRecordsOfShrunkFile(t *testing.T) {
	text := "a,b\n1,2\n3,4\n"
	f := &shrinking{Reader: strings.NewReader(text)}
	tab, err := Open(f, int64(len(text)), Options{})
	require.NoError(t, err)
	f.cut = 8
	_, err = collect(tab)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

type shrinking struct {
	*strings.Reader
	cut int64
}

func (s *shrinking) ReadAt(p []byte, off int64) (int, error) {
	if s.cut > 0 && off+int64(len(p)) > s.cut {
		n, _ := s.Reader.ReadAt(p[:max(0, s.cut-off)], off)
		return n, io.EOF
	}
	return s.Reader.ReadAt(p, off)
}

// TestRecordsAtEveryBuffer reads each construct with buffers so small that
// every part of it comes to lie across a refill.
func TestRecordsAtEveryBuffer(t *testing.T) {
	for _, text := range []string{
		"a,b\r\n1,2\r\n\r\n3,4\r\n",
		"a,b\r1,2\r\r3,4\r",
		"a,b\n\"x\"\"y\", \"z\" \n\"1\r\n2\r3\",4\n",
		"a,b,c\n\"Ann\" Ruiz,x,\"y\"\n1,\"Bob\" Lee,z\n\"say \"hi\" x\",1,2\n\"x\"y\",1\n",
		"a,b\n5\" pipe,=\"00123\"\n\"say \"hi\" x\",1",
		"a,b,c\n1,\"two\r\nlines\",\"x\ny\"\r\n1,2,3\r\n",
		"a,b,c\n1,\"Ann,x\r\n2,Bob,y\r\n",
		"a,b,c\n1,\"Ann,x\n2,\"Bob\",y\n",
		"a,b,c\n1,\"Ann,x\n2,Bob,y\n3,12\",z\n",
		"name,café\nJosé,Müller\n",
	} {
		d, _, err := sniff([]byte(text), true)
		require.NoError(t, err)
		want, wantErr := drain(newSplitter(strings.NewReader(text), d, standard, 4096))
		for size := 1; size <= len(text)+1; size++ {
			for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
				got, err := drain(newSplitter(r, d, standard, size))
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("%q with a buffer of %d (-want +got):\n%s", text, size, diff)
				}
				require.Equal(t, wantErr, err, "%q with a buffer of %d", text, size)
			}
		}
	}
}

// TestRecordsAtAnyBuffer cuts random texts with a buffer that holds all of it
// and with one that does not: where words and refills begin must not matter.
func TestRecordsAtAnyBuffer(t *testing.T) {
	rnd := rand.New(rand.NewPCG(20261122, 2))
	alphabet := []string{
		"a", "é", "日", " ", "\t", "'", "\\", "\x00", "\u00a0", "more than a word", ",", ",", ",", ";", "\n", "\r", "\r\n",
		"\"", "\"", "\"\"", "\",\"", "\"\n", ",\"", " \"",
	}
	for range 20_000 {
		var b strings.Builder
		for range rnd.IntN(50) {
			b.WriteString(alphabet[rnd.IntN(len(alphabet))])
		}
		text := b.String()
		d := dialect{delim: ",;"[rnd.IntN(2)], quote: "\"'"[rnd.IntN(2)], escape: "\x00\\"[rnd.IntN(2)], columns: rnd.IntN(5)}
		want, wantErr := drain(newSplitter(strings.NewReader(text), d, standard, 4096))
		size := 1 + rnd.IntN(40)
		got, err := drain(newSplitter(strings.NewReader(text), d, standard, size))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q as %+v with a buffer of %d (-want +got):\n%s", text, d, size, diff)
		}
		require.Equal(t, wantErr, err, "%q as %+v with a buffer of %d", text, d, size)
	}
}

func drain(s *splitter) ([]Record, error) {
	var records []Record
	for {
		var rec Record
		_, err := s.next(&rec, nil)
		if err == io.EOF {
			return records, nil
		}
		if err != nil {
			return records, err
		}
		records = append(records, Record{rec.Line, slices.Clone(rec.Cells), rec.Stray})
	}
}

// TestRecordsAgainstEncodingCSV writes random tables with the standard
// library and reads them with both.
func TestRecordsAgainstEncodingCSV(t *testing.T) {
	rnd := rand.New(rand.NewPCG(20261122, 1))
	alphabet := []string{"a", "é", "9", " ", "\"", ",", ";", "\n", "'", "-", "ß", "日本"}
	for range 3000 {
		columns := 2 + rnd.IntN(5)
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = rnd.IntN(2) == 0
		for row := range 1 + rnd.IntN(8) {
			cells := make([]string, columns)
			for i := range cells {
				cells[i] = fmt.Sprintf("h%d", i)
				for n := rnd.IntN(4); row > 0 && n > 0; n-- {
					cells[i] += alphabet[rnd.IntN(len(alphabet))]
				}
			}
			require.NoError(t, w.Write(cells))
		}
		w.Flush()
		text := b.String()

		var want []Record
		r := csv.NewReader(strings.NewReader(text))
		for {
			cells, err := r.Read()
			if err == io.EOF {
				break
			}
			require.NoError(t, err)
			line, _ := r.FieldPos(0)
			want = append(want, Record{Line: line, Cells: cells})
		}
		// columns is left at 0: random text in a cell may look like a record.
		got, err := drain(newSplitter(strings.NewReader(text), dialect{delim: ',', quote: '"'}, standard, 1+rnd.IntN(100)))
		require.NoError(t, err, "%q", text)
		for _, rec := range got {
			for i, c := range rec.Cells { // encoding/csv makes every line end in a cell an LF
				rec.Cells[i] = strings.ReplaceAll(c, "\r\n", "\n")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestRecordsTwice: a table is read as often as one likes, also while it is
// being read.
func TestRecordsTwice(t *testing.T) {
	text := string(people(50, true))
	tab, err := Open(strings.NewReader(text), int64(len(text)), Options{})
	require.NoError(t, err)
	first, err := collect(tab)
	require.NoError(t, err)
	for range tab.Records() {
		second, err := collect(tab)
		require.NoError(t, err)
		require.Empty(t, cmp.Diff(first, second))
		break
	}
}

// TestCellsLiveOn: the strings of a record are good after the next ones, and
// a record costs no allocation but its share of the buffer's text.
func TestCellsLiveOn(t *testing.T) {
	text := "a,b\n" + strings.Repeat("\"x\",y\nz,w\n", 500)
	s := newSplitter(strings.NewReader(text), dialect{delim: ',', quote: '"'}, standard, 64)
	var rec Record
	list, err := s.next(&rec, nil)
	require.NoError(t, err)
	a, b := rec.Cells[0], rec.Cells[1]
	const records = 500
	allocs := testing.AllocsPerRun(1, func() {
		for range records / 2 {
			if list, err = s.next(&rec, list[:0]); err != nil {
				t.Fatal(err)
			}
		}
	})
	require.LessOrEqual(t, allocs, records/2*6.0/64+10, "a text for every 64 bytes")
	require.Equal(t, "ab", a+b)
}

// A small file is read without help, and no more is made for its records than for
// those of a large one.
func TestRecordsOfASmallFileCostNoMemory(t *testing.T) {
	data := []byte(strings.Repeat("a,b,c\n", 2000))
	table, err := Open(bytes.NewReader(data), int64(len(data)), Options{})
	require.NoError(t, err)
	allocs := testing.AllocsPerRun(1, func() {
		for _, err := range table.Records() {
			require.NoError(t, err)
		}
	})
	require.Less(t, allocs, 100.0)
	require.NoError(t, table.Close())
}
