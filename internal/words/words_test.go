package words_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/otustemplate/internal/words"
)

// marks returns the high bit of each byte for which is reports true.
func marks(text []byte, is func(byte) bool) (m uint64) {
	for i, c := range text[:8] {
		if is(c) {
			m |= 0x80 << (8 * i)
		}
	}
	return m
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }

// asciiWords are eight bytes of ASCII each: every byte in every place, beside others.
func asciiWords() (all [][]byte) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for c := range byte(0x80) {
		for at := range 8 {
			w := make([]byte, 8)
			for i := range w {
				w[i] = byte(rnd.IntN(0x80))
			}
			w[at] = c
			all = append(all, w)
		}
	}
	return all
}

// Eight bytes at once are what a loop over them says.
func TestMarks(t *testing.T) {
	for _, text := range asciiWords() {
		w := words.At(text, 0)
		for _, c := range []byte{0, ' ', '@', '"', '0', 'z', 0x7f} {
			same := func(b byte) bool { return b == c }
			if got, want := words.Same(w, uint64(c)*words.EveryByte), marks(text, same); got != want {
				t.Errorf("Same(%q, %q) = %x, want %x", text, c, got, want)
			}
			if got, want := words.Others(w, uint64(c)*words.EveryByte)&words.HighBits, marks(text, same)^words.HighBits; got != want {
				t.Errorf("Others(%q, %q) = %x, want %x", text, c, got, want)
			}
		}
		if got, want := words.Digits(w), marks(text, isDigit); got != want {
			t.Errorf("Digits(%q) = %x, want %x", text, got, want)
		}
		if got, want := words.Letters(w), marks(text, isLetter); got != want {
			t.Errorf("Letters(%q) = %x, want %x", text, got, want)
		}
		if got, want := words.NoDigits(w)&words.HighBits, marks(text, isDigit)^words.HighBits; got != want {
			t.Errorf("NoDigits(%q) = %x, want %x", text, got, want)
		}
	}
}

// Alnums is for words without control characters.
func TestAlnums(t *testing.T) {
	for _, text := range asciiWords() {
		for i, c := range text {
			if c < ' ' {
				text[i] = c + 0x40
			}
		}
		both, digits := words.Alnums(words.At(text, 0))
		if got, want := both&words.HighBits, marks(text, isAlnum); got != want {
			t.Errorf("Alnums(%q) marks %x, want %x", text, got, want)
		}
		if got, want := digits&words.HighBits, marks(text, isDigit); got != want {
			t.Errorf("Alnums(%q) marks %x as digits, want %x", text, got, want)
		}
	}
}

func TestChunk(t *testing.T) {
	text := []byte(strings.Repeat("abcdefghijklmnopqrstuvwxyzABCDEF", 2))
	for at := range words.ChunkSize {
		c := words.ChunkAt(text, at)
		var back [words.ChunkSize]byte
		c.Put(&back)
		if string(back[:]) != string(text[at:at+words.ChunkSize]) {
			t.Errorf("the chunk at %d is %q", at, back)
		}
		cut := c.Cut(at)
		cut.Put(&back)
		if want := string(text[at:2*at]) + strings.Repeat("\x00", words.ChunkSize-at); string(back[:]) != want {
			t.Errorf("the first %d bytes of the chunk at %d are %q, want %q", at, at, back, want)
		}
		if other := words.ChunkAt(text, (at+1)%words.ChunkSize); c.Is(&other) || !c.Is(&c) {
			t.Errorf("the chunk at %d is another one, or not itself", at)
		}
	}
}

// Gather puts the mark of each byte where the byte stands.
func TestGather(t *testing.T) {
	for at := range words.ChunkSize {
		text := make([]byte, words.ChunkSize)
		text[at] = 0x80
		if got := words.ChunkAt(text, 0).Gather(); got != 1<<at {
			t.Errorf("the mark of byte %d is gathered as %b", at, got)
		}
	}
}
