package store

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"roster.example/roster"
	"roster.example/store/storetest"
)

// contents returns every file below a folder with its bytes.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			files[path] = "folder"
			return err
		}
		data, err := os.ReadFile(path)
		files[path] = string(data)
		return err
	})
	require.NoError(t, err)
	return files
}

// closedStore returns the path of a store that holds one user and is closed.
func closedStore(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "roster.db")
	s, err := Create(context.Background(), path, New{}, Options{})
	require.NoError(t, err)
	storetest.Hire(t, s, roster.User{Email: "ann@acme.example"})
	require.NoError(t, s.Close())
	return path
}

// script runs statements on a file without any help of ours.
func script(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	require.NoError(t, err)
	_, err = db.Exec(statements)
	require.NoError(t, err)
	require.NoError(t, db.Close())
}

func TestAForeignFileIsRefusedAndLeftAsItWas(t *testing.T) {
	for _, test := range []struct {
		name string
		make func(t *testing.T, path string)
		want error
		says string
	}{
		{"a folder", func(t *testing.T, path string) {
			require.NoError(t, os.Mkdir(path, 0o700))
		}, ErrForeign, "it is a folder"},
		{"an empty file", func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path, nil, 0o600))
		}, ErrForeign, "it is empty"},
		{"a roster file", func(t *testing.T, path string) {
			require.NoError(t, os.WriteFile(path, []byte("email,title\nann@acme.example,Buyer\n"), 0o600))
		}, ErrForeign, "it is not a database"},
		{"the beginning of a database", func(t *testing.T, path string) {
			script(t, path, "CREATE TABLE t (a)")
			require.NoError(t, os.Truncate(path, 50))
		}, ErrForeign, "it is a database that is cut off"},
		{"another program's database", func(t *testing.T, path string) {
			script(t, path, "CREATE TABLE users (a); PRAGMA application_id = 7")
		}, ErrForeign, "it is another program's database"},
		{"another program's database with a log", func(t *testing.T, path string) {
			script(t, path, "PRAGMA journal_mode = WAL; CREATE TABLE users (a)")
			require.NoError(t, os.WriteFile(path+"-wal", []byte("a log"), 0o600))
		}, ErrForeign, "it is another program's database"},
		{"a roster that is cut off", func(t *testing.T, path string) {
			require.NoError(t, os.Rename(closedStore(t), path))
			require.NoError(t, os.Truncate(path, 3*4096+7))
		}, ErrDamaged, "it has 12295 bytes of "},
		{"a roster that is overwritten", func(t *testing.T, path string) {
			whole, err := os.ReadFile(closedStore(t))
			require.NoError(t, err)
			copy(whole[200:], bytes.Repeat([]byte("garbage "), len(whole)/8))
			require.NoError(t, os.WriteFile(path, whole, 0o600))
		}, ErrDamaged, "malformed"},
		{"a newer roster", func(t *testing.T, path string) {
			require.NoError(t, os.Rename(closedStore(t), path))
			script(t, path, "INSERT INTO schema_version (version_id, is_applied) VALUES (99, 1)")
		}, ErrNewer, "its version is 99"},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, "roster.db")
			test.make(t, path)
			before := contents(t, folder)

			_, err := Open(context.Background(), path, Options{})
			require.ErrorIs(t, err, test.want)
			require.ErrorContains(t, err, test.says)
			require.ErrorContains(t, err, "roster.db")
			require.NotContains(t, err.Error(), "\n")
			require.Empty(t, cmp.Diff(before, contents(t, folder)))
		})
	}
}

func TestOpenNeverMakesAFile(t *testing.T) {
	folder := t.TempDir()
	_, err := Open(context.Background(), filepath.Join(folder, "roster.db"), Options{})
	require.ErrorIs(t, err, ErrMissing)
	require.ErrorContains(t, err, filepath.Join(folder, "roster.db"))
	require.Empty(t, cmp.Diff(map[string]string{folder: "folder"}, contents(t, folder)))
}

func TestAConnectionNeverMakesAFile(t *testing.T) {
	folder := t.TempDir()
	// As when the file goes away between the look and the opening.
	s, err := connect(filepath.Join(folder, "roster.db"), Options{})
	require.NoError(t, err)
	defer s.Close()
	_, err = s.version(context.Background())
	require.Error(t, err)
	_, err = s.write.Exec("CREATE TABLE t (a)")
	require.Error(t, err)
	require.Len(t, contents(t, folder), 1)
}

func TestCreateNeverReplacesAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "roster.db")
	require.NoError(t, os.WriteFile(path, []byte("precious"), 0o600))
	before := contents(t, filepath.Dir(path))

	_, err := Create(context.Background(), path, New{}, Options{})
	require.ErrorIs(t, err, ErrExists)
	require.ErrorContains(t, err, path)
	require.Empty(t, cmp.Diff(before, contents(t, filepath.Dir(path))))
}

func TestCreateLeavesNothingWhenItFails(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	folder := t.TempDir()
	_, err := Create(ctx, filepath.Join(folder, "roster.db"), New{}, Options{})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, cmp.Diff(map[string]string{folder: "folder"}, contents(t, folder)))
}

func TestCreateLeavesOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "roster.db")
	s, err := Create(context.Background(), path, New{ID: "mine", Key: roster.KeyEmail}, Options{})
	require.NoError(t, err)
	info := storetest.Info(t, s)
	require.Equal(t, "mine", info.StoreID)
	require.Equal(t, roster.KeyEmail, info.Key)
	require.NoError(t, s.Close())
	require.Len(t, contents(t, filepath.Dir(path)), 2)
}

func TestTwoStoresHaveTwoIDs(t *testing.T) {
	require.NotEqual(t, storetest.Info(t, MustOpen(t)).StoreID, storetest.Info(t, MustOpen(t)).StoreID)
}

func TestADraftIsPublishedWhereThereAreNoLinks(t *testing.T) {
	folder := t.TempDir()
	draft, path := filepath.Join(folder, "draft"), filepath.Join(folder, "roster.db")
	noLinks := func(from, to string) error { return &os.LinkError{Op: "link", Err: os.ErrPermission} }

	require.NoError(t, os.WriteFile(draft, []byte("whole"), 0o600))
	require.NoError(t, publish("test", draft, path, noLinks))
	require.Equal(t, "whole", contents(t, folder)[path])

	require.NoError(t, os.WriteFile(draft, []byte("second"), 0o600))
	require.ErrorIs(t, publish("test", draft, path, noLinks), ErrExists)
	require.Equal(t, "whole", contents(t, folder)[path])
}

func TestEveryConnectionHasItsSettings(t *testing.T) {
	s := MustOpen(t)
	for _, test := range []struct {
		handle       *sql.DB
		pragma, want string
	}{
		{s.write, "journal_mode", "wal"},
		{s.write, "synchronous", "2"}, // FULL
		{s.write, "foreign_keys", "1"},
		{s.write, "busy_timeout", "100"},
		{s.read, "foreign_keys", "1"},
		{s.read, "busy_timeout", "10000"},
		{s.read, "query_only", "1"},
	} {
		// Two at once, so that a second connection is made where it can be.
		first, err := test.handle.Conn(context.Background())
		require.NoError(t, err)
		if test.handle == s.read {
			second, err := test.handle.Conn(context.Background())
			require.NoError(t, err)
			require.NoError(t, first.Close())
			first = second
		}
		var got string
		require.NoError(t, first.QueryRowContext(context.Background(), "PRAGMA "+test.pragma).Scan(&got))
		require.Equal(t, test.want, got, test.pragma)
		require.NoError(t, first.Close())
	}
}

func TestAPathMayHaveAnyCharacters(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "50% of #1? &mode=memory")
	require.NoError(t, os.Mkdir(folder, 0o700))
	path := filepath.Join(folder, "rost:er é;.db")
	s, err := Create(context.Background(), path, New{}, Options{})
	require.NoError(t, err)
	storetest.Hire(t, s, roster.User{Email: "ann@acme.example"})
	require.NoError(t, s.Close())
	s, err = Open(context.Background(), path, Options{})
	require.NoError(t, err)
	require.Len(t, storetest.Users(t, s), 1)
	require.NoError(t, s.Close())
}

// Without a log SQLite does not wait for a lock where that could not help: a minute
// of asking was over in a fifth of a second.
func TestAWaitTakesItsTime(t *testing.T) {
	ctx := context.Background()
	path := closedStore(t)
	script(t, path, "PRAGMA journal_mode = DELETE")
	other, err := sql.Open("sqlite3", path)
	require.NoError(t, err)
	defer other.Close()
	tx, err := other.Conn(ctx)
	require.NoError(t, err)
	_, err = tx.ExecContext(ctx, "BEGIN IMMEDIATE")
	require.NoError(t, err)
	waited := make(chan string, 1)
	go func() {
		<-waited
		time.Sleep(time.Second)
		_, _ = tx.ExecContext(ctx, "COMMIT")
	}()
	s, err := Open(ctx, path, Options{Wait: time.Minute, Waiting: func(holder string) { waited <- holder }})
	require.NoError(t, err)
	require.NoError(t, s.Close())
}

func TestOpeningInTwoSteps(t *testing.T) {
	ctx := context.Background()
	_, err := Opening(ctx, filepath.Join(t.TempDir(), "none.db"), Options{})
	require.ErrorIs(t, err, ErrMissing, "at once, before anything else is begun")

	newer := closedStore(t)
	script(t, newer, "INSERT INTO schema_version (version_id, is_applied) VALUES (99, 1)")
	finish, err := Opening(ctx, newer, Options{})
	require.NoError(t, err)
	_, err = finish()
	require.ErrorIs(t, err, ErrNewer)
}

// Whoever says that they will write, and then does not, has changed nothing.
func TestAConnectionToWriteIsOpenedBefore(t *testing.T) {
	path := closedStore(t)
	before := contents(t, filepath.Dir(path))
	for range 20 { // Close may come at any moment of its opening
		s, err := Open(context.Background(), path, Options{Writes: true})
		require.NoError(t, err)
		require.NoError(t, s.Close())
		require.Empty(t, cmp.Diff(before, contents(t, filepath.Dir(path))))
	}
	s, err := Open(context.Background(), path, Options{Writes: true})
	require.NoError(t, err)
	s.beside.Wait()
	require.Equal(t, 1, s.write.Stats().OpenConnections)
	storetest.Hire(t, s, roster.User{Email: "ben@acme.example"})
	require.NoError(t, s.Close())

	s, err = Open(context.Background(), path, Options{})
	require.NoError(t, err)
	s.beside.Wait()
	require.Zero(t, s.write.Stats().OpenConnections, "a reader has no use for it")
	require.NoError(t, s.Close())
}

func TestTheLogIsCopiedIntoTheFileAfterARun(t *testing.T) {
	path := closedStore(t)
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	storetest.Hire(t, s, roster.User{Email: "ben@acme.example"})
	s.beside.Wait()
	alone := filepath.Join(t.TempDir(), "alone.db") // without its log
	file, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(alone, file, 0o600))
	require.NoError(t, s.Close())

	s, err = Open(context.Background(), alone, Options{})
	require.NoError(t, err)
	require.Equal(t, "ben@acme.example", storetest.Find(t, s, "ben@acme.example").Email)
	require.NoError(t, s.Close())
}

func TestTheLogIsCopiedIntoTheFileWhenItIsClosed(t *testing.T) {
	path := closedStore(t)
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	storetest.Users(t, s) // the reader has the file open as well
	storetest.Hire(t, s, roster.User{Email: "bob@acme.example"})
	require.NoError(t, s.Close())
	require.Len(t, contents(t, filepath.Dir(path)), 2)
}

func TestARosterOfAnOlderVersionIsBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "roster.db")
	script(t, path, "PRAGMA application_id = 0x526f7374;"+versionTable{}.CreateTable("schema_version")+
		"; INSERT INTO schema_version (version_id, is_applied) VALUES (0, 1)")
	s, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer s.Close()
	_, newest, err := migrations()
	require.NoError(t, err)
	about, err := s.About(context.Background())
	require.NoError(t, err)
	require.Equal(t, newest, about.SchemaVersion)
}

func TestTheFileTellsAboutItself(t *testing.T) {
	s := MustOpen(t)
	storetest.Hire(t, s, roster.User{Email: "ann@acme.example"}, roster.User{Email: "bob@acme.example"})
	about, err := s.About(context.Background())
	require.NoError(t, err)
	require.Equal(t, s.path, about.Path)
	require.True(t, strings.HasPrefix(about.SQLiteVersion, "3."), about.SQLiteVersion)
	require.EqualValues(t, 1, about.Runs)
	require.EqualValues(t, 2, about.Changes)
	require.NotZero(t, about.Size)
	require.NotZero(t, about.LogSize)
}

func TestAWriterSaysThatAnotherIsWriting(t *testing.T) {
	path := closedStore(t)
	other, err := Open(context.Background(), path, Options{})
	require.NoError(t, err)
	defer other.Close()
	lock, err := other.write.Begin()
	require.NoError(t, err)
	defer lock.Rollback()

	s, err := Open(context.Background(), path, Options{Wait: 20 * time.Millisecond})
	require.NoError(t, err)
	defer s.Close()
	_, err = s.Apply(context.Background(), storetest.Plan(t, s), storetest.Stamp())
	require.ErrorIs(t, err, ErrBusy)
	require.ErrorContains(t, err, path)
	require.Len(t, storetest.Users(t, s), 1, "reading needs no lock")
}

// The history stood in other tables once, before anybody had a release.
func TestARosterOfAnUnreleasedBuildIsRefused(t *testing.T) {
	path := closedStore(t)
	script(t, path, "DROP TABLE history_users; DROP TABLE history")
	_, err := Open(context.Background(), path, Options{})
	require.ErrorIs(t, err, ErrOlder)
}
