package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChangesByHandAskOnATerminal(t *testing.T) {
	for _, test := range []struct {
		name, why string
		args      []string
		answer    string
		question  string
		applied   bool
	}{
		{
			name: "one leaver by name", why: "whoever has named them has read the name", args: []string{"user", "deactivate", "bob"}, answer: "y\n",
			question: "roster: apply this? 1 deactivate [y/N] ", applied: true,
		},
		{
			name: "two leavers", why: "a habit of answering y is not enough", args: []string{"user", "deactivate", "E1", "E2"}, answer: "y\n",
			question: "roster: apply this? 2 deactivate; to deactivate 2 people, type 2: ",
		},
		{
			name: "one to delete", why: "one is asked about like any change", args: []string{"user", "delete", "E3"}, answer: "yes\n",
			question: "roster: apply this? 1 delete [y/N] ", applied: true,
		},
		{
			name: "two to delete", why: "the number that is typed is the allowance", args: []string{"user", "delete", "E1", "E3"}, answer: "2\n",
			question: "roster: apply this? 2 delete; to delete 2 people, type 2: ", applied: true,
		},
		{name: "two to delete, and y", why: "it has to be read", args: []string{"user", "delete", "E1", "E3"}, answer: "y\n", question: "type 2:"},
		{
			name: "an undo that removes people", why: "nobody has named them", args: []string{"undo", "1", "--allow", "delete=3"}, answer: "3\n",
			question: "roster: apply this? 3 delete; to delete 3 people, type 3: ", applied: true,
		},
		{name: "no", why: "n means no", args: []string{"user", "set", "E1", "title=Boss"}, answer: "n\n", question: "apply this? 1 update [y/N]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newMachine(t)
			m.seed(t)
			before := m.export(t)
			m.sitDown(test.answer)
			code := m.run(test.args...)
			require.Contains(t, m.err.String(), test.question, test.why)
			if !test.applied {
				require.Equal(t, exitFailed, code)
				require.Contains(t, m.err.String(), "not confirmed; nothing was applied")
				require.Equal(t, before, m.export(t), test.why)
				return
			}
			require.Equal(t, exitDone, code, m.err.String())
			require.Contains(t, m.err.String(), "applied as run 2")
			require.NotEqual(t, before, m.export(t), test.why)
		})
	}
}

func TestDeletingSeveralOnATerminalWithoutAQuestionNeedsTheirNumber(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	m.sitDown("2\n")
	require.Equal(t, exitHeld, m.run("user", "delete", "E1", "E3", "--yes"), "--yes is a habit, too")
	require.Contains(t, m.err.String(), "--allow delete=2")
}

func TestAHandIsStaleWhenSomebodyIsQuicker(t *testing.T) {
	m := newMachine(t)
	m.seed(t)
	other := newMachine(t)
	other.vars, other.plans = m.vars, 10 // plans of two people have different names
	m.sitDown("")
	m.in = reading(func(p []byte) (int, error) {
		require.Equal(t, exitDone, other.run("user", "set", "E1", "title=Boss", "--yes"), other.err.String())
		return copy(p, "y\n"), nil
	})
	require.Equal(t, exitStale, m.run("user", "set", "E1", "title=Clerk"))
	require.Contains(t, m.err.String(), "what was shown is stale: run 2 changed ann@acme.example (title) after it was made")
}
