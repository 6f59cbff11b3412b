package table

import (
	"bytes"
	"math"
	"regexp"
	"slices"
	"strings"
)

// dialect is how a text is to be cut into records.
type dialect struct {
	delim   byte
	quote   byte
	escape  byte // before a quote that is text; 0 where quotes are doubled
	columns int  // of most records; 0 when there is no telling
	spaced  bool // the header has a space after delimiters: a, b, c
	skip    int  // lines at the start that are no records, such as sep=;
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
func sniff(sample []byte, complete bool) (dialect, []Note, error) {
	d := dialect{delim: ',', quote: '"', columns: 1}
	if len(bytes.TrimSpace(sample)) == 0 && complete {
		return d, nil, emptyFile()
	}
	candidates := delims
	if sep, ok := sepLine(sample); ok {
		d.delim, d.skip, candidates = sep, 1, string(sep)
	} else if versionLine.Match(sample) {
		d.skip = 1
	}
	if d.skip > 0 {
		sample = dropLine(sample)
	}
	var notes []Note
	s := scan(sample, d.quote, candidates, complete)
	d.escape = s.escape()
	if single := scan(sample, '\'', candidates, complete); s.quoted == 0 && single.singleQuoted() {
		s, d.quote = single, '\''
		notes = append(notes, Note{
			Code:    "single-quotes",
			Message: "cells are quoted with single quotes, and were read so",
			Hint:    "where an apostrophe is missing, export the file with double quotes",
		})
	}
	if m := best(s.records, candidates); m.columns > 1 {
		d.delim, d.columns = m.delim, m.columns
		d.spaced = bytes.Contains(firstLine(bytes.TrimLeft(sample, "\r\n")), []byte{m.delim, ' '})
	}
	return d, notes, nil
}

// versionLine is the first line of the files of Microsoft Entra.
var versionLine = regexp.MustCompile(`(?i)^"?version:v?[0-9.]+"?[,;\t]*[\r\n]`)

// best returns how the delimiter that fits best cuts the sample.
func best(records [][]int, candidates string) measurement {
	header := len(records)
	measures := make([]measurement, len(candidates))
	for k := range candidates {
		measures[k] = measure(records, k)
		measures[k].delim = candidates[k]
		if measures[k].fit >= 0.5 {
			header = min(header, measures[k].first)
		}
	}
	most, found := 0.0, measurement{columns: 1}
	for _, m := range measures {
		score := m.fit * math.Log2(float64(m.columns))
		if m.first > header {
			// A delimiter is in the header, too. What is only in the rows
			// below it stands inside their cells.
			score /= 4
		}
		if score > most {
			most, found = score, m
		}
	}
	return found
}

// measurement is how well one delimiter cuts the sample.
type measurement struct {
	delim   byte
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

// scanned is what the sample shows when it is read with one kind of quote.
type scanned struct {
	records [][]int // of each record that has anything on it, how often each delimiter stands outside quotes
	quoted  int     // cells that begin with the quote
	closed  int     // of these, those that end with it
	needed  int     // of these, those with a delimiter inside
	header  int     // cells of the first record that are quoted
	escaped int     // quotes after a backslash that do not end their cell
	doubled int     // quotes that are doubled
}

// escape tells files in which a quote in a cell is written \" from those in
// which it is doubled.
func (s *scanned) escape() byte {
	if s.escaped > 0 && s.doubled == 0 {
		return '\\'
	}
	return 0
}

// singleQuoted reports whether apostrophes are quotes: every cell that begins
// with one ends with one, and they do what quotes are for, or all of the
// header has them. 'Hooft is a name, and '00123 an ID.
func (s *scanned) singleQuoted() bool {
	return s.quoted > 0 && s.closed == s.quoted &&
		(s.needed > 0 || len(s.records) > 0 && s.header > 0 && s.header > slices.Max(s.records[0]))
}

// scan looks at the first records. As long as the delimiter is not known, a
// quote opens a cell after any of the candidates.
func scan(sample []byte, quote byte, candidates string, complete bool) scanned {
	var s scanned
	now := make([]int, len(candidates))
	seen, start := false, true // anything on the record; at the start of a cell
	quoted, inside := false, false
	for i := 0; i < len(sample) && len(s.records) < sampleRecords; i++ {
		c := sample[i]
		if quoted && quote == '\'' && (c == '\n' || c == '\r') {
			quoted = false // an apostrophe: single quotes are not known to span lines
		}
		k := strings.IndexByte(candidates, c)
		switch {
		case quoted && c == '\\' && i+1 < len(sample) && sample[i+1] == quote && !endsCell(sample[i+2:], candidates):
			s.escaped++
			i++
		case quoted && c == quote && i+1 < len(sample) && sample[i+1] == quote:
			s.doubled++
			i++
		case quoted && c == quote && endsCell(sample[i+1:], candidates):
			quoted = false
			s.closed++
			if inside {
				s.needed++
			}
		case quoted:
			inside = inside || k >= 0
		case c == '\n' || c == '\r':
			if seen {
				s.records = append(s.records, now)
				now = make([]int, len(candidates))
			}
			seen, start = false, true
		case k >= 0:
			now[k]++
			seen, start = true, true
		case c == quote && start:
			quoted, inside, seen, start = true, false, true, false
			s.quoted++
			if len(s.records) == 0 {
				s.header++
			}
		case c != ' ' && c != '\t':
			seen, start = true, false
		}
	}
	if seen && len(s.records) < sampleRecords && (complete && !quoted || len(s.records) == 0) {
		s.records = append(s.records, now)
	}
	if quoted && !complete {
		s.quoted-- // the sample ends inside the cell
	}
	return s
}

// endsCell reports whether a quote before this is a closing one.
func endsCell(rest []byte, candidates string) bool {
	rest = bytes.TrimLeft(rest, " ")
	return len(rest) == 0 || rest[0] == '\n' || rest[0] == '\r' || strings.IndexByte(candidates, rest[0]) >= 0
}

// sepLine reads the first line with which Excel is told the delimiter: sep=;
// also in quotes, and also with the delimiters that Excel adds when it saves
// the file again.
func sepLine(text []byte) (delim byte, ok bool) {
	line := bytes.TrimSuffix(bytes.TrimPrefix(firstLine(text), []byte{'"'}), []byte{'"'})
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

func firstLine(text []byte) []byte {
	if i := bytes.IndexAny(text, "\r\n"); i >= 0 {
		return text[:i]
	}
	return text
}

// dropLine returns the text after its first line.
func dropLine(text []byte) []byte {
	i := bytes.IndexAny(text, "\r\n")
	if i < 0 {
		return nil
	}
	return text[i+1:]
}
