package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"roster.example/roster/table"
)

// maxValue is the most characters that one value may have. It is far above
// any title or name; what is longer has lost a delimiter.
const maxValue = 1000

// rowReader turns records into rows.
type rowReader struct {
	upload *Upload
	cells  []cellReader
	row    *Row // that is being read
	width  int  // cells behind it belong to no column

	first, last int // where a full name goes, -1 where a column of its own fills it
	lastName    int // -1 where the file does not speak of it
	joins       []*column
	unnamed     []int          // columns of rejected rows that the header does not name
	managers    [2]*cellReader // by employee ID and by email; nil without such a column
	said        [2]managerWord // by them in this row
}

// cellReader reads the cells of one column. What the survey has found out of the
// column reaches it through its field and the manner alone, or rows that are kept
// would not be those that are read (see keeper.stands).
type cellReader struct {
	header      string
	familyFirst bool // so the header says of a full name
	words       statusReader

	field *Field
	manner
	kind   func(r *cellReader, value string) (string, *fault) // reads a value; nil for text
	plain  bool                                               // an ordinary cell is the value, and there is no more to it
	status bool                                               // of this kind
	said   *managerWord                                       // where it is noted what the cell says of the manager; nil for other columns

	emptied bool // a cell has been read that empties the field, or would if it could
}

// manner is how the cells of a column are read.
type manner struct {
	at        int  // of the cell in the record
	slot      int  // of the value in the row; -1 where it has more than one
	beside    bool // another column says the same, and is the one that must be understood
	byName    bool // managers, by their names
	clearable bool
	clears    bool // a blank does it
	separator string
	pointZero bool
	dates     dateReader
}

func newRowReader(u *Upload, key Key) *rowReader {
	b := &rowReader{upload: u, width: len(u.columns), first: -1, last: -1, lastName: -1}
	slots := map[string]int{}
	for i, f := range u.Fields {
		slots[f.Name] = i
		if f.Name == LastName && u.column(LastName) != nil {
			b.lastName = i
		}
	}
	rejects := u.hasRejects()
	for _, c := range u.columns {
		if c.joins != 0 {
			b.joins = append(b.joins, c)
		}
		if rejects && c.how == HowEmpty {
			b.unnamed = append(b.unnamed, c.index)
		}
		field := c.field
		if c.beside {
			field = byName[StatusField]
		}
		if field == nil || field.Kind == KindRole {
			continue
		}
		r := cellReader{
			header: c.header, familyFirst: familyFirst(c), field: field, kind: kinds[field.Kind], status: field.Kind == KindStatus,
			manner: manner{
				at: c.index, slot: -1, beside: c.beside, byName: c.byName,
				clearable: field.Clearable && field.Name != string(key),
				separator: setSeparator(c.seen.semicolons, c.seen.bars),
				pointZero: c.seen.pointZeros > 0 && c.seen.pointZeros == c.seen.filled,
				dates:     c.dates,
			},
			words: statusReader{flag: statusFlags()[c.plain.key] || inverted()[c.plain.key], invert: inverted()[c.plain.key]},
		}
		r.clears = r.clearable && u.blankClears(field)
		if field.Kind == KindFullName {
			if u.column(FirstName) == nil {
				b.first = slots[FirstName]
			}
			if u.column(LastName) == nil {
				b.last = slots[LastName]
			}
		} else {
			r.slot = slots[field.Name]
			r.plain = r.kind == nil
		}
		b.cells = append(b.cells, r)
	}
	for i := range b.cells {
		switch r := &b.cells[i]; r.field.Kind {
		case KindManagerID:
			b.managers[0], r.said = r, &b.said[0]
		case KindManagerEmail:
			b.managers[1], r.said = r, &b.said[1]
		}
	}
	return b
}

// blankClears reports whether a blank cell empties the field.
func (u *Upload) blankClears(f *Field) bool {
	if one, ok := u.blankIn[f.Name]; ok {
		return one == BlankClear
	}
	return u.blank == BlankClear
}

// read reads the row in a record, into the memory of another.
func (b *rowReader) read(rec table.Record, row *Row) {
	b.row = row
	row.Line = rec.Line
	row.Problems = row.Problems[:0]
	if row.Values == nil {
		row.Values = make([]string, len(b.upload.Fields))
	}
	clear(row.Values)
	b.said = [2]managerWord{}
	missing := false
	for i := range b.cells {
		r := &b.cells[i]
		if r.at >= len(rec.Cells) {
			missing, r.emptied = missing || r.clears, r.emptied || r.clears
			continue
		}
		cell := rec.Cells[r.at]
		if r.plain && len(cell) <= maxValue && ordinary(cell) {
			row.Values[r.slot] = cell
			continue
		}
		value, blank, fault := r.read(cell)
		if r.status {
			if r.beside && fault != nil {
				continue // the other column is the one that must be understood
			}
			value = furtherOut(row.Values[r.slot], value)
		}
		if fault != nil {
			row.Problems = append(row.Problems, r.problem(rec.Line, fault))
		}
		if r.said != nil {
			*r.said = r.managerWord(value, blank, fault)
		}
		if blank && r.clears {
			value, r.emptied = Clear, true
		}
		if r.slot >= 0 {
			row.Values[r.slot] = value
			continue
		}
		b.splitName(r, value)
	}
	b.joinNames(rec)
	b.oneManager()
	if missing {
		row.Problems = append(row.Problems, Problem{
			Severity: Warning, Code: CodeShortRow, Line: rec.Line,
			Message: fmt.Sprintf("the row has %d cells and the header %d: the missing ones are kept, not cleared", len(rec.Cells), b.width),
			Hint:    "fill the row up with empty cells if they are to be cleared",
		})
	}
	b.checkWidth(rec)
}

// splitName fills first and last name from a full name.
func (b *rowReader) splitName(r *cellReader, full string) {
	first, last := splitName(full, r.familyFirst)
	if b.first >= 0 {
		b.row.Values[b.first] = first
	}
	if b.last >= 0 {
		b.row.Values[b.last] = last
	}
}

// joinNames reads the parts of a last name that have columns of their own.
func (b *rowReader) joinNames(rec table.Record) {
	if b.lastName < 0 {
		return
	}
	for _, c := range b.joins {
		if c.index < len(rec.Cells) {
			last := &b.row.Values[b.lastName]
			*last = joinName(*last, tidy(rec.Cells[c.index], false), c.joins)
		}
	}
}

// checkWidth rejects a row with more cells than the header has columns: some
// cell was split in two, and all behind it are in the wrong place. A file of
// rejected rows has columns without a name for such cells, and they must not
// slip through when it comes back unmended.
//
// A row with a quote out of place is rejected whenever it has another width:
// where its cells begin and end is a guess then.
func (b *rowReader) checkWidth(rec table.Record) {
	if rec.Stray && len(rec.Cells) != b.width {
		b.row.Problems = append(b.row.Problems, Problem{
			Severity: Error, Code: CodeStrayQuote, Line: rec.Line,
			Message: fmt.Sprintf("a quote is out of place, and the row has %d cells where the header has %d", len(rec.Cells), b.width),
			Hint:    "write a quote inside a cell twice",
		})
		return
	}
	for _, i := range b.unnamed {
		if i < len(rec.Cells) && b.longRow(rec, i) {
			return
		}
	}
	for i := b.width; i < len(rec.Cells); i++ {
		if b.longRow(rec, i) {
			return
		}
	}
}

func (b *rowReader) longRow(rec table.Record, at int) bool {
	value := tidy(rec.Cells[at], false)
	if value == "" {
		return false
	}
	b.row.Problems = append(b.row.Problems, Problem{
		Severity: Error, Code: CodeLongRow, Line: rec.Line, Value: strings.Clone(short(value)),
		Message: fmt.Sprintf("the row has more cells than the header has columns: %q is under none of them", short(value)),
		Hint:    "put the cell that holds the delimiter in quotes, so that it stays one cell",
	})
	return true
}

// hasRejects reports whether the file is one of rejected rows that we wrote.
func (u *Upload) hasRejects() bool {
	return slices.ContainsFunc(u.columns, func(c *column) bool { return c.how == HowOurs })
}

// fault is what is wrong with one cell.
type fault struct {
	severity Severity
	code     Code
	value    string
	message  string
	hint     string
}

// problem says what is wrong. It outlives the row, and its value is a clone: a
// cell shares its memory with much of the file.
func (r *cellReader) problem(line int, f *fault) Problem {
	return Problem{
		Severity: f.severity, Code: f.code, Line: line, Column: r.header, Field: r.field.Name,
		Value: strings.Clone(short(f.value)), Message: f.message, Hint: f.hint,
	}
}

// read returns the clean value of a cell. blank says that the cell is empty,
// and not merely without a value.
func (r *cellReader) read(cell string) (value string, blank bool, f *fault) {
	if !ordinary(cell) || len(cell) > maxValue {
		return r.readOdd(cell)
	}
	value, f = r.readKind(cell)
	return value, false, f
}

// readOdd reads any cell.
func (r *cellReader) readOdd(cell string) (value string, blank bool, f *fault) {
	value = tidy(cell, identifies(r.field.Kind))
	if value == "" {
		return "", true, nil
	}
	if isClear(value) {
		r.emptied = true
		if !r.clearable {
			return "", false, r.notClearable()
		}
		return Clear, false, nil
	}
	if spreadsheetError(value) {
		return "", false, r.brokenFormula(value)
	}
	if !isName(r.field.Kind) && blankWord(value) {
		return "", false, nil
	}
	if len(value) > maxValue && utf8.RuneCountInString(value) > maxValue {
		return "", false, &fault{
			Error, CodeValueTooLong, value,
			fmt.Sprintf("the value has %d characters, and %d are allowed", utf8.RuneCountInString(value), maxValue),
			"shorten it, or look whether a quote or delimiter is missing in the row",
		}
	}
	value, f = r.readKind(value)
	return value, false, f
}

// readKind reads a value that is there.
func (r *cellReader) readKind(value string) (string, *fault) {
	if r.kind == nil {
		return value, nil
	}
	return r.kind(r, value)
}

// kinds are the readers of values that are more than text.
var kinds = map[Kind]func(*cellReader, string) (string, *fault){
	KindID:           (*cellReader).readID,
	KindManagerID:    (*cellReader).readManagerID,
	KindEmail:        (*cellReader).readEmail,
	KindManagerEmail: (*cellReader).readManagerEmail,
	KindDate:         (*cellReader).readDate,
	KindStatus:       (*cellReader).readStatus,
	KindSet:          (*cellReader).readSet,
	KindPhone:        (*cellReader).readPhone,
}

func (r *cellReader) readID(value string) (string, *fault) {
	id := readID(value, r.pointZero)
	if damagedID(id) {
		return "", r.damaged(id)
	}
	if id != value {
		return id, &fault{
			Warning, CodeIDCleaned, value,
			fmt.Sprintf("%q is read as employee ID %q", short(value), short(id)),
			"format the column as text, so that the spreadsheet leaves the IDs as they are",
		}
	}
	return id, nil
}

func (r *cellReader) readManagerID(value string) (string, *fault) {
	if noManager(value) {
		return "", nil
	}
	if r.byName {
		return readManagerName(value), nil
	}
	id := readID(value, r.pointZero)
	if damagedID(id) {
		return "", r.damaged(id)
	}
	return id, nil
}

func (r *cellReader) readEmail(value string) (string, *fault) {
	address, ok := readEmail(value)
	if !ok {
		return "", r.malformedEmail(value, address)
	}
	return address, nil
}

func (r *cellReader) readManagerEmail(value string) (string, *fault) {
	if noManager(value) {
		return "", nil
	}
	if r.byName {
		return readManagerName(value), nil
	}
	return r.readEmail(value)
}

func (r *cellReader) readDate(value string) (string, *fault) {
	if noDate(value) {
		return "", nil
	}
	date, ok := r.dates.read(value)
	if !ok {
		return "", r.malformedDate(value)
	}
	return date, nil
}

func (r *cellReader) readStatus(value string) (string, *fault) {
	status, ok := r.words.read(value)
	if !ok {
		return "", unknownStatus(r.header, value)
	}
	return string(status), nil
}

func (r *cellReader) readSet(value string) (string, *fault) {
	return readSet(value, r.separator), nil
}

func (r *cellReader) readPhone(value string) (string, *fault) { return readID(value, false), nil }

func (r *cellReader) notClearable() *fault {
	return &fault{
		Error, CodeNotClearable, Clear,
		fmt.Sprintf("%s cannot be cleared", r.field.Name),
		"leave the cell blank to keep the value, or write the new one",
	}
}

// brokenFormula is an error where the row cannot do without the value, and a
// warning elsewhere: the old value is kept.
func (r *cellReader) brokenFormula(value string) *fault {
	severity := Warning
	message := fmt.Sprintf("%q is an error of the spreadsheet; %s is kept as it is", short(value), r.field.Name)
	switch r.field.Kind {
	case KindID, KindEmail, KindUsername, KindStatus, KindName, KindFullName:
		severity = Error
	}
	if severity == Error {
		message = fmt.Sprintf("%q is an error of the spreadsheet and no %s", short(value), r.field.Name)
	}
	return &fault{severity, CodeSpreadsheetError, value, message,
		"mend the formula or make the column wider, then save the file again"}
}

// reference says how bad a faulty value is. A manager who cannot be found is
// a warning and the old one is kept, so a manager who cannot be read is too.
func (r *cellReader) reference() (Severity, string) {
	if r.field.Kind == KindManagerID || r.field.Kind == KindManagerEmail {
		return Warning, "; the manager is kept as it is"
	}
	return Error, ""
}

func (r *cellReader) damaged(value string) *fault {
	severity, kept := r.reference()
	return &fault{
		severity, CodeIDDamaged, value,
		fmt.Sprintf("%q is an ID that a spreadsheet has turned into a number, and its last digits are lost%s", short(value), kept),
		"export the file again and open it with the column set to text, or write the ID out",
	}
}

func (r *cellReader) malformedEmail(value, address string) *fault {
	severity, kept := r.reference()
	if len(address) > maxEmail {
		return &fault{
			severity, CodeValueTooLong, value,
			fmt.Sprintf("the email has %d characters, and %d are allowed%s", utf8.RuneCountInString(address), maxEmail, kept),
			"write one address of the form name@company.example",
		}
	}
	return &fault{
		severity, CodeEmailMalformed, value,
		fmt.Sprintf("%q is no email address%s", short(value), kept),
		"write one address of the form name@company.example",
	}
}

func (r *cellReader) malformedDate(value string) *fault {
	hint := "write it as 2026-03-15"
	switch r.dates.order {
	case mdy:
		hint += "; this column is read with the month first"
	case dmy:
		hint += "; this column is read with the day first"
	case ymd:
		hint += "; this column is read with the year first"
	}
	return &fault{
		Error, CodeDateMalformed, value,
		fmt.Sprintf("%q is no date, or none that exists", short(value)), hint,
	}
}

func unknownStatus(header, value string) *fault {
	hint := "write active, on_leave or inactive; words such as Terminated, On Leave, Yes and No are understood too"
	if undecidedStatus()[wordKey(value)] {
		hint = "it does not tell whether the person may use the application: write active or inactive"
	}
	return &fault{
		Error, CodeStatusUnknown, value,
		fmt.Sprintf("%q is no status we know", short(value)),
		fmt.Sprintf("%s; to ignore the column, give %s", hint, mapFlag(header, "")),
	}
}

// identifies reports whether a value of this kind names one thing, so that a
// character nobody can see must not make it another.
func identifies(k Kind) bool {
	switch k {
	case KindID, KindEmail, KindUsername, KindManagerID, KindManagerEmail, KindDate, KindStatus:
		return true
	}
	return false
}

// isName reports whether a value of this kind is somebody's name, or half of
// one.
func isName(k Kind) bool { return k == KindName || k == KindFullName }
