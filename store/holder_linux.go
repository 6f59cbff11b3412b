package store

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// holder names the program that holds the write lock, "" when the system does
// not tell. It asks the kernel's list of locks, and not the file: opening and
// closing that would drop the locks which we hold on it ourselves
// (https://www.sqlite.org/howtocorrupt.html, section 2.2).
func holder(path string) string {
	info, err := os.Stat(path + "-shm")
	if err != nil {
		return ""
	}
	file, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		return ""
	}
	return holderIn(string(locks), file.Ino, func(pid string) string {
		words, _ := os.ReadFile("/proc/" + pid + "/cmdline")
		return strings.TrimSpace(strings.ReplaceAll(string(words), "\x00", " "))
	})
}

// writeLock is the byte of the shared memory that stands for the write lock
// (https://www.sqlite.org/walformat.html, section 2.3.1).
const writeLock = "120"

// holderIn looks for the write lock in a list of the form of proc_locks(5):
// 1: POSIX  ADVISORY  WRITE 4711 fe:00:264 120 120
func holderIn(locks string, inode uint64, command func(pid string) string) string {
	for line := range strings.Lines(locks) {
		words := strings.Fields(line)
		if len(words) != 8 || words[3] != "WRITE" || words[6] != writeLock {
			continue // A line of somebody who waits has an arrow and so a word more.
		}
		if !strings.HasSuffix(words[5], fmt.Sprintf(":%d", inode)) {
			continue
		}
		pid := words[4]
		if line := command(pid); line != "" {
			return fmt.Sprintf("process %s: %s", pid, line)
		}
		return "process " + pid
	}
	return ""
}
