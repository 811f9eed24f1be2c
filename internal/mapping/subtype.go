package mapping

import (
	"slices"
	"strings"
	"unicode"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/schema"
)

// A subtype is one of a type: the 1 of discipline is not that of awards. A mapping that
// makes the Recognition of a column of subtypes and looks at no column of their types
// would give both the same name. Rows come one by one, and none can be taken back when
// the code turns up under another type: so none is used until the mapping looks there.

// subtypesOf returns the fields with subtypes, of those that alone make the Recognition.
func subtypesOf(labels []string, b *Bound) (fields []int) {
	made := b.Columns[schema.ColRecognition].Fields
	if len(made) != 1 {
		return nil // several columns may be of the same kind, but then somebody has thought of it
	}
	if made[0] == eachField {
		made = b.Each
	}
	for _, field := range made {
		if strings.Contains(schema.HeaderKey(labels[field]), "subtype") {
			fields = append(fields, field)
		}
	}
	return fields
}

// isTypeOf reports whether a column has the types of such subtypes.
func isTypeOf(labels []string, field int, subtypes []int) bool {
	key := schema.HeaderKey(labels[field])
	if strings.Contains(key, "subtype") || strings.Contains(key, "subcategory") {
		return false
	}
	return len(subtypes) > 0 && (strings.Contains(key, "logtype") || slices.Contains(typeLabels, key) ||
		slices.ContainsFunc(subtypes, func(i int) bool {
			return strings.TrimSuffix(key, "id") == strings.TrimSuffix(strings.Replace(schema.HeaderKey(labels[i]), "subtype", "type", 1), "id")
		}))
}

// typeLabels are those of types besides, by header key.
var typeLabels = []string{"type", "typeid", "typecode", "category", "categoryid", "categorycode", "entrytype", "recordtype"}

// typesCode reports whether the row has a type, and a subtype that is a code: a word says
// itself what it is.
func (f *WatchedField) typesCode(row *ExportRow) bool {
	return slices.ContainsFunc(f.subtypes, func(field int) bool { return isCode(row.Cell(field)) })
}

// isCode reports whether a text is a number or a few letters, as 12, COOP and T1, and no
// word.
func isCode(text string) bool {
	const (
		most    = 12 // letters and digits
		letters = 6  // of one that has no digit
	)
	text = strings.TrimFunc(text, celltext.Unseen)
	n := len([]rune(text))
	if n == 0 || n > most || strings.ContainsFunc(text, unicode.IsSpace) {
		return false
	}
	return strings.ContainsFunc(text, unicode.IsDigit) || n <= 2 || n <= letters && !strings.ContainsFunc(text, unicode.IsLower)
}
