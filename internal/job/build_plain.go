package job

import (
	"slices"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// newPlainProof returns a proof for the maker, nil if every row must be made: if the
// mapping does what a plainMapper can't, or no rows are written.
func newPlainProof(w *build, m *rowMaker) *plainProof {
	csv := w.source.csv
	if len(w.source.labels) > csvrow.MaxPlainCells || m.lookups.Years && m.bound.Copies() || m.holds || m.entries != nil || !w.excludesPlainly() {
		return nil
	}
	p := &plainProof{maker: m, own: m.labels.deciding(), excluded: w.excluded.In(w.v.Refs.Roster), form: &m.form, commas: csv.Sheet.Separator == sheet.Comma, watched: w.watched}
	if !m.bound.Copies() {
		if p.mapper = newPlainMapper(m.bound, m.lookups, csv.Sheet); p.mapper == nil {
			return nil
		}
		p.commas = true
	}
	fields := p.place()
	if slices.ContainsFunc(schema.AllColumns, func(c schema.Column) bool { return c.Required() && fields[c] == 0 }) ||
		slices.ContainsFunc(p.form.Absent, func(c schema.Column) bool { return fields[c] > 0 }) {
		return nil // and no record can be written
	}
	of := sheet.Header{Comma: ','}
	if !p.commas {
		of.Comma = csv.Sheet.Separator
	}
	p.check = check.NewFastCheck(w.v.Checker, &sheet.Template{Sheet: csv.Sheet, Header: of, Fields: fields})
	p.pieces = p.piecesOf(p.form.Columns)
	return p
}

// place finds out where in a row each column is, and returns it as in a
// sheet.Template.
func (p *plainProof) place() (fields [schema.NumColumns + 1]int) {
	for c := range p.at {
		p.at[c] = -1
		switch bound := &p.maker.bound.Columns[c]; {
		case bound.Rule == nil:
		case p.mapper != nil:
			p.at[c] = c - 1
		default:
			p.at[c] = bound.Fields[0]
		}
		fields[c] = p.at[c] + 1
	}
	return fields
}

// add adds the plain row that was read last to what was found in b, if it is proven
// good, or that it is left out. After the row the text must go on for check.Pad bytes.
func (p *plainProof) add(b *loop.Block[builtRows], text []byte, from *textMaker) bool {
	r, f := &p.row, &b.Found
	if from.Row.Control {
		return false
	}
	for _, field := range p.own {
		if from.Cells[field].Len() > 0 {
			return false // a person's answer, or a part of a row
		}
	}
	r.source = plainText{text, from.Cells, from.Row}
	r.leftOut = false
	if p.mapper == nil {
		r.plainText = r.source
	} else if r.cells = p.room[:]; !p.mapper.record(r) {
		return false
	}
	known := &check.NothingKnown
	if p.mapper != nil && p.mapper.lookups != nil {
		known = &p.mapper.asked.Known
	}
	row := builtRow{kind: builtLeftOut, line: int32(b.Lines), start: int32(b.Used)}
	if !r.leftOut {
		if !p.check.Pass(r.text, r.cells, &r.row, known) || p.excluded != nil && p.excluded[p.check.Student()] || !p.addKeyed(f, r) {
			return false
		}
		r.day = check.UnpackDay(p.check.Clean.Day)
		row.kind = builtGood
		f.clean = append(f.clean, p.check.Clean)
		p.check.AppendNames(&f.names, r.text, r.cells)
		if p.maker.repeats {
			p.key = p.check.AppendKey(p.key[:0], r.text, r.cells, &r.row)
			f.hashes = append(f.hashes, p.check.V.Hasher.Sum(p.key))
		}
		for _, i := range f.watching {
			f.values = append(f.values, r.source.cells[p.watched[i].Field])
		}
		f.out = p.write(f.out, r)
	}
	row.out = int32(len(f.out))
	f.rows = append(f.rows, row)
	return true
}

// piecesOf returns what is written of a row under these columns.
func (p *plainProof) piecesOf(columns []schema.Column) (pieces []plainPiece) {
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

// write appends the record of the row. That cells which stand side by side are
// written as one is faster by a fifth.
func (p *plainProof) write(buf []byte, r *plainRow) []byte {
	for i := range p.pieces {
		piece := &p.pieces[i]
		if i > 0 {
			buf = append(buf, sheet.Comma)
		}
		switch {
		case piece.date:
			buf = p.form.Dates.Append(buf, r.day)
		case piece.last < piece.first:
		case p.commas && r.bare(piece):
			buf = append(buf, r.text[r.cells[piece.first].Start:r.cells[piece.last].End]...)
		default:
			buf = p.appendCells(buf, r, piece)
		}
	}
	return append(buf, p.form.LineEnd...)
}

// appendCells appends the cells of the piece, one after the other.
func (p *plainProof) appendCells(buf []byte, r *plainRow, piece *plainPiece) []byte {
	for at := piece.first; at <= piece.last; at++ {
		if at > piece.first {
			buf = append(buf, sheet.Comma)
		}
		buf = csvrow.AppendRaw(buf, r.cell(at), sheet.Comma, p.commas && r.row.Quoted>>at&1 == 0)
	}
	return buf
}
