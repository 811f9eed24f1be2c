package schema

import "slices"

// A Layout is a header: its labels, and which template column each one is.
// Otus does not publish the exact header of its downloadable template, so it is
// read from the district's own copy with its reader and written back label
// for label. The zero Layout is the default one: the nine labels of [Column],
// in order. A Layout does not change and may be shared between goroutines.
type Layout struct {
	labels  []string
	columns []Column // as long as labels
}

// Labels returns the labels in the file's order, as they stand there, in a
// slice of the caller's own.
func (l Layout) Labels() []string {
	if l.labels == nil {
		labels := make([]string, NumColumns)
		for i := range labels {
			labels[i] = Column(i + 1).String()
		}
		return labels
	}
	return slices.Clone(l.labels)
}

// Column returns the template column of the i-th label, counted from 0.
// NoColumn is a column of the district's own, left empty when written, or an i
// outside the labels.
func (l Layout) Column(i int) Column {
	if l.labels == nil {
		if i < 0 || i >= NumColumns {
			return NoColumn
		}
		return Column(i + 1)
	}
	if i < 0 || i >= len(l.columns) {
		return NoColumn
	}
	return l.columns[i]
}

// Width returns the number of labels.
func (l Layout) Width() int {
	if l.labels == nil {
		return NumColumns
	}
	return len(l.labels)
}

// Fields returns, for each template column, its field in the file, from 1, or
// 0 where the layout lacks it.
func (l Layout) Fields() (at [NumColumns + 1]int) {
	for i := range l.Width() {
		if c := l.Column(i); c != NoColumn && at[c] == 0 {
			at[c] = i + 1
		}
	}
	return at
}

// Field returns the field of column c in the file, from 1, or 0 where the layout lacks it.
func (l Layout) Field(c Column) int {
	if !c.valid() {
		return 0
	}
	return l.Fields()[c]
}

// NewLayout returns the layout of these labels, each of which is the column at its
// place.
func NewLayout(labels []string, columns []Column) Layout {
	return Layout{labels: labels, columns: columns}
}
