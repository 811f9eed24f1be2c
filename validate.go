package otustemplate

import (
	"context"
	"io"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// ValidatorOptions say what is checked, and how a run goes. The zero
// ValidatorOptions, or a nil pointer to them, make every check that needs no
// further facts.
type ValidatorOptions struct {
	// FirstDate and LastDate are the days between which dates are expected,
	// such as a school year, both inside. Zero: open.
	FirstDate, LastDate Date
	// Today is the day after which a date lies in the future. Zero: the day it
	// is, in local time, when the Validator is made.
	Today Date
	// NoteLimit is the number of characters over which a note is warned of. 0:
	// no limit. Notes typed inside Otus are limited to 300 (Otus's help
	// articles "District Recognitions" and "Teacher Recognitions"); uploaded
	// ones are not.
	NoteLimit int
	// Severity overrides the severity of a check, or switches it off with
	// SeverityOff. A row that cannot be read is told whatever stands here.
	Severity map[Code]Severity
	// MaxIssues is how many issues a report keeps. 0: 1000; negative: none.
	// Its counts are exact whatever it is.
	MaxIssues int
	// MaxErrors stops the run after that error in file order, with
	// [ErrTooManyErrors] and told in Report.Stopped. 0: never.
	MaxErrors int64
	// Workers is how many goroutines check. 0: GOMAXPROCS.
	Workers int
	// Reader says how files are read; of a build, a source without a mapping
	// that is a [CSVSource] made without options.
	Reader ReaderOptions
	// OnIssue gets every issue, in file order, one at a time, on the goroutine
	// of Validate or Build. An error stops the run and is returned by it.
	OnIssue func(Issue) error
	// OnProgress is called a few times a second, and once more at the end, on
	// the goroutine of Validate or Build.
	OnProgress func(Progress)
}

// inner returns the options as the rooms inside have them; nil stays nil.
func (o *ValidatorOptions) inner() *check.Options {
	if o == nil {
		return nil
	}
	own := &check.Options{
		FirstDate: dates.Date(o.FirstDate), LastDate: dates.Date(o.LastDate), Today: dates.Date(o.Today),
		NoteLimit: o.NoteLimit, MaxIssues: o.MaxIssues, MaxErrors: o.MaxErrors, Workers: o.Workers,
		Reader: *o.Reader.inner(),
	}
	if o.Severity != nil {
		own.Severity = make(map[schema.Code]check.Severity, len(o.Severity))
		for code, s := range o.Severity {
			own.Severity[schema.Code(code)] = check.Severity(s)
		}
	}
	if tell := o.OnIssue; tell != nil {
		own.OnIssue = func(is check.Issue) error { return tell(issueOf(&is)) }
	}
	if tell := o.OnProgress; tell != nil {
		own.OnProgress = func(p check.Progress) { tell(Progress(p)) }
	}
	return own
}

// Progress says how far a run is. It is plain data; rate and time left are the
// caller's to work out.
type Progress struct {
	Rows  int64 // rows below the header that were read
	Bytes int64 // of input read
	Total int64 // bytes of the whole input, 0 where it is not known
	Done  bool  // the run has ended
}

// A Validator checks records and whole files against what exists in Otus.
// [NewValidator] makes one; the zero Validator knows of nothing, and makes the
// checks that need no references. It does not change and may be shared between
// goroutines, which call OnIssue and OnProgress of its options side by side.
type Validator struct{ checks *job.Validator }

// inner returns what makes the checks: a zero Validator knows of nothing.
func (v *Validator) inner() *job.Validator {
	if v.checks == nil {
		return new(job.Validator)
	}
	return v.checks
}

// NewValidator returns a Validator for refs. Nil options are the zero ones;
// they are copied. It is an error where Severity names a code that is unknown
// or ends the run anyway, or a severity that is none, where a date does not
// exist or FirstDate is after LastDate, and where a number that must not be is
// negative.
func NewValidator(refs References, opts *ValidatorOptions) (*Validator, error) {
	checks, err := job.NewValidator(refs.inner(), opts.inner())
	if err != nil {
		return nil, err
	}
	return &Validator{checks}, nil
}

// WithShared returns a copy of v that also knows the rows of a file shared with
// Otus earlier, read from r: [CodeDuplicateShared] then tells of rows that were
// in it, and names the file as name does, such as "march.csv"; "": as the file
// shared earlier. Rows of the file that cannot be read are not known. v itself
// stays as it is; called on a copy, WithShared adds a further file, and a row may
// come again as often as it was in all of them together; the first that has it is
// named. It ends with ctx as [Validator.Validate] does. The error is one of
// reading r, the context's, or a *[FileError] where r holds no template.
func (v *Validator) WithShared(ctx context.Context, name string, r io.Reader) (*Validator, error) {
	checks, err := v.inner().WithShared(ctx, name, r)
	if err != nil {
		return nil, publicError(err)
	}
	return &Validator{checks}, nil
}

// Check returns what is wrong with one record, by column and order of the
// codes, nil where nothing is. It knows of no other record, so it finds no
// duplicates. The issues have no row; their Field is that of the template.
func (v *Validator) Check(rec Record) []Issue { return issuesOf(v.inner().Check(rec.inner())) }

// Repair returns rec with every safe fix applied, and the issues that were
// settled by them, their Repaired set and the fix applied first among their
// Fixes. What a repair cannot settle is for Check to find in the result.
func (v *Validator) Repair(rec Record) (Record, []Issue) {
	repaired, issues := v.inner().Repair(rec.inner())
	return recordOf(&repaired), issuesOf(issues)
}

// Validate reads the file from r, checks every row, and returns what it found.
// The report is never nil. What is wrong with the file is in the report, with
// a nil error, even where r holds no template at all: an error is one of
// reading r, the context's, that of ValidatorOptions.OnIssue or
// [ErrTooManyErrors], and then the report says what was found before it, and is
// not OK.
//
// Validate ends soon after ctx, even while r blocks: such a Read is not waited
// for, and r is still in use until it returns. Otherwise nothing uses r once
// Validate has returned.
func (v *Validator) Validate(ctx context.Context, r io.Reader) (*Report, error) {
	rep, err := v.inner().Validate(ctx, r)
	return reportOf(rep), publicError(err)
}

// ValidateFile is Validate on the file at path. Where the file cannot be
// opened, the error is that of [os.Open] and the report is an empty one.
func (v *Validator) ValidateFile(ctx context.Context, path string) (*Report, error) {
	rep, err := v.inner().ValidateFile(ctx, path)
	return reportOf(rep), publicError(err)
}

// ErrTooManyErrors is the error of a run that was stopped after
// [ValidatorOptions.MaxErrors] errors: the rest of its input was not looked at,
// and of a build is in none of its outputs.
var ErrTooManyErrors = tally.ErrTooManyErrors
