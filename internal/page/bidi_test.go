package page

import (
	"strings"
	"testing"
)

// isolated shows the values of a sentence in brackets.
func isolated(text string) string {
	var b strings.Builder
	for _, p := range textParts(text) {
		if p.Value {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestTextParts(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"Fill in C14.", "Fill in C14."},
		{`Changed "אב" to "גד" in 3 cells.`, `Changed "[אב]" to "[גד]" in 3 cells.`},
		{`"Tardy", "T 1" or "T"`, `"[Tardy]", "[T 1]" or "[T]"`},
		{`"אב", "גד" or "Gym"?`, `"[אב]", "[גד]" or "[Gym]"?`},
		{`"ארה"ב 12" is no class`, `"[ארה"ב 12]" is no class`}, // a mark within an abbreviation
		{`"5"4 tall" and "אב"`, `"[5"4 tall]" and "[אב]"`},
		{`"a"" to "b"`, `"[a"]" to "[b]"`}, // a value that ends with a mark
		{`"" to "b"`, `"" to "[b]"`},
		{`("אב")`, `("[אב]")`},
		{`"a"`, `"[a]"`},
		{`"אב and no end`, `"[אב] and no end`},
		{`no end "`, `no end "`},
		{`no end "a`, `no end "a`},
		// Without quotation marks: by their letters, Arabic's as well.
		{"3 rows in קובץ 7.csv.", "3 rows in [קובץ] 7.csv."},
		{"אב, גד and مدرسة, sure", "[אב, גד] and [مدرسة], sure"},
		{"אב", "[אב]"},
		{"of אב", "of [אב]"},
		{`he (אב) said "x"`, `he ([אב]) said "[x]"`},
		{"é 5 – ★", "é 5 – ★"},
	}
	for _, tt := range tests {
		got := isolated(tt.text)
		if got != tt.want {
			t.Errorf("%s is shown as %s, want %s", tt.text, got, tt.want)
		}
	}
}

// Whatever a sentence holds, it stays what it was, and no value is empty.
func FuzzTextParts(f *testing.F) {
	for _, s := range []string{`Changed "אב" to "גד" in 3 cells.`, `""a""`, `"\xff"`, "\u202e\"א"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var b strings.Builder
		for _, p := range textParts(text) {
			if p.Text == "" {
				t.Error("a part is empty")
			}
			b.WriteString(p.Text)
		}
		if b.String() != text {
			t.Errorf("%q became %q", text, b.String())
		}
	})
}
