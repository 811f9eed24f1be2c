package csvrow

// maxSpacedLines is how many line ends may stand in the quotes of a spaced row: as
// every line may start one that fails, no line is read more often than that.
const maxSpacedLines = 100

// maybeSpaced reports whether the row may be one with blanks between separators and
// quotes: a cell starts with blanks and a quote, or a blank stands after a closing
// one.
func (s *scan) maybeSpaced() bool {
	row := s.row
	switch {
	case s.dialect.NoQuotes:
		return false
	case row.Status == BehindQuote:
		return s.isGap(s.end.at)
	case row.Status != OK || row.Bare == 0:
		return false
	}
	for _, c := range row.cells[row.Bare-1:] {
		if at := s.behindGap(c.start); c.form == plain && at > c.start && at < c.end && s.text[at] == '"' {
			return true
		}
	}
	return false
}

// isGap reports whether a blank that is no separator stands at that place.
func (s *scan) isGap(at int) bool {
	return at < len(s.text) && (s.text[at] == ' ' || s.text[at] == '\t') && s.text[at] != s.dialect.Comma
}

// behindGap returns the place behind the blanks there.
func (s *scan) behindGap(at int) int {
	for at < s.limit && s.isGap(at) {
		at++
	}
	return at
}

// readSpaced reads the row at the start of text into w.spaced, taking blanks
// between separators and quotes for a part of the separators. Not ok: some quote
// does not close so, or the number of cells does not fit. Then the row is what it
// was without.
func (w *Walker) readSpaced(text []byte, atEOF bool) (advance int, ok, more bool) {
	s := scan{dialect: w.dialect, text: text, atEOF: atEOF, row: &w.spaced, spaced: true}
	advance, more = s.scan()
	w.steps += s.steps
	row := &w.spaced
	if more || row.Status != OK || row.Bare > 0 || !w.dialect.fits(row) || row.lines > 1 && (s.dialect.Most == AnyCells || s.swallows()) {
		return 0, false, more
	}
	for i, c := range row.cells {
		if row.Bare == 0 && c.spaced {
			row.Bare = i + 1
		}
	}
	row.Spaced = row.Bare > 0
	return advance, row.Spaced, false
}

// swallows reports whether one of the row's lines behind the first has as many
// cells as a row by itself, or more: a quote that never closes may else take rows,
// good or bad, into a cell up to the next one.
func (s *scan) swallows() bool {
	d, least := s.dialect, s.dialect.Most
	if d.Least > 1 {
		least = d.Least
	}
	text := s.row.Text
	for at := s.first; ; {
		width, _ := lineEnd(text, at, true)
		at += width
		next := indexLineEnd(text[at:])
		end := at + next
		if next < 0 {
			end = len(text)
		}
		var row Row
		line := scan{dialect: d, text: text[at:end], atEOF: true, row: &row}
		line.scan()
		if row.Len() >= least {
			return true
		}
		if at = end; next < 0 {
			return false
		}
	}
}
