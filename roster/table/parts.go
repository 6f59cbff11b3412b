package table

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"strings"
)

// parts are the parts of a workbook: the files in its archive (ECMA-376, part 2).
// What nobody takes, such as pictures, is not unpacked.
type parts struct {
	files map[string]*zip.File // by their names, which differ in more than case
	limit int64
	taken int64 // bytes, of the limit
}

func partsOf(z *zip.Reader, limit int64) parts {
	p := parts{files: map[string]*zip.File{}, limit: limit}
	for _, f := range z.File {
		p.files[partKey(f.Name)] = f
	}
	return p
}

func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// take returns a part that is going to be unpacked, nil when there is none. The
// sizes that it adds up are those that the archive tells; archive/zip gives no
// more than that.
func (p *parts) take(name string) (*zip.File, error) {
	f := p.files[partKey(name)]
	if f == nil {
		return nil, nil
	}
	if f.UncompressedSize64 > uint64(p.limit-p.taken) {
		return nil, workbookTooLarge("more to unpack than " + bytesText(int(p.limit)))
	}
	p.taken += int64(f.UncompressedSize64)
	return f, nil
}

// each reads a part that is no sheet and not the strings, if there is one, and
// calls do at the start of every element, with the name of the one that it is in.
func (p *parts) each(name string, do func(el xml.StartElement, in string) error) (there bool, err error) {
	f, err := p.take(name)
	if f == nil || err != nil {
		return false, err
	}
	if f.UncompressedSize64 > partBytes {
		return false, workbookTooLarge(fmt.Sprintf("a part %q of more than %s", f.Name, bytesText(partBytes)))
	}
	part, err := openPart(f)
	if err != nil {
		return false, err
	}
	defer part.Close()
	for {
		token, err := part.token()
		if err == io.EOF {
			return true, nil
		}
		if err != nil {
			return false, err
		}
		if el, ok := token.(xml.StartElement); ok {
			in := ""
			if n := len(part.open); n > 1 {
				in = part.open[n-2]
			}
			if err := do(el, in); err != nil {
				return false, err
			}
		}
	}
}

// relations are the parts that another one names.
type relations []related

type related struct{ id, kind, target string }

// relations reads those of a part; "" stands for the archive itself (ECMA-376,
// part 2, section 9.3).
func (p *parts) relations(of string) (r relations, err error) {
	dir, name := path.Split(of)
	_, err = p.each(dir+"_rels/"+name+".rels", func(el xml.StartElement, _ string) error {
		if el.Name.Local == "Relationship" && attr(el, "TargetMode") != "External" {
			target := strings.ReplaceAll(attr(el, "Target"), `\`, "/")
			if !path.IsAbs(target) {
				target = path.Join(dir, target)
			}
			r = append(r, related{attr(el, "Id"), path.Base(attr(el, "Type")), path.Clean(target)})
		}
		return nil
	})
	return r, err
}

// byID returns the part of this name, the zero related when there is none.
func (r relations) byID(id string) related {
	for _, to := range r {
		if to.id == id {
			return to
		}
	}
	return related{}
}

// target returns the part of a kind, or where it usually is.
func (r relations) target(kind, usual string) string {
	for _, to := range r {
		if to.kind == kind {
			return to.target
		}
	}
	return usual
}

// relation returns by which name an element names another part: its attribute
// r:id, whatever the prefix.
func relation(el xml.StartElement) string {
	for _, a := range el.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

func isTrue(value string) bool { return value == "1" || value == "true" }
