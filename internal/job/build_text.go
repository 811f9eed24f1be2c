package job

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/mapping"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
)

func newExportReader(w *build) *exportReader {
	csv := w.source.csv
	r := &exportReader{labels: w.source.labelFields, decoder: csv.RowDecoder()}
	r.Init(csv.Sheet.Dialect(csv.Sheet.Separator), len(w.source.labels))
	return r
}

// decode returns the row in Raw. Its place is left to the caller.
func (r *exportReader) decode() *mapping.ExportRow {
	r.csvRow.Position = schema.Position{}
	r.decoder.Decode(&r.Raw, &r.csvRow)
	r.row.OfCSV(&r.csvRow, len(r.labels.labels))
	if r.row.Bad != nil {
		r.row.Text = r.decoder.Raw(&r.Raw, &r.csvRow)
	}
	r.labels.takeText(&r.row)
	return &r.row
}

func newTextMaker(w *build, m *rowMaker) *textMaker {
	x := &textMaker{exportReader: newExportReader(w), maker: m}
	if !w.v.OwnChecks() {
		x.proof = newPlainProof(w, m)
	}
	return x
}

// work makes the rows of b, or those it comes to before the context ends.
func (x *textMaker) work(b *loop.Block[builtRows]) {
	x.Begin(b.Text, b.Used)
	padded := b.Text[:len(b.Text)+check.Pad]
	ahead := 0 // how many rows were looked at
	for b.Used < len(b.Text) {
		if x.maker.isFull(b) {
			return
		}
		if ahead == 0 {
			x.lookAhead(padded)
			ahead = mapping.RowsAhead
		}
		ahead--
		if x.Plain() {
			if x.proof != nil && x.proof.add(b, padded, x) {
				b.Advance(x.At(), int64(x.Row.Lines))
				continue
			}
			x.Whole(b.Text)
			if !x.add(b, x.At()) {
				return
			}
			continue
		}
		n, ok := x.Next(b.Text, b.Used, b.Last)
		if !ok || !x.add(b, b.Used+n) {
			return
		}
	}
	b.Whole = true
}

// add makes the row in Raw, which ends at that byte. It reports false if the context
// ended.
func (x *textMaker) add(b *loop.Block[builtRows], end int) bool {
	row := x.decode()
	if !row.Blank {
		b.Found.room.keep(row)
	}
	if !x.maker.add(row, builtRow{line: int32(b.Lines), start: int32(b.Used)}) {
		return false
	}
	b.Advance(end, x.Raw.Lines())
	return true
}

// lookAhead looks at the memory that the next rows need.
func (x *textMaker) lookAhead(text []byte) {
	if x.proof == nil || x.proof.mapper == nil {
		return
	}
	ahead := x.proof.mapper.ahead
	if ahead == nil || !ahead.Wanted() {
		return
	}
	ahead.Reset()
	x.Ahead(func(cells []csvrow.Span) bool { return ahead.Add(text, cells) })
	ahead.Look()
}
