package table

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNotUTF8(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		text      string
		line      int
		says      string
	}{
		{"Windows-1252", "an Excel that saved plain CSV", "a,b\r\n1,2\r\nJos\xe9,3\r\n", 3, "0xE9"},
		{"first byte", "", "\xe9a,b\n", 1, "0xE9"},
		{"cut at the end", "a download that stopped inside a character", "a,b\n1,\xc3", 2, "0xC3"},
		{"overlong", "what no encoder writes", "a,b\n\xc0\xaf,2\n", 2, "0xC0"},
		{"far down", "beyond the first buffer", "a,b\r\n" + strings.Repeat("1,2\r\n", 40_000) + "\x80\r\n", 40_002, "0x80"},
		{"NUL", "UTF-16, or a broken file", "a,b\n1,\x002\n", 2, "NUL"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(t, tt.text, Options{})
			e := fault(err)
			require.NotNil(t, e, tt.why)
			require.Equal(t, "not-utf-8", e.Code)
			require.Equal(t, tt.line, e.Line)
			require.Contains(t, e.Message, tt.says)
			require.Contains(t, e.Hint, "CSV UTF-8")
		})
	}
}

// TestUTF8AcrossBuffers: characters that lie across two reads are whole.
func TestUTF8AcrossBuffers(t *testing.T) {
	for pad := range 4 {
		text := strings.Repeat("x", pad) + ",b\n" + strings.Repeat("日本,é\n", 20_000)
		require.Len(t, mustRead(t, text), 20_001)
	}
}
