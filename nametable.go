package otustemplate

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// A nameTable finds the plain names of a Set by their bytes: those that no
// check has anything to say about. It is an open-addressing table over names
// that lie side by side, so that a look-up touches two places in memory, which
// on lists of thousands of names is most of what it costs.
type nameTable struct {
	address bool // match without regard to case
	slots   []nameSlot
	texts   []byte // of each name: its place, its length, its text
}

type nameSlot struct {
	hash uint32
	at   uint32 // in texts, plus one; 0: free
}

// nameHeader is how many bytes stand before a name in texts.
const nameHeader = 6

// longestName is the longest name in a table.
const longestName = 1<<16 - 1

// newNameTable returns a table of the plain ones among names.
func newNameTable(names []string, address bool) *nameTable {
	size := 1 << bits.Len(uint(2*len(names)))
	t := &nameTable{address: address, slots: make([]nameSlot, size)}
	for place, name := range names {
		if !plainName(name) || len(name) > longestName || len(t.texts) > math.MaxUint32-longestName-nameHeader {
			continue
		}
		hash := t.hash([]byte(name))
		i := int(hash) & (size - 1)
		for t.slots[i].at != 0 {
			i = (i + 1) & (size - 1)
		}
		t.slots[i] = nameSlot{hash, uint32(len(t.texts) + 1)}
		t.texts = binary.LittleEndian.AppendUint32(t.texts, uint32(place))
		t.texts = binary.LittleEndian.AppendUint16(t.texts, uint16(len(name)))
		t.texts = append(t.texts, name...)
	}
	return t
}

// plainName reports whether a cell that is a name of its set passes every
// check.
func plainName(name string) bool {
	_, double := undoubled(name)
	return !double && utf8.ValidString(name) && !strings.ContainsRune(name, utf8.RuneError) && !startsFormula(name, false)
}

// find returns the place in the set of the name that the cell is.
func (t *nameTable) find(cell []byte) (place int32, ok bool) {
	hash := t.hash(cell)
	mask := len(t.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s.at == 0 {
			return 0, false
		}
		if s.hash != hash {
			continue
		}
		entry := t.texts[s.at-1:]
		n := int(binary.LittleEndian.Uint16(entry[4:]))
		name := entry[nameHeader : nameHeader+n]
		if bytes.Equal(cell, name) || t.address && equalFold(cell, name) {
			return int32(binary.LittleEndian.Uint32(entry)), true
		}
	}
}

// hash returns a hash of the cell's bytes, of an address the same in any case:
// bit 0x20 is all that tells the cases of a letter apart. The words of eight
// bytes overlap at the end, so that none is read beyond it.
func (t *nameTable) hash(cell []byte) uint32 {
	const multiplier = 0x9e3779b97f4a7c15 // 2⁶⁴ divided by the golden ratio
	var fold uint64
	if t.address {
		fold = ' ' * everyByte
	}
	h := uint64(len(cell)) * multiplier
	if len(cell) < 8 {
		var last [8]byte
		copy(last[:], cell)
		h = (h ^ (binary.LittleEndian.Uint64(last[:]) | fold)) * multiplier
		return uint32(h >> 32)
	}
	for i := 0; i+8 < len(cell); i += 8 {
		h = (h ^ (binary.LittleEndian.Uint64(cell[i:]) | fold)) * multiplier
		h ^= h >> 29
	}
	h = (h ^ (binary.LittleEndian.Uint64(cell[len(cell)-8:]) | fold)) * multiplier
	return uint32(h >> 32)
}

// equalFold reports whether two texts of ASCII differ in nothing but case.
func equalFold(cell, name []byte) bool {
	if len(cell) != len(name) {
		return false
	}
	for i, c := range cell {
		d := name[i]
		if c != d && (c|0x20 != d|0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}
