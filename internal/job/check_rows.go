package job

import (
	"slices"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A rowResult is all that the run needs to know of one row: what can be said of
// it alone. It shares nothing with other rows, so that rows can be checked in
// any order and told in the file's.
type rowResult struct {
	schema.Position
	blank       bool
	readable    bool // else it has the one issue that says why not
	unsplit     bool // cells of it may have run into each other
	issues      []check.Issue
	keys        []check.IssueKey // of the issues, where they were worked out
	cells       []string         // as read, in the file's order
	fetch       func() []string  // gives the cells, where they are not at hand
	recoded     schema.ColumnSet
	hash        seen.Hash
	digest      *tally.Digest
	dayFirst    bool // its date can only be day first
	could       bool // its date is another day if the file is day first
	identifiers check.IdentifierFacts
	failed      *check.PanicError // a check of the caller's own could not be made: this ends the run
}

// row returns the cells of the row.
func (v *rowResult) row() []string {
	if v.cells == nil && v.fetch != nil {
		v.cells = v.fetch()
	}
	return v.cells
}

// A sheetChecker checks the rows of a sheet one after the other.
type sheetChecker struct {
	v       *Validator
	layout  schema.Layout
	row     *sheet.Row
	toCheck check.Row
	checker *check.RowChecker
	result  rowResult
	digest  tally.Digest

	badCount sheet.CountError // of the row last found to have it, and its words
	badWords string
}

// newSheetChecker returns a checker of the rows below the header of sheet.
func newSheetChecker(v *Validator, sheet *sheet.Template) *sheetChecker {
	r := &sheetChecker{v: v, layout: sheet.Layout, checker: check.NewRowChecker(v.Checker)}
	r.toCheck.Fields = sheet.Fields
	return r
}

// check returns the rowResult on row, good until the next call.
func (r *sheetChecker) check(row *sheet.Row) *rowResult {
	r.row = row
	// Nobody reads most issues. A large row is checked beside the context, once.
	r.checker.Lazy = r.v.Opts.OnIssue == nil && !row.Large
	v := &r.result // the rest of it is of rows that can be read
	v.Position, v.blank, v.readable, v.issues, v.cells, v.recoded = row.Position, row.Blank, false, nil, row.Cells, 0
	v.unsplit, v.failed = false, nil
	switch {
	case row.Blank:
	case row.Bad != nil:
		r.checker.Issues = append(r.checker.Issues[:0], r.unreadable(row.Bad))
		v.issues = r.checker.Issues
	default:
		r.checkRow()
	}
	return &r.result
}

// unreadable returns the issue of a row that cannot be read whole.
func (r *sheetChecker) unreadable(bad *sheet.RowError) check.Issue {
	severity := r.v.SeverityOf(bad.Code, check.SeverityError)
	if severity == check.SeverityOff {
		severity = check.SeverityError // no row is passed over untold
	}
	return check.Issue{
		Code:     bad.Code,
		Severity: severity,
		Row:      bad.Row,
		Line:     bad.Line,
		Field:    r.row.BadField,
		Column:   bad.Column,
		Message:  r.badMessage(bad.Err),
	}
}

// badMessage returns the words of err. Rows with a wrong number of cells mostly
// have the same number.
func (r *sheetChecker) badMessage(err error) string {
	count, ok := err.(sheet.CountError)
	if !ok {
		return err.Error()
	}
	if r.badCount != count {
		r.badCount, r.badWords = count, count.Error()
	}
	return r.badWords
}

// checkRow checks the row that was read whole.
func (r *sheetChecker) checkRow() {
	s := &r.toCheck
	s.Take(r.row.Position, r.row.Cells)
	s.Recoded = 0
	for _, field := range r.row.Recoded {
		s.Recoded |= schema.SetOf(r.layout.Column(field-1)) &^ schema.SetOf(schema.NoColumn)
	}
	r.result.recoded = s.Recoded
	issues := r.checker.Check(s)
	if field := r.row.Bare; field > 0 && r.v.On(schema.CodeQuote) {
		is := r.v.BareQuote(s.Position, field, r.layout.Column(field-1), r.row.Cells[field-1], r.row.Spaced)
		is.Unsplit = r.checker.Unsplit // its message quotes nothing
		issues = insertIssue(r.v, issues, is)
	}
	r.resultOf(issues)
	if r.checker.Repeats {
		r.result.hash = r.checker.Hash()
	}
}

// resultOf fills in what the RowChecker knows of the row it checked last, except for its
// hash.
func (r *sheetChecker) resultOf(issues []check.Issue) {
	v, rc := &r.result, r.checker
	v.readable, v.unsplit, v.issues, v.failed = true, rc.Unsplit, issues, rc.Failed
	r.digest = tally.DigestOf(rc)
	v.digest = &r.digest
	v.dayFirst = rc.Date.Has(dates.DayFirst)
	v.could = rc.Date.Plain() && rc.Date.CouldBeDayFirst
	v.identifiers = rc.IdentifierFacts()
}

// forget lets go of the row checked last.
func (r *sheetChecker) forget() {
	fields := r.toCheck.Fields
	*r = sheetChecker{v: r.v, layout: r.layout, checker: check.NewRowChecker(r.v.Checker)}
	r.toCheck.Fields = fields
}

// insertIssue adds is to the issues of one row in their order.
func insertIssue(v *Validator, issues []check.Issue, is check.Issue) []check.Issue {
	at, _ := slices.BinarySearchFunc(issues, is, v.CompareIssues)
	return slices.Insert(issues, at, is)
}
