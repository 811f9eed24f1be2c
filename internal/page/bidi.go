package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// A textPart is a piece of a sentence on the page. One that is a value of the
// file stands in a <bdi>, so that its direction is its own: without, a browser
// puts what is written from right to left, and what stands between two such
// values, in an order that tells the reader the opposite, as in before → after.
type textPart struct {
	Text  string
	Value bool
}

// textParts cuts a sentence into its values and the words around them. A value
// stands between quotation marks; one without them is known by letters that are
// written from right to left, as the page's own words have none.
func textParts(text string) []textPart {
	var parts []textPart
	for text != "" {
		open, end := quoted(text)
		parts = appendRuns(parts, text[:open])
		parts = appendPart(parts, textPart{text[open:end], true})
		if text = text[end:]; text != "" { // it begins with the mark that closes
			parts = appendPart(parts, textPart{text[:1], false})
			text = text[1:]
		}
	}
	return parts
}

// quoted returns where the first quoted value of text starts and ends, without
// its marks: at the end of text where there is none. A mark that a letter, a digit
// or another mark follows closes nothing: Hebrew writes abbreviations with one
// inside, and a value may end with one.
func quoted(text string) (start, end int) {
	start = strings.IndexByte(text, '"') + 1
	if start == 0 {
		return len(text), len(text)
	}
	for end = start; end < len(text); end++ {
		if text[end] != '"' {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(text[end+1:]); !unicode.IsLetter(next) && !unicode.IsDigit(next) && next != '"' {
			return start, end
		}
	}
	return len(text), len(text)
}

// appendRuns appends text, in which each run from a letter written from right to
// left to the last such letter before one that isn't is a value.
func appendRuns(parts []textPart, text string) []textPart {
	first, end := -1, 0
	done := 0
	flush := func() {
		if first >= 0 {
			parts = appendPart(parts, textPart{text[done:first], false})
			parts = appendPart(parts, textPart{text[first:end], true})
			first, done = -1, end
		}
	}
	for at, r := range text {
		switch p, size := bidi.LookupRune(r); p.Class() {
		case bidi.R, bidi.AL:
			if first < 0 {
				first = at
			}
			end = at + size
		case bidi.L:
			flush()
		}
	}
	flush()
	return appendPart(parts, textPart{text[done:], false})
}

func appendPart(parts []textPart, p textPart) []textPart {
	if p.Text == "" {
		return parts
	}
	return append(parts, p)
}
