package engine

import "encoding/binary"

// Eight bytes of text at a time, as a word whose lowest byte is the first of
// them, and 32 at a time, as a chunk. What is asked of all bytes at once needs no
// branch for each, and a branch that is guessed wrong costs as much as looking
// at sixteen bytes. The functions are small enough to be compiled into their
// callers.

// everyByte times a byte is that byte eight times.
const everyByte = 0x0101010101010101

// highBits is the high bit of each of eight bytes.
const highBits = 0x80 * everyByte

// wordAt returns the eight bytes at text[i], which must be there.
func wordAt(text []byte, i int) uint64 { return binary.LittleEndian.Uint64(text[i:]) }

// within marks the bytes from first to last. Bytes beyond ASCII may be marked,
// and the ones behind them wrong.
func within(w uint64, first, last byte) uint64 {
	return (w + everyByte*uint64(0x80-first)) &^ (w + everyByte*uint64(0x7f-last)) & highBits
}

// others marks the bytes of w that are not those of same, a byte eight times. All
// must be ASCII; all marks but the high bits are without meaning.
func others(w, same uint64) uint64 { return (w ^ same) + 0x7f*everyByte }

// sameBytes marks, with their high bits, the bytes of w that are those of same, a
// byte eight times. All must be ASCII.
func sameBytes(w, same uint64) uint64 { return ^others(w, same) & highBits }

// noDigits marks what is no digit, as others does: of the bytes that differ from 0
// in the four lowest bits alone, those by more than 9 are no digits.
func noDigits(w uint64) uint64 { return (w ^ '0'*everyByte) + (0x7f-9)*everyByte }

// alnumsIn marks letters and digits, and digits alone, in a word without control
// characters. All marks but the high bits are without meaning.
func alnumsIn(w uint64) (both, digits uint64) {
	y := w | ' '*everyByte // letters in lower case, digits as they are
	digits = (y + (0x80-'0')*everyByte) &^ (y + (0x7f-'9')*everyByte)
	letters := (y + (0x80-'a')*everyByte) &^ (y + (0x7f-'z')*everyByte)
	return (digits | letters) &^ w, digits
}

// digitsIn marks digits, as within marks bytes.
func digitsIn(w uint64) uint64 { return within(w, '0', '9') }

// gather makes the marks of a word eight bits, the first byte's lowest.
func gather(marks uint64) uint64 { return marks * 0x0002040810204081 >> 56 }

// A chunk is 32 bytes of text, as words; or their marks.
type chunk struct{ a, b, c, d uint64 }

const chunkSize = 32

// chunkAt returns the chunk at text[i], which must be there.
func chunkAt(text []byte, i int) chunk {
	t := (*[chunkSize]byte)(text[i:])
	return chunk{
		binary.LittleEndian.Uint64(t[0:]), binary.LittleEndian.Uint64(t[8:]),
		binary.LittleEndian.Uint64(t[16:]), binary.LittleEndian.Uint64(t[24:]),
	}
}

// firstBytes are the masks of the first n bytes of a chunk, by n.
var firstBytes = func() (masks [chunkSize + 1]chunk) {
	var text [2 * chunkSize]byte
	for i := range chunkSize {
		text[i] = 0xff
	}
	for n := range masks {
		masks[n] = chunkAt(text[:], chunkSize-n)
	}
	return masks
}()

// cut returns c with nothing but its first n bytes.
func (c chunk) cut(n int) chunk {
	m := &firstBytes[n]
	return chunk{c.a & m.a, c.b & m.b, c.c & m.c, c.d & m.d}
}

// is reports whether c and o are the same bytes.
func (c chunk) is(o *chunk) bool { return (c.a^o.a)|(c.b^o.b)|(c.c^o.c)|(c.d^o.d) == 0 }

// put is the reverse of chunkAt.
func (c chunk) put(text *[chunkSize]byte) {
	binary.LittleEndian.PutUint64(text[0:], c.a)
	binary.LittleEndian.PutUint64(text[8:], c.b)
	binary.LittleEndian.PutUint64(text[16:], c.c)
	binary.LittleEndian.PutUint64(text[24:], c.d)
}

// gather makes the marks of a chunk 32 bits, the first byte's lowest.
func (c chunk) gather() uint32 {
	return uint32(gather(c.a) | gather(c.b)<<8 | gather(c.c)<<16 | gather(c.d)<<24)
}
