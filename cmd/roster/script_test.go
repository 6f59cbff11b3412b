package main

import (
	"bytes"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"roster.example/roster/rostertest"
)

// update writes the golden parts of scripts anew.
var update = flag.Bool("update", false, "write the golden parts of the scripts anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"roster": func() { os.Exit(start(theDay)) },
		// For BenchmarkJobs.
		"measure":        func() { must(measure(os.Args[1], os.Args[2:]...)) },
		"workbook":       func() { must(makeWorkbook(os.Args[1], os.Args[2], os.Args[3])) },
		"streamworkbook": func() { must(rostertest.StreamWorkbook(excelize.OpenFile(os.Args[1]))) },
	})
}

// Each script is a promise that the README makes.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		UpdateScripts:       *update,
		Setup: func(env *testscript.Env) error {
			uploads, err := filepath.Abs("../../testdata/uploads")
			env.Setenv("UPLOADS", uploads)
			env.Setenv("GORACE", os.Getenv("GORACE"))
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"mode":    mode,
			"replace": replace,
			"cut":     cut,
			"people":  makePeople,
			"sql":     sqlBehindOurBack,
			"await":   await,
		},
	})
}

// exits CODE COMMAND… runs a command, which must end with this exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit := (*exec.ExitError)(nil)
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// mode MODE FILE… checks who may read files.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	for _, file := range args[1:] {
		info, err := os.Stat(ts.MkAbs(file))
		ts.Check(err)
		want, err := strconv.ParseUint(args[0], 8, 32)
		ts.Check(err)
		if (info.Mode().Perm() == fs.FileMode(want)) == neg {
			ts.Fatalf("%s has the mode %o", file, info.Mode().Perm())
		}
	}
}

// replace FILE OLD NEW edits a file.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o600))
}

// cut FILE N takes N bytes off the end of a file.
func cut(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text[:len(text)-n]), 0o600))
}

// people FILE FROM TO COLUMN=VALUE… writes a roster of numbered people. A %d in
// a value is the number.
func makePeople(ts *testscript.TestScript, _ bool, args []string) {
	from, err := strconv.Atoi(args[1])
	ts.Check(err)
	to, err := strconv.Atoi(args[2])
	ts.Check(err)
	var header, values []string
	for _, a := range args[3:] {
		column, value, _ := strings.Cut(a, "=")
		header, values = append(header, column), append(values, value)
	}
	var b strings.Builder
	fmt.Fprintln(&b, strings.Join(header, ","))
	for i := from; i <= to; i++ {
		fmt.Fprintln(&b, strings.ReplaceAll(strings.Join(values, ","), "%d", strconv.Itoa(i)))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}

// await PATTERN waits until there is a file of such a name, for the work of a
// program in the background.
func await(ts *testscript.TestScript, _ bool, args []string) {
	for range 1000 {
		found, err := filepath.Glob(ts.MkAbs(args[0]))
		ts.Check(err)
		if len(found) > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s does not come", args[0])
}

// sql FILE STATEMENTS changes a database as anybody with a tool for that can.
func sqlBehindOurBack(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(err)
	ts.Check(db.Close())
}

func TestASignalEndsTheProgramAndItsCopies(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("processes on Windows cannot be sent an interrupt")
	}
	tmp := t.TempDir()
	program, err := exec.LookPath("roster") // put there by testscript.Main
	require.NoError(t, err)
	cmd := exec.Command(program, "check", "-")
	cmd.Env = append(os.Environ(), "TMPDIR="+tmp)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	require.NoError(t, cmd.Start())
	// A write larger than a pipe returns when the program is reading.
	_, err = io.WriteString(stdin, strings.Repeat("employee_id\n", 1<<15))
	require.NoError(t, err)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	exit := (*exec.ExitError)(nil)
	require.True(t, errors.As(cmd.Wait(), &exit))
	require.Equal(t, exitFailed, exit.ExitCode(), stderr.String())
	require.Contains(t, stderr.String(), "interrupted; nothing was applied")
	left, err := os.ReadDir(tmp)
	require.NoError(t, err)
	require.Empty(t, left)
}
