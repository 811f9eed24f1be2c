package seen

import (
	"hash/maphash"
	"math"
)

// A Hash stands for a row among all others: 96 bits of a keyed hash of the
// cells that make two rows the same. Among ten million rows the chance that
// two different ones share a hash is below 10⁻¹⁵.
type Hash [3]uint32

// A Hasher makes Hashes. Its keys are drawn once for each set of checks, so that no
// file can be made to collide.
type Hasher struct{ A, B maphash.Seed }

// NewHasher returns a Hasher with keys of its own.
func NewHasher() Hasher {
	return Hasher{maphash.MakeSeed(), maphash.MakeSeed()}
}

// Sum returns the hash of a row whose cells make that key.
func (h Hasher) Sum(key []byte) Hash {
	a, b := maphash.Bytes(h.A, key), maphash.Bytes(h.B, key)
	return Hash{uint32(a), uint32(a >> 32), uint32(b)}
}

// A rowTable holds the rows seen: their hashes in the order in which they came,
// 12 bytes each, and slots in open addressing that say where in this list to look,
// 8 bytes each and at most three in four filled. Slots are small because each row
// reaches for one anywhere among them. In the end a row takes 24 bytes where the table
// is told how many rows to expect, and up to 39 while it grows where it is not.
type rowTable struct {
	slots    []rowSlot
	pages    [][]rowSeen // of pageRows each, except for the last
	N        int         // rows in pages
	Expected int64       // rows; 0: not known
}

type rowSlot struct {
	hash uint32 // the first part of the row's, which says where the slot belongs
	at   uint32 // the row's place in pages, from 1; 0: the slot is free
}

type rowSeen struct {
	hash [2]uint32 // the other parts
	row  uint32
}

const pageRows = 8 << 10

// seen returns the first row with that hash and true, or notes row as the
// first and returns false.
func (t *rowTable) seen(h Hash, row int64) (first int64, ok bool) {
	if t.N >= len(t.slots)/4*3 {
		t.grow()
	}
	rest := [2]uint32{h[1], h[2]}
	for i := t.home(h[0]); ; i++ {
		if i == len(t.slots) {
			i = 0
		}
		s := &t.slots[i]
		if s.at == 0 {
			*s = rowSlot{h[0], t.add(rest, row)}
			return 0, false
		}
		if s.hash == h[0] {
			if r := &t.pages[(s.at-1)/pageRows][(s.at-1)%pageRows]; r.hash == rest {
				return int64(r.row), true
			}
		}
	}
}

// add appends a row to the list, and returns its place, from 1.
func (t *rowTable) add(rest [2]uint32, row int64) uint32 {
	if t.N%pageRows == 0 {
		t.pages = append(t.pages, make([]rowSeen, 0, pageRows))
	}
	last := &t.pages[len(t.pages)-1]
	// A table of more than 2³² rows would need 100 GB first.
	*last = append(*last, rowSeen{rest, uint32(min(row, math.MaxUint32))})
	t.N++
	return uint32(t.N)
}

// home returns where the slot of a row with that hash is, or the first place to look
// for it. Places are in the order of hashes.
func (t *rowTable) home(hash uint32) int {
	return int(uint64(hash) * uint64(len(t.slots)) >> 32)
}

// Expect says that bytes of a file of that size, 0 where it is not known, held so
// many rows: from that the table guesses how large it will be. The guess may be
// wrong either way, and the size, which is what the caller's reader says of
// itself, untrue.
func (t *rowTable) Expect(size, bytes int64, rows int) {
	const most = 1 << 32 // as many as can be told apart
	guess := float64(size) / float64(max(bytes, 1)) * float64(rows)
	t.Expected = int64(min(guess, most))
}

// grow makes room for more rows: for all that are expected where that is no more
// than 24 MB, and else in a few large steps, so that little is moved and a wrong
// guess, or an untrue size, takes up no more than some eight times what is needed.
func (t *rowTable) grow() {
	const smallest, atOnce, step = 1 << 10, 24 << 20 / 8, 8
	size := t.Expected + t.Expected/2
	if size <= int64(len(t.slots)) {
		t.resize(max(len(t.slots)/2*3, smallest))
		return
	}
	for size > max(step*int64(len(t.slots)+1), atOnce) {
		size /= step // the last step will lead to all of them
	}
	t.resize(max(int(size), smallest))
}

func (t *rowTable) resize(size int) {
	old := t.slots
	t.slots = make([]rowSlot, size)
	for _, s := range old {
		if s.at == 0 {
			continue
		}
		i := t.home(s.hash)
		for t.slots[i].at != 0 {
			if i++; i == len(t.slots) {
				i = 0
			}
		}
		t.slots[i] = s
	}
}

// Touch fetches the slot of a row that will be looked for soon, so that the
// look-up need not wait for memory.
func (t *rowTable) Touch(h Hash) uint32 {
	if len(t.slots) == 0 {
		return 0
	}
	return t.slots[t.home(h[0])].at
}

// A SharedRow is a row of a file that was shared earlier.
type SharedRow struct {
	First int64 // where it stands in the first file that has it
	Count int32 // how often it is there, in all files
	File  int32 // the place of the first file in the names of those files
}

// A Finder finds duplicates in rows given in file order.
type Finder struct {
	Rows   rowTable
	Shared map[Hash]SharedRow // not changed here; nil: no file was shared
	used   map[Hash]int32     // how often each shared row came again

	Longest, run Repeat
}

// Repeats says what a row with hash h repeats: an earlier row of this file, and
// a row of a file shared earlier; 0, or one of row 0, for none.
func (f *Finder) Repeats(h Hash, row int64) (earlier int64, shared SharedRow) {
	if first, ok := f.Rows.seen(h, row); ok {
		earlier = first
		f.extend(row, earlier)
	}
	if s, ok := f.Shared[h]; ok && f.used[h] < s.Count {
		if f.used == nil {
			f.used = make(map[Hash]int32)
		}
		f.used[h]++
		shared = s
	}
	return earlier, shared
}

// Repeated reports whether repeats would find something for a row with hash h.
// Where it would not, the row is noted as repeats would do it.
func (f *Finder) Repeated(h Hash, row int64) bool {
	if len(f.Shared) > 0 {
		if _, ok := f.Shared[h]; ok {
			return true
		}
	}
	_, ok := f.Rows.seen(h, row)
	return ok
}

// extend takes a repeating row into the current run, or starts the next.
func (f *Finder) extend(row, of int64) {
	if f.run.Count > 0 && row == f.run.Row+f.run.Count && of == f.run.Of+f.run.Count {
		f.run.Count++
	} else {
		f.run = Repeat{Row: row, Of: of, Count: 1}
	}
	if f.run.Count > f.Longest.Count {
		f.Longest = f.run
	}
}
