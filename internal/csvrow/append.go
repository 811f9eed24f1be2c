package csvrow

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

// AppendRow appends cells as one row with eol behind it, so that a Scanner
// gives the same cells back. A row of one empty cell is written as "", as
// nothing would be a blank line.
func AppendRow(dst []byte, cells []string, comma byte, eol string) []byte {
	if len(cells) == 0 || len(cells) == 1 && cells[0] == "" {
		dst = append(dst, `""`...)
		return append(dst, eol...)
	}
	for i, cell := range cells {
		if i > 0 {
			dst = append(dst, comma)
		}
		dst = AppendCell(dst, cell, comma)
	}
	return append(dst, eol...)
}

// AppendCell appends cell, in quotes only where it needs them: where it holds
// the comma, which is ASCII, a quote, CR or LF, or where white space at its
// start or end might be taken for none.
func AppendCell(dst []byte, cell string, comma byte) []byte {
	return AppendAs(dst, cell, comma, FormOf(cell, comma))
}

// AppendRaw appends a cell as it stands in the text of a plain row, quotes inside
// doubled. bare says that there are no quotes around it, and that the row's
// separator is comma: then nothing but white space can make it need them.
func AppendRaw(dst, cell []byte, comma byte, bare bool) []byte {
	first, _ := utf8.DecodeRune(cell)
	last, _ := utf8.DecodeLastRune(cell)
	if !unicode.IsSpace(first) && !unicode.IsSpace(last) && (bare || !hasMark(cell, comma)) {
		return append(dst, cell...)
	}
	return append(append(append(dst, '"'), cell...), '"')
}

// hasMark reports whether cell holds the comma, a quote, CR or LF.
func hasMark(cell []byte, comma byte) bool {
	for _, c := range [...]byte{comma, '"', '\n', '\r'} {
		if bytes.IndexByte(cell, c) >= 0 {
			return true
		}
	}
	return false
}

// A Form says how a cell is to be written.
type Form uint8

// The forms of a cell.
const (
	Plain  Form = iota // as it is
	Quoted             // in quotes
	Unsure             // has a control character, or is not ASCII: its form takes a closer look
)

// FormOf looks at a cell eight bytes at a time. Words that overlap spare most
// cells a loop, whose end is a branch that processors do not foresee.
func FormOf(cell string, comma byte) Form {
	n, commas := len(cell), everyByte*uint64(comma)
	if n == 0 {
		return Plain
	}
	if n < 8 {
		return formOf(cell, marks{}.with(shortWord(cell), commas))
	}
	m := marks{}.with(word(cell), commas).with(word(cell[n-8:]), commas)
	if n > 16 {
		m = m.with(word(cell[8:]), commas).with(word(cell[n-16:]), commas)
		for rest := cell[16:]; len(rest) > 16; rest = rest[8:] {
			m = m.with(word(rest), commas)
		}
	}
	return formOf(cell, m)
}

// formOf returns the form of a cell, which is not empty, with these marks.
func formOf(cell string, m marks) Form {
	switch {
	case m.unsure&highBits != 0:
		return Unsure
	case m.quoted&highBits != 0, cell[0] == ' ', cell[len(cell)-1] == ' ':
		return Quoted
	}
	return Plain
}

// marks are found in words. Each has the high bit of some byte set where there
// was a byte to mark, though maybe another one's, as subtractions borrow.
type marks struct {
	unsure uint64 // below a space, or not ASCII
	quoted uint64 // the comma or a quote, or, where unsure is marked, anything
}

// with adds the marks of a word.
func (m marks) with(word, commas uint64) marks {
	m.unsure |= word | (word - everyByte*' ')
	m.quoted |= ((word ^ commas) - everyByte) | ((word ^ everyByte*'"') - everyByte)
	return m
}

// word returns the first eight bytes of s. The compiler makes one load of it.
func word(s string) uint64 { return binary.LittleEndian.Uint64([]byte(s)) }

// shortWord returns the bytes of s, one to seven, some of them more than once.
func shortWord(s string) uint64 {
	if n := len(s); n >= 4 {
		first, last := binary.LittleEndian.Uint32([]byte(s)), binary.LittleEndian.Uint32([]byte(s[n-4:]))
		return uint64(first)<<32 | uint64(last)
	}
	word := everyByte * uint64(s[0])
	for i := 1; i < len(s); i++ {
		word = word<<8 | uint64(s[i])
	}
	return word
}

// AppendAs appends a cell whose Form is known.
func AppendAs(dst []byte, cell string, comma byte, form Form) []byte {
	if form == Plain || form == Unsure && !needsQuotes(cell, comma) {
		return append(dst, cell...)
	}
	dst = append(dst, '"')
	for {
		i := strings.IndexByte(cell, '"')
		if i < 0 {
			break
		}
		dst = append(dst, cell[:i]...)
		dst = append(dst, `""`...)
		cell = cell[i+1:]
	}
	dst = append(dst, cell...)
	return append(dst, '"')
}

// needsQuotes reports whether cell must stand in quotes.
func needsQuotes(cell string, comma byte) bool {
	for _, c := range [...]byte{comma, '"', '\n', '\r'} {
		if strings.IndexByte(cell, c) >= 0 {
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(cell)
	last, _ := utf8.DecodeLastRuneInString(cell)
	return unicode.IsSpace(first) || unicode.IsSpace(last)
}
