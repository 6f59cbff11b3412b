package reconcile

import (
	"testing"

	"roster.example/roster"
)

// BenchmarkDecide measures the diff of one row and one user by itself.
func BenchmarkDecide(b *testing.B) {
	words := map[string]string{
		roster.EmployeeID: "0001234", roster.Email: "ann.lee@acme.example", roster.FirstName: "Ann", roster.LastName: "Lee",
		"title": "Engineer", "department": "Platform", "location": "Zürich", "cost_center": "CC-0153",
		"phone": "+41 44 5550123", "start_date": "2019-03-04", roster.StatusField: "active",
	}
	f := fact{at: columns{
		employeeID: -1, email: -1, username: -1, firstName: -1, lastName: -1,
		status: -1, endDate: -1, managerEmployeeID: -1, managerEmail: -1,
	}}
	at := map[string]*int{
		roster.EmployeeID: &f.at.employeeID, roster.Email: &f.at.email,
		roster.FirstName: &f.at.firstName, roster.LastName: &f.at.lastName, roster.StatusField: &f.at.status,
	}
	var same, other roster.User
	for _, field := range roster.Fields {
		value, ok := words[field.Name]
		if !ok {
			continue
		}
		if column := at[field.Name]; column != nil {
			*column = len(f.fields)
		}
		f.fields, f.values = append(f.fields, field), append(f.values, value)
		field.Set(&same, value)
		field.Set(&other, value)
	}
	other.Title, other.Location = "Apprentice", "Bern"
	r := rules{key: roster.KeyEmployeeID, mode: Sync, groups: GroupsReplace, today: "2026-11-22"}
	for _, c := range []struct {
		name string
		user *roster.User
		want Outcome
	}{{"unknown", nil, Create}, {"unchanged", &same, Unchanged}, {"changed", &other, Update}} {
		b.Run(c.name, func(b *testing.B) {
			var v verdict
			b.ReportAllocs()
			for b.Loop() {
				decide(&v, c.user, &f, &r)
			}
			if v.outcome != c.want {
				b.Fatalf("%s, want %s", v.outcome, c.want)
			}
		})
	}
}
