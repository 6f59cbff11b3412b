package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestRows(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		file      string
		options   Options
		key       Key
		want      []string
	}{
		{
			"order of the table", "whatever the order of the file; customs last, by name",
			"custom.z,title,custom.a,email,employee_id\nz,Boss,a,a@x.example,E7\n", Options{}, KeyEmail,
			[]string{"2: E7|a@x.example|Boss|a|z"},
		},
		{
			"physical lines", "a cell with a break, a blank line, a row of commas",
			"email,title\na@x.example,\"Boss\nof all\"\n\n,\nb@x.example,x\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|Boss of all", "6: b@x.example|x"},
		},
		{
			"short and long rows", "missing cells are blank, extra ones without a value do no harm",
			"email,title,phone\na@x.example\nb@x.example,x,1,,\nc@x.example,x,1,oops\n", Options{}, KeyEmail,
			[]string{"2: a@x.example||", "3: b@x.example|x|1", "4: c@x.example|x|1", "4! long-row"},
		},
		{
			"blank keeps", "the default",
			"email,title\na@x.example,\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|"},
		},
		{
			"blank clears", "only what can be cleared, and only where there is a cell",
			"email,employee_id,first_name,status,title,phone\na@x.example,,,,,\nb@x.example,E7\n", Options{Blank: BlankClear}, KeyEmail,
			[]string{"2: #CLEAR|a@x.example||#CLEAR|#CLEAR|", "3: E7|b@x.example||||", "3? short-row"},
		},
		{
			"the key is never cleared", "neither by a blank",
			"employee_id,title\n,\n7,\n", Options{Blank: BlankClear}, KeyEmployeeID,
			[]string{"3: 7|#CLEAR"},
		},
		{
			"words for nothing", "are blank, and never clear",
			"email,title,location\na@x.example,NULL,-\nb@x.example,n/a,.\n", Options{Blank: BlankClear}, KeyEmail,
			[]string{"2: a@x.example||", "3: b@x.example||"},
		},
		{
			"Ms Null", "a name is a name",
			"email,first_name,last_name\na@x.example,Ann,Null\nb@x.example,-,N/A\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|Ann|Null", "3: b@x.example|-|N/A"},
		},
		{
			"#CLEAR", "in any case of the letters",
			"email,title,phone\na@x.example,#CLEAR,#clear\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|#CLEAR|#CLEAR"},
		},
		{
			"#CLEAR where a value must stay", "key, email, names, status",
			"employee_id,email,first_name,last_name,status\n#CLEAR,#CLEAR,#CLEAR,#CLEAR,#CLEAR\n", Options{}, KeyEmployeeID,
			[]string{"2: ||||", "2! not-clearable employee_id", "2! not-clearable email", "2! not-clearable first_name", "2! not-clearable last_name", "2! not-clearable status"},
		},
		{
			"an ID that is no key can be cleared", "somebody got it by mistake",
			"employee_id,email\n#CLEAR,a@x.example\n", Options{}, KeyEmail,
			[]string{"2: #CLEAR|a@x.example"},
		},
		{
			"spreadsheet errors", "an identifier, name or status cannot be without, the rest can",
			"employee_id,email,last_name,status,title,start_date,manager_email\n#N/A,a@x.example,#REF!,#NAME?,#VALUE!,#####,#DIV/0!\n", Options{}, KeyEmail,
			[]string{
				"2: |a@x.example|||||",
				"2! spreadsheet-error employee_id", "2! spreadsheet-error last_name", "2! spreadsheet-error status",
				"2? spreadsheet-error title", "2? spreadsheet-error start_date", "2? spreadsheet-error manager_email",
			},
		},
		{
			"what Excel does to IDs", "undone where nothing is lost",
			"employee_id\n\"=\"\"00123\"\"\"\n'00124\n00125\n126.0\n1.23E+05\n", Options{}, KeyEmployeeID,
			[]string{"2: 00123", "3: 00124", "3? id-cleaned employee_id", "4: 00125", "5: 126.0", "6: ", "6! id-damaged employee_id"},
		},
		{
			"a column of decimals", "every ID has it, so it is the spreadsheet's",
			"employee_id,manager_employee_id\n1.0,2\n2.0,\n", Options{}, KeyEmployeeID,
			[]string{"2: 1|2", "2? id-cleaned employee_id", "3: 2|", "3? id-cleaned employee_id"},
		},
		{
			"a damaged manager", "the person is taken, the manager kept",
			"employee_id,manager_employee_id,manager_email\n7,1.23E+05,nobody\n8,NO_MANAGER,\n", Options{}, KeyEmployeeID,
			[]string{"2: 7||", "2? id-damaged manager_employee_id", "2? email-malformed manager_email", "3: 8||"},
		},
		{
			"one manager in two columns", "a blank in one does not clear what the other says",
			"employee_id,manager_employee_id,manager_email\n7,1,\n8,,k@x.example\n9,,\n", Options{Blank: BlankClear}, KeyEmployeeID,
			[]string{"2: 7|1|", "3: 8||k@x.example", "4: 9|#CLEAR|#CLEAR"},
		},
		{
			"one column clears the manager and the other names one", "nothing tells which is meant, even where it cannot be read who",
			"employee_id,manager_employee_id,manager_email\n1,#CLEAR,k@x.example\n2,7,#CLEAR\n3,#CLEAR,nobody\n4,#CLEAR,\n5,#CLEAR,#CLEAR\n6,#CLEAR,N/A\n", Options{}, KeyEmployeeID,
			[]string{
				"2: 1|#CLEAR|k@x.example", "2! manager-mismatch manager_employee_id",
				"3: 2|7|#CLEAR", "3! manager-mismatch manager_email",
				"4: 3|#CLEAR|", "4? email-malformed manager_email", "4! manager-mismatch manager_employee_id",
				"5: 4|#CLEAR|", "6: 5|#CLEAR|#CLEAR", "7: 6|#CLEAR|",
			},
		},
		{
			"a row that is too short to name the manager", "what the row before said is not its own",
			"employee_id,manager_employee_id,manager_email\n1,,k@x.example\n2,#CLEAR\n", Options{}, KeyEmployeeID,
			[]string{"2: 1||k@x.example", "3: 2|#CLEAR|"},
		},
		{
			"a blank beside a manager who cannot be read", "the warning says that the manager is kept, so the blank clears nothing",
			"employee_id,manager_employee_id,manager_email\n1,,nobody\n", Options{Blank: BlankClear}, KeyEmployeeID,
			[]string{"2: 1||", "2? email-malformed manager_email"},
		},
		{
			"a control character in front of a manager's ID", "no cell can pass for a name",
			"employee_id,manager_employee_id\n1,\x01\x007\n", Options{}, KeyEmployeeID,
			[]string{"2: 1|7"},
		},
		{
			"emails", "unwrapped, or an error",
			"email\nmailto:a@x.example\nann@@x\n", Options{}, KeyEmail,
			[]string{"2: a@x.example", "3: ", "3! email-malformed email"},
		},
		{
			"our own guard", "what we exported comes back as it was",
			"email,title,phone\na@x.example,'=Boss,'+49 30 1\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|=Boss|+49 30 1"},
		},
		{
			"phone that Excel was kept from", "an apostrophe before digits",
			"email,phone,title\na@x.example,'0049 30,'00 agent\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|'00 agent|0049 30"},
		},
		{
			"dates", "the column has an order",
			"email,start_date,end_date\na@x.example,13/02/2026,2026-02-30\nb@x.example,01/02/2026,0000-00-00\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|2026-02-13|", "2! date-malformed end_date", "3: b@x.example|2026-02-01|"},
		},
		{
			"declared order", "the caller knows",
			"email,start_date\na@x.example,01/02/2026\nb@x.example,13/02/2026\n", Options{Dates: DatesMDY}, KeyEmail,
			[]string{"2: a@x.example|2026-01-02", "3: b@x.example|", "3! date-malformed start_date"},
		},
		{
			"serial dates", "half of the column is enough",
			"email,start_date\na@x.example,46096\nb@x.example,2026-03-15\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|2026-03-15", "3: b@x.example|2026-03-15"},
		},
		{
			"one number among dates", "not a date",
			"email,start_date\na@x.example,46096\nb@x.example,2026-03-15\nc@x.example,2026-03-15\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|", "2! date-malformed start_date", "3: b@x.example|2026-03-15", "4: c@x.example|2026-03-15"},
		},
		{
			"status", "words become three",
			"email,status\na@x.example,Active\nb@x.example,LOA\nc@x.example,Terminated\nd@x.example,Zombie\ne@x.example,\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|active", "3: b@x.example|on_leave", "4: c@x.example|inactive", "5: d@x.example|", "5! status-unknown status", "6: e@x.example|"},
		},
		{
			"groups", "the separator is the column's",
			"email,groups\na@x.example,\"b, Berlin;a\"\nb@x.example,\"c, Paris\"\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|a;b, Berlin", "3: b@x.example|c, Paris"},
		},
		{
			"full name", "two values",
			"email,Name\na@x.example,\"Lee, Ann\"\nb@x.example,Maria de la Cruz\nc@x.example,\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|Ann|Lee", "3: b@x.example|Maria|de la Cruz", "4: c@x.example||"},
		},
		{
			"full name beside one half", "fills the other",
			"email,First Name,Full Name\na@x.example,Ann,Annabel Lee\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|Ann|Lee"},
		},
		{
			"full name that cannot be cleared", "it is two names",
			"email,Full Name\na@x.example,#CLEAR\n", Options{}, KeyEmail,
			[]string{"2: a@x.example||", "2! not-clearable Full Name"},
		},
		{
			"role", "no value of it leaves the reader",
			"email,role\na@x.example,admin\n", Options{}, KeyEmail,
			[]string{"2: a@x.example"},
		},
		{
			"too long", "no title has so many letters",
			"email,title\na@x.example," + strings.Repeat("ä", 1000) + "\nb@x.example," + strings.Repeat("ä", 1001) + "\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|" + strings.Repeat("ä", 1000), "3: b@x.example|", "3! value-too-long title"},
		},
		{
			"email too long", "RFC 5321",
			"email,title\n" + "a@" + strings.Repeat("a.", 130) + "example,x\n", Options{}, KeyEmail,
			[]string{"2: |x", "2! value-too-long email"},
		},
		{
			"header only", "no rows, and nobody leaves",
			"email,title\n", Options{}, KeyEmail, nil,
		},
		{
			"form of employment and state in one column", "BambooHR: whoever has a form is employed",
			"email,Employment Status\na@x.example,Intern\nb@x.example,Terminated\n", Options{}, KeyEmail,
			[]string{"2: a@x.example|active", "3: b@x.example|inactive"},
		},
		{
			"no header, ragged", "the longest row says how many columns there are",
			"a@x.example\nb@x.example,Bob\n", Options{NoHeader: true, Map: []Mapping{{"1", "email"}, {"2", "first_name"}}}, KeyEmail,
			[]string{"1: a@x.example|", "2: b@x.example|Bob"},
		},
		{
			"no header", "the first record is a person",
			"a@x.example,Ann\nb@x.example,Bob\n", Options{NoHeader: true, Map: []Mapping{{"1", "email"}, {"2", "first_name"}}}, KeyEmail,
			[]string{"1: a@x.example|Ann", "2: b@x.example|Bob"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			u := mustOpen(t, tt.file, tt.options)
			for range 2 { // rows can be read again
				if diff := cmp.Diff(tt.want, rowsOf(t, u, tt.key)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", tt.why, diff)
				}
			}
		})
	}
}

func TestRowProblemsNameTheCell(t *testing.T) {
	u := mustOpen(t, "email,Hire Date\nann@@x.example,2019-02-30\n", Options{})
	for row, err := range u.Rows(KeyEmail) {
		require.NoError(t, err)
		require.True(t, row.Faulty())
		require.Equal(t, []Problem{
			{
				Severity: Error, Code: CodeEmailMalformed, Line: 2, Column: "email", Field: "email", Value: "ann@@x.example",
				Message: `"ann@@x.example" is no email address`, Hint: "write one address of the form name@company.example",
			},
			{
				Severity: Error, Code: CodeDateMalformed, Line: 2, Column: "Hire Date", Field: "start_date", Value: "2019-02-30",
				Message: `"2019-02-30" is no date, or none that exists`, Hint: "write it as 2026-03-15",
			},
		}, row.Problems)
	}
}

func TestUploadCounts(t *testing.T) {
	file := "Employee ID,Email,Full Name\nE1,a@x.example,Ann Lee\nE2,,-\n,,\n\nE3,N/A,\n"
	u := mustOpen(t, file, Options{Name: "weekly.csv"})
	require.Equal(t, 3, u.Len())
	require.Equal(t, 3, u.Filled("employee_id"))
	require.Equal(t, 1, u.Filled("email"))
	require.Equal(t, 2, u.Filled("first_name"), "a dash is somebody's name until a person says otherwise")
	require.Equal(t, 0, u.Filled("title"))
	require.Equal(t, []string{"employee_id", "email", "first_name", "last_name"}, names(u.Fields))

	sum := sha256.Sum256([]byte(file))
	require.Equal(t, "weekly.csv", u.Source.Name)
	require.Equal(t, hex.EncodeToString(sum[:]), u.Source.SHA256)
	require.Equal(t, "csv", u.Source.Format)
	require.Equal(t, ",", u.Source.Delimiter)
	require.Equal(t, 1, u.Source.HeaderLine)
}

func TestRecordsAreTheRows(t *testing.T) {
	u := mustOpen(t, "Title above\n\n Email ,,Shoe,\n mailto:a@x.example,,42,\n,,,\nb@x.example,,,,extra\nc@x.example\n", Options{})
	var got []string
	for rec, err := range u.Records() {
		require.NoError(t, err)
		got = append(got, fmt.Sprintf("%d: %s", rec.Line, strings.Join(rec.Cells, "|")))
	}
	require.Equal(t, []string{"Email=email", "Shoe="}, mapping(u))
	// As they stand, under the columns of the source; what belongs to no
	// column is behind them.
	require.Equal(t, []string{"4:  mailto:a@x.example|42", "6: b@x.example||extra", "7: c@x.example"}, got)
	require.Len(t, rowsOf(t, u, KeyEmail), len(got)+1, "the same rows, one of them with a problem")
}

// breaking is a disk that fails after the file was opened.
type breaking struct {
	*strings.Reader
	broken atomic.Bool
}

var errDisk = errors.New("the disk is gone")

func (b *breaking) ReadAt(p []byte, off int64) (int, error) {
	if b.broken.Load() {
		return 0, errDisk
	}
	return b.Reader.ReadAt(p, off)
}

// endless is a file that is refused for its first bytes, and of which no end
// comes in sight.
type endless struct{}

func (endless) ReadAt(p []byte, at int64) (int, error) {
	const text = "%PDF-1.7"
	for i := range p {
		p[i] = text[(at+int64(i))%int64(len(text))]
	}
	return len(p), nil
}

func TestAFileIsRefusedBeforeItsDigestIsTaken(t *testing.T) {
	_, err := Open(endless{}, 1<<50, Options{Now: now})
	var fault *FileError
	require.True(t, errors.As(err, &fault), "%v", err)
}

func TestADiskThatFailsIsNoFaultOfTheFile(t *testing.T) {
	text := "email\n" + strings.Repeat("a@x.example\n", 10)
	disk := &breaking{Reader: strings.NewReader(text)}
	u, err := Open(disk, int64(len(text)), Options{Now: now})
	require.NoError(t, err)
	disk.broken.Store(true)
	for _, rows := range []func() error{
		func() error {
			for _, err := range u.Rows(KeyEmail) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		func() error {
			for _, err := range u.Records() {
				if err != nil {
					return err
				}
			}
			return nil
		},
		func() error { _, err := Open(disk, int64(len(text)), Options{Now: now}); return err },
	} {
		err := rows()
		require.ErrorIs(t, err, errDisk)
		var fault *FileError
		require.False(t, errors.As(err, &fault))
	}
}

func TestRowsCanBeLeftEarly(t *testing.T) {
	u := mustOpen(t, "email\na@x.example\nb@x.example\n", Options{})
	for range u.Rows(KeyEmail) {
		break
	}
	for range u.Records() {
		break
	}
	require.Equal(t, []string{"2: a@x.example", "3: b@x.example"}, rowsOf(t, u, KeyEmail))
}

func TestZeroOptionsMeanThePresent(t *testing.T) {
	file := "email,start_date\na@x.example,3/25/20\n"
	u, err := Open(strings.NewReader(file), int64(len(file)), Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"2: a@x.example|2020-03-25"}, rowsOf(t, u, KeyEmail))
}

// A quote out of place holds cells together, or cuts them: which, only the
// width of the row can tell.
func TestStrayQuotes(t *testing.T) {
	u := mustOpen(t, "email,title,location\na@x.example,\"the \"big\" boss\",Rome\nb@x.example,\"the \"big, boss\",Rome,x\nc@x.example,\"the \"big\" boss\"\n", Options{})
	require.Equal(t, []string{
		`2: a@x.example|the "big" boss|Rome`,
		`3: b@x.example|the "big, boss|Rome`, "3! stray-quote",
		`4: c@x.example|the "big" boss|`, "4! stray-quote",
	}, rowsOf(t, u, KeyEmail))
}

func FuzzUpload(f *testing.F) {
	for _, s := range []string{
		"email,title\na@x.example,Boss\n", "", "\n", "\xef\xbb\xbfemail\na@x", "Name;E-Mail;Eintritt\nLee, Ann;a@x.example;13.02.26\n",
		"employee_id,Manager,Status,groups\n1,Ann Lee,T,a;b\n2,,Full-Time,\"c,d\"\n", "email,email\na,b\n", "Employee #\tName\n1\t(x)\n",
		"Title\n\nID,Name,Role\n1,x,Admin\n,,\n1,x\n", "email,,\na@x.example,=\"1\",'=2,#N/A,#CLEAR\n",
	} {
		f.Add([]byte(s), false, "")
		f.Add([]byte(s), true, "clear")
	}
	top, err := filepath.Glob("../testdata/uploads/*.*")
	require.NoError(f, err)
	fixtures, err := filepath.Glob("../testdata/uploads/*/*.*")
	require.NoError(f, err)
	require.Greater(f, len(fixtures), 70)
	for _, path := range append(top, fixtures...) {
		file, err := os.ReadFile(path)
		require.NoError(f, err)
		f.Add(file, false, "")
	}
	f.Fuzz(func(t *testing.T, file []byte, noHeader bool, blank string) {
		o := Options{Now: now, NoHeader: noHeader, Blank: Blank(blank)}
		if noHeader {
			o.Map = []Mapping{{"1", "email"}}
		}
		u, err := Open(strings.NewReader(string(file)), int64(len(file)), o)
		if err != nil {
			var fault *FileError
			require.True(t, errors.As(err, &fault), "%v", err)
			require.NotEmpty(t, fault.Problem.Message)
			_, ok := Explain(fault.Problem.Code)
			require.True(t, ok, "%s has no explanation", fault.Problem.Code)
			return
		}
		for _, key := range []Key{KeyEmail, KeyEmployeeID} {
			first, again := rowsOf(t, u, key), rowsOf(t, u, key)
			require.Equal(t, first, again)
		}
		n := 0
		for _, err := range u.Records() {
			require.NoError(t, err)
			n++
		}
		require.Equal(t, u.Len(), n)
	})
}

// bigFile is a clean roster of n people.
func bigFile(n int) string {
	var b strings.Builder
	b.WriteString("employee_id,email,first_name,last_name,title,department,location,manager_employee_id,start_date,status,groups\n")
	for i := range n {
		fmt.Fprintf(&b, "E%06d,person.%d@acme.example,Given%d,Family%d,Engineer,Engineering,Berlin,E%06d,2020-%02d-%02d,active,staff\n",
			i, i, i, i, i/10, i%12+1, i%28+1)
	}
	return b.String()
}

func BenchmarkOpen(b *testing.B) {
	file := bigFile(100_000)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(strings.NewReader(file), int64(len(file)), Options{Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRows(b *testing.B) {
	file := bigFile(100_000)
	u, err := Open(strings.NewReader(file), int64(len(file)), Options{Now: now})
	require.NoError(b, err)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		for _, err := range u.Rows(KeyEmployeeID) {
			if err != nil {
				b.Fatal(err)
			}
			rows++
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// What a row costs beyond the strings of its record: nothing.
func TestCleanRowsDoNotAllocate(t *testing.T) {
	u := mustOpen(t, bigFile(2), Options{})
	reader, row := newRowReader(u, KeyEmployeeID), &Row{}
	for r, err := range u.data() {
		require.NoError(t, err)
		reader.read(r, row) // what is remembered of the column is there now
		require.Zero(t, testing.AllocsPerRun(100, func() { reader.read(r, row) }))
	}
}
