package check

import (
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A Row is one row under check: its cells as read, by template column.
type Row struct {
	schema.Position
	Cells   [schema.NumColumns + 1]string
	Fields  [schema.NumColumns + 1]int // the cells' columns in the file, from 1; 0: none
	Day     dates.Date                 // of the Date cell, where that is known to be a plain date; else zero
	Recoded schema.ColumnSet           // the cells that were not UTF-8 and were read as Windows-1252
	Then    []string                   // what the class was called on the day, if whoever made the row renamed it
}

// rowOf returns rec as a row of its own, each cell in its template column.
func rowOf(rec *schema.Record) *Row {
	s := new(Row)
	for _, c := range schema.AllColumns {
		s.Cells[c] = rec.Cell(c)
		s.Fields[c] = int(c)
	}
	return s
}

// Take takes the cells of a row in the order of the file.
func (s *Row) Take(at schema.Position, cells []string) {
	s.Position = at
	for _, c := range schema.AllColumns {
		s.Cells[c] = ""
		if field := s.Fields[c]; field > 0 && field <= len(cells) {
			s.Cells[c] = cells[field-1]
		}
	}
}

// A RowChecker makes the checks of one row after the other. What several checks of
// a row need is worked out once, in begin.
type RowChecker struct {
	v         *Checker
	Rules     []*rule         // those to be made
	byTrait   [16]uint64      // for each trait, which of rules are about it: a bit each
	ofRows    uint64          // which of rules are about whole rows
	looks     []schema.Column // the cells to be looked at: all, or without any check or set the date for the summary
	silencing traits          // those that silence other checks and are checked for
	Repeats   bool            // rows are compared with one another
	Lazy      bool            // issues are left without words: see [run.explain]
	Rule      *rule           // the one at hand
	s         *Row
	Issues    []Issue

	Facts   [schema.NumColumns + 1]cellFacts
	traits  traits // of all cells
	people  rowPeople
	past    rowPast
	reused  map[askedAddress]pastTeacher // whose the addresses were that rows of earlier years have
	Date    dates.Reading                // of the clean text of the Date cell
	Sure    dates.Date                   // that day, where nothing is in doubt, else zero
	Unsplit bool                         // cells of the row may have run into each other
	key     []byte                       // of the duplicate check, kept for its memory

	longNote int // no note of so few bytes is too long

	own     []Own       // the caller's checks
	Failed  *PanicError // why one of those could not be made; what is found of the row is not all then
	trial   *RowChecker // finds out whether repairs by those come to an end
	isTrial bool
}

// cellFacts is what is known of a cell before it is checked.
type cellFacts struct {
	traits      traits
	silencing   traits             // of these, what alone is told of the cell; 0: everything
	blank       bool               // nothing but white space and what cannot be seen; of a note white space alone
	placeholder bool               // stands for "no value"
	filler      bool               // an identifier that stands for nobody, such as 000000
	marked      bool               // an identifier that has markup around it
	sheet       celltext.SheetForm // what a spreadsheet made of it
	clean       string             // the cell unwrapped, without control characters and stray spaces, an address bare
	repaired    string             // everything safe applied: what every safe fix of the cell says
	match       nameset.Match      // of clean, in the column's set
	Place       int32              // of match.Name in the set, or nameset.NoPlace
	known       bool               // the cell as read is in its set; false where there is no set
}

// Silenced reports whether what is wrong with the whole cell in column c makes
// the rule at hand idle: an empty cell, a placeholder, and what a spreadsheet
// made of a value are each told alone.
func (rc *RowChecker) Silenced(c schema.Column) bool {
	silencing := rc.Facts[c].silencing
	return silencing != 0 && silencing&rc.Rule.About == 0
}

// beside reports whether another identifier than column c's is filled in.
func (rc *RowChecker) beside(c schema.Column) bool {
	return slices.ContainsFunc(schema.Identifiers, func(o schema.Column) bool {
		f := &rc.Facts[o]
		return o != c && !f.blank && !f.placeholder && !f.filler
	})
}

// wordless adds an issue of the rule at hand without words where the RowChecker is
// lazy, and reports whether it did.
func (rc *RowChecker) wordless(c schema.Column) bool { return rc.wordlessAs(rc.Rule.severity, c) }

// wordlessAs is wordless for a check whose severity depends on the cell.
func (rc *RowChecker) wordlessAs(severity Severity, c schema.Column) bool {
	if rc.Lazy {
		rc.tellAs(severity, c, "")
	}
	return rc.Lazy
}

// tell adds an issue of the rule at hand to the cell in column c, or with
// NoColumn to the row.
func (rc *RowChecker) tell(c schema.Column, message string, fixes ...Fix) {
	rc.tellAs(rc.Rule.severity, c, message, fixes...)
}

// tellAs is tell for a check whose severity depends on the cell.
func (rc *RowChecker) tellAs(severity Severity, c schema.Column, message string, fixes ...Fix) {
	if c == schema.ColNote && len(rc.s.Cells[c]) > sheet.LargeRow {
		fixes = nil // each would be as large
	}
	rc.Issues = append(rc.Issues, Issue{
		Code:     rc.Rule.Code,
		Severity: rc.v.SeverityOf(rc.Rule.Code, severity),
		Row:      rc.s.Row,
		Line:     rc.s.Line,
		Field:    rc.s.Fields[c],
		Column:   c,
		Value:    rc.s.Cells[c],
		Message:  message,
		Fixes:    fixes,
	})
	if rc.Unsplit {
		rc.v.SetUnsplit(&rc.Issues[len(rc.Issues)-1])
	}
}

// safeFix returns the safe fix of the cell in column c, or none where nothing
// safe changes it.
func (rc *RowChecker) safeFix(c schema.Column) []Fix {
	if f := &rc.Facts[c]; f.repaired != rc.s.Cells[c] {
		return []Fix{{Column: c, Old: rc.s.Cells[c], New: f.repaired, Safe: true}}
	}
	return nil
}

// suggestion returns a fix for a person to decide on.
func (rc *RowChecker) suggestion(c schema.Column, value string) Fix {
	return Fix{Column: c, Old: rc.s.Cells[c], New: value}
}

// Name returns the name that the cell in column c stands for: the set's where
// it matches one, else the cell as read.
func (rc *RowChecker) Name(c schema.Column) string {
	if f := &rc.Facts[c]; f.match.Name != "" {
		return f.match.Name
	}
	return rc.s.Cells[c]
}

// rowPeople is what the roster says of a row. It is empty without one.
type rowPeople struct {
	found    [schema.ColStateID + 1][]roster.Person // the students that each identifier stands for, of today and the past
	filled   [schema.ColStateID + 1]bool            // the cell holds an identifier that the roster can know
	students []roster.Person                        // whom all known identifiers stand for: several, or those who left, are no answer
	known    bool                                   // an identifier stands for somebody as it stands
	restored schema.ColumnSet                       // those known only with their leading zeros put back
	nobodys  schema.ColumnSet                       // those that people of the roster have, but that stand for nobody
	class    rowClass                               // what today's roster says of the class
}

// sheetLimit is how many characters a spreadsheet's cell holds: Microsoft's
// "Excel specifications and limits".
const sheetLimit = 32767

// A rule is one check: its code, how much it matters, and the function that
// makes it. The table of them, Rules, is the whole of what the library checks, in
// the order in which the issues of one cell are told. A rule without a function is
// told elsewhere: by the run, which alone sees more than one row, or by the mapping.
type rule struct {
	Code     schema.Code
	severity Severity
	Ends     bool  // what it tells ends the run; its severity can't be overridden
	Needs    Needs // the reference it is made against
	// needsPast: it is made where there are rosters of earlier years. Without them nothing
	// goes unchecked: another check then tells what it would.
	needsPast bool
	Columns   []schema.Column
	About     traits                           // a cell has one of them, or there is nothing to tell of it
	Cell      func(*RowChecker, schema.Column) // called for each of columns
	Row       func(*RowChecker)                // called once a row
	alike     []schema.Column                  // of these, the words and fixes follow from severity, column and cell alone; else they may be the row's own
}
