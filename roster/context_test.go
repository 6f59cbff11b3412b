package roster

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestAmbiguousHeaders(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		file      string
		options   Options
		want      []string
		warnings  []Code
	}{
		{"Nom beside Prénom", "the last name", "Nom;Prénom;Email\nLee;Ann;a@x.example\n", Options{}, []string{"Nom=last_name", "Prénom=first_name", "Email=email"}, nil},
		{"Nombre beside Apellidos", "the first name", "Nombre;Apellidos;Correo\nAna;Ruiz;a@x.example\n", Options{}, []string{"Nombre=first_name", "Apellidos=last_name", "Correo=email"}, nil},
		{"Nome beside Sobrenome", "the first name", "Nome;Sobrenome;Email\nAna;Lima;a@x.example\n", Options{}, []string{"Nome=first_name", "Sobrenome=last_name", "Email=email"}, nil},
		{"Name beside Vorname", "the last name", "Name;Vorname;E-Mail\nLee;Ann;a@x.example\n", Options{}, []string{"Name=last_name", "Vorname=first_name", "E-Mail=email"}, nil},
		{"Nome alone", "the full name", "Nome;Email\nAna Lima;a@x.example\n", Options{}, []string{"Nome=full_name", "Email=email"}, []Code{CodeFullNameSplit}},
		{"Name beside both", "nothing new", "Name,First Name,Last Name,Email\nAnn Lee,Ann,Lee,a@x.example\n", Options{}, []string{"Name=", "First Name=first_name", "Last Name=last_name", "Email=email"}, nil},
		{"NAME beside FULLNAME", "MicroStrategy: the login", "NAME,FULLNAME,EMAIL\nalee,Ann Lee,a@x.example\n", Options{}, []string{"NAME=username", "FULLNAME=full_name", "EMAIL=email"}, []Code{CodeColumnAssumed, CodeFullNameSplit}},
		{"preferred names alone", "LinkedIn has no others", "preferred_first_name,preferred_last_name,primary_email_address\nAnn,Lee,a@x.example\n", Options{}, []string{"preferred_first_name=first_name", "preferred_last_name=last_name", "primary_email_address=email"}, nil},
		{"preferred names beside legal ones", "what the person goes by", "first_name,preferred_first_name,preferred_last_name,last_name,email\nAnnabel,Ann,Lee,Lee,a@x.example\n", Options{}, []string{"first_name=first_name", "preferred_first_name=preferred_name", "preferred_last_name=", "last_name=last_name", "email=email"}, nil},
		{"Employee with names", "QuickBooks", "Employee,Employee ID\nAnn Lee,7\n", Options{}, []string{"Employee=full_name", "Employee ID=employee_id"}, []Code{CodeFullNameSplit}},
		{"Employee with numbers", "by their values", "Employee,Email\nE7,a@x.example\nE8,b@x.example\n", Options{}, []string{"Employee=employee_id", "Email=email"}, []Code{CodeColumnAssumed}},
		{"Employee with numbers beside an ID", "not a second one", "Employee,Employee ID,Email\nE7,7,a@x.example\n", Options{}, []string{"Employee=", "Employee ID=employee_id", "Email=email"}, nil},
		{"ID", "German rosters", "ID;Vorname;Nachname;E-Mail\n101;Ann;Lee;a@x.example\n102;Bob;Ott;b@x.example\n", Options{}, []string{"ID=employee_id", "Vorname=first_name", "Nachname=last_name", "E-Mail=email"}, []Code{CodeColumnAssumed}},
		{"ID beside an employee number", "something else", "ID,Employee Number,Email\n1,E7,a@x.example\n", Options{}, []string{"ID=", "Employee Number=employee_id", "Email=email"}, nil},
		{"ID with duplicates", "never a key", "ID,Email\n1,a@x.example\n1,b@x.example\n", Options{}, []string{"ID=", "Email=email"}, []Code{CodeColumnAssumed}},
		{"ID of a platform", "Slack", "userid,email\nU024BE7LH,a@x.example\nW012A3CDE,b@x.example\n", Options{}, []string{"userid=", "email=email"}, []Code{CodeColumnAssumed}},
		{"User ID with words", "a login", "User ID,Email\nalee,a@x.example\nbott,b@x.example\n", Options{}, []string{"User ID=username", "Email=email"}, []Code{CodeColumnAssumed}},
		{"User ID with addresses", "the email, where there is no other", "User ID,First Name\na@x.example,Ann\n", Options{}, []string{"User ID=email", "First Name=first_name"}, []Code{CodeColumnAssumed}},
		{"User ID with addresses beside the email", "the login", "User ID,Email\nalee@corp.example,a@x.example\n", Options{}, []string{"User ID=username", "Email=email"}, []Code{CodeColumnAssumed}},
		{"login with addresses", "Microsoft 365 has no other address", "User Name,First Name\na@x.example,Ann\nb@x.example,Bob\n", Options{}, []string{"User Name=email", "First Name=first_name"}, []Code{CodeColumnAssumed}},
		{"login with addresses beside the email", "Salesforce: not the email", "Username,Email\na@x.example.prod,a@x.example\n", Options{}, []string{"Username=username", "Email=email"}, nil},
		{"login with one address", "not every value", "employee_id,User Name\n1,a@x.example\n2,bob\n", Options{}, []string{"employee_id=employee_id", "User Name=username"}, nil},
		{"Position with titles", "", "Email,Position\na@x.example,Boss\n", Options{}, []string{"Email=email", "Position=title"}, nil},
		{"Position with codes", "SuccessFactors", "Email,Position\na@x.example,50001234\nb@x.example,50001235\n", Options{}, []string{"Email=email", "Position="}, []Code{CodeColumnAssumed}},
		{"Title with salutations", "no job", "Email,Title\na@x.example,Mr\nb@x.example,Dr.\n", Options{}, []string{"Email=email", "Title="}, []Code{CodeColumnAssumed}},
		{"Title with a title", "a job", "Email,Title\na@x.example,Dr\nb@x.example,Surgeon\n", Options{}, []string{"Email=email", "Title=title"}, nil},
		{"Work Location with modes", "Culture Amp", "Email,Work Location\na@x.example,Remote\nb@x.example,Hybrid\n", Options{}, []string{"Email=email", "Work Location="}, []Code{CodeColumnAssumed}},
		{"Role with access words", "never imported", "Email,Role\na@x.example,Member\nb@x.example,Owner\n", Options{}, []string{"Email=email", "Role=role"}, []Code{CodeRoleNotImported}},
		{"Role with job titles", "where no other column has them", "Email,Role\na@x.example,Plumber\nb@x.example,Painter\n", Options{}, []string{"Email=email", "Role=title"}, []Code{CodeColumnAssumed}},
		{"Role beside a title", "an access role", "Email,Role,Job Title\na@x.example,Plumber,Plumber\n", Options{}, []string{"Email=email", "Role=role", "Job Title=title"}, []Code{CodeRoleNotImported}},
		{"canonical role", "always the role, whatever it holds", "email,role\na@x.example,Plumber\n", Options{}, []string{"email=email", "role=role"}, []Code{CodeRoleNotImported}},
		{"status with forms of employment", "BambooHR", "Email,Employment Status,Status\na@x.example,Full-Time,Active\n", Options{}, []string{"Email=email", "Employment Status=employment_type", "Status=status"}, []Code{CodeColumnAssumed}},
		{"Status with roles", "they say nothing of who has left", "email,Status\na@x.example,Member\nb@x.example,Admin\n", Options{}, []string{"email=email", "Status=role"}, []Code{CodeColumnAssumed, CodeRoleNotImported}},
		{"Estado with states of a country", "Spanish for both", "Correo,Estado\na@x.example,Jalisco\nb@x.example,Sonora\n", Options{}, []string{"Correo=email", "Estado="}, []Code{CodeColumnAssumed}},
		{"status with unknown words", "the canonical name is believed; its rows say what is wrong", "email,status\na@x.example,Foo\nb@x.example,Bar\n", Options{}, []string{"email=email", "status=status"}, nil},
		{"Manager with emails", "by value", "Email,Manager\na@x.example,k@x.example\n", Options{}, []string{"Email=email", "Manager=manager_email"}, []Code{CodeColumnAssumed}},
		{"Manager with IDs", "by value", "Employee ID,Manager\nE7,E1\nE8,NO_MANAGER\nE9,E1\nE1,E2\nE2,E3\nE3,E4\nE4,E5\nE5,E6\nE6,E7\nE10,E11\nE11,E12\nE12,E1\n", Options{}, []string{"Employee ID=employee_id", "Manager=manager_employee_id"}, []Code{CodeColumnAssumed}},
		{"Manager as a flag", "two answers name nobody", "Email,Manager\na@x.example,Yes\nb@x.example,No\n", Options{}, []string{"Email=email", "Manager="}, []Code{CodeColumnAssumed}},
		{"Manager beside a manager's email", "nothing new", "Email,Manager,Manager Email\na@x.example,Kim Park,k@x.example\n", Options{}, []string{"Email=email", "Manager=", "Manager Email=manager_email"}, nil},
		{"Manager with names of others", "whom the roster may know", "Email,Name,Manager\na@x.example,Ann Lee,Kim Park\n", Options{}, []string{"Email=email", "Name=full_name", "Manager=manager_email"}, []Code{CodeFullNameSplit, CodeColumnAssumed}},
		{"Manager without values", "nothing to tell it by", "Email,Manager\na@x.example,\n", Options{}, []string{"Email=email", "Manager="}, nil},
		{"the caller settles it", "no assumption, no warning", "Email,Manager\na@x.example,k@x.example\n", Options{Map: []Mapping{{"Manager", "manager_email"}}}, []string{"Email=email", "Manager=manager_email"}, nil},
		{"hire date before start date", "15Five invites on the start date", "Email,Start Date,Hire Date\na@x.example,2026-01-01,2020-01-01\n", Options{}, []string{"Email=email", "Start Date=", "Hire Date=start_date"}, []Code{CodeColumnPassedOver}},
		{"office number in German", "Microsoft 365 calls it a telephone, with a dash", "E-Mail;Telefon – Geschäftlich;Telefon (geschäftlich)\na@x.example;2.14;030 1\n", Options{}, []string{"E-Mail=email", "Telefon – Geschäftlich=", "Telefon (geschäftlich)=phone"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := mustOpen(t, tt.file, tt.options)
			if diff := cmp.Diff(tt.want, mapping(u)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
			require.Equal(t, tt.warnings, codesOf(u.Problems), tt.why)
		})
	}
}

// What we write under our own names comes back, whatever its values look like.
func TestCanonicalColumnsAreNeverDroppedForTheirValues(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		file      string
		options   Options
		want      []string
		warnings  []Code
	}{
		{"location", "a company whose offices are called so", "email,location\na@x.example,Remote\nb@x.example,Home\n", Options{}, []string{"email=email", "location=location"}, nil},
		{"title", "doctors", "email,title\na@x.example,Dr\nb@x.example,Prof\n", Options{}, []string{"email=email", "title=title"}, nil},
		{"status with roles", "Slack writes who has left in the same column", "email,status\na@x.example,Member\nb@x.example,Admin\n", Options{}, []string{"email=email", "status=status"}, nil},
		{"status with forms of employment", "its rows say what is wrong", "email,status\na@x.example,Full-Time\n", Options{}, []string{"email=email", "status=status"}, nil},
		{"username with addresses", "an export of two columns", "employee_id,username\n1,a@x.example\n2,b@x.example\n", Options{}, []string{"employee_id=employee_id", "username=username"}, nil},
		{"named by the caller", "the caller's word", "email,Work Location,Salutation\na@x.example,Remote,Dr\n", Options{Map: []Mapping{{"Work Location", "location"}, {"Salutation", "title"}}}, []string{"email=email", "Work Location=location", "Salutation=title"}, nil},
		{"title beside a job title", "one of the two is taken, and the values say which", "email,title,job_title\na@x.example,Mr,Engineer\n", Options{}, []string{"email=email", "title=", "job_title=title"}, []Code{CodeColumnAssumed}},
		{"title beside another salutation", "nothing better to take", "email,title,Titre\na@x.example,Dr,Mme\n", Options{}, []string{"email=email", "title=title", "Titre="}, []Code{CodeColumnAssumed}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := mustOpen(t, tt.file, tt.options)
			if diff := cmp.Diff(tt.want, mapping(u)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
			require.Equal(t, tt.warnings, codesOf(u.Problems), tt.why)
		})
	}
}

// Whoever loses a column to its values is told the flag that keeps it, and the
// flag does.
func TestWhatIsDroppedForItsValuesCanBeKept(t *testing.T) {
	for _, tt := range []struct{ name, file, flag string }{
		{"location", "email,Work Location\na@x.example,Remote\n", "Work Location=location"},
		{"title", "email,Title\na@x.example,Dr\n", "Title=title"},
		{"position", "email,Position\na@x.example,50001234\n", "Position=title"},
		{"role", "email,Role\na@x.example,Teacher\nb@x.example,Plumber\n", "Role=title"},
		{"status of employment", "email,Status\na@x.example,Contractor\n", "Status=status"},
		{"status beside a form of employment", "email,Status,Employment Type\na@x.example,Contractor,Full-Time\n", "Status=status"},
		{"status of a role", "email,Status\na@x.example,Member\n", "Status=status"},
		{"status of something else", "email,Estado\na@x.example,Jalisco\nb@x.example,Sonora\n", "Estado=status"},
		{"login", "employee_id,User Name\n1,a@x.example\n", "User Name=username"},
		{"ID of a platform", "email,ID\na@x.example,U024BE7LH\n", "ID=employee_id"},
		{"ID that comes twice", "email,ID\na@x.example,7\nb@x.example,7\n", "ID=employee_id"},
		{"ID of words", "email,username,ID\na@x.example,a,ann\n", "ID=employee_id"},
		{"ID of addresses", "email,username,ID\na@x.example,a,ann@y.example\n", "ID=employee_id"},
		{"manager as a flag", "email,Manager\na@x.example,Yes\nb@x.example,No\n", "Manager=custom.manager"},
		{"manager of another file", "email,Manager\na@x.example,Kim Park\n", "Manager=custom.manager"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := mustOpen(t, tt.file, Options{})
			require.NotContains(t, mapping(u), tt.flag)
			var hints []string
			for _, p := range u.Problems {
				hints = append(hints, p.Hint)
			}
			require.Contains(t, strings.Join(hints, "\n"), fmt.Sprintf("--map %q", tt.flag))
			header, field, _ := strings.Cut(tt.flag, "=")
			u = mustOpen(t, tt.file, Options{Map: []Mapping{{header, field}}})
			require.Contains(t, mapping(u), tt.flag)
		})
	}
}

func TestAddressesUnderUsernameAlone(t *testing.T) {
	_, err := openText("username,title\na@x.example,Boss\n", Options{})
	var fault *FileError
	require.True(t, errors.As(err, &fault), "%v", err)
	require.Equal(t, CodeNoKeyColumn, fault.Problem.Code)
	require.Contains(t, fault.Problem.Hint, `--map "username=email"`)
}

func TestRowsOfAmbiguousColumns(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		file      string
		want      []string
	}{
		{
			"manager by name", "handed on as a name: whose it is cannot be told from one file",
			"Email,Name,Manager\na@x.example,Ann Lee,\"Park, Kim\"\nk@x.example,Kim Park,\"CN=Ann Lee,OU=Sales,DC=x\"\nb@x.example,Bob Ott,\"CN=Park\\, Kim,OU=Sales\"\n" +
				"c@x.example,Bob Ott,N/A\nd@x.example,Di Orr,NO_MANAGER\ne@x.example,Ed Ray,#CLEAR\nf@x.example,Flo Zim,(?)\n",
			[]string{
				"2: a@x.example|Ann|Lee|\x00Park, Kim", "3: k@x.example|Kim|Park|\x00Ann Lee", "4: b@x.example|Bob|Ott|\x00Park, Kim",
				"5: c@x.example|Bob|Ott|", "6: d@x.example|Di|Orr|", "7: e@x.example|Ed|Ray|#CLEAR", "8: f@x.example|Flo|Zim|",
			},
		},
		{
			"manager by name, with IDs", "read in the column of IDs",
			"Employee ID,First Name,Last Name,Reports To\n7,Ann,Lee,Kim Park\n1,Kim,Park,\n",
			[]string{"2: 7|Ann|Lee|\x00Kim Park", "3: 1|Kim|Park|"},
		},
		{
			"inverted", "Entra: yes means blocked",
			"email,Block sign in (Yes/No) [accountEnabled] Required\na@x.example,No\nb@x.example,Yes\nc@x.example,\n",
			[]string{"2: a@x.example|active", "3: b@x.example|inactive", "4: c@x.example|"},
		},
		{
			"hidden", "Open Dental",
			"email,IsHidden\na@x.example,0\nb@x.example,1\n",
			[]string{"2: a@x.example|active", "3: b@x.example|inactive"},
		},
		{
			"a question", "T is true in one and terminated in the other",
			"email,Active\na@x.example,T\nb@x.example,F\n",
			[]string{"2: a@x.example|active", "3: b@x.example|inactive"},
		},
		{
			"two status columns", "whichever says that somebody has left",
			"email,Status,Employment Status\na@x.example,Active,Terminated\nb@x.example,Active,Regular\nc@x.example,Terminated,Active\nd@x.example,,Leave\n",
			[]string{"2: a@x.example|inactive", "3: b@x.example|active", "4: c@x.example|inactive", "5: d@x.example|on_leave"},
		},
		{
			"particles of their own", "Dutch",
			"E-mail;Voornaam;Tussenvoegsel;Achternaam\na@x.example;Jan;van der;Berg\nb@x.example;Piet;;Smit\n",
			[]string{"2: a@x.example|Jan|van der Berg", "3: b@x.example|Piet|Smit"},
		},
		{
			"second surname", "Spanish",
			"Correo;Nombre;Primer apellido;Segundo apellido\na@x.example;Ana;Ruiz;López\n",
			[]string{"2: a@x.example|Ana|Ruiz López"},
		},
		{
			"family name first", "the header says so",
			"Correo;Apellidos y nombres\na@x.example;RUIZ LOPEZ ANA\n",
			[]string{"2: a@x.example|ANA|RUIZ LOPEZ"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := mustOpen(t, tt.file, Options{})
			if diff := cmp.Diff(tt.want, rowsOf(t, u, KeyEmail)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
		})
	}
}

func TestLinesAboutNobody(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		file      string
		skipped   []string
		rows      []string
	}{
		{
			"two header rows", "SuccessFactors",
			"STATUS,USERID,FIRSTNAME,LASTNAME,EMAIL\nSTATUS,USERID,First Name,Last Name,Email Address\nactive,7,Ann,Lee,a@x.example\n",
			[]string{"2 second header row"}, []string{"3: 7|a@x.example|Ann|Lee|active"},
		},
		{
			"group row above", "Uzio: labels over the columns",
			"Personal,,,Job,\nEmployee ID,First Name,Last Name,Job Title,Department\n7,Ann,Lee,Boss,Sales\n",
			nil, []string{"3: 7|Ann|Lee|Boss|Sales"},
		},
		{
			"header on every page", "printed reports",
			"employee_id,email\n7,a@x.example\nPage 1 of 2\nemployee_id,email\n8,b@x.example\nPage 2 of 2,\n",
			[]string{"3 page footer", "4 header again", "6 page footer"}, []string{"2: 7|a@x.example", "5: 8|b@x.example"},
		},
		{
			"totals", "ADP writes them between the people",
			"Associate ID,Last Name,First Name\n7,Lee,Ann\nTotals For Associate ID 7:,1,\nGrand Total,2,\n",
			[]string{"3 total", "4 total"}, []string{"2: 7|Ann|Lee"},
		},
		{
			"Mr Total", "somebody with an ID",
			"employee_id,last_name,first_name\n7,Total,Ann\nE8,Summe,Bob\n",
			nil, []string{"2: 7|Ann|Total", "3: E8|Bob|Summe"},
		},
		{
			"a person with the name of a footer", "an email says that it is somebody",
			"last_name,first_name,email\nExample,Ann,a@x.example\nSample,Bob,b@x.example\n",
			nil, []string{"2: a@x.example|Ann|Example", "3: b@x.example|Bob|Sample"},
		},
		{
			"section headings", "French and others",
			"Matricule;Nom;Prénom\nDIRECTION GENERALE;;\n7;Lee;Ann\nVENTES EMEA;;\n8;Ott;Bob\n",
			[]string{"2 section heading", "4 section heading"}, []string{"3: 7|Ann|Lee", "5: 8|Bob|Ott"},
		},
		{
			"a leaver of whom only the key is given", "never a heading",
			"employee_id,last_name,status\nE7,,\nboss,,\n",
			nil, []string{"2: E7||", "3: boss||"},
		},
		{
			"a person without a key", "their row says so later, and is not left out",
			"employee_id,first_name,last_name\n,Ann,\n",
			nil, []string{"2: |Ann|"},
		},
		{
			"example row", "Entra's template",
			"version:v1.0,,\nUser name [userPrincipalName] Required,First name [givenName],Last name [surname]\nExample: chris@contoso,Chris,Green\na@x.example,Ann,Lee\n",
			[]string{"3 example row"}, []string{"4: a@x.example|Ann|Lee"},
		},
		{
			"instruction row", "NHS",
			"employee_id,email,start_date\nRequired,Optional; must be a work address,Format DD/MM/YYYY\n7,a@x.example,2026-01-01\n",
			[]string{"2 instruction row"}, []string{"3: 7|a@x.example|2026-01-01"},
		},
		{
			"report footer", "behind the people",
			"email,title\na@x.example,Boss\nReport generated 2026-11-22 09:00,\n",
			[]string{"3 page footer"}, []string{"2: a@x.example|Boss"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := mustOpen(t, tt.file, Options{})
			var skipped []string
			for _, s := range u.Skipped {
				skipped = append(skipped, fmt.Sprintf("%d %s", s.Line, s.Why))
			}
			require.Equal(t, tt.skipped, skipped, tt.why)
			require.Equal(t, tt.rows, rowsOf(t, u, KeyEmployeeID), tt.why)
			require.Equal(t, tt.skipped != nil, strings.Contains(fmt.Sprint(codesOf(u.Problems)), string(CodeLinesSkipped)), tt.why)
		})
	}
}

func TestSecondTableIsRefused(t *testing.T) {
	_, err := openText("email,title\na@x.example,Boss\n\nDepartment,Location,Cost Center\nSales,Berlin,9\n", Options{})
	var fault *FileError
	require.True(t, errors.As(err, &fault), "%v", err)
	require.Equal(t, CodeSeveralTables, fault.Problem.Code)
	require.Equal(t, 4, fault.Problem.Line)
}

func TestManySkippedLinesAreCounted(t *testing.T) {
	u := mustOpen(t, "email,title\na@x.example,Boss\n"+strings.Repeat("Total,1\n", 3*mostSkipped), Options{})
	require.Len(t, u.Skipped, mostSkipped)
	require.Contains(t, u.Problems[0].Message, "3000 lines are about nobody and left out: 3 (total)")
	require.Contains(t, u.Problems[0].Message, "and 2995 more")
}

func TestRejectedRowsThatComeBackUnmended(t *testing.T) {
	u := mustOpen(t, "email,title,,roster_line,roster_problem\na@x.example,Lee, Ann,2,more cells\nb@x.example,Boss,,3,bad\n", Options{})
	require.Empty(t, u.Problems)
	require.Equal(t, []string{"2: a@x.example|Lee", "2! long-row", "3: b@x.example|Boss"}, rowsOf(t, u, KeyEmail))
}

func TestColumnFacts(t *testing.T) {
	u := mustOpen(t, "Emp No,email,Shoe size,Name,Manager,x,DOB,\n7,a@x.example,42,Ann Lee,k@x.example,"+strings.Repeat("y", 100)+",,\n8,b@x.example,,Bob Ott,k@x.example,,,\n9,c@x.example,43,Cy Orr,,,,\n10,d@x.example,44,,,,,\n",
		Options{Map: []Mapping{{"x", "custom.x"}}})
	field := func(s string) *string { return &s }
	want := []ColumnFacts{
		{Header: "Emp No", Field: field("employee_id"), How: HowAlias, Filled: 1, Samples: []string{"7", "8", "9"}},
		{Header: "email", Field: field("email"), How: HowName, Filled: 1, Samples: []string{"a@x.example", "b@x.example", "c@x.example"}},
		{Header: "Shoe size", How: HowUnknown, Filled: 0.75, Samples: []string{"42", "43", "44"}},
		{Header: "Name", Field: field("full_name"), How: HowContext, Filled: 0.75, Samples: []string{"Ann Lee", "Bob Ott", "Cy Orr"}},
		{Header: "Manager", Field: field("manager_email"), How: HowContext, Filled: 0.5, Samples: []string{"k@x.example"}},
		{Header: "x", Field: field("custom.x"), How: HowCaller, Filled: 0.25, Samples: []string{strings.Repeat("y", 79) + "…"}},
		{Header: "DOB", How: HowOther, About: "birth date", Samples: []string{}},
	}
	if diff := cmp.Diff(want, u.Columns()); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}
