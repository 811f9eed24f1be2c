package mention

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textindex"
)

// A scan is a text in words, and the working memory of one search. However long
// the text, it holds those of a piece or two.
type scan struct {
	rest   string // text not read yet
	before gap    // before it

	buf     []byte // the words one behind the other, plain
	words   []word
	key     []byte // of the phrases
	phrases []phrase
	silent  bool
}

// A word is a run of letters and digits. An apostrophe inside is left out, and
// so is a genitive's ending: "O'Brien's" is "obrien".
type word struct {
	start, end int    // in scan.buf
	hash       uint32 // of its text
	gap        gap    // what stands before it
}

// A gap is what stands between two words.
type gap uint8

const (
	space gap = iota // blanks and hyphens only: also the start of the text
	comma            // and one comma
	dot              // and one full stop
	apart            // anything else: the words do not belong together
)

func (s *scan) text(i int) []byte { return s.buf[s.words[i].start:s.words[i].end] }

// appendWords appends n words from the i-th on, with blanks between them.
func (s *scan) appendWords(dst []byte, i, n int) []byte {
	for k := range n {
		if k > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, s.text(i+k)...)
	}
	return dst
}

// runs reports whether there are n words from the i-th on, of which the last goes on
// behind the one before it: blanks and hyphens are between them, or the full stop of an
// initial or of a saint, as in "J.R." and "St. John".
func (s *scan) runs(i, n int) bool {
	return i+n <= len(s.words) && (n == 1 || s.joins(i+n-1) || s.words[i+n-1].gap == dot && isSaint(s.text(i+n-2)))
}

// isSaint reports whether a word is Saint or Sainte as families write it.
func isSaint(word []byte) bool { return string(word) == "st" || string(word) == "ste" }

// joins reports whether word i may belong to the name that goes on before it:
// behind a blank, or the full stop of an initial.
func (s *scan) joins(i int) bool {
	if i >= len(s.words) {
		return false
	}
	w := s.words[i]
	return w.gap == space || w.gap == dot && s.words[i-1].end-s.words[i-1].start == 1
}

// FNV-1a, a byte at a time.
const hashStart = 2166136261

func hashByte(h uint32, c byte) uint32 { return (h ^ uint32(c)) * 16777619 }

// pieceSize is how much text is read at a time: at least what a name can take up.
const pieceSize = textindex.MaxText + 1

// start takes up a text, of which nothing is read yet.
func (s *scan) start(text string) {
	s.buf, s.words, s.rest, s.before = s.buf[:0], s.words[:0], text, space
}

// ahead reads on until n words from the i-th on are there, or the text ends. It
// drops those before the i-th to make room, and returns where that one is then.
func (s *scan) ahead(i, n int) int {
	if len(s.words)-i >= n || s.rest == "" {
		return i
	}
	s.drop(i)
	for len(s.words) < n && s.rest != "" {
		s.read(s.piece())
	}
	return 0
}

// drop drops the words before the i-th.
func (s *scan) drop(i int) {
	from := len(s.buf)
	if i < len(s.words) {
		from = s.words[i].start
	}
	s.buf = s.buf[:copy(s.buf, s.buf[from:])]
	s.words = s.words[:copy(s.words, s.words[i:])]
	for i := range s.words {
		s.words[i].start -= from
		s.words[i].end -= from
	}
}

// piece returns the next piece of the text, which ends where no word goes on. A
// longer run without such a place holds no name, and is passed over.
func (s *scan) piece() (text string) {
	end := len(s.rest)
	if end > pieceSize {
		end = 1 + strings.LastIndexFunc(s.rest[:pieceSize], breaks)
	}
	if end > 0 {
		text, s.rest = s.rest[:end], s.rest[end:]
		return text
	}
	s.before = apart
	if end = strings.IndexFunc(s.rest, breaks); end < 0 {
		end = len(s.rest)
	}
	s.rest = s.rest[end:]
	return ""
}

// breaks reports whether no word goes on behind r, whatever follows.
func breaks(r rune) bool {
	switch {
	case r >= utf8.RuneSelf, r == '\'', r == '"', r == '`': // those are made apostrophes
		return false
	}
	return !('a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9')
}

// read takes a piece of the text apart.
func (s *scan) read(text string) {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			text = fold.Plain(text)
			break
		}
	}
	before := s.before
	for i := 0; i < len(text); {
		if n := wordLength(text, i); n > 0 {
			i = s.readWord(text, i, before)
			before = space
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		before = before.and(text[i])
		i += size
	}
	s.before = before
}

// and returns the gap with one more character in it.
func (g gap) and(c byte) gap {
	switch {
	case c == ' ' || c == '-' || '\t' <= c && c <= '\r':
		return g
	case g != space:
		return apart
	case c == ',':
		return comma
	case c == '.':
		return dot
	}
	return apart
}

// readWord reads the word at i and returns where it ends.
func (s *scan) readWord(text string, i int, before gap) int {
	w := word{start: len(s.buf), gap: before, hash: hashStart}
	for i < len(text) {
		n := wordLength(text, i)
		if n == 0 {
			if text[i] != '\'' || wordLength(text, i+1) == 0 {
				break
			}
			if text[i+1]|0x20 == 's' && wordLength(text, i+2) == 0 {
				i += len("'s")
				break
			}
			i++
			continue
		}
		for _, c := range []byte(text[i : i+n]) {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			s.buf = append(s.buf, c)
			w.hash = hashByte(w.hash, c)
		}
		i += n
	}
	w.end = len(s.buf)
	s.words = append(s.words, w)
	return i
}

// wordLength returns how many bytes the letter or digit at i takes up, or 0
// where none stands there.
func wordLength(text string, i int) int {
	if i >= len(text) {
		return 0
	}
	c := text[i]
	switch {
	case 'a' <= c|0x20 && c|0x20 <= 'z', '0' <= c && c <= '9':
		return 1
	case c < utf8.RuneSelf:
		return 0
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return size
	}
	return 0
}
