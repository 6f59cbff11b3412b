package reconcile

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"roster.example/roster"
)

// taking is an email that somebody is to have after the run.
type taking struct {
	email string
	user  int64 // 0 for somebody new
}

// lookAlikes returns, for each of the emails that could be taken for
// somebody else's, whose that is: a warning, by the place of the email in the
// list. An address that passes for another gets its mail, and its trust.
func lookAlikes(ctx context.Context, snap Snapshot, taken []taking) (map[int]roster.Problem, error) {
	wanted := named{emails: map[string]*roster.User{}}
	alike := map[int][]string{}
	own := map[int64]bool{} // users whose email the run changes
	for i, t := range taken {
		own[t.user] = true
		if found := roster.LookAlikes(roster.EmailKey(t.email)); found != nil {
			alike[i] = found
			for _, key := range found {
				wanted.emails[key] = nil
			}
		}
	}
	if len(alike) == 0 {
		return nil, nil
	}
	together := map[string]int{} // their own emails, by key
	for i, t := range taken {
		key := roster.EmailKey(t.email)
		if _, ok := wanted.emails[key]; ok {
			together[key] = i
		}
	}
	for u, err := range snap.Holders(ctx, &wanted) {
		if err != nil {
			return nil, err
		}
		key := roster.EmailKey(u.Email)
		if _, ok := wanted.emails[key]; ok && !own[u.ID] {
			wanted.emails[key] = copyOf(u)
		}
	}
	warnings := map[int]roster.Problem{}
	for i, keys := range alike {
		for _, key := range keys {
			whose := ""
			if u := wanted.emails[key]; u != nil {
				whose = fmt.Sprintf("%s, which belongs to %s", u.Email, who(u))
			} else if j, ok := together[key]; ok {
				whose = taken[j].email + ", which this run gives to somebody"
			}
			if whose != "" {
				warnings[i] = roster.Problem{
					Severity: roster.Warning, Code: roster.CodeLookAlike, Field: roster.Email, Value: taken[i].email,
					Message: fmt.Sprintf("email %q would pass for %s", taken[i].email, whose),
					Hint:    "make sure that this address is meant, letter by letter",
				}
				break
			}
		}
	}
	return warnings, nil
}

// warnOfLookAlikes looks at the emails that the rows give out.
func (p *preparation) warnOfLookAlikes(ctx context.Context) error {
	var rows []*subject
	var taken []taking
	for _, s := range p.subjects {
		if !s.live() || s.outcome != Create && !s.gives[claimBit(roster.Email)] {
			continue
		}
		t := taking{email: p.rows.identifier(s.row, p.rows.at.email)}
		if s.user != nil {
			t.user = s.user.ID
		}
		rows, taken = append(rows, s), append(taken, t)
	}
	warnings, err := lookAlikes(ctx, p.snap, taken)
	for i, s := range rows {
		if q, ok := warnings[i]; ok {
			p.problem(s.row, q)
		}
	}
	return err
}

// warnOfLookAlikes looks at the emails that the wishes give out.
func (d *draft) warnOfLookAlikes(ctx context.Context) error {
	var taken []taking
	for _, w := range d.wishes {
		if w.live() && w.after != nil && (w.before == nil || roster.EmailKey(w.before.Email) != roster.EmailKey(w.after.Email)) {
			taken = append(taken, taking{w.after.Email, w.after.ID})
		}
	}
	warnings, err := lookAlikes(ctx, d.snap, taken)
	for _, i := range slices.Sorted(maps.Keys(warnings)) {
		d.problems = append(d.problems, warnings[i])
	}
	return err
}
