package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// app is one run of the program: what every command works with.
type app struct {
	ui   *ui
	env  env
	args []string // as typed, for hints that repeat them

	db, actor  string
	config     config
	configPath string // --config; once it is read, where it was looked for

	applied int64 // the run that this command has committed, or 0
}

// run does what the arguments say and returns the exit code.
func run(ctx context.Context, args []string, s stdio, e env) int {
	a := &app{ui: newUI(s, e), env: e, args: args}
	root := a.root()
	root.SetArgs(append([]string{}, args...)) // Cobra takes nil for os.Args.
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	return a.finish(ctx, root.ExecuteContext(ctx))
}

// root builds the tree of commands. Every run has its own, because cobra and
// pflag keep what was parsed in it.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "roster",
		Short: "Keep the users of an application in step with the files HR sends",
		Long: `Roster reads the files that HR sends, shows what they would change, person by
person and field by field, and changes it when you agree. Whoever is not in a
file is never touched.`,
		Example: `  roster init                          make an empty roster
  roster import weekly.csv             show what the file does, ask, apply
  roster plan weekly.csv               only show it
  roster check weekly.csv              how the file is read; needs no roster`,
		Version:           a.env.version,
		SilenceErrors:     true, // finish says them, in the form of the house
		SilenceUsage:      true,
		DisableAutoGenTag: true,
		Args:              a.knownCommand,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.globals(cmd) },
	}
	root.SetVersionTemplate("roster {{.Version}}\n")
	root.SetFlagErrorFunc(a.flagError)
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", ".FlagUsagesWrapped 80"))
	root.SetUsageFunc(usage(root.UsageFunc()))
	fs := root.PersistentFlags()
	fs.SortFlags, root.Flags().SortFlags = false, false
	fs.StringVar(&a.db, "db", "", "the roster's database `FILE` (default roster.db, or $ROSTER_DB)")
	fs.StringVar(&a.configPath, "config", "", "the configuration `FILE` (default roster.toml beside the database)")
	fs.StringVar(&a.actor, "actor", "", "`NAME` that the history keeps for what is applied (default: your login)")
	fs.BoolVar(&a.ui.quiet, "quiet", false, "say only what was asked for, and errors")
	fs.StringVar(&a.ui.color, "color", "auto", "`WHEN` the text report has colour: auto, always or never")

	root.AddGroup(
		&cobra.Group{ID: "files", Title: "Files:"},
		&cobra.Group{ID: "roster", Title: "The roster:"},
		&cobra.Group{ID: "help", Title: "Help:"},
	)
	root.SetCompletionCommandGroupID("help")
	group := func(id string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = id
			c.DisableFlagsInUseLine = true
			c.Flags().SortFlags = false
			root.AddCommand(c)
		}
	}
	group("files", a.importCmd(), a.planCmd(), a.applyCmd(), a.checkCmd(), a.compareCmd(), a.feedCmd(), a.templateCmd())
	group("roster", a.initCmd(), a.userCmd(), a.assignCmd(), a.seatsCmd(), a.dueCmd(), a.undoCmd(), a.showCmd(), a.runsCmd(), a.exportCmd(), a.dbCmd())
	group("help", a.fieldsCmd(), a.explainCmd(), a.manCmd(), a.versionCmd())
	a.adoptCobras(root)
	return root
}

// adoptCobras gives the two commands that are cobra's own the manners of the
// others: what they do not know is an error with a way out.
func (a *app) adoptCobras(root *cobra.Command) {
	root.SetHelpCommand(&cobra.Command{
		Use:                   "help [COMMAND]",
		Short:                 "Help about any command",
		GroupID:               "help",
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err == nil {
				err = a.knownCommand(cmd, rest)
			}
			if err != nil {
				return err
			}
			return cmd.Help()
		},
	})
	root.InitDefaultCompletionCmd()
	for _, completion := range root.Commands() {
		if completion.Name() != "completion" {
			continue
		}
		completion.Args = a.knownCommand
		completion.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		for _, shell := range completion.Commands() {
			shell.Args = exactly()
		}
	}
}

// usage writes what cobra's own usage function writes, without the values
// that pflag offers for switches: --yes is either there or it is not.
func usage(cobras func(*cobra.Command) error) func(*cobra.Command) error {
	return func(cmd *cobra.Command) error {
		const values = "[=true|false]"
		out := cmd.OutOrStderr()
		var text strings.Builder
		cmd.SetOut(&text)
		err := cobras(cmd)
		cmd.SetOut(out)
		if err != nil {
			return err
		}
		_, err = io.WriteString(out, strings.ReplaceAll(text.String(), values, strings.Repeat(" ", len(values))))
		return err
	}
}

// globals settles the flags that every command has.
func (a *app) globals(cmd *cobra.Command) error {
	a.db = cmp.Or(a.db, a.env.getenv("ROSTER_DB"))
	// Help is given whatever the configuration looks like.
	if groupOf(cmd) != "help" {
		if err := a.configure(); err != nil {
			return err
		}
	}
	a.db = cmp.Or(a.db, "roster.db")
	a.actor = cmp.Or(strings.TrimSpace(a.actor), a.env.user)
	return oneOf(&a.ui.color, "color", a.ui.color, "auto", "always", "never")
}

// groupOf returns the group of a command, or of the one it is part of.
func groupOf(cmd *cobra.Command) string {
	for cmd.GroupID == "" && cmd.HasParent() {
		cmd = cmd.Parent()
	}
	return cmd.GroupID
}

// knownCommand refuses what is no command, and says which one was meant.
func (a *app) knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see what there is with: " + cmd.CommandPath() + " --help"
	if cmd.SuggestionsMinimumDistance == 0 {
		cmd.SuggestionsMinimumDistance = 2
	}
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean: " + cmd.CommandPath() + " " + strings.Join(near, ", ")
	}
	return fail(hint, "unknown command %q", cmd.CommandPath()+" "+args[0])
}

// flagError gives the errors of pflag a way out.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	hint := fmt.Sprintf("see its flags with: %s --help", cmd.CommandPath())
	unknown := (*pflag.NotExistError)(nil)
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := nearest(unknown.GetSpecifiedName(), names); near != "" {
			hint = fmt.Sprintf("did you mean --%s? %s", near, hint)
		}
		if unknown.GetSpecifiedName() == "rejects" {
			// A plan and a run hold what happens, not the cells of the file.
			hint = "only import and plan read the rows: write them with: roster plan FILE --rejects FILE"
		}
	}
	return fail(hint, "%w", err)
}

// exactly refuses any other number of arguments than those named.
func exactly(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		want := strings.Join(names, " ")
		hint := fmt.Sprintf("write: %s", strings.TrimSpace(cmd.CommandPath()+" "+want))
		switch {
		case len(args) < len(names):
			return fail(hint, "%s needs %s", cmd.CommandPath(), names[len(args)])
		case len(args) > len(names):
			extra := args[len(names)]
			if strings.HasPrefix(extra, "-") || len(names) == 0 {
				return fail(hint, "%s does not take %q", cmd.CommandPath(), extra)
			}
			return fail(hint+"; a name with spaces needs quotes", "%s does not take %q as well", cmd.CommandPath(), extra)
		}
		return nil
	}
}

// command returns a command line that does something to the same roster.
func (a *app) command(words ...string) string {
	line := append([]string{"roster"}, words...)
	for i, arg := range a.args {
		switch {
		case arg == "--":
			return shell(line)
		case (arg == "--db" || arg == "--config") && i+1 < len(a.args):
			line = append(line, arg, a.args[i+1])
		case strings.HasPrefix(arg, "--db="), strings.HasPrefix(arg, "--config="):
			line = append(line, arg)
		}
	}
	return shell(line)
}

// again returns the command line as it was typed, with some words added. An
// --allow that is added takes the place of the one for its kind. What follows
// "--" is no flag, so the words go before it.
func (a *app) again(words ...string) string {
	line := []string{"roster"}
	end := slices.Index(a.args, "--")
	if end < 0 {
		end = len(a.args)
	}
	for i := 0; i < end; i++ {
		if a.args[i] == "--allow" && i+1 < end && replaced(a.args[i+1], words) {
			i++
			continue
		}
		if kind, ok := strings.CutPrefix(a.args[i], "--allow="); ok && replaced(kind, words) {
			continue
		}
		line = append(line, a.args[i])
	}
	return shell(slices.Concat(line, words, a.args[end:]))
}

// replaced reports whether the words allow another count for the kind of this
// allowance.
func replaced(allowance string, words []string) bool {
	kind, _, _ := strings.Cut(allowance, "=")
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, kind+"=") })
}

// shell writes a command line that can be pasted into a shell.
func shell(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		plain := w != "" && strings.IndexFunc(w, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:@%+", r) && r < 0x80
		}) < 0
		if quoted[i] = w; !plain {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}
