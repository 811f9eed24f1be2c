package job

import (
	"example.com/otustemplate/internal/check"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A checkTaker takes the rows of one block after the other in their order.
type checkTaker struct {
	run    *run
	block  *loop.Block[checkedRows]
	sheet  *sheet.Template
	unset  []schema.Column            // columns whose sets are not known
	blocks []*loop.Block[checkedRows] // all there are
	base   schema.Position            // rows read before the block, and where it starts
	at     int64                      // rows of the block taken
	told   int                        // of the rows told, those taken

	issues, digests int             // of those of the block, those of told rows taken
	result          rowResult       // on the told row at hand
	start           int32           // where that row starts
	fetch           func() []string // its cells
	again           loop.TextReader // for these
	row             sheet.Row

	touched uint32 // keeps the compiler from leaving touch out
}

func newCheckTaker(r *run, file *sheet.Template) *checkTaker {
	t := &checkTaker{run: r, sheet: file, unset: r.v.Unset()}
	t.again.Init(file.Dialect(file.Header.Comma), file.Layout.Width())
	t.fetch = func() []string { return t.cells(t.start) }
	return t
}

// Prepare lets the taker know of the block, to count what is left in it at the end.
func (t *checkTaker) Prepare(b *loop.Block[checkedRows]) {
	if !b.Found.known {
		b.Found.known = true
		t.blocks = append(t.blocks, b)
	}
}

// Stopped counts what was taken of blocks that no worker got again.
func (t *checkTaker) Stopped() {
	for _, b := range t.blocks {
		t.run.c.Summary.Clean.Add(b.Found.clean[:b.Found.taken])
	}
	t.blocks = nil
}

// Take takes what was found in rows of b.
func (t *checkTaker) Take(b *loop.Block[checkedRows], base schema.Position) error {
	r := t.run
	t.block, t.base, t.at = b, base, b.Taken.Rows
	t.told, t.issues, t.digests = 0, 0, 0
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

// touchAhead is of how many rows the slots are fetched at once: in a loop that
// does nothing else a processor waits for many of them at a time.
const touchAhead = 32

func (t *checkTaker) touch(rows []seenRow) {
	for i := range rows {
		t.touched += t.run.finder.Rows.Touch(rows[i].hash)
	}
}

// takeClean takes the clean rows before the one of that index.
func (t *checkTaker) takeClean(index int64) error {
	n := index - t.at
	if n == 0 {
		return nil
	}
	t.at = index
	if err := t.run.tellBlanks(); err != nil {
		return err
	}
	t.countClean(int(n))
	t.run.c.CleanRows(n)
	return t.run.tick(n)
}

// countClean counts the next n clean rows.
func (t *checkTaker) countClean(n int) {
	t.block.Found.taken += n
	if len(t.unset) > 0 {
		for range n {
			t.run.c.Summary.AddNames(t.unset, &t.block.Found.names)
		}
	}
}

// takeTold takes the next row that is more than a clean one.
func (t *checkTaker) takeTold() error {
	next := &t.block.Found.told[t.told]
	if err := t.takeClean(int64(next.index)); err != nil {
		return err
	}
	t.told++
	t.at++
	t.recall(next)
	return t.run.take(&t.result)
}

// recall makes the rowResult that on the row told.
func (t *checkTaker) recall(row *toldRow) {
	b := t.block
	t.start = row.start
	from, to := t.issues, t.issues+int(row.issues)
	t.issues = to
	issues := b.Found.issues[from:to:to]
	at := t.position(int64(row.index), int64(row.line), int64(row.start))
	for i := range issues {
		issues[i].Row, issues[i].Line = at.Row, at.Line
	}
	t.result = rowResult{
		Position: at, blank: row.blank, readable: row.readable, unsplit: row.unsplit,
		issues: issues, keys: b.Found.keys[from:to], fetch: t.fetch, recoded: row.recoded, hash: row.hash,
		dayFirst: row.dayFirst, could: row.could, identifiers: row.identifiers,
	}
	if b.Found.failing == t.told-1 {
		t.result.failed = b.Found.failed
	}
	if row.readable {
		t.result.digest = &b.Found.digests[t.digests]
		t.digests++
	}
}

func (t *checkTaker) position(index, line, offset int64) schema.Position {
	return schema.Position{
		Row:    t.base.Row + index + 1,
		Line:   t.base.Line + line,
		Offset: t.sheet.Mark + t.base.Offset + offset,
	}
}

// takeSeen takes a row that may repeat another, and the rows before it that no
// comparison is made of.
func (t *checkTaker) takeSeen(s *seenRow) error {
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
	t.countClean(1)
	t.at++
	t.start = s.start
	clean := &t.block.Found.clean[t.block.Found.taken-1]
	return t.run.takeIssues(&rowResult{Position: at, readable: true, fetch: t.fetch, digest: &tally.Digest{Day: check.UnpackDay(clean.Day)}}, issues)
}

// cells returns the cells of the row that starts there, good until the next call.
// Few rows are read once more for that: those with an issue that is read, and
// samples.
func (t *checkTaker) cells(start int32) []string {
	t.again.Again(t.block.Text, int(start), t.block.Last)
	t.sheet.Decoder.Decode(&t.again.Raw, &t.row)
	t.sheet.Check(&t.row)
	return t.row.Cells
}

// takeRow checks a row and takes it. A large one, which there is only if MaxRowBytes is
// raised, may take up most of the memory that there is, and seconds to check: that is
// done on a goroutine of its own, which is left behind if the context ends first, and
// the row is let go of before the next one is read.
func (r *run) takeRow(rows *sheetChecker, row *sheet.Row) error {
	if !row.Large {
		return r.take(rows.check(row))
	}
	v, err := sheet.Await(r.ctx, func() *rowResult { return rows.check(row) })
	if err != nil {
		return err
	}
	err = r.take(v)
	rows.forget()
	return err
}
