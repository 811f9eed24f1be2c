package job

import (
	"context"
	"errors"
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// Build reads the whole source, and writes a record to dst for every row that
// counts, or for several of a row with each. The root's Builder.Build says what
// becomes of rows, records and errors.
func (b *Builder) Build(ctx context.Context, src sheet.Source, dst *sheet.Writer) (*tally.Report, error) {
	return b.build(ctx, src, destination{Rows: dst})
}

// BuildRecords is Build for a RecordWriter.
func (b *Builder) BuildRecords(ctx context.Context, src sheet.Source, dst RecordWriter) (*tally.Report, error) {
	return b.build(ctx, src, destination{Records: dst})
}

func (b *Builder) build(ctx context.Context, src sheet.Source, dst destination) (*tally.Report, error) {
	if src == nil || dst.isNone() {
		run := newRun(ctx, new(Validator).made(), 0)
		run.c.Rep.Stopped = "there is nothing to build from, or nothing to write to"
		return run.finish(), errors.New("otustemplate: Builder.Build needs a Source and a RecordWriter; neither may be nil")
	}
	w := newBuild(ctx, b, src, dst)
	defer w.source.leave()
	err := w.all()
	if flushed := dst.flush(); err == nil {
		err = flushed
	}
	for _, out := range []interface{ flush() error }{&w.rejects, &w.shared.changes, &w.shared.removals} {
		if flushed := out.flush(); err == nil {
			err = flushed
		}
	}
	if d := w.shared.draft; d != nil && (err != nil || !w.v.Checks()) {
		d.Discard()
	} else if d != nil {
		err = w.deliver()
	}
	ended := w.run.end(err)
	if _, wrong := errors.AsType[*sheet.FileError](err); wrong && ended == nil {
		ended = err // told in the report, but whoever commits dst must hear of it
	}
	return w.finish(), ended
}

func newBuild(ctx context.Context, b *Builder, src sheet.Source, dst destination) *build {
	v := new(Validator)
	if b.Validator != nil {
		v = b.Validator
	}
	v = v.made()
	rosters := b.Rosters
	switch {
	case rosters == nil:
		rosters = append([]*roster.Roster{v.Refs.Roster}, v.Refs.Past...)
	case v.Refs.Past == nil:
		v = &Validator{v.WithPast(roster.Earlier(v.Refs.Roster, rosters)), v.blockSize}
	}
	w := &build{
		opts:    b,
		dst:     dst,
		rejects: rejectsWriter{dst: b.Rejects},
		lookups: mapping.NewLookups(rosters, v.Checker),
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
	csv.StartBuild(w.ctx, template, w.source.isText() && w.v.Opts.OnIssue == nil && w.dst.Records == nil)
	csv.More = len(w.source.derived.columns) > 0
	if w.total = csv.Total; csv.Input != nil {
		w.input = csv.Input
	}
	if !w.source.exact {
		csv.Passed = func(at schema.Position) {
			if w.source.passing == nil {
				w.source.passing = w.passed(at)
			}
		}
	}
}

// all reads the source to its end.
func (w *build) all() error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	labels, err := w.source.readLabels()
	if err != nil {
		return w.unread(err)
	}
	if err := w.begin(labels); err != nil {
		return err
	}
	if err := w.rows(); err != nil {
		return err
	}
	if err := w.removeMissing(); err != nil {
		return err
	}
	return w.wholeFile()
}

// rows leads all rows of the source through the loop.
func (w *build) rows() error {
	l := &loop.Loop[builtRows]{Ctx: w.ctx, Taker: w}
	for range w.v.Opts.Workers {
		m := newRowMaker(w)
		w.makers, l.Steps = append(w.makers, m), append(l.Steps, m)
	}
	defer func() {
		for _, m := range w.makers {
			w.c.Summary.Clean.Merge(m.counts)
		}
	}()
	csv := w.source.csv
	switch {
	case !w.source.isText():
		return w.inBatches(l)
	case csv.Careful || w.v.blockSize == 0:
		_, err := w.inOrder(-1)
		return err
	case !csv.Sheet.Cuttable():
		return w.inBatches(l)
	}
	w.again = newExportReader(w)
	if csv.Ahead { // the first row was read for the number of columns
		if done, err := w.inOrder(1); done || err != nil {
			return err
		}
	}
	return l.Text(csv.Sheet, w.v.blockSize, w.inOrder)
}

// How many rows a batch has at most, and after how many bytes it ends.
const (
	batchRows  = 256
	batchBytes = 64 << 10
)

func (f *batchFiller) handOut() error {
	b := f.block
	f.block = nil
	return f.Put(b)
}

// put puts the row into the batch at hand, and hands out one that is full.
func (f *batchFiller) put(row *mapping.ExportRow) error {
	if f.block == nil {
		f.block = f.Get()
		f.block.Found.forget()
	}
	found := &f.block.Found
	found.put(row)
	if len(found.batch) < batchRows && found.size < batchBytes {
		return nil
	}
	if found.size > sheet.LargeRow {
		return f.all() // no two large rows are in memory at a time
	}
	return f.handOut()
}

// all hands out the batch at hand and takes all that was made.
func (f *batchFiller) all() error {
	if f.block != nil {
		if err := f.handOut(); err != nil {
			return err
		}
	}
	return f.End()
}

// inBatches leads the rows of the source through the loop, several at a time.
func (w *build) inBatches(l *loop.Loop[builtRows]) error {
	w.batch = &batchFiller{Feeder: l.Feeder()}
	defer w.batch.Stop()
	for {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		row, err := w.source.next()
		switch {
		case err != nil && w.source.passing != nil: // that is of what was taken
			return w.unread(err)
		case err != nil:
			if err := w.batch.all(); err != nil {
				return err
			}
			return w.unread(err)
		case row == nil:
			return w.batch.all()
		}
		if err := w.batch.put(row); err != nil {
			return err
		}
	}
}

// inOrder makes and takes the next rows one by one: n of them and up to the end of a
// line, or all if n is negative. It reports whether those were all there are.
func (w *build) inOrder(n int) (done bool, err error) {
	var b loop.Block[builtRows]
	for all := n < 0; all || n > 0 || w.source.csv.Sheet.MidLine(); n-- {
		if err := w.ctx.Err(); err != nil {
			return false, err
		}
		row, err := w.source.next()
		if err != nil {
			return false, w.unread(err)
		}
		if row == nil {
			return true, nil
		}
		b.Place, b.Taken = loop.Place{}, loop.Place{}
		b.Found.forget()
		b.Found.put(row)
		w.makers[0].Work(&b)
		if err := w.ctx.Err(); err != nil {
			return false, err
		}
		if err := w.Take(&b, schema.Position{}); err != nil {
			return false, err
		}
	}
	return false, nil
}

// begin takes up the labels of the source.
func (w *build) begin(labels []string) (err error) {
	if m := w.opts.Mapping; m != nil {
		var wrong mapping.Problems
		if w.bound, wrong = m.Bind(labels); len(w.lookups.Rosters) == 0 {
			wrong = append(wrong, m.WithoutRoster()...)
		}
		err = wrong.Err()
	} else {
		w.bound, err = mapping.BindTemplate(labels, w.source.extraLabels(), w.source.headerRow())
	}
	if err != nil {
		return err
	}
	if w.excluded, err = w.bound.Exclude(w.opts.Exclude, labels, w.rosters(), w.v.Refs.Roster); err != nil {
		return err
	}
	w.lookups.Hidden = w.excluded
	w.bound.Columns[schema.ColRecognition].Exist = w.v.Refs.Recognitions
	w.bound.Columns[schema.ColTeacherEmail].Exist, w.bound.Columns[schema.ColClassName].Exist = w.v.Refs.Teachers, w.v.Refs.Classes
	date := w.bound.Columns[schema.ColDate].Rule
	w.ordered = w.v.On(schema.CodeDateOrder) && (date == nil || date.Dates == nil) // else the mapping says what the order is
	w.repeated = w.v.FindsRepeats()
	if w.bound.Key != nil {
		w.keyed = make(map[seen.Hash]firstRow)
	}
	w.unset = w.v.Unset()
	if err := w.beginShared(labels); err != nil {
		return err
	}
	w.source.begin(labels, w.bound)
	w.rejects.begin(labels, w.source.ownLabels(), w.asked())
	w.c.Rep.Labels = slices.Clone(labels)
	w.rowLabels = newRowLabels(w.c.Rep.Labels)
	w.c.Rep.Columns = w.bound.Feeds(len(labels))
	if csv := w.source.csv; csv != nil && csv.Sheet != nil {
		if err := w.aboveHeader(csv.Sheet); err != nil {
			return err
		}
	}
	if w.opts.Mapping == nil {
		w.c.Rep.ByPlace = w.bound.ByPlace
		return w.tellUnknown(labels)
	}
	w.watched = mapping.Watch(labels, w.bound)
	w.doubts = w.v.On(schema.CodeRowUndecided)
	w.repeating = newRepeating(w, labels)
	w.watch()
	return nil
}

// asked returns the columns for which the rejects have an answer.
func (w *build) asked() schema.ColumnSet {
	asked := w.bound.Asked()
	if w.bound.Columns[schema.ColNote].Rule != nil && w.v.Refs.Roster != nil && w.v.On(schema.CodeNoteNamesStudent) {
		asked |= schema.SetOf(schema.ColNote)
	}
	return asked
}

// tellUnknown tells of labels that are none of the template's, where there is
// no mapping that says what they are.
func (w *build) tellUnknown(labels []string) error {
	if !w.v.On(schema.CodeHeaderUnknown) {
		return nil
	}
	for i, label := range labels {
		byPlace := slices.Contains(w.bound.ByPlace, i+1)
		if w.bound.Used[i] && !byPlace || schema.IsOwnLabel(label) || celltext.IsBlank(label) {
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

// finish returns the report.
func (w *build) finish() *tally.Report {
	rep := w.run.finish()
	for c := range w.missing {
		if names := w.missing[c].Counts(maxMissing); len(names) > 0 {
			missing := tally.MissingNames{Column: schema.Column(c), Names: names}
			missing.Titles = missing.Column == schema.ColClassName && w.bound.FindsTitles()
			if missing.Column.Identifier() {
				missing.Candidates = w.lookups.CandidatesOf(missing.Column, names)
			}
			rep.Missing = append(rep.Missing, missing)
		}
	}
	for i := range w.watched {
		if f := &w.watched[i]; f.Undecided() {
			rep.Undecided = append(rep.Undecided, tally.UndecidedColumn{Label: rep.Labels[f.Field], Field: f.Field + 1, Values: f.Counts()})
		}
	}
	if rep.Complete { // else the rows that have them may be those that were not read
		rep.UnmetExclusions = w.excluded.Unmet()
	}
	return rep
}

// maxMissing is how many names of a column are told.
const maxMissing = 10_000
