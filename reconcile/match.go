package reconcile

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"roster.example/roster"
)

// findDuplicates finds rows of one upload that are about the same person. The
// same row again is skipped; rows that differ are rejected, all of them:
// order in a file never decides.
func (p *preparation) findDuplicates() {
	keyed := []struct {
		index *index
		field string
		code  roster.Code
	}{
		{&p.rows.byID, roster.EmployeeID, roster.CodeDuplicateKey},
		{&p.rows.byEmail, roster.Email, roster.CodeDuplicateEmail},
		{&p.rows.byUsername, roster.Username, roster.CodeDuplicateUsername},
	}
	if p.rules.key == roster.KeyEmail {
		keyed[0], keyed[1] = keyed[1], keyed[0]
		keyed[0].code, keyed[1].code = roster.CodeDuplicateKey, roster.CodeDuplicateID
	}
	if p.rules.mode == Terminations { // which looks at no usernames
		keyed = keyed[:2]
	}
	told := map[int32]bool{} // rows that are rejected as duplicates already
	again := map[int32]int32{}
	for _, k := range keyed {
		for _, key := range k.index.repeated {
			group := slices.Sorted(k.index.holding(key))
			if p.allIdentical(group) {
				for _, row := range group[1:] {
					again[row] = group[0]
				}
				continue
			}
			for _, row := range group {
				s := p.subject(row)
				if told[row] {
					continue
				}
				told[row] = true
				p.reject(s, k.code, k.field, key,
					fmt.Sprintf("%s %q is on other rows too, and which of them is right cannot be told: %s", k.field, key, p.lines(group, row)),
					"keep one row for each person")
			}
		}
	}
	for _, row := range slices.Sorted(maps.Keys(again)) {
		if told[row] {
			continue
		}
		s := p.subject(row)
		s.become(Skipped)
		s.duplicate = true
		p.warn(row, roster.CodeDuplicateRow, "", "",
			fmt.Sprintf("the same row as line %d", p.rows.Line(again[row])), "take one of them out")
	}
}

// allIdentical reports whether the rows say the same thing. A row with a fault
// does not: what its faulty cell meant to say is not known.
func (p *preparation) allIdentical(group []int32) bool {
	for _, row := range group {
		if p.rows.Faulty(row) || !p.rows.identical(group[0], row) {
			return false
		}
	}
	return true
}

// lines names the lines of a group but for one.
func (p *preparation) lines(group []int32, but int32) string {
	const most = 5
	var lines []string
	for _, row := range group {
		if len(lines) == most {
			break
		}
		if row != but {
			lines = append(lines, fmt.Sprint(p.rows.Line(row)))
		}
	}
	more := ""
	if n := len(group) - 1 - len(lines); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	word := "line "
	if len(lines) > 1 {
		word = "lines "
	}
	return word + strings.Join(lines, ", ") + more
}

// findHolders reads everybody whom the upload may name, and settles on the
// spot the rows that change nothing and concern nobody else.
func (p *preparation) findHolders(ctx context.Context) error {
	p.o.Progress("matching", 0, 0)
	w := &wanted{rowset: p.rows, p: p}
	for u, err := range p.snap.Holders(ctx, w) {
		if err != nil {
			return err
		}
		p.hold(u)
	}
	p.settledIdle += int(w.idle.Load())
	for n := range p.rows.Count() {
		if row := int32(n); p.settled(row) == 0 {
			p.subject(row)
		}
	}
	return ctx.Err()
}

func (p *preparation) hold(u *roster.User) {
	concerned, only := 0, int32(-1)
	mark := func(holder map[int32]int64, rows iter.Seq[int32]) {
		for row := range rows {
			holder[row] = u.ID
			if row != only {
				concerned++
			}
			only = row
		}
	}
	mark(p.holderOfID, p.rows.byID.holding(u.EmployeeID))
	mark(p.holderOfEmail, p.rows.byEmail.holding(roster.EmailKey(u.Email)))
	mark(p.holderOfUsername, p.rows.byUsername.holding(roster.UsernameKey(u.Username)))
	if concerned == 0 {
		return
	}
	if concerned == 1 && p.settles(only, u) {
		p.whose[only] = int32(u.ID)
		delete(p.holderOfID, only)
		delete(p.holderOfEmail, only)
		delete(p.holderOfUsername, only)
		if p.namesManager(only) {
			p.settledManager[only] = int32(u.ManagerID)
		}
		if !u.Employed() {
			p.settledIdle++
		}
		return
	}
	p.keep(u)
}

// keep remembers a user beyond the next one that is read.
func (p *preparation) keep(u *roster.User) {
	if _, ok := p.users[u.ID]; !ok {
		kept := *u
		kept.Custom = maps.Clone(u.Custom)
		p.users[u.ID] = &kept
	}
}

// settles reports whether the row is about this user and changes nothing.
func (p *preparation) settles(row int32, u *roster.User) bool {
	at := &p.rows.at
	if u.ID > mostSettled || u.ManagerID > mostSettled || !p.plainRow(row) {
		return false
	}
	same := func(column int, holder map[int32]int64) bool {
		return p.rows.identifier(row, column) == "" || holder[row] == u.ID
	}
	if p.targetOf(row) != u.ID ||
		!same(at.employeeID, p.holderOfID) || !same(at.email, p.holderOfEmail) || !same(at.username, p.holderOfUsername) {
		return false
	}
	v := p.decide(row, u)
	return v.outcome == Unchanged && len(v.problems) == 0 && p.sameManager(row, managerOf(u))
}

// targetOf returns the user a row is about: by the key, and by the other
// identifier where the key cell is blank. 0 when the roster knows nobody.
func (p *preparation) targetOf(row int32) int64 {
	at := &p.rows.at
	byID := p.rows.identifier(row, at.employeeID) != ""
	if p.rules.key == roster.KeyEmail {
		byID = p.rows.identifier(row, at.email) == ""
	}
	if byID {
		return p.holderOfID[row]
	}
	return p.holderOfEmail[row]
}

// findNearMisses rejects rows whose employee ID the roster does not know but
// for what a spreadsheet does to IDs. It must never become a match, nor a
// second user. An ID that the reader had to clean is no match either: only as
// that of somebody new does it stand.
func (p *preparation) findNearMisses(ctx context.Context) error {
	if p.info.Users == 0 || p.rows.at.employeeID < 0 {
		return nil
	}
	unknown := func(s *subject) string {
		if p.holderOfID[s.row] != 0 {
			return ""
		}
		return roster.LooseID(p.rows.identifier(s.row, p.rows.at.employeeID))
	}
	var loose []string
	for s := range p.subjects {
		if l := unknown(s); l != "" && s.live() {
			loose = append(loose, l)
		}
	}
	near, err := p.snap.NearIDs(ctx, loose)
	if err != nil {
		return err
	}
	for s := range p.subjects {
		if !s.live() {
			continue
		}
		id := p.rows.identifier(s.row, p.rows.at.employeeID)
		written := p.rows.Cleaned(s.row)
		known := ""
		if found := near[unknown(s)]; len(found) > 0 {
			known = found[0]
		} else if written != "" && p.holderOfID[s.row] != 0 {
			known = id
		}
		if known == "" {
			continue
		}
		if written != "" {
			id = written
		}
		p.reject(s, roster.CodeNearMissID, roster.EmployeeID, id,
			fmt.Sprintf("employee ID %q is not in the roster, but %q is", id, known),
			fmt.Sprintf("write it as %q, if it is that person; spreadsheets change IDs in columns that are not formatted as text", known))
	}
	return nil
}

// identify finds out whom each row is about, as far as the row and the roster
// alone can tell, and rejects what can never stand.
func (p *preparation) identify() {
	targets := map[int64][]int32{}
	for s := range p.subjects {
		if u := p.targetOf(s.row); u != 0 {
			s.user = u
			if !s.duplicate {
				targets[u] = append(targets[u], s.row)
			}
		}
	}
	at := &p.rows.at
	for s := range p.subjects {
		if !s.live() {
			continue
		}
		if p.rows.identifier(s.row, at.employeeID) == "" && p.rows.identifier(s.row, at.email) == "" {
			p.reject(s, roster.CodeMissingKey, string(p.rules.key), "",
				"the row has neither an employee ID nor an email, so it cannot be told whom it is about",
				"fill one of them")
			continue
		}
		// Two rows can be about one person without sharing an identifier: one
		// by employee ID with a new email, one by the old email alone.
		if s.user != 0 {
			if rows := targets[s.user]; len(rows) > 1 {
				p.reject(s, roster.CodeDuplicateKey, string(p.rules.key), "",
					fmt.Sprintf("%s is also on other rows: %s", who(p.users[s.user]), p.lines(rows, s.row)),
					"keep one row for each person")
			}
		}
	}
}

// countNamed returns how many active users some row names. A rejected row
// names somebody too.
func (p *preparation) countNamed() int {
	named := map[int64]bool{}
	for s := range p.subjects {
		id := cmp.Or(p.targetOf(s.row), p.holderOfEmail[s.row], p.holderOfID[s.row])
		if u := p.users[id]; u != nil && u.Employed() {
			named[id] = true
		}
	}
	return p.settledRows() - p.settledIdle + len(named)
}
