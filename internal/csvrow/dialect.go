package csvrow

import (
	"bytes"
	"iter"
	"math"

	"example.com/otustemplate/internal/fold"
)

// A Dialect says what the marks in the text are.
type Dialect struct {
	Comma    byte // between cells; ASCII, no quote, CR or LF
	NoQuotes bool // quotes are ordinary characters
	MaxRow   int  // the most bytes of a row, its line end apart; 0: no bound

	// How many cells a row should have, for rows with blanks between separator and
	// quote; see Row.Spaced. Most 0: such blanks are text. AnyCells: any number.
	Least, Most int
}

// AnyCells as the most cells of a row says that it may have any number.
const AnyCells = math.MaxInt

// fits reports whether a row has as many cells as it should, those behind apart of
// which nothing can be seen.
func (d Dialect) fits(row *Row) bool {
	n := row.Len()
	if n < d.Least || row.Lost {
		return false
	}
	for i := d.Most; i < n; i++ {
		if bytes.IndexFunc(row.Text[row.cells[i].start:row.cells[i].end], fold.IsSeen) >= 0 {
			return false
		}
	}
	return true
}

// maxRow returns the bound of a row, small enough to be added to.
func (d Dialect) maxRow() int {
	if d.MaxRow <= 0 {
		return math.MaxInt / 4
	}
	return min(d.MaxRow, math.MaxInt/4)
}

// Rows yields the rows of text that are complete: the last one only where a
// line end follows, or atEOF says that nothing does. Offsets and lines are
// those in text. One Row is used for all of them.
func (d Dialect) Rows(text []byte, atEOF bool) iter.Seq[*Row] {
	return func(yield func(*Row) bool) {
		w := NewWalker(d, 1)
		var row Row
		for at := 0; at < len(text); {
			n, more := w.Next(text[at:], atEOF, &row)
			row.Offset = int64(at)
			if more || !yield(&row) {
				return
			}
			at += n
			if row.unended {
				n, more = SkipLine(text[at:], atEOF)
				if more {
					return
				}
				at += n
			}
		}
	}
}
