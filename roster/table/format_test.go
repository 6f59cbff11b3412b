package table

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

func TestFormat(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		code      string
		number    float64
		want      string // "" is not shown by the format
	}{
		{"zeros", "how a sheet keeps those of an ID", "00000", 123, "00123"},
		{"more digits than places", "none may be lost", "000", 123456, "123456"},
		{"a number as long as an ID can be", "", "0000000000000000", 123456789012345, "0123456789012345"},
		{"half a person", "Excel rounds what it does not show", "000", 12.5, "013"},
		{"negative", "", "000", -5, "-005"},
		{"negative, rounded to nothing", "nothing has no sign", "000", -0.4, "000"},
		{"hyphens", "", `000\-00\-0000`, 123456789, "123-45-6789"},
		{"hyphens and few digits", "the places before them are filled up", `000\-00\-0000`, 1234, "000-00-1234"},
		{"text before and behind", "", `"E"0000" x"`, 12, "E0012 x"},
		{"spaces", "", "00 00 00", 1234, "00 12 34"},
		{"a place that may be empty", "", "#00", 7, "07"},
		{"empty places behind one that may not be", "they are filled, too", "0##00", 7, "00007"},
		{"a place for a space", "", "??00", 7, "  07"},
		{"ZIP+4, short", "the condition chooses", `[<=99999]00000;00000\-0000`, 2138, "02138"},
		{"ZIP+4, long", "", `[<=99999]00000;00000\-0000`, 21381234, "02138-1234"},
		{"no condition holds", "Excel shows ####", `[>100]000`, 7, ""},
		{"negative section", "it says itself what a sign is", "000;(000)", -7, "(007)"},
		{"section of zero", "", `000;(000);"none"`, 0, "none"},
		{"section for text", "is for text", "000;@", -7, "-007"},
		{"colour and alignment", "they are not read", "[Red]_(000_)", 7, " 007 "},
		{"currency", "", "[$€-2] 000", 7, "€ 007"},
		{"per cent", "", "0%", 0.5, "50%"},
		{"per cent with decimals", "", "0.00%", 0.125, "12.50%"},
		{"per cent, half up as it reads", "1.005 is a little less in binary", "0%", 0.285, "29%"},
		{"decimals that may be missing", "", "0.0#%", 0.125, "12.5%"},
		{"less than one", "", "0.00%", 0.00005, "0.01%"},
		{"no place before the point", "", ".0%", 1.25, "125.0%"},
		{"thousands", "a number has none in a roster", "#,##0%", 123, "12300%"},
		{"hours", "", "h:mm", 0.375, "9:00"},
		{"two digits", "", "hh:mm:ss", 0.375, "09:00:00"},
		{"day and time", "only the time is shown", "h:mm", 43539.375, "9:00"},
		{"noon", "", "h:mm AM/PM", 0.5, "12:00 PM"},
		{"midnight", "", "h:mm AM/PM", 0, "12:00 AM"},
		{"evening", "", "h AM/PM", 0.75, "6 PM"},
		{"short halves", "", "h A/P", 0.75, "6 P"},
		{"with a language", "", "[$-F400]h:mm:ss AM/PM", 0.75, "6:00:00 PM"},
		{"hours counted on", "", "[h]:mm", 1.5, "36:00"},
		{"minutes counted on", "", "[mm]:ss", 0.05, "72:00"},
		{"rounded to the second", "4:59:59.99 is five o'clock", "h:mm", 2.2083333333, "5:00"},
		{"parts of a second", "", "mm:ss.0", 0.0049, "07:03.4"},
		{"a time before all times", "Excel shows ####", "h:mm", -0.5, ""},
		{"a time beyond all times", "", "h:mm", 1e12, ""},
		{"a month among hours", "there is no day that it is of", "h mmm", 0.5, ""},
		{"one too many points", "", "0.0.0%", 0.5, ""},
		{"parts of a second that nobody has", "", "s.0000", 0.5, ""},
		{"an exponent", "", "00E+00", 0.5, ""},
		{"a fraction", "", "00 0/0%", 0.5, ""},
		{"no format", "", "General", 7, ""},
		{"a format that nobody typed", "it takes its time", strings.Repeat("0", longestFormat+1), 7, ""},
		{"text that looks like places", "what is in quotes is shown as it is", `"2024-"000`, 7, "2024-007"},
		{"text that looks like sections", "", `"A;B"000`, 7, "A;B007"},
		{"text that looks like signs", "", `"a_@*% [h]"000`, 7, "a_@*% [h]007"},
		{"text that looks like hours", "", `h:mm" 10-20h"`, 0.375, "9:00 10-20h"},
		{"text behind a per cent", "", `0.##%" v2"`, 0.5, "50.% v2"},
		{"no end of the text", "Excel does not take it, and it must not hang", `000"abc`, 7, "007abc"},
		{"a sign by itself", "", `\E000`, 7, "E007"},
		{"a sign that fills the cell", "", "*-000", 7, "007"},
		{"one of the 56 colours", "it is no part of the number", "[Color5]00000", 7, "00007"},
		{"colours as some write them", "", "[Color 10]00000", 7, "00007"},
		{"a language of digits", "", "[DBNum1][$-804]000", 7, "007"},
		{"hours in a colour", "", "[Color3]h:mm", 0.375, "9:00"},
		{"a sign of its own for what is below nothing", "no other is put before it", "[>=0]000;-000", -7, "-007"},
		{"the same by two conditions", "", "[>=0]000;[<0]-000", -7, "-007"},
		{"words for what is below nothing", "", `[<0]"neg "000;0000`, -5, "neg 005"},
		{"a condition on the second section", "", "000;[<0](000)", -5, "(005)"},
		{"a condition that does not ask for the sign", "", "[<=99999]00000;000000", -5, "-00005"},
		{"above nothing by a condition", "", "[>100]000;-000", 7, "-007"},
		{"digits that no sheet knows", "it knows fifteen", "0.00%", 12345678901234.5, "1234567890123450.00%"},
		{"a tenth", "it is none in binary", "0." + strings.Repeat("0", 30) + "%", 0.1, "10." + strings.Repeat("0", 30) + "%"},
		{"a number of 19 digits", "", strings.Repeat("0", 19), 1234567890123456789, "1234567890123460000"},
		{"carried over", "", "0.0%", 0.99999, "100.0%"},
		{"a thousandth", "a comma behind the last place", "0,%", 5000, ""},
		{"minutes before seconds", "", "m:ss", 0.375, "0:00"},
		{"an m before hours", "it is a month", "m h", 0.375, ""},
		{"no space before the half", "", "h:mmAM/PM", 0.375, "9:00AM"},
		{"halves in Chinese", "", "上午/下午h:mm", 0.75, "下午6:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			shown, ok := parseFormat(tt.code).show(tt.number)
			require.Equal(t, tt.want != "", ok, "%q", shown)
			if ok {
				require.Equal(t, tt.want, shown, tt.why)
			}
		})
	}
}

// TestFormatAsExcelize: ordinary formats show ordinary numbers as they do in
// excelize.
func TestFormatAsExcelize(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	random := rand.New(rand.NewPCG(1, 2))
	for _, code := range []string{
		"00000", "0000000000", `000\-00\-0000`, `"E"0000`, "00 00 00", "#00", `(000) 000\-0000`, "+00", `000 "FTE"`, "[Blue]000", "000;(000)",
		"0%", "0.00%", "0.0%", "h:mm", "hh:mm", "h:mm AM/PM", "h:mm:ss", "[h]:mm", "[h]:mm:ss", "mm:ss", "[$-409]h:mm:ss AM/PM;@", `h"h "mm`,
	} {
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &code})
		require.NoError(t, err)
		require.NoError(t, book.SetCellStyle("Sheet1", "A1", "A1", style))
		format := parseFormat(code)
		for range 200 {
			number := float64(random.IntN(1_000_000))
			if strings.ContainsAny(code, "%hs") {
				number = float64(random.IntN(40*24*60*60)) / (24 * 60 * 60) // whole seconds
			}
			require.NoError(t, book.SetCellDefault("Sheet1", "A1", strconv.FormatFloat(number, 'f', -1, 64)))
			want, err := book.GetCellValue("Sheet1", "A1")
			require.NoError(t, err)
			got, ok := format.show(number)
			require.True(t, ok, code)
			require.Equal(t, want, got, "%v as %s", number, code)
		}
	}
}

func TestFormatKind(t *testing.T) {
	for _, tt := range []struct {
		code string
		want shown
	}{
		{"", asDigits}, {"General", asDigits}, {"0", asDigits}, {"0.00", asDigits}, {"#,##0", asDigits}, {"#,##000", asDigits}, {"0.00E+00", asDigits},
		{"00", asFormatted}, {`\00`, asDigits}, {"0-0", asDigits}, {"?00", asDigits}, {"# ?/?", asDigits}, {`"E"0000`, asFormatted}, {`0" day"`, asDigits},
		{"[Red]0", asDigits}, {"0%", asFormatted}, {"h:mm", asFormatted}, {"[s]", asFormatted}, {"mm:ss", asFormatted},
		{"yyyy-mm-dd", asDate}, {"d", asDate}, {"mmm", asDate}, {"[$-409]d-mmm-yyyy;@", asDate}, {"m/d/yy", asDate}, {"ggge\"年\"m\"月\"d\"日\"", asDate},
		{"m/d/yy h:mm", asDateTime}, {"yyyy hh", asDateTime}, {"@", asDigits},
	} {
		require.Equal(t, tt.want, parseFormat(tt.code).kind(), tt.code)
	}
}

func TestTimeOf(t *testing.T) {
	for _, tt := range []struct {
		name, why string
		number    float64
		is1904    bool
		want      string // "" is no day
	}{
		{"a day", "", 43539, false, "2019-03-15 00:00:00"},
		{"a day of a Mac", "", 42077, true, "2019-03-15 00:00:00"},
		{"noon", "", 43539.5, false, "2019-03-15 12:00:00"},
		{"rounded to the second", "a third of a day has no end", 43539.3333333333, false, "2019-03-15 08:00:00"},
		{"rounded to the next day", "", 43538.999999, false, "2019-03-15 00:00:00"},
		{"the first day", "", 1, false, "1900-01-01 00:00:00"},
		{"the last day before the one that never was", "", 59, false, "1900-02-28 00:00:00"},
		{"the day that never was", "the day before is as near as the day after", 60, false, "1900-02-28 00:00:00"},
		{"the day after", "", 61, false, "1900-03-01 00:00:00"},
		{"the first day of a Mac", "it counts from nothing", 0, true, "1904-01-01 00:00:00"},
		{"the last day", "", lastDay - 1, false, "9999-12-31 00:00:00"},
		{"a day too many", "", lastDay, false, ""},
		{"the last day of a Mac", "", lastDay - daysTo1904 - 1, true, "9999-12-31 00:00:00"},
		{"a day too many of a Mac", "", lastDay - daysTo1904, true, ""},
		{"before all days", "", -1, false, ""},
		{"before all days of a Mac", "", -1, true, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := (&numberReader{is1904: tt.is1904}).timeOf(tt.number)
			require.Equal(t, tt.want != "", ok, "%v", got)
			if ok {
				require.Equal(t, tt.want, got.Format(time.DateTime), tt.why)
			}
		})
	}
	for _, is1904 := range []bool{false, true} {
		n := &numberReader{is1904: is1904}
		for day := 62; day < lastDay-daysTo1904; day += 997 {
			want, err := excelize.ExcelDateToTime(float64(day)+0.25, is1904)
			require.NoError(t, err)
			got, ok := n.timeOf(float64(day) + 0.25)
			require.True(t, ok)
			require.Equal(t, want, got)
		}
	}
}

// FuzzFormat: no code of a format, however broken, ends the program.
func FuzzFormat(f *testing.F) {
	for _, code := range []string{"000;(000);@", `[<=99999]00000;00000\-0000`, "[h]:mm:ss.00", "0.0#%", "[$-409]h AM/PM", "[", "\"", "\\", "*", "_", "[h", ";;;;", "0E+0", "# ?/?"} {
		f.Add(code, 0.5)
		f.Add(code, -123456.0)
	}
	f.Fuzz(func(_ *testing.T, code string, number float64) {
		format := parseFormat(code)
		format.kind()
		format.show(number)
	})
}
