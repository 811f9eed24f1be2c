package otustemplate

import (
	"context"
	"io"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// ValidatorOptions configures what is checked and how a run of Validate or Build goes.
// The zero ValidatorOptions, or a nil pointer to it, makes every check that does not
// need further facts.
type ValidatorOptions struct {
	// FirstDate and LastDate are the first and the last day that dates are expected to
	// have, such as those of a school year. A zero Date means no limit.
	FirstDate, LastDate Date
	// Today is the last day that is not in the future. The zero Date means the day, in
	// local time, on which the Validator is made.
	Today Date
	// NoteLimit is the number of characters above which a note gets a warning. 0 means
	// no limit except 32,767, the most that a cell of a spreadsheet holds. Notes typed
	// in Otus are limited to 300 (Otus's help articles "District Recognitions" and
	// "Teacher Recognitions"); uploaded ones are not.
	NoteLimit int
	// SensitiveWords are words and phrases of the district's own that
	// [CodeNoteSensitive] warns of beside those it knows. They match as whole words,
	// without regard to case, accents and hyphens. NewValidator keeps a copy.
	SensitiveWords []string
	// Severity overrides the severity of checks, those in Checks too; SeverityOff turns
	// a check off. NewValidator refuses codes that are not known, and those that end a
	// run (CodeNotCSV, CodeHeaderMissing, CodeHeaderColumnMissing and
	// CodeHeaderDuplicate). A row that could not be read is always reported: for it
	// SeverityOff counts as SeverityError.
	Severity map[Code]Severity
	// Checks are checks of the program's own. They stand beside the built-in ones
	// everywhere: in Check, Repair, Validate, Build, Severity, and every report.
	// NewValidator keeps a copy of the slice.
	Checks []Check
	// MaxIssues is the number of issues that a report keeps. 0 means 1,000; a negative
	// number means none. The counts of a report are exact in any case.
	MaxIssues int
	// MaxErrors stops the run after that many errors, counted in file order: it then
	// returns [ErrTooManyErrors], and Report.Stopped says so. 0 means no limit.
	MaxErrors int64
	// Workers is the number of goroutines that make and check rows in Validate and
	// Build, including the one that called. 0 means GOMAXPROCS. The result does not
	// depend on it.
	Workers int
	// Reader configures how Validate reads a file, how WithShared does, and how Build
	// does if it has no mapping and the source is a [CSVSource] made without options.
	Reader ReaderOptions
	// OnIssue, if not nil, is called with every issue, in file order, on the goroutine
	// that called Validate or Build: calls of one run never overlap, but runs that
	// share the Validator call it at the same time. The Issue may be kept, but its
	// slices must not be changed, because the report shares them. An error stops the
	// run, which returns it; a panic reaches the caller of the run. A run with OnIssue is
	// slower, because it makes the words of every issue.
	OnIssue func(Issue) error
	// OnProgress, if not nil, is called at most five times a second, and once more at
	// the end, on the same goroutine as OnIssue.
	OnProgress func(Progress)
}

// ReadValidatorOptions reads options from JSON, such as
//
//	{
//	  "firstDate": "2023-08-14",
//	  "lastDate":  "2024-06-07",
//	  "noteLimit": 300,
//	  "severity":  {"date-range": "error", "spaces": "off"}
//	}
//
// The keys, of which none must be there, are those of the fields:
//
//	firstDate, lastDate, today  a day as YYYY-MM-DD
//	noteLimit, maxErrors        a whole number; 0 means no limit
//	sensitiveWords              array of texts
//	severity                    object: code to "off", "warning" or "error"
//
// The other fields are zero, for the program to set. The error lists everything that is
// wrong, each on a line with its key; for a key that is not known it suggests the
// nearest one. A code in severity that is not the package's may be that of one of
// Checks: [NewValidator] checks whether it is. An error of r is returned as it is.
func ReadValidatorOptions(r io.Reader) (ValidatorOptions, error) {
	own, err := check.ReadOptions(r)
	if err != nil {
		return ValidatorOptions{}, err
	}
	o := ValidatorOptions{
		FirstDate: Date(own.FirstDate), LastDate: Date(own.LastDate), Today: Date(own.Today),
		NoteLimit: own.NoteLimit, MaxErrors: own.MaxErrors, SensitiveWords: own.SensitiveWords,
	}
	if own.Severity != nil {
		o.Severity = make(map[Code]Severity, len(own.Severity))
		for code, s := range own.Severity {
			o.Severity[Code(code)] = Severity(s)
		}
	}
	return o, nil
}

// inner returns the options as the rooms inside have them; nil stays nil.
func (o *ValidatorOptions) inner() *check.Options {
	if o == nil {
		return nil
	}
	own := &check.Options{
		FirstDate: dates.Date(o.FirstDate), LastDate: dates.Date(o.LastDate), Today: dates.Date(o.Today),
		NoteLimit: o.NoteLimit, SensitiveWords: o.SensitiveWords, MaxIssues: o.MaxIssues, MaxErrors: o.MaxErrors, Workers: o.Workers,
		Reader: *o.Reader.inner(),
	}
	if o.Severity != nil {
		own.Severity = make(map[schema.Code]check.Severity, len(o.Severity))
		for code, s := range o.Severity {
			own.Severity[schema.Code(code)] = check.Severity(s)
		}
	}
	for _, c := range o.Checks {
		own.Checks = append(own.Checks, c.inner())
	}
	if tell := o.OnIssue; tell != nil {
		own.OnIssue = func(is check.Issue) error { return tell(issueOf(&is)) }
	}
	if tell := o.OnProgress; tell != nil {
		own.OnProgress = func(p run.Progress) { tell(Progress(p)) }
	}
	return own
}

// A Check is a check of the program's own, for a rule of the district that no built-in
// check knows, such as a behavior that only certain classes may have. See
// [ValidatorOptions.Checks]. A Check is plain data and may be shared.
//
// Its issues are reported, grouped and counted like those of the built-in checks, after
// them and in the order of ValidatorOptions.Checks. A redacted report hides their messages
// ([ReportOptions.Redact]), because nobody knows what they quote.
type Check struct {
	// Code names the check in reports and in ValidatorOptions.Severity: lower-case
	// letters and digits with hyphens between them, such as "bus-class". It must not be
	// the code of another check.
	Code Code
	// Title heads the issues in reports, in a few words, such as "Bus incident outside
	// of a bus class". "" means the code. See [Report.Titles].
	Title string
	// Severity is SeverityWarning or SeverityError: that of each issue that does not
	// have one.
	Severity Severity
	// Run returns what is wrong with one record, or nil if nothing is. rec is the row as
	// it was read, or as the mapping made it, and after a repair also what that made of
	// it. Its cells may be empty, and its date may be in DateText.
	//
	// Run sets the following fields of an Issue; all others are filled in:
	//   - Column is the cell to correct; NoColumn, or a value that is not one of the
	//     constants, means the whole row.
	//   - Message says what is wrong and what to do, in one plain sentence for office
	//     staff. It is cut to 1,000 characters, and characters that cannot be seen are
	//     made visible. "" means the title.
	//   - Fixes says what a cell should say instead, best first: Column and New, and Safe
	//     if a repair may apply the first fix without asking: then it must not change
	//     whose record it is, or what happened. Old is filled in. A fix that changes
	//     nothing, or no column of the template, is dropped, and a fix of a note is never
	//     safe. Safe fixes must come to an end: if they still change the record after
	//     eight repairs, none of that row is safe.
	//   - Severity, if it is SeverityWarning or SeverityError, goes before that of the
	//     Check.
	//   - Settler says who settles it; 0 means the staff.
	//
	// Run is called by several goroutines at the same time, and may be called several
	// times for one row: it must depend on nothing but rec, and change nothing. It is
	// called for each row that could be read, also for one with errors, so that it
	// should be quick. It must not end its goroutine, as testing.T.FailNow does. If it
	// panics, Validate and Build end with a *[CheckError], and Check reports an error of
	// that code.
	Run func(rec Record) []Issue
}

func (c Check) inner() check.Own {
	own := check.Own{Code: schema.Code(c.Code), Title: c.Title, Severity: check.Severity(c.Severity)}
	if run := c.Run; run != nil {
		own.Run = func(rec schema.Record) []check.Issue { return converted(run(recordOf(&rec)), (*Issue).inner) }
	}
	return own
}

// A CheckError is the error of a run in which the Run of one of ValidatorOptions.Checks
// panicked. What it panicked with is left out, because it may hold a cell: call Run with
// the record of the row to see it.
type CheckError struct {
	Position        // of the row
	Code     Code   // of the check
	Location string // the file and line that panicked, such as "rules.go:31"; "" if not known
}

// Error returns the row, the code of the check, and where it panicked.
func (e *CheckError) Error() string {
	own := &check.PanicError{Position: schema.Position(e.Position), Code: schema.Code(e.Code), Location: e.Location}
	return own.Error()
}

// Progress says how far a run, or the load of a roster, is. It is plain data.
type Progress struct {
	Files int   // files read to their end, if a roster is loaded; otherwise 0
	Rows  int64 // rows below the header that were read, of all files
	Bytes int64 // bytes of input read; of a zip, unpacked
	Total int64 // bytes of the whole input; 0 if not known. It is known for a roster, for a regular *os.File and for a reader with a method Len or Size, as in packages bytes and strings
	Done  bool  // the run has ended
}

// A Validator checks records and whole files against what exists in Otus.
// [NewValidator] makes one; the zero Validator knows nothing of what exists, and makes
// the checks that do not need references. A Validator does not change and may be
// shared between goroutines; their runs then call OnIssue and OnProgress of its options
// at the same time.
type Validator struct{ checks *job.Validator }

// inner returns what makes the checks: a zero Validator knows of nothing.
func (v *Validator) inner() *job.Validator {
	if v.checks == nil {
		return new(job.Validator)
	}
	return v.checks
}

// NewValidator returns a Validator for refs. Nil opts means defaults. The Validator
// keeps a copy of opts. The error lists everything that is wrong with opts:
//   - a code in Severity that is unknown or ends the run, or a severity that is not
//     one of the constants;
//   - one of Checks without Run, with a severity that is not one of the constants, or
//     with a code that is empty, malformed, that of a built-in check, or there twice;
//   - a date that does not exist, or a FirstDate after LastDate;
//   - an entry of SensitiveWords without a letter or digit;
//   - a negative NoteLimit, MaxErrors or Workers.
//
// What is wrong with opts.Reader is an error of the run that uses it.
func NewValidator(refs References, opts *ValidatorOptions) (*Validator, error) {
	checks, err := job.NewValidator(refs.inner(), opts.inner())
	if err != nil {
		return nil, err
	}
	return &Validator{checks}, nil
}

// WithShared returns a copy of v that also knows the rows of a template in r that was
// shared with Otus earlier. It reports every row that equals one of them, as
// [CodeDuplicateShared]: the same student, recognition, teacher, class, date and note,
// compared as for [CodeDuplicate]. Of equal rows it reports as many as the shared files
// have together.
//
// The issue names the file as name says, such as "march.csv"; "" means that it is called
// the file shared earlier. If several shared files have the row, it names the first
// one. To add further files, call WithShared on the result. The copy takes up to 100
// bytes for each different row, and each call copies the rows that v knows. Rows of r
// that cannot be read are ignored. v itself does not change.
//
// The error, without a Validator, is a *[FileError] if r is not a template, the error of
// r, or that of ctx, as for [Validator.Validate].
func (v *Validator) WithShared(ctx context.Context, name string, r io.Reader) (*Validator, error) {
	checks, err := v.inner().WithShared(ctx, name, r)
	if err != nil {
		return nil, publicError(err)
	}
	return &Validator{checks}, nil
}

// Check returns what is wrong with one record, by column and in the order of the codes,
// or nil if nothing is. It does not compare the record with others, so that it does not
// find duplicates. The issues do not have a row; their Field is the column of the
// default layout. If one of ValidatorOptions.Checks panics, there is an error with its
// code, and those after it are not made.
func (v *Validator) Check(rec Record) []Issue { return issuesOf(v.inner().Check(rec.inner())) }

// Repair returns a copy of rec with every safe fix applied, and one issue for each
// problem that this repaired: its Repaired is true, and Fixes[0] is the fix that was
// applied. Call Check on the result for what is left.
func (v *Validator) Repair(rec Record) (Record, []Issue) {
	repaired, issues := v.inner().Repair(rec.inner())
	return recordOf(&repaired), issuesOf(issues)
}

// Validate reads a template from r, checks every row, and reports what it found. What
// is wrong with the data is in the report, with a nil error, even if r is not a template
// at all.
//
// The report is never nil. If there is an error, the report says what was found before
// and is not OK. The error is
//   - the error of r, as it is;
//   - that of ctx;
//   - that of ValidatorOptions.OnIssue;
//   - a *[CheckError] if one of ValidatorOptions.Checks panicked;
//   - [ErrTooManyErrors];
//   - an untyped one if r is nil or ValidatorOptions.Reader is not valid.
//
// Rows are checked on ValidatorOptions.Workers goroutines. r may be read on another
// goroutine than the one that called, but never by two at the same time. Validate
// returns soon after ctx is done, even while r blocks: such a Read is not waited for,
// and r is in use until it returns. Otherwise nothing uses r after Validate has
// returned.
func (v *Validator) Validate(ctx context.Context, r io.Reader) (*Report, error) {
	rep, err := v.inner().Validate(ctx, r)
	return reportOf(rep), publicError(err)
}

// ValidateFile calls Validate with the file at path. If the file cannot be opened, the
// error is that of [os.Open], and the report is that of an input without rows and not
// OK.
func (v *Validator) ValidateFile(ctx context.Context, path string) (*Report, error) {
	rep, err := v.inner().ValidateFile(ctx, path)
	return reportOf(rep), publicError(err)
}

// ErrTooManyErrors is returned by a run that was stopped by
// [ValidatorOptions.MaxErrors]. The rest of its input was not looked at, and in a build
// it is in neither output.
var ErrTooManyErrors = tally.ErrTooManyErrors
