package engine

import (
	"context"
	"io"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// The rows of a file that is checked go through the loop.

const (
	blockSize = 64 << 10
	// maxTold is how many rows of a block may be more than clean ones. A block
	// of nothing but line ends would else take a hundred times its own memory;
	// the rows behind are read in order.
	maxTold = 2 << 10
	// maxKept is how many issues of these rows may be kept.
	maxKept = 16 << 10
)

// rows judges and takes all rows of the sheet.
func (r *run) rows(file *sheet.Template) error {
	if !file.Cuttable() || r.v.blockSize == 0 {
		_, err := r.inOrder(file, -1)
		return err
	}
	l := &loop.Loop[checkedRows]{Ctx: r.ctx, Taker: newBlockTaker(r, file)}
	for range r.v.Opts.Workers {
		l.Steps = append(l.Steps, newBlockWorker(r.ctx, r.v, file))
	}
	defer func() {
		for _, w := range l.Steps {
			r.c.Summary.Clean.Merge(w.(*blockWorker).counts)
		}
	}()
	return l.Text(file.Sheet, r.v.blockSize, func(n int) (bool, error) { return r.inOrder(file, n) })
}

// inOrder takes the next rows one by one: n of them, or all where n is
// negative. It reports whether those were all there are.
func (r *run) inOrder(file *sheet.Template, n int) (done bool, err error) {
	rows := newRowJudge(r.v, file)
	var row sheet.Row
	all := n < 0
	for ; all || n > 0 || file.MidLine(); n-- {
		if err := file.Next(&row); err == io.EOF {
			return true, nil
		} else if err != nil {
			return false, r.unread(err)
		}
		if err := r.takeRow(rows, &row); err != nil {
			return false, err
		}
	}
	return false, nil
}

// checkedRows are what was found in a block of rows that are checked.
type checkedRows struct {
	told      []toldRow
	issues    []check.Issue    // of the rows in told
	keys      []check.IssueKey // of these
	strangers []stranger       // of the rows in told
	digests   []tally.Digest   // of the rows in told that can be read, where a set is not known
	clean     []check.CleanRow // of rows that nothing is wrong with
	taken     int              // of clean, those taken
	counted   countedRows
	seen      []seenRow // all rows that were read, where duplicates are looked for
	known     bool      // to the taker
}

// A toldRow is a row that is more than a clean one: what the run must know of its
// ruling. A copy of all of that for each made a block of them six times as large.
type toldRow struct {
	index, line, start int32 // of the row in the block, from 0
	issues             int32 // how many there are of it
	hash               seen.Hash
	recoded            schema.ColumnSet
	blank, readable    bool
	unsplit            bool
	dayFirst, could    bool
	stranger           bool // it has one, and no issues
	sighting           check.IdentifierFacts
}

// countedRows are the rows told of which all names are known, or known to be in
// no set: as clean rows they are counted by the workers, and not by the run.
type countedRows struct {
	rows  []check.CleanRow // with nameset.NoPlace where a name is in no set, and 0 where no day is sure
	taken int
}

// A seenRow is a row that may be repeated.
type seenRow struct {
	hash  seen.Hash
	index int32
	line  int32
	start int32
	told  int32 // place in told; -1: it is a clean one
}

func (f *checkedRows) reset() {
	clear(f.issues) // lets go of texts
	clear(f.digests)
	f.issues, f.keys, f.digests = f.issues[:0], f.keys[:0], f.digests[:0]
	f.strangers = f.strangers[:0]
	f.counted.rows, f.counted.taken = f.counted.rows[:0], 0
	f.told, f.clean, f.taken, f.seen = f.told[:0], f.clean[:0], 0, f.seen[:0]
}

// A blockWorker judges the rows of blocks.
type blockWorker struct {
	_       loop.Apart
	ctx     context.Context
	v       *Validator
	sheet   *sheet.Template // what is known of the header; nothing is read from it
	dialect csvrow.Dialect
	plain   csvrow.Block
	cells   []csvrow.Span
	fast    *check.FastCheck // nil: every row is for the judge
	walker  *csvrow.Walker
	raw     csvrow.Row
	decoder sheet.Decoder
	row     sheet.Row
	rows    *rowJudge
	repeats bool // duplicates are looked for
	key     []byte
	rule    int                // that of the last issue, its place in rules
	strange [3]check.IssueKind // of strangers in columns E to G
	unset   schema.ColumnSet   // of these, those without a set
	counts  *tally.CleanCounts
	room    [csvrow.MaxPlainCells]csvrow.Span // of cells
	_       loop.Apart
}

func newBlockWorker(ctx context.Context, v *Validator, file *sheet.Template) *blockWorker {
	w := &blockWorker{
		ctx:     ctx,
		v:       v,
		sheet:   file,
		dialect: file.Dialect(file.Header.Comma),
		decoder: file.Decoder.Fresh(),
		rows:    newRowJudge(v, file),
		repeats: v.FindsRepeats(),
		counts:  tally.NewCleanCounts(v.Checker),
		strange: strangeKinds(v.Checker),
	}
	for c := schema.ColRecognition; c <= schema.ColClassName; c++ {
		if v.SetOf(c) == nil {
			w.unset |= 1 << c
		}
	}
	w.rows.countable = w.unset == 0
	if v.Opts.OnIssue == nil { // a report keeps copies; who is told may not
		w.decoder.Shared = sheet.ShortlyShared
	}
	w.walker = csvrow.NewWalker(w.dialect, 1)
	if width := file.Layout.Width(); width <= csvrow.MaxPlainCells {
		w.cells = w.room[:width]
		w.fast = check.NewFastCheck(v.Checker, file)
	}
	return w
}

// Work judges the rows of b, or those it comes to before the context ends. What
// was taken of what b held before is counted first: by one of the workers, and
// not by the run, which alone takes rows and is what the others wait for.
func (w *blockWorker) Work(b *loop.Block[checkedRows]) {
	b.Found.countTaken(w.counts)
	b.Found.reset()
	b.Whole, b.Full = false, false
	w.walker.Jump(0)
	if w.fast != nil {
		w.plain.Reset(b.Text, w.dialect)
		w.plain.SkipTo(b.Used)
	}
	padded := b.Text[:len(b.Text)+check.Pad]
	var row csvrow.BlockRow
	for b.Used < len(b.Text) {
		if w.fast != nil && w.plain.Next(w.cells, &row) {
			w.walker.Jump(0)
			if w.fast.Whole && w.fast.Pass(padded, w.cells, &row) {
				w.addClean(b, &row)
				continue
			}
			if w.full(b) {
				return
			}
			w.takePlain(b, padded, &row)
			continue
		}
		if w.full(b) || !w.careful(b) {
			return
		}
		if w.fast != nil {
			w.plain.SkipTo(b.Used)
		}
	}
	b.Whole = true
}

// addClean notes a row that nothing is wrong with.
func (w *blockWorker) addClean(b *loop.Block[checkedRows], row *csvrow.BlockRow) {
	b.Found.clean = append(b.Found.clean, w.fast.Clean)
	if w.repeats {
		w.key = w.fast.AppendKey(w.key[:0], b.Text, w.cells, row)
		b.Found.seen = append(b.Found.seen, seenRow{w.v.Hasher.Sum(w.key), int32(b.Rows), int32(b.Lines), int32(row.Start), -1})
	}
	b.Advance(w.plain.At(), int64(row.Lines))
}

// full reports whether no more rows of b are to be judged now: it holds as many as it
// may, or the context has ended.
func (w *blockWorker) full(b *loop.Block[checkedRows]) bool {
	b.Full = len(b.Found.told) == maxTold || len(b.Found.issues) > maxKept
	return b.Full || b.Rows%256 == 0 && w.ctx.Err() != nil
}

// careful reads the next row of b, and judges it. It reports false where the row
// goes on behind the block.
func (w *blockWorker) careful(b *loop.Block[checkedRows]) bool {
	text := b.Text[b.Used:]
	n, more := w.walker.Next(text, b.Last, &w.raw)
	if more {
		return false
	}
	if w.raw.Unended() {
		rest, more := csvrow.SkipLine(text[n:], b.Last)
		if more {
			return false
		}
		n += rest
		w.walker.Jump(0)
	}
	w.take(b, n)
	return true
}

// takePlain takes a plain row that the fast check does not let pass. Without a
// roster all that can be told of it is about the cells that were not cleared: no
// others are made strings and looked at, and where those are but a stranger, or
// none, there is nothing to judge.
func (w *blockWorker) takePlain(b *loop.Block[checkedRows], padded []byte, row *csvrow.BlockRow) {
	known := &w.rows.judge.Clearing
	w.fast.Clear(known, padded, w.cells, row)
	defer func() { *known = check.Clearing{} }()
	if known.Columns&^known.Empty == 0 || w.v.Refs.Roster != nil {
		w.raw.OfPlain(b.Text, w.cells, row)
		w.take(b, w.plain.At()-b.Used)
		return
	}
	if s, ok := w.stranger(padded, known, row); ok || known.Good() {
		w.takeUnjudged(b, s, known, row)
		return
	}
	if w.repeats && row.Doubled { // its key needs all of its texts
		w.raw.OfPlain(b.Text, w.cells, row)
		w.take(b, w.plain.At()-b.Used)
		return
	}
	w.takePart(b, known, row)
}

// takePart judges a plain row of which known tells a part.
func (w *blockWorker) takePart(b *loop.Block[checkedRows], known *check.Clearing, row *csvrow.BlockRow) {
	known.Skipped = known.Columns &^ w.unset
	s := &w.rows.subject
	s.Take(schema.Position{Row: b.Rows, Line: b.Lines, Offset: int64(b.Used)}, nil)
	s.Recoded = 0
	for _, c := range schema.AllColumns {
		if !known.Skipped.Has(c) {
			s.Cells[c] = w.decoder.PlainCell(b.Text, w.cells, w.fast.At[c], row)
		}
	}
	ruling := w.rows.rulePart()
	if w.repeats {
		w.key = w.fast.AppendTexts(check.StartKey(w.key), b.Text, w.cells, row)
		w.key = w.rows.judge.AppendNames(w.key)
		ruling.hash = w.v.Hasher.Sum(w.key)
	}
	w.note(b, ruling)
	b.Advance(w.plain.At(), int64(row.Lines))
}

// take judges the row in raw, which takes up n bytes of b.
func (w *blockWorker) take(b *loop.Block[checkedRows], n int) {
	w.row.Position = schema.Position{Row: b.Rows, Line: b.Lines, Offset: int64(b.Used)}
	w.decoder.Decode(&w.raw, &w.row)
	w.sheet.Judge(&w.row)
	w.note(b, w.rows.rule(&w.row))
	b.Advance(b.Used+n, w.raw.Lines())
}

// note keeps what the run must know of a row. The ruling is the judge's until
// the next one, so its issues are copied, to memory that the block has for all of
// its rows. Its cells can be read again.
func (w *blockWorker) note(b *loop.Block[checkedRows], v *ruling) {
	row := toldRow{
		index: int32(b.Rows), line: int32(b.Lines), start: int32(b.Used),
		issues: int32(len(v.issues)), recoded: v.recoded,
		blank: v.blank, readable: v.readable, unsplit: v.unsplit,
	}
	b.Found.issues = append(b.Found.issues, v.issues...)
	for i := range v.issues {
		b.Found.keys = append(b.Found.keys, w.keyOf(&v.issues[i]))
	}
	if v.readable {
		row.hash, row.dayFirst, row.could, row.sighting = v.hash, v.dayFirst, v.could, v.sighting
		if w.repeats {
			b.Found.seen = append(b.Found.seen, seenRow{v.hash, row.index, row.line, row.start, int32(len(b.Found.told))})
		}
		if w.rows.countable {
			b.Found.counted.rows = append(b.Found.counted.rows, tally.CleanRowOf(w.rows.judge))
		} else {
			b.Found.digests = append(b.Found.digests, *v.digest)
		}
	}
	b.Found.told = append(b.Found.told, row)
}

// keyOf returns the key of an issue, whose code is mostly that of the one before.
func (w *blockWorker) keyOf(is *check.Issue) check.IssueKey {
	if check.Rules[w.rule].Code != is.Code {
		w.rule = check.RuleOrder[is.Code]
	}
	return w.v.KeyOfIssue(w.rule, is)
}

// Prepare lets the taker know of the block, to count what is left in it at the end.
func (t *blockTaker) Prepare(b *loop.Block[checkedRows]) {
	if !b.Found.known {
		b.Found.known = true
		t.blocks = append(t.blocks, b)
	}
}

// Stopped counts what was taken of blocks that no worker got again.
func (t *blockTaker) Stopped() {
	for _, b := range t.blocks {
		b.Found.countTaken(t.run.c.Summary.Clean)
	}
	t.blocks = nil
}

// Take takes what was found in rows of b.
func (t *blockTaker) Take(b *loop.Block[checkedRows], base schema.Position) error {
	r := t.run
	*t = blockTaker{run: r, sheet: t.sheet, blocks: t.blocks, fetch: t.fetch, block: b, base: base, at: b.Taken.Rows}
	r.at = t.position(b.Taken.Rows, b.Taken.Lines, int64(b.Taken.Used))
	defer func() { b.Taken = b.Place }()
	if r.repeat {
		if r.finder.Rows.N == 0 && b.Whole { // the first block tells how long rows are
			r.finder.Rows.Expect(r.total, int64(b.Used), len(b.Found.seen))
		}
		for i := range b.Found.seen {
			if i%touchAhead == 0 {
				t.touch(b.Found.seen[i:min(i+touchAhead, len(b.Found.seen))])
			}
			if err := t.takeSeen(&b.Found.seen[i]); err != nil {
				return err
			}
		}
	}
	for len(b.Found.told) > t.told {
		if err := t.takeTold(); err != nil {
			return err
		}
	}
	return t.takeClean(b.Rows)
}

// A blockTaker takes the rows of one block after the other in their order.
type blockTaker struct {
	run    *run
	block  *loop.Block[checkedRows]
	sheet  *sheet.Template
	blocks []*loop.Block[checkedRows] // all there are
	base   schema.Position            // rows read before the block, and where it starts
	at     int64                      // rows of the block taken
	told   int                        // of the rows told, those taken

	issues, digests, strangers int             // of those of the block, those of told rows taken
	ruling                     ruling          // on the told row at hand
	start                      int32           // where that row starts
	fetch                      func() []string // its cells

	touched uint32 // keeps the compiler from leaving touch out
}

func newBlockTaker(r *run, sheet *sheet.Template) *blockTaker {
	t := &blockTaker{run: r, sheet: sheet}
	t.fetch = func() []string { return t.cells(t.start) }
	return t
}

// touchAhead is of how many rows the slots are fetched at once: in a loop that
// does nothing else a processor waits for many of them at a time.
const touchAhead = 32

func (t *blockTaker) touch(rows []seenRow) {
	for i := range rows {
		t.touched += t.run.finder.Rows.Touch(rows[i].hash)
	}
}

// takeClean takes the clean rows before the one of that index.
func (t *blockTaker) takeClean(index int64) error {
	n := index - t.at
	if n == 0 {
		return nil
	}
	t.at = index
	if err := t.run.tellBlanks(); err != nil {
		return err
	}
	t.block.Found.taken += int(n)
	t.run.c.CleanRows(n)
	return t.run.tick(n)
}

// takeTold takes the next row that is more than a clean one.
func (t *blockTaker) takeTold() error {
	next := &t.block.Found.told[t.told]
	if err := t.takeClean(int64(next.index)); err != nil {
		return err
	}
	t.told++
	t.at++
	t.recall(next)
	return t.run.take(&t.ruling)
}

// recall makes the ruling that on the row told.
func (t *blockTaker) recall(row *toldRow) {
	b := t.block
	t.start = row.start
	from, to := t.issues, t.issues+int(row.issues)
	t.issues = to
	issues := b.Found.issues[from:to:to]
	at := t.position(int64(row.index), int64(row.line), int64(row.start))
	for i := range issues {
		issues[i].Row, issues[i].Line = at.Row, at.Line
	}
	t.ruling = ruling{
		Position: at, blank: row.blank, readable: row.readable, unsplit: row.unsplit,
		issues: issues, keys: b.Found.keys[from:to], fetch: t.fetch, recoded: row.recoded, hash: row.hash,
		dayFirst: row.dayFirst, could: row.could, sighting: row.sighting,
	}
	if row.stranger {
		s := &b.Found.strangers[t.strangers]
		t.strangers++
		t.ruling.stranger, t.ruling.strange = s, b.Text[s.start:s.end]
	}
	switch {
	case !row.readable:
	case len(b.Found.digests) > 0:
		t.ruling.digest = &b.Found.digests[t.digests]
		t.digests++
	default:
		t.ruling.counted = &b.Found.counted
	}
}

func (t *blockTaker) position(index, line, offset int64) schema.Position {
	return schema.Position{
		Row:    t.base.Row + index + 1,
		Line:   t.base.Line + line,
		Offset: t.sheet.Mark + t.base.Offset + offset,
	}
}

// takeSeen takes a row that may repeat another, and the rows before it that no
// comparison is made of.
func (t *blockTaker) takeSeen(s *seenRow) error {
	for t.told < len(t.block.Found.told) && t.block.Found.told[t.told].index <= s.index {
		if err := t.takeTold(); err != nil {
			return err
		}
	}
	if s.told >= 0 {
		return nil // taken just now
	}
	if err := t.run.tellBlanks(); err != nil {
		return err
	}
	at := t.position(int64(s.index), int64(s.line), int64(s.start))
	issues := t.run.repeats(s.hash, at, nil)
	if len(issues) == 0 {
		return nil // to be taken among the clean ones
	}
	if err := t.takeClean(int64(s.index)); err != nil {
		return err
	}
	if err := t.run.tick(1); err != nil {
		return err
	}
	t.block.Found.taken++
	t.at++
	t.start = s.start
	return t.run.takeIssues(&ruling{Position: at, readable: true, fetch: t.fetch}, issues)
}

// cells returns the cells of the row that starts there, good until the next call.
// Few rows are read once more for that: those with an issue that is read, and
// samples.
func (t *blockTaker) cells(start int32) []string {
	a := &t.run.again
	if a.walker == nil {
		a.walker = csvrow.NewWalker(t.sheet.Dialect(t.sheet.Header.Comma), 1)
	}
	a.walker.Jump(1)
	a.walker.Next(t.block.Text[start:], t.block.Last, &a.raw)
	t.sheet.Decoder.Decode(&a.raw, &a.row)
	t.sheet.Judge(&a.row)
	return a.row.Cells
}

// A rereader is what a row of a block is read once more with.
type rereader struct {
	walker *csvrow.Walker
	raw    csvrow.Row
	row    sheet.Row
}

// countTaken counts what was taken of what the block holds.
func (r *checkedRows) countTaken(n *tally.CleanCounts) {
	n.Add(r.clean[:r.taken])
	n.AddCounted(r.counted.rows[:r.counted.taken])
}
