package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"unsafe"

	"github.com/dchest/siphash"

	"roster.example/roster"
)

// A user's fingerprint is the sum, modulo 2^62, of a hash of each value they
// have: of the stored fields but the role, and of custom fields, in the form in
// which values are compared. The hash is SipHash with a key of the store, so
// nobody can make up a file whose values sum up to those of somebody else. A
// sum can be kept up from the edits alone, and needs no value that a change
// does not speak of; whoever has no value adds nothing, so that the values of
// a row can be compared with a user who has more fields, and lacks them.

// fingerprintMask keeps sums below 2^62, which leaves two bits of eight bytes for
// the status.
const fingerprintMask = 1<<62 - 1

// fingerprintKey is the name of the setting that holds the key, in hex.
const fingerprintKey = "fingerprint_key"

// selectFingerprintKey reads it, "" where it is missing.
const selectFingerprintKey = "ifnull((SELECT value FROM settings WHERE name = '" + fingerprintKey + "'), '')"

// fingerprinter hashes values.
type fingerprinter struct {
	k0, k1  uint64
	fields  map[string]*fieldPrint // by name
	columns []*fieldPrint          // of each of columns
}

// fieldPrint hashes the values of one field.
type fieldPrint struct {
	k0, k1 uint64
	form   func(string) string // nil: as they are
}

func newFingerprinter(key string) (*fingerprinter, error) {
	raw, err := hex.DecodeString(key)
	if err != nil || len(raw) != 16 {
		return nil, fmt.Errorf("%w: the roster has no key for fingerprints", ErrDamaged)
	}
	p := &fingerprinter{siphash.Hash(0, 0, raw), siphash.Hash(1, 0, raw), map[string]*fieldPrint{}, nil}
	for i := range columns {
		p.columns = append(p.columns, p.add(columns[i].field))
	}
	return p, nil
}

func (p *fingerprinter) add(f *roster.Field) *fieldPrint {
	to := &fieldPrint{k0: siphash.Hash(p.k0, p.k1, []byte(f.Code)), k1: siphash.Hash(p.k1, p.k0, []byte(f.Code))}
	switch f.Kind {
	case roster.KindEmail:
		to.form = roster.EmailKey
	case roster.KindUsername:
		to.form = roster.UsernameKey
	case roster.KindRole:
		to = nil
	}
	p.fields[f.Name] = to
	return to
}

// of returns the hasher of a field, nil for one that has no part in a
// fingerprint.
func (p *fingerprinter) of(f *roster.Field) *fieldPrint {
	if known, ok := p.fields[f.Name]; ok || !f.Custom() {
		return known
	}
	return p.add(f)
}

func (p *fieldPrint) hash(value string) uint64 {
	if p == nil || value == "" {
		return 0
	}
	if p.form != nil {
		value = p.form(value)
	}
	return siphash.Hash(p.k0, p.k1, unsafe.Slice(unsafe.StringData(value), len(value))) & fingerprintMask
}

// user returns the fingerprint of a user, worked out anew.
func (p *fingerprinter) user(u *roster.User) int64 {
	var sum uint64
	for i := range columns {
		sum += p.columns[i].hash(columns[i].field.Get(u))
	}
	for name, value := range u.Custom {
		sum += p.of(roster.CustomField(name)).hash(value)
	}
	return int64(sum & fingerprintMask)
}

// printer reads the key of the store.
func (s *snapshot) printer(ctx context.Context) (*fingerprinter, error) {
	var key string
	row := s.tx.QueryRowContext(ctx, "SELECT "+selectFingerprintKey)
	if err := row.Scan(&key); err != nil {
		return nil, s.store.fail(ctx, "read", err)
	}
	p, err := newFingerprinter(key)
	if err != nil {
		return nil, s.store.fail(ctx, "read", err)
	}
	return p, nil
}

// checkFingerprints works out every fingerprint anew. One that is wrong would
// hide that a file changes somebody, or that somebody was changed.
func checkFingerprints(ctx context.Context, c *checker) error {
	prints, err := c.printer(ctx)
	if err != nil {
		return err
	}
	stood := map[int64]print{} // of the users of the block that is read
	wrong := func(user int64, email string) error {
		return c.found(Finding{User: user, Message: fmt.Sprintf("user %d (%s) is not as their fingerprint says", user, email)})
	}
	next, stop := iter.Pull2(c.users(ctx, alone, " FROM users u ORDER BY u.id"))
	defer stop()
	u, err, more := next()
	read := func(before int64) error { // the users of the numbers before this one
		for ; more && err == nil && u.ID < before; u, err, more = next() {
			is := print{prints.user(u), statusCode(u.Status), u.ManagerID}
			if stood[u.ID] != is {
				if err := wrong(u.ID, u.Email); err != nil {
					return err
				}
			}
			delete(stood, u.ID)
		}
		for _, user := range slices.Sorted(maps.Keys(stood)) {
			if err := c.found(Finding{User: user, Message: fmt.Sprintf("there is a fingerprint of user %d, who is not there", user)}); err != nil {
				return err
			}
		}
		clear(stood)
		return err // of a user who cannot be read, of which the check of the history tells
	}
	failed := c.each(ctx, selectPrints, []any{int64(math.MinInt64), int64(math.MaxInt64), -1}, func(scan func(...any) error) error {
		var block int64
		var kept []byte
		if err := scan(&block, &kept); err != nil {
			return unreadable(err)
		}
		if err := read(block * printsAtOnce); err != nil {
			return err
		}
		maps.Insert(stood, printsIn(block, kept))
		return read((block + 1) * printsAtOnce)
	})
	if failed != nil {
		return failed
	}
	return read(math.MaxInt64)
}
