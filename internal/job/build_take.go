package job

import (
	"cmp"
	"errors"
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/ledger"
	"example.com/otustemplate/internal/mapping"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
)

// What rowMakers have made is taken here in the order of the rows: rows that repeat
// others are found, records written or rejected, and all is counted and told.

// Prepare lets the makers know which columns are of interest.
func (w *build) Prepare(b *loop.Block[builtRows]) {
	if !b.Found.known {
		b.Found.known = true
		w.blocks = append(w.blocks, b)
	}
	b.Found.watching = w.watching
}

// Stopped counts what was taken of blocks that no worker got again.
func (w *build) Stopped() {
	for _, b := range w.blocks {
		w.c.Summary.Clean.Add(b.Found.clean[:b.Found.taken])
	}
	w.blocks = nil
}

// Take takes what was made of rows of the block.
func (w *build) Take(b *loop.Block[builtRows], base schema.Position) error {
	t := taking{build: w, block: b, found: &b.Found, base: base}
	defer w.previous.settle(w)
	if b.Text != nil {
		w.at = b.Taken.After(base)
		w.at.Offset += w.source.csv.Sheet.Mark
	}
	for i := range b.Found.rows {
		if err := t.takeRow(&b.Found.rows[i]); err != nil {
			taken := b.Place
			if rest := b.Found.rows[i+1:]; len(rest) > 0 { // the source goes on after the row
				taken = loop.Place{Rows: t.rows(), Lines: int64(rest[0].line), Used: int(rest[0].start)}
			}
			b.Taken = taken
			return err
		}
		t.at++
	}
	b.Taken = b.Place
	w.watch()
	if b.Whole && b.Found.size > mapping.HeavyRow {
		b.Found.forget()
	}
	return nil
}

// watch finds out which of the watched columns are still of interest.
func (w *build) watch() {
	isOver := func(i int) bool { return w.watched[i].Dropped }
	if w.watching != nil && !slices.ContainsFunc(w.watching, isOver) {
		return
	}
	w.watching = make([]int, 0, len(w.watched))
	for i := range w.watched {
		if !isOver(i) {
			w.watching = append(w.watching, i)
		}
	}
}

// passed takes a blank row that a CSVSource inside the source has passed over.
func (w *build) passed(at schema.Position) error {
	row := mapping.ExportRow{Position: at, Blank: true}
	if w.batch != nil {
		return w.batch.put(&row)
	}
	return w.takeBlank(at)
}

func (w *build) takeBlank(at schema.Position) error {
	return w.take(&rowResult{Position: at, blank: true})
}

// A taking is the taking of what was made, with how much of it was taken.
type taking struct {
	*build
	block *loop.Block[builtRows]
	found *builtRows
	base  schema.Position // where the block starts in its file

	at, made, front, record, issue, missing, out, held, hash, clean, keyedAt, value int
}

// rows returns how many rows of the block were taken, that at hand included.
func (t *taking) rows() int64 { return t.block.Taken.Rows + int64(t.at) + 1 }

// takeRow takes the next row.
func (t *taking) takeRow(row *builtRow) error {
	switch row.kind {
	case builtGood, builtLeftOut:
		return t.takePlain(row)
	case builtMade:
		made := &t.found.made[t.made]
		t.made++
		if t.block.Text != nil {
			made.Position = t.position(row)
		}
		return t.takeMade(made)
	}
	if t.block.Text == nil {
		return t.takeBlank(t.found.batch[t.rows()-1].Position)
	}
	return t.takeBlank(t.position(row))
}

// position returns where a row of a text stands in its file.
func (t *taking) position(row *builtRow) schema.Position {
	return schema.Position{
		Row:    t.base.Row + t.rows(),
		Line:   t.base.Line + int64(row.line),
		Offset: t.source.csv.Sheet.Mark + t.base.Offset + int64(row.start),
	}
}

// nextHash returns the hash of the next record. The places where that and those
// after it may be are fetched some at a time, in a loop that does nothing else: a
// processor waits for many of them at once.
func (t *taking) nextHash() seen.Hash {
	if t.hash%touchAhead == 0 {
		for _, hash := range t.found.hashes[t.hash:min(t.hash+touchAhead, len(t.found.hashes))] {
			t.touched += t.finder.Rows.Touch(hash)
		}
	}
	t.hash++
	return t.found.hashes[t.hash-1]
}

// takeMade takes a row that was made.
func (t *taking) takeMade(row *madeRow) error {
	w := t.build
	if err := w.tick(1); err != nil {
		return err
	}
	if err := w.tellBlanks(); err != nil {
		return err
	}
	w.at = row.Position
	w.told, w.day = w.told[:0], dates.Date{}
	w.counts.Read++
	err := t.takeRecords(row)
	// What was found is told even after an error: the row is counted.
	return cmp.Or(err, w.tellRow(row))
}

// takeRecords takes the records of a row. Every one that it counts is written
// or rejected, whatever the error, which is of dst or Rejects.
func (t *taking) takeRecords(row *madeRow) error {
	w := t.build
	w.told = append(w.told, t.found.front[t.front:t.front+int(row.front)]...)
	t.front += int(row.front)
	if row.leftOut {
		w.counts.LeftOut++
		return nil
	}
	w.counts.Excluded += int64(row.excluded)
	w.counts.Records += int64(row.excluded)
	if row.excluded > 0 && row.records == 0 && !row.rejected {
		return nil
	}
	if taken, err := t.takeDoubt(row); taken {
		return err
	}
	if taken, err := t.takeKeyed(row); taken {
		return err
	}
	if taken, err := t.takeRepeating(row); taken {
		return err
	}
	if row.counted {
		w.countValues(row)
	}
	if row.rejected {
		w.shared.unread++
		w.counts.Records++
		w.counts.Rejected++
		return w.reject(row, row.part, 0)
	}
	for i := range int(row.records) {
		from := 0 // what was told of the row as a whole is told with its first record
		if i > 0 {
			from = len(w.told)
		}
		if err := t.takeRecord(row, from); err != nil {
			return err
		}
	}
	return t.takeRest(row)
}

// takeRest has the rest of the records of a row made, if they were too many bytes to
// be made at once, and takes them.
func (t *taking) takeRest(row *madeRow) error {
	var found builtRows
	for row.rest > 0 {
		if !t.makers[0].goOn(&found, row) {
			return t.ctx.Err()
		}
		rest := taking{build: t.build, block: t.block, found: &found}
		for range int(row.records) {
			if err := rest.takeRecord(row, len(t.told)); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeRecord takes the next record. What is told from there on is told of this one.
func (t *taking) takeRecord(row *madeRow, from int) error {
	w := t.build
	if t.found.failed != nil && t.found.failing == t.record {
		return failedAt(t.found.failed, row.Position)
	}
	rec := &t.found.records[t.record]
	t.record++
	w.counts.Records++
	became, err := t.write(row, rec)
	switch became {
	case fateWritten:
		w.placeWritten(from)
		return err
	case fateShared:
		w.counts.AlreadyShared++
		return err
	}
	w.counts.Rejected++
	if became == fateChanged {
		w.counts.Changed++
		if w.opts.Changes != nil {
			return err
		}
	}
	part := row.part
	if row.several {
		part = w.bound.PartName(rec.item, w.c.Rep.Labels)
	}
	return cmp.Or(err, w.reject(row, part, from))
}

// write writes the record, if nothing speaks against it. The error is of dst, and
// for good.
func (t *taking) write(row *madeRow, rec *madeRecord) (became fate, err error) {
	w := t.build
	if w.day.IsZero() {
		w.day = rec.digest.Day
	}
	record := t.nextRecord(rec)
	settled := t.nextIssues(row, int(rec.settled))
	issues := t.compare(row, rec, t.nextIssues(row, int(rec.issues)))
	missing := t.found.missing[t.missing : t.missing+int(rec.missing)]
	t.missing += int(rec.missing)
	if became, issues, err = t.fateOf(row, rec, issues); err != nil || became == fateShared {
		return became, err
	}
	switch became {
	case fateWritten:
		refused, err := w.put(row, rec, record)
		if err != nil {
			return fateRejected, err
		}
		if refused != nil {
			became, issues = fateRejected, append(issues, *refused)
		}
	case fateChanged:
		if w.opts.Changes != nil {
			err = w.change(row, t.nextEntry(), &record)
		}
	}
	written := became == fateWritten
	if written && w.shared.index != nil {
		err = w.shared.note(&t.nextEntry().Entry, ledger.Written, w.dst.last(w.counts.Written+1))
	}
	if written {
		w.countWritten(rec, settled)
	}
	w.countIssues(rec, issues, written)
	for _, name := range missing {
		w.missing[name.column].Add(name.name)
	}
	return became, err
}

// fateOf says what becomes of a record with these issues, before what is written to is
// asked, and returns them with what its being shared before adds.
func (t *taking) fateOf(row *madeRow, rec *madeRecord, issues []check.Issue) (became fate, all []check.Issue, err error) {
	if t.build.shared.index != nil {
		if became, issues, err = t.compareShared(row, rec, t.nextEntry(), issues); err != nil || became != fateWritten {
			return became, issues, err
		}
	}
	if rejects(issues) {
		return fateRejected, issues, nil
	}
	return fateWritten, issues, nil
}

// countWritten counts a record that is written, of which these issues are repaired.
func (w *build) countWritten(rec *madeRecord, settled []check.Issue) {
	w.counts.Written++
	w.c.Summary.Add(&rec.digest)
	for _, is := range settled {
		w.told = append(w.told, toldIssue{is, true})
	}
	if rec.fixed {
		w.counts.Repaired++
	}
}

// countIssues keeps the other issues of a record.
func (w *build) countIssues(rec *madeRecord, issues []check.Issue, written bool) {
	for _, is := range issues {
		if rec.odd {
			w.v.SetUnsplit(&is)
		}
		w.told = append(w.told, toldIssue{is, written})
		if is.Code == schema.CodeDefaulted {
			w.counts.Defaulted++
		}
	}
}

// rejects reports whether the issues keep their record out of the template.
func rejects(issues []check.Issue) bool {
	return slices.ContainsFunc(issues, func(is check.Issue) bool {
		return is.Severity == check.SeverityError && is.Code != schema.CodeDuplicate
	})
}

// compare returns the issues of the record, those of records that it repeats
// among them, and counts what is said of all records together.
func (t *taking) compare(row *madeRow, rec *madeRecord, issues []check.Issue) []check.Issue {
	w := t.build
	w.c.Meet(&rec.digest.Places)
	if w.ordered {
		w.order.Add(row.Row, rec.dayFirst, rec.could)
	}
	if w.v.Refs.Roster != nil {
		w.identifiers.Add(&rec.identifiers)
	}
	if w.repeated {
		w.expect(row.Offset)
		issues = w.repeats(t.nextHash(), row.Position, issues)
	}
	return issues
}

// expect says how many rows of the source may be repeated, once some of them, up to
// the given offset, tell: a table that grows in small steps takes longer.
func (w *build) expect(offset int64) {
	const enough = 256 // rows
	if rows := &w.finder.Rows; rows.Expected == 0 && rows.N >= enough {
		rows.Expect(w.total, offset, rows.N)
	}
}

// placeWritten says where to correct what was told from there on: in the record
// that was written last. What is of a column that feeds none of the template's is
// in the export alone.
func (w *build) placeWritten(from int) {
	if w.dst.Records != nil {
		return // where they are nobody knows but who writes them
	}
	for i := range w.told[from:] {
		is := &w.told[from+i].Issue
		if is.Column != schema.NoColumn || is.Field == 0 {
			is.At = check.Place{In: check.InTemplate, Row: w.dst.Rows.Last(), Field: w.dst.Rows.Field(is.Column)}
		}
	}
}

// placeRejected says so of a record that was rejected.
func (w *build) placeRejected(row *madeRow, from int) {
	if w.rejects.dst == nil {
		return // the export is what there is to correct
	}
	for i := range w.told[from:] {
		is := &w.told[from+i].Issue
		is.At = w.rejects.place(&row.ExportRow, is)
	}
}

// tellAsText says of a row whose text the rejects keep what is to be done there. What was
// rejected before says so already.
func (w *build) tellAsText(row *madeRow, told []toldIssue) {
	if row.Text == "" || w.rejects.dst == nil || row.Bad == nil || errors.Is(row.Bad.Err, errStillUnsplit) {
		return
	}
	for i := range told {
		if is := &told[i]; is.Severity == check.SeverityError {
			is.Message = sheet.AsText(is.Message, schema.LabelText)
		}
	}
}

// reject puts a record into the rejects, with what was told of it from there on.
func (w *build) reject(row *madeRow, part string, from int) error {
	w.problem.reset()
	w.tellAsText(row, w.told[from:])
	for i := range w.told[from:] {
		if is := &w.told[from+i]; is.Severity == check.SeverityError {
			asked := w.rejects.answers(is.Column)
			w.problem.add(&is.Issue, asked, asked && !celltext.IsBlank(row.Cell(w.source.answers[is.Column])))
		}
	}
	err := w.rejects.write(&row.ExportRow, row.cellsShown(), part, &w.problem)
	w.placeRejected(row, from)
	return err
}

// tellRow tells what was found in a row, and counts it.
func (w *build) tellRow(row *madeRow) error {
	slices.SortStableFunc(w.told, func(a, b toldIssue) int { return w.v.CompareIssues(a.Issue, b.Issue) })
	hasErrors := slices.ContainsFunc(w.told, func(is toldIssue) bool {
		return is.Severity == check.SeverityError && !is.Repaired
	})
	if len(w.told) > 0 {
		cells := row.cellsShown()
		if row.Bad != nil && (row.Text != "" || cells == nil) {
			cells = []string{row.Text}
		}
		w.c.Sample(row.Row, cells, row.Bad != nil || row.odd)
	}
	w.c.Row(hasErrors)
	w.c.OnDay(w.day)
	for i := range w.told {
		is := &w.told[i]
		is.Row, is.Line = row.Row, row.Line
		if row.odd {
			w.v.SetUnsplit(&is.Issue)
		}
		if row.Bad == nil && is.Field > w.source.ownLabels() && is.At == (check.Place{}) {
			is.At = check.Place{Row: is.Row} // no cell of the input is to be corrected, for it was computed
		}
		if err := w.c.Add(&is.Issue, is.standing); err != nil {
			return err
		}
	}
	return nil
}
