// Command generate writes a made-up roster to stdout, or the upload that
// follows it:
//
//	go run ./testdata/generate -n 100000 > roster.csv
//	go run ./testdata/generate -n 100000 -upload -edited 0.02 -left 0.01 -hired 0.01 -omitted 0.03 > upload.csv
package main

import (
	"flag"
	"fmt"
	"os"

	"roster.example/roster/rostertest"
)

func main() {
	var c rostertest.Company
	flag.IntVar(&c.People, "n", 1000, "how many people the roster has")
	flag.Uint64Var(&c.Seed, "seed", 1, "another number is another company")
	flag.Float64Var(&c.Edited, "edited", 0.02, "share of people whom the upload edits")
	flag.Float64Var(&c.Left, "left", 0.01, "share of people who have left")
	flag.Float64Var(&c.Hired, "hired", 0.01, "share of people who are new")
	flag.Float64Var(&c.Omitted, "omitted", 0.03, "share of people who are not in the upload")
	flag.BoolVar(&c.Managers, "managers", false, "with a column of managers")
	flag.BoolVar(&c.Ordered, "ordered", false, "do not shuffle the upload")
	upload := flag.Bool("upload", false, "write the upload, and to stderr what it must lead to")
	flag.Parse()
	if err := write(c, *upload); err != nil {
		fmt.Fprintf(os.Stderr, "generate: %v\n", err)
		os.Exit(1)
	}
}

func write(c rostertest.Company, upload bool) error {
	if !upload {
		return c.WriteRoster(os.Stdout)
	}
	counts, err := c.WriteUpload(os.Stdout)
	fmt.Fprintf(os.Stderr, "%+v\n", counts)
	return err
}
