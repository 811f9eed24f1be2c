package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A run takes results in file order and makes the report. It is what checking
// a file and building a template have in common.
type run struct {
	ctx         context.Context
	v           *Validator
	c           *tally.Collector
	finder      seen.Finder
	blanks      tally.BlankRows
	order       tally.DateOrder
	identifiers tally.IdentifierCounts
	repeat      bool // duplicates are looked for
	total       int64
	start       time.Time
	told        time.Time       // when progress was last told
	seen        int64           // rows, blank ones too
	at          schema.Position // the row at hand, or of a block of good ones the first
	input       *sheet.ContextReader

	keys   []check.IssueKey           // of the row at hand
	fields [schema.NumColumns + 1]int // of a file that is checked: where each column is
	words  *check.RowChecker          // for the words that a lazy one left out; nil: none were needed yet
}

func newRun(ctx context.Context, v *Validator, total int64) *run {
	return &run{
		ctx:    ctx,
		v:      v,
		c:      tally.NewCollector(v.Checker),
		finder: seen.Finder{Shared: v.Shared},
		repeat: v.FindsRepeats(),
		total:  total,
		start:  time.Now(),
		input:  sheet.NewContextReader(ctx, nil),
	}
}

// unread notes that reading failed: the run ends behind all that was read.
func (r *run) unread(err error) error {
	r.at.Offset = r.input.Bytes
	return err
}

// header tells of labels that are none of the template's, and of rows above them
// that may be data.
func (r *run) header(sheet *sheet.Template) error {
	layout := sheet.Layout
	r.fields = sheet.Fields
	r.c.Rep.Labels = layout.Labels()
	r.c.Rep.ByPlace = sheet.Header.ByPlace
	r.c.Rep.Columns = make([]schema.Column, layout.Width())
	for i := range r.c.Rep.Columns {
		r.c.Rep.Columns[i] = layout.Column(i)
	}
	if err := r.aboveHeader(sheet.Sheet); err != nil {
		return err
	}
	if !r.v.On(schema.CodeHeaderUnknown) {
		return nil
	}
	missing := nameset.NewSet(missingLabels(layout)...)
	for _, at := range sheet.UnknownLabels() {
		is := r.unknownLabel(sheet, at, missing)
		if err := r.c.Add(&is, true); err != nil {
			return err
		}
	}
	return nil
}

// aboveHeader tells of rows above the header that may be data: no row is passed
// over untold, titles apart.
func (r *run) aboveHeader(s *sheet.Sheet) error {
	if !r.v.On(schema.CodeHeaderUnknown) {
		return nil
	}
	for _, at := range s.Above {
		err := r.c.Add(&check.Issue{
			Code:     schema.CodeHeaderUnknown,
			Severity: r.v.SeverityOf(schema.CodeHeaderUnknown, check.SeverityWarning),
			Row:      at.Row,
			Line:     at.Line,
			Message:  "the row is above the column titles and is not read: if it holds data, move it below them",
		}, true)
		if err != nil {
			return err
		}
	}
	return nil
}

// unknownLabel is the issue of the label at place at, from 0. It may stand for
// one of the missing ones.
func (r *run) unknownLabel(sheet *sheet.Template, at int, missing *nameset.Set) check.Issue {
	label, column := r.c.Rep.Labels[at], sheet.Layout.Column(at)
	is := r.v.UnknownLabel(at, label)
	is.Row, is.Line, is.Column = sheet.Head.Row, sheet.Head.Line, column
	if column != schema.NoColumn {
		is.Message = check.TakenByPlace(label, column)
	} else if near := missing.Suggest(label, 1); len(near) > 0 {
		is.Message += fmt.Sprintf("; did you mean %s?", phrase.QuoteCell(near[0]))
		is.Fixes = []check.Fix{{Old: label, New: near[0]}}
	}
	return is
}

// missingLabels returns the labels of the columns that the layout lacks.
func missingLabels(l schema.Layout) []string {
	var labels []string
	for c, at := range l.Fields() {
		if at == 0 && schema.Column(c) != schema.NoColumn {
			labels = append(labels, schema.Column(c).String())
		}
	}
	return labels
}

// take takes the rowResult on the next row.
func (r *run) take(v *rowResult) error {
	if err := r.tick(1); err != nil {
		return err
	}
	if v.blank {
		r.blanks.Add(v.Position)
		if r.blanks.Full() {
			return r.tellBlanks()
		}
		return nil
	}
	if err := r.tellBlanks(); err != nil {
		return err
	}
	if v.failed != nil {
		r.at = v.Position
		return failedAt(v.failed, v.Position)
	}
	issues := v.issues
	if v.readable {
		issues = r.repeats(v.hash, v.Position, issues)
		r.c.Summary.Add(v.digest)
		r.order.Add(v.Row, v.dayFirst, v.could)
		r.identifiers.Add(&v.identifiers)
	}
	return r.takeIssues(v, issues)
}

// failedAt returns the error of a check of the caller's own that failed in the row that
// has the place: who checks a row need not know where it is.
func failedAt(failed *check.PanicError, at schema.Position) error {
	own := *failed
	own.Position = at
	return &own
}

// takeIssues tells the issues of a row and counts it.
func (r *run) takeIssues(v *rowResult, issues []check.Issue) error {
	hasErrors := false
	for i := range issues {
		hasErrors = hasErrors || issues[i].Severity == check.SeverityError
	}
	keys := v.keys
	if len(keys) != len(issues) { // in order, or the row repeats another one
		keys = r.keysOf(issues)
	}
	r.at = v.Position
	r.c.OnDay(dates.Date{})
	if v.readable && v.digest != nil { // else it is that of a row before
		r.c.OnDay(v.digest.Day)
	}
	if len(issues) > 0 && r.c.WantsSample() {
		r.c.Sample(v.Row, v.row(), !v.readable || v.unsplit)
	}
	r.c.Row(hasErrors)
	for i := range issues {
		if value := check.GroupValue(&issues[i]); issues[i].Message == "" && (r.c.Reads(keys[i], value) || r.c.Compares(keys[i], value)) {
			r.explain(v, &issues[i])
		}
		if err := r.c.AddKeyed(&issues[i], keys[i], true); err != nil {
			return err
		}
	}
	return nil
}

// keysOf returns the keys of the issues, in memory that is used again.
func (r *run) keysOf(issues []check.Issue) []check.IssueKey {
	r.keys = r.keys[:0]
	for i := range issues {
		r.keys = append(r.keys, r.c.KeyOf(&issues[i]))
	}
	return r.keys
}

// explain fills in the words and the fixes of an issue of the row that a lazy
// RowChecker left out, by checking the row once more. To find them takes longer than
// to find the issue, with near names ten times as long as all checks of the
// row, and of a million issues a report keeps a thousand.
func (r *run) explain(v *rowResult, is *check.Issue) {
	if r.words == nil {
		r.words = check.NewRowChecker(r.v.Checker)
	}
	s := check.Row{Fields: r.fields, Recoded: v.recoded}
	s.Take(v.Position, v.row())
	for _, full := range r.words.Check(&s) {
		if full.Code == is.Code && full.Column == is.Column { // a check tells of a cell once
			is.Message, is.Fixes = full.Message, full.Fixes
		}
	}
}

// repeats adds to the issues of the row at the place those of the rows it
// repeats.
func (r *run) repeats(hash seen.Hash, at schema.Position, issues []check.Issue) []check.Issue {
	if !r.repeat {
		return issues
	}
	earlier, shared := r.finder.Repeats(hash, at.Row)
	if earlier != 0 && r.v.On(schema.CodeDuplicate) {
		of := ""
		if r.c.Rep.Build != nil {
			of = " of the export" // the cell that is named is of another file
		}
		message := fmt.Sprintf("the row looks the same as row %d%s: if it was pasted twice, remove one; if it happened twice, keep both", earlier, of)
		if earlier == at.Row {
			message = "the row names the same thing twice: check that it happened twice"
		}
		issues = insertIssue(r.v, issues, check.Issue{
			Code:     schema.CodeDuplicate,
			Severity: r.v.RuleSeverity(schema.CodeDuplicate),
			Row:      at.Row,
			Line:     at.Line,
			Message:  message,
			Related:  []int64{earlier},
		})
	}
	if shared.First != 0 && r.v.On(schema.CodeDuplicateShared) {
		issues = insertIssue(r.v, issues, check.Issue{
			Code:     schema.CodeDuplicateShared,
			Severity: r.v.RuleSeverity(schema.CodeDuplicateShared),
			Row:      at.Row,
			Line:     at.Line,
			Message: fmt.Sprintf("the row is already in %s (row %d there): remove it here, so that it is not entered twice",
				sharedFile(r.v.SharedNames[shared.File]), shared.First),
		})
	}
	return issues
}

// sharedFile names a file that was shared earlier.
func sharedFile(name string) string {
	if name == "" {
		return "the file shared earlier"
	}
	return phrase.QuoteCell(name) + ", which was shared earlier"
}

// tellBlanks tells of the blank rows before a row that is none.
func (r *run) tellBlanks() error {
	if len(r.blanks.Runs) == 0 {
		return nil
	}
	defer r.blanks.Forget()
	if !r.v.On(schema.CodeBlankRow) {
		return nil
	}
	r.at = r.blanks.Runs[0].First
	r.c.OnDay(dates.Date{})
	for at := range r.blanks.All() {
		err := r.c.Add(&check.Issue{
			Code:     schema.CodeBlankRow,
			Severity: r.v.RuleSeverity(schema.CodeBlankRow),
			Row:      at.Row,
			Line:     at.Line,
			Message:  "the row is empty: it does no harm, but if a row should be there, add it",
		}, true)
		if err != nil {
			return err
		}
	}
	return nil
}

// tick honours the context and tells progress, now and then. It is told of
// every n rows taken.
func (r *run) tick(n int64) error {
	const often = 256 // rows, between looks at the clock
	before := r.seen
	r.seen += n
	if before/often == r.seen/often {
		return nil
	}
	if err := r.ctx.Err(); err != nil {
		return err
	}
	if now := time.Now(); r.v.Opts.OnProgress != nil && now.Sub(r.told) > 200*time.Millisecond {
		r.told = now
		r.progress(false)
	}
	return nil
}

func (r *run) progress(done bool) {
	if r.v.Opts.OnProgress != nil {
		r.v.Opts.OnProgress(loop.Progress{Rows: r.c.Rep.Rows, Bytes: r.input.Bytes, Total: r.total, Done: done})
	}
}

// wholeFile tells what only the end of the file shows.
func (r *run) wholeFile() error {
	r.at.Offset = r.input.Bytes
	r.c.OnDay(dates.Date{})
	r.order.Could += r.c.Summary.Clean.Could
	for _, is := range r.suspectLists() {
		standing := r.c.Rep.Build == nil // what a list lacks stands in no record that was written
		if err := r.c.Add(&is, standing); err != nil {
			return err
		}
	}
	if is, ok := r.order.Issue(r.v.Checker); ok {
		if err := r.c.Add(&is, true); err != nil {
			return err
		}
	}
	rows := r.c.Rep.Rows
	if b := r.c.Rep.Build; b != nil {
		rows = b.Written // the file to be opened is the one that is written
	}
	if rows > maxSheetRows && r.v.On(schema.CodeFileRows) {
		return r.c.Add(&check.Issue{
			Code:     schema.CodeFileRows,
			Severity: r.v.RuleSeverity(schema.CodeFileRows),
			Message:  fmt.Sprintf("the file has more than %s rows, and a spreadsheet opens no more: do not save it from a spreadsheet", phrase.Thousands(maxSheetRows)),
		}, true)
	}
	return nil
}

// maxSheetRows is how many rows a spreadsheet opens below a header: Microsoft's
// "Excel specifications and limits" gives 1,048,576 with it.
const maxSheetRows = 1_048_575

// end says whether and why the run ended early, in the report, and returns the
// error for the caller: none where it was the file.
func (r *run) end(err error) error {
	rep := r.c.Rep
	wrong, notTemplate := errors.AsType[*sheet.FileError](err)
	failed, ownFailed := errors.AsType[*check.PanicError](err)
	rep.Bytes = r.at.Offset
	rep.Complete = err == nil && r.v.Checks()
	switch {
	case rep.Complete:
		return nil
	case err == nil:
		rep.Stopped = "no check was made: all of them are switched off"
		return nil
	case errors.Is(err, tally.ErrTooManyErrors):
		rep.Stopped = fmt.Sprintf("the run was stopped after %s, as asked", phrase.Plural(rep.Errors, "error"))
		return err
	case notTemplate:
		rep.Bytes = 0
		rep.Stopped = "the file is not one that can be checked"
		err := r.c.Add(&check.Issue{Code: wrong.Code, Severity: check.SeverityError, Message: wrong.Err.Error()}, true)
		if errors.Is(err, tally.ErrTooManyErrors) {
			return nil // it is the file that ended the run
		}
		return err
	case ownFailed:
		rep.Stopped = fmt.Sprintf("the check %s failed in row %d: tell your data person", failed.Code, failed.Row)
	case r.ctx.Err() != nil:
		rep.Stopped = "the run was canceled"
	default:
		rep.Stopped = "the run ended early because of an error outside the data"
	}
	return err
}

func (r *run) finish() *tally.Report {
	rep := r.c.Finish()
	r.identifiers.AddFilled(&r.c.Summary.Clean.Filled, r.v.Refs.Roster)
	rep.Suspects = r.identifiers.Suspects()
	rep.Summary.Repeat = r.finder.Longest
	rep.Elapsed = time.Since(r.start)
	r.progress(true)
	return rep
}
