package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
)

// Value is one value that a person gives by hand, as it was written.
type Value struct{ Field, Text string }

// ReadValues reads values that are given by hand in the way in which the cells
// of a file are read, and returns them clean, by field. An empty text clears.
// About is the email of the person they are about, "" for somebody new. What is
// wrong is in the problems, whose lines mean nothing.
func ReadValues(values []Value, about string, o Options) (map[string]string, []Problem, error) {
	header, row := []string{}, []string{}
	named := map[string]bool{}
	for _, v := range values {
		if named[v.Field] {
			return nil, nil, fmt.Errorf("%s is given twice", v.Field)
		}
		named[v.Field] = true
		text := v.Text
		if text == "" {
			text = Clear
		}
		header, row = append(header, v.Field), append(row, text)
		o.Map = append(o.Map, Mapping{v.Field, v.Field})
	}
	if !named[Email] && about != "" {
		header, row = append(header, Email), append(row, about)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.WriteAll([][]string{header, row}) // into memory: it cannot fail
	u, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()), o)
	var fault *FileError
	if errors.As(err, &fault) {
		return map[string]string{}, []Problem{byHand(fault.Problem)}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	defer u.Close()
	clean, problems := map[string]string{}, u.Problems
	for r, err := range u.Rows(KeyEmail) {
		if err != nil {
			return nil, nil, err
		}
		problems = append(problems, r.Problems...)
		for i, f := range u.Fields {
			if r.Values[i] != "" && (f.Name != Email || named[Email]) {
				clean[f.Name] = r.Values[i]
			}
		}
	}
	return clean, problems, nil
}

// byHand words a fault of the file that was made of the values for the person
// who gave them: there are no columns to map.
func byHand(q Problem) Problem {
	switch q.Code {
	case CodeMapUnknownField:
		form, _ := headerForms(q.Field)
		q.Hint = "the fields are listed by: roster fields"
		if f := fieldLike(form); f != nil {
			q.Hint = fmt.Sprintf("did you mean %s?", f.Name)
		}
	case CodeNoEmails:
		q.Code = CodeEmailMalformed
		q.Message = fmt.Sprintf("%q is no email address", short(q.Value))
		q.Hint = "write one address of the form name@company.example"
	}
	return q
}
