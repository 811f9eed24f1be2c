package job

import (
	"bytes"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A plainMapper makes of a plain row of an export the row of the template that the
// mapping makes of it, as mapping.Bound.fill makes a Record: from cells as they
// stand or put together, from constants, the names of codes, and days. A row of
// which there is more to say, such as a code without a name, it leaves alone.
type plainMapper struct {
	bound       *mapping.Bound
	windows1252 bool
	quotedOnly  bool   // the export's cells hold commas only where they stand in quotes
	beyond      bool   // not all texts of the mapping are ASCII
	buf         []byte // the row that was made last
}

// newPlainMapper returns the plainMapper of a mapping, or nil where rows may make
// several records, something is looked up, or the mapping's texts are no plain
// ones.
func newPlainMapper(bound *mapping.Bound, s *sheet.Sheet) *plainMapper {
	if bound.Each != nil || len(bound.Looked) > 0 || !bound.Columns[schema.ColDate].ReadsDay() {
		return nil
	}
	m := &plainMapper{bound: bound, windows1252: s.Decoder.Windows1252, quotedOnly: s.Separator == sheet.Comma}
	for c := range bound.Columns {
		for _, text := range bound.Columns[c].Rule.Texts() {
			if strings.ContainsFunc(text, func(r rune) bool { return r == '"' || celltext.IsControl(r) }) {
				return nil
			}
			m.beyond = m.beyond || !celltext.IsPrintableASCII(text)
		}
	}
	return m
}

// record makes the template's row of r.source, or finds out that it is left out.
// It reports false where it can't.
func (m *plainMapper) record(r *plainRow) (ok bool) {
	from := &r.source
	m.buf = m.buf[:0]
	if !from.valid(m.windows1252) || !from.filled() {
		return false
	}
	counts, ok := m.counts(from)
	if r.leftOut = !counts; !counts {
		return ok
	}
	if ok := m.appendRow(r) && m.onDay(r); !ok || r.leftOut {
		return ok
	}
	m.buf = append(m.buf, make([]byte, check.Pad)...)
	r.text = m.buf
	return true
}

// onDay finds out whether the day of the row that was appended last lets it count.
func (m *plainMapper) onDay(r *plainRow) (ok bool) {
	if m.bound.Dates == nil {
		return true
	}
	date := r.cells[schema.ColDate-1]
	day, ok := sheet.PlainDate(m.buf[date.Start:date.End])
	r.leftOut = ok && !m.bound.Dates.HoldDay(day)
	return ok
}

// appendRow appends the template's row of r.source.
func (m *plainMapper) appendRow(r *plainRow) (ok bool) {
	from := &r.source
	r.row = csvrow.BlockRow{Start: len(m.buf), Doubled: from.row.Doubled}
	for _, c := range schema.AllColumns {
		if c > schema.ColStudentEmail {
			m.buf = append(m.buf, sheet.Comma)
		}
		start := len(m.buf)
		if m.bound.Columns[c].Rule != nil {
			bare, ok := m.appendCell(from, c)
			if !ok {
				return false
			}
			if !bare {
				r.row.Quoted |= 1 << (c - 1)
			}
		}
		r.cells[c-1] = csvrow.Span{Start: uint32(start), End: uint32(len(m.buf))}
	}
	r.row.End = len(m.buf)
	if m.beyond || from.row.Beyond.Len() > 0 { // where is not worth a thought
		r.row.Beyond = csvrow.Span{Start: uint32(r.row.Start), End: uint32(r.row.End)}
	}
	return true
}

// counts reports whether the tests let the row count, as mapping.Bound.counts does.
// Not ok: that can't be said, as quotes inside a cell are doubled.
func (m *plainMapper) counts(from *plainText) (counts, ok bool) {
	for i := range m.bound.Not {
		t := &m.bound.Not[i]
		if from.doubled(t.Field) {
			return false, false
		}
		if t.HoldsText(from.cell(t.Field)) {
			return false, true
		}
	}
	for i := range m.bound.Where {
		t := &m.bound.Where[i]
		if from.doubled(t.Field) {
			return false, false
		}
		if !t.HoldsText(from.cell(t.Field)) {
			return false, true
		}
	}
	return true, true
}

// appendCell appends the cell of column c, quotes inside doubled. bare says that
// there are none, nor commas.
func (m *plainMapper) appendCell(from *plainText, c schema.Column) (bare, ok bool) {
	bound := &m.bound.Columns[c]
	rule := bound.Rule
	if rule.Constant != nil {
		m.buf = append(m.buf, *rule.Constant...)
		return false, true
	}
	start := len(m.buf)
	bare = m.appendText(from, bound)
	text := m.buf[start:]
	switch {
	case (rule.Dates != nil || rule.Values != nil || rule.Fallback != nil) && from.row.Doubled && bytes.IndexByte(text, '"') >= 0:
		return false, false // it is to be read with single ones
	case rule.Dates != nil:
		day, _, settled := rule.DateOf(string(text))
		m.buf = day.AppendISO(m.buf[:start])
		return true, settled
	case rule.Values != nil:
		name, found := rule.Entry(c, string(text))
		m.buf = append(m.buf[:start], name...)
		return false, found
	}
	return bare, rule.Fallback == nil || !bound.SaysNothing(c, string(text))
}

// appendText appends the text of the column's source, as mapping.BoundColumn.text makes
// it, quotes inside doubled.
func (m *plainMapper) appendText(from *plainText, bound *mapping.BoundColumn) (bare bool) {
	start := len(m.buf)
	if len(bound.Fields) == 1 {
		field := bound.Fields[0]
		m.buf = append(m.buf, from.cell(field)...)
		bare = m.quotedOnly && from.row.Quoted>>field&1 == 0
	} else {
		m.appendJoined(from, bound)
	}
	if bound.Rule.Trim {
		m.buf = append(m.buf[:start], bytes.TrimSpace(m.buf[start:])...)
	}
	if n := bound.Rule.Pad - len(m.buf[start:]); n > 0 && celltext.IsDigits(string(m.buf[start:])) {
		m.buf = slices.Insert(m.buf, start, bytes.Repeat([]byte{'0'}, n)...)
	}
	return bare
}

// appendJoined appends the cells of several fields.
func (m *plainMapper) appendJoined(from *plainText, bound *mapping.BoundColumn) {
	start := len(m.buf)
	for _, field := range bound.Fields {
		part := from.cell(field)
		if celltext.IsBlankText(part) {
			continue
		}
		if len(m.buf) > start {
			m.buf = append(m.buf, bound.Rule.Sep...)
		}
		m.buf = append(m.buf, part...)
	}
}
