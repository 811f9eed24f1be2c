package phrase

import (
	"strings"
	"testing"
)

func TestVisible(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""}, {"Algebra  I", "Algebra  I"}, {"Zoë 木 🎉", "Zoë 木 🎉"}, {"\x1b[31m", "␛[31m"}, {"a\tb", "a␉b"}, {"a\r\nb\rc\nd", "a↵b↵c↵d"},
		{"\x7f", "␡"}, {"\u009b", `\u009b`}, {"\u202ea\u2066", `\u202ea\u2066`}, {"a\u00a0b", `a\u00a0b`}, {"\u200b\ufeff", `\u200b\ufeff`},
		{"a\xffb", `a\xffb`}, {"a\ufffd", "a\ufffd"}, {"\ufffd\xff", "\ufffd" + `\xff`}, {"\U000e0041", `\ue0041`},
	}
	for _, tt := range tests {
		if got := Visible(tt.in); got != tt.want {
			t.Errorf("Visible(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzVisible(f *testing.F) {
	for _, s := range []string{"", "\x1b[2J", "a\xff\u202e\r\n", "\ufffd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Visible(s)
		for _, r := range got {
			if !IsPlain(r) {
				t.Fatalf("Visible(%q) = %q holds %U", s, got, r)
			}
		}
		if again := Visible(got); again != got {
			t.Fatalf("Visible(%q) = %q, and that %q", s, got, again)
		}
		for _, width := range []int{1, 7, 40} {
			lines := Wrap(got, width)
			// Nothing but the space at a line's end is lost.
			if strip(strings.Join(lines, "")) != strip(got) {
				t.Fatalf("Wrap(%q, %d) = %q", got, width, lines)
			}
			for _, line := range lines {
				if len([]rune(line)) > width {
					t.Fatalf("Wrap(%q, %d): %q is too long", got, width, line)
				}
			}
		}
	})
}

func strip(s string) string { return strings.ReplaceAll(s, " ", "") }

func TestSentence(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""}, {"no such class", "No such class."}, {`"a" is not one`, `"a" is not one.`}, {"Done.", "Done."}, {"did you mean it?", "Did you mean it?"},
		{"émigré", "Émigré."},
	}
	for _, tt := range tests {
		if got := Sentence(tt.in); got != tt.want {
			t.Errorf("Sentence(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// Number and noun agree, of one above all.
func TestNounsAgree(t *testing.T) {
	tests := []struct{ got, want string }{
		{Plural(0, "row"), "0 rows"}, {Plural(1, "row"), "1 row"}, {Plural(2, "row"), "2 rows"}, {Plural(2000, "row"), "2,000 rows"},
		{QuotedList(strings.Split("abcde", "")), `"a", "b", "c", "d" or "e"`},
		{QuotedList(strings.Split("abcdef", "")), `"a", "b", "c", "d", "e" or another one`},
		{QuotedList(strings.Split("abcdefg", "")), `"a", "b", "c", "d", "e" or one of 2 others`},
	}
	for _, tt := range tests {
		if !strings.HasPrefix(tt.got, tt.want) {
			t.Errorf("%q, want it to start with %q", tt.got, tt.want)
		}
	}
}

func TestThousands(t *testing.T) {
	tests := []struct {
		n    int64
		want string
	}{{0, "0"}, {999, "999"}, {1000, "1,000"}, {48112, "48,112"}, {1234567, "1,234,567"}, {-1000, "-1,000"}, {-999, "-999"},
		{-1 << 63, "-9,223,372,036,854,775,808"}}
	for _, tt := range tests {
		if got := Thousands(tt.n); got != tt.want {
			t.Errorf("Thousands(%d) = %q, want %q", tt.n, got, tt.want)
		}
	}
}

func TestJoinWords(t *testing.T) {
	for _, tt := range []struct {
		want  string
		words []string
	}{{"", nil}, {"a", []string{"a"}}, {"a or b", []string{"a", "b"}}, {"a, b or c", []string{"a", "b", "c"}}} {
		if got := JoinWords(tt.words, "or"); got != tt.want {
			t.Errorf("JoinWords(%q) = %q, want %q", tt.words, got, tt.want)
		}
	}
}
