package check

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/nameset"
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
	v.knowPast()
	v.places = sync.OnceValue(func() *rosterPlaces { return newRosterPlaces(&v.Refs) })
	v.otherTitles = sync.OnceValue(func() *nameset.Set { return nameset.NewSet(v.Refs.Roster.OtherTitles()...) })
	v.titles = sync.OnceValue(func() *nameset.Set { return nameset.NewSet(v.Refs.Roster.AllTitles()...) })
	if opts != nil {
		v.Opts = *opts
	}
	if err := v.Opts.check(); err != nil {
		return nil, err
	}
	v.Topics, _ = topicsOf(v.Opts.SensitiveWords)
	v.Opts.SensitiveWords = slices.Clone(v.Opts.SensitiveWords)
	v.Severity = maps.Clone(v.Opts.Severity)
	v.Opts.Checks = slices.Clone(v.Opts.Checks)
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
	if _, empty := topicsOf(o.SensitiveWords); empty >= 0 {
		wrong("SensitiveWords[%d] has no letter or digit; write a word or a phrase", empty)
	}
	o.checkOwn(wrong)
	for _, code := range slices.Sorted(maps.Keys(o.Severity)) {
		if text := o.wrongSeverity(code); text != "" {
			wrong("Severity: %s", text)
		}
	}
	return errors.Join(errs...)
}

// topicsOf returns what texts are looked at for, with words of the caller's own, or which
// of these is empty, from 0.
func topicsOf(own []string) (topics *mention.Topics, empty int) {
	if len(own) == 0 {
		return builtinTopics(), -1
	}
	return mention.NewTopics(own)
}

var builtinTopics = sync.OnceValue(func() *mention.Topics {
	topics, _ := mention.NewTopics(nil)
	return topics
})

// wrongSeverity says what is wrong with the override of the code, "" for nothing.
func (o *Options) wrongSeverity(code schema.Code) string {
	at, known := RuleOrder[code]
	switch {
	case !known && !slices.ContainsFunc(o.Checks, func(own Own) bool { return own.Code == code }):
		return fmt.Sprintf("there is no check %q%s", code, o.nearCode(code))
	case known && Rules[at].Ends:
		return fmt.Sprintf("%s ends the run and can't be overridden", code)
	case o.Severity[code] < SeverityOff || o.Severity[code] > SeverityError:
		return fmt.Sprintf("%s must be SeverityOff, SeverityWarning or SeverityError", code)
	}
	return ""
}

// nearCode asks whether a code that there is was meant.
func (o *Options) nearCode(code schema.Code) string {
	var names []string
	for _, r := range Rules {
		names = append(names, string(r.Code))
	}
	for _, own := range o.Checks {
		names = append(names, string(own.Code))
	}
	if near := nameset.NewSet(names...).Suggest(string(code), 1); len(near) > 0 {
		return fmt.Sprintf("; did you mean %s?", near[0])
	}
	return ""
}

// RuleSeverity returns the severity that the table of rules gives the code,
// unless overridden.
func (v *Checker) RuleSeverity(code schema.Code) Severity {
	return v.SeverityOf(code, Rules[RuleOrder[code]].severity)
}

// Checks reports whether any check is made.
func (v *Checker) Checks() bool {
	unchecked := v.Unchecked()
	return v.OwnChecks() || slices.ContainsFunc(Rules, func(r rule) bool {
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
