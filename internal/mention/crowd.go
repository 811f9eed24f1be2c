package mention

import (
	"strings"

	"example.com/otustemplate/internal/textindex"
)

// fewNamesakes is how many entries of one key are looked at one by one.
const fewNamesakes = 8

// A crowd is what many people of one given and family name have for a middle
// name, so that the time to look one of them up does not grow with their number.
type crowd struct {
	middles []middle // each once, those of quiet people first
	// by holds the places in middles of those that a word between given and
	// family name fits: in ascending order, by the word and by its first byte.
	by map[string][]int32
}

type middle struct {
	words string
	quiet bool
}

// gatherCrowds makes a crowd of each key that has many entries.
func (n *Names) gatherCrowds() {
	for i := range int32(n.keys.Len()) {
		key := n.keys.Text(i)
		if n.keys.Next(i) < 0 || textindex.First(n.keys, key) != i {
			continue
		}
		namesakes := 0
		for range textindex.All(n.keys, key) {
			namesakes++
		}
		if namesakes <= fewNamesakes {
			continue
		}
		if n.crowds == nil {
			n.crowds = make(map[int32]*crowd)
		}
		n.crowds[i] = n.crowdOf(key)
	}
}

// crowdOf gathers the entries of a key.
func (n *Names) crowdOf(key string) *crowd {
	c := &crowd{by: make(map[string][]int32)}
	for _, quiet := range []bool{true, false} {
		told := make(map[string]bool)
		for i := range textindex.All(n.keys, key) {
			if words := n.texts.Get(n.middles[i]); n.quiet[i] == quiet && !told[words] {
				told[words] = true
				c.add(middle{words, quiet})
			}
		}
	}
	return c
}

// anyInitial is what those without a middle name are found by: any single letter
// may be its initial. They are two at most, of whom one is quiet.
const anyInitial = ""

func (c *crowd) add(m middle) {
	place := int32(len(c.middles))
	c.middles = append(c.middles, m)
	for word := range strings.SplitSeq(m.words, " ") {
		c.put(word, place) // the empty one where there are none
		if len(word) > 1 {
			c.put(word[:1], place)
		}
	}
}

func (c *crowd) put(word string, place int32) {
	places := c.by[word]
	if len(places) == 0 || places[len(places)-1] != place {
		c.by[word] = append(places, place)
	}
}

// fits reports whether the phrase can be the name of one of the crowd, and of a
// quiet one.
func (c *crowd) fits(s *scan, p phrase) (found, quiet bool) {
	if p.from == p.to {
		return true, c.middles[0].quiet
	}
	for _, places := range [][]int32{c.by[anyInitial], c.rarest(s, p)} {
		for _, place := range places {
			m := c.middles[place]
			if found && (quiet || !m.quiet) {
				break // what follows tells nothing more
			}
			if s.fits(p, m.words, false) {
				found, quiet = true, quiet || m.quiet
			}
		}
	}
	return found, quiet
}

// rarest returns the places of those that one of the words between given and
// family name fits, the one that fits fewest.
func (c *crowd) rarest(s *scan, p phrase) (places []int32) {
	for i := p.from; i < p.to; i++ {
		if fitting := c.by[string(s.text(i))]; i == p.from || len(fitting) < len(places) {
			places = fitting
		}
	}
	return places
}
