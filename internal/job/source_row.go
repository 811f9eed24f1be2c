package job

import (
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
)

// A SourceRow is a row of a source as functions of the caller's own see it. It is
// valid while such a function runs. The zero SourceRow has no cells.
type SourceRow struct {
	labels *rowLabels
	cells  []string
	at     schema.Position
}

// Cell returns the text of the cell under a label, which is matched as the labels of
// a mapping are. Not ok: there is no such column, or several have the label.
func (r SourceRow) Cell(label string) (text string, ok bool) {
	field := r.labels.field(label)
	if field < 0 || field >= len(r.cells) {
		return "", false
	}
	return r.cells[field], true
}

// Position returns where the row is.
func (r SourceRow) Position() schema.Position { return r.at }

// rowLabels find the fields of labels.
type rowLabels struct {
	exact map[string]int // fields, from 0; -1: several have the label
	index mapping.LabelIndex
}

func newRowLabels(labels []string) *rowLabels {
	l := &rowLabels{exact: make(map[string]int, len(labels)), index: mapping.IndexLabels(labels)}
	for i, label := range labels {
		if _, twice := l.exact[label]; twice {
			i = -1
		}
		l.exact[label] = i
	}
	return l
}

// field returns the field of a label, from 0; -1: none is meant.
func (l *rowLabels) field(label string) int {
	if l == nil {
		return -1
	}
	if field, ok := l.exact[label]; ok { // as is said in most programs, and needs no key
		return field
	}
	field, err := l.index.Find(label)
	if err != nil {
		return -1
	}
	return field
}
