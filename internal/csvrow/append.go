package csvrow

import (
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
// the comma, a quote, CR or LF, or where white space at its start or end might
// be taken for none.
func AppendCell(dst []byte, cell string, comma byte) []byte {
	if !needsQuotes(cell, comma) {
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
	for i := range len(cell) {
		switch c := cell[i]; c {
		case comma, '"', '\r', '\n':
			return true
		}
	}
	first, _ := utf8.DecodeRuneInString(cell)
	last, _ := utf8.DecodeLastRuneInString(cell)
	return unicode.IsSpace(first) || unicode.IsSpace(last)
}
