package store

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/store/storetest"
)

func TestAWriterThatWaitsSaysForWhom(t *testing.T) {
	path := closedStore(t)
	other, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer other.Close()
	lock, err := other.write.Begin()
	require.NoError(t, err)
	defer lock.Rollback()

	var told []string
	s, err := Open(context.Background(), path, Options{Wait: 5 * patience, Waiting: func(holder string) { told = append(told, holder) }})
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Apply(context.Background(), storetest.Plan(t, s), storetest.Stamp())
	require.ErrorIs(t, err, ErrBusy)
	require.Len(t, told, 1, "once is enough")
	require.Contains(t, told[0], fmt.Sprintf("process %d: ", os.Getpid()))
}

func TestTheHolderIsFoundInTheListOfLocks(t *testing.T) {
	const locks = `1: FLOCK  ADVISORY  WRITE 10 fe:00:264 0 EOF
2: POSIX  ADVISORY  READ  11 fe:00:264 120 120
3: POSIX  ADVISORY  WRITE 12 fe:00:2264 120 120
4: -> POSIX  ADVISORY  WRITE 13 fe:00:264 120 120
5: POSIX  ADVISORY  WRITE 14 fe:00:264 120 120
6: POSIX  ADVISORY  WRITE 15 fe:00:300 1073741824 1073742335
`
	command := func(pid string) string { return map[string]string{"14": "roster import weekly.csv"}[pid] }
	require.Equal(t, "process 14: roster import weekly.csv", holderIn(locks, 264, writeLock, command))
	require.Equal(t, "process 12", holderIn(locks, 2264, writeLock, command))
	require.Equal(t, "process 15", holderIn(locks, 300, exclusiveLock, command), "of a first load, which has no log")
	require.Empty(t, holderIn(locks, 7, writeLock, command))
}
