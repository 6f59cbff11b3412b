package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
)

func TestBadConfigurationsSayWhereAndWhatIsGood(t *testing.T) {
	for _, test := range []struct{ name, text, err, hint string }{
		{"unknown", "databse = 'x'\n", `:1: there is no setting "databse"`, "did you mean database? the settings here are database, today, domains, seats, feeds"},
		{"unknown in a feed", "[feeds.x]\n\nmoed = 'sync'\n", `:3: there is no setting "feeds.x.moed"`,
			"did you mean mode? the settings here are mode, key, create_inactive, groups, blank, dates, encoding, sheet, no_header, columns, limits"},
		{"unknown table", "[feed.x]\nmode = 'sync'\n", `:1: there is no setting "feed.x"`, "did you mean feeds? the settings here are database, today, domains, seats, feeds"},
		{"unknown under seats", "[seats]\ntotals = 3\n", `:2: there is no setting "seats.totals"`, "did you mean total? the settings here are total"},
		{"mode", "[feeds.x]\nmode = 'newhires'\n", `:2: feeds.x.mode: "newhires" is none of sync, new-hires, terminations, edits; did you mean "new-hires"?`, "correct line 2"},
		{"key", "[feeds.x]\nkey = 'name'\n", `:2: feeds.x.key: "name" is none of employee_id, email`, "correct line 2"},
		{"groups", "[feeds.x]\ngroups = 'x'\n", `:2: feeds.x.groups: "x" is none of replace, add`, "correct line 2"},
		{"blank", "[feeds.x]\nblank = 'claer'\n", `:2: feeds.x.blank: "claer" is none of keep, clear; did you mean "clear"?`, "correct line 2"},
		{"dates", "[feeds.x]\ndates = 'iso'\n", `:2: feeds.x.dates: "iso" is none of mdy, dmy, ymd`, "correct line 2"},
		{"field", "[feeds.x.columns]\n'A' = 'titel'\n",
			`:2: feeds.x.columns.A: there is no field "titel": the fields are those of roster fields, and custom.<name>; did you mean "title"?`, "correct line 2"},
		{"field of a blank", "[feeds.x.blank]\ntitel = 'clear'\n",
			`: feeds.x.blank: there is no field "titel": the fields are those of roster fields, and custom.<name>; did you mean "title"?`, `correct it in "PATH"`},
		{"blank that keeps", "[feeds.x.blank]\nemail = 'clear'\n", `: feeds.x.blank: email is never cleared, so its blanks always keep`, `correct it in "PATH"`},
		{"limit", "[feeds.x.limits]\ncreate = 'ten'\n", `: feeds.x.limits.create: "ten" is no limit: write a count, as in 30, or a share, as in "10%"`, `correct it in "PATH"`},
		{"limit below nothing", "[feeds.x.limits]\ncreate = -3\n", `: feeds.x.limits.create: "-3" is no limit: write a count, as in 30, or a share, as in "10%"`, `correct it in "PATH"`},
		{"header without a name", "[feeds.x.columns]\n' ' = 'email'\n", `: feeds.x.columns has a header without a name`, `correct it in "PATH"`},
		{"header in a file without one", "[feeds.x]\nno_header = true\n[feeds.x.columns]\nA = 'email'\n",
			`: feeds.x.columns: "A" is no number of a column, and with no_header there is no other name`, `correct it in "PATH"`},
		{"zone", "today = 'Mars/Olympus'\n", `:1: today: "Mars/Olympus" is no time zone: write "local", or a name such as "America/New_York"`, "correct line 1"},
		{"no zone", "today = ''\n", `:1: today: "" is no time zone: write "local", or a name such as "America/New_York"`, "correct line 1"},
		{"domain", "domains = ['ann@acme.example']\n", `:1: domains: "ann@acme.example" is no domain: write what stands behind the @, as in "acme.example"`, "correct line 1"},
		{"seats", "[seats]\ntotal = -1\n", `: seats.total is -1, and a number of seats is not less than 0`, `correct it in "PATH"`},
		{"another type", "\n[seats]\ntotal = 'x'\n", `:3: seats.total takes no string`, "correct line 3"},
		{"no TOML", "a = \n", `:1: unexpected character U+000A at start of value`, "correct line 1"},
		{"twice", "today = 'local'\ntoday = 'UTC'\n", `:2: today: key today is already defined`, "correct line 2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t)
			path := m.file(t, configName, test.text)
			_, err := loadConfig(path, false)
			require.EqualError(t, err, path+test.err)
			_, hints := new(app).wayOut(err)
			require.Equal(t, []string{strings.ReplaceAll(test.hint, "PATH", path)}, hints)
		})
	}
	for _, kind := range []string{"deacivate", "seats", "delete"} {
		t.Run("limit of "+kind, func(t *testing.T) {
			m := newMachine(t)
			_, err := loadConfig(m.file(t, configName, "[feeds.x.limits]\n"+kind+" = 3\n"), false)
			require.ErrorContains(t, err, `feeds.x.limits does not know the kind "`+kind+
				`": the kinds are create, update, deactivate, reactivate, email, employee_id, shifted-column, rejected`)
		})
	}
}

// The README shows the file that its commands use.
func TestTheConfigurationOfTheReadmeIsReal(t *testing.T) {
	const path = "../../testdata/roster.toml"
	_, err := loadConfig(path, true)
	require.NoError(t, err)
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	text, err := os.ReadFile(readme)
	require.NoError(t, err)
	require.Contains(t, string(text), "```toml\n"+string(file)+"```\n")
}

func TestAConfigurationIsOneValue(t *testing.T) {
	m := newMachine(t)
	path := m.file(t, configName, `database = "data/staff.db"
today = "America/New_York"
domains = ["acme.example", "@acme.co"]
[seats]
total = 500
[feeds.weekly]
mode = "edits"
[feeds.weekly.limits]
create = 30
update = "10%"
`)
	c, err := loadConfig(path, true)
	require.NoError(t, err)
	require.Equal(t, m.path("data/staff.db"), c.Database, "it stands in the folder of the file")
	require.Equal(t, "America/New_York", c.Today.String())
	require.Equal(t, []string{"acme.example", "acme.co"}, c.domains())
	require.Equal(t, 500, c.Seats.Total)
	require.Equal(t, map[reconcile.LimitKind]reconcile.Measure{
		reconcile.LimitCreate: {N: 30}, reconcile.LimitUpdate: {N: 10, Percent: true},
	}, c.Feeds["weekly"].limits())

	none, err := loadConfig(m.path("none.toml"), false)
	require.NoError(t, err, "nobody has to have one")
	require.Equal(t, config{}, none)
	_, err = loadConfig(m.path("none.toml"), true)
	require.ErrorContains(t, err, "no such file", "one that is asked for is there")

	mark := m.file(t, "mark.toml", "\ufeffdatabase = 'x.db'\n")
	c, err = loadConfig(mark, true)
	require.NoError(t, err, "editors on Windows write a mark")
	require.Equal(t, m.path("x.db"), c.Database)
}

// Today decides whose end date has come: at nine in the morning in London it
// is still the day before in Honolulu, and the next day on Kiritimati.
func TestTodayIsInTheZoneOfTheConfiguration(t *testing.T) {
	for zone, want := range map[string]string{"Pacific/Honolulu": "2026-11-21", "Pacific/Kiritimati": "2026-11-22", "local": "2026-11-22"} {
		m := newMachine(t)
		m.file(t, configName, "today = '"+zone+"'\n")
		a := &app{env: m.env, db: m.path("roster.db")}
		require.NoError(t, a.configure())
		require.Equal(t, want, a.env.now().Format(time.DateOnly), zone)
	}
}

func TestAFeedIsFlagsThatWereSaved(t *testing.T) {
	m := newMachine(t)
	m.file(t, configName, `[feeds.weekly]
mode = "edits"
key = "email"
create_inactive = true
groups = "add"
blank = "clear"
dates = "dmy"
encoding = "utf-8"
sheet = "Staff"
[feeds.weekly.columns]
"Emp No" = "employee_id"
"a=b" = ""
[feeds.single.blank]
title = "clear"
`)
	settle := func(args ...string) options {
		t.Helper()
		a := &app{env: m.env, db: m.path("roster.db")}
		require.NoError(t, a.configure())
		var f flags
		cmd := a.importCmd()
		fs := cmd.Flags()
		require.NoError(t, fs.Parse(args))
		for name, dst := range map[string]*string{"feed": &f.feed, "mode": &f.mode, "blank": &f.blank, "dates": &f.dates} {
			*dst = fs.Lookup(name).Value.String()
		}
		f.createInactive, _ = fs.GetBool("create-inactive")
		f.maps, _ = fs.GetStringArray("map")
		f.format = "text"
		o, err := a.options(fs, f)
		require.NoError(t, err)
		return o
	}
	o := settle("--feed", "weekly")
	require.Equal(t, roster.Options{
		Feed: "weekly", Blank: roster.BlankClear, BlankIn: map[string]roster.Blank{}, Dates: roster.DatesDMY, Encoding: "utf-8", Sheet: "Staff",
		Map: []roster.Mapping{{Header: "Emp No", Field: "employee_id"}, {Header: "a=b"}},
	}, o.read)
	require.Equal(t, reconcile.Options{
		Key: roster.KeyEmail, Mode: reconcile.Edits, CreateInactive: true, Groups: reconcile.GroupsAdd,
		Limits: map[reconcile.LimitKind]reconcile.Measure{},
	}, o.plan)

	o = settle("--feed", "weekly", "--mode", "sync", "--create-inactive=false", "--blank", "keep", "--dates", "mdy", "--map", "Emp No=custom.no")
	require.Equal(t, reconcile.Sync, o.plan.Mode, "what is typed goes before what was saved")
	require.False(t, o.plan.CreateInactive)
	require.Equal(t, roster.BlankKeep, o.read.Blank)
	require.Equal(t, roster.DatesMDY, o.read.Dates)
	require.Equal(t, []roster.Mapping{{Header: "a=b"}, {Header: "Emp No", Field: "custom.no"}}, o.read.Map, "the typed word on a column is the only one")
	o = settle("--feed", "weekly", "--map", "Number=employee_id")
	require.Equal(t, []roster.Mapping{{Header: "a=b"}, {Header: "Number", Field: "employee_id"}}, o.read.Map, "so is that on a field")

	require.Equal(t, map[string]roster.Blank{"title": roster.BlankClear}, settle("--feed", "single").read.BlankIn)
	require.Empty(t, settle("--feed", "single", "--blank", "keep").read.BlankIn, "--blank is the word for all columns")
}
