package store

import (
	"encoding/json"
	"fmt"
	"strings"

	"roster.example/roster"
)

// column is a column of users that holds a field.
type column struct {
	field    *roster.Field
	nullable bool    // an identifier that is not set is NULL
	derived  derived // the column that is kept beside it, if any
}

// derived is a column whose value is worked out from a field's when that is
// written, so that it can have an index.
type derived struct {
	name string
	form func(string) string
}

// columns are those of the stored fields, in the order of the table.
var columns = func() []column {
	var all []column
	for _, f := range roster.Fields {
		if !f.Stored() {
			continue
		}
		c := column{field: f, nullable: f.Unique && !f.Required}
		switch f.Kind {
		case roster.KindID:
			c.derived = derived{"employee_id_loose", roster.LooseID}
		case roster.KindEmail:
			c.derived = derived{"email_key", roster.EmailKey}
		case roster.KindUsername:
			c.derived = derived{"username_key", roster.UsernameKey}
		}
		all = append(all, c)
	}
	return all
}()

// columnOf gives the place of a field in columns.
var columnOf = func() map[string]int {
	places := map[string]int{}
	for i, c := range columns {
		places[c.field.Name] = i
	}
	return places
}()

// fieldNamed returns the field of this name and its place in columns, -1 for a
// field that has no column, nil for none at all. It looks from a place on first:
// edits come in the order of the table, and there are many.
func fieldNamed(name string, from int) (*roster.Field, int) {
	for place := from; place < len(columns); place++ {
		if f := columns[place].field; f.Name == name {
			return f, place
		}
	}
	if place, ok := columnOf[name]; ok {
		return columns[place].field, place
	}
	return roster.FieldByName(name), -1
}

// names returns the columns a field is written to.
func (c *column) names() []string {
	if c.derived.form == nil {
		return []string{c.field.Name}
	}
	return []string{c.field.Name, c.derived.name}
}

// form returns the derived form of a value, "" where there is none.
func (c *column) form(value string) string {
	if c.derived.form == nil {
		return ""
	}
	return c.derived.form(value)
}

// values adds what is written to them for a value and its derived form.
func (c *column) values(to *args, value, form string) {
	switch unset := value == "" && c.nullable; {
	case unset && c.derived.form != nil:
		to.add(nil, nil)
	case unset:
		to.add(nil)
	case c.derived.form != nil:
		to.add(value, form)
	default:
		to.add(value)
	}
}

// text is how the column is read among others, as one text.
func (c *column) text() string {
	if c.nullable {
		return "ifnull(u." + c.field.Name + ", '')" // or it would be left out
	}
	return "u." + c.field.Name
}

// managerFacts says how many facts about the manager come with a user.
type managerFacts int

const (
	alone  managerFacts = 0 // the reader has them from elsewhere
	joined managerFacts = 3 // from m, which withManagers joins
)

// selectUser lists what a reader reads. All texts come as one, because every
// column of a row is a crossing into C and an allocation: reading twenty of
// them takes twice as long.
func selectUser(facts managerFacts) string {
	texts := []string{"u.custom"}
	for _, c := range columns {
		texts = append(texts, c.text())
	}
	if facts == joined {
		texts = append(texts, "ifnull(m.employee_id, '')", "ifnull(m.email, '')", "ifnull(m.status, '')")
	}
	return "SELECT u.id, u.version, ifnull(u.manager_id, 0), concat_ws(char(31), " + strings.Join(texts, ", ") + ")"
}

// readCustom reads a JSON object of texts, nil when it is empty.
func readCustom(object string) (map[string]string, error) {
	if object == "{}" {
		return nil, nil
	}
	var custom map[string]string
	if err := json.Unmarshal([]byte(object), &custom); err != nil {
		return nil, fmt.Errorf("%w: custom fields: %w", ErrDamaged, err)
	}
	return custom, nil
}

// writeCustom is the reverse. The names come out sorted, as encoding/json
// promises for maps.
func writeCustom(custom map[string]string) (string, error) {
	if len(custom) == 0 {
		return "{}", nil
	}
	object, err := json.Marshal(custom)
	if err != nil {
		return "", fmt.Errorf("write custom fields: %w", err)
	}
	return string(object), nil
}
