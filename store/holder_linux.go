package store

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
)

// holder names the program that holds the write lock, "" when the system does
// not tell. It asks the kernel's list of locks, and not the file: opening and
// closing that would drop the locks which we hold on it ourselves
// (https://www.sqlite.org/howtocorrupt.html, section 2.2).
func holder(path string) string {
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		return ""
	}
	for _, of := range []struct {
		file  string
		bytes []string
	}{{path + "-shm", writeLock}, {path, exclusiveLock}} {
		info, err := os.Stat(of.file)
		if err != nil {
			continue
		}
		file, ok := info.Sys().(*syscall.Stat_t)
		if !ok {
			continue
		}
		if by := holderIn(string(locks), file.Ino, of.bytes, commandOf); by != "" {
			return by
		}
	}
	return ""
}

func commandOf(pid string) string {
	words, _ := os.ReadFile("/proc/" + pid + "/cmdline")
	return strings.TrimSpace(strings.ReplaceAll(string(words), "\x00", " "))
}

// The first bytes of the locks that keep a writer out: of the shared memory, where
// there is a log (https://www.sqlite.org/walformat.html, section 2.3.1), and of
// the file, where there is none, PENDING and RESERVED
// (https://www.sqlite.org/lockingv3.html). The kernel lists locks side by side as
// one.
var (
	writeLock     = []string{"120"}
	exclusiveLock = []string{"1073741824", "1073741825"}
)

// holderIn looks for such a lock in a list of the form of proc_locks(5):
// 1: POSIX  ADVISORY  WRITE 4711 fe:00:264 120 120
func holderIn(locks string, inode uint64, bytes []string, command func(pid string) string) string {
	for line := range strings.Lines(locks) {
		words := strings.Fields(line)
		if len(words) != 8 || words[3] != "WRITE" || !slices.Contains(bytes, words[6]) {
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
