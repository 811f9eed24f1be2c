package mention_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/mention"
)

// What is found of many people with one name is what is found of each of them.
func TestFindAmongNamesakes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	middles := []string{"", "Q", "Luz", "Luz Eva", "Lea", "Eva Lea Kim", "Éva", "Ana B"}
	gaps := []string{"", "Q", "Q.", "L", "E", "Luz", "Eva", "Luz Eva", "Eva Luz", "L. Kim", "Luz Kim", "Kim Lea Eva", "B", "X", "L Q", "é"}
	for round := range 2000 {
		all, one := mention.NewNames(), make([]*mention.Names, 1+rnd.IntN(14))
		quiet := make([]bool, len(one))
		for i := range one {
			name := mention.Name{Given: "Sam", Middle: middles[rnd.IntN(1+rnd.IntN(len(middles)))], Family: "Reyes"}
			quiet[i] = rnd.IntN(4) == 0
			all.Add(name, quiet[i])
			one[i] = mention.NewNames()
			one[i].Add(name, false)
			one[i].Seal(nil)
		}
		all.Seal(nil)
		text := strings.Join(strings.Fields("with Sam "+gaps[rnd.IntN(len(gaps))]+" Reyes"), " ")
		found, silent := false, false
		for i, names := range one {
			fits := names.Find(text, nil)
			found, silent = found || fits, silent || fits && quiet[i]
		}
		if got, want := all.Find(text, nil), found && !silent; got != want {
			t.Fatalf("round %d, %d people: Find(%q) = %v, want %v", round, len(one), text, got, want)
		}
	}
}

// The time to read a note does not grow with how many people share its names.
func TestFindTimeOfNamesakes(t *testing.T) {
	given := mention.Name{Given: "Sam", Family: "Reyes"}
	for _, tt := range []struct{ name, text, middle string }{
		{"no middle names", "Sam Reyes, ", ""},
		{"other middle names", "Sam Reyes, ", "m%d"},
		{"an initial", "Sam M. Reyes, ", "m%d"},
		{"an initial that is nobody's", "Sam X. Reyes, ", "m%d"},
		{"a middle name that all have", "Sam Luz Reyes, ", "luz m%d"},
		{"two of which one is rare", "Sam Luz M7 Reyes, ", "luz m%d"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			note := strings.Repeat(tt.text, 1<<16/len(tt.text))
			read := func(people int) time.Duration {
				names := mention.NewNames()
				for i := range people {
					name := given
					if name.Middle = tt.middle; strings.Contains(tt.middle, "%") {
						name.Middle = fmt.Sprintf(tt.middle, i)
					}
					names.Add(name, i == 0)
				}
				names.Seal(nil)
				fastest := time.Duration(1 << 62)
				for range 3 {
					start := time.Now()
					names.Find(note, func() []mention.Name { return []mention.Name{{Given: "Sam", Family: "Reyes"}} })
					fastest = min(fastest, time.Since(start))
				}
				return fastest
			}
			if few, many := read(10), read(10_000); many > 20*few+50*time.Millisecond {
				t.Errorf("10,000 people of one name take %v, 10 take %v", many, few)
			}
		})
	}
}
