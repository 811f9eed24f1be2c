// Package fold makes the keys that names are matched by, and says which
// characters cannot be seen.
package fold

import (
	"encoding/binary"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Key returns the folded key of s. Two names have the same key where they
// differ only in
//
//   - compatibility forms (NFKC: "ﬁ" and "fi", full-width letters) and case,
//   - the kind and number of white space between words, and any around them,
//   - the kind of a dash,
//   - the kind of a quotation mark: single and double ones, apostrophes,
//     primes, backticks and guillemets all become ', so that O’Brien is
//     O'Brien and “Honors” is "Honors",
//   - characters that cannot be seen: see [IsZeroWidth].
//
// Key(Key(s)) is Key(s). A byte that is not UTF-8 becomes U+FFFD. A key that
// equals s is s itself, not a copy.
func Key(s string) string {
	if isFolded(s) {
		return s
	}
	if key, ok := AppendKeyLatin(make([]byte, 0, len(s)), s); ok {
		if string(key) == s {
			return s
		}
		return string(key)
	}
	return keyUnicode(s)
}

// keyUnicode is Key for any text.
func keyUnicode(s string) string {
	// Folding may make characters that normalize further, and the other way
	// round, so it goes on until nothing changes: nearly always once more. The
	// bound is for safety only: every step maps toward fewer kinds of
	// character.
	for range 8 {
		next := step(s)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// isFolded reports whether s is ASCII and its own key.
func isFolded(s string) bool {
	blank := true // the start of s counts as a blank: none may follow it
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ' && blank, c >= utf8.RuneSelf, 'A' <= c && c <= 'Z', c == '"', c == '`', '\t' <= c && c <= '\r':
			return false
		}
		blank = c == ' '
	}
	return !blank || s == ""
}

// The letters of Latin script with an accent, or of a kind of their own, that
// names in the US have: each has a key of its own, which does not depend on what
// stands beside it.
const firstLatin, lastLatin = 'À', 'ſ'

func isLatin(r rune) bool { return r >= firstLatin && r <= lastLatin }

var latinKeys = sync.OnceValue(func() (keys [lastLatin - firstLatin + 1]string) {
	for i := range keys {
		keys[i] = keyUnicode(string(rune(firstLatin + i)))
	}
	return keys
})

// AppendKeyLatin appends Key(s) to b, which is empty, much faster than Key. It
// reports false where it does not fit into b's capacity, or s is not all ASCII,
// Latin letters, and the dashes and quotation marks of printed text.
func AppendKeyLatin(b []byte, s string) (key []byte, ok bool) {
	return AppendKeyBytes(b, []byte(s)) // not copied, as it does not change
}

// AppendKeyBytes is AppendKeyLatin for bytes.
func AppendKeyBytes(b, s []byte) (key []byte, ok bool) {
	if len(s) > cap(b) {
		return nil, false
	}
	b, blank := appendKeyWords(b, s)
	start := len(b)
	if blank {
		b = b[:start-1]
	}
	for i := start; i < len(s); i++ {
		c := s[i]
		switch {
		case c == ' ' || '\t' <= c && c <= '\r':
			blank = len(b) > 0
			continue
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == '"' || c == '`':
			c = '\''
		}
		if blank {
			b = append(b, ' ')
			blank = false
		}
		if c < utf8.RuneSelf {
			b = append(b, c)
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		letter := shortKey(r)
		if letter == "" || len(b)+len(letter) > cap(b)-(len(s)-i-n) {
			return nil, false
		}
		b = append(b, letter...)
		i += n - 1
	}
	return b, true
}

// shortKey returns the key of a character beyond ASCII that does not depend on what stands
// beside it, "" for all others.
func shortKey(r rune) string {
	switch {
	case isLatin(r):
		return latinKeys()[r-firstLatin]
	case r >= '–' && r <= '―':
		return "-"
	case r >= '‘' && r <= '”':
		return "'"
	}
	return ""
}

// appendKeyWords appends the key of the start of s, eight bytes at a time as long
// as they are printable ASCII without quotation marks and no blank is one too many.
// It reports whether what it appended ends with a blank.
func appendKeyWords(b, s []byte) (key []byte, blank bool) {
	before := uint64(0x80)
	for i := 0; i+8 <= len(s); i += 8 {
		w := binary.LittleEndian.Uint64(s[i:])
		if (w|(w-' '*everyByte)|(w+everyByte))&highBits != 0 || (sameBytes(w, '"')|sameBytes(w, '`')) != 0 {
			break
		}
		blanks := sameBytes(w, ' ')
		if blanks&(blanks<<8|before) != 0 {
			break
		}
		before = blanks >> 56
		upper := (w + (0x80-'A')*everyByte) &^ (w + (0x7f-'Z')*everyByte) & highBits
		b = binary.LittleEndian.AppendUint64(b, w|upper>>2)
	}
	return b, before == 0x80 && len(b) > 0
}

const (
	everyByte = 0x0101010101010101 // times a byte is that byte eight times
	highBits  = 0x80 * everyByte
)

// sameBytes marks, with their high bits, the bytes of w, which are ASCII, that are c.
func sameBytes(w uint64, c byte) uint64 {
	return ^((w ^ uint64(c)*everyByte) + 0x7f*everyByte) & highBits
}

// step is one round of Key. Marks are made one before NFKC as well as after,
// because NFKC takes some apart: it makes "´" a blank with an accent, and "″"
// two primes.
func step(s string) string {
	s = norm.NFKC.String(marks(s))
	s = norm.NFKC.String(cases.Fold().String(s))
	return marks(s)
}

// marks drops what cannot be seen, and makes white space, dashes and
// quotation marks one of each kind.
func marks(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range s {
		switch {
		case ignorable(r):
			continue
		case IsSpace(r):
			blank = b.Len() > 0
			continue
		case isDash(r):
			r = '-'
		case isQuote(r):
			r = '\''
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Exact returns s in Unicode's normal form C, in which an accented letter is
// one character however it was typed. Names are equal where this is.
func Exact(s string) string { return norm.NFC.String(s) }

// Case returns s in normal form C with case folded and nothing else changed:
// what makes two e-mail addresses one. Case(Case(s)) is Case(s), and a result
// that equals s is s itself.
func Case(s string) string {
	upper := false
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return caseUnicode(s)
		}
		upper = upper || 'A' <= s[i] && s[i] <= 'Z'
	}
	if !upper {
		return s
	}
	return strings.ToLower(s)
}

// caseUnicode is Case for more than ASCII.
func caseUnicode(s string) string {
	for range 8 {
		next := norm.NFC.String(cases.Fold().String(norm.NFC.String(s)))
		if next == s {
			break
		}
		s = next
	}
	return s
}

// IsSpace reports whether r is white space of any kind: blanks of every width,
// no-break ones, tabs and line ends.
func IsSpace(r rune) bool { return unicode.IsSpace(r) }

// zeroWidth holds the characters that have no width and no look of their own,
// though they may change how others look.
var zeroWidth = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00ad, Hi: 0x00ad, Stride: 1}, // soft hyphen
		{Lo: 0x034f, Hi: 0x034f, Stride: 1}, // combining grapheme joiner
		{Lo: 0x061c, Hi: 0x061c, Stride: 1}, // Arabic letter mark
		{Lo: 0x180e, Hi: 0x180e, Stride: 1}, // Mongolian vowel separator
		{Lo: 0x200b, Hi: 0x200f, Stride: 1}, // zero-width space and joiners, direction marks
		{Lo: 0x202a, Hi: 0x202e, Stride: 1}, // direction embeddings and overrides
		{Lo: 0x2060, Hi: 0x2064, Stride: 1}, // word joiner, invisible operators
		{Lo: 0x2066, Hi: 0x206f, Stride: 1}, // direction isolates, deprecated format characters
		{Lo: 0xfeff, Hi: 0xfeff, Stride: 1}, // byte order mark
		{Lo: 0xfff9, Hi: 0xfffb, Stride: 1}, // interlinear annotation
	},
	R32: []unicode.Range32{
		{Lo: 0xe0001, Hi: 0xe0001, Stride: 1}, // language tag
		{Lo: 0xe0020, Hi: 0xe007f, Stride: 1}, // tag characters
	},
	LatinOffset: 1,
}

// IsZeroWidth reports whether r is a format character that cannot be seen:
// zero-width blanks and joiners, soft hyphens, direction marks, byte order
// marks and the like. Variation selectors, which choose the look of an emoji,
// are not among them.
func IsZeroWidth(r rune) bool { return r >= 0xad && unicode.Is(zeroWidth, r) }

// IsSeen reports whether r shows: it is no white space, control or zero-width
// character, and none of those that are there to show nothing, such as the fillers
// of Hangul and the empty pattern of Braille.
func IsSeen(r rune) bool {
	const emptyBraille = 0x2800
	return r > ' ' && r <= '~' || !unicode.IsSpace(r) && !unicode.IsControl(r) && !ignorable(r) && r != emptyBraille
}

// ignorable reports whether a key leaves r out: beyond what IsZeroWidth tells,
// the variation selectors and the fillers of Hangul, which show as nothing.
func ignorable(r rune) bool {
	if r < 0xad {
		return false
	}
	switch r {
	case 0x115f, 0x1160, 0x3164, 0xffa0:
		return true
	}
	return unicode.Is(zeroWidth, r) || unicode.Is(unicode.Variation_Selector, r)
}

// isDash reports whether r is a dash, hyphen or minus of any kind.
func isDash(r rune) bool {
	return r == '-' || r > unicode.MaxASCII && unicode.Is(unicode.Dash, r)
}

// isQuote reports whether r is a quotation mark of any kind, or stands for
// one: primes, accents typed on their own, and the letters that look like an
// apostrophe.
func isQuote(r rune) bool {
	switch r {
	case '\'', '"', '`',
		0x00b4,                         // acute accent
		0x02b9, 0x02ba, 0x02bb, 0x02bc, // primes and apostrophes as letters
		0x02bd, 0x02be, 0x02bf, 0x02c8, 0x02ca, 0x02cb, 0x02ee,
		0x05f3, 0x05f4, // Hebrew geresh, gershayim
		0x2032, 0x2033, 0x2034, 0x2035, 0x2036, 0x2037, 0x2057, // primes
		0x275b, 0x275c, 0x275d, 0x275e, // heavy quotation marks
		0x276e, 0x276f, 0xa78c: // heavy angle ones, saltillo
		return true
	}
	return r > unicode.MaxASCII && unicode.Is(unicode.Quotation_Mark, r)
}

// Plain returns s in lower case and without accents, "Núñez" as "nunez": what
// names of people are compared by, as those who type them leave accents out.
// Blanks, dashes and quotation marks are made one as in [Key]. Of ASCII only
// case is changed, blanks stay; a result that equals s is s itself.
func Plain(s string) string {
	upper := false
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return plainUnicode(s)
		}
		upper = upper || 'A' <= s[i] && s[i] <= 'Z'
	}
	if !upper {
		return s
	}
	return strings.ToLower(s)
}

// plainUnicode is Plain for more than ASCII.
func plainUnicode(s string) string {
	key := Key(s)
	var b strings.Builder
	b.Grow(len(key))
	for i, r := range key {
		switch {
		case r < utf8.RuneSelf:
			b.WriteByte(key[i])
		case isLatin(r):
			b.WriteString(latinPlains()[r-firstLatin])
		default:
			return plainKey(key)
		}
	}
	return b.String()
}

// latinPlains are the letters of Latin script without accents: what each is does not depend
// on what stands beside it.
var latinPlains = sync.OnceValue(func() (plains [lastLatin - firstLatin + 1]string) {
	for i := range plains {
		plains[i] = plainKey(string(rune(firstLatin + i)))
	}
	return plains
})

// plainKey is Plain for any key.
func plainKey(key string) string {
	var b strings.Builder
	b.Grow(len(key))
	for _, r := range norm.NFKD.String(key) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case plainLetters[r] != "":
			b.WriteString(plainLetters[r])
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// plainLetters are the letters that Unicode does not take apart.
var plainLetters = map[rune]string{
	'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'æ': "ae", 'œ': "oe", 'ı': "i", 'ħ': "h", 'ŧ': "t", 'ŋ': "n",
}
