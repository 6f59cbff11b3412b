package main

import (
	"errors"
	"io"
	"sync/atomic"
	"time"

	"roster.example/reconcile"
	"roster.example/templates"
)

// layout is how a report looks in one place.
type layout struct {
	format  templates.Format
	options templates.Options
}

// early is the report of a run that is still being finished: the indexes of a first
// load are made at its end, and the disk takes its time. It is rendered to temporary
// files, one for each layout, and nobody sees them unless the run comes to be.
type early struct {
	run     reconcile.RunRef
	files   map[layout]*temporary
	written atomic.Int64 // changes, in the layout that is rendered
	stopped atomic.Bool
	done    chan struct{} // closed when nothing more is rendered
}

var errUnwanted = errors.New("nobody wants the report any more")

// renderEarly begins to render a report. What cannot be rendered now is rendered
// when it is asked for, and that tells why it cannot.
func renderEarly(rep *reconcile.Report, layouts []layout) *early {
	e := &early{run: *rep.Run, files: map[layout]*temporary{}, done: make(chan struct{})}
	counted := *rep
	counted.Changes = func(yield func(*reconcile.Change, error) bool) {
		e.written.Store(0)
		for c, err := range rep.Changes {
			if e.stopped.Load() {
				yield(nil, errUnwanted)
				return
			}
			e.written.Add(1)
			if !yield(c, err) {
				return
			}
		}
	}
	go func() {
		defer close(e.done)
		for _, l := range layouts {
			if e.files[l] == nil && !e.render(&counted, l) {
				return
			}
		}
	}()
	return e
}

func (e *early) render(rep *reconcile.Report, l layout) bool {
	f, err := newTemporary()
	if err != nil {
		return false
	}
	if err := templates.Render(f, l.format, rep, l.options); err != nil {
		f.Close()
		return false
	}
	e.files[l] = f
	return true
}

// copy copies the report of a run to w, and says whether it is here. Progress is
// told how many changes it has as long as it is waited for. There may be none.
func (e *early) copy(w io.Writer, l layout, run *reconcile.RunRef, progress func(int64)) (here bool, err error) {
	if e == nil || run == nil || *run != e.run {
		return false, nil
	}
	for waiting := true; waiting; {
		select {
		case <-e.done:
			waiting = false
		case <-time.After(redraw):
			progress(e.written.Load())
		}
	}
	f := e.files[l]
	if f == nil {
		return false, nil
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false, nil
	}
	_, err = io.Copy(w, f)
	return true, err
}

// close ends the rendering and gives its files back. There may be none.
func (e *early) close() {
	if e == nil {
		return
	}
	e.stopped.Store(true)
	<-e.done
	for _, f := range e.files {
		f.Close() // It has nothing to lose.
	}
}
