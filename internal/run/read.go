package run

import "example.com/otustemplate/internal/csvrow"

// A TextReader reads the rows of a block's text, one after the other. It belongs to
// one goroutine.
type TextReader struct {
	dialect csvrow.Dialect
	plain   csvrow.Block
	walker  *csvrow.Walker
	room    [csvrow.MaxPlainCells]csvrow.Span

	ahead    [csvrow.MaxPlainCells]csvrow.Span
	rowAhead csvrow.BlockRow

	Cells []csvrow.Span   // of the plain row that was read last; none: rows have too many cells to be plain
	Row   csvrow.BlockRow // that row
	Raw   csvrow.Row      // the row that Next read last
}

// Init makes r a reader of rows that are to have as many cells.
func (r *TextReader) Init(d csvrow.Dialect, cells int) {
	r.dialect, r.walker = d, csvrow.NewWalker(d, 1)
	if cells <= csvrow.MaxPlainCells && !d.NoQuotes {
		r.Cells = r.room[:cells]
	}
}

// Begin starts to read the text at that byte.
func (r *TextReader) Begin(text []byte, at int) {
	r.walker.Jump(1)
	if len(r.Cells) > 0 {
		r.plain.Reset(text, r.dialect)
		r.plain.SkipTo(at)
	}
}

// Plain reads the next row if it is a plain one: one that package csvrow reads without
// looking at its cells. It is then in Cells and Row.
func (r *TextReader) Plain() bool {
	if len(r.Cells) == 0 || !r.plain.Next(r.Cells, &r.Row) {
		return false
	}
	r.walker.Jump(1)
	return true
}

// At returns where the text goes on after a plain row.
func (r *TextReader) At() int { return r.plain.At() }

// Ahead reads the next rows, as far as they are plain and each wants more of them,
// and goes back to where it was.
func (r *TextReader) Ahead(each func(cells []csvrow.Span) (more bool)) {
	here := r.plain.Here()
	for r.plain.Next(r.ahead[:len(r.Cells)], &r.rowAhead) && each(r.ahead[:len(r.Cells)]) {
	}
	r.plain.Return(here)
}

// Whole makes the plain row that was read last the one in Raw.
func (r *TextReader) Whole(text []byte) { r.Raw.OfPlain(text, r.Cells, &r.Row) }

// Next reads the row at that byte of the text, whatever it is, into Raw, and returns
// how many bytes it takes up. It reports false if the row goes on after the text,
// unless that is the last one.
func (r *TextReader) Next(text []byte, at int, last bool) (n int, ok bool) {
	rest := text[at:]
	n, more := r.walker.Next(rest, last, &r.Raw)
	if more {
		return 0, false
	}
	if r.Raw.Unended() {
		skipped, more := csvrow.SkipLine(rest[n:], last)
		if more {
			return 0, false
		}
		n += skipped
		r.walker.Jump(1)
	}
	if len(r.Cells) > 0 {
		r.plain.SkipTo(at + n)
	}
	return n, true
}

// Again reads a row at that byte once more, out of turn.
func (r *TextReader) Again(text []byte, at int, last bool) {
	r.walker.Jump(1)
	r.walker.Next(text[at:], last, &r.Raw)
}
