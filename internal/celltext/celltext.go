// Package celltext says what the text of one cell is: clean, blank, a placeholder,
// an address, an identifier, a telephone number, what a spreadsheet or a web page
// made of it. It knows of no column and of no list.
package celltext

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
)

// This file says what the text of one cell is, without any reference set: the
// predicates and repairs that the rules are made of.

// IsBlank reports whether nothing can be seen of text: it is empty, white space,
// or characters such as U+001A, NUL and U+FEFF, which programs leave behind.
func IsBlank(text string) bool {
	if text == "" || Printable(text[0]) { // as most are
		return text == ""
	}
	return strings.IndexFunc(text, fold.IsSeen) < 0
}

// IsBlankText is IsBlank of bytes.
func IsBlankText(text []byte) bool {
	if len(text) == 0 || Printable(text[0]) {
		return len(text) == 0
	}
	return bytes.IndexFunc(text, fold.IsSeen) < 0
}

// Printable reports whether c is a character of ASCII that can be seen.
func Printable(c byte) bool { return c > ' ' && c <= '~' }

// Unseen reports whether r shows nothing.
func Unseen(r rune) bool { return !fold.IsSeen(r) }

// isSpace reports whether r is a space of any width. Line breaks and tabs are
// none: they are control characters.
func isSpace(r rune) bool { return r == ' ' || r > 0x7f && unicode.Is(unicode.Zs, r) }

// breaksLine reports whether r ends a line, or jumps to a tab stop.
func breaksLine(r rune) bool {
	return r >= '\t' && r <= '\r' || r == 0x85 || r == 0x2028 || r == 0x2029
}

func IsControl(r rune) bool   { return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 }
func isZeroWidth(r rune) bool { return fold.IsZeroWidth(r) }

// TidySpaces returns text without spaces at its ends, and with every run of
// spaces within it made one plain one.
func TidySpaces(text string) string {
	if spacesTidy(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for word := range strings.FieldsFuncSeq(text, isSpace) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

func spacesTidy(text string) bool {
	before := ' ' // as if a space stood at the start, so that one more is too many
	for _, r := range text {
		if isSpace(r) && (r != ' ' || before == ' ') {
			return false
		}
		before = r
	}
	return text == "" || before != ' '
}

// DropControls returns text without control and zero-width characters;
// line-breaking ones become a space. A note keeps its CR, LF and tabs. Joiners
// within words and emoji stay: they are spelling.
func DropControls(text string, note bool) string {
	if IsPrintableASCII(text) {
		return text
	}
	var b strings.Builder // stays empty where nothing changes: the text may be a large one
	done := 0             // of text, what is in b
	for i, r := range text {
		drop := IsControl(r) || isZeroWidth(r) && !joins(text, i, r)
		switch {
		case note && (r == '\n' || r == '\r' || r == '\t'), !drop && !breaksLine(r):
			continue
		case done == 0:
			b.Grow(len(text))
		}
		b.WriteString(text[done:i])
		if breaksLine(r) {
			b.WriteByte(' ')
		}
		done = i + runeLen(text[i:])
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// runeLen is the length of text's first rune, 1 where it is not valid UTF-8.
func runeLen(text string) int {
	_, n := utf8.DecodeRuneInString(text)
	return n
}

func IsPrintableASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// joins reports whether r, at text[i], is a joiner or non-joiner between two
// letters or symbols, where it is part of the spelling or of an emoji.
func joins(text string, i int, r rune) bool {
	if r != '\u200c' && r != '\u200d' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
	return joinable(before) && joinable(after)
}

func joinable(r rune) bool {
	const variationSelector = '\ufe0f' // behind many emoji
	return r != utf8.RuneError && r > 0x7f &&
		(unicode.In(r, unicode.L, unicode.M, unicode.S) || r == variationSelector)
}

// A Kind says what the cells of a column hold, beside text.
type Kind uint8

const (
	Identifier Kind = 1 << iota // a student's identifier
	Address                     // an e-mail address
)
