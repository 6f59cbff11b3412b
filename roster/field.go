package roster

import "strings"

// User is one person as the store knows them. The csv tags are the canonical
// columns: what we write, in the order we write them. Every value is clean in
// the sense of the package documentation; "" means there is none.
type User struct {
	ID      int64 `csv:"-"` // the store's own number
	Version int64 `csv:"-"` // grows with every change of this user

	EmployeeID        string `csv:"employee_id"`
	Email             string `csv:"email"`
	Username          string `csv:"username"`
	FirstName         string `csv:"first_name"`
	LastName          string `csv:"last_name"`
	PreferredName     string `csv:"preferred_name"`
	Title             string `csv:"title"`
	Department        string `csv:"department"`
	Location          string `csv:"location"`
	CostCenter        string `csv:"cost_center"`
	EmploymentType    string `csv:"employment_type"`
	Phone             string `csv:"phone"`
	ManagerEmployeeID string `csv:"manager_employee_id"`
	ManagerEmail      string `csv:"manager_email"`
	StartDate         string `csv:"start_date"`
	EndDate           string `csv:"end_date"`
	Status            Status `csv:"status"`
	Groups            string `csv:"groups"` // sorted, joined with ";"

	ManagerID     int64             `csv:"-"` // 0: no manager
	ManagerStatus Status            `csv:"-"` // the manager's, "" without one
	Role          Role              `csv:"-"`
	Custom        map[string]string `csv:"-"` // by name, without "custom."
}

// Kind says how a field's cells are read and compared.
type Kind string

const (
	KindText         Kind = "text"          // compared as written
	KindID           Kind = "id"            // exact text, zeros kept
	KindEmail        Kind = "email"         // compared by EmailKey
	KindUsername     Kind = "username"      // compared by UsernameKey
	KindDate         Kind = "date"          // 2006-01-02
	KindStatus       Kind = "status"        // active, on_leave, inactive
	KindSet          Kind = "set"           // sorted words joined with ";"
	KindManagerID    Kind = "manager-id"    // names the manager by employee ID
	KindManagerEmail Kind = "manager-email" // names the manager by email
	KindFullName     Kind = "full-name"     // in uploads only: becomes first and last name
	KindRole         Kind = "role"          // recognised in uploads, and never taken from them
)

// Field is one fact about a person and everything the program knows about
// that fact.
type Field struct {
	Name      string   // canonical header, column in the store, key in JSON
	Kind      Kind     // how cells are read and compared
	Required  bool     // a person cannot be created without it
	Unique    bool     // no two users share a value
	Clearable bool     // Clear empties it; an identifier that is the key never is
	About     string   // one line for people
	Aliases   []string // other headers it is known by, strongest first

	get func(*User) string
	set func(*User, string)
}

// Stored reports whether users have this field as a value of their own: full
// names are only ever read, and the two manager columns are two names for one
// reference.
func (f *Field) Stored() bool {
	switch f.Kind {
	case KindFullName, KindManagerID, KindManagerEmail:
		return false
	}
	return true
}

// Custom reports whether the field is a column that the user asked to keep.
func (f *Field) Custom() bool { return strings.HasPrefix(f.Name, customPrefix) }

// Get returns the user's value, "" when there is none.
func (f *Field) Get(u *User) string { return f.get(u) }

// Set gives the user a value, which must be clean.
func (f *Field) Set(u *User, value string) { f.set(u, value) }

// Same reports whether two clean values of this field mean the same thing.
func (f *Field) Same(a, b string) bool {
	if a == b {
		return true
	}
	switch f.Kind {
	case KindEmail, KindManagerEmail:
		return EmailKey(a) == EmailKey(b)
	case KindUsername:
		return UsernameKey(a) == UsernameKey(b)
	}
	return false
}

// Clear is the cell that empties a field.
const Clear = "#CLEAR"

const customPrefix = "custom."

// Names of the fields that rules speak of.
const (
	EmployeeID        = "employee_id"
	Email             = "email"
	Username          = "username"
	FirstName         = "first_name"
	LastName          = "last_name"
	ManagerEmployeeID = "manager_employee_id"
	ManagerEmail      = "manager_email"
	EndDate           = "end_date"
	StatusField       = "status"
	GroupsField       = "groups"
	RoleField         = "role"
)

// FieldByName returns the field with this canonical name, nil when there is
// none. Any well-formed "custom.<name>" is a field.
func FieldByName(name string) *Field {
	if f, ok := byName[name]; ok {
		return f
	}
	if custom, ok := strings.CutPrefix(name, customPrefix); ok && validCustom(custom) {
		return customField(custom)
	}
	return nil
}

func customField(name string) *Field {
	return &Field{
		Name: customPrefix + name, Kind: KindText, Clearable: true,
		About: "a column you asked to keep",
		get:   func(u *User) string { return u.Custom[name] },
		set: func(u *User, v string) {
			if v == "" {
				delete(u.Custom, name)
				return
			}
			if u.Custom == nil {
				u.Custom = map[string]string{}
			}
			u.Custom[name] = v
		},
	}
}

// validCustom allows what can be a column name anywhere: a lower-case letter
// followed by letters, digits, "_" and "-", at most 64 of them.
func validCustom(name string) bool {
	if name == "" || len(name) > 64 || name[0] < 'a' || name[0] > 'z' {
		return false
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' {
			return false
		}
	}
	return true
}

var byName = func() map[string]*Field {
	m := make(map[string]*Field, len(Fields))
	for _, f := range Fields {
		m[f.Name] = f
	}
	return m
}()

// Fields is the one table of facts about a person, in the order in which
// reports and exports show them.
var Fields = []*Field{
	{
		Name: "employee_id", Kind: KindID, Unique: true, Clearable: true,
		About:   "the HR system's number for a person; exact text, leading zeros kept",
		Aliases: []string{"Employee ID", "Employee Number", "Employee #"},
		get:     func(u *User) string { return u.EmployeeID },
		set:     func(u *User, v string) { u.EmployeeID = v },
	},
	{
		Name: "email", Kind: KindEmail, Unique: true, Required: true,
		About:   "work email; spelling kept, compared without regard to case",
		Aliases: []string{"Work Email", "Email Address", "E-mail"},
		get:     func(u *User) string { return u.Email },
		set:     func(u *User, v string) { u.Email = v },
	},
	{
		Name: "username", Kind: KindUsername, Unique: true, Clearable: true,
		About:   "login name, where it is not the email",
		Aliases: []string{"User Name", "Login"},
		get:     func(u *User) string { return u.Username },
		set:     func(u *User, v string) { u.Username = v },
	},
	{
		Name: "first_name", Kind: KindText, Required: true,
		About:   "given name",
		Aliases: []string{"First Name", "Given Name"},
		get:     func(u *User) string { return u.FirstName },
		set:     func(u *User, v string) { u.FirstName = v },
	},
	{
		Name: "last_name", Kind: KindText, Required: true,
		About:   "family name",
		Aliases: []string{"Last Name", "Surname"},
		get:     func(u *User) string { return u.LastName },
		set:     func(u *User, v string) { u.LastName = v },
	},
	{
		Name: "full_name", Kind: KindFullName,
		About:   "in uploads only: split into first and last name",
		Aliases: []string{"Full Name", "Name"},
		get:     (*User).Name,
		set:     func(*User, string) {},
	},
	{
		Name: "preferred_name", Kind: KindText, Clearable: true,
		About:   "what the person goes by",
		Aliases: []string{"Preferred Name", "Nickname"},
		get:     func(u *User) string { return u.PreferredName },
		set:     func(u *User, v string) { u.PreferredName = v },
	},
	{
		Name: "title", Kind: KindText, Clearable: true,
		About:   "job title",
		Aliases: []string{"Job Title"},
		get:     func(u *User) string { return u.Title },
		set:     func(u *User, v string) { u.Title = v },
	},
	{
		Name: "department", Kind: KindText, Clearable: true,
		About:   "department the person works in",
		Aliases: []string{"Department Name"},
		get:     func(u *User) string { return u.Department },
		set:     func(u *User, v string) { u.Department = v },
	},
	{
		Name: "location", Kind: KindText, Clearable: true,
		About:   "office or site",
		Aliases: []string{"Office"},
		get:     func(u *User) string { return u.Location },
		set:     func(u *User, v string) { u.Location = v },
	},
	{
		Name: "cost_center", Kind: KindText, Clearable: true,
		About:   "cost center the person is booked on",
		Aliases: []string{"Cost Center"},
		get:     func(u *User) string { return u.CostCenter },
		set:     func(u *User, v string) { u.CostCenter = v },
	},
	{
		Name: "employment_type", Kind: KindText, Clearable: true,
		About:   "form of employment, such as full-time or contractor",
		Aliases: []string{"Employment Type"},
		get:     func(u *User) string { return u.EmploymentType },
		set:     func(u *User, v string) { u.EmploymentType = v },
	},
	{
		Name: "phone", Kind: KindText, Clearable: true,
		About:   "work phone, as written",
		Aliases: []string{"Work Phone"},
		get:     func(u *User) string { return u.Phone },
		set:     func(u *User, v string) { u.Phone = v },
	},
	{
		Name: "manager_employee_id", Kind: KindManagerID, Clearable: true,
		About:   "the manager, named by employee ID",
		Aliases: []string{"Manager ID"},
		get:     func(u *User) string { return u.ManagerEmployeeID },
		set:     func(u *User, v string) { u.ManagerEmployeeID = v },
	},
	{
		Name: "manager_email", Kind: KindManagerEmail, Clearable: true,
		About:   "the manager, named by email",
		Aliases: []string{"Manager Email"},
		get:     func(u *User) string { return u.ManagerEmail },
		set:     func(u *User, v string) { u.ManagerEmail = v },
	},
	{
		Name: "start_date", Kind: KindDate, Clearable: true,
		About:   "first day of work",
		Aliases: []string{"Hire Date", "Start Date"},
		get:     func(u *User) string { return u.StartDate },
		set:     func(u *User, v string) { u.StartDate = v },
	},
	{
		Name: "end_date", Kind: KindDate, Clearable: true,
		About:   "last day of work; once it has come, the person is a leaver",
		Aliases: []string{"Termination Date", "End Date"},
		get:     func(u *User) string { return u.EndDate },
		set:     func(u *User, v string) { u.EndDate = v },
	},
	{
		Name: "status", Kind: KindStatus,
		About:   "active, on_leave or inactive",
		Aliases: []string{"Employment Status", "Active"},
		get:     func(u *User) string { return string(u.Status) },
		set:     func(u *User, v string) { u.Status = Status(v) },
	},
	{
		Name: "groups", Kind: KindSet, Clearable: true,
		About:   "groups the person is in; several are separated by ; | or ,",
		Aliases: []string{"Group"},
		get:     func(u *User) string { return u.Groups },
		set:     func(u *User, v string) { u.Groups = v },
	},
	{
		Name: "role", Kind: KindRole,
		About:   "what the person may administer; changed by hand only, never by a file",
		Aliases: []string{"User Role"},
		get:     func(u *User) string { return string(u.Role) },
		set:     func(u *User, v string) { u.Role = Role(v) },
	},
}
