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

// openSparingly opens a file and lets it take not much more memory than its rows
// do. Those are kept while they are read, as a rule; so Go is told before of as
// many as a file of this size has, and again when they are counted, for a packed
// file has more.
//
// As long as few rows are in memory, Go would look for garbage all the time. A
// block that counts as used lets it wait, and takes no memory as nobody writes to
// it.
func openSparingly(in *input, o roster.Options) (*roster.Upload, error) {
	const block, largeFile = 64 << 20, 32 << 20
	if in.size >= largeFile {
		saveMemory(in.size)
		defer runtime.KeepAlive(make([]byte, block))
	}
	up, err := roster.Open(in, in.size, o)
	if err == nil {
		saveMemory(int64(up.Len()) * bytesOfRow)
	}
	return up, err
}

// bytesOfRow is about what a row of a dozen columns takes in a file.
const bytesOfRow = 120

// manyBytes is from where the rows of a file are most of what is in memory.
const manyBytes = 12 << 20

// saveMemory says how much of a file there is. By default Go lets the heap grow to
// twice of what is in use; rows are a few large blocks without pointers, which cost
// nothing to look through more often. The more there are, the less often that is,
// and half of the allowance will do.
func saveMemory(bytes int64) {
	switch {
	case bytes >= 5*manyBytes:
		debug.SetGCPercent(5)
	case bytes >= manyBytes:
		debug.SetGCPercent(10)
	}
}
