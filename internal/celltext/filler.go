package celltext

import (
	"strings"

	"example.com/otustemplate/internal/fold"
)

// fillerWords are the folded keys of words that stand where an identifier is
// still to come, without what stands between them.
var fillerWords = KeySet("pending", "new", "newstudent", "temp", "temporary", "tmp", "test", "teststudent", "unknown")

// longestFiller bounds the text that is looked at: no identifier is so long.
const longestFiller = 64

// IsFiller reports whether an identifier looks like one that was put to fill a
// field, and so names nobody: one that IsMadeUp knows, and all placeholders. A
// roster may hold it for one student nevertheless; what that means is for the
// caller to say.
func IsFiller(text string) bool { return IsMadeUp(text) || IsPlaceholder(text) }

// IsMadeUp reports whether an identifier was made up to fill a field: 0 or
// 000000, another digit five times or more, 123456789, or a word such as
// pending. Hyphens and the like between the digits, and brackets around
// them, make no other number of it.
func IsMadeUp(text string) bool {
	const enough = 5 // times: 77 and 4444 may be a student's
	if len(text) > longestFiller || IsPlainIdentifier(text) && !MayBeMadeUp(text) {
		return false
	}
	key := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -._/", r) {
			return -1
		}
		return r
	}, withoutBrackets(fold.Key(text)))
	switch {
	case key == "":
		return false
	case key[0] >= '0' && key[0] <= '9':
		repeated := strings.Trim(key, key[:1]) == ""
		return repeated && (key[0] == '0' || len(key) >= enough) || key == "123456789"
	}
	return fillerWords[key]
}

// MayBeMadeUp reports whether a plain identifier, which holds a digit, may be
// made up. Of most of them the first two bytes and the last one say that they are
// none.
func MayBeMadeUp[T string | []byte](id T) bool {
	const digits = inNumber
	if len(id) < 2 || byteClass[id[0]]&byteClass[id[1]]&digits == 0 {
		return len(id) < 2 || isMark(id[0]) || isMark(id[1])
	}
	last := id[len(id)-1]
	return isMark(last) || id[0] == id[1] && id[1] == last || id[0] == '1' && id[1] == '2' && last == '9'
}

// isMark reports whether c, of an identifier, is neither a letter nor a digit.
func isMark(c byte) bool { return c == '-' || c == '.' || c == '_' }
