package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"

	"roster.example/reconcile"
	"roster.example/roster"
)

// A look-up by keys asks for many at once, in a JSON list: that is less than
// half the work of asking for one after the other, and the statement does not
// change with their number.
const (
	perLookUp    = 512
	fromKeys     = " FROM json_each(?) j CROSS JOIN users u"
	withManagers = " LEFT JOIN users m ON m.id = u.manager_id"
)

// Holders looks for the wanted, or, where that would be more work, reads
// everybody.
func (s *snapshot) Holders(ctx context.Context, w reconcile.Wanted) iter.Seq2[*roster.User, error] {
	if s.info.Users == 0 {
		return func(func(*roster.User, error) bool) {}
	}
	if w.Len() > s.info.Users/s.store.sizes.scan {
		if g, ok := w.(reconcile.Glancer); ok {
			if fields, managers := g.Glances(); len(fields) > 0 {
				return s.unsettled(ctx, g, fields, managers)
			}
		}
		return s.All(ctx)
	}
	return func(yield func(*roster.User, error) bool) {
		seen := map[int64]bool{}
		for _, by := range []struct {
			column string
			keys   iter.Seq[string]
		}{
			{"employee_id_loose", looseIDs(w.EmployeeIDs())}, // whoever only has a near miss comes too
			{"email_key", w.EmailKeys()},
			{"username_key", w.UsernameKeys()},
		} {
			from := fromKeys + " ON u." + by.column + " = j.value" + withManagers
			for list, err := range lists(by.keys) {
				if err != nil {
					yield(nil, err)
					return
				}
				for u, err := range s.users(ctx, joined, from, list) {
					if err == nil && seen[u.ID] {
						continue
					}
					if !yield(u, err) || err != nil {
						return
					}
					seen[u.ID] = true
				}
			}
		}
	}
}

// looseIDs yields the forms by which employee IDs are found.
func looseIDs(ids iter.Seq[string]) iter.Seq[string] {
	return func(yield func(string) bool) {
		for id := range ids {
			if !yield(roster.LooseID(id)) {
				return
			}
		}
	}
}

func (s *snapshot) ByID(ctx context.Context, ids []int64) (map[int64]*roster.User, error) {
	found := make(map[int64]*roster.User, len(ids))
	for u, err := range s.byID(ctx, ids) {
		if err != nil {
			return nil, err
		}
		kept := *u
		found[u.ID] = &kept
	}
	return found, nil
}

// byID yields the users with these numbers, always in the same place.
func (s *snapshot) byID(ctx context.Context, ids []int64) iter.Seq2[*roster.User, error] {
	return func(yield func(*roster.User, error) bool) {
		for list, err := range lists(slices.Values(ids)) {
			if err != nil {
				yield(nil, err)
				return
			}
			for u, err := range s.users(ctx, joined, fromKeys+" ON u.id = j.value"+withManagers, list) {
				if !yield(u, err) || err != nil {
					return
				}
			}
		}
	}
}

func (s *snapshot) NearIDs(ctx context.Context, loose []string) (map[string][]string, error) {
	near := map[string][]string{}
	err := eachOf(ctx, s, loose, "SELECT u.employee_id_loose, u.employee_id"+fromKeys+" ON u.employee_id_loose = j.value",
		func(scan func(...any) error) error {
			var form, id string
			err := scan(&form, &id)
			near[form] = append(near[form], id)
			return err
		})
	if err != nil {
		return nil, err
	}
	for _, ids := range near {
		slices.Sort(ids)
	}
	return near, nil
}

func (s *snapshot) Managers(ctx context.Context, users []int64) (map[int64]int64, error) {
	managers := map[int64]int64{}
	err := eachOf(ctx, s, users, "SELECT u.id, u.manager_id"+fromKeys+" ON u.id = j.value WHERE u.manager_id IS NOT NULL",
		func(scan func(...any) error) error {
			var user, boss int64
			err := scan(&user, &boss)
			managers[user] = boss
			return err
		})
	return managers, err
}

func (s *snapshot) Reports(ctx context.Context, managers []int64) (map[int64]reconcile.Team, error) {
	reports := map[int64]reconcile.Team{}
	err := eachOf(ctx, s, managers, "SELECT u.manager_id, u.id, u.status"+fromKeys+" ON u.manager_id = j.value ORDER BY u.id",
		func(scan func(...any) error) error {
			var boss, user int64
			var status roster.Status
			err := scan(&boss, &user, &status)
			team := reports[boss]
			if status.Employed() {
				team.Active = append(team.Active, user)
			} else {
				team.Inactive = append(team.Inactive, user)
			}
			reports[boss] = team
			return err
		})
	return reports, err
}

func (s *snapshot) Ended(ctx context.Context, day string) iter.Seq2[*roster.User, error] {
	return s.users(ctx, joined, " FROM users u"+withManagers+
		" WHERE u.end_date <> '' AND u.end_date <= ? AND u.status <> 'inactive' ORDER BY u.id", day)
}

func (s *snapshot) Groups(ctx context.Context) (groups []string, err error) {
	err = s.each(ctx, "SELECT name FROM groups ORDER BY name", nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		groups = append(groups, name)
		return err
	})
	return groups, err
}

// eachOf runs a look-up for all keys and hands every row to the function.
func eachOf[T cmp.Ordered](ctx context.Context, s *snapshot, keys []T, query string, row func(scan func(...any) error) error) error {
	for list, err := range lists(slices.Values(keys)) {
		if err != nil {
			return err
		}
		if err := s.each(ctx, query, []any{list}, row); err != nil {
			return err
		}
	}
	return nil
}

// lists yields keys as JSON lists, each key once, and sorted as the indexes are, so
// that every page is read once.
func lists[T cmp.Ordered](keys iter.Seq[T]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for some := range slices.Chunk(slices.Compact(slices.Sorted(keys)), perLookUp) {
			if list, err := jsonList(some); !yield(list, err) || err != nil {
				return
			}
		}
	}
}

func jsonList[T any](keys []T) (string, error) {
	list, err := json.Marshal(keys)
	if err != nil {
		return "", fmt.Errorf("write the keys of a look-up: %w", err)
	}
	return string(list), nil
}
