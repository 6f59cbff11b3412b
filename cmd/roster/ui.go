package main

// The constitution of the terminal.
//
//  1. Stdout carries what was asked for: a report, a list, an export, and
//     nothing else. It can be piped, parsed and redirected at any time.
//  2. Everything that is said about it goes to stderr, each line with the
//     prefix "roster: ": errors, hints, notes and questions. Only the progress
//     bar has no prefix, and it is gone before anything else is said.
//  3. A message begins with a small letter and has no full stop at its end.
//     It says what failed and then why; a hint after it says what to type.
//     Every error has a way out.
//  4. Values that come from files are quoted or made visible. Nothing in a
//     file can drive the terminal.
//  5. --quiet silences notes, their hints, and the progress bar. It never
//     silences an error, the hint of an error, or a question.
//  6. A question is asked only where it can be seen and answered: on a
//     terminal at both stdin and stderr, and not when stdin is the file.
//     Elsewhere --yes is the answer, and it is asked for before any work.
//  7. Progress shows on a terminal only, for work that takes over a second.
//  8. Colour repeats what words say. It is off unless stdout is a terminal,
//     and NO_COLOR (https://no-color.org) turns it off there.
//  9. A reader of stdout who leaves early ends the output, not the work, and
//     is nobody's error.
// 10. Who interrupts is told whether anything was applied.

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"
)

// ui is the terminal under its constitution.
type ui struct {
	stdio
	quiet bool
	color string // auto, always or never
	env   env
	lines *bufio.Reader

	// A roster that is opened beside a file may say that it has to wait. Only whoever
	// shows the bar sets it, and may look at it without the lock.
	mu  sync.Mutex
	bar *meter // shown at the moment, or nil
}

func newUI(s stdio, e env) *ui { return &ui{stdio: s, env: e, lines: bufio.NewReader(s.in)} }

// error says what failed, and what to do about it.
func (u *ui) error(message string, hints []string) {
	u.say("error: " + message)
	u.hint(hints...)
}

// note says what happened beside what was asked for.
func (u *ui) note(format string, args ...any) {
	if !u.quiet {
		u.say(fmt.Sprintf(format, args...))
	}
}

// advise adds to a note what could be typed next.
func (u *ui) advise(format string, args ...any) {
	if !u.quiet {
		u.hint(fmt.Sprintf(format, args...))
	}
}

func (u *ui) hint(hints ...string) {
	for _, h := range hints {
		if h != "" {
			u.say("hint: " + h)
		}
	}
}

// say writes one line to stderr. Nobody can be told that stderr is broken, so
// its errors are left alone.
func (u *ui) say(message string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.takeBar()
	fmt.Fprintf(u.err, "roster: %s\n", oneLine(message))
}

// clear takes the progress bar off the terminal.
func (u *ui) clear() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.takeBar()
}

// takeBar does it for whoever holds the lock.
func (u *ui) takeBar() {
	if u.bar != nil {
		u.bar.clear()
	}
}

// canAsk reports whether a question would be seen and could be answered.
func (u *ui) canAsk() bool { return u.inTerminal && u.errTerminal }

// ask puts a question and returns the answer without the white space around
// it. The end of the input is an answer too: an empty one.
func (u *ui) ask(ctx context.Context, question string) (string, error) {
	u.clear()
	fmt.Fprintf(u.err, "roster: %s ", oneLine(question))
	type reply struct {
		line string
		err  error
	}
	replies := make(chan reply, 1)
	// A read from a terminal cannot be cancelled. It is left behind when the
	// question is interrupted; the program ends then.
	go func() {
		line, err := u.lines.ReadString('\n')
		replies <- reply{line, err}
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(u.err)
		return "", ctx.Err()
	case r := <-replies:
		if r.err == io.EOF {
			fmt.Fprintln(u.err)
			return strings.TrimSpace(r.line), nil
		}
		return strings.TrimSpace(r.line), r.err
	}
}

// colored reports whether what goes to stdout may have colour.
func (u *ui) colored() bool {
	switch u.color {
	case "always":
		return true
	case "never":
		return false
	}
	return u.outTerminal && u.env.getenv("NO_COLOR") == "" && u.env.getenv("TERM") != "dumb"
}

// columns returns how wide text on stdout may be.
func (u *ui) columns() int {
	if u.outTerminal && u.width > 0 {
		return u.width
	}
	return 80
}

// oneLine makes a message fit for a line of its own: ends of lines become
// spaces, and other characters that a terminal would obey become visible.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
