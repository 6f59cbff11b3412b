package templates

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVisible(t *testing.T) {
	tests := []struct{ name, in, want, why string }{
		{"plain", "Sam Lee", "Sam Lee", ""},
		{"empty", "", "", ""},
		{"escape", "\x1b[2J", "␛[2J", "a terminal would clear the screen"},
		{"null and delete", "\x00a\x7f", "␀a␡", ""},
		{"tab", "a\tb", "a␉b", "a tab would move the columns"},
		{"newlines", "a\nb\r\nc\rd", "a⏎b⏎c␍d", "CR alone would write over the line"},
		{"c1", "\u009b31m", "⟨U+009B⟩31m", "some terminals obey the one-character CSI"},
		{"bidi override", "a\u202eb", "a⟨U+202E⟩b", "what follows would be read backwards"},
		{"bidi isolate", "a\u2067b\u2069", "a⟨U+2067⟩b⟨U+2069⟩", ""},
		{"marks of direction", "a\u200f\u061cb", "a⟨U+200F⟩⟨U+061C⟩b", "two values may differ in nothing else"},
		{"zero width", "a\u200bb\ufeffc\u00add", "a⟨U+200B⟩b⟨U+FEFF⟩c⟨U+00AD⟩d", "an address that only looks like another"},
		{"separators", "a\u2028b\u2029c", "a⟨U+2028⟩b⟨U+2029⟩c", ""},
		{"tags", "a\U000E0041b", "a⟨U+E0041⟩b", "text can hide in tag characters"},
		{"joiners", "می\u200cخواهم 👩🏽\u200d🚀", "می\u200cخواهم 👩🏽\u200d🚀", "Persian and emoji need them"},
		{"number sign", "\u0600\u0661", "\u0600\u0661", "a format character that is drawn"},
		{"not utf-8", "a\xffb", "a\uFFFDb", ""},
		{"not utf-8 and hidden", "\xff\x1b", "\uFFFD␛", ""},
		{"hidden and not utf-8", "\x1b\xff", "␛\uFFFD", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			require.Equal(t, tt.want, visible(tt.in), tt.why)
		})
	}
}

func TestWidth(t *testing.T) {
	tests := []struct {
		in   string
		w    int
		want string
		why  string
	}{
		{"abc", 3, "abc", ""},
		{"abcd", 3, "ab…", ""},
		{"abcd", 1, "…", ""},
		{"abcd", 0, "", ""},
		{"日本語", 6, "日本語", "nine bytes, six columns"},
		{"日本語", 5, "日本…", "a wide character is taken or left whole"},
		{"日本語", 4, "日…", ""},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…", "a letter keeps its accent"},
		{"👩🏽‍🚀👩🏽‍🚀", 3, "👩🏽‍🚀…", "an emoji of four parts is one"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got := cut(tt.in, tt.w)
			require.Equal(t, tt.want, got, tt.why)
			require.LessOrEqual(t, width(got), tt.w)
			require.Equal(t, tt.w, width(pad(tt.in, tt.w)))
		})
	}
}

func TestFlow(t *testing.T) {
	require.Equal(t, []string{"aa · bb", "cc · dd"}, flow([]string{"aa", "bb", "cc", "dd"}, " · ", 7), "the dot takes one column and two bytes")
	require.Equal(t, []string{"a", "bbbb…", "c"}, flow([]string{"a", "bbbbbbb", "c"}, " ", 5), "only what is wider than a line is cut")
	require.Empty(t, flow(nil, " ", 5))
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234", -123: "-123"} {
		require.Equal(t, want, number(n))
	}
}
