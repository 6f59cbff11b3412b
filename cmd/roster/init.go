package main

import "github.com/spf13/cobra"

func (a *app) initCmd() *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make an empty roster",
		Long: `Init makes an empty roster in roster.db, or where --db or $ROSTER_DB say. Its key,
the field that says who a row is about, is set by --key, or else by the first
import: employee_id if every row has one, email if not.`,
		Example: `  roster init
  roster init --key email --db staff.db`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			o, err := f.options()
			if err != nil {
				return err
			}
			db, err := a.createStore(cmd.Context(), a.db, o.plan.Key)
			if err != nil {
				return err
			}
			if err := db.Close(); err != nil {
				return fail("see that the disk has room and try again", "cannot finish %q: %w", a.db, err)
			}
			a.ui.note("made the empty roster %q", a.db)
			a.ui.advise("see what a file would do with: %s", a.command("plan", "FILE"))
			return nil
		},
	}
	cmd.Flags().StringVar(&f.key, "key", "", "match rows by this `FIELD`: employee_id or email")
	return cmd
}
