package csvrow

// A Walker reads row after row of a text that its caller holds.
type Walker struct {
	dialect Dialect
	line    int64 // of the next row
	known   trail // behind the next row's start
	steps   int64
	spaced  Row // to read a row in once more
}

// NewWalker returns a Walker whose first row stands in the given line.
func NewWalker(d Dialect, line int64) *Walker { return &Walker{dialect: d, line: line} }

// Jump says that the next row stands in the given line, and not behind the row
// last read.
func (w *Walker) Jump(line int64) { w.line, w.known = line, trail{} }

// Next reads the row at the start of text, which is not empty, and tells how
// much of text it takes up. Where more is true the row goes on behind text. A
// row that is Unended takes up more: what SkipLine says of the text behind it.
func (w *Walker) Next(text []byte, atEOF bool, row *Row) (advance int, more bool) {
	s := scan{dialect: w.dialect, text: text, atEOF: atEOF, known: w.known, row: row}
	advance, more = s.scan()
	w.steps += s.steps
	if more {
		return 0, true
	}
	if w.dialect.Most > 0 && s.maybeSpaced() {
		n, spaced, more := w.readSpaced(text, atEOF)
		if more {
			return 0, true
		}
		if spaced {
			*row, w.spaced = w.spaced, *row
			advance = n
		}
	}
	if s.end.at >= w.known.at {
		w.known = s.end
	}
	w.known.at -= advance
	row.Line = w.line
	w.line += row.lines
	return advance, false
}
