package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

func (a *app) exportCmd() *cobra.Command {
	var (
		out              string
		statuses, fields []string
	)
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the roster in the shape that import reads",
		Long: `Export writes everybody, active or not, as CSV: importing it again changes
nothing. Roles are left out unless --fields asks for them, because no import
takes them.`,
		Example: `  roster export -o people.csv
  roster export --status active,on_leave --fields employee_id,email,department`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkStatuses(statuses); err != nil {
				return err
			}
			wanted, err := exportFields(fields)
			if err != nil {
				return err
			}
			return a.runExport(cmd.Context(), out, statuses, wanted)
		},
	}
	fs := cmd.Flags()
	fs.StringVarP(&out, "output", "o", "", "write to `FILE` instead of stdout")
	fs.StringSliceVar(&statuses, "status", nil, "only people with this `STATUS`: active, on_leave or inactive; repeatable")
	fs.StringSliceVar(&fields, "fields", nil, "only these `FIELDS`, in this order, as in email,title,custom.badge")
	return cmd
}

// exportFields looks up the fields of --fields.
func exportFields(names []string) ([]*roster.Field, error) {
	var fields []*roster.Field
	for _, name := range names {
		name = strings.TrimSpace(name)
		f := roster.FieldByName(name)
		if f == nil || f.Kind == roster.KindFullName {
			var known []string
			for _, f := range roster.Fields {
				if f.Kind != roster.KindFullName {
					known = append(known, f.Name)
				}
			}
			hint := "the fields are " + strings.Join(known, ", ") + ", and custom.<name>"
			if near := nearest(name, known); near != "" {
				hint = fmt.Sprintf("did you mean %s? %s", near, hint)
			}
			return nil, fail(hint, "--fields does not know %q", name)
		}
		fields = append(fields, f)
	}
	return fields, nil
}

func (a *app) runExport(ctx context.Context, out string, statuses []string, fields []*roster.Field) (err error) {
	if err := apart([]named{{"the roster's database", a.db}}, []named{{"-o", out}}); err != nil {
		return err
	}
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	snap, err := db.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, snap.Close()) }()
	n := 0
	err = a.writeTo(out, func(w io.Writer) error {
		n, err = a.export(ctx, w, snap, statuses, fields)
		return err
	})
	if err == nil && out != "" && out != stdinName {
		a.ui.note("%s written to %q", people(n), out)
	}
	return err
}

// export writes the people of a snapshot, one at a time, and returns how many
// they were.
func (a *app) export(ctx context.Context, w io.Writer, snap reconcile.Snapshot, statuses []string, fields []*roster.Field) (int, error) {
	var custom []string
	if fields == nil {
		var err error
		if custom, err = customNames(ctx, snap); err != nil {
			return 0, err
		}
	}
	m := a.ui.progress("exporting", int64(snap.Info().Users))
	defer m.done()
	people := newPeopleWriter(w, fields, custom)
	written, seen := 0, 0
	for u, err := range snap.All(ctx) {
		if err != nil {
			return written, err
		}
		if seen++; seen%1024 == 0 {
			m.set(int64(seen))
		}
		if len(statuses) > 0 && !slices.Contains(statuses, string(u.Status)) {
			continue
		}
		if err := people.write(u); err != nil {
			return written, err
		}
		written++
	}
	return written, people.close()
}

// customNames returns the names of all custom fields that anybody has,
// sorted. It reads everybody once, because a header comes before its cells.
func customNames(ctx context.Context, snap reconcile.Snapshot) ([]string, error) {
	found := map[string]bool{}
	for u, err := range snap.All(ctx) {
		if err != nil {
			return nil, err
		}
		for name := range u.Custom {
			found[name] = true
		}
	}
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}
