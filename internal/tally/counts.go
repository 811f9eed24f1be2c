package tally

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/nameset"
)

// nameCounts counts rows by name. Where a set is given, names outside it are
// counted together; else the first maxNames names are counted apart. It finds
// them by an open-addressing table with a few bits of each name's hash, so that
// most names that are not counted apart cost no look at others.
type nameCounts struct {
	set   *nameset.Set
	seed  maphash.Seed
	names []Count // in the order they came
	slots []countSlot
	other int64
}

// A countSlot is a name's place in names, plus one, and a few bits of its hash.
// The zero slot is free.
type countSlot struct{ place, hash uint16 }

// countSlots is how many slots there are: a power of two over 2*maxNames.
const countSlots = 2048

func newNameCounts(set *nameset.Set) nameCounts {
	return nameCounts{set: set, seed: maphash.MakeSeed()}
}

// add counts a row whose name is in no set.
func (n *nameCounts) add(name string) {
	if len(name) == 0 || n.set != nil || len(name) > MaxGroupValue {
		n.other++
		return
	}
	if n.slots == nil {
		n.slots = make([]countSlot, countSlots)
	}
	hash := maphash.String(n.seed, name)
	tag := uint16(hash >> 48)
	for i := hash % countSlots; ; i = (i + 1) % countSlots {
		s := &n.slots[i]
		switch {
		case s.place == 0 && len(n.names) < maxNames && !check.RunTogether(name):
			n.names = append(n.names, Count{Name: strings.Clone(name), Rows: 1})
			*s = countSlot{uint16(len(n.names)), tag}
			return
		case s.place == 0:
			n.other++
			return
		case s.hash == tag && n.names[s.place-1].Name == name:
			n.names[s.place-1].Rows++
			return
		}
	}
}

// sorted returns the names with most rows first: those of the set, of which
// places has the rows, or else those that were counted.
func (n *nameCounts) sorted(places []int64) []Count {
	if len(n.names) > 0 {
		return sortCounts(slices.Concat(n.names, n.ofPlaces(places)), n.other) // n keeps its order, which its slots lean on
	}
	return addOthers(n.ofPlaces(places), n.other)
}

// ofPlaces returns the names of the set that have rows, those with most first. Of
// the same number of rows the place tells the order, which is that of the names:
// to compare these took a tenth of a run over 20,000 rows.
func (n *nameCounts) ofPlaces(places []int64) []Count {
	type placed struct {
		rows  int64
		place int32
	}
	found := make([]placed, 0, len(places))
	for place, rows := range places {
		if rows > 0 {
			found = append(found, placed{rows, int32(place)})
		}
	}
	slices.SortFunc(found, func(a, b placed) int { return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.place, b.place)) })
	counts := make([]Count, 0, len(found)+1)
	for _, f := range found {
		counts = append(counts, Count{Name: n.set.Names[f.place], Rows: f.rows})
	}
	return counts
}

// SortedCounts returns the names with most rows first, then those counted
// together, if any. It is never nil.
func SortedCounts(rows map[string]int64, other int64) []Count {
	counts := make([]Count, 0, len(rows)+1)
	for name, n := range rows {
		counts = append(counts, Count{Name: name, Rows: n})
	}
	return sortCounts(counts, other)
}

// sortCounts sorts counts, and adds those counted together, if any.
func sortCounts(counts []Count, other int64) []Count {
	slices.SortFunc(counts, func(a, b Count) int {
		if a.Rows != b.Rows {
			return cmp.Compare(b.Rows, a.Rows)
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return addOthers(counts, other)
}

// addOthers adds those counted together, if any.
func addOthers(counts []Count, other int64) []Count {
	if other > 0 {
		counts = append(counts, Count{Other: true, Rows: other})
	}
	return counts
}

// TopCounts returns the first n counts and, where there are more, their sum
// under one Other.
func TopCounts(counts []Count, n int) []Count {
	top := make([]Count, 0, min(n, len(counts))+1)
	rest := Count{Other: true}
	for _, c := range counts {
		if c.Other || len(top) == n {
			rest.Rows += c.Rows
			continue
		}
		top = append(top, c)
	}
	if rest.Rows > 0 {
		top = append(top, rest)
	}
	return top
}

func CompareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// A NameTally counts rows by name, of a bounded number of names.
type NameTally struct {
	Most  int
	rows  map[string]int64
	other int64
}

func (t *NameTally) Add(name string) {
	if t.rows == nil {
		t.rows = make(map[string]int64)
	}
	_, counted := t.rows[name]
	switch {
	case counted:
		t.rows[name]++
	case len(t.rows) >= t.Most:
		t.other++
	default:
		t.rows[strings.Clone(name)] = 1
	}
}

// Counts returns the names with most rows first, the first shown of them, and
// the others as one.
func (t *NameTally) Counts(shown int) []Count {
	return TopCounts(SortedCounts(t.rows, t.other), shown)
}
