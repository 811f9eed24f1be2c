package otustemplate

import (
	"io"
	"strconv"

	"example.com/otustemplate/internal/csvrow"
)

// A rejectsWriter writes the rows of an export that were set aside, as a CSV
// that is read again as the export is: with its own labels and cells, as they
// were, and three columns more that a mapping passes over. Without somewhere to
// write to it does nothing.
type rejectsWriter struct {
	dst   io.Writer
	own   []bool // by field: a column of an earlier rejects file
	buf   []byte
	cells []string
	err   error // why nothing can be written any more
}

// begin writes the header.
func (w *rejectsWriter) begin(labels []string) {
	if w.dst == nil {
		return
	}
	w.own = make([]bool, len(labels))
	w.cells = w.cells[:0]
	for i, label := range labels {
		w.own[i] = isOwnLabel(label)
		if !w.own[i] {
			w.cells = append(w.cells, label)
		}
	}
	w.buf = append(w.buf, byteOrderMark...)
	w.add(labelRow, labelProblem, labelText)
}

// write adds a row: its cells, or its text where it could not be split.
func (w *rejectsWriter) write(row *exportRow, problem string) error {
	if w.dst == nil || w.err != nil {
		return w.err
	}
	w.cells = w.cells[:0]
	for i := range w.own {
		switch {
		case w.own[i]:
		case row.bad != nil:
			w.cells = append(w.cells, "")
		default:
			w.cells = append(w.cells, row.cells[i])
		}
	}
	w.add(strconv.FormatInt(row.Row, 10), problem, row.text)
	if len(w.buf) < flushSize {
		return nil
	}
	return w.flush()
}

// add ends the row in cells with the three columns of the rejects' own.
func (w *rejectsWriter) add(row, problem, text string) {
	w.cells = append(w.cells, row, problem, text)
	w.buf = csvrow.AppendRow(w.buf, w.cells, comma, "\r\n")
}

func (w *rejectsWriter) flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	w.err = writeAll(w.dst, w.buf)
	w.buf = w.buf[:0]
	return w.err
}
