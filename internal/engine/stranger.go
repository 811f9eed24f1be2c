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
)

// A stranger is a name that is in no set, in a row that nothing else is wrong
// with. Where a set is old, or spelt as nobody spells it, most rows of a file are
// of that kind. The judge would find no more than that, and make texts of what
// nobody reads: so such rows take half the time (benchmarks, -unknown).
type stranger struct {
	key        issueKey
	start, end int32 // of the cell in the text of its block
	column     schema.Column
}

// strangeKinds returns the kinds of the issues of strangers in columns E to G; 0
// where there is none, as the check is not made.
func strangeKinds(v *Checker) (kinds [3]issueKind) {
	for i, code := range [...]schema.Code{schema.CodeRecognitionUnknown, schema.CodeTeacherUnknown, schema.CodeClassUnknown} {
		if v.on(code) {
			kinds[i] = issueKindOf(ruleOrder[code], v.ruleSeverity(code), schema.ColRecognition+schema.Column(i))
		}
	}
	return kinds
}

// stranger finds the one of the row, of which known is what the fast check tells.
// What it lets pass must be what the judge would tell, which TestBlocks and
// FuzzBlocks hold against the judge.
func (w *blockWorker) stranger(text []byte, known *clearing, row *csvrow.BlockRow) (s stranger, ok bool) {
	if known.columns|known.strange != allTheColumns || bits.OnesCount16(uint16(known.strange)) != 1 || !known.identified() {
		return s, false
	}
	c := schema.Column(bits.TrailingZeros16(uint16(known.strange)))
	kind := w.strange[c-schema.ColRecognition]
	cell := w.cells[w.fast.at[c]]
	value := text[cell.Start:cell.End]
	if kind == 0 || row.Doubled && bytes.IndexByte(value, '"') >= 0 || !apartName(c, text, int(cell.Start), len(value)) || !w.v.setOf(c).Lacks(value) {
		return s, false
	}
	return stranger{w.v.keyOf(kind, value), int32(cell.Start), int32(cell.End), c}, true
}

// takeUnjudged keeps what the run must know of a row that needs no judge: it is
// good but for its stranger, if it has one.
func (w *blockWorker) takeUnjudged(b *loop.Block[checkedRows], s stranger, known *clearing, row *csvrow.BlockRow) {
	told := toldRow{
		index: int32(b.Rows), line: int32(b.Lines), start: int32(b.Used),
		readable: true, could: known.could,
	}
	if s.column != schema.NoColumn {
		told.stranger = true
		b.Found.strangers = append(b.Found.strangers, s)
		known.places[s.column-schema.ColRecognition] = nameset.NoPlace
	}
	if w.repeats {
		told.hash = w.hashUnjudged(b.Text, known, row)
		b.Found.seen = append(b.Found.seen, seenRow{told.hash, told.index, told.line, told.start, int32(len(b.Found.told))})
	}
	if w.rows.countable {
		b.Found.counted.rows = append(b.Found.counted.rows, cleanRow{names: known.places, day: known.day})
	} else {
		b.Found.digests = append(b.Found.digests, w.digest(b.Text, known, row))
	}
	b.Found.told = append(b.Found.told, told)
	b.Advance(w.plain.At(), int64(row.Lines))
}

// digest is the judge's digest of the row.
func (w *blockWorker) digest(text []byte, known *clearing, row *csvrow.BlockRow) digest {
	d := digest{places: known.places, day: unpackDay(known.day)}
	for i, place := range known.places {
		if c := schema.ColRecognition + schema.Column(i); place == nameset.NoPlace && w.v.setOf(c) == nil {
			d.names[i] = w.decoder.PlainCell(text, w.cells, w.fast.at[c], row)
		}
	}
	return d
}

// hashUnjudged is the judge's hash of the row.
func (w *blockWorker) hashUnjudged(text []byte, known *clearing, row *csvrow.BlockRow) seen.Hash {
	w.key = w.fast.appendTexts(startKey(w.key), text, w.cells, row)
	for i, place := range known.places {
		c := schema.ColRecognition + schema.Column(i)
		if place != nameset.NoPlace {
			setKeyNumber(w.key, c, uint32(place)+1)
			continue
		}
		cell := w.cells[w.fast.at[c]]
		w.key = appendUnnumbered(w.v.hasher, w.key, text[cell.Start:cell.End])
	}
	setKeyNumber(w.key, schema.ColDate, uint32(known.day))
	return w.v.hasher.Sum(w.key)
}

// takeStranger takes a row with a stranger, and the issues of the rows that it
// repeats. Only where somebody reads it is an issue made of the stranger.
func (r *run) takeStranger(v *ruling, issues []check.Issue) error {
	s := v.stranger
	if len(issues) > 0 || reads(r.c, s.key, v.strange) {
		return r.takeIssues(v, insertIssue(issues, check.Issue{
			Code:     rules[s.key.kind.rule()].code,
			Severity: s.key.kind.severity(),
			Row:      v.Row,
			Line:     v.Line,
			Field:    r.fields[s.column],
			Column:   s.column,
			Value:    string(v.strange),
		}))
	}
	r.countRow(v, s.key.kind.severity() == check.SeverityError)
	return r.c.addUnread(s.key, v.Row, r.fields[s.column], v.strange)
}
