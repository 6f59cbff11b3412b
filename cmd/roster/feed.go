package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"roster.example/reconcile"
	"roster.example/roster"
)

// options turns the flags of a command into one value. What a flag does not
// say, the feed says that it names.
func (a *app) options(fs *pflag.FlagSet, f flags) (options, error) {
	if f.feed == "" {
		return f.options()
	}
	feed, err := a.feed(f.feed)
	if err != nil {
		return options{}, err
	}
	feed.fill(&f, fs.Changed)
	o, err := f.options()
	if err != nil {
		return options{}, err
	}
	o.read.Feed = f.feed
	o.plan.Limits = feed.limits()
	if !fs.Changed("blank") {
		o.read.BlankIn = feed.blankIn()
	}
	return o, nil
}

// feed returns the feed of this name.
func (a *app) feed(name string) (*feed, error) {
	if f := a.config.Feeds[name]; f != nil {
		return f, nil
	}
	names := slices.Sorted(maps.Keys(a.config.Feeds))
	hint := "the feeds are " + strings.Join(names, ", ")
	switch near := nearest(name, names); {
	case len(names) == 0:
		hint = fmt.Sprintf("describe it in %s beside the database, under [feeds.%s], or name another file with --config", configName, name)
	case near != "":
		hint = fmt.Sprintf("did you mean %s? %s", near, hint)
	}
	return nil, fail(hint, "there is no feed %q", name)
}

// fill says what the flags leave open. A feed is nothing but flags that were
// saved, so that it goes the way they go.
func (f *feed) fill(to *flags, typed func(flag string) bool) {
	for _, s := range []struct {
		flag  string
		dst   *string
		value string
	}{
		{"mode", &to.mode, string(f.Mode.Mode)},
		{"key", &to.key, string(f.Key.Key)},
		{"groups", &to.groups, string(f.Groups.GroupsMode)},
		{"blank", &to.blank, string(f.Blank[""].Blank)},
		{"dates", &to.dates, string(f.Dates.DateOrder)},
		{"encoding", &to.encoding, f.Encoding},
		{"sheet", &to.sheet, f.Sheet},
	} {
		if !typed(s.flag) {
			*s.dst = s.value
		}
	}
	if !typed("create-inactive") {
		to.createInactive = f.CreateInactive
	}
	if !typed("no-header") {
		to.noHeader = f.NoHeader
	}
	to.maps = append(f.maps(to.maps), to.maps...)
}

// maps returns the columns of the feed as --map has them, without those of
// which the command line speaks: it may give a column another field, or a
// field another column.
func (f *feed) maps(typed []string) []string {
	var saved []string
	for _, c := range f.columns() {
		spoken := slices.ContainsFunc(typed, func(m string) bool {
			header, field, _ := splitMap(m)
			return strings.EqualFold(strings.TrimSpace(header), strings.TrimSpace(c.Header)) || field != "" && field == c.Field
		})
		if !spoken {
			saved = append(saved, c.Header+"="+c.Field)
		}
	}
	return saved
}

// columns lists what the feed says of columns, by header.
func (f *feed) columns() []roster.Mapping {
	list := []roster.Mapping{}
	for _, header := range slices.Sorted(maps.Keys(f.Columns)) {
		list = append(list, roster.Mapping{Header: header, Field: f.Columns[header].field})
	}
	return list
}

func (f *feed) limits() map[reconcile.LimitKind]reconcile.Measure {
	set := map[reconcile.LimitKind]reconcile.Measure{}
	for kind, l := range f.Limits {
		set[reconcile.LimitKind(kind)] = l.Measure
	}
	return set
}

// blankIn returns what blanks do in single fields.
func (f *feed) blankIn() map[string]roster.Blank {
	in := map[string]roster.Blank{}
	for name, b := range f.Blank {
		if name != "" {
			in[name] = b.Blank
		}
	}
	return in
}

func (a *app) feedCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "feed",
		Short: "The saved ways of reading recurring files",
		Long: `A feed is a saved way of reading one recurring file, such as the weekly list of
new hires. Feeds are described in roster.toml beside the database, and used with
"roster import --feed NAME FILE".`,
		Args: a.knownCommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.feedListCmd(), a.feedShowCmd())
	return cmd
}

func (a *app) feedListCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:                   "list",
		Short:                 "List the feeds",
		Args:                  exactly(),
		DisableFlagsInUseLine: true,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf(&format, "format", format, "text", "json"); err != nil {
				return err
			}
			list := []feedFacts{}
			for _, name := range slices.Sorted(maps.Keys(a.config.Feeds)) {
				list = append(list, factsOf(name, a.config.Feeds[name]))
			}
			if format == "json" {
				return writeJSON(a.ui.out, list)
			}
			if len(list) == 0 {
				a.ui.note("there are no feeds; describe one in %s beside the database, under [feeds.NAME]", configName)
				return nil
			}
			t := table{width: a.ui.columns(), head: []string{"feed", "mode", "columns", "limits"}}
			for _, f := range list {
				t.add(f.Name, f.Mode, fmt.Sprint(len(f.Columns)), f.limitList())
			}
			return t.write(a.ui.out)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the list: text or json")
	return cmd
}

func (a *app) feedShowCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:                   "show NAME",
		Short:                 "Show how a feed reads its files and what it lets through",
		Args:                  exactly("NAME"),
		DisableFlagsInUseLine: true,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf(&format, "format", format, "text", "json"); err != nil {
				return err
			}
			f, err := a.feed(args[0])
			if err != nil {
				return err
			}
			facts := factsOf(args[0], f)
			if format == "json" {
				return writeJSON(a.ui.out, facts)
			}
			return facts.write(a.ui.out, a.ui.columns())
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of what is shown: text or json")
	return cmd
}
