package roster_test

import (
	"fmt"
	"strings"
	"time"

	"roster.example/roster"
)

func ExampleOpen() {
	file := `Employee #,Name,E-Mail,Hire Date,Status
00123,"Lee, Sam",mailto:sam@acme.example,3/15/2021,A
00124,Ana Ruiz,ana@@acme.example,7/1/2024,T
`
	up, err := roster.Open(strings.NewReader(file), int64(len(file)), roster.Options{
		Now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range up.Problems {
		fmt.Println(p.Severity, p.Code)
	}
	for row, err := range up.Rows(roster.KeyEmployeeID) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(row.Line, strings.Join(row.Values, " | "))
		for _, p := range row.Problems {
			fmt.Println("  ", p.Severity, p.Code, p.Message)
		}
	}
	// Output:
	// warning full-name-split
	// 2 00123 | sam@acme.example | Sam | Lee | 2021-03-15 | active
	// 3 00124 |  | Ana | Ruiz | 2024-07-01 | inactive
	//    error email-malformed "ana@@acme.example" is no email address
}

func ExampleGuard() {
	fmt.Println(roster.Guard("=SUM(A1)"), roster.Guard("Sam"), roster.Unguard("'=SUM(A1)"))
	// Output: '=SUM(A1) Sam =SUM(A1)
}

func ExampleExplain() {
	page, _ := roster.Explain(roster.CodeLongRow)
	fmt.Println(page.Title)
	// Output: the row has more cells than the header has columns
}
