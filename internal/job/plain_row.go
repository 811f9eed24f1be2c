package job

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/dates"
)

// A plainText is a plain row in a text.
type plainText struct {
	text  []byte
	cells []csvrow.Span
	row   csvrow.BlockRow
}

// A plainRow is a row that is looked at.
type plainRow struct {
	plainText           // the template's; if cells are copied, the source's
	source    plainText // a piece of the block's text
	leftOut   bool
	day       dates.Date
}

// cell returns the i-th cell, from 0, quotes inside doubled.
func (t *plainText) cell(i int) []byte { return t.text[t.cells[i].Start:t.cells[i].End] }

// doubled reports whether the i-th cell, from 0, has quotes inside.
func (t *plainText) doubled(i int) bool {
	return t.row.Doubled && bytes.IndexByte(t.cell(i), '"') >= 0
}

// valid reports whether the row is text as it stands, in a file of Windows-1252 or
// else of UTF-8.
func (t *plainText) valid(windows1252 bool) bool {
	beyond := t.row.Beyond
	return beyond.Len() == 0 || !windows1252 && utf8.Valid(t.text[beyond.Start:beyond.End])
}

// filled reports whether a cell is sure to show something.
func (t *plainText) filled() bool {
	return slices.ContainsFunc(t.cells, func(cell csvrow.Span) bool {
		return cell.Start < cell.End && celltext.Printable(t.text[cell.Start])
	})
}

// bare reports whether the cells of the piece stand in the text as a Writer writes
// them: without quotes, and no white space at their ends makes them need some.
func (r *plainRow) bare(piece *plainPiece) bool {
	if r.row.Quoted&piece.quoted != 0 {
		return false
	}
	for _, cell := range r.cells[piece.first : piece.last+1] {
		if cell.Start < cell.End && (isEdge(r.text[cell.Start]) || isEdge(r.text[cell.End-1])) {
			return false
		}
	}
	return true
}

// A plainPiece is a piece of a row that is written: the date, or cells that stand
// side by side in the row that is read, too.
type plainPiece struct {
	date        bool
	first, last int    // places of the cells in the row; none where last is before first
	quoted      uint64 // their bits in BlockRow.Quoted
}

// isEdge reports whether c is, or may be of, white space.
func isEdge(c byte) bool { return c == ' ' || c >= utf8.RuneSelf }
