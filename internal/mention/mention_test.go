package mention_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"example.com/otustemplate/internal/mention"
)

func TestFind(t *testing.T) {
	names := mention.NewNames()
	for _, n := range []mention.Name{
		{Given: "Ana", Family: "Ruiz"},
		{Given: "José", Middle: "Luis", Family: "Núñez"},
		{Given: "MARY ANN", Family: "O’Brien"},
		{Given: "Wei", Family: "de la Cruz"},
		{Given: "Bo", Family: "Garcia-Lopez"},
		{Given: "Tom", Middle: "Q", Family: "Smith Jr."},
		{Given: "Will", Family: "Long"},
		{Given: "Юля", Family: "Иванова"},
		{Given: "Same", Family: "Name"},
		{Given: "Ada", Family: "St. John"},
		{Given: "J. R.", Family: "Ste-Marie"},
		{Given: "Cher"},
		{Family: "Prince"},
	} {
		names.Add(n, false)
	}
	names.Add(mention.Name{Given: "Eva", Family: "Ruiz Stone"}, true)
	names.Add(mention.Name{Given: "Eva", Family: "Ruiz"}, false)
	names.Add(mention.Name{Given: "Same", Family: "Name"}, true)
	names.Seal(nil)
	ben := mention.Name{Given: "Ben", Family: "Cole"}
	tests := []struct {
		name, text string
		own        mention.Name
		want       bool
	}{
		{"given first", "He pushed Ana Ruiz at recess.", ben, true},
		{"family first", "Fight with RUIZ, ANA today", ben, true},
		{"family first, no comma", "Fight with ruiz ana today", ben, true},
		{"at the start and end", "Ana Ruiz", ben, true},
		{"behind a bracket", "(Ana Ruiz)", ben, true},
		{"genitive", "took Ana Ruiz's phone", ben, true},
		{"curly genitive", "took Ana Ruiz’s phone", ben, true},
		{"line break between", "with Ana\r\nRuiz", ben, true},
		{"initial", "Ana M. Ruiz", ben, true},
		{"initial without stop", "Ana M Ruiz", ben, true},
		{"initial that is not hers", "Tom B. Smith", ben, false},
		{"initial that is his", "Tom Q. Smith Jr.", ben, true},
		{"unknown middle name", "Ana Maria Ruiz", ben, false},
		{"accents left out", "jose nunez", ben, true},
		{"accents", "JOSÉ NÚÑEZ", ben, true},
		{"accents composed otherwise", "Jose\u0301 Nu\u0301n\u0303ez", ben, true},
		{"middle name", "José Luis Núñez", ben, true},
		{"middle initial", "José L. Núñez", ben, true},
		{"two given names", "Mary Ann O'Brien", ben, true},
		{"first given name only", "Mary O'Brien", ben, true},
		{"second given name as initial", "Mary A. O’Brien", ben, true},
		{"apostrophe left out", "Mary Ann OBrien", ben, true},
		{"family name of several words", "De La Cruz, Wei", ben, true},
		{"hyphen left out", "Bo Garcia Lopez", ben, true},
		{"other letters", "с Юля Иванова вместе", ben, true},

		{"saint", "hit Ada St. John", ben, true},
		{"saint, family first", "St. John, Ada", ben, true},
		{"saint without stop", "Ada St John", ben, true},
		{"initials for a given name", "J.R. Ste. Marie", ben, true},
		{"end of a sentence behind a saint's name", "Ada St. Johns", ben, false},
		{"a stop behind another word of the name", "J. R. Marie. Ste", ben, false},

		{"given name alone", "Ana was late", ben, false},
		{"family name alone", "the Ruiz family", ben, false},
		{"person of one name", "Cher and Prince", ben, false},
		{"inside words", "Diana Ruizo", ben, false},
		{"inside longer words", "Ana Ruizes", ben, false},
		{"two people", "Ana, Ruiz", ben, false},
		{"end of a sentence", "We called Ana. Ruiz came.", ben, false},
		{"end of a sentence, family first", "with Ruiz. Ana left", ben, false},
		{"question mark between", "Ana? Ruiz", ben, false},
		{"word between", "Ana and Ruiz", ben, false},
		{"e-mail address", "ana.ruiz@example.org", ben, false},
		{"half of a family name", "Bo Garcia", ben, false},
		{"empty", "", ben, false},

		{"own", "Ana Ruiz hit the wall", mention.Name{Given: "Ana", Family: "Ruiz"}, false},
		{"own, family first", "RUIZ, ANA", mention.Name{Given: "Ana", Family: "Ruiz"}, false},
		{"own with a middle name", "Ana Maria Ruiz", mention.Name{Given: "Ana", Middle: "Maria", Family: "Ruiz"}, false},
		{"own and another", "Ana Ruiz and Wei de la Cruz", mention.Name{Given: "Ana", Family: "Ruiz"}, true},
		{"own by the first given name", "Ana Ruiz", mention.Name{Given: "Ana Maria", Family: "Ruiz"}, false},
		{"another with another initial", "José L. Núñez", mention.Name{Given: "José", Middle: "Pablo", Family: "Núñez"}, true},
		{"teacher", "sent to Eva Ruiz Stone", ben, false},
		{"student in a teacher's name", "sent to Eva Ruiz Stone, then Eva Ruiz", ben, true},
		{"student with a teacher's name", "Same Name", ben, false},
		{"a common phrase that is a name", "he will long remember", ben, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := names.Find(tt.text, func() []mention.Name { return []mention.Name{tt.own} }); got != tt.want {
				t.Errorf("Find(%q) = %t, want %t", tt.text, got, tt.want)
			}
		})
	}
}

// A long text is read in pieces: a name is found wherever it stands in it.
func TestFindAcrossPieces(t *testing.T) {
	const piece = 1 << 16
	names := mention.NewNames()
	names.Add(mention.Name{Given: "Mary Ann", Family: "de la Cruz"}, false)
	names.Add(mention.Name{Given: "José", Family: "Núñez"}, false)
	names.Seal(nil)
	for _, filler := range []string{"xy ", "é ", "y.\r\n"} {
		text := strings.Repeat(filler, piece/len(filler)+20)
		for _, name := range []string{"Mary Ann B. de la Cruz", "de la Cruz, Mary", "Jose Nunez's"} {
			for at := piece - 40; at <= piece+5; at += 3 {
				for !utf8.RuneStart(text[at]) {
					at++
				}
				if !names.Find(text[:at]+" "+name+" "+text[at:], nil) {
					t.Errorf("%q between %q, at byte %d: not found", name, filler, at)
				}
				if other := strings.ReplaceAll(name, " ", " ; "); names.Find(text[:at]+" "+other+" "+text[at:], nil) {
					t.Errorf("%q between %q, at byte %d: found", other, filler, at)
				}
			}
		}
	}
	for _, word := range []string{"x", "é", "'", "\u0301"} {
		run := strings.Repeat(word, 3*piece)
		if !names.Find(run+" José Núñez "+run, nil) {
			t.Errorf("the name between long runs of %q is not found", word)
		}
		if names.Find("José "+run+" Núñez", nil) {
			t.Errorf("a name is found around a long run of %q", word)
		}
	}
}

func TestFindInNothing(t *testing.T) {
	names := mention.NewNames()
	if names.Find("Ana Ruiz", nil) {
		t.Error("a name was found among none, before Seal")
	}
	names.Seal(nil)
	if names.Find("Ana Ruiz", nil) {
		t.Error("a name was found among none")
	}
}

func FuzzFind(f *testing.F) {
	f.Add("with Ana M. Ruiz's dog", "Ana", "Ruiz")
	f.Add("Núñez, José", "José", "Núñez")
	f.Add("\xff'\u0301s", "O'", "\xff")
	f.Fuzz(func(t *testing.T, text, given, family string) {
		name := mention.Name{Given: given, Family: family}
		names := mention.NewNames()
		names.Add(name, false)
		names.Seal(nil)
		if names.Find(text, func() []mention.Name { return []mention.Name{name} }) {
			t.Errorf("Find(%q) finds the own name (%q, %q)", text, given, family)
		}
		known := names.Find(given+" "+family, nil)
		if known != names.Find("x ("+given+" "+family+") x", nil) {
			t.Errorf("(%q, %q) is found alone and not in brackets, or the other way round", given, family)
		}
	})
}

// big returns the names of n people.
func big(n int) *mention.Names {
	names := mention.NewNames()
	for i := range n {
		names.Add(mention.Name{Given: fmt.Sprintf("Given%c%c", 'a'+i%26, 'a'+i/26%26), Family: fmt.Sprintf("Family%d", i/600)}, false)
	}
	names.Seal(nil)
	return names
}

func BenchmarkFind(b *testing.B) {
	note := strings.Repeat("Talked during the quiz, was asked to stop twice and moved to another seat. ", 2)
	for _, n := range []int{1_000, 500_000} {
		names := big(n)
		for _, bb := range []struct {
			name, text string
			want       bool
		}{
			{"none", note, false},
			{"some", note + "Givenab Family0", true},
		} {
			b.Run(fmt.Sprintf("%s/%d", bb.name, n), func(b *testing.B) {
				b.SetBytes(int64(len(bb.text)))
				b.ReportAllocs()
				for b.Loop() {
					if names.Find(bb.text, nil) != bb.want {
						b.Fatalf("Find = %t", !bb.want)
					}
				}
			})
		}
	}
}
