package mention

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/words"
)

// Most notes speak of nothing that is not for everybody to read. A glance at how their
// words begin finds that out without taking them apart.

// A topicGlance knows how the words begin that Find looks at. It may know one that Find
// does not look at, once in some hundred times.
type topicGlance struct {
	starts bitSet // four bytes of text: see begin
	words  bitSet // the first letters of whole words
}

// A bitSet holds hashes of 16 bits.
type bitSet [1 << 10]uint64

func (s *bitSet) add(hash uint64) { s[hash>>6] |= 1 << (hash & 63) }

func (s *bitSet) has(hash uint64) bool { return s[hash>>6]>>(hash&63)&1 != 0 }

// looksAt reports whether Find may look at a word with these first letters.
func (g *topicGlance) looksAt(letters uint64) bool {
	isThreeDigits := letters>>24 == 0 && letters&0xf0f0f0 == 0x303030
	return isThreeDigits || g.words.has(hashOf(letters))
}

// hashOf returns the hash of the first letters of a word, or of four bytes of text.
func hashOf(letters uint64) uint64 { return letters * 0x9e3779b97f4a7c15 >> (64 - 16) }

const startSize = 4 // bytes

// startAt returns the bytes at text[at:], letters in lower case.
func startAt(text []byte, at int) uint64 {
	return uint64(binary.LittleEndian.Uint32(text[at:]) | ' '*words.EveryByte&(1<<32-1))
}

// add adds a word that Find looks at.
func (g *topicGlance) add(word string) {
	g.words.add(hashOf(firstLetters(word)))
	g.begin("", word)
}

// begin adds how a text may begin with the word, of which a part has been written. Between
// two letters may stand an apostrophe, and behind a word of fewer than four bytes anything.
func (g *topicGlance) begin(written, rest string) {
	switch {
	case len(written) >= startSize:
		g.starts.add(hashOf(startAt([]byte(written), 0)))
	case rest == "":
		for c := byte(' '); c < utf8.RuneSelf; c++ {
			if c|' ' == c {
				g.begin(written+string(rune(c)), "")
			}
		}
	default:
		g.begin(written+rest[:1], rest[1:])
		if written != "" && !strings.HasSuffix(written, "'") {
			g.begin(written+"'", rest)
		}
	}
}

// May reports whether Find may find something in the bytes at text[from:], of that size,
// which are as for [Names.MayName]: numbers of nine digits are for the caller to see.
func (t *Topics) May(text []byte, from, size int) bool {
	end := from + size
	before := uint64(0) // bit 0: a letter stands in front of the chunks
	for start := from; start < end; start += 2 * words.ChunkSize {
		letters := lettersIn(text, start) | lettersIn(text, start+words.ChunkSize)<<words.ChunkSize
		begins := ^(letters<<1 | before)
		if left := end - start; left < 2*words.ChunkSize {
			begins &= 1<<left - 1
		}
		for ; begins != 0; begins &= begins - 1 {
			at := start + bits.TrailingZeros64(begins)
			if t.glance.starts.has(hashOf(startAt(text, at))) && t.mayBegin(text[at:end]) {
				return true
			}
		}
		before = letters >> 63
	}
	return false
}

// lettersIn returns which bytes of a chunk of ASCII are letters, a bit each.
func lettersIn(text []byte, start int) uint64 {
	c := words.ChunkAt(text, start)
	c = words.Chunk{A: words.Letters(c.A), B: words.Letters(c.B), C: words.Letters(c.C), D: words.Letters(c.D)}
	return uint64(c.Gather())
}

// mayBegin reports whether Find may look at the first word of the text: up to its end, or
// to an apostrophe, which may end it.
func (t *Topics) mayBegin(text []byte) bool {
	return t.opens(lettersAround(text), text) || t.glance.words.has(hashOf(lettersBefore(text)))
}

// opens reports whether Find may look at the first word of the text, which has these first
// letters.
func (t *Topics) opens(letters uint64, text []byte) bool {
	return t.glance.words.has(hashOf(letters)) || letters < 1<<8 && isSpelled(string(text[:min(len(text), longestSpelled)]))
}

// isSpelled reports whether the text begins with a word spelled with points.
func isSpelled(text string) bool {
	for _, word := range spelled {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			return true
		}
	}
	return false
}

// lettersBefore returns the first letters of the text, up to the first byte that is none.
func lettersBefore(text []byte) (letters uint64) {
	for i := 0; i < min(len(text), lettersKnown) && isAlnum(text[i]); i++ {
		letters |= uint64(text[i]|' ') << (8 * i)
	}
	return letters
}

// mayFind is May for a text of any kind, numbers and all.
func (t *Topics) mayFind(text string) bool {
	var word wordStart
	start := 0 // of the word
	for i, r := range text {
		switch letters := t.letters.of(r); {
		case letters == unknown:
			return true
		case letters != 0:
			if word.size == 0 {
				start = i
			}
			word.add(letters)
		case word.size > 0:
			if t.glance.looksAt(word.letters) || mayJoin(r) && t.mayGoOn(text[start:]) || r == '.' && isSpelled(text[start:]) {
				return true
			}
			word = wordStart{}
		}
	}
	return t.glance.looksAt(word.letters)
}

// mayGoOn reports whether Find may look at the first word of the text, which may have
// apostrophes inside: up to one of them, or to its end.
func (t *Topics) mayGoOn(text string) bool {
	var word wordStart
	joined := true // by a letter or digit, not an apostrophe
	for _, r := range text {
		letters := t.letters.of(r)
		switch {
		case letters == unknown:
			return true
		case letters != 0:
			word.add(letters)
		case t.glance.looksAt(word.letters):
			return true
		case !mayJoin(r) || !joined:
			return false
		}
		joined = letters != 0
		if word.size >= 8*lettersKnown {
			break
		}
	}
	return t.glance.looksAt(word.letters)
}

// A wordStart is the first letters of a word, and how many bits these are.
type wordStart struct {
	letters uint64
	size    int
}

func (w *wordStart) add(letters uint32) {
	w.letters |= uint64(letters) << w.size // nothing of more than eight
	for w.size += 8; letters > 0xff; letters >>= 8 {
		w.size += 8
	}
}

// mayJoin reports whether the letters on both sides may be of one word: it is an
// apostrophe, or made one, as some of these are in some texts only.
func mayJoin(r rune) bool { return r == '\'' || r == '"' || r == '`' || r > lastLatin }

// latinLetters are letters and digits as Find compares them, "é" as "e": up to four bytes
// each, the first one lowest; 0: none.
type latinLetters [lastLatin + 1]uint32

const (
	lastLatin = 0x24f
	unknown   = 1 // it may be of a word
)

func newLatinLetters() *latinLetters {
	letters := new(latinLetters)
	for r := range rune(lastLatin + 1) {
		switch plain := fold.Plain(string(r)); {
		case plain != "" && len(plain) <= 4 && strings.IndexFunc(plain, notOfWord) < 0:
			letters[r] = uint32(firstLetters(plain))
		case plain != string(r):
			letters[r] = unknown
		}
	}
	return letters
}

func notOfWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// of returns the letters or digits that r is, 0 for none.
func (l *latinLetters) of(r rune) uint32 {
	switch isMark := r >= '\u2013' && r <= '\u201d' || r == '\u2026'; {
	case r <= lastLatin:
		return l[r]
	case isMark:
		return 0
	}
	return unknown
}
