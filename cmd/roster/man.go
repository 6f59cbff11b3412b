package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (a *app) manCmd() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man",
		Short: "Write the manual as man pages",
		Long: `Man writes the manual page of roster to stdout, or with -o the pages of all
commands to a folder, which is made if there is none.`,
		Example: `  roster man | man -l -
  roster man -o /usr/local/share/man/man1`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			now := a.env.now()
			header := &doc.GenManHeader{Title: "ROSTER", Section: "1", Source: "roster " + a.env.version, Manual: "Roster", Date: &now}
			if dir == "" {
				return doc.GenMan(cmd.Root(), header, a.ui.out)
			}
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fail("give -o a folder that you can write to", "cannot make %q: %w", dir, reason(err))
			}
			header.Title = "" // each page then has its own
			if err := doc.GenManTree(cmd.Root(), header, dir); err != nil {
				return fail("give -o a folder that you can write to", "cannot write the pages: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&dir, "output", "o", "", "write all pages to the folder `DIR`")
	return cmd
}
