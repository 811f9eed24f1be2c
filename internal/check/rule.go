package check

import "example.com/otustemplate/internal/schema"

// A rule is one check: its code, how much it matters, and the function that
// makes it. The table below is the whole of what the library checks, in the
// order in which the issues of one cell are told. A rule without a function is
// told elsewhere: by the engine, which alone sees more than one
// row, or by the mapping.
type rule struct {
	Code     schema.Code
	severity Severity
	Ends     bool  // what it tells ends the run; its severity can't be overridden
	Needs    Needs // the reference it is made against
	Columns  []schema.Column
	About    traits                           // a cell has one of them, or there is nothing to tell of it
	Cell     func(*RowChecker, schema.Column) // called for each of columns
	Row      func(*RowChecker)                // called once a row
	alike    []schema.Column                  // of these, the words and fixes follow from severity, column and cell alone; else they may be the row's own
}

// Needs says which reference set a check is made against.
type Needs uint8

const (
	needsNothing Needs = iota
	needsRecognitions
	needsTeachers
	needsClasses
	NeedsRoster
)
