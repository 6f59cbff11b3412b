package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// The fields that a command leaves to another one, with which that is; "" under
// the fields that are the only ones it takes.
type refusals map[string]string

var (
	notAdded = refusals{roster.RoleField: "add the person first, then: roster user role WHO ROLE"}
	notSet   = refusals{
		roster.EmployeeID:  "change it with: roster user rekey WHO employee_id=…",
		roster.Email:       "change it with: roster user rekey WHO email=…",
		roster.StatusField: "change it with: roster user deactivate WHO, or: roster user reactivate WHO",
		roster.RoleField:   "change it with: roster user role WHO ROLE",
	}
	notRekeyed = func() refusals {
		others := refusals{}
		for _, name := range fieldNames() {
			if name != roster.EmployeeID && name != roster.Email {
				others[name] = "change it with: roster user set WHO " + name + "=…"
			}
		}
		return others
	}()
)

// one finds one person.
func (a *app) one(who string) func(context.Context, reconcile.Snapshot) (*roster.User, error) {
	return func(ctx context.Context, snap reconcile.Snapshot) (*roster.User, error) {
		found, err := a.find(ctx, snap, who)
		if err != nil {
			return nil, err
		}
		return found[0], nil
	}
}

// setting asks for new values of the person who is found, or, where nobody is
// looked for, for somebody new.
func (a *app) setting(words []string, not refusals, find func(context.Context, reconcile.Snapshot) (*roster.User, error)) asker {
	return func(ctx context.Context, snap reconcile.Snapshot) ([]reconcile.Ask, []roster.Problem, error) {
		values, err := a.values(words, not)
		if err != nil {
			return nil, nil, err
		}
		if find == nil {
			clean, problems, err := a.readNew(values, snap.Info().Key)
			return []reconcile.Ask{{Values: clean}}, problems, err
		}
		u, err := find(ctx, snap)
		if err != nil {
			return nil, nil, err
		}
		clean, problems, err := a.readValues(values, u, snap.Info().Key)
		return []reconcile.Ask{{User: u.ID, Values: clean}}, problems, err
	}
}

// values reads FIELD=VALUE.
func (a *app) values(words []string, not refusals) ([]roster.Value, error) {
	var values []roster.Value
	for _, word := range words {
		name, text, ok := strings.Cut(word, "=")
		if !ok {
			return nil, fail(`write FIELD=VALUE, in quotes where there are spaces: "title=Senior Engineer"`, "%q has no equals sign", word)
		}
		name = strings.ToLower(strings.TrimSpace(name))
		if roster.FieldByName(name) == nil {
			return nil, fail("see them with: roster fields", "%w", unknownField(name))
		}
		if hint, refused := not[name]; refused {
			return nil, fail(hint, "%s is not changed here", name)
		}
		values = append(values, roster.Value{Field: name, Text: text})
	}
	return values, nil
}

// readNew reads the values of somebody new.
func (a *app) readNew(values []roster.Value, key roster.Key) (map[string]string, []roster.Problem, error) {
	var missing []string
	for _, f := range roster.Fields {
		named := func(v roster.Value) bool {
			// A full name becomes first and last name.
			return v.Field == f.Name || f.Kind == roster.KindName && roster.FieldByName(v.Field).Kind == roster.KindFullName
		}
		if f.Required && !slices.ContainsFunc(values, named) {
			missing = append(missing, f.Name)
		}
	}
	if len(missing) > 0 {
		return nil, nil, fail("give it as FIELD=VALUE", "nothing was applied: a new person needs %s", strings.Join(missing, ", "))
	}
	return a.readValues(values, &roster.User{}, key)
}

// readValues reads values as the cells of a file are read. What is wrong with
// one of them is an error: nothing is done with the others.
func (a *app) readValues(values []roster.Value, about *roster.User, key roster.Key) (map[string]string, []roster.Problem, error) {
	clean, problems, err := roster.ReadValues(values, about.Email, roster.Options{Now: a.env.now()})
	if err != nil {
		return nil, nil, fail("give every field once", "nothing was applied: %w", err)
	}
	for i := range problems {
		inWords(&problems[i])
	}
	// Whoever types one full name sees at once how it is split.
	problems = slices.DeleteFunc(problems, func(q roster.Problem) bool { return q.Code == roster.CodeFullNameSplit })
	for _, q := range problems {
		if q.Severity == roster.Error {
			return nil, nil, refused(problems)
		}
	}
	if clean[string(key)] == roster.Clear {
		return nil, nil, fail("give another one instead", "nothing was applied: %s is the key of the roster, and is not cleared", key)
	}
	for _, v := range values {
		if clean[v.Field] == "" && roster.FieldByName(v.Field).Stored() {
			return nil, nil, fail(fmt.Sprintf("to empty the field, write %s=", v.Field), "nothing was applied: %s %q says nothing", v.Field, v.Text)
		}
	}
	return clean, problems, nil
}

// inWords makes the problem of a cell one of a word that was typed.
func inWords(q *roster.Problem) {
	q.Line, q.Column = 0, ""
	switch {
	case q.Code == roster.CodeNotClearable:
		q.Hint = "give another value instead"
	case q.Code == roster.CodeDateOrder:
		q.Message, q.Hint = fmt.Sprintf("%s %q can be two dates", q.Field, q.Value), "write it as in 2026-11-30"
	case q.Field != "" && !strings.HasPrefix(q.Message, q.Field):
		q.Message = q.Field + ": " + q.Message
	}
}
