package engine

import (
	"hash/maphash"
	"math"
	"math/bits"

	"example.com/otustemplate/internal/seen"
)

// A rowHash stands for a row among all others: 96 bits of a keyed hash of the
// cells that make two rows the same. Among ten million rows the chance that
// two different ones share a hash is below 10⁻¹⁵.
type rowHash [3]uint32

// A rowHasher makes rowHashes. Its keys are drawn once for each Validator, so
// that no file can be made to collide. Of the 130 ns that duplicates cost a row
// with one worker, key and hashes take 60, the table's memory, which is nowhere
// near, 50. Tried without gain: hashing the parts of a row where they stand in
// place of copying them together, by maphash and by products of words (NH); a table
// half filled at most; keeping a table for the next run.
type rowHasher struct{ a, b maphash.Seed }

func newRowHasher() rowHasher {
	return rowHasher{maphash.MakeSeed(), maphash.MakeSeed()}
}

func (h rowHasher) sum(key []byte) rowHash {
	a, b := maphash.Bytes(h.a, key), maphash.Bytes(h.b, key)
	return rowHash{uint32(a), uint32(a >> 32), uint32(b)}
}

// A rowTable holds the rows seen, by hash, in open addressing: 16 bytes a slot,
// at most seven slots in eight filled. That is 20 bytes a row in the end where it is
// told how many rows to expect, and up to 46 while it grows.
type rowTable struct {
	slots    []rowSlot
	n        int
	expected int64 // rows; 0: not known
}

type rowSlot struct {
	hash rowHash
	row  uint32 // 0: the slot is free
}

// seen returns the first row with that hash and true, or notes row as the
// first and returns false.
func (t *rowTable) seen(h rowHash, row int64) (first int64, ok bool) {
	if t.n >= len(t.slots)/8*7 {
		t.grow()
	}
	s := t.slot(h)
	if s.row != 0 {
		return int64(s.row), true
	}
	// A table of more than 2³² rows would need 80 GB first.
	*s = rowSlot{h, uint32(min(row, math.MaxUint32))}
	t.n++
	return 0, false
}

// home returns where the slot of h is, or the first place to look for it.
func (t *rowTable) home(h rowHash) int {
	n, _ := bits.Mul64(uint64(h[0])<<32|uint64(h[1]), uint64(len(t.slots)))
	return int(n)
}

// slot returns the slot that holds h, or the free one where it belongs.
func (t *rowTable) slot(h rowHash) *rowSlot {
	for i := t.home(h); ; i++ {
		if i == len(t.slots) {
			i = 0
		}
		if s := &t.slots[i]; s.row == 0 || s.hash == h {
			return s
		}
	}
}

// expect says that bytes of a file of that size, 0 where it is not known, held so
// many rows: from that the table guesses how large it will be. The guess may be
// wrong either way, and the size, which is what the caller's reader says of
// itself, untrue.
func (t *rowTable) expect(size, bytes int64, rows int) {
	const most = 1 << 32 // as many as can be told apart
	guess := float64(size) / float64(max(bytes, 1)) * float64(rows)
	t.expected = int64(min(guess, most))
}

// grow makes room for more rows: for all that are expected where that is no more
// than 24 MB, and else in a few large steps, so that little is moved and a wrong
// guess, or an untrue size, takes up no more than some eight times what is needed.
func (t *rowTable) grow() {
	const smallest, atOnce, step = 1 << 10, 24 << 20 / 16, 8
	size := t.expected + t.expected/4
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

// touch fetches the slot of a row that will be looked for soon, so that the
// look-up need not wait for memory.
func (t *rowTable) touch(h rowHash) uint32 {
	if len(t.slots) == 0 {
		return 0
	}
	return t.slots[t.home(h)].row
}

// A sharedRow is a row of a file that was shared earlier.
type sharedRow struct {
	first int64 // where it stands in the first file that has it
	count int32 // how often it is there, in all files
	file  int32 // the place of the first file in Validator.sharedNames
}

// A repeatFinder finds duplicates in rows given in file order.
type repeatFinder struct {
	rows   rowTable
	shared map[rowHash]sharedRow // not changed here; nil: no file was shared
	used   map[rowHash]int32     // how often each shared row came again

	longest, run seen.Repeat
}

// repeats says what a row with hash h repeats: an earlier row of this file, and
// a row of a file shared earlier; 0, or one of row 0, for none.
func (f *repeatFinder) repeats(h rowHash, row int64) (earlier int64, shared sharedRow) {
	if first, ok := f.rows.seen(h, row); ok {
		earlier = first
		f.extend(row, earlier)
	}
	if s, ok := f.shared[h]; ok && f.used[h] < s.count {
		if f.used == nil {
			f.used = make(map[rowHash]int32)
		}
		f.used[h]++
		shared = s
	}
	return earlier, shared
}

// repeated reports whether repeats would find something for a row with hash h.
// Where it would not, the row is noted as repeats would do it.
func (f *repeatFinder) repeated(h rowHash, row int64) bool {
	if len(f.shared) > 0 {
		if _, ok := f.shared[h]; ok {
			return true
		}
	}
	_, ok := f.rows.seen(h, row)
	return ok
}

// extend takes a repeating row into the current run, or starts the next.
func (f *repeatFinder) extend(row, of int64) {
	if f.run.Count > 0 && row == f.run.Row+f.run.Count && of == f.run.Of+f.run.Count {
		f.run.Count++
	} else {
		f.run = seen.Repeat{Row: row, Of: of, Count: 1}
	}
	if f.run.Count > f.longest.Count {
		f.longest = f.run
	}
}
