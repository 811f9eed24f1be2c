// Package mention finds the full names of people in a text, in one pass whose
// time grows neither with how many people there are nor with how many share a name.
//
// A full name is a given and a family name, either one first ("Ana Ruiz",
// "Ruiz, Ana"), with or without middle names and initials between them ("Ana
// M. Ruiz"), whole words, in any case, with or without accents. Given names
// alone, nicknames and misspelled names are not found.
package mention

import (
	"bytes"
	"math/bits"
	"strings"
	"sync"

	"example.com/otustemplate/internal/textindex"
)

// A Name is a person's name in its parts, each of which may be several words.
type Name struct{ Given, Middle, Family string }

const (
	maxWords = 6 // of a given or a family name
	maxGap   = 3 // words between given and family name
	reach    = maxWords + maxGap + maxWords
)

// Names are the names of many people. Adding belongs to one goroutine; once
// sealed, Names may be shared.
type Names struct {
	texts   textindex.Texts
	keys    *textindex.Field // "ana maria|de la cruz", one an entry
	middles []textindex.Ref  // of each entry: the words of the middle name
	quiet   []bool           // of each entry
	crowds  map[int32]*crowd // by the first entry of a key that many have

	given, family starts
	glance        glance
}

// NewNames returns an empty collection.
func NewNames() *Names {
	n := new(Names)
	n.keys = textindex.NewField(&n.texts)
	return n
}

// Add adds a name. The names of quiet people are known, so that those who
// share one are not taken for mentioned. Names without given or family name,
// or of more than six words in one of them, are left out.
func (n *Names) Add(name Name, quiet bool) {
	s := scans.Get().(*scan)
	defer scans.Put(s)
	for _, v := range s.variants(name) {
		key, ok := textindex.Add(&n.texts, v.key)
		middle, fits := textindex.Add(&n.texts, v.middle)
		if !ok || !fits {
			continue
		}
		n.keys.Append(key)
		n.middles = append(n.middles, middle)
		n.quiet = append(n.quiet, quiet)
	}
}

// A variant is a way to write a name without what may stand in the middle.
type variant struct{ key, middle []byte }

// variants returns the full given name with the family name, and the first
// given name alone, the others being middle names then.
func (s *scan) variants(name Name) []variant {
	given, middle, family := s.split(name.Given), s.split(name.Middle), withoutSuffix(s.split(name.Family))
	if len(given) == 0 || len(given) > maxWords || len(family) == 0 || len(family) > maxWords {
		return nil
	}
	join := func(words ...[]byte) []byte { return bytes.Join(words, []byte{' '}) }
	key := func(given, family [][]byte) []byte {
		return append(append(join(given...), '|'), join(family...)...)
	}
	all := []variant{{key(given, family), join(middle...)}}
	if len(given) > 1 {
		all = append(all, variant{key(given[:1], family), join(append(given[1:len(given):len(given)], middle...)...)})
	}
	return all
}

// split returns the words of a part of a name, in memory of their own.
func (s *scan) split(part string) (words [][]byte) {
	s.start("")
	s.read(part)
	for i := range s.words {
		words = append(words, bytes.Clone(s.text(i)))
	}
	return words
}

// withoutSuffix takes "Jr" and the like off a family name.
func withoutSuffix(family [][]byte) [][]byte {
	for len(family) > 1 {
		switch string(family[len(family)-1]) {
		case "jr", "sr", "ii", "iii", "iv":
			family = family[:len(family)-1]
			continue
		}
		break
	}
	return family
}

// Seal makes the names ready for Find. None may be added after it. Where going is not
// nil it is asked now and then, and false ends the work: the Names are of no use then.
func (n *Names) Seal(going func() bool) {
	n.keys.Index(going)
	n.given.size(n.keys.Len())
	n.family.size(n.keys.Len())
	n.glance.size(n.keys.Len())
	for i := range int32(n.keys.Len()) {
		if i%(1<<12) == 0 && going != nil && !going() {
			return
		}
		given, family, _ := strings.Cut(n.keys.Text(i), "|")
		n.given.add(given)
		n.family.add(family)
		n.glance.add(given, family)
	}
	n.gatherCrowds()
}

// Find reports whether the text holds the full name of someone who is neither
// quiet nor one of own, which is asked for only where a name was found; nil:
// nobody is. Where names overlap, the longest one is meant.
func (n *Names) Find(text string, own func() []Name) bool {
	s := scans.Get().(*scan)
	defer scans.Put(s)
	s.start(text)
	for i := s.ahead(0, reach); i < len(s.words); i = s.ahead(i, reach) {
		s.key, s.phrases = s.key[:0], s.phrases[:0]
		h := s.words[i].hash
		if n.given.begins(h) {
			n.givenFirst(s, i)
		}
		if n.family.begins(h) {
			n.familyFirst(s, i)
		}
		end := s.longest()
		if end == 0 {
			i++
			continue
		}
		if !s.silent && (own == nil || !s.isOwn(own())) {
			return true
		}
		i = end
	}
	return false
}

// A phrase is a run of words that is a full name of someone.
type phrase struct {
	key      [2]int // in scan.key
	from, to int    // the words between given and family name
	end      int    // behind its last word
	quiet    bool
}

// givenFirst gathers the phrases that start with a given name at word i.
func (n *Names) givenFirst(s *scan, i int) {
	for length := 1; length <= n.given.longest && s.runs(i, length); length++ {
		if !n.given.has(s.words[i].hash, length) {
			continue
		}
		for j := i + length; j <= i+length+maxGap && s.joins(j); j++ {
			for l := 1; l <= n.family.longest && s.runs(j, l); l++ {
				if n.family.has(s.words[j].hash, l) {
					n.look(s, phrase{from: i + length, to: j, end: j + l}, i, length, j, l)
				}
			}
		}
	}
}

// familyFirst gathers those that start with a family name.
func (n *Names) familyFirst(s *scan, i int) {
	for length := 1; length <= n.family.longest && s.runs(i, length); length++ {
		j := i + length
		if !n.family.has(s.words[i].hash, length) || j >= len(s.words) || s.words[j].gap > comma {
			continue
		}
		for l := 1; l <= n.given.longest && s.runs(j, l); l++ {
			if n.given.has(s.words[j].hash, l) {
				n.look(s, phrase{end: j + l}, j, l, i, length)
			}
		}
	}
}

// look adds p where it is the name of someone: given and family name start at
// words g and f and have as many words as told.
func (n *Names) look(s *scan, p phrase, g, givenWords, f, familyWords int) {
	start := len(s.key)
	s.key = s.appendWords(s.key, g, givenWords)
	s.key = append(s.key, '|')
	s.key = s.appendWords(s.key, f, familyWords)
	p.key = [2]int{start, len(s.key)}
	found, quiet := n.fits(s, p)
	if p.quiet = quiet; found {
		s.phrases = append(s.phrases, p)
	}
}

// fits reports whether the phrase, whose key is gathered, can be the name of
// someone, and of someone quiet.
func (n *Names) fits(s *scan, p phrase) (found, quiet bool) {
	first := textindex.First(n.keys, s.key[p.key[0]:])
	if crowd := n.crowds[first]; crowd != nil {
		return crowd.fits(s, p)
	}
	for i := first; i >= 0; i = n.keys.Next(i) {
		if s.fits(p, n.texts.Get(n.middles[i]), false) {
			found, quiet = true, quiet || n.quiet[i]
		}
	}
	return found, quiet
}

// longest keeps the phrases that reach furthest, notes whether one of them is
// that of a quiet person, and returns where they end: 0 for none.
func (s *scan) longest() (end int) {
	for _, p := range s.phrases {
		end = max(end, p.end)
	}
	s.silent = false
	kept := s.phrases[:0]
	for _, p := range s.phrases {
		if p.end == end {
			kept = append(kept, p)
			s.silent = s.silent || p.quiet
		}
	}
	s.phrases = kept
	return end
}

// isOwn reports whether one of the phrases is one of the names.
func (s *scan) isOwn(own []Name) bool {
	other := scans.Get().(*scan) // s holds the words of the text
	defer scans.Put(other)
	for _, name := range own {
		for _, v := range other.variants(name) {
			for _, p := range s.phrases {
				if bytes.Equal(s.key[p.key[0]:p.key[1]], v.key) && s.fits(p, string(v.middle), true) {
					return true
				}
			}
		}
	}
	return false
}

// fits reports whether the words between given and family name can be a
// person's: initials or whole middle names. Where no middle name is known an
// initial may be one; of the own person anything may.
func (s *scan) fits(p phrase, middle string, own bool) bool {
	if own && middle == "" {
		return true
	}
	for i := p.from; i < p.to; i++ {
		if !fitsMiddle(s.text(i), middle) {
			return false
		}
	}
	return true
}

func fitsMiddle(word []byte, middle string) bool {
	if len(word) == 1 && middle == "" {
		return true
	}
	for middle != "" {
		var m string
		m, middle, _ = strings.Cut(middle, " ")
		if m == string(word) || len(word) == 1 && m[0] == word[0] {
			return true
		}
	}
	return false
}

// starts say which words begin a name, and names of how many words. They may
// say so of a word that begins none, once in some twenty times.
type starts struct {
	bits    []uint64
	longest int
}

// size makes room for n names.
func (s *starts) size(n int) {
	words := 1 << bits.Len(uint(max(n, 16)/4)) // 16 bits a name: most share one with others
	s.bits = make([]uint64, min(words, 1<<16))
}

func (s *starts) add(name string) {
	first, _, _ := strings.Cut(name, " ")
	h := uint32(hashStart)
	for i := range len(first) {
		h = hashByte(h, first[i])
	}
	words := 1 + strings.Count(name, " ")
	s.longest = max(s.longest, words)
	s.set(h)
	s.set(ofLength(h, words))
}

// begins reports whether a word begins a name.
func (s *starts) begins(h uint32) bool { return s.get(h) }

// has reports whether a word begins a name of so many words.
func (s *starts) has(h uint32, words int) bool { return s.get(ofLength(h, words)) }

func ofLength(h uint32, words int) uint32 {
	h = (h ^ uint32(words)) * 0x85ebca6b
	return h ^ h>>15
}

func (s *starts) set(h uint32) { s.bits[h>>6&uint32(len(s.bits)-1)] |= 1 << (h & 63) }

func (s *starts) get(h uint32) bool {
	return len(s.bits) > 0 && s.bits[h>>6&uint32(len(s.bits)-1)]>>(h&63)&1 != 0
}

// scans are used again: a note is read without new memory.
var scans = sync.Pool{New: func() any { return new(scan) }}
