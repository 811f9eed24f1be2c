package celltext

import (
	"bytes"
	"unicode/utf8"
)

// IsDigit reports whether b is a digit.
func IsDigit(b byte) bool { return b-'0' <= 9 }

// IsLetter reports whether b is a letter of ASCII.
func IsLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// Leading returns how many bytes at the front of s are of a kind.
func Leading(s string, of func(byte) bool) int {
	n := 0
	for n < len(s) && of(s[n]) {
		n++
	}
	return n
}

// IsDigits reports whether s is one digit or more, and nothing else.
func IsDigits(s string) bool { return s != "" && Leading(s, IsDigit) == len(s) }

// LowerASCII puts cell into dst in lower case. It reports false where it does
// not fit or is not all ASCII.
func LowerASCII[T string | []byte](dst []byte, cell T) (lower []byte, ok bool) {
	if len(cell) > cap(dst) {
		return nil, false
	}
	for i := range len(cell) {
		c := cell[i]
		switch {
		case c >= 0x80:
			return nil, false
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst, true
}

// What a byte may be part of.
const (
	inIdentifier = 1 << iota // letters, digits, and what stands between them
	inNumber
	inAddress
	inDomain // of an address
)

var byteClass = func() (class [256]uint8) {
	for c := range class {
		switch {
		case c >= '0' && c <= '9':
			class[c] = inIdentifier | inNumber | inAddress | inDomain
		case IsLetter(byte(c)), c == '.':
			class[c] = inIdentifier | inAddress | inDomain
		case c == '_':
			class[c] = inIdentifier | inAddress
		case c == '-' || c == '+':
			class[c] = inAddress
		}
	}
	return class
}()

// IsPlainIdentifier reports whether a cell is letters, digits, dots, underscores and
// hyphens, a digit at least: no placeholder, no formula, nothing a spreadsheet made.
// A hyphen, as in the UUIDs of OneRoster, may stand anywhere but in front and behind
// an E.
func IsPlainIdentifier[T string | []byte](cell T) bool {
	all, some, before := uint8(inIdentifier), uint8(0), byte('E')
	for i := range len(cell) {
		c := cell[i]
		class := byteClass[c]
		if c == '-' && before != 'E' {
			class = inIdentifier
		}
		all &= class
		some |= class
		before = c
	}
	return all != 0 && some&inNumber != 0
}

// IsPlainAddress reports whether a cell is an address of the common form. One with a
// hyphen in its domain, or with a formula's sign in front, is left to a closer look.
func IsPlainAddress(cell []byte) bool {
	at := bytes.IndexByte(cell, '@')
	if at <= 0 || cell[0] < '0' || len(cell) > longestAddress {
		return false
	}
	_, local := countDots(cell[:at], inAddress)
	dots, domain := countDots(cell[at+1:], inDomain)
	return local && domain && dots > 0
}

// countDots counts the dots of a text that is bytes of a class and has no dot at an
// end or beside another.
func countDots(text []byte, class uint8) (dots int, ok bool) {
	before := byte('.') // as if a dot stood in front, where none may
	for _, c := range text {
		if byteClass[c]&class == 0 {
			return 0, false
		}
		if c == '.' {
			if before == '.' {
				return 0, false
			}
			dots++
		}
		before = c
	}
	return dots, before != '.'
}

// ArePlainLetters reports whether all that is not ASCII in a text, which is valid
// UTF-8, is single letters of Latin script, quotation marks and dashes. Two in
// a row may be one that was encoded twice, and others may not show: those take a
// closer look.
func ArePlainLetters(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < utf8.RuneSelf {
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		latin := r >= 0xc0 && r <= 0x24f
		mark := r >= 0x2013 && r <= 0x201d || r == 0x2026 || r == 0xbf || r == 0xa1
		if i += n; !latin && !mark || i < len(text) && text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// longestAddress is how many bytes an e-mail address may have (RFC 5321, section
// 4.5.3.1.3, the angle brackets apart).
const longestAddress = 254
