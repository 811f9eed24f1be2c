// Package nearest finds the names that a misspelled one may have been meant to
// be.
//
// The distance is optimal string alignment: the number of characters to
// insert, delete, replace, or exchange with their neighbor, none of them
// touched twice. It is Damerau-Levenshtein distance except for the case that
// something is inserted between two exchanged characters.
package nearest

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"
	"unicode/utf8"
)

// Bound returns the largest distance at which a name may be suggested for one
// of the given number of characters. It grows with length, so that what is
// suggested shares most of its characters with what was typed, and ends at
// six: further off, names that differ only in their first words would do.
func Bound(runes int) int {
	switch {
	case runes <= 1:
		return 0
	case runes <= 4:
		return 1
	case runes <= 8:
		return 2
	case runes <= 16:
		return 3
	}
	return min(max(3, runes/5), maxBound)
}

const maxBound = 6

// A Hit is a key found.
type Hit struct {
	Index    int // in the keys given to New
	Distance int
}

// An Index finds keys near to others. It does not change once built and may be
// shared between goroutines. The zero Index, or a nil one, holds no keys.
type Index struct {
	keys []string
	// order holds the positions of keys by length in runes, then key; sigs
	// their signatures, and first[n] where those of n runes start, so that a
	// search runs over the signatures of near lengths in a straight line.
	order []int32
	sigs  []uint64
	first []int32
	rank  []int32 // by position in keys: its place in alphabetical order
}

// New returns an index of keys, which it keeps and which must not change.
// There may be up to two thousand million of them; a key that stands there
// twice is found twice.
func New(keys []string) *Index {
	x := &Index{
		keys:  keys,
		order: make([]int32, len(keys)),
		sigs:  make([]uint64, len(keys)),
		rank:  make([]int32, len(keys)),
	}
	lengths := make([]int32, len(keys))
	longest := int32(0)
	for i, key := range keys {
		x.order[i] = int32(i)
		lengths[i] = int32(utf8.RuneCountInString(key))
		longest = max(longest, lengths[i])
	}
	slices.SortFunc(x.order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(keys[a], keys[b]), cmp.Compare(a, b))
	})
	for rank, at := range x.order {
		x.rank[at] = int32(rank)
	}
	slices.SortStableFunc(x.order, func(a, b int32) int { return cmp.Compare(lengths[a], lengths[b]) })
	x.first = make([]int32, longest+2)
	for i, at := range x.order {
		x.sigs[i] = signature(keys[at])
		x.first[lengths[at]+1] = int32(i + 1)
	}
	for n := 1; n < len(x.first); n++ { // lengths that no key has
		x.first[n] = max(x.first[n], x.first[n-1])
	}
	return x
}

// Find returns at most n keys within Bound of key: nearest first, then in
// alphabetical order.
func (x *Index) Find(key string, n int) []Hit { return x.FindWhere(key, n, nil) }

// FindWhere is Find among the keys that fits accepts. It is asked only of those
// that are near enough; nil accepts all.
func (x *Index) FindWhere(key string, n int, fits func(key string) bool) []Hit {
	if x == nil || len(x.keys) == 0 || n <= 0 {
		return nil
	}
	length := utf8.RuneCountInString(key)
	if length-maxBound > len(x.first)-2 { // too long for any key
		return nil
	}
	bound := Bound(length)
	s := searches.Get().(*search)
	defer searches.Put(s)
	s.candidates(x, signature(key), length, bound)
	s.pattern.set(key)
	top := make([]Hit, 0, min(n, 8))
	for lower := 0; lower <= bound; lower++ {
		for _, c := range s.byBound[lower] {
			// Nothing at the lower bound is in time any more, unless it ties
			// with the last and comes before it.
			if len(top) == n && !x.before(Hit{int(c), lower}, top[n-1]) {
				continue
			}
			limit := bound
			if len(top) == n {
				limit = top[n-1].Distance
			}
			if d := s.pattern.distance(x.keys[c], limit); d <= limit && (fits == nil || fits(x.keys[c])) {
				top = x.insert(top, Hit{int(c), d}, n)
			}
		}
	}
	return top
}

// before reports whether a comes before b: nearer, or as near and earlier in
// the alphabet.
func (x *Index) before(a, b Hit) bool {
	if a.Distance != b.Distance {
		return a.Distance < b.Distance
	}
	return x.rank[a.Index] < x.rank[b.Index]
}

// insert puts h in its place in top, and cuts top to n.
func (x *Index) insert(top []Hit, h Hit, n int) []Hit {
	at := len(top)
	for at > 0 && x.before(h, top[at-1]) {
		at--
	}
	if at == n {
		return top
	}
	if len(top) == n {
		top = top[:n-1]
	}
	return slices.Insert(top, at, h)
}

// A search is the working memory of one Find.
type search struct {
	byBound [maxBound + 1][]int32 // positions in keys, by the least distance their signature allows
	pattern pattern
}

var searches = sync.Pool{New: func() any { return new(search) }}

// candidates gathers the keys whose length and signature do not rule them out.
func (s *search) candidates(x *Index, sig uint64, length, bound int) {
	for i := range s.byBound {
		s.byBound[i] = s.byBound[i][:0]
	}
	lo := max(length-bound, 0)
	hi := min(length+bound, len(x.first)-2)
	for l := lo; l <= hi; l++ {
		from, to := x.first[l], x.first[l+1]
		order := x.order[from:to]
		for i, other := range x.sigs[from:to] {
			lower := max(bits.OnesCount64(sig&^other), bits.OnesCount64(other&^sig))
			if lower > bound {
				continue
			}
			lower = max(lower, length-l, l-length)
			s.byBound[lower] = append(s.byBound[lower], order[i])
		}
	}
}

// signature returns 64 bits that say how often each character stands in s: the
// first bit of a character for one time, the second for two, the third for
// three. One insertion or deletion changes one bit, one replacement removes
// one at most and adds one at most, and an exchange changes none. So the bits
// that one name has and another lacks are as many as the distance at most.
func signature(s string) uint64 {
	var sig uint64
	for _, r := range s {
		slot := otherSlot(r)
		if r < utf8.RuneSelf {
			slot = slots[r]
		}
		first, size := slot>>2, slot&3
		mask := uint64(1)<<size - 1
		sig |= sig<<1&(mask<<first) | 1<<first
	}
	return sig
}

// slots gives each ASCII character the place of its first bit, shifted left by
// two, and how many bits it has. Frequent letters of English have three,
// others two, digits one of their own: numbers are what tells classes apart.
var slots = func() (t [utf8.RuneSelf]uint8) {
	at := uint8(0)
	give := func(chars string, size uint8) {
		for _, c := range chars {
			t[c] = at<<2 | size
			at += size
		}
	}
	give("eaiorntsl", 3)  // 27
	give("cdghmpu", 2)    // 41
	give("bfkvwy", 1)     // 47
	give("0123456789", 1) // 57
	give("-", 1)          // 58
	give(" ", 3)          // 61
	shared := at<<2 | 3   // 64: what is left shares three bits
	for c := range t {
		if t[c] == 0 {
			t[c] = shared
		}
	}
	for c := 'A'; c <= 'Z'; c++ {
		t[c] = t[c+'a'-'A']
	}
	return t
}()

// otherSlot returns the slot of a character beyond ASCII: one of those of the
// lower-case letters, so that accented names are told apart too.
func otherSlot(r rune) uint8 { return slots['a'+r%26] }

// Distance returns how many characters have to be inserted, deleted, replaced
// or exchanged with their neighbor to make one text of the other.
func Distance(a, b string) int {
	var p pattern
	p.set(a)
	return p.distance(b, len(a)+len(b))
}
