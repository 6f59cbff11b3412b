package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	mathrand "math/rand/v2"
)

// The history is a chain. Each change has a digest over all that it says and a
// nonce; each run has one over the digest of the run before it, all that it
// says, and the digests of its changes in order. Whoever edits a change or a
// run with another program breaks the chain at that place, and whoever takes
// a run out breaks it behind. It is no signature: who can write the file can
// make the whole chain anew.

// nonceSize is the length of a nonce in bytes. Without one, an erased value
// could be found by trying all that it may have been.
const nonceSize = 16

// nonces makes nonces from one seed of the system, which would be slow to ask
// for each.
type nonces struct{ of *mathrand.ChaCha8 }

func newNonces() nonces {
	var seed [32]byte
	rand.Read(seed[:]) // It never fails: https://pkg.go.dev/crypto/rand#Read
	return nonces{mathrand.NewChaCha8(seed)}
}

func (n nonces) next() []byte {
	nonce := make([]byte, nonceSize)
	n.of.Read(nonce)
	return nonce
}

// written is a value in the form that is digested: every part behind its
// length, so that no two lists of parts look alike.
type written []byte

func (w *written) number(n int64)  { *w = binary.AppendVarint(*w, n) }
func (w *written) text(s string)   { *w = append(binary.AppendUvarint(*w, uint64(len(s))), s...) }
func (w *written) bytes(b []byte)  { *w = append(binary.AppendUvarint(*w, uint64(len(b))), b...) }
func (w *written) digest() digest  { return sha256.Sum256(*w) }
func (w *written) reset() *written { *w = (*w)[:0]; return w }

type digest [sha256.Size]byte

// pastRun is a row of runs as it is digested.
type pastRun struct {
	id                              int64
	kind, planID, at, actor, source string
	sha256                          string
	undoes                          int64
	summary                         string
	report                          digest
}

// link is one run of the chain in the making.
type link struct {
	sum hash.Hash
}

// newLink begins the run that follows one of this digest.
func newLink(before []byte, r *pastRun) *link {
	var w written
	w.bytes(before)
	w.number(r.id)
	w.number(r.undoes)
	for _, s := range []string{r.kind, r.planID, r.at, r.actor, r.source, r.sha256, r.summary} {
		w.text(s)
	}
	w.bytes(r.report[:])
	l := &link{sha256.New()}
	l.sum.Write(w)
	return l
}

func (l *link) add(d []byte) { l.sum.Write(d) }
func (l *link) end() []byte  { return l.sum.Sum(nil) }
func reportDigest(nonce []byte, report string) digest {
	var w written
	w.bytes(nonce)
	w.text(report)
	return w.digest()
}

// checkChain looks whether the history is as it was written.
func checkChain(ctx context.Context, c *checker) error {
	var before []byte
	return c.each(ctx, `SELECT id, kind, plan_id, applied_at, actor, source, sha256, ifnull(undoes, 0), summary, report, nonce, report_digest, digest
		FROM runs ORDER BY id`, nil, func(scan func(...any) error) error {
		var r pastRun
		var report string
		var nonce, reported, kept []byte
		err := scan(&r.id, &r.kind, &r.planID, &r.at, &r.actor, &r.source, &r.sha256, &r.undoes, &r.summary, &report, &nonce, &reported, &kept)
		if err != nil {
			return unreadable(err)
		}
		found := func(format string, args ...any) error {
			return c.found(Finding{Run: r.id, Message: fmt.Sprintf("run %d ", r.id) + fmt.Sprintf(format, args...)})
		}
		copy(r.report[:], reported)
		if is := reportDigest(nonce, report); len(nonce) > 0 && !bytes.Equal(is[:], reported) {
			if err := found("has a report that was edited after it was written"); err != nil {
				return err
			}
		}
		l := newLink(before, &r)
		if err := c.addChanges(ctx, r.id, l, found); err != nil {
			return err
		}
		if err := c.erasuresOf(ctx, r.id, l); err != nil {
			return err
		}
		before = kept
		if !bytes.Equal(l.end(), kept) {
			return found("does not follow from the runs before it: the history was edited behind the program's back, here or just before")
		}
		return nil
	})
}

// addChanges adds the changes of a run to its link of the chain.
func (c *checker) addChanges(ctx context.Context, run int64, l *link, found func(string, ...any) error) error {
	var w written
	return asks(c.each).changes(ctx, run, run, func(_ int64, change *change) error {
		l.add(change.kept[:])
		if change.write(w.reset()); len(change.nonce) > 0 && w.digest() != change.kept {
			return found("has a change of user %d (%s) that was edited after it was written", change.user, change.email)
		}
		return nil
	})
}
