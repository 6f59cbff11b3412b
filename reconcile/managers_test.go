package reconcile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// org is a chain: Ada manages Ben, Ben manages Cy and Di.
const org = `employee_id,email,first_name,last_name,manager_email,status
1,ada@acme.example,Ada,A,,active
2,ben@acme.example,Ben,B,ada@acme.example,active
3,cy@acme.example,Cy,C,ben@acme.example,active
4,di@acme.example,Di,D,ben@acme.example,active
5,old@acme.example,Old,O,,inactive
`

func TestManagers(t *testing.T) {
	runScenarios(t, []scenario{
		{
			name: "by ID", why: "two ways to name one fact, and one edit under manager_email",
			users: org, upload: "employee_id,manager_employee_id\n3,1\n", o: byID,
			want: []string{"~ 2 cy@acme.example manager_email:ben@acme.example>ada@acme.example", "1 update 3 omitted"},
		},
		{
			name: "by email, in any case", why: "emails are compared folded",
			users: org, upload: "employee_id,manager_email\n3,BEN@acme.example\n", o: byID,
			want: []string{"1 unchanged 3 omitted"},
		},
		{
			name: "on a later line", why: "managers are resolved after all rows are read",
			users: org, upload: "employee_id,email,first_name,last_name,manager_email\n8,h@acme.example,H,H,i@acme.example\n9,i@acme.example,I,I,\n", o: byID,
			want: []string{"+ 2 h@acme.example manager_email:>i@acme.example status:>active", "+ 3 i@acme.example status:>active", "2 create 4 omitted"},
		},
		{
			name: "unknown", why: "the person is applied, the old manager kept",
			users: org, upload: "employee_id,manager_email,title\n3,who@acme.example,T\n", o: byID,
			want: []string{"~ 2 cy@acme.example title:>T", "warning 2 unknown-manager", "1 update 3 omitted"},
		},
		{
			name: "unknown and nothing else", why: "a row that comes to nothing is unchanged, and warned of",
			users: org, upload: "employee_id,manager_email\n3,who@acme.example\n", o: byID,
			want: []string{"warning 2 unknown-manager", "1 unchanged 3 omitted"},
		},
		{
			name: "a manager whose row is rejected", why: "a person who is not created manages nobody",
			users: org, upload: "employee_id,email,first_name,last_name,manager_email\n8,h@acme.example,H,,\n3,,,,h@acme.example\n", o: byID,
			want: []string{"error 2 missing-required", "warning 3 unknown-manager", "1 unchanged 1 rejected 3 omitted"},
		},
		{
			name: "the columns disagree", why: "manager-mismatch",
			users: org, upload: "employee_id,manager_employee_id,manager_email\n3,1,di@acme.example\n", o: byID,
			want: []string{"error 2 manager-mismatch", "1 rejected 3 omitted"},
		},
		{
			name: "one column known, one not", why: "the known one wins",
			users: org, upload: "employee_id,manager_employee_id,manager_email\n3,77,ada@acme.example\n4,1,who@acme.example\n", o: byID,
			want: []string{
				"~ 2 cy@acme.example manager_email:ben@acme.example>ada@acme.example",
				"~ 3 di@acme.example manager_email:ben@acme.example>ada@acme.example",
				"warning 2 unknown-manager", "warning 3 unknown-manager", "2 update 2 omitted",
			},
		},
		{
			name: "cleared", why: "#CLEAR takes the manager away",
			users: org, upload: "employee_id,manager_email\n3,#CLEAR\n", o: byID,
			want: []string{"~ 2 cy@acme.example manager_email:ben@acme.example>", "1 update 3 omitted"},
		},
		{
			name: "self", why: "nobody is their own manager",
			users: org, upload: "employee_id,manager_employee_id\n3,3\n", o: byID,
			want: []string{"error 2 manager-self", "1 rejected 3 omitted"},
		},
		{
			name: "a new person who is their own manager", why: "the same before there is a user",
			users: org, upload: "employee_id,email,first_name,last_name,manager_email\n8,h@acme.example,H,H,h@acme.example\n", o: byID,
			want: []string{"error 2 manager-self", "1 rejected 4 omitted"},
		},
		{
			name: "a cycle through people not in the file", why: "Ada would report to Cy, who reports to Ben, who reports to Ada",
			users: org, upload: "employee_id,manager_employee_id,title\n1,3,Boss\n4,2,T\n", o: byID,
			want: []string{"~ 3 di@acme.example title:>T", "error 2 manager-cycle", "1 update 1 rejected 2 omitted"},
		},
		{
			name: "a cycle through many people not in the file", why: "the way up is followed to its end, level by level",
			users: `employee_id,email,first_name,last_name,manager_email
a,a@acme.example,A,A,
b,b@acme.example,B,B,a@acme.example
c,c@acme.example,C,C,b@acme.example
d,d@acme.example,D,D,c@acme.example
e,e@acme.example,E,E,d@acme.example
`,
			upload: "employee_id,manager_employee_id\na,e\n", o: byID,
			want: []string{"error 2 manager-cycle", "1 rejected 4 omitted"},
		},
		{
			name: "a cycle made by two rows", why: "both rows make it, and the one who only reports into it stays",
			users: org, upload: "employee_id,manager_employee_id\n1,4\n4,1\n3,4\n", o: byID,
			want: []string{
				"~ 4 cy@acme.example manager_email:ben@acme.example>di@acme.example",
				"error 2 manager-cycle", "error 3 manager-cycle", "1 update 2 rejected 1 omitted",
			},
		},
		{
			name: "a cycle that appears when another is broken", why: "what was rejected leaves the old managers in place, so the rest is looked at again",
			users: `employee_id,email,first_name,last_name,manager_email
a,a@acme.example,A,A,d@acme.example
b,b@acme.example,B,B,
c,c@acme.example,C,C,
d,d@acme.example,D,D,
`,
			upload: "employee_id,manager_employee_id\na,c\nc,b\nb,a\nd,a\n", o: byID,
			want: []string{"error 2 manager-cycle", "error 3 manager-cycle", "error 4 manager-cycle", "error 5 manager-cycle", "4 rejected"},
		},
		{
			name: "inactive manager", why: "a warning, and the edit goes through",
			users: org, upload: "employee_id,manager_employee_id\n3,5\n", o: byID,
			want: []string{"~ 2 cy@acme.example manager_email:ben@acme.example>old@acme.example", "warning 2 manager-inactive", "1 update 3 omitted"},
		},
		{
			name: "inactive manager all along", why: "a row that names one is warned every time",
			users:  "employee_id,email,first_name,last_name,manager_email,status\n1,o@x.example,O,O,,inactive\n2,p@x.example,P,P,o@x.example,active\n",
			upload: "employee_id,manager_email\n2,o@x.example\n", o: byID,
			want: []string{"warning 2 manager-inactive", "1 unchanged"},
		},
		{
			name: "a manager who is created inactive", why: "inactive after the run is what counts", users: "",
			upload: "employee_id,email,first_name,last_name,manager_email,status\n1,o@x.example,O,O,,inactive\n2,p@x.example,P,P,o@x.example,\n",
			o:      reconcile.Options{Key: roster.KeyEmployeeID, CreateInactive: true},
			want: []string{
				"+ 2 o@x.example status:>inactive", "+ 3 p@x.example manager_email:>o@x.example status:>active",
				"warning 3 manager-inactive", "2 create",
			},
		},
		{
			name: "a manager whose ID changes in the same file", why: "the old ID is nobody's after the run",
			users: org, upload: "email,employee_id,manager_employee_id\nben@acme.example,22,\ncy@acme.example,,2\n", o: byEmail,
			want: []string{"~ 2 ben@acme.example employee_id:2>22", "warning 3 unknown-manager", "1 update 1 unchanged 2 omitted"},
		},
		{
			name: "the spelling of a manager's email", why: "the roster's spelling stays, so it is what an edit shows",
			users: org, upload: "employee_id,email,manager_email,title\n1,ADA@acme.example,,Chair\n3,,ADA@ACME.example,\n", o: byID,
			want: []string{
				"~ 2 ada@acme.example title:>Chair",
				"~ 3 cy@acme.example manager_email:ben@acme.example>ada@acme.example", "2 update 2 omitted",
			},
		},
		{
			name: "a new person under a leaver", why: "they are orphaned before they start",
			users: org, upload: "employee_id,email,first_name,last_name,status,manager_email\n3,,,,inactive,\n8,h@acme.example,H,H,,cy@acme.example\n", o: byID,
			want: []string{
				"- 2 cy@acme.example status:active>inactive", "+ 3 h@acme.example manager_email:>cy@acme.example status:>active",
				"warning 2 orphaned-reports", "warning 3 manager-inactive", "1 create 1 deactivate 3 omitted",
			},
		},
		{
			name: "a person who returns to a leaver", why: "their manager was there when they left",
			users:  "employee_id,email,first_name,last_name,manager_email,status\n1,b@x.example,B,B,,active\n2,p@x.example,P,P,b@x.example,inactive\n",
			upload: "employee_id,status\n1,inactive\n2,active\n", o: byID,
			want: []string{
				"- 2 b@x.example status:active>inactive", "^ 3 p@x.example status:inactive>active",
				"warning 2 orphaned-reports", "1 deactivate 1 reactivate",
			},
		},
		{
			name: "a manager who leaves in the same file", why: "inactive after the run, and the reports are orphans",
			users: org, upload: "employee_id,status,manager_employee_id\n2,inactive,\n3,active,2\n", o: byID,
			want: []string{
				"- 2 ben@acme.example status:active>inactive", "warning 2 orphaned-reports", "warning 3 manager-inactive",
				"1 deactivate 1 unchanged 2 omitted",
			},
		},
		{
			name: "a leaver whose reports are handed over", why: "nobody is orphaned when the file says who takes them",
			users: org, upload: "employee_id,status,manager_employee_id\n3,,1\n2,inactive,\n4,,1\n", o: byID,
			want: []string{
				"~ 2 cy@acme.example manager_email:ben@acme.example>ada@acme.example", "- 3 ben@acme.example status:active>inactive",
				"~ 4 di@acme.example manager_email:ben@acme.example>ada@acme.example", "2 update 1 deactivate 1 omitted",
			},
		},
		{
			name: "a manager who changes email in the same file", why: "the roster as it will be after the run",
			users: org, upload: "employee_id,email,manager_email\n2,benny@acme.example,\n3,,benny@acme.example\n4,,ben@acme.example\n", o: byID,
			want: []string{
				"~ 2 ben@acme.example email:ben@acme.example>benny@acme.example",
				"warning 4 unknown-manager", "1 update 2 unchanged 1 omitted",
			},
		},
		{
			name: "an address that changes hands", why: "the new owner is meant, not the old one",
			users: org,
			upload: "employee_id,email,first_name,last_name,manager_email\n4,,,,ben@acme.example\n2,benny@acme.example,,,\n" +
				"9,ben@acme.example,Ben,Young,\n", o: byID,
			want: []string{
				"~ 2 di@acme.example manager_email:ben@acme.example>ben@acme.example",
				"~ 3 ben@acme.example email:ben@acme.example>benny@acme.example", "+ 4 ben@acme.example status:>active",
				"1 create 2 update 2 omitted",
			},
		},
		{
			name: "terminations do not look at managers", why: "only status and end date change",
			users: org, upload: "employee_id,manager_employee_id\n3,77\n", o: mode(reconcile.Terminations),
			want: []string{"- 2 cy@acme.example status:active>inactive", "1 deactivate 3 omitted"},
		},
	})
}

// A circle is told from its first line on, on each of its rows.
func TestACircleIsToldInTheOrderOfLines(t *testing.T) {
	p := prepare(t, seeded(t, org), "employee_id,manager_employee_id\n2,4\n1,2\n4,1\n", roster.BlankKeep, byID)
	var told []string
	for _, q := range p.Problems {
		told = append(told, q.Value+": "+q.Message)
	}
	want := []string{
		"di@acme.example: the managers would go round in a circle of 3: line 2, line 4, line 3",
		"ben@acme.example: the managers would go round in a circle of 3: line 2, line 4, line 3",
		"ada@acme.example: the managers would go round in a circle of 3: line 2, line 4, line 3",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	p = prepare(t, seeded(t, org), "employee_id,email,first_name,last_name,manager_email\n8,h@acme.example,H,H,i@acme.example\n9,i@acme.example,I,I,h@acme.example\n", roster.BlankKeep, byID)
	require.Equal(t, "i@acme.example", p.Problems[0].Value, "new people have an email as long as their row stands")
	require.Equal(t, "h@acme.example", p.Problems[1].Value)

	p = prepare(t, seeded(t, org), "employee_id,manager_employee_id,title\n1,3,Boss\n4,2,T\n", roster.BlankKeep, byID)
	require.Len(t, p.Problems, 1)
	require.Equal(t, "the managers would go round in a circle of 3: line 2, Cy C (3), Ben B (2)", p.Problems[0].Message,
		"nobody has read Ben, for whom a row only says that he stays Di's manager")
}

func TestManagersUnderBlankClear(t *testing.T) {
	runScenarios(t, []scenario{{
		name: "one column filled", why: "the filled one speaks, the blank one is not a wish to clear",
		users: org, upload: "employee_id,manager_employee_id,manager_email\n3,2,\n", blank: roster.BlankClear, o: byID,
		want: []string{"1 unchanged 3 omitted"},
	}})
}

func TestAnEditOfTheManagerCarriesTheirNumber(t *testing.T) {
	p := prepare(t, seeded(t, org), "employee_id,email,first_name,last_name,manager_employee_id\n3,,,,1\n8,h@x.example,H,H,\n4,,,,8\n", "", byID)
	got := map[int]int64{}
	for _, c := range collect(t, p) {
		got[c.Line] = c.ManagerID
	}
	want := map[int]int64{2: 1, 3: 0, 4: -1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("an email can change hands between plan and apply, a number cannot; a new person is the first that the plan creates (-want +got):\n%s", diff)
	}
}
