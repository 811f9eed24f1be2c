package mention_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/words"
)

// glanced returns what MayName says of a text, wherever it stands in another one.
func glanced(n *mention.Names, text string, at int) (names, digits bool) {
	around := strings.Repeat("z", at) + text + strings.Repeat("Q7' ", 2*words.ChunkSize)
	names, digits, _ = n.MayName([]byte(around), at, len(text), nil)
	return names, digits
}

func glanceNames() *mention.Names {
	n := mention.NewNames()
	for _, name := range []mention.Name{
		{"Ana", "Maria", "Ruiz"}, {"Mary Ann", "", "de la Cruz"}, {"Ann", "", "O'Dell"}, {"D'Arc", "J.", "Smith-Jones"}, {"Grace", "", "Young"},
		{"Jos\u00e9", "", "N\u00fa\u00f1ez"}, {"Bartholomew", "", "Featherstonehaugh"}, {"X", "", "Y2"},
	} {
		n.Add(name, false)
	}
	n.Seal(nil)
	return n
}

// What Find finds a glance must not pass over, whatever stands between and around.
func TestMayName(t *testing.T) {
	n := glanceNames()
	pieces := []string{
		"Ana", "ana", "MARIA", "Ruiz", "Ruiz's", "Mary", "Ann", "Mary Ann", "de la Cruz", "de", "la", "Cruz", "O'Dell", "ODell", "O'Dell's", "D'Arc", "d'arc's", "J.", "J",
		"Smith", "Smith-Jones", "Jones", "Grace", "Young", "youngest", "Jose", "Nunez", "nunezs", "Bartholomew", "bartholomews", "Featherstonehaugh", "X", "Y2", "said", "was late", "don't",
		"'", "''", ", ", ",", ". ", "-", "--", "(", ")", "\n", "\t", "  ", "/", "12", "7th", "a'b'c",
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	found, passed := 0, 0
	for range 200_000 {
		var text strings.Builder
		for range 1 + rnd.IntN(9) {
			text.WriteString(pieces[rnd.IntN(len(pieces))])
			text.WriteString([]string{" ", " ", " ", "", "'", ", "}[rnd.IntN(6)])
		}
		names, digits := glanced(n, text.String(), rnd.IntN(40))
		if n.Find(text.String(), nil) {
			found++
			if !names {
				t.Fatalf("%q: Find finds a name that MayName passes over", text.String())
			}
		} else if !names {
			passed++
		}
		if want := strings.ContainsAny(text.String(), "0123456789"); digits != want {
			t.Fatalf("%q: digits = %v", text.String(), digits)
		}
	}
	if found < 2000 || passed < 2000 {
		t.Errorf("%d texts with names and %d passed over: too few to tell", found, passed)
	}
}

// Notes that name nobody, and such as are full of words that are also names apart from
// each other, are passed over.
func TestMayNamePassesOver(t *testing.T) {
	n := glanceNames()
	for _, text := range []string{
		"", "was late again", "Grace", "Young", "by the grace of all who came, we are still quite young", "Ann said that she did not know what O'Brien did",
		"the youngest annex", "maryann delacruz", strings.Repeat("Ana is here today with all of the others. ", 9),
	} {
		if names, _ := glanced(n, text, 3); names {
			t.Errorf("%q: is not passed over", text)
		}
	}
}
