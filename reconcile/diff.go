package reconcile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"roster.example/roster"
)

// rules is what an admin asked of a run, as far as a single row has to know.
type rules struct {
	key            roster.Key
	mode           Mode
	createInactive bool
	groups         GroupsMode
	today          string   // 2006-01-02
	domains        []string // folded; none: any
}

// fact is one row as the diff sees it.
type fact struct {
	fields []*roster.Field // in the order of the table
	at     columns
	values []string
}

func (f *fact) value(column int) string {
	if column < 0 {
		return ""
	}
	return f.values[column]
}

// verdict is what one row does to one user: edits in the order of the table.
// Of the problems, an error rejects the row. They have no place yet: that is
// the caller's to know.
type verdict struct {
	outcome  Outcome
	edits    []Edit
	problems []roster.Problem
}

func (v *verdict) warn(code roster.Code, field, value, message, hint string) {
	v.problems = append(v.problems, roster.Problem{
		Severity: roster.Warning, Code: code, Field: field, Value: value, Message: message, Hint: hint,
	})
}

func (v *verdict) reject(code roster.Code, field, value, message, hint string) {
	v.outcome, v.edits = Rejected, v.edits[:0]
	v.problems = append(v.problems, roster.Problem{
		Severity: roster.Error, Code: code, Field: field, Value: value, Message: message, Hint: hint,
	})
}

// decide works out what a row does to the user it is about, nil for one the
// roster does not know. It knows neither other rows nor the store, and leaves
// out the manager, who can only be resolved when all rows are known. The
// verdict is written over v, whose slices are used again.
func decide(v *verdict, u *roster.User, f *fact, r *rules) {
	*v = verdict{outcome: Unchanged, edits: v.edits[:0], problems: v.problems[:0]}
	switch {
	case u == nil:
		decideUnknown(v, f, r)
	case r.mode == Terminations:
		decideLeaver(v, u, f, r)
	default:
		decideKnown(v, u, f, r)
	}
	if v.outcome == Unchanged && len(v.edits) > 0 {
		v.outcome = Update
	}
	if u != nil {
		keepDomains(v, r)
	}
	if u != nil && u.Role.IsAdmin() {
		protectAdmin(v, u)
	}
}

// says returns what the row wants the person's status to be: the word where
// there is one, and inactive where there is none and the end has come. "" is
// silence.
func (f *fact) says(today string) roster.Status {
	if word := f.value(f.at.status); word != "" {
		return roster.Status(word)
	}
	if f.ended(today) {
		return roster.Inactive
	}
	return ""
}

// ended reports whether the row's end date is today or past.
func (f *fact) ended(today string) bool {
	end := f.value(f.at.endDate)
	return end != "" && end != roster.Clear && end <= today
}

func decideUnknown(v *verdict, f *fact, r *rules) {
	says := f.says(r.today)
	switch {
	case r.mode == Edits:
		v.outcome = Skipped
		v.warn(roster.CodeUnknownPerson, "", "", "nobody in the roster has these identifiers, and this run only edits",
			"leave out --mode edits to create people")
		return
	case r.mode == Terminations, says == roster.Inactive && !r.createInactive:
		v.outcome = Skipped
		v.warn(roster.CodeUnknownLeaver, "", "", "a leaver whom the roster does not know",
			"nothing to do, unless the identifier is misspelt; --create-inactive keeps such people when a roster is moved")
		return
	}
	if missing := f.missing(); len(missing) > 0 {
		v.reject(roster.CodeMissingRequired, missing[0], "",
			fmt.Sprintf("a new person needs %s", strings.Join(missing, ", ")),
			"fill the cell, or check that the identifier is the one the roster knows")
		return
	}
	if email := f.value(f.at.email); !domainAllowed(email, r.domains) {
		q := domainFault(email, r.domains)
		v.reject(q.Code, q.Field, q.Value, q.Message, q.Hint)
		return
	}
	v.outcome = Create
	status := cmp.Or(says, roster.Active)
	end := f.value(f.at.endDate)
	if status.Employed() && f.ended(r.today) {
		v.staleEnd(end)
		end = ""
	}
	for i, field := range f.fields {
		value := f.values[i]
		switch i {
		case f.at.managerEmail, f.at.managerEmployeeID:
			continue
		case f.at.status:
			value = string(status)
		case f.at.endDate:
			value = end
		}
		if value != "" && value != roster.Clear {
			v.edits = append(v.edits, Edit{Field: field.Name, To: value})
		}
	}
	if f.at.status < 0 {
		v.put(Edit{Field: roster.StatusField, To: string(status)})
	}
	if r.key == roster.KeyEmployeeID && f.value(f.at.employeeID) == "" {
		v.problems = append(v.problems, noEmployeeID())
	}
}

// missing names the required fields that the row does not fill.
func (f *fact) missing() []string {
	var missing []string
	for _, field := range roster.Fields {
		if !field.Required {
			continue
		}
		at := slices.IndexFunc(f.fields, func(g *roster.Field) bool { return g.Name == field.Name })
		if f.value(at) == "" {
			missing = append(missing, field.Name)
		}
	}
	return missing
}

func (v *verdict) staleEnd(end string) {
	v.warn(roster.CodeStaleEndDate, roster.EndDate, end, "the row says active, and its end date has passed: the date is not stored",
		"take out the old end date, or set the status to inactive")
}

// decideLeaver is the rule of a file of leavers: whatever else its columns
// say, only status and end date change.
func decideLeaver(v *verdict, u *roster.User, f *fact, r *rules) {
	word, end := roster.Status(f.value(f.at.status)), f.value(f.at.endDate)
	if word.Employed() {
		v.reject(roster.CodeNotALeaver, roster.StatusField, string(word), "a row of a file of leavers says the person is still here",
			"take the row out, or upload the file without --mode terminations")
		return
	}
	v.edit(roster.EndDate, u.EndDate, end)
	later := end != "" && end != roster.Clear && end > r.today
	if u.Employed() && (word == roster.Inactive || !later) {
		v.outcome = Deactivate
		v.edit(roster.StatusField, string(u.Status), string(roster.Inactive))
	}
}

func decideKnown(v *verdict, u *roster.User, f *fact, r *rules) {
	says, end := f.says(r.today), f.value(f.at.endDate)
	here := u.Employed()
	rehire := !here && says.Employed() && r.mode != Edits

	if r.mode == NewHires && !rehire {
		v.outcome = Skipped
		v.warn(roster.CodeAlreadyHere, "", "", fmt.Sprintf("%s is in the roster already, and this run only adds people", u.Name()),
			"leave out --mode new-hires to update people too")
		return
	}
	if end != "" && f.ended(r.today) && says.Employed() {
		// An export that is uploaded again has nothing to be warned of.
		if rehire || end != u.EndDate {
			v.staleEnd(end)
		}
		end = ""
	}
	switch {
	case rehire:
		v.outcome = Reactivate
		v.edit(roster.StatusField, string(u.Status), string(says))
		// An end that has passed would deactivate the person again tonight.
		if end == "" && u.EndDate != "" && u.EndDate <= r.today {
			end = roster.Clear
		}
	case here && says == roster.Inactive && r.mode == Edits:
		v.warn(roster.CodeStatusNotEdited, roster.StatusField, f.value(f.at.status), "the row says the person has left, and this run only edits: they stay active",
			"leave out --mode edits to deactivate people")
		if f.ended(r.today) {
			end = ""
		}
	case here && says == roster.Inactive:
		v.outcome = Deactivate
		v.edit(roster.StatusField, string(u.Status), string(says))
	case here:
		v.edit(roster.StatusField, string(u.Status), string(says))
	case says != roster.Inactive:
		v.warn(roster.CodeStillInactive, roster.StatusField, f.value(f.at.status), fmt.Sprintf("%s is inactive and stays so", u.Name()),
			"set the status to active to bring the person back")
	}
	v.edit(roster.EndDate, u.EndDate, end)
	for i, field := range f.fields {
		switch i {
		case f.at.status, f.at.endDate, f.at.managerEmail, f.at.managerEmployeeID:
			continue
		}
		value := f.values[i]
		if field.Kind == roster.KindSet && r.groups == GroupsAdd && value != roster.Clear {
			value = roster.JoinSets(field.Get(u), value)
		}
		if value != "" && !field.Same(field.Get(u), value) {
			v.edit(field.Name, field.Get(u), value)
		}
	}
}

// edit records a new value, unless it is silence or what is there already.
func (v *verdict) edit(field, from, to string) {
	if to == "" {
		return
	}
	if to == roster.Clear {
		to = ""
	}
	if from != to {
		v.put(Edit{Field: field, From: from, To: to})
	}
}

// put puts an edit in its place, which is at the end or near to it. Those of custom
// fields come in their order.
func (v *verdict) put(e Edit) {
	at, place := len(v.edits), fieldOrder(e.Field)
	for at > 0 && fieldOrder(v.edits[at-1].Field) > place {
		at--
	}
	v.edits = slices.Insert(v.edits, at, e)
}

// keepDomains rejects a row that gives somebody an address of another domain
// than those that new addresses may have. What they have already may stay.
func keepDomains(v *verdict, r *rules) {
	for _, e := range v.edits {
		if e.Field != roster.Email || roster.EmailKey(e.From) == roster.EmailKey(e.To) || domainAllowed(e.To, r.domains) {
			continue
		}
		q := domainFault(e.To, r.domains)
		v.reject(q.Code, q.Field, q.Value, q.Message, q.Hint)
		return
	}
}

// protectAdmin keeps files away from the access of people with an admin role:
// they may not lose or regain it, nor log in under another name, because of a
// row. Giving one who has no employee ID their first is no such change.
func protectAdmin(v *verdict, u *roster.User) {
	what := ""
	switch v.outcome {
	case Deactivate, Reactivate:
		what = string(v.outcome)
	case Update:
		for _, e := range v.edits {
			switch e.Field {
			case roster.Email, roster.EmployeeID, roster.Username:
				if e.From != "" {
					what = "change the " + e.Field + " of"
				}
			}
		}
	}
	if what == "" {
		return
	}
	v.reject(roster.CodeProtectedAdmin, "", "",
		fmt.Sprintf("%s has the role %s, and a file may not %s an admin", u.Name(), u.Role, what),
		"do it by hand, or take the row out")
}

// compareFields orders names as the table does, custom fields after all
// others by name.
func compareFields(a, b string) int {
	return cmp.Or(cmp.Compare(fieldOrder(a), fieldOrder(b)), cmp.Compare(a, b))
}

var fieldPlace = func() map[string]int {
	place := make(map[string]int, len(roster.Fields))
	for i, f := range roster.Fields {
		place[f.Name] = i
	}
	return place
}()

func fieldOrder(name string) int {
	if i, ok := fieldPlace[name]; ok {
		return i
	}
	return len(fieldPlace)
}
