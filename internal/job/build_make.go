package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/phrase"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

func newRowMaker(w *build) *rowMaker {
	m := &rowMaker{
		ctx:     w.ctx,
		v:       w.v,
		labels:  w.source.labelFields,
		columns: w.c.Rep.Columns,
		form:    w.dst.form(),
		holds:   w.dst.Records != nil,
		repair:  w.opts.Repair,
		ordered: w.ordered,
		repeats: w.repeated,
		bound:   w.bound.Fresh(),

		repeatingKey: w.repeating.key,
		repeatsKey:   w.repeating.sameKey,

		lookups: w.lookups.Fresh(),
		checker: check.NewRowChecker(w.v.Checker),
		exclude: w.newExcluder(),
		counts:  tally.NewCleanCounts(w.v.Checker),
		entries: newEntryMaker(w),
	}
	if w.source.isText() && w.source.csv.Sheet.Cuttable() {
		m.text = newTextMaker(w, m)
	}
	return m
}

// Work makes the rows of b, or those it comes to before the context ends.
func (m *rowMaker) Work(b *loop.Block[builtRows]) {
	m.found = &b.Found
	m.counts.Add(m.found.clean[:m.found.taken])
	m.found.reset()
	b.Whole, b.Full = false, false
	if b.Text != nil {
		m.found.room.reset()
		m.text.work(b)
		return
	}
	for b.Used < len(m.found.batch) {
		if m.isFull(b) || !m.add(&m.found.batch[b.Used], builtRow{}) {
			return
		}
		b.Advance(b.Used+1, 0)
	}
	b.Whole = true
}

// isFull reports whether no more rows of the block are to be made now.
func (m *rowMaker) isFull(b *loop.Block[builtRows]) bool {
	b.Full = m.found.waiting() > maxOut || len(m.found.issues) > maxKept
	return b.Full || b.Rows%256 == 0 && m.ctx.Err() != nil
}

// add makes a row, which has that place. It reports false if the context ended.
func (m *rowMaker) add(row *mapping.ExportRow, at builtRow) bool {
	if !row.Blank {
		if at.kind = builtMade; !m.make(row) {
			return false
		}
	}
	m.found.rows = append(m.found.rows, at)
	return true
}

// make adds what is made of the row to what was found. It reports false if the
// context ended.
func (m *rowMaker) make(row *mapping.ExportRow) bool {
	made := madeRow{ExportRow: *row}
	m.odd = false
	switch {
	case row.Bad == nil:
		if !m.makeRecords(&made) {
			return false
		}
	case m.exclude != nil && m.exclude.Unread(row):
		made.excluded = 1
	default:
		m.reject(&made, m.unreadable(row))
	}
	made.odd = m.odd
	m.found.made = append(m.found.made, made)
	return true
}

// reject rejects the row as a whole.
func (m *rowMaker) reject(made *madeRow, is check.Issue) {
	made.rejected = true
	m.tell(made, is, false)
}

// tell adds an issue of the row as a whole.
func (m *rowMaker) tell(made *madeRow, is check.Issue, standing bool) {
	made.front++
	m.found.front = append(m.found.front, toldIssue{is, standing})
}

// makeRecords makes the records of a row that could be split.
func (m *rowMaker) makeRecords(made *madeRow) bool {
	row := made.Apart()
	counts, err := heeding(m.ctx, row, m.start)
	if err != nil {
		return false
	}
	if made.leftOut = !counts; !counts {
		return true
	}
	if m.exclude != nil && m.excludes(made, row) {
		return true
	}
	m.odd = m.ranTogether()
	made.counted, made.oddFirst = true, m.odd
	if len(m.items) > mapping.MaxItems {
		m.reject(made, m.tooManyItems(row))
		return true
	}
	if row.Bare > 0 && m.v.On(schema.CodeQuote) {
		is := m.bareQuote(row, made.cellsShown())
		if is.Severity == check.SeverityError {
			m.reject(made, is)
			return true
		}
		m.tell(made, is, true) // with the first record's
	}
	part, taken, ok := m.takeAsBefore(made, row)
	if taken {
		return ok
	}
	if celltext.IsBlank(part) {
		made.several = len(m.items) > 1
		if is, unclear := m.unclearAnswer(row); unclear && made.several {
			m.reject(made, is)
			return true
		}
		return m.makeKeyed(made, row, 0, len(m.items))
	}
	// A row that was rejected before makes the one record that it is a part of: its
	// siblings were written then, or have a row of their own.
	made.part = part
	at := m.bound.PartAt(m.items, m.labels.labels, part)
	if at < 0 {
		m.reject(made, m.partGone(row, part))
		return true
	}
	return m.makeKeyed(made, row, at, at+1)
}

// takeAsBefore takes a row of which the rejects say that it repeats another one, or is
// unlike one of its key: it is rejected until a person has taken these words out, or left
// out if the mapping has a key by now. Otherwise it returns which part of its row it is.
// ok is false if the run has ended.
func (m *rowMaker) takeAsBefore(made *madeRow, row *mapping.ExportRow) (part string, taken, ok bool) {
	part, unlike := cutOther(row.Cell(m.labels.part), unlikeRow)
	part, repeats := cutOther(part, repeatsRow)
	switch {
	case repeats != "" && m.v.RuleSeverity(schema.CodeRowRepeated) == check.SeverityError:
		made.part = row.Cell(m.labels.part)
		if m.repeatsKey && m.keyed.start(row, m.bound.Key, part) {
			made.repeats = true
			return part, true, m.makeItems(made, row, 0, len(m.items)) // for a ledger to know that they are there
		}
		m.reject(made, m.v.rowRepeated(row, repeats, m.labels.part+1, m.repeatingKey))
		return part, true, true
	case unlike != "" && m.bound.Key != nil && m.v.RuleSeverity(schema.CodeKeyConflict) == check.SeverityError:
		made.part = row.Cell(m.labels.part)
		m.reject(made, m.v.keyConflict(row, unlike, m.labels.part+1))
		return part, true, true
	}
	return part, false, true
}

// makeKeyed makes the records of some items, and notes which rows are the same.
func (m *rowMaker) makeKeyed(made *madeRow, row *mapping.ExportRow, from, to int) bool {
	if m.excludedPart(made, from, to) {
		m.found.front = m.found.front[:len(m.found.front)-int(made.front)]
		made.front, made.counted = 0, false
		return true
	}
	keyed := m.keyed.start(row, m.bound.Key, made.part)
	if !m.makeItems(made, row, from, to) {
		return false
	}
	if keyed {
		made.keyed = m.keyed.row(m.v.Hasher, made.rest == 0)
	}
	return true
}

// start takes up a row, and reports whether it counts: then what records are
// made of is in m.items, and the first of them is in m.record as far as no
// look-up is needed.
func (m *rowMaker) start(row *mapping.ExportRow) (counts bool) {
	if !m.bound.Counts(row) {
		return false
	}
	m.items = m.bound.Items(m.items[:0], row)
	m.bound.Fill(&m.record, row, m.items[0])
	if !m.bound.OnDay(&m.record) {
		return false
	}
	if m.exclude != nil {
		m.findExcluded(row)
	}
	return true
}

// makeItems makes the records of some items, or as many as are to be taken at once.
// It reports false if the context ended.
func (m *rowMaker) makeItems(made *madeRow, row *mapping.ExportRow, from, to int) bool {
	for m.itemAt = from; m.itemAt < to; m.itemAt++ {
		if m.exclude != nil && m.out[m.itemAt] {
			continue
		}
		if m.itemAt > from && m.found.waiting() > maxOut {
			made.rest = m.itemAt
			return true
		}
		rec, err := heeding(m.ctx, row, m.checkItem)
		if err != nil {
			return false
		}
		m.note(row, &rec)
		if m.bound.Key != nil {
			m.keyed.add(&rec.rec)
		}
		made.records++
	}
	return true
}

// goOn makes more of the records of a row of which not all were made.
func (m *rowMaker) goOn(found *builtRows, made *madeRow) bool {
	m.found = found
	found.reset()
	row := made.Apart()
	if _, err := heeding(m.ctx, row, m.start); err != nil {
		return false
	}
	m.odd = made.odd
	from := made.rest
	made.rest, made.records = 0, 0
	m.keyed = keyTexts{} // of what is too large to be compared
	ok := m.makeItems(made, row, from, len(m.items))
	made.odd = m.odd
	return ok
}

// A checkedRecord is the record that the mapping made, as repaired: what is wrong
// with it, and what the repair settled.
type checkedRecord struct {
	rec             schema.Record
	issues, settled []check.Issue
	failed          *check.PanicError // a check of the caller's own could not be made
}

// checkItem makes the record of the item at hand and checks it.
func (m *rowMaker) checkItem(row *mapping.ExportRow) checkedRecord {
	item := m.items[m.itemAt]
	if m.itemAt > 0 {
		m.bound.Fill(&m.record, row, item)
	}
	m.odd = m.odd || m.ranTogether()
	m.lookups.Fill(m.bound, &m.record, row, item)
	rec, settled := m.record.Rec, []check.Issue(nil)
	found := m.checker.Check(m.rowToCheck(row, &rec))
	m.odd = m.odd || m.checker.Unsplit
	failed := m.checker.Failed
	if m.repair {
		rec, settled, found = check.Repair(rec, found, func(rec *schema.Record) []check.Issue {
			found := m.checker.Check(m.rowToCheck(row, rec))
			failed = cmp.Or(failed, m.checker.Failed)
			return found
		})
	}
	m.confirmNote(row, found)
	return checkedRecord{rec, m.merge(row, found), settled, failed}
}

// note adds the record that was checked to what was found: all that is told and
// counted of it later, and its row of the template if it may be written.
func (m *rowMaker) note(row *mapping.ExportRow, rec *checkedRecord) {
	f := m.found
	made := madeRecord{
		item:    m.items[m.itemAt],
		settled: int32(len(rec.settled)),
		issues:  int32(len(rec.issues)),
		fixed:   len(rec.settled) > 0 && rec.rec != m.record.Rec,
		odd:     m.odd,
		digest:  tally.DigestOf(m.checker),
	}
	if m.odd {
		made.digest.Names = [3]string{}
	}
	if rec.failed != nil && f.failed == nil {
		f.failed, f.failing = rec.failed, len(f.records)
	}
	f.issues = append(append(f.issues, rec.settled...), rec.issues...)
	rejected := false
	for i := range rec.issues {
		rejected = rejected || rec.issues[i].Severity == check.SeverityError
		if name, ok := m.missingName(&rec.issues[i]); ok && !m.odd {
			f.missing = append(f.missing, name)
			made.missing++
		}
	}
	if m.ordered {
		// The record holds the day alone: how it was written is in the export.
		made.dayFirst = m.checker.Date.Has(dates.DayFirst)
		made.could = rec.rec.DateText == "" && dates.ReadTidied(m.record.Source[schema.ColDate]).CouldBeDayFirst
	}
	if m.v.Refs.Roster != nil {
		made.identifiers = m.checker.IdentifierFacts()
	}
	if m.repeats {
		f.hashes = append(f.hashes, m.checker.Hash())
	}
	if m.entries != nil {
		f.entries = append(f.entries, m.entry(row, &rec.rec))
	}
	if !rejected {
		m.write(row, rec, &made)
	}
	made.out, made.held = int32(len(f.out)), int32(len(f.held))
	f.records = append(f.records, made)
}

// write makes the record a row of the template, or keeps it for a RecordWriter.
func (m *rowMaker) write(row *mapping.ExportRow, rec *checkedRecord, made *madeRecord) {
	if m.holds {
		m.found.hold(&rec.rec, &m.record)
		return
	}
	start := len(m.found.out)
	out, err := m.form.AppendRow(m.found.out, &rec.rec)
	if m.found.out = out; err == nil {
		return
	}
	m.found.out = out[:start]
	if refused, ok := errors.AsType[*sheet.RecordError](err); ok { // as there is no other error
		is := m.v.refusal(row, refused, &m.record.Rec, &m.record.Fields)
		made.refused = &is
	}
}

// heeding returns what f makes of the row, or the context's error. With a heavy row
// f is left behind if the context ends first: it must change nothing that the
// end of a build looks at.
func heeding[T any](ctx context.Context, row *mapping.ExportRow, f func(*mapping.ExportRow) T) (T, error) {
	if row.Heavy {
		return sheet.Await(ctx, func() T { return f(row) })
	}
	return f(row), ctx.Err()
}

// tooManyItems returns the issue of a row that would make too many records.
func (m *rowMaker) tooManyItems(row *mapping.ExportRow) check.Issue {
	return check.Issue{
		Code:     schema.CodeRowSize,
		Severity: check.SeverityError, // whatever is overridden: the row is rejected
		Row:      row.Row,
		Line:     row.Line,
		Field:    m.items[mapping.MaxItems].Field + 1,
		Message: fmt.Sprintf("the row would make more than %s rows: check what its cells list",
			phrase.Thousands(mapping.MaxItems)),
	}
}

// partGone returns the issue of a row that is a part, and no longer says which.
func (m *rowMaker) partGone(row *mapping.ExportRow, part string) check.Issue {
	return check.Issue{
		Code:     schema.CodeFieldCount,
		Severity: check.SeverityError, // whatever is overridden: the row is rejected
		Row:      row.Row,
		Line:     row.Line,
		Field:    m.labels.part + 1,
		Value:    part,
		Message: fmt.Sprintf("it is not clear which part of the row the cell under %q means, because the parts have changed: "+
			"put them back, or clear that cell to enter all parts again", schema.LabelPart),
	}
}

// unreadable returns the issue of a row that could not be split into cells.
func (m *rowMaker) unreadable(row *mapping.ExportRow) check.Issue {
	is := check.Issue{
		Code:     row.Bad.Code,
		Severity: check.SeverityError, // whatever is overridden: the row is rejected
		Row:      row.Row,
		Line:     row.Line,
		Field:    row.BadField,
		Column:   row.Bad.Column,
		Message:  "the row could not be read",
	}
	if !m.v.IsOfRows(is.Code) {
		is.Code = schema.CodeFieldCount // a source's own word for a row that can't be split
	}
	if row.Bad.Err != nil {
		is.Message = row.Bad.Err.Error()
	}
	return is
}

// bareQuote warns of a quotation mark inside a cell that is not quoted.
func (m *rowMaker) bareQuote(row *mapping.ExportRow, shown []string) check.Issue {
	at := row.Bare - 1
	if at >= len(m.columns) {
		return m.v.BareQuote(row.Position, row.Bare, schema.NoColumn, "", row.Spaced)
	}
	return m.v.BareQuote(row.Position, row.Bare, m.columns[at], shown[at], row.Spaced)
}
