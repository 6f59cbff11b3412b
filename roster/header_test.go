package roster

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestHeaderForms(t *testing.T) {
	for _, tt := range []struct {
		name, why       string
		header          string
		plain, property string
	}{
		{"plain", "case, spaces and separators do not count", "  E-Mail_address ", "emailaddress", ""},
		{"camel", "systems write their own names so", "employeeNumber", "employeenumber", ""},
		{"humps", "an abbreviation in capitals is one word", "SAMAccountName", "samaccountname", ""},
		{"number sign", "QuickBooks has the name in Employee", "Employee #", "employeenumber", ""},
		{"number sign alone", "a column of row numbers", "#", "number", ""},
		{"numero", "before NFKC makes No of it", "№ Сотрудника", "numberсотрудника", ""},
		{"ordinal", "Portuguese and Spanish", "Nº funcionário", "numberfuncionario", ""},
		{"ordinal with a point", "Spanish", "N.º empleado", "numberempleado", ""},
		{"degree", "what people type for it in French", "N° matricule", "numbermatricule", ""},
		{"no.", "the word behind a dot", "Employee No.", "employeenumber", ""},
		{"Nr.", "German", "Personal-Nr.", "personalnumber", ""},
		{"num in a hump", "Open Dental", "EmployeeNum", "employeenumber", ""},
		{"required", "Google", "First Name [Required]", "firstname", ""},
		{"upload only", "Google", "New Status [UPLOAD ONLY]", "newstatus", ""},
		{"phone format", "Google", "Recovery Phone [MUST BE IN THE E.164 FORMAT]", "recoveryphone", ""},
		{"property", "Entra; the property is not translated", "User name [userPrincipalName] Required", "username", "userprincipalname"},
		{"property with a note", "Entra", "Block sign in (Yes/No) [accountEnabled] Required", "blocksignin", "accountenabled"},
		{"example", "older Entra templates", "Name (example: Chris Green) [displayName] *", "name", "displayname"},
		{"parentheses that say something", "Microsoft 365 in German", "Telefon (geschäftlich)", "telefongeschaftlich", ""},
		{"required in parentheses", "Ten Thousand Coffees", "first_name (required)", "firstname", ""},
		{"star", "tomHRM", "*Login", "login", ""},
		{"accents", "typed without them as often as not", "Prénom", "prenom", ""},
		{"sharp s", "folded, not lower-cased", "STRASSE", "strasse", ""},
		{"apostrophes", "Word makes them round", "Manager’s Email", "managersemail", ""},
		{"apostrophe that is a letter", "Ukrainian", "Імʼя", "імя", ""},
		{"no-break space", "Excel puts them into headers", "First\u00a0Name", "firstname", ""},
		{"invisible", "byte order marks and soft hyphens", "\ufeffE\u00admail\u200b", "email", ""},
		{"line break", "a cell with a break in it", "First\nName", "firstname", ""},
		{"compatibility forms", "Japanese input", "Ｅｍａｉｌ", "email", ""},
		{"unclosed bracket", "no decoration, no panic", "Email [required", "email", ""},
		{"nothing", "signs only", "--", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plain, property := headerForms(tt.header)
			require.Equal(t, tt.plain, plain.key, tt.why)
			require.Equal(t, tt.property, property.key, tt.why)
		})
	}
}

// A field's own name is found without the table, and stands where the table
// would have it.
func TestAFieldsOwnNameHasItsPlaceInTheTable(t *testing.T) {
	own := 0
	for _, f := range Fields {
		inTable, known := aliases()[headerKey(f.Name)]
		_, ok := f.ownRank()
		require.Equal(t, known, ok, f.Name)
		if ok {
			c := &column{header: f.Name}
			c.recognise()
			require.Same(t, inTable.field, c.field)
			require.Equal(t, inTable.rank, c.rank, f.Name)
			own++
		}
	}
	require.Greater(t, own, 10)
}

// Every alias must lead to exactly one field, and no field may list a
// spelling twice: it would be a line that cannot be wrong.
func TestAliasesAreUnambiguous(t *testing.T) {
	seen := map[string]string{}
	for _, f := range Fields {
		for _, spelling := range f.Aliases {
			key := headerKey(spelling)
			require.NotEmpty(t, key, spelling)
			where := f.Name + ": " + spelling
			require.Empty(t, seen[key], "%s is the same header", where)
			require.NotContains(t, ambiguous(), key, "%s is settled by context", where)
			require.NotContains(t, otherHeaders(), key, "%s is a fact we do not take", where)
			require.NotContains(t, inverted(), key, "%s is an inverted status", where)
			seen[key] = where
		}
	}
	for key := range ambiguous() {
		require.NotContains(t, otherHeaders(), key)
		require.NotContains(t, inverted(), key)
	}
}

func TestFieldsAnswerToTheirOwnName(t *testing.T) {
	for _, f := range Fields {
		c := &column{header: f.Name}
		c.recognise()
		if c.rule != nil {
			require.Equal(t, RoleField, f.Name, "only the role depends on its context")
			continue
		}
		require.Same(t, f, c.field, f.Name)
		require.Equal(t, HowName, c.how, f.Name)
	}
}

// testdata/headers.csv was curated from the headers of some 130 systems and
// public files: what each is read as, "?" where the context decides, "" where
// it is not taken.
func TestHeadersOfTheWorld(t *testing.T) {
	file, err := os.Open("testdata/headers.csv")
	require.NoError(t, err)
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(records), 500)
	var want, got [][]string
	for _, rec := range records[1:] {
		c := &column{header: rec[0]}
		c.recognise()
		field := ""
		switch {
		case c.rule != nil:
			field = "?"
		case c.field != nil:
			field = c.field.Name
		}
		want = append(want, rec[:2])
		got = append(got, []string{rec[0], field})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}

func TestNearMisses(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		header    string
		field     string
	}{
		{"swapped letters", "the commonest slip", "Emial", "email"},
		{"letter missing", "one in five", "Deparment", "department"},
		{"two letters wrong", "two in eight or more", "Employe Numbr", "employee_id"},
		{"other order", "the same words", "Name First", "first_name"},
		{"name in other words", "what people write for a field of ours", "Work Email", "email"},
		{"short", "four letters are too few to tell", "Nmae", ""},
		{"another fact", "no slip of Stato", "State", ""},
		{"far", "not like anything", "Shoe size", ""},
		{"nothing", "no header at all", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := &column{header: tt.header}
			c.recognise()
			form, _ := headerForms(tt.header)
			f := fieldLike(form)
			if c.how == HowOther {
				f = nil
			}
			if tt.field == "" {
				require.Nil(t, f, tt.why)
				return
			}
			require.NotNil(t, f, tt.why)
			require.Equal(t, tt.field, f.Name, tt.why)
		})
	}
}

func FuzzHeader(f *testing.F) {
	for _, field := range Fields {
		for _, spelling := range field.Aliases {
			f.Add(spelling)
		}
	}
	for _, odd := range []string{"", "[", "](", "a[b]c(d)[e]", "\xff\xfe", "#№ºN.º", "\u0300", "ǅ", "İ", "custom.x", "Custom.Shoe Size"} {
		f.Add(odd)
	}
	fixtures, err := filepath.Glob("../testdata/uploads/*/*.*")
	require.NoError(f, err)
	for _, path := range fixtures {
		file, err := os.ReadFile(path)
		require.NoError(f, err)
		if u, err := openText(string(file), Options{}); err == nil {
			for _, c := range u.Source.Columns {
				f.Add(c.Header)
			}
			require.NoError(f, u.Close())
		}
	}
	f.Fuzz(func(t *testing.T, header string) {
		plain, property := headerForms(header)
		again, _ := headerForms(plain.key)
		if again.key != plain.key && !numberWords[plain.key] && plain.key != "required" {
			t.Errorf("headerForms(%q) = %q, and of that %q", header, plain.key, again.key)
		}
		_ = property
		c := &column{header: header}
		c.recognise()
		if c.field != nil && c.rule != nil {
			t.Errorf("%q is settled and open", header)
		}
		fieldLike(plain)
	})
}
