package csvrow

import (
	"strings"
	"testing"
)

func TestAppendCell(t *testing.T) {
	tests := []struct{ cell, want string }{
		{"", ""},
		{"abc", "abc"},
		{"a b", "a b"},
		{"a;b", "a;b"},
		{"a,b", `"a,b"`},
		{`a"b`, `"a""b"`},
		{`"`, `""""`},
		{"a\nb", "\"a\nb\""},
		{"a\rb", "\"a\rb\""},
		{" a", `" a"`},
		{"a\t", "\"a\t\""},
		{"a\u00a0", "\"a\u00a0\""},
		{"\u2003", "\"\u2003\""},
		{"\xa0", "\xa0"}, // no UTF-8, so no white space
	}
	for _, tt := range tests {
		if got := string(AppendCell([]byte("x"), tt.cell, ',')); got != "x"+tt.want {
			t.Errorf("AppendCell(x, %q) = %q, want %q", tt.cell, got, "x"+tt.want)
		}
	}
	if got, want := string(AppendCell(nil, "a;b", ';')), `"a;b"`; got != want {
		t.Errorf("AppendCell(a;b) with a semicolon = %q, want %q", got, want)
	}
}

// A cell as it stands in quotes, and out of them where it can, is written as its
// text is.
func TestAppendRaw(t *testing.T) {
	for _, cell := range []string{"", "a", "a b", " a", "a ", "\u00a0a", "a\u2003", "a,b", "a\nb", "a\rb", "\ta", "a\tb", `a"b`, `"`, `""`, "\u00e9", "a\u00e9, b"} {
		raw, want := strings.ReplaceAll(cell, `"`, `""`), string(AppendCell([]byte("x"), cell, ','))
		if got := string(AppendRaw([]byte("x"), []byte(raw), ',', false)); got != want {
			t.Errorf("AppendRaw of %q in quotes = %q, want %q", cell, got, want)
		}
		if strings.ContainsAny(cell, "\",\n\r") {
			continue
		}
		if got := string(AppendRaw([]byte("x"), []byte(raw), ',', true)); got != want {
			t.Errorf("AppendRaw of %q without quotes = %q, want %q", cell, got, want)
		}
	}
}

// TestFormOf puts every ASCII byte at every place of cells of every length that
// FormOf treats alike, and compares with a look at one byte after the other.
func TestFormOf(t *testing.T) {
	for n := 1; n <= 40; n++ {
		cell := []byte(strings.Repeat("x", n))
		for at := range n {
			for c := range byte(0x80) {
				cell[at] = c
				want := Plain
				switch {
				case c < ' ':
					want = Unsure
				case c == ',' || c == '"' || c == ' ' && (at == 0 || at == n-1):
					want = Quoted
				}
				if got := FormOf(string(cell), ','); got != want {
					t.Errorf("FormOf(%q) = %d, want %d", cell, got, want)
				}
			}
			for _, c := range []byte{0x80, 0xa0, 0xac, 0xff} {
				cell[at] = c
				if got := FormOf(string(cell), ','); got != Unsure {
					t.Errorf("FormOf(%q) = %d, want %d", cell, got, Unsure)
				}
			}
			cell[at] = 'x'
		}
	}
	if got := FormOf("", ','); got != Plain {
		t.Errorf("FormOf of an empty cell = %d, want %d", got, Plain)
	}
}

func TestAppendRow(t *testing.T) {
	tests := []struct {
		cells []string
		want  string
	}{
		{[]string{"a", "", "b,c"}, "a,,\"b,c\"\r\n"},
		{[]string{"", ""}, ",\r\n"},
		{[]string{""}, "\"\"\r\n"},
		{nil, "\"\"\r\n"},
	}
	for _, tt := range tests {
		if got := string(AppendRow(nil, tt.cells, ',', "\r\n")); got != tt.want {
			t.Errorf("AppendRow(%q) = %q, want %q", tt.cells, got, tt.want)
		}
	}
}

// The quotes of a text are undoubled where it stands, too.
func TestAppendUndoubledInPlace(t *testing.T) {
	for in, want := range map[string]string{
		"":                "",
		"none":            "none",
		`""`:              `"`,
		`""""""`:          `"""`,
		`the ""best"" of`: `the "best" of`,
		`""a"",""bc""`:    `"a","bc"`,
	} {
		behind := "|behind"
		buf := []byte(in + behind)
		got := AppendUndoubled(buf[:0], buf[:len(in)])
		if string(got) != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
		if rest := string(buf[len(in):]); rest != behind {
			t.Errorf("%s: what stands behind became %s", in, rest)
		}
		if apart := AppendUndoubled([]byte("x"), []byte(in)); string(apart) != "x"+want {
			t.Errorf("%s behind x became %s", in, apart)
		}
	}
}
