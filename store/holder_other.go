//go:build !linux

package store

// holder names the program that holds the write lock. Only Linux tells without
// opening the file, which would drop our own locks on it.
func holder(string) string { return "" }
