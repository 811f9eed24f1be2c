// Package textindex keeps millions of short texts, and finds the things that
// bear them, in little memory: four bytes for a text's place, its own bytes
// once, and some twelve bytes for being found by it. A Go map from string
// takes five times that, and its pointers are walked by every collection.
package textindex

import (
	"encoding/binary"
	"iter"
	"math/bits"
	"math/rand/v2"
	"strings"
)

// A Text is what a look-up takes: a string, or a cell as it lies in a buffer.
type Text interface{ string | []byte }

// A Ref is where a text is kept. 0 is the empty text.
type Ref uint32

const (
	chunkBits = 20
	chunkSize = 1 << chunkBits
	// MaxText is the longest text that can be kept, in bytes.
	MaxText = 1<<16 - 1
)

// Texts keep texts, in chunks that never move: a text got from them is a piece
// of its chunk and costs nothing. They hold 4 GiB at most. The zero Texts are
// ready. Adding belongs to one goroutine; after that they may be shared.
type Texts struct {
	chunks []string
	open   *strings.Builder // the last of chunks
}

// Add keeps a text in t. It reports false where the text is over MaxText or there
// is no room left: then it is not kept.
func Add[T Text](t *Texts, text T) (Ref, bool) {
	if len(text) == 0 {
		return 0, true
	}
	if len(text) > MaxText {
		return 0, false
	}
	need := 2 + len(text)
	if t.open == nil || t.open.Len()+need > chunkSize {
		if len(t.chunks) == 1<<(32-chunkBits) {
			return 0, false
		}
		t.open = new(strings.Builder)
		t.open.Grow(chunkSize)
		t.chunks = append(t.chunks, "")
		if len(t.chunks) == 1 {
			t.open.WriteByte(0) // so that no text is at 0
		}
	}
	last := len(t.chunks) - 1
	ref := Ref(last<<chunkBits | t.open.Len())
	var size [2]byte
	binary.LittleEndian.PutUint16(size[:], uint16(len(text)))
	t.open.Write(size[:])
	t.open.WriteString(string(text))
	t.chunks[last] = t.open.String()
	return ref, true
}

// Get returns the text at ref.
func (t *Texts) Get(ref Ref) string {
	if ref == 0 {
		return ""
	}
	rest := t.chunks[ref>>chunkBits][ref&(chunkSize-1):]
	size := int(rest[0]) | int(rest[1])<<8
	return rest[2 : 2+size]
}

// A Field is one text each of many things, which are numbered from 0 in the
// order they are added, and can be found by it. Empty texts are kept but not
// found. Adding belongs to one goroutine; after that a Field may be shared.
type Field struct {
	texts *Texts
	refs  []Ref
	seed  uint64
	// slots are an open-addressing table: the hash in the upper half, and the
	// number of the first thing that bears the text, plus one, in the lower.
	slots []uint64
	used  int
	// next leads from each thing to another that bears the same text, plus
	// one; nil where no text stands twice. So a text that every thing bears,
	// such as "N/A", costs no more than others.
	next []uint32
}

// NewField returns an empty field whose texts are kept in texts.
func NewField(texts *Texts) *Field {
	return &Field{texts: texts, seed: rand.Uint64()}
}

// Len returns the number of things.
func (f *Field) Len() int { return len(f.refs) }

// Text returns the text of the i-th thing.
func (f *Field) Text(i int32) string { return f.texts.Get(f.refs[i]) }

// Add gives the next thing the text at ref.
func (f *Field) Add(ref Ref) {
	i := uint32(len(f.refs))
	f.refs = append(f.refs, ref)
	if f.next != nil {
		f.next = append(f.next, 0)
	}
	if ref == 0 {
		return
	}
	if 8*(f.used+1) > 5*len(f.slots) {
		f.grow()
	}
	text := f.texts.Get(ref)
	h := hash(f.seed, text)
	at := find(f, h, text)
	if f.slots[at] == 0 {
		f.slots[at] = uint64(h)<<32 | uint64(i+1)
		f.used++
		return
	}
	if f.next == nil {
		f.next = make([]uint32, len(f.refs))
	}
	first := uint32(f.slots[at]) - 1 // new ones go behind the first
	f.next[i], f.next[first] = f.next[first], i+1
}

// grow doubles the table.
func (f *Field) grow() {
	old := f.slots
	f.slots = make([]uint64, max(64, 2*len(old)))
	mask := uint32(len(f.slots) - 1)
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		at := uint32(slot>>32) & mask
		for f.slots[at] != 0 {
			at = (at + 1) & mask
		}
		f.slots[at] = slot
	}
}

// find returns the slot of the text, or the empty one where it would stand.
// The table is not empty.
func find[T Text](f *Field, h uint32, text T) uint32 {
	mask := uint32(len(f.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		slot := f.slots[at]
		if slot == 0 || uint32(slot>>32) == h && f.Text(int32(uint32(slot)-1)) == string(text) {
			return at
		}
	}
}

// First returns the first thing added that bears the text, or -1.
func First[T Text](f *Field, text T) int32 {
	if len(text) == 0 || len(f.slots) == 0 {
		return -1
	}
	return int32(uint32(f.slots[find(f, hash(f.seed, text), text)])) - 1
}

// Next returns another thing that bears the text of the i-th, which First or
// Next returned, or -1 when all were returned. The order is the same every
// time.
func (f *Field) Next(i int32) int32 {
	if f.next == nil {
		return -1
	}
	return int32(f.next[i]) - 1
}

// Shared yields the first thing of each text that several bear.
func (f *Field) Shared() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := range f.next { // of what bears a text, only the first and those behind it lead on
			at := int32(i)
			if f.next[i] != 0 && First(f, f.Text(at)) == at && !yield(at) {
				return
			}
		}
	}
}

// Unique reports whether no two things bear the same text.
func (f *Field) Unique() bool { return f.next == nil }

// All yields every thing that bears the text.
func All[T Text](f *Field, text T) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := First(f, text); i >= 0; i = f.Next(i) {
			if !yield(i) {
				return
			}
		}
	}
}

// hash mixes eight bytes at a time. It is seeded, so that no file can be made
// whose texts all fall together.
func hash[T Text](seed uint64, text T) uint32 {
	h := seed ^ uint64(len(text))*0x9e3779b97f4a7c15
	for ; len(text) >= 8; text = text[8:] {
		h = mix(h ^ word(text))
	}
	var tail uint64
	for i := range len(text) {
		tail |= uint64(text[i]) << (8 * i)
	}
	h = mix(h ^ tail)
	return uint32(h>>32) ^ uint32(h)
}

func word[T Text](t T) uint64 {
	_ = t[7]
	return uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
		uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
}

func mix(h uint64) uint64 {
	hi, lo := bits.Mul64(h, 0xd6e8feb86659fd93)
	return hi ^ lo
}
