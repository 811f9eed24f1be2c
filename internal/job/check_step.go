package job

import (
	"context"

	"example.com/otustemplate/internal/check"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// checkedRows are what was found in a block of rows that are checked.
type checkedRows struct {
	told    []toldRow
	issues  []check.Issue     // of the rows in told
	keys    []check.IssueKey  // of these
	digests []tally.Digest    // of the rows in told that can be read
	clean   []check.CleanRow  // of rows that nothing is wrong with
	taken   int               // of clean, those taken
	names   check.NameTexts   // of these rows, in columns whose sets are not known
	seen    []seenRow         // all rows that were read, where duplicates are looked for
	known   bool              // to the taker
	failed  *check.PanicError // of the row in told that has the place: see rowResult
	failing int
}

// A toldRow is a row that is more than a clean one: what the run must know of its
// rowResult. A copy of all of that for each made a block of them six times as large.
type toldRow struct {
	index, line, start int32 // of the row in the block, from 0
	issues             int32 // how many there are of it
	hash               seen.Hash
	recoded            schema.ColumnSet
	blank, readable    bool
	unsplit            bool
	dayFirst, could    bool
	identifiers        check.IdentifierFacts
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
	f.failed = nil
	f.told, f.clean, f.taken, f.seen = f.told[:0], f.clean[:0], 0, f.seen[:0]
	f.names.Reset()
}

// A checkStep checks the rows of blocks: it proves them good by their bytes, or has
// them checked cell by cell.
type checkStep struct {
	_       loop.Apart
	ctx     context.Context
	v       *Validator
	sheet   *sheet.Template // what is known of the header; nothing is read from it
	text    loop.TextReader
	fast    *check.FastCheck
	decoder sheet.Decoder
	row     sheet.Row
	rows    *sheetChecker
	repeats bool // duplicates are looked for
	key     []byte
	rule    int  // that of the last issue, its place among the checks
	careful bool // no row is proven good by its bytes
	counts  *tally.CleanCounts
	_       loop.Apart
}

func newCheckStep(ctx context.Context, v *Validator, file *sheet.Template) *checkStep {
	w := &checkStep{
		ctx:     ctx,
		v:       v,
		sheet:   file,
		fast:    check.NewFastCheck(v.Checker, file),
		decoder: file.Decoder.Fresh(),
		rows:    newSheetChecker(v, file),
		repeats: v.FindsRepeats(),
		careful: v.OwnChecks(),
		counts:  tally.NewCleanCounts(v.Checker),
	}
	if v.Opts.OnIssue == nil { // a report keeps copies; who is told may not
		w.decoder.Shared = sheet.ShortlyShared
	}
	w.text.Init(file.Dialect(file.Header.Comma), file.Layout.Width())
	return w
}

// Work checks the rows of b, or those it comes to before the context ends. What
// was taken of what b held before is counted first: by one of the workers, and
// not by the run, which alone takes rows and is what the others wait for.
func (w *checkStep) Work(b *loop.Block[checkedRows]) {
	w.counts.Add(b.Found.clean[:b.Found.taken])
	b.Found.reset()
	b.Whole, b.Full = false, false
	w.text.Begin(b.Text, b.Used)
	padded := b.Text[:len(b.Text)+check.Pad]
	for b.Used < len(b.Text) {
		plain := w.text.Plain()
		if plain && !w.careful && w.fast.Pass(padded, w.text.Cells, &w.text.Row, &check.NothingKnown) {
			w.addClean(b)
			continue
		}
		if w.full(b) {
			return
		}
		if plain {
			w.text.Whole(b.Text)
			w.add(b, w.text.At())
			continue
		}
		n, ok := w.text.Next(b.Text, b.Used, b.Last)
		if !ok {
			return
		}
		w.add(b, b.Used+n)
	}
	b.Whole = true
}

// addClean adds a row that nothing is wrong with to what was found.
func (w *checkStep) addClean(b *loop.Block[checkedRows]) {
	row := &w.text.Row
	b.Found.clean = append(b.Found.clean, w.fast.Clean)
	w.fast.AppendNames(&b.Found.names, b.Text, w.text.Cells)
	if w.repeats {
		w.key = w.fast.AppendKey(w.key[:0], b.Text, w.text.Cells, row)
		b.Found.seen = append(b.Found.seen, seenRow{w.v.Hasher.Sum(w.key), int32(b.Rows), int32(b.Lines), int32(row.Start), -1})
	}
	b.Advance(w.text.At(), int64(row.Lines))
}

// full reports whether no more rows of b are to be checked now: it holds as many as it
// may, or the context has ended.
func (w *checkStep) full(b *loop.Block[checkedRows]) bool {
	b.Full = len(b.Found.told) == maxTold || len(b.Found.issues) > maxKept
	return b.Full || b.Rows%256 == 0 && w.ctx.Err() != nil
}

// add checks the row that was read last, which ends at that byte, and adds what was
// found. The result is the sheetChecker's until the next one, so its issues are copied, to
// memory that the block has for all of its rows. Its cells can be read again.
func (w *checkStep) add(b *loop.Block[checkedRows], end int) {
	w.row.Position = schema.Position{Row: b.Rows, Line: b.Lines, Offset: int64(b.Used)}
	w.decoder.Decode(&w.text.Raw, &w.row)
	w.sheet.Check(&w.row)
	v := w.rows.check(&w.row)
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
		row.hash, row.dayFirst, row.could, row.identifiers = v.hash, v.dayFirst, v.could, v.identifiers
		if w.repeats {
			b.Found.seen = append(b.Found.seen, seenRow{v.hash, row.index, row.line, row.start, int32(len(b.Found.told))})
		}
		b.Found.digests = append(b.Found.digests, *v.digest)
	}
	if v.failed != nil && b.Found.failed == nil {
		b.Found.failed, b.Found.failing = v.failed, len(b.Found.told)
	}
	b.Found.told = append(b.Found.told, row)
	b.Advance(end, w.text.Raw.Lines())
}

// keyOf returns the key of an issue, whose code is mostly that of the one before.
func (w *checkStep) keyOf(is *check.Issue) check.IssueKey {
	if w.v.CodeOf(w.rule) != is.Code {
		w.rule = w.v.RuleOf(is.Code)
	}
	return w.v.KeyOfIssue(w.rule, is)
}

// Bounds of what a step keeps of a block.
const (
	// maxTold is how many rows of a block may be more than clean ones. A block
	// of nothing but line ends would else take a hundred times its own memory;
	// the rows after them wait until these are taken.
	maxTold = 2 << 10
	// maxKept is how many issues of these rows may be kept.
	maxKept = 16 << 10
)
