package job

import (
	"context"
	"io"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/ledger"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A rowMaker makes of a row of an export all that can be made of it alone: it is
// chosen by the mapping's tests, its records are filled in, looked up, checked and
// repaired, and made rows of the template. It belongs to one goroutine.
type rowMaker struct {
	_       loop.Apart
	ctx     context.Context
	v       *Validator
	labels  labelFields
	columns []schema.Column // that each field feeds
	form    sheet.RecordForm
	holds   bool // records are not made rows
	repair  bool
	ordered bool // dates written day first are told
	repeats bool // rows are compared with one another
	bound   *mapping.Bound
	lookups *mapping.Lookups
	checker *check.RowChecker
	days    dayTexts
	text    *textMaker // nil: rows come one by one
	counts  *tally.CleanCounts

	found *builtRows // what is filled in
	// Of the row at hand.
	toCheck check.Row
	items   []mapping.SourceItem
	itemAt  int // which of them is at hand
	record  mapping.Record
	odd     bool // cells may have run into each other
	keyed   keyTexts

	repeatingKey string            // see repeating
	repeatsKey   bool              // the same
	exclude      *mapping.Excluder // nil: nobody is excluded
	out          []bool            // the items that are
	entries      *entryMaker       // nil: there is no ledger
	_            loop.Apart
}

// A build is one run of a Builder. What is done with one row alone is a rowMaker's;
// the build takes what those have made, in order.
type build struct {
	*run
	opts    *Builder
	source  rowSource
	dst     destination
	rejects rejectsWriter

	bound    *mapping.Bound
	excluded *mapping.Exclusions // nil: nobody
	lookups  *mapping.Lookups
	makers   []*rowMaker // one for each worker; the first one is of Build's goroutine
	batch    *batchFiller
	blocks   []*loop.Block[builtRows] // all there are, for what is counted of them at the end
	again    *exportReader            // for plain rows of blocks of which more is to be said
	scratch  builtRows                // what is made of them
	told     []toldIssue              // of the current row
	day      dates.Date               // of its first record; zero: not known
	problem  problems                 // what is wrong with a rejected record

	unset    []schema.Column // columns whose sets are not known
	ordered  bool            // dates written day first are told
	repeated bool            // rows are compared with one another

	keyed     map[seen.Hash]firstRow // the rows of the mapping's keys
	shared    shared
	counts    tally.BuildCounts
	missing   [schema.NumColumns + 1]tally.NameTally
	watched   []mapping.WatchedField
	previous  previousRow
	repeating repeating
	doubts    bool  // rows whose cells there say that they do not count are told
	watching  []int // the places in watched of those that are not dropped; not changed, as workers look at it

	rowLabels *rowLabels // for functions of the caller's own

	touched uint32 // keeps the compiler from leaving touch out
}

// A batchFiller puts rows of a source that is not read as text into blocks.
type batchFiller struct {
	*loop.Feeder[builtRows]
	block *loop.Block[builtRows]
}

// An exportReader reads the rows of a CSVSource's text as the source would. It
// belongs to one goroutine.
type exportReader struct {
	loop.TextReader
	labels  labelFields
	decoder sheet.SourceDecoder
	csvRow  sheet.Row
	row     mapping.ExportRow
}

// A textMaker makes the rows of a block's text for a rowMaker.
type textMaker struct {
	*exportReader
	maker *rowMaker
	proof *plainProof // nil: every row is made
}

// Most rows of most exports are good, and little is to be done with their cells
// but to copy them. A plainProof does that from the text of the file, without making
// strings of cells or a [schema.Record] of them.
//
// It takes no row but one of which a rowMaker would make one record that is written
// with nothing to say about it, or that the mapping leaves out: plain as package csvrow
// has it, with a plain date, and found clean by a check.FastCheck. TestBuildPlain and
// FuzzBuildPlain hold both against each other.
type plainProof struct {
	maker    *rowMaker
	form     *sheet.RecordForm
	at       [schema.NumColumns + 1]int // each column's place in the template's row, from 0; -1: none
	mapper   *plainMapper               // nil: cells are copied
	commas   bool                       // stand between the cells, as between those that are written
	pieces   []plainPiece               // what is written of a row
	check    *check.FastCheck
	excluded map[roster.Person]bool // students of whom no row is to be proven; nil: none
	watched  []mapping.WatchedField // to know their fields; nothing is counted here
	own      []int                  // fields of what a person answered, and the like: rows in which they are filled in are made
	key      []byte
	keyed    keyTexts
	row      plainRow
	room     [schema.NumColumns]csvrow.Span
}

// A Builder fills in the template from an export: source → mapping → check →
// repair → template and rejects. The zero Builder takes the rows of a template,
// and makes the checks that need no references. Build does not change
// its fields, so that one Builder may serve several goroutines, apart from
// Rejects, which only one at a time may write to.
type Builder struct {
	// Mapping says how the export's columns become the template's. Nil: the
	// source has the template's labels, as a file for a [sheet.Reader] does.
	Mapping *mapping.Mapping
	// Validator checks the records. Nil: the zero Validator does, which knows
	// nothing of what exists in Otus; the report says what was not checked.
	Validator *Validator
	// Rosters are what the look-ups of the mapping ask, one a school year, in
	// any order. A record asks the one whose academic sessions its date is in;
	// of several the one that starts last, and of none the nearest, in which
	// teachers and classes may well not be found. Nil: that of the Validator's
	// References. No other check is made against them than that an identifier is
	// not, in that of the References, another student's.
	Rosters []*roster.Roster
	// Exclude names students and keys of whom no record may be written: see
	// mapping.Excluder.
	Exclude []mapping.Exclusion
	// Repair applies safe fixes before a record is checked.
	Repair bool
	// Rejects gets the records that were rejected, a row of the export for each,
	// as a CSV that the same mapping reads again: see Build. Nil: they are
	// counted and reported, not kept.
	Rejects io.Writer

	// Ledger knows what was shared before, and notes what is written to File.
	Ledger *ledger.Ledger
	File   string
	// Deliver takes the delivery, which is to be finished when the template is in its
	// place. Nil: it is in its place at the end of the build.
	Deliver func(*ledger.Draft)
	// Changes and Removals get what is to be changed in Otus, and taken out of it.
	Changes, Removals io.Writer
	// WholeExport says that the export has all records of the days it spans.
	WholeExport bool
}
