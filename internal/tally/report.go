// Package tally counts what was found in the rows of a run, groups it, and keeps
// of it what a report has room for.
package tally

import (
	"fmt"
	"slices"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
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
	// Of a complete build: where those keys of Builder.Exclude are entered that no row has
	// which counts.
	UnmetExclusions []string
	Elapsed         time.Duration // in no rendered report
	Delivery        string        // of a build with a ledger: what it calls the delivery; "": there is none

	First    *check.Issue           // the first of Blocking
	ByPlace  []int                  // the fields, from 1, of labels that are unknown and were taken by their place: they may be no labels
	Titles   map[schema.Code]string // of the caller's own checks
	Redacted bool                   // values of students are hidden already
}

// A Group is all issues of one code, column and value: one thing to do.
// Groups come in the order to deal with them: the file, the setup in Otus,
// teachers, classes, students, the rest. A report holds the first 1,000, then
// one with Other set for each code and column.
type Group struct {
	Code     schema.Code
	Severity check.Severity
	Column   schema.Column
	Settler  schema.Settler // who settles the first of its issues
	Value    string         // "" where the issues have none, in columns whose values differ in every row (Note), and with Other
	Other    bool           // all further values together
	Count    int64
	Repaired int64         // how many of Count a repair settled
	Years    []Count       // Count by school year, such as "2023-24", in their order, if the issues of the report are of several; rows without a certain date are in none
	Rows     []int64       // the first 10
	Fields   []int         // the fields of Rows, as in Issue.Field
	Places   []check.Place // where to correct these, as in Issue.At
	Message  string        // what each of its issues says; "" where Varies or Other
	Fixes    []check.Fix   // what each of them has; empty where Varies or Other
	Related  []int64       // the same
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
	Repeat seen.Repeat
}

// A Count is how many rows have a name.
type Count struct {
	Name  string // "" with Other
	Other bool   // all further names, and those that are in no set
	Rows  int64
}

// BuildCounts say where every row of an export went: Read = used + LeftOut +
// Repeated, and Records = Written + Rejected + AlreadyShared + Excluded.
type BuildCounts struct {
	Read          int64 // rows read, blank ones apart
	LeftOut       int64 // rows that the mapping's rows leave out
	Repeated      int64 // rows of the key of an earlier one that make the same
	Records       int64 // records made of the rows used
	Written       int64
	Rejected      int64 // records set aside, rows that could not be split among them
	Excluded      int64 // records of students or keys that are excluded
	AlreadyShared int64 // records that were shared before, and are left out
	Changed       int64 // of Rejected, those that were shared before, and not as they are now
	Removed       int64 // records that were shared before, and are to be taken out of Otus
	NotCompared   int64 // records that were shared before and that the export need not have
	Repaired      int64 // records in which a repair changed something
	Defaulted     int64 // cells that a default or fallback of the mapping filled
}

// OK reports whether there is something to share and nothing speaks against
// sharing it: the run is complete, there are rows, and there is no error. Of a
// build it speaks of what was written: that there is some, and no error in it;
// rows that were set aside are not errors then. What a report does not say is
// not taken for good, so that neither the zero Report nor one of a run that
// ended early, for whatever reason, is OK.
func (r *Report) OK() bool { return r.Standing() == 0 && r.shortfall() == "" }

// Standing counts the errors that speak against sharing the file.
func (r *Report) Standing() int64 {
	if r.Build == nil {
		return max(r.Errors, r.Blocking)
	}
	return r.Blocking
}

// EndedEarly reports whether the report says nothing of a part of the input.
func (r *Report) EndedEarly() bool { return !r.Complete || r.Stopped != "" }

// shortfall says what beside errors speaks against sharing the file, or "".
func (r *Report) shortfall() string {
	switch {
	case r.EndedEarly():
		return "the run did not reach the end of the input"
	case r.Build != nil && r.Build.Written+r.Build.AlreadyShared <= 0:
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
	err := &InvalidError{Errors: r.Standing(), RowsWithErrors: r.RowsWithErrors, Shortfall: r.shortfall()}
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
		text += ", the first " + e.First.String()
	}
	if e.Shortfall != "" {
		text += ", and " + e.Shortfall
	}
	return text + ": mend what the report lists and check again"
}

// A MissingNames is what the names of one column lack in a mapping, in a roster
// or in Otus: codes of the export without an entry in the mapping, texts that a
// look-up finds nothing or several for, and names that no reference set holds.
type MissingNames struct {
	Column schema.Column
	Names  []Count // as the export has them, most records first; at most 10,000, then one with Other set
	// Candidates are, for each of Names that is a student's name in a column of identifiers,
	// those who may be meant, for a person to confirm.
	Candidates []Candidates
	Titles     bool // Names are not of the export, but titles of classes that a roster gave
}

// Candidates are whom a student's name may mean.
type Candidates struct {
	Name   string
	People []string // name and identifier of each; at most 20, and then how many more
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
// the column, or [RosterOptions.Identifiers].
type SuspectColumn struct {
	Column  schema.Column
	Filled  int64         // rows with an identifier in the column
	Unknown int64         // those that the roster does not know in that column
	As      schema.Column // what the roster knows most of the unknown ones as; NoColumn: nothing
	Unfed   bool          // the roster holds no identifiers of that kind, so none was checked
}

// Stage says when a group is to be dealt with: what concerns the whole file or
// the setup in Otus settles many rows at once, so it comes first.
func (g *Group) Stage() int {
	switch g.Code {
	case schema.CodeNotCSV, schema.CodeHeaderMissing, schema.CodeHeaderColumnMissing, schema.CodeHeaderDuplicate, schema.CodeHeaderUnknown, schema.CodeDateOrder, schema.CodeFileRows, schema.CodeListSuspect:
		return 0
	case schema.CodeValueUnmapped, schema.CodeRecognitionUnknown:
		return 1
	}
	switch {
	case g.Column == schema.ColRecognition:
		return 1
	case g.Column == schema.ColTeacherEmail:
		return 2
	case g.Column == schema.ColClassName:
		return 3
	case g.Column.Identifier(), g.Code == schema.CodeIdentifierMissing:
		return 4
	}
	return 5
}

// InNoList reports whether the group is of a value that the list of its column has
// in no spelling. Cells that may be several rows' have no value, and a card of
// their own.
func InNoList(g *Group) bool {
	return g.Column != schema.NoColumn && g.Code == UnknownCodes[g.Column] && (g.Value != "" || g.Other) && (len(g.Fixes) == 0 || !g.Fixes[0].Safe)
}

// UnknownCodes are the codes of values that are in no list.
var UnknownCodes = map[schema.Column]schema.Code{
	schema.ColRecognition: schema.CodeRecognitionUnknown, schema.ColTeacherEmail: schema.CodeTeacherUnknown, schema.ColClassName: schema.CodeClassUnknown,
}

// Bounds of what a report keeps. With them a report has a size of its own,
// whatever the file's.
const (
	maxGroups     = 1000 // of one code, column and value
	MaxGroupRows  = 10
	maxSamples    = 200
	maxNames      = 1000 // counted apart in a Summary
	maxKeptChars  = 1000 // of a cell
	MaxGroupValue = 200  // bytes; longer values are counted among the others
)
