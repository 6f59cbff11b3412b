package reconcile

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"roster.example/roster"
)

// taking is an email that somebody is to have after the run.
type taking struct {
	email string
	user  int64 // 0 for somebody new
}

// suspect is a taking whose email looks like others, or that takes one from a user
// who had another.
type suspect struct {
	taking
	n     int
	alike []string
}

func suspects(taken iter.Seq2[int, taking]) (all []suspect) {
	for n, t := range taken {
		if alike := roster.LookAlikes(roster.EmailKey(t.email)); len(alike) > 0 || t.user != 0 {
			all = append(all, suspect{t, n, alike})
		}
	}
	return all
}

// lookAlikes returns, for each of the emails that could be taken for
// somebody else's, whose that is: a warning, by the number that comes with the
// email. An address that passes for another gets its mail, and its trust. The
// emails come in parts, each for a processor of its own; taker returns the one
// with which the run gives a key to somebody.
func lookAlikes(ctx context.Context, snap Snapshot, parts []iter.Seq2[int, taking], taker func(key string) (email string, ok bool)) (map[int]roster.Problem, error) {
	suspected := make([][]suspect, len(parts))
	var work sync.WaitGroup
	for i, taken := range parts {
		work.Go(func() { suspected[i] = suspects(taken) })
	}
	work.Wait()
	all := func(yield func(*suspect) bool) {
		for _, some := range suspected {
			for i := range some {
				if !yield(&some[i]) {
					return
				}
			}
		}
	}
	wanted := named{emails: map[string]*roster.User{}}
	own := map[int64]bool{} // users whose email the run changes
	for s := range all {
		if s.user != 0 {
			own[s.user] = true
		}
		for _, key := range s.alike {
			wanted.emails[key] = nil
		}
	}
	if len(wanted.emails) == 0 {
		return nil, nil
	}
	for u, err := range snap.Holders(ctx, &wanted) {
		if err != nil {
			return nil, err
		}
		if key := roster.EmailKey(u.Email); wanted.has(key) && !own[u.ID] {
			wanted.emails[key] = copyOf(u)
		}
	}
	warnings := map[int]roster.Problem{}
	for t := range all {
		for _, key := range t.alike {
			whose := ""
			if u := wanted.emails[key]; u != nil {
				whose = fmt.Sprintf("%s, which belongs to %s", u.Email, who(u))
			} else if email, ok := taker(key); ok {
				whose = email + ", which this run gives to somebody"
			}
			if whose != "" {
				warnings[t.n] = roster.Problem{
					Severity: roster.Warning, Code: roster.CodeLookAlike, Field: roster.Email, Value: t.email,
					Message: fmt.Sprintf("email %q would pass for %s", t.email, whose),
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
	gives := func(s *subject) bool {
		return s.live() && (s.outcome() == Create || s.gives[claimBit(roster.Email)])
	}
	var parts []iter.Seq2[int, taking]
	for _, half := range p.halves() {
		parts = append(parts, func(yield func(int, taking) bool) {
			for s := range half {
				if gives(s) && !yield(int(s.row), taking{p.rows.identifier(s.row, p.rows.at.email), s.user}) {
					return
				}
			}
		})
	}
	warnings, err := lookAlikes(ctx, p.snap, parts, func(key string) (string, bool) {
		for row := range p.rows.byEmail.holding(key) {
			if s := p.at(row); s != nil && gives(s) {
				return p.rows.identifier(row, p.rows.at.email), true
			}
		}
		return "", false
	})
	for _, row := range slices.Sorted(maps.Keys(warnings)) {
		p.problem(int32(row), warnings[row])
	}
	return err
}

// warnOfLookAlikes looks at the emails that the wishes give out.
func (d *draft) warnOfLookAlikes(ctx context.Context) error {
	taken := map[int]taking{}
	given := map[string]string{} // emails by key
	for i, w := range d.wishes {
		if !w.live() || w.after == nil || w.before != nil && roster.EmailKey(w.before.Email) == roster.EmailKey(w.after.Email) {
			continue
		}
		taken[i] = taking{w.after.Email, w.after.ID}
		given[roster.EmailKey(w.after.Email)] = w.after.Email
	}
	warnings, err := lookAlikes(ctx, d.snap, []iter.Seq2[int, taking]{maps.All(taken)}, func(key string) (string, bool) {
		email, ok := given[key]
		return email, ok
	})
	for _, i := range slices.Sorted(maps.Keys(warnings)) {
		d.problems = append(d.problems, warnings[i])
	}
	return err
}
