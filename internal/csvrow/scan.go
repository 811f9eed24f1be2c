package csvrow

import (
	"bytes"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
)

// A trail spares a hostile file its square. Lines such as
//
//	a","
//
// make a row out of every line that runs open up to MaxRow bytes and fails.
// But where a row fails, every line end before the failure stood in quotes. So
// when the next row, which starts at the next line, stands in quotes at its
// first line end, it goes the same way from there on, and can go straight to
// where the row before it failed. Only what that row did not reach is read.
type trail struct {
	at    int // where a row failed, behind the start of the next; 0: nowhere
	state state
}

// A state is what a scan knows between two bytes.
type state uint8

const (
	atCell      state = iota // before the first byte of a cell
	inText                   // in a cell without quotes
	inQuotes                 // behind the quote that opens a cell, or two inside it
	behindQuote              // behind the quote that closes a cell, or the first of two
)

// A scan reads one row. It only looks at its text, and keeps nothing of its
// own from one row to the next.
type scan struct {
	dialect Dialect
	text    []byte
	atEOF   bool // nothing follows text
	known   trail
	row     *Row

	limit  int // the most of text that may be part of the row
	at     int
	state  state
	start  int  // of the cell at hand, its quote included
	form   form // of the cell at hand
	first  int  // the first line end, which then stands in quotes; -1: not met
	open   cell // the cell that first stands in, as far as the line goes
	before int  // cells before open
	excess int  // of them, how many were not kept
	jumped bool // by known: the cells behind first are not known
	spaced bool // blanks between separators and quotes are no text
	lead   bool // blanks stand before the opening quote of the cell at hand
	gap    int  // where those behind the closing quote of the cell at hand start; -1: there are none
	breaks int  // line ends in quotes so far, where spaced
	end    trail
	steps  int64 // bytes looked at, for tests of how the time grows
}

// scan reads the row at the start of the text.
func (s *scan) scan() (advance int, more bool) {
	s.row.reset()
	s.limit = min(len(s.text), s.dialect.maxRow())
	s.at, s.state, s.first, s.jumped = 0, atCell, -1, false
	status, more := s.run()
	switch {
	case more:
		return 0, true
	case status != OK:
		return s.fail(status)
	case s.jumped:
		// The row ends well after all, so it is read again for its cells.
		// It takes up all that was read so far, so no byte is read a third
		// time.
		s.known = trail{}
		return s.scan()
	}
	s.closeCell()
	width, more := lineEnd(s.text, s.at, s.atEOF)
	if more {
		return 0, true
	}
	s.row.Text = s.text[:s.at:s.at]
	s.row.lines = 1
	if s.first >= 0 {
		s.row.lines += countLineEnds(s.text[s.first:s.at])
	}
	return s.at + width, false
}

// run goes to the end of the row: to its line end, the end of the input, or
// where it fails.
func (s *scan) run() (status Status, more bool) {
	for s.at < s.limit {
		switch s.state {
		case atCell:
			s.openCell()
		case inText:
			if s.readText() {
				return OK, false
			}
		case inQuotes:
			if s.readQuoted(); s.breaks > maxSpacedLines {
				return OpenQuote, false
			}
		case behindQuote:
			if status, ended := s.readBehindQuote(); ended {
				return status, false
			}
		}
	}
	return s.atLimit()
}

// atLimit decides about a row that did not end before the limit.
func (s *scan) atLimit() (status Status, more bool) {
	if s.state == atCell {
		s.openEmpty()
	}
	if s.limit == len(s.text) { // and perhaps the longest row there may be
		if s.state == inQuotes && s.atEOF {
			return OpenQuote, false
		}
		return OK, !s.atEOF
	}
	c := s.text[s.limit]
	switch {
	case s.state == inQuotes, s.state == behindQuote && c == '"':
		return OpenQuote, false
	case isLineEnd(c):
		return OK, false
	case s.state == behindQuote && c != s.dialect.Comma:
		return BehindQuote, false
	}
	return TooLong, false
}

// openCell starts a cell at the byte at hand.
func (s *scan) openCell() {
	s.openEmpty()
	s.state = inText
	at := s.at
	if s.spaced {
		at = s.behindGap(at)
	}
	if at < s.limit && s.text[at] == '"' && !s.dialect.NoQuotes {
		s.form, s.state = quoted, inQuotes
		s.lead, s.start = at > s.at, at
		s.at = at + 1
	}
}

// openEmpty starts a cell with nothing in it.
func (s *scan) openEmpty() { s.start, s.form, s.gap, s.lead = s.at, plain, -1, false }

// readText goes to the end of a cell without quotes, and behind the comma
// there. It reports whether the row ends with it.
func (s *scan) readText() bool {
	text, comma, i := s.text[:s.limit], s.dialect.Comma, s.at
	for ; i < len(text); i++ {
		c := text[i]
		if c == comma {
			s.steps += int64(i - s.at)
			s.at = i
			s.nextCell()
			return false
		}
		if c == '\n' || c == '\r' {
			break
		}
	}
	s.steps += int64(i - s.at)
	s.at = i
	return i < len(text)
}

// readQuoted goes behind the next quote, or to the limit where there is none.
func (s *scan) readQuoted() {
	rest := s.text[s.at:s.limit]
	n := bytes.IndexByte(rest, '"')
	end := s.at + n + 1
	if n < 0 {
		n, end = len(rest), s.limit
	} else {
		s.state = behindQuote
	}
	s.steps += int64(n)
	if s.spaced {
		s.breaks += int(countLineEnds(rest[:n]))
	}
	if s.first < 0 {
		if i := indexLineEnd(rest[:n]); i >= 0 && s.passLineEnd(s.at+i) {
			return
		}
	}
	s.at = end
}

// readBehindQuote reads the byte behind a quote, which closed a cell if it was not
// the first of two. It reports how the row ended, if it did.
func (s *scan) readBehindQuote() (status Status, ended bool) {
	switch c := s.text[s.at]; {
	case c == '"' && s.gap < 0:
		s.form, s.state = doubled, inQuotes
		s.at++
	case c == s.dialect.Comma:
		s.nextCell()
	case isLineEnd(c):
		return OK, true
	case s.spaced && s.isGap(s.at):
		if s.gap < 0 {
			s.gap = s.at
		}
		s.at++
	default:
		return BehindQuote, true
	}
	return OK, false
}

// passLineEnd notes the row's first line end, which stands in quotes, and
// reports whether the scan could jump to the end of a known trail.
func (s *scan) passLineEnd(at int) (jumped bool) {
	s.first, s.before, s.excess = at, len(s.row.cells), s.row.Excess
	s.open = cell{start: s.start, end: at}
	if at >= s.known.at || s.known.at > s.limit {
		return false
	}
	s.at, s.state, s.jumped = s.known.at, s.known.state, true
	return true
}

// nextCell closes the cell at hand, and goes behind the comma.
func (s *scan) nextCell() {
	s.closeCell()
	s.at++
	s.state = atCell
}

// closeCell adds the cell at hand, which ends before the byte at hand.
func (s *scan) closeCell() {
	c := cell{start: s.start, end: s.at, form: s.form}
	if s.form != plain {
		if c.spaced = s.lead; s.gap >= 0 {
			c.end, c.spaced = s.gap, true
		}
		c.start, c.end = c.start+1, c.end-1
	}
	if len(s.row.cells) == MaxCells {
		s.row.Excess++
		s.row.Lost = s.row.Lost || bytes.IndexFunc(s.text[c.start:c.end], fold.IsSeen) >= 0
		return
	}
	if s.form == plain && s.row.Bare == 0 && !s.dialect.NoQuotes && isBare(s.text[c.start:c.end]) {
		s.row.Bare = len(s.row.cells) + 1
	}
	s.row.Doubled = s.row.Doubled || s.form == doubled
	s.row.cells = append(s.row.cells, c)
}

// isBare reports whether a cell without quotes around it holds one, and is not
// exactly ="…".
func isBare(text []byte) bool {
	i := bytes.IndexByte(text, '"')
	if i < 0 {
		return false
	}
	last := len(text) - 1
	return i != 1 || text[0] != '=' || last < 2 || bytes.IndexByte(text[2:], '"') != last-2
}

// fail makes the row a bad one, which ends with its first line.
func (s *scan) fail(status Status) (advance int, more bool) {
	row := s.row
	s.end = trail{s.at, s.state}
	if s.first < 0 {
		s.first = s.at
		if i := indexLineEnd(s.text[s.at:s.bound()]); i >= 0 {
			s.first += i
		} else if s.first = s.bound(); s.first > s.limit {
			s.first, row.unended = s.limit, true
		} else if !s.atEOF {
			return 0, true
		}
		s.open, s.before, s.excess = cell{start: s.start, end: s.first}, len(row.cells), row.Excess
	}
	width := 0
	if !row.unended {
		if width, more = lineEnd(s.text, s.first, s.atEOF); more {
			return 0, true
		}
	}
	end := s.first
	if row.unended {
		end = wholeRunes(s.text[:end])
		s.open.end = end
	}
	row.Text = s.text[:end:end]
	row.cells = append(row.cells[:s.before], s.open)
	row.Excess = s.excess
	row.Status, row.BadField, row.lines = status, s.before+s.excess+1, 1
	if row.Bare > s.before {
		row.Bare = 0
	}
	return s.first + width, false
}

// wholeRunes returns the length of text without a character at its end that is
// cut in two: it would look like one that is not UTF-8.
func wholeRunes(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if i := len(text) - n; utf8.RuneStart(text[i]) {
			if !utf8.FullRune(text[i:]) {
				return i
			}
			break
		}
	}
	return len(text)
}

// bound returns where the search for the first line end stops: one byte behind
// the limit, where the line end of the longest row stands.
func (s *scan) bound() int { return min(len(s.text), s.dialect.maxRow()+1) }
