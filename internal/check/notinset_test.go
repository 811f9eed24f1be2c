package check

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/words"
)

// check.TidyASCII must tell of a cell what a look at its traits does.
func TestTidyASCII(t *testing.T) {
	parts := []string{"", "a", "Algebra", " ", "\t", "12345678", "\x7f", "\u00e9", ".", "\x00", "~"}
	for _, a := range parts {
		for _, b := range parts {
			for _, c := range parts {
				text := "x" + a + b + c
				kinds, spaces, _ := celltext.Look(text)
				want := kinds&(celltext.ByteBeyond|celltext.ByteControl|celltext.ByteBreak) == 0 && !spaces
				padded := append([]byte("ab"+text), strings.Repeat(" \x00", words.ChunkSize)...)
				if got := TidyASCII(padded, 2, len(text)); got != want {
					t.Errorf("tidyASCII(%q) = %t, want %t", text, got, want)
				}
			}
		}
	}
}

// A set lacks no text that it holds in whatever spelling, and most others.
func TestSetLacks(t *testing.T) {
	names := []string{"Art", "Algebra 1 - Period 3", "Caf\u00e9 Duty", "Cafe\u0301 II", "O\u2019Brien", "Stra\u00dfe", "a\u00a0b", "\u212aelvin",
		strings.Repeat("long ", 14) + "name"}
	emails := []string{"Ana.Ruiz@Example.ORG", "jos\u00e9@example.org", "bo@example.org"}
	for _, set := range []*nameset.Set{nameset.NewSet(names...), nameset.NewEmailSet(emails...)} {
		for _, name := range set.Names {
			for _, text := range []string{name, strings.ToUpper(name), strings.ToLower(name), " " + name + "\t", strings.ReplaceAll(name, " ", "  "),
				strings.ReplaceAll(name, "\u2019", "'"), strings.ReplaceAll(name, "\u212a", "K"), strings.ReplaceAll(name, "\u00df", "ss")} {
				if m := set.Match(text); (m.Name != "" || m.Others != nil) && set.Lacks([]byte(text)) {
					t.Errorf("the set lacks %q, and Match finds %+v", text, m)
				}
			}
		}
		lacking := 0
		for i := range 1000 {
			if set.Lacks([]byte("Stranger " + strings.Repeat("x", i%20) + string(rune('a'+i%26)))) {
				lacking++
			}
		}
		if lacking < 700 {
			t.Errorf("of 1,000 strangers the set surely lacks %d, want most", lacking)
		}
	}
}
