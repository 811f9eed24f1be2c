package otustemplate

import (
	"time"
)

// A Report says what a run found. It is plain data; the renderers (WriteText,
// WriteJSON, WriteCSV, WriteHTML) change nothing and hold no clock's reading.
// Cells kept in a report are cut to their first 1,000 characters, with "…" put
// behind; [ValidatorOptions.OnIssue] gets them whole.
type Report struct {
	Rows           int64 // non-blank rows below the header, unreadable ones too
	Bytes          int64 // of input read
	Errors         int64 // issues of SeverityError that stand
	Warnings       int64 // issues of SeverityWarning that stand
	Repairs        int64 // issues that a repair settled; none in Errors and Warnings
	RowsWithErrors int64
	Counts         map[Code]int64 // every issue, exactly: their sum is Errors + Warnings + Repairs
	Groups         []Group
	Issues         []Issue  // the first MaxIssues, by row, column, and order of the codes
	Samples        []Sample // the first 200 rows with issues
	Unchecked      []Code   // checks not made for want of a reference set
	Summary        Summary
	Stopped        string        // why the run ended early, in one sentence, else ""
	Build          *BuildCounts  // nil from Validate
	Labels         []string      // the header as read; of a build, the export's
	Columns        []Column      // what each of Labels holds or, in a build, feeds; NoColumn: nothing, or several
	Elapsed        time.Duration // in no rendered report

	// blocking counts errors in what was written or checked: all of Errors,
	// but of a build only those not in a rejected record.
	blocking int64
	first    *Issue // the first of them
}

// A Group is all issues of one code, column and value: one thing to do.
// Groups come in the order to deal with them: the file, the setup in Otus,
// teachers, classes, students, the rest. A report holds the first 1,000, then
// one with Other set for each code and column.
type Group struct {
	Code     Code
	Severity Severity
	Column   Column
	Value    string // "" where the issues have none, in columns whose values differ in every row (Note), and with Other
	Other    bool   // all further values together
	Count    int64
	Repaired int64   // how many of Count a repair settled
	Rows     []int64 // the first 10
	Fields   []int   // the fields of Rows, as in Issue.Field
	Message  string  // of the first issue
	Fixes    []Fix   // of the first issue
}

// A Sample is a row with issues as it was read.
type Sample struct {
	Row   int64
	Cells []string // in the order of Report.Labels; the first 64
}

// A Summary is the data at a glance, for a person to see whether it is right.
// It counts rows that could be read.
type Summary struct {
	Recognitions []Count // by name, most rows first; at most 1,000 names, then one with Other set
	Teachers     []Count
	Classes      []Count
	Months       []Count // "2023-09", in time's order
	First, Last  Date    // zero where no row has a plain date
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
// pointer to them, are plain text at 80 columns.
type ReportOptions struct {
	Title string
	// Redact hides Value, Old, New and Cells of columns A to D and I
	// everywhere; recognitions, teachers, classes and dates stay.
	Redact bool
	Width  int // of the text report, in characters; 0: 80
	Color  bool
}
