package otustemplate

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
)

// A Severity says how much an issue matters. The zero value is none and not
// valid in an [Issue]; SeverityOff switches a check off in
// [ValidatorOptions.Severity].
type Severity uint8

// The severities, in rising order.
const (
	SeverityOff     Severity = iota + 1 // the check is not made
	SeverityWarning                     // worth a look; the row can be uploaded
	SeverityError                       // the row must not be uploaded as it is
)

// String returns "off", "warning" or "error", and "none" for the zero value.
func (s Severity) String() string { return check.Severity(s).String() }

// MarshalText returns what String does.
func (s Severity) MarshalText() ([]byte, error) { return check.Severity(s).MarshalText() }

// UnmarshalText reads what MarshalText wrote. Other text is an error.
func (s *Severity) UnmarshalText(text []byte) error { return (*check.Severity)(s).UnmarshalText(text) }

// A Code names a kind of issue. Codes are part of the API: one never changes
// its meaning. Each constant is documented with the check it stands for.
type Code string

// The codes, in the order in which issues of one cell are told.
const (
	CodeNotCSV              Code = "not-csv"               // a workbook, PDF, web page, gzip or empty file; ends the run
	CodeHeaderMissing       Code = "header-missing"        // no row names template columns; ends the run
	CodeHeaderColumnMissing Code = "header-column-missing" // a required column, or every identifier column, is absent; ends the run
	CodeHeaderDuplicate     Code = "header-duplicate"      // two labels name one column; ends the run
	CodeHeaderUnknown       Code = "header-unknown"        // a column the template does not have
	CodeEncoding            Code = "encoding"              // a cell was not UTF-8, or its letters were spoilt before
	CodeQuote               Code = "quote"                 // a quotation mark where none may stand, or one that never closes
	CodeFieldCount          Code = "field-count"           // more or fewer cells than the header
	CodeRowSize             Code = "row-size"              // a row over ReaderOptions.MaxRowBytes
	CodeBlankRow            Code = "blank-row"             // a blank row between rows
	CodeIdentifierMissing   Code = "identifier-missing"    // columns A to D are all empty
	CodeRequired            Code = "required"              // column E, F, G or H is empty
	CodePlaceholder         Code = "placeholder"           // N/A, NULL, #REF! and the like in place of a value
	CodeRecognitionUnknown  Code = "recognition-unknown"   // not a recognition in Otus
	CodeTeacherUnknown      Code = "teacher-unknown"       // not the e-mail of a teacher in Otus
	CodeClassUnknown        Code = "class-unknown"         // not the name of a class in Otus
	CodeEmailSyntax         Code = "email-syntax"          // column A or F holds no e-mail address
	CodeDateInvalid         Code = "date-invalid"          // not a date, or a day that does not exist
	CodeDateIncomplete      Code = "date-incomplete"       // month, day or year is lacking, or the year has two digits
	CodeDateAmbiguous       Code = "date-ambiguous"        // day first, a spreadsheet's serial number, a time in another zone
	CodeDateOrder           Code = "date-order"            // the file holds dates that can only be day first
	CodeDateTime            Code = "date-time"             // a time behind the date
	CodeDateFuture          Code = "date-future"           // after ValidatorOptions.Today
	CodeDateRange           Code = "date-range"            // outside FirstDate … LastDate
	CodeDateTerm            Code = "date-term"             // outside the terms of the class
	CodeStudentUnknown      Code = "student-unknown"       // no identifier of the row is in the roster
	CodeIdentifierUnknown   Code = "identifier-unknown"    // a spare identifier is not in the roster
	CodeStudentConflict     Code = "student-conflict"      // the row's identifiers belong to different students
	CodeStudentAmbiguous    Code = "student-ambiguous"     // several students have the identifier, or so many that it is nobody's
	CodeIdentifierShape     Code = "identifier-shape"      // markup around an identifier, or a filler such as 000000
	CodeClassAmbiguous      Code = "class-ambiguous"       // several classes have that name
	CodeTeacherClass        Code = "teacher-class"         // the teacher does not teach a class of that name
	CodeStudentClass        Code = "student-class"         // the student is not in a class of that name
	CodeDuplicate           Code = "duplicate"             // repeats an earlier row
	CodeDuplicateShared     Code = "duplicate-shared"      // repeats a row of a file shared earlier
	CodeSpaces              Code = "spaces"                // spaces that do not belong
	CodeControl             Code = "control"               // control or zero-width characters
	CodeSpreadsheet         Code = "spreadsheet"           // what a spreadsheet made of the value
	CodeFormula             Code = "formula"               // a spreadsheet would run the cell
	CodeNoteLong            Code = "note-long"             // a long note
	CodeNoteContact         Code = "note-contact"          // an e-mail address or telephone number in the note
	CodeNoteNamesStudent    Code = "note-names-student"    // the note names another student
	CodeFileRows            Code = "file-rows"             // more rows than a spreadsheet opens
	CodeListSuspect         Code = "list-suspect"          // a list of recognitions, teachers or classes that is empty or lacks most of the file's values
	CodeValueUnmapped       Code = "value-unmapped"        // the mapping has no entry for a code of the export
	CodeLookupNone          Code = "lookup-none"           // a look-up found nothing
	CodeLookupSeveral       Code = "lookup-several"        // a look-up found several
	CodeDefaulted           Code = "defaulted"             // a default of the mapping filled the cell
)

// Codes returns every code, in the order in which the issues of one cell are
// told, in a slice of the caller's own. docs/codes.md says what to do about
// each.
func Codes() []Code { return codesOf(check.Codes()) }

func codesOf(codes []schema.Code) []Code {
	return converted(codes, func(c *schema.Code) Code { return Code(*c) })
}

// An Issue is one thing that is wrong, or may be, with the data: a finding,
// not a Go error. An Issue is plain data of its receiver's own.
type Issue struct {
	Code     Code
	Severity Severity
	Row      int64   // as a spreadsheet shows it, see Position; 0: the file as a whole, or a record built in memory
	Line     int64   // the text line where the row starts, from 1; 0 likewise
	Field    int     // the column in the file as read, from 1; 0: no single cell
	Column   Column  // NoColumn where the whole row or file is meant
	Value    string  // the cell as read
	Message  string  // one plain sentence for office staff: what is wrong and what to do; quotes values of columns E to H only
	Fixes    []Fix   // alternatives, best first, at most one to be applied; empty where nothing can be suggested, and for a note of over 1 MiB
	Related  []int64 // other rows it speaks of: the earlier row that this one repeats
	Repaired bool    // the first fix was applied: told, and settled
	Unsplit  bool    // cells of the row may have run into each other, so that Value and Fixes may hold any column's text; Message quotes none of it
	At       Place   // where to correct it; of a build it need not be Row and Field, which are those of the file read
}

// Cell returns the name of the cell to correct as a spreadsheet shows it in the
// file that At says, such as "G14" or "AA7", "row 14" where no single cell is
// meant, and "" for the file as a whole. Without a row, as in an issue of
// [Validator.Check], it is the column's letter alone.
func (i Issue) Cell() string {
	own := i.inner()
	return own.Cell()
}

// issueOf returns the issue that was made inside.
func issueOf(is *check.Issue) Issue {
	return Issue{
		Code: Code(is.Code), Severity: Severity(is.Severity),
		Row: is.Row, Line: is.Line, Field: is.Field, Column: Column(is.Column),
		Value: is.Value, Message: is.Message, Fixes: fixesOf(is.Fixes), Related: is.Related,
		Repaired: is.Repaired, Unsplit: is.Unsplit, At: placeOf(is.At),
	}
}

// inner returns the issue as the rooms inside have it.
func (i *Issue) inner() check.Issue {
	return check.Issue{
		Code: schema.Code(i.Code), Severity: check.Severity(i.Severity),
		Row: i.Row, Line: i.Line, Field: i.Field, Column: schema.Column(i.Column),
		Value: i.Value, Message: i.Message, Fixes: innerFixes(i.Fixes), Related: i.Related,
		Repaired: i.Repaired, Unsplit: i.Unsplit, At: i.At.inner(),
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

// A Place is where to correct something: a cell or a row of one of the files that
// a build has to do with.
type Place struct {
	In    PlaceIn
	Row   int64 // as a spreadsheet shows that file; 0: the file as a whole, or a record built in memory
	Field int   // the column in that file, from 1; 0: no single cell
}

// A PlaceIn says in which file a [Place] is.
type PlaceIn uint8

// The files. What a check finds is in the input, as is what a build finds of rows
// and labels, and of rejected records where there is no [Builder].Rejects.
const (
	InInput    PlaceIn = iota // the file or source that was read
	InTemplate                // the template that a build wrote: of a record that was written
	InRejects                 // a build's rejects: of a record that was set aside
)

// String returns "input", "template" or "rejects".
func (in PlaceIn) String() string { return check.PlaceIn(in).String() }

// Cell names the place in its file, as [Issue.Cell] does.
func (p Place) Cell() string { return p.inner().Cell() }

func placeOf(p check.Place) Place { return Place{PlaceIn(p.In), p.Row, p.Field} }
func (p Place) inner() check.Place {
	return check.Place{In: check.PlaceIn(p.In), Row: p.Row, Field: p.Field}
}

// A Fix is a replacement of one whole cell, to be made only where the cell still
// is what Old says.
type Fix struct {
	Column Column // of the cell to change: mostly that of the issue, but not always
	Old    string // the cell as it must stand for the fix to be applied: a guard against a stale file
	New    string // what is to stand there; "" empties the cell
	Safe   bool   // Repair may apply it unasked
}

func fixesOf(fixes []check.Fix) []Fix {
	return converted(fixes, func(f *check.Fix) Fix { return Fix{Column(f.Column), f.Old, f.New, f.Safe} })
}

func innerFixes(fixes []Fix) []check.Fix {
	return converted(fixes, func(f *Fix) check.Fix {
		return check.Fix{Column: schema.Column(f.Column), Old: f.Old, New: f.New, Safe: f.Safe}
	})
}
