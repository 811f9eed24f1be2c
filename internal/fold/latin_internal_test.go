package fold

import (
	"os"
	"testing"
)

// The short ways have the answers of the long ones, for each letter and mark beside any
// other character.
func TestKeyLatin(t *testing.T) {
	short := []rune("–—―‘’‚‛“”")
	for r := rune(firstLatin); r <= lastLatin; r++ {
		short = append(short, r)
	}
	beside := []string{"", "A", "z", " ", "  ", "\t", "'", "\"", "`", "-", "i", "I", "s", "l", "\u00b7", "\u0300", "\u0307", "\u0327", "é", "İ", "ŉ", "ſ", "ß", "\u200d", "\xc3", "\u2019", "\u2014"}
	slow := os.Getenv("OTUSTEMPLATE_SLOW") != ""
	for n, r := range short {
		for i, before := range beside {
			for j, after := range beside {
				if !slow && before != "" && after != "" && (n+i+j)%8 != 0 {
					continue // each letter has each other one on either side, if not all pairs of them
				}
				s := before + string(r) + after
				if got, want := Key(s), keyUnicode(s); got != want {
					t.Errorf("Key(%+q) = %+q, want %+q", s, got, want)
				}
				if got, want := Plain(s), plainKey(keyUnicode(s)); got != want {
					t.Errorf("Plain(%+q) = %+q, want %+q", s, got, want)
				}
			}
		}
	}
	const words = "Xy ABCDE zZ@[ab " // what is folded eight bytes at a time
	for _, before := range beside {
		for _, after := range beside {
			for n := range len(words) + 1 {
				s := words[:n] + before + after + words[n:]
				if got, want := Key(s), keyUnicode(s); got != want {
					t.Errorf("Key(%+q) = %+q, want %+q", s, got, want)
				}
			}
			s := before + after
			if got, want := Key(s), keyUnicode(s); got != want {
				t.Errorf("Key(%+q) = %+q, want %+q", s, got, want)
			}
		}
	}
}
