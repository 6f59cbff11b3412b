package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"roster.example/roster"
)

func (a *app) explainCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Say what a problem means and how to mend it",
		Long: `Explain tells what the code of a problem means and how to mend it. Without a
code it lists them all.`,
		Example: `  roster explain near-miss-id`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return codeNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.listCodes()
			}
			for i, code := range args {
				if err := a.explain(code, i > 0); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func codeNames() []string {
	var names []string
	for _, c := range roster.Codes() {
		names = append(names, string(c))
	}
	return names
}

func (a *app) listCodes() error {
	t := table{width: a.ui.columns()}
	for _, c := range roster.Codes() {
		e, _ := roster.Explain(c)
		t.add(string(c), e.Title)
	}
	return t.write(a.ui.out)
}

func (a *app) explain(code string, another bool) error {
	e, ok := roster.Explain(roster.Code(code))
	if !ok {
		hint := "see them all with: roster explain"
		if near := nearest(code, codeNames()); near != "" {
			hint = "did you mean: roster explain " + near
		}
		return fail(hint, "there is no code %q", code)
	}
	b := bufio.NewWriter(a.ui.out)
	if another {
		fmt.Fprintln(b)
	}
	writeExplanation(b, e, a.ui.columns())
	return b.Flush()
}

func writeExplanation(w io.Writer, e roster.Explanation, width int) {
	for _, line := range wrap(strings.Fields(fmt.Sprintf("%s: %s", e.Code, e.Title)), width) {
		fmt.Fprintln(w, line)
	}
	for _, part := range []struct{ name, text string }{
		{"", e.Meaning}, {"for example", e.Example}, {"to mend it", e.Mend},
	} {
		const indent = "  "
		fmt.Fprintln(w)
		margin := ""
		if part.name != "" {
			fmt.Fprintln(w, part.name+":")
			margin = indent
		}
		for _, paragraph := range strings.Split(part.text, "\n") {
			for _, line := range wrap(strings.Fields(paragraph), width-len(margin)) {
				fmt.Fprintln(w, margin+line)
			}
		}
	}
}
