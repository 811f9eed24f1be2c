package page

import (
	"maps"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"example.com/otustemplate/internal/phrase"
)

// A jsonWriter writes JSON as encoding/json does, two blanks to a level, except
// that every character that a terminal acts on or that nobody sees is escaped.
// A test holds it against encoding/json.
type jsonWriter struct {
	buf    []byte
	indent []byte // a line feed, and two blanks for each level
	empty  bool   // nothing stands yet in the innermost object or list
}

// open begins an object or a list.
func (w *jsonWriter) open(bracket byte) {
	w.buf = append(w.buf, bracket)
	w.indent = append(w.indent, "  "...)
	w.empty = true
}

// shut ends an object or a list. An empty one stays on its line.
func (w *jsonWriter) shut(bracket byte) {
	w.indent = w.indent[:len(w.indent)-2]
	if !w.empty {
		w.buf = append(w.buf, w.indent...)
	}
	w.buf = append(w.buf, bracket)
	w.empty = false // of what it stands in
}

// next begins the next member of an object or element of a list.
func (w *jsonWriter) next() {
	if !w.empty {
		w.buf = append(w.buf, ',')
	}
	w.empty = false
	w.buf = append(w.buf, w.indent...)
}

// key begins a member. The name needs no escapes.
func (w *jsonWriter) key(name string) {
	w.next()
	w.buf = append(w.buf, '"')
	w.buf = append(w.buf, name...)
	w.buf = append(w.buf, `": `...)
}

func (w *jsonWriter) text(name, value string) {
	w.key(name)
	w.appendText(value)
}

func (w *jsonWriter) number(name string, value int64) {
	w.key(name)
	w.buf = strconv.AppendInt(w.buf, value, 10)
}

func (w *jsonWriter) bool(name string, value bool) {
	w.key(name)
	w.buf = strconv.AppendBool(w.buf, value)
}

// appendText appends a string. Most have no character to escape.
func (w *jsonWriter) appendText(s string) {
	w.buf = append(w.buf, '"')
	from := 0
	for i := 0; i < len(s); {
		if asItIs[s[i]] {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		broken := r == utf8.RuneError && size == 1
		if broken || r < utf8.RuneSelf || !phrase.IsPlain(r) {
			w.buf = appendEscaped(append(w.buf, s[from:i]...), r)
			from = i + size
		}
		i += size
	}
	w.buf = append(append(w.buf, s[from:]...), '"')
}

// asItIs tells the bytes that are whole characters and stand for themselves in a
// string.
var asItIs = func() (table [256]bool) {
	for b := range byte(utf8.RuneSelf) {
		table[b] = phrase.IsPlain(rune(b)) && b != '"' && b != '\\'
	}
	return table
}()

// appendEscaped appends the escape of a character, the short one if there is one.
func appendEscaped(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	const digits = "0123456789abcdef"
	var units [2]uint16
	for _, u := range utf16.AppendRune(units[:0], r) {
		dst = append(dst, '\\', 'u', digits[u>>12], digits[u>>8&0xf], digits[u>>4&0xf], digits[u&0xf])
	}
	return dst
}

// list writes a member that is a list, never null.
func list[T any](w *jsonWriter, name string, of []T, write func(*jsonWriter, *T)) {
	w.key(name)
	w.open('[')
	for i := range of {
		w.next()
		write(w, &of[i])
	}
	w.shut(']')
}

// objects writes a member that is a list of objects with these members.
func objects[T any](w *jsonWriter, name string, of []T, members func(*jsonWriter, *T)) {
	list(w, name, of, func(w *jsonWriter, v *T) {
		w.open('{')
		members(w, v)
		w.shut('}')
	})
}

// texts writes a member that is a list of strings.
func texts[T ~string](w *jsonWriter, name string, of []T) {
	list(w, name, of, func(w *jsonWriter, s *T) { w.appendText(string(*s)) })
}

// numbers writes a member that is a list of numbers.
func numbers[T int | int64](w *jsonWriter, name string, of []T) {
	list(w, name, of, func(w *jsonWriter, n *T) { w.buf = strconv.AppendInt(w.buf, int64(*n), 10) })
}

// byKey writes a member that is an object, its members in the order of their keys.
func byKey[K ~string, V any](w *jsonWriter, name string, of map[K]V, write func(*jsonWriter, V)) {
	w.key(name)
	w.open('{')
	for _, key := range slices.Sorted(maps.Keys(of)) {
		w.next()
		w.appendText(string(key))
		w.buf = append(w.buf, ": "...)
		write(w, of[key])
	}
	w.shut('}')
}
