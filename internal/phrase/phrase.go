// Package phrase makes what sentences for people are put together from: counts,
// lists, and cells that are safe to show. It knows nothing of issues.
package phrase

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plural returns "1 row" or "2,000 rows".
func Plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return Thousands(n) + " " + noun + "s"
}

// Thousands writes n with commas, as in 48,112.
func Thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	for at := len(digits) - 3; at > start; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// maxQuoted is how many characters of a cell a sentence quotes.
const maxQuoted = 60

// QuoteCell quotes a cell in a sentence: visible, cut where it is long, and
// without what has the form of a social security number, which no sentence holds
// whatever the column.
func QuoteCell(cell string) string {
	if cell == Hidden {
		return Hidden
	}
	const longest = len("123-45-6789") // that the cut may fall into
	text := CutRunes(cell, maxQuoted+longest)
	if hasDigits(text, 9) {
		text = socialSecurity.ReplaceAllString(text, "•••-••-••••")
	}
	return `"` + Visible(CutRunes(text, maxQuoted)) + `"`
}

// socialSecurity is the form of a social security number. Nine digits alone are
// more often another number.
var socialSecurity = regexp.MustCompile(`\b[0-9]{3}[-\x{2010}-\x{2015} ][0-9]{2}[-\x{2010}-\x{2015} ][0-9]{4}\b`)

// hasDigits reports whether there are so many digits in the text, or more.
func hasDigits(text string, n int) bool {
	for i := range len(text) {
		if '0' <= text[i] && text[i] <= '9' {
			n--
		}
	}
	return n <= 0
}

// Hidden stands in a redacted report where a student's value was.
const Hidden = "(hidden)"

// QuoteNew quotes what a fix writes.
func QuoteNew(cell string) string {
	if cell == "" {
		return "an empty cell"
	}
	return QuoteCell(cell)
}

// QuotedList joins names as a sentence does: "a", "b" or "c". It names five at
// the most.
func QuotedList(names []string) string {
	const most = 5
	var parts []string
	for _, name := range names[:min(len(names), most)] {
		parts = append(parts, QuoteCell(name))
	}
	switch more := len(names) - most; {
	case more == 1:
		parts = append(parts, "another one")
	case more > 1:
		parts = append(parts, "one of "+Thousands(int64(more))+" others")
	}
	return JoinWords(parts, "or")
}

// JoinWords returns words as "a, b and c", and being the word before the last.
func JoinWords(words []string, and string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " " + and + " " + words[last]
}

// Sentence makes an issue's message a sentence: messages start in lower case
// and have no full stop.
func Sentence(message string) string {
	message = Visible(message)
	first, size := utf8.DecodeRuneInString(message)
	switch {
	case message == "":
		return ""
	case strings.HasSuffix(message, ".") || strings.HasSuffix(message, "?") || strings.HasSuffix(message, "…"):
		return string(unicode.ToUpper(first)) + message[size:]
	}
	return string(unicode.ToUpper(first)) + message[size:] + "."
}

// CutRunes returns s, or its first n characters and "…".
func CutRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for at := range s {
		if n == 0 {
			return s[:at] + "…"
		}
		n--
	}
	return s
}

// Visible makes s safe to put on a terminal or a page: control characters,
// escape sequences among them, marks that turn the direction of text, other
// characters that cannot be seen, and bytes that are not UTF-8 become text
// that can. A line break becomes ↵.
func Visible(s string) string {
	plain := func(r rune) bool { return r != utf8.RuneError && IsPlain(r) }
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	for at, r := range s {
		switch {
		case plain(r):
			b.WriteRune(r)
		case r == '\n' || r == '\r':
			b.WriteRune('↵')
		case r < 0x20:
			b.WriteRune('␀' + r) // its picture
		case r == 0x7f:
			b.WriteRune('␡')
		case r == utf8.RuneError && !strings.HasPrefix(s[at:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[at])
		case r == utf8.RuneError:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// IsPlain reports whether r shows as what it is wherever it is put.
func IsPlain(r rune) bool { return unicode.IsPrint(r) }
