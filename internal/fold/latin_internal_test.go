package fold

import "testing"

// The short way has the answer of the long one, for each letter beside any other
// character.
func TestKeyLatin(t *testing.T) {
	beside := []string{"", "A", "z", " ", "  ", "\t", "'", "\"", "`", "-", "i", "I", "s", "l", "\u00b7", "\u0300", "\u0307", "\u0327", "é", "İ", "ŉ", "ſ", "ß", "\u200d", "\xc3"}
	for r := rune(firstLatin); r <= lastLatin; r++ {
		for _, before := range beside {
			for _, after := range beside {
				s := before + string(r) + after
				if got, want := Key(s), keyUnicode(s); got != want {
					t.Errorf("Key(%+q) = %+q, want %+q", s, got, want)
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
