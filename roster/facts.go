package roster

// ColumnFacts is what is known of one column after the file was read once: for
// a person who wants to see how a file was understood.
type ColumnFacts struct {
	Header  string   `json:"header"`
	Field   *string  `json:"field"`           // nil when the column is ignored
	How     How      `json:"how"`             // how it was recognised
	About   string   `json:"about,omitempty"` // of a column we know and do not keep: "birth date", "address", …
	Filled  float64  `json:"filled"`          // share of the rows that have a value, 0 to 1
	Samples []string `json:"samples"`         // the first three different values, cut at 80 characters
}

// Columns returns the facts about every column of Source.Columns, in the same
// order.
func (u *Upload) Columns() []ColumnFacts {
	facts := make([]ColumnFacts, 0, len(u.columns))
	for _, c := range u.columns {
		if c.absent() {
			continue
		}
		f := ColumnFacts{Header: c.header, How: c.how, About: c.about, Samples: []string{}}
		if c.field != nil {
			f.Field = &c.field.Name
		}
		if u.rows > 0 {
			f.Filled = float64(c.seen.filled) / float64(u.rows)
		}
		for _, s := range c.seen.samples {
			f.Samples = append(f.Samples, short(s))
		}
		facts = append(facts, f)
	}
	return facts
}

// absent reports a column that has neither a header nor a value; spreadsheets
// leave them at the end.
func (c *column) absent() bool { return c.how == HowEmpty && c.seen.filled == 0 }
