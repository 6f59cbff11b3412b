package reconcile_test

import (
	"testing"

	"roster.example/reconcile"
	"roster.example/roster"
)

// staff has one person of every status, and an admin.
const staff = `employee_id,email,first_name,last_name,title,status,end_date,role
A1,ann@acme.example,Ann,Lee,Chief,active,,
L1,lea@acme.example,Lea,Poe,,on_leave,,
X1,xav@acme.example,Xav,Dee,,inactive,2026-01-31,
R1,root@acme.example,Ro,Ot,,active,,account_admin
R2,old@acme.example,Ol,Dad,,inactive,,admin
`

func mode(m reconcile.Mode) reconcile.Options {
	return reconcile.Options{Key: roster.KeyEmployeeID, Mode: m}
}

func TestOutcomes(t *testing.T) {
	runScenarios(t, []scenario{
		{
			name: "unknown, nothing said", why: "create, active",
			users: staff, upload: "employee_id,email,first_name,last_name\nN1,n@acme.example,N,W\n", o: byID,
			want: []string{"+ 2 n@acme.example status:>active", "1 create 3 omitted"},
		},
		{
			name: "unknown, on leave", why: "create, on leave",
			users: staff, upload: "employee_id,email,first_name,last_name,status\nN1,n@acme.example,N,W,on leave\n", o: byID,
			want: []string{"+ 2 n@acme.example status:>on_leave", "1 create 3 omitted"},
		},
		{
			name: "unknown without a name", why: "first_name, last_name and email are required to create",
			users: staff, upload: "employee_id,email,first_name,last_name\nN1,n@acme.example,N,\n", o: byID,
			want: []string{"error 2 missing-required", "1 rejected 3 omitted"},
		},
		{
			name: "unknown leaver", why: "skipped",
			users: staff, upload: "employee_id,email,first_name,last_name,status\nN1,n@acme.example,N,W,terminated\n", o: byID,
			want: []string{"warning 2 unknown-leaver", "1 skipped 3 omitted"},
		},
		{
			name: "unknown leaver by date", why: "an end date in the past says inactive where no status does",
			users: staff, upload: "employee_id,email,first_name,last_name,end_date\nN1,n@acme.example,N,W,2026-11-22\n", o: byID,
			want: []string{"warning 2 unknown-leaver", "1 skipped 3 omitted"},
		},
		{
			name: "unknown leaver, history wanted", why: "--create-inactive moves a roster",
			users: staff, upload: "employee_id,email,first_name,last_name,status,end_date\nN1,n@acme.example,N,W,terminated,2020-01-01\n",
			o:    reconcile.Options{Key: roster.KeyEmployeeID, CreateInactive: true},
			want: []string{"+ 2 n@acme.example end_date:>2020-01-01 status:>inactive", "1 create 3 omitted"},
		},
		{
			name: "unknown, active, with an end that has passed", why: "the word wins for new people too",
			users: staff, upload: "employee_id,email,first_name,last_name,status,end_date\nN1,n@acme.example,N,W,active,2020-01-01\n", o: byID,
			want: []string{"+ 2 n@acme.example status:>active", "warning 2 stale-end-date", "1 create 3 omitted"},
		},
		{
			name: "row active, with the end the roster has already", why: "an export that is uploaded again has nothing to be warned of",
			users:  "employee_id,email,first_name,last_name,status,end_date\nA1,ann@acme.example,Ann,Lee,active,2026-11-01\n",
			upload: "employee_id,status,end_date\nA1,active,2026-11-01\n", o: byID,
			want: []string{"1 unchanged"},
		},
		{
			name: "active to on leave", why: "an edit of status, not a deactivation",
			users: staff, upload: "employee_id,status\nA1,on_leave\n", o: byID,
			want: []string{"~ 2 ann@acme.example status:active>on_leave", "1 update 2 omitted"},
		},
		{
			name: "active, row inactive", why: "deactivate, with the row's other edits",
			users: staff, upload: "employee_id,status,title\nA1,inactive,Former chief\n", o: byID,
			want: []string{"- 2 ann@acme.example title:Chief>Former chief status:active>inactive", "1 deactivate 2 omitted"},
		},
		{
			name: "on leave, end date today", why: "no status said and the end has come",
			users: staff, upload: "employee_id,end_date\nL1,2026-11-22\n", o: byID,
			want: []string{"- 2 lea@acme.example end_date:>2026-11-22 status:on_leave>inactive", "1 deactivate 2 omitted"},
		},
		{
			name: "active, end date tomorrow", why: "stored for the day",
			users: staff, upload: "employee_id,end_date\nA1,2026-11-23\n", o: byID,
			want: []string{"~ 2 ann@acme.example end_date:>2026-11-23", "1 update 2 omitted"},
		},
		{
			name: "row active, end date past", why: "the word wins, and the date is not stored",
			users: staff, upload: "employee_id,status,end_date\nA1,active,2026-11-21\n", o: byID,
			want: []string{"warning 2 stale-end-date", "1 unchanged 2 omitted"},
		},
		{
			name: "inactive, row active", why: "reactivate; the past end date the row does not set is cleared",
			users: staff, upload: "employee_id,status\nX1,active\n", o: byID,
			want: []string{"^ 2 xav@acme.example end_date:2026-01-31> status:inactive>active", "1 reactivate 3 omitted"},
		},
		{
			name: "inactive, row active with a past end", why: "the word wins, and the old end would deactivate them again tonight",
			users: staff, upload: "employee_id,status,end_date\nX1,active,2026-02-28\n", o: byID,
			want: []string{"^ 2 xav@acme.example end_date:2026-01-31> status:inactive>active", "warning 2 stale-end-date", "1 reactivate 3 omitted"},
		},
		{
			name: "inactive, row active with the end the roster has", why: "the date is not kept, and that is said",
			users: staff, upload: "employee_id,status,end_date\nX1,active,2026-01-31\n", o: byID,
			want: []string{"^ 2 xav@acme.example end_date:2026-01-31> status:inactive>active", "warning 2 stale-end-date", "1 reactivate 3 omitted"},
		},
		{
			name: "inactive, row active with a future end", why: "the row sets it",
			users: staff, upload: "employee_id,status,end_date\nX1,active,2027-06-30\n", o: byID,
			want: []string{"^ 2 xav@acme.example end_date:2026-01-31>2027-06-30 status:inactive>active", "1 reactivate 3 omitted"},
		},
		{
			name: "inactive, nothing said", why: "other fields change, the person stays inactive",
			users: staff, upload: "employee_id,title\nX1,Emeritus\n", o: byID,
			want: []string{"~ 2 xav@acme.example title:>Emeritus", "warning 2 still-inactive", "1 update 3 omitted"},
		},
		{
			name: "inactive, row inactive", why: "unchanged",
			users: staff, upload: "employee_id,status\nX1,inactive\n", o: byID,
			want: []string{"1 unchanged 3 omitted"},
		},
		{
			name: "nobody omitted is touched", why: "people who are not in the file are counted and left alone",
			users: staff, upload: "employee_id,title\nA1,Chief\n", o: byID,
			want: []string{"1 unchanged 2 omitted"},
		},
		{
			name: "header only", why: "zero rows do nothing",
			users: staff, upload: "employee_id,title\n", o: byID,
			want: []string{"3 omitted"},
		},
	})
}

func TestBlanksAndClear(t *testing.T) {
	runScenarios(t, []scenario{
		{
			name: "a blank cell keeps", why: "the default",
			users: staff, upload: "employee_id,title\nA1,\n", o: byID,
			want: []string{"1 unchanged 2 omitted"},
		},
		{
			name: "#CLEAR clears", why: "the third silence",
			users: staff, upload: "employee_id,title\nA1,#CLEAR\n", o: byID,
			want: []string{"~ 2 ann@acme.example title:Chief>", "1 update 2 omitted"},
		},
		{
			name: "blank clears on request", why: "--blank clear",
			users: staff, upload: "employee_id,title,first_name,status\nA1,,,\n", blank: roster.BlankClear, o: byID,
			want: []string{"~ 2 ann@acme.example title:Chief>", "1 update 2 omitted"},
		},
		{
			name: "#CLEAR of an empty field", why: "nothing changes",
			users: staff, upload: "employee_id,title\nL1,#CLEAR\n", o: byID,
			want: []string{"1 unchanged 2 omitted"},
		},
		{
			name: "#CLEAR of a name", why: "key, email, names and status are never cleared",
			users: staff, upload: "employee_id,first_name\nA1,#CLEAR\n", o: byID,
			want: []string{"error 2 not-clearable", "1 rejected 2 omitted"},
		},
		{
			name: "#CLEAR of an end date on a create", why: "there is nothing to clear",
			users: staff, upload: "employee_id,email,first_name,last_name,end_date\nN1,n@acme.example,N,W,#CLEAR\n", o: byID,
			want: []string{"+ 2 n@acme.example status:>active", "1 create 3 omitted"},
		},
	})
}

func TestModes(t *testing.T) {
	runScenarios(t, []scenario{
		{
			name: "new hires creates", why: "create, and reactivate when the row says active",
			users: staff, upload: "employee_id,email,first_name,last_name,status,title\nN1,n@acme.example,N,W,,\nX1,,,,active,Back\n", o: mode(reconcile.NewHires),
			want: []string{
				"+ 2 n@acme.example status:>active",
				"^ 3 xav@acme.example title:>Back end_date:2026-01-31> status:inactive>active", "1 create 1 reactivate 3 omitted",
			},
		},
		{
			name: "new hires leaves known people alone", why: "already-here, untouched",
			users: staff, upload: "employee_id,title,status\nA1,New title,inactive\nX1,Title,\n", o: mode(reconcile.NewHires),
			want: []string{"warning 2 already-here", "warning 3 already-here", "2 skipped 2 omitted"},
		},
		{
			name: "an error comes before the mode", why: "a row with an error is rejected before its mode is looked at",
			users: staff, upload: "employee_id,title,start_date\nA1,T,2019-02-30\n", o: mode(reconcile.NewHires),
			want: []string{"error 2 date-malformed", "1 rejected 2 omitted"},
		},
		{
			name: "terminations by key alone", why: "every row is a leaver whatever columns it has",
			users: staff, upload: "employee_id\nA1\nL1\nX1\nN1\n", o: mode(reconcile.Terminations),
			want: []string{
				"- 2 ann@acme.example status:active>inactive", "- 3 lea@acme.example status:on_leave>inactive",
				"warning 5 unknown-leaver", "2 deactivate 1 unchanged 1 skipped 1 omitted",
			},
		},
		{
			name: "terminations change only status and end date", why: "the other columns are not looked at",
			users: staff, upload: "employee_id,title,email,end_date\nA1,Gone,a@other.example,2026-11-01\n", o: mode(reconcile.Terminations),
			want: []string{"- 2 ann@acme.example end_date:>2026-11-01 status:active>inactive", "1 deactivate 2 omitted"},
		},
		{
			name: "terminations with a future end", why: "stored for the day unless the row also says inactive",
			users: staff, upload: "employee_id,end_date,status\nA1,2026-12-31,\nL1,2026-12-31,inactive\n", o: mode(reconcile.Terminations),
			want: []string{
				"~ 2 ann@acme.example end_date:>2026-12-31",
				"- 3 lea@acme.example end_date:>2026-12-31 status:on_leave>inactive", "1 update 1 deactivate 1 omitted",
			},
		},
		{
			name: "a row that says active among leavers", why: "rejected",
			users: staff, upload: "employee_id,status\nA1,active\n", o: mode(reconcile.Terminations),
			want: []string{"error 2 not-a-leaver", "1 rejected 2 omitted"},
		},
		{
			name: "a leaver whose row mixes two people", why: "it cannot be told who is leaving",
			users: staff, upload: "employee_id,email\nA1,lea@acme.example\n", o: mode(reconcile.Terminations),
			want: []string{"error 2 email-taken", "1 rejected 2 omitted"},
		},
		{
			name: "a leaver already gone whose row mixes two people", why: "the row is no safer for having nothing to do",
			users: staff, upload: "employee_id,email\nX1,lea@acme.example\n", o: mode(reconcile.Terminations),
			want: []string{"error 2 email-taken", "1 rejected 3 omitted"},
		},
		{
			name: "terminations do not look at usernames", why: "only status and end date change",
			users:  "employee_id,email,first_name,last_name,username\nA1,a@x.example,A,A,ann\nB1,b@x.example,B,B,bob\n",
			upload: "employee_id,username\nA1,bob\n", o: mode(reconcile.Terminations),
			want: []string{"- 2 a@x.example status:active>inactive", "1 deactivate 1 omitted"},
		},
		{
			name: "leavers with one username", why: "only status and end date change, so a column of \"left\" is nobody's fault",
			users: staff, upload: "employee_id,username\nA1,left\nL1,left\n", o: mode(reconcile.Terminations),
			want: []string{"- 2 ann@acme.example status:active>inactive", "- 3 lea@acme.example status:on_leave>inactive", "2 deactivate 1 omitted"},
		},
		{
			name: "new hires still find a taken email", why: "an error comes before the mode",
			users: staff, upload: "employee_id,email\nA1,lea@acme.example\n", o: mode(reconcile.NewHires),
			want: []string{"error 2 email-taken", "1 rejected 2 omitted"},
		},
		{
			name: "edits do not store an end that has passed", why: "it would deactivate the person tonight",
			users: staff, upload: "employee_id,end_date\nA1,2026-11-01\n", o: mode(reconcile.Edits),
			want: []string{"warning 2 status-not-edited", "1 unchanged 2 omitted"},
		},
		{
			name: "edits updates only", why: "unknown people are skipped, nobody leaves or returns",
			users: staff, upload: "employee_id,title,status\nN1,T,\nA1,T,inactive\nX1,T,active\nL1,T,active\n", o: mode(reconcile.Edits),
			want: []string{
				"~ 3 ann@acme.example title:Chief>T", "~ 4 xav@acme.example title:>T",
				"~ 5 lea@acme.example title:>T status:on_leave>active",
				"warning 2 unknown-person", "warning 3 status-not-edited", "warning 4 still-inactive", "3 update 1 skipped 1 omitted",
			},
		},
	})
}

func TestAdminsAreOutOfReachOfFiles(t *testing.T) {
	runScenarios(t, []scenario{
		{
			name: "deactivate", why: "by status", users: staff, upload: "employee_id,status\nR1,inactive\n", o: byID,
			want: []string{"error 2 protected-admin", "1 rejected 2 omitted"},
		},
		{
			name: "deactivate by date", why: "the end date is a status in other words", users: staff, upload: "employee_id,end_date\nR1,2026-01-01\n", o: byID,
			want: []string{"error 2 protected-admin", "1 rejected 2 omitted"},
		},
		{
			name: "terminations", why: "a mode is no way round", users: staff, upload: "employee_id\nR1\n", o: mode(reconcile.Terminations),
			want: []string{"error 2 protected-admin", "1 rejected 2 omitted"},
		},
		{
			name: "email", why: "it is how they log in", users: staff, upload: "employee_id,email\nR1,evil@acme.example\n", o: byID,
			want: []string{"error 2 protected-admin", "1 rejected 2 omitted"},
		},
		{
			name: "employee ID", why: "it is who they are", users: staff, upload: "employee_id,email\nR9,root@acme.example\n", o: byEmail,
			want: []string{"error 2 protected-admin", "1 rejected 2 omitted"},
		},
		{
			name: "clearing the employee ID", why: "to clear is to change", users: staff, upload: "employee_id,email\n#CLEAR,root@acme.example\n", o: byEmail,
			want: []string{"error 2 protected-admin", "1 rejected 2 omitted"},
		},
		{
			name: "reactivate", why: "a row would give an admin's power back", users: staff, upload: "employee_id,status\nR2,active\n", o: byID,
			want: []string{"error 2 protected-admin", "1 rejected 3 omitted"},
		},
		{
			name: "username", why: "it is another name to log in by", o: byID,
			users: "employee_id,email,first_name,last_name,username,role\nR1,r@x.example,R,R,root,user_admin\n", upload: "employee_id,username\nR1,toor\n",
			want: []string{"error 2 protected-admin", "1 rejected"},
		},
		{
			name: "a first employee ID", why: "an admin who was there before the HR system still has to be found by it", o: byID,
			users: "email,first_name,last_name,role\nr@x.example,R,R,admin\n", upload: "employee_id,email\nR1,r@x.example\n",
			want: []string{"~ 2 r@x.example employee_id:>R1", "warning 2 id-adopted", "1 update"},
		},
		{
			name: "title", why: "their facts are as good as anybody's", users: staff, upload: "employee_id,title\nR1,Root\n", o: byID,
			want: []string{"~ 2 root@acme.example title:>Root", "1 update 2 omitted"},
		},
		{
			name: "an address an admin keeps", why: "a rejected row gives nothing up", users: staff,
			upload: "employee_id,email\nR1,r@acme.example\nA1,root@acme.example\n", o: byID,
			want: []string{"error 2 protected-admin", "error 3 email-taken", "2 rejected 1 omitted"},
		},
	})
}

func TestGroups(t *testing.T) {
	const users = "employee_id,email,first_name,last_name,groups\nA1,a@x.example,A,A,blue;red\n"
	add := reconcile.Options{Key: roster.KeyEmployeeID, Groups: reconcile.GroupsAdd}
	runScenarios(t, []scenario{
		{
			name: "replace", why: "the cell is all of them", users: users, upload: "employee_id,groups\nA1,red;green\n", o: byID,
			want: []string{"~ 2 a@x.example groups:blue;red>green;red", "warning 0 new-group", "1 update"},
		},
		{
			name: "the same set in another order", why: "a set has no order", users: users, upload: "employee_id,groups\nA1,red; blue\n", o: byID,
			want: []string{"1 unchanged"},
		},
		{
			name: "blank keeps", why: "as for every field", users: users, upload: "employee_id,groups\nA1,\n", o: byID,
			want: []string{"1 unchanged"},
		},
		{
			name: "add", why: "--groups add", users: users, upload: "employee_id,groups\nA1,red;green\n", o: add,
			want: []string{"~ 2 a@x.example groups:blue;red>blue;green;red", "warning 0 new-group", "1 update"},
		},
		{
			name: "clear under add", why: "#CLEAR means the same everywhere", users: users, upload: "employee_id,groups\nA1,#CLEAR\n", o: add,
			want: []string{"~ 2 a@x.example groups:blue;red>", "1 update"},
		},
	})
}
