package roster

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryCodeHasAPage(t *testing.T) {
	constants := codeConstants(t, "code.go")
	require.Greater(t, len(constants), 40)
	bytes := tableCodes(t, "table")
	require.Greater(t, len(bytes), 5)
	for _, code := range append(constants, bytes...) {
		_, ok := Explain(Code(code))
		require.True(t, ok, "%s has no explanation", code)
	}
}

func TestEveryPageIsWhole(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := map[Code]bool{}
	for _, e := range explanations {
		require.Regexp(t, name, string(e.Code))
		require.False(t, seen[e.Code], "%s has two pages", e.Code)
		seen[e.Code] = true
		for what, text := range map[string]string{"title": e.Title, "meaning": e.Meaning, "example": e.Example, "mend": e.Mend} {
			require.NotEmpty(t, strings.TrimSpace(text), "%s has no %s", e.Code, what)
		}
		require.False(t, strings.HasSuffix(e.Title, "."), e.Code)
	}
	require.Len(t, Codes(), len(explanations))
	_, ok := Explain("no-such-code")
	require.False(t, ok)
}

// codeConstants returns the values of the constants of type Code.
func codeConstants(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	require.NoError(t, err)
	var codes []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "Code" {
			for _, v := range spec.Values {
				codes = append(codes, literal(v))
			}
		}
		return true
	})
	return codes
}

// tableCodes returns the codes that package table gives to its errors: the
// literals behind Code:, and the first of each line of its list of foreigners.
func tableCodes(t *testing.T, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	var codes []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		source, err := os.ReadFile(path)
		require.NoError(t, err)
		file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "code") {
					if code := literal(n.Value); code != "" {
						codes = append(codes, code)
					}
				}
			case *ast.ValueSpec:
				if n.Names[0].Name != "foreigners" {
					return true
				}
				for _, line := range n.Values[0].(*ast.CompositeLit).Elts {
					if code := literal(line.(*ast.CompositeLit).Elts[0]); code != "" {
						codes = append(codes, code)
					}
				}
			}
			return true
		})
	}
	return codes
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}
