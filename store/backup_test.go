package store

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/roster"
	"roster.example/store/storetest"
)

func open(tb testing.TB, path string) *Store {
	tb.Helper()
	s, err := Open(context.Background(), path, Options{})
	require.NoError(tb, err)
	return s
}

// peopleIn returns the users of a closed roster, which must be in order.
func peopleIn(tb testing.TB, path string) []roster.User {
	tb.Helper()
	s := open(tb, path)
	require.Empty(tb, findings(tb, s))
	people := storetest.Users(tb, s)
	require.NoError(tb, s.Close())
	return people
}

func backup(tb testing.TB, path string) string {
	tb.Helper()
	s := open(tb, path)
	to := filepath.Join(tb.TempDir(), "backup.db")
	_, err := s.Backup(context.Background(), to)
	require.NoError(tb, err)
	require.NoError(tb, s.Close())
	return to
}

func restore(tb testing.TB, backup, path string, discard int64) (aside string, err error) {
	tb.Helper()
	r, err := BeginRestore(context.Background(), backup, path, Options{})
	if err != nil {
		return "", err
	}
	defer func() { require.NoError(tb, r.Close()) }()
	return r.Do(context.Background(), discard)
}

func TestABackupIsTheRosterInOneFile(t *testing.T) {
	path := livedIn(t)
	want := peopleIn(t, path)
	s := open(t, path)
	defer s.Close()
	// Somebody is writing meanwhile, and what they have not finished is not there.
	lock, err := s.write.Begin()
	require.NoError(t, err)
	_, err = lock.Exec("UPDATE users SET title = 'CEO'")
	require.NoError(t, err)
	folder := t.TempDir()
	to := filepath.Join(folder, "backup.db")
	copied, err := s.Backup(context.Background(), to)
	require.NoError(t, err)
	require.NoError(t, lock.Rollback())
	require.Empty(t, cmp.Diff(Contents{StoreID: storetest.Info(t, s).StoreID, Users: 4, Runs: 4, Changes: 10, LastRun: 4}, copied))
	require.Len(t, contents(t, folder), 2, "the folder and the backup")
	require.Empty(t, cmp.Diff(want, peopleIn(t, to)))
}

func TestABackupNeverReplacesAFileAndLeavesNothingWhenItFails(t *testing.T) {
	s := open(t, livedIn(t))
	defer s.Close()
	folder := t.TempDir()
	to := filepath.Join(folder, "backup.db")
	require.NoError(t, os.WriteFile(to, []byte("precious"), 0o600))
	before := contents(t, folder)
	_, err := s.Backup(context.Background(), to)
	require.ErrorIs(t, err, ErrExists)
	require.Empty(t, cmp.Diff(before, contents(t, folder)))

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = s.Backup(ctx, filepath.Join(folder, "other.db"))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, cmp.Diff(before, contents(t, folder)))
}

// What cannot be read must be found when it is copied, not on the day it is
// needed.
func TestADamagedRosterIsNotBackedUp(t *testing.T) {
	path := livedIn(t)
	s := open(t, path)
	var page int64
	require.NoError(t, s.read.QueryRow("SELECT rootpage FROM sqlite_schema WHERE name = 'history'").Scan(&page))
	require.NoError(t, s.Close())
	overwrite(t, path, (page-1)*4096, "damage")
	s = open(t, path)
	defer s.Close()
	to := filepath.Join(t.TempDir(), "backup.db")
	_, err := s.Backup(context.Background(), to)
	require.ErrorIs(t, err, ErrDamaged)
	require.NoFileExists(t, to)
}

func overwrite(tb testing.TB, path string, at int64, text string) {
	tb.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(tb, err)
	_, err = f.WriteAt([]byte(text), at)
	require.NoError(tb, err)
	require.NoError(tb, f.Close())
}

func TestABackupIsPutBack(t *testing.T) {
	path := livedIn(t)
	kept := backup(t, path)
	want := peopleIn(t, path)
	for _, test := range []struct {
		name    string
		spoil   func(t *testing.T)
		discard int64
		aside   bool
	}{
		{"over the same roster", func(t *testing.T) {}, 0, false},
		{"where there is none", func(t *testing.T) { require.NoError(t, os.Remove(path)) }, 0, false},
		{"over runs it lacks", func(t *testing.T) {
			s := open(t, path)
			storetest.Hire(t, s, employee(7))
			storetest.Hire(t, s, employee(8))
			require.NoError(t, s.Close())
		}, 2, false},
		{"over a roster that is cut off", func(t *testing.T) { require.NoError(t, os.Truncate(path, 5000)) }, 0, true},
		{"over a roster with a page that is none", func(t *testing.T) { overwrite(t, path, 4096*3, "damage") }, 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.spoil(t)
			aside, err := restore(t, kept, path, test.discard)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(want, peopleIn(t, path)))
			require.Equal(t, test.aside, aside != "")
			if test.aside {
				require.FileExists(t, aside)
				require.NoError(t, os.Remove(aside))
			}
			require.Len(t, contents(t, filepath.Dir(path)), 2, "nothing else is left in the folder")
		})
	}
}

func TestARestoreLosesNoRunThatNobodyCounted(t *testing.T) {
	path := livedIn(t)
	kept := backup(t, path)
	s := open(t, path)
	storetest.Hire(t, s, employee(7))
	require.NoError(t, s.Close())
	want := peopleIn(t, path)
	for _, said := range []int64{0, 2} {
		_, err := restore(t, kept, path, said)
		var lost *LostError
		require.ErrorAs(t, err, &lost)
		require.EqualValues(t, 1, lost.Lost)
		require.Empty(t, cmp.Diff(want, peopleIn(t, path)))
	}
	// A run that comes after the count is counted as well.
	r, err := BeginRestore(context.Background(), kept, path, Options{})
	require.NoError(t, err)
	require.EqualValues(t, 1, r.Lost)
	s = open(t, path)
	storetest.Hire(t, s, employee(8))
	require.NoError(t, s.Close())
	_, err = r.Do(context.Background(), 1)
	require.ErrorContains(t, err, "the roster has 2 runs that the backup lacks")
	require.NoError(t, r.Close())
	require.Len(t, peopleIn(t, path), len(want)+1)

	_, err = restore(t, backup(t, livedIn(t)), path, 0)
	require.ErrorContains(t, err, "the roster has 6 runs that the backup lacks", "it is of another roster")
}

// Programs that have the roster open see the one or the other, and go on.
func TestARestoreReachesThoseWhoHaveTheRosterOpen(t *testing.T) {
	path := livedIn(t)
	kept := backup(t, path)
	s := open(t, path)
	defer s.Close()
	hired := storetest.Hire(t, s, employee(7))
	snap, err := s.Snapshot(context.Background())
	require.NoError(t, err)
	_, err = restore(t, kept, path, 1)
	require.NoError(t, err)
	here, err := snap.ByID(context.Background(), []int64{hired[0].ID})
	require.NoError(t, err)
	require.Len(t, here, 1, "a view that was open stays as it was")
	require.NoError(t, snap.Close())
	require.Len(t, storetest.Users(t, s), 4)
	storetest.Hire(t, s, employee(8))
	require.Len(t, storetest.Users(t, s), 5)
	require.Empty(t, findings(t, s))
}

func TestARestoreWaitsForAWriterAndCanBeCancelled(t *testing.T) {
	path := livedIn(t)
	kept := backup(t, path)
	s := open(t, path)
	defer s.Close()
	lock, err := s.write.Begin()
	require.NoError(t, err)
	r, err := BeginRestore(context.Background(), kept, path, Options{Wait: 3 * patience})
	require.NoError(t, err)
	_, err = r.Do(context.Background(), 0)
	require.ErrorIs(t, err, ErrBusy)
	require.NoError(t, lock.Rollback())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = r.Do(ctx, 0)
	require.ErrorIs(t, err, context.Canceled)
	_, err = r.Do(context.Background(), 0)
	require.NoError(t, err)
	require.NoError(t, r.Close())
	require.Len(t, storetest.Users(t, s), 4)
}

func TestOnlyAWholeRosterIsPutBack(t *testing.T) {
	path := livedIn(t)
	want := peopleIn(t, path)
	for _, test := range []struct {
		name string
		make func(t *testing.T, backup string)
		want error
	}{
		{"nothing", func(t *testing.T, backup string) { require.NoError(t, os.Remove(backup)) }, ErrMissing},
		{"an empty file", func(t *testing.T, backup string) { require.NoError(t, os.Truncate(backup, 0)) }, ErrForeign},
		{"a cut backup", func(t *testing.T, backup string) { require.NoError(t, os.Truncate(backup, 9000)) }, ErrDamaged},
		{"a page that is none", func(t *testing.T, backup string) { overwrite(t, backup, 4096*3, "damage") }, ErrDamaged},
		{"a manager who is nobody", func(t *testing.T, backup string) { script(t, backup, "UPDATE users SET manager_id = 99 WHERE id = 1") }, ErrDamaged},
		{"no tables", func(t *testing.T, backup string) {
			require.NoError(t, os.Remove(backup))
			script(t, backup, "PRAGMA application_id = 0x526f7374; CREATE TABLE t (a)")
		}, ErrDamaged},
		{"a newer backup", func(t *testing.T, backup string) {
			script(t, backup, "INSERT INTO schema_version (version_id, is_applied) VALUES (99, 1)")
		}, ErrNewer},
		{"another program's", func(t *testing.T, backup string) {
			require.NoError(t, os.Remove(backup))
			script(t, backup, "CREATE TABLE users (a)")
		}, ErrForeign},
	} {
		t.Run(test.name, func(t *testing.T) {
			kept := backup(t, path)
			test.make(t, kept)
			_, err := restore(t, kept, path, 0)
			require.ErrorIs(t, err, test.want)
			require.ErrorContains(t, err, "backup.db")
			require.Empty(t, cmp.Diff(want, peopleIn(t, path)))
			require.Len(t, contents(t, filepath.Dir(path)), 2)
		})
	}
}

func TestNothingThatIsNoRosterIsRestoredOver(t *testing.T) {
	kept := backup(t, livedIn(t))
	path := filepath.Join(t.TempDir(), "roster.db")
	require.NoError(t, os.WriteFile(path, []byte("precious"), 0o600))
	_, err := restore(t, kept, path, 0)
	require.ErrorIs(t, err, ErrForeign)
	require.Equal(t, "precious", contents(t, filepath.Dir(path))[path])
}

// A log that lies beside the path would be written into the new file.
func TestALogOfARosterThatIsGoneIsNotTakenForThatOfANewOne(t *testing.T) {
	path := livedIn(t)
	kept := backup(t, path)
	s := open(t, path)
	storetest.Hire(t, s, employee(7))
	log, err := os.ReadFile(path + "-wal")
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.NoError(t, os.Remove(path))
	require.NoError(t, os.WriteFile(path+"-wal", log, 0o600))
	_, err = Create(context.Background(), path, New{}, Options{})
	require.ErrorIs(t, err, ErrExists)
	require.ErrorContains(t, err, `roster.db-wal", left by a database that is gone`)
	_, err = restore(t, kept, path, 0)
	require.ErrorIs(t, err, ErrExists)
	require.NoFileExists(t, path)
}
