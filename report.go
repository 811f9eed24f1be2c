package otustemplate

import (
	"io"
	"log/slog"
	"maps"
	"slices"
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

// A Report is the result of [Validator.Validate] or [Builder.Build]. It is plain data: all
// that OK, Err and the renderers look at is in its fields, so that a program may make,
// change or copy one, and [ReadReport] reads one that was stored. Several goroutines may
// use it if none changes it. OK looks at Complete, Stopped, Blocking, Errors, Rows and
// Build, not at Issues. The renderers (WriteText, WriteJSON, WriteCSV, WriteHTML) do not
// change it and do not look at a clock. The zero Report is not OK.
//
// Cells in a report are cut to their first 1,000 characters, followed by "…";
// [ValidatorOptions.OnIssue] receives them whole.
type Report struct {
	Complete       bool              // the run reached the end of the input, and made at least one check
	Rows           int64             // rows below the header that are not blank, including unreadable ones
	Bytes          int64             // bytes of input read; approximate if the run ended early; 0 if the input is not a template
	Errors         int64             // issues of SeverityError that were not repaired
	Warnings       int64             // issues of SeverityWarning that were not repaired
	Repairs        int64             // issues that were repaired; Errors and Warnings do not include them
	RowsWithErrors int64             // rows with at least one of Errors
	Blocking       int64             // errors because of which the file must not be shared: all of Errors, but in a build only those that are not in a rejected record
	Counts         map[Code]int64    // all issues by code; they add up to Errors + Warnings + Repairs
	Groups         []Group           // the issues by code, column and value
	Issues         []Issue           // the first MaxIssues, by row, column, and order of the codes
	Samples        []Sample          // the first 200 rows with issues
	Unchecked      []Code            // checks not made because what they need is not known
	Suspects       []SuspectColumn   // columns of identifiers that are most likely wrong as a whole
	Summary        Summary           // the data at a glance
	Stopped        string            // why the run ended early, in one sentence; "" if it did not
	Build          *BuildCounts      // nil from Validate
	Labels         []string          // the header as read; in a build that of the export
	Columns        []Column          // what each of Labels is or, in a build, feeds; NoColumn: nothing, or several
	Missing        []MissingNames    // in a build: what the mapping, a roster or Otus lacks, by column; see WriteMissing
	Undecided      []UndecidedColumn // in a build: columns that may decide which rows count and that the mapping does not look at
	// In a complete build: the Place of each key of Builder.Exclude that no row has which
	// "rows" of the mapping leaves in. It may be mistyped, so that its record was not kept out.
	UnmetExclusions []string
	First           *Issue          // the first of Blocking; nil if there is none
	ByPlace         []int           // the fields, from 1, of unknown labels that were accepted because of their position: they may be data, and Redact hides them
	Titles          map[Code]string // the titles of ValidatorOptions.Checks, by code; nil without such checks
	Delivery        string          // in a build with a Ledger: the ID of the delivery, as Ledger.Commit takes it; "" if there was nothing to deliver
	Redacted        bool            // values of students are hidden already, as in a redacted report that ReadReport has read; every renderer then redacts
	Elapsed         time.Duration   // how long the run took; no rendered report contains it
}

// A Group is all issues of one code, column and value: one thing to do. Groups are in
// the order in which to deal with them: the file, the setup in Otus, teachers, classes,
// students, the rest. Their counts are exact; Rows, Fields and Places are examples.
// After the first 1,000 groups, further values of one code and column are counted
// together in a Group with Other set.
type Group struct {
	Code     Code
	Severity Severity
	Column   Column
	Settler  Settler // who settles the first of its issues
	Value    string  // the value of the cells; "" if they have none, in columns whose values differ in every row (Note), and if Other is set
	Other    bool    // all further values together
	Count    int64   // issues, including repaired ones
	Repaired int64   // how many of Count were repaired
	// Years is Count by school year, such as "2023-24", in the order of time. It is nil if
	// all issues of the report are of rows of one year. A school year is that of the roster whose
	// sessions contain the date, or begins in July. Rows without a date that is certain
	// are not counted, and years after the first 20 are one NameCount with Other set.
	Years   []NameCount
	Rows    []int64 // the rows of the first 10
	Fields  []int   // the fields of Rows, as in Issue.Field
	Places  []Place // where to correct these, as in Issue.At
	Message string  // the message of each issue; "" if Varies or Other is set
	Fixes   []Fix   // the fixes of each issue; empty if Varies or Other is set
	Related []int64 // the related rows of each issue; empty if Varies or Other is set
	Varies  bool    // the issues differ in message, fixes or related rows, see Report.Issues
}

// A Sample is a row with issues, as it was read.
type Sample struct {
	Row     int64    // the row of the input, see Position
	Cells   []string // the first 64 cells, in the order of Report.Labels
	Unsplit bool     // the row could not be split into its cells, or not with certainty, so that any of them may hold text of any column
}

// A Summary is the data at a glance, for a person to see whether it looks right. It
// counts rows that could be read; in a build, the records that were written.
type Summary struct {
	// Recognitions counts rows by name, most rows first, then one NameCount with Other set.
	// If the set of names is not known, the first 1,000 names are counted.
	Recognitions []NameCount
	Teachers     []NameCount // the same, by e-mail address
	Classes      []NameCount // the same, by name
	Months       []NameCount // by month, such as "2023-09", in order of time
	First, Last  Date        // the first and last date; zero if no row has a plain date
	// ErrorRows counts the rows with errors in each stretch of RowsPerStretch rows of the
	// file.
	ErrorRows      []int64
	RowsPerStretch int64
	// Repeat is the longest run of consecutive rows that repeat consecutive earlier rows,
	// as after a paste. Its Count is 0 if there is none.
	Repeat Repeat
}

// A NameCount is the number of rows that have a name.
type NameCount struct {
	Name  string // "" if Other is set
	Other bool   // all further names, including those that are not in the set
	Rows  int64
}

// A Repeat is a stretch of rows that repeats an earlier one.
type Repeat struct {
	Row   int64 // the first repeating row
	Of    int64 // the row that it repeats
	Count int64 // the number of consecutive rows that repeat; 0 means no repeat
}

// A MissingNames lists what is missing for the names of one column: codes of the export
// without an entry in the mapping, texts for which a look-up finds nothing or several
// answers, and names that are not in the set of what exists in Otus.
type MissingNames struct {
	Column Column
	Names  []NameCount // as in the export, most records first; at most 10,000, then one with Other set
	// Candidates has, for each of Names in columns A to D that is the name of a person and
	// not an identifier, the students who may be meant: a name alone settles nothing, and
	// waits for a person to confirm it.
	Candidates []StudentCandidates
	// Titles says that Names are not of the export: they are titles of classes that an
	// earlier year's roster gave and that Otus does not have, for the "rename" of a mapping.
	Titles bool
}

// StudentCandidates are the students whom a name of the export may mean, in any roster of
// the build.
type StudentCandidates struct {
	Name   string
	People []string // the name and the identifier of each; at most 20, then one that says how many more there are
}

// An UndecidedColumn is a column of an export that may decide which rows count and that
// the mapping does not look at. Its label suggests that, see [Mapping.Undecided], or it
// has fewer than 50 different values and one of them is Victim, Witness, Participant,
// Draft, Void, Reward or the like.
type UndecidedColumn struct {
	Label  string
	Field  int         // the column in the export, from 1
	Values []NameCount // values of the rows used, most rows first; "" is a blank cell; at most 20, then one with Other set
}

// A SuspectColumn is a column of identifiers that is most likely wrong as a whole,
// because most of its values are not in the roster or none can be. Usually the column
// holds another kind of identifier, or [RosterOptions.Identifiers] names the wrong
// source.
type SuspectColumn struct {
	Column  Column
	Filled  int64  // rows with an identifier in the column
	Unknown int64  // rows whose identifier is not in the roster as one of this column
	As      Column // the column whose identifiers most of the unknown ones are; NoColumn if there is none
	Unfed   bool   // the roster does not have identifiers of this kind, so that none was checked
}

// OK reports whether the file can be shared: the run is complete, there are rows, and
// there is no error. For a build it speaks of the template: some record was written, and
// no error is left in what was written; errors of rejected records do not count, because
// they are not in the template. A report of a run that ended early, for whatever reason,
// is not OK, and neither is the zero Report.
func (r *Report) OK() bool { return r.inner().OK() }

// Err returns nil if the report is OK, and otherwise an [*InvalidError].
func (r *Report) Err() error {
	wrong, ok := r.inner().Err().(*tally.InvalidError)
	if !ok {
		return nil
	}
	return &InvalidError{Errors: wrong.Errors, RowsWithErrors: wrong.RowsWithErrors, Shortfall: wrong.Shortfall, First: issueOf(&wrong.First)}
}

// An InvalidError says why checked data must not be shared: see [Report.Err]. It is plain
// data.
type InvalidError struct {
	Errors         int64  // 0 if Shortfall is the only reason
	RowsWithErrors int64  // as in the Report
	Shortfall      string // that the run ended early, or that there is nothing to share; "" otherwise
	First          Issue  // the first error in file order; zero if the report did not keep it. It holds the cell, but Error does not
}

// Error returns how many errors there are, the place and the code of the first one, and
// the Shortfall. It does not hold a cell.
func (e *InvalidError) Error() string {
	own := &tally.InvalidError{Errors: e.Errors, RowsWithErrors: e.RowsWithErrors, Shortfall: e.Shortfall, First: e.First.inner()}
	return own.Error()
}

// ReportOptions configures how a report is rendered. The zero ReportOptions, or a nil
// pointer to it, means plain text 80 characters wide with nothing hidden. A renderer does
// not keep it.
type ReportOptions struct {
	// Title is put above the report, such as the name of the file. "" means no title in
	// text, and a plain one in HTML.
	Title string
	// Redact hides the cells of columns A to D and I and of columns that the template does
	// not have, in Value, Old, New and Cells. It hides all cells of a row whose cells may
	// be run together (Issue.Unsplit), labels of the header that were accepted only
	// because of their position, because they may be data, and the messages of
	// ValidatorOptions.Checks and of CodeRecordRefused; and it leaves Missing out.
	// Recognitions, teachers, classes, dates and the other labels stay.
	Redact bool
	// RejectsName is the name of the rejects in the report of a build. "" means "the
	// rejects file".
	RejectsName string
	// TemplateName is the name of the template in the report of a build. "" means "the
	// template".
	TemplateName string
	// InputName is the name of the file that was checked or, in a build, of the export. It
	// stands at the head of the HTML page, and cells of the file are named with it. "" means
	// no name and, in a build, "the export".
	InputName string
	// IssuesName is the name of a file of every issue, as an [IssueWriter] writes it: the
	// reports for people name it where they leave issues out. "" means that there is none,
	// and that staff are to ask for it.
	IssuesName string
	// Width is the width of the text report, in characters. 0 means 80; less than 40 means
	// 40.
	Width int
	// Color adds ANSI colors to the text report.
	Color bool
}

// inner returns the options as the rooms inside have them.
func (o *ReportOptions) inner() *advice.ReportOptions { return (*advice.ReportOptions)(o) }

// WriteText writes the report as plain text for people: the first line says whether the
// file is ready to share with Otus; then come the things to do, in order, and the
// figures. Characters of cells on which a terminal would act are made visible, and long
// cells are cut. Nil opts means defaults.
//
// It makes one call of w.Write, and the same report and options give the same bytes. The
// error is that of w.
func (r *Report) WriteText(w io.Writer, opts *ReportOptions) error {
	return page.WriteText(r.inner(), w, opts.inner())
}

// WriteJSON writes the report as one JSON object, indented and followed by a line feed,
// which [ReadReport] reads back and docs/report.schema.json describes. Its names are
// stable: new ones may be added, but while the version is the same none is removed or
// changes its meaning. Lists are never null. Rows and lines count from 1, as in [Issue]; columns are
// the labels of the template, "" for none; severities are "error" or "warning"; dates
// are YYYY-MM-DD, "" for none.
//
//	version         of the layout: 1
//	ok              Report.OK
//	complete        the run reached the end of the input
//	title           ReportOptions.Title
//	redacted        whether values of students are hidden, as "(hidden)"
//	rows            rows below the header that are not blank
//	bytes           bytes of input read
//	errors          issues of severity error that were not repaired
//	warnings        issues of severity warning that were not repaired
//	repairs         issues that were repaired
//	rowsWithErrors  rows with an error that was not repaired
//	blocking        errors because of which the file must not be shared
//	stopped         why the run ended early; "" if it did not
//	counts          object: code to number of issues, all of them
//	groups          list, in the order in which to deal with them:
//	  code, severity, column
//	  value         the value of the cells; "" if they differ
//	  otherValues   true: all further values of the code and column together
//	  count         issues in the group
//	  repaired      how many of them were repaired
//	  years         how many of them are of rows of each school year, such as
//	                "2023-24", with the keys of recognitions below; empty if all
//	                issues of the report are of one year
//	  cells         names of the first cells, such as "G14"
//	  rows          their rows in the input
//	  fields        the columns of these in the input, as field below
//	  places        where to correct them, as in at below
//	  varies        true: message, fixes or related rows differ between the
//	                issues, and are left out here
//	  message       of each issue
//	  fixes         of each issue, as below
//	  related       of each issue
//	first           null, or the first error because of which the file must not be
//	                shared, with the same keys as each of the following list
//	issues          a list, by row and column:
//	  code, severity, column
//	  row, line     0 for the file as a whole
//	  field         column in the input, from 1; 0: no single cell
//	  cell          such as "G14", in the file that at names
//	  at            where to correct it: in is "input" or, for a build,
//	                "template" for a record that was written and "rejects" for
//	                one that was rejected; row and field are those of that file
//	  value         the cell as read
//	  message       a sentence for office staff
//	  fixes         list, best first, of which at most one may be applied:
//	    column, old, new
//	    safe        a repair may apply it without asking
//	  related       other rows that are meant
//	  repaired      a repair applied the first fix
//	  unsplit       cells of the row may be run together: value and fixes may
//	                hold text of any column
//	issuesLeftOut   issues that were counted but not kept
//	labels          the header as read
//	columns         the column that each of labels is or feeds
//	samples         list of rows with issues: row, cells in the order of labels,
//	                and unsplit, as in issues
//	unchecked       codes of checks not made because what they need is not known
//	summary         the data at a glance:
//	  firstDate, lastDate
//	  recognitions, teachers, classes, months
//	                lists of name, rows, and other (all further names together)
//	  errorRows     rows with errors in each stretch of the file
//	  rowsPerStretch
//	  repeat        the longest repeat: row, of, count; all 0 if there is none
//	build           null, or an object: read, leftOut, repeated, records, written,
//	                rejected, repaired, defaulted
//
// and these, each left out if it is empty:
//
//	missing         what the mapping, a roster or Otus lacks: column, and names, a
//	                list as in the summary; never in a redacted report
//	undecided       columns that may decide which rows count: label, field, and
//	                values, a list as in the summary
//	suspects        columns of identifiers that are most likely wrong as a
//	                whole: column; filled and unknown, which are rows; knownAs,
//	                the column whose identifiers they are, or ""; unfed: the
//	                roster does not have identifiers of this kind; message
//	byPlace         the columns of the input, from 1, whose labels are unknown and
//	                were accepted because of their position: they may be data
//	titles          object: code to title of the program's own checks
//
// Control characters and marks that change the direction of text are escaped, so that
// the output is safe on a terminal. Nil opts means defaults.
//
// It makes one call of w.Write, and the same report and options give the same bytes. The
// error is that of w.
func (r *Report) WriteJSON(w io.Writer, opts *ReportOptions) error {
	return page.WriteJSON(r.inner(), w, opts.inner())
}

// ReadReport reads a report that [Report.WriteJSON] wrote, such as one that was stored
// for later. It has every field of the report that was written, except Elapsed, and empty
// lists are nil. Every renderer makes of it, with the same options, what it made of the
// report that was written. If that was redacted, so is this one: its Redacted is set,
// and what was hidden stays hidden, whatever the options. Keys that are not known are
// ignored, and bytes that were not UTF-8, as only a [Source] can give them, are U+FFFD.
//
// The error lists what is wrong, each with its place, such as groups[3].severity, and
// does not hold a value of the report: a text that is not JSON or not whole, another
// version than 1, a key that is missing, a value of the wrong type, and "ok" that does
// not follow from the counts. An error of r is returned as it is.
func ReadReport(r io.Reader) (*Report, error) {
	rep, err := page.ReadReport(r)
	if err != nil {
		return nil, err
	}
	return reportOf(rep), nil
}

// WriteCSV writes one row for each issue that the report kept, for a spreadsheet: UTF-8
// with a byte order mark, commas, CR LF. Its columns are
//
//	row       the row in the file that has the cell; empty: the file as a whole
//	cell      "G14", or "row 14"
//	column    the label of the template, such as "Class Name"; empty: the whole row
//	severity  "error" or "warning"
//	code      such as "class-unknown"
//	value     the cell as read
//	message   what is wrong and what to do
//	fix       what to write instead of the value: "(empty cell)" for nothing,
//	          "Student Number: 123" if another cell is meant; empty: no suggestion
//	safe      "yes" if a repair may apply the fix without asking, "no", or empty
//	repaired  "yes" if a repair has applied it, else "no"
//	who       the one who settles it: "you" (the office staff), "your data person" or "Otus";
//	          empty if it is repaired
//
// and for a build also
//
//	file        the file of row and cell: the rejects for a record that was rejected,
//	            the template for one that was written, else the export
//	export row  the row of the export
//
// If the report kept fewer issues than there are, the message of a last row says so. A
// cell that a spreadsheet would run as a formula gets an apostrophe in front: one that
// begins with = + - @ or their full-width forms, a tab or a line break, with or without
// spaces before them. So does the text after a semicolon, a tab, a vertical bar or a line
// break within a cell, because a spreadsheet may split the cell there. Nil opts means
// defaults.
//
// It makes one call of w.Write, and the same report and options give the same bytes. The
// error is that of w.
func (r *Report) WriteCSV(w io.Writer, opts *ReportOptions) error {
	return page.WriteCSV(r.inner(), w, opts.inner())
}

// WriteHTML writes the report as one self-contained web page for office staff: the first
// line says whether the file is ready to share with Otus; then come a card for each
// thing to do, in order, the data at a glance, and the rows with issues as a spreadsheet
// shows them. More than 8 values of one code and column are one card, with a table of them. The page does not load or send anything. It can be read and printed without
// its script, which only filters and sorts. A content security policy forbids any other
// script, whatever a cell holds; characters that cannot be seen are made visible.
//
// For a large report the page holds what a person can read, at most about 3 MB, and says
// what it leaves out. Nil opts means defaults.
//
// It makes one call of w.Write, and the same report and options give the same bytes. The
// error is that of w.
func (r *Report) WriteHTML(w io.Writer, opts *ReportOptions) error {
	return page.WriteHTML(r.inner(), w, opts.inner())
}

// WriteMissing writes the names that a build lacks, as JSON: for each column of the
// template a "values" object with the codes without an entry in the mapping, the texts
// that a look-up did not find, and the names that are not in the set of what exists in
// Otus, each with "" as its name in Otus. Fill in the names; [ReadValues] reads the text
// and [Mapping.WithValues] adds it to the mapping. "counts" says how many records have each
// one, and "notListed", if a list was cut, how many have a name that is not in it; a mapping
// ignores both.
//
// Codes and names are those of the export. An entry holds for every row that has the name.
// Identifiers of students are left out: the rejects have these rows. Names of students are
// listed, each once, if the export has them in a column A to D that is looked up: "students"
// says who may be meant, in any roster of the build. Enter the identifier of the right one;
// if two children have the name, leave it empty and answer the rows in the rejects. With
// such names the text holds data of students, and must be kept as the rejects are.
//
// If Class Name is looked up without a text of the export, its entries are no "values" but
// "rename": titles of an earlier year's roster that Otus does not have.
//
// If nothing is missing, or the report is redacted or not one of a build, "columns" is
// empty. The error is that of w.
func (r *Report) WriteMissing(w io.Writer) error { return mapping.WriteMissing(r.inner(), w) }

// LogValue returns whether the report is OK and its counts, without any text of the
// data. It implements [slog.LogValuer].
func (r Report) LogValue() slog.Value {
	var counts, build []slog.Attr
	for _, code := range slices.Sorted(maps.Keys(r.Counts)) {
		counts = append(counts, slog.Int64(string(code), r.Counts[code]))
	}
	if b := r.Build; b != nil {
		build = []slog.Attr{
			slog.Int64("read", b.Read), slog.Int64("leftOut", b.LeftOut), slog.Int64("repeated", b.Repeated), slog.Int64("records", b.Records),
			slog.Int64("written", b.Written), slog.Int64("rejected", b.Rejected), slog.Int64("excluded", b.Excluded),
			slog.Int64("alreadyShared", b.AlreadyShared), slog.Int64("changed", b.Changed), slog.Int64("removed", b.Removed), slog.Int64("repaired", b.Repaired),
		}
	}
	return slog.GroupValue(
		slog.Bool("ok", r.OK()), slog.Bool("complete", r.Complete), slog.Int64("rows", r.Rows),
		slog.Int64("errors", r.Errors), slog.Int64("warnings", r.Warnings), slog.Int64("repairs", r.Repairs),
		slog.Int64("rowsWithErrors", r.RowsWithErrors), slog.Int64("blocking", r.Blocking),
		slog.Attr{Key: "counts", Value: slog.GroupValue(counts...)}, slog.Attr{Key: "build", Value: slog.GroupValue(build...)},
	)
}

// LogValue returns the code, the severity, the column, the counts and the names of the
// first cells of the group, without its value, message and fixes. It implements
// [slog.LogValuer].
func (g Group) LogValue() slog.Value {
	own := g.inner()
	return slog.GroupValue(
		slog.String("code", string(g.Code)), slog.String("severity", g.Severity.String()), slog.String("column", g.Column.String()),
		slog.Int64("count", g.Count), slog.Int64("repaired", g.Repaired), slog.Any("cells", advice.CellsOf(&own)),
	)
}

// LogValue returns the row and the number of cells of the sample, without their texts. It
// implements [slog.LogValuer].
func (s Sample) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("row", s.Row), slog.Int("cells", len(s.Cells)), slog.Bool("unsplit", s.Unsplit))
}

// reportOf returns the report that was made inside.
func reportOf(r *tally.Report) *Report {
	own := &Report{
		Complete: r.Complete, Rows: r.Rows, Bytes: r.Bytes, Errors: r.Errors, Warnings: r.Warnings, Repairs: r.Repairs,
		RowsWithErrors: r.RowsWithErrors, Blocking: r.Blocking,
		Groups: converted(r.Groups, groupOf), Issues: issuesOf(r.Issues), Samples: converted(r.Samples, sampleOf),
		Unchecked: codesOf(r.Unchecked), Suspects: converted(r.Suspects, suspectOf), Summary: summaryOf(&r.Summary),
		Stopped: r.Stopped, Build: (*BuildCounts)(r.Build), Labels: r.Labels, Columns: columnsOf(r.Columns),
		Missing: converted(r.Missing, missingOf), Undecided: converted(r.Undecided, undecidedOf), UnmetExclusions: r.UnmetExclusions,
		Elapsed: r.Elapsed, ByPlace: r.ByPlace, Redacted: r.Redacted, Delivery: r.Delivery,
		Counts: byCode[Code](r.Counts), Titles: byCode[Code](r.Titles),
	}
	if r.First != nil {
		first := issueOf(r.First)
		own.First = &first
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
		Missing: converted(r.Missing, (*MissingNames).inner), Undecided: converted(r.Undecided, (*UndecidedColumn).inner), UnmetExclusions: r.UnmetExclusions,
		Elapsed: r.Elapsed, ByPlace: r.ByPlace, Redacted: r.Redacted, Delivery: r.Delivery,
		Counts: byCode[schema.Code](r.Counts), Titles: byCode[schema.Code](r.Titles),
	}
	if r.First != nil {
		first := r.First.inner()
		own.First = &first
	}
	return own
}

// byCode returns the map under codes of another type; nil stays nil.
func byCode[To, From ~string, V any](values map[From]V) map[To]V {
	if values == nil {
		return nil
	}
	own := make(map[To]V, len(values))
	for code, v := range values {
		own[To(code)] = v
	}
	return own
}

func groupOf(g *tally.Group) Group {
	return Group{
		Code: Code(g.Code), Severity: Severity(g.Severity), Column: Column(g.Column), Settler: Settler(g.Settler), Value: g.Value, Other: g.Other,
		Count: g.Count, Repaired: g.Repaired, Years: countsOf(g.Years), Rows: g.Rows, Fields: g.Fields,
		Places:  converted(g.Places, func(p *check.Place) Place { return placeOf(*p) }),
		Message: g.Message, Fixes: fixesOf(g.Fixes), Related: g.Related, Varies: g.Varies,
	}
}

func (g *Group) inner() tally.Group {
	return tally.Group{
		Code: schema.Code(g.Code), Severity: check.Severity(g.Severity), Column: schema.Column(g.Column), Settler: schema.Settler(g.Settler), Value: g.Value, Other: g.Other,
		Count: g.Count, Repaired: g.Repaired, Years: innerCounts(g.Years), Rows: g.Rows, Fields: g.Fields,
		Places:  converted(g.Places, func(p *Place) check.Place { return p.inner() }),
		Message: g.Message, Fixes: innerFixes(g.Fixes), Related: g.Related, Varies: g.Varies,
	}
}

func sampleOf(s *tally.Sample) Sample { return Sample(*s) }
func (s *Sample) inner() tally.Sample { return tally.Sample(*s) }

func countsOf(counts []tally.Count) []NameCount {
	return converted(counts, func(c *tally.Count) NameCount { return NameCount(*c) })
}

func innerCounts(counts []NameCount) []tally.Count {
	return converted(counts, func(c *NameCount) tally.Count { return tally.Count(*c) })
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
	return MissingNames{Column(m.Column), countsOf(m.Names), converted(m.Candidates, func(c *tally.Candidates) StudentCandidates { return StudentCandidates(*c) }), m.Titles}
}

func (m *MissingNames) inner() tally.MissingNames {
	return tally.MissingNames{Column: schema.Column(m.Column), Names: innerCounts(m.Names),
		Candidates: converted(m.Candidates, func(c *StudentCandidates) tally.Candidates { return tally.Candidates(*c) }), Titles: m.Titles}
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
