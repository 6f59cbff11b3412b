package roster

import (
	"fmt"
	"slices"
	"strings"
)

// settle decides which column is read as which field, now that every cell has
// been seen. What a person may not expect is noted as a warning, in column
// order; what only the caller can decide is a *FileError.
func (u *Upload) settle(o Options) error {
	u.settleContext()
	if err := u.settleRivals(); err != nil {
		return err
	}
	u.settleNames()
	if err := u.checkKeys(o); err != nil {
		return err
	}
	if err := u.settleDates(o); err != nil {
		return err
	}
	suggestions := mostSuggestions
	for _, c := range u.columns {
		if c.how == HowUnknown {
			suggestions--
		}
		u.warnOfColumn(c, o.Feed, suggestions >= 0 && !o.NoHeader)
	}
	slices.SortStableFunc(u.warnings, func(a, b columnProblem) int { return a.column - b.column })
	return nil
}

type columnProblem struct {
	column  int
	problem Problem
}

// warn notes a warning about one column.
func (u *Upload) warn(c *column, code Code, message, hint string) {
	field := ""
	if c.field != nil {
		field = c.field.Name
	}
	u.warnings = append(u.warnings, columnProblem{c.index, Problem{
		Severity: Warning, Code: code, Column: c.header, Field: field, Message: message, Hint: hint,
	}})
}

// column returns the column that is read as a field, nil when there is none.
func (u *Upload) column(field string) *column {
	for _, c := range u.columns {
		if c.field != nil && c.field.Name == field {
			return c
		}
	}
	return nil
}

// settleRivals leaves one column for each field: the one whose header is the
// stronger alias. Headers of equal strength are one column where all their
// cells agree; otherwise only the caller can say which is right.
func (u *Upload) settleRivals() error {
	best := map[string]*column{}
	for _, c := range u.columns {
		if c.field == nil {
			continue
		}
		if b := best[c.field.Name]; b == nil || c.rank < b.rank {
			best[c.field.Name] = c
		}
	}
	for _, c := range u.columns {
		if c.field == nil || best[c.field.Name] == c {
			continue
		}
		winner := best[c.field.Name]
		field := c.field.Name
		if field == StatusField && c.twin != winner {
			u.readBeside(c, winner)
			continue
		}
		message := fmt.Sprintf("column %q is passed over: column %q says %s already", short(c.header), short(winner.header), field)
		hint := fmt.Sprintf("to take it instead, give %s; to silence this, %s", mapFlag(c.header, field), mapFlag(c.header, ""))
		if c.twin == winner {
			if c.seen.unlike > 0 {
				return &FileError{columnTwice(winner, c)}
			}
			message = fmt.Sprintf("columns %q and %q are the same in every row and are read as one", short(winner.header), short(c.header))
			hint = "delete one of the two"
		}
		c.field, c.how = nil, HowPassed
		if field == fullName && c.twin != winner {
			continue // systems have several, and none says more than another
		}
		u.warn(c, CodeColumnPassedOver, message, hint)
		u.warnings[len(u.warnings)-1].problem.Field = field
	}
	return nil
}

// readBeside keeps a second column of statuses: systems that have two, one
// for the contract and one for the state, mark a leaver in either.
func (u *Upload) readBeside(c, winner *column) {
	c.field, c.how, c.beside = nil, HowPassed, true
	u.warn(c, CodeColumnPassedOver,
		fmt.Sprintf("column %q is read beside column %q: whichever says that somebody has left is believed", short(c.header), short(winner.header)),
		fmt.Sprintf("to read only one, ignore the other, as in %s", mapFlag(c.header, "")))
	u.warnings[len(u.warnings)-1].problem.Field = StatusField
}

func columnTwice(a, b *column) Problem {
	field := b.field.Name
	// Equal headers can only be told apart by their place.
	ignore := b.header
	if visible(a.header, false) == visible(b.header, false) {
		ignore = fmt.Sprint(b.index + 1)
	}
	return Problem{
		Severity: Error, Code: CodeColumnTwice, Line: b.seen.unlike, Column: b.header, Field: field, Value: b.seen.unlikeOurs,
		Message: fmt.Sprintf("columns %d %q and %d %q both hold %s, and they differ: line %d has %q and %q",
			a.index+1, short(a.header), b.index+1, short(b.header), field, b.seen.unlike, short(b.seen.unlikeTwin), short(b.seen.unlikeOurs)),
		Hint: fmt.Sprintf("say which one is wrong, as in %s", mapFlag(ignore, "")),
	}
}

// settleNames passes the full name over where first and last name have
// columns of their own. That loses nothing, so nothing is said.
func (u *Upload) settleNames() {
	full := u.column(fullName)
	if full == nil {
		return
	}
	if u.column(FirstName) != nil && u.column(LastName) != nil {
		full.field, full.how = nil, HowPassed
		return
	}
	u.warn(full, CodeFullNameSplit,
		fmt.Sprintf("the names in column %q are split into first and last name", short(full.header)),
		"look through the split in the report; a file with a column for each leaves nothing to guess")
}

// checkKeys refuses a file that cannot say who its rows are about.
func (u *Upload) checkKeys(o Options) error {
	email := u.column(Email)
	if email == nil && u.column(EmployeeID) == nil {
		return &FileError{u.noKeyColumn(o)}
	}
	if email != nil && email.seen.filled > 0 && email.seen.addresses == 0 {
		return &FileError{Problem{
			Severity: Error, Code: CodeNoEmails, Line: email.seen.firstLine, Column: email.header, Field: Email, Value: email.seen.first,
			Message: fmt.Sprintf("column %q is read as email and holds none; the first value is %q on line %d", short(email.header), short(email.seen.first), email.seen.firstLine),
			Hint:    fmt.Sprintf("name the column that does, as in --map \"HEADER=email\", or ignore this one with %s", mapFlag(email.header, "")),
		}}
	}
	return nil
}

func (u *Upload) noKeyColumn(o Options) Problem {
	p := Problem{
		Severity: Error, Code: CodeNoKeyColumn, Line: u.Source.HeaderLine,
		Message: "no column holds an email or an employee ID, so nobody can be told who the rows are about",
	}
	if o.NoHeader {
		p.Hint = `name the columns by their number, as in --map "1=email"`
		return p
	}
	for _, key := range []string{Email, EmployeeID} {
		for _, c := range u.columns[:min(len(u.columns), mostSuggestions)] {
			if c.how != HowUnknown {
				continue
			}
			if f := fieldLike(c.plain); f != nil && f.Name == key {
				p.Hint = fmt.Sprintf("did you mean %s?", mapFlag(c.header, key))
				return p
			}
		}
	}
	if login := u.column(Username); login != nil && login.seen.filled > 0 && login.seen.addresses == login.seen.filled {
		p.Hint = fmt.Sprintf("column %q holds email addresses: if they are those of the people, give %s", short(login.header), mapFlag(login.header, Email))
		return p
	}
	for _, c := range u.columns {
		if _, ok := readEmail(c.header); ok {
			p.Message = fmt.Sprintf("line %d is taken for the header, and %q is no header", u.Source.HeaderLine, short(c.header))
			p.Hint = fmt.Sprintf(`if the file has no header, give --no-header and name the columns by number, as in --map "%d=email"`, c.index+1)
			return p
		}
	}
	p.Hint = fmt.Sprintf(`name one, as in --map "HEADER=email" or --map "HEADER=employee_id"; the headers are %s`, headerList(u.columns))
	return p
}

// settleDates gives each column of dates its order.
func (u *Upload) settleDates(o Options) error {
	for _, c := range u.columns {
		if c.field == nil || c.field.Kind != KindDate {
			continue
		}
		c.dates = dateReader{
			order:  orderOf[o.Dates],
			serial: c.seen.serials > 0 && 2*c.seen.serials >= c.seen.filled,
			newest: o.Now.Year() + 1,
		}
		if o.Dates != DatesInferred {
			continue
		}
		order, conflict, open := c.seen.dates.order()
		p := Problem{Severity: Error, Code: CodeDateOrder, Column: c.header, Field: c.field.Name}
		switch s := &c.seen.dates; {
		case conflict:
			// Whatever excludes month first is day first, and the other way round.
			dayFirst, monthFirst := s.by[0], s.by[1]
			p.Line, p.Value = monthFirst.line, monthFirst.value
			p.Message = fmt.Sprintf("column %q has dates of two orders: %q on line %d begins with the day, %q on line %d does not",
				short(c.header), dayFirst.value, dayFirst.line, monthFirst.value, monthFirst.line)
			p.Hint = "write the dates of the column in one order, best as 2026-03-15; or say which is right with --dates mdy, dmy or ymd, and the others are rejected row by row"
			return &FileError{p}
		case open:
			p.Line, p.Value = s.unsure.line, s.unsure.value
			p.Message = fmt.Sprintf("column %q does not tell day from month: %q on line %d can be two dates, and no other value decides",
				short(c.header), s.unsure.value, s.unsure.line)
			p.Hint = "say which it is: --dates mdy for month first, --dates dmy for day first, --dates ymd for year first"
			return &FileError{p}
		}
		c.dates.order = order
	}
	return nil
}

// mostSuggestions is how many unknown headers are compared with all those we
// know. Nobody mistypes more.
const mostSuggestions = 200

// warnOfColumn says what a person may not expect of a column.
func (u *Upload) warnOfColumn(c *column, feed string, suggest bool) {
	switch {
	case c.field != nil && c.field.Kind == KindRole:
		hint := "roles are given by hand, with: roster user role WHO ROLE"
		if c.rule != nil && c.header != RoleField && c.seen.filled > 0 && u.column(title) == nil {
			hint += fmt.Sprintf("; if these are job titles, give %s", mapFlag(c.header, title))
		}
		u.warn(c, CodeRoleNotImported,
			fmt.Sprintf("column %q is not read: a file never changes what somebody may administer", short(c.header)), hint)
	case c.how == HowEmpty && c.seen.filled > 0 && !u.hasRejects():
		u.warn(c, CodeUnnamedColumn,
			fmt.Sprintf("column %d has no header and is ignored, though it has values: %q on line %d", c.index+1, short(c.seen.first), c.seen.firstLine),
			fmt.Sprintf("give the column a header, or name it with --map \"%d=FIELD\"", c.index+1))
	case c.how == HowUnknown && feed != "":
		hint := fmt.Sprintf(`look whether the layout has changed; then name it under feeds.%s.columns in roster.toml, as in %q = "custom.NAME", or %q = "" to ignore it`,
			feed, short(c.header), short(c.header))
		if f := fieldLike(c.plain); f != nil && suggest && u.column(f.Name) == nil {
			hint = fmt.Sprintf(`if it is meant as %s, name it under feeds.%s.columns in roster.toml: %q = %q; if not, %q = ""`,
				f.Name, feed, short(c.header), f.Name, short(c.header))
		}
		u.warn(c, CodeNewColumn, fmt.Sprintf("column %q is new to the feed %q and is ignored", short(c.header), feed), hint)
	case c.how == HowUnknown && suggest:
		if f := fieldLike(c.plain); f != nil && u.column(f.Name) == nil {
			u.warn(c, CodeUnknownColumn,
				fmt.Sprintf("column %q is ignored: it is no header we know, but close to one for %s", short(c.header), f.Name),
				fmt.Sprintf("if it is meant, give %s; if not, %s", mapFlag(c.header, f.Name), mapFlag(c.header, "")))
		}
	}
}

// collectFields lists what the columns speak of, in table order, customs last
// by name. A full name counts as the two it becomes; a role is never read.
func (u *Upload) collectFields() {
	speaks := map[string]*Field{}
	for _, c := range u.columns {
		switch {
		case c.field == nil || c.field.Kind == KindRole:
		case c.field.Kind == KindFullName:
			speaks[FirstName], speaks[LastName] = byName[FirstName], byName[LastName]
		default:
			speaks[c.field.Name] = c.field
		}
	}
	for _, f := range Fields {
		if speaks[f.Name] != nil {
			u.Fields = append(u.Fields, f)
		}
	}
	customs := len(u.Fields)
	for _, c := range u.columns {
		if c.field != nil && c.field.Custom() {
			u.Fields = append(u.Fields, c.field)
		}
	}
	slices.SortFunc(u.Fields[customs:], func(a, b *Field) int { return strings.Compare(a.Name, b.Name) })
}
