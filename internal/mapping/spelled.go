package mapping

import (
	"strconv"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mention"
)

// What is said of a student may be spelled in many ways: without zeros, in other case,
// with words around it. Where nobody else is meant for sure, all of them count.

// A spelledTexts is the identifiers and names of some students.
type spelledTexts struct {
	bare  map[string]bool // identifiers as bareText makes them
	parts []string        // those that are not only letters and digits, folded
	names *mention.Names
}

func (s *spelledTexts) add(id string) {
	if celltext.IsFiller(id) {
		return // it is nobody's
	}
	if s.bare == nil {
		s.bare = make(map[string]bool)
	}
	bare, key := bareText(id), fold.Key(id)
	if bare == "" {
		return
	}
	s.bare[bare] = true
	if strings.ContainsFunc(key, func(r rune) bool { return !isWordRune(r) }) {
		s.parts = append(s.parts, key)
	}
}

func (s *spelledTexts) addNames(names []mention.Name) {
	if s.names == nil {
		s.names = mention.NewNames()
	}
	for _, name := range names {
		s.names.Add(name, false)
	}
}

func (s *spelledTexts) seal() {
	if s.names != nil {
		s.names.Seal(nil)
	}
}

// bareText is what identifiers are compared by where their spelling is not to count:
// letters and digits, numbers without zeros before them or a point behind.
func bareText(text string) string {
	key := fold.Key(text)
	if whole, decimals, ok := strings.Cut(key, "."); ok && celltext.IsDigits(whole) && strings.Trim(decimals, "0") == "" {
		key = whole
	}
	key = strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return r
		}
		return -1
	}, key)
	return bareDigits(key)
}

func bareDigits(key string) string {
	if celltext.IsDigits(key) {
		return strings.TrimLeft(key, "0")
	}
	return key
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// is reports whether the text as a whole may be an identifier of at least so many
// characters, or what a spreadsheet has left of one.
func (s *spelledTexts) is(text string, least int) bool {
	text = strings.TrimFunc(text, celltext.Unseen)
	if len(text) >= least && s.bare[bareText(text)] {
		return true
	}
	if celltext.SpreadsheetForm(text) != celltext.SheetExponent {
		return false
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return false
	}
	_, decimals, _ := strings.Cut(text, ".")
	cut := func(n float64) string {
		return strconv.FormatFloat(n, 'E', celltext.Leading(decimals, celltext.IsDigit), 64)
	}
	for id := range s.bare {
		if n, err := strconv.ParseFloat(id, 64); err == nil && celltext.IsDigits(id) && cut(n) == cut(number) {
			return true
		}
	}
	return false
}

// named reports whether the text holds a name.
func (s *spelledTexts) named(text string) bool { return s.names != nil && s.names.Find(text, nil) }

// in reports whether the text has such an identifier among its words, or is one, or
// holds a name.
func (s *spelledTexts) in(text string, least int) bool {
	if s.bare == nil || text == "" {
		return false
	}
	if s.is(text, least) || s.named(text) {
		return true
	}
	key := fold.Key(text)
	for word := range strings.FieldsFuncSeq(key, func(r rune) bool { return !isWordRune(r) }) {
		if len(word) >= least && s.bare[bareDigits(word)] {
			return true
		}
	}
	for _, part := range s.parts {
		if holdsWhole(key, part) {
			return true
		}
	}
	return false
}

// holdsWhole reports whether the text holds the part, and no letter or digit beside it.
func holdsWhole(text, part string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], part)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(part):])
		if !isWordRune(before) && !isWordRune(after) {
			return true
		}
		from = at + 1
	}
}

// excludedKeys are keys of which no record may be written.
type excludedKeys struct {
	cells  [][]string // of each, as bareText makes them
	places []string   // where each is entered
	whole  map[string]int
	met    []atomic.Bool // whether a row has it; made by seal
}

func (k *excludedKeys) add(cells []string, place string) {
	bare := make([]string, len(cells))
	for i, cell := range cells {
		bare[i] = keyText(cell)
	}
	if k.whole == nil {
		k.whole = make(map[string]int)
	}
	text := strings.Join(bare, "\x00")
	if _, again := k.whole[text]; again {
		return
	}
	k.whole[text] = len(k.cells)
	k.cells, k.places = append(k.cells, bare), append(k.places, place)
}

// seal makes the keys ready to be asked.
func (k *excludedKeys) seal() { k.met = make([]atomic.Bool, len(k.cells)) }

// meet notes that a row has a key.
func (k *excludedKeys) meet(i int) {
	if !k.met[i].Load() { // a cache line that nobody writes to is shared
		k.met[i].Store(true)
	}
}

// unmet returns where the keys are entered that no row has.
func (k *excludedKeys) unmet() (places []string) {
	for i := range k.met {
		if !k.met[i].Load() {
			places = append(places, k.places[i])
		}
	}
	return places
}

// keyText is what cells of a key are compared by.
func keyText(cell string) string {
	if bare := bareText(cell); bare != "" {
		return bare
	}
	return fold.Key(strings.TrimFunc(cell, celltext.Unseen)) // zeros, say
}

// holds reports whether the cells are one of the keys, or may be one, as some of them
// are empty.
func (k *excludedKeys) holds(cells []string) bool {
	if len(k.cells) == 0 {
		return false
	}
	filled := 0
	for i, cell := range cells {
		if cells[i] = keyText(cell); cells[i] != "" {
			filled++
		}
	}
	if filled == len(cells) || filled == 0 {
		at, ok := k.whole[strings.Join(cells, "\x00")]
		if ok {
			k.meet(at)
		}
		return ok
	}
	held := false
	for i, key := range k.cells {
		same := true
		for i, cell := range cells {
			same = same && (cell == "" || cell == key[i])
		}
		if same {
			k.meet(i)
			held = true
		}
	}
	return held
}

// in reports whether all cells of one of the keys are among the words of a text.
func (k *excludedKeys) in(text string) bool {
	if len(k.cells) == 0 {
		return false
	}
	words := make(map[string]bool)
	for word := range strings.FieldsFuncSeq(fold.Key(text), func(r rune) bool { return !isWordRune(r) }) {
		words[bareDigits(word)] = true
	}
	held := false
	for i, key := range k.cells {
		all, size := true, 0
		for _, cell := range key {
			all = all && words[cell]
			size += len(cell)
		}
		if all && size >= fewestMentioned {
			k.meet(i)
			held = true
		}
	}
	return held
}

// fewestMentioned is of how many characters an identifier must be to be taken for one
// though nothing says that it is: a shorter one may be a grade or a room.
const fewestMentioned = 4
