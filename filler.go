package otustemplate

import (
	"strings"

	"example.com/otustemplate/internal/fold"
)

// fillerWords are the folded keys of words that stand where an identifier is
// still to come, beside those that isPlaceholder knows.
var fillerWords = setOfKeys("pending", "new", "temp", "test", "unknown")

// isFiller reports whether an identifier looks like one that was put to fill a
// field, and so names nobody: 0 or 000000, another digit five times or more,
// 123456789, a word such as pending, and all placeholders. A roster may hold it
// for one student nevertheless; what that means is for the caller to say.
func isFiller(text string) bool {
	if text == "" {
		return false
	}
	if isDigit(text[0]) {
		repeated := strings.Trim(text, text[:1]) == ""
		return repeated && (text[0] == '0' || len(text) >= 5) || text == "123456789"
	}
	return len(text) <= longestPlaceholder && fillerWords[fold.Key(text)] || isPlaceholder(text)
}
