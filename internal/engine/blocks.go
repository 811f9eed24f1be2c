package engine

import (
	"bytes"
	"context"
	"io"
	"slices"
	"sync"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// How a file is checked by several goroutines with the answer of one.
//
// The text below the header is cut into blocks at line ends that stand outside
// quotes, as far as counting quotes can tell. Workers judge the rows of a block
// as if it started where a row does, and take note of whether its last row ends
// where the block does. The run takes the blocks in order. While each ends
// with a row, the next one did start with one, and what was found in it holds.
// Where one does not (a quote that never closes, say, makes the count of quotes
// wrong), what was found in the blocks behind it is thrown away, and reading
// goes on row by row from the first row that is not whole. After a while blocks
// are tried again, ever later the more often they fail, so that a file of
// nothing but stray quotes costs no more than reading it row by row.

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
func (r *run) rows(sheet *sheet.Template) error {
	if !sheet.Cuttable() || r.v.blockSize == 0 {
		_, err := r.inOrder(sheet, -1)
		return err
	}
	for patience := 1 << 10; ; patience *= 2 {
		if done, err := r.inBlocks(sheet); done || err != nil {
			return err
		}
		if done, err := r.inOrder(sheet, patience); done || err != nil {
			return err
		}
	}
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

// inBlocks takes the next rows block by block. It reports whether those were
// all there are; otherwise sheet is at the row where blocks failed.
func (r *run) inBlocks(sheet *sheet.Template) (done bool, err error) {
	cut := cutter{size: r.v.blockSize, rest: sheet.Detach()}
	taker := newBlockTaker(r, sheet)
	crew := newCrew(r.ctx, r.v, sheet)
	defer crew.stop(r.c.summary.clean)
	for {
		for !crew.full() && crew.add(&cut) {
		}
		b := crew.oldest()
		if b == nil {
			break
		}
		if err := r.ctx.Err(); err != nil {
			return false, err
		}
		if err := taker.takeBlock(b); err != nil {
			return false, err
		}
		if !b.whole {
			sheet.Attach(cut.giveBack(b.text[b.used:], crew.waiting()))
			return false, nil
		}
		crew.free(b)
	}
	sheet.Attach(cut.rest)
	return cut.rest.Ended(), nil
}

// A cutter cuts text into blocks.
type cutter struct {
	size int
	rest sheet.RestOfText
	tail []byte // what was behind the block cut last, in memory of its own
}

// next makes text the next block, in buf's memory where that is enough, and
// reports whether it is the last. A block of nothing means that there is none,
// or that none could be cut: then all that is left is in rest.
func (c *cutter) next(buf []byte) (text []byte, last bool) {
	known := min(len(c.rest.Text), c.size)
	text = append(buf[:0], c.rest.Text[:known]...)
	text = slices.Grow(text, c.size-known+blockPad)
	more := known < len(c.rest.Text) // as where a long row was read before
	if !more {
		text = c.read(text)
	}
	at := len(text)
	if last = !more && c.rest.Err == io.EOF; !last {
		at = cutPlace(text)
	}
	if more {
		c.rest.Text = c.rest.Text[at:]
	} else {
		c.tail = append(c.tail[:0], text[at:]...)
		c.rest.Text = c.tail
	}
	clear(text[at : at+blockPad])
	return text[:at], last
}

// read appends what comes next, up to a block.
func (c *cutter) read(text []byte) []byte {
	for empty := 0; len(text) < c.size && c.rest.Err == nil; {
		room := text[len(text) : cap(text)-blockPad]
		n, err := c.rest.R.Read(room)
		text = text[:len(text)+n]
		c.rest.Err = err
		if empty++; n > 0 {
			empty = 0
		} else if empty == maxEmptyReads && err == nil {
			c.rest.Err = io.ErrNoProgress
		}
	}
	return text
}

// maxEmptyReads is how many reads in a row may give neither bytes nor an
// error, as in package bufio.
const maxEmptyReads = 100

// cutPlace returns the place behind the last LF of text that has an even number
// of quotes before it, or 0 where there is none.
func cutPlace(text []byte) int {
	quotes := bytes.Count(text, []byte{'"'})
	for end := len(text); ; {
		at := bytes.LastIndexByte(text[:end], '\n')
		if at < 0 {
			return 0
		}
		quotes -= bytes.Count(text[at:end], []byte{'"'})
		if quotes%2 == 0 {
			return at + 1
		}
		end = at
	}
}

// giveBack returns what is left when text of a block was not used: that, the
// blocks behind it, and the rest.
func (c *cutter) giveBack(unused []byte, waiting []*block) sheet.RestOfText {
	text := bytes.Clone(unused)
	for _, b := range waiting {
		text = append(text, b.text...)
	}
	c.rest.Text = append(text, c.rest.Text...)
	return c.rest
}

// A block is a piece of the text, and what was found in it. All places are
// counted from its start.
type block struct {
	_    apart
	text []byte
	last bool // no text follows
	done chan struct{}

	whole     bool // its last row ends where it ends
	used      int  // bytes of whole rows
	rows      int64
	lines     int64
	told      []toldRow
	issues    []check.Issue // of the rows in told
	keys      []issueKey    // of these
	strangers []stranger    // of the rows in told
	digests   []digest      // of the rows in told that can be read, where a set is not known
	clean     []cleanRow    // of rows that nothing is wrong with
	taken     int           // of clean, those taken
	counted   countedRows
	seen      []seenRow // all rows that were read, where duplicates are looked for
	_         apart
}

// advance goes behind a row, to that place.
func (b *block) advance(to int, lines int64) {
	b.rows++
	b.lines += lines
	b.used = to
}

// An apart keeps what one worker writes for every row out of the cache lines of
// what another one does: without it two workers take hardly less time than one.
type apart [128]byte

// A toldRow is a row that is more than a clean one: what the run must know of its
// ruling. A copy of all of that for each made a block of them six times as large.
type toldRow struct {
	index, line, start int32 // of the row in the block, from 0
	issues             int32 // how many there are of it
	hash               rowHash
	recoded            schema.ColumnSet
	blank, readable    bool
	unsplit            bool
	dayFirst, could    bool
	stranger           bool // it has one, and no issues
	sighting           sighting
}

// countedRows are the rows told of which all names are known, or known to be in
// no set: as clean rows they are counted by the workers, and not by the run.
type countedRows struct {
	rows  []cleanRow // with nameset.NoPlace where a name is in no set, and 0 where no day is sure
	taken int
}

// A seenRow is a row that may be repeated.
type seenRow struct {
	hash  rowHash
	index int32
	line  int32
	start int32
	told  int32 // place in told; -1: it is a clean one
}

func (b *block) reset() {
	b.whole, b.used, b.rows, b.lines = false, 0, 0, 0
	clear(b.issues) // lets go of texts
	clear(b.digests)
	b.issues, b.keys, b.digests = b.issues[:0], b.keys[:0], b.digests[:0]
	b.strangers = b.strangers[:0]
	b.counted.rows, b.counted.taken = b.counted.rows[:0], 0
	b.told, b.clean, b.taken, b.seen = b.told[:0], b.clean[:0], 0, b.seen[:0]
}

// A crew is the workers, of which the caller is one, and the blocks that they
// have to judge, in order.
type crew struct {
	workers []*blockWorker
	jobs    chan *block // blocks that nobody has begun to judge
	wait    sync.WaitGroup
	blocks  []*block // all there are
	queue   []*block // those under way
	spare   []*block
	most    int
	ended   bool // no more blocks come
}

// newCrew starts the workers. stop ends them, and counts the clean rows that
// were taken in counts.
func newCrew(ctx context.Context, v *Validator, sheet *sheet.Template) *crew {
	c := &crew{most: 1}
	if v.opts.Workers > 1 {
		c.most = v.opts.Workers + 4 // so that the others have work while the caller judges one and takes some
	}
	c.jobs = make(chan *block, c.most)
	for i := range v.opts.Workers {
		w := newBlockWorker(ctx, v, sheet)
		c.workers = append(c.workers, w)
		if i > 0 {
			c.wait.Go(func() {
				for b := range c.jobs {
					w.judge(b)
					b.done <- struct{}{}
				}
			})
		}
	}
	return c
}

// full reports whether as many blocks are under way as may be.
func (c *crew) full() bool { return c.ended || len(c.queue) >= c.most }

// add hands out one more block, and reports whether there was one.
func (c *crew) add(cut *cutter) bool {
	var b *block
	if n := len(c.spare); n > 0 {
		b, c.spare = c.spare[n-1], c.spare[:n-1]
	} else {
		b = &block{done: make(chan struct{}, 1)}
		c.blocks = append(c.blocks, b)
	}
	b.text, b.last = cut.next(b.text)
	c.ended = b.last || len(b.text) == 0
	if len(b.text) == 0 {
		return false
	}
	c.queue = append(c.queue, b)
	c.jobs <- b
	return true
}

// oldest returns the block that is next in the file once it is judged, or nil.
// Until then the caller judges what nobody has begun. It looks for the judged
// block first: as long as it does not take one, no new ones are handed out, and
// a worker that finds none goes to sleep. A select of both, which picks one by
// chance, made two workers take a third more time (BenchmarkValidate).
func (c *crew) oldest() *block {
	if len(c.queue) == 0 {
		return nil
	}
	b := c.queue[0]
	c.queue = c.queue[1:]
	for {
		select {
		case <-b.done:
			return b
		default:
		}
		select {
		case <-b.done:
			return b
		case job := <-c.jobs:
			c.workers[0].judge(job)
			job.done <- struct{}{}
		}
	}
}

// free takes back a block that was taken.
func (c *crew) free(b *block) { c.spare = append(c.spare, b) }

// waiting returns the blocks that were handed out and not taken, judged or
// not; nobody works on them any more.
func (c *crew) waiting() []*block {
	c.drop()
	for _, b := range c.queue {
		<-b.done
	}
	waiting := c.queue
	c.queue = nil
	return waiting
}

// drop lets nobody begin what is still to be judged.
func (c *crew) drop() {
	for {
		select {
		case b := <-c.jobs:
			b.done <- struct{}{}
		default:
			return
		}
	}
}

// stop ends the workers, and adds the clean rows that were taken to counts.
func (c *crew) stop(counts *cleanCounts) {
	c.drop()
	close(c.jobs)
	c.wait.Wait()
	for _, b := range c.blocks {
		counts.addTaken(b)
	}
	for _, w := range c.workers {
		counts.merge(w.counts)
	}
}

// A blockWorker judges the rows of blocks.
type blockWorker struct {
	_       apart
	ctx     context.Context
	v       *Validator
	sheet   *sheet.Template // what is known of the header; nothing is read from it
	dialect csvrow.Dialect
	plain   csvrow.Block
	cells   []csvrow.Span
	fast    *fastCheck // nil: every row is for the judge
	walker  *csvrow.Walker
	raw     csvrow.Row
	decoder sheet.Decoder
	row     sheet.Row
	rows    *rowJudge
	repeats bool // duplicates are looked for
	key     []byte
	rule    int              // that of the last issue, its place in rules
	strange [3]issueKind     // of strangers in columns E to G
	unset   schema.ColumnSet // of these, those without a set
	counts  *cleanCounts
	room    [csvrow.MaxPlainCells]csvrow.Span // of cells
	_       apart
}

func newBlockWorker(ctx context.Context, v *Validator, file *sheet.Template) *blockWorker {
	w := &blockWorker{
		ctx:     ctx,
		v:       v,
		sheet:   file,
		dialect: file.Dialect(file.Header.Comma),
		decoder: file.Decoder.Fresh(),
		rows:    newRowJudge(v, file),
		repeats: v.findsRepeats(),
		counts:  newCleanCounts(v),
		strange: v.strangeKinds(),
	}
	for c := schema.ColRecognition; c <= schema.ColClassName; c++ {
		if v.setOf(c) == nil {
			w.unset |= 1 << c
		}
	}
	w.rows.countable = w.unset == 0
	if v.opts.OnIssue == nil { // a report keeps copies; who is told may not
		w.decoder.Shared = sheet.ShortlyShared
	}
	w.walker = csvrow.NewWalker(w.dialect, 1)
	if width := file.Layout.Width(); width <= csvrow.MaxPlainCells {
		w.cells = w.room[:width]
		w.fast = newFastCheck(v, file)
	}
	return w
}

// judge judges the rows of b, or those it comes to before the context ends. What
// was taken of what b held before is counted first: by one of the workers, and
// not by the run, which alone takes rows and is what the others wait for.
func (w *blockWorker) judge(b *block) {
	w.counts.addTaken(b)
	b.reset()
	w.walker.Jump(0)
	if w.fast != nil {
		w.plain.Reset(b.text, w.dialect)
	}
	padded := b.text[:len(b.text)+blockPad]
	var row csvrow.BlockRow
	for b.used < len(b.text) {
		if w.fast != nil && w.plain.Next(w.cells, &row) {
			w.walker.Jump(0)
			if w.fast.whole && w.fast.pass(padded, w.cells, &row) {
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
			w.plain.SkipTo(b.used)
		}
	}
	b.whole = true
}

// addClean notes a row that nothing is wrong with.
func (w *blockWorker) addClean(b *block, row *csvrow.BlockRow) {
	b.clean = append(b.clean, w.fast.clean)
	if w.repeats {
		w.key = w.fast.appendKey(w.key[:0], b.text, w.cells, row)
		b.seen = append(b.seen, seenRow{w.v.hasher.sum(w.key), int32(b.rows), int32(b.lines), int32(row.Start), -1})
	}
	b.advance(w.plain.At(), int64(row.Lines))
}

// full reports whether no more rows of b are to be judged: it holds as many as it
// may, or the context has ended.
func (w *blockWorker) full(b *block) bool {
	return len(b.told) == maxTold || len(b.issues) > maxKept || b.rows%256 == 0 && w.ctx.Err() != nil
}

// careful reads the next row of b, and judges it. It reports false where the row
// goes on behind the block.
func (w *blockWorker) careful(b *block) bool {
	text := b.text[b.used:]
	n, more := w.walker.Next(text, b.last, &w.raw)
	if more {
		return false
	}
	if w.raw.Unended() {
		rest, more := csvrow.SkipLine(text[n:], b.last)
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
func (w *blockWorker) takePlain(b *block, padded []byte, row *csvrow.BlockRow) {
	known := &w.rows.judge.clearing
	w.fast.clear(known, padded, w.cells, row)
	defer func() { *known = clearing{} }()
	if known.columns&^known.empty == 0 || w.v.refs.Roster != nil {
		w.raw.OfPlain(b.text, w.cells, row)
		w.take(b, w.plain.At()-b.used)
		return
	}
	if s, ok := w.stranger(padded, known, row); ok || known.good() {
		w.takeUnjudged(b, s, known, row)
		return
	}
	if w.repeats && row.Doubled { // its key needs all of its texts
		w.raw.OfPlain(b.text, w.cells, row)
		w.take(b, w.plain.At()-b.used)
		return
	}
	w.takePart(b, known, row)
}

// takePart judges a plain row of which known tells a part.
func (w *blockWorker) takePart(b *block, known *clearing, row *csvrow.BlockRow) {
	known.skipped = known.columns &^ w.unset
	s := &w.rows.subject
	s.take(schema.Position{Row: b.rows, Line: b.lines, Offset: int64(b.used)}, nil)
	s.recoded = 0
	for _, c := range schema.AllColumns {
		if !known.skipped.Has(c) {
			s.cells[c] = w.decoder.PlainCell(b.text, w.cells, w.fast.at[c], row)
		}
	}
	ruling := w.rows.rulePart()
	if w.repeats {
		w.key = w.fast.appendTexts(startKey(w.key), b.text, w.cells, row)
		w.key = w.rows.judge.appendNames(w.key)
		ruling.hash = w.v.hasher.sum(w.key)
	}
	w.note(b, ruling)
	b.advance(w.plain.At(), int64(row.Lines))
}

// take judges the row in raw, which takes up n bytes of b.
func (w *blockWorker) take(b *block, n int) {
	w.row.Position = schema.Position{Row: b.rows, Line: b.lines, Offset: int64(b.used)}
	w.decoder.Decode(&w.raw, &w.row)
	w.sheet.Judge(&w.row)
	w.note(b, w.rows.rule(&w.row))
	b.advance(b.used+n, w.raw.Lines())
}

// note keeps what the run must know of a row. The ruling is the judge's until
// the next one, so its issues are copied, to memory that the block has for all of
// its rows. Its cells can be read again.
func (w *blockWorker) note(b *block, v *ruling) {
	row := toldRow{
		index: int32(b.rows), line: int32(b.lines), start: int32(b.used),
		issues: int32(len(v.issues)), recoded: v.recoded,
		blank: v.blank, readable: v.readable, unsplit: v.unsplit,
	}
	b.issues = append(b.issues, v.issues...)
	for i := range v.issues {
		b.keys = append(b.keys, w.keyOf(&v.issues[i]))
	}
	if v.readable {
		row.hash, row.dayFirst, row.could, row.sighting = v.hash, v.dayFirst, v.could, v.sighting
		if w.repeats {
			b.seen = append(b.seen, seenRow{v.hash, row.index, row.line, row.start, int32(len(b.told))})
		}
		if w.rows.countable {
			b.counted.rows = append(b.counted.rows, w.rows.judge.counted())
		} else {
			b.digests = append(b.digests, *v.digest)
		}
	}
	b.told = append(b.told, row)
}

// keyOf returns the key of an issue, whose code is mostly that of the one before.
func (w *blockWorker) keyOf(is *check.Issue) issueKey {
	if rules[w.rule].code != is.Code {
		w.rule = ruleOrder[is.Code]
	}
	return w.v.keyOfIssue(w.rule, is)
}

// takeBlock takes what was found in the whole rows of b, and moves sheet
// behind them.
func (t *blockTaker) takeBlock(b *block) error {
	r, sheet := t.run, t.sheet
	*t = blockTaker{run: r, sheet: sheet, fetch: t.fetch, block: b, base: sheet.Place}
	r.at = t.position(0, 0, 0)
	sheet.Place = schema.Position{
		Row:    t.base.Row + b.rows,
		Line:   t.base.Line + b.lines,
		Offset: t.base.Offset + int64(b.used),
	}
	if r.repeat {
		if r.finder.rows.n == 0 && b.whole { // the first block tells how long rows are
			r.finder.rows.expect(r.total, int64(b.used), len(b.seen))
		}
		for i := range b.seen {
			if i%touchAhead == 0 {
				t.touch(b.seen[i:min(i+touchAhead, len(b.seen))])
			}
			if err := t.takeSeen(&b.seen[i]); err != nil {
				return err
			}
		}
	}
	for len(b.told) > t.told {
		if err := t.takeTold(); err != nil {
			return err
		}
	}
	return t.takeClean(b.rows)
}

// A blockTaker takes the rows of one block after the other in their order.
type blockTaker struct {
	run   *run
	block *block
	sheet *sheet.Template
	base  schema.Position // rows read before the block, and where it starts
	at    int64           // rows taken
	told  int             // of block.told, those taken

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
		t.touched += t.run.finder.rows.touch(rows[i].hash)
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
	t.block.taken += int(n)
	t.run.c.cleanRows(n)
	return t.run.tick(n)
}

// takeTold takes the next row that is more than a clean one.
func (t *blockTaker) takeTold() error {
	next := &t.block.told[t.told]
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
	issues := b.issues[from:to:to]
	at := t.position(int64(row.index), int64(row.line), int64(row.start))
	for i := range issues {
		issues[i].Row, issues[i].Line = at.Row, at.Line
	}
	t.ruling = ruling{
		Position: at, blank: row.blank, readable: row.readable, unsplit: row.unsplit,
		issues: issues, keys: b.keys[from:to], fetch: t.fetch, recoded: row.recoded, hash: row.hash,
		dayFirst: row.dayFirst, could: row.could, sighting: row.sighting,
	}
	if row.stranger {
		s := &b.strangers[t.strangers]
		t.strangers++
		t.ruling.stranger, t.ruling.strange = s, b.text[s.start:s.end]
	}
	switch {
	case !row.readable:
	case len(b.digests) > 0:
		t.ruling.digest = &b.digests[t.digests]
		t.digests++
	default:
		t.ruling.counted = &b.counted
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
	for t.told < len(t.block.told) && t.block.told[t.told].index <= s.index {
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
	t.block.taken++
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
	a.walker.Next(t.block.text[start:], t.block.last, &a.raw)
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
