package store

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// managerTable is the facts about everybody who is a manager. Reading them first
// costs less than looking one up for every user. A tenth of a roster may be in it,
// so what they are known by stands in one text. The zero table is of nobody.
type managerTable struct {
	all   map[int64]managerAt // by number
	names string
}

// managerAt is where one of them stands.
type managerAt struct {
	employeeID, email, end uint32 // where in the names they begin, and the email ends
	status                 uint8  // as in print; 0 is nobody
}

// boss is the manager of somebody.
type boss struct {
	id int64
	managerAt
}

func (t *managerTable) boss(id int64) boss { return boss{id, t.all[id]} }

// facts puts what is known of a manager where there is room for it; nil is nobody.
func (t *managerTable) facts(b boss, room *reconcile.Manager) *reconcile.Manager {
	if b.status == 0 {
		return nil
	}
	*room = reconcile.Manager{
		ID: b.id, EmployeeID: t.names[b.employeeID:b.email], Email: t.names[b.email:b.end], Status: statuses[b.status-1],
	}
	return room
}

// selectManagers reads those after a number, so many of them: the last of their
// numbers, 0 when there are no more, and one text. It leaves out of that whoever is
// missing from a damaged roster.
const selectManagers = `SELECT ifnull(max(j.id), 0),
		ifnull(group_concat(iif(u.id IS NULL, NULL, concat_ws(char(31), u.id, ifnull(u.employee_id, ''), u.email, u.status)), char(30)), '')
	FROM (SELECT DISTINCT manager_id AS id FROM users WHERE manager_id > ? ORDER BY manager_id LIMIT ?) j
	LEFT JOIN users u ON u.id = j.id`

func (s *snapshot) managers(ctx context.Context) (t managerTable, err error) {
	stmt, err := s.tx.PrepareContext(ctx, selectManagers)
	if err != nil {
		return t, s.store.fail(ctx, "read", err)
	}
	defer stmt.Close()
	t.all = map[int64]managerAt{}
	var names strings.Builder
	for last := int64(0); ; {
		var some string
		if err := stmt.QueryRowContext(ctx, last, s.store.sizes.glance).Scan(&last, &some); err != nil {
			return t, s.store.fail(ctx, "read", err)
		}
		if last == 0 {
			t.names = names.String()
			return t, nil
		}
		if some == "" {
			continue
		}
		for one := range strings.SplitSeq(some, recordSeparator) {
			number, one, _ := strings.Cut(one, separator)
			employeeID, one, _ := strings.Cut(one, separator)
			email, status, whole := strings.Cut(one, separator)
			id, err := strconv.ParseInt(number, 10, 64)
			m := managerAt{employeeID: uint32(names.Len()), status: statusCode(roster.Status(status))}
			if err != nil || !whole || m.status == 0 {
				return t, s.store.fail(ctx, "read", errors.Join(ErrDamaged, errTexts))
			}
			names.WriteString(employeeID)
			m.email = uint32(names.Len())
			names.WriteString(email)
			m.end = uint32(names.Len())
			t.all[id] = m
		}
	}
}
