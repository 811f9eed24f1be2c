package textenc

import (
	"slices"
	"unicode/utf8"
)

// windows1252 are the characters of the bytes 0x80 to 0x9F; below and above, a byte is the
// character of that number. The package charmap of x/text has the same table, and those of
// all other code pages, which a program would carry along.
var windows1252 = [...]rune{
	'€', utf8.RuneError, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', utf8.RuneError, 'Ž', utf8.RuneError,
	utf8.RuneError, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', utf8.RuneError, 'ž', 'Ÿ',
}

// DecodeWindows1252Byte returns the character of a byte. The five bytes that the code page
// leaves free are U+FFFD.
func DecodeWindows1252Byte(c byte) rune {
	if i := int(c) - 0x80; i >= 0 && i < len(windows1252) {
		return windows1252[i]
	}
	return rune(c)
}

// EncodeWindows1252Rune returns the byte of a character. It reports false if the code page
// lacks it.
func EncodeWindows1252Rune(r rune) (c byte, ok bool) {
	if r >= 0 && r < 0x80 || r >= 0xA0 && r <= 0xFF {
		return byte(r), true
	}
	i := slices.Index(windows1252[:], r)
	if i < 0 || r == utf8.RuneError {
		return 0, false
	}
	return byte(0x80 + i), true
}
