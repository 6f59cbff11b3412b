package table

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"path"
	"strings"
)

// parts are the parts of a workbook: the files in its archive (ECMA-376, part 2).
// What nobody takes, such as pictures, is not unpacked.
type parts struct {
	files map[string][]*zip.File // by their names, in which case tells nothing apart
	limit int64
	taken int64 // bytes, of the limit
}

func partsOf(z *zip.Reader, limit int64) parts {
	p := parts{files: map[string][]*zip.File{}, limit: limit}
	for _, f := range z.File {
		key := partKey(f.Name)
		p.files[key] = append(p.files[key], f)
	}
	return p
}

func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// take returns a part that is going to be unpacked, nil when there is none of this
// name. The sizes that it adds up are those that the archive tells; archive/zip gives
// no more than that.
func (p *parts) take(name string) (*zip.File, error) {
	files := p.files[partKey(name)]
	switch {
	case len(files) == 0:
		return nil, nil
	case len(files) > 1:
		return nil, damagedWorkbook(fmt.Errorf("%q is in it more than once", name))
	}
	f := files[0]
	if err := refuseLocked(f); err != nil {
		return nil, err
	}
	if f.UncompressedSize64 > uint64(p.limit-p.taken) {
		return nil, workbookTooLarge("more to unpack than " + bytesText(int(p.limit)))
	}
	p.taken += int64(f.UncompressedSize64)
	return f, nil
}

// each reads a part that is no sheet and not the strings, and calls do at the start
// of every element, with the path to it from the root, which must be this one. A
// part that nobody names need not be there.
func (p *parts) each(of partName, root string, do func(at string, el xml.StartElement) error) error {
	f, err := p.named(of)
	if f == nil || err != nil {
		return err
	}
	if f.UncompressedSize64 > partBytes {
		return workbookTooLarge(fmt.Sprintf("a part %q of more than %s", f.Name, bytesText(partBytes)))
	}
	return readPart(f, root, func(part *xmlPart, token xml.Token) error {
		if el, ok := token.(xml.StartElement); ok {
			return do(strings.Join(part.open, "/"), el)
		}
		return nil
	})
}

// partName is the name of a part, and whether another part gives it that: then it
// has to be there.
type partName struct {
	name  string
	given bool
}

// named takes a part of such a name.
func (p *parts) named(of partName) (*zip.File, error) {
	f, err := p.take(of.name)
	if f == nil && err == nil && of.given {
		err = damagedWorkbook(fmt.Errorf("%q is not in it", of.name))
	}
	return f, err
}

// relations are the parts that another one names.
type relations struct {
	byID   map[string]relation
	byKind map[string]relation // the first of each
}

// relation is one of them, by what it is to the other.
type relation struct{ kind, target string }

// relations reads those of a part; "" stands for the archive itself (ECMA-376,
// part 2, section 9.3).
func (p *parts) relations(of string) (relations, error) {
	r := relations{map[string]relation{}, map[string]relation{}}
	dir, name := path.Split(of)
	err := p.each(partName{name: dir + "_rels/" + name + ".rels"}, "Relationships", func(at string, el xml.StartElement) error {
		if at != "Relationships/Relationship" || attr(el, "TargetMode") == "External" {
			return nil
		}
		target := strings.ReplaceAll(attr(el, "Target"), `\`, "/")
		if !path.IsAbs(target) {
			target = path.Join(dir, target)
		}
		to := relation{path.Base(attr(el, "Type")), path.Clean(target)}
		if _, again := r.byKind[to.kind]; !again {
			r.byKind[to.kind] = to
		}
		r.byID[attr(el, "Id")] = to
		return nil
	})
	return r, err
}

// part returns the name of the part of a kind: as it is given, or as it usually is.
func (r relations) part(kind, usual string) partName {
	if to, ok := r.byKind[kind]; ok {
		return partName{to.target, true}
	}
	return partName{usual, false}
}

// of returns the part that an element names, by its attribute r:id; the prefix may
// be another.
func (r relations) of(el xml.StartElement) relation {
	for _, a := range el.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return r.byID[a.Value]
		}
	}
	return relation{}
}
