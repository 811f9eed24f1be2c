package schema

import (
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
)

// HeaderKey is what labels are compared by: the folded key of the label
// without spaces, punctuation, and a remark in brackets or a star at its end,
// so that "Student_Number", "StudentNumber" and "Student Number (optional)*"
// are one label. "#" stands for the word it is read as.
func HeaderKey(label string) string {
	key := strings.TrimRight(fold.Key(label), "* ")
	for _, remark := range []string{"(required)", "(optional)", "(if available)"} {
		key = strings.TrimRight(strings.TrimSuffix(key, remark), "* ")
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(` _-.:*'"()/`, r) {
			return -1
		}
		return r
	}, key)
}

// BuiltinLabels maps the header key of every label and alias to its column.
var BuiltinLabels = func() map[string]Column {
	m := make(map[string]Column)
	for c := ColStudentEmail; c <= ColNote; c++ {
		for _, label := range append([]string{columns[c].label}, columns[c].aliases...) {
			m[HeaderKey(label)] = c
		}
	}
	return m
}()

// A LabelTable says which template column a header label names.
type LabelTable map[string]Column

// NewLabelTable returns the built-in labels and aliases, with extra laid over
// them. In extra, NoColumn takes a built-in label out.
func NewLabelTable(extra map[string]Column) LabelTable {
	if len(extra) == 0 {
		return BuiltinLabels
	}
	t := make(LabelTable, len(BuiltinLabels)+len(extra))
	maps.Copy(t, BuiltinLabels)
	for label, c := range extra {
		t[HeaderKey(label)] = c
	}
	return t
}

// Column returns the template column that label names, or NoColumn.
func (t LabelTable) Column(label string) Column { return t[HeaderKey(label)] }

// Columns returns the column that each label names, and how many different
// ones they are.
func (t LabelTable) Columns(labels []string) (columns []Column, named int) {
	var seen [NumColumns + 1]bool
	columns = make([]Column, len(labels))
	for i, label := range labels {
		c := t.Column(label)
		columns[i] = c
		if c != NoColumn && !seen[c] {
			seen[c] = true
			named++
		}
	}
	return columns, named
}

// TakeByPlace fills in the columns of unknown labels where nine labels stand
// as in the template, and returns their fields, from 1.
func (t LabelTable) TakeByPlace(labels []string, columns []Column) (fields []int) {
	if !t.InPlace(labels) {
		return nil
	}
	for i := range NumColumns {
		if columns[i] == NoColumn {
			columns[i] = Column(i + 1)
			fields = append(fields, i+1)
		}
	}
	return fields
}

// InPlace reports whether labels are nine, those that rejects have of their own apart, none of the known ones out of its
// place in the template, and none of the others like data: a row of data must
// never be taken for the header, as the rows above it would be lost.
func (t LabelTable) InPlace(labels []string) bool {
	if len(labels) < NumColumns {
		return false
	}
	for _, label := range labels[NumColumns:] {
		if !celltext.IsBlank(label) && !IsOwnLabel(label) {
			return false
		}
	}
	for i, label := range labels[:NumColumns] {
		c, known := t[HeaderKey(label)]
		if celltext.IsBlank(label) || known && c != Column(i+1) || !known && LooksLikeData(label) {
			return false
		}
	}
	return true
}

// LooksLikeData reports whether a cell is more likely data than a label. With a
// NUL in it the file is most likely UTF-16 without a byte order mark.
func LooksLikeData(cell string) bool {
	cell = strings.TrimSpace(cell)
	first, _ := utf8.DecodeRuneInString(cell)
	_, err := dates.Parse(cell)
	return unicode.IsDigit(first) || strings.ContainsAny(cell, "@\x00") || err == nil
}
