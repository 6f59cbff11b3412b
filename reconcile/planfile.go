package reconcile

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"time"

	"github.com/google/renameio/v2"

	"roster.example/roster"
)

// A plan file is one JSON object, written so that it can be read as a stream:
// a head on the first line, then one problem or change on each line, and on
// the last line a digest over every byte before it. The digest finds damage
// and edits by hand; it is no signature.
const (
	planSchema = "roster.plan/v1"
	schemaKind = "roster.plan/"

	openProblems = `,"problems":[`
	openChanges  = `],"changes":[`
	closeChanges = `],`
	openDigest   = `"digest":"sha256:`
	closeDigest  = `"}`
)

// maxPlanLine bounds the memory that one line of a plan file can ask for. A
// change holds each field of a person at most twice.
const maxPlanLine = 4 << 20

type planHead struct {
	Schema    string        `json:"schema"`
	ID        string        `json:"id"`
	Kind      Kind          `json:"kind"`
	CreatedAt time.Time     `json:"created_at"`
	Maker     string        `json:"maker"`
	StoreID   string        `json:"store_id"`
	AfterRun  int64         `json:"after_run"`
	Head      string        `json:"head"`
	Key       roster.Key    `json:"key"`
	SetsKey   bool          `json:"sets_key"`
	Mode      Mode          `json:"mode"`
	Undoes    int64         `json:"undoes,omitempty"`
	Held      bool          `json:"held"`
	Source    roster.Source `json:"source"`
	Summary   Summary       `json:"summary"`
	Limits    []Limit       `json:"limits"`
}

// planChange is a change with what only a plan has to know of it.
type planChange struct {
	Change
	Version    int64 `json:"version"`
	ManagerWas int64 `json:"manager_was,omitempty"`
	ManagerID  int64 `json:"manager_id,omitempty"`
}

// PlanFileError says why a file cannot be used as a plan, and what to do.
type PlanFileError struct {
	Path, Message, Hint string
}

func (e *PlanFileError) Error() string { return fmt.Sprintf("plan %q %s", e.Path, e.Message) }

// WritePlan saves a plan under a name, whole or not at all: it is written
// under another name, synced, and renamed. Only its owner can read the file,
// for it holds people's data.
func WritePlan(path string, p *Plan) (err error) {
	f, err := renameio.NewPendingFile(path, renameio.WithStaticPermissions(0o600))
	if err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	defer func() { err = errors.Join(err, f.Cleanup()) }()
	if err := writePlan(f, p); err != nil {
		return fmt.Errorf("write plan %q: %w", path, err)
	}
	if err := f.CloseAtomicallyReplace(); err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	return nil
}

func writePlan(w io.Writer, p *Plan) error {
	sum := sha256.New()
	buf := bufio.NewWriterSize(w, 1<<16)
	pw := &planWriter{w: io.MultiWriter(buf, sum)}
	head := planHead{
		Schema: planSchema, ID: p.ID, Kind: p.Kind, CreatedAt: p.CreatedAt, Maker: p.Maker, StoreID: p.StoreID,
		AfterRun: p.AfterRun, Head: p.Head, Key: p.Key, SetsKey: p.SetsKey, Mode: p.Mode, Undoes: p.Undoes, Held: p.Held,
		Source: p.Source, Summary: p.Summary, Limits: p.Limits,
	}
	pw.head(head)
	for i := range p.Problems {
		pw.item(&p.Problems[i])
	}
	pw.line(openChanges)
	for c, err := range p.Changes {
		if err != nil {
			return err
		}
		pw.item(planChange{Change: *c, Version: c.Version, ManagerWas: c.ManagerWas, ManagerID: c.ManagerID})
		if pw.err != nil {
			return pw.err
		}
	}
	pw.line(closeChanges)
	if pw.err != nil {
		return pw.err
	}
	fmt.Fprintf(buf, "%s%x%s\n", openDigest, sum.Sum(nil), closeDigest)
	return buf.Flush()
}

// planWriter writes the lines of a plan file and keeps the first error.
type planWriter struct {
	w     io.Writer
	items int // in the list that is open
	err   error
}

func (pw *planWriter) head(h planHead) {
	b, err := marshal(h)
	if err != nil {
		pw.err = err
		return
	}
	pw.line(string(bytes.TrimSuffix(b, []byte("}"))) + openProblems)
}

// item writes one element of a list. The comma stands in front, so that
// nothing has to know which is the last.
func (pw *planWriter) item(v any) {
	b, err := marshal(v)
	if err != nil && pw.err == nil {
		pw.err = err
	}
	if pw.items++; pw.items > 1 {
		b = append([]byte(","), b...)
	}
	pw.write(b)
}

func (pw *planWriter) line(s string) {
	pw.items = 0
	pw.write([]byte(s))
}

func (pw *planWriter) write(b []byte) {
	if pw.err == nil && len(b) >= maxPlanLine {
		pw.err = fmt.Errorf("one line of it would have %d bytes, and the cap is %d", len(b), maxPlanLine)
	}
	if pw.err == nil {
		_, pw.err = pw.w.Write(append(b, '\n'))
	}
}

// marshal is JSON as people read it: without escapes for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// PlanFile is a plan on disk, checked to its last byte. Its changes are read
// from the file each time, and checked again as they are: a file can be
// rewritten in its place while somebody thinks about a question.
type PlanFile struct {
	Plan *Plan
	f    *os.File
}

// Close closes the file. The plan's changes cannot be read after it.
func (pf *PlanFile) Close() error { return pf.f.Close() }

// OpenPlan opens a saved plan. A file that is no plan, is cut, was edited, or
// comes from a newer version is refused with a *PlanFileError.
func OpenPlan(path string) (*PlanFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	p, err := readPlan(f)
	if err != nil {
		f.Close()
		if refusal := (*PlanFileError)(nil); errors.As(err, &refusal) {
			refusal.Path = path
			return nil, refusal
		}
		return nil, fmt.Errorf("read plan %q: %w", path, err)
	}
	return &PlanFile{Plan: p, f: f}, nil
}

const makeAgain = "make it again with: roster plan FILE -o PLAN"

func refuse(message, hint string) error { return &PlanFileError{Message: message, Hint: hint} }

func readPlan(r io.ReaderAt) (*Plan, error) {
	lines := newPlanLines(r)
	first, err := lines.next()
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	if err != nil || !bytes.HasPrefix(first, []byte(`{"schema":"`+schemaKind)) {
		return nil, refuse("is not a plan of this program", "a plan is a file written by: roster plan FILE -o PLAN")
	}
	if !bytes.HasPrefix(first, []byte(`{"schema":"`+planSchema+`"`)) {
		return nil, refuse("was made by a newer version of this program", "apply it with that version, or "+makeAgain)
	}
	var head planHead
	body, ok := bytes.CutSuffix(first, []byte(openProblems))
	if !ok || strict(append(bytes.Clone(body), '}'), &head) != nil {
		return nil, edited()
	}
	p := &Plan{
		ID: head.ID, Kind: head.Kind, CreatedAt: head.CreatedAt, Maker: head.Maker, StoreID: head.StoreID,
		AfterRun: head.AfterRun, Head: head.Head, Key: head.Key, SetsKey: head.SetsKey, Mode: head.Mode, Undoes: head.Undoes,
		Held: head.Held, Source: head.Source, Summary: head.Summary, Limits: head.Limits,
	}
	if err := lines.items(openChanges, func(line []byte) error {
		var q roster.Problem
		if strict(line, &q) != nil {
			return edited()
		}
		p.Problems = append(p.Problems, q)
		return nil
	}); err != nil {
		return nil, err
	}
	var found Summary
	count := func(c *Change) error {
		found.add(c.Action)
		return nil
	}
	if err := lines.changes(p.Kind, count); err != nil {
		return nil, err
	}
	digest, err := lines.digest()
	if err != nil {
		return nil, err
	}
	if found.Changes() != p.Summary.Changes() {
		return nil, edited()
	}
	p.Changes = func(yield func(*Change, error) bool) {
		err := readChanges(r, p.Kind, digest, func(c *Change) error {
			if !yield(c, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && err != errStop {
			yield(nil, err)
		}
	}
	return p, nil
}

// readChanges reads the changes of a plan that was checked before. Whoever
// acts on them must not be done before it has returned without an error: only
// then is the file known to be the one that was checked.
func readChanges(r io.ReaderAt, k Kind, digest string, do func(*Change) error) error {
	lines := newPlanLines(r)
	if _, err := lines.next(); err != nil {
		return edited()
	}
	if err := lines.items(openChanges, func([]byte) error { return nil }); err != nil {
		return err
	}
	if err := lines.changes(k, do); err != nil {
		return err
	}
	if now, err := lines.digest(); err != nil || now != digest {
		return edited()
	}
	return nil
}

var errStop = errors.New("stop")

func edited() error {
	return refuse("was edited or damaged after it was written", "a plan is applied as it was shown or not at all; "+makeAgain)
}

func cut() error {
	return refuse("is cut off: its end is missing", "copy the whole file, or "+makeAgain)
}

// strict decodes JSON that has no keys we do not know.
func strict(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one value")
	}
	return nil
}

// validChange reports whether a change says only what a plan of its kind can
// say. A plan is data: nothing in it can name a column that is not in the
// table of fields, and a plan made from a file cannot touch a role.
func validChange(c *planChange, k Kind) bool {
	switch c.Action {
	case Create, Update, Deactivate, Reactivate:
	case Delete:
		return k != Import && c.User.ID > 0 && (!c.Erase || k == Hand)
	default:
		return false
	}
	if c.User.ID < 0 {
		return false
	}
	// Only an undo brings somebody back, under their number.
	if (c.Action == Create) != (c.User.ID == 0) && (c.Action != Create || k != Undo) {
		return false
	}
	if c.Erase && c.Action != Delete {
		return false
	}
	for i, e := range c.Edits {
		f := roster.FieldByName(e.Field)
		switch {
		case f == nil, !f.Stored() && e.Field != roster.ManagerEmail, f.Kind == roster.KindRole && k == Import:
			return false
		// A user has one value before and one after; and fingerprints are kept up from the edits.
		case slices.ContainsFunc(c.Edits[:i], func(other Edit) bool { return other.Field == e.Field }):
			return false
		}
	}
	return true
}

// planLines reads a plan file line by line.
type planLines struct {
	r   *bufio.Reader
	sum hash.Hash // of all lines before the last one read
	was []byte    // the last one read
}

func newPlanLines(r io.ReaderAt) *planLines {
	return &planLines{r: bufio.NewReaderSize(io.NewSectionReader(r, 0, 1<<62), 1<<16), sum: sha256.New()}
}

// next returns the next line without its end. It is valid until the next call.
func (l *planLines) next() ([]byte, error) {
	l.sum.Write(l.was)
	l.was = l.was[:0]
	for {
		part, err := l.r.ReadSlice('\n')
		l.was = append(l.was, part...)
		switch {
		case err == nil:
			return bytes.TrimSuffix(l.was, []byte("\n")), nil
		case err == bufio.ErrBufferFull && len(l.was) <= maxPlanLine:
		case err == bufio.ErrBufferFull:
			return nil, edited()
		case err == io.EOF && len(l.was) > 0:
			return nil, io.ErrUnexpectedEOF
		default:
			return nil, err
		}
	}
}

// items calls do for each element of a list, up to the line that closes it.
func (l *planLines) items(closing string, do func([]byte) error) error {
	for n := 0; ; n++ {
		line, err := l.next()
		switch {
		case err == io.EOF || err == io.ErrUnexpectedEOF:
			return cut()
		case err != nil:
			return err
		case string(line) == closing:
			return nil
		}
		if n > 0 {
			var ok bool
			if line, ok = bytes.CutPrefix(line, []byte(",")); !ok {
				return edited()
			}
		}
		if err := do(line); err != nil {
			return err
		}
	}
}

// changes calls do for each change, up to the end of their list. A change is
// valid until the next one is read.
func (l *planLines) changes(k Kind, do func(*Change) error) error {
	var c planChange
	return l.items(closeChanges, func(line []byte) error {
		c = planChange{Change: Change{Edits: c.Edits[:0]}}
		if strict(line, &c) != nil || !validChange(&c, k) {
			return edited()
		}
		c.Change.Version, c.Change.ManagerWas, c.Change.ManagerID = c.Version, c.ManagerWas, c.ManagerID
		return do(&c.Change)
	})
}

// digest reads the last line, which must be the digest of all before it, and
// the end of the file behind it.
func (l *planLines) digest() (string, error) {
	last, err := l.next()
	if err != nil {
		return "", cut()
	}
	digest := string(last)
	if digest != fmt.Sprintf("%s%x%s", openDigest, l.sum.Sum(nil), closeDigest) {
		return "", edited()
	}
	if _, err := l.next(); err != io.EOF {
		return "", edited()
	}
	return digest, nil
}
