package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
)

// Options says how a store is opened. The zero value is the default.
type Options struct {
	// Wait is how long a writer waits for another program that is writing;
	// 0 stands for 10 seconds.
	Wait time.Duration
	// Waiting is called once when a writer has to wait, with the program that
	// writes as far as the system tells, or "".
	Waiting func(holder string)
	// Writes is a hint that something is going to be written: the connection for
	// that is opened then, beside what is done before. Nobody needs it to write.
	Writes bool
}

func (o Options) withDefaults() Options {
	if o.Wait == 0 {
		o.Wait = 10 * time.Second
	}
	if o.Waiting == nil {
		o.Waiting = func(string) {}
	}
	return o
}

// Store is a roster in a SQLite file. It may be used by several goroutines at
// once, and the file by several programs.
type Store struct {
	path    string
	wait    time.Duration
	waiting func(holder string)
	write   *sql.DB // one connection, which takes the write lock at once
	read    *sql.DB // any number, which cannot write
	sizes   sizes
	beside  sync.WaitGroup // what is done on the connection that writes while nobody waits for it
}

// Open opens the roster at this path, and brings one of an older version up
// to date. It never makes a file: without one the error is ErrMissing. Other
// errors to be told apart are ErrForeign, ErrDamaged, ErrNewer and ErrBusy.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	logged, err := identify(path)
	if err != nil {
		return nil, err
	}
	return openIdentified(ctx, path, logged, o)
}

// Opening is Open in two steps, for whoever has something else to do: what a look
// at the file tells is an error at once, and the rest is done until finish returns.
// Finish has to be called, or the store stays open.
func Opening(ctx context.Context, path string, o Options) (finish func() (*Store, error), err error) {
	logged, err := identify(path)
	if err != nil {
		return nil, err
	}
	finish = sync.OnceValues(func() (*Store, error) { return openIdentified(ctx, path, logged, o) })
	go finish()
	return finish, nil
}

// openIdentified opens what has been identified.
func openIdentified(ctx context.Context, path string, logged bool, o Options) (*Store, error) {
	s, err := connect(path, o)
	if err != nil {
		return nil, err
	}
	if !logged {
		if err := s.backToLog(ctx); err != nil {
			s.Close()
			return nil, err
		}
	}
	if err := s.update(ctx); err != nil {
		s.Close()
		return nil, err
	}
	if o.Writes {
		// Whoever writes says what is wrong, if anything is.
		s.beside.Go(func() { _ = s.write.PingContext(ctx) })
	}
	return s, nil
}

// backToLog waits for a first load that another program is writing past the log,
// and takes a roster that was left so back to it: beside a reader, nobody could
// write.
func (s *Store) backToLog(ctx context.Context) error {
	return s.patiently(func() error {
		if err := s.write.PingContext(ctx); err != nil { // every connection that writes begins with the log
			return s.fail(ctx, "open", err)
		}
		return nil
	})
}

// connect makes the handles. Nothing is opened before it is used.
func connect(path string, o Options) (*Store, error) {
	o = o.withDefaults()
	s := &Store{path: path, wait: o.Wait, waiting: o.Waiting, sizes: usual}
	var err error
	if s.write, err = handle(path, patience, "_txlock=immediate", "_journal_mode=WAL", "_synchronous=FULL", fmt.Sprint("_cache_size=-", writerCache), "_secure_delete=true"); err != nil {
		return nil, err
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = handle(path, o.Wait, "_query_only=1", fmt.Sprint("_cache_size=-", readerCache)); err != nil {
		return nil, err
	}
	s.read.SetMaxIdleConns(idleReaders)
	return s, nil
}

// readerCache is the cache of a connection that reads, in KiB. Most pages are
// looked at once, by whoever looks for somebody as by whoever reads everybody, and
// a page that is used again costs less than one that is new to the process.
const readerCache = 128

// idleReaders is how many connections that read are kept for the next who does.
const idleReaders = 2

// handle returns a handle with these settings on every connection. They stand
// in the name because a pragma that is executed reaches only the connection
// that happens to execute it.
func handle(path string, timeout time.Duration, settings ...string) (*sql.DB, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the roster: %w", err)
	}
	file := url.URL{Path: filepath.ToSlash(abs)}
	settings = append(settings,
		"mode=rw",   // SQLite would otherwise make the file
		"_mutex=no", // package sql lets nobody use a connection beside somebody else
		"_foreign_keys=1",
		"_busy_timeout="+strconv.FormatInt(timeout.Milliseconds(), 10))
	db, err := sql.Open("sqlite3", "file:"+file.EscapedPath()+"?"+strings.Join(settings, "&"))
	if err != nil {
		return nil, fmt.Errorf("open %q: %w", path, err)
	}
	return db, nil
}

// patience is how long SQLite waits for a lock, deaf to everything else. We
// then ask again until the wait is over, and hear an interrupt in between.
const patience = 100 * time.Millisecond

// patiently does something that takes the write lock first of all.
func (s *Store) patiently(do func() error) error {
	for waited := patience; ; waited += patience {
		began := time.Now()
		err := do()
		if waited >= s.wait || !errors.Is(err, ErrBusy) {
			return err
		}
		if waited == patience {
			s.waiting(holder(s.path))
		}
		// Where waiting could not help, as in a file without a log, SQLite does not.
		time.Sleep(patience - time.Since(began))
	}
}

// Close closes the file. The last program to close it copies the log into it.
func (s *Store) Close() error {
	s.beside.Wait()
	if err := errors.Join(s.read.Close(), s.write.Close()); err != nil {
		return fmt.Errorf("close %q: %w", s.path, err)
	}
	return nil
}
