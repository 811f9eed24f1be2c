package engine

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
)

// Options say what is checked, and how a run goes. The zero Options, or a nil
// pointer to them, make every check that needs no
// further facts.
type Options struct {
	// FirstDate and LastDate are the days between which dates are expected,
	// such as a school year, both inside. Zero: open.
	FirstDate, LastDate dates.Date
	// Today is the day after which a date lies in the future. Zero: the day it
	// is, in local time, when the Validator is made.
	Today dates.Date
	// NoteLimit is the number of characters over which a note is warned of. 0:
	// no limit. Notes typed inside Otus are limited to 300 (Otus's help
	// articles "District Recognitions" and "Teacher Recognitions"); uploaded
	// ones are not.
	NoteLimit int
	// Severity overrides the severity of a check, or switches it off with
	// SeverityOff. A row that cannot be read is told whatever stands here.
	Severity map[schema.Code]check.Severity
	// MaxIssues is how many issues a report keeps. 0: 1000; negative: none.
	// Its counts are exact whatever it is.
	MaxIssues int
	// MaxErrors stops the run after that error in file order, with
	// [ErrTooManyErrors] and told in Report.Stopped. 0: never.
	MaxErrors int64
	// Workers is how many goroutines check. 0: GOMAXPROCS.
	Workers int
	// Reader says how files are read; of a build, a source without a mapping
	// that is a [sheet.CSVSource] made without options.
	Reader sheet.ReaderOptions
	// OnIssue gets every issue, in file order, one at a time, on the goroutine
	// of Validate or Build. An error stops the run and is returned by it.
	OnIssue func(check.Issue) error
	// OnProgress is called a few times a second, and once more at the end, on
	// the goroutine of Validate or Build.
	OnProgress func(Progress)
}

// Progress says how far a run is. It is plain data; rate and time left are the
// caller's to work out.
type Progress struct {
	Rows  int64 // rows below the header that were read
	Bytes int64 // of input read
	Total int64 // bytes of the whole input, 0 where it is not known
	Done  bool  // the run has ended
}

// A Checker checks records against what exists in Otus. [NewChecker] makes one; a
// nil or zero Checker knows of nothing, and makes the checks that need no
// references. It does not change and may be shared between goroutines.
type Checker struct {
	refs     roster.References
	opts     Options // Severity is not used: see severity
	today    dates.Date
	severity map[schema.Code]check.Severity // of every code that is overridden
	hasher   seen.Hasher
	shared   map[seen.Hash]seen.SharedRow // nil: no file was shared earlier
	// sharedNames are what WithShared was told of the files.
	sharedNames []string
}

// defaultMaxIssues is what MaxIssues 0 means.
const defaultMaxIssues = 1000

// NewChecker returns a Checker for refs. Nil options are the zero ones;
// they are copied. It is an error where Severity names a code that is unknown
// or ends the run anyway, or a severity that is none, where a date does not
// exist or FirstDate is after LastDate, and where a number that must not be is
// negative.
func NewChecker(refs roster.References, opts *Options) (*Checker, error) {
	v := &Checker{refs: refs, hasher: seen.NewHasher()}
	v.refs.Roster = refs.Roster.Loaded()
	v.refs.Teachers = refs.Teachers.OfAddresses()
	if opts != nil {
		v.opts = *opts
	}
	if err := v.opts.check(); err != nil {
		return nil, err
	}
	v.severity = maps.Clone(v.opts.Severity)
	v.opts.Reader.Labels = maps.Clone(v.opts.Reader.Labels)
	v.today = v.opts.Today
	if v.today.IsZero() {
		v.today = dates.Of(time.Now())
	}
	if v.opts.MaxIssues == 0 {
		v.opts.MaxIssues = defaultMaxIssues
	}
	if v.opts.Workers == 0 {
		v.opts.Workers = runtime.GOMAXPROCS(0)
	}
	return v, nil
}

// made returns v, or what [NewChecker] makes of nothing where v is a zero one.
func (v *Checker) made() *Checker {
	if v != nil && v.opts.Workers > 0 {
		return v
	}
	made, err := NewChecker(roster.References{}, nil)
	if err != nil {
		panic(err) // nothing is wrong with no options
	}
	return made
}

// check says all that is wrong with the options.
func (o *Options) check() error {
	var errs []error
	wrong := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("otustemplate: ValidatorOptions."+format, args...))
	}
	for _, d := range []struct {
		name string
		date dates.Date
	}{{"FirstDate", o.FirstDate}, {"LastDate", o.LastDate}, {"Today", o.Today}} {
		if !d.date.IsZero() && !d.date.IsValid() {
			wrong("%s is no day that exists; give a real one or the zero Date", d.name)
		}
	}
	if !o.FirstDate.IsZero() && !o.LastDate.IsZero() && o.FirstDate.Compare(o.LastDate) > 0 {
		wrong("FirstDate is after LastDate; exchange them")
	}
	if o.NoteLimit < 0 || o.MaxErrors < 0 || o.Workers < 0 {
		wrong("NoteLimit, MaxErrors and Workers must not be negative; use 0 for the default")
	}
	for _, code := range slices.Sorted(maps.Keys(o.Severity)) {
		switch i, known := ruleOrder[code]; {
		case !known:
			wrong("Severity: there is no check %q", code)
		case rules[i].ends:
			wrong("Severity: %s ends the run and can't be overridden", code)
		case o.Severity[code] < check.SeverityOff || o.Severity[code] > check.SeverityError:
			wrong("Severity: %s must be SeverityOff, SeverityWarning or SeverityError", code)
		}
	}
	return errors.Join(errs...)
}

// severityOf returns the severity of an issue that is severity unless
// overridden.
func (v *Checker) severityOf(code schema.Code, severity check.Severity) check.Severity {
	if s := v.severity[code]; s != 0 {
		return s
	}
	return severity
}

// ruleSeverity returns the severity that the table of rules gives the code,
// unless overridden.
func (v *Checker) ruleSeverity(code schema.Code) check.Severity {
	return v.severityOf(code, rules[ruleOrder[code]].severity)
}

// on reports whether the check is made at all.
func (v *Checker) on(code schema.Code) bool { return v.severity[code] != check.SeverityOff }

// setOf returns the set that the cells of column c must be in, or nil.
func (v *Checker) setOf(c schema.Column) *nameset.Set {
	switch c {
	case schema.ColRecognition:
		return v.refs.Recognitions
	case schema.ColTeacherEmail:
		return v.refs.Teachers
	case schema.ColClassName:
		return v.refs.Classes
	}
	return nil
}

// checks reports whether any check is made.
func (v *Checker) checks() bool {
	unchecked := v.unchecked()
	return slices.ContainsFunc(rules, func(r rule) bool {
		return !r.ends && v.on(r.code) && !slices.Contains(unchecked, r.code)
	})
}

// unchecked returns the codes whose checks are not made for want of a
// reference set. Those switched off are not among them.
func (v *Checker) unchecked() []schema.Code {
	have := map[needs]bool{
		needsNothing:      true,
		needsRecognitions: v.refs.Recognitions != nil,
		needsTeachers:     v.refs.Teachers != nil,
		needsClasses:      v.refs.Classes != nil,
		needsRoster:       v.refs.Roster != nil,
	}
	var codes []schema.Code
	for _, r := range rules {
		if !have[r.needs] && v.on(r.code) {
			codes = append(codes, r.code)
		}
	}
	return codes
}

// Check returns what is wrong with one record, by column and order of the
// codes, nil where nothing is. It knows of no other record, so it finds no
// duplicates. The issues have no row; their Field is that of the template.
func (v *Checker) Check(rec schema.Record) []check.Issue {
	return placed(slices.Clone(newJudge(v.made()).check(subjectOf(&rec))))
}

// Repair returns rec with every safe fix applied, and the issues that were
// settled by them, their Repaired set and the fix applied first among their
// Fixes. What a repair cannot settle is for Check to find in the result.
func (v *Checker) Repair(rec schema.Record) (schema.Record, []check.Issue) {
	return repair(rec, placed(slices.Clone(newJudge(v.made()).check(subjectOf(&rec)))))
}

// placed returns the issues, which are to be corrected where they were found.
func placed(issues []check.Issue) []check.Issue {
	for i := range issues {
		issues[i].At = issues[i].Place()
	}
	return issues
}

// repair applies the safe fixes among issues, of which it returns those it
// settled.
func repair(rec schema.Record, issues []check.Issue) (schema.Record, []check.Issue) {
	var settled []check.Issue
	for _, is := range issues {
		if len(is.Fixes) == 0 || !is.Fixes[0].Safe {
			continue
		}
		fix := is.Fixes[0]
		// Every safe fix of a cell says the same, so the first one applied
		// settles the others too.
		if now := rec.Cell(fix.Column); now == fix.Old {
			rec.SetCell(fix.Column, fix.New)
		}
		is.Repaired = true
		settled = append(settled, is)
	}
	return rec, settled
}

// findsRepeats reports whether rows are compared with one another at all.
func (v *Checker) findsRepeats() bool {
	return v.on(schema.CodeDuplicate) || v.shared != nil && v.on(schema.CodeDuplicateShared)
}
