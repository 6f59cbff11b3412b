package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

var applyPromises = []promise{
	{"a new store is empty", func(t *testing.T, s reconcile.Store) {
		info := Info(t, s)
		require.NotEmpty(t, info.StoreID)
		require.Equal(t, reconcile.Info{StoreID: info.StoreID}, info)
		require.Empty(t, Users(t, s))
	}},
	{"a new user has every value, version 1 and the role general", func(t *testing.T, s reconcile.Store) {
		want := roster.User{Custom: map[string]string{"badge": `7"7\`, "a-size": "42"}}
		for _, f := range roster.Fields {
			if f.Stored() && f.Kind != roster.KindRole {
				f.Set(&want, "ÄÖ "+f.Name+` "';`)
			}
		}
		want.Status = roster.OnLeave
		Apply(t, s, Create(want))

		got := Users(t, s)
		require.Len(t, got, 1)
		require.NotZero(t, got[0].ID)
		want.ID, want.Version, want.Role = got[0].ID, 1, roster.General
		require.Empty(t, cmp.Diff(want, got[0]))
	}},
	{"an update changes the fields it names and no other", func(t *testing.T, s reconcile.Store) {
		u := person("sam")
		u.Title, u.Department, u.Phone = "Engineer", "R&D", "1"
		u = Hire(t, s, u)[0]
		Apply(t, s, Edit(u, "title", "Senior Engineer", "phone", ""))

		u.Title, u.Phone, u.Version = "Senior Engineer", "", 2
		require.Empty(t, cmp.Diff([]roster.User{u}, Users(t, s)))
	}},
	{"nobody omitted is touched", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"), person("cyd"))
		Apply(t, s, Edit(staff[1], "title", "Buyer"), Create(person("dee")))

		after := Users(t, s)
		require.Empty(t, cmp.Diff(staff[0], after[0]))
		require.Empty(t, cmp.Diff(staff[2], after[2]))
	}},
	{"users are counted by status", func(t *testing.T, s reconcile.Store) {
		away := person("cyd")
		away.Status = roster.OnLeave
		staff := Hire(t, s, person("ann"), person("bob"), away)
		count := func() [2]int { return [2]int{Info(t, s).Users, Info(t, s).Active} }
		require.Equal(t, [2]int{3, 3}, count())
		Apply(t, s, Edit(staff[0], "status", "inactive"), Delete(staff[2]))
		require.Equal(t, [2]int{2, 1}, count())
		Apply(t, s, Edit(Find(t, s, staff[0].Email), "status", "on_leave"), Create(person("dee")))
		require.Equal(t, [2]int{3, 3}, count())
	}},
	{"custom fields come, change and go", func(t *testing.T, s reconcile.Store) {
		u := Hire(t, s, person("sam"))[0]
		for _, step := range []struct {
			pairs []string
			want  map[string]string
		}{
			{[]string{"custom.badge", "7", "custom.shoe", "42"}, map[string]string{"badge": "7", "shoe": "42"}},
			{[]string{"custom.badge", "8"}, map[string]string{"badge": "8", "shoe": "42"}},
			{[]string{"custom.shoe", ""}, map[string]string{"badge": "8"}},
			{[]string{"custom.badge", ""}, nil},
		} {
			Apply(t, s, Edit(u, step.pairs...))
			u = Find(t, s, u.Email)
			require.Empty(t, cmp.Diff(step.want, u.Custom))
		}
	}},
	{"a role is changed by a plan that says so", func(t *testing.T, s reconcile.Store) {
		u := Hire(t, s, person("sam"))[0]
		Apply(t, s, Edit(u, "role", "user_admin"))
		require.Equal(t, roster.UserAdmin, Find(t, s, u.Email).Role)
	}},
	{"a deleted user is gone, and their number is never given again", func(t *testing.T, s reconcile.Store) {
		gone := Hire(t, s, person("ann"), person("bob"))[1]
		Apply(t, s, Delete(gone))
		require.Len(t, Users(t, s), 1)
		again := Hire(t, s, person("bob"))[0]
		require.NotEqual(t, gone.ID, again.ID)
		require.EqualValues(t, 1, again.Version)
	}},
	{"a deleted user comes back under their number, and as a later version", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"))
		bob := staff[1]
		before := Plan(t, s, Edit(bob, "title", "Buyer"))
		Apply(t, s, Delete(bob))
		Apply(t, s, Create(person("cyd")), Recreate(bob))
		got := Find(t, s, bob.Email)
		require.Equal(t, bob.ID, got.ID)
		require.Equal(t, bob.Version+2, got.Version)
		_, err := s.Apply(context.Background(), before, Stamp())
		var stale *reconcile.StaleError
		require.ErrorAs(t, err, &stale, "what was planned before the deletion is not done to who came back")
		require.NotEqual(t, bob.ID, Find(t, s, "cyd@acme.example").ID)
	}},
	{"a deleted user comes back once", func(t *testing.T, s reconcile.Store) {
		bob := Hire(t, s, person("bob"))[0]
		Apply(t, s, Delete(bob))
		p := Plan(t, s, Recreate(bob))
		run := Apply(t, s, Recreate(bob))
		require.Empty(t, cmp.Diff([]reconcile.Moved{{User: bob.Email, Run: run.ID, What: "created"}}, refused(t, s, p)))
		Apply(t, s, Delete(Find(t, s, bob.Email)))
		require.NotEmpty(t, refused(t, s, p))
	}},
	{"who is erased leaves what happened, and not to whom", func(t *testing.T, s reconcile.Store) {
		boss := person("boss")
		boss.EmployeeID = "B7"
		staff := Hire(t, s, boss, reporting("ann", "boss@acme.example"), person("bob"))
		told := Plan(t, s, Edit(staff[0], "email", "chief@acme.example", "title", "Chief"))
		told.Problems = []roster.Problem{
			{Severity: roster.Warning, Code: roster.CodeManagerInactive, Line: 4, Value: "x", Message: "the manager, boss Person (B7), is inactive", Hint: "h"},
			{Severity: roster.Warning, Code: roster.CodeNewGroup, Line: 5, Value: "B70", Message: "B7 people", Hint: "embossed"},
		}
		run, err := s.Apply(context.Background(), told, Stamp())
		require.NoError(t, err)
		boss = Find(t, s, "chief@acme.example")
		gone := Delete(boss)
		gone.Erase = true
		p := Plan(t, s, gone, Edit(Find(t, s, "ann@acme.example"), "manager_email", ""))
		p.Kind = reconcile.Hand
		_, err = s.Apply(context.Background(), p, Stamp())
		require.NoError(t, err)

		for number := range int64(3) {
			report, err := s.Report(context.Background(), number+1)
			require.NoError(t, err)
			for _, c := range drain(t, report.Changes) {
				for _, value := range []string{"boss", "chief", "B7", "Chief"} {
					require.NotContains(t, fmt.Sprint(c), value, "run %d", number+1)
				}
			}
		}
		report, err := s.Report(context.Background(), run.ID)
		require.NoError(t, err)
		require.Equal(t, "erased", report.Problems[0].Message)
		require.Equal(t, told.Problems[1], report.Problems[1], "what only looks alike stays")
		events, err := s.Log(context.Background(), boss.ID)
		require.NoError(t, err)
		require.Len(t, events, 3, "that something happened stays")
		users, err := s.Remembered(context.Background(), "boss@acme.example")
		require.NoError(t, err)
		require.Empty(t, users)
	}},
	{"the last active account admin stays, whatever the plan", func(t *testing.T, s reconcile.Store) {
		boss, deputy := person("boss"), person("deputy")
		boss.Role, deputy.Role = roster.AccountAdmin, roster.AccountAdmin
		staff := Hire(t, s, boss, deputy)
		require.Equal(t, 2, Info(t, s).AccountAdmins)
		demote := Plan(t, s, Edit(staff[0], "role", "general"))
		leave := Plan(t, s, Edit(staff[1], "status", "inactive"))
		gone := Plan(t, s, Delete(staff[1]))
		_, err := s.Apply(context.Background(), demote, Stamp())
		require.NoError(t, err)
		before := tellAll(t, s)
		for _, p := range []*reconcile.Plan{leave, gone, Plan(t, s, Edit(staff[1], "role", "admin"))} {
			_, err := s.Apply(context.Background(), p, Stamp())
			require.ErrorIs(t, err, reconcile.ErrLastAdmin)
		}
		require.Empty(t, cmp.Diff(before, tellAll(t, s)))
		Apply(t, s, Edit(Find(t, s, boss.Email), "role", "account_admin"), Edit(staff[1], "role", "admin"))
	}},
	{"a run is put back once", func(t *testing.T, s reconcile.Store) {
		ann := Hire(t, s, person("ann"))[0]
		undo := func() *reconcile.Plan {
			p := Plan(t, s)
			p.Kind, p.Undoes = reconcile.Undo, 1
			return p
		}
		first, second := undo(), undo()
		run, err := s.Apply(context.Background(), first, Stamp())
		require.NoError(t, err)
		_, err = s.Apply(context.Background(), second, Stamp())
		var undone *reconcile.UndoneError
		require.ErrorAs(t, err, &undone)
		require.Equal(t, &reconcile.UndoneError{Run: 1, By: run.ID}, undone)
		require.Equal(t, ann, Find(t, s, ann.Email))
	}},
	{"a plan that may set the key sets it, and others leave it", func(t *testing.T, s reconcile.Store) {
		keyed := func(key roster.Key, sets bool) {
			p := Plan(t, s)
			p.Key, p.SetsKey = key, sets
			_, err := s.Apply(context.Background(), p, Stamp())
			require.NoError(t, err)
		}
		keyed(roster.KeyEmail, false)
		require.Empty(t, Info(t, s).Key)
		keyed(roster.KeyEmployeeID, true)
		keyed(roster.KeyEmployeeID, true)
		keyed(roster.KeyEmail, false)
		require.Equal(t, roster.KeyEmployeeID, Info(t, s).Key)
	}},
	{"a plan without changes is a run", func(t *testing.T, s reconcile.Store) {
		run := Apply(t, s)
		require.Equal(t, run.ID, Info(t, s).LastRun)
	}},
	{"a plan is applied once", func(t *testing.T, s reconcile.Store) {
		p := Plan(t, s, Create(person("ann")))
		run, err := s.Apply(context.Background(), p, Stamp())
		require.NoError(t, err)
		before := tellAll(t, s)

		_, err = s.Apply(context.Background(), p, Stamp())
		var applied *reconcile.AppliedError
		require.ErrorAs(t, err, &applied)
		require.Equal(t, run.ID, applied.Run)
		require.Empty(t, cmp.Diff(before, tellAll(t, s)))
	}},
	{"a plan made against another store is refused", func(t *testing.T, s reconcile.Store) {
		p := Plan(t, s, Create(person("ann")))
		p.StoreID += "x"
		_, err := s.Apply(context.Background(), p, Stamp())
		require.ErrorIs(t, err, reconcile.ErrForeignPlan)
		require.Empty(t, Users(t, s))
	}},
	{"a plan made on a history that is not this one is refused", func(t *testing.T, s reconcile.Store) {
		ann := Hire(t, s, person("ann"))[0]
		for _, discard := range []func(*reconcile.Plan){
			func(p *reconcile.Plan) { p.AfterRun++ },
			func(p *reconcile.Plan) { p.Head += "x" },
		} {
			p := Plan(t, s, Edit(ann, "title", "Buyer"))
			discard(p)
			_, err := s.Apply(context.Background(), p, Stamp())
			require.Equal(t, reconcile.Discarded(p), err)
		}
		require.Equal(t, ann, Find(t, s, ann.Email))
	}},
	{"a failed apply leaves nothing", func(t *testing.T, s reconcile.Store) {
		staff := Hire(t, s, person("ann"), person("bob"))
		changes := []reconcile.Change{
			Edit(staff[0], "title", "Buyer", "email", "ann@other.example"), Delete(staff[1]), Create(person("cyd")),
		}
		before := tellAll(t, s)
		lost := errors.New("the disk is gone")

		p := Plan(t, s, changes...)
		whole := p.Changes
		p.Changes = func(yield func(*reconcile.Change, error) bool) {
			for c := range whole {
				if !yield(c, nil) {
					return
				}
			}
			yield(nil, lost)
		}
		_, err := s.Apply(context.Background(), p, Stamp())
		require.ErrorIs(t, err, lost)
		require.Empty(t, cmp.Diff(before, tellAll(t, s)))

		ctx, cancel := context.WithCancel(context.Background())
		p.Changes = func(yield func(*reconcile.Change, error) bool) {
			for c := range whole {
				if !yield(c, nil) {
					return
				}
				cancel()
			}
		}
		_, err = s.Apply(ctx, p, Stamp())
		require.ErrorIs(t, err, context.Canceled)
		require.Empty(t, cmp.Diff(before, tellAll(t, s)))

		p.Changes = whole
		_, err = s.Apply(context.Background(), p, Stamp())
		require.NoError(t, err, "a plan that failed can be applied again")
	}},
	{"a plan that edits what is no field of a user is refused", func(t *testing.T, s reconcile.Store) {
		u := Hire(t, s, person("sam"))[0]
		before := tellAll(t, s)
		for _, field := range []string{"id", "version = 7, title", "email_key", "full_name", "manager_employee_id", "custom.A"} {
			c := Edit(u)
			c.Edits = []reconcile.Edit{{Field: field, To: "7"}}
			_, err := s.Apply(context.Background(), Plan(t, s, c), Stamp())
			require.Error(t, err, field)
		}
		c := Edit(u, "status", "gone")
		_, err := s.Apply(context.Background(), Plan(t, s, c), Stamp())
		require.Error(t, err, "a status that is none")
		require.Empty(t, cmp.Diff(before, tellAll(t, s)))
	}},
	{"of two writers at once, each plan is applied or told that it is stale", func(t *testing.T, s reconcile.Store) {
		u := Hire(t, s, person("sam"))[0]
		const writers = 4
		errs := make(chan error, writers)
		for range writers {
			p := Plan(t, s, Edit(u, "title", "Buyer"))
			go func() {
				_, err := s.Apply(context.Background(), p, Stamp())
				errs <- err
			}()
		}
		applied := 0
		for range writers {
			err := <-errs
			if err == nil {
				applied++
				continue
			}
			var stale *reconcile.StaleError
			require.ErrorAs(t, err, &stale)
		}
		require.Equal(t, 1, applied)
		require.EqualValues(t, 2, Find(t, s, u.Email).Version)
	}},
}
