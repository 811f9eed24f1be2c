package celltext

import (
	"math/bits"

	"example.com/otustemplate/internal/words"
)

// What a byte may be; a cell's bytes are ORed.
const (
	ByteBeyond  = 1 << iota // of a character beyond ASCII
	ByteControl             // except for those of ByteBreak
	ByteBreak               // tab, CR, LF
	byteBlank
	ByteAt
	ByteSign // in front a formula starts with it
	byteDigit
)

var ByteKinds = func() (kinds [256]uint8) {
	for c := range kinds {
		switch {
		case c > '~'+1:
			kinds[c] = ByteBeyond
		case c == '\t', c == '\r':
			kinds[c] = ByteBreak | ByteSign
		case c == '\n':
			kinds[c] = ByteBreak
		case c < ' ', c == '~'+1:
			kinds[c] = ByteControl
		case c == ' ':
			kinds[c] = byteBlank
		case c == '@':
			kinds[c] = ByteAt | ByteSign
		case c == '=', c == '+', c == '-':
			kinds[c] = ByteSign
		case c >= '0' && c <= '9':
			kinds[c] = byteDigit
		}
	}
	return kinds
}()

// Look looks at each byte of a cell once: at what there is, whether spaces
// stand where none belong, and how many digits. Of eight bytes at a time, where
// all of them are printable ASCII, kinds tells of no more than ByteAt.
func Look(text string) (kinds uint8, spaces bool, digits int) {
	before, twice := uint8(byteBlank), uint8(0) // no space may stand in front
	look := func(part string) {
		for i := range len(part) {
			kind := ByteKinds[part[i]]
			kinds |= kind
			twice |= kind & before
			digits += int(kind / byteDigit)
			before = kind
		}
	}
	raw := []byte(text) // not copied, as it does not change
	i := 0
	for ; i+8 <= len(raw); i += 8 {
		w := words.At(raw, i)
		if (w|(w-' '*words.EveryByte)|(w+words.EveryByte))&words.HighBits != 0 {
			look(text[i : i+8])
			continue
		}
		blanks := words.Same(w, ' '*words.EveryByte)
		if blanks&(blanks<<8|uint64(before&byteBlank)/byteBlank<<7) != 0 {
			twice = byteBlank
		}
		before = uint8(blanks>>63) * byteBlank
		if words.Same(w, '@'*words.EveryByte) != 0 {
			kinds |= ByteAt
		}
		digits += bits.OnesCount64(words.Digits(w))
	}
	look(text[i:])
	return kinds, text != "" && (twice|before)&byteBlank != 0, digits
}
