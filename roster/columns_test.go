package roster

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestColumns(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		file      string
		options   Options
		want      []string
		warnings  []Code
	}{
		{
			"canonical", "what we write ourselves",
			"employee_id,email,first_name\nE7,a@x.example,Ann\n", Options{},
			[]string{"employee_id=employee_id", "email=email", "first_name=first_name"}, nil,
		},
		{
			"alias", "what others write",
			"Employee #,E-mail,Vorname\n7,a@x.example,Ann\n", Options{},
			[]string{"Employee #=employee_id", "E-mail=email", "Vorname=first_name"}, nil,
		},
		{
			"the caller goes first", "even against a canonical name",
			"email,Contact\nyes,a@x.example\n", Options{Map: []Mapping{{"email", ""}, {"Contact", "email"}}},
			[]string{"email=", "Contact=email"}, nil,
		},
		{
			"the caller's header in another spelling", "people type what they see",
			"Emp  No.,email\n7,a@x.example\n", Options{Map: []Mapping{{"emp no", "custom.badge"}}},
			[]string{"Emp  No.=custom.badge", "email=email"}, nil,
		},
		{
			"the caller beats an alias", "and the column that would have been taken is said",
			"Employee ID,Badge,email\n7,8,a@x.example\n", Options{Map: []Mapping{{"Badge", "employee_id"}}},
			[]string{"Employee ID=", "Badge=employee_id", "email=email"}, []Code{CodeColumnPassedOver},
		},
		{
			"unknown column", "ignored without a word",
			"email,Shoe size\na@x.example,42\n", Options{},
			[]string{"email=email", "Shoe size="}, nil,
		},
		{
			"unknown column of a feed", "the layout of its files should not change unseen; what it ignores by name is not told, nor missed",
			"email,Shoe size,Hat,title\na@x.example,42,7,Boss\n", Options{Feed: "weekly", Map: []Mapping{{"email", "email"}, {"Hat", ""}, {"Gone", ""}}},
			[]string{"email=email", "Shoe size=", "Hat=", "title=title"}, []Code{CodeNewColumn},
		},
		{
			"near miss in a feed", "one warning for one column",
			"employee_id,Emial\n7,a@x.example\n", Options{Feed: "weekly"},
			[]string{"employee_id=employee_id", "Emial="}, []Code{CodeNewColumn},
		},
		{
			"near miss", "suggested, never applied",
			"email,Deparment\na@x.example,Sales\n", Options{},
			[]string{"email=email", "Deparment="}, []Code{CodeUnknownColumn},
		},
		{
			"near miss of a field that is there", "no need to suggest it",
			"email,Department,Deparment\na@x.example,Sales,\n", Options{},
			[]string{"email=email", "Department=department", "Deparment="}, nil,
		},
		{
			"near miss that the caller ignores", "asked and answered",
			"email,Deparment\na@x.example,Sales\n", Options{Map: []Mapping{{"Deparment", ""}}},
			[]string{"email=email", "Deparment="}, nil,
		},
		{
			"custom", "a header can ask to be kept",
			"email,custom.badge\na@x.example,9\n", Options{},
			[]string{"email=email", "custom.badge=custom.badge"}, nil,
		},
		{
			"ill-formed custom", "no field of ours",
			"email,custom.Shoe Size\na@x.example,9\n", Options{},
			[]string{"email=email", "custom.Shoe Size="}, nil,
		},
		{
			"our own columns", "a mended file of rejected rows comes back",
			"email,roster_line,roster_problem\na@x.example,4,bad\n", Options{},
			[]string{"email=email", "roster_line=", "roster_problem="}, nil,
		},
		{
			"stronger alias", "work before plain",
			"Email,Work Email\na@home.example,a@x.example\n", Options{},
			[]string{"Email=", "Work Email=email"}, []Code{CodeColumnPassedOver},
		},
		{
			"personal email", "never the email, not even where there is no other",
			"employee_id,Personal Email,Home Email,Recovery Email,Secondary Email\n7,a@home.example,,,\n", Options{},
			[]string{"employee_id=employee_id", "Personal Email=", "Home Email=", "Recovery Email=", "Secondary Email="}, nil,
		},
		{
			"the same column twice", "as long as nothing differs",
			"email,Email\na@x.example,a@x.example\nb@x.example, b@x.example\n", Options{},
			[]string{"email=email", "Email="}, []Code{CodeColumnPassedOver},
		},
		{
			"the right one of two by number", "equal headers can only be told apart so",
			"Email,Email\na@home.example,a@x.example\n", Options{Map: []Mapping{{"1", ""}}},
			[]string{"Email=", "Email=email"}, nil,
		},
		{
			"full name beside its halves", "nothing is lost",
			"email,Full Name,First Name,Last Name\na@x.example,Ann Lee,Ann,Lee\n", Options{},
			[]string{"email=email", "Full Name=", "First Name=first_name", "Last Name=last_name"}, nil,
		},
		{
			"full name alone", "split, and said",
			"email,Name\na@x.example,Ann Lee\n", Options{},
			[]string{"email=email", "Name=full_name"}, []Code{CodeFullNameSplit},
		},
		{
			"role", "recognised, and never taken",
			"email,role\na@x.example,Admin\n", Options{},
			[]string{"email=email", "role=role"}, []Code{CodeRoleNotImported},
		},
		{
			"empty column", "Excel leaves them at the end",
			"email,,title,,\na@x.example,,Boss,,\n", Options{},
			[]string{"email=email", "title=title"}, nil,
		},
		{
			"unnamed column", "something is in it",
			"email,,title\na@x.example,x,Boss\n", Options{},
			[]string{"email=email", "=", "title=title"}, []Code{CodeUnnamedColumn},
		},
		{
			"unnamed column that the caller names", "by its number",
			"email,,title\na@x.example,x,Boss\n", Options{Map: []Mapping{{"2", "custom.badge"}}},
			[]string{"email=email", "=custom.badge", "title=title"}, nil,
		},
		{
			"no header", "columns have numbers",
			"a@x.example,Ann,x\nb@x.example,Bob,y\n", Options{NoHeader: true, Map: []Mapping{{"1", "email"}, {"2", "first_name"}}},
			[]string{"1=email", "2=first_name", "3="}, nil,
		},
		{
			"guarded header", "our own apostrophe",
			"email,'+1\na@x.example,x\n", Options{Map: []Mapping{{"+1", "custom.plus"}}},
			[]string{"email=email", "+1=custom.plus"}, nil,
		},
		{
			"byte order mark", "before a quoted header, too",
			"\ufeff\"email\",title\na@x.example,Boss\n", Options{},
			[]string{"email=email", "title=title"}, nil,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := mustOpen(t, tt.file, tt.options)
			if diff := cmp.Diff(tt.want, mapping(u)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
			require.Equal(t, tt.warnings, codesOf(u.Problems), tt.why)
			for _, p := range u.Problems {
				require.Equal(t, Warning, p.Severity)
				require.NotEmpty(t, p.Hint)
			}
		})
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		file      string
		options   Options
		code      Code
		line      int
		message   string // part of it
		hint      string // part of it
	}{
		{"nothing", "no byte", "", Options{}, CodeEmptyFile, 0, "empty", ""},
		{"blank", "no header", "\n ,\n\n", Options{}, CodeEmptyFile, 0, "empty", "roster template"},
		{"no key", "the headers are listed", "Name,Shoe size\nAnn,42\n", Options{}, CodeNoKeyColumn, 1, "email or an employee ID", `"Name", "Shoe size"`},
		{"no key, near miss", "suggested, never applied", "Name,Emial\nAnn,a@x.example\n", Options{}, CodeNoKeyColumn, 1, "", `--map "Emial=email"`},
		{"no header", "the first row is a person", "a@x.example,Ann\nb@x.example,Bob\n", Options{}, CodeNoKeyColumn, 1, "no header", `--no-header and name the columns by number, as in --map "1=email"`},
		{"no header, nothing named", "", "a@x.example,Ann\n", Options{NoHeader: true}, CodeNoKeyColumn, 0, "", `--map "1=email"`},
		{"no emails", "one error and not one for each row", "Name,Email\nAnn,yes\nBob,no\n", Options{}, CodeNoEmails, 2, `the first value is "yes" on line 2`, `--map "Email="`},
		{"no emails where the caller named the column", "the caller can be wrong, too", "x,y\na,b\n", Options{Map: []Mapping{{"x", "email"}}}, CodeNoEmails, 2, `"x"`, ""},
		{"two columns that differ", "both are named", "Email,Title,Email\na@x.example,t,a@x.example\nb@x.example,t,c@x.example\n", Options{}, CodeColumnTwice, 3, `columns 1 "Email" and 3 "Email" both hold email`, `--map "3="`},
		{"two columns that differ, told apart by case", "", "email,EMAIL\na@x.example,b@x.example\n", Options{}, CodeColumnTwice, 2, `"EMAIL"`, `--map "EMAIL="`},
		{"two columns the caller named", "also where they are the same so far", "email,a,b\nx@x.example,1,1\n", Options{Map: []Mapping{{"a", "title"}, {"b", "title"}}}, CodeMapTwice, 0, `--map "a=title" and --map "b=title"`, "leave one"},
		{"one column named twice", "the last one must not win in silence", "email,a\nx@x.example,1\n", Options{Map: []Mapping{{"a", "title"}, {"a", "location"}}}, CodeMapTwice, 0, `--map "a=title" and --map "a=location" contradict each other: column "a"`, "leave one"},
		{"one column named twice, spelled otherwise", "", "email,Job Title\nx@x.example,1\n", Options{Map: []Mapping{{"Job Title", "location"}, {"job_title", ""}}}, CodeMapTwice, 0, `--map "job_title="`, "leave one"},
		{"the caller's unknown column", "", "email,Emp Number\na@x.example,1\n", Options{Map: []Mapping{{"Emp Nmuber", "employee_id"}}}, CodeMapUnknownColumn, 0, `"Emp Nmuber"`, `--map "Emp Number=employee_id"`},
		{"the caller's unknown column, unlike any", "", "email\na@x.example\n", Options{Map: []Mapping{{"Badge", "employee_id"}}}, CodeMapUnknownColumn, 0, `"Badge"`, `"email"`},
		{"the caller's unknown field", "", "email,x\na@x.example,1\n", Options{Map: []Mapping{{"x", "emplyee_id"}}}, CodeMapUnknownField, 0, `"emplyee_id"`, `--map "x=employee_id"`},
		{"the caller's field in other words", "", "email,x\na@x.example,1\n", Options{Map: []Mapping{{"x", "Job Title"}}}, CodeMapUnknownField, 0, "", `--map "x=title"`},
		{"the caller's field unlike any", "", "email,x\na@x.example,1\n", Options{Map: []Mapping{{"x", "zzz"}}}, CodeMapUnknownField, 0, "", "custom.<name>"},
		{"date order open", "never guessed", "email,Start Date\na@x.example,01/02/2026\n", Options{}, CodeDateOrder, 2, `"01/02/2026" on line 2`, "--dates mdy"},
		{"date orders that contradict", "both lines are named", "email,Start Date\na@x.example,13/02/2026\nb@x.example,02/13/2026\n", Options{}, CodeDateOrder, 3, `"13/02/2026" on line 2`, "--dates"},
		{"unclosed quote", "a fault of the bytes keeps its code", "email,title\na@x.example,\"Boss\n", Options{}, "unclosed-quote", 2, "", ""},
		{"not a table", "", "%PDF-1.4\n", Options{}, "pdf", 0, "PDF", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := openText(tt.file, tt.options)
			var fault *FileError
			require.True(t, errors.As(err, &fault), "%s: %v", tt.why, err)
			require.Equal(t, tt.code, fault.Problem.Code, tt.why)
			require.Equal(t, tt.line, fault.Problem.Line, tt.why)
			require.Equal(t, Error, fault.Problem.Severity)
			require.Contains(t, fault.Problem.Message, tt.message, tt.why)
			require.Contains(t, fault.Problem.Hint, tt.hint, tt.why)
			require.NotEmpty(t, fault.Problem.Hint)
			require.Equal(t, fault.Problem.Message, err.Error())
		})
	}
}

func TestNearMissNamesTheExactFlag(t *testing.T) {
	u := mustOpen(t, "employee_id,Emial\nE7,a@x.example\n", Options{})
	require.Equal(t, []Problem{{
		Severity: Warning, Code: CodeUnknownColumn, Column: "Emial",
		Message: `column "Emial" is ignored: it is no header we know, but close to one for email`,
		Hint:    `if it is meant, give --map "Emial=email"; if not, --map "Emial="`,
	}}, u.Problems)
	require.Equal(t, []string{"employee_id"}, names(u.Fields))
}

func TestTitlesAboveTheHeader(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		file      string
		line      int
		rows      int
	}{
		{"first record", "the rule", "email,title\na@x.example,Boss\n", 1, 1},
		{"title and blank line", "Workday", "Active workers\n\nEmployee ID,Worker,Business Title\n7,Ann Lee,Boss\n", 3, 1},
		{"titles of several cells", "ADP", "Report,,\nrun on,2026-11-22,\nFile Number,Last Name,First Name\n7,Lee,Ann\n", 3, 1},
		{"one known column below a title", "a list of leavers", "Leavers of November\nemployee_id\n7\n", 2, 1},
		{"a word we know in a row", "the first record is known better", "email,title\na@x.example,Status\n", 1, 1},
		{"repeated in a title", "one word twice is one word", "Email Email\nemail,title\na@x.example,Boss\n", 2, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := mustOpen(t, tt.file, Options{})
			require.Equal(t, tt.line, u.Source.HeaderLine, tt.why)
			require.Equal(t, tt.rows, u.Len(), tt.why)
		})
	}
}
