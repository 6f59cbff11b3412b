package storetest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// reporting returns a person who reports to somebody.
func reporting(name, boss string) roster.User {
	u := person(name)
	u.ManagerEmail = boss
	return u
}

var managerPromises = []promise{
	{"a manager may be created in the same run, on a later line", func(t *testing.T, s reconcile.Store) {
		boss := person("boss")
		boss.EmployeeID = "B1"
		staff := Hire(t, s, reporting("ann", "BOSS@acme.example"), boss)
		require.Equal(t, staff[1].ID, staff[0].ManagerID)
		require.Equal(t, "boss@acme.example", staff[0].ManagerEmail)
		require.Equal(t, "B1", staff[0].ManagerEmployeeID)
		require.Equal(t, roster.Active, staff[0].ManagerStatus)
	}},
	{"a manager is who has the number, whoever has the email", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("boss"), person("ann"))
		c := Edit(staff[1], "manager_email", "boss@acme.example")
		c.ManagerID = staff[0].ID
		Apply(t, s, Edit(staff[0], "email", "boss@new.example"), c)
		require.Equal(t, "boss@new.example", Find(t, s, "ann@acme.example").ManagerEmail)
	}},
	{"a manager is taken away", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("boss"), reporting("ann", "boss@acme.example"))
		Apply(t, s, Edit(staff[1], "manager_email", ""))
		u := Find(t, s, "ann@acme.example")
		require.Zero(t, u.ManagerID)
		require.Empty(t, u.ManagerEmail+u.ManagerEmployeeID+string(u.ManagerStatus))
	}},
	{"a manager's facts are those of the manager now", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("boss"), reporting("ann", "boss@acme.example"))
		Apply(t, s, Edit(staff[0], "employee_id", "B9", "status", "inactive"))
		u := Find(t, s, "ann@acme.example")
		require.Equal(t, "B9", u.ManagerEmployeeID)
		require.Equal(t, roster.Inactive, u.ManagerStatus)
		require.Equal(t, staff[1].Version, u.Version, "the report was not touched")
	}},
	{"a manager is deleted with the edits of their reports, whatever the order", func(t *testing.T, s reconcile.Store) {
		for _, bossFirst := range []bool{true, false} {
			staff := Hire(t, s, person("boss"), reporting("ann", "boss@acme.example"))
			changes := []reconcile.Change{Delete(staff[0]), Edit(staff[1], "manager_email", "")}
			if !bossFirst {
				changes[0], changes[1] = changes[1], changes[0]
			}
			Apply(t, s, changes...)
			ann := Find(t, s, "ann@acme.example")
			require.Zero(t, ann.ManagerID)
			Apply(t, s, Delete(ann))
		}
	}},
	{"those whose end date has come are told, but for those who have left", func(t *testing.T, s reconcile.Store) {
		ended := func(name, day string, status roster.Status) roster.User {
			u := person(name)
			u.EndDate, u.Status = day, status
			return u
		}
		Hire(t, s, ended("ann", "2026-11-22", roster.OnLeave), ended("bob", "2026-11-23", ""), ended("cyd", "2020-01-01", roster.Inactive),
			ended("dee", "", ""), ended("eve", "2019-12-31", ""))
		view(t, s, func(snap reconcile.Snapshot) {
			var names []string
			for u, err := range snap.Ended(context.Background(), "2026-11-22") {
				require.NoError(t, err)
				names = append(names, u.FirstName)
			}
			require.Equal(t, []string{"ann", "eve"}, names)
		})
	}},
	{"managers and reports are told by number", func(t *testing.T, s reconcile.Store) {
		away := reporting("cyd", "boss@acme.example")
		away.Status = roster.OnLeave
		left := reporting("dee", "boss@acme.example")
		left.Status = roster.Inactive
		staff := Hire(t, s, person("boss"), reporting("ann", "boss@acme.example"), away, left, reporting("eve", "ann@acme.example"))
		boss, ann, cyd, dee, eve := staff[0].ID, staff[1].ID, staff[2].ID, staff[3].ID, staff[4].ID
		view(t, s, func(snap reconcile.Snapshot) {
			managers, err := snap.Managers(context.Background(), []int64{boss, ann, dee, eve, eve, 999})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(map[int64]int64{ann: boss, dee: boss, eve: ann}, managers))
			reports, err := snap.Reports(context.Background(), []int64{boss, ann, ann, cyd, 999})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(map[int64]reconcile.Team{
				boss: {Active: []int64{ann, cyd}, Inactive: []int64{dee}}, ann: {Active: []int64{eve}},
			}, reports))
		})
	}},
}
