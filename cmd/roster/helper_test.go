package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// machine is a machine for one test: its streams, its clock, its terminal.
type machine struct {
	stdio
	env
	dir      string
	out, err *bytes.Buffer
	vars     map[string]string
	plans    int
}

// newMachine returns a machine without a terminal, with an empty folder.
func newMachine(t *testing.T) *machine {
	m := &machine{dir: t.TempDir(), out: &bytes.Buffer{}, err: &bytes.Buffer{}, vars: map[string]string{}}
	m.vars["ROSTER_DB"] = m.path("roster.db")
	m.stdio = stdio{in: strings.NewReader(""), out: m.out, err: m.err}
	m.env = env{
		getenv: func(name string) string { return m.vars[name] },
		now:    theDay,
		user:   "hr",
		newID: func() string {
			m.plans++
			return fmt.Sprintf("plan-%d", m.plans)
		},
		version: "v1.2.3",
	}
	return m
}

// sitDown puts a person in front of the machine, who types answers.
func (m *machine) sitDown(answers string) {
	m.in = strings.NewReader(answers)
	m.inTerminal, m.outTerminal, m.errTerminal, m.width = true, true, true, 80
}

func (m *machine) path(name string) string { return filepath.Join(m.dir, name) }

// file writes a file and returns its path.
func (m *machine) file(t *testing.T, name, text string) string {
	t.Helper()
	require.NoError(t, os.WriteFile(m.path(name), []byte(text), 0o600))
	return m.path(name)
}

// run runs the program with empty streams and returns its exit code.
func (m *machine) run(args ...string) int { return m.runContext(context.Background(), args...) }

func (m *machine) runContext(ctx context.Context, args ...string) int {
	m.out.Reset()
	m.err.Reset()
	return run(ctx, args, m.stdio, m.env)
}

// seed makes a roster of three people.
func (m *machine) seed(t *testing.T) {
	t.Helper()
	file := m.file(t, "seed.csv", threePeople)
	require.Equal(t, exitDone, m.run("import", "--init", "--yes", file), m.err.String())
}

// export returns the roster as it is now.
func (m *machine) export(t *testing.T) string {
	t.Helper()
	quiet := newMachine(t)
	quiet.vars = m.vars
	require.Equal(t, exitDone, quiet.run("export", "--fields", "employee_id,title,status"), quiet.err.String())
	return quiet.out.String()
}

const (
	threePeople = `employee_id,email,first_name,last_name,title
E1,ann@acme.example,Ann,Lee,Engineer
E2,bob@acme.example,Bob,Ray,Manager
E3,cem@acme.example,Cem,Öz,Clerk
`
	newTitle   = "employee_id,title\nE1,Architect\n"
	twoLeavers = "employee_id,status\nE1,inactive\nE2,inactive\n"
)

// theDay is the day on which the tests take place.
func theDay() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }

// ticking is a clock that goes on by a second whenever somebody looks.
func ticking() func() time.Time {
	at := theDay()
	return func() time.Time {
		at = at.Add(time.Second)
		return at
	}
}
