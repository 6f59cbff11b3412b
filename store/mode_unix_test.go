//go:build unix

package store

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/roster"
	"roster.example/store/storetest"
)

func TestOnlyTheOwnerCanReadTheFileInAnyUmask(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o277} {
		folder := t.TempDir()
		old := syscall.Umask(umask)
		t.Cleanup(func() { syscall.Umask(old) })
		s, err := Create(context.Background(), filepath.Join(folder, "roster.db"), New{}, Options{})
		require.NoError(t, err)
		storetest.Hire(t, s, roster.User{Email: "ann@acme.example"})

		entries, err := os.ReadDir(folder)
		require.NoError(t, err)
		require.Len(t, entries, 3, "the file, its log and the log's index")
		for _, entry := range entries {
			info, err := entry.Info()
			require.NoError(t, err)
			require.Equal(t, fs.FileMode(0o600), info.Mode(), "%s under umask %o", entry.Name(), umask)
		}
		require.NoError(t, s.Close())
		syscall.Umask(old)
	}
}
