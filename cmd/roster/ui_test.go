package main

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAReaderWhoLeavesStopsNothing(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	m.stdio.out = writing(func([]byte) (int, error) { return 0, syscall.EPIPE })
	require.Equal(t, exitDone, m.run("import", "--yes", m.file(t, "in.csv", newTitle), "--report", m.path("report.json")))
	require.NotContains(t, m.err.String(), "error")
	require.Contains(t, m.export(t), "Architect", "what was confirmed is applied")
	require.FileExists(t, m.path("report.json"))

	require.Equal(t, exitDone, m.run("export"))
	require.Empty(t, m.err.String())
}

func TestAReportThatCannotBeWrittenIsNoExcuse(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	m.stdio.out = writing(func([]byte) (int, error) { return 0, syscall.ENOSPC })
	require.Equal(t, exitFailed, m.run("import", "--yes", m.file(t, "in.csv", newTitle)))
	require.Contains(t, m.err.String(), "roster: error: run 2 is applied, but its report could not be written: ")
	require.Contains(t, m.err.String(), "roster: hint: see it with: roster show 2\n")
}

func TestColourIsForTerminals(t *testing.T) {
	for _, test := range []struct {
		name, why string
		terminal  bool
		vars      map[string]string
		args      []string
		colour    bool
	}{
		{name: "terminal", why: "the default there", terminal: true, colour: true},
		{name: "no terminal", why: "a file must not hold escapes"},
		{name: "NO_COLOR", why: "no-color.org", terminal: true, vars: map[string]string{"NO_COLOR": "1"}},
		{name: "dumb terminal", why: "it would show the escapes", terminal: true, vars: map[string]string{"TERM": "dumb"}},
		{name: "always", why: "for less -R", args: []string{"--color", "always"}, colour: true},
		{name: "always beats NO_COLOR", why: "the flag is the nearer word", vars: map[string]string{"NO_COLOR": "1"}, args: []string{"--color=always"}, colour: true},
		{name: "never", why: "asked for", terminal: true, args: []string{"--color", "never"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t)
			m.seed(t)
			if test.terminal {
				m.sitDown("")
			}
			for k, v := range test.vars {
				m.vars[k] = v
			}
			require.Equal(t, exitDone, m.run(append(test.args, "plan", m.file(t, "in.csv", newTitle))...), m.err.String())
			require.Equal(t, test.colour, strings.Contains(m.out.String(), "\x1b["), test.why)
			require.NotContains(t, m.err.String(), "\x1b[")
		})
	}
}

func TestProgressIsForPatientPeople(t *testing.T) {
	for _, test := range []struct {
		name, why string
		terminal  bool
		slow      bool
		args      []string
		shown     bool
	}{
		{name: "slow", why: "work of over a second on a terminal", terminal: true, slow: true, shown: true},
		{name: "fast", why: "a bar that flashes by worries people", terminal: true},
		{name: "no terminal", why: "a log must not hold a bar", slow: true},
		{name: "quiet", why: "asked for", terminal: true, slow: true, args: []string{"--quiet"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t)
			m.seed(t)
			if test.terminal {
				m.sitDown("")
			}
			if test.slow {
				m.now = ticking()
			}
			many := "employee_id,title\nE1,Architect\n" + strings.Repeat("E1,Architect\n", 3000)
			require.Equal(t, exitDone, m.run(append(test.args, "plan", m.file(t, "in.csv", many))...), m.err.String())
			require.Equal(t, test.shown, strings.Contains(m.err.String(), "reading"), test.why)
			require.NotContains(t, m.out.String(), "reading")
			if test.shown {
				require.Regexp(t, `\r( |\x1b\[2K)*\r?$`, m.err.String(), "the bar is gone at the end")
			}
		})
	}
}

func TestNothingDrivesTheTerminal(t *testing.T) {
	m := newMachine(t)
	require.Equal(t, exitFailed, m.run("plan", "no\x1b[2Jsuch\nfile\u202e.csv", "--db", m.path("x\x1b[2J")))
	require.Equal(t, exitFailed, m.run("frob\x1b[31m"))
	require.NotContains(t, m.err.String(), "\x1b")
	require.Equal(t, 2, strings.Count(m.err.String(), "\n"), "a message is one line")
}

func TestMessagesKeepToTheirForm(t *testing.T) {
	m := newMachine(t)
	for _, args := range [][]string{
		{"frobnicate"}, {"import"}, {"import", "--yes", "nothere.csv"}, {"plan", "--mode", "x", "y"}, {"apply", "--yes", "nothere"},
		{"show", "1"}, {"show", "nothere"}, {"runs", "--format", "xml"}, {"export"}, {"explain", "x"}, {"db", "inof"}, {"fields", "--format", "x"},
		{"check", "nothere"}, {"check", "."}, {"import", "x"}, {"plan", "--report", "x", "y"}, {"plan", "--nope"}, {"export", "--fields", "x"},
	} {
		require.Equal(t, exitFailed, m.run(args...), args)
		require.Empty(t, m.out.String(), args)
		lines := strings.Split(strings.TrimSpace(m.err.String()), "\n")
		require.Len(t, lines, 2, "%v: %s", args, m.err.String())
		require.Regexp(t, `^roster: error: [^A-Z].*[^.]$`, lines[0])
		require.Regexp(t, `^roster: hint: [^A-Z].*[^.]$`, lines[1])
	}
}

func TestOneLine(t *testing.T) {
	for _, test := range []struct{ name, why, in, want string }{
		{name: "plain", why: "text stays", in: "a Öz 日本", want: "a Öz 日本"},
		{name: "lines", why: "a message is one line", in: "a\r\nb\tc", want: "a  b c"},
		{name: "escape", why: "terminals obey it", in: "\x1b[2J\u009b", want: "\uFFFD[2J\uFFFD"},
		{name: "direction", why: "it would turn the rest of the line", in: "a\u202eb", want: "a\uFFFDb"},
		{name: "bytes", why: "a file name may be no text", in: "a\xff", want: "a\uFFFD"},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, oneLine(test.in), test.why) })
	}
}

func TestTimesAreKeptInWholeSecondsOfUTC(t *testing.T) {
	m := newMachine(t)
	m.now = func() time.Time {
		return time.Date(2026, 11, 22, 10, 0, 0, 123456789, time.FixedZone("", 60*60))
	}
	m.seed(t)
	require.Equal(t, exitDone, m.run("runs", "--format", "json"))
	require.Contains(t, m.out.String(), `"applied_at": "2026-11-22T09:00:00Z"`)
	require.Equal(t, exitDone, m.run("show", "1", "--format", "json"))
	require.Contains(t, m.out.String(), `"created_at":"2026-11-22T09:00:00Z"`)
	require.Contains(t, m.out.String(), `"applied_at":"2026-11-22T09:00:00Z"`)
}

func TestDaysBeginWhereTheUserIs(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	m.now = func() time.Time {
		return time.Date(2026, 11, 23, 1, 0, 0, 0, time.FixedZone("", -8*60*60)).In(time.FixedZone("", 10*60*60))
	}
	require.Equal(t, exitDone, m.run("plan", m.file(t, "in.csv", "employee_id,end_date\nE1,2026-11-23\n"), "--format", "json"))
	require.Contains(t, m.out.String(), `"deactivate"`, "it is the 23rd here")
	require.Contains(t, m.out.String(), `"created_at":"2026-11-23T09:00:00Z"`)
}
