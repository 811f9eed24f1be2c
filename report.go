package otustemplate

import (
	"io"
	"time"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/tally"
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
	Blocking       int64          // errors that speak against sharing the file: all of Errors, but of a build only those not in a rejected record
	Counts         map[Code]int64 // every issue, exactly: their sum is Errors + Warnings + Repairs
	Groups         []Group
	Issues         []Issue         // the first MaxIssues, by row, column, and order of the codes
	Samples        []Sample        // the first 200 rows with issues
	Unchecked      []Code          // checks not made for want of a reference set
	Suspects       []SuspectColumn // columns of identifiers that are most likely wrong as a whole
	Summary        Summary
	Stopped        string            // why the run ended early, in one sentence, else ""
	Build          *BuildCounts      // nil from Validate
	Labels         []string          // the header as read; of a build, the export's
	Columns        []Column          // what each of Labels holds or, in a build, feeds; NoColumn: nothing, or several
	Missing        []MissingNames    // of a build: what the mapping or Otus lacks, by column; see WriteMissing
	Undecided      []UndecidedColumn // of a build: columns that may decide which rows count and that the mapping does not look at
	Elapsed        time.Duration     // in no rendered report

	first   *Issue // the first of Blocking
	byPlace []int  // the fields, from 1, of labels that are unknown and were taken by their place: they may be no labels
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
	Places   []Place // where to correct these, as in Issue.At
	Message  string  // what each of its issues says; "" where Varies or Other
	Fixes    []Fix   // what each of them has; empty where Varies or Other
	Related  []int64 // likewise
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

// A MissingNames is what the names of one column lack in a mapping, in a roster
// or in Otus: codes of the export without an entry in the mapping, texts that a
// look-up finds nothing or several for, and names that no reference set holds.
type MissingNames struct {
	Column Column
	Names  []Count // as the export has them, most records first; at most 10,000, then one with Other set
}

// An UndecidedColumn is a column of an export that may decide which rows count
// and that the mapping does not look at: by the words of its label, as
// [Mapping.Undecided] says, or as one of its values, of under 50 different ones,
// is Victim, Witness, Participant, Draft, Void, Reward or the like.
type UndecidedColumn struct {
	Label  string
	Field  int     // the column in the export, from 1
	Values []Count // of the rows used, most rows first; "" is a blank cell; at most 20, then one with Other set
}

// A SuspectColumn is a column of identifiers of which most are not in the
// roster, or none can be: what is wrong is then most likely not each row but
// the column, or [OneRosterOptions.Identifiers].
type SuspectColumn struct {
	Column  Column
	Filled  int64  // rows with an identifier in the column
	Unknown int64  // those that the roster does not know in that column
	As      Column // what the roster knows most of the unknown ones as; NoColumn: nothing
	Unfed   bool   // the roster holds no identifiers of that kind, so none was checked
}

// OK reports whether there is something to share and nothing speaks against
// sharing it: the run is complete, there are rows, and there is no error. Of a
// build it speaks of what was written: that there is some, and no error in it;
// rows that were set aside are not errors then. What a report does not say is
// not taken for good, so that neither the zero Report nor one of a run that
// ended early, for whatever reason, is OK.
func (r *Report) OK() bool { return r.inner().OK() }

// Err returns nil where the report is OK, else an [*InvalidError].
func (r *Report) Err() error {
	wrong, ok := r.inner().Err().(*tally.InvalidError)
	if !ok {
		return nil
	}
	return &InvalidError{Errors: wrong.Errors, RowsWithErrors: wrong.RowsWithErrors, Shortfall: wrong.Shortfall, First: issueOf(&wrong.First)}
}

// An InvalidError says why checked data is not to be shared: see [Report.Err].
// It is plain data of its receiver's own.
type InvalidError struct {
	Errors         int64 // 0 where nothing but Shortfall speaks against sharing
	RowsWithErrors int64
	Shortfall      string // that the run ended early, or that there is nothing to share; else ""
	First          Issue  // in file order; zero where the report kept no issue. It holds the cell, which Error does not tell
}

// Error returns how many errors there are, the place and code of the first, and
// what else speaks against sharing. It holds no cell.
func (e *InvalidError) Error() string {
	own := &tally.InvalidError{Errors: e.Errors, RowsWithErrors: e.RowsWithErrors, Shortfall: e.Shortfall, First: e.First.inner()}
	return own.Error()
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

// inner returns the options as the rooms inside have them.
func (o *ReportOptions) inner() *advice.ReportOptions { return (*advice.ReportOptions)(o) }

// WriteText writes the report as plain text for people: in its first line
// whether the file is ready to share with Otus, then what to do, in order, then
// the figures. Characters of cells that a terminal would act on are made
// visible, and long cells are cut. It writes once, the same bytes for the same
// report and options; the error is w's.
func (r *Report) WriteText(w io.Writer, opts *ReportOptions) error {
	return page.WriteText(r.inner(), w, opts.inner())
}

// WriteJSON writes the report as one JSON object, indented, with a line feed
// behind it. Its names are stable: new ones may come, none goes or changes its
// meaning. Lists are never null. Rows and lines count from 1, as
// [Issue] has them; columns are the template's labels, "" for none; severities
// are "error" or "warning"; dates are YYYY-MM-DD, "" for none.
//
//	ok              Report.OK
//	complete        the run reached the end of the input
//	title           ReportOptions.Title
//	redacted        whether values of students are hidden: "(hidden)"
//	rows            non-blank rows below the header
//	bytes           of input read
//	errors          issues of severity error that stand
//	warnings        issues of severity warning that stand
//	repairs         issues that a repair settled
//	rowsWithErrors  rows with an error that stands
//	blocking        errors that speak against sharing the file
//	stopped         why the run ended early, or ""
//	counts          object: code to number of issues, all of them
//	groups          list, in the order to deal with them:
//	  code, severity, column
//	  value         the cells' value, or "" where they differ
//	  otherValues   true: all further values of the code and column together
//	  count         issues in the group
//	  repaired      how many of them a repair settled
//	  cells         names of the first cells, such as "G14"
//	  rows          their rows in the input
//	  places        where to correct them, as at below
//	  varies        true: message, fixes or related rows differ from issue to
//	                issue, and are left out here
//	  message       of each issue
//	  fixes         of each issue, as below
//	  related       of each issue
//	issues          list, by row and column:
//	  code, severity, column
//	  row, line     0: the file as a whole
//	  field         column in the file as read, from 1; 0: no single cell
//	  cell          such as "G14", in the file that at says
//	  at            where to correct it: in, which is "input" or, of a build,
//	                "template" of a record that was written and "rejects" of one
//	                that was set aside; row and field in that file, as above
//	  value         the cell as read
//	  message       for office staff
//	  fixes         list, best first, at most one to be applied:
//	    column, old, new
//	    safe        a repair may apply it unasked
//	  related       other rows it speaks of
//	  repaired      the first fix was applied
//	  unsplit       cells of the row may have run into each other: value and
//	                fixes may hold any column's text
//	issuesLeftOut   issues that were counted and not kept
//	labels          the header as read
//	columns         what each of labels is or feeds
//	samples         list of rows with issues: row, cells in the order of labels
//	unchecked       codes of checks not made for want of a reference set
//	summary         the data at a glance:
//	  firstDate, lastDate
//	  recognitions, teachers, classes, months
//	                lists of name, rows, and other: all further names together
//	  errorRows     rows with errors in each stretch of the file
//	  rowsPerStretch
//	  repeat        the longest repeat: row, of, count; 0 for none
//	build           null, or read, leftOut, records, written, rejected,
//	                repaired, defaulted
//
// and, each left out where it is empty,
//
//	missing         what the mapping or Otus lacks: column, and names, a list as
//	                in the summary; never in a redacted report
//	undecided       columns that may decide which rows count: label, field, and
//	                values, a list as in the summary
//	suspects        columns of identifiers that are most likely wrong as a
//	                whole: column; filled, unknown: rows; knownAs: the column
//	                whose identifiers they are, or ""; unfed: the roster holds
//	                none of the kind; message
//
// Control characters and marks that turn text are escaped, so that the output
// is safe on a terminal. It writes once, the same bytes for the same report and
// options; the error is w's.
func (r *Report) WriteJSON(w io.Writer, opts *ReportOptions) error {
	return page.WriteJSON(r.inner(), w, opts.inner())
}

// WriteCSV writes a line for each issue the report kept, for a spreadsheet:
// UTF-8 with a byte order mark, commas, CR LF. Its columns are
//
//	row       as a spreadsheet shows the file where the cell is; empty: the file as a whole
//	cell      "G14", or "row 14"
//	column    the template's label, such as "Class Name"; empty: the whole row
//	severity  "error" or "warning"
//	code      such as "class-unknown"
//	value     the cell as read
//	message   what is wrong and what to do
//	fix       what to write in place of the value, "(empty cell)" for nothing,
//	          "Student Number: 123" where another cell is meant; empty: no suggestion
//	safe      "yes" where [Validator.Repair] may apply the fix unasked, "no", or empty
//	repaired  "yes" where a repair has applied it, else "no"
//
// and of a build also
//
//	file        the file that row and cell are of: the rejects for a record that
//	            was set aside, the template for one that was written, else the
//	            export
//	export row  the row of the export
//
// Where the report kept fewer issues than there are, a last line says so in
// message. A cell that a spreadsheet would run as a formula, one that begins
// with = + - @ or their full-width forms, a tab or a line break, spaces before
// them or not, gets an apostrophe in front. So does what follows a semicolon, a
// tab, a bar or a line break within a cell, as a spreadsheet may split there. It
// writes once, the same bytes for the same report and options; the error is w's.
func (r *Report) WriteCSV(w io.Writer, opts *ReportOptions) error {
	return page.WriteCSV(r.inner(), w, opts.inner())
}

// WriteHTML writes the report as one self-contained web page for office staff:
// in its first line whether the file is ready to share with Otus, then a card
// for each thing to do, in order, the data at a glance, and the rows with
// issues as a spreadsheet shows them. The page loads nothing, sends nothing,
// and can be read, and printed, without its script, which only filters and
// sorts. A content security policy lets no other script run, whatever a cell
// holds; characters that cannot be seen are made visible.
//
// Of a large report the page holds what a person can read, some 3 MB at most,
// and says what it leaves out. It writes once, the same bytes for the same
// report and options; the error is w's.
func (r *Report) WriteHTML(w io.Writer, opts *ReportOptions) error {
	return page.WriteHTML(r.inner(), w, opts.inner())
}

// WriteMissing writes what the names of a build lack, as JSON: for each column
// the "values" that are to be put into the mapping, every code without an entry,
// every text that was looked up in vain and every name that no reference set
// holds, with the name in Otus still "".
// Entries that are filled in go into the "values" of the column's entry as they
// are. "counts" says how many records each one concerns; a mapping passes it
// over. Where nothing lacks, or the report is none of a build, "columns" is
// empty. The codes and names are those of the export. The columns A to D and I are
// left out, as their texts tell of students: the rejects have these rows.
func (r *Report) WriteMissing(w io.Writer) error { return mapping.WriteMissing(r.inner(), w) }

// reportOf returns the report that was made inside.
func reportOf(r *tally.Report) *Report {
	own := &Report{
		Complete: r.Complete, Rows: r.Rows, Bytes: r.Bytes, Errors: r.Errors, Warnings: r.Warnings, Repairs: r.Repairs,
		RowsWithErrors: r.RowsWithErrors, Blocking: r.Blocking,
		Groups: converted(r.Groups, groupOf), Issues: issuesOf(r.Issues), Samples: converted(r.Samples, sampleOf),
		Unchecked: codesOf(r.Unchecked), Suspects: converted(r.Suspects, suspectOf), Summary: summaryOf(&r.Summary),
		Stopped: r.Stopped, Build: (*BuildCounts)(r.Build), Labels: r.Labels, Columns: columnsOf(r.Columns),
		Missing: converted(r.Missing, missingOf), Undecided: converted(r.Undecided, undecidedOf),
		Elapsed: r.Elapsed, byPlace: r.ByPlace,
	}
	if r.Counts != nil {
		own.Counts = make(map[Code]int64, len(r.Counts))
		for code, n := range r.Counts {
			own.Counts[Code(code)] = n
		}
	}
	if r.First != nil {
		first := issueOf(r.First)
		own.first = &first
	}
	return own
}

// inner returns the report as the rooms inside have it.
func (r *Report) inner() *tally.Report {
	own := &tally.Report{
		Complete: r.Complete, Rows: r.Rows, Bytes: r.Bytes, Errors: r.Errors, Warnings: r.Warnings, Repairs: r.Repairs,
		RowsWithErrors: r.RowsWithErrors, Blocking: r.Blocking,
		Groups: converted(r.Groups, (*Group).inner), Issues: converted(r.Issues, (*Issue).inner), Samples: converted(r.Samples, (*Sample).inner),
		Unchecked: converted(r.Unchecked, func(c *Code) schema.Code { return schema.Code(*c) }),
		Suspects:  converted(r.Suspects, (*SuspectColumn).inner), Summary: r.Summary.inner(),
		Stopped: r.Stopped, Build: (*tally.BuildCounts)(r.Build), Labels: r.Labels,
		Columns: innerColumns(r.Columns),
		Missing: converted(r.Missing, (*MissingNames).inner), Undecided: converted(r.Undecided, (*UndecidedColumn).inner),
		Elapsed: r.Elapsed, ByPlace: r.byPlace,
	}
	if r.Counts != nil {
		own.Counts = make(map[schema.Code]int64, len(r.Counts))
		for code, n := range r.Counts {
			own.Counts[schema.Code(code)] = n
		}
	}
	if r.first != nil {
		first := r.first.inner()
		own.First = &first
	}
	return own
}

func groupOf(g *tally.Group) Group {
	return Group{
		Code: Code(g.Code), Severity: Severity(g.Severity), Column: Column(g.Column), Value: g.Value, Other: g.Other,
		Count: g.Count, Repaired: g.Repaired, Rows: g.Rows, Fields: g.Fields,
		Places:  converted(g.Places, func(p *check.Place) Place { return placeOf(*p) }),
		Message: g.Message, Fixes: fixesOf(g.Fixes), Related: g.Related, Varies: g.Varies,
	}
}

func (g *Group) inner() tally.Group {
	return tally.Group{
		Code: schema.Code(g.Code), Severity: check.Severity(g.Severity), Column: schema.Column(g.Column), Value: g.Value, Other: g.Other,
		Count: g.Count, Repaired: g.Repaired, Rows: g.Rows, Fields: g.Fields,
		Places:  converted(g.Places, func(p *Place) check.Place { return p.inner() }),
		Message: g.Message, Fixes: innerFixes(g.Fixes), Related: g.Related, Varies: g.Varies,
	}
}

func sampleOf(s *tally.Sample) Sample { return Sample(*s) }
func (s *Sample) inner() tally.Sample { return tally.Sample(*s) }

func countsOf(counts []tally.Count) []Count {
	return converted(counts, func(c *tally.Count) Count { return Count(*c) })
}

func innerCounts(counts []Count) []tally.Count {
	return converted(counts, func(c *Count) tally.Count { return tally.Count(*c) })
}

func summaryOf(s *tally.Summary) Summary {
	return Summary{
		Recognitions: countsOf(s.Recognitions), Teachers: countsOf(s.Teachers), Classes: countsOf(s.Classes), Months: countsOf(s.Months),
		First: Date(s.First), Last: Date(s.Last), ErrorRows: s.ErrorRows, RowsPerStretch: s.RowsPerStretch, Repeat: Repeat(s.Repeat),
	}
}

func (s *Summary) inner() tally.Summary {
	return tally.Summary{
		Recognitions: innerCounts(s.Recognitions), Teachers: innerCounts(s.Teachers), Classes: innerCounts(s.Classes), Months: innerCounts(s.Months),
		First: dates.Date(s.First), Last: dates.Date(s.Last), ErrorRows: s.ErrorRows, RowsPerStretch: s.RowsPerStretch, Repeat: seen.Repeat(s.Repeat),
	}
}

func missingOf(m *tally.MissingNames) MissingNames {
	return MissingNames{Column(m.Column), countsOf(m.Names)}
}

func (m *MissingNames) inner() tally.MissingNames {
	return tally.MissingNames{Column: schema.Column(m.Column), Names: innerCounts(m.Names)}
}

func undecidedOf(u *tally.UndecidedColumn) UndecidedColumn {
	return UndecidedColumn{u.Label, u.Field, countsOf(u.Values)}
}

func (u *UndecidedColumn) inner() tally.UndecidedColumn {
	return tally.UndecidedColumn{Label: u.Label, Field: u.Field, Values: innerCounts(u.Values)}
}

func suspectOf(s *tally.SuspectColumn) SuspectColumn {
	return SuspectColumn{Column(s.Column), s.Filled, s.Unknown, Column(s.As), s.Unfed}
}

func (s *SuspectColumn) inner() tally.SuspectColumn {
	return tally.SuspectColumn{Column: schema.Column(s.Column), Filled: s.Filled, Unknown: s.Unknown, As: schema.Column(s.As), Unfed: s.Unfed}
}
