package otustemplate

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math"
	"math/bits"

	"example.com/otustemplate/internal/csvrow"
)

// A rowHash stands for a row among all others: 96 bits of a keyed hash of the
// cells that make two rows the same. Among ten million rows the chance that
// two different ones share a hash is below 10⁻¹⁵.
type rowHash [3]uint32

// A rowHasher makes rowHashes. Its keys are drawn once for each Validator, so
// that no file can be made to collide.
type rowHasher struct{ a, b maphash.Seed }

func newRowHasher() rowHasher {
	return rowHasher{maphash.MakeSeed(), maphash.MakeSeed()}
}

func (h rowHasher) sum(key []byte) rowHash {
	a, b := maphash.Bytes(h.a, key), maphash.Bytes(h.b, key)
	return rowHash{uint32(a), uint32(a >> 32), uint32(b)}
}

// hash returns the hash of the row last checked.
func (j *judge) hash() rowHash {
	j.key = j.appendKey(j.key[:0])
	return j.v.hasher.sum(j.key)
}

// appendKey appends what makes two rows the same: the student, which is the
// roster's person where it knows one and else the identifiers as read, the note
// as read, the names as they are matched, and the day. Each part
// has its length before it, so that no two rows run together.
func (j *judge) appendKey(key []byte) []byte {
	part := func(text string) { key = appendPart(j.v.hasher, key, text) }
	columns := allColumns
	if students := j.people.students; len(students) == 1 {
		key = binary.AppendUvarint(append(key, 0xff), uint64(students[0]))
		columns = columns[len(identifiers):]
	}
	for _, c := range columns {
		switch c {
		case ColRecognition, ColTeacherEmail, ColClassName:
			part(j.name(c))
		case ColDate:
			if day, ok := j.day(); ok {
				var iso [10]byte
				key = appendPart(j.v.hasher, key, day.appendISO(iso[:0]))
			} else {
				part(j.s.cells[c])
			}
		default:
			part(j.s.cells[c])
		}
	}
	return key
}

// appendKey is the judge's appendKey for the row that passed last. Its cells
// are the names of their sets, but for an address in another case.
func (f *fastCheck) appendKey(key, text []byte, cells []csvrow.Span, doubled bool) []byte {
	for _, c := range allColumns {
		var part []byte
		if at := f.at[c]; at >= 0 {
			part = text[cells[at].Start:cells[at].End]
		}
		switch {
		case c == ColTeacherEmail:
			if name := f.v.refs.Teachers.names[f.clean.names[c-ColRecognition]]; string(part) != name {
				key = appendPart(f.v.hasher, key, name)
				continue
			}
		case c == ColDate:
			var day [10]byte
			part = unpackDay(f.clean.day).appendISO(day[:0])
		case c == ColNote && doubled:
			part = bytes.ReplaceAll(part, []byte(`""`), []byte{'"'})
		}
		key = appendPart(f.v.hasher, key, part)
	}
	return key
}

// longPart is from when on a part of a key is hashed by itself: a long note need
// not be copied for that.
const longPart = 4 << 10

// appendPart appends one part of a key, its length before it.
func appendPart[T ~string | ~[]byte](h rowHasher, key []byte, part T) []byte {
	key = binary.AppendUvarint(key, uint64(len(part)))
	if len(part) <= longPart {
		return append(key, part...)
	}
	text := string(part)
	key = binary.LittleEndian.AppendUint64(key, maphash.String(h.a, text))
	return binary.LittleEndian.AppendUint64(key, maphash.String(h.b, text))
}

// A rowTable holds the rows seen, by hash, in open addressing: 16 bytes a slot,
// at most seven slots in eight filled, so 18 to 37 bytes a row as it grows, and
// up to 42 where reserve guessed the rows beforehand.
type rowTable struct {
	slots []rowSlot // a power of two of them, or none
	n     int
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
	// A table of more than 2³² rows would need 100 GB first.
	*s = rowSlot{h, uint32(min(row, math.MaxUint32))}
	t.n++
	return 0, false
}

// slot returns the slot that holds h, or the free one where it belongs.
func (t *rowTable) slot(h rowHash) *rowSlot {
	mask := len(t.slots) - 1
	for i := int(h[0]) & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.row == 0 || s.hash == h {
			return s
		}
	}
}

func (t *rowTable) grow() {
	const smallest = 1 << 10
	t.resize(max(2*len(t.slots), smallest))
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

// reserve makes room for n rows at once, so that none is moved later. The guess
// may be wrong either way.
func (t *rowTable) reserve(n int64) {
	const most = 1 << 28 // rows; beyond it a wrong guess would cost too much
	if n = min(n, most) + n/8; n > int64(len(t.slots)) {
		t.resize(1 << bits.Len64(uint64(n+n/7)))
	}
}

// touch fetches the slot of a row that will be looked for soon, so that the
// look-up need not wait for memory.
func (t *rowTable) touch(h rowHash) uint32 {
	if len(t.slots) == 0 {
		return 0
	}
	return t.slots[int(h[0])&(len(t.slots)-1)].row
}

// A sharedRow is a row of a file that was shared earlier.
type sharedRow struct {
	first int64 // where it stands there
	count int32 // how often
}

// A repeatFinder finds duplicates in rows given in file order.
type repeatFinder struct {
	rows   rowTable
	shared map[rowHash]sharedRow // not changed here; nil: no file was shared
	used   map[rowHash]int32     // how often each shared row came again

	longest, run Repeat
}

// repeats says what a row with hash h repeats: an earlier row of this file, and
// a row of the file shared earlier; 0 for none.
func (f *repeatFinder) repeats(h rowHash, row int64) (earlier, shared int64) {
	if first, ok := f.rows.seen(h, row); ok {
		earlier = first
		f.extend(row, earlier)
	}
	if s, ok := f.shared[h]; ok && f.used[h] < s.count {
		if f.used == nil {
			f.used = make(map[rowHash]int32)
		}
		f.used[h]++
		shared = s.first
	}
	return earlier, shared
}

// extend takes a repeating row into the current run, or starts the next.
func (f *repeatFinder) extend(row, of int64) {
	if f.run.Count > 0 && row == f.run.Row+f.run.Count && of == f.run.Of+f.run.Count {
		f.run.Count++
	} else {
		f.run = Repeat{Row: row, Of: of, Count: 1}
	}
	if f.run.Count > f.longest.Count {
		f.longest = f.run
	}
}
