package fold_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
)

var keyTests = []struct {
	name, in, want string
}{
	{"empty", "", ""},
	{"folded already", "algebra 1", "algebra 1"},
	{"case", "Algebra 1", "algebra 1"},
	{"sharp s", "Straße", "strasse"},
	{"final sigma", "ΟΔΟΣ", "οδοσ"},
	{"dotted capital i", "İ", "i\u0307"},
	{"composed and decomposed", "Jose\u0301", "josé"},
	{"ligature", "ﬁeld", "field"},
	{"full width", "Ａ１", "a1"},
	{"space around", "  Algebra 1\t", "algebra 1"},
	{"spaces within", "Algebra \t\r\n 1", "algebra 1"},
	{"no-break space", "Algebra\u00a01", "algebra 1"},
	{"ideographic space", "Algebra\u30001", "algebra 1"},
	{"thin and line separators", "\u2028Algebra\u2009\u202f1\u2029", "algebra 1"},
	{"next line", "Algebra\u00851", "algebra 1"},
	{"only spaces", " \u00a0\u2003", ""},
	{"hyphens", "a\u2010b\u2011c-d", "a-b-c-d"},
	{"en, em and figure dash", "a–b—c‒d", "a-b-c-d"},
	{"minus and full-width hyphen", "a−b－c﹣d", "a-b-c-d"},
	{"apostrophes", "O’Brien O‘Brien O'Brien O`Brien O´Brien OʼBrien", "o'brien o'brien o'brien o'brien o'brien o'brien"},
	{"double quotes", `“x” „x" «x» ″`, `'x' 'x' 'x' '`},
	{"primes", "6′ 2″", "6' 2'"},
	{"full-width quotes", "＂x＇", "'x'"},
	{"zero width", "Al\u200bge\u200dbra\u2060 1\ufeff", "algebra 1"},
	{"byte order mark in front", "\ufeffAlgebra", "algebra"},
	{"soft hyphen", "Alge\u00adbra", "algebra"},
	{"direction marks", "\u200eAlgebra\u202c \u2066x\u2069", "algebra x"},
	{"blank made of zero width", "a \u200b b", "a b"},
	{"zero width inside an accent", "e\u200b\u0301", "é"},
	{"variation selector", "❤\ufe0f", "❤"},
	{"Hangul filler", "\u3164a", "a"},
	{"control characters stay", "a\x00b", "a\x00b"},
	{"not UTF-8", "Caf\xe9", "caf\ufffd"},
	{"spacing accent with a letter", "a¨b", "a \u0308b"},
	{"many accents", "a" + strings.Repeat("\u0301", 80), "á" + strings.Repeat("\u0301", 79)},
}

func TestKey(t *testing.T) {
	for _, tt := range keyTests {
		t.Run(tt.name, func(t *testing.T) {
			got := fold.Key(tt.in)
			if got != tt.want {
				t.Errorf("Key(%+q) = %+q, want %+q", tt.in, got, tt.want)
			}
			if again := fold.Key(got); again != got {
				t.Errorf("Key(%+q) = %+q, want it unchanged", got, again)
			}
		})
	}
}

func TestKeyDiffers(t *testing.T) {
	for _, pair := range [][2]string{
		{"Algebra 1", "Algebra 2"},
		{"Algebra1", "Algebra 1"},
		{"resume", "résumé"},
		{"a-b", "ab"},
		{"O'Brien", "OBrien"},
	} {
		if a, b := fold.Key(pair[0]), fold.Key(pair[1]); a == b {
			t.Errorf("Key(%q) = Key(%q) = %q, want different keys", pair[0], pair[1], a)
		}
	}
}

func TestExact(t *testing.T) {
	if got, want := fold.Exact("Jose\u0301 "), "José "; got != want {
		t.Errorf("Exact = %+q, want %+q", got, want)
	}
	if got, want := fold.Exact("ﬁ"), "ﬁ"; got != want {
		t.Errorf("Exact = %+q, want %+q: compatibility forms stay", got, want)
	}
}

func TestCase(t *testing.T) {
	for in, want := range map[string]string{
		"Ana.Ruiz@Example.ORG":   "ana.ruiz@example.org",
		" ana@example.org":       " ana@example.org",
		"Jose\u0301@example.org": "josé@example.org",
		"JOSÉ@example.org":       "josé@example.org",
		"o’brien@example.org":    "o’brien@example.org",
	} {
		if got := fold.Case(in); got != want {
			t.Errorf("Case(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"ana ruiz":           "ana ruiz",
		"Ana  RUIZ":          "ana  ruiz",
		"José Núñez":         "jose nunez",
		"Jose\u0301 O’Brien": "jose o'brien",
		"Łukasz Ødegård":     "lukasz odegard",
		"Thủy–Ánh Weiß":      "thuy-anh weiss",
		"İpek":               "ipek",
	} {
		if got := fold.Plain(in); got != want {
			t.Errorf("Plain(%+q) = %+q, want %+q", in, got, want)
		}
	}
}

func TestPredicates(t *testing.T) {
	tests := []struct {
		name             string
		runes            string
		space, zeroWidth bool
	}{
		{"letters and marks", "aÉ-'\u0301\U0001f600\ufe0f\ufffd", false, false},
		{"blanks", " \u00a0\u1680\u2003\u202f\u205f\u3000\u2028\u2029", true, false},
		{"tabs and line ends", "\t\n\v\f\r\u0085", true, false},
		{"controls", "\x00\x1b\x7f\u0080\u009f", false, false},
		{"zero width", "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u061c\u180e", false, true},
		{"direction", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", false, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range tt.runes {
				if s, z := fold.IsSpace(r), fold.IsZeroWidth(r); s != tt.space || z != tt.zeroWidth {
					t.Errorf("%U: IsSpace, IsZeroWidth = %t, %t; want %t, %t", r, s, z, tt.space, tt.zeroWidth)
				}
			}
		})
	}
}

func TestKeyAllocates(t *testing.T) {
	for in, want := range map[string]float64{"algebra 1 - period 3": 0, "": 0, "Algebra 1": 1} {
		if got := testing.AllocsPerRun(100, func() { sink = fold.Key(in) }); got > want {
			t.Errorf("Key(%q) allocates %v times, want %v", in, got, want)
		}
	}
}

func FuzzKey(f *testing.F) {
	for _, tt := range keyTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := fold.Key(s)
		if again := fold.Key(key); again != key {
			t.Errorf("Key(%+q) = %+q, and its key is %+q", s, key, again)
		}
		if !utf8.ValidString(key) {
			t.Errorf("Key(%+q) = %+q, which is not UTF-8", s, key)
		}
		if utf8.ValidString(s) {
			if exact := fold.Key(fold.Exact(s)); exact != key {
				t.Errorf("Key(%+q) = %+q, but %+q by way of Exact", s, key, exact)
			}
		}
		if c := fold.Case(s); fold.Case(c) != c {
			t.Errorf("Case(%+q) = %+q, which has another", s, c)
		}
	})
}

var sink string

func BenchmarkKey(b *testing.B) {
	for _, bb := range []struct{ name, in, want string }{
		{"folded", "algebra 1 - period 3", "algebra 1 - period 3"},
		{"ascii", "Algebra 1 -  Period 3", "algebra 1 - period 3"},
		{"unicode", "Álgebra 1 – Period 3", "álgebra 1 - period 3"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.in)))
			b.ReportAllocs()
			for b.Loop() {
				sink = fold.Key(bb.in)
			}
			if sink != bb.want {
				b.Fatalf("Key(%q) = %q", bb.in, sink)
			}
		})
	}
}

func TestIsSeen(t *testing.T) {
	for _, r := range "a~!0\u00e9\u00bf\U0001f600\ufffd\u2801\u0301" {
		if !fold.IsSeen(r) {
			t.Errorf("%U is not seen", r)
		}
	}
	for _, r := range "\x00\t\n\x1a \x7f\u0080\u0085\u00a0\u00ad\u115f\u2003\u200b\u200e\u2028\u2066\u2800\u3164\ufe0f\ufeff\U000e0100" {
		if fold.IsSeen(r) {
			t.Errorf("%U is seen", r)
		}
	}
}
