package otustemplate

import (
	"encoding/binary"
	"math/bits"
)

// A nameTable finds the plain names of a Set by their bytes: those of ASCII
// that no check has anything to say about. It is an open-addressing table,
// which on lists of thousands of names takes half the time of a map.
type nameTable struct {
	address bool // match without regard to case
	slots   []nameSlot
	names   []string // the set's
}

type nameSlot struct {
	hash  uint32
	place int32 // in names, plus one; 0: free
}

// newNameTable returns a table of the plain ones among names.
func newNameTable(names []string, address bool) *nameTable {
	size := 1 << bits.Len(uint(2*len(names)))
	t := &nameTable{address: address, slots: make([]nameSlot, size), names: names}
	for place, name := range names {
		if !isPrintableASCII(name) || startsFormula(name, false) {
			continue
		}
		hash := t.hash([]byte(name))
		i := int(hash) & (size - 1)
		for t.slots[i].place != 0 {
			i = (i + 1) & (size - 1)
		}
		t.slots[i] = nameSlot{hash, int32(place + 1)}
	}
	return t
}

// find returns the place of the name that the cell is.
func (t *nameTable) find(cell []byte) (place int32, ok bool) {
	hash := t.hash(cell)
	mask := len(t.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s.place == 0 {
			return 0, false
		}
		if s.hash != hash {
			continue
		}
		name := t.names[s.place-1]
		if string(cell) == name || t.address && equalFold(cell, name) {
			return s.place - 1, true
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
func equalFold(cell []byte, name string) bool {
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
