// Package csvrow turns text into rows of cells, with their places, and back:
// both ways of quoting in one place.
//
// It differs from encoding/csv where a report needs more, or a hostile file
// could do harm: line breaks inside quotes stay as they are, blank lines are
// rows, a bare CR ends a line, a quote inside an unquoted cell is literal,
// reading goes on after a row that cannot be read, a row's length and with it
// the memory are bounded, and a Row that is used again costs no allocation.
package csvrow

import "bytes"

// A Status says how a row ended.
type Status uint8

// The statuses.
const (
	OK          Status = iota
	BehindQuote        // text, be it a blank, stands after a closing quote
	OpenQuote          // a quote is open at the end of input, or where the row is too long
	TooLong            // the row is too long, and no quote is open
)

// A Row is one row of the text. It is valid until the next row is read into
// it, or the reader that gave it reads on.
type Row struct {
	Offset int64  // where the row starts in the input, in bytes, from 0
	Line   int64  // the text line where it starts, from 1
	Text   []byte // as it stands in the text, without its line end; of a bad row the first line, cut behind the last whole character within Dialect.MaxRow

	// Status other than OK makes the row a bad one: its cells are those of its
	// first line, and the last one is, quotes and all, the rest of that line.
	Status Status
	// BadField is the bad cell, from 1: the last one. 0: none.
	BadField int
	// Bare is the first cell, from 1, that is not in quotes, holds one all the
	// same, and is not exactly ="…", by which spreadsheets keep zeros. 0: none.
	Bare int
	// Spaced: the row was read with blanks between separators and quotes as part of
	// the separators, and Bare is the first cell with such a quote: "a", "b, c".
	Spaced bool

	ASCII   bool // Text is known to hold nothing else
	Doubled bool // quotes may be doubled in a cell

	// Excess is how many cells the row has beyond MaxCells, which Len and Cell
	// leave out; Lost, whether one of them shows anything.
	Excess int
	Lost   bool

	cells   []cell
	scratch []byte // the text of cells with doubled quotes
	lines   int64  // line ends passed, the row's own included
	unended bool   // the line goes on behind the row: drop the rest of it
}

// MaxCells is how many cells of a row are kept: as many as a spreadsheet has
// columns (Microsoft's "Excel specifications and limits"). A million commas
// would otherwise take fifty times their own memory.
const MaxCells = 16_384

// A cell is a piece of Row.Text.
type cell struct {
	start, end int
	form       form
	spaced     bool // blanks stand before or behind its quotes
}

// A form is how a cell stands in the text.
type form uint8

const (
	plain   form = iota
	quoted       // start and end are inside the quotes
	doubled      // quoted, with doubled quotes inside
)

// Len returns the number of cells. It is never 0: a blank line has one empty
// cell.
func (r *Row) Len() int { return len(r.cells) }

// Lines returns how many line ends the row took up, its own included.
func (r *Row) Lines() int64 { return r.lines }

// Unended reports whether the row was so long that its line goes on behind it.
func (r *Row) Unended() bool { return r.unended }

// Quoted reports whether the i-th cell, from 0, stands in quotes.
func (r *Row) Quoted(i int) bool { return r.cells[i].form != plain }

// Place returns where the i-th cell, from 0, stands in Text, without the quotes
// around it, and whether those inside it are doubled there.
func (r *Row) Place(i int) (start, end int, hasDoubled bool) {
	c := r.cells[i]
	return c.start, c.end, c.form == doubled
}

// Cell returns the text of the i-th cell, from 0, without its quotes. It is
// not to be changed, and valid as long as the row.
func (r *Row) Cell(i int) []byte {
	start, end, hasDoubled := r.Place(i)
	if !hasDoubled {
		return r.Text[start:end:end]
	}
	at := len(r.scratch)
	r.scratch = AppendUndoubled(r.scratch, r.Text[start:end])
	return r.scratch[at:len(r.scratch):len(r.scratch)]
}

// AppendUndoubled appends to dst the text, with one quote for every two. It may be
// text[:0], so that this is done where the text stands.
func AppendUndoubled(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i+1]...)
		text = text[i+2:]
	}
}

// reset makes r empty and keeps its memory.
func (r *Row) reset() {
	*r = Row{cells: r.cells[:0], scratch: r.scratch[:0]}
}

// OfPlain makes r the plain row p of text, whose cells are given. Its place is
// left to the caller.
func (r *Row) OfPlain(text []byte, cells []Span, p *BlockRow) {
	r.reset()
	r.Text = text[p.Start:p.End:p.End]
	r.ASCII, r.Doubled = p.Beyond.Len() == 0, p.Doubled
	r.lines = int64(p.Lines)
	for i, span := range cells {
		c := cell{start: int(span.Start) - p.Start, end: int(span.End) - p.Start}
		if p.Quoted>>i&1 != 0 {
			c.form = quoted
			if p.Doubled && bytes.IndexByte(r.Text[c.start:c.end], '"') >= 0 {
				c.form = doubled
			}
		}
		r.cells = append(r.cells, c)
	}
}
