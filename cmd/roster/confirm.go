package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"roster.example/reconcile"
)

// confirm asks whether to go ahead. Who takes people's access away types how
// many: a habit of answering y must not be enough for that. Whoever has named
// one person with their own hand has read the name already.
func (a *app) confirm(ctx context.Context, p *reconcile.Plan) error {
	s := p.Summary
	question, want := "apply this? "+changes(s)+" [y/N]", yes
	if n := s.Deactivate + s.Delete; n > 1 || n == 1 && p.Kind != reconcile.Hand {
		question = fmt.Sprintf("apply this? %s; to %s, type %d:", changes(s), takesAway(s), n)
		want = func(answer string) bool { return answer == strconv.Itoa(n) }
	}
	return a.agree(ctx, question, want)
}

// agree puts a question, and returns an error unless the answer is the one that
// is wanted.
func (a *app) agree(ctx context.Context, question string, want func(answer string) bool) error {
	answer, err := a.ui.ask(ctx, question)
	if err != nil {
		return err
	}
	if !want(answer) {
		return fail("to see it again without being asked, add --dry-run", "not confirmed; nothing was applied")
	}
	return nil
}

func yes(answer string) bool {
	return strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes")
}

// takesAway says whose access a plan takes.
func takesAway(s reconcile.Summary) string {
	var parts []string
	if s.Deactivate > 0 {
		parts = append(parts, "deactivate "+people(s.Deactivate))
	}
	if s.Delete > 0 {
		parts = append(parts, "delete "+people(s.Delete))
	}
	return strings.Join(parts, " and ")
}

// changes counts what a plan does, leaving out what it does not.
func changes(s reconcile.Summary) string {
	var parts []string
	for _, c := range counted(s) {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.n, c.outcome))
		}
	}
	if len(parts) == 0 {
		return "nothing changes"
	}
	return strings.Join(parts, ", ")
}

// signs is changes in the signs of the report, for where there is no room.
func signs(s reconcile.Summary) string {
	var parts []string
	for _, c := range counted(s) {
		if c.n > 0 {
			parts = append(parts, fmt.Sprintf("%s%d", c.outcome.Symbol(), c.n))
		}
	}
	if len(parts) == 0 {
		return "nothing changes"
	}
	return strings.Join(parts, " ")
}

type count struct {
	outcome reconcile.Outcome
	n       int
}

// counted lists what a plan does, in the order in which reports do.
func counted(s reconcile.Summary) []count {
	return []count{
		{reconcile.Create, s.Create}, {reconcile.Update, s.Update}, {reconcile.Deactivate, s.Deactivate},
		{reconcile.Reactivate, s.Reactivate}, {reconcile.Delete, s.Delete}, {reconcile.Rejected, s.Rejected},
	}
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}
