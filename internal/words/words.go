// Package words asks something of many bytes of text at once: of eight as a word
// whose lowest byte is the first of them, and of 32 as a chunk.
//
// That needs no branch for each byte, and a branch that is guessed wrong costs as
// much as looking at sixteen bytes. The functions are small enough to be compiled
// into their callers.
package words

import "encoding/binary"

// EveryByte times a byte is that byte eight times.
const EveryByte = 0x0101010101010101

// HighBits is the high bit of each of eight bytes.
const HighBits = 0x80 * EveryByte

// At returns the eight bytes at text[i], which must be there.
func At(text []byte, i int) uint64 { return binary.LittleEndian.Uint64(text[i:]) }

// within marks the bytes from first to last. Bytes beyond ASCII may be marked,
// and the ones behind them wrong.
func within(w uint64, first, last byte) uint64 {
	return (w + EveryByte*uint64(0x80-first)) &^ (w + EveryByte*uint64(0x7f-last)) & HighBits
}

// Others marks the bytes of w that are not those of same, a byte eight times. All
// must be ASCII; all marks but the high bits are without meaning.
func Others(w, same uint64) uint64 { return (w ^ same) + 0x7f*EveryByte }

// Same marks, with their high bits, the bytes of w that are those of same, a
// byte eight times. All must be ASCII.
func Same(w, same uint64) uint64 { return ^Others(w, same) & HighBits }

// NoDigits marks what is no digit, as Others does: of the bytes that differ from 0
// in the four lowest bits alone, those by more than 9 are no digits.
func NoDigits(w uint64) uint64 { return (w ^ '0'*EveryByte) + (0x7f-9)*EveryByte }

// Alnums marks letters and digits, and digits alone, in a word without control
// characters. All marks but the high bits are without meaning.
func Alnums(w uint64) (both, digits uint64) {
	y := w | ' '*EveryByte // letters in lower case, digits as they are
	digits = (y + (0x80-'0')*EveryByte) &^ (y + (0x7f-'9')*EveryByte)
	letters := (y + (0x80-'a')*EveryByte) &^ (y + (0x7f-'z')*EveryByte)
	return (digits | letters) &^ w, digits
}

// Letters marks letters, with their high bits. All must be ASCII.
func Letters(w uint64) uint64 {
	y := w | ' '*EveryByte // in lower case
	return (y + (0x80-'a')*EveryByte) &^ (y + (0x7f-'z')*EveryByte) & HighBits
}

// Digits marks digits, as within marks bytes.
func Digits(w uint64) uint64 { return within(w, '0', '9') }

// gather makes the marks of a word eight bits, the first byte's lowest.
func gather(marks uint64) uint64 { return marks * 0x0002040810204081 >> 56 }

// A Chunk is 32 bytes of text, as words; or their marks.
type Chunk struct{ A, B, C, D uint64 }

const ChunkSize = 32

// ChunkAt returns the chunk at text[i], which must be there.
func ChunkAt(text []byte, i int) Chunk {
	t := (*[ChunkSize]byte)(text[i:])
	return Chunk{
		binary.LittleEndian.Uint64(t[0:]), binary.LittleEndian.Uint64(t[8:]),
		binary.LittleEndian.Uint64(t[16:]), binary.LittleEndian.Uint64(t[24:]),
	}
}

// FirstBytes are the masks of the first n bytes of a chunk, by n.
var FirstBytes = func() (masks [ChunkSize + 1]Chunk) {
	var text [2 * ChunkSize]byte
	for i := range ChunkSize {
		text[i] = 0xff
	}
	for n := range masks {
		masks[n] = ChunkAt(text[:], ChunkSize-n)
	}
	return masks
}()

// Cut returns c with nothing but its first n bytes.
func (c Chunk) Cut(n int) Chunk {
	m := &FirstBytes[n]
	return Chunk{c.A & m.A, c.B & m.B, c.C & m.C, c.D & m.D}
}

// Is reports whether c and o are the same bytes.
func (c Chunk) Is(o *Chunk) bool { return (c.A^o.A)|(c.B^o.B)|(c.C^o.C)|(c.D^o.D) == 0 }

// Put is the reverse of ChunkAt.
func (c Chunk) Put(text *[ChunkSize]byte) {
	binary.LittleEndian.PutUint64(text[0:], c.A)
	binary.LittleEndian.PutUint64(text[8:], c.B)
	binary.LittleEndian.PutUint64(text[16:], c.C)
	binary.LittleEndian.PutUint64(text[24:], c.D)
}

// Gather makes the marks of a chunk 32 bits, the first byte's lowest.
func (c Chunk) Gather() uint32 {
	return uint32(gather(c.A) | gather(c.B)<<8 | gather(c.C)<<16 | gather(c.D)<<24)
}
