package main

import (
	"github.com/spf13/cobra"

	"roster.example/templates"
)

func (a *app) templateCmd() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "template",
		Short: "Write a blank roster file to hand to HR",
		Long: `Template writes a roster file without people: the headers that import knows, in
the order in which export writes them.`,
		Example: `  roster template -o people.csv`,
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			if err := apart([]named{{"the roster's database", a.db}}, []named{{"-o", out}}); err != nil {
				return err
			}
			return a.writeTo(out, templates.Blank)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "write to `FILE` instead of stdout")
	return cmd
}
