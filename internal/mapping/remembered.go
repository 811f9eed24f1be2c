package mapping

import (
	"math/bits"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/words"
)

// A remembered holds answers by the text that was asked for, as many as find room in
// a number of bytes; then new ones take the place of others. Short texts lie in the
// table itself, so that an answer is one look at memory.
type remembered[T any] struct {
	slots []rememberedSlot[T]
	used  int
	most  int // slots

	long     map[string]T // by texts of a chunk or more
	longSize int          // bytes of their texts
	mostLong int
}

type rememberedSlot[T any] struct {
	key   words.Chunk // the text and its length; zero: the slot is free
	value T
}

// probes is how many slots a text may be in.
const probes = 4

// newRemembered returns one that takes some bytes for slots of such a size, and half
// as many for long texts.
func newRemembered[T any](size, slotSize int) remembered[T] {
	return remembered[T]{most: 1 << (bits.Len(uint(size/slotSize)) - 1), mostLong: size / 2}
}

// find returns the answer for a text, if it is remembered.
func (k *remembered[T]) find(text []byte) (answer T, ok bool) {
	if len(text) >= words.ChunkSize {
		answer, ok = k.long[string(text)]
		return answer, ok
	}
	if len(k.slots) == 0 {
		return answer, false
	}
	key := keyOf(text)
	at := k.start(&key)
	for range probes {
		if s := &k.slots[at&uint64(len(k.slots)-1)]; s.key == key {
			return s.value, true
		}
		at++
	}
	return answer, false
}

// touch looks at the memory where the answer for a text may be.
func (k *remembered[T]) touch(text []byte) uint64 {
	if len(text) >= words.ChunkSize || len(k.slots) == 0 {
		return 0
	}
	key := keyOf(text)
	return k.slots[k.start(&key)&uint64(len(k.slots)-1)].key.A
}

// keep remembers the answer for a text that is not remembered, and returns it.
func (k *remembered[T]) keep(text []byte, answer T) T {
	if len(text) >= words.ChunkSize {
		k.keepLong(string(text), answer)
		return answer
	}
	if 2*(k.used+1) > len(k.slots) && len(k.slots) < k.most {
		k.grow()
	}
	key := keyOf(text)
	k.put(&key, answer)
	return answer
}

func (k *remembered[T]) keepLong(text string, answer T) {
	const each = 100 // bytes of an answer, and of its place in the map
	if len(text) > nameset.MaxCached {
		return
	}
	if k.longSize += len(text) + each; k.longSize > k.mostLong {
		clear(k.long)
		k.longSize = len(text) + each
	}
	if k.long == nil {
		k.long = make(map[string]T)
	}
	k.long[text] = answer
}

// put puts an answer into a free slot, or else the place of another one.
func (k *remembered[T]) put(key *words.Chunk, answer T) {
	start := k.start(key)
	for i := range uint64(probes) {
		if s := &k.slots[(start+i)&uint64(len(k.slots)-1)]; s.key == (words.Chunk{}) {
			*s = rememberedSlot[T]{*key, answer}
			k.used++
			return
		}
	}
	k.slots[start&uint64(len(k.slots)-1)] = rememberedSlot[T]{*key, answer}
}

// grow doubles the table.
func (k *remembered[T]) grow() {
	old := k.slots
	k.slots = make([]rememberedSlot[T], max(64, 2*len(old)))
	k.used = 0
	for i := range old {
		if old[i].key != (words.Chunk{}) {
			k.put(&old[i].key, old[i].value)
		}
	}
}

// start returns the number of the first slot that a text may be in, to be cut to how
// many there are.
func (k *remembered[T]) start(key *words.Chunk) uint64 {
	h := key.A*0x9e3779b97f4a7c15 + key.B*0xc2b2ae3d27d4eb4f + key.C*0x165667b19e3779f9 + key.D*0xd6e8feb86659fd93
	return (h ^ h>>32) * 0x9e3779b97f4a7c15 >> 32
}

// keyOf returns a text of less than a chunk, with its length in the last byte.
func keyOf(text []byte) (key words.Chunk) {
	if cap(text) >= words.ChunkSize {
		key = words.ChunkAt(text[:words.ChunkSize], 0).Cut(len(text))
	} else {
		var buf [words.ChunkSize]byte
		copy(buf[:], text)
		key = words.ChunkAt(buf[:], 0)
	}
	key.D |= uint64(len(text)+1) << 56
	return key
}
