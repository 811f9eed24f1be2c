package roster

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nearest"
)

// A nameReading is one way to read a text as a person's name. Its parts hold letters
// and digits alone, in lower case and without accents: "O'Neil", "ONeil" and "o neil"
// are one name, and so are "De la Cruz" and "Delacruz".
type nameReading struct {
	family, given, middle string
	suffix                string // jr, sr, ii, iii or iv
	reversed              bool   // the family name first, though no comma says so
	middles               int    // words of the middle name
}

// short reports whether it gives no more of the given name than an initial.
func (n *nameReading) short() bool { return n.given == "" || isInitial(n.given) }

// isInitial reports whether a name is one letter of a script in which that is no name.
func isInitial(name string) bool {
	r, size := utf8.DecodeRuneInString(name)
	return size == len(name) && !unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
}

// titlesBeforeNames stand before a name as staff write it.
var titlesBeforeNames = []string{"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "coach"}

// IsTitle reports whether a word in lower case stands before names.
func IsTitle(word string) bool { return slices.Contains(titlesBeforeNames, word) }

// suffixes stand behind a name, each with what it is kept as.
var suffixes = map[string]string{"jr": "jr", "sr": "sr", "ii": "ii", "iii": "iii", "iv": "iv", "2nd": "ii", "3rd": "iii", "4th": "iv"}

// mostNameWords bounds the words of a name, and with them the ways to read it.
const mostNameWords = 8

// readName returns the ways to read a text as a person's name: "Last, First Middle",
// "First Middle Last", "Last First Middle" or "Last" alone, with a title and a suffix or
// without. There are none of a text that says more than a name.
func readName(text string) (all []nameReading) {
	parts := nameParts(text)
	if parts == nil {
		return nil
	}
	all = appendReadings(all, parts, "")
	if left, suffix := cutSuffix(parts); suffix != "" {
		all = appendReadings(all, left, suffix)
	}
	return all
}

// nameParts cuts a text at its commas, and the parts into words: nil where it is no
// name, as it is too long or holds other characters than names do.
func nameParts(text string) (parts [][]string) {
	n := 0
	for part := range strings.SplitSeq(fold.Key(text), ",") {
		words := strings.Fields(strings.ReplaceAll(part, ".", " "))
		for i, word := range words {
			if words[i] = bareWord(word); words[i] == "" {
				return nil
			}
		}
		parts = append(parts, words)
		n += len(words)
	}
	if n == 0 || n > mostNameWords {
		return nil
	}
	return parts
}

// bareWord returns the letters and digits of a word of a name, "" for one that has
// none, or other characters than names have.
func bareWord(word string) string {
	var b strings.Builder
	for _, r := range fold.Plain(word) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			b.WriteRune(r)
		case r != '\'' && r != '-':
			return ""
		}
	}
	return b.String()
}

// bareName returns the letters and digits of a name.
func bareName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, fold.Plain(fold.Key(name)))
}

// cutSuffix takes the suffix away: behind the family name or all of the name, a comma
// before it or none. It returns none where nothing would be left of the part.
func cutSuffix(parts [][]string) (left [][]string, suffix string) {
	for i, words := range parts {
		last := len(words) - 1
		if last < 0 || suffixes[words[last]] == "" || suffix != "" || last == 0 && i == 0 {
			left = append(left, words)
			continue
		}
		suffix = suffixes[words[last]]
		if last > 0 {
			left = append(left, words[:last])
		}
	}
	return left, suffix
}

// appendReadings appends the ways to read the parts that commas cut.
func appendReadings(all []nameReading, parts [][]string, suffix string) []nameReading {
	add := func(family, given, middle []string, reversed bool) {
		if !areOneName(given) || len(parts) == 1 && family[0] != "o" && !areOneName(family) {
			return
		}
		all = append(all, nameReading{strings.Join(family, ""), strings.Join(given, ""), strings.Join(middle, ""), suffix, reversed, len(middle)})
	}
	first := withoutTitle(parts[0])
	if len(parts) > 2 || len(first) == 0 {
		return all
	}
	if len(parts) == 2 {
		given := withoutTitle(parts[1])
		for i := min(1, len(given)); i <= len(given); i++ {
			add(first, given[:i], given[i:], false)
		}
		return all
	}
	add(first, nil, nil, false)
	for i := 1; i < len(first); i++ { // where the family name begins, or ends
		for j := 1; j <= i; j++ {
			add(first[i:], first[:j], first[j:i], false)
		}
		for j := i + 1; j <= len(first); j++ {
			add(first[:i], first[i:j], first[j:], true)
		}
	}
	return all
}

// areOneName reports whether the words may be one name: Mary Ann or J R, but an initial
// beside a name, as in Dan A, is another one. Only O Neil is one where no comma tells the family name.
func areOneName(words []string) bool {
	if len(words) < 2 {
		return true
	}
	initials := 0
	for _, word := range words {
		if isInitial(word) {
			initials++
		}
	}
	return initials == 0 || initials == len(words)
}

// withoutTitle takes titles away that stand before the words.
func withoutTitle(words []string) []string {
	for len(words) > 0 && IsTitle(words[0]) {
		words = words[1:]
	}
	return words
}

// A heldName is a name that the roster holds of a person.
type heldName struct {
	person        Person
	given, middle string
	suffix        string
	first         string // the first word of a given name of several, else ""
}

// fits reports whether the reading may be the name, which has its family name, and
// whether all that it says is held: no middle name and no suffix that is not known.
func (h *heldName) fits(n *nameReading) (fits, held bool) {
	switch {
	case n.short():
		fits = strings.HasPrefix(h.given, n.given)
	default:
		fits = h.given == n.given
	}
	if !fits || n.suffix != "" && h.suffix != "" && n.suffix != h.suffix {
		return false, false
	}
	if h.middle != "" && n.middle != "" && h.middle != n.middle && !isInitialOf(h.middle, n.middle) && !isInitialOf(n.middle, h.middle) {
		return false, false
	}
	return true, (n.middle == "" || h.middle != "") && (n.suffix == "" || h.suffix != "")
}

// isMisspelled reports whether the reading, which does not fit, would be the name if its
// middle name were spelled right.
func (h *heldName) isMisspelled(n *nameReading) bool {
	if n.short() || h.given != n.given || isInitial(h.middle) || isInitial(n.middle) {
		return false
	}
	bound := nearest.Bound(utf8.RuneCountInString(n.middle))
	return bound > 0 && nearest.Distance(h.middle, n.middle) <= bound
}

// isNamesake reports whether the reading, which does not fit, has the family and the given
// name, so that its middle name or its suffix alone is another. The second word of a given
// name may be a middle name.
func (h *heldName) isNamesake(n *nameReading) bool {
	if n.short() {
		return strings.HasPrefix(h.given, n.given)
	}
	return h.given == n.given || h.first == n.given
}

func isInitialOf(initial, name string) bool {
	return isInitial(initial) && strings.HasPrefix(name, initial)
}
