package table

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// in writes a text in a character set.
func in(tb testing.TB, enc encoding.Encoding, text string) string {
	tb.Helper()
	s, err := enc.NewEncoder().String(text)
	require.NoError(tb, err)
	return s
}

const western = "Name;Ort;Straße\r\nJosé Müller;Köln;Große Gasse 5\r\nZoë Núñez;Málaga;Cañón 3\r\nFrançois Bélanger;Orléans;Rue du Château\r\n"

func TestCharset(t *testing.T) {
	utf16 := func(e unicode.Endianness, b unicode.BOMPolicy) encoding.Encoding { return unicode.UTF16(e, b) }
	for _, tt := range []struct {
		name, why string
		enc       encoding.Encoding
		text      string
		asked     string
		want      string
		notes     []string
	}{
		{"UTF-16LE with BOM", "Excel's Unicode Text", utf16(unicode.LittleEndian, unicode.UseBOM), western, "", "utf-16le", nil},
		{"UTF-16BE with BOM", "", utf16(unicode.BigEndian, unicode.UseBOM), western, "", "utf-16be", nil},
		{"UTF-16LE", "the mark was cut off", utf16(unicode.LittleEndian, unicode.IgnoreBOM), western, "", "utf-16le", nil},
		{"UTF-16BE", "", utf16(unicode.BigEndian, unicode.IgnoreBOM), western, "", "utf-16be", nil},
		{"UTF-16 of a Russian file", "most of it is beyond ASCII, but not the delimiters", utf16(unicode.LittleEndian, unicode.IgnoreBOM),
			"Имя,Почта\r\nАнна,anna@acme.example\r\n", "", "utf-16le", nil},
		{"UTF-16 asked for", "", utf16(unicode.BigEndian, unicode.IgnoreBOM), western, "UTF-16BE", "utf-16be", nil},
		{"Windows-1252", "an Excel that saved plain CSV", charmap.Windows1252, western, "", "windows-1252", []string{"encoding-guessed"}},
		{"Windows-1252 with a typographic apostrophe", "í in MacRoman", charmap.Windows1252, "name,x\nO’Brien,1\nd’Arc,2\n", "", "windows-1252", []string{"encoding-guessed"}},
		{"Windows-1252 with one letter", "š is ö in MacRoman", charmap.Windows1252, "name,x\nMatoš,1\n", "", "windows-1252", []string{"encoding-guessed"}},
		{"Windows-1252 at the end", "the last byte begins a character of UTF-8 that never comes", charmap.Windows1252, "x,name\n1,José", "", "windows-1252", []string{"encoding-guessed"}},
		{"Windows-1252 with a letter that stands alone", "‹ in MacRoman, and nothing says that it is that", charmap.Windows1252, "name,grade\nAnn,Ü\n", "", "windows-1252", []string{"encoding-guessed"}},
		{"MacRoman with a dash that stands alone", "Ð in Windows-1252, which no word is", charmap.Macintosh, "name,note\nAnn,a – b\n", "", "macintosh", []string{"encoding-guessed"}},
		{"MacRoman", "CSV (Macintosh)", charmap.Macintosh, western, "", "macintosh", []string{"encoding-guessed"}},
		{"MacRoman with one letter", "Ÿ is no letter for the middle of a word", charmap.Macintosh, "name,x\rMüller,1\r", "", "macintosh", []string{"encoding-guessed"}},
		{"ISO-8859-15", "œ is ½ in Windows-1252", charmap.ISO8859_15, "nom,x\nCœuré,1\nŒuvrard,2\n", "", "iso-8859-15", []string{"encoding-guessed"}},
		{"DOS", "CSV (MS-DOS)", charmap.CodePage850, western, "", "ibm850", []string{"encoding-guessed"}},
		{"Russian", "Windows", charmap.Windows1251, "Имя;Отдел\r\nАнна Петрова;Продажи\r\nЁлкин;Склад\r\n", "", "windows-1251", []string{"encoding-guessed"}},
		{"Russian by KOI8-R", "large and small change places in the wrong one", charmap.KOI8R, "Имя;Отдел\r\nАнна Петрова;Продажи\r\n", "", "koi8-r", []string{"encoding-guessed"}},
		{"Russian in pairs", "as the Far East, but it reads well", charmap.Windows1251, "name;x\r\nАнна;1\r\nИван;2\r\n", "", "windows-1251", []string{"encoding-guessed"}},
		{"Russian of the shortest words", "äà and íåò in Windows-1252", charmap.Windows1251, "id;paid\r\n1;да\r\n2;нет\r\n", "", "windows-1251", []string{"encoding-guessed"}},
		{"Polish", "ł is ³ in Windows-1252", charmap.Windows1250, "imię;x\nPaweł Wałęsa;1\n", "", "windows-1250", []string{"encoding-guessed"}},
		{"asked for", "the caller knows", charmap.Macintosh, western, "MacRoman", "macintosh", nil},
		{"asked for by another name", "", charmap.Windows1252, western, "cp1252", "windows-1252", nil},
		{"ISO-8859-1 asked for", "is read as Windows-1252, of which it is a part", charmap.Windows1252, western, "ISO-8859-1", "windows-1252", nil},
		{"by the IANA's name", "", charmap.CodePage437, strings.ReplaceAll(western, "õ", "o"), "IBM437", "ibm437", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw := in(t, tt.enc, tt.text)
			tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{Encoding: tt.asked})
			require.NoError(t, err, tt.why)
			require.Equal(t, tt.want, tab.Encoding, tt.why)
			got, err := collect(tab)
			require.NoError(t, err)
			if diff := cmp.Diff(mustRead(t, tt.text), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.why, diff)
			}
			require.Empty(t, cmp.Diff(tt.notes, codes(tab.Notes)))
		})
	}
}

func codes(notes []Note) []string {
	var list []string
	for _, n := range notes {
		list = append(list, n.Code)
	}
	return list
}

func TestGuessShowsWhatItRead(t *testing.T) {
	raw := in(t, charmap.Windows1252, "name,x\nAnn,1\nJosé,2\nJosé,3\nZoë,4\n")
	tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
	require.NoError(t, err)
	want := []Note{{
		Code: "encoding-guessed", Line: 3,
		Message: `the file is not UTF-8 and was read as windows-1252: "José", "Zoë"`,
		Hint:    `where these are wrong, name the encoding with --encoding, or save the file as "CSV UTF-8"`,
	}}
	require.Empty(t, cmp.Diff(want, tab.Notes))
}

// TestBOMGoesFirst: a mark is part of the file, and a name only somebody's
// belief about it.
func TestBOMGoesFirst(t *testing.T) {
	raw := "\ufeffname,x\nJosé,1\n"
	tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{Encoding: "windows-1252"})
	require.NoError(t, err)
	require.Equal(t, "utf-8", tab.Encoding)
}

func TestMixedEncoding(t *testing.T) {
	lines := strings.Repeat("José,1\n", 50)
	t.Run("few lines are read and named", func(t *testing.T) {
		raw := "name,x\n" + lines + "Zo\xeb,2\nAnn,3\nBj\xf6rn,4\n" + lines
		tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
		require.NoError(t, err)
		require.Equal(t, "utf-8", tab.Encoding)
		require.Equal(t, []string{"mixed-encoding", "mixed-encoding"}, codes(tab.Notes))
		require.Equal(t, []int{52, 54}, []int{tab.Notes[0].Line, tab.Notes[1].Line})
		records, err := collect(tab)
		require.NoError(t, err)
		require.Equal(t, "José", records[1].Cells[0])
		require.Equal(t, "Zoë", records[51].Cells[0])
		require.Equal(t, "Björn", records[53].Cells[0])
	})
	t.Run("characters across buffers are whole", func(t *testing.T) {
		long := strings.Repeat("日本,é\n", 5_000)
		for pad := range 4 {
			got, err := read(t, strings.Repeat("x", pad)+",b\nZo\xeb,2\n"+long, Options{})
			require.NoError(t, err)
			want := mustRead(t, strings.Repeat("x", pad)+",b\nZoë,2\n"+long)
			require.Empty(t, cmp.Diff(want, got))
		}
	})
	t.Run("many lines are nobody's guess", func(t *testing.T) {
		_, err := read(t, "name,x\n"+lines+strings.Repeat("Zo\xeb,2\n", 10), Options{})
		e := fault(err)
		require.NotNil(t, e)
		require.Equal(t, "mixed-encoding", e.Code)
		require.Equal(t, 52, e.Line)
		require.Contains(t, e.Message, "line 52 and 9 others")
	})
	t.Run("a mark does not make Windows-1252 UTF-8", func(t *testing.T) {
		_, err := read(t, "\ufeffname,x\n"+strings.Repeat("Zo\xeb,2\n", 10), Options{})
		require.Equal(t, "mixed-encoding", fault(err).Code)
	})
}

func TestUndefinedBytes(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		raw       string
		asked     string
		line      int
	}{
		{"Windows-1252", "0x81 is nothing there", "name,x\nAnn,1\nM\x81ller,2\n", "windows-1252", 3},
		{"UTF-16 with an odd end", "cut inside a character", "\xff\xfea\x00,\x00b\x00\n\x001\x00,", "", 2},
		{"UTF-16 with half a pair", "", "\xff\xfea\x00,\x00b\x00\n\x00\x00\xd81\x00", "", 2},
		{"mixed with a byte that is nothing", "", "name,x\n" + strings.Repeat("José,1\n", 9) + "M\x81ller,2\n", "", 11},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(t, tt.raw, Options{Encoding: tt.asked})
			e := fault(err)
			require.NotNil(t, e, tt.why)
			require.Equal(t, "undefined-byte", e.Code)
			require.Equal(t, tt.line, e.Line)
		})
	}
}

func TestUnknownEncoding(t *testing.T) {
	_, err := read(t, "a,b\n", Options{Encoding: "klingon"})
	e := fault(err)
	require.NotNil(t, e)
	require.Equal(t, "unknown-encoding", e.Code)
	require.Contains(t, e.Message, `"klingon"`)
}

// TestNotUTF8 is of callers who say that a file is UTF-8.
func TestNotUTF8(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		text      string
		line      int
		says      string
	}{
		{"Windows-1252", "", "a,b\r\n1,2\r\nJos\xe9,3\r\n", 3, "0xE9"},
		{"first byte", "", "\xe9a,b\n", 1, "0xE9"},
		{"cut at the end", "a download that stopped inside a character", "a,b\n1,\xc3", 2, "0xC3"},
		{"overlong", "what no encoder writes", "a,b\n\xc0\xaf,2\n", 2, "0xC0"},
		{"far down", "beyond the first buffer", "a,b\r\n" + strings.Repeat("1,2\r\n", 40_000) + "\x80\r\n", 40_002, "0x80"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(t, tt.text, Options{Encoding: "UTF-8"})
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
		tab, err := Open(strings.NewReader(text), int64(len(text)), Options{})
		require.NoError(t, err)
		require.Equal(t, "utf-8", tab.Encoding)
		require.Empty(t, tab.Notes)
		records, err := collect(tab)
		require.NoError(t, err)
		require.Len(t, records, 20_001)
	}
}

func TestNULs(t *testing.T) {
	raw := "a,b\n1,\x00\x002\n\x00\n3,4\n"
	tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"nul-bytes"}, codes(tab.Notes))
	require.Equal(t, "3 NUL bytes were dropped, the first on line 2", tab.Notes[0].Message)
	records, err := collect(tab)
	require.NoError(t, err)
	require.Empty(t, cmp.Diff([]Record{{Line: 1, Cells: []string{"a", "b"}}, {Line: 2, Cells: []string{"1", "2"}}, {Line: 4, Cells: []string{"3", "4"}}}, records))
}

// TestFewNULs: what is damaged is not UTF-16, however small it is.
func TestFewNULs(t *testing.T) {
	for _, raw := range []string{"a,b\n1,\x00\n", "a,b\n1\x00,2\n", "a,b,\x00", "\x00a,b\n1,2\n"} {
		tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
		require.NoError(t, err, "%q", raw)
		require.Equal(t, "utf-8", tab.Encoding, "%q", raw)
		require.Equal(t, []string{"nul-bytes"}, codes(tab.Notes), "%q", raw)
	}
	for _, raw := range []string{"a\x00,\x00b\x00", "a\x00\n\x001\x00", "\x00a\x00\r\x00\n\x001"} {
		tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
		require.NoError(t, err, "%q", raw)
		require.Contains(t, tab.Encoding, "utf-16", "%q", raw)
	}
}

// TestNoWords: what no guess makes readable is not put into a roster.
func TestNoWords(t *testing.T) {
	const text = "id,name\n1,田中 太郎\n2,鈴木 花子\n3,佐藤 健\n"
	for _, tt := range []struct {
		name string
		enc  encoding.Encoding
	}{
		{"shift_jis", japanese.ShiftJIS}, {"euc-jp", japanese.EUCJP}, {"gb18030", simplifiedchinese.GB18030},
	} {
		t.Run(tt.name, func(t *testing.T) {
			raw, err := tt.enc.NewEncoder().String(text)
			require.NoError(t, err)
			_, err = read(t, raw, Options{})
			e := fault(err)
			require.NotNil(t, e)
			require.Equal(t, "not-utf-8", e.Code)
			require.Equal(t, 2, e.Line)
			got, err := read(t, raw, Options{Encoding: tt.name})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(mustRead(t, text), got))
		})
	}
}

func TestLostCharacters(t *testing.T) {
	raw := "name,x\nAnn,1\nJos\ufffd,2\n"
	tab, err := Open(strings.NewReader(raw), int64(len(raw)), Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"lost-characters"}, codes(tab.Notes))
	require.Equal(t, 3, tab.Notes[0].Line)
}

func TestNotText(t *testing.T) {
	for _, raw := range []string{
		"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06",
		"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00>\x00\x01\x00\x00\x00\xff\xfe",
		strings.Repeat("\x00", 1000),
		strings.Repeat("\x01\xe9a", 1000),
	} {
		_, err := read(t, raw, Options{})
		require.NotNil(t, fault(err), "%q", raw)
		require.Equal(t, "not-text", fault(err).Code, "%q", raw)
	}
}
