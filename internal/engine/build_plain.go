package engine

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
)

// Most rows of most exports are good, and little is to be done with their cells
// but to copy them. plainRows do that from the text of the file, without making
// strings of cells or a [schema.Record] of them.
//
// They take no row but one of which the careful way, build.next, would make one
// record that it writes and has nothing to say about, or that the mapping leaves
// out: plain as package csvrow has it, with a plain date, and found clean by a
// check.FastCheck. All others go the careful way, the one
// that repeats another and the one that fills the Writer's buffer among them, so
// that what is told and what a failed write means is said in one place.
// TestBuildPlain and FuzzBuildPlain hold both ways against each other.
//
// A build takes 300 ns a row with them in place of 740, and with all checks 530 in
// place of 1,780 (benchmarks, "Builder").
type plainRows struct {
	build   *build
	source  *sheet.CSVSource
	sheet   *sheet.Sheet
	width   int                        // cells of a row of the source
	at      [schema.NumColumns + 1]int // each column's place in the template's row, from 0; -1: none
	mapper  *plainMapper               // nil: cells are copied
	commas  bool                       // stand between the cells, as between those that are written
	pieces  []plainPiece               // what is written of a row
	check   *check.FastCheck
	repeats bool

	rows  [plainAhead]plainRow
	n     int // of rows, those that were looked at
	clean []check.CleanRow
	key   []byte

	touched uint32 // keeps the compiler from leaving touch out
}

// plainAhead is how many rows are looked at before the first of them is taken.
// The places where they may be repeated are so fetched side by side, each of
// which is else waited for.
const plainAhead = 32

// A plainText is a plain row in a text.
type plainText struct {
	text  []byte
	cells []csvrow.Span
	row   csvrow.BlockRow
}

// cell returns the i-th cell, from 0, quotes inside doubled.
func (t *plainText) cell(i int) []byte { return t.text[t.cells[i].Start:t.cells[i].End] }

// doubled reports whether the i-th cell, from 0, has quotes inside.
func (t *plainText) doubled(i int) bool {
	return t.row.Doubled && bytes.IndexByte(t.cell(i), '"') >= 0
}

// valid reports whether the row is text as it stands, in a file of Windows-1252 or
// else of UTF-8.
func (t *plainText) valid(windows1252 bool) bool {
	beyond := t.row.Beyond
	return beyond.Len() == 0 || !windows1252 && utf8.Valid(t.text[beyond.Start:beyond.End])
}

// filled reports whether a cell is sure to show something.
func (t *plainText) filled() bool {
	return slices.ContainsFunc(t.cells, func(cell csvrow.Span) bool {
		return cell.Start < cell.End && celltext.Printable(t.text[cell.Start])
	})
}

// A plainRow is a row that was looked at.
type plainRow struct {
	plainText           // the template's; where cells are copied, the source's
	source    plainText // a piece of the scanner's text, to be taken before that reads on
	mark      csvrow.Mark
	leftOut   bool
	day       dates.Date
	clean     check.CleanRow
	hash      seen.Hash
}

// newPlainRows returns the plain rows of the build, nil where it must go the
// careful way with every row: where the source is no CSV file, the mapping does
// what a plainMapper can't, there are rosters of other years, or checks that a
// check.FastCheck doesn't make.
func newPlainRows(w *build, labels []string) *plainRows {
	csv := w.source.csv
	if !w.source.exact || csv.Careful || len(labels) > csvrow.MaxPlainCells || w.source.any() || w.lookups.years {
		return nil
	}
	p := &plainRows{build: w, source: csv, sheet: csv.Sheet, width: len(labels), commas: csv.Sheet.Separator == sheet.Comma, repeats: w.repeated}
	if !w.bound.copies() {
		if p.mapper = newPlainMapper(w.bound, p.sheet); p.mapper == nil {
			return nil
		}
		p.commas = true
	}
	fields := p.place()
	if slices.ContainsFunc(schema.AllColumns, func(c schema.Column) bool { return c.Required() && fields[c] == 0 }) ||
		slices.ContainsFunc(w.dst.Absent, func(c schema.Column) bool { return fields[c] > 0 }) {
		return nil // and no record can be written
	}
	of := sheet.Header{Comma: ','}
	if !p.commas {
		of.Comma = p.sheet.Separator
	}
	if p.check = check.NewFastCheck(w.v.Checker, &sheet.Template{Sheet: p.sheet, Header: of, Fields: fields}); !p.check.Whole {
		return nil
	}
	p.pieces = p.piecesOf(w.dst.Columns)
	p.makeRoom()
	return p
}

// place finds out where in a row each column is, and returns it as in a
// sheet.Template.
func (p *plainRows) place() (fields [schema.NumColumns + 1]int) {
	for c := range p.at {
		p.at[c] = -1
		switch bound := &p.build.bound.columns[c]; {
		case bound.rule == nil:
		case p.mapper != nil:
			p.at[c] = c - 1
		default:
			p.at[c] = bound.fields[0]
		}
		fields[c] = p.at[c] + 1
	}
	return fields
}

// makeRoom gives the rows memory for their cells.
func (p *plainRows) makeRoom() {
	spans := make([]csvrow.Span, (p.width+schema.NumColumns)*len(p.rows))
	room := func(n int) (cells []csvrow.Span) {
		cells, spans = spans[:n:n], spans[n:]
		return cells
	}
	for i := range p.rows {
		r := &p.rows[i]
		r.source.cells = room(p.width)
		if r.cells = r.source.cells; p.mapper != nil {
			r.cells = room(schema.NumColumns)
		}
	}
}

// copies reports whether every row makes one record, each cell of which is a cell
// of the row as it stands, or a date with nothing special about it.
func (b *boundMapping) copies() bool {
	date := &b.columns[schema.ColDate]
	return b.each == nil && b.dates == nil && len(b.where)+len(b.not)+len(b.looked) == 0 &&
		len(b.others) == 1 && b.others[0] == schema.ColDate && date.isPlain() && date.rule.dates == nil && date.rule.zone == nil
}

// take takes the rows that are next, up to one that must go the careful way.
func (p *plainRows) take() error {
	if p.source.Ahead {
		return nil // the first row was read already
	}
	for {
		p.look()
		p.touch()
		n, err := p.takeRows()
		p.build.c.Summary.Clean.Add(p.clean)
		p.clean = p.clean[:0]
		if err != nil && n < p.n {
			p.sheet.Rows.Rewind(p.rows[n].mark) // the source goes on where the build ended
		}
		if err != nil || p.n < len(p.rows) {
			return err
		}
	}
}

// touch fetches the places of rows that may be repeated, in a loop that does
// nothing else: a processor waits for many of them at a time.
func (p *plainRows) touch() {
	if !p.repeats || p.n == 0 {
		return
	}
	p.build.expect(p.rows[0].mark.Offset)
	for i := range p.n {
		p.touched += p.build.finder.Rows.Touch(p.rows[i].hash)
	}
}

// look looks at the rows that are next, up to one that must go the careful way.
func (p *plainRows) look() {
	if p.mapper != nil {
		p.mapper.buf = p.mapper.buf[:0]
	}
	for p.n = 0; p.n < len(p.rows); p.n++ {
		text, cells, row := p.sheet.Rows.PeekPlain()
		if len(cells) != p.width || row.Control || row.End-row.Start > sheet.LargeRow || cap(text) < row.End+check.Pad {
			return
		}
		r := &p.rows[p.n]
		r.source.text, r.source.row, r.mark = text[:row.End+check.Pad], *row, p.sheet.Rows.Mark()
		copy(r.source.cells, cells)
		if p.mapper == nil {
			r.text, r.row = r.source.text, *row
		} else if !p.mapper.record(r) {
			return
		}
		if !r.leftOut && !p.passes(r) {
			return
		}
		p.sheet.Rows.SkipPlain()
	}
}

// passes reports whether nothing can be said of the row, and notes what is
// counted of it.
func (p *plainRows) passes(r *plainRow) (ok bool) {
	if !p.check.Pass(r.text, r.cells, &r.row) {
		return false
	}
	r.clean, r.day = p.check.Clean, check.UnpackDay(p.check.Clean.Day)
	if p.repeats {
		p.key = p.check.AppendKey(p.key[:0], r.text, r.cells, &r.row)
		r.hash = p.check.V.Hasher.Sum(p.key)
	}
	return true
}

// takeRows takes the rows that were looked at, and returns how many it took.
func (p *plainRows) takeRows() (n int, err error) {
	if p.n > 0 {
		p.build.at.Offset = p.sheet.Mark + p.rows[0].mark.Offset
	}
	for n < p.n && err == nil {
		r := &p.rows[n]
		p.sheet.Count++
		buf, ok := p.build.dst.Buf, r.leftOut
		if !ok {
			buf, ok = p.write(r)
			ok = ok && !(p.repeats && p.build.finder.Repeated(r.hash, p.sheet.Count))
		}
		if ok {
			err = p.takeRow(r, buf)
		} else {
			err = p.takeCarefully(r)
		}
		n++
	}
	return n, err
}

// A plainPiece is a piece of a row that is written: the date, or cells that stand
// side by side in the row that is read, too.
type plainPiece struct {
	date        bool
	first, last int    // places of the cells in the row; none where last is before first
	quoted      uint64 // their bits in BlockRow.Quoted
}

// piecesOf returns what is written of a row under these columns.
func (p *plainRows) piecesOf(columns []schema.Column) (pieces []plainPiece) {
	for _, c := range columns {
		at, last := p.at[c], len(pieces)-1
		switch {
		case c == schema.ColDate:
			pieces = append(pieces, plainPiece{date: true, last: -1})
		case at < 0:
			pieces = append(pieces, plainPiece{last: -1})
		case last >= 0 && pieces[last].last == at-1 && at > 0 && p.commas:
			pieces[last].last = at
			pieces[last].quoted |= 1 << at
		default:
			pieces = append(pieces, plainPiece{first: at, last: at, quoted: 1 << at})
		}
	}
	return pieces
}

// write returns the Writer's buffer with the record of the row. It reports false
// where Write would do more than to append the record. That cells which stand side
// by side are written as one takes 70 ns off a row (benchmarks, "Builder").
func (p *plainRows) write(r *plainRow) (buf []byte, ok bool) {
	w := p.build.dst
	if !w.Started || w.Err != nil {
		return nil, false
	}
	buf = w.Buf
	for i := range p.pieces {
		piece := &p.pieces[i]
		if i > 0 {
			buf = append(buf, sheet.Comma)
		}
		switch {
		case piece.date:
			buf = w.Dates.Append(buf, r.day)
		case piece.last < piece.first:
		case p.commas && r.bare(piece):
			buf = append(buf, r.text[r.cells[piece.first].Start:r.cells[piece.last].End]...)
		default:
			buf = p.appendCells(buf, r, piece)
		}
	}
	buf = append(buf, w.LineEnd...)
	return buf, len(buf) < sheet.FlushSize
}

// bare reports whether the cells of the piece stand in the text as a Writer writes
// them: without quotes, and no white space at their ends makes them need some.
func (r *plainRow) bare(piece *plainPiece) bool {
	if r.row.Quoted&piece.quoted != 0 {
		return false
	}
	for _, cell := range r.cells[piece.first : piece.last+1] {
		if cell.Start < cell.End && (isEdge(r.text[cell.Start]) || isEdge(r.text[cell.End-1])) {
			return false
		}
	}
	return true
}

// isEdge reports whether c is, or may be of, white space.
func isEdge(c byte) bool { return c == ' ' || c >= utf8.RuneSelf }

// appendCells appends the cells of the piece, one after the other.
func (p *plainRows) appendCells(buf []byte, r *plainRow, piece *plainPiece) []byte {
	for at := piece.first; at <= piece.last; at++ {
		if at > piece.first {
			buf = append(buf, sheet.Comma)
		}
		buf = csvrow.AppendRaw(buf, r.cell(at), sheet.Comma, p.commas && r.row.Quoted>>at&1 == 0)
	}
	return buf
}

// takeRow takes a row that is written as it is, buf being the Writer's buffer
// with it, or one that is left out.
func (p *plainRows) takeRow(r *plainRow, buf []byte) error {
	w := p.build
	if err := w.tick(1); err != nil {
		return err
	}
	if err := w.tellBlanks(); err != nil {
		return err
	}
	w.dst.Buf = buf
	w.counts.Read++
	w.c.CleanRows(1)
	if r.leftOut {
		w.counts.LeftOut++
		return nil
	}
	w.counts.Records++
	w.counts.Written++
	w.dst.Rows++
	for i := range w.watched {
		f := &w.watched[i]
		f.addText(r.source.cell(f.field))
	}
	p.clean = append(p.clean, r.clean)
	return nil
}

// takeCarefully takes a row as one that was read the careful way.
func (p *plainRows) takeCarefully(r *plainRow) error {
	p.sheet.Raw.OfPlain(r.source.text, r.source.cells, &r.source.row)
	row := &p.source.Row
	row.Position = schema.Position{Row: p.sheet.Count, Line: r.mark.Line, Offset: p.sheet.Mark + r.mark.Offset}
	p.sheet.Decoder.Decode(&p.sheet.Raw, row)
	p.source.There = true
	p.build.source.takeCSV()
	return p.build.next(&p.build.source.row)
}
