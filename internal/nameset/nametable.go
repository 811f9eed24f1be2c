package nameset

import (
	"math/bits"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/words"
)

// A Table finds the plain names of a Set where they stand in a text: those
// that no check has anything to say about. It is an open-addressing table of
// small slots over names that lie side by side: what a look-up in a list of
// thousands costs is mostly waiting for memory, and less of it stays nearer.
type Table struct {
	address bool   // match without regard to case
	fold    uint64 // the bit of each byte that cases differ in, for addresses
	All     bool   // text of ASCII that is not found is no name of the set
	slots   []nameSlot
	// texts are the names by place, each filled up with zeros: a chunk, which
	// never lies on two cache lines. Of a name that is none, or that needs more
	// than the chunk, nothing is there. Behind them stand the long names: a chunk
	// that says whose it is, then the name.
	texts []words.Chunk
}

// A nameSlot is where a name stands in texts, plus one, and above that a few
// bits of its hash. 0: it is free.
type nameSlot uint32

const (
	slotBits = 20
	slotMask = 1<<slotBits - 1
)

// LongestName is the longest name in a table.
const LongestName = 1<<16 - 1

// NewTable returns a table of the plain ones among names, of which some are
// left out where they are more than 32 MB. Most slots are free, so that the first
// one tells: which of several it will be is what a processor guesses wrong.
func NewTable(names []string, address bool) *Table {
	size := 1 << bits.Len(uint(3*len(names)))
	short := min(len(names), slotMask)
	t := &Table{address: address, All: true, slots: make([]nameSlot, size), texts: make([]words.Chunk, short)}
	if address {
		t.fold = ' ' * words.EveryByte
	}
	for place, name := range names {
		if becomesASCII(name, address) {
			t.All = false // text of ASCII may match it, though not by its bytes
		}
		if !plainName(name) || !t.add(name, place) {
			t.All = false
		}
	}
	return t
}

// becomesASCII reports whether a name that is not ASCII has an exact form that
// is: with the sign for Kelvin in place of a K, say.
func becomesASCII(name string, address bool) bool {
	if celltext.IsPrintableASCII(name) {
		return false
	}
	exact := fold.Exact(name)
	if address {
		exact = fold.Case(name)
	}
	return exact != name && celltext.RunLength(exact, 0, utf8.RuneSelf-1) == len(exact)
}

// add adds a name, and reports whether there was room.
func (t *Table) add(name string, place int) bool {
	at := place
	padded := append([]byte(name), make([]byte, words.ChunkSize)...)
	switch {
	case len(name) < words.ChunkSize && place < slotMask:
		t.texts[place] = words.ChunkAt(padded, 0)
	case len(name) <= LongestName && len(t.texts) < slotMask-LongestName/words.ChunkSize-2:
		at = len(t.texts)
		t.texts = append(t.texts, longName(place, len(name)))
		for i := 0; i < len(name); i += words.ChunkSize {
			t.texts = append(t.texts, words.ChunkAt(padded, i))
		}
	default:
		return false
	}
	hash := t.hash(padded, 0, len(name))
	i := hash & t.mask()
	for t.slots[i] != 0 {
		i = (i + 1) & t.mask()
	}
	t.slots[i] = nameSlot(hash&^slotMask) | nameSlot(at+1)
	return true
}

// longName is what stands in front of a long name. It equals no name, though the
// first bytes of it may be those of one.
func longName(place, n int) words.Chunk {
	return words.Chunk{A: uint64(place), B: uint64(n), C: 0, D: words.HighBits}
}

// isLongName reports whether text is a longName.
func isLongName(text *words.Chunk) bool { return text.D == words.HighBits }

// mask makes a hash the number of a slot.
func (t *Table) mask() uint32 { return uint32(len(t.slots) - 1) }

// plainName reports whether a cell that is a name of its set passes every
// check, be it in quotation marks or not.
func plainName(name string) bool {
	_, double := celltext.Undoubled(name)
	return !double && utf8.ValidString(name) && !strings.ContainsRune(name, utf8.RuneError) && !celltext.StartsFormula(name, false) &&
		!strings.ContainsFunc(name, func(r rune) bool { return r == '"' || celltext.IsControl(r) })
}

// Find returns the place in the set of the name that the n bytes at text[at:]
// are. The last of them must not be a zero, and behind them text must go on for a
// chunk. An empty cell is none. A name of less than a chunk that stands in its
// first slot, as most do, is found with nothing but what is here: findLong for all
// of them would slow a whole check down.
func (t *Table) Find(text []byte, at, n int) (place int32, ok bool) {
	if n >= words.ChunkSize {
		return t.findLong(text, at, n)
	}
	c := words.ChunkAt(text, at).Cut(n)
	hash := finish(t.mix(c))
	s := t.slots[hash&t.mask()]
	if i := s&slotMask - 1; uint32(s)^hash <= slotMask && uint(i) < uint(len(t.texts)) && c.Is(&t.texts[i]) {
		return int32(i), true
	}
	return t.search(text[at:at+n], &c, hash)
}

// search is Find for a name that was read and hashed.
func (t *Table) search(cell []byte, c *words.Chunk, hash uint32) (place int32, ok bool) {
	for i := hash & t.mask(); ; i = (i + 1) & t.mask() {
		s := t.slots[i]
		if s == 0 {
			return 0, false
		}
		if uint32(s)^hash > slotMask {
			continue
		}
		place := s&slotMask - 1
		text := &t.texts[place]
		if c.Is(text) || t.address && len(cell) > 0 && !isLongName(text) && sameAddress(cell, t.texts[place:]) {
			return int32(place), true
		}
	}
}

// LookUp is Find for a name that stands alone.
func (t *Table) LookUp(name string) (place int32, ok bool) {
	if name == "" || name[len(name)-1] == 0 {
		return 0, false
	}
	var padded [96 + words.ChunkSize]byte
	if len(name) > len(padded)-words.ChunkSize {
		return t.Find(append([]byte(name), padded[:words.ChunkSize]...), 0, len(name))
	}
	return t.Find(padded[:], 0, copy(padded[:], name))
}

// findLong is Find for names of a chunk or more.
func (t *Table) findLong(text []byte, at, n int) (place int32, ok bool) {
	hash := t.hash(text, at, n)
	for i := hash & t.mask(); ; i = (i + 1) & t.mask() {
		s := t.slots[i]
		if s == 0 {
			return 0, false
		}
		if uint32(s)^hash > slotMask {
			continue
		}
		place := s&slotMask - 1
		head := t.texts[place]
		if head != longName(int(head.A), n) {
			continue
		}
		if name := t.texts[place+1:]; sameText(text, at, n, name) || t.address && sameAddress(text[at:at+n], name) {
			return int32(head.A), true
		}
	}
}

// hash returns a hash of the n bytes at text[at:].
func (t *Table) hash(text []byte, at, n int) uint32 {
	h := uint64(0)
	for ; n > words.ChunkSize; n -= words.ChunkSize {
		h = (h + t.mix(words.ChunkAt(text, at))) * hash4
		at += words.ChunkSize
	}
	return finish(h + t.mix(words.ChunkAt(text, at).Cut(n)))
}

// mix returns the hash of a chunk of a name: of an address the same in any case,
// as bit 0x20 is all that tells the cases of a letter apart. Four products side
// by side take less time than one behind the other; any odd numbers will do.
func (t *Table) mix(c words.Chunk) uint64 {
	return (c.A|t.fold)*hash1 + (c.B|t.fold)*hash2 + (c.C|t.fold)*hash3 + (c.D|t.fold)*hash4
}

const (
	hash1 = 0x9e3779b97f4a7c15
	hash2 = 0xc2b2ae3d27d4eb4f
	hash3 = 0x165667b19e3779f9
	hash4 = 0xd6e8feb86659fd93
)

func finish(h uint64) uint32 { return uint32((h ^ h>>32) * hash1 >> 32) }

// sameText reports whether the n bytes at text[at:] are those of the name.
func sameText(text []byte, at, n int, name []words.Chunk) bool {
	for ; n > words.ChunkSize; n -= words.ChunkSize {
		if c := words.ChunkAt(text, at); !c.Is(&name[0]) {
			return false
		}
		at += words.ChunkSize
		name = name[1:]
	}
	return words.ChunkAt(text, at).Cut(n).Is(&name[0])
}

// sameAddress reports whether an address of ASCII differs from that of the name
// in nothing but case.
func sameAddress(cell []byte, name []words.Chunk) bool {
	for len(cell) > 0 {
		var text [words.ChunkSize]byte
		name[0].Put(&text)
		n := min(len(cell), words.ChunkSize)
		for i, c := range cell[:n] {
			d := text[i]
			if c != d && (c|0x20 != d|0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
				return false
			}
		}
		if len(cell) < words.ChunkSize && text[len(cell)] != 0 {
			return false // the name goes on
		}
		cell, name = cell[n:], name[1:]
	}
	return true
}
