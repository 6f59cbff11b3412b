package templates

import (
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares got with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run: go test ./templates -update")
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

// The values a hostile file would carry.
const (
	hostileScript  = `<script>alert(1)</script>`
	hostileHandler = `"><img src=x onerror=alert(1)>`
	hostileEscape  = "\x1b[2J\x1b]0;owned\aMallory\u009b31m"
	hostileFormula = `=cmd|' /C calc'!A0`
	hostileBidi    = "Mallory \u202egpj.exe"
	hostileTable   = "a | b `c` **d** [e](http://x) \\| f"
	hostileLines   = "one\r\ntwo\n| three |\n# four"
	hostileMention = "@everyone see #1 and www.evil.example"
)

func field(name string) *string { return &name }

func changes(list ...reconcile.Change) iter.Seq2[*reconcile.Change, error] {
	return func(yield func(*reconcile.Change, error) bool) {
		for i := range list {
			if !yield(&list[i], nil) {
				return
			}
		}
	}
}

func user(id int64, employee, email, name string) reconcile.UserRef {
	return reconcile.UserRef{ID: reconcile.UserID(id), EmployeeID: employee, Email: email, Name: name}
}

// reports are the reports every format is tried on.
func reports() map[string]*reconcile.Report {
	return map[string]*reconcile.Report{
		"empty":   emptyReport(),
		"weekly":  weeklyReport(),
		"held":    heldReport(),
		"run":     runReport(),
		"hostile": hostileReport(),
		"hand":    handReport(),
	}
}

func planRef(held bool) reconcile.PlanRef {
	return reconcile.PlanRef{
		ID: "VHK4T5BBOTPSEB2NZ73ZBCDINV", Key: roster.KeyEmployeeID, Mode: reconcile.Sync, Held: held,
		// Another zone, and a fraction of a second: neither may show.
		CreatedAt: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
		StoreID:   "s-01",
	}
}

func weeklySource() roster.Source {
	return roster.Source{
		Name: "weekly.csv", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		Format: "csv", Encoding: "utf-8", Delimiter: ";", HeaderLine: 1,
		Columns: []roster.Column{
			{Header: "Emp No", Field: field("employee_id")},
			{Header: "E-mail", Field: field("email")},
			{Header: "Shoe size"},
			{Header: "Team (R&D)", Field: field("department")},
		},
	}
}

// emptyReport has nil wherever nil is possible.
func emptyReport() *reconcile.Report {
	return &reconcile.Report{Plan: planRef(false), Source: roster.Source{Name: "empty.csv", Format: "csv"}}
}

// weeklyReport has every outcome, both severities, and names in many scripts.
func weeklyReport() *reconcile.Report {
	return &reconcile.Report{
		Plan: planRef(false), Source: weeklySource(),
		Summary: reconcile.Summary{
			Rows: 1018, Create: 3, Update: 5, Deactivate: 2, Reactivate: 1,
			Unchanged: 1003, Skipped: 2, Rejected: 2, Omitted: 480,
		},
		Changes: changes(
			reconcile.Change{Action: reconcile.Create, Line: 2, User: user(0, "E0101", "ann.wu@acme.example", "Ann Wu"), Edits: []reconcile.Edit{
				{Field: "employee_id", To: "E0101"}, {Field: "email", To: "ann.wu@acme.example"},
				{Field: "first_name", To: "Ann"}, {Field: "last_name", To: "Wu"},
				{Field: "title", To: "Staff Engineer"}, {Field: "department", To: "R&D"}, {Field: "location", To: "Utrecht"},
				{Field: "manager_email", To: "sam.lee@acme.example"}, {Field: "start_date", To: "2026-12-01"},
				{Field: "status", To: "active"}, {Field: "groups", To: "engineering;vpn"},
			}},
			reconcile.Change{Action: reconcile.Create, Line: 3, User: user(0, "", "josé@acme.example", "José Núñez"), Edits: []reconcile.Edit{
				{Field: "email", To: "josé@acme.example"}, {Field: "first_name", To: "José"}, {Field: "last_name", To: "Núñez"},
				{Field: "status", To: "on_leave"},
			}},
			reconcile.Change{Action: reconcile.Create, Line: 4, User: user(0, "00420", "mohammed@acme.example", "محمد عبد الرحمن"), Edits: []reconcile.Edit{
				{Field: "first_name", To: "محمد"}, {Field: "last_name", To: "عبد الرحمن"},
				{Field: "title", To: "مهندس برمجيات"}, {Field: "department", To: "Engineering"}, {Field: "status", To: "active"},
			}},
			reconcile.Change{Action: reconcile.Update, Line: 5, User: user(17, "E7", "sam.lee@acme.example", "Sam Lee"), Edits: []reconcile.Edit{
				{Field: "title", From: "Engineer", To: "Senior Engineer"}, {Field: "phone", To: "+31 30 555 0100"},
				{Field: "cost_center", From: "4711"},
			}},
			reconcile.Change{Action: reconcile.Update, Line: 6, User: user(18, "E8", "dana@acme.example", "דנה כהן"), Edits: []reconcile.Edit{
				{Field: "title", From: "מהנדסת", To: "מנהלת פיתוח"},
			}},
			reconcile.Change{Action: reconcile.Update, Line: 7, User: user(19, "E9", "tanaka@acme.example", "田中 美咲"), Edits: []reconcile.Edit{
				{Field: "department", From: "営業部", To: "経営企画部"},
			}},
			reconcile.Change{Action: reconcile.Update, Line: 8, User: user(20, "E10", "priya@acme.example", "प्रिया शर्मा"), Edits: []reconcile.Edit{
				{Field: "location", From: "मुंबई", To: "दिल्ली"}, {Field: "preferred_name", To: "Priya 👩🏽‍🚀"},
			}},
			reconcile.Change{Action: reconcile.Update, Line: 1009, User: user(21, "E11", "a.very.long.address.that.no.column.can.hold@subsidiary.acme.example", "Maximiliane Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh"), Edits: []reconcile.Edit{
				{Field: "custom.a-column-with-a-rather-long-name-of-its-own", From: "x", To: "y"},
				{Field: "title", From: "Vice President of Global Procurement, Logistics and Facilities Management (interim), EMEA",
					To: "Vice President of Global Procurement, Logistics and Facilities Management (interim), APAC"},
				{Field: "department", From: "Operations", To: "Procurement, Logistics and Facilities Management of the Northern Region"},
			}},
			reconcile.Change{Action: reconcile.Deactivate, Line: 1010, User: user(22, "E12", "lee.old@acme.example", "Lee Oldman"), Edits: []reconcile.Edit{
				{Field: "end_date", To: "2026-11-20"}, {Field: "status", From: "active", To: "inactive"},
			}},
			reconcile.Change{Action: reconcile.Deactivate, Line: 1011, User: user(23, "E13", "rocket@acme.example", "Zoë 🚀 O’Neil"), Edits: []reconcile.Edit{
				{Field: "status", From: "on_leave", To: "inactive"},
			}},
			reconcile.Change{Action: reconcile.Reactivate, Line: 1012, User: user(24, "E14", "kim@acme.example", "김민준"), Edits: []reconcile.Edit{
				{Field: "end_date", From: "2025-12-31"}, {Field: "status", From: "inactive", To: "active"},
			}},
		),
		Problems: []roster.Problem{
			{Severity: roster.Warning, Code: roster.CodeUnknownColumn, Column: "Shoe size", Message: `the column "Shoe size" is ignored`, Hint: `to keep it: --map "Shoe size=custom.shoe-size"`},
			{Severity: roster.Error, Code: roster.CodeEmailMalformed, Line: 1013, Column: "E-mail", Field: "email", Value: "ann@@x",
				Message: `"ann@@x" is not an email address`, Hint: "an address looks like name@acme.example; mend the cell and upload the row again"},
			{Severity: roster.Error, Code: roster.CodeNearMissID, Line: 1014, Column: "Emp No", Field: "employee_id", Value: "420",
				Message: `no user has the employee ID "420", but "00420" (Mohammed Abd al-Rahman) differs from it only in leading zeros, which spreadsheets remove without asking`,
				Hint:    "format the column as text before saving; if they are two people, give this one another ID"},
			{Severity: roster.Warning, Code: roster.CodeUnknownManager, Line: 1015, Column: "Manager", Field: "manager_email", Value: "nobody@acme.example",
				Message: "no user has this address; the manager stays as it was", Hint: "add the manager to the file, on any line"},
			{Severity: roster.Warning, Code: roster.CodeUnknownManager, Line: 1016, Column: "Manager", Field: "manager_email", Value: "田中@acme.example",
				Message: "no user has this address; the manager stays as it was", Hint: "add the manager to the file, on any line"},
		},
		Limits: []reconcile.Limit{
			{Kind: reconcile.LimitCreate, Count: 3, Limit: 120},
			{Kind: reconcile.LimitDeactivate, Count: 2, Limit: 24},
		},
	}
}

// heldReport exceeds two limits and has one kind of problem often.
func heldReport() *reconcile.Report { return heldWith(40) }

func heldWith(malformed int) *reconcile.Report {
	r := &reconcile.Report{
		Plan: planRef(true), Source: weeklySource(),
		Summary: reconcile.Summary{Rows: 13 + malformed, Deactivate: 12, Rejected: malformed + 1},
		Limits: []reconcile.Limit{
			{Kind: reconcile.LimitDeactivate, Count: 12, Limit: 5, Exceeded: true, Allow: "--allow deactivate=12"},
			{Kind: reconcile.LimitEmail, Count: 0, Limit: 5},
			{Kind: reconcile.LimitRejected, Count: malformed + 1, Limit: 5, Exceeded: true, Allow: fmt.Sprintf("--allow rejected=%d", malformed+1)},
		},
	}
	var list []reconcile.Change
	for i := range 12 {
		list = append(list, reconcile.Change{
			Action: reconcile.Deactivate, Line: 2 + i,
			User:  user(int64(100+i), fmt.Sprintf("E%03d", i), fmt.Sprintf("leaver%d@acme.example", i), fmt.Sprintf("Leaver %d", i)),
			Edits: []reconcile.Edit{{Field: "status", From: "active", To: "inactive"}},
		})
	}
	r.Changes = changes(list...)
	for i := range malformed {
		r.Problems = append(r.Problems, roster.Problem{
			Severity: roster.Error, Code: roster.CodeDateMalformed, Line: 14 + i, Column: "Start", Field: "start_date",
			Value: "31.02.2026", Message: `"31.02.2026" is not a day of the calendar`, Hint: "write dates as 2026-02-28",
		})
	}
	r.Problems = append(r.Problems, roster.Problem{
		Severity: roster.Error, Code: roster.CodeEmailTaken, Line: 14 + malformed, Column: "E-mail", Field: "email",
		Value: "sam@acme.example", Message: `"sam@acme.example" is the address of Sam Lee, who keeps it`,
		Hint: "check which of the two it belongs to",
	})
	return r
}

// runReport is the weekly one after it was applied.
func runReport() *reconcile.Report {
	r := weeklyReport()
	r.Run = &reconcile.RunRef{ID: 18, AppliedAt: time.Date(2026, 11, 22, 9, 5, 7, 0, time.UTC), Actor: "ann"}
	r.Problems = nil
	return r
}

// handReport is of a change that no file made.
func handReport() *reconcile.Report {
	return &reconcile.Report{
		Run:     &reconcile.RunRef{ID: 19, AppliedAt: time.Date(2026, 11, 22, 9, 6, 0, 0, time.UTC), Actor: "ann"},
		Plan:    reconcile.PlanRef{ID: "p-2", Kind: reconcile.Hand, Key: roster.KeyEmail, CreatedAt: time.Date(2026, 11, 22, 9, 5, 0, 0, time.UTC)},
		Summary: reconcile.Summary{Delete: 1, Update: 1},
		Changes: changes(
			reconcile.Change{Action: reconcile.Delete, User: user(5, "", "gone@acme.example", "Gone Girl"), Edits: []reconcile.Edit{
				{Field: "email", From: "gone@acme.example"}, {Field: "groups", From: "Berlin;Sales"}, {Field: "status", From: "active"},
			}},
			reconcile.Change{Action: reconcile.Update, User: user(6, "E6", "bob@acme.example", "Bob"), Edits: []reconcile.Edit{{Field: "manager_email", From: "gone@acme.example"}}},
		),
		Problems: []roster.Problem{
			{Severity: roster.Warning, Code: roster.CodeNewGroup, Field: "groups", Value: "Ops", Message: `group "Ops" is new`, Hint: "nothing to do, if it is meant"},
		},
	}
}

var hostile = []string{
	hostileScript, hostileHandler, hostileEscape, hostileFormula,
	hostileBidi, hostileTable, hostileLines, hostileMention,
}

// hostileReport carries every hostile value in every place a file can reach.
func hostileReport() *reconcile.Report { return hostileWith(hostile...) }

func hostileWith(values ...string) *reconcile.Report {
	r := &reconcile.Report{
		Run:  &reconcile.RunRef{ID: 20, Actor: hostileEscape + hostileScript},
		Plan: planRef(false), Source: weeklySource(),
		Summary: reconcile.Summary{Rows: 2 * len(values), Create: len(values), Update: len(values)},
	}
	r.Plan.ID = hostileHandler
	r.Source.Name = hostileLines + hostileScript
	var list []reconcile.Change
	for i, v := range values {
		r.Source.Columns = append(r.Source.Columns, roster.Column{Header: v}, roster.Column{Header: v, Field: &values[i]})
		list = append(list,
			reconcile.Change{Action: reconcile.Create, Line: 2 * i, User: user(0, v, v, v), Edits: []reconcile.Edit{{Field: "title", To: v}}},
			reconcile.Change{Action: reconcile.Update, Line: 2*i + 1, User: user(7, v, v, v), Edits: []reconcile.Edit{
				{Field: "title", From: v, To: "plain"}, {Field: "custom.x", From: "plain", To: v}, {Field: v, From: v, To: v + "!"},
			}},
		)
		r.Problems = append(r.Problems,
			roster.Problem{Severity: roster.Error, Code: roster.Code(v), Line: i, Column: v, Field: v, Value: v, Message: v, Hint: v},
			roster.Problem{Severity: roster.Warning, Code: roster.CodeValueTooLong, Line: i, Column: v, Field: v, Value: v, Message: "too long", Hint: v})
	}
	r.Changes = changes(list...)
	return r
}

// manyChanges is the report of a large run.
func manyChanges(n int) *reconcile.Report {
	r := weeklyReport()
	r.Summary = reconcile.Summary{Rows: n, Update: n}
	var small []reconcile.Change
	for c := range r.Changes {
		small = append(small, *c)
	}
	r.Changes = func(yield func(*reconcile.Change, error) bool) {
		for i := range n {
			c := small[i%len(small)]
			c.Line = 2 + i
			if !yield(&c, nil) {
				return
			}
		}
	}
	return r
}
