package seen

import (
	"hash/maphash"
	"math"
	"math/bits"
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

// A rowTable holds the rows seen, by hash, in open addressing: 16 bytes a slot,
// at most seven slots in eight filled. That is 20 bytes a row in the end where it is
// told how many rows to expect, and up to 46 while it grows.
type rowTable struct {
	slots    []rowSlot
	N        int
	Expected int64 // rows; 0: not known
}

type rowSlot struct {
	hash Hash
	row  uint32 // 0: the slot is free
}

// seen returns the first row with that hash and true, or notes row as the
// first and returns false.
func (t *rowTable) seen(h Hash, row int64) (first int64, ok bool) {
	if t.N >= len(t.slots)/8*7 {
		t.grow()
	}
	s := t.slot(h)
	if s.row != 0 {
		return int64(s.row), true
	}
	// A table of more than 2³² rows would need 80 GB first.
	*s = rowSlot{h, uint32(min(row, math.MaxUint32))}
	t.N++
	return 0, false
}

// home returns where the slot of h is, or the first place to look for it.
func (t *rowTable) home(h Hash) int {
	n, _ := bits.Mul64(uint64(h[0])<<32|uint64(h[1]), uint64(len(t.slots)))
	return int(n)
}

// slot returns the slot that holds h, or the free one where it belongs.
func (t *rowTable) slot(h Hash) *rowSlot {
	for i := t.home(h); ; i++ {
		if i == len(t.slots) {
			i = 0
		}
		if s := &t.slots[i]; s.row == 0 || s.hash == h {
			return s
		}
	}
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
	const smallest, atOnce, step = 1 << 10, 24 << 20 / 16, 8
	size := t.Expected + t.Expected/4
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
		if s.row != 0 {
			*t.slot(s.hash) = s
		}
	}
}

// Touch fetches the slot of a row that will be looked for soon, so that the
// look-up need not wait for memory.
func (t *rowTable) Touch(h Hash) uint32 {
	if len(t.slots) == 0 {
		return 0
	}
	return t.slots[t.home(h)].row
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
