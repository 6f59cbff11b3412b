package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/templates"
)

// flags are the flags of the commands that make or show a plan, as they are
// typed. A command adds the families of flags it has.
type flags struct {
	// how the file is read
	feed                                             string
	key, mode, groups, blank, dates, encoding, sheet string
	createInactive, noHeader                         bool
	maps                                             []string

	// what is let through
	allow  []string
	strict bool

	// what is written
	format  string
	reports []string
	rejects string
	out     string

	dryRun, yes, init, exitCode bool

	watch string
	every time.Duration
}

// options is what the flags say, as one value. The zero value of each part is
// its default.
type options struct {
	read   roster.Options
	plan   reconcile.Options
	format templates.Format // of what goes to stdout
	files  []reportFile

	rejects, out                string
	dryRun, yes, init, exitCode bool
}

// reportFile is a report that goes to a file.
type reportFile struct {
	path   string
	format templates.Format
}

func (f *flags) reading(fs *pflag.FlagSet) {
	fs.StringVar(&f.mode, "mode", "", "the `MODE` narrows what the file may do: sync (default), new-hires, terminations or edits")
	fs.BoolVar(&f.createInactive, "create-inactive", false, "create people whom the file knows only as leavers")
	f.spelling(fs)
}

// spelling are the reading flags that say how cells are understood, and not
// what may come of it.
func (f *flags) spelling(fs *pflag.FlagSet) {
	fs.StringVar(&f.feed, "feed", "", "read the file as the feed `NAME` of roster.toml says; other flags go before it")
	fs.StringVar(&f.key, "key", "", "match rows by this `FIELD` in this run: employee_id or email (default: the roster's key)")
	fs.StringVar(&f.groups, "groups", "", "`HOW` a groups cell works: replace (default) or add")
	fs.StringArrayVar(&f.maps, "map", nil, "read a column as a field, `HEADER=FIELD`; \"HEADER=\" leaves it out; repeatable")
	fs.StringVar(&f.blank, "blank", "", "`HOW` a blank cell works: keep (default) or clear")
	fs.StringVar(&f.dates, "dates", "", "`ORDER` of day and month: mdy, dmy or ymd (default: told by the file)")
	fs.StringVar(&f.encoding, "encoding", "", "`NAME` of the character set, such as windows-1252 (default: told by the file)")
	fs.StringVar(&f.sheet, "sheet", "", "`NAME` of the sheet of a workbook")
	fs.BoolVar(&f.noHeader, "no-header", false, "the first line is a person; number the columns, as in --map 1=employee_id")
}

func (f *flags) limits(fs *pflag.FlagSet) {
	f.allowing(fs)
	fs.BoolVar(&f.strict, "strict", false, "hold the whole run when any row is rejected")
}

func (f *flags) allowing(fs *pflag.FlagSet) {
	fs.StringSliceVar(&f.allow, "allow", nil, "let N changes of a kind through in this run, `KIND=N`; repeatable")
}

// changing are the flags of the commands that change the roster without a file.
func (f *flags) changing(fs *pflag.FlagSet) {
	fs.BoolVar(&f.dryRun, "dry-run", false, "show what would change and change nothing")
	fs.BoolVar(&f.yes, "yes", false, "do not ask")
	f.allowing(fs)
	f.reporting(fs)
}

func (f *flags) reporting(fs *pflag.FlagSet) {
	fs.StringVar(&f.format, "format", "text", "`FORMAT` of what goes to stdout: text, json, csv, md or html")
	fs.StringArrayVar(&f.reports, "report", nil, "write the report to `FILE` too (.txt, .json, .csv, .md, .html); repeatable")
}

func (f *flags) rejecting(fs *pflag.FlagSet) {
	fs.StringVar(&f.rejects, "rejects", "", "write the rejected rows to `FILE`, to be mended and uploaded again")
}

// options turns flags into one value, or says which of them is wrong.
func (f flags) options() (options, error) {
	o := options{
		read: roster.Options{Encoding: f.encoding, Sheet: f.sheet, NoHeader: f.noHeader},
		plan: reconcile.Options{CreateInactive: f.createInactive, Strict: f.strict},

		rejects: f.rejects, out: f.out,
		dryRun: f.dryRun, yes: f.yes, init: f.init, exitCode: f.exitCode,
	}
	var err error
	keep := func(e error) {
		if err == nil {
			err = e
		}
	}
	keep(oneOf(&o.plan.Key, "key", f.key, keys()...))
	keep(oneOf(&o.plan.Mode, "mode", f.mode, modes()...))
	keep(oneOf(&o.plan.Groups, "groups", f.groups, groupsModes()...))
	keep(oneOf(&o.read.Blank, "blank", f.blank, blankWords()...))
	keep(oneOf(&o.read.Dates, "dates", f.dates, dateOrders()...))
	keep(oneOf(&o.format, "format", f.format, templates.Text, templates.JSON, templates.CSV, templates.Markdown, templates.HTML))
	if err != nil {
		return options{}, err
	}
	if o.read.Map, err = mappings(f.maps, f.noHeader); err != nil {
		return options{}, err
	}
	if o.plan.Allow, err = allowances(f.allow); err != nil {
		return options{}, err
	}
	// Stdout has the report, and one stream cannot carry two things.
	for _, file := range []struct{ flag, path, what string }{
		{"-o", f.out, "a plan is a file"}, {"--rejects", f.rejects, "the rejected rows are a file of their own"},
	} {
		if file.path == stdinName {
			return options{}, fail("give the path of a file", "%s does not take %q: %s, stdout has the report", file.flag, file.path, file.what)
		}
	}
	for _, path := range f.reports {
		format, err := templates.FormatOf(path)
		if err != nil {
			return options{}, fail("the extension chooses the format, as in --report report.html", "--report: %w", err)
		}
		o.files = append(o.files, reportFile{path, format})
	}
	return o, nil
}

// The words that flags and roster.toml take.

func keys() []roster.Key { return []roster.Key{roster.KeyEmployeeID, roster.KeyEmail} }

func modes() []reconcile.Mode {
	return []reconcile.Mode{reconcile.Sync, reconcile.NewHires, reconcile.Terminations, reconcile.Edits}
}

func groupsModes() []reconcile.GroupsMode {
	return []reconcile.GroupsMode{reconcile.GroupsReplace, reconcile.GroupsAdd}
}

func blankWords() []roster.Blank { return []roster.Blank{roster.BlankKeep, roster.BlankClear} }

func dateOrders() []roster.DateOrder {
	return []roster.DateOrder{roster.DatesMDY, roster.DatesDMY, roster.DatesYMD}
}

// oneOf sets dst to the value of a flag, which is one of those accepted, or
// leaves it alone when the flag was not given.
func oneOf[T ~string](dst *T, flag, value string, accepted ...T) error {
	if value == "" {
		return nil
	}
	if slices.Contains(accepted, T(value)) {
		*dst = T(value)
		return nil
	}
	words := make([]string, len(accepted))
	for i, a := range accepted {
		words[i] = string(a)
	}
	hint := fmt.Sprintf("use --%s with one of: %s", flag, strings.Join(words, ", "))
	if near := nearest(value, words); near != "" {
		hint = fmt.Sprintf("did you mean --%s %s? it takes one of: %s", flag, near, strings.Join(words, ", "))
	}
	return fail(hint, "--%s does not take %q", flag, value)
}

// splitMap divides a --map. Headers may hold an equals sign and fields never
// do, so the last one divides.
func splitMap(v string) (header, field string, ok bool) {
	at := strings.LastIndex(v, "=")
	if at < 0 {
		return v, "", false
	}
	return v[:at], strings.TrimSpace(v[at+1:]), true
}

// mappings reads --map.
func mappings(values []string, noHeader bool) ([]roster.Mapping, error) {
	var mapped []roster.Mapping
	for _, v := range values {
		header, field, ok := splitMap(v)
		if !ok {
			return nil, fail(`write --map "Header=field", or --map "Header=" to leave a column out`, "--map %q has no equals sign", v)
		}
		m := roster.Mapping{Header: header, Field: field}
		if strings.TrimSpace(m.Header) == "" {
			return nil, fail(`write --map "Header=field", with the header as the file spells it`, "--map %q names no column", v)
		}
		if n, err := strconv.Atoi(strings.TrimSpace(m.Header)); noHeader {
			if err != nil || n < 1 {
				return nil, fail("count the columns from 1, as in --map 3=email", "--map %q names no column by its number, and with --no-header there is no other name", v)
			}
			m.Header = strconv.Itoa(n)
		}
		mapped = append(mapped, m)
	}
	return mapped, nil
}

// limitKinds are the kinds of change that --allow knows, in the order in
// which reports show them.
func limitKinds() []string {
	return []string{
		string(reconcile.LimitCreate), string(reconcile.LimitUpdate), string(reconcile.LimitDeactivate), string(reconcile.LimitReactivate),
		string(reconcile.LimitEmail), string(reconcile.LimitEmployeeID), string(reconcile.LimitShifted), string(reconcile.LimitRejected),
		string(reconcile.LimitDelete), string(reconcile.LimitSeats),
	}
}

// allowances reads --allow. A kind that is given twice has its last count, as
// flags that are given twice have everywhere.
func allowances(values []string) (map[reconcile.LimitKind]int, error) {
	var allowed map[reconcile.LimitKind]int
	for _, v := range values {
		kind, count, _ := strings.Cut(strings.TrimSpace(v), "=")
		if !slices.Contains(limitKinds(), kind) {
			hint := "the kinds are " + strings.Join(limitKinds(), ", ")
			if near := nearest(kind, limitKinds()); near != "" {
				hint = fmt.Sprintf("did you mean %s? %s", near, hint)
			}
			return nil, fail(hint, "--allow does not know the kind %q", kind)
		}
		n, err := strconv.Atoi(count)
		if err != nil || n < 0 {
			return nil, fail(fmt.Sprintf("write the exact count, as in --allow %s=30", kind), "--allow %q has no count", v)
		}
		if allowed == nil {
			allowed = map[reconcile.LimitKind]int{}
		}
		allowed[reconcile.LimitKind(kind)] = n
	}
	return allowed, nil
}
