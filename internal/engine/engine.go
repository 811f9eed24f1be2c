// Package engine is what has not found its room yet: it goes when the house is
// finished.
package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A Validator checks whole files.
type Validator struct {
	*check.Checker
	blockSize int // bytes a worker takes at a time; small in tests, 0: rows are read one by one
}

// NewValidator returns a Validator for refs.
func NewValidator(refs roster.References, opts *check.Options) (*Validator, error) {
	c, err := check.NewChecker(refs, opts)
	if err != nil {
		return nil, err
	}
	return &Validator{c, blockSize}, nil
}

// made returns v, or one that knows of nothing where v is a zero one.
func (v *Validator) made() *Validator {
	if v.Checker != nil {
		return v
	}
	return &Validator{v.Checker.Made(), blockSize}
}

// Validate reads the file from r, checks every row, and returns what it found.
// The report is never nil. What is wrong with the file is in the report, with
// a nil error, even where r holds no template at all: an error is one of
// reading r, the context's, that of ValidatorOptions.OnIssue or
// [tally.ErrTooManyErrors], and then the report says what was found before it, and is
// not OK.
//
// Validate ends soon after ctx, even while r blocks: such a Read is not waited
// for, and r is still in use until it returns. Otherwise nothing uses r once
// Validate has returned.
func (v *Validator) Validate(ctx context.Context, r io.Reader) (*tally.Report, error) {
	return v.made().validate(ctx, r, sheet.SizeOf(r))
}

// ValidateFile is Validate on the file at path. Where the file cannot be
// opened, the error is that of [os.Open] and the report is an empty one.
func (v *Validator) ValidateFile(ctx context.Context, path string) (*tally.Report, error) {
	v = v.made()
	f, err := sheet.OpenFile(ctx, path)
	if err != nil {
		run := newRun(ctx, v, 0)
		run.c.Rep.Stopped = "the file could not be opened"
		return run.finish(), err
	}
	defer f.Close()
	return v.validate(ctx, f, sheet.SizeOf(f))
}

func (v *Validator) validate(ctx context.Context, r io.Reader, total int64) (*tally.Report, error) {
	run := newRun(ctx, v, total)
	err := run.end(run.file(r))
	return run.finish(), err
}

// WithShared returns a copy of v that also knows the rows of a file shared with
// Otus earlier, read from r: [schema.CodeDuplicateShared] then tells of rows that were
// in it, and names the file as name does, such as "march.csv"; "": as the file
// shared earlier. Rows of the file that cannot be read are not known. v itself
// stays as it is; called on a copy, WithShared adds a further file, and a row may
// come again as often as it was in all of them together; the first that has it is
// named. It ends with ctx as [Validator.Validate] does. The error is one of
// reading r, the context's, or a *[sheet.FileError] where r holds no template.
func (v *Validator) WithShared(ctx context.Context, name string, r io.Reader) (*Validator, error) {
	v = v.made()
	file, err := sheet.OpenTemplate(sheet.NewContextReader(ctx, r), v.Opts.Reader)
	if err != nil {
		return nil, err
	}
	known := *v.Checker
	known.Shared = make(map[seen.Hash]seen.SharedRow, len(v.Shared))
	maps.Copy(known.Shared, v.Shared)
	known.SharedNames = append(slices.Clip(v.SharedNames), name)
	reading := *v.Checker
	reading.Severity = nil // the hashes are needed whatever is switched off
	rows := newRowJudge(&Validator{&reading, v.blockSize}, file)
	var row sheet.Row
	for {
		if err := file.Next(&row); err == io.EOF {
			return &Validator{&known, v.blockSize}, nil
		} else if err != nil {
			return nil, err
		}
		if ruling := rows.rule(&row); ruling.readable {
			s, ok := known.Shared[ruling.hash]
			if !ok {
				s = seen.SharedRow{First: ruling.Row, File: int32(len(v.SharedNames))}
			}
			s.Count++
			known.Shared[ruling.hash] = s
		}
	}
}

// A ruling is all that the run needs to know of one row: what can be said of
// it alone. It shares nothing with other rows, so that rows can be judged in
// any order and told in the file's.
type ruling struct {
	schema.Position
	blank    bool
	readable bool // else it has the one issue that says why not
	unsplit  bool // cells of it may have run into each other
	issues   []check.Issue
	keys     []check.IssueKey // of the issues, where they were worked out
	stranger *stranger        // it has this and no issues
	strange  []byte           // the stranger's cell
	cells    []string         // as read, in the file's order
	fetch    func() []string  // gives the cells, where they are not at hand
	recoded  schema.ColumnSet
	hash     seen.Hash
	digest   *tally.Digest // nil: it is among counted
	counted  *countedRows  // of the row's block, of which it is the next
	dayFirst bool          // its date can only be day first
	could    bool          // its date is another day if the file is day first
	sighting check.IdentifierFacts
}

// row returns the cells of the row.
func (v *ruling) row() []string {
	if v.cells == nil && v.fetch != nil {
		v.cells = v.fetch()
	}
	return v.cells
}

// A rowJudge judges the rows of a sheet one after the other.
type rowJudge struct {
	v       *Validator
	layout  schema.Layout
	row     *sheet.Row
	subject check.Row
	judge   *check.RowChecker
	ruling  ruling
	digest  tally.Digest

	badCount sheet.CountError // of the row last found to have it, and its words
	badWords string

	// countable: rulings need no digest, as all names are in a set or known to be
	// in none, and a block counts its rows.
	countable bool
}

// newRowJudge returns a judge of the rows below the header of sheet.
func newRowJudge(v *Validator, sheet *sheet.Template) *rowJudge {
	r := &rowJudge{v: v, layout: sheet.Layout, judge: check.NewRowChecker(v.Checker)}
	r.subject.Fields = sheet.Fields
	return r
}

// rule returns the ruling on row, good until the next call.
func (r *rowJudge) rule(row *sheet.Row) *ruling {
	r.row = row
	// Nobody reads most issues. A large row is judged beside the context, once.
	r.judge.Lazy = r.v.Opts.OnIssue == nil && !row.Large
	v := &r.ruling // the rest of it is of rows that can be read
	v.Position, v.blank, v.readable, v.issues, v.cells, v.recoded = row.Position, row.Blank, false, nil, row.Cells, 0
	v.unsplit = false
	switch {
	case row.Blank:
	case row.Bad != nil:
		r.judge.Issues = append(r.judge.Issues[:0], r.unreadable(row.Bad))
		v.issues = r.judge.Issues
	default:
		r.judgeRow()
	}
	return &r.ruling
}

// unreadable returns the issue of a row that cannot be read whole.
func (r *rowJudge) unreadable(bad *sheet.RowError) check.Issue {
	severity := r.v.SeverityOf(bad.Code, check.SeverityError)
	if severity == check.SeverityOff {
		severity = check.SeverityError // no row is passed over untold
	}
	return check.Issue{
		Code:     bad.Code,
		Severity: severity,
		Row:      bad.Row,
		Line:     bad.Line,
		Field:    r.row.BadField,
		Column:   bad.Column,
		Message:  r.badMessage(bad.Err),
	}
}

// badMessage returns the words of err. Rows with a wrong number of cells mostly
// have the same number.
func (r *rowJudge) badMessage(err error) string {
	count, ok := err.(sheet.CountError)
	if !ok {
		return err.Error()
	}
	if r.badCount != count {
		r.badCount, r.badWords = count, count.Error()
	}
	return r.badWords
}

// judgeRow judges the row that was read whole.
func (r *rowJudge) judgeRow() {
	s := &r.subject
	s.Take(r.row.Position, r.row.Cells)
	s.Recoded = 0
	for _, field := range r.row.Recoded {
		s.Recoded |= schema.SetOf(r.layout.Column(field-1)) &^ schema.SetOf(schema.NoColumn)
	}
	r.ruling.recoded = s.Recoded
	issues := r.judge.Check(s)
	if field := r.row.Bare; field > 0 && r.v.On(schema.CodeQuote) {
		is := r.v.BareQuote(s.Position, field, r.layout.Column(field-1), r.row.Cells[field-1], r.row.Spaced)
		is.Unsplit = r.judge.Unsplit // its message quotes nothing
		issues = insertIssue(issues, is)
	}
	r.rulingOf(issues)
	if r.judge.Repeats {
		r.ruling.hash = r.judge.Hash()
	}
}

// rulePart returns the ruling on the subject, a row that was read whole and of
// which the judge's clearing tells a part.
func (r *rowJudge) rulePart() *ruling {
	r.judge.Lazy = r.v.Opts.OnIssue == nil
	v := &r.ruling
	v.Position, v.blank, v.cells, v.recoded = r.subject.Position, false, nil, 0
	r.rulingOf(r.judge.Check(&r.subject))
	return v
}

// rulingOf fills in what the judge knows of the row it checked last, but for its
// hash.
func (r *rowJudge) rulingOf(issues []check.Issue) {
	v, j := &r.ruling, r.judge
	v.readable, v.unsplit, v.issues = true, j.Unsplit, issues
	if !r.countable {
		r.digest = tally.DigestOf(j)
		v.digest = &r.digest
	}
	v.dayFirst = j.Date.Has(dates.DayFirst)
	v.could = j.Date.Plain() && j.Date.CouldBeDayFirst
	v.sighting = j.IdentifierFacts()
}

// insertIssue adds is to the issues of one row in their order.
func insertIssue(issues []check.Issue, is check.Issue) []check.Issue {
	at, _ := slices.BinarySearchFunc(issues, is, check.CompareIssues)
	return slices.Insert(issues, at, is)
}

// A run takes rulings in file order and makes the report. It is what checking
// a file and building a template have in common.
type run struct {
	ctx       context.Context
	v         *Validator
	c         *tally.Collector
	finder    seen.Finder
	blanks    tally.BlankRows
	order     tally.DateOrder
	sightings tally.IdentifierCounts
	repeat    bool // duplicates are looked for
	total     int64
	start     time.Time
	told      time.Time       // when progress was last told
	seen      int64           // rows, blank ones too
	at        schema.Position // the row at hand, or of a block of good ones the first
	input     *sheet.ContextReader

	keys   []check.IssueKey           // of the row at hand
	fields [schema.NumColumns + 1]int // of a file that is checked: where each column is
	again  rereader                   // for the cells of rows of blocks
	words  *check.RowChecker          // for the words that a lazy judge left out; nil: none were needed yet
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

// file checks the whole file that src holds. It returns nil at its end.
func (r *run) file(src io.Reader) error {
	r.input.R = src
	sheet, err := sheet.OpenTemplate(r.input, r.v.Opts.Reader)
	if err != nil {
		return r.unread(err)
	}
	if err := r.header(sheet); err != nil {
		return err
	}
	if err := r.rows(sheet); err != nil {
		return err
	}
	return r.wholeFile()
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
			Message:  "the row stands above the header and is not read: move it below the header if it is data",
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

// take takes the ruling on the next row.
func (r *run) take(v *ruling) error {
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
	issues := v.issues
	if v.readable {
		issues = r.repeats(v.hash, v.Position, issues)
		if v.digest != nil {
			r.c.Summary.Add(v.digest)
		} else {
			v.counted.taken++
		}
		r.order.Add(v.Row, v.dayFirst, v.could)
		r.sightings.Add(&v.sighting)
	}
	if v.stranger != nil {
		return r.takeStranger(v, issues)
	}
	return r.takeIssues(v, issues)
}

// countRow counts a row with issues, and keeps it as a sample while there is room.
func (r *run) countRow(v *ruling, hasErrors bool) {
	r.at = v.Position
	if r.c.WantsSample() {
		r.c.Sample(v.Row, v.row(), !v.readable || v.unsplit)
	}
	r.c.Row(hasErrors)
}

// takeIssues tells the issues of a row and counts it.
func (r *run) takeIssues(v *ruling, issues []check.Issue) error {
	hasErrors := false
	for i := range issues {
		hasErrors = hasErrors || issues[i].Severity == check.SeverityError
	}
	keys := v.keys
	if len(keys) != len(issues) { // in order, or the row repeats another one
		keys = r.keysOf(issues)
	}
	if len(issues) > 0 {
		r.countRow(v, hasErrors)
	} else {
		r.at = v.Position
		r.c.Row(false)
	}
	for i := range issues {
		if value := check.GroupValue(&issues[i]); issues[i].Message == "" && (tally.Reads(r.c, keys[i], value) || r.c.Compares(keys[i], value)) {
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
// judge left out, by judging the row once more. To find them takes longer than
// to find the issue, with near names ten times as long as all checks of the
// row, and of a million issues a report keeps a thousand.
func (r *run) explain(v *ruling, is *check.Issue) {
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
		message := fmt.Sprintf("the row repeats row %d%s: delete one of them, unless it happened twice", earlier, of)
		if earlier == at.Row {
			message = "the row makes the same record twice: look whether it happened twice"
		}
		issues = insertIssue(issues, check.Issue{
			Code:     schema.CodeDuplicate,
			Severity: r.v.RuleSeverity(schema.CodeDuplicate),
			Row:      at.Row,
			Line:     at.Line,
			Message:  message,
			Related:  []int64{earlier},
		})
	}
	if shared.First != 0 && r.v.On(schema.CodeDuplicateShared) {
		issues = insertIssue(issues, check.Issue{
			Code:     schema.CodeDuplicateShared,
			Severity: r.v.RuleSeverity(schema.CodeDuplicateShared),
			Row:      at.Row,
			Line:     at.Line,
			Message: fmt.Sprintf("the row was in %s, as its row %d: delete it here, or it will be in Otus twice",
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
	for at := range r.blanks.All() {
		err := r.c.Add(&check.Issue{
			Code:     schema.CodeBlankRow,
			Severity: r.v.RuleSeverity(schema.CodeBlankRow),
			Row:      at.Row,
			Line:     at.Line,
			Message:  "the row is blank, with rows behind it: delete it",
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
		r.v.Opts.OnProgress(check.Progress{Rows: r.c.Rep.Rows, Bytes: r.input.Bytes, Total: r.total, Done: done})
	}
}

// wholeFile tells what only the end of the file shows.
func (r *run) wholeFile() error {
	r.at.Offset = r.input.Bytes
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
			Message:  fmt.Sprintf("the file has more than %d rows, and a spreadsheet opens only so many: don't save it from one", maxSheetRows),
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
	case r.ctx.Err() != nil:
		rep.Stopped = "the run was cancelled"
	default:
		rep.Stopped = "the run ended early because of an error outside the data"
	}
	return err
}

func (r *run) finish() *tally.Report {
	rep := r.c.Finish()
	r.sightings.AddFilled(&r.c.Summary.Clean.Filled, r.v.Refs.Roster)
	rep.Suspects = r.sightings.Suspects()
	rep.Summary.Repeat = r.finder.Longest
	rep.Elapsed = time.Since(r.start)
	r.progress(true)
	return rep
}
