package mapping

import (
	"slices"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// What a record is known by from one export to the next.

// ItemName names an item among those of its row, at that place, in a way that lasts when
// the row gets others: by the label of its column, or the text of its piece, and which
// one of those with that text it is.
func (b *Bound) ItemName(items []SourceItem, at int, labels []string) (name string, nth int) {
	if b.Each == nil {
		return "", 0
	}
	if b.split == "" {
		return schema.HeaderKey(labels[items[at].Field]), 0
	}
	for _, item := range items[:at] {
		if item.text == items[at].text {
			nth++
		}
	}
	return items[at].text, nth
}

// Text returns the text of the item: "" without "each".
func (i *SourceItem) Text() string { return i.text }

// SourceFields returns the fields, from 0, that columns A to H are made of.
func (b *Bound) SourceFields() (fields []int) {
	for _, c := range schema.AllColumns {
		if c == schema.ColNote {
			continue
		}
		for _, field := range slices.Concat(b.Columns[c].Fields, b.Columns[c].period) {
			if field >= 0 && !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

// Span returns the first and the last day that the mapping lets count; zero: open.
func (b *Bound) Span() (first, last dates.Date) {
	if b.Dates == nil {
		return first, last
	}
	return b.Dates.first, b.Dates.last
}
