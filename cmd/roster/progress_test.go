package main

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// watchedMeter is a meter on a terminal whose clock stands still until it is
// moved on.
type watchedMeter struct {
	*meter
	at  time.Time
	err bytes.Buffer
}

func newWatchedMeter(label string, total int64) *watchedMeter {
	w := &watchedMeter{at: theDay()}
	u := newUI(stdio{in: strings.NewReader(""), err: &w.err, errTerminal: true}, env{now: func() time.Time { return w.at }})
	w.meter = u.progress(label, total)
	return w
}

// after returns what is drawn when so much more time has passed and so much is
// done.
func (w *watchedMeter) after(d time.Duration, n int64) string {
	w.at = w.at.Add(d)
	w.err.Reset()
	w.set(n)
	return w.err.String()
}

func TestTheTimeLeftIsHonest(t *testing.T) {
	const total = 100_000
	m := newWatchedMeter("applying", total)
	for _, step := range []struct {
		name, why string
		after     time.Duration
		n         int64
		want      string // of the time left; "-": nothing is drawn
	}{
		{"at once", "a bar that flashes by worries people", 900 * time.Millisecond, 500, "-"},
		{"a second", "the rate of one second is a guess", 300 * time.Millisecond, 1_000, ""},
		{"a moment later", "nobody reads a bar ten times a second", 50 * time.Millisecond, 1_100, "-"},
		{"two seconds, hardly begun", "what begins slowly is not slow", time.Second, 1_500, ""},
		{"four seconds", "a tenth took four seconds, nine take 36", 1750 * time.Millisecond, 10_000, "about 40 s left"},
		{"faster", "what is better than said is said", time.Second, 20_000, "about 20 s left"},
		{"a little slower", "the time left does not waver", 2 * time.Second, 24_000, "about 20 s left"},
		{"stuck", "what was wrong by half is owned up to", 60 * time.Second, 25_000, "about 4 min left"},
		{"nearly there", "seconds of somebody who waits are not counted", 10 * time.Second, 97_000, "a few seconds left"},
		{"all read", "what is done takes no time; the commit nobody can tell", 5 * time.Second, total - 1, "a few seconds left"},
	} {
		got := m.after(step.after, step.n)
		switch step.want {
		case "-":
			require.Empty(t, got, "%s: %s", step.name, step.why)
		case "":
			require.Contains(t, got, "applying", "%s: %s", step.name, step.why)
			require.NotContains(t, got, "left", "%s: %s", step.name, step.why)
		default:
			require.Contains(t, got, "applying, "+step.want, "%s: %s", step.name, step.why)
		}
	}
}

// A roster that is opened beside a file may have to wait while the file is read.
// The race detector sees who does not look out for the other.
func TestANoteBesideABar(t *testing.T) {
	m := newWatchedMeter("opening", 1000)
	m.at = m.at.Add(time.Hour)
	ui := m.ui
	var beside sync.WaitGroup
	beside.Go(func() {
		for range 20 {
			ui.note("another program is writing")
		}
	})
	for n := range int64(20) {
		m.drawn = time.Time{}
		m.part(fmt.Sprint("part ", n/5), 1000)
		m.set(n)
	}
	m.done()
	beside.Wait()
	require.Equal(t, 20, strings.Count(m.err.String(), "roster: another program is writing\n"))
	require.Nil(t, ui.bar)
}

func TestEveryLongPartOfAnImportIsShown(t *testing.T) {
	m := newMachine(t)
	m.sitDown("")
	m.now = ticking()
	m.stdio.outTerminal = false
	many := "employee_id,email,first_name,last_name\n"
	for i := range 3000 {
		many += fmt.Sprintf("E%d,p%d@acme.example,P,P\n", i, i)
	}
	require.Equal(t, exitDone, m.run("import", "--init", "--yes", "--key", "employee_id", m.file(t, "in.csv", many)), m.err.String())
	rest := m.err.String()
	for _, part := range []string{"reading", "matching", "comparing", "checking", "applying", "writing the report"} {
		at := strings.Index(rest, part)
		require.GreaterOrEqual(t, at, 0, "%s, after the parts before it", part)
		rest = rest[at:]
	}
}

func TestEachPartHasARateOfItsOwn(t *testing.T) {
	m := newWatchedMeter("reading", 1_000)
	m.after(3*time.Second, 500)
	m.part("matching", 0)
	require.Contains(t, m.after(200*time.Millisecond, 0), "matching", "the work has taken over a second, and this part of it shows at once")
	require.NotContains(t, m.err.String(), "left", "nobody knows how much there is to do")
	require.NotContains(t, m.err.String(), "%")
	m.part("comparing", 1_000)
	require.NotContains(t, m.after(time.Second, 900), "left", "the time that other parts took says nothing of this one")
	require.Contains(t, m.after(time.Second, 950), "comparing, a few seconds left")
	m.err.Reset()
	m.done()
	require.Regexp(t, `^\r( |\x1b\[2K)*\r?$`, m.err.String(), "the bar is gone at the end")
	require.Empty(t, m.after(time.Minute, 960), "and does not come back")
}
