package mention

import (
	"math/bits"
	"strings"

	"example.com/otustemplate/internal/words"
)

// Most notes name nobody, and most that hold a word which begins a name hold no other
// one near it. A glance finds that out from the text, without taking it apart.

// A glance knows the first letters of the words that begin names: which may be given
// names, and which family names. It may know a word that begins none, once in some
// fifty times.
type glance struct {
	blocks []uint64 // given names in the lower half of each, family names in the upper
	shift  int
	// How many words a family name may come behind the first one of a given name, and
	// a given name behind a family name.
	behindGiven, behindFamily int
}

const lettersKnown = 8 // of each word

// size makes room for n names.
func (g *glance) size(n int) {
	size := bits.Len(uint(max(n, 64) / 2)) // two to four names a block, of which many share their first word
	size = min(size, 17)
	g.blocks = make([]uint64, 1<<size)
	g.shift = 64 - size
}

// add adds the key of a name, as "ana maria|de la cruz".
func (g *glance) add(given, family string) {
	g.behindGiven = max(g.behindGiven, strings.Count(given, " ")+1+maxGap)
	g.behindFamily = max(g.behindFamily, strings.Count(family, " ")+1)
	block, marks := g.place(firstLetters(given))
	g.blocks[block] |= marks
	block, marks = g.place(firstLetters(family))
	g.blocks[block] |= marks << 32
}

// place returns where a word stands, and which bits of a half it has.
func (g *glance) place(letters uint64) (block uint64, marks uint64) {
	h := letters * 0x9e3779b97f4a7c15
	h ^= h >> 32
	h *= 0xd6e8feb86659fd93
	return h >> g.shift, 1<<(h&31) | 1<<(h>>5&31)
}

// firstLetters returns the first letters of a word in lower case, which ends at a
// blank.
func firstLetters[T string | []byte](name T) (letters uint64) {
	for i := range min(len(name), lettersKnown) {
		if name[i] == ' ' {
			break
		}
		letters |= uint64(name[i]) << (8 * i)
	}
	return letters
}

// MayName reports whether the bytes at text[from:], of that size, which are ASCII
// without control characters but those between words, may hold somebody's full name,
// and whether there is a digit among them. Behind them text must go on for two chunks.
// If it says that they do not, Find finds nothing in them. speaks says the same of
// topics, unless they are nil.
func (n *Names) MayName(text []byte, from, size int, topics *Topics) (names, digits, speaks bool) {
	g := &n.glance
	end := from + size
	word, given, family := 0, -reach, -reach // the places of the last ones among the words
	anyDigit := uint64(0)
	before := uint64(0) // bit 0: the byte in front of the chunk is of a word
	of, digit := alnums(text, from, end)
	for start := from; start < end; start += words.ChunkSize {
		next, nextDigit := alnums(text, start+words.ChunkSize, end)
		anyDigit |= digit
		all := of | next<<words.ChunkSize
		for begins := of &^ (of<<1 | before); begins != 0; begins &= begins - 1 {
			i := bits.TrailingZeros64(begins)
			if at := start + i; goesOn(text[from:at]) {
				names = names || isGenitive(text[from:at-1]) // or else it is a word of its own
				speaks = speaks || names
				continue
			}
			letters := lettersAt(text, start+i, end, bits.TrailingZeros64(^(all >> i)))
			speaks = speaks || topics != nil && topics.opens(letters, text[start+i:end])
			block, marks := g.place(letters)
			known := g.blocks[block]
			isGiven, isFamily := known&marks == marks, known>>32&marks == marks
			if isFamily && word-given <= g.behindGiven || isGiven && word-family <= g.behindFamily {
				names = true
			}
			if isGiven {
				given = word
			}
			if isFamily {
				family = word
			}
			word++
		}
		before = of >> (words.ChunkSize - 1) & 1
		of, digit = next, nextDigit
	}
	return names, anyDigit != 0, speaks
}

// alnums returns which of the bytes from start on, up to the end, are letters and
// digits, a bit each, and marks of digits.
func alnums(text []byte, start, end int) (both, digits uint64) {
	if start >= end {
		return 0, 0
	}
	c := words.ChunkAt(text, start)
	if left := end - start; left < words.ChunkSize {
		c = c.Cut(left)
	}
	var d words.Chunk
	c.A, d.A = words.Alnums(c.A)
	c.B, d.B = words.Alnums(c.B)
	c.C, d.C = words.Alnums(c.C)
	c.D, d.D = words.Alnums(c.D)
	c = words.Chunk{A: c.A & words.HighBits, B: c.B & words.HighBits, C: c.C & words.HighBits, D: c.D & words.HighBits}
	return uint64(c.Gather()), (c.A&d.A | c.B&d.B | c.C&d.C | c.D&d.D) & words.HighBits
}

// goesOn reports whether a letter behind the text goes on with the word before: it
// stands after an apostrophe inside a word.
func goesOn[T string | []byte](before T) bool {
	n := len(before)
	return n > 1 && before[n-1] == '\'' && isAlnum(before[n-2])
}

// isGenitive reports whether the text ends in 's, which ends a word.
func isGenitive(text []byte) bool {
	n := len(text)
	return n > 1 && text[n-1]|' ' == 's' && text[n-2] == '\''
}

// lettersAt returns the first letters, in lower case, of the word that begins with
// the n letters and digits at text[i:].
func lettersAt(text []byte, i, end, n int) (letters uint64) {
	if i+n < end && text[i+n] == '\'' && n < lettersKnown {
		return lettersAround(text[i:end])
	}
	letters = words.At(text, i) | ' '*words.EveryByte
	if n < lettersKnown {
		letters &= 1<<(8*n) - 1
	}
	return letters
}

// lettersAround is lettersAt for a word that may have apostrophes inside, which are
// left out.
func lettersAround(text []byte) (letters uint64) {
	n := 0
	for i := 0; i < len(text) && n < lettersKnown; i++ {
		switch c := text[i]; {
		case isAlnum(c):
			letters |= uint64(c|' ') << (8 * n)
			n++
		case c != '\'' || !isAlnum(next(text, i+1)) || next(text, i+1)|' ' == 's' && !isAlnum(next(text, i+2)):
			return letters
		}
	}
	return letters
}

// next returns the byte at i, and a blank behind the end.
func next(text []byte, i int) byte {
	if i < len(text) {
		return text[i]
	}
	return ' '
}

func isAlnum(c byte) bool { return 'a' <= c|' ' && c|' ' <= 'z' || '0' <= c && c <= '9' }
