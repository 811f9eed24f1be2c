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
// ready. Adding belongs to one goroutine; after that, or after Seal, they may be
// shared.
type Texts struct {
	chunks *[maxChunks]string // in one place, so that who reads the first ones does not look at what Add changes
	used   int
	open   *strings.Builder // the last of chunks
}

const maxChunks = 1 << (32 - chunkBits)

// Seal lets several goroutines get the texts that there are while one adds more.
func (t *Texts) Seal() { t.open = nil }

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
		if t.used == maxChunks {
			return 0, false
		}
		t.open = new(strings.Builder)
		t.open.Grow(chunkSize)
		if t.chunks == nil {
			t.chunks = new([maxChunks]string)
			t.open.WriteByte(0) // so that no text is at 0
		}
		t.used++
	}
	last := t.used - 1
	ref := Ref(last<<chunkBits | t.open.Len())
	var size [2]byte
	binary.LittleEndian.PutUint16(size[:], uint16(len(text)))
	t.open.Write(size[:])
	switch text := any(text).(type) {
	case string:
		t.open.WriteString(text)
	case []byte:
		t.open.Write(text)
	}
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
// found. Things are added to be found at once, by Add, or all together, by Append
// and then Index. Adding belongs to one goroutine; after that a Field may be shared.
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
	if !f.holds(f.used + 1) {
		f.grow(f.used + 1)
	}
	text := f.texts.Get(ref)
	f.insert(i, hash(f.seed, text), text)
}

// Append gives the next thing the text at ref, by which it is not found before
// Index is called.
func (f *Field) Append(ref Ref) { f.refs = append(f.refs, ref) }

// Index makes everything found that was added by Append; nothing may have been added
// by Add. Where going is not nil it is asked now and then, and false ends the work,
// of which nothing is left to be used.
func (f *Field) Index(going func() bool) {
	filled := 0
	for _, ref := range f.refs {
		if ref != 0 {
			filled++
		}
	}
	if f.used = 0; filled == 0 {
		return
	}
	f.grow(filled)
	mask := uint32(len(f.slots) - 1)
	var hashes [together]uint32
	var slots [together]uint64
	for start := 0; start < len(f.refs); start += together {
		refs := f.refs[start:min(start+together, len(f.refs))]
		// The texts lie one behind the other, but their slots anywhere: these are
		// looked at first, so that the memory is waited for once and not each time.
		for i, ref := range refs {
			hashes[i] = hash(f.seed, f.texts.Get(ref))
			slots[i] = f.slots[hashes[i]&mask]
		}
		if start%(1<<13) == 0 && going != nil && !going() {
			return
		}
		for i, ref := range refs {
			switch at := hashes[i] & mask; {
			case ref == 0:
			case slots[i] == 0 && f.slots[at] == 0: // no other of these has taken it
				f.slots[at] = uint64(hashes[i])<<32 | uint64(start+i+1)
				f.used++
			default:
				f.insert(uint32(start+i), hashes[i], f.texts.Get(ref))
			}
		}
	}
}

// together is how many texts are looked up at a time.
const together = 64

// insert makes thing i found by its text.
func (f *Field) insert(i, h uint32, text string) {
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

// holds reports whether the table has room for n texts.
func (f *Field) holds(n int) bool { return 8*n <= 5*len(f.slots) }

// grow doubles the table until it has room for n texts.
func (f *Field) grow(n int) {
	old := f.slots
	size := max(64, 2*len(old))
	for 8*n > 5*size {
		size *= 2
	}
	f.slots = make([]uint64, size)
	mask := uint32(size - 1)
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

// FirstOfEach is [First] for every one of texts, at most as many as first has room
// for. The memory of many is waited for at a time, so that it takes a fraction of the
// time for texts in no order.
func FirstOfEach[T Text](f *Field, texts []T, first []int32) {
	if len(f.slots) == 0 {
		for i := range texts {
			first[i] = -1
		}
		return
	}
	for len(texts) > together {
		firstOfSome(f, texts[:together], first)
		texts, first = texts[together:], first[together:]
	}
	firstOfSome(f, texts, first)
}

// firstOfSome does so for as many as are looked up together: it goes through all of
// them for each of the places that a look-up leads to.
func firstOfSome[T Text](f *Field, texts []T, first []int32) {
	mask := uint32(len(f.slots) - 1)
	var hashes [together]uint32
	var slots [together]uint64
	var refs [together]Ref
	for i, text := range texts {
		hashes[i] = hash(f.seed, text)
		slots[i] = f.slots[hashes[i]&mask]
	}
	for i := range texts {
		refs[i] = 0
		if slot := slots[i]; slot != 0 && uint32(slot>>32) == hashes[i] {
			refs[i] = f.refs[uint32(slot)-1]
		}
	}
	for i, text := range texts {
		switch {
		case len(text) == 0 || slots[i] == 0:
			first[i] = -1
		case refs[i] != 0 && f.texts.Get(refs[i]) == string(text):
			first[i] = int32(uint32(slots[i])) - 1
		default:
			first[i] = int32(uint32(f.slots[find(f, hashes[i], text)])) - 1
		}
	}
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
