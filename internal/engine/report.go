package engine

import (
	"fmt"
	"slices"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// A Report says what a run found. It is plain data: goroutines may share it
// while none changes it. The renderers (WriteText, WriteJSON, WriteCSV,
// WriteHTML) change nothing and hold no clock's reading. The zero Report is that
// of a run that was never made: it is not OK.
//
// Cells kept in a report are cut to their first 1,000 characters, with "…" put
// behind; [ValidatorOptions.OnIssue] gets them whole.
type Report struct {
	Complete       bool  // the run reached the end of the input, and checked what it read
	Rows           int64 // non-blank rows below the header, unreadable ones too
	Bytes          int64 // of the input; where the run ended early, those before the row at which it did, or before a few good ones in front of that; 0 for no template
	Errors         int64 // issues of SeverityError that stand
	Warnings       int64 // issues of SeverityWarning that stand
	Repairs        int64 // issues that a repair settled; none in Errors and Warnings
	RowsWithErrors int64
	Blocking       int64                 // errors that speak against sharing the file: all of Errors, but of a build only those not in a rejected record
	Counts         map[schema.Code]int64 // every issue, exactly: their sum is Errors + Warnings + Repairs
	Groups         []Group
	Issues         []check.Issue   // the first MaxIssues, by row, column, and order of the codes
	Samples        []Sample        // the first 200 rows with issues
	Unchecked      []schema.Code   // checks not made for want of a reference set
	Suspects       []SuspectColumn // columns of identifiers that are most likely wrong as a whole
	Summary        Summary
	Stopped        string            // why the run ended early, in one sentence, else ""
	Build          *BuildCounts      // nil from Validate
	Labels         []string          // the header as read; of a build, the export's
	Columns        []schema.Column   // what each of Labels holds or, in a build, feeds; NoColumn: nothing, or several
	Missing        []MissingNames    // of a build: what the mapping or Otus lacks, by column; see WriteMissing
	Undecided      []UndecidedColumn // of a build: columns that may decide which rows count and that the mapping does not look at
	Elapsed        time.Duration     // in no rendered report

	First   *check.Issue // the first of Blocking
	ByPlace []int        // the fields, from 1, of labels that are unknown and were taken by their place: they may be no labels
}

// A Group is all issues of one code, column and value: one thing to do.
// Groups come in the order to deal with them: the file, the setup in Otus,
// teachers, classes, students, the rest. A report holds the first 1,000, then
// one with Other set for each code and column.
type Group struct {
	Code     schema.Code
	Severity check.Severity
	Column   schema.Column
	Value    string // "" where the issues have none, in columns whose values differ in every row (Note), and with Other
	Other    bool   // all further values together
	Count    int64
	Repaired int64         // how many of Count a repair settled
	Rows     []int64       // the first 10
	Fields   []int         // the fields of Rows, as in Issue.Field
	Places   []check.Place // where to correct these, as in Issue.At
	Message  string        // what each of its issues says; "" where Varies or Other
	Fixes    []check.Fix   // what each of them has; empty where Varies or Other
	Related  []int64       // likewise
	// Varies: its issues differ in message, fixes or related rows. Those are
	// then empty here, and each issue has its own: see Report.Issues.
	Varies bool
}

// A Sample is a row with issues as it was read.
type Sample struct {
	Row   int64    // as a spreadsheet shows it, see Position
	Cells []string // in the order of Report.Labels; the first 64
	// Unsplit: the row could not be split into its cells, or not for certain, so that any of them
	// may hold any column's text.
	Unsplit bool
}

// A Summary is the data at a glance, for a person to see whether it is right.
// It counts rows that could be read.
type Summary struct {
	Recognitions []Count // by name, most rows first, then one with Other set; without a set of names, of the first 1,000 names
	Teachers     []Count
	Classes      []Count
	Months       []Count    // "2023-09", in time's order
	First, Last  dates.Date // zero where no row has a plain date
	// ErrorRows counts the rows with errors in consecutive stretches of
	// RowsPerStretch rows of the file each.
	ErrorRows      []int64
	RowsPerStretch int64
	// Repeat is the longest run of consecutive rows that repeat consecutive
	// earlier rows, as after a paste; its Count is 0 where there is none.
	Repeat Repeat
}

// A Count is how many rows have a name.
type Count struct {
	Name  string // "" with Other
	Other bool   // all further names, and those that are in no set
	Rows  int64
}

// A Repeat is a stretch of rows that repeats an earlier one.
type Repeat struct {
	Row   int64 // the first repeating row
	Of    int64 // the row it repeats
	Count int64 // how many rows in a row
}

// BuildCounts say where every row of an export went: Read = used + LeftOut,
// and Records = Written + Rejected.
type BuildCounts struct {
	Read      int64 // rows read, blank ones apart
	LeftOut   int64 // rows that the mapping's rows leave out
	Records   int64 // records made of the rows used
	Written   int64
	Rejected  int64 // records set aside, rows that could not be split among them
	Repaired  int64 // records in which a repair changed something
	Defaulted int64 // cells that a default or fallback of the mapping filled
}

// ReportOptions say how a report is rendered. The zero ReportOptions, or a nil
// pointer to them, are plain text at 80 columns with nothing hidden. A renderer
// reads them and keeps nothing of them.
type ReportOptions struct {
	Title string // put above the report, such as the file's name; "": none in text, a plain one in HTML
	// Redact hides Value, Old, New and Cells of columns A to D and I
	// everywhere, the cells of columns that the template does not have, and all of a row
	// whose cells may have run into each other (Issue.Unsplit), and
	// leaves Missing out; recognitions, teachers, classes and dates stay. So do the labels of the
	// header, but for those that were taken by their place: they may be data.
	Redact bool
	// RejectsName is what the report of a build calls the file of rows set
	// aside. "": "the rejects file".
	RejectsName string
	// TemplateName is what the report of a build calls the template that was
	// written. "": "the template".
	TemplateName string
	Width        int  // of the text report, in characters; 0: 80; under 40 counts as 40
	Color        bool // of the text report: ANSI colours
}

// options returns a copy of o to work with; nil is the zero ReportOptions.
func (o *ReportOptions) options() ReportOptions {
	if o == nil {
		return ReportOptions{}
	}
	return *o
}

// OK reports whether there is something to share and nothing speaks against
// sharing it: the run is complete, there are rows, and there is no error. Of a
// build it speaks of what was written: that there is some, and no error in it;
// rows that were set aside are not errors then. What a report does not say is
// not taken for good, so that neither the zero Report nor one of a run that
// ended early, for whatever reason, is OK.
func (r *Report) OK() bool { return r.standing() == 0 && r.shortfall() == "" }

// standing counts the errors that speak against sharing the file.
func (r *Report) standing() int64 {
	if r.Build == nil {
		return max(r.Errors, r.Blocking)
	}
	return r.Blocking
}

// endedEarly reports whether the report says nothing of a part of the input.
func (r *Report) endedEarly() bool { return !r.Complete || r.Stopped != "" }

// shortfall says what beside errors speaks against sharing the file, or "".
func (r *Report) shortfall() string {
	switch {
	case r.endedEarly():
		return "the run did not reach the end of the input"
	case r.Build != nil && r.Build.Written <= 0:
		return "no record was written"
	case r.Build == nil && r.Rows <= 0:
		return "the file has no rows"
	}
	return ""
}

// Err returns nil where the report is OK, else an [*InvalidError].
func (r *Report) Err() error {
	if r.OK() {
		return nil
	}
	err := &InvalidError{Errors: r.standing(), RowsWithErrors: r.RowsWithErrors, Shortfall: r.shortfall()}
	if r.First != nil {
		err.First = *r.First
		return err
	}
	// A report built from parts, in a test or from JSON, has no first.
	stands := func(i check.Issue) bool { return i.Severity == check.SeverityError && !i.Repaired }
	if at := slices.IndexFunc(r.Issues, stands); at >= 0 {
		err.First = r.Issues[at]
	}
	return err
}

// An InvalidError says why checked data is not to be shared: see [Report.Err].
// It is plain data of its receiver's own.
type InvalidError struct {
	Errors         int64 // 0 where nothing but Shortfall speaks against sharing
	RowsWithErrors int64
	Shortfall      string      // that the run ended early, or that there is nothing to share; else ""
	First          check.Issue // in file order; zero where the report kept no issue. It holds the cell, which Error does not tell
}

// Error returns how many errors there are, the place and code of the first, and
// what else speaks against sharing. It holds no cell.
func (e *InvalidError) Error() string {
	if e.Errors == 0 {
		return e.Shortfall + ": see what the report says, and run it again"
	}
	text := fmt.Sprintf("%s in %s", phrase.Plural(e.Errors, "error"), phrase.Plural(e.RowsWithErrors, "row"))
	if e.RowsWithErrors == 0 {
		text = phrase.Plural(e.Errors, "error") + " in the file as a whole"
	}
	if e.First.Code != "" {
		text += ", the first " + string(e.First.Code)
		if cell := e.First.Cell(); cell != "" {
			text += " at " + cell
			if in := e.First.At.In; in != check.InInput {
				text += " of the " + in.String()
			}
		}
	}
	if e.Shortfall != "" {
		text += ", and " + e.Shortfall
	}
	return text + ": mend what the report lists and check again"
}

// shown returns r as o asks for it: r itself, or a copy with the values of
// students hidden. Renderers start here, so that none can forget it.
func (r *Report) shown(o ReportOptions) *Report {
	if !o.Redact {
		return r
	}
	c := *r
	c.First = nil
	c.Groups = slices.Clone(r.Groups)
	for i := range c.Groups {
		g := &c.Groups[i]
		g.Value, g.Fixes = redactIssue(g.Code, g.Column, false, g.Value, g.Fixes)
		g.Message = redactMessage(g.Code, g.Column, g.Message)
	}
	c.Issues = slices.Clone(r.Issues)
	for i := range c.Issues {
		is := &c.Issues[i]
		is.Value, is.Fixes = redactIssue(is.Code, is.Column, is.Unsplit, is.Value, is.Fixes)
		is.Message = redactMessage(is.Code, is.Column, is.Message)
	}
	c.Labels = slices.Clone(r.Labels)
	for _, field := range r.ByPlace {
		c.Labels[field-1] = phrase.Hidden
	}
	c.Samples = slices.Clone(r.Samples)
	for i := range c.Samples {
		c.Samples[i].Cells = r.redactCells(c.Samples[i])
	}
	c.redactMissing()
	return &c
}

// redactIssue returns what a redacted report shows of an issue or a group.
func redactIssue(code schema.Code, c schema.Column, unsplit bool, value string, fixes []check.Fix) (string, []check.Fix) {
	fixes = slices.Clone(fixes)
	public := c.Public() && !unsplit
	if code == schema.CodeHeaderUnknown {
		public = c == schema.NoColumn // a label; one taken by its place may be data
	}
	for i := range fixes {
		f := &fixes[i]
		if !public || f.Column != schema.NoColumn && !f.Column.Public() {
			f.Old, f.New = redactCell(f.Old), redactCell(f.New)
		}
	}
	if !public {
		value = redactCell(value)
	}
	return value, fixes
}

// redactMessage returns what a redacted report shows of a message. They quote
// only what may stay, and labels.
func redactMessage(code schema.Code, c schema.Column, message string) string {
	if code == schema.CodeHeaderUnknown && c != schema.NoColumn {
		return fmt.Sprintf("the template has no such column: it is taken as %s because of its place", c)
	}
	return message
}

// redactCell hides a cell; that it is empty still shows.
func redactCell(cell string) string {
	if cell == "" {
		return ""
	}
	return phrase.Hidden
}

// redactCells hides the cells of a sample, apart from columns E to H. In a row
// that was split wrongly any cell may hold any column's value, so all are
// hidden.
func (r *Report) redactCells(s Sample) []string {
	shifted := s.Unsplit || len(s.Cells) < min(len(r.Labels), maxSampleCells) || len(s.Cells) > len(r.Labels)
	cells := slices.Clone(s.Cells)
	for i := range cells {
		if shifted || i >= len(r.Columns) || !r.Columns[i].Public() {
			cells[i] = redactCell(cells[i])
		}
	}
	return cells
}

// maxSampleCells is how many cells of a row a Sample keeps.
const maxSampleCells = 64
