package reconcile_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

// tellComparison writes a comparison as a table can hold it.
func tellComparison(t *testing.T, c *reconcile.Comparison) []string {
	t.Helper()
	var lines []string
	for _, p := range c.OnlyA {
		lines = append(lines, fmt.Sprintf("+ %d %s %s", p.Line, p.User.EmployeeID, p.User.Email))
	}
	n := 0
	for u, err := range c.OnlyB {
		require.NoError(t, err)
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("- %s %s", u.EmployeeID, u.Email)))
		n++
	}
	require.Equal(t, c.Summary.OnlyB, n, "those who are counted are those who are read")
	for _, d := range c.Differ {
		line := fmt.Sprintf("~ %d", d.LineA)
		for _, f := range d.Fields {
			line += fmt.Sprintf(" %s:%s>%s", f.Field, f.B, f.A)
		}
		lines = append(lines, line)
	}
	s := c.Summary
	for _, count := range []struct {
		n    int
		what string
	}{{s.Same, "same"}, {s.LeftA, "left a"}, {s.LeftB, "left b"}, {s.RepeatedA, "repeated a"}, {s.NamedB, "named b"}, {s.UnnamedA, "unnamed a"}, {s.UnnamedB, "unnamed b"}} {
		if count.n > 0 {
			lines = append(lines, fmt.Sprintf("%d %s", count.n, count.what))
		}
	}
	return lines
}

func openUpload(t *testing.T, text string, o roster.Options) *roster.Upload {
	t.Helper()
	o.Now = now
	up, err := roster.Open(strings.NewReader(text), int64(len(text)), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, up.Close()) })
	return up
}

func TestCompareWithTheRoster(t *testing.T) {
	const users = `employee_id,email,first_name,last_name,title,status
E1,ann@acme.example,Ann,Lee,Clerk,active
E2,bob@acme.example,Bob,Ray,Boss,on_leave
007,cem@acme.example,Cem,Oz,,active
E9,gone@acme.example,Gus,Old,,inactive`
	for _, tt := range []struct {
		name, why, upload string
		read              roster.Options
		o                 reconcile.CompareOptions
		want              []string
	}{
		{
			name: "all three", why: "who is in one, in the other, and different; who has left is missed by nobody",
			upload: "employee_id,email,title\nE1,ann@acme.example,Chief\nE7,new@acme.example,Clerk\n",
			want:   []string{"+ 3 E7 new@acme.example", "- E2 bob@acme.example", "- 007 cem@acme.example", "~ 2 title:Clerk>Chief", "1 left b"},
		},
		{
			name: "a blank cell", why: "is silence, as it is for import; so is a column that is not there",
			upload: "employee_id,title\nE1,\nE2,Boss\n007,\n",
			want:   []string{"3 same", "1 left b"},
		},
		{
			name: "a blank cell that clears", why: "says that there is nothing",
			upload: "employee_id,title\nE1,\nE2,Boss\n007,\n", read: roster.Options{Blank: roster.BlankClear},
			want: []string{"~ 2 title:Clerk>", "2 same", "1 left b"},
		},
		{
			name: "leavers of A", why: "a leaver whom the roster has is a difference, one whom it does not have is nothing",
			upload: "employee_id,status,end_date\nE1,inactive,\nE2,,2026-01-31\nE8,inactive,\n007,active,\nE9,inactive,\n",
			want:   []string{"~ 2 status:active>inactive", "~ 3 end_date:>2026-01-31 status:on_leave>inactive", "2 same", "1 left a"},
		},
		{
			name: "back again", why: "whoever is in the file is here, and inactive in the roster is a difference",
			upload: "employee_id\nE1\nE2\n007\nE9\n",
			want:   []string{"~ 5 status:inactive>", "3 same"},
		},
		{
			name: "a lost zero", why: "nobody is a leaver because a spreadsheet took their zeros",
			upload: "employee_id\nE1\ne2\n7\n",
			want:   []string{"~ 3 employee_id:E2>e2", "~ 4 employee_id:007>7", "1 same", "1 left b"},
		},
		{
			name: "a new ID", why: "nor because they have another ID; the key goes before the email, wherever it stands",
			upload: "employee_id,email\nX1,ann@acme.example\nE2,bob@acme.example\n007,cem@acme.example\n",
			want:   []string{"~ 2 employee_id:E1>X1", "2 same", "1 left b"},
		},
		{
			name: "an email on somebody else's row", why: "that is a slip, and not a sign that they left",
			upload: "employee_id,email\nE1,bob@acme.example\n007,cem@acme.example\n",
			want:   []string{"~ 2 email:ann@acme.example>bob@acme.example", "1 same", "1 left b", "1 named b"},
		},
		{
			name: "a blank key", why: "the other identifier says who it is; no identifier is nobody",
			upload: "employee_id,email,title\n,ANN@acme.example,Clerk\nE2,,Boss\n,,Clerk\n007,,\n",
			want:   []string{"3 same", "1 left b", "1 unnamed a"},
		},
		{
			name: "two rows for one person", why: "the surer one is theirs, and the other is somebody else's",
			upload: "employee_id,email\nX1,ann@acme.example\ne1,\nE2,\n007,\n",
			want:   []string{"+ 3 e1 ", "~ 2 employee_id:E1>X1", "2 same", "1 left b"},
		},
		{
			name: "by email", why: "the key can be chosen, as for import",
			upload: "employee_id,email\nE2,ann@acme.example\nE1,bob@acme.example\n007,cem@acme.example\n", o: reconcile.CompareOptions{Key: roster.KeyEmail},
			want: []string{"~ 2 employee_id:E1>E2", "~ 3 employee_id:E2>E1", "1 same", "1 left b"},
		},
		{
			name: "the same person twice", why: "is in the file, and once",
			upload: "employee_id\nE1\nE1\nE7\nE7\nE2\n007\n",
			want:   []string{"+ 4 E7 ", "3 same", "1 left b", "2 repeated a"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			snap, err := seeded(t, users).Snapshot(context.Background())
			require.NoError(t, err)
			defer snap.Close()
			if tt.o.Key == "" {
				tt.o.Key = roster.KeyEmployeeID
			}
			tt.o.Today = today
			c, err := reconcile.Compare(context.Background(), openUpload(t, tt.upload, tt.read), reconcile.Others{Users: snap.All(context.Background())}, tt.o)
			require.NoError(t, err)
			if diff := cmp.Diff(tt.want, tellComparison(t, c)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
		})
	}
}

func TestCompareTwoFiles(t *testing.T) {
	for _, tt := range []struct{ name, why, a, b, want string }{
		{
			"cells", "of two files a blank cell is a value, and a column of one of them is none of the other's",
			"employee_id,title,location\nE1,,Oslo\nE2,Boss,Rome\n", "employee_id,title,department\nE1,Clerk,Ops\nE2,boss,Ops\n",
			"~ 2 title:Clerk>|~ 3 title:boss>Boss",
		},
		{
			"order", "the order of rows says nothing",
			"employee_id\nE3\nE1\n", "employee_id\nE1\nE2\nE3\n", "- E2|2 same",
		},
		{
			"leavers of B", "who had left last week is not missing this week; status is read from the end date, too",
			"employee_id\nE1\n", "employee_id,status,end_date\nE1,,\nE2,terminated,\nE3,,2026-11-22\nE4,,2026-11-23\n", "- E4|1 same|2 left b",
		},
		{
			"by the email that both have", "a file without the key's column is compared by the other identifier",
			"email\nann@x.example\n", "employee_id,email\nE1,Ann@x.example\nE2,bob@x.example\n", "- E2 bob@x.example|1 same",
		},
		{
			"twice in B", "the second row is the same person",
			"employee_id\nE1\n", "employee_id,title\nE1,Clerk\nE1,Boss\n,Boss\n", "1 same|1 named b|1 unnamed b",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := reconcile.CompareOptions{Key: roster.KeyEmployeeID, Today: today}
			others := reconcile.UploadPeople(openUpload(t, tt.b, roster.Options{}), o.Key, o.Today)
			c, err := reconcile.Compare(context.Background(), openUpload(t, tt.a, roster.Options{}), others, o)
			require.NoError(t, err)
			require.Equal(t, tt.want, strings.Join(tellComparison(t, c), "|"), tt.why)
		})
	}
}

func TestCompareEndsWithItsContext(t *testing.T) {
	snap, err := seeded(t, hundred()).Snapshot(context.Background())
	require.NoError(t, err)
	defer snap.Close()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	_, err = reconcile.Compare(ctx, openUpload(t, "employee_id\nE1\n", roster.Options{}),
		reconcile.Others{Users: snap.All(context.Background())}, reconcile.CompareOptions{Key: roster.KeyEmployeeID})
	require.ErrorIs(t, err, context.Canceled)
}
