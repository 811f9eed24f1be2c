package check

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
)

// NewChecker returns a Checker for refs. Nil options are the zero ones;
// they are copied. It is an error where Severity names a code that is unknown
// or ends the run anyway, or a severity that is none, where a date does not
// exist or FirstDate is after LastDate, and where a number that must not be is
// negative.
func NewChecker(refs roster.References, opts *Options) (*Checker, error) {
	v := &Checker{Refs: refs, Hasher: seen.NewHasher()}
	v.Refs.Roster = refs.Roster.Loaded()
	v.Refs.Teachers = refs.Teachers.OfAddresses()
	if opts != nil {
		v.Opts = *opts
	}
	if err := v.Opts.check(); err != nil {
		return nil, err
	}
	v.Severity = maps.Clone(v.Opts.Severity)
	v.Opts.Reader.Labels = maps.Clone(v.Opts.Reader.Labels)
	v.today = v.Opts.Today
	if v.today.IsZero() {
		v.today = dates.Of(time.Now())
	}
	if v.Opts.MaxIssues == 0 {
		v.Opts.MaxIssues = defaultMaxIssues
	}
	if v.Opts.Workers == 0 {
		v.Opts.Workers = runtime.GOMAXPROCS(0)
	}
	return v, nil
}

// Made returns v, or what [NewChecker] makes of nothing where v is a zero one.
func (v *Checker) Made() *Checker {
	if v != nil && v.Opts.Workers > 0 {
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
		switch i, known := RuleOrder[code]; {
		case !known:
			wrong("Severity: there is no check %q", code)
		case Rules[i].Ends:
			wrong("Severity: %s ends the run and can't be overridden", code)
		case o.Severity[code] < SeverityOff || o.Severity[code] > SeverityError:
			wrong("Severity: %s must be SeverityOff, SeverityWarning or SeverityError", code)
		}
	}
	return errors.Join(errs...)
}

// RuleSeverity returns the severity that the table of rules gives the code,
// unless overridden.
func (v *Checker) RuleSeverity(code schema.Code) Severity {
	return v.SeverityOf(code, Rules[RuleOrder[code]].severity)
}

// Checks reports whether any check is made.
func (v *Checker) Checks() bool {
	unchecked := v.Unchecked()
	return slices.ContainsFunc(Rules, func(r rule) bool {
		return !r.Ends && v.On(r.Code) && !slices.Contains(unchecked, r.Code)
	})
}

// Unchecked returns the codes whose checks are not made for want of a
// reference set. Those switched off are not among them.
func (v *Checker) Unchecked() []schema.Code {
	have := map[Needs]bool{
		needsNothing:      true,
		needsRecognitions: v.Refs.Recognitions != nil,
		needsTeachers:     v.Refs.Teachers != nil,
		needsClasses:      v.Refs.Classes != nil,
		NeedsRoster:       v.Refs.Roster != nil,
	}
	var codes []schema.Code
	for _, r := range Rules {
		if !have[r.Needs] && v.On(r.Code) {
			codes = append(codes, r.Code)
		}
	}
	return codes
}
