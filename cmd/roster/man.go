package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roster.example/templates"
)

func (a *app) manCmd() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man",
		Short: "Write the manual as man pages",
		Long: `Man writes the manual page of roster to stdout, or with -o the pages of all
commands to a folder, which is made if there is none.`,
		Example: `  roster man | man -l -
  roster man -o /usr/local/share/man/man1`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if dir == "" {
				return templates.Man(a.ui.out, a.manPage(cmd.Root()))
			}
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fail("give -o a folder that you can write to", "cannot make %q: %w", dir, reason(err))
			}
			if err := a.writeManual(dir, cmd.Root()); err != nil {
				return fail("give -o a folder that you can write to", "cannot write the pages: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&dir, "output", "o", "", "write all pages to the folder `DIR`")
	return cmd
}

// writeManual writes the page of a command and those of its parts.
func (a *app) writeManual(dir string, cmd *cobra.Command) error {
	page := a.manPage(cmd)
	var text strings.Builder
	if err := templates.Man(&text, page); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, page.Name+".1"), []byte(text.String()), 0o644); err != nil {
		return err
	}
	for _, part := range cmd.Commands() {
		if !part.IsAvailableCommand() {
			continue
		}
		if err := a.writeManual(dir, part); err != nil {
			return err
		}
	}
	return nil
}

// manPage is what --help says of a command, and what it does not: exit codes and
// the environment, which are those of all of them.
func (a *app) manPage(cmd *cobra.Command) *templates.ManPage {
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	page := &templates.ManPage{
		Name: manName(cmd), Summary: cmd.Short, Date: a.env.now().Format("2006-01-02"), Version: "roster " + a.env.version,
		Text: cmd.Long, Examples: cmd.Example, Options: manOptions(cmd.LocalFlags()),
		Environment: []templates.ManEntry{
			{Name: "ROSTER_DB", Text: "the roster's database, where --db is not given"},
			{Name: "NO_COLOR, TERM", Text: "the text report has no colour if the first is set, or the second is dumb"},
			{Name: "USER, USERNAME", Text: "your login, where the system does not know it"},
		},
	}
	for code, meaning := range exitMeanings {
		page.Exit = append(page.Exit, templates.ManEntry{Name: strconv.Itoa(code), Text: meaning})
	}
	if page.Text == "" {
		page.Text = cmd.Short + "."
	}
	if cmd.Runnable() {
		page.Usage = append(page.Usage, cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		page.Usage = append(page.Usage, cmd.CommandPath()+" COMMAND")
	}
	if cmd.HasParent() {
		page.Inherited = manOptions(cmd.InheritedFlags())
		page.SeeAlso = append(page.SeeAlso, manName(cmd.Parent()))
	}
	for _, part := range cmd.Commands() {
		if part.IsAvailableCommand() {
			page.Commands = append(page.Commands, templates.ManEntry{Name: part.Use, Text: part.Short})
			page.SeeAlso = append(page.SeeAlso, manName(part))
		}
	}
	return page
}

func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manOptions lists options as --help does.
func manOptions(flags *pflag.FlagSet) (options []templates.ManEntry) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, text := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if value != "" && f.Value.Type() != "bool" {
			name += " " + value
		}
		switch f.DefValue {
		case "", "false", "0", "[]":
		default:
			text += fmt.Sprintf(" (default %s)", f.DefValue)
		}
		options = append(options, templates.ManEntry{Name: name, Text: text})
	})
	return options
}
