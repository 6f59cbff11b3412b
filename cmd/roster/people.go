package main

import (
	"encoding/csv"
	"io"

	"github.com/gocarina/gocsv"

	"roster.example/roster"
)

// peopleWriter writes users as CSV. The columns are the csv tags of
// roster.User, which gocsv reads, and behind them the custom fields; or else
// exactly the fields that were asked for.
type peopleWriter struct {
	out    *csv.Writer
	fields []*roster.Field // nil: those of the tags, and custom
	custom []*roster.Field
	user   *roster.User // being written; nil for the header

	columns []*roster.Field // of the file; nil until the header is written
}

func newPeopleWriter(w io.Writer, fields []*roster.Field, custom []string) *peopleWriter {
	p := &peopleWriter{out: csv.NewWriter(w), fields: fields}
	for _, name := range custom {
		p.custom = append(p.custom, roster.FieldByName("custom."+name))
	}
	return p
}

func (p *peopleWriter) write(u *roster.User) error {
	if err := p.begin(); err != nil {
		return err
	}
	p.user = u
	if p.fields == nil {
		return gocsv.MarshalCSVWithoutHeaders([]*roster.User{u}, p)
	}
	return p.Write(nil)
}

// begin writes the header, once.
func (p *peopleWriter) begin() error {
	if p.columns != nil {
		return nil
	}
	p.user = nil
	if p.fields == nil {
		return gocsv.MarshalCSV([]*roster.User{}, p)
	}
	return p.Write(nil)
}

// Write takes one record from gocsv and completes it. Every cell is written as
// it is read again, and opens harmlessly in a spreadsheet.
func (p *peopleWriter) Write(cells []string) error {
	record := append(make([]string, 0, len(cells)+len(p.fields)+len(p.custom)), cells...)
	for _, fields := range [][]*roster.Field{p.fields, p.custom} {
		for _, f := range fields {
			if p.user == nil {
				record = append(record, f.Name)
				continue
			}
			record = append(record, f.Get(p.user))
		}
	}
	if p.user == nil {
		for _, name := range record {
			p.columns = append(p.columns, roster.FieldByName(name))
		}
		return p.out.Write(record)
	}
	for i, f := range p.columns {
		record[i] = f.Cell(record[i])
	}
	return p.out.Write(record)
}

// Flush does nothing: gocsv flushes after every person, which is too often.
func (p *peopleWriter) Flush() {}

// Error returns the first error of writing.
func (p *peopleWriter) Error() error { return p.out.Error() }

// close writes what is left. A roster without people has a header all the
// same.
func (p *peopleWriter) close() error {
	if err := p.begin(); err != nil {
		return err
	}
	p.out.Flush()
	return p.out.Error()
}
