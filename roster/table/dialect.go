package table

import (
	"bytes"
	"math"
	"strings"
)

// dialect is how a text is to be cut into records.
type dialect struct {
	delim   byte
	quote   byte
	columns int // of most records; 0 when there is no telling
	skip    int // lines at the start that are no records, such as sep=;
}

// sampleBytes and sampleRecords bound what is looked at to find the dialect.
const (
	sampleBytes   = 64 << 10
	sampleRecords = 50
)

// delims are the delimiters that are looked for. Where two cut the sample
// equally well, the earlier one is right: a tab, a pipe or a semicolon is
// hardly ever in every cell by chance, a comma ("Last, First") often is.
const delims = "\t|;,"

// sniff finds the dialect from the start of a text, of which complete says
// whether it is all there is.
func sniff(sample []byte, complete bool) (dialect, error) {
	d := dialect{delim: ',', quote: '"'}
	if len(bytes.TrimSpace(sample)) == 0 && complete {
		return d, emptyFile()
	}
	if sep, ok := sepLine(sample); ok {
		d.delim, d.skip = sep, 1
		d.columns = measure(countDelims(dropLine(sample), d.quote, string(sep), complete), 0).columns
		return d, nil
	}
	records := countDelims(sample, d.quote, delims, complete)
	header := len(records)
	measures := make([]measurement, len(delims))
	for k := range delims {
		measures[k] = measure(records, k)
		if measures[k].fit >= 0.5 {
			header = min(header, measures[k].first)
		}
	}
	best := 0.0
	for k, m := range measures {
		score := m.fit * math.Log2(float64(m.columns))
		if m.first > header {
			// A delimiter is in the header, too. What is only in the rows
			// below it stands inside their cells.
			score /= 4
		}
		if score > best {
			best, d.delim, d.columns = score, delims[k], m.columns
		}
	}
	return d, nil
}

// measurement is how well one delimiter cuts the sample.
type measurement struct {
	columns int     // of the header; 1 when the delimiter cuts nothing
	first   int     // record that looks like the header
	fit     float64 // 1 when every record from there on is as wide
}

// measure takes the first record that is as wide as most are for the header,
// and compares those below with it. Shorter ones fit half: spreadsheets drop
// empty cells at the end of a row.
func measure(records [][]int, k int) measurement {
	often := map[int]int{}
	usual := 0
	for _, r := range records {
		if n := r[k]; n > 0 {
			often[n]++
			if often[n] > often[usual] || often[n] == often[usual] && n > usual {
				usual = n
			}
		}
	}
	m := measurement{columns: 1, first: len(records)}
	if usual == 0 {
		return m
	}
	for i, r := range records {
		n := r[k]
		if m.first == len(records) && n >= usual {
			m.first, m.columns = i, n+1
		}
		switch {
		case i < m.first || n == 0:
		case n == m.columns-1:
			m.fit++
		case n < m.columns-1:
			m.fit += 0.5
		default:
			m.fit += 0.25
		}
	}
	below := len(records) - m.first
	m.fit /= float64(below)
	if m.columns == 2 && 4*below < len(records) {
		return measurement{columns: 1, first: len(records)} // one cell that holds the character
	}
	return m
}

// countDelims counts, for each of the first records that has anything on it,
// how often each delimiter stands outside quotes. As long as the delimiter is
// not known, a quote opens a cell after any of them.
func countDelims(sample []byte, quote byte, delims string, complete bool) [][]int {
	var records [][]int
	now := make([]int, len(delims))
	seen, quoted, start := false, false, true // anything on the record; inside quotes; at the start of a cell
	for i := 0; i < len(sample) && len(records) < sampleRecords; i++ {
		c := sample[i]
		switch {
		case quoted && c == quote && i+1 < len(sample) && sample[i+1] == quote:
			i++
		case quoted:
			quoted = c != quote || !endsCell(sample[i+1:], delims)
		case c == '\n' || c == '\r':
			if seen {
				records = append(records, now)
				now = make([]int, len(delims))
			}
			seen, start = false, true
		case strings.IndexByte(delims, c) >= 0:
			now[strings.IndexByte(delims, c)]++
			seen, start = true, true
		case c == quote && start:
			quoted, seen, start = true, true, false
		case c != ' ' && c != '\t':
			seen, start = true, false
		}
	}
	if seen && len(records) < sampleRecords && (complete && !quoted || len(records) == 0) {
		records = append(records, now)
	}
	return records
}

// endsCell reports whether a quote before this is a closing one.
func endsCell(rest []byte, delims string) bool {
	rest = bytes.TrimLeft(rest, " ")
	return len(rest) == 0 || rest[0] == '\n' || rest[0] == '\r' || strings.IndexByte(delims, rest[0]) >= 0
}

// sepLine reads the first line with which Excel is told the delimiter: sep=;
// also in quotes, and also with the delimiters that Excel adds when it saves
// the file again.
func sepLine(text []byte) (delim byte, ok bool) {
	line := text
	if i := bytes.IndexAny(text, "\r\n"); i >= 0 {
		line = text[:i]
	}
	line = bytes.TrimSuffix(bytes.TrimPrefix(line, []byte{'"'}), []byte{'"'})
	if len(line) < 5 || !bytes.EqualFold(line[:4], []byte("sep=")) {
		return 0, false
	}
	delim = line[4]
	if len(bytes.Trim(line[4:], string(delim)+`"`)) > 0 {
		return 0, false
	}
	switch {
	case delim >= 0x7f, delim == '"', delim == ' ', delim < ' ' && delim != '\t':
		return 0, false
	case '0' <= delim && delim <= '9', 'a' <= delim|0x20 && delim|0x20 <= 'z':
		return 0, false
	}
	return delim, true
}

// dropLine returns the text after its first line.
func dropLine(text []byte) []byte {
	i := bytes.IndexAny(text, "\r\n")
	if i < 0 {
		return nil
	}
	return text[i+1:]
}
