package csvrow

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// A Block reads the plain rows of a text that lies in memory whole, and leaves
// every other row to the careful path, a [Walker].
// It works in two steps. Index finds every byte that can matter (separator,
// quote, control character, anything beyond ASCII), 64 bytes at a time and
// without a branch for what it finds. Next then walks from one such mark to
// the next and never looks at the bytes between them.
//
// The places of the marks are written down first: to take them off the bits as they
// are needed would be slower.
//
// A mark says nothing about quotes around it, so after a row that went the
// careful way the marks behind it still hold.
type Block struct {
	text  []byte
	comma byte
	max   int // bytes of a row
	marks []uint32
	k     int // the first mark at or behind at
	at    int // where the next row starts
	last  [64]byte
}

// MaxPlainCells is the most cells that a plain row may have.
const MaxPlainCells = 64

// A Span is a cell of a row: its text without the quotes around it.
type Span struct{ Start, End uint32 }

// Len returns the length of s in bytes.
func (s Span) Len() int { return int(s.End - s.Start) }

// A BlockRow is what is known of a plain row.
type BlockRow struct {
	Start, End int    // in the text, without the line end
	Lines      int    // line ends, that of the row included
	Quoted     uint64 // the cells in quotes, from bit 0
	Doubled    bool   // a quoted cell has doubled quotes, which Span leaves as they are
	Control    bool   // a control character, other than DEL, and a line break or tab in quotes
	Beyond     Span   // from the first byte beyond ASCII to the last; empty: there is none
}

const (
	everyByte = 0x0101010101010101
	highBits  = 0x8080808080808080
)

// Reset makes b read text, which it keeps, and which must be shorter than 4 GiB.
// The dialect must have quotes.
func (b *Block) Reset(text []byte, d Dialect) {
	b.text, b.comma, b.max = text, d.Comma, d.maxRow()
	b.k, b.at = 0, 0
	b.index()
}

// At returns where the next row starts.
func (b *Block) At() int { return b.at }

// A BlockPlace is a place in the text of a Block.
type BlockPlace struct{ k, at int }

// Here returns where the next row starts, to Return to.
func (b *Block) Here() BlockPlace { return BlockPlace{b.k, b.at} }

// Return goes back.
func (b *Block) Return(to BlockPlace) { b.k, b.at = to.k, to.at }

// SkipTo goes on at byte at, which must not lie before At.
func (b *Block) SkipTo(at int) {
	b.at = at
	for b.k < len(b.marks) && int(b.marks[b.k]) < at {
		b.k++
	}
}

// index finds the marks. It is one function, with the 64 bytes written out,
// because calls for parts of it, or a loop, would make it slower.
func (b *Block) index() {
	marks, n := b.marks[:cap(b.marks)], 0
	comma := uint64(b.comma) * everyByte
	for i := 0; i < len(b.text); i += 64 {
		t := b.chunk(i)
		w0, w1, w2, w3 := wordOf(t[0:]), wordOf(t[8:]), wordOf(t[16:]), wordOf(t[24:])
		w4, w5, w6, w7 := wordOf(t[32:]), wordOf(t[40:]), wordOf(t[48:]), wordOf(t[56:])
		var mask uint64
		if (w0|w1|w2|w3|w4|w5|w6|w7)&highBits == 0 {
			mask = ^(unmarked(w0, comma) | unmarked(w1, comma)<<8 | unmarked(w2, comma)<<16 | unmarked(w3, comma)<<24 |
				unmarked(w4, comma)<<32 | unmarked(w5, comma)<<40 | unmarked(w6, comma)<<48 | unmarked(w7, comma)<<56)
		} else {
			mask = marksBeyond(t, comma)
		}
		if len(marks)-n < 64+4 {
			marks = slices.Grow(marks[:n], max(n, 1<<10))
			marks = marks[:cap(marks)]
		}
		// The places are written in fours, the last of which may be too many: one
		// branch for four of them, and none for the first, as most have some.
		room, found := (*[64 + 4]uint32)(marks[n:]), bits.OnesCount64(mask)
		mask = four((*[4]uint32)(room[0:]), uint32(i), mask)
		if found > 4 {
			mask = four((*[4]uint32)(room[4:]), uint32(i), mask)
			for j := 8; j < found; j += 4 {
				mask = four((*[4]uint32)(room[j:]), uint32(i), mask)
			}
		}
		n += found
	}
	for n > 0 && int(marks[n-1]) >= len(b.text) { // of the zeros behind the text
		n--
	}
	b.marks = marks[:n]
}

// chunk returns the 64 bytes at text[i], with zeros behind the end.
func (b *Block) chunk(i int) *[64]byte {
	if i+64 <= len(b.text) {
		return (*[64]byte)(b.text[i:])
	}
	clear(b.last[copy(b.last[:], b.text[i:]):])
	return &b.last
}

func wordOf(t []byte) uint64 { return binary.LittleEndian.Uint64(t) }

// unmarked returns a bit for each byte of w that is no mark. All must be ASCII, so
// that they can be added to without a carry into the next: what is not the
// separator gets its high bit from adding 0x7f to the difference. With one bit
// flipped, a quote comes behind the control characters and what they become, so
// that one test is enough for both. DEL is no mark.
func unmarked(w, comma uint64) uint64 {
	const flip = ' ' ^ '"'
	marks := ((w ^ comma) + 0x7f*everyByte) & ((w ^ flip*everyByte) + (0x7f-' ')*everyByte) & highBits
	return marks * 0x0002040810204081 >> 56 // gathers the high bits
}

// marksBeyond returns a bit for each of the 64 bytes of t that is a mark, those
// beyond ASCII among them.
//
//go:noinline
func marksBeyond(t *[64]byte, comma uint64) (marks uint64) {
	for i := 0; i < len(t); i += 8 {
		w := wordOf(t[i:])
		beyond := (w & highBits) * 0x0002040810204081 >> 56
		marks |= (unmarked(w&^highBits, comma)&^beyond ^ 0xff) << i
	}
	return marks
}

// four writes the places of the first four bits of mask, counted from base, and
// returns the mask without them.
func four(to *[4]uint32, base uint32, mask uint64) uint64 {
	to[0] = base + uint32(bits.TrailingZeros64(mask))
	mask &= mask - 1
	to[1] = base + uint32(bits.TrailingZeros64(mask))
	mask &= mask - 1
	to[2] = base + uint32(bits.TrailingZeros64(mask))
	mask &= mask - 1
	to[3] = base + uint32(bits.TrailingZeros64(mask))
	return mask & (mask - 1)
}

// Next reads the next row where it is plain: exactly len(cells) cells, at
// least one and at most 64, each either without a quote or whole in quotes,
// and a line end behind it that is no lone CR. Otherwise, and at the end of
// the text, it reports false and stays where it is.
func (b *Block) Next(cells []Span, row *BlockRow) bool {
	*row = BlockRow{Start: b.at}
	i, start := b.plainCells(cells[:max(0, len(cells)-1)])
	k := b.k + i
	for i < len(cells) {
		if k >= len(b.marks) {
			return false
		}
		p := b.marks[k]
		k++
		switch c := b.text[p]; {
		case c == b.comma:
			cells[i] = Span{start, p}
			start = p + 1
			i++
			if i == len(cells) {
				return false // a cell too many
			}
		case c == '\n' || c == '\r':
			if i != len(cells)-1 {
				return false
			}
			cells[i] = Span{start, p}
			return b.endRow(row, p, k)
		case c == '"':
			if p != start {
				return false
			}
			var end uint32
			if end, k = b.quoted(row, k); k == 0 {
				return false
			}
			row.Quoted |= 1 << i
			cells[i] = Span{p + 1, end}
			// What stands after the closing quote is a comma or a line end.
			if b.text[end+1] == b.comma {
				if i++; i == len(cells) {
					return false
				}
				start = end + 2
				k++
				continue
			}
			if i != len(cells)-1 {
				return false
			}
			return b.endRow(row, end+1, k+1)
		default:
			row.odd(p, c)
		}
	}
	return false
}

// plainCells reads as many cells as have nothing but text and the separator
// behind them: in most rows all but the last. It returns how many they are, and
// where the next cell starts.
func (b *Block) plainCells(cells []Span) (n int, start uint32) {
	text, comma := b.text, b.comma
	marks := b.marks[b.k:]
	marks = marks[:min(len(marks), len(cells))]
	start = uint32(b.at)
	for i, p := range marks {
		if text[p] != comma {
			return i, start
		}
		cells[i] = Span{start, p}
		start = p + 1
	}
	return len(marks), start
}

// quoted goes to the end of the quoted cell that k is the first mark of. It
// returns the place of the closing quote and the mark behind that, which is a
// separator, or a mark of 0 where the cell is for the careful path.
func (b *Block) quoted(row *BlockRow, k int) (end uint32, next int) {
	for k < len(b.marks) {
		p := b.marks[k]
		k++
		switch c := b.text[p]; {
		case c == '"':
			if k == len(b.marks) || b.marks[k] != p+1 {
				return 0, 0
			}
			switch behind := b.text[p+1]; behind {
			case '"':
				row.Doubled = true
				k++
				continue
			case b.comma, '\n', '\r':
				return p, k
			}
			return 0, 0
		case c == '\n':
			row.Lines++
		case c == '\r':
			if int(p)+1 < len(b.text) && b.text[p+1] != '\n' {
				return 0, 0
			}
		case c == '\t':
		default:
			row.odd(p, c)
		}
	}
	return 0, 0
}

// odd notes a byte, at p, that is a mark for what it is, or a separator in quotes.
func (row *BlockRow) odd(p uint32, c byte) {
	switch {
	case c >= 0x80:
		if row.Beyond.End == 0 {
			row.Beyond.Start = p
		}
		row.Beyond.End = p + 1
	case c < ' ':
		row.Control = true
	}
}

// endRow ends the row with the line end at p, k being the mark behind it.
func (b *Block) endRow(row *BlockRow, p uint32, k int) bool {
	row.End = int(p)
	next := int(p) + 1
	if b.text[p] == '\r' {
		if next == len(b.text) || b.text[next] != '\n' {
			return false
		}
		next++
		k++
	}
	if row.End-row.Start > b.max {
		return false
	}
	row.Lines++
	b.at, b.k = next, k
	return true
}
