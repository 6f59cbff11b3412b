package templates

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"roster.example/reconcile"
	"roster.example/roster"
)

// Schema names the shape of the JSON report. Keys and their order are API.
const Schema = "roster.report/v1"

// writeJSON writes the report as one object: a key to a line, and within the
// three long lists an item to a line, so that two reports can be compared
// with diff and a report can be searched with grep.
func writeJSON(b *bufio.Writer, r *reconcile.Report) error {
	j := newJSON(b)
	source := r.Source
	if source.Columns == nil {
		source.Columns = []roster.Column{}
	}

	b.WriteString("{\"schema\": ")
	j.value(Schema)
	j.key("run", r.Run)
	j.key("plan", r.Plan)
	j.key("source", source)
	j.key("summary", r.Summary)

	j.open("changes")
	err := each(r, func(c *reconcile.Change) error {
		change := *c
		if change.Edits == nil {
			change.Edits = []reconcile.Edit{}
		}
		return j.item(change)
	})
	if err != nil {
		return err
	}
	j.close()

	j.open("problems")
	for _, p := range r.Problems {
		j.item(p)
	}
	j.close()

	j.open("limits")
	for _, l := range r.Limits {
		if !l.Exceeded {
			l.Allow = ""
		}
		j.item(l)
	}
	j.close()
	b.WriteString("}\n")
	return j.err
}

// jsonWriter writes one object key by key. Its first error stays.
type jsonWriter struct {
	out   *bufio.Writer
	buf   bytes.Buffer
	enc   *json.Encoder
	items int
	err   error
}

func newJSON(b *bufio.Writer) *jsonWriter {
	j := &jsonWriter{out: b}
	j.enc = json.NewEncoder(&j.buf)
	// "<" and "&" in a name are no danger outside HTML, and R&D should read R&D.
	j.enc.SetEscapeHTML(false)
	return j
}

func (j *jsonWriter) key(name string, v any) {
	fmt.Fprintf(j.out, ",\n %q: ", name)
	j.value(v)
}

func (j *jsonWriter) open(name string) {
	fmt.Fprintf(j.out, ",\n %q: [", name)
	j.items = 0
}

func (j *jsonWriter) item(v any) error {
	if j.items > 0 {
		j.out.WriteByte(',')
	}
	j.items++
	j.out.WriteString("\n  ")
	j.value(v)
	return j.err
}

func (j *jsonWriter) close() {
	if j.items > 0 {
		j.out.WriteString("\n ")
	}
	j.out.WriteByte(']')
}

func (j *jsonWriter) value(v any) {
	if j.err != nil {
		return
	}
	j.buf.Reset()
	if j.err = j.enc.Encode(v); j.err != nil {
		return
	}
	_, j.err = j.out.Write(escapeHidden(bytes.TrimSuffix(j.buf.Bytes(), []byte("\n"))))
}

// escapeHidden writes characters that cannot be seen as \u escapes, which a
// reader of JSON takes for the same text. The encoder does so below U+0020
// only; the C1 controls, which some terminals obey, and those that turn the
// writing direction would otherwise reach the screen when JSON is looked at.
// They can only stand inside strings, so no knowledge of JSON is needed.
func escapeHidden(b []byte) []byte {
	var out []byte // nil as long as there was nothing to escape
	copied := 0
	for i := 0; i < len(b); {
		if plain(b[i]) {
			i++
			continue
		}
		r, size := utf8.DecodeRune(b[i:])
		if hidden(r) {
			out = append(out, b[copied:i]...)
			copied = i + size
			if r > 0xffff {
				high, low := utf16.EncodeRune(r)
				out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
			} else {
				out = fmt.Appendf(out, `\u%04x`, r)
			}
		}
		i += size
	}
	if out == nil {
		return b
	}
	return append(out, b[copied:]...)
}
