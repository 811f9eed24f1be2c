package page

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// What WriteJSON writes and ReadReport reads. The root's Report.WriteJSON says what the
// keys mean; the comments here are what docs/report.schema.json says of them.

// jsonVersion is the version of the layout. It changes when a key changes its meaning
// or goes, not when one is added.
const jsonVersion = 1

type jsonReport struct {
	Version         int                    `json:"version"`                   // of the layout
	OK              bool                   `json:"ok"`                        // the file can be shared
	Complete        bool                   `json:"complete"`                  // the run reached the end of the input, and made at least one check
	Title           string                 `json:"title"`                     // put above the report
	Redacted        bool                   `json:"redacted"`                  // values of students are hidden, as "(hidden)"
	Rows            int64                  `json:"rows"`                      // rows below the header that are not blank
	Bytes           int64                  `json:"bytes"`                     // bytes of input read
	Errors          int64                  `json:"errors"`                    // issues of severity error that were not repaired
	Warnings        int64                  `json:"warnings"`                  // issues of severity warning that were not repaired
	Repairs         int64                  `json:"repairs"`                   // issues that were repaired
	RowsWithErrors  int64                  `json:"rowsWithErrors"`            // rows with an error that was not repaired
	Blocking        int64                  `json:"blocking"`                  // errors because of which the file must not be shared
	Stopped         string                 `json:"stopped"`                   // why the run ended early; "" if it did not
	Counts          map[schema.Code]int64  `json:"counts"`                    // all issues by code
	Groups          []jsonGroup            `json:"groups"`                    // the issues by code, column and value, in the order in which to deal with them
	First           *jsonIssue             `json:"first"`                     // the first error because of which the file must not be shared
	Issues          []jsonIssue            `json:"issues"`                    // the issues that were kept, by row and column
	IssuesLeftOut   int64                  `json:"issuesLeftOut"`             // issues that were counted but not kept
	Labels          []string               `json:"labels"`                    // the header as read
	Columns         []schema.Column        `json:"columns"`                   // the column that each of labels is or feeds
	Samples         []jsonSample           `json:"samples"`                   // rows with issues
	Unchecked       []schema.Code          `json:"unchecked"`                 // codes of checks not made because what they need is not known
	Summary         jsonSummary            `json:"summary"`                   // the data at a glance
	Build           *jsonBuild             `json:"build"`                     // what became of the rows of an export; null if a file was checked
	Delivery        string                 `json:"delivery,omitempty"`        // what the ledger calls what was written
	Missing         []jsonMissing          `json:"missing,omitempty"`         // what the mapping, a roster or Otus lacks, by column
	Undecided       []jsonUndecided        `json:"undecided,omitempty"`       // columns that may decide which rows count and that the mapping does not look at
	UnmetExclusions []string               `json:"unmetExclusions,omitempty"` // where keys to exclude are entered that no row has
	Suspects        []jsonSuspect          `json:"suspects,omitempty"`        // columns of identifiers that are most likely wrong as a whole
	ByPlace         []int                  `json:"byPlace,omitempty"`         // the columns of the input, from 1, whose labels are unknown and were accepted because of their position
	Titles          map[schema.Code]string `json:"titles,omitempty"`          // the titles of the program's own checks, by code
}

type jsonSuspect struct {
	Column  schema.Column `json:"column"`
	Filled  int64         `json:"filled"`  // rows with an identifier in the column
	Unknown int64         `json:"unknown"` // rows whose identifier is not in the roster
	KnownAs schema.Column `json:"knownAs"` // the column whose identifiers most of the unknown ones are; "" if there is none
	Unfed   bool          `json:"unfed"`   // the roster does not have identifiers of this kind
	Message string        `json:"message"` // the same as a sentence
}

type jsonMissing struct {
	Column     schema.Column    `json:"column"`
	Names      []jsonCount      `json:"names"`                // as in the export, most records first
	Candidates []jsonCandidates `json:"candidates,omitempty"` // whom those of names that are names of students may mean
	Titles     bool             `json:"titles,omitempty"`     // names are titles of classes that an earlier year's roster gave
}

type jsonCandidates struct {
	Name   string   `json:"name"`
	People []string `json:"people"` // name and identifier of each
}

type jsonUndecided struct {
	Label  string      `json:"label"`
	Field  int         `json:"field"`  // the column in the export, from 1
	Values []jsonCount `json:"values"` // of the rows used, most rows first
}

type jsonGroup struct {
	Code        schema.Code    `json:"code"`
	Severity    check.Severity `json:"severity"`
	Column      schema.Column  `json:"column"`
	Settler     schema.Settler `json:"settler"`     // who settles the issues: you (the office staff), your data person or Otus
	Value       string         `json:"value"`       // the value of the cells; "" if they differ
	OtherValues bool           `json:"otherValues"` // all further values of the code and column together
	Count       int64          `json:"count"`       // issues in the group
	Repaired    int64          `json:"repaired"`    // how many of them were repaired
	Years       []jsonCount    `json:"years"`       // issues by school year, such as "2023-24"; empty if all issues of the report are of one
	Cells       []string       `json:"cells"`       // names of the first cells, such as "G14"
	Rows        []int64        `json:"rows"`        // their rows in the input
	Fields      []int          `json:"fields"`      // their columns in the input, from 1
	Places      []jsonPlace    `json:"places"`      // where to correct them
	Varies      bool           `json:"varies"`      // message, fixes or related rows differ between the issues, and are left out here
	Message     string         `json:"message"`     // of each issue
	Fixes       []jsonFix      `json:"fixes"`       // of each issue
	Related     []int64        `json:"related"`     // of each issue
}

type jsonPlace struct {
	In    check.PlaceIn `json:"in"`    // the file
	Row   int64         `json:"row"`   // 0 for the file as a whole
	Field int           `json:"field"` // the column, from 1; 0 if no single cell is meant
}

type jsonIssue struct {
	Code     schema.Code    `json:"code"`
	Severity check.Severity `json:"severity"`
	Column   schema.Column  `json:"column"`
	Settler  schema.Settler `json:"settler"`  // who settles it: you (the office staff), your data person or Otus
	Row      int64          `json:"row"`      // in the input; 0 for the file as a whole
	Line     int64          `json:"line"`     // of text, from 1; 0 for the file as a whole
	Field    int            `json:"field"`    // the column in the input, from 1; 0 if no single cell is meant
	Cell     string         `json:"cell"`     // such as "G14", in the file that at names
	At       jsonPlace      `json:"at"`       // where to correct it
	Value    string         `json:"value"`    // the cell as read
	Message  string         `json:"message"`  // a sentence for office staff
	Fixes    []jsonFix      `json:"fixes"`    // alternatives, best first, of which at most one may be applied
	Related  []int64        `json:"related"`  // other rows that are meant
	Repaired bool           `json:"repaired"` // a repair applied the first fix
	Unsplit  bool           `json:"unsplit"`  // cells of the row may be run together: value and fixes may hold text of any column
}

type jsonFix struct {
	Column schema.Column `json:"column"`
	Old    string        `json:"old"`  // what the cell must be for the fix to be applied
	New    string        `json:"new"`  // what replaces it
	Safe   bool          `json:"safe"` // a repair may apply it without asking
}

type jsonSample struct {
	Row     int64    `json:"row"`     // in the input
	Cells   []string `json:"cells"`   // in the order of labels
	Unsplit bool     `json:"unsplit"` // the row could not be split into its cells with certainty
}

type jsonSummary struct {
	FirstDate      dates.Date  `json:"firstDate"`
	LastDate       dates.Date  `json:"lastDate"`
	Recognitions   []jsonCount `json:"recognitions"`
	Teachers       []jsonCount `json:"teachers"`
	Classes        []jsonCount `json:"classes"`
	Months         []jsonCount `json:"months"`         // such as "2023-09"
	ErrorRows      []int64     `json:"errorRows"`      // rows with errors in each stretch of the file
	RowsPerStretch int64       `json:"rowsPerStretch"` // how long these are
	Repeat         jsonRepeat  `json:"repeat"`         // the longest repeat of consecutive rows
}

type jsonCount struct {
	Name  string `json:"name"`  // "" with other
	Other bool   `json:"other"` // all further names together
	Rows  int64  `json:"rows"`
}

type jsonRepeat struct {
	Row   int64 `json:"row"`   // the first repeating row
	Of    int64 `json:"of"`    // the row that it repeats
	Count int64 `json:"count"` // consecutive rows that repeat; 0 if there is no repeat
}

type jsonBuild struct {
	Read          int64 `json:"read"`          // rows read, without blank ones
	LeftOut       int64 `json:"leftOut"`       // rows that the mapping leaves out
	Repeated      int64 `json:"repeated"`      // rows that make what an earlier row of the same key made
	Records       int64 `json:"records"`       // records made of the rows used
	Written       int64 `json:"written"`       // records written to the template
	Rejected      int64 `json:"rejected"`      // records rejected
	Excluded      int64 `json:"excluded"`      // records left out because their student or key is excluded
	AlreadyShared int64 `json:"alreadyShared"` // records left out, as they were shared before
	Changed       int64 `json:"changed"`       // of rejected, those that were shared before and have changed since
	Removed       int64 `json:"removed"`       // records that were shared before and are to be removed from Otus
	NotCompared   int64 `json:"notCompared"`   // records that were shared before and that the export need not have
	Repaired      int64 `json:"repaired"`      // records in which a repair changed something
	Defaulted     int64 `json:"defaulted"`     // cells filled by a default or fallback of the mapping
}
