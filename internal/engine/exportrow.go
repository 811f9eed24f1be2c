package engine

import (
	"slices"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// exportCells are the cells of a row of an export.
type exportCells struct {
	cells []string
	days  []dates.Date // of values that are times and no text; others are zero. nil: there are none
}

// day returns the day of a field that is a time and no text, else zero.
func (e *exportCells) day(field int) dates.Date {
	if e.days == nil {
		return dates.Date{}
	}
	return e.days[field]
}

// An exportRow is a row of an export. It is used again for the next one.
type exportRow struct {
	schema.Position
	blank bool
	exportCells
	bad      *sheet.RowError // why it could not be split
	badField int             // from 1, 0 where no single cell is meant
	text     string          // of a row that could not be split
	recoded  []int           // fields, from 1, that were read as Windows-1252
	heavy    bool            // it is over heavyRow, and the slices are its own
	bare     int             // the first field, from 1, with a quote inside that is taken literally; 0: none
	spaced   bool            // or, with blanks around its quotes
}

// apart returns the row, or if it is a heavy one a copy that nobody else writes
// over.
func (row *exportRow) apart() *exportRow {
	n := 0
	for _, cell := range row.cells {
		n += len(cell)
	}
	if n <= heavyRow {
		return row
	}
	own := *row
	own.cells, own.days, own.recoded, own.heavy = slices.Clone(row.cells), slices.Clone(row.days), slices.Clone(row.recoded), true
	return &own
}

// cell returns the cell of a field from 0, "" where there is no such field or the
// row could not be split.
func (row *exportRow) cell(field int) string {
	if field < 0 || field >= len(row.cells) {
		return ""
	}
	return row.cells[field]
}

// ofCSV makes the row what a CSVSource has read, apart from the text of one that
// could not be split.
func (row *exportRow) ofCSV(from *sheet.Row, columns int) {
	row.Position, row.blank, row.bad, row.badField = from.Position, from.Blank, from.Bad, from.BadField // field by field, as copying whole rows takes longer
	row.recoded, row.bare, row.spaced, row.text, row.cells = from.Recoded, from.Bare, from.Spaced, "", nil
	if from.Bad == nil && !from.Blank { // a blank one need not have as many cells as there are columns
		row.cells = from.Cells[:columns] // after them all are blank
	}
}

// heavyRow is from how many bytes of cells on a row is worked on aside: what is
// made of it, and looked for in it, may take seconds.
const heavyRow = 64 << 10
