package table

import (
	"io"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Caps of a web page: tables inside tables, and the bytes of one tag or text.
const (
	maxNesting = 16
	tokenBytes = 1 << 20
)

// openHTML spools the one table of a web page: reports that are called .xls
// are often such a page. Tables of one column are passed over as titles and as
// frames in which a page is laid out, unless there is nothing else.
func (t *Table) openHTML() error {
	t.Format = "html"
	p := page{t: t, z: html.NewTokenizer(t.text())}
	p.z.SetMaxBuf(tokenBytes)
	if err := p.read(); err != nil {
		return err
	}
	switch {
	case p.found == nil:
		return &Error{Code: "no-table", Message: "the file is a web page (HTML) without a table", Hint: saveAsCSV}
	case p.several:
		return severalTables()
	}
	t.spooled = source{p.found.spool, p.found.spool.size}
	return nil
}

func severalTables() error {
	return &Error{
		Code:    "several-tables",
		Message: "the file is a web page (HTML) with more than one table",
		Hint:    "open it in a spreadsheet and save the table that holds the people as CSV UTF-8",
	}
}

// page is a web page while it is read.
type page struct {
	t       *Table
	z       *html.Tokenizer
	open    []*htmlTable // tables in tables
	skip    atom.Atom    // the element whose text nobody sees
	found   *htmlTable   // the table of the page so far
	several bool         // there are others as good
}

func (p *page) read() error {
	for {
		switch kind := p.z.Next(); kind {
		case html.ErrorToken:
			return p.end()
		case html.TextToken:
			if p.skip == 0 {
				p.text(string(p.z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, attrs := p.z.TagName()
			tag := atom.Lookup(name)
			if tag == atom.Script || tag == atom.Style || tag == atom.Title {
				p.skip = 0
				if kind == html.StartTagToken {
					p.skip = tag
				}
				continue
			}
			var err error
			if kind == html.EndTagToken {
				err = p.close(tag)
			} else {
				err = p.start(tag, attrs)
			}
			if err != nil {
				return err
			}
		}
	}
}

// end is reached when the page is, or when it cannot be read on. A table that
// is still open was cut off.
func (p *page) end() error {
	switch err := p.z.Err(); {
	case err == html.ErrBufferExceeded:
		return &Error{Code: "cell-too-long", Message: "the web page has a piece of more than " + bytesText(tokenBytes), Hint: saveAsCSV}
	case err != io.EOF:
		return readError(err)
	case len(p.open) > 0:
		return &Error{
			Code:    "damaged-file",
			Message: "the web page ends inside its table",
			Hint:    "download or export it again; nothing of it was taken",
		}
	}
	return nil
}

// table returns the innermost open table; nil outside of all.
func (p *page) table() *htmlTable {
	if len(p.open) == 0 {
		return nil
	}
	return p.open[len(p.open)-1]
}

func (p *page) start(tag atom.Atom, attrs bool) error {
	if tag == atom.Table {
		if len(p.open) == maxNesting {
			return &Error{Code: "several-tables", Message: "the file is a web page (HTML) with tables inside tables inside tables", Hint: saveAsCSV}
		}
		s := p.t.newSpool(spooledTable)
		p.open = append(p.open, &htmlTable{spool: s, w: newSpooler(s, p.t.limits)})
		return nil
	}
	t := p.table()
	if t == nil {
		return nil
	}
	switch tag {
	case atom.Tr:
		if err := t.endRow(); err != nil {
			return err
		}
		t.row, t.inRow = t.row+1, true
	case atom.Td, atom.Th:
		if !t.inRow {
			t.row, t.inRow = t.row+1, true
		}
		if err := t.endCell(); err != nil {
			return err
		}
		t.inCell, t.columns, t.rows = true, 1, 1
		for attrs {
			var key, value []byte
			key, value, attrs = p.z.TagAttr()
			n, err := strconv.Atoi(strings.TrimSpace(string(value)))
			if err != nil || n < 1 {
				continue
			}
			switch string(key) {
			case "colspan":
				t.columns = min(n, p.t.limits.columns)
			case "rowspan":
				t.rows = min(n, p.t.limits.records)
			}
		}
	case atom.Br, atom.P, atom.Div, atom.Li:
		t.breakLine()
	}
	return nil
}

func (p *page) close(tag atom.Atom) error {
	t := p.table()
	if t == nil {
		return nil
	}
	switch tag {
	case atom.Td, atom.Th:
		return t.endCell()
	case atom.Tr:
		return t.endRow()
	case atom.Table:
		p.open = p.open[:len(p.open)-1]
		if err := t.endRow(); err != nil {
			return err
		}
		if err := t.w.w.Flush(); err != nil {
			return spoolError(err, t.spool)
		}
		return p.choose(t)
	}
	return nil
}

// choose keeps a table that has been read, or drops it. A wide one stands
// against any number of narrow ones; two wide ones are too many.
func (p *page) choose(t *htmlTable) error {
	switch {
	case t.w.count == 0 || p.found != nil && p.found.wide && !t.wide:
		return p.t.drop(t.spool)
	case p.found == nil:
		p.found = t
		return nil
	case p.found.wide:
		return severalTables()
	case !t.wide:
		p.several = true
		return p.t.drop(t.spool)
	}
	before := p.found
	p.found, p.several = t, false
	return p.t.drop(before.spool)
}

func (p *page) text(s string) {
	if t := p.table(); t != nil && t.inCell {
		t.write(s)
	}
}

// htmlTable is a table while it is read.
type htmlTable struct {
	spool  *spool
	w      *spooler
	row    int  // from 1: the number that a spreadsheet shows beside it
	wide   bool // two filled cells in a row
	inRow  bool
	inCell bool
	cells  []string
	cell   strings.Builder
	gap    byte // white space that is due before the next text of the cell

	columns, rows int   // of the open cell
	below         []int // for each column, how many rows a cell from above still covers
}

// write adds text to the open cell. As on the screen, white space of any kind
// is one space. A cell that is over its cap grows no further.
func (t *htmlTable) write(s string) {
	for _, r := range s {
		if t.cell.Len() > t.w.limits.cell {
			return
		}
		if r == '\u00a0' || !unicode.IsSpace(r) {
			if t.gap != 0 && t.cell.Len() > 0 {
				t.cell.WriteByte(t.gap)
			}
			t.gap = 0
			t.cell.WriteRune(r)
		} else if t.gap == 0 {
			t.gap = ' '
		}
	}
}

// breakLine begins a new line in the open cell.
func (t *htmlTable) breakLine() { t.gap = '\n' }

// endCell adds the open cell to the row, at the first column that no cell from
// above covers. The other columns and rows that it covers are blank.
func (t *htmlTable) endCell() error {
	if !t.inCell {
		return nil
	}
	t.inCell, t.gap = false, 0
	for len(t.cells) < len(t.below) && t.below[len(t.cells)] > 0 {
		t.cells = append(t.cells, "")
	}
	text := t.cell.String()
	t.cell.Reset()
	room := t.w.limits.columns - len(t.cells)
	if room < 1 && text != "" {
		return t.w.limits.tooManyColumns(t.row)
	}
	for range min(t.columns, room) {
		if t.rows > 1 {
			for len(t.below) <= len(t.cells) {
				t.below = append(t.below, 0)
			}
			t.below[len(t.cells)] = t.rows
		}
		t.cells = append(t.cells, text)
		text = ""
	}
	return nil
}

func (t *htmlTable) endRow() error {
	if !t.inRow {
		return nil
	}
	if err := t.endCell(); err != nil {
		return err
	}
	t.inRow = false
	for i, n := range t.below {
		t.below[i] = max(0, n-1)
	}
	filled := 0
	for _, c := range t.cells {
		if c != "" {
			filled++
		}
	}
	t.wide = t.wide || filled > 1
	err := t.w.add(t.row, t.cells)
	t.cells = t.cells[:0]
	if err != nil {
		return spoolError(err, t.spool)
	}
	return nil
}
