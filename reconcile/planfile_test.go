package reconcile_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
)

// planOfEverything has changes of each kind, problems, and a name with every
// character that JSON or a line could trip over.
func planOfEverything(t testing.TB) *reconcile.Plan {
	t.Helper()
	return prepare(t, seeded(t, staff), "employee_id,email,first_name,last_name,title,status,manager_email\n"+
		"N1,n@acme.example,\"N \"\"<&>\"\"\nÜ\u2028\",W,,,ann@acme.example\nA1,,,,Boss,,\nL1,,,,,inactive,\nX1,,,,,active,\nR1,,,,,inactive,\n", "", byID)
}

func collect(t testing.TB, p *reconcile.Plan) []reconcile.Change {
	t.Helper()
	var all []reconcile.Change
	for c, err := range p.Changes {
		require.NoError(t, err)
		kept := *c
		kept.Edits = append([]reconcile.Edit(nil), c.Edits...)
		all = append(all, kept)
	}
	return all
}

func TestPlanFileRoundTrip(t *testing.T) {
	want := planOfEverything(t)
	path := filepath.Join(t.TempDir(), "monday.json")
	require.NoError(t, reconcile.WritePlan(path, want))
	pf, err := reconcile.OpenPlan(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, pf.Close()) }()
	got := pf.Plan
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(reconcile.Plan{}, "Changes"), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
	for range 2 { // a plan can be read any number of times
		if diff := cmp.Diff(collect(t, want), collect(t, got), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
	}
}

func TestPlanFileIsPrivate(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	path := filepath.Join(t.TempDir(), "p.json")
	require.NoError(t, reconcile.WritePlan(path, planOfEverything(t)))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds people's data")
}

func TestPlanFileIsWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.json")
	require.NoError(t, os.WriteFile(path, []byte("an older plan"), 0o600))
	p := planOfEverything(t)
	broken := fmt.Errorf("the disk is gone")
	p.Changes = func(yield func(*reconcile.Change, error) bool) { yield(nil, broken) }
	require.ErrorIs(t, reconcile.WritePlan(path, p), broken)
	got, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "an older plan", string(got))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file is left behind")
}

// signed replaces the digest by the one that fits, as somebody would who
// wants an edit to go unnoticed.
func signed(b []byte) []byte {
	at := bytes.LastIndex(b, []byte(`"digest"`))
	return fmt.Appendf(bytes.Clone(b[:at]), `"digest":"sha256:%x"}`+"\n", sha256.Sum256(b[:at]))
}

func TestPlanFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.json")
	require.NoError(t, reconcile.WritePlan(path, planOfEverything(t)))
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	replace := func(old, new string) func([]byte) []byte {
		return func(b []byte) []byte {
			require.Contains(t, string(b), old)
			return bytes.Replace(b, []byte(old), []byte(new), 1)
		}
	}
	for _, tt := range []struct {
		name, why, want string
		damage          func([]byte) []byte
	}{
		{"a value edited", "the digest covers every byte", "was edited", replace("Boss", "Owner")},
		{"a count edited", "the head is covered too", "was edited", replace(`"rejected":1`, `"rejected":0`)},
		{"cut in the middle", "a cut download is never a short plan", "is cut off", func(b []byte) []byte { return b[:len(b)/2] }},
		{"cut before the digest", "the end is what says it is whole", "is cut off", func(b []byte) []byte { return b[:bytes.LastIndex(b, []byte(`"digest"`))] }},
		{"the last newline cut", "one byte is missing", "is cut off", func(b []byte) []byte { return b[:len(b)-1] }},
		{"something behind it", "nothing may follow the end", "was edited", func(b []byte) []byte { return append(b, "{}\n"...) }},
		{"empty", "no plan", "is not a plan", func([]byte) []byte { return nil }},
		{"another JSON file", "no plan", "is not a plan", func([]byte) []byte { return []byte("{\"schema\":\"other/v1\"}\n") }},
		{"a CSV file", "no plan", "is not a plan", func([]byte) []byte { return []byte("employee_id,email\n") }},
		{"a newer version", "we cannot know what it means", "newer version", replace("roster.plan/v1", "roster.plan/v2")},
		{
			"a column outside the table", "a plan is data: it cannot name a column, even with the right digest", "was edited",
			func(b []byte) []byte {
				return signed(replace(`{"field":"title","from"`, `{"field":"manager_id","from"`)(b))
			},
		},
		{
			"a field twice", "a user has one value in a field before the run, and one after it", "was edited",
			func(b []byte) []byte {
				return signed(replace(`{"field":"title","from"`, `{"field":"title","from":"","to":"Chef"},{"field":"title","from"`)(b))
			},
		},
		{
			"a role", "no file changes a role, and no plan made from a file", "was edited",
			func(b []byte) []byte { return signed(replace(`{"field":"title","from"`, `{"field":"role","from"`)(b)) },
		},
		{
			"a deletion", "no file deletes anybody", "was edited",
			func(b []byte) []byte { return signed(replace(`"action":"update"`, `"action":"delete"`)(b)) },
		},
		{
			"an unknown action", "what is not known is not done", "was edited",
			func(b []byte) []byte { return signed(replace(`"action":"update"`, `"action":"promote"`)(b)) },
		},
		{
			"a key of its own", "what is not known is not read over", "was edited",
			func(b []byte) []byte { return signed(replace(`"version":1`, `"version":1,"force":true`)(b)) },
		},
		{
			"a change taken out", "the counts that were shown are those that are applied", "was edited",
			func(b []byte) []byte {
				lines := strings.SplitAfter(string(b), "\n")
				for i, l := range lines {
					if strings.HasPrefix(l, `,{"action":"update"`) {
						return signed([]byte(strings.Join(append(lines[:i:i], lines[i+1:]...), "")))
					}
				}
				t.Fatal("no update in the plan")
				return nil
			},
		},
		{"a line without end", "the cap on a line bounds the memory", "was edited", func(b []byte) []byte {
			head := b[:bytes.IndexByte(b, '\n')+1]
			return append(bytes.Clone(head), bytes.Repeat([]byte("x"), 5<<20)...)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "p.json")
			require.NoError(t, os.WriteFile(path, tt.damage(bytes.Clone(whole)), 0o600))
			_, err := reconcile.OpenPlan(path)
			var refusal *reconcile.PlanFileError
			require.ErrorAs(t, err, &refusal, tt.why)
			require.Contains(t, err.Error(), tt.want, tt.why)
			require.Contains(t, err.Error(), path, "the message names the file")
			require.NotEmpty(t, refusal.Hint)
		})
	}
}

func TestPlanFileRewrittenAfterTheCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.json")
	require.NoError(t, reconcile.WritePlan(path, planOfEverything(t)))
	pf, err := reconcile.OpenPlan(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, pf.Close()) }()
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	// In its place and with a digest that fits, as while somebody thinks about
	// the question whether to apply it.
	require.NoError(t, os.WriteFile(path, signed(bytes.Replace(whole, []byte(`"to":"Boss"`), []byte(`"to":"Root"`), 1)), 0o600))
	store := seeded(t, staff)
	_, err = reconcile.Apply(context.Background(), store, pf.Plan, reconcile.Stamp{At: now, Actor: "test"})
	require.ErrorContains(t, err, "was edited")
	for _, u := range everybody(t, store) {
		require.NotEqual(t, "Root", u.Title)
	}
}

func FuzzOpenPlan(f *testing.F) {
	path := filepath.Join(f.TempDir(), "p.json")
	require.NoError(f, reconcile.WritePlan(path, planOfEverything(f)))
	whole, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(`{"schema":"roster.plan/v1","problems":[`))
	f.Fuzz(func(t *testing.T, b []byte) {
		// Most mutations only break the digest. With the right one put in
		// again the rest of the reader is reached too.
		for _, b := range [][]byte{b, resigned(b)} {
			path := filepath.Join(t.TempDir(), "p.json")
			require.NoError(t, os.WriteFile(path, b, 0o600))
			pf, err := reconcile.OpenPlan(path)
			if err != nil {
				continue
			}
			n := 0
			for c, err := range pf.Plan.Changes {
				require.NoError(t, err, "what was checked can be read")
				require.NotNil(t, c)
				n++
			}
			require.Equal(t, pf.Plan.Summary.Changes(), n)
			require.NoError(t, pf.Close())
		}
	})
}

func resigned(b []byte) []byte {
	if !bytes.Contains(b, []byte(`"digest"`)) {
		return b
	}
	return signed(b)
}
