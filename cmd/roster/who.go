package main

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"roster.example/reconcile"
	"roster.example/roster"
)

// search is one WHO on its way to the person it names. Their number or address
// goes before a name, and a whole name before a part of one: somebody who is
// called as others begin would never be found.
type search struct {
	who, folded string
	found       [3]matches // by how well they match
}

// How well somebody matches, best first.
const (
	byIdentifier = iota
	byName
	byPart
)

// mostCandidates is how many people an ambiguous name is answered with.
const mostCandidates = 10

// matches are the first of the people who match, and how many there are.
type matches struct {
	users []*roster.User
	n     int
}

func (m *matches) add(u *roster.User) {
	if m.n++; m.n <= mostCandidates {
		kept := *u
		m.users = append(m.users, &kept)
	}
}

// best returns the matches of the best kind there is.
func (s *search) best() matches {
	for _, m := range s.found {
		if m.n > 0 {
			return m
		}
	}
	return matches{}
}

// look compares a user's names with what is looked for.
func (s *search) look(u *roster.User) {
	for _, name := range names(u) {
		folded := roster.Fold(name)
		switch {
		case folded == s.folded:
			s.found[byName].add(u)
			return
		case strings.Contains(folded, s.folded):
			s.found[byPart].add(u)
			return
		}
	}
}

// names lists the ways in which people write somebody's name.
func names(u *roster.User) []string {
	list := []string{u.Name(), u.LastName + ", " + u.FirstName}
	if u.PreferredName != "" {
		list = append(list, u.PreferredName+" "+u.LastName)
	}
	return list
}

// wantedPeople are the identifiers that several WHO may be.
type wantedPeople []*search

func (w wantedPeople) Len() int { return 2 * len(w) }

func (w wantedPeople) EmployeeIDs() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range w {
			if !yield(s.who) {
				return
			}
		}
	}
}

func (w wantedPeople) EmailKeys() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, s := range w {
			if !yield(roster.EmailKey(s.who)) {
				return
			}
		}
	}
}

func (w wantedPeople) UsernameKeys() iter.Seq[string] { return func(func(string) bool) {} }

// find returns the people whom the words name, each once, in the order of the
// words. Where one of them names nobody, or more than one, there is an error
// and nobody else.
func (a *app) find(ctx context.Context, snap reconcile.Snapshot, words ...string) ([]*roster.User, error) {
	searches, err := a.searches(ctx, snap, words)
	if err != nil {
		return nil, err
	}
	if err := nearIDs(ctx, snap, searches); err != nil {
		return nil, err
	}
	if err := byNames(ctx, snap, searches); err != nil {
		return nil, err
	}
	var people []*roster.User
	seen := map[int64]bool{}
	for _, s := range searches {
		switch m := s.best(); {
		case m.n == 0:
			return nil, a.nobody(ctx, snap, s)
		case m.n > 1:
			return nil, ambiguous(s.who, m)
		case !seen[m.users[0].ID]:
			seen[m.users[0].ID] = true
			people = append(people, m.users[0])
		}
	}
	return people, nil
}

// searches looks the words up as identifiers.
func (a *app) searches(ctx context.Context, snap reconcile.Snapshot, words []string) (wantedPeople, error) {
	var searches wantedPeople
	for _, who := range words {
		who = strings.TrimSpace(who)
		if who == "" {
			return nil, fail("name a person by employee ID, email or a part of the name", "an empty word names nobody")
		}
		searches = append(searches, &search{who: who, folded: roster.Fold(who)})
	}
	for u, err := range snap.Holders(ctx, searches) {
		if err != nil {
			return nil, err
		}
		for _, s := range searches {
			if u.EmployeeID == s.who || roster.EmailKey(u.Email) == roster.EmailKey(s.who) {
				s.found[byIdentifier].add(u)
			}
		}
	}
	return searches, nil
}

// nearIDs refuses words that are an employee ID but for what a spreadsheet does
// to IDs: one that lost its zeros must not become a part of a name.
func nearIDs(ctx context.Context, snap reconcile.Snapshot, searches wantedPeople) error {
	for _, s := range searches {
		if s.best().n > 0 {
			continue
		}
		near, err := snap.NearIDs(ctx, []string{roster.LooseID(s.who)})
		if err != nil {
			return err
		}
		if ids := near[roster.LooseID(s.who)]; len(ids) > 0 {
			return unknown(s, ids)
		}
	}
	return nil
}

// unknown is the error of a word that names nobody, with what it nearly is.
func unknown(s *search, near []string) error {
	return fail("did you mean "+strings.Join(near, ", or ")+"?", "nobody in the roster is known as %q", s.who)
}

// byNames looks up the words that are nobody's identifier. It reads everybody,
// and only where somebody is named by name.
func byNames(ctx context.Context, snap reconcile.Snapshot, searches wantedPeople) error {
	var open wantedPeople
	for _, s := range searches {
		if s.best().n == 0 {
			open = append(open, s)
		}
	}
	if len(open) == 0 {
		return nil
	}
	for u, err := range snap.All(ctx) {
		if err != nil {
			return err
		}
		for _, s := range open {
			s.look(u)
		}
	}
	return nil
}

// ambiguous lists the people whom a word could mean.
func ambiguous(who string, m matches) error {
	var hints []string
	for _, u := range m.users {
		hints = append(hints, described(u))
	}
	if more := m.n - len(m.users); more > 0 {
		hints = append(hints, fmt.Sprintf("and %d more", more))
	}
	return &failure{
		code: exitFailed, hints: append(hints, "name the one you mean by employee ID or email"),
		err: fmt.Errorf("%q could be any of %s", who, people(m.n)),
	}
}

// described tells one person from others of the name.
func described(u *roster.User) string {
	parts := []string{u.Email}
	if u.EmployeeID != "" {
		parts = append([]string{u.EmployeeID}, parts...)
	}
	if !u.Employed() {
		parts = append(parts, string(u.Status))
	}
	return fmt.Sprintf("%s (%s)", u.Name(), strings.Join(parts, ", "))
}

// nobody is the error of a word that names nobody, with whom it nearly names.
func (a *app) nobody(ctx context.Context, snap reconcile.Snapshot, s *search) error {
	var near []string
	for u, err := range snap.All(ctx) {
		if err != nil {
			return err
		}
		for _, word := range append(names(u), u.Email, u.FirstName, u.LastName) {
			// Of a word of three letters, everything is near.
			if len(s.folded) > 3 && nearest(s.folded, []string{roster.Fold(word)}) != "" {
				near = append(near, described(u))
				break
			}
		}
		if len(near) == 3 {
			break
		}
	}
	if len(near) == 0 {
		return fail("list everybody with: "+a.command("user", "list", "--all"), "nobody in the roster is known as %q", s.who)
	}
	return unknown(s, near)
}
