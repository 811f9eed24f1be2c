package mapping

import (
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
)

// A row that lists several students and several behaviors does not say which student did
// which. "each" parts one of the two lists; the other one would be everybody's.

// settleMixed finds out which columns must not list several where "each" does: the
// Recognition if the records are made of students, the students if they are made of
// behaviors.
func (b *Bound) settleMixed() {
	if b.Each == nil {
		return
	}
	made := func(c schema.Column) bool { return slices.Contains(b.Columns[c].Fields, eachField) }
	students := slices.ContainsFunc(schema.Identifiers, made)
	for _, c := range append([]schema.Column{schema.ColRecognition}, schema.Identifiers...) {
		other := students
		if c != schema.ColRecognition {
			other = made(schema.ColRecognition)
		}
		if other && !made(c) && len(b.Columns[c].Fields) > 0 {
			b.mixed |= schema.SetOf(c)
		}
	}
}

// mixes reports whether the text that the cell of column c was made of lists several, in
// a row of which records of several are made.
func (b *Bound) mixes(c schema.Column, text string, row *ExportRow) bool {
	if !b.listed || !b.mixed.Has(c) {
		return false
	}
	bound := &b.Columns[c]
	lists := func(field int) bool { return b.lists(c, row.Cells[field]) }
	return b.lists(c, text) && slices.ContainsFunc(bound.Fields, lists) && !bound.isKnown(c, text)
}

// lists reports whether a cell of column c has several parts. A comma parts behaviors if
// it parts what "each" does; in identifiers it may be that of a name.
func (b *Bound) lists(c schema.Column, cell string) bool {
	for _, sep := range [...]string{b.split, ";", "\n", "\r"} {
		if sep == "" || sep == "," && c != schema.ColRecognition {
			continue
		}
		parts := 0
		for part := range strings.SplitSeq(cell, sep) {
			if !celltext.IsBlank(part) {
				parts++
			}
			if parts > 1 {
				return true
			}
		}
	}
	return false
}

// isKnown reports whether the whole text is one name: it has an entry in "values", or is
// one in Otus.
func (b *BoundColumn) isKnown(c schema.Column, text string) bool {
	if _, ok := b.Rule.Entry(c, text); ok {
		return true
	}
	if b.Exist == nil {
		return false
	}
	clean, _ := celltext.Clean(c.Kind(), text)
	match := b.Exist.Match(clean)
	return match.Name != "" || match.Others != nil
}

// fillMixed fills in column c, and says first if it is not clear which student did which.
func (b *Bound) fillMixed(m *Record, c schema.Column, row *ExportRow, item SourceItem) {
	before := len(m.Issues)
	b.Columns[c].fill(m, c, row, item)
	if b.mixes(c, m.Source[c], row) {
		m.Issues = slices.Insert(m.Issues, before, check.Issue{Code: schema.CodeRowSeveral, Column: c, Field: m.Fields[c], Value: m.Source[c], Message: mixedMessage(c)})
	}
}

func mixedMessage(c schema.Column) string {
	ask := "what each student did (%q says which student the row is of)"
	if c != schema.ColRecognition {
		ask = "who did which (%q says which behavior the row is of)"
	}
	return fmt.Sprintf("which student did which? The row lists several students and several behaviors: find out "+ask, schema.LabelPart)
}
