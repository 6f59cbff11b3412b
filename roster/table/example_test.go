package table_test

import (
	"fmt"
	"strings"

	"roster.example/roster/table"
)

func Example() {
	file := "\ufeffName;Office\r\n\"Ruiz, Ana\";\"Hauptstr. 5\r\nBerlin\"\r\n\r\nSam Lee;Boston\r\n"
	t, err := table.Open(strings.NewReader(file), int64(len(file)), table.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s, %s, delimiter %q\n", t.Format, t.Encoding, t.Delimiter)
	for rec, err := range t.Records() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("line %d: %q\n", rec.Line, rec.Cells)
	}
	// Output:
	// csv, utf-8, delimiter ";"
	// line 1: ["Name" "Office"]
	// line 2: ["Ruiz, Ana" "Hauptstr. 5\r\nBerlin"]
	// line 5: ["Sam Lee" "Boston"]
}

func ExampleError() {
	file := "id,name,email\n1,\"Ann,ann@acme.example\n2,Bob,bob@acme.example\n"
	t, err := table.Open(strings.NewReader(file), int64(len(file)), table.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, err := range t.Records() {
		if err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// the quote opened on line 2 is not closed
}
