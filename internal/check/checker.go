package check

import (
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/run"
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
	// SensitiveWords are further words and phrases that note-sensitive warns of.
	SensitiveWords []string
	// Severity overrides the severity of a check, or switches it off with
	// SeverityOff. A row that cannot be read is told whatever stands here.
	Severity map[schema.Code]Severity
	// Checks are the caller's own.
	Checks []Own
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
	OnIssue func(Issue) error
	// OnProgress is called a few times a second, and once more at the end, on
	// the goroutine of Validate or Build.
	OnProgress func(run.Progress)
}

// A Checker checks records against what exists in Otus. [NewChecker] makes one; a
// nil or zero Checker knows of nothing, and makes the checks that need no
// references. It does not change and may be shared between goroutines.
type Checker struct {
	Refs     roster.References
	Years    *roster.Years // of Refs.Roster and Refs.Past; nil: there are no earlier ones
	once     *onceCalled   // what classes were called in these; nil: the same
	Opts     Options       // Severity is not used: see severity
	today    dates.Date
	Severity map[schema.Code]Severity // of every code that is overridden
	Hasher   seen.Hasher
	Topics   *mention.Topics
	Shared   map[seen.Hash]seen.SharedRow // nil: no file was shared earlier
	// sharedNames are what WithShared was told of the files.
	SharedNames []string
	places      func() *rosterPlaces // made when they are first needed
	otherTitles func() *nameset.Set  // of classes, the same
	titles      func() *nameset.Set  // of the roster's classes, the same
}

// defaultMaxIssues is what MaxIssues 0 means.
const defaultMaxIssues = 1000

// SeverityOf returns the severity of an issue that is severity unless
// overridden.
func (v *Checker) SeverityOf(code schema.Code, severity Severity) Severity {
	if s := v.Severity[code]; s != 0 {
		return s
	}
	return severity
}

// On reports whether the check is made at all.
func (v *Checker) On(code schema.Code) bool { return v.Severity[code] != SeverityOff }

// SetOf returns the set that the cells of column c must be in, or nil.
func (v *Checker) SetOf(c schema.Column) *nameset.Set {
	switch c {
	case schema.ColRecognition:
		return v.Refs.Recognitions
	case schema.ColTeacherEmail:
		return v.Refs.Teachers
	case schema.ColClassName:
		return v.Refs.Classes
	}
	return nil
}

// Unset returns the columns that have a set which is not known.
func (v *Checker) Unset() (columns []schema.Column) {
	for c := schema.ColRecognition; c <= schema.ColClassName; c++ {
		if v.SetOf(c) == nil {
			columns = append(columns, c)
		}
	}
	return columns
}

// placed returns the issues, which are to be corrected where they were found.
func placed(issues []Issue) []Issue {
	for i := range issues {
		issues[i].At, issues[i].Settler = issues[i].Place(), issues[i].SettledBy()
	}
	return issues
}

// applySafe applies the safe fixes among issues, of which it returns those it settled.
func applySafe(rec schema.Record, issues []Issue) (schema.Record, []Issue) {
	var settled []Issue
	for _, is := range issues {
		if !hasSafeFix(is) {
			continue
		}
		// Every safe fix that the checks of the table have for a cell says the same, so
		// the first one applied settles the others too. One of the caller's own may say
		// something else: the next check tells whether it still does.
		switch fix := is.Fixes[0]; {
		case rec.Holds(fix.Column, fix.Old):
			rec.SetCell(fix.Column, fix.New)
		case !rec.Holds(fix.Column, fix.New):
			continue
		}
		is.Repaired = true
		settled = append(settled, is)
	}
	return rec, settled
}

// Repair applies the safe fixes among the issues of the row that was checked last, and
// those that are found then, until none is left. again checks what rec has become. It
// returns the record, the issues that were settled, and those that are left.
func Repair(rec schema.Record, found []Issue, again func(rec *schema.Record) []Issue) (repaired schema.Record, settled, left []Issue) {
	for range mostRepairs {
		now, done := applySafe(rec, found)
		if len(done) == 0 {
			break
		}
		rec, settled = now, append(settled, done...)
		found = again(&rec)
	}
	return rec, settled, found
}

// FindsRepeats reports whether rows are compared with one another at all.
func (v *Checker) FindsRepeats() bool {
	return v.On(schema.CodeDuplicate) || v.Shared != nil && v.On(schema.CodeDuplicateShared)
}
