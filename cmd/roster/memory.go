package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"roster.example/roster"
)

// How often Go looks for garbage decides how much memory a job takes, and a
// quarter of the time of a small one. What is right depends on what is in memory:
// little at first, and then the rows.

// collectLate lets the heap grow to 16 MB before garbage is looked for. Go looks
// from 4 MB on, so that what a small job makes, and is about to leave behind, is
// gone through three times on the way: a quarter of the processor's time of 500
// hires. After the first time all is as Go has it, unless saveMemory has settled it
// by then, whose word is put back; GOGC settles it, too.
func collectLate() {
	const late = 400
	if os.Getenv("GOGC") != "" {
		return
	}
	usual := debug.SetGCPercent(late)
	// What has a finalizer is found to be garbage the first time that Go looks.
	// Smaller things share their memory with others, and may never be.
	runtime.SetFinalizer(new([16]byte), func(*[16]byte) {
		if settled := debug.SetGCPercent(usual); settled != late {
			debug.SetGCPercent(settled)
		}
	})
}

// survey opens a file. As long as few rows of a large one are in memory, or none
// are kept, the garbage collector would come all the time. A block that counts as
// used lets it wait, and takes no memory as nobody writes to it.
func survey(in *input, o roster.Options) (*roster.Upload, error) {
	const block, largeFile, bytesOfRow = 64 << 20, 32 << 20, 120
	if in.size >= largeFile {
		saveMemory(int(in.size / bytesOfRow))
		defer runtime.KeepAlive(make([]byte, block))
	}
	return roster.Open(in, in.size, o)
}

// manyRows is from where the rows of a file are most of what is in memory.
const manyRows = 100_000

// saveMemory lets a large file take not much more memory than its rows do. By
// default Go lets the heap grow to twice of what is in use; rows are a few
// large blocks without pointers, which cost nothing to look through more often.
// The more there are, the less often that is, and half of the allowance will do.
func saveMemory(rows int) {
	switch {
	case rows >= 5*manyRows:
		debug.SetGCPercent(5)
	case rows >= manyRows:
		debug.SetGCPercent(10)
	}
}
