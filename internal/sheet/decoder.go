package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textenc"
)

// A Decoder makes the cells of a row out of its bytes. It belongs to one
// goroutine.
type Decoder struct {
	Windows1252 bool // every cell is Windows-1252
	strict      bool // a cell that is not UTF-8 is an error
	Shared      int  // bytes of text of which rows are pieces; 0: each has its own

	buf  []byte
	ends []int
	text *strings.Builder // of rows, where Shared
}

// TextOf returns the bytes as a string: of its own, or a piece of a shared one,
// which is the faster where many rows are kept for a while.
func (d *Decoder) TextOf(b []byte) string {
	if len(b) > d.Shared/8 {
		return string(b)
	}
	if d.text == nil || d.text.Cap()-d.text.Len() < len(b) {
		d.text = new(strings.Builder)
		d.text.Grow(d.Shared)
	}
	start := d.text.Len()
	d.text.Write(b)
	return d.text.String()[start:]
}

// PlainCell returns the text of a cell of a plain row of UTF-8: the one at that
// place, from 0, or none where that is negative.
func (d *Decoder) PlainCell(text []byte, cells []csvrow.Span, at int, row *csvrow.BlockRow) string {
	if at < 0 {
		return ""
	}
	cell := text[cells[at].Start:cells[at].End]
	if row.Doubled && row.Quoted>>at&1 != 0 && bytes.IndexByte(cell, '"') >= 0 {
		d.buf = csvrow.AppendUndoubled(d.buf[:0], cell)
		cell = d.buf
	}
	return d.TextOf(cell)
}

// Fresh returns a decoder for another goroutine.
func (d *Decoder) Fresh() Decoder {
	return Decoder{Windows1252: d.Windows1252, strict: d.strict}
}

// Decode makes row what raw holds, its position apart. All cells are pieces of
// one string, which other rows may share.
func (d *Decoder) Decode(raw *csvrow.Row, row *Row) {
	*row = Row{Position: row.Position, Cells: row.Cells[:0], Recoded: row.Recoded[:0], Bare: raw.Bare, Spaced: raw.Spaced, Large: len(raw.Text) > LargeRow}
	invalid, text := 0, ""
	whole := !d.Windows1252 && raw.Excess == 0 && (raw.ASCII || utf8.Valid(raw.Text))
	switch {
	case whole && !raw.Doubled:
		text = d.TextOf(raw.Text)
		for i := range raw.Len() {
			start, end, _ := raw.Place(i)
			row.Cells = append(row.Cells, text[start:end])
		}
	case whole && !row.Large:
		d.undouble(raw, row)
	default:
		invalid = d.decodeCells(raw, row)
	}
	row.Blank = raw.Status == csvrow.OK && !raw.Lost && blank(row.Cells)
	d.checkWhole(raw, row, text, invalid)
}

// undouble decodes cells of UTF-8 of which some have doubled quotes.
func (d *Decoder) undouble(raw *csvrow.Row, row *Row) {
	d.buf, d.ends = d.buf[:0], d.ends[:0]
	for i := range raw.Len() {
		d.buf = append(d.buf, raw.Cell(i)...)
		d.ends = append(d.ends, len(d.buf))
	}
	row.cut(d.TextOf(d.buf), d.ends)
}

// decodeCells decodes cell after cell. It returns the first one, from 1, that is
// not UTF-8 though it must be, or 0.
func (d *Decoder) decodeCells(raw *csvrow.Row, row *Row) (invalid int) {
	size := 0
	for i := range raw.Len() {
		start, end, _ := raw.Place(i)
		cell := raw.Text[start:end]
		size += len(cell)
		switch {
		case !d.Windows1252 && utf8.Valid(cell):
			continue
		case !d.strict || d.Windows1252:
			size += textenc.LenWindows1252(cell) - len(cell)
			row.Recoded = append(row.Recoded, i+1)
		case invalid == 0:
			invalid = i + 1
		}
	}
	var b strings.Builder // its size is known: a row may be a large one, and one copy is enough
	b.Grow(size)
	d.ends = d.ends[:0]
	recoded := row.Recoded
	for i := range raw.Len() {
		start, end, doubled := raw.Place(i)
		recode := len(recoded) > 0 && recoded[0] == i+1
		if recode {
			recoded = recoded[1:]
		}
		d.write(&b, raw.Text[start:end], doubled, recode)
		d.ends = append(d.ends, b.Len())
	}
	row.cut(b.String(), d.ends)
	if d.Windows1252 {
		row.Recoded = row.Recoded[:0] // as asked for: nothing to tell
	}
	return invalid
}

// write appends a cell to b: with one quote for every two where they are
// doubled, and recoded from Windows-1252.
func (d *Decoder) write(b *strings.Builder, cell []byte, doubled, recode bool) {
	const longest = 32 << 10
	for len(cell) > 0 {
		n, second := min(len(cell), longest), 0
		if at := bytes.IndexByte(cell[:n], '"'); doubled && at >= 0 {
			n, second = at+1, 1
		}
		piece := cell[:n]
		if recode {
			d.buf = textenc.DecodeWindows1252(d.buf[:0], piece)
			piece = d.buf
		}
		b.Write(piece)
		cell = cell[n+second:]
	}
}

// checkWhole makes row a bad one where it could not be read whole; text is the whole of
// it where that is known, and invalid the field that is not UTF-8 though it must
// be.
func (d *Decoder) checkWhole(raw *csvrow.Row, row *Row, text string, invalid int) {
	switch raw.Status {
	case csvrow.BehindQuote:
		row.fail(schema.CodeQuote, raw.BadField, errors.New("there is text after a closing quotation mark"+doQuotes))
	case csvrow.OpenQuote:
		row.fail(schema.CodeQuote, raw.BadField, errors.New("a quotation mark is never closed"+doClose))
	case csvrow.TooLong:
		row.fail(schema.CodeRowSize, raw.BadField, errors.New("the row is far too long; "+
			"almost always a quotation mark is missing at the end of a cell"))
	default:
		if raw.Lost {
			row.fail(schema.CodeFieldCount, 0, fmt.Errorf("the row has %s cells, more than the %s columns that a spreadsheet has; "+
				"line ends may be missing, or the file is not a CSV", phrase.Thousands(int64(raw.Len()+raw.Excess)), phrase.Thousands(int64(raw.Len()))))
			break
		}
		if invalid == 0 {
			return
		}
		row.fail(schema.CodeEncoding, invalid, errors.New("the cell has damaged letters; "+
			"save the file as \"CSV UTF-8\""))
	}
	switch {
	case text != "":
		row.text = text
	case !d.strict && !utf8.Valid(raw.Text):
		row.text = string(textenc.DecodeWindows1252(nil, raw.Text))
	default:
		row.text = string(raw.Text)
	}
}
