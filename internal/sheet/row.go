package sheet

import (
	"fmt"
	"strconv"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// A Row is a row as read. Its strings may be kept; its slices are used
// again for the next row.
type Row struct {
	schema.Position
	Cells   []string // one at least
	Blank   bool     // nothing can be seen in any cell
	Recoded []int    // fields, from 1, that were not UTF-8 and were read as Windows-1252
	Large   bool     // over LargeRow
	Bare    int      // the first field, from 1, with a quote inside that is taken literally; 0: none
	Spaced  bool     // Bare is the first one with blanks around its quotes, which are none of its text

	// Bad says why the row could not be read whole; its cells are then those of
	// its first line, and text is that line. BadField is where it went wrong,
	// from 1, or 0 where no single cell is meant.
	Bad      *RowError
	BadField int
	text     string
}

// checkCount makes row a bad one where it has more than width cells, those that
// are blank apart, or one of the needed first ones is missing. Else it fills in
// cells that are missing at the end, so that there are fill of them.
func (row *Row) checkCount(width, needed, fill int) {
	n := len(row.Cells)
	if n >= needed && (n <= width || blank(row.Cells[width:])) {
		for len(row.Cells) < fill {
			row.Cells = append(row.Cells, "")
		}
		return
	}
	if row.Bare > 0 && !row.Spaced {
		row.fail(schema.CodeQuote, row.Bare, CountError{n, width, true})
		return
	}
	row.fail(schema.CodeFieldCount, 0, CountError{n, width, false})
}

// A CountError says that a row has too many cells, or too few: in words only when
// they are asked for, as a file with such rows has many.
type CountError struct {
	Cells, Belong int
	Bare          bool // a quotation mark stands inside one
}

func (e CountError) Error() string {
	has := fmt.Sprintf("the row has %s where %s belong", phrase.Plural(int64(e.Cells), "cell"), phrase.Thousands(int64(e.Belong)))
	if e.Belong == 1 {
		has += "s"
	}
	if e.Bare {
		return "a quotation mark stands inside a cell, and " + has + doQuotes
	}
	if e.Cells > e.Belong {
		return has + doJoin
	}
	return has + doAdd
}

// What is to be done in the file itself about a row that could not be split.
const (
	doQuotes = "; remove the quotation marks from this cell, or double each one inside it"
	doClose  = "; add one at the end of the cell, or remove the one at its start"
	doJoin   = "; a comma within a cell may have split it: put its pieces together again"
	doAdd    = "; a line break may have split the row: add the cells that are missing"
)

// AsText says of a row that could not be split what the message says is wrong with it, and
// what to do where the whole row is the text of one cell, under that label: there its
// quotation marks and commas part nothing.
func AsText(message, label string) string {
	do := fmt.Sprintf("; copy each piece of the text under %q into its own column, without the quotation marks, then clear that text", label)
	if what, ok := strings.CutSuffix(message, doAdd); ok {
		return what + "; leave the row out if it is only a title or an end line, else copy each piece of the text under " +
			strconv.Quote(label) + " into its own column, then clear that text"
	}
	for _, own := range []string{doQuotes, doClose, doJoin} {
		message = strings.TrimSuffix(message, own)
	}
	return message + do
}

// blank reports whether nothing can be seen in any cell.
func blank(cells []string) bool {
	for _, cell := range cells {
		if !celltext.IsBlank(cell) {
			return false
		}
	}
	return true
}

// filled counts the cells in which something can be seen.
func filled(cells []string) int {
	n := 0
	for _, cell := range cells {
		if !celltext.IsBlank(cell) {
			n++
		}
	}
	return n
}

// cut makes the cells of row pieces of text that end there.
func (row *Row) cut(text string, ends []int) {
	start := 0
	for _, end := range ends {
		row.Cells = append(row.Cells, text[start:end])
		start = end
	}
}

// fail makes the row a bad one.
func (row *Row) fail(code schema.Code, field int, err error) {
	row.Bad = &RowError{Position: row.Position, Code: code, Err: err}
	row.BadField = field
}
