// Command roster keeps the users of an application in step with the files
// that HR sends. It shows what a file would do, person by person and field by
// field, before it does it, and keeps a record of what it did.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"os/user"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

func main() { os.Exit(start(time.Now)) }

// start runs the program on the real machine, with this clock.
func start(now func() time.Time) int {
	collectLate()
	// A reader of stdout who leaves (roster export | head) must be an error of
	// one Write, not the end of the process: an import that was confirmed is
	// applied whether or not anybody reads on. See "SIGPIPE" in package
	// os/signal.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks; a second one, which then has its default effect
	// again, kills.
	context.AfterFunc(ctx, stop)
	defer stop()

	return run(ctx, os.Args[1:], stdio{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		inTerminal: terminal(os.Stdin), outTerminal: terminal(os.Stdout), errTerminal: terminal(os.Stderr),
		width: widthOf(os.Stdout),
	}, env{
		getenv:  os.Getenv,
		now:     now,
		user:    userName(),
		newID:   rand.Text,
		version: buildVersion(),
	})
}

// stdio is the streams of the program and what they are connected to.
type stdio struct {
	in       io.Reader
	out, err io.Writer

	inTerminal, outTerminal, errTerminal bool
	width                                int // columns of the terminal on out; 0 when unknown
}

// env is everything else the program takes from the machine.
type env struct {
	getenv  func(string) string
	now     func() time.Time // in the zone in which a day begins for the user
	user    string           // who runs the program
	newID   func() string    // names a plan; never the same twice
	version string
}

func terminal(f *os.File) bool {
	return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd())
}

func widthOf(f *os.File) int {
	w, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return w
}

// userName returns the name of the user of the operating system. Containers
// often have none for their number; the environment may know one then.
func userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return cmp.Or(os.Getenv("USER"), os.Getenv("USERNAME"), "unknown")
}

func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
