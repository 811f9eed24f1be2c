package check

import (
	"strings"

	"example.com/otustemplate/internal/words"
)

// Two stray quotation marks can make one row of two that has its right number of
// cells: one of them then holds a student's number and note, in a column that is
// else shown to anybody. Such rows are quoted nowhere, and redacted whole.

// RunTogether reports whether a cell of columns E to H may be several that ran into
// each other: it holds a line break of any kind, a quotation mark, or a separator three
// times.
func RunTogether[T string | []byte](cell T) bool {
	const separators = ",;|\t"
	var seen [len(separators)]int
	if n := len(cell); n > 2 && cell[0] == '=' && cell[1] == '"' && cell[n-1] == '"' {
		cell = cell[2 : n-1] // a spreadsheet's way to keep zeros
	}
	for i := range len(cell) {
		switch c := cell[i]; c {
		case '\n', '\r', '\v', '\f', '"':
			return true
		case 0x85, 0xa8, 0xa9:
			if endsLineBreak(cell, i) {
				return true
			}
		case ',', ';', '|', '\t':
			at := strings.IndexByte(separators, c)
			if seen[at]++; seen[at] == 3 {
				return true
			}
		}
	}
	return false
}

// endsLineBreak reports whether U+0085, U+2028 or U+2029 ends with the byte at i, which is
// the last of one of them.
func endsLineBreak[T string | []byte](cell T, i int) bool {
	if cell[i] == 0x85 {
		return i > 0 && cell[i-1] == 0xc2
	}
	return i > 1 && cell[i-2] == 0xe2 && cell[i-1] == 0x80
}

// TidyASCII reports whether the n bytes at text[at:], of which the first is none,
// hold nothing but printable ASCII, and no space at the end or by another.
func TidyASCII(text []byte, at, n int) bool {
	if text[at+n-1] == ' ' {
		return false
	}
	before := uint64(0)
	for ; n > 0; n -= 8 {
		m := words.FirstBytes[min(n, 8)].A
		w := words.At(text, at)&m | '.'*words.EveryByte&^m
		blanks := words.Same(w, ' '*words.EveryByte)
		if ((w|(w-' '*words.EveryByte)|(w+words.EveryByte))&words.HighBits)|blanks&(blanks<<8|before) != 0 {
			return false
		}
		before = blanks >> 56
		at += 8
	}
	return true
}
