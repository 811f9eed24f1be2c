// Package nameset holds sets of names: what is in one as it stands, what is once
// case and blanks are passed over, and what is near.
package nameset

import (
	"cmp"
	"hash/maphash"
	"iter"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nearest"
)

// A Set is a reference set of names: the recognitions, teachers or classes
// that exist in Otus.
//
// A name matches when it equals one of the set, accented letters being equal
// however they were typed (Unicode NFC). A name that differs only in case,
// blanks, dashes, quotation marks or characters that cannot be seen is found
// by [Set.Match], and one that is misspelled by [Set.Suggest].
//
// A nil *Set means "not known": it contains everything. A Set without names,
// such as NewSet(), means "none exist". A Set does not change once built and
// may be shared between goroutines.
type Set struct {
	Email bool
	Names []string // as given, sorted
	odd   []Problem
	// longest is the most bytes of a text that is compared with the names: far
	// more than any of them has. Folding a cell of a megabyte takes long, and
	// leads to nothing.
	longest int
	// exact holds the place in names by what a name is looked up with: itself,
	// and its exact form.
	exact map[string]int32

	// What only bad values need is worked out when the first one comes.
	foldOnce sync.Once
	folded   foldedNames
	nearOnce sync.Once
	near     *nearest.Index // over folded.keys

	plainOnce sync.Once
	plain     *Table // of names, for whole files
}

// Table returns the table by which whole files are checked.
func (s *Set) Table() *Table {
	s.plainOnce.Do(func() { s.plain = NewTable(s.Names, s.Email) })
	return s.plain
}

// A Match is what a set holds for a name.
type Match struct {
	// Name is the set's own spelling, or "" where no name or several match.
	Name string
	// Exact: it matches as it is. Otherwise it differs in what a folded key
	// makes one, such as case and blanks, and Name is what it should be.
	Exact bool
	// Others are the names that have the folded key, sorted, where there are
	// several. They are the caller's own.
	Others []string
}

// NewSet returns a set of names. Names of nothing but blanks are dropped, and
// names equal after NFC are one, spelled as the first of them. Without names it
// returns a set that contains nothing, not nil.
func NewSet(names ...string) *Set { return New(names, nil, false) }

// NewEmailSet is NewSet for e-mail addresses, which match exactly without
// regard to case: those that differ in nothing else are one.
func NewEmailSet(addresses ...string) *Set { return New(addresses, nil, true) }

// New makes a set of names, which stand in the lines given, where those are
// known.
func New(names []string, lines []int64, email bool) *Set {
	s := &Set{Email: email, exact: make(map[string]int32, len(names)), odd: oddEntries(names, lines, email)}
	for _, name := range names {
		if strings.TrimFunc(name, celltext.Unseen) == "" {
			continue
		}
		exact := s.exactForm(name)
		if _, ok := s.exact[exact]; !ok {
			s.exact[exact] = NoPlace // until they are sorted
			s.Names = append(s.Names, name)
		}
	}
	slices.Sort(s.Names)
	s.longest = 16 << 10
	for i, name := range s.Names {
		s.longest = max(s.longest, 4*len(name))
		s.exact[s.exactForm(name)] = int32(i)
	}
	for i, name := range s.Names {
		s.exact[name] = int32(i)
	}
	return s
}

// NoPlace stands for the place in a set of what is not in it.
const NoPlace = -1

// exactForm returns what names are compared by for an exact match.
func (s *Set) exactForm(name string) string {
	if s.Email {
		return fold.Case(name)
	}
	return fold.Exact(name)
}

// Len returns the number of names, 0 for a nil Set.
func (s *Set) Len() int {
	if s == nil {
		return 0
	}
	return len(s.Names)
}

// All yields the names as they were given, sorted. A nil Set has none.
func (s *Set) All() iter.Seq[string] {
	if s == nil {
		return func(func(string) bool) {}
	}
	return slices.Values(s.Names)
}

// Contains reports whether the set holds the name exactly: Match(name).Exact.
// A nil Set contains everything.
func (s *Set) Contains(name string) bool { return s == nil || s.holds(name) }

// holds is Contains for a set that is not nil.
func (s *Set) holds(name string) bool {
	_, ok := s.lookup(name)
	return ok
}

// Match returns what the set holds for name. Of a nil Set that is the name
// itself, exactly.
func (s *Set) Match(name string) Match {
	if s == nil {
		return Match{Name: name, Exact: true}
	}
	if own, ok := s.lookup(name); ok {
		return Match{Name: own, Exact: true}
	}
	if len(name) > s.longest {
		return Match{}
	}
	return s.MatchFolded(name)
}

// MatchFolded is Match for a name that does not match exactly, of a set that is
// not nil.
func (s *Set) MatchFolded(name string) (m Match) {
	if len(name) > s.longest {
		return Match{}
	}
	f := s.fold()
	var buf [64]byte
	if key, short := fold.AppendKeyLatin(buf[:0], name); short {
		// As fast as to find it in matches, and to put it there takes longer.
		if f.mayHold(key) {
			if i, ok := f.byKey[string(key)]; ok {
				m = f.match(i)
			}
		}
	} else if kept, ok := f.matches.get(name); ok {
		m = kept
	} else {
		if i, ok := f.byKey[fold.Key(name)]; ok {
			m = f.match(i)
		}
		f.matches.put(name, m)
	}
	m.Others = slices.Clone(m.Others)
	return m
}

// Lacks reports whether text, which is UTF-8, is surely neither a name of the set
// nor different from one in what a folded key makes one. Of most texts that are
// not it says so at once.
func (s *Set) Lacks(text []byte) bool {
	var buf [64]byte
	key, short := fold.AppendKeyBytes(buf[:0], text)
	return short && !s.fold().mayHold(key)
}

// lookup finds the name of the set that equals name.
func (s *Set) lookup(name string) (own string, ok bool) {
	place, ok := s.Place(name)
	if !ok {
		return "", false
	}
	return s.Names[place], true
}

// Place finds the place of a name in Names, if it is one. It takes no lock, and no memory
// where the name is spelled as in the set or is short and ASCII.
func (s *Set) Place(name string) (place int32, ok bool) {
	if place, ok = s.exact[name]; ok {
		return place, true
	}
	if len(name) > s.longest {
		return NoPlace, false
	}
	var buf [64]byte
	lower, short := celltext.LowerASCII(buf[:0], name)
	switch {
	case short && s.Email:
		place, ok = s.exact[string(lower)]
	case short: // ASCII is its own exact form
	default:
		if exact := s.exactForm(name); exact != name {
			place, ok = s.exact[exact]
		}
	}
	if !ok {
		return NoPlace, false
	}
	return place, true
}

// Suggest returns at most n names of the set that name may have been meant to
// be: those with its folded key, then those that are nearest by the number of
// characters to insert, delete, replace or exchange. How many that may be
// grows with the name's length, from one of four characters to six of thirty
// and more; of addresses the part before the @ counts by itself, too, so that a
// shared domain makes nobody near. Ties are in alphabetical order, without regard to case. It returns
// nil where nothing is near, and for a nil Set.
func (s *Set) Suggest(name string, n int) []string {
	if s == nil || n <= 0 || len(name) > s.longest {
		return nil
	}
	f := s.fold()
	if known, ok := f.suggested.get(name); ok && (known.n >= n || len(known.names) < known.n) {
		return slices.Clone(known.names[:min(n, len(known.names))])
	}
	s.nearOnce.Do(func() { s.near = nearest.New(f.keys) })
	var names []string
	for _, hit := range s.findNear(fold.Key(name), n) {
		names = append(names, f.group(hit.Index)...)
	}
	names = slices.Clip(names[:min(n, len(names))])
	if n <= maxCachedSuggestions {
		f.suggested.put(name, suggestions{n, names})
	}
	return slices.Clone(names)
}

// findNear returns the keys near to key. Of addresses the local parts must be
// near by themselves: a domain that all share makes strangers look alike.
func (s *Set) findNear(key string, n int) []nearest.Hit {
	local, _, ok := strings.Cut(key, "@")
	if !s.Email || !ok {
		return s.near.Find(key, n)
	}
	bound := nearest.Bound(utf8.RuneCountInString(local))
	return s.near.FindWhere(key, n, func(other string) bool {
		own, _, ok := strings.Cut(other, "@")
		return !ok || nearest.Distance(local, own) <= bound
	})
}

// foldedNames are the names of a set by folded key.
type foldedNames struct {
	byKey map[string]int32 // folded key to its place in keys
	// filter has two bits set for each key, of 16 there are, so that most texts
	// that are no key need no look-up, which waits for memory.
	filter []uint64
	seed   maphash.Seed
	keys   []string // sorted, each once
	first  []int32  // where the names of each key start, and the end
	names  []string // by key, then name

	matches   cache[Match]
	suggested cache[suggestions]
}

// suggestions are what was found when n were asked for.
type suggestions struct {
	n     int
	names []string
}

// fold returns the names by folded key.
func (s *Set) fold() *foldedNames {
	s.foldOnce.Do(func() { s.folded.build(s.Names) })
	return &s.folded
}

// build fills f in with names, which are sorted.
func (f *foldedNames) build(names []string) {
	type keyed struct{ key, name string }
	all := make([]keyed, len(names))
	for i, name := range names {
		all[i] = keyed{fold.Key(name), name}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
	f.byKey = make(map[string]int32, len(all))
	f.filter = make([]uint64, 1<<bits.Len(uint(len(all)/4)))
	f.seed = maphash.MakeSeed()
	f.names = make([]string, len(all))
	for i, k := range all {
		f.names[i] = k.name
		if i == 0 || k.key != all[i-1].key {
			f.byKey[k.key] = int32(len(f.keys))
			a, b := f.filterBits([]byte(k.key))
			f.filter[a/64] |= 1 << (a % 64)
			f.filter[b/64] |= 1 << (b % 64)
			f.keys = append(f.keys, k.key)
			f.first = append(f.first, int32(i))
		}
	}
	f.first = append(f.first, int32(len(all)))
	f.matches.seed, f.suggested.seed = maphash.MakeSeed(), maphash.MakeSeed()
}

// mayHold reports whether key may be one of the keys.
func (f *foldedNames) mayHold(key []byte) bool {
	a, b := f.filterBits(key)
	return f.filter[a/64]>>(a%64)&(f.filter[b/64]>>(b%64))&1 != 0
}

// filterBits returns which bits of the filter are those of key.
func (f *foldedNames) filterBits(key []byte) (a, b uint64) {
	hash := maphash.Bytes(f.seed, key)
	mask := uint64(64*len(f.filter) - 1)
	return hash & mask, hash >> 32 & mask
}

// group returns the names of the i-th key, sorted.
func (f *foldedNames) group(i int) []string { return f.names[f.first[i]:f.first[i+1]] }

// match returns what there is for the i-th key.
func (f *foldedNames) match(i int32) Match {
	names := f.group(int(i))
	if len(names) == 1 {
		return Match{Name: names[0]}
	}
	return Match{Others: names}
}

// A cache keeps answers for the bad values met last, so that a million rows
// with one typo cost one search. It never holds more than one answer a slot,
// and none for long values; what it holds changes no answer. The zero cache is
// ready once it has a seed.
type cache[V any] struct {
	seed  maphash.Seed
	slots [2048]atomic.Pointer[cached[V]]
}

type cached[V any] struct {
	name  string
	value V
}

// Limits of what is kept, so that 2,048 of them are some megabytes at most.
const (
	MaxCached            = 256 // bytes
	maxCachedSuggestions = 16
)

func (c *cache[V]) slot(name string) *atomic.Pointer[cached[V]] {
	return &c.slots[maphash.String(c.seed, name)%uint64(len(c.slots))]
}

// get returns the answer kept for name, if any.
func (c *cache[V]) get(name string) (value V, ok bool) {
	if len(name) > MaxCached {
		return value, false
	}
	if kept := c.slot(name).Load(); kept != nil && kept.name == name {
		return kept.value, true
	}
	return value, false
}

// put keeps the answer for name, in place of another one.
func (c *cache[V]) put(name string, value V) {
	if len(name) <= MaxCached {
		c.slot(name).Store(&cached[V]{strings.Clone(name), value})
	}
}
