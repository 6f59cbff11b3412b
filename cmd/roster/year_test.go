package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// yearFields are what the model knows of a person.
var yearFields = []string{"employee_id", "email", "title", "groups", "status", "end_date"}

// A company is the roster as the model has it: values by field, by a number that a
// person never loses.
type company map[int]map[string]string

func (s company) clone() company {
	c := company{}
	for n, p := range s {
		c[n] = maps.Clone(p)
	}
	return c
}

func (s company) lines() []string {
	var lines []string
	for _, p := range s {
		var cells []string
		for _, f := range yearFields {
			cells = append(cells, p[f])
		}
		lines = append(lines, strings.Join(cells, ","))
	}
	slices.Sort(lines)
	return lines
}

// A year is a roster and its model. What a run did is known from the model
// before and after it, which is all that undo needs.
type year struct {
	t      *testing.T
	m      *machine
	r      *rand.Rand
	now    time.Time
	staff  company
	before map[int]company // by run
	after  map[int]company
	undone map[int]bool
	runs   int
	people int // ever
	names  int // given out
	log    []string
}

func (y *year) pick() (int, map[string]string) {
	n := slices.Sorted(maps.Keys(y.staff))[y.r.IntN(len(y.staff))]
	return n, y.staff[n]
}

func (y *year) fresh(prefix string) string {
	y.names++
	return fmt.Sprintf("%s%d", prefix, y.names)
}

// run runs a command that leads to the model's next state.
func (y *year) run(next company, args ...string) {
	y.t.Helper()
	args = append(args, "--yes")
	y.log = append(y.log, fmt.Sprintf("%d: %s", y.runs+1, strings.Join(args, " ")))
	code := y.m.run(args...)
	require.Equal(y.t, exitDone, code, "%s\n%s\n%s", strings.Join(y.log, "\n"), y.m.err, y.m.out)
	changed := cmp.Diff(y.staff, next) != ""
	if changed || args[0] == "import" {
		y.runs++
		y.before[y.runs], y.after[y.runs] = y.staff, next
		require.Contains(y.t, y.m.err.String(), fmt.Sprintf("applied as run %d", y.runs), strings.Join(y.log, "\n"))
	} else {
		require.Contains(y.t, y.m.err.String(), "nothing to change", strings.Join(y.log, "\n"))
	}
	y.staff = next
	quiet := newMachine(y.t)
	quiet.vars = y.m.vars
	require.Equal(y.t, exitDone, quiet.run("export", "--quiet", "--fields", strings.Join(yearFields, ",")), quiet.err.String())
	got := strings.Split(strings.TrimSpace(quiet.out.String()), "\n")[1:]
	slices.Sort(got)
	if diff := cmp.Diff(next.lines(), got); diff != "" {
		y.t.Fatalf("%s\nthe roster is not as the model has it (-model +roster):\n%s", strings.Join(y.log, "\n"), diff)
	}
}

func (y *year) hire(next company) map[string]string {
	y.people++
	id := y.fresh("E")
	p := map[string]string{"employee_id": id, "email": strings.ToLower(id) + "@acme.example", "title": y.fresh("T"), "status": "active"}
	next[y.people] = p
	return p
}

func (y *year) weekly() {
	next := y.staff.clone()
	text := "employee_id,email,first_name,last_name,title\n"
	for range y.r.IntN(4) {
		p := y.hire(next)
		text += fmt.Sprintf("%s,%s,New,Hire,%s\n", p["employee_id"], p["email"], p["title"])
	}
	y.run(next, "import", "--mode", "new-hires", y.m.file(y.t, "weekly.csv", text))
}

func (y *year) monthly() {
	next := y.staff.clone()
	text := "employee_id,title,status\n"
	leavers := 0
	for _, n := range slices.Sorted(maps.Keys(next)) {
		p := next[n]
		if y.r.IntN(3) == 0 {
			continue
		}
		if y.r.IntN(3) == 0 {
			p["title"] = y.fresh("T")
		}
		if p["status"] == "active" && leavers < 3 && y.r.IntN(8) == 0 {
			p["status"] = "inactive"
			leavers++
		}
		text += fmt.Sprintf("%s,%s,%s\n", p["employee_id"], p["title"], p["status"])
	}
	y.run(next, "import", y.m.file(y.t, "monthly.csv", text), "--allow", "reactivate=100", "--allow", "shifted-column=100")
}

func (y *year) byHand() {
	n, _ := y.pick()
	next := y.staff.clone()
	p := next[n]
	id := p["employee_id"]
	today := y.now.Format(time.DateOnly)
	switch y.r.IntN(9) {
	case 0:
		p["title"] = y.fresh("T")
		y.run(next, "user", "set", id, "title="+p["title"])
	case 1:
		p["employee_id"] = y.fresh("E")
		y.run(next, "user", "rekey", id, "employee_id="+p["employee_id"])
	case 2:
		p["email"] = y.fresh("new") + "@acme.example"
		y.run(next, "user", "rekey", id, "email="+p["email"])
	case 3:
		p["status"] = "inactive"
		y.run(next, "user", "deactivate", id)
	case 4:
		p["status"] = "active"
		if p["end_date"] != "" && p["end_date"] <= today {
			p["end_date"] = ""
		}
		y.run(next, "user", "reactivate", id)
	case 5:
		g := string(rune('a' + y.r.IntN(3)))
		p["groups"] = strings.Join(slices.Compact(slices.Sorted(slices.Values(append(strings.FieldsFunc(p["groups"], func(r rune) bool { return r == ';' }), g)))), ";")
		y.run(next, "user", "group", "add", id, g)
	case 6:
		if len(next) > 6 {
			delete(next, n)
			y.run(next, "user", "delete", id)
		}
	case 7:
		p["end_date"] = y.now.AddDate(0, 0, y.r.IntN(30)).Format(time.DateOnly)
		y.run(next, "user", "set", id, "end_date="+p["end_date"])
	case 8:
		p = y.hire(next)
		y.run(next, "user", "add", "first_name=By", "last_name=Hand", "employee_id="+p["employee_id"], "email="+p["email"], "title="+p["title"])
	}
}

func (y *year) due() {
	next := y.staff.clone()
	for _, p := range next {
		if p["status"] == "active" && p["end_date"] != "" && p["end_date"] <= y.now.Format(time.DateOnly) {
			p["status"] = "inactive"
		}
	}
	y.run(next, "due", "--allow", "deactivate=100")
}

// undo puts a random run back, as the spec has it: value by value.
func (y *year) undo() {
	run := 2 + y.r.IntN(y.runs-1) // never the first, which made everybody
	if y.undone[run] {
		require.Equal(y.t, exitFailed, y.m.run("undo", fmt.Sprint(run), "--yes"))
		require.Contains(y.t, y.m.err.String(), "was put back already")
		return
	}
	before, after, next := y.before[run], y.after[run], y.staff.clone()
	for n := 1; n <= y.people; n++ {
		was, became, now := before[n], after[n], next[n]
		switch {
		case maps.Equal(was, became):
		case was == nil && now == nil: // created, and deleted since
		case was == nil && maps.Equal(now, became):
			delete(next, n)
		case was == nil:
			now["status"] = "inactive"
		case became == nil && now == nil:
			next[n] = maps.Clone(was)
		case became == nil, now == nil: // deleted, and back again; or gone
		default:
			for _, f := range yearFields {
				if was[f] != became[f] && now[f] == became[f] {
					now[f] = was[f]
				}
			}
		}
	}
	count := y.runs
	y.run(next, "undo", fmt.Sprint(run), "--allow", "delete=100,deactivate=100,reactivate=100,email=100,employee_id=100,shifted-column=100,update=100")
	y.undone[run] = y.runs > count
}

// TestAYear plays a year of weekly and monthly files with hand edits between,
// put back in random order, through the command line, and compares the roster
// with a model after each step.
func TestAYear(t *testing.T) {
	seeds := uint64(2)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			m := newMachine(t)
			y := &year{
				t: t, m: m, r: rand.New(rand.NewPCG(seed, 7)), now: time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC),
				staff: company{}, before: map[int]company{}, after: map[int]company{}, undone: map[int]bool{},
			}
			m.env.now = func() time.Time { return y.now }
			next := company{}
			text := "employee_id,email,first_name,last_name,title\n"
			for range 10 {
				p := y.hire(next)
				text += fmt.Sprintf("%s,%s,Old,Hand,%s\n", p["employee_id"], p["email"], p["title"])
			}
			y.run(next, "import", "--init", m.file(t, "all.csv", text))
			for week := range 52 {
				y.weekly()
				if week%4 == 3 {
					y.monthly()
				}
				for range y.r.IntN(4) {
					y.byHand()
				}
				y.due()
				for range y.r.IntN(3) {
					y.undo()
				}
				y.now = y.now.AddDate(0, 0, 7)
			}
		})
	}
}
