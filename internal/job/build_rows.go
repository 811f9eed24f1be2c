package job

import (
	"slices"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/tally"
)

// builtRows are what a step found in a block of rows that a build is made from.
// Rows and records have their parts in slices of the block's, one after the other in
// their order: who takes them counts along.
type builtRows struct {
	batch    []mapping.ExportRow // of a source that is not read as text: the rows themselves
	size     int                 // bytes of their cells
	watching []int               // the columns of build.watched that are still of interest
	known    bool                // to the build

	rows     []builtRow // one for each row
	made     []madeRow
	front    []toldIssue
	records  []madeRecord
	issues   []check.Issue
	missing  []missingName
	out      []byte           // the records, as rows of the template
	held     []heldRecord     // or as they are, for a RecordWriter
	entries  []sharedEntry    // of records, where there is a ledger
	heldSize int              // bytes of them
	hashes   []seen.Hash      // of records, where rows are compared with one another
	clean    []check.CleanRow // of good rows
	keyed    []keyedRow       // of them, where the mapping has a key
	taken    int              // of clean, those taken
	names    check.NameTexts  // of them, in columns whose sets are not known
	values   []csvrow.Span    // of good rows: the cells of the columns of interest
	room     cellRoom
	failed   *check.PanicError // of the record that has the place: a check of the caller's own could not be made
	failing  int
}

// A builtRow is a row of a block.
type builtRow struct {
	kind  builtKind
	line  int32 // where it is in the block's text
	start int32
	out   int32 // where the record of a good row ends in builtRows.out
}

// A builtKind says what was found about a row, and where it is.
type builtKind uint8

const (
	builtBlank   builtKind = iota
	builtMade              // it is the next of builtRows.made
	builtGood              // one record is made of it, with nothing to say about it
	builtLeftOut           // the mapping leaves it out
)

// A madeRow is a row that was read cell by cell, and what was made of it.
type madeRow struct {
	mapping.ExportRow
	front   int32 // issues of the row as a whole, in builtRows.front
	records int32
	rest    int // the item of which the next record is still to be made; 0: all were made

	leftOut  bool
	rejected bool   // as a whole: there are no records
	counted  bool   // its values are, as those of a row that is used
	odd      bool   // cells of it may have run into each other
	oddFirst bool   // that is so from the start
	part     string // which of its records the row says it is
	several  bool   // records are made of it
	keyed    keyedRow
	repeats  bool     // it is one more of a row that was there in an earlier round
	excluded int32    // records that are excluded
	shown    []string // the cells without those records, nil: all of them
}

// cellsShown returns the row's cells as a person may see them.
func (r *madeRow) cellsShown() []string {
	if r.shown != nil {
		return r.shown
	}
	return r.Cells
}

// A madeRecord is one of a row's records.
type madeRecord struct {
	item    mapping.SourceItem
	settled int32 // in builtRows.issues: what a repair settled
	issues  int32 // and after them what was found
	missing int32
	out     int32        // where it ends in builtRows.out
	held    int32        // and in builtRows.held
	refused *check.Issue // why it can't be written; nil: it can
	fixed   bool         // a repair changed something
	odd     bool         // cells may have run into each other

	digest      tally.Digest
	dayFirst    bool
	could       bool
	identifiers check.IdentifierFacts
}

// A missingName is a name of the export that the mapping or Otus lacks.
type missingName struct {
	column schema.Column
	name   string
}

// A toldIssue is an issue of the current row. standing: its record was
// written.
type toldIssue struct {
	check.Issue
	standing bool
}

// reset forgets what was found.
func (f *builtRows) reset() {
	clear(f.made) // lets go of texts
	clear(f.front)
	clear(f.records)
	clear(f.issues)
	clear(f.missing)
	clear(f.held)
	clear(f.entries)
	f.rows, f.made, f.front, f.records = f.rows[:0], f.made[:0], f.front[:0], f.records[:0]
	f.issues, f.missing, f.out, f.hashes = f.issues[:0], f.missing[:0], f.out[:0], f.hashes[:0]
	f.clean, f.taken, f.keyed, f.values = f.clean[:0], 0, f.keyed[:0], f.values[:0]
	f.held, f.heldSize, f.entries = f.held[:0], 0, f.entries[:0]
	f.names.Reset()
	f.failed = nil
	if cap(f.out) > 2*maxOut { // as a record of a large row leaves it
		f.out = nil
	}
}

// forget forgets the batch, and what was found in it.
func (f *builtRows) forget() {
	f.reset()
	clear(f.batch)
	f.batch, f.size = f.batch[:0], 0
	f.room.reset()
}

// put adds a row to the batch. What the source uses again for the next row is
// copied.
func (f *builtRows) put(row *mapping.ExportRow) {
	own := *row
	f.room.keep(&own)
	for _, cell := range own.Cells {
		f.size += len(cell)
	}
	f.size += len(own.Text)
	f.batch = append(f.batch, own)
}

// A cellRoom is memory for the slices of rows.
type cellRoom struct {
	cells []string
	days  []dates.Date
}

// keep gives the row slices of its own.
func (r *cellRoom) keep(row *mapping.ExportRow) {
	if row.Cells != nil {
		start := len(r.cells)
		r.cells = append(r.cells, row.Cells...)
		row.Cells = r.cells[start:len(r.cells):len(r.cells)]
	}
	if row.Days != nil {
		start := len(r.days)
		r.days = append(r.days, row.Days...)
		row.Days = r.days[start:len(r.days):len(r.days)]
	}
	if len(row.Recoded) > 0 {
		row.Recoded = slices.Clone(row.Recoded)
	} else {
		row.Recoded = nil
	}
}

func (r *cellRoom) reset() {
	clear(r.cells)
	r.cells, r.days = r.cells[:0], r.days[:0]
}

// maxOut is how many bytes of records are made before they are taken.
const maxOut = 1 << 20

// countValues counts the values of columns that may decide.
func (w *build) countValues(row *madeRow) {
	for i := range w.watched {
		f := &w.watched[i]
		if row.oddFirst {
			f.Other++
		} else {
			f.Add(row.Cells[f.Field])
		}
	}
}
