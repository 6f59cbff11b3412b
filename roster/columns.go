package roster

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

// How says how a column was recognised.
type How string

const (
	HowCaller  How = "--map"       // the caller said so
	HowName    How = "canonical"   // the header is the field's own name
	HowAlias   How = "alias"       // the header is one the field is known by
	HowContext How = "context"     // an ambiguous header, told by its values or its neighbours
	HowOther   How = "not kept"    // a fact that a roster often has and we do not take
	HowJoined  How = "joined"      // a part of the last name, which is read with it
	HowPassed  How = "passed over" // another column says the same, and better
	HowOurs    How = "ours"        // we added it to rejected rows
	HowUnknown How = "unknown"
	HowEmpty   How = "empty" // neither a header nor a value
)

// column is one column of the upload and everything found out about it.
type column struct {
	index           int
	header          string // as the file spells it, spaces at its edges aside
	plain, property headerForm

	field *Field // what its cells are read as; nil when they are not read
	rank  int    // strength of the claim, smaller is stronger
	how   How
	about string     // what a column that is not kept speaks of
	rule  *ambiguity // settles what the header leaves open, once the cells are known
	twin  *column    // an earlier column with the same claim

	look   func(s *survey, line int, value string) // what the survey looks for in every value; nil for most kinds
	words  bool                                    // the survey collects the words
	counts bool                                    // the survey has seen enough: it only counts the values
	joins  int                                     // a part of the last name: -1 in front of it, +1 behind it
	beside bool                                    // a second column of statuses
	byName bool                                    // managers, by their names

	seen  survey
	dates dateReader
}

// callerRank is stronger than every alias.
const callerRank = -1

// newColumns reads a header. Nothing is decided yet that needs the cells.
func newColumns(header []string, o Options) ([]*column, error) {
	columns := make([]*column, len(header))
	for i, cell := range header {
		c := &column{index: i, header: visible(Unguard(cell), false)}
		if o.NoHeader {
			c.header, c.how = strconv.Itoa(i+1), HowUnknown
		} else {
			c.recognise()
		}
		columns[i] = c
	}
	if err := applyMap(columns, o); err != nil {
		return nil, err
	}
	first := map[claim]*column{}
	for _, c := range columns {
		c.words = c.rule != nil || c.field != nil && c.how != HowCaller && readsWords(c.field)
		if c.field != nil {
			c.look = looks[c.field.Kind]
		}
		if c.field == nil && c.rule == nil {
			continue
		}
		if c.twin = first[c.claim()]; c.twin == nil {
			first[c.claim()] = c
		}
	}
	return columns, nil
}

// readsWords reports whether a column that its header makes this field can
// still turn out to be another.
func readsWords(f *Field) bool {
	switch f.Name {
	case StatusField, title, location:
		return true
	}
	return false
}

// claim is what a column is as far as its header tells. Two columns of one
// claim are the same thing.
type claim struct {
	field string
	rank  int
	key   string // of a header that the context decides on
}

func (c *column) claim() claim {
	if c.field != nil {
		return claim{field: c.field.Name, rank: c.rank}
	}
	return claim{key: c.plain.key}
}

// recognise looks the header up: the property in brackets first, then the
// header itself.
func (c *column) recognise() {
	c.plain, c.property = headerForms(c.header)
	c.how = HowUnknown
	if c.header == "" {
		c.how = HowEmpty
		return
	}
	name := strings.ToLower(c.header)
	if name == LineColumn || name == ProblemColumn {
		c.how = HowOurs
		return
	}
	if strings.HasPrefix(name, customPrefix) {
		if f := FieldByName(name); f != nil {
			c.field, c.how = f, HowName
			return
		}
	}
	if what, ok := notTaken[c.header]; ok {
		c.how, c.about = HowOther, what
		return
	}
	if at, ok := nameParts()[c.plain.key]; ok {
		c.joins, c.how = at, HowJoined
		return
	}
	if inverted()[c.plain.key] {
		// Before the property: Entra calls its column "Block sign in", and the
		// property in its brackets says the opposite.
		c.field, c.rank, c.how = byName[StatusField], contextRank, HowAlias
		return
	}
	if f := byName[c.header]; f != nil {
		if rank, ok := f.ownRank(); ok {
			c.field, c.rank, c.how = f, rank, HowName
			return
		}
	}
	for _, form := range []headerForm{c.property, c.plain} {
		if form.key == "" {
			continue
		}
		if a, ok := aliases()[form.key]; ok {
			c.field, c.rank, c.how = a.field, a.rank, HowAlias
			return
		}
		if rule, ok := ambiguous()[form.key]; ok {
			c.rule = rule
			return
		}
		if what, ok := otherHeaders()[form.key]; ok {
			c.how, c.about = HowOther, what
			return
		}
	}
}

// applyMap lets the caller's word go before everything we found.
func applyMap(columns []*column, o Options) error {
	said := make([]*Mapping, len(columns))
	for i := range o.Map {
		m := o.Map[i]
		found := mapped(columns, m.Header)
		if len(found) == 0 && m.Field == "" && o.Feed != "" {
			continue // What a feed would ignore is not missed.
		}
		if len(found) == 0 {
			return &FileError{unknownMapColumn(columns, m, o.Feed)}
		}
		var field *Field
		if m.Field != "" {
			if field = FieldByName(m.Field); field == nil {
				return &FileError{unknownMapField(m)}
			}
		}
		for _, c := range found {
			if before := said[c.index]; before != nil && before.Field != m.Field {
				return &FileError{mapTwice(fmt.Sprintf("column %q cannot be both", short(c.header)), *before, m)}
			}
			said[c.index] = &o.Map[i]
			c.field, c.rank, c.how, c.rule = field, callerRank, HowCaller, nil
		}
	}
	// Two headers that are the same are one column, perhaps; two that the
	// caller names are not.
	first := map[string]*Mapping{}
	for _, m := range said {
		if m == nil || m.Field == "" {
			continue
		}
		if before := first[m.Field]; before != nil && before != m {
			return &FileError{mapTwice(fmt.Sprintf("only one column can be %s", m.Field), *before, *m)}
		}
		first[m.Field] = m
	}
	return nil
}

func mapTwice(why string, a, b Mapping) Problem {
	return Problem{
		Severity: Error, Code: CodeMapTwice, Column: b.Header, Field: b.Field,
		Message: fmt.Sprintf("%s and %s contradict each other: %s", mapFlag(a.Header, a.Field), mapFlag(b.Header, b.Field), why),
		Hint:    "leave one of the two out",
	}
}

// mapped returns the columns that a mapping means: those that are spelled so,
// else those that are equal after normalisation, else the one with this
// number, which is the only way to tell two equal headers apart.
func mapped(columns []*column, header string) []*column {
	header = visible(header, false)
	var exact, loose []*column
	key := headerKey(header)
	for _, c := range columns {
		if c.header == header {
			exact = append(exact, c)
		}
		if key != "" && (c.plain.key == key || c.property.key == key) {
			loose = append(loose, c)
		}
	}
	if exact != nil {
		return exact
	}
	if loose != nil {
		return loose
	}
	if n, err := strconv.Atoi(header); err == nil && n >= 1 && n <= len(columns) {
		return columns[n-1 : n]
	}
	return nil
}

func unknownMapColumn(columns []*column, m Mapping, feed string) Problem {
	p := Problem{
		Severity: Error, Code: CodeMapUnknownColumn, Column: m.Header, Field: m.Field,
		Message: fmt.Sprintf("the file has no column %q", m.Header),
		Hint:    "its columns are " + headerList(columns),
	}
	form, _ := headerForms(m.Header)
	for _, c := range columns {
		if near(form, c.plain) {
			p.Hint = fmt.Sprintf("did you mean %s?", mapFlag(c.header, m.Field))
			break
		}
	}
	if feed != "" {
		p.Message += fmt.Sprintf(", which the feed %q reads as %s", feed, m.Field)
		p.Hint += "; if the file has a new layout, correct the columns of the feed in roster.toml"
	}
	return p
}

func unknownMapField(m Mapping) Problem {
	p := Problem{
		Severity: Error, Code: CodeMapUnknownField, Column: m.Header, Field: m.Field, Value: m.Field,
		Message: fmt.Sprintf("there is no field %q", m.Field),
		Hint:    "the fields are listed by: roster fields; a column of your own is kept as custom.<name>, in lower case",
	}
	form, _ := headerForms(m.Field)
	if f := fieldLike(form); f != nil {
		p.Hint = fmt.Sprintf("did you mean %s?", mapFlag(m.Header, f.Name))
	}
	return p
}

// headerList names the headers of a file for a message.
func headerList(columns []*column) string {
	const most = 20
	var names []string
	for _, c := range columns {
		if c.header == "" {
			continue
		}
		if len(names) == most {
			names = append(names, fmt.Sprintf("and %d more", len(columns)-most))
			break
		}
		names = append(names, strconv.Quote(short(c.header)))
	}
	return strings.Join(names, ", ")
}

// mapFlag writes the flag that names a column.
func mapFlag(header, field string) string {
	return fmt.Sprintf("--map %q", header+"="+field)
}

// fieldLike returns the field that a header nearly names, nil when there is
// none or more than one. It is for suggestions: a near miss is never applied.
func fieldLike(form headerForm) *Field {
	if a, ok := aliases()[form.key]; ok {
		return a.field
	}
	var best *Field
	for _, a := range aliases() {
		if a.field == best || !near(form, a.form) {
			continue
		}
		if best != nil {
			return nil
		}
		best = a.field
	}
	return best
}

// near reports whether one header is probably a slip of the other: the same
// words in another order, one letter wrong in five, two in eight, or two
// letters swapped.
func near(a, b headerForm) bool {
	if a.key == "" || b.key == "" {
		return false
	}
	if a.key == b.key || sameWords(a, b) {
		return true
	}
	// Most pairs are told apart by their length alone.
	if d := len(a.key) - len(b.key); d > 8 || d < -8 {
		return false
	}
	x, y := []rune(a.key), []rune(b.key)
	length := min(len(x), len(y))
	if length < 5 || max(len(x), len(y))-length > 2 {
		return false
	}
	switch levenshtein.ComputeDistance(a.key, b.key) {
	case 1:
		return true
	case 2:
		return length >= 8 || swapped(x, y)
	}
	return false
}

// swapped reports whether two neighbouring letters are exchanged.
func swapped(x, y []rune) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
	}
	return false
}

// short cuts a value for a message.
func short(s string) string {
	const most = 80
	runes := []rune(s)
	if len(runes) <= most {
		return s
	}
	return string(runes[:most-1]) + "…"
}
