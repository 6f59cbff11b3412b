package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

const readme = "../../README.md"

// TestReadme runs every command of the README, in its order and in one
// folder. A comment behind a command says with which code it exits, when that
// is not 0.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(readme)
	require.NoError(t, err)
	var script strings.Builder
	commands := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			command, comment, _ := strings.Cut(strings.TrimSpace(line), "   # ")
			command = strings.Replace(command, "go run ./cmd/roster", "roster", 1)
			if command == "go test ./..." {
				continue // we are in it
			}
			require.Regexp(t, "^roster ", command)
			code := strings.TrimPrefix(comment, "exits ")
			if code == "" {
				code = "0"
			}
			// The script language quotes as a shell does, but for one kind of quote.
			fmt.Fprintf(&script, "exits %s %s\n", code, strings.ReplaceAll(command, `"`, `'`))
			commands++
		}
	}
	require.Greater(t, commands, 20, "the README's commands are found")
	runReadme(t, script.String())
}

// TestReadmeScreen holds the screen at the top of the README to what the
// command really prints. Only the plan's name differs from run to run.
func TestReadmeScreen(t *testing.T) {
	text, err := os.ReadFile(readme)
	require.NoError(t, err)
	screen := regexp.MustCompile("(?s)```text\n\\$ (roster [^\n]*)\n(.*?)```").FindSubmatchIndex(text)
	require.NotNil(t, screen)
	command, want := string(text[screen[2]:screen[3]]), string(text[screen[4]:screen[5]])
	runReadme(t, "exits 5 roster import --init --yes testdata/uploads/full-company.csv\n"+
		"exits 0 roster import --mode new-hires --yes testdata/uploads/new-hires.csv\n"+
		"exits 5 "+command+"\nscreen\n", func(ts *testscript.TestScript, _ bool, _ []string) {
		name := regexp.MustCompile(`\b[A-Z2-7]{26}\b`)
		got := ts.ReadFile("stdout")
		if *update {
			text = append(append(text[:screen[4]:screen[4]], got...), text[screen[5]:]...)
			ts.Check(os.WriteFile(readme, text, 0o644))
			return
		}
		if diff := cmp.Diff(name.ReplaceAllString(want, "PLAN"), name.ReplaceAllString(got, "PLAN")); diff != "" {
			ts.Fatalf("the README shows another screen (-README +real); write it anew with -update:\n%s", diff)
		}
	})
}

func runReadme(t *testing.T, script string, screen ...func(*testscript.TestScript, bool, []string)) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "readme.txtar")
	require.NoError(t, os.WriteFile(file, []byte(script), 0o600))
	uploads, err := filepath.Abs("../../testdata")
	require.NoError(t, err)
	cmds := map[string]func(*testscript.TestScript, bool, []string){"exits": exits}
	for _, s := range screen {
		cmds["screen"] = s
	}
	testscript.Run(t, testscript.Params{
		Files: []string{file},
		Setup: func(e *testscript.Env) error {
			e.Setenv("GORACE", os.Getenv("GORACE"))
			return os.Symlink(uploads, filepath.Join(e.WorkDir, "testdata"))
		},
		Cmds: cmds,
	})
}
