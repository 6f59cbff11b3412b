package table

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// TestAccentsSideBySide is of files in which all that is beyond ASCII is one
// word, on any number of lines: two bytes of it side by side are no character
// of the Far East.
func TestAccentsSideBySide(t *testing.T) {
	for _, tt := range []struct{ word, why string }{
		{"Núñez", "a pair in the middle, in every Spanish roster"},
		{"NÚÑEZ", "in capitals"},
		{"Muñóz", "large and small do not matter"},
		{"Ñúñez", "three, with a plain letter only behind them"},
		{"Íñigo", "at the start"},
		{"Süß", "at the end"},
		{"Müßig", "ß is no small letter that ends a word of capitals"},
		{"MÜßIG", "nor one in them"},
		{"GRÖßE", "of a header"},
		{"DIRECCIÓN", "one at a time"},
		{"ção", ""}, {"ções", "more beyond ASCII than plain"}, {"são", ""}, {"corações", ""}, {"CORAÇÕES", ""},
		{"Bjørnåås", "three in one word, two of them side by side"},
		{"Ångström", ""},
		{"Noël Öör", "a pair and a single one"},
		{"Öör", "the pair alone"},
		{"Håøy", "letters of the North only"},
		{"Sigríður", "ð is no common letter"},
		{"Þóra", "þ is none either, and begins the pair"},
		{"Määttä", "the same letter twice"},
		{"MÚñoz", "a slip of the shift key, which reads as no word"},
		{"1 – 2", "a dash that stands apart, but not in pairs"},
		{"Via Roma N°5", "a sign after a letter, in many an address"},
		{"Calle Mayor 5 3º 2ª", "a letter that stands after digits, ∫ in MacRoman"},
		{"ÁÉ", "initials: a pair that touches no plain letter, and no Russian БЙ"},
	} {
		for _, lines := range []int{1, 2, 5, 500} {
			t.Run(fmt.Sprintf("%s on %d lines", tt.word, lines), func(t *testing.T) {
				text := "id,name\n" + strings.Repeat("1,"+tt.word+"\n", lines)
				got, err := read(t, in(t, charmap.Windows1252, text), Options{})
				require.NoError(t, err, tt.why)
				require.Empty(t, cmp.Diff(mustRead(t, text), got), tt.why)
			})
		}
	}
}

// TestBeyondASCII is of the parts of that rule.
func TestBeyondASCII(t *testing.T) {
	for _, tt := range []struct {
		text, why string
		want      foreignBytes
	}{
		{"Öör", "the plain letter is behind them", foreignBytes{word: 2, longest: 2}},
		{"Süß", "before them", foreignBytes{word: 2, longest: 2}},
		{"ÁÉ,ÁÉ", "initials", foreignBytes{word: 4, longest: 2}},
		{"Öö,1", "a pair alone, as 王 is Íõ", foreignBytes{apart: 2, longest: 2}},
		{"ITÀÎÃ÷", "more than a pair", foreignBytes{apart: 4, longest: 4}},
		{"José – Núñez", "one that is not in a pair is enough", foreignBytes{word: 3, apart: 1, longest: 2, odd: true}},
		{"Ann", "none", foreignBytes{}},
	} {
		t.Run(tt.text, func(t *testing.T) {
			require.Equal(t, tt.want, beyondASCII([]byte(in(t, charmap.Windows1252, tt.text))), tt.why)
		})
	}
}

// european are names, titles and places as they stand in rosters, by language.
// Each has something beyond ASCII, and all of it is in Windows-1252.
var european = map[string]string{
	"Spanish":    "José María Núñez|Iñaki Ibáñez|Íñigo Yáñez|Begoña Peña|Raúl Muñóz|Zúñiga|Ordóñez|Ángeles Cañón|Álvaro Écija|Dirección|APELLIDOS Y DIRECCIÓN|AÑO|Güéll",
	"Portuguese": "João Gonçalves|São Paulo|Corações|Operações|Administração|AÇÕES|Conceição|Inês Magalhães|Antônio Simões|Guimarães|DEPARTAMENTO DE AVALIAÇÃO",
	"French":     "Zoë Lefèvre|Noël Prévôt|Hélène Château|François Bélanger|Loïc Guérin|Anaïs Gaël|Élodie d’Été|Opérations|PRÉNOM|Crééon|Benoît Noé|Maïté Aït",
	"German":     "Jürgen Müßig|Größe|Süß|Weiß|Jörg Füßl|Käthe Schröder|Straße|GROßE STRAßE|Übung|GRÖßE|Geschäftsführer|Österreich|Günther Höß|Löëb",
	"Swedish":    "Åsa Ångström|Björn Sjöö|Göran Öör|Märta Häggström|Malmö|Bråålund|Åke Öström|FÖRSÄLJNING|Järvsö",
	"Norwegian":  "Bjørnåås|Øystein Håøy|Åse Øåsen|Tromsø|Jøsås|Sørøya|Kåre Bø|Ærø|MØØSE|Ås",
	"Danish":     "Søren Kjær|Mærsk Åård|Ærøskøbing|Jørgen Højgård|LØNKØRSEL|Åge Sæløe",
	"Finnish":    "Määttä|Pääkkönen|Kääriäinen|Väinö Häyhä|Töölö|Yöö|Jyväskylä|Leppää|SÄHKÖTYÖ",
	"Icelandic":  "Guðrún Þórðardóttir|Sigríður|Þóra|ÞÓRÐUR|Æðey|Aðalsteinn Friðþjófur|Ásgeir Örn|Björgúlfur",
	"Italian":    "Nicolò Virtù|Università|Società|Mariù Forlì|Josè",
	"Dutch":      "Daniël Coördinatie|Zoë van Beëindiging|Financiën|Geïnd",
}

// TestEuropeanNamesAreRead holds for any choice of them in any order, from one
// name on.
func TestEuropeanNamesAreRead(t *testing.T) {
	var all []string
	lists := map[string][]string{"all": nil}
	for language, names := range european {
		lists[language] = strings.Split(names, "|")
		for _, name := range lists[language] {
			lists[language+": "+name] = []string{name}
		}
		all = append(all, lists[language]...)
	}
	lists["all"] = all
	for _, set := range []struct {
		name string
		enc  encoding.Encoding
	}{
		{"windows-1252", charmap.Windows1252}, {"iso-8859-1", charmap.ISO8859_1}, {"iso-8859-15", charmap.ISO8859_15},
	} {
		t.Run(set.name, func(t *testing.T) {
			for list, names := range lists {
				random := rand.New(rand.NewPCG(1, 2))
				for range min(2*len(names), 50) {
					var b strings.Builder
					b.WriteString("id;name;title\n")
					for i := range 1 + random.IntN(8) {
						fmt.Fprintf(&b, "%d;%s;Engineer\n", i, names[random.IntN(len(names))])
					}
					text := b.String()
					if set.name != "windows-1252" {
						text = strings.ReplaceAll(text, "’", "'") // the others have none
					}
					got, err := read(t, in(t, set.enc, text), Options{})
					require.NoError(t, err, "%s:\n%s", list, text)
					require.Empty(t, cmp.Diff(mustRead(t, text), got), "%s:\n%s", list, text)
				}
			}
		})
	}
}

// TestFarEastIsRefused: what has no word in it that any guess could read is
// refused with the way out, whatever it has of plain letters, and is read when
// that way is taken.
func TestFarEastIsRefused(t *testing.T) {
	const (
		inJapan  = "1,田中 太郎,営業部,課長\n2,鈴木 花子,人事部,部長\n3,佐藤 健,経理部,主任\n4,高橋 美咲,技術部,エンジニア\n"
		inChina  = "1,王伟,销售部,经理\n2,李娜,财务部,会计\n3,张敏,人事部,主管\n4,刘洋,技术部,工程师\n"
		inTaiwan = "1,王小明,業務部,經理\n2,陳怡君,財務部,會計\n3,林志玲,人事部,主任\n4,黃淑芬,資訊部,工程師\n"
		inKorea  = "1,김철수,영업부,과장\n2,이영희,인사팀,대리\n3,박민수,개발팀,사원\n"
	)
	for _, tt := range []struct {
		name, why string
		encoding  string
		enc       encoding.Encoding
		rows      string
	}{
		{"Japanese", "a second byte may be a plain letter", "shift_jis", japanese.ShiftJIS, inJapan},
		{"Japanese of Unix", "pairs only", "euc-jp", japanese.EUCJP, inJapan},
		{"Chinese", "pairs only", "gbk", simplifiedchinese.GBK, inChina},
		{"Chinese by its newest standard", "", "gb18030", simplifiedchinese.GB18030, inChina},
		{"Chinese of Taiwan", "a second byte may be a plain letter", "big5", traditionalchinese.Big5, inTaiwan},
		{"Korean", "pairs only", "euc-kr", korean.EUCKR, inKorea},
		{"two names", "four bytes each, and nothing else", "euc-kr", korean.EUCKR, "1,철수\n2,영희\n"},
		{"names of one character", "王 is Íõ and 李 is Àî: letters, but no initials, and no Russian", "gbk", simplifiedchinese.GBK, "1,王\n2,李\n"},
		{"as many that are like initials", "张 is ÕÅ and 赵 is ÕÔ", "gbk", simplifiedchinese.GBK, "1,王\n2,李\n3,张\n4,赵\n"},
		{"one character only", "男 is ÄÐ, and Ð begins and ends no initials", "gbk", simplifiedchinese.GBK, "1,男\n2,男\n"},
		{"characters with a space", "王 伟 stands so to be as wide as others", "gbk", simplifiedchinese.GBK, "1,王 伟\n2,李 娜\n"},
		{"a plain letter before some", "IT팀 could be a word with two accents, 인사팀 could not", "euc-kr", korean.EUCKR, "1,IT팀\n2,인사팀\n"},
		{"a plain letter before all", "more than a word has accents in a row", "euc-kr", korean.EUCKR, "1,IT개발\n2,HR지원\n"},
		{"Latin names beside them", "what is plain says nothing", "gbk", simplifiedchinese.GBK, "1,Wang Wei 王伟\n2,Li Na 李娜\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := "id,name,department,title\n" + tt.rows
			raw := in(t, tt.enc, text)
			_, err := read(t, raw, Options{})
			e := fault(err)
			require.NotNil(t, e, tt.why)
			require.Equal(t, "not-utf-8", e.Code, tt.why)
			require.Equal(t, 2, e.Line)
			require.Contains(t, e.Hint, "--encoding")
			got, err := read(t, raw, Options{Encoding: tt.encoding})
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(mustRead(t, text), got))
		})
	}
}
