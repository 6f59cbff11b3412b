package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestImportAsksOnATerminal(t *testing.T) {
	for _, test := range []struct {
		name, why    string
		file, answer string
		question     string
		applied      bool
	}{
		{
			name: "y", why: "the usual answer", file: newTitle, answer: "y\n",
			question: "roster: apply this? 1 update [y/N] ", applied: true,
		},
		{name: "yes in capitals", why: "people type it so", file: newTitle, answer: " YES \n", question: "[y/N]", applied: true},
		{name: "no", why: "n means no", file: newTitle, answer: "n\n", question: "[y/N]"},
		{name: "enter", why: "the default is no", file: newTitle, answer: "\n", question: "[y/N]"},
		{name: "end of input", why: "nobody answered", file: newTitle, answer: "", question: "[y/N]"},
		{name: "a last line without its end", why: "Ctrl-D after y is an answer", file: newTitle, answer: "y", question: "[y/N]", applied: true},
		{
			name: "the number", why: "taking access away asks for the number of people", file: twoLeavers, answer: "2\n",
			question: "roster: apply this? 2 deactivate; to deactivate 2 people, type 2: ", applied: true,
		},
		{name: "y for leavers", why: "a habit of answering y is not enough", file: twoLeavers, answer: "y\n", question: "type 2:"},
		{name: "another number", why: "it has to be read", file: twoLeavers, answer: "3\n", question: "type 2:"},
		{
			name: "nothing to change", why: "there is nothing to ask; the file was seen", file: "employee_id,title\nE1,Engineer\n",
			answer: "", question: "", applied: true,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t)
			m.seed(t)
			before := m.export(t)
			m.sitDown(test.answer)
			code := m.run("import", m.file(t, "in.csv", test.file))
			if test.question == "" {
				require.NotContains(t, m.err.String(), "?")
			}
			require.Contains(t, m.err.String(), test.question)
			if !test.applied {
				require.Equal(t, exitFailed, code)
				require.Contains(t, m.err.String(), "roster: error: not confirmed; nothing was applied\n")
				require.Equal(t, before, m.export(t), test.why)
				return
			}
			require.Equal(t, exitDone, code, m.err.String())
			require.Contains(t, m.err.String(), "roster: applied as run 2")
		})
	}
}

func TestTheReportIsReadOnceBeforeTheQuestion(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	file := m.file(t, "in.csv", newTitle)

	m.sitDown("y\n")
	require.Equal(t, exitDone, m.run("import", file))
	require.Equal(t, 1, strings.Count(m.out.String(), "Engineer → Architect"), "on a terminal, once and before the question")
	require.NotContains(t, m.err.String(), "Architect")

	m.sitDown("y\n")
	m.outTerminal = false
	back := m.file(t, "back.csv", "employee_id,title\nE1,Engineer\n")
	require.Equal(t, exitDone, m.run("import", back, "--format", "json"))
	require.Contains(t, m.err.String(), "Architect → Engineer", "what is confirmed must have been seen")
	require.True(t, strings.HasPrefix(m.out.String(), `{"schema"`), "stdout is what was asked for")
	require.Contains(t, m.out.String(), `"applied_at"`)
}

func TestApplyAsksOnATerminal(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	plan := m.path("weekly.plan")
	require.Equal(t, exitDone, m.run("plan", m.file(t, "in.csv", twoLeavers), "-o", plan))
	m.sitDown("1\n")
	require.Equal(t, exitFailed, m.run("apply", plan))
	require.Contains(t, m.err.String(), "not confirmed; nothing was applied")
	m.sitDown("2\n")
	require.Equal(t, exitDone, m.run("apply", plan))
	require.Contains(t, m.err.String(), "applied as run 2: 2 deactivate")
}

func TestAnImportIsStaleWhenSomebodyIsQuicker(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	other := newMachine(t)
	other.vars, other.plans = m.vars, 10 // plans of two people have different names
	file, quicker := m.file(t, "in.csv", newTitle), m.file(t, "quicker.csv", "employee_id,title\nE1,Boss\n")
	m.sitDown("")
	m.in = reading(func(p []byte) (int, error) {
		if code := other.run("import", "--yes", quicker); code != exitDone {
			return 0, fmt.Errorf("exit code %d: %s", code, other.err)
		}
		return copy(p, "y\n"), nil
	})
	require.Equal(t, exitStale, m.run("import", file))
	require.Contains(t, m.err.String(), `roster: error: the plan for "in.csv" is stale: run 2 changed ann@acme.example (title) after it was made`+"\n"+
		"roster: hint: look at it again with: roster import "+file+"\n")
}

func TestStdinCannotBeFileAndAnswer(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	m.sitDown("employee_id,title\nE1,Architect\n")
	require.Equal(t, exitFailed, m.run("import", "-"))
	require.Contains(t, m.err.String(), "needs --yes")
}

func TestAHeldImportIsNotAskedAbout(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	m.sitDown("2\n")
	require.Equal(t, exitHeld, m.run("import", m.file(t, "in.csv", "employee_id,first_name\nE1,#CLEAR\n"), "--strict"))
	require.NotContains(t, m.err.String(), "apply this?")
	require.Contains(t, m.err.String(), "--allow rejected=1")
}
