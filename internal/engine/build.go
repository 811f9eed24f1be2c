package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A Builder fills in the template from an export: source → mapping → check →
// repair → template and rejects. The zero Builder takes the rows of a template,
// and makes the checks that need no references. Build does not change
// its fields, so that one Builder may serve several goroutines, apart from
// Rejects, which only one at a time may write to.
type Builder struct {
	// Mapping says how the export's columns become the template's. Nil: the
	// source has the template's labels, as a file for a [sheet.Reader] does.
	Mapping *Mapping
	// Validator checks the records. Nil: the zero Validator does, which knows
	// nothing of what exists in Otus; the report says what was not checked.
	Validator *Validator
	// Rosters are what the look-ups of the mapping ask, one a school year, in
	// any order. A record asks the one whose academic sessions its date is in;
	// of several the one that starts last, and of none the nearest, in which
	// teachers and classes may well not be found. Nil: that of the Validator's
	// References. No other check is made against them than that an identifier is
	// not, in that of the References, another student's.
	Rosters []*roster.Roster
	// Repair applies safe fixes before a record is judged.
	Repair bool
	// Rejects gets the records that were rejected, a row of the export for each,
	// as a CSV that the same mapping reads again: see Build. Nil: they are
	// counted and reported, not kept.
	Rejects io.Writer
}

// Build reads the whole source, and writes a record to dst for every row that
// counts, or for several of a row with "each". A record with an error after
// repair, or one that dst refuses, is rejected, and its row goes to Rejects: once
// for each of its records that is. The report is never nil; in it Row and Field are
// the export's, from 1 for the first row of a source that is no [sheet.CSVSource], and At
// says where in Rejects or in the template to correct what was found. The summary
// counts what was written, and every row read is accounted for: see [tally.BuildCounts].
//
// Rejects is UTF-8 with a byte order mark, commas, CR LF. Behind the export's
// own columns, as they were, it has
//
//	otustemplate row      the row of the first export, however often its record
//	                      goes round; what a person made of it stays as it is
//	otustemplate part     of a row that makes several records: which one this is,
//	                      by the label of its column, such as "Code 2", or as "2 of
//	                      3" pieces of the cell that is split
//	otustemplate problem  why it was rejected
//	otustemplate text     the row's text, where it could not be split into cells
//	answer: Note          where notes are checked for names of students: "ok",
//	                      entered by a person, says that the note may stay as it
//	                      is, and makes its note-names-student a warning
//
// No mapping looks at these columns. Where a part is named, that record alone is
// made when the file is read again, whatever stands in the other columns or pieces:
// those were written, or have a row of their own. Its text may be changed, and
// other pieces emptied. Where the cell has more or fewer pieces than it had, or
// the part is empty or none, nobody can tell which record is meant, and the row is
// rejected again; without a name all its records are made. A file whose own
// columns were deleted is an export like any other.
//
// The error is nil, a *[MappingError] where the mapping doesn't fit the source
// or looks up and there is no roster, a *[sheet.FileError] where the source is no CSV
// file or, without a mapping, lacks columns of the template, or one of the
// source, of dst, of Rejects, of ValidatorOptions.OnIssue or of the context,
// or [tally.ErrTooManyErrors], or says that src or dst is nil. Then the report says
// how far the build came, and is not OK, and neither output is whole. Build
// flushes dst, and closes neither it nor src.
//
// What the source scans as is made text: nil is an empty cell, []byte is text,
// integers are decimal, a float that is a whole number under 2⁵³ is decimal
// without exponent, a time is the day in its own location, and the zero time is
// an empty cell. A [dates.Date] is its day. Named types are what their kind is, and a
// pointer or a [database/sql/driver.Valuer] what it stands for, nil an empty
// cell. A value of any other type ends the build with an error.
//
// A source that embeds a *[sheet.CSVSource] and has some methods of its own is read
// through them, and else gives what the CSVSource gives. Of any other source that
// has a method Position() [schema.Position] or Raw() string, rows have that place, and
// rows that can't be read that text.
func (b *Builder) Build(ctx context.Context, src sheet.Source, dst *sheet.Writer) (*tally.Report, error) {
	if src == nil || dst == nil {
		run := newRun(ctx, new(Validator).made(), 0)
		run.c.Rep.Stopped = "there is nothing to build from, or nothing to write to"
		return run.finish(), errors.New("otustemplate: Builder.Build needs a Source and a Writer; neither may be nil")
	}
	w := newBuild(ctx, b, src, dst)
	defer w.source.leave()
	err := w.all()
	if flushed := dst.Flush(); err == nil {
		err = flushed
	}
	if flushed := w.rejects.flush(); err == nil {
		err = flushed
	}
	ended := w.run.end(err)
	if _, wrong := errors.AsType[*sheet.FileError](err); wrong && ended == nil {
		ended = err // told in the report, but whoever commits dst must hear of it
	}
	return w.finish(), ended
}

// A build is one run of a Builder.
type build struct {
	*run
	opts    *Builder
	source  rowSource
	dst     *sheet.Writer
	rejects rejectsWriter

	bound   *boundMapping
	plain   *plainRows // nil: there are none
	lookups *lookups
	judge   *check.RowChecker
	unsplit bool // cells of the row at hand may have run into each other
	subject check.Row
	items   []sourceItem
	itemAt  int // which of them is at hand
	record  mappedRecord
	told    []toldIssue // of the current row
	problem []string    // what is wrong with a rejected record

	ordered  bool // dates written day first are told
	repeated bool // rows are compared with one another
	days     dayTexts

	counts  tally.BuildCounts
	missing [schema.NumColumns + 1]tally.NameTally
	watched []watchedField
}

// A toldIssue is an issue of the current row. standing: its record was
// written.
type toldIssue struct {
	check.Issue
	standing bool
}

func newBuild(ctx context.Context, b *Builder, src sheet.Source, dst *sheet.Writer) *build {
	v := new(Validator)
	if b.Validator != nil {
		v = b.Validator
	}
	v = v.made()
	w := &build{
		opts:    b,
		dst:     dst,
		judge:   check.NewRowChecker(v.Checker),
		rejects: rejectsWriter{dst: b.Rejects},
		lookups: newLookups(b.Rosters, v.Checker),
	}
	if b.Rosters == nil {
		w.lookups = newLookups([]*roster.Roster{v.Refs.Roster}, v.Checker)
	}
	w.run = newRun(ctx, v, 0)
	w.source.take(src, w.adopt)
	w.c.Rep.Build = &w.counts
	for c := range w.missing {
		w.missing[c].Most = maxMissing
	}
	return w
}

// adopt starts to read the CSVSource that the source is or embeds.
func (w *build) adopt(csv *sheet.CSVSource) {
	var template *sheet.ReaderOptions
	if w.opts.Mapping == nil {
		template = &w.v.Opts.Reader
	}
	csv.StartBuild(w.ctx, template, w.source.exact && w.v.Opts.OnIssue == nil)
	if w.total = csv.Total; csv.Input != nil {
		w.input = csv.Input
	}
	if !w.source.exact {
		csv.Passed = func(at schema.Position) {
			if w.source.passing == nil {
				w.source.passing = w.take(&ruling{Position: at, blank: true})
			}
		}
	}
}

// all reads the source to its end.
func (w *build) all() error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	labels, err := w.source.src.Columns()
	if err != nil {
		return w.unread(err)
	}
	if err := w.begin(labels); err != nil {
		return err
	}
	w.plain = newPlainRows(w, labels)
	for {
		if w.plain != nil {
			if err := w.plain.take(); err != nil {
				return err
			}
		}
		row, err := w.source.next()
		if err != nil {
			return w.unread(err)
		}
		if row == nil {
			return w.wholeFile()
		}
		if err := w.next(row); err != nil {
			return err
		}
	}
}

// begin takes up the labels of the source.
func (w *build) begin(labels []string) (err error) {
	if m := w.opts.Mapping; m != nil {
		var wrong problems
		if w.bound, wrong = m.bind(labels); len(w.lookups.rosters) == 0 {
			wrong = append(wrong, m.withoutRoster()...)
		}
		err = wrong.err()
	} else {
		w.bound, err = bindTemplate(labels, w.source.extraLabels())
	}
	if err != nil {
		return err
	}
	w.bound.columns[schema.ColTeacherEmail].exist, w.bound.columns[schema.ColClassName].exist = w.v.Refs.Teachers, w.v.Refs.Classes
	date := w.bound.columns[schema.ColDate].rule
	w.ordered = w.v.On(schema.CodeDateOrder) && (date == nil || date.dates == nil) // else the mapping says what the order is
	w.repeated = w.v.FindsRepeats()
	w.source.begin(labels, w.bound)
	w.rejects.begin(labels, w.bound.columns[schema.ColNote].rule != nil && w.v.Refs.Roster != nil && w.v.On(schema.CodeNoteNamesStudent))
	w.c.Rep.Labels = slices.Clone(labels)
	w.c.Rep.Columns = w.bound.feeds(len(labels))
	if csv := w.source.csv; csv != nil && csv.Sheet != nil {
		if err := w.aboveHeader(csv.Sheet); err != nil {
			return err
		}
	}
	if w.opts.Mapping == nil {
		w.c.Rep.ByPlace = w.bound.byPlace
		return w.tellUnknown(labels)
	}
	w.watched = watch(labels, w.bound.used)
	return nil
}

// tellUnknown tells of labels that are none of the template's, where there is
// no mapping that says what they are.
func (w *build) tellUnknown(labels []string) error {
	if !w.v.On(schema.CodeHeaderUnknown) {
		return nil
	}
	for i, label := range labels {
		byPlace := slices.Contains(w.bound.byPlace, i+1)
		if w.bound.used[i] && !byPlace || schema.IsOwnLabel(label) || celltext.IsBlank(label) {
			continue
		}
		is := w.v.UnknownLabel(i, label)
		if byPlace {
			is.Column = w.c.Rep.Columns[i]
			is.Message = check.TakenByPlace(label, is.Column)
		}
		if err := w.c.Add(&is, true); err != nil {
			return err
		}
	}
	return nil
}

// next takes the next row, be it blank.
func (w *build) next(row *exportRow) error {
	if row.blank {
		return w.take(&ruling{Position: row.Position, blank: true})
	}
	if err := w.tick(1); err != nil {
		return err
	}
	if err := w.tellBlanks(); err != nil {
		return err
	}
	w.at = row.Position
	w.told, w.unsplit = w.told[:0], false
	w.counts.Read++
	err := w.makeRecords(row)
	// What was found is told even after an error: the row is counted.
	return cmp.Or(err, w.tellRow(row))
}

// makeRecords makes the records of a row. Every one that it counts is written
// or rejected, whatever the error, which is of dst or Rejects.
func (w *build) makeRecords(row *exportRow) error {
	if row.bad != nil {
		w.counts.Records++
		w.counts.Rejected++
		w.told = append(w.told, toldIssue{Issue: w.unreadable(row)})
		return w.reject(row, "", 0)
	}
	row = row.apart()
	counts, err := heeding(w.ctx, row, w.startRow)
	switch {
	case err != nil:
		return err
	case !counts:
		w.counts.LeftOut++
		return nil
	}
	w.unsplit = w.ranTogether()
	w.countValues(row)
	if len(w.items) > maxItems {
		w.counts.Records++
		w.counts.Rejected++
		w.told = append(w.told, toldIssue{Issue: w.tooManyItems(row)})
		return w.reject(row, "", 0)
	}
	if row.bare > 0 && w.v.On(schema.CodeQuote) {
		w.told = append(w.told, toldIssue{w.bareQuote(row), true}) // with the first record's
	}
	if part := row.cell(w.source.part); !celltext.IsBlank(part) {
		return w.makePart(row, part)
	}
	for i := range w.items {
		from := 0
		if i > 0 {
			from = len(w.told)
		}
		if err := w.makeItem(row, i, "", from); err != nil {
			return err
		}
	}
	return nil
}

// startRow takes up a row, and reports whether it counts: then what records are
// made of is in w.items, and the first of them is in w.record as far as no
// look-up is needed.
func (w *build) startRow(row *exportRow) (counts bool) {
	if !w.bound.counts(row) {
		return false
	}
	w.items = w.bound.items(w.items[:0], row)
	w.bound.fill(&w.record, row, w.items[0])
	return w.bound.onDay(&w.record)
}

// heavyRow is from how many bytes of cells on a row is worked on aside: what is
// made of it, and looked for in it, may take seconds.
const heavyRow = 64 << 10

// apart returns the row, or where it is a heavy one a copy that the source does
// not write over.
func (row *exportRow) apart() *exportRow {
	n := 0
	for _, cell := range row.cells {
		n += len(cell)
	}
	if n <= heavyRow {
		return row
	}
	own := *row
	own.cells, own.days, own.recoded, own.heavy = slices.Clone(row.cells), slices.Clone(row.days), slices.Clone(row.recoded), true
	return &own
}

// heeding returns what f makes of the row, or the context's error. With a heavy row
// f is left behind where the context ends first: it must change nothing that the
// end of a build looks at.
func heeding[T any](ctx context.Context, row *exportRow, f func(*exportRow) T) (T, error) {
	if row.heavy {
		return sheet.Await(ctx, func() T { return f(row) })
	}
	return f(row), ctx.Err()
}

// tooManyItems returns the issue of a row that would make too many records.
func (w *build) tooManyItems(row *exportRow) check.Issue {
	return check.Issue{
		Code:     schema.CodeRowSize,
		Severity: check.SeverityError, // whatever is overridden: the row is set aside
		Row:      row.Row,
		Line:     row.Line,
		Field:    w.items[maxItems].field + 1,
		Message: fmt.Sprintf("the row would make more than %s records: look whether the cell lists what it should, and share it out among several rows",
			phrase.Thousands(maxItems)),
	}
}

// makePart makes the one record of a row that was rejected before: its siblings
// were written then, or stand in a row of their own.
func (w *build) makePart(row *exportRow, part string) error {
	at := w.bound.partAt(w.items, w.c.Rep.Labels, part)
	if at < 0 {
		w.counts.Records++
		w.counts.Rejected++
		w.told = append(w.told, toldIssue{Issue: w.partGone(row, part)})
		return w.reject(row, part, 0)
	}
	return w.makeItem(row, at, part, 0)
}

// makeItem makes the record of the item at that place, the first of which the
// mapping has filled in. part is what the row says it is, "" for a row that makes
// all its records; what is told from there on is told of this one.
func (w *build) makeItem(row *exportRow, at int, part string, from int) error {
	item := w.items[at]
	w.itemAt = at
	j, err := heeding(w.ctx, row, w.judgeRow)
	if err != nil {
		return err
	}
	w.counts.Records++
	written, err := w.makeRecord(row, j)
	if written {
		w.placeWritten(from)
		return err
	}
	w.counts.Rejected++
	if part == "" && len(w.items) > 1 {
		part = w.bound.partName(item, w.c.Rep.Labels)
	}
	return cmp.Or(err, w.reject(row, part, from))
}

// placeWritten says where to correct what was told from there on: in the record
// that was written last. What is of a column that feeds none of the template's is
// in the export alone.
func (w *build) placeWritten(from int) {
	for i := range w.told[from:] {
		is := &w.told[from+i].Issue
		if is.Column != schema.NoColumn || is.Field == 0 {
			is.At = check.Place{In: check.InTemplate, Row: w.dst.Last(), Field: w.dst.Field(is.Column)}
		}
	}
}

// placeRejected says likewise of a record that was rejected.
func (w *build) placeRejected(row *exportRow, from int) {
	if w.rejects.dst == nil {
		return // the export is what there is to correct
	}
	for i := range w.told[from:] {
		is := &w.told[from+i].Issue
		is.At = w.rejects.place(row, is.Field)
	}
}

// partGone returns the issue of a row that is a part, and no longer says which.
func (w *build) partGone(row *exportRow, part string) check.Issue {
	return check.Issue{
		Code:     schema.CodeFieldCount,
		Severity: check.SeverityError, // whatever is overridden: the row is set aside
		Row:      row.Row,
		Line:     row.Line,
		Field:    w.source.part + 1,
		Value:    part,
		Message: fmt.Sprintf("the row is no longer cut into the parts that it had, so that nobody can tell which one is meant by its cell under %q: "+
			"put them back and change nothing but the text of that part, or empty that cell to have all parts made, those that were written before too", schema.LabelPart),
	}
}

// reject puts a record into the rejects, with what was told of it from there on.
func (w *build) reject(row *exportRow, part string, from int) error {
	w.problem = w.problem[:0]
	for _, is := range w.told[from:] {
		if is.Severity != check.SeverityError || is.standing {
			continue
		}
		problem := is.Message
		if is.Column != schema.NoColumn {
			problem = is.Column.String() + ": " + problem
		}
		if !slices.Contains(w.problem, problem) {
			w.problem = append(w.problem, problem)
		}
	}
	if len(w.problem) == 0 {
		w.problem = append(w.problem, "the record could not be written")
	}
	err := w.rejects.write(row, part, strings.Join(w.problem, "; "))
	w.placeRejected(row, from)
	return err
}

// unreadable returns the issue of a row that could not be split into cells.
func (w *build) unreadable(row *exportRow) check.Issue {
	is := check.Issue{
		Code:     row.bad.Code,
		Severity: check.SeverityError, // whatever is overridden: the row is set aside
		Row:      row.Row,
		Line:     row.Line,
		Field:    row.badField,
		Column:   row.bad.Column,
		Message:  "the row cannot be read",
	}
	if i, known := check.RuleOrder[is.Code]; !known || check.Rules[i].Ends {
		is.Code = schema.CodeFieldCount // a source's own word for a row that can't be split
	}
	if row.bad.Err != nil {
		is.Message = row.bad.Err.Error()
	}
	return is
}

// makeRecord judges the record that the mapping made, and writes it. The error
// is of dst, and for good.
func (w *build) makeRecord(row *exportRow, j judgedRecord) (written bool, err error) {
	m, rec, settled := &w.record, j.rec, j.settled
	issues := w.compare(row, j)
	rejected := slices.ContainsFunc(issues, func(is check.Issue) bool {
		return is.Severity == check.SeverityError && is.Code != schema.CodeDuplicate
	})
	if !rejected {
		if err = w.dst.Write(rec); err != nil {
			refused, ok := errors.AsType[*sheet.RecordError](err)
			if !ok {
				return false, err
			}
			issues = append(issues, w.refused(row, refused))
		}
		written = err == nil
	}
	if written {
		w.counts.Written++
		digest := tally.DigestOf(w.judge)
		if w.unsplit {
			digest.Names = [3]string{}
		}
		w.c.Summary.Add(&digest)
		for _, is := range settled {
			w.told = append(w.told, toldIssue{is, true})
		}
		if len(settled) > 0 && rec != m.rec {
			w.counts.Repaired++
		}
	}
	for _, is := range issues {
		if w.unsplit {
			is.SetUnsplit()
		}
		w.told = append(w.told, toldIssue{is, written})
		if !w.unsplit {
			w.countMissing(is)
		}
		if is.Code == schema.CodeDefaulted {
			w.counts.Defaulted++
		}
	}
	return written, nil
}

// A judgedRecord is the record that the mapping made, as repaired: what is wrong
// with it, and what the repair settled.
type judgedRecord struct {
	rec             schema.Record
	issues, settled []check.Issue
}

// judgeRow makes the record of the item at hand and judges it.
func (w *build) judgeRow(row *exportRow) judgedRecord {
	item := w.items[w.itemAt]
	if w.itemAt > 0 {
		w.bound.fill(&w.record, row, item)
	}
	w.unsplit = w.unsplit || w.ranTogether()
	w.lookups.fill(w.bound, &w.record, row, item)
	rec, settled := w.record.rec, []check.Issue(nil)
	found := w.judge.Check(w.subjectOf(row, &rec))
	w.unsplit = w.unsplit || w.judge.Unsplit
	if w.opts.Repair {
		if rec, settled = check.Repair(rec, slices.Clone(found)); len(settled) > 0 {
			found = w.judge.Check(w.subjectOf(row, &rec))
		}
	}
	w.confirmNote(row, found)
	w.c.Meet(w.judge)
	return judgedRecord{rec, w.merge(row, found), settled}
}

// confirmNote makes a warning of what is said of a note that names another student,
// where a person has looked at it and answered that it may stay.
func (w *build) confirmNote(row *exportRow, found []check.Issue) {
	if !confirmed(row.cell(w.source.answer)) {
		return
	}
	for i := range found {
		if is := &found[i]; is.Code == schema.CodeNoteNamesStudent && is.Severity == check.SeverityError {
			is.Severity, is.Message = check.SeverityWarning, "the note names another student, and a person has confirmed that it may stay"
		}
	}
}

// compare returns the issues of the record, those of records that it repeats
// among them, and counts what is said of all records together.
func (w *build) compare(row *exportRow, j judgedRecord) (issues []check.Issue) {
	m, rec := &w.record, &j.rec
	issues = j.issues
	if w.ordered {
		// The record holds the day alone: how it was written is in the export.
		w.order.Add(row.Row, w.judge.Date.Has(dates.DayFirst), rec.DateText == "" && dates.ReadTidied(m.source[schema.ColDate]).CouldBeDayFirst)
	}
	if w.v.Refs.Roster != nil {
		sighting := w.judge.IdentifierFacts()
		w.sightings.Add(&sighting)
	}
	if w.repeated {
		w.expect(row.Offset)
		issues = w.repeats(w.judge.Hash(), row.Position, issues)
	}
	return issues
}

// expect says how many rows of the source may be repeated, once some of them, up to
// the given offset, tell. A table that grows in small steps takes 150 ns more for
// each of a million rows (benchmarks, "Builder, all checks, rejects").
func (w *build) expect(offset int64) {
	const enough = 256 // rows
	if rows := &w.finder.Rows; rows.Expected == 0 && rows.N >= enough {
		rows.Expect(w.total, offset, rows.N)
	}
}

// merge returns the issues of the mapping and those that the checks found, but
// for what another error of the record explains: what the checks say of a cell
// that the mapping could not make, and look-ups that lean on such a cell.
func (w *build) merge(row *exportRow, found []check.Issue) (issues []check.Issue) {
	m := &w.record
	var unmade, wrong schema.ColumnSet
	for _, is := range m.issues {
		if m.told[is.Column] && w.v.RuleSeverity(is.Code) == check.SeverityError {
			unmade |= schema.SetOf(is.Column)
		}
	}
	for _, is := range found {
		if is.Severity == check.SeverityError && !unmade.Has(is.Column) {
			wrong |= schema.SetOf(is.Column)
		}
	}
	// An issue may be explained by those before it, never by one that it
	// explains: so one always stands.
	for _, is := range m.issues {
		is.Row, is.Line = row.Row, row.Line
		is.Severity = w.v.RuleSeverity(is.Code)
		explained := is.LookedUp() && m.waits[is.Column]&wrong != 0
		if is.Severity != check.SeverityOff && !explained {
			issues = append(issues, is)
		}
		if is.Severity == check.SeverityError {
			wrong |= schema.SetOf(is.Column)
		}
	}
	for _, is := range found {
		if !unmade.Has(is.Column) {
			issues = append(issues, is)
		}
	}
	return issues
}

// subjectOf returns the record as the judge looks at it: its cells, and the
// fields of the export that they come from.
func (w *build) subjectOf(row *exportRow, rec *schema.Record) *check.Row {
	s := &w.subject
	s.Position, s.Fields, s.Recoded = row.Position, w.record.fields, 0
	s.Cells = [schema.NumColumns + 1]string{
		schema.ColStudentEmail: rec.StudentEmail, schema.ColSISID: rec.SISID, schema.ColStudentNumber: rec.StudentNumber, schema.ColStateID: rec.StateID,
		schema.ColRecognition: rec.Recognition, schema.ColTeacherEmail: rec.TeacherEmail, schema.ColClassName: rec.ClassName,
		schema.ColDate: rec.DateText, schema.ColNote: rec.Note,
	}
	s.Day = dates.Date{}
	if rec.DateText == "" {
		s.Cells[schema.ColDate] = w.days.text(rec.Date)
		if rec.Date.IsValid() {
			s.Day = rec.Date
		}
	}
	if len(row.recoded) > 0 {
		s.Recoded = w.recoded(row)
	}
	return s
}

// recoded returns the columns whose cells come from ones that were recoded.
func (w *build) recoded(row *exportRow) (recoded schema.ColumnSet) {
	for _, c := range schema.AllColumns {
		for _, field := range w.bound.columns[c].fields {
			if slices.Contains(row.recoded, field+1) {
				recoded |= schema.SetOf(c)
			}
		}
	}
	return recoded
}

// dayTexts keep the texts of days: an export holds few different ones.
type dayTexts [512]struct {
	day  dates.Date
	text string
}

// text returns day.String().
func (t *dayTexts) text(day dates.Date) string {
	kept := &t[uint(check.PackDay(day))%uint(len(t))]
	if kept.day != day {
		kept.day, kept.text = day, day.String()
	}
	return kept.text
}

// refused returns the issue of a record that dst refuses.
func (w *build) refused(row *exportRow, err *sheet.RecordError) check.Issue {
	code := err.Code
	switch {
	case code != "":
	case err.Column == schema.ColDate:
		code = schema.CodeDateInvalid
	default:
		code = schema.CodeHeaderColumnMissing // of the layout that is written
	}
	return check.Issue{
		Code:     code,
		Severity: check.SeverityError,
		Row:      row.Row,
		Line:     row.Line,
		Field:    w.record.fields[err.Column],
		Column:   err.Column,
		Value:    w.record.rec.Cell(err.Column),
		Message:  err.Err.Error(),
	}
}

// bareQuote warns of a quotation mark inside a cell that is not quoted.
func (w *build) bareQuote(row *exportRow) check.Issue {
	at := row.bare - 1
	if at >= len(w.c.Rep.Columns) {
		return w.v.BareQuote(row.Position, row.bare, schema.NoColumn, "", row.spaced)
	}
	return w.v.BareQuote(row.Position, row.bare, w.c.Rep.Columns[at], row.cells[at], row.spaced)
}

// countMissing counts the name of the export that a mapping or Otus lacks.
func (w *build) countMissing(is check.Issue) {
	if is.Severity != check.SeverityError {
		return
	}
	switch is.Code {
	case schema.CodeLookupNone, schema.CodeLookupSeveral, schema.CodeValueUnmapped, schema.CodeRecognitionUnknown, schema.CodeTeacherUnknown, schema.CodeClassUnknown:
		if is.LookedUp() && w.record.waits[is.Column] != 0 {
			return // it is not the name that is wrong
		}
		if name := w.record.source[is.Column]; !celltext.IsBlank(name) {
			w.missing[is.Column].Add(name)
		}
	}
}

// countValues counts the values of columns that may decide.
func (w *build) countValues(row *exportRow) {
	for i := range w.watched {
		f := &w.watched[i]
		if w.unsplit {
			f.other++
		} else {
			f.add(row.cells[f.field])
		}
	}
}

// cutText returns text, or what of it fits into that many bytes.
func cutText(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// tellRow tells what was found in a row, and counts it.
func (w *build) tellRow(row *exportRow) error {
	slices.SortStableFunc(w.told, func(a, b toldIssue) int { return check.CompareIssues(a.Issue, b.Issue) })
	hasErrors := slices.ContainsFunc(w.told, func(is toldIssue) bool {
		return is.Severity == check.SeverityError && !is.Repaired
	})
	if len(w.told) > 0 {
		cells := row.cells
		if row.bad != nil && (row.text != "" || cells == nil) {
			cells = []string{row.text}
		}
		w.c.Sample(row.Row, cells, row.bad != nil || w.unsplit)
	}
	w.c.Row(hasErrors)
	for i := range w.told {
		if w.unsplit {
			w.told[i].SetUnsplit()
		}
		if err := w.c.Add(&w.told[i].Issue, w.told[i].standing); err != nil {
			return err
		}
	}
	return nil
}

// finish returns the report.
func (w *build) finish() *tally.Report {
	rep := w.run.finish()
	for c := range w.missing {
		if names := w.missing[c].Counts(maxMissing); len(names) > 0 {
			rep.Missing = append(rep.Missing, tally.MissingNames{Column: schema.Column(c), Names: names})
		}
	}
	for i := range w.watched {
		if f := &w.watched[i]; f.undecided() {
			rep.Undecided = append(rep.Undecided, tally.UndecidedColumn{Label: rep.Labels[f.field], Field: f.field + 1, Values: f.counts()})
		}
	}
	return rep
}

// ranTogether is the judge's for what the export has for columns E to H: a message
// may quote more of it than reaches the record.
func (w *build) ranTogether() bool {
	for c := schema.ColRecognition; c <= schema.ColDate; c++ {
		cell := w.record.source[c]
		if set := w.v.SetOf(c); check.RunTogether(cell) && (set == nil || !set.Contains(cell)) {
			return true
		}
	}
	return false
}

// maxMissing is how many names of a column are told.
const maxMissing = 10_000
