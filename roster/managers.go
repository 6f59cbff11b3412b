package roster

import (
	"fmt"
	"slices"
	"strings"
)

// namesake is what the file says of people of one name.
type namesake struct {
	identifier string // employee ID or email, as the column is read
	people     int
}

// findManagers reads the file once more where managers are given by name, and
// notes who in it has which name. A manager is named rightly only when exactly
// one person of the file has the name.
func (u *Upload) findManagers() error {
	var managers *column
	for _, c := range u.columns {
		if c.byName && c.field != nil {
			managers = c
		}
	}
	if managers == nil {
		return nil
	}
	key := u.column(Email)
	if managers.field.Kind == KindManagerID {
		key = u.column(EmployeeID)
	}
	first, last, full := u.column(FirstName), u.column(LastName), u.column(fullName)
	cell := func(cells []string, c *column, identifier bool) string {
		if c == nil || c.index >= len(cells) {
			return ""
		}
		return tidy(cells[c.index], identifier)
	}
	people, wanted := map[string]namesake{}, map[string]bool{}
	for rec, err := range u.data() {
		if err != nil {
			return err
		}
		given, family := cell(rec.Cells, first, false), cell(rec.Cells, last, false)
		if full != nil {
			g, f := splitName(cell(rec.Cells, full, false), familyFirst(full))
			if first == nil {
				given = g
			}
			if last == nil {
				family = f
			}
		}
		if name := nameKey(given + " " + family); name != "" {
			who := people[name]
			who.people++
			who.identifier = cell(rec.Cells, key, true)
			people[name] = who
		}
		if name := managerKey(cell(rec.Cells, managers, false)); name != "" {
			wanted[name] = true
		}
	}
	// Only managers are kept, so memory follows their number.
	u.namesakes = map[string]namesake{}
	for name := range wanted {
		if who, ok := people[name]; ok {
			u.namesakes[name] = who
		}
	}
	if len(u.namesakes) == 0 {
		u.unassume(managers)
		u.warn(managers, CodeColumnAssumed,
			fmt.Sprintf("column %q is ignored: it names managers, and none of them is a person of this file", short(managers.header)),
			fmt.Sprintf("export the manager's email or employee ID instead of the name; to keep the names as text, give %s", mapFlag(managers.header, keepManagers)))
	}
	return nil
}

// unassume takes an assumption about a column back.
func (u *Upload) unassume(c *column) {
	kept := u.warnings[:0]
	for _, w := range u.warnings {
		if w.column != c.index {
			kept = append(kept, w)
		}
	}
	u.warnings = kept
	c.field, c.how, c.byName = nil, HowPassed, false
}

// nameKey is a name in the form in which two spellings of it are equal: its
// words in any order, because "Park Kim" under Manager is the Kim Park of
// another row.
func nameKey(name string) string {
	words := strings.FieldsFunc(withoutNote(name), func(r rune) bool { return space(r) || r == ',' })
	for i := range words {
		words[i] = wordKey(words[i])
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// managerKey returns the key of a manager's name, which may stand in the
// distinguished name of a directory: CN=Kim Park,OU=Sales.
func managerKey(name string) string {
	if len(name) > 3 && strings.EqualFold(name[:3], "cn=") {
		name = strings.ReplaceAll(name[3:], `\,`, "\x00")
		name, _, _ = strings.Cut(name, ",")
		name = strings.ReplaceAll(name, "\x00", ",")
	}
	if name == "" || blankWord(name) || noManager(name) {
		return ""
	}
	return nameKey(name)
}

// readManager looks a manager's name up.
func (u *Upload) readManager(name string) (string, *fault) {
	key := managerKey(name)
	if key == "" {
		return "", nil
	}
	who := u.namesakes[key]
	if who.people == 1 && who.identifier != "" {
		return who.identifier, nil
	}
	why := "is nobody in this file"
	if who.people > 1 {
		why = fmt.Sprintf("is the name of %d people in this file", who.people)
	} else if who.people == 1 {
		why = "has no identifier in this file"
	}
	return "", &fault{
		Warning, CodeUnknownManager, name,
		fmt.Sprintf("manager %q %s; the manager is kept as it is", short(name), why),
		"give the manager's email or employee ID instead of the name",
	}
}

// noManager reports what SuccessFactors writes for people without a manager.
func noManager(s string) bool {
	switch s {
	case "NO_MANAGER", "NO_MGR", "NO_HR":
		return true
	}
	return false
}
