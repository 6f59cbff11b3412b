// Package rostertest makes companies up: rosters of any size that look like
// those of HR systems, and the uploads that follow them, with the exact counts
// of what such an upload must lead to. The same company is the same bytes on
// every machine.
//
// Names are of many scripts, cells have commas, quotes and line ends in them,
// emails come back in other cases, and uploads are shuffled.
package rostertest

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// Company is a made-up company. Its shares are of People, from 0 to 1; who is
// edited, has left or is omitted are different people.
type Company struct {
	People   int
	Seed     uint64
	Edited   float64 // with one to three other values
	Left     float64 // inactive in the upload
	Hired    float64 // beyond People: in the upload only
	Omitted  float64 // in the roster only
	Managers bool    // a column that names the manager by employee ID
	Ordered  bool    // the upload is in the order of the roster, not shuffled
}

// Counts is what an upload must lead to, in a roster of everybody and with
// default options. Edits are those of people who are updated or deactivated.
type Counts struct {
	Rows, Create, Update, Deactivate, Unchanged, Omitted, Edits int
}

// Columns are the headers of the files: canonical names, so that no mapping is
// needed. With Managers there is one more, manager_employee_id.
var Columns = []string{
	"employee_id", "email", "first_name", "last_name", "title", "department",
	"location", "cost_center", "employment_type", "phone", "start_date", "status",
}

// WriteRoster writes everybody as they are before the upload, in their order:
// what a first load reads.
func (c Company) WriteRoster(w io.Writer) error {
	c.Ordered = true
	return c.WriteAgain(w)
}

// WriteAgain writes the same people in the order of an upload: one that
// changes nothing.
func (c Company) WriteAgain(w io.Writer) error {
	out := c.writer(w)
	for _, i := range c.order(c.People) {
		p := c.person(i)
		out.row(&p)
	}
	return out.Flush()
}

// WriteUpload writes the upload that follows, and says what it must lead to.
func (c Company) WriteUpload(w io.Writer) (Counts, error) {
	out := c.writer(w)
	counts := Counts{}
	hired := int(float64(c.People) * c.Hired)
	for _, i := range c.order(c.People + hired) {
		p := c.person(i)
		if i >= c.People {
			counts.Create++
			counts.Rows++
			out.row(&p)
			continue
		}
		switch c.fate(i) {
		case omitted:
			counts.Omitted++
			continue
		case left:
			p.values[11] = "inactive"
			counts.Deactivate++
			counts.Edits++
		case edited:
			counts.Update++
			counts.Edits += c.edit(i, &p)
		default:
			counts.Unchanged++
		}
		if c.draw(i, 9)%20 == 0 { // the spelling of an email changes nothing
			p.values[1] = strings.ToUpper(p.values[1][:1]) + p.values[1][1:]
		}
		counts.Rows++
		out.row(&p)
	}
	return counts, out.Flush()
}

// WriteHires writes n people whom the roster does not know.
func (c Company) WriteHires(w io.Writer, n int) error {
	out := c.writer(w)
	for i := range n {
		p := c.person(2*c.People + i)
		out.row(&p)
	}
	return out.Flush()
}

func (c Company) order(n int) []int {
	if !c.Ordered {
		return rand.New(rand.NewPCG(c.Seed, 1)).Perm(n)
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

type fate int

const (
	same fate = iota
	edited
	left
	omitted
)

// fate says what the upload does with somebody.
func (c Company) fate(i int) fate {
	x := float64(c.draw(i, 2)>>11) / (1 << 53)
	switch {
	case x < c.Edited:
		return edited
	case x < c.Edited+c.Left:
		return left
	case x < c.Edited+c.Left+c.Omitted:
		return omitted
	}
	return same
}

// edit gives somebody one to three other values and returns how many.
func (c Company) edit(i int, p *person) int {
	d := c.draw(i, 3)
	p.values[4] = "Lead " + p.values[4]
	n := 1
	if d%3 > 0 {
		p.values[7] += "-B"
		n++
	}
	if d%3 > 1 {
		p.values[9] += "9"
		n++
	}
	return n
}

// draw returns a random number of a person: the same for the same question.
func (c Company) draw(i int, question uint64) uint64 {
	x := c.Seed*0x9e3779b97f4a7c15 + uint64(i)*0xbf58476d1ce4e5b9 + question*0x94d049bb133111eb
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// person is somebody's cells, in the order of Columns.
type person struct {
	values  [12]string
	manager string
}

func (c Company) person(i int) (p person) {
	d := c.draw(i, 1)
	of := func(list []string) string {
		n := uint64(len(list))
		v := list[d%n]
		d /= n
		return v
	}
	first, last := of(firstNames), of(lastNames)
	p.values = [12]string{
		fmt.Sprintf("%07d", i+1), // zeros in front, which must be kept
		fmt.Sprintf("%s.%s.%d@acme.example", ascii[int(c.draw(i, 4)%uint64(len(ascii)))], ascii[int(d%uint64(len(ascii)))], i),
		first, last, of(titles), of(departments), of(locations),
		fmt.Sprintf("CC-%04d", d%400), of(types), fmt.Sprintf("+49 30 %07d", c.draw(i, 5)%1e7),
		fmt.Sprintf("20%02d-%02d-%02d", c.draw(i, 6)%26, c.draw(i, 7)%12+1, c.draw(i, 8)%28+1), "active",
	}
	if c.draw(i, 10)%200 == 0 {
		p.values[6] = "Hauptstraße 5,\n10827 Berlin"
	}
	if i > 0 {
		p.manager = fmt.Sprintf("%07d", i/8+1)
		if c.fate(i/8) == left || c.fate(i/8) == omitted {
			p.manager = "0000001" // who stays
		}
	}
	return p
}

// writer writes rows of CSV as spreadsheets do.
type writer struct {
	*bufio.Writer
	managers bool
}

func (c Company) writer(w io.Writer) *writer {
	out := &writer{bufio.NewWriterSize(w, 1<<16), c.Managers}
	out.WriteString(strings.Join(Columns, ","))
	if c.Managers {
		out.WriteString(",manager_employee_id")
	}
	out.WriteString("\n")
	return out
}

// row writes a row. The first error stays with the writer, for Flush.
func (w *writer) row(p *person) {
	for i, v := range p.values {
		if i > 0 {
			w.WriteByte(',')
		}
		w.cell(v)
	}
	if w.managers {
		w.WriteByte(',')
		w.cell(p.manager)
	}
	w.WriteByte('\n')
}

func (w *writer) cell(v string) {
	if strings.ContainsAny(v, ",\"\n") {
		v = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
	}
	w.WriteString(v)
}
