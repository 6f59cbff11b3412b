package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
				return a.manPage(a.ui.out, cmd.Root())
			}
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fail("give -o a folder that you can write to", "cannot make %q: %w", dir, reason(err))
			}
			if err := a.manPages(dir, cmd.Root()); err != nil {
				return fail("give -o a folder that you can write to", "cannot write the pages: %w", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&dir, "output", "o", "", "write all pages to the folder `DIR`")
	return cmd
}

// manPages writes the page of a command and those of the commands in it.
func (a *app) manPages(dir string, cmd *cobra.Command) error {
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			if err := a.manPages(dir, c); err != nil {
				return err
			}
		}
	}
	out, err := os.Create(filepath.Join(dir, manName(cmd)+".1"))
	if err != nil {
		return err
	}
	return errors.Join(a.manPage(out, cmd), out.Close())
}

// manName is the name of the page of a command: "roster-user-add".
func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage writes the page of a command, in the macros of man(7). Package doc of
// cobra could do it, by way of Markdown; but what that brings with it is made
// ready at every start of the program, whatever it is started for.
func (a *app) manPage(w io.Writer, cmd *cobra.Command) error {
	cmd.InitDefaultHelpFlag()
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, ".nh\n.TH %q \"1\" %q %q \"Roster\"\n", strings.ToUpper(manName(cmd)), a.env.now().Format("Jan 2006"), "roster "+a.env.version)
	section := func(title, text string) { fmt.Fprintf(out, "\n.SH %s\n%s\n", title, text) }
	section("NAME", manName(cmd)+" - "+manText(cmd.Short)+"\n")
	section("SYNOPSIS", manBold(cmd.UseLine())+"\n")
	section("DESCRIPTION", manText(cmp.Or(cmd.Long, cmd.Short))+"\n")
	for _, flags := range []struct {
		title string
		set   *pflag.FlagSet
	}{
		{"OPTIONS", cmd.NonInheritedFlags()},
		{"OPTIONS INHERITED FROM PARENT COMMANDS", cmd.InheritedFlags()},
	} {
		if text := manFlags(flags.set); text != "" {
			section(flags.title, text)
		}
	}
	if cmd.Example != "" {
		section("EXAMPLE", ".EX\n"+manLines(cmd.Example)+"\n.EE\n")
	}
	var others []string
	if cmd.HasParent() {
		others = append(others, manBold(manName(cmd.Parent())+"(1)"))
	}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			others = append(others, manBold(manName(c)+"(1)"))
		}
	}
	if len(others) > 0 {
		section("SEE ALSO", strings.Join(others, ", "))
	}
	return out.Flush()
}

// manFlags lists flags with the values they have when they are not given.
func manFlags(flags *pflag.FlagSet) string {
	var all []string
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := manBold("--" + f.Name)
		if f.Shorthand != "" {
			name = manBold("-"+f.Shorthand) + ", " + name
		}
		value := "=" + f.DefValue
		if f.Value.Type() == "string" {
			value = fmt.Sprintf("=%q", f.DefValue)
		}
		if f.NoOptDefVal != "" {
			value = "[" + value + "]"
		}
		usage := manText(f.Usage)
		// What stands in backquotes is the name of the value.
		for strings.Count(usage, "`") > 1 {
			usage = strings.Replace(strings.Replace(usage, "`", `\fB`, 1), "`", `\fR`, 1)
		}
		all = append(all, name+manText(value)+"\n\t"+usage+"\n")
	})
	return strings.Join(all, "\n.PP\n")
}

func manBold(s string) string { return `\fB` + manText(s) + `\fP` }

// manText writes paragraphs that blank lines part. Cobra's own, on completion,
// have Markdown in them: examples that are indented, and headings.
func manText(s string) string {
	paragraphs := strings.Split(strings.TrimSpace(s), "\n\n")
	for i, p := range paragraphs {
		p = manLines(p)
		switch heading, ok := strings.CutPrefix(p, "#### "); {
		case ok:
			p = ".SS " + heading
		case strings.HasPrefix(p, "\t"):
			p = ".EX\n" + strings.ReplaceAll(p[1:], "\n\t", "\n") + "\n.EE"
		case i > 0:
			p = ".PP\n" + p
		}
		paragraphs[i] = p
	}
	return strings.Join(paragraphs, "\n\n")
}

// manLines hides what would be an order to the formatter: a backslash, and a
// dot or an apostrophe that begins a line.
func manLines(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, `\`, `\e`), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
