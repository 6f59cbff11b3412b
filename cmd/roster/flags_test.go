package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/templates"
)

// parse reads flags as the commands that have all of them do.
func parse(args []string) (options, error) {
	var f flags
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	f.reading(fs)
	f.limits(fs)
	f.reporting(fs)
	f.rejecting(fs)
	if err := fs.Parse(args); err != nil {
		return options{}, err
	}
	return f.options()
}

func TestFlagsBecomeOneValue(t *testing.T) {
	for _, test := range []struct {
		name, why string
		args      []string
		want      options
	}{
		{name: "none", why: "every zero value is the default"},
		{
			name: "words", why: "each flag reaches its place",
			args: []string{"--key", "email", "--mode=terminations", "--groups", "add", "--blank", "clear", "--dates", "dmy", "--encoding", "windows-1252",
				"--sheet", "Staff", "--create-inactive", "--strict"},
			want: options{
				read: roster.Options{Blank: roster.BlankClear, Dates: roster.DatesDMY, Encoding: "windows-1252", Sheet: "Staff"},
				plan: reconcile.Options{Key: roster.KeyEmail, Mode: reconcile.Terminations, Groups: reconcile.GroupsAdd, CreateInactive: true, Strict: true},
			},
		},
		{
			name: "map", why: "the last equals sign divides, commas stay, an empty field leaves the column out",
			args: []string{"--map", "Emp No=employee_id", "--map", "a=b=email", "--map", "Shoe, size=", "--map", " Title = title"},
			want: options{read: roster.Options{Map: []roster.Mapping{
				{Header: "Emp No", Field: "employee_id"}, {Header: "a=b", Field: "email"}, {Header: "Shoe, size"}, {Header: " Title ", Field: "title"},
			}}},
		},
		{
			name: "map by number", why: "without a header a column has no other name",
			args: []string{"--no-header", "--map", "03=email"},
			want: options{read: roster.Options{NoHeader: true, Map: []roster.Mapping{{Header: "3", Field: "email"}}}},
		},
		{
			name: "a header that is a number", why: "with a header it is a header like others",
			args: []string{"--map", "03=email"},
			want: options{read: roster.Options{Map: []roster.Mapping{{Header: "03", Field: "email"}}}},
		},
		{
			name: "allow", why: "repeated, with commas, the last word counts",
			args: []string{"--allow", "deactivate=3, email=0", "--allow", "deactivate=30"},
			want: options{plan: reconcile.Options{Allow: map[reconcile.LimitKind]int{reconcile.LimitDeactivate: 30, reconcile.LimitEmail: 0}}},
		},
		{
			name: "reports", why: "the extension chooses",
			args: []string{"--format", "json", "--report", "a.html", "--report", "b,c.CSV", "--rejects", "r.csv"},
			want: options{
				format: templates.JSON, rejects: "r.csv",
				files: []reportFile{{"a.html", templates.HTML}, {"b,c.CSV", templates.CSV}},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want.format == "" {
				test.want.format = templates.Text
			}
			got, err := parse(test.args)
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(test.want, got, cmp.AllowUnexported(options{}, reportFile{})), test.why)
		})
	}
}

func TestBadFlagsSayWhatIsGood(t *testing.T) {
	for _, test := range []struct{ name, arg, err, hint string }{
		{"key", "--key=name", `--key does not take "name"`, "use --key with one of: employee_id, email"},
		{"mode", "--mode=newhires", `--mode does not take "newhires"`, "did you mean --mode new-hires? it takes one of: sync, new-hires, terminations, edits"},
		{"groups", "--groups=x", `--groups does not take "x"`, "use --groups with one of: replace, add"},
		{"blank", "--blank=x", `--blank does not take "x"`, "use --blank with one of: keep, clear"},
		{"dates", "--dates=iso", `--dates does not take "iso"`, "use --dates with one of: mdy, dmy, ymd"},
		{"format", "--format=pdf", `--format does not take "pdf"`, "use --format with one of: text, json, csv, md, html"},
		{"map", "--map=Title", `--map "Title" has no equals sign`, `write --map "Header=field", or --map "Header=" to leave a column out`},
		{"map nothing", "--map= =email", `--map " =email" names no column`, `write --map "Header=field", with the header as the file spells it`},
		{"allow kind", "--allow=remove=3", `--allow does not know the kind "remove"`,
			"the kinds are create, update, deactivate, reactivate, email, employee_id, shifted-column, rejected, delete, seats"},
		{"allow count", "--allow=email=all", `--allow "email=all" has no count`, "write the exact count, as in --allow email=30"},
		{"allow less than nothing", "--allow=email=-1", `--allow "email=-1" has no count`, "write the exact count, as in --allow email=30"},
		{"report", "--report=a.pdf", `--report: the report file "a.pdf" ends in .pdf, which is no report format: use .txt, .json, .csv, .md or .html`,
			"the extension chooses the format, as in --report report.html"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := parse([]string{test.arg})
			require.EqualError(t, err, test.err)
			_, hints := new(app).wayOut(err)
			require.Equal(t, []string{test.hint}, hints)
		})
	}
}

func TestAgainIsTheLineWithMoreWords(t *testing.T) {
	for _, test := range []struct {
		name, why, want string
		args, words     []string
	}{
		{name: "behind", why: "where people add a flag", args: []string{"import", "a.csv"}, words: []string{"--yes"}, want: "roster import a.csv --yes"},
		{name: "before --", why: "behind it --yes is a file", args: []string{"import", "--", "-a.csv"}, words: []string{"--yes"}, want: "roster import --yes -- -a.csv"},
		{
			name: "the same kind", why: "one count for a kind", args: []string{"import", "--allow", "create=1", "--allow=update=2", "a.csv"},
			words: []string{"--allow", "create=9", "--allow", "update=8"}, want: "roster import a.csv --allow create=9 --allow update=8",
		},
		{
			name: "a file like a flag", why: "what follows -- is no flag", args: []string{"import", "--", "--allow=create=1"},
			words: []string{"--allow", "create=9"}, want: "roster import --allow create=9 -- --allow=create=1",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := &app{args: test.args}
			require.Equal(t, test.want, a.again(test.words...), test.why)
		})
	}
}

func TestShell(t *testing.T) {
	for _, test := range []struct {
		name, why string
		in        []string
		want      string
	}{
		{"plain", "nothing to quote", []string{"roster", "plan", "a/b.csv", "--map=x"}, "roster plan a/b.csv --map=x"},
		{"spaces", "a header has them", []string{"--map", "Emp No=email"}, "--map 'Emp No=email'"},
		{"quotes", "a name may have them", []string{"O'Neil.csv"}, `'O'\''Neil.csv'`},
		{"empty", "an argument all the same", []string{"a", ""}, "a ''"},
		{"other scripts", "shells leave them alone", []string{"名簿.csv"}, "名簿.csv"},
		{"stars", "the shell must not expand them", []string{"*.csv"}, "'*.csv'"},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, shell(test.in), test.why) })
	}
}
