package table

import "fmt"

// limits caps what one file may make us hold. They are far above what a
// roster needs, and low enough that a broken file is found out before it has
// filled the memory.
type limits struct {
	cell    int // bytes of a cell
	lines   int // lines of a quoted cell
	columns int // cells of a record
	record  int // bytes of a record
	records int // records of a table
}

var standard = limits{
	cell:    128 << 10,
	lines:   100,
	columns: 16_384, // as many as a sheet of Excel has
	record:  1 << 20,
	records: 10_000_000,
}

func (l limits) cellTooLong(line int) error {
	return &Error{
		Code: "cell-too-long", Line: line,
		Message: fmt.Sprintf("line %d has a cell of more than %s", line, bytesText(l.cell)),
		Hint:    "shorten the cell, or look whether a delimiter or line end is missing there",
	}
}

func (l limits) recordTooLong(line int) error {
	return &Error{
		Code: "record-too-long", Line: line,
		Message: fmt.Sprintf("the record on line %d is longer than %s", line, bytesText(l.record)),
		Hint:    "look whether the line ends are missing; save the table again as CSV UTF-8",
	}
}

func (l limits) tooManyColumns(line int) error {
	return &Error{
		Code: "too-many-columns", Line: line,
		Message: fmt.Sprintf("the record on line %d has more than %d cells", line, l.columns),
		Hint:    "look whether the line ends are missing; keep only the columns a roster needs",
	}
}

func (l limits) tooManyRecords(line int) error {
	return &Error{
		Code: "too-many-records", Line: line,
		Message: fmt.Sprintf("the table has more than %d records; the next one is on line %d", l.records, line),
		Hint:    "split the file, and upload the parts one after the other",
	}
}

// bytesText writes a cap as a person would: 128 KiB, 1 MiB.
func bytesText(n int) string {
	switch {
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10 && n%(1<<10) == 0:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
