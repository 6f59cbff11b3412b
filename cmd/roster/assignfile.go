package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
	reader "roster.example/roster/table"
)

// assignmentHeaders are the headers of a file of assignments, by column; of
// several for one column the first is taken. They are compared without regard
// to case, spaces and signs.
var assignmentHeaders = [][]string{
	ownerColumn:     {"owner", "owneremail", "ownerid", "assignee", "assignedto", "email", "emailaddress", "workemail", "employeeemail", "employeeid", "user"},
	referenceColumn: {"reference", "ref", "assignmentid", "itemid", "id", "key"},
	titleColumn:     {"title", "name", "assignment", "item", "description", "subject"},
	stateColumn:     {"state", "status", "progress"},
}

const (
	ownerColumn = iota
	referenceColumn
	titleColumn
	stateColumn
)

// assignmentColumns says where the columns stand in a header, -1 for those that
// are not there.
func assignmentColumns(header []string) [4]int {
	var at [4]int
	for column, names := range assignmentHeaders {
		at[column] = -1
		for _, name := range names {
			for i, cell := range header {
				if at[column] < 0 && name == headerForm(cell) {
					at[column] = i
				}
			}
		}
	}
	return at
}

func headerForm(header string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-./#:", r) {
			return -1
		}
		return r
	}, roster.Fold(header))
}

// readAssignments reads the rows of a file of assignments. Who the owners are
// is not known yet.
func readAssignments(in *input) (rows []reconcile.AssignmentRow, err error) {
	t, err := reader.Open(in, in.size, reader.Options{})
	if bad := (*reader.Error)(nil); errors.As(err, &bad) {
		return nil, fail(bad.Hint, "cannot take %q: %w", in.name, bad)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %q: %w", in.name, err)
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	var at [4]int
	for rec, err := range t.Records() {
		if bad := (*reader.Error)(nil); errors.As(err, &bad) {
			return nil, fail(bad.Hint, "cannot take %q: %w", in.name, bad)
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read %q: %w", in.name, err)
		}
		if strings.TrimSpace(strings.Join(rec.Cells, "")) == "" {
			continue
		}
		if rows == nil {
			at = assignmentColumns(rec.Cells)
			if at[ownerColumn] < 0 || at[referenceColumn] < 0 {
				return nil, fail(`the first row has the headers: owner, reference, and if you like title and state`,
					"cannot take %q: no column holds the %s", in.name, []string{"owner", "reference"}[min(1, at[ownerColumn]+1)])
			}
			rows = []reconcile.AssignmentRow{}
			continue
		}
		cell := func(column int) string {
			if i := at[column]; i >= 0 && i < len(rec.Cells) {
				return strings.TrimSpace(roster.Unguard(strings.TrimSpace(rec.Cells[i])))
			}
			return ""
		}
		rows = append(rows, reconcile.AssignmentRow{
			Line: rec.Line, Named: cell(ownerColumn), Reference: cell(referenceColumn), Title: cell(titleColumn), State: cell(stateColumn),
		})
	}
	return rows, nil
}

// findOwners fills in who the owners are that rows name by employee ID or
// email. Who could be two people is nobody.
func findOwners(ctx context.Context, snap reconcile.Snapshot, rows []reconcile.AssignmentRow) error {
	var wanted wantedPeople
	for i := range rows {
		if rows[i].Named != "" {
			wanted = append(wanted, &search{who: rows[i].Named})
		}
	}
	byID, byEmail := map[string]int64{}, map[string]int64{}
	for u, err := range snap.Holders(ctx, wanted) {
		if err != nil {
			return err
		}
		byID[u.EmployeeID], byEmail[roster.EmailKey(u.Email)] = u.ID, u.ID
	}
	for i := range rows {
		r := &rows[i]
		if r.Named == "" {
			continue
		}
		id, email := byID[r.Named], byEmail[roster.EmailKey(r.Named)]
		if id == 0 || email == 0 || id == email {
			r.Owner = max(id, email)
		}
	}
	return nil
}
