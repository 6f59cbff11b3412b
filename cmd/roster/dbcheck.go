package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"roster.example/store"
)

func (a *app) dbCheckCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Look for damage, and for edits behind the program's back",
		Long: `Check looks whether the file is whole, whether everybody is as the history of
runs adds up to, and whether anything was taken out of it or put in. It changes
nothing and holds up nobody. What it finds is one line each, and exit code 1.`,
		Args:                  exactly(),
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf(&format, "format", format, "text", "json"); err != nil {
				return err
			}
			return a.runDBCheck(cmd.Context(), format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the answer: text or json")
	return cmd
}

// mostFindings is how many findings are told. One cause can have as many
// consequences as there are people.
const mostFindings = 1000

func (a *app) runDBCheck(ctx context.Context, format string) (err error) {
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	findings := []store.Finding{}
	more := false
	for f, err := range db.Check(ctx) {
		if err != nil {
			return err
		}
		if more = len(findings) == mostFindings; more {
			break
		}
		findings = append(findings, f)
	}
	if err := a.sayFindings(format, findings, more); err != nil {
		return err
	}
	if len(findings) == 0 {
		return nil
	}
	faults := plural(len(findings), "fault")
	if more {
		faults = fmt.Sprintf("more than %d faults", mostFindings)
	}
	return fail("put back a backup with: "+a.command("db", "restore", "FILE"), "%q has %s", a.db, faults)
}

func (a *app) sayFindings(format string, findings []store.Finding, more bool) error {
	if format == "json" {
		return writeJSON(a.ui.out, struct {
			Database string          `json:"database"`
			OK       bool            `json:"ok"`
			Findings []store.Finding `json:"findings"`
			More     bool            `json:"more"` // than are told
		}{a.db, len(findings) == 0, findings, more})
	}
	if len(findings) == 0 {
		_, err := fmt.Fprintln(a.ui.out, "no faults")
		return err
	}
	for _, f := range findings {
		if _, err := fmt.Fprintln(a.ui.out, oneLine(f.Check+": "+f.Message)); err != nil {
			return err
		}
	}
	return nil
}
