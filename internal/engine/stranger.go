package engine

import (
	"bytes"
	"math/bits"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/nameset"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/tally"
)

// A stranger is a name that is in no set, in a row that nothing else is wrong
// with. Where a set is old, or spelt as nobody spells it, most rows of a file are
// of that kind. The judge would find no more than that, and make texts of what
// nobody reads: so such rows take half the time (benchmarks, -unknown).
type stranger struct {
	key        check.IssueKey
	start, end int32 // of the cell in the text of its block
	column     schema.Column
}

// strangeKinds returns the kinds of the issues of strangers in columns E to G; 0
// where there is none, as the check is not made.
func strangeKinds(v *check.Checker) (kinds [3]check.IssueKind) {
	for i, code := range [...]schema.Code{schema.CodeRecognitionUnknown, schema.CodeTeacherUnknown, schema.CodeClassUnknown} {
		if v.On(code) {
			kinds[i] = check.IssueKindOf(check.RuleOrder[code], v.RuleSeverity(code), schema.ColRecognition+schema.Column(i))
		}
	}
	return kinds
}

// stranger finds the one of the row, of which known is what the fast check tells.
// What it lets pass must be what the judge would tell, which TestBlocks and
// FuzzBlocks hold against the judge.
func (w *blockWorker) stranger(text []byte, known *check.Clearing, row *csvrow.BlockRow) (s stranger, ok bool) {
	if known.Columns|known.Strange != check.AllTheColumns || bits.OnesCount16(uint16(known.Strange)) != 1 || !known.Identified() {
		return s, false
	}
	c := schema.Column(bits.TrailingZeros16(uint16(known.Strange)))
	kind := w.strange[c-schema.ColRecognition]
	cell := w.cells[w.fast.At[c]]
	value := text[cell.Start:cell.End]
	if kind == 0 || row.Doubled && bytes.IndexByte(value, '"') >= 0 || !check.ApartName(c, text, int(cell.Start), len(value)) || !w.v.SetOf(c).Lacks(value) {
		return s, false
	}
	return stranger{w.v.KeyOf(kind, value), int32(cell.Start), int32(cell.End), c}, true
}

// takeUnjudged keeps what the run must know of a row that needs no judge: it is
// good but for its stranger, if it has one.
func (w *blockWorker) takeUnjudged(b *loop.Block[checkedRows], s stranger, known *check.Clearing, row *csvrow.BlockRow) {
	told := toldRow{
		index: int32(b.Rows), line: int32(b.Lines), start: int32(b.Used),
		readable: true, could: known.Could,
	}
	if s.column != schema.NoColumn {
		told.stranger = true
		b.Found.strangers = append(b.Found.strangers, s)
		known.Places[s.column-schema.ColRecognition] = nameset.NoPlace
	}
	if w.repeats {
		told.hash = w.hashUnjudged(b.Text, known, row)
		b.Found.seen = append(b.Found.seen, seenRow{told.hash, told.index, told.line, told.start, int32(len(b.Found.told))})
	}
	if w.rows.countable {
		b.Found.counted.rows = append(b.Found.counted.rows, check.CleanRow{Names: known.Places, Day: known.Day})
	} else {
		b.Found.digests = append(b.Found.digests, w.digest(b.Text, known, row))
	}
	b.Found.told = append(b.Found.told, told)
	b.Advance(w.plain.At(), int64(row.Lines))
}

// digest is the judge's digest of the row.
func (w *blockWorker) digest(text []byte, known *check.Clearing, row *csvrow.BlockRow) tally.Digest {
	d := tally.Digest{Places: known.Places, Day: check.UnpackDay(known.Day)}
	for i, place := range known.Places {
		if c := schema.ColRecognition + schema.Column(i); place == nameset.NoPlace && w.v.SetOf(c) == nil {
			d.Names[i] = w.decoder.PlainCell(text, w.cells, w.fast.At[c], row)
		}
	}
	return d
}

// hashUnjudged is the judge's hash of the row.
func (w *blockWorker) hashUnjudged(text []byte, known *check.Clearing, row *csvrow.BlockRow) seen.Hash {
	w.key = w.fast.AppendTexts(check.StartKey(w.key), text, w.cells, row)
	for i, place := range known.Places {
		c := schema.ColRecognition + schema.Column(i)
		if place != nameset.NoPlace {
			check.SetKeyNumber(w.key, c, uint32(place)+1)
			continue
		}
		cell := w.cells[w.fast.At[c]]
		w.key = check.AppendUnnumbered(w.v.Hasher, w.key, text[cell.Start:cell.End])
	}
	check.SetKeyNumber(w.key, schema.ColDate, uint32(known.Day))
	return w.v.Hasher.Sum(w.key)
}

// takeStranger takes a row with a stranger, and the issues of the rows that it
// repeats. Only where somebody reads it is an issue made of the stranger.
func (r *run) takeStranger(v *ruling, issues []check.Issue) error {
	s := v.stranger
	if len(issues) > 0 || tally.Reads(r.c, s.key, v.strange) {
		return r.takeIssues(v, insertIssue(issues, check.Issue{
			Code:     check.Rules[s.key.Kind.Rule()].Code,
			Severity: s.key.Kind.Severity(),
			Row:      v.Row,
			Line:     v.Line,
			Field:    r.fields[s.column],
			Column:   s.column,
			Value:    string(v.strange),
		}))
	}
	r.countRow(v, s.key.Kind.Severity() == check.SeverityError)
	return r.c.AddUnread(s.key, v.Row, r.fields[s.column], v.strange)
}
