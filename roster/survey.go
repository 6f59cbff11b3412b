package roster

import (
	"math/bits"
	"slices"
	"strings"

	"roster.example/roster/table"
)

// survey is what one reading of all cells of a column has shown. The values it
// keeps are clones, for a cell shares its memory with much of the file.
type survey struct {
	filled  int      // cells with a value
	samples []string // the first different values

	first     string // the first value, and where it stands
	firstLine int

	addresses  int // with an @ in it
	pointZeros int // like 123.0
	serials    int // like 46096
	semicolons int
	bars       int
	dates      dateSurvey

	// Of columns that a word decides about.
	words     map[string]bool // the first different values
	moreWords bool            // there are others
	repeated  bool            // one of words comes twice
	spaced    int             // with a space or comma in it
	numbers   int             // of digits only
	withDigit int             // with a digit in it
	platform  int             // given by a platform

	unlike     int // first line on which the column and its twin differ
	unlikeOurs string
	unlikeTwin string
}

const sampleCount = 3

// see takes one row in.
func (u *Upload) see(rec table.Record) {
	u.rows++
	for i, cell := range rec.Cells {
		u.bytes += int64(len(cell)) + 1
		if i >= len(u.columns) {
			continue
		}
		c := u.columns[i]
		if cell != "" {
			c.see(rec.Line, cell)
		}
		if c.twin != nil {
			c.compare(rec.Line, cell, rec.Cells[c.twin.index])
		}
	}
}

// see takes one cell in.
func (c *column) see(line int, cell string) {
	if c.counts && beginsOrdinary(cell) {
		c.seen.filled++
		return
	}
	value := cell
	if !ordinary(cell) {
		value = tidy(cell, c.field != nil && identifies(c.field.Kind))
		if !isValue(value, c.field) {
			return
		}
	}
	s := &c.seen
	if s.filled == 0 {
		s.first, s.firstLine = strings.Clone(value), line
	}
	s.filled++
	if len(s.samples) < sampleCount && !slices.Contains(s.samples, value) {
		s.samples = append(s.samples, strings.Clone(value))
	}
	if c.words {
		c.words = !s.word(value) || c.rule != nil || !c.settledBy(value)
	}
	if c.rule != nil {
		s.shape(value)
	}
	if c.look != nil {
		c.look(s, line, value)
	}
	c.counts = c.look == nil && c.rule == nil && !c.words && len(s.samples) == sampleCount
}

// looks are what the survey looks for in the values of a kind.
var looks = map[Kind]func(s *survey, line int, value string){
	KindEmail:        (*survey).lookAddress,
	KindManagerEmail: (*survey).lookAddress,
	KindUsername:     (*survey).lookAddress,
	KindID:           (*survey).lookID,
	KindManagerID:    (*survey).lookID,
	KindSet:          (*survey).lookSet,
	KindDate:         (*survey).lookDate,
}

func (s *survey) lookAddress(_ int, value string) {
	if strings.IndexByte(value, '@') >= 0 {
		s.addresses++
	}
}

func (s *survey) lookID(_ int, value string) {
	if pointZeroID(value) {
		s.pointZeros++
	}
}

func (s *survey) lookSet(_ int, value string) {
	if strings.Contains(value, ";") {
		s.semicolons++
	}
	if strings.Contains(value, "|") {
		s.bars++
	}
}

func (s *survey) lookDate(line int, value string) {
	if isoDate(value) {
		return
	}
	if _, ok := serialDate(value); ok {
		s.serials++
	}
	s.dates.see(line, value)
}

// isValue reports whether a tidy cell says something of the person, and does
// not merely stand for nothing, for an error or for emptying.
func isValue(value string, f *Field) bool {
	if value == "" || value[0] == '#' && (isClear(value) || spreadsheetError(value)) {
		return false
	}
	return !noManager(value) && (f != nil && isName(f.Kind) || !blankWord(value))
}

// isClear reports the cell that empties a field, in any case of its letters.
func isClear(value string) bool {
	return len(value) == len(Clear) && value[0] == '#' && strings.EqualFold(value, Clear)
}

// shape takes in how a value looks, in a column whose header leaves open what
// it is.
func (s *survey) shape(value string) {
	if strings.IndexByte(value, '@') >= 0 {
		s.addresses++
	}
	if strings.ContainsAny(value, " ,") {
		s.spaced++
	}
	if digits(value) {
		s.numbers++
	}
	if strings.ContainsAny(value, "0123456789") {
		s.withDigit++
	}
	if platformID(value) {
		s.platform++
	}
	if pointZeroID(value) {
		s.pointZeros++
	}
}

// word takes in a value of a column whose vocabulary decides what it is, and
// reports whether it is a new one.
func (s *survey) word(value string) bool {
	switch {
	case s.words[value]:
		s.repeated = true
		return false
	case len(s.words) == mostWords:
		s.moreWords = true
		return false
	case s.words == nil:
		s.words = map[string]bool{}
	}
	s.words[strings.Clone(value)] = true
	return true
}

// compare takes in one cell beside that of the twin.
func (c *column) compare(line int, ours, twins string) {
	if c.seen.unlike > 0 || ours == twins {
		return
	}
	if a, b := tidy(ours, false), tidy(twins, false); a != b {
		c.seen.unlike, c.seen.unlikeOurs, c.seen.unlikeTwin = line, strings.Clone(a), strings.Clone(b)
	}
}

// dateSurvey finds the order of day and month in a column: every value that
// can be read one way only excludes the others.
type dateSurvey struct {
	excluded orders
	by       [3]evidence // who excluded mdy, dmy, ymd
	values   int         // dates whose order is open
	unsure   evidence    // the first that reads as two different days
}

type evidence struct {
	line  int
	value string
}

func (s *dateSurvey) see(line int, value string) {
	form := scanDate(withoutTime(value))
	if form.kind != unordered {
		return
	}
	possible := form.numeric.orders()
	if possible == 0 {
		return // no date in any order; its row will say so
	}
	s.values++
	for i := range s.by {
		o := orders(1) << i
		if possible&o == 0 && s.excluded&o == 0 {
			s.excluded |= o
			s.by[i] = evidence{line, strings.Clone(value)}
		}
	}
	if s.unsure.line == 0 && bits.OnesCount8(uint8(possible)) > 1 && (form.numeric.part[0] != form.numeric.part[1] || possible&ymd != 0) {
		s.unsure = evidence{line, strings.Clone(value)}
	}
}

// order returns the order of the column. conflict says that no order fits all
// values; open says that more than one fits, and that it makes a difference.
func (s *dateSurvey) order() (o orders, conflict, open bool) {
	if s.values == 0 {
		return 0, false, false
	}
	o = (mdy | dmy | ymd) &^ s.excluded
	switch bits.OnesCount8(uint8(o)) {
	case 0:
		return 0, true, false
	case 1:
		return o, false, false
	}
	if s.unsure.line > 0 {
		return 0, false, true
	}
	return o & -o, false, false // 05/05/2026 is one day either way
}
