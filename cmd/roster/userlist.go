package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

// listing says whom a list shows.
type listing struct {
	statuses                         []string
	department, manager, group, role string
	search                           string
	all                              bool

	managerID int64 // whom manager names
}

func (a *app) userListCmd() *cobra.Command {
	var l listing
	var format string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List people",
		Long: `List shows the people whom all of its filters let through. Inactive people are
left out unless --all or --status asks for them.`,
		Example: `  roster user list --department Sales
  roster user list --manager bob@acme.example --format csv
  roster user list --search lee --all`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf(&format, "format", format, "table", "csv", "json"); err != nil {
				return err
			}
			if err := l.check(); err != nil {
				return err
			}
			return a.reading(cmd.Context(), func(_ reconcile.Store, snap reconcile.Snapshot) error {
				return a.list(cmd.Context(), snap, l, format)
			})
		},
	}
	fs := cmd.Flags()
	fs.StringSliceVar(&l.statuses, "status", nil, "only people with this `STATUS`: active, on_leave or inactive; repeatable")
	fs.StringVar(&l.department, "department", "", "only people of this `DEPARTMENT`")
	fs.StringVar(&l.manager, "manager", "", "only people who report to `WHO`")
	fs.StringVar(&l.group, "group", "", "only people in this `GROUP`")
	fs.StringVar(&l.role, "role", "", "only people with this `ROLE`: account_admin, user_admin, admin or general")
	fs.StringVar(&l.search, "search", "", "only people of whom any value holds this `TEXT`")
	fs.BoolVar(&l.all, "all", false, "inactive people too")
	fs.StringVar(&format, "format", "table", "`FORMAT` of the list: table, csv or json")
	return cmd
}

func (l *listing) check() error {
	if err := oneOf(&l.role, "role", l.role, roles()...); err != nil {
		return err
	}
	return checkStatuses(l.statuses)
}

// checkStatuses refuses words of --status that are none.
func checkStatuses(statuses []string) error {
	for i := range statuses {
		statuses[i] = strings.TrimSpace(statuses[i])
		if err := oneOf(&statuses[i], "status", statuses[i], string(roster.Active), string(roster.OnLeave), string(roster.Inactive)); err != nil {
			return err
		}
	}
	return nil
}

// hides reports whether the list leaves somebody out only because they are
// inactive.
func (l *listing) hides(u *roster.User) bool {
	return !l.all && len(l.statuses) == 0 && !u.Employed()
}

// shows reports whether the filters let somebody through.
func (l *listing) shows(u *roster.User) bool {
	same := func(want, value string) bool { return want == "" || roster.Fold(want) == roster.Fold(value) }
	inGroup := l.group == ""
	for g := range roster.Set(u.Groups) {
		inGroup = inGroup || same(l.group, g)
	}
	return inGroup && (len(l.statuses) == 0 || slices.Contains(l.statuses, string(u.Status))) &&
		same(l.department, u.Department) && (l.role == "" || l.role == string(u.Role)) &&
		(l.managerID == 0 || l.managerID == u.ManagerID) && l.holds(u)
}

// holds reports whether any of somebody's values holds the text.
func (l *listing) holds(u *roster.User) bool {
	if l.search == "" {
		return true
	}
	text := roster.Fold(l.search)
	for _, f := range personFields(u) {
		if strings.Contains(roster.Fold(f.Get(u)), text) {
			return true
		}
	}
	return strings.Contains(roster.Fold(u.Name()), text)
}

// peopleList is a form in which people are listed.
type peopleList interface {
	write(*roster.User) error
	close() error
}

func (a *app) list(ctx context.Context, snap reconcile.Snapshot, l listing, format string) error {
	if l.manager != "" {
		boss, err := a.find(ctx, snap, l.manager)
		if err != nil {
			return err
		}
		l.managerID = boss[0].ID
	}
	var custom []string
	if format == "csv" {
		var err error
		if custom, err = customNames(ctx, snap); err != nil {
			return err
		}
	}
	out := bufio.NewWriter(a.ui.out)
	var list peopleList
	switch format {
	case "csv":
		list = newPeopleWriter(out, nil, custom)
	case "json":
		list = &peopleJSON{jsonList{w: out}}
	default:
		list = &peopleTable{out: out, table: table{width: a.ui.columns(), head: []string{"id", "name", "email", "department", "status"}}}
	}
	shown, hidden := 0, 0
	for u, err := range snap.All(ctx) {
		switch {
		case err != nil:
			return err
		case !l.shows(u):
			continue
		case l.hides(u):
			hidden++
			continue
		}
		shown++
		if err := list.write(u); err != nil {
			return err
		}
	}
	if err := list.close(); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	a.sayListed(shown, hidden)
	return nil
}

func (a *app) sayListed(shown, hidden int) {
	switch {
	case hidden > 0:
		a.ui.note("%s, and %d inactive not shown; --all shows them", people(shown), hidden)
	case shown == 0:
		a.ui.note("nobody is like that")
	default:
		a.ui.note("%s", people(shown))
	}
}

// peopleTable lists people for a terminal.
type peopleTable struct {
	table
	out io.Writer
}

func (p *peopleTable) write(u *roster.User) error {
	status := string(u.Status)
	if u.Role.IsAdmin() {
		status += fmt.Sprintf(", %s", u.Role)
	}
	p.add(u.EmployeeID, u.Name(), u.Email, u.Department, status)
	return nil
}

func (p *peopleTable) close() error {
	if len(p.rows) == 0 {
		return nil
	}
	return p.table.write(p.out)
}

// peopleJSON lists people for programs, one after the other.
type peopleJSON struct{ jsonList }

func (p *peopleJSON) write(u *roster.User) error { return p.add(person{u}) }
