package reconcile

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"roster.example/roster"
)

// Ask is what a hand asks for one person.
type Ask struct {
	User    int64             // the person's number, 0 for somebody new
	Delete  bool              // remove them
	Erase   bool              // with Delete: out of the history, too
	Values  map[string]string // clean values by field, roster.Clear for none; a manager is named by email or employee ID
	Groups  GroupsMode        // what a value of groups does; "": GroupsReplace
	Leaves  []string          // groups they are taken out of
	Returns bool              // a past end date is cleared with a status that is active
}

// PrepareHand makes the plan of what a hand asks for. Fields may be any that
// a user has: which command may set which is the caller's to know. What cannot
// stand is rejected, with an error among the problems; whether the rest goes
// ahead without it is the caller's to decide.
func PrepareHand(ctx context.Context, snap Snapshot, asks []Ask, o Options) (*Plan, error) {
	d := newDraft(Hand, snap, o)
	var ids []int64
	for _, a := range asks {
		ids = append(ids, a.User)
	}
	users, err := snap.ByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range asks {
		if d.byUser[a.User] != nil {
			continue // named twice
		}
		u := users[a.User]
		if u == nil && (a.User != 0 || a.Delete) {
			return nil, fmt.Errorf("there is no user %d", a.User)
		}
		if a.Delete {
			d.add(&wish{before: u, erase: a.Erase})
			continue
		}
		if err := d.ask(ctx, &a, u); err != nil {
			return nil, err
		}
	}
	return d.plan(ctx)
}

// ask puts one person's values on the draft.
func (d *draft) ask(ctx context.Context, a *Ask, u *roster.User) error {
	w := &wish{before: u, after: &roster.User{Status: roster.Active, Role: roster.General}}
	if u != nil {
		w.after = copyOf(u)
	}
	for _, name := range slices.Sorted(maps.Keys(a.Values)) {
		value := a.Values[name]
		f := roster.FieldByName(name)
		if f == nil {
			return fmt.Errorf("%q is no field of a user", name)
		}
		if value == roster.Clear {
			value = ""
		}
		if f.Kind == roster.KindSet && a.Groups == GroupsAdd {
			value = roster.JoinSets(f.Get(w.after), value)
		}
		if f.Stored() {
			f.Set(w.after, value)
		}
	}
	if len(a.Leaves) > 0 {
		left := slices.DeleteFunc(slices.Collect(roster.Set(w.after.Groups)), func(g string) bool { return slices.Contains(a.Leaves, g) })
		w.after.Groups = strings.Join(left, ";")
	}
	// An end that has passed would deactivate the person again tonight.
	if a.Returns && w.after.EndDate != "" && w.after.EndDate <= d.o.Today {
		w.after.EndDate = ""
	}
	d.add(w)
	if missing := missingOf(w.after); len(missing) > 0 {
		d.fault(w, roster.Problem{
			Code: roster.CodeMissingRequired, Field: missing[0],
			Message: fmt.Sprintf("a new person needs %s", strings.Join(missing, ", ")), Hint: "give it as FIELD=VALUE",
		})
		return nil
	}
	if (u == nil || roster.EmailKey(u.Email) != roster.EmailKey(w.after.Email)) && !domainAllowed(w.after.Email, foldDomains(d.o.Domains)) {
		d.fault(w, domainFault(w.after.Email, foldDomains(d.o.Domains)))
		return nil
	}
	if u == nil && d.info.Key == roster.KeyEmployeeID && w.after.EmployeeID == "" {
		d.problems = append(d.problems, noEmployeeID())
	}
	if err := d.checkNearMiss(ctx, w); err != nil {
		return err
	}
	return d.findManager(ctx, w, a.Values)
}

// missingOf names the required fields that a user does not have.
func missingOf(u *roster.User) []string {
	var missing []string
	for _, f := range roster.Fields {
		if f.Required && f.Get(u) == "" {
			missing = append(missing, f.Name)
		}
	}
	return missing
}

// checkNearMiss rejects an employee ID that somebody else has but for what a
// spreadsheet does to IDs.
func (d *draft) checkNearMiss(ctx context.Context, w *wish) error {
	id := w.after.EmployeeID
	if id == "" || w.before != nil && w.before.EmployeeID == id {
		return nil
	}
	near, err := d.snap.NearIDs(ctx, []string{roster.LooseID(id)})
	if err != nil {
		return err
	}
	for _, known := range near[roster.LooseID(id)] {
		if known == id || w.before != nil && w.before.EmployeeID == known {
			continue
		}
		d.fault(w, roster.Problem{
			Code: roster.CodeNearMissID, Field: roster.EmployeeID, Value: id,
			Message: fmt.Sprintf("employee ID %q is not in the roster, but %q is", id, known),
			Hint:    "a spreadsheet makes these two the same: give another ID, or see who has this one with: roster user show " + known,
		})
		break
	}
	return nil
}

// findManager finds the manager whom the values name. A hand that names
// somebody unknown is told so, and nothing else is done in the meantime.
func (d *draft) findManager(ctx context.Context, w *wish, values map[string]string) error {
	id, email := values[roster.ManagerEmployeeID], values[roster.ManagerEmail]
	if id == roster.Clear || email == roster.Clear {
		w.after.ManagerID = 0
	}
	if id == roster.Clear {
		id = ""
	}
	if email == roster.Clear {
		email = ""
	}
	if id == "" && email == "" {
		return nil
	}
	wanted := named{ids: map[string]*roster.User{}, emails: map[string]*roster.User{}}
	if id != "" {
		wanted.ids[id] = nil
	}
	if email != "" {
		wanted.emails[roster.EmailKey(email)] = nil
	}
	var boss *roster.User
	known := false
	for u, err := range d.snap.Holders(ctx, &wanted) {
		if err != nil {
			return err
		}
		known = true
		if id != "" && u.EmployeeID != id || email != "" && roster.EmailKey(u.Email) != roster.EmailKey(email) {
			continue
		}
		boss = copyOf(u)
	}
	if boss == nil && known && id != "" && email != "" {
		d.fault(w, roster.Problem{
			Code: roster.CodeManagerMismatch, Field: roster.ManagerEmail, Value: email,
			Message: fmt.Sprintf("nobody has both the employee ID %q and the email %q", id, email),
			Hint:    "name the manager by one of them",
		})
		return nil
	}
	if boss == nil {
		field, value := roster.ManagerEmail, email
		if email == "" {
			field, value = roster.ManagerEmployeeID, id
		}
		d.fault(w, roster.Problem{
			Code: roster.CodeUnknownManager, Field: field, Value: value,
			Message: fmt.Sprintf("nobody has %s %q", strings.TrimPrefix(field, "manager_"), value), Hint: "name a manager who is in the roster",
		})
		return nil
	}
	w.after.ManagerID = boss.ID
	return nil
}
