package job

import (
	"io"
	"slices"
	"strconv"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A rejectsWriter writes the rejected records, as a CSV that is read
// again as the export is: one row for each record, with the export's own labels
// and cells, as they were, and a few columns more that a mapping passes over.
// Without somewhere to write to it does nothing.
type rejectsWriter struct {
	dst     io.Writer
	source  ownFields
	fields  []int // by field of the source: the column, from 1, that has its cells here; 0: none
	width   int   // columns of the export's own
	answers bool  // there is a column for what a person says of the note
	rows    int64 // written, the header among them
	buf     []byte
	cells   []string
	err     error // why nothing can be written any more
}

// begin writes the header. The labels after the source's own are those of computed
// columns, which are computed again when the rejects are read. answers says that notes
// may need a person's word.
func (w *rejectsWriter) begin(labels []string, own int, answers bool) {
	if w.dst == nil {
		return
	}
	w.source = ownFieldsOf(labels)
	w.answers = answers || w.source.answer >= 0 // what was answered is not asked again
	w.fields = make([]int, len(labels))
	w.cells = w.cells[:0]
	for i, label := range labels[:own] {
		if !schema.IsOwnLabel(label) {
			w.cells = append(w.cells, label)
			w.fields[i] = len(w.cells)
		}
	}
	w.width = len(w.cells)
	for i, label := range labels[:own] {
		if w.fields[i] == 0 {
			w.fields[i] = w.width + 1 + slices.Index(schema.OwnLabels, label)
		}
	}
	w.buf = append(w.buf, sheet.ByteOrderMark...)
	w.add(schema.LabelRow, schema.LabelPart, schema.LabelProblem, schema.LabelText, schema.LabelAnswerNote)
}

// write adds a record: the cells of its row that may be shown, or the row's text where
// that could not be split, and which part of the row it is, "" for the whole.
func (w *rejectsWriter) write(row *mapping.ExportRow, shown []string, part, problem string) error {
	if w.dst == nil || w.err != nil {
		return w.err
	}
	w.cells = w.cells[:0]
	for i, field := range w.fields {
		switch {
		case field == 0 || field > w.width: // computed, or from an earlier round
		case shown == nil:
			w.cells = append(w.cells, "")
		default:
			w.cells = append(w.cells, shown[i])
		}
	}
	w.add(w.firstRow(row), part, problem, row.Text, row.Cell(w.source.answer))
	if len(w.buf) < sheet.FlushSize {
		return nil
	}
	return w.flush()
}

// place returns where the record that was added last has what the source has in a
// field, from 1; 0: the row. Of a row of which the text is kept it is there.
func (w *rejectsWriter) place(row *mapping.ExportRow, field int) check.Place {
	at := check.Place{In: check.InRejects, Row: w.rows}
	switch {
	case row.Text != "":
		at.Field = w.width + 1 + slices.Index(schema.OwnLabels, schema.LabelText)
	case field > 0:
		at.Field = w.fields[field-1]
	}
	return at
}

// firstRow names the row of the first export. In a file that was rejects before
// it stands in a column, and goes on as it stands there: what a person made of it
// is at least no other row's number. Of a row of such a file that cannot be split
// it is somewhere in the text.
func (w *rejectsWriter) firstRow(row *mapping.ExportRow) string {
	if w.source.row >= 0 {
		return row.Cell(w.source.row)
	}
	return strconv.FormatInt(row.Row, 10)
}

// add ends the row in cells with the columns of the rejects' own.
func (w *rejectsWriter) add(row, part, problem, text, answer string) {
	w.cells = append(w.cells, row, part, problem, text)
	if w.answers {
		w.cells = append(w.cells, answer)
	}
	w.buf = csvrow.AppendRow(w.buf, w.cells, sheet.Comma, "\r\n")
	w.rows++
}

func (w *rejectsWriter) flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	w.err = sheet.WriteAll(w.dst, w.buf)
	w.buf = w.buf[:0]
	return w.err
}

// ownFields are the fields, from 0, of the columns that a source has from having
// been rejects before; -1: it hasn't that one.
type ownFields struct{ row, part, text, answer int }

func ownFieldsOf(labels []string) ownFields {
	return ownFields{
		row:    slices.Index(labels, schema.LabelRow),
		part:   slices.Index(labels, schema.LabelPart),
		text:   slices.Index(labels, schema.LabelText),
		answer: slices.Index(labels, schema.LabelAnswerNote),
	}
}

// any reports whether there is one that says what is to be made of a row.
func (f ownFields) any() bool { return f.part >= 0 || f.text >= 0 || f.answer >= 0 }

// confirmed reports whether a person's answer says that the note may stay as it
// is. Nothing but the one word does.
func confirmed(answer string) bool { return fold.Key(answer) == "ok" }
