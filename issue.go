package otustemplate

import (
	"log/slog"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
)

// A Severity says how much an issue matters. The zero value is not valid in an
// [Issue]. In [ValidatorOptions.Severity], SeverityOff turns a check off.
type Severity uint8

// The severities, in rising order.
const (
	SeverityOff     Severity = iota + 1 // the check is not made
	SeverityWarning                     // worth a look; the row can be uploaded
	SeverityError                       // the row must not be uploaded unchanged
)

// String returns "off", "warning" or "error", and "none" for any other value.
func (s Severity) String() string { return check.Severity(s).String() }

// MarshalText returns what String does. The error is always nil.
func (s Severity) MarshalText() ([]byte, error) { return check.Severity(s).MarshalText() }

// UnmarshalText reads what MarshalText writes. Other text is an error, and s stays
// unchanged.
func (s *Severity) UnmarshalText(text []byte) error { return (*check.Severity)(s).UnmarshalText(text) }

// A Code names a kind of issue. Codes are part of the API: a code never changes its
// meaning. The comment of each constant says what its check finds; docs/codes.md says
// what to do about it.
type Code string

// Title returns what a report calls the issues of the code, such as "Class not in Otus",
// or "" if the code is not one of the constants. The titles of a program's own checks are
// in [Report.Titles].
func (c Code) Title() string { return schema.Code(c).Title() }

// DefaultSeverity returns the severity of the check, as [ValidatorOptions.Severity]
// overrides it, or 0 if the code is not one of the constants. A few checks report some of
// their issues with another severity: docs/codes.md says which.
func (c Code) DefaultSeverity() Severity { return Severity(check.DefaultSeverity(schema.Code(c))) }

// DocURL returns where docs/codes.md describes the code, as a URL relative to the root
// of the module, such as "docs/codes.md#class-unknown", or "" if the code is not one of
// the constants.
func (c Code) DocURL() string {
	if c.Title() == "" {
		return ""
	}
	return "docs/codes.md#" + string(c)
}

// Settler returns who settles the problems of the code, or 0 if the code is not one of the
// constants. An issue may be another's to settle, which [Issue.Settler] then says:
// docs/codes.md says when.
func (c Code) Settler() Settler { return Settler(schema.Code(c).Settler()) }

// A Settler is who settles a problem. The zero value is nobody who is known.
type Settler uint8

// The settlers.
const (
	SettlerStaff      Settler = iota + 1 // the office staff who correct the rows
	SettlerDataPerson                    // who runs the build and looks after mapping, roster, lists and the setup of Otus
	SettlerOtus                          // Otus: only its team can say
)

// String returns what the staff read: "you", "your data person" or "Otus", and "" for any
// other value.
func (s Settler) String() string { return schema.Settler(s).String() }

// MarshalText returns what String does. The error is always nil.
func (s Settler) MarshalText() ([]byte, error) { return schema.Settler(s).MarshalText() }

// UnmarshalText reads what MarshalText writes. Other text is an error, and s stays
// unchanged.
func (s *Settler) UnmarshalText(text []byte) error { return (*schema.Settler)(s).UnmarshalText(text) }

// The codes, in the order in which the issues of one cell are reported.
const (
	CodeNotCSV              Code = "not-csv"               // a workbook, PDF, web page, gzip or empty file; ends the run
	CodeHeaderMissing       Code = "header-missing"        // no row has labels of the template; ends the run
	CodeHeaderColumnMissing Code = "header-column-missing" // a required column, or every identifier column, is missing; ends the run
	CodeHeaderDuplicate     Code = "header-duplicate"      // two labels name one column; ends the run
	CodeHeaderUnknown       Code = "header-unknown"        // a column that the template does not have, or a row above the header that may be data
	CodeEncoding            Code = "encoding"              // a cell was not UTF-8, or its letters were garbled before
	CodeQuote               Code = "quote"                 // a quotation mark that must not be there, or one that is never closed
	CodeFieldCount          Code = "field-count"           // more or fewer cells than the header
	CodeRowSize             Code = "row-size"              // a row longer than ReaderOptions.MaxRowBytes
	CodeBlankRow            Code = "blank-row"             // a blank row between rows
	CodeIdentifierMissing   Code = "identifier-missing"    // columns A to D are all empty
	CodeRequired            Code = "required"              // column E, F, G or H is empty
	CodePlaceholder         Code = "placeholder"           // N/A, NULL, #REF! and the like instead of a value
	CodeRecognitionUnknown  Code = "recognition-unknown"   // not a recognition in Otus
	CodeTeacherUnknown      Code = "teacher-unknown"       // not the e-mail address of a teacher in Otus
	CodeClassUnknown        Code = "class-unknown"         // not the name of a class in Otus
	CodeEmailSyntax         Code = "email-syntax"          // column A or F is not an e-mail address
	CodeDateInvalid         Code = "date-invalid"          // not a date, or a day that does not exist
	CodeDateIncomplete      Code = "date-incomplete"       // month, day or year is missing, or the year has two digits
	CodeDateAmbiguous       Code = "date-ambiguous"        // day first, the serial number of a spreadsheet, or a time in another zone
	CodeDateOrder           Code = "date-order"            // the file has dates that can only be day first
	CodeDateTime            Code = "date-time"             // a time after the date
	CodeDateFuture          Code = "date-future"           // after ValidatorOptions.Today
	CodeDateRange           Code = "date-range"            // before FirstDate or after LastDate
	CodeDateTerm            Code = "date-term"             // outside the terms of the class
	CodeStudentUnknown      Code = "student-unknown"       // no identifier of the row is in the roster
	CodeIdentifierUnknown   Code = "identifier-unknown"    // an identifier is not in the roster, but another one of the row is
	CodeStudentConflict     Code = "student-conflict"      // the identifiers of the row belong to different students
	CodeStudentAmbiguous    Code = "student-ambiguous"     // several students have the identifier, or so many that it identifies nobody
	CodeTeacherAmbiguous    Code = "teacher-ambiguous"     // the address of a teacher was somebody else's when the row happened
	CodeStudentLeft         Code = "student-left"          // a student of an earlier year's roster who is not in today's
	CodeTeacherLeft         Code = "teacher-left"          // a teacher of an earlier year's roster who is not in Otus today
	CodeClassPast           Code = "class-past"            // a class of an earlier year's roster of which Otus does not have the name today
	CodeIdentifierShape     Code = "identifier-shape"      // markup around an identifier, or a filler such as 000000
	CodeClassAmbiguous      Code = "class-ambiguous"       // several classes have that name
	CodeTeacherClass        Code = "teacher-class"         // the teacher does not teach a class of that name
	CodeStudentClass        Code = "student-class"         // the student is not in a class of that name
	CodeDuplicate           Code = "duplicate"             // repeats an earlier row
	CodeDuplicateShared     Code = "duplicate-shared"      // repeats a row of a file shared earlier
	CodeChangedSince        Code = "changed-since"         // was shared before, but not as it is now
	CodeSpaces              Code = "spaces"                // extra spaces
	CodeControl             Code = "control"               // control characters or characters of no width
	CodeSpreadsheet         Code = "spreadsheet"           // a value that a spreadsheet changed
	CodeFormula             Code = "formula"               // a spreadsheet would run the cell as a formula
	CodeNoteLong            Code = "note-long"             // a note longer than ValidatorOptions.NoteLimit, or than a cell of a spreadsheet can be
	CodeNoteContact         Code = "note-contact"          // an e-mail address or telephone number in the note
	CodeNoteSensitive       Code = "note-sensitive"        // a recognition or note speaks of what is not for families, such as an IEP or the police
	CodeNoteNamesStudent    Code = "note-names-student"    // the note names another student
	CodeFileRows            Code = "file-rows"             // more rows than a spreadsheet opens
	CodeListSuspect         Code = "list-suspect"          // a list of recognitions, teachers or classes that is empty or lacks most of the file's values
	CodeValueUnmapped       Code = "value-unmapped"        // the mapping does not have an entry for a code of the export
	CodeLookupNone          Code = "lookup-none"           // a look-up found nothing
	CodeLookupSeveral       Code = "lookup-several"        // a look-up found several answers
	CodeRowSeveral          Code = "row-several"           // several students and several behaviors, and not which student did which
	CodeDefaulted           Code = "defaulted"             // a default of the mapping filled the cell
	CodeKeyConflict         Code = "key-conflict"          // rows of one key of the mapping make different records
	CodeRowRepeated         Code = "row-repeated"          // differs from the row before it in nothing that the mapping uses
	CodeRowUndecided        Code = "row-undecided"         // a cell says that the row does not count, and the mapping does not decide on it
	CodeRecordRefused       Code = "record-refused"        // what a build writes to refused the record
)

// Codes returns all codes, in the order in which the issues of one cell are reported.
// The slice belongs to the caller.
func Codes() []Code { return codesOf(check.Codes()) }

func codesOf(codes []schema.Code) []Code {
	return converted(codes, func(c *schema.Code) Code { return Code(*c) })
}

// An Issue is one thing that is or may be wrong with the data: a result, not a Go
// error. An Issue is plain data.
type Issue struct {
	Code     Code
	Severity Severity
	Row      int64   // the row of the input, see Position; 0 if the whole file is meant, or for a record built in memory
	Line     int64   // the text line where the row starts, from 1; 0 as for Row
	Field    int     // the column of the input, from 1; 0 if no single cell is meant. From Check it is the column of the default layout
	Column   Column  // NoColumn if the whole row or file is meant
	Value    string  // the cell as read
	Message  string  // a plain sentence for office staff: what is wrong and what to do; it quotes values of columns E to H only
	Fixes    []Fix   // alternatives, best first, of which at most one may be applied; empty if there is no suggestion, and for a note of more than 1 MiB
	Related  []int64 // other rows that are meant, such as the earlier row that this one repeats
	Repaired bool    // a repair applied the first fix, so that the issue counts as neither error nor warning
	Unsplit  bool    // cells of the row may be run together, so that Value and Fixes may hold text of any column; Message quotes none of it
	Settler  Settler // who settles it
	At       Place   // where to correct it: in a build not always Row and Field, which are those of the input
}

// Cell returns the name of the cell to correct, as a spreadsheet shows it in the file
// that At names, such as "G14" or "AA7"; "row 14" if no single cell is meant; and ""
// for the file as a whole. Without a row, as in an issue of [Validator.Check], it is
// only the letter of the column.
func (i Issue) Cell() string {
	own := i.inner()
	return own.Cell()
}

// String returns the code and the place of the issue, such as "class-unknown at G14 of
// the rejects", for logs and errors: it does not hold a cell.
func (i Issue) String() string {
	own := i.inner()
	return own.String()
}

// LogValue returns the code, the severity and the place of the issue, without its cell,
// message and fixes. It implements [slog.LogValuer]. A log/slog handler calls it for an
// Issue that is logged by itself, not for those in a slice: log these one by one.
func (i Issue) LogValue() slog.Value {
	own := i.inner()
	place := own.Place()
	return slog.GroupValue(
		slog.String("code", string(i.Code)), slog.String("severity", i.Severity.String()),
		slog.String("cell", place.Cell()), slog.String("in", place.In.String()),
		slog.Int64("row", i.Row), slog.String("column", i.Column.String()), slog.Bool("repaired", i.Repaired),
	)
}

// issueOf returns the issue that was made inside.
func issueOf(is *check.Issue) Issue {
	return Issue{
		Code: Code(is.Code), Severity: Severity(is.Severity),
		Row: is.Row, Line: is.Line, Field: is.Field, Column: Column(is.Column),
		Value: is.Value, Message: is.Message, Fixes: fixesOf(is.Fixes), Related: is.Related,
		Repaired: is.Repaired, Unsplit: is.Unsplit, Settler: Settler(is.Settler), At: placeOf(is.At),
	}
}

// inner returns the issue as the rooms inside have it.
func (i *Issue) inner() check.Issue {
	return check.Issue{
		Code: schema.Code(i.Code), Severity: check.Severity(i.Severity),
		Row: i.Row, Line: i.Line, Field: i.Field, Column: schema.Column(i.Column),
		Value: i.Value, Message: i.Message, Fixes: innerFixes(i.Fixes), Related: i.Related,
		Repaired: i.Repaired, Unsplit: i.Unsplit, Settler: schema.Settler(i.Settler), At: i.At.inner(),
	}
}

func issuesOf(issues []check.Issue) []Issue { return converted(issues, issueOf) }

// converted returns what f makes of each of the values; nil stays nil.
func converted[From, To any](values []From, f func(*From) To) []To {
	if values == nil {
		return nil
	}
	own := make([]To, len(values))
	for i := range values {
		own[i] = f(&values[i])
	}
	return own
}

// A Place is where to correct something: a cell or row of one of the files that a run
// reads or writes.
type Place struct {
	In    PlaceIn
	Row   int64 // as a spreadsheet shows that file; 0 if the whole file is meant, or for a record built in memory
	Field int   // the column in that file, from 1; 0 if no single cell is meant
}

// A PlaceIn says in which file a [Place] is. The zero PlaceIn is InInput.
type PlaceIn uint8

// The files. What a check finds is in the input. So is what a build finds about rows
// and labels, and about rejected records if [Builder].Rejects is nil.
const (
	InInput    PlaceIn = iota // the file or source that was read
	InTemplate                // the template of a build, for a record that was written
	InRejects                 // the rejects of a build, for a record that was rejected
)

// String returns "template" or "rejects", and "input" for any other value.
func (in PlaceIn) String() string { return check.PlaceIn(in).String() }

// MarshalText returns what String does. The error is always nil.
func (in PlaceIn) MarshalText() ([]byte, error) { return check.PlaceIn(in).MarshalText() }

// UnmarshalText reads what MarshalText writes. Other text is an error, and in stays
// unchanged.
func (in *PlaceIn) UnmarshalText(text []byte) error { return (*check.PlaceIn)(in).UnmarshalText(text) }

// Cell returns the name of the cell in its file, as [Issue.Cell] does.
func (p Place) Cell() string { return p.inner().Cell() }

func placeOf(p check.Place) Place { return Place{PlaceIn(p.In), p.Row, p.Field} }
func (p Place) inner() check.Place {
	return check.Place{In: check.PlaceIn(p.In), Row: p.Row, Field: p.Field}
}

// A Fix replaces one whole cell; Apply does so to a [Record]. If the cell is not Old any
// more, the data has changed since it was checked, and the fix must not be applied. A Fix
// is plain data.
type Fix struct {
	Column Column // the cell to change; usually, but not always, that of the issue
	Old    string // what the cell must be for the fix to be applied
	New    string // what replaces it; "" empties the cell
	Safe   bool   // a repair may apply it without asking
}

// Apply makes New the cell of r in the Column of the fix, and reports whether it did. If
// that cell is not Old it does nothing and returns false. A date is Old if it is the same
// day, in whatever form.
func (f Fix) Apply(r *Record) bool {
	own := r.inner()
	if !own.Holds(schema.Column(f.Column), f.Old) {
		return false
	}
	r.SetCell(f.Column, f.New)
	return true
}

// LogValue returns the column of the fix and whether it is safe, without the texts. It
// implements [slog.LogValuer].
func (f Fix) LogValue() slog.Value {
	return slog.GroupValue(slog.String("column", f.Column.String()), slog.Bool("safe", f.Safe))
}

func fixesOf(fixes []check.Fix) []Fix {
	return converted(fixes, func(f *check.Fix) Fix { return Fix{Column(f.Column), f.Old, f.New, f.Safe} })
}

func innerFixes(fixes []Fix) []check.Fix {
	return converted(fixes, func(f *Fix) check.Fix {
		return check.Fix{Column: schema.Column(f.Column), Old: f.Old, New: f.New, Safe: f.Safe}
	})
}
