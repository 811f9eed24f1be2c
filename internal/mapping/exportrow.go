package mapping

import (
	"slices"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// RowCells are the cells of a row of an export.
type RowCells struct {
	Cells []string
	Days  []dates.Date // of values that are times and no text; others are zero. nil: there are none
}

// day returns the day of a field that is a time and no text, else zero.
func (e *RowCells) day(field int) dates.Date {
	if e.Days == nil {
		return dates.Date{}
	}
	return e.Days[field]
}

// An ExportRow is a row of an export. It is used again for the next one.
type ExportRow struct {
	schema.Position
	Blank bool
	RowCells
	Bad      *sheet.RowError // why it could not be split
	BadField int             // from 1, 0 where no single cell is meant
	Text     string          // of a row that could not be split
	Recoded  []int           // fields, from 1, that were read as Windows-1252
	Heavy    bool            // it is over HeavyRow, and the slices are its own
	Bare     int             // the first field, from 1, with a quote inside that is taken literally; 0: none
	Spaced   bool            // or, with blanks around its quotes
}

// Apart returns the row, or if it is a heavy one a copy that nobody else writes
// over.
func (row *ExportRow) Apart() *ExportRow {
	n := 0
	for _, cell := range row.Cells {
		n += len(cell)
	}
	if n <= HeavyRow {
		return row
	}
	own := *row
	own.Cells, own.Days, own.Recoded, own.Heavy = slices.Clone(row.Cells), slices.Clone(row.Days), slices.Clone(row.Recoded), true
	return &own
}

// Cell returns the cell of a field from 0, "" where there is no such field or the
// row could not be split.
func (row *ExportRow) Cell(field int) string {
	if field < 0 || field >= len(row.Cells) {
		return ""
	}
	return row.Cells[field]
}

// OfCSV makes the row what a CSVSource has read, apart from the text of one that
// could not be split.
func (row *ExportRow) OfCSV(from *sheet.Row, columns int) {
	row.Position, row.Blank, row.Bad, row.BadField = from.Position, from.Blank, from.Bad, from.BadField // field by field, as copying whole rows takes longer
	row.Recoded, row.Bare, row.Spaced, row.Text, row.Cells = from.Recoded, from.Bare, from.Spaced, "", nil
	if from.Bad == nil && !from.Blank { // a blank one need not have as many cells as there are columns
		row.Cells = from.Cells[:columns] // after them all are blank
	}
}

// HeavyRow is from how many bytes of cells on a row is worked on aside: what is
// made of it, and looked for in it, may take seconds.
const HeavyRow = 64 << 10
