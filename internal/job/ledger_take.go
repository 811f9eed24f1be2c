package job

import (
	"cmp"
	"fmt"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/ledger"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// A build with a ledger writes no record that was shared before. What came again is left
// out; what changed, and what is to be taken out of Otus, is told to people.

// A fate is what becomes of a record.
type fate uint8

const (
	fateRejected fate = iota
	fateWritten
	fateShared  // it was shared before, and is left out
	fateChanged // it was shared before, and is not as it was
)

// shared is what a build has to do with its ledger. Without one it does nothing.
type shared struct {
	index       *ledger.Index // nil: there is no ledger
	draft       *ledger.Draft
	changes     tableWriter
	removals    tableWriter
	first, last dates.Date // of the records of the export
	unread      int64      // rows of which no record, and so no key, is known
	entry       ledger.Entry
}

// beginShared takes up the ledger.
func (w *build) beginShared(labels []string) (err error) {
	l := w.opts.Ledger
	if l == nil {
		return nil
	}
	var key []string
	for _, field := range w.bound.Key {
		key = append(key, labels[field])
	}
	if w.shared.index, err = l.Index(key); err != nil {
		return err
	}
	if w.shared.draft, err = l.Begin(w.opts.File, key); err != nil {
		return err
	}
	w.shared.first, w.shared.last = w.bound.Span()
	w.shared.changes = tableWriter{dst: w.opts.Changes}
	w.shared.changes.row(append([]string{"What changed", "Shared in", "Row there", "Shared on", "Delivery", "Row of the export"}, w.dst.labels()...)...)
	w.shared.removals = tableWriter{dst: w.opts.Removals}
	w.shared.removals.row("Why", "Shared in", "Row there", "Shared on", "Delivery", "Date of the record", "Row of the export")
	return nil
}

// deliver notes in the ledger what was written, if all of it was: at once, or when the
// template is put in its place.
func (w *build) deliver() error {
	d := w.shared.draft
	if d.Empty() {
		d.Discard()
		return nil
	}
	if w.opts.Deliver != nil {
		w.opts.Deliver(d)
	} else if err := d.Finish(); err != nil {
		return err
	}
	w.c.Rep.Delivery = d.ID
	return nil
}

// note notes an entry of the delivery that is written.
func (s *shared) note(e *ledger.Entry, kind ledger.EntryKind, row int64) error {
	own := *e
	own.Kind, own.Row = kind, row
	return s.draft.Add(&own)
}

// meet notes that the export has a record of that day.
func (s *shared) meet(day dates.Date) {
	if day.IsZero() {
		return
	}
	if s.first.IsZero() || day.Compare(s.first) < 0 {
		s.first = day
	}
	if day.Compare(s.last) > 0 {
		s.last = day
	}
}

// compareShared says what becomes of the record, which has these issues, as far as the
// ledger knows: fateWritten if it was not shared.
func (t *taking) compareShared(row *madeRow, rec *madeRecord, now *sharedEntry, issues []check.Issue) (fate, []check.Issue, error) {
	w := t.build
	w.shared.meet(now.Day)
	at, ok := w.shared.index.ByKey(now.Key)
	if !ok {
		return w.sharedByCells(row, now, issues)
	}
	if w.shared.index.Equals(at, &now.Entry) {
		return fateShared, nil, nil
	}
	was := &w.shared.entry
	if err := w.shared.index.Entry(at, was); err != nil {
		return fateRejected, issues, err
	}
	if wrong := wrongColumns(issues, rec.refused); wrong != 0 {
		return w.compareWrong(row, was, now, issues, wrong)
	}
	changed, student := was.Differing(&now.Entry), was.Student(&now.Entry)
	if changed == 0 && student == ledger.SameStudent {
		return fateShared, nil, nil
	}
	is := w.changedSince(row, was, now, changed, student)
	if is.Severity != check.SeverityOff {
		issues = insertIssue(w.v, issues, is)
	}
	if student != ledger.SameStudent {
		if err := w.remove(was, ledger.Changed, otherStudent(student), row.Row); err != nil {
			return fateRejected, issues, err
		}
	}
	return fateChanged, issues, nil
}

// compareWrong is compareShared for a record that has errors in these columns and was
// shared. It is as it was if what could not be made is made of the cells that it was made
// of then: a name that is in no list any more, say. A note is compared whatever is wrong
// with it.
func (w *build) compareWrong(row *madeRow, was *ledger.Entry, now *sharedEntry, issues []check.Issue, wrong schema.ColumnSet) (fate, []check.Issue, error) {
	changed, student := was.Differing(&now.Entry), was.Student(&now.Entry)
	unmade := wrong &^ schema.SetOf(schema.ColNote)
	asWas := changed == 0 || was.Source == now.Source && changed&^unmade == 0
	if unsure := wrong.Has(schema.NoColumn); asWas && (student == ledger.SameStudent || unsure && was.Source == now.Source) {
		return fateShared, nil, nil
	} else if student == ledger.OtherStudent && !unsure {
		return fateWritten, issues, w.remove(was, ledger.Removed, otherStudent(student), row.Row)
	}
	return fateWritten, issues, nil // and rejected, for what is wrong with it
}

// wrongColumns returns the columns that have errors. NoColumn stands for all that has to
// do with the student.
func wrongColumns(issues []check.Issue, refused *check.Issue) (wrong schema.ColumnSet) {
	add := func(is *check.Issue) {
		c := is.Column
		if c.Identifier() {
			c = schema.NoColumn
		}
		wrong |= schema.SetOf(c)
	}
	for i := range issues {
		if is := &issues[i]; is.Severity == check.SeverityError && is.Code != schema.CodeDuplicate && is.Code != schema.CodeDuplicateShared {
			add(is)
		}
	}
	if refused != nil {
		add(refused)
	}
	return wrong
}

// sharedByCells adds to the issues that the record was shared, if one that no key finds
// is equal in all columns.
func (w *build) sharedByCells(row *madeRow, now *sharedEntry, issues []check.Issue) (fate, []check.Issue, error) {
	if !w.v.On(schema.CodeDuplicateShared) {
		return fateWritten, issues, nil
	}
	at, ok, err := w.shared.index.ByCells(&now.Entry)
	if err != nil || !ok {
		return fateWritten, issues, err
	}
	was := &w.shared.entry
	if err := w.shared.index.Entry(at, was); err != nil {
		return fateWritten, issues, err
	}
	return fateWritten, insertIssue(w.v, issues, check.Issue{
		Code:     schema.CodeDuplicateShared,
		Severity: w.v.RuleSeverity(schema.CodeDuplicateShared),
		Row:      row.Row,
		Line:     row.Line,
		Message:  fmt.Sprintf("the row was shared before, %s: remove it here, or it will be in Otus twice", w.placeShared(was)),
	}), nil
}

// placeShared says where a record was shared.
func (w *build) placeShared(e *ledger.Entry) string {
	d := w.shared.index.Delivery(e)
	return fmt.Sprintf("on %s as row %d of %s", d.Day.US(), e.Row, fileOfDelivery(d))
}

func fileOfDelivery(d ledger.Delivery) string {
	if d.File == "" {
		return "delivery " + d.ID
	}
	return fmt.Sprintf("%s (delivery %s)", phrase.QuoteCell(d.File), d.ID)
}

// changedSince returns the issue of a record that is not as it was shared.
func (w *build) changedSince(row *madeRow, was *ledger.Entry, now *sharedEntry, changed schema.ColumnSet, student ledger.Relation) check.Issue {
	is := check.Issue{
		Code:     schema.CodeChangedSince,
		Severity: w.v.RuleSeverity(schema.CodeChangedSince),
		Row:      row.Row,
		Line:     row.Line,
	}
	what := changedNames(changed, student)
	if only := changed.Columns(); len(only) == 1 && student == ledger.SameStudent {
		is.Column = only[0]
		is.Field = now.fields[is.Column]
		if at := int(is.Column) - int(schema.ColRecognition); at >= 0 && at < len(now.names) && !row.odd {
			is.Value = now.names[at]
		}
	}
	is.Message = fmt.Sprintf("the row was shared %s, and its %s has changed since: ask Otus to change it there",
		w.placeShared(was), phrase.JoinWords(what, "and"))
	return is
}

// changedNames names what changed.
func changedNames(changed schema.ColumnSet, student ledger.Relation) (names []string) {
	if student != ledger.SameStudent {
		names = append(names, "Student")
	}
	for _, c := range changed.Columns() {
		names = append(names, c.String())
	}
	return names
}

func otherStudent(student ledger.Relation) string {
	if student == ledger.NoRelation {
		return "The incident now names its student by another kind of identifier, so that nobody can tell whether it is another student: check the record, and remove it if it is"
	}
	return "The incident now names another student: remove the record of this one"
}

// change writes the record to the changes, and notes it.
func (w *build) change(row *madeRow, now *sharedEntry, record *writtenRecord) error {
	was := w.shared.entry
	changed, student := was.Differing(&now.Entry), was.Student(&now.Entry)
	d := w.shared.index.Delivery(&was)
	own := now.Entry
	own.Origin = was.Origin
	w.shared.changes.record(w.dst.row(record), strings.Join(changedNames(changed, student), "; "), cmp.Or(d.File, "the template"), fmt.Sprint(was.Row), d.Day.String(), d.ID, fmt.Sprint(row.Row))
	return cmp.Or(w.shared.changes.err, w.shared.note(&own, ledger.Changed, was.Row))
}

// remove tells that the record is to be taken out of Otus. Of one that is told as a
// change, too, the ledger notes that.
func (w *build) remove(was *ledger.Entry, kind ledger.EntryKind, why string, row int64) error {
	d, of := w.shared.index.Delivery(was), ""
	if row > 0 {
		of = fmt.Sprint(row)
	}
	w.counts.Removed++
	w.shared.removals.row(why, cmp.Or(d.File, "the template"), fmt.Sprint(was.Row), d.Day.String(), d.ID, was.Day.String(), of)
	if kind == ledger.Changed || w.shared.removals.dst == nil {
		return w.shared.removals.err
	}
	return cmp.Or(w.shared.removals.err, w.shared.note(was, ledger.Removed, was.Row))
}

// removeMissing tells of the records that the export, which is whole, no longer has.
func (w *build) removeMissing() (err error) {
	if w.shared.index == nil || !w.opts.WholeExport {
		return nil
	}
	why := "The export no longer has the incident: remove the record"
	if n := w.shared.unread; n > 0 {
		why = fmt.Sprintf("The export no longer has the incident, unless it is in one of the %s that could not be read: check that, and remove the record", phrase.Plural(n, "row"))
		if n == 1 {
			why = "The export no longer has the incident, unless it is in the row that could not be read: check that, and remove the record"
		}
	}
	was := &w.shared.entry
	for at := range w.shared.index.Unseen {
		day := w.shared.index.Day(at)
		within := !day.IsZero() && !w.shared.first.IsZero() && w.shared.first.Compare(day) <= 0 && day.Compare(w.shared.last) <= 0
		if !within || !w.shared.index.IsKeyed(at) {
			w.counts.NotCompared++
			continue
		}
		if err := w.tick(0); err != nil {
			return err
		}
		if err := w.shared.index.Entry(at, was); err != nil {
			return err
		}
		if err := w.remove(was, ledger.Removed, why, 0); err != nil {
			return err
		}
	}
	return nil
}

// nextEntry returns the entry of the record that was taken last.
func (t *taking) nextEntry() *sharedEntry { return &t.found.entries[t.record-1] }
