package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"roster.example/reconcile"
	"roster.example/roster"
)

func (a *app) seatsCmd() *cobra.Command {
	var total, unused int
	var f flags
	cmd := &cobra.Command{
		Use:   "seats",
		Short: "Show how many seats are used, and by whom",
		Long: `Seats counts who uses the application: everybody who is active or on leave. With a
total, a run that would go over it is held. The total of roster.toml ([seats]
total = 500) goes before the one that --total stores. --unused lists the active
people who were not seen for so many days, by the last_seen of the files.`,
		Example: `  roster seats
  roster seats --total 500
  roster seats --unused 90 --format json`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := oneOf(&f.format, "format", f.format, "text", "json"); err != nil {
				return err
			}
			fs := cmd.Flags()
			if fs.Changed("total") {
				if err := a.setSeats(cmd.Context(), total, f); err != nil {
					return err
				}
			}
			days := -1
			if fs.Changed("unused") {
				if days = unused; days < 0 {
					return fail("write a number of days, as in --unused 90", "--unused %d is no number of days", days)
				}
			}
			return a.reading(cmd.Context(), func(_ reconcile.Store, snap reconcile.Snapshot) error {
				return a.showSeats(cmd.Context(), snap, days, f.format)
			})
		},
	}
	fs := cmd.Flags()
	fs.IntVar(&total, "total", 0, "`N` seats there are; 0 for any number")
	fs.IntVar(&unused, "unused", 0, "list who was not seen for `DAYS`")
	fs.BoolVar(&f.yes, "yes", false, "do not ask whether to store the total")
	fs.StringVar(&f.format, "format", "text", "`FORMAT` of what is shown: text or json")
	return cmd
}

// setSeats stores how many people may be active.
func (a *app) setSeats(ctx context.Context, total int, f flags) (err error) {
	switch configured := a.config.Seats.Total; {
	case total < 0:
		return fail("write a number of people, as in --total 500, or 0 for any number", "--total %d is no number of seats", total)
	case configured > 0:
		return fail(fmt.Sprintf("change it there, under [seats], in %q", a.configPath),
			"--total would change nothing: %s sets the seats to %d, and goes first", configName, configured)
	}
	if err := a.mayAsk("seats --total", "add --yes: "+a.again("--yes"), options{yes: f.yes}); err != nil {
		return err
	}
	db, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	before, active, err := seatsOf(ctx, db)
	switch {
	case err != nil:
		return err
	case before == total:
		a.ui.note("nothing to change: %s", seatsWords(total))
		return nil
	}
	if !f.yes {
		question := fmt.Sprintf("%s, instead of %s? %d are used [y/N]", seatsWords(total), seatsWords(before), active)
		if err := a.agree(ctx, question, yes); err != nil {
			return err
		}
	}
	if err := db.SetSeats(ctx, total, reconcile.Stamp{At: a.env.now().UTC().Truncate(time.Second), Actor: a.actor}); err != nil {
		return err
	}
	a.ui.note("%s now, instead of %s", seatsWords(total), seatsWords(before))
	return nil
}

func seatsOf(ctx context.Context, s reconcile.Store) (total, active int, err error) {
	snap, err := s.Snapshot(ctx)
	if err != nil {
		return 0, 0, err
	}
	info := snap.Info()
	return info.Seats, info.Active, errors.Join(err, snap.Close())
}

func seatsWords(total int) string {
	if total == 0 {
		return "any number of seats"
	}
	return plural(total, "seat")
}

// seatFacts is what there is to say of seats. It is the JSON as well as the
// source of the text.
type seatFacts struct {
	Total       *int              `json:"total"` // null: any number
	Used        int               `json:"used"`
	Free        *int              `json:"free"` // below 0 when more are used than there are
	Active      int               `json:"active"`
	OnLeave     int               `json:"on_leave"`
	Departments []departmentSeats `json:"departments"`
	Unused      *[]unseen         `json:"unused,omitempty"` // only where it is asked for
}

type departmentSeats struct {
	Department string `json:"department"` // "" for people without one
	Used       int    `json:"used"`
}

// unseen is somebody who has a seat and was not seen for long.
type unseen struct {
	ID         int64  `json:"id"`
	EmployeeID string `json:"employee_id"`
	Email      string `json:"email"`
	Name       string `json:"name"`
	Department string `json:"department"`
	LastSeen   string `json:"last_seen"` // "" for never
}

// showSeats counts the seats. Days is how long somebody must not have been seen
// to be listed, negative for no list.
func (a *app) showSeats(ctx context.Context, snap reconcile.Snapshot, days int, format string) error {
	facts := seatFacts{Departments: []departmentSeats{}} // never null
	if total := cmp.Or(a.config.Seats.Total, snap.Info().Seats); total > 0 {
		facts.Total = &total
	}
	since := ""
	if days >= 0 {
		since, facts.Unused = a.env.now().AddDate(0, 0, -days).Format(time.DateOnly), &[]unseen{}
	}
	departments := map[string]int{}
	seen := false
	for u, err := range snap.All(ctx) {
		if err != nil {
			return err
		}
		seen = seen || u.LastSeen != ""
		if !u.Employed() {
			continue
		}
		departments[u.Department]++
		facts.Used++
		if u.Status == roster.OnLeave {
			facts.OnLeave++
		} else {
			facts.Active++
		}
		if u.LastSeen < since {
			*facts.Unused = append(*facts.Unused, unseen{u.ID, u.EmployeeID, u.Email, u.Name(), u.Department, u.LastSeen})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(departments)) {
		facts.Departments = append(facts.Departments, departmentSeats{name, departments[name]})
	}
	if facts.Total != nil {
		free := *facts.Total - facts.Used
		facts.Free = &free
	}
	if facts.Unused != nil {
		slices.SortStableFunc(*facts.Unused, func(x, y unseen) int { return cmp.Compare(x.LastSeen, y.LastSeen) })
		if !seen && facts.Used > 0 {
			a.ui.note("no file has said yet when anybody was last seen; a column last_seen does")
		}
	}
	if format == "json" {
		return writeJSON(a.ui.out, facts)
	}
	return facts.write(a.ui.out, a.ui.columns(), days)
}

func (s *seatFacts) write(w io.Writer, width, days int) error {
	line := fmt.Sprintf("%s used: %d active, %d on leave", plural(s.Used, "seat"), s.Active, s.OnLeave)
	if s.Total != nil {
		line = fmt.Sprintf("%s of %d used: %d active, %d on leave; %d free", plural(s.Used, "seat"), *s.Total, s.Active, s.OnLeave, *s.Free)
		if *s.Free < 0 {
			line = fmt.Sprintf("%s of %d used: %d active, %d on leave; %d too many", plural(s.Used, "seat"), *s.Total, s.Active, s.OnLeave, -*s.Free)
		}
	}
	if _, err := fmt.Fprintln(w, line); err != nil {
		return err
	}
	if len(s.Departments) > 0 {
		t := table{width: width, head: []string{"department", "seats"}}
		for _, d := range s.Departments {
			t.add(cmp.Or(d.Department, "(none)"), fmt.Sprint(d.Used))
		}
		if _, err := fmt.Fprintln(w); err != nil {
			return err
		}
		if err := t.write(w); err != nil {
			return err
		}
	}
	if s.Unused == nil {
		return nil
	}
	if _, err := fmt.Fprintf(w, "\n%s not seen for %s\n", people(len(*s.Unused)), plural(days, "day")); err != nil {
		return err
	}
	t := table{width: width}
	for _, u := range *s.Unused {
		t.add(u.EmployeeID, u.Name, u.Email, u.Department, cmp.Or(u.LastSeen, "never"))
	}
	return t.write(w)
}
