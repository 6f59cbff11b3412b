package roster

import (
	"strings"
	"unsafe"
)

// Rowset holds the rows of an upload, numbered from 0 in file order: each as one
// text in one of a few large blocks, so that memory follows the bytes of the
// upload and not the number of its rows or cells.
type Rowset struct {
	Fields   []*Field // what a row has a value of, in the order of the table
	Problems []Problem

	// Order is the order in which a row's values stand in its text, by their
	// places in Fields: those that name the manager last, so that all others can
	// be compared in one go. Plain is how many stand before those of the manager.
	Order []int
	Plain int

	inText   []int // by place in Fields: where in Order
	rows     []compact
	blocks   []*block
	bytes    int // what rows and problems take, more or less
	expected int // rows
	cleaned  map[int32]string
}

// compact is one row: where in its block its text begins. It ends where the next
// one begins, or the block ends.
type compact struct {
	at   uint32
	line int32 // negative where a problem of its own rejects the row
}

// block holds the texts of the rows from one on, up to the next block. There are
// few of them, for they grow.
type block struct {
	first int32
	text  strings.Builder // room has seen to it that it never grows; [strings.Builder.Grow] makes no memory zero
}

// Separator parts the values in the text of a row. Clean values are free of
// control characters.
const Separator = "\x1f"

// Each block is at most twice as large as the one before, from the first to the
// largest: few blocks hold many rows, and a file of few takes little more than its
// bytes. A row that is longer has a block of its own.
const (
	firstBlock   = 1 << 20
	largestBlock = 64 << 20
)

// NewRowset returns an empty set of rows with values of these fields. Memory is
// laid out for as many as are expected; there may be more or fewer.
func NewRowset(fields []*Field, expected int) *Rowset {
	rs := &Rowset{Fields: fields, rows: make([]compact, 0, expected), expected: expected, cleaned: map[int32]string{}}
	manager := func(f *Field) bool { return f.Kind == KindManagerID || f.Kind == KindManagerEmail }
	for i, f := range fields {
		if !manager(f) {
			rs.Order = append(rs.Order, i)
		}
	}
	rs.Plain = len(rs.Order)
	for i, f := range fields {
		if manager(f) {
			rs.Order = append(rs.Order, i)
		}
	}
	rs.inText = make([]int, len(rs.Order))
	for n, place := range rs.Order {
		rs.inText[place] = n
	}
	return rs
}

// Add adds a copy of a row.
func (rs *Rowset) Add(r *Row) {
	size := max(0, len(r.Values)-1)
	for _, v := range r.Values {
		size += len(v)
	}
	to, n := rs.room(size), int32(len(rs.rows))
	c := compact{at: uint32(to.text.Len()), line: int32(r.Line)}
	if r.Faulty() {
		c.line = -c.line
	}
	for n, place := range rs.Order {
		if n > 0 {
			to.text.WriteString(Separator)
		}
		to.text.WriteString(r.Values[place])
	}
	rs.rows = append(rs.rows, c)
	rs.bytes += size + int(unsafe.Sizeof(c))
	for i := range r.Problems {
		p := &r.Problems[i]
		rs.bytes += int(unsafe.Sizeof(*p)) + len(p.Value) + len(p.Message)
		if p.Code == CodeIDCleaned {
			rs.cleaned[n] = p.Value
		}
	}
	rs.Problems = append(rs.Problems, r.Problems...)
}

// room returns the block that has room for so many bytes.
func (rs *Rowset) room(size int) *block {
	if n := len(rs.blocks); n > 0 {
		if last := rs.blocks[n-1]; last.text.Cap()-last.text.Len() >= size {
			return last
		}
	}
	b := &block{first: int32(len(rs.rows))}
	b.text.Grow(max(size, rs.nextBlock()))
	rs.blocks = append(rs.blocks, b)
	return b
}

// nextBlock returns the size of the next block: no more than the rows that are
// still to come take, if they are like those before them. Some always are.
func (rs *Rowset) nextBlock() int {
	if len(rs.rows) == 0 {
		return firstBlock
	}
	bytes := 0
	for _, b := range rs.blocks {
		bytes += b.text.Len()
	}
	rest := int(int64(bytes) * int64(max(0, rs.expected-len(rs.rows))) / int64(len(rs.rows)))
	return max(firstBlock, min(max(rest+rest/64, bytes/64), 2*rs.blocks[len(rs.blocks)-1].text.Cap(), largestBlock))
}

// Count returns how many rows there are.
func (rs *Rowset) Count() int { return len(rs.rows) }

// Line returns the physical line on which a row starts.
func (rs *Rowset) Line(row int32) int { return int(max(rs.rows[row].line, -rs.rows[row].line)) }

// Faulty reports whether a problem of its own rejects the row.
func (rs *Rowset) Faulty(row int32) bool { return rs.rows[row].line < 0 }

// Cleaned returns the employee ID of a row as it was written, where reading has
// mended it; "" elsewhere.
func (rs *Rowset) Cleaned(row int32) string { return rs.cleaned[row] }

// Text returns the values of a row, in Order and parted by Separator. It shares the
// memory of a large block, which is never written again: who keeps it for long
// clones it.
func (rs *Rowset) Text(row int32) string {
	in, next := len(rs.blocks)-1, int32(len(rs.rows)) // the last blocks are the largest
	for rs.blocks[in].first > row {
		in, next = in-1, rs.blocks[in].first
	}
	text := rs.blocks[in].text.String()[rs.rows[row].at:]
	if row+1 < next {
		text = text[:rs.rows[row+1].at-rs.rows[row].at]
	}
	return text
}

// Value returns one value of a row by its place in Fields, "" for a place below
// 0: the upload does not speak of that.
func (rs *Rowset) Value(row int32, place int) string {
	if place < 0 {
		return ""
	}
	text, before := rs.Text(row), rs.inText[place]
	if before >= rs.Plain { // The end is nearer.
		for range len(rs.Order) - 1 - before {
			text = text[:strings.LastIndexByte(text, Separator[0])]
		}
		return text[strings.LastIndexByte(text, Separator[0])+1:]
	}
	for range before {
		text = text[strings.IndexByte(text, Separator[0])+1:]
	}
	if end := strings.IndexByte(text, Separator[0]); end >= 0 {
		return text[:end]
	}
	return text
}

// Values puts all values of a row into buf, in the order of Fields.
func (rs *Rowset) Values(row int32, buf []string) []string {
	if len(buf) < len(rs.Fields) {
		buf = make([]string, len(rs.Fields))
	}
	text := rs.Text(row)
	for _, place := range rs.Order {
		buf[place], text, _ = strings.Cut(text, Separator)
	}
	return buf
}
