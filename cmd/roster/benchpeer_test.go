package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"roster.example/roster/rostertest"
)

// The peer of BenchmarkJobs: what somebody who is good at SQL would run in its
// stead. It reads the upload, joins it with the users by the folded email or
// the employee ID, keeps what differs, writes a report of it, and where it is
// to be applied a row of history for each edit, the edits, and the new people,
// in one durable transaction. It does no more: no mapping, no cleaning, no
// checks.
const (
	peerOpen = `PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -512000;
PRAGMA mmap_size = 4294967296;
PRAGMA temp_store = MEMORY;
CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, {columns}, email_key TEXT UNIQUE);
CREATE UNIQUE INDEX IF NOT EXISTS users_employee_id ON users (employee_id);
CREATE TABLE IF NOT EXISTS audit (id INTEGER PRIMARY KEY, user_id INTEGER, action TEXT, field TEXT, was TEXT, now TEXT);
CREATE TEMP TABLE up ({columns});
.import --csv --skip 1 --schema temp {file} up
`
	peerCompare = `CREATE TEMP TABLE differ AS SELECT u.id, {was}, {now} FROM up JOIN users u ON {join}
  WHERE (lower(up.email), {others}) IS NOT (u.email_key, {others of u});
CREATE TEMP TABLE hired AS SELECT up.* FROM up LEFT JOIN users u ON {join} WHERE u.id IS NULL;
CREATE TEMP VIEW edits AS {edits};
`
	peerReport = `.headers on
.mode csv
.once {report}
SELECT action, employee_id, email, field, was, now FROM edits
  UNION ALL SELECT 'create', employee_id, email, NULL, NULL, NULL FROM hired;
`
	peerApply = `BEGIN IMMEDIATE;
INSERT INTO audit (user_id, action, field, was, now) SELECT id, action, field, was, now FROM edits;
UPDATE users SET {sets} FROM differ d WHERE users.id = d.id;
INSERT INTO users ({names}, email_key) SELECT {names}, lower(email) FROM hired;
INSERT INTO audit (user_id, action) SELECT u.id, 'create' FROM hired JOIN users u ON u.email_key = lower(hired.email);
COMMIT;
`

	previewSQL = peerOpen + peerCompare + peerReport
	applySQL   = peerOpen + peerCompare + peerApply + peerReport
)

// shell runs the sqlite3 shell.
func (f *bench) shell(tb testing.TB, script, upload string) took {
	names := rostertest.Columns
	if *jobsManagers {
		names = append(names[:len(names):len(names)], "manager_employee_id")
	}
	each := func(sep, format string, but ...string) string {
		var all []string
		for _, name := range names {
			if len(but) == 0 || name != but[0] {
				all = append(all, strings.ReplaceAll(format, "%", name))
			}
		}
		return strings.Join(all, sep)
	}
	join := "u.email_key = lower(up.email)"
	if *jobsKey == "employee_id" {
		join = "u.employee_id = up.employee_id"
	}
	edits := each("\n  UNION ALL ", `SELECT id, iif(status_now = 'inactive' AND status_was <> 'inactive', 'deactivate', 'update') AS action,
    employee_id_was AS employee_id, email_was AS email, '%' AS field, %_was AS was, %_now AS now FROM differ WHERE %_was IS NOT %_now`, "email") +
		`
  UNION ALL SELECT id, 'update', employee_id_was, email_was, 'email', email_was, email_now FROM differ WHERE lower(email_was) <> lower(email_now)`
	script = strings.NewReplacer(
		"{columns}", each(", ", "% TEXT"), "{names}", each(", ", "%"), "{was}", each(", ", "u.% AS %_was"), "{now}", each(", ", "up.% AS %_now"),
		"{others}", each(", ", "up.%", "email"), "{others of u}", each(", ", "u.%", "email"), "{join}", join, "{edits}", edits,
		"{sets}", each(", ", "% = d.%_now")+", email_key = lower(d.email_now)",
		"{file}", upload, "{report}", f.path("peer.csv"),
	).Replace(script)
	cmd := exec.Command(f.sqlite, "-bail", f.path("peer.db"))
	cmd.Stdin = strings.NewReader(script)
	return f.run(tb, cmd)
}

// The two commands of this file run in processes of their own, because what
// they keep in memory would count as that of the processes they are beside.

// makeWorkbook FROM TO ROWS copies the first rows of a CSV, header aside, to a workbook.
func makeWorkbook(from, to, rows string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	book := excelize.NewFile()
	defer book.Close()
	out, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(rows)
	if err != nil {
		return err
	}
	r := csv.NewReader(in)
	for i := range n + 1 {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		row := make([]any, len(rec))
		for j, c := range rec {
			row[j] = c
		}
		if err := out.SetRow(fmt.Sprint("A", i+1), row); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return book.SaveAs(to)
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
