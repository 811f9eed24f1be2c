package check

import (
	"fmt"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// An Own is a check of the caller's own, made of each record that is checked.
type Own struct {
	Code     schema.Code
	Title    string
	Severity Severity
	Run      func(rec schema.Record) []Issue // called by several goroutines
}

// title returns what reports call the issues of the check.
func (o *Own) title() string {
	if title := strings.TrimSpace(phrase.Visible(o.Title)); title != "" {
		return title
	}
	return string(o.Code)
}

// OwnChecks reports whether any check of the caller's own is made. A row must then be
// checked cell by cell, whatever its bytes prove.
func (v *Checker) OwnChecks() bool {
	return slices.ContainsFunc(v.Opts.Checks, func(o Own) bool { return v.On(o.Code) })
}

// Titles returns the titles of the caller's own checks that are made, nil where there
// are none.
func (v *Checker) Titles() (titles map[schema.Code]string) {
	for i := range v.Opts.Checks {
		o := &v.Opts.Checks[i]
		if !v.On(o.Code) {
			continue
		}
		if titles == nil {
			titles = make(map[schema.Code]string)
		}
		titles[o.Code] = o.title()
	}
	return titles
}

// ownTitle returns the title of the caller's check that has the code, else the code.
func (v *Checker) ownTitle(code schema.Code) string {
	for i := range v.Opts.Checks {
		if o := &v.Opts.Checks[i]; o.Code == code {
			return o.title()
		}
	}
	return string(code)
}

// A PanicError ends a run because a check of the caller's own panicked. It says nothing
// of what the panic said, which may be a cell.
type PanicError struct {
	schema.Position
	Code     schema.Code
	Location string // such as "rules.go:31"; "" where it is not known
}

// Error returns the row, the check and where it panicked.
func (e *PanicError) Error() string {
	at := ""
	if e.Location != "" {
		at = " at " + e.Location
	}
	return fmt.Sprintf("otustemplate: row %d: the check %s panicked%s; call its Run with the record of that row to see why: "+
		"what it said may be a cell, and is left out here", e.Row, e.Code, at)
}

// makeOwn makes the caller's own checks of the row at hand.
func (rc *RowChecker) makeOwn() {
	rec := rc.s.record()
	for i := range rc.own {
		o := &rc.own[i]
		found, failed := rc.runOwn(o, rec)
		if failed != nil {
			rc.Failed = failed
			return
		}
		for j := range found {
			rc.Issues = append(rc.Issues, rc.ownIssue(o, &found[j]))
		}
	}
}

// weighOwn makes the fixes of the caller's own checks unsafe if repairs of the row would
// not come to an end with them. The issues are in their order, which says what is
// repaired first.
func (rc *RowChecker) weighOwn() {
	safe := func(is Issue) bool { return hasSafeFix(is) && is.Code.Title() == "" }
	if !slices.ContainsFunc(rc.Issues, safe) || rc.comesToRest() {
		return
	}
	for i := range rc.Issues {
		if is := &rc.Issues[i]; is.Code.Title() == "" {
			makeUnsafe(is.Fixes)
		}
	}
}

// runOwn calls a check of the caller's own. If it panics, that is the error.
func (rc *RowChecker) runOwn(o *Own, rec schema.Record) (found []Issue, failed *PanicError) {
	defer func() {
		if recover() != nil {
			failed = &PanicError{Position: rc.s.Position, Code: o.Code, Location: panicLocation()}
		}
	}()
	return o.Run(rec), nil
}

// panicLocation returns the file and line at which the panic that is being recovered
// from began.
func panicLocation() string {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers[:])])
	for panicking := false; ; {
		frame, more := frames.Next()
		switch inRuntime := strings.HasPrefix(frame.Function, "runtime."); {
		case inRuntime:
			panicking = true
		case panicking && frame.File != "":
			return path.Base(strings.ReplaceAll(frame.File, `\`, "/")) + ":" + strconv.Itoa(frame.Line)
		}
		if !more {
			return ""
		}
	}
}

// ownIssue makes an issue of what a check of the caller's own returned: column, message
// and fixes, and the severity if it is one. All the rest follows from check and row.
func (rc *RowChecker) ownIssue(o *Own, found *Issue) Issue {
	severity := found.Severity
	if severity != SeverityWarning && severity != SeverityError {
		severity = o.Severity
	}
	c := found.Column
	if c > schema.ColNote {
		c = schema.NoColumn
	}
	is := Issue{
		Code:     o.Code,
		Severity: rc.v.SeverityOf(o.Code, severity),
		Row:      rc.s.Row,
		Line:     rc.s.Line,
		Field:    rc.s.Fields[c],
		Column:   c,
		Value:    rc.s.Cells[c],
		Message:  ownMessage(o, found.Message),
		Fixes:    rc.ownFixes(found.Fixes),
		Settler:  found.Settler,
	}
	if rc.Unsplit {
		rc.v.SetUnsplit(&is)
	}
	return is
}

// ownMessage makes what a check says safe to show: it may quote a cell as it is.
func ownMessage(o *Own, message string) string {
	const longest = 1000 // characters
	message = phrase.CutRunes(strings.TrimSpace(phrase.Visible(phrase.CutRunes(message, longest))), longest)
	if message == "" {
		return o.title()
	}
	return message
}

// ownFixes returns the fixes that change a cell of the template, each of the cell as it
// is. A note is never changed unasked.
func (rc *RowChecker) ownFixes(found []Fix) (fixes []Fix) {
	for _, f := range found {
		if f.Column == schema.NoColumn || f.Column > schema.ColNote || f.New == rc.s.Cells[f.Column] {
			continue
		}
		if f.Column == schema.ColNote && len(rc.s.Cells[f.Column]) > sheet.LargeRow {
			continue // it would be as large
		}
		fixes = append(fixes, Fix{Column: f.Column, Old: rc.s.Cells[f.Column], New: f.New, Safe: f.Safe && f.Column != schema.ColNote})
	}
	return fixes
}

// mostRepairs is how often a record is repaired until nothing safe is left to do. One
// time is enough for the checks of the table.
const mostRepairs = 8

// comesToRest reports whether repairs of the row at hand come to an end. The checks of the
// table see to that themselves; others may undo what they did.
func (rc *RowChecker) comesToRest() bool {
	if rc.trial == nil {
		rc.trial = NewRowChecker(rc.v)
		rc.trial.isTrial = true
	}
	row := *rc.s
	issues := rc.Issues
	for range mostRepairs {
		rec, settled := applySafe(row.record(), issues)
		if len(settled) == 0 {
			return true
		}
		row.take(&rec)
		if issues = rc.trial.Check(&row); rc.trial.Failed != nil {
			return false
		}
	}
	return false
}

func hasSafeFix(is Issue) bool { return len(is.Fixes) > 0 && is.Fixes[0].Safe }

func makeUnsafe(fixes []Fix) {
	for i := range fixes {
		fixes[i].Safe = false
	}
}

// record returns the row as a record, as a reader would.
func (s *Row) record() (rec schema.Record) {
	for _, c := range schema.AllColumns {
		rec.SetCell(c, s.Cells[c])
	}
	if !s.Day.IsZero() {
		rec.Date, rec.DateText = s.Day, ""
	}
	return rec
}

// take takes the cells of a record in place of its own.
func (s *Row) take(rec *schema.Record) {
	for _, c := range schema.AllColumns {
		s.Cells[c] = rec.Cell(c)
	}
	s.Day = dates.Date{}
	if rec.DateText == "" && rec.Date.IsValid() {
		s.Day = rec.Date
	}
}

// isCodeForm reports whether the text has the form of a code: words of small letters and
// digits with hyphens between them.
var isCodeForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString

// longestCode is how many characters a code of the caller's own may have.
const longestCode = 64

// isOwnCode reports whether a check of the caller's own may have the code.
func isOwnCode(code schema.Code) bool {
	_, builtIn := RuleOrder[code]
	return !builtIn && len(code) <= longestCode && isCodeForm(string(code))
}

// checkOwn says what is wrong with the caller's own checks.
func (o *Options) checkOwn(wrong func(format string, args ...any)) {
	codes := make(map[schema.Code]bool)
	for i, own := range o.Checks {
		_, builtIn := RuleOrder[own.Code]
		switch {
		case own.Code == "":
			wrong(`Checks[%d]: Code is empty; choose one, such as "bus-class"`, i)
		case len(own.Code) > longestCode || !isCodeForm(string(own.Code)):
			wrong(`Checks[%d]: Code must be small letters and digits with hyphens between them, such as "bus-class", of at most %d characters`, i, longestCode)
		case builtIn:
			wrong("Checks[%d]: %s is the code of a check of the package; choose another", i, own.Code)
		case codes[own.Code]:
			wrong("Checks[%d]: the code %s is there twice; give each check one of its own", i, own.Code)
		}
		codes[own.Code] = true
		if own.Run == nil {
			wrong("Checks[%d]: Run is nil; give it the function that makes the check", i)
		}
		if own.Severity != SeverityWarning && own.Severity != SeverityError {
			wrong("Checks[%d]: Severity must be SeverityWarning or SeverityError; Severity of the options turns a check off", i)
		}
	}
}
