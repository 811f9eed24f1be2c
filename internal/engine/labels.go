package engine

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
)

// headerKey is what labels are compared by: the folded key of the label
// without spaces, punctuation, and a remark in brackets or a star at its end,
// so that "Student_Number", "StudentNumber" and "Student Number (optional)*"
// are one label. "#" stands for the word it is read as.
func headerKey(label string) string {
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

// builtinLabels maps the header key of every label and alias to its column.
var builtinLabels = func() map[string]Column {
	m := make(map[string]Column)
	for c := ColStudentEmail; c <= ColNote; c++ {
		for _, label := range append([]string{columns[c].label}, columns[c].aliases...) {
			m[headerKey(label)] = c
		}
	}
	return m
}()

// A labelTable says which template column a header label names.
type labelTable map[string]Column

// newLabelTable returns the built-in labels and aliases, with extra laid over
// them. In extra, NoColumn takes a built-in label out.
func newLabelTable(extra map[string]Column) labelTable {
	if len(extra) == 0 {
		return builtinLabels
	}
	t := make(labelTable, len(builtinLabels)+len(extra))
	maps.Copy(t, builtinLabels)
	for label, c := range extra {
		t[headerKey(label)] = c
	}
	return t
}

// column returns the template column that label names, or NoColumn.
func (t labelTable) column(label string) Column { return t[headerKey(label)] }

// columns returns the column that each label names, and how many different
// ones they are.
func (t labelTable) columns(labels []string) (columns []Column, named int) {
	var seen [NumColumns + 1]bool
	columns = make([]Column, len(labels))
	for i, label := range labels {
		c := t.column(label)
		columns[i] = c
		if c != NoColumn && !seen[c] {
			seen[c] = true
			named++
		}
	}
	return columns, named
}

// takeByPlace fills in the columns of unknown labels where nine labels stand
// as in the template, and returns their fields, from 1.
func (t labelTable) takeByPlace(labels []string, columns []Column) (fields []int) {
	if !t.inPlace(labels) {
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

// inPlace reports whether labels are nine, those that rejects have of their own apart, none of the known ones out of its
// place in the template, and none of the others like data: a row of data must
// never be taken for the header, as the rows above it would be lost.
func (t labelTable) inPlace(labels []string) bool {
	if len(labels) < NumColumns {
		return false
	}
	for _, label := range labels[NumColumns:] {
		if !celltext.IsBlank(label) && !isOwnLabel(label) {
			return false
		}
	}
	for i, label := range labels[:NumColumns] {
		c, known := t[headerKey(label)]
		if celltext.IsBlank(label) || known && c != Column(i+1) || !known && looksLikeData(label) {
			return false
		}
	}
	return true
}

// looksLikeData reports whether a cell is more likely data than a label. With a
// NUL in it the file is most likely UTF-16 without a byte order mark.
func looksLikeData(cell string) bool {
	cell = strings.TrimSpace(cell)
	first, _ := utf8.DecodeRuneInString(cell)
	_, err := dates.Parse(cell)
	return unicode.IsDigit(first) || strings.ContainsAny(cell, "@\x00") || err == nil
}

// Labels that the rejects of a build have beside the export's own. They are
// no columns of the export, wherever they come from.
const (
	labelRow        = "otustemplate row"     // of the first export, however often its record goes round
	labelPart       = "otustemplate part"    // of a row that makes several records: which one this is
	labelProblem    = "otustemplate problem" // why it was set aside
	labelText       = "otustemplate text"    // of a row that could not be split
	labelAnswerNote = "answer: Note"         // what a person says of the note
)

// ownLabels are those labels in their order.
var ownLabels = []string{labelRow, labelPart, labelProblem, labelText, labelAnswerNote}

// isOwnLabel reports whether the label is one of the rejects' own.
func isOwnLabel(label string) bool { return slices.Contains(ownLabels, label) }
