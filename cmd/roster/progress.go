package main

import (
	"fmt"
	"iter"
	"time"

	"github.com/schollz/progressbar/v3"

	"roster.example/reconcile"
)

const (
	// patience is how long work may take before a progress bar appears. A bar
	// that flashes by only worries people.
	patience = time.Second
	// redraw is how long a bar stays as it is.
	redraw = 100 * time.Millisecond
)

// meter shows how far some work is. All of its methods may be called on a
// meter that shows nothing.
type meter struct {
	ui    *ui
	began time.Time // the work; patience is for all of its parts together

	label string    // of the part in hand
	total int64     // 0 when nobody knows
	since time.Time // when the part began
	drawn time.Time
	left  time.Duration            // as shown; 0 as long as it is unknown
	bar   *progressbar.ProgressBar // nil until it is drawn
}

// progress begins to measure work of a known size. The caller ends it with
// done.
func (u *ui) progress(label string, total int64) *meter {
	m := &meter{ui: u, began: u.env.now()}
	m.part(label, total)
	if u.errTerminal && !u.quiet {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.bar = m
	}
	return m
}

// part goes on to another part of the same work, unless it is at that already.
func (m *meter) part(label string, total int64) {
	if label == m.label {
		return
	}
	m.ui.mu.Lock()
	defer m.ui.mu.Unlock()
	m.clear()
	*m = meter{ui: m.ui, began: m.began, label: label, total: total, since: m.ui.env.now()}
}

// set says how much of the part is done.
func (m *meter) set(n int64) {
	if m.ui.bar != m {
		return
	}
	now := m.ui.env.now()
	if now.Sub(m.began) < patience || now.Sub(m.drawn) < redraw {
		return
	}
	m.drawn = now
	m.ui.mu.Lock()
	defer m.ui.mu.Unlock()
	if m.bar == nil {
		size := m.total
		if size <= 0 {
			size = -1 // The bar has no length then.
		}
		m.bar = progressbar.NewOptions64(size,
			progressbar.OptionSetWriter(m.ui.err),
			progressbar.OptionSetWidth(24),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false),
			progressbar.OptionSetSpinnerChangeInterval(0),
			progressbar.OptionClearOnFinish(),
		)
	}
	m.bar.Describe(m.label + m.timeLeft(now.Sub(m.since), n))
	_ = m.bar.Set64(n) // A bar that cannot be drawn is no reason to stop.
}

// timeLeft tells how long the part will still take at the rate it has had so
// far, "" as long as that is a guess. A rate that wavers does not make the time
// run backwards: it rises only when it has been wrong by half.
func (m *meter) timeLeft(spent time.Duration, n int64) string {
	if spent < 2*patience || n >= m.total || n < m.total/50 || n <= 0 {
		return ""
	}
	left := time.Duration(float64(spent) / float64(n) * float64(m.total-n))
	if m.left == 0 || left < m.left || left > m.left*3/2 {
		m.left = left
	}
	switch seconds := int(m.left.Seconds()); {
	case seconds < 5:
		return ", a few seconds left"
	case seconds < 90:
		return fmt.Sprintf(", about %d s left", (seconds+4)/5*5)
	default:
		return fmt.Sprintf(", about %d min left", (seconds+59)/60)
	}
}

// counted returns the changes, counted on the meter as they are read.
func (m *meter) counted(changes iter.Seq2[*reconcile.Change, error]) iter.Seq2[*reconcile.Change, error] {
	return func(yield func(*reconcile.Change, error) bool) {
		var n int64
		for c, err := range changes {
			if !yield(c, err) {
				return
			}
			if n++; n%64 == 0 { // To look at the clock takes longer than to count.
				m.set(n)
			}
		}
	}
}

// done ends the work and takes the bar away.
func (m *meter) done() {
	m.ui.mu.Lock()
	defer m.ui.mu.Unlock()
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
