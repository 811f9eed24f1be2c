package job

import (
	"io"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/sheet"
)

// A tableWriter writes a CSV for people. Without somewhere to write to it does nothing.
type tableWriter struct {
	dst  io.Writer
	buf  []byte
	rows int64
	err  error // why nothing can be written any more
}

// row adds a row of cells.
func (w *tableWriter) row(cells ...string) {
	if w.begin() {
		w.buf = csvrow.AppendRow(w.buf, cells, sheet.Comma, "\r\n")
		w.end()
	}
}

// record adds a row of cells, and behind them those of a row that was written as such.
func (w *tableWriter) record(row []byte, cells ...string) {
	if w.begin() {
		w.buf = csvrow.AppendRow(w.buf, cells, sheet.Comma, ",")
		w.buf = append(w.buf, row...)
		w.end()
	}
}

func (w *tableWriter) begin() bool {
	if w.dst == nil || w.err != nil {
		return false
	}
	if w.rows == 0 {
		w.buf = append(w.buf, sheet.ByteOrderMark...)
	}
	w.rows++
	return true
}

func (w *tableWriter) end() {
	if len(w.buf) >= sheet.FlushSize {
		_ = w.flush() // it is kept in err
	}
}

func (w *tableWriter) flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	w.err = sheet.WriteAll(w.dst, w.buf)
	w.buf = w.buf[:0]
	return w.err
}
