package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// patience is how long work may take before a progress bar appears. A bar
// that flashes by only worries people.
const patience = time.Second

// meter shows how far some work is. All of its methods may be called on a
// meter that shows nothing.
type meter struct {
	ui    *ui
	label string
	total int64
	since time.Time
	bar   *progressbar.ProgressBar // nil until patience has run out
}

// progress begins to measure work of a known size. The caller ends it with
// done.
func (u *ui) progress(label string, total int64) *meter {
	m := &meter{ui: u, label: label, total: total, since: u.env.now()}
	if u.errTerminal && !u.quiet {
		u.bar = m
	}
	return m
}

// set says how much of the work is done.
func (m *meter) set(n int64) {
	if m.ui.bar != m {
		return
	}
	if m.bar == nil {
		if m.ui.env.now().Sub(m.since) < patience {
			return
		}
		m.bar = progressbar.NewOptions64(m.total,
			progressbar.OptionSetWriter(m.ui.err),
			progressbar.OptionSetDescription(m.label),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetWidth(24),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
		)
	}
	_ = m.bar.Set64(n) // A bar that cannot be drawn is no reason to stop.
}

// done ends the work and takes the bar away.
func (m *meter) done() {
	m.clear()
	if m.ui.bar == m {
		m.ui.bar = nil
	}
}

func (m *meter) clear() {
	if m.bar != nil {
		_ = m.bar.Clear() // As above.
	}
}
