//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreFileLimit makes a limit on the size of files (ulimit -f) an error of
// the write, which is taken back. The signal would end the program with a dump
// of its stack.
func ignoreFileLimit() { signal.Ignore(syscall.SIGXFSZ) }
