package reconcile_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

// namesakes has a Kim Park, two Bob Otts, and a Cy Orr here and one who has left.
const namesakes = `employee_id,email,first_name,last_name,manager_email,status
1,ada@x.example,Ada,Day,,active
2,kim@x.example,Kim,Park,ada@x.example,active
3,bob@x.example,Bob,Ott,ada@x.example,active
4,bob2@x.example,Bob,Ott,ada@x.example,active
5,cy@x.example,Cy,Orr,ada@x.example,active
6,cy2@x.example,Cy,Orr,ada@x.example,inactive
7,old@x.example,Old,Zim,ada@x.example,inactive
8,ann@x.example,Ann,Lee,kim@x.example,active
`

func TestManagersByName(t *testing.T) {
	const header = "employee_id,email,first_name,last_name,Manager\n"
	hire := func(manager string) string { return header + "90,n@x.example,New,Hire,\"" + manager + "\"\n" }
	runScenarios(t, []scenario{
		{
			name: "in the roster", why: "a file of new hires names managers who have been there for years",
			users: namesakes, upload: hire("Park, Kim"), o: byID,
			want: []string{"+ 2 n@x.example manager_email:>kim@x.example status:>active", "warning 0 column-assumed", "1 create 6 omitted"},
		},
		{
			name: "on a later line", why: "managers are resolved after all rows are read",
			users: namesakes, upload: hire("Lou Roe") + "91,lou@x.example,Lou,Roe,\n", o: byID,
			want: []string{
				"+ 2 n@x.example manager_email:>lou@x.example status:>active", "+ 3 lou@x.example status:>active",
				"warning 0 column-assumed", "2 create 6 omitted",
			},
		},
		{
			name: "in the file and in the roster", why: "the same person is counted once",
			users: namesakes, upload: hire("Kim Park") + "2,kim@x.example,Kim,Park,Ada Day\n", o: byID,
			want: []string{"+ 2 n@x.example manager_email:>kim@x.example status:>active", "warning 0 column-assumed", "1 create 1 unchanged 5 omitted"},
		},
		{
			name: "one in the file and another in the roster", why: "the file knows one Kim Park, and the wrong one would be set",
			users: namesakes, upload: hire("Kim Park") + "91,kim9@x.example,Kim,Park,\n", o: byID,
			want: []string{
				"+ 2 n@x.example status:>active", "+ 3 kim9@x.example status:>active",
				"warning 0 column-assumed", "warning 2 unknown-manager", "2 create 6 omitted",
			},
		},
		{
			name: "several in the roster", why: "the old manager is kept",
			users: namesakes, upload: "employee_id,Manager\n2,Bob Ott\n", o: byID,
			want: []string{"warning 0 column-assumed", "warning 2 unknown-manager", "1 unchanged 5 omitted"},
		},
		{
			name: "one here and one who has left", why: "the file may be older than the leaving, and mean the one who left",
			users: namesakes, upload: hire("Cy Orr"), o: byID,
			want: []string{"+ 2 n@x.example status:>active", "warning 0 column-assumed", "warning 2 unknown-manager", "1 create 6 omitted"},
		},
		{
			name: "a newcomer with the name of somebody who leaves", why: "the rows that name the leaver are not the newcomer's people",
			users:  namesakes,
			upload: "employee_id,email,first_name,last_name,status,Manager\n2,,,,inactive,\n91,kim9@x.example,Kim,Park,active,\n8,,,,,Kim Park\n", o: byID,
			want: []string{
				"- 2 kim@x.example status:active>inactive", "+ 3 kim9@x.example status:>active",
				"warning 0 column-assumed", "warning 2 orphaned-reports", "warning 4 unknown-manager", "1 create 1 deactivate 1 unchanged 4 omitted",
			},
		},
		{
			name: "one who has left", why: "as with an email: it is one person's name, and a warning says that they left",
			users: namesakes, upload: "employee_id,Manager\n8,Old Zim\n", o: byID,
			want: []string{
				"~ 2 ann@x.example manager_email:kim@x.example>old@x.example",
				"warning 0 column-assumed", "warning 2 manager-inactive", "1 update 5 omitted",
			},
		},
		{
			name: "nobody", why: "the person is applied, the old manager kept",
			users: namesakes, upload: "employee_id,title,Manager\n8,Boss,Who Ever\n2,,Ada Day\n", o: byID,
			want: []string{"~ 2 ann@x.example title:>Boss", "warning 0 column-assumed", "warning 2 unknown-manager", "1 update 1 unchanged 4 omitted"},
		},
		{
			name: "nobody in the whole column", why: "one warning, and not one for each of five thousand rows",
			users: namesakes, upload: "employee_id,Manager\n8,Who Ever\n2,Bob Ott\n5,\n", o: byID,
			want: []string{"warning 0 unknown-manager", "warning 0 column-assumed", "3 unchanged 3 omitted"},
		},
		{
			name: "nobody on most rows", why: "one name that is somebody's shows that the column is what it seems, and each other row has its own fault",
			users: namesakes, upload: "employee_id,Manager\n8,Who Ever\n2,Ada Day\n5,Bob Ott\n", o: byID,
			want: []string{"warning 0 column-assumed", "warning 2 unknown-manager", "warning 4 unknown-manager", "3 unchanged 3 omitted"},
		},
		{
			name: "the manager they have", why: "that is no edit",
			users: namesakes, upload: "employee_id,Manager\n8,Kim Park\n3,ADA day\n", o: byID,
			want: []string{"warning 0 column-assumed", "2 unchanged 4 omitted"},
		},
		{
			name: "cleared", why: "#CLEAR is no name",
			users: namesakes, upload: "employee_id,Manager\n8,#CLEAR\n3,Ada Day\n", o: byID,
			want: []string{"~ 2 ann@x.example manager_email:kim@x.example>", "warning 0 column-assumed", "1 update 1 unchanged 4 omitted"},
		},
		{
			name: "a name that is given in the same file", why: "the roster as it will be after the run",
			users:  namesakes,
			upload: "employee_id,last_name,Manager\n3,,Kim Stone\n2,Stone,\n", o: byID,
			want: []string{
				"~ 2 bob@x.example manager_email:ada@x.example>kim@x.example", "~ 3 kim@x.example last_name:Park>Stone",
				"warning 0 column-assumed", "2 update 4 omitted",
			},
		},
		{
			name: "a name that is given up in the same file", why: "it is the other Bob's alone after the run",
			users: namesakes, upload: "employee_id,last_name,Manager\n8,,Bob Ott\n3,Stone,\n", o: byID,
			want: []string{
				"~ 2 ann@x.example manager_email:kim@x.example>bob2@x.example", "~ 3 bob@x.example last_name:Ott>Stone",
				"warning 0 column-assumed", "2 update 4 omitted",
			},
		},
		{
			name: "self", why: "nobody is their own manager",
			users: namesakes, upload: "employee_id,Manager\n8,Ann Lee\n", o: byID,
			want: []string{"warning 0 column-assumed", "error 2 manager-self", "1 rejected 5 omitted"},
		},
		{
			name: "a circle", why: "the same as by ID",
			users: namesakes, upload: "employee_id,Manager\n1,Ann Lee\n", o: byID,
			want: []string{"warning 0 column-assumed", "error 2 manager-cycle", "1 rejected 5 omitted"},
		},
		{
			name: "the other column names another", why: "manager-mismatch",
			users: namesakes, upload: "employee_id,Reports To,Supervisor\n8,Kim Park,ada@x.example\n2,Ada Day,ada@x.example\n", o: byID,
			want: []string{"warning 0 column-assumed", "warning 0 column-assumed", "error 2 manager-mismatch", "1 unchanged 1 rejected 4 omitted"},
		},
		{
			name: "the other column knows", why: "the known one wins",
			users: namesakes, upload: "employee_id,Reports To,Supervisor\n8,Bob Ott,ada@x.example\n2,Ada Day,ada@x.example\n", o: byID,
			want: []string{
				"~ 2 ann@x.example manager_email:kim@x.example>ada@x.example",
				"warning 0 column-assumed", "warning 0 column-assumed", "warning 2 unknown-manager", "1 update 1 unchanged 4 omitted",
			},
		},
		{
			name: "one column clears", why: "nothing tells which is meant",
			users: namesakes, upload: "employee_id,Reports To,Supervisor\n8,Bob Ott,#CLEAR\n2,Ada Day,ada@x.example\n", o: byID,
			want: []string{"warning 0 column-assumed", "warning 0 column-assumed", "error 2 manager-mismatch", "1 unchanged 1 rejected 4 omitted"},
		},
		{
			name: "a namesake whose row is rejected", why: "the row may be mended tomorrow, and may be the one that is meant",
			users: namesakes, upload: hire("Kim Park") + "91,,Kim,Park,\n", o: byID,
			want: []string{
				"+ 2 n@x.example status:>active", "warning 0 column-assumed", "warning 2 unknown-manager", "error 3 missing-required",
				"1 create 1 rejected 6 omitted",
			},
		},
		{
			name: "only on a row that is rejected", why: "a person who is not created manages nobody",
			users: namesakes, upload: hire("Lou Roe") + "91,,Lou,Roe,\n", o: byID,
			want: []string{
				"+ 2 n@x.example status:>active", "warning 0 column-assumed", "warning 2 unknown-manager", "error 3 missing-required",
				"1 create 1 rejected 6 omitted",
			},
		},
		{
			name: "a manager whose own row is rejected", why: "they stay in the roster under their name, and are one person",
			users: namesakes, upload: hire("Kim Park") + "2,bob@x.example,Kim,Park,\n", o: byID,
			want: []string{
				"+ 2 n@x.example manager_email:>kim@x.example status:>active", "warning 0 column-assumed", "error 3 email-taken",
				"1 create 1 rejected 5 omitted",
			},
		},
		{
			name: "a manager whose row has lost its zeros", why: "a near miss is rejected, and is nobody else",
			users:  "employee_id,email,first_name,last_name\n007,kim@x.example,Kim,Park\n",
			upload: hire("Kim Park") + "7,,Kim,Park,\n", o: byID,
			want: []string{
				"+ 2 n@x.example manager_email:>kim@x.example status:>active", "warning 0 column-assumed", "error 3 near-miss-id",
				"1 create 1 rejected 1 omitted",
			},
		},
		{
			name: "a manager whose row has another ID", why: "the row is rejected, and its email says that it is nobody else",
			users: namesakes, upload: hire("Kim Park") + "77,kim@x.example,Kim,Park,\n", o: byID,
			want: []string{
				"+ 2 n@x.example manager_email:>kim@x.example status:>active", "warning 0 column-assumed", "error 3 identity-conflict",
				"1 create 1 rejected 5 omitted",
			},
		},
		{
			name: "the same row twice", why: "it is one person",
			users: namesakes, upload: hire("Lou Roe") + "91,lou@x.example,Lou,Roe,Kim Park\n91,lou@x.example,Lou,Roe,\"Park, Kim\"\n", o: byID,
			want: []string{
				"+ 2 n@x.example manager_email:>lou@x.example status:>active", "+ 3 lou@x.example manager_email:>kim@x.example status:>active",
				"warning 0 column-assumed", "warning 4 duplicate-row", "2 create 1 skipped 6 omitted",
			},
		},
		{
			name: "terminations do not look at managers", why: "only status and end date change",
			users: namesakes, upload: "employee_id,Manager\n8,Who Ever\n2,Who Ever\n", o: mode(reconcile.Terminations),
			want: []string{
				"- 2 ann@x.example status:active>inactive", "- 3 kim@x.example status:active>inactive",
				"warning 0 column-assumed", "2 deactivate 4 omitted",
			},
		},
	})
}

// What people read about a name that is several people's.
func TestWhyANameIsNobodys(t *testing.T) {
	why := func(upload string) []roster.Problem {
		var problems []roster.Problem
		for _, q := range prepare(t, seeded(t, namesakes), upload, "", byID).Problems {
			if q.Code == roster.CodeUnknownManager {
				problems = append(problems, q)
			}
		}
		return problems
	}
	problem := func(value, message string) []roster.Problem {
		return []roster.Problem{{
			Severity: roster.Warning, Code: roster.CodeUnknownManager, Line: 2, Column: "Manager", Field: roster.ManagerEmployeeID, Value: value, Message: message,
			Hint: "give the manager's email or employee ID instead of the name; until then the manager stays as it was",
		}}
	}
	const header, kim = "employee_id,email,first_name,last_name,Manager\n8,,,,", "91,,Kim,Park,Ada Day\n"
	for _, tt := range []struct{ name, why, value, rest, message string }{
		{"nobody", "as for an email", "Who Ever", "", `nobody is called "Who Ever" after this run`},
		{"two", "how many there are", "Ott, Bob", "", `2 people are called "Ott, Bob"`},
		{"one has left", "so that nobody wonders where the other is", "Cy Orr", "", `2 people are called "Cy Orr": 1 inactive`},
		{"one is rejected, twice", "the same, and it is one person", "Kim Park", kim + "91,kim@y.example,Kim,Park,\n", `2 people are called "Kim Park": the others on rows that are not applied`},
	} {
		require.Empty(t, cmp.Diff(problem(tt.value, tt.message), why(header+fmt.Sprintf("%q", tt.value)+"\n"+tt.rest)), tt.why)
	}
	column := why("employee_id,Manager\n8,Who Ever\n2,Bob Ott\n")
	require.Empty(t, cmp.Diff([]roster.Problem{{
		Severity: roster.Warning, Code: roster.CodeUnknownManager, Column: "Manager", Field: roster.ManagerEmployeeID,
		Message: `column "Manager" names managers, and none of the names on its 2 rows is that of exactly one person: they are passed over`,
		Hint:    `export the manager's email or employee ID instead of the name; to keep the names as text, give --map "Manager=custom.manager"`,
	}}, column))
}

// scans counts how often a roster is read from end to end.
type scans struct {
	reconcile.Store
	n int
}

type scanned struct {
	reconcile.Snapshot
	of *scans
}

func (s *scans) Snapshot(ctx context.Context) (reconcile.Snapshot, error) {
	snap, err := s.Store.Snapshot(ctx)
	return scanned{snap, s}, err
}

func (s scanned) All(ctx context.Context) iter.Seq2[*roster.User, error] {
	s.of.n++
	return s.Snapshot.All(ctx)
}

func TestTheRosterIsReadForNamesOnly(t *testing.T) {
	for _, tt := range []struct {
		name, upload string
		o            reconcile.Options
		want         int
	}{
		{"managers by name", "employee_id,Manager\n8,Kim Park\n3,Ada Day\n", byID, 1},
		{"managers by email", "employee_id,manager_email\n8,kim@x.example\n3,bob@x.example\n", byID, 0},
		{"terminations", "employee_id,Manager\n8,Kim Park\n3,Ada Day\n", mode(reconcile.Terminations), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := &scans{Store: seeded(t, namesakes)}
			prepare(t, s, tt.upload, "", tt.o)
			require.Equal(t, tt.want, s.n, "work follows the upload, but for names, which are indexed nowhere")
		})
	}
}

// The order of rows decides nothing, whoever has which name before and after.
func TestManagersByNameInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	for range 60 {
		var users, rows []string
		for i := range 6 {
			users = append(users, fmt.Sprintf("%d,u%d@x.example,%s,%s,%s", i, i, pick("Kim", "Bob"), pick("Park", "Ott", "Roe"), pick("active", "inactive")))
		}
		for i := range 9 {
			if i < 6 && r.IntN(3) == 0 {
				continue
			}
			rows = append(rows, fmt.Sprintf("%d,%s,%s,%s,%s,%s", i, pick("", fmt.Sprintf("u%d@x.example", i), fmt.Sprintf("u%d@x.example", i), "u1@x.example"),
				pick("Kim", "Bob"), pick("Park", "Ott", "Roe"), pick("", "", "active", "inactive"), pick("", "Kim Park", "Bob Ott", "Roe, Kim", "Bob Roe")))
		}
		table := "employee_id,email,first_name,last_name,status\n" + strings.Join(users, "\n") + "\n"
		told := func(rows []string) []string {
			p := prepare(t, seeded(t, table), "employee_id,email,first_name,last_name,status,Manager\n"+strings.Join(rows, "\n")+"\n", "", byID)
			var lines []string
			for c, err := range p.Changes {
				require.NoError(t, err)
				lines = append(lines, fmt.Sprint(c.Action, c.User.EmployeeID, c.Edits))
			}
			for _, q := range p.Problems {
				if q.Line > 0 && q.Code != roster.CodeDuplicateKey && q.Code != roster.CodeDuplicateEmail {
					id, _, _ := strings.Cut(rows[q.Line-2], ",")
					lines = append(lines, fmt.Sprint(id, q.Code, q.Value))
				}
			}
			slices.Sort(lines)
			return lines
		}
		want := told(rows)
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		require.Empty(t, cmp.Diff(want, told(rows)), "%s\n%s", table, strings.Join(rows, "\n"))
	}
}

func TestAFileIsUnchangedTheSecondTime(t *testing.T) {
	const upload = "employee_id,email,first_name,last_name,Manager\n1,a@x.example,Ada,Day,\n2,k@x.example,Kim,Park,Ada Day\n3,b@x.example,Bob,Ott,\"Park, Kim\"\n"
	s := storetest.NewMemory("test")
	_, err := reconcile.Apply(context.Background(), s, prepare(t, s, upload, "", byID), reconcile.Stamp{At: now, Actor: "test"})
	require.NoError(t, err)
	o := byID
	o.PlanID = "plan-2"
	require.Equal(t, []string{"warning 0 column-assumed", "3 unchanged"}, describe(t, prepare(t, s, upload, "", o)))
}

func TestCompareHoldsNamesAgainstNames(t *testing.T) {
	compare := func(b string) []string {
		a := openUpload(t, "employee_id,Manager\n1,Kim Park\n2,Ada Day\n", roster.Options{})
		others := reconcile.UploadPeople(openUpload(t, b, roster.Options{}), roster.KeyEmployeeID, today)
		c, err := reconcile.Compare(context.Background(), a, others, reconcile.CompareOptions{Key: roster.KeyEmployeeID, Today: today})
		require.NoError(t, err)
		return tellComparison(t, c)
	}
	require.Equal(t, []string{"~ 3 manager_employee_id:Bob Ott>Ada Day", "1 same"}, compare("employee_id,Manager\n1,\"Park, Kim\"\n2,Bob Ott\n"))
	require.Equal(t, []string{"2 same"}, compare("employee_id,manager_employee_id\n1,7\n2,8\n"), "whose names they are is not looked up")
}
