package otustemplate

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
)

// A nameTable finds the plain names of a Set where they stand in a text: those
// that no check has anything to say about. It is an open-addressing table of
// small slots over names that lie side by side: what a look-up in a list of
// thousands costs is mostly waiting for memory, and less of it stays nearer.
type nameTable struct {
	address bool   // match without regard to case
	fold    uint64 // the bit of each byte that cases differ in, for addresses
	all     bool   // text of ASCII that is not found is no name of the set
	slots   []nameSlot
	words   []uint64 // of each name: its place and length, its text, the last word filled up with zeros
}

// A nameSlot is where a name starts in words, plus one, and above that a few
// bits of its hash. 0: it is free.
type nameSlot uint32

const (
	slotBits = 22
	slotMask = 1<<slotBits - 1
)

// longestName is the longest name in a table.
const longestName = 1<<16 - 1

// newNameTable returns a table of the plain ones among names, of which some are
// left out where they are more than 32 MB.
func newNameTable(names []string, address bool) *nameTable {
	size := 1 << bits.Len(uint(2*len(names)))
	t := &nameTable{address: address, all: true, slots: make([]nameSlot, size)}
	if address {
		t.fold = ' ' * everyByte
	}
	for place, name := range names {
		if becomesASCII(name, address) {
			t.all = false // text of ASCII may match it, though not by its bytes
		}
		if plainName(name) && len(name) <= longestName && len(t.words) < slotMask-longestName {
			t.add(name, place)
		} else {
			t.all = false
		}
	}
	t.words = append(t.words, 0, 0, 0, 0) // names are read by chunks
	return t
}

// becomesASCII reports whether a name that is not ASCII has an exact form that
// is: with the sign for Kelvin in place of a K, say.
func becomesASCII(name string, address bool) bool {
	if isPrintableASCII(name) {
		return false
	}
	exact := fold.Exact(name)
	if address {
		exact = fold.Case(name)
	}
	return exact != name && runLength(exact, 0, utf8.RuneSelf-1) == len(exact)
}

func (t *nameTable) add(name string, place int) {
	padded := append([]byte(name), make([]byte, chunkSize)...)
	hash := t.hash(padded, 0, len(name))
	mask := len(t.slots) - 1
	i := int(hash) & mask
	for t.slots[i] != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = nameSlot(hash&^slotMask) | nameSlot(len(t.words)+1)
	t.words = append(t.words, uint64(place)<<32|uint64(len(name)))
	for i := 0; i < len(name); i += 8 {
		t.words = append(t.words, wordAt(padded, i))
	}
}

// plainName reports whether a cell that is a name of its set passes every
// check, be it in quotation marks or not.
func plainName(name string) bool {
	_, double := undoubled(name)
	return !double && utf8.ValidString(name) && !strings.ContainsRune(name, utf8.RuneError) && !startsFormula(name, false) &&
		!strings.ContainsFunc(name, func(r rune) bool { return r == '"' || isControl(r) })
}

// find returns the place in the set of the name that the n bytes at text[at:]
// are. Behind them text must go on for a chunk. A name of one chunk, as most are,
// is hashed and compared as it was loaded: findLong for all of them makes
// Validate 3 to 5% slower (BenchmarkValidate).
func (t *nameTable) find(text []byte, at, n int) (place int32, ok bool) {
	if n > chunkSize {
		return t.findLong(text, at, n)
	}
	c := chunkAt(text, at).cut(n)
	m := &firstBytes[n]
	hash := finish(t.mix(0, c))
	mask := len(t.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s == 0 {
			return 0, false
		}
		if uint32(s)^hash > slotMask {
			continue
		}
		name := (*[5]uint64)(t.words[s&slotMask-1:])
		if int(uint32(name[0])) == n && (c == chunk{name[1] & m.a, name[2] & m.b, name[3] & m.c, name[4] & m.d} || t.address && sameAddress(text[at:at+n], name[1:])) {
			return int32(name[0] >> 32), true
		}
	}
}

// lookUp is find for a name that stands alone.
func (t *nameTable) lookUp(name string) (place int32, ok bool) {
	var padded [96 + chunkSize]byte
	if len(name) > len(padded)-chunkSize {
		return t.find(append([]byte(name), padded[:chunkSize]...), 0, len(name))
	}
	return t.find(padded[:], 0, copy(padded[:], name))
}

// findLong is find for names of more than a chunk.
func (t *nameTable) findLong(text []byte, at, n int) (place int32, ok bool) {
	hash := t.hash(text, at, n)
	mask := len(t.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s == 0 {
			return 0, false
		}
		if uint32(s)^hash > slotMask {
			continue
		}
		name := t.words[s&slotMask-1:]
		if int(uint32(name[0])) == n && (sameText(text, at, n, name[1:]) || t.address && sameAddress(text[at:at+n], name[1:])) {
			return int32(name[0] >> 32), true
		}
	}
}

// hash returns a hash of the n bytes at text[at:].
func (t *nameTable) hash(text []byte, at, n int) uint32 {
	h := uint64(0)
	for ; n > chunkSize; n -= chunkSize {
		h = t.mix(h, chunkAt(text, at))
		at += chunkSize
	}
	return finish(t.mix(h, chunkAt(text, at).cut(n)))
}

// mix takes the next chunk of a name into its hash: of an address the same in
// any case, as bit 0x20 is all that tells the cases of a letter apart. Four
// products side by side take less time than one behind the other; any odd
// numbers will do.
func (t *nameTable) mix(h uint64, c chunk) uint64 {
	return h*hash4 + (c.a|t.fold)*hash1 + (c.b|t.fold)*hash2 + (c.c|t.fold)*hash3 + (c.d|t.fold)*hash4
}

const (
	hash1 = 0x9e3779b97f4a7c15
	hash2 = 0xc2b2ae3d27d4eb4f
	hash3 = 0x165667b19e3779f9
	hash4 = 0xd6e8feb86659fd93
)

func finish(h uint64) uint32 { return uint32((h ^ h>>32) * hash1 >> 32) }

// sameText reports whether the n bytes at text[at:] are those of the words.
func sameText(text []byte, at, n int, words []uint64) bool {
	for ; ; n -= chunkSize {
		w := (*[4]uint64)(words)
		here := min(n, chunkSize)
		if same := chunkAt(text, at).cut(here) == (chunk{w[0], w[1], w[2], w[3]}).cut(here); !same || n <= chunkSize {
			return same
		}
		at += chunkSize
		words = words[4:]
	}
}

// sameAddress reports whether an address of ASCII differs from that of the words
// in nothing but case.
func sameAddress(cell []byte, words []uint64) bool {
	for i, c := range cell {
		var name [8]byte
		binary.LittleEndian.PutUint64(name[:], words[i/8])
		d := name[i%8]
		if c != d && (c|0x20 != d|0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}
