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
// mapping makes of it, as mapping.Bound.Fill and mapping.Lookups.Fill make a Record:
// from cells unchanged or put together, from constants, the names of codes, days, and
// the answers of look-ups. A row of which there is more to say, such as a code without
// a name, it leaves alone.
type plainMapper struct {
	bound       *mapping.Bound
	windows1252 bool
	quotedOnly  bool   // the export's cells hold commas only where they stand in quotes
	beyond      bool   // not all texts of the mapping are ASCII
	reads       bool   // the day is to be read, and not only copied
	buf         []byte // the row that was made last

	// lookups is nil if nothing is to be asked of a roster.
	lookups *mapping.FastLookups
	looked  schema.ColumnSet
	asked   mapping.PlainRecord
	ahead   *mapping.Ahead // nil: there is nothing to look at before it is needed
	texts   []byte         // of asked, where they are no cells
}

// newPlainMapper returns the plainMapper of a mapping, or nil where rows may make
// several records, parts of cells are taken, or the mapping's texts are no plain ones.
func newPlainMapper(bound *mapping.Bound, lookups *mapping.Lookups, s *sheet.Sheet) *plainMapper {
	if bound.Each != nil || !bound.Columns[schema.ColDate].ReadsDay() {
		return nil
	}
	m := &plainMapper{bound: bound, windows1252: s.Decoder.Windows1252, quotedOnly: s.Separator == sheet.Comma}
	if len(bound.Looked) > 0 || lookups.Years {
		m.lookups = mapping.NewFastLookups(lookups, bound)
		m.looked = schema.SetOf(bound.Looked...)
		m.ahead = m.lookups.Ahead()
	}
	m.reads = m.lookups != nil || bound.Dates != nil || bound.Columns[schema.ColDate].Rule.Dates != nil
	for c := range bound.Columns {
		if rule := bound.Columns[c].Rule; rule != nil && rule.Extract != nil {
			return nil
		}
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
	if m.reads && !m.readDay(from) {
		return false
	}
	if rule := m.bound.Dates; rule != nil && !rule.HoldDay(m.asked.Day) {
		r.leftOut = true
		return true
	}
	if m.lookups != nil && !m.lookUp(from) || !m.appendRow(r) {
		return false
	}
	m.buf = append(m.buf, make([]byte, check.Pad)...)
	r.text = m.buf
	return true
}

// readDay reads the day of r.source. It reports false if that is no plain one.
func (m *plainMapper) readDay(from *plainText) (ok bool) {
	m.texts = m.texts[:0]
	date := &m.bound.Columns[schema.ColDate]
	text, ok := m.plainText(from, date)
	if !ok {
		return false
	}
	if date.Rule.Dates != nil {
		m.asked.Day, _, ok = date.Rule.DateOf(string(text))
		ok = ok && !check.RunTogether(text) // the careful way counts no names of such a row
	} else {
		m.asked.Day, ok = sheet.PlainDate(text)
	}
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
	if m.beyond || m.asked.Beyond || from.row.Beyond.Len() > 0 { // where is not worth a thought
		r.row.Beyond = csvrow.Span{Start: uint32(r.row.Start), End: uint32(r.row.End)}
	}
	return true
}

// counts reports whether the tests let the row count, as mapping.Bound.Counts does.
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
	if m.looked.Has(c) {
		return m.appendAnswer(from, c), true
	}
	if rule.Dates != nil {
		m.buf = m.asked.Day.AppendISO(m.buf)
		return true, true
	}
	start := len(m.buf)
	m.buf, bare = m.appendText(m.buf, from, bound)
	text := m.buf[start:]
	switch {
	case (rule.Values != nil || rule.Fallback != nil) && from.row.Doubled && bytes.IndexByte(text, '"') >= 0:
		return false, false // it is to be read with single ones
	case rule.Values != nil:
		name, found := rule.Entry(c, string(text))
		if !found && rule.KeepOthers {
			break
		}
		odd := c.Required() && check.RunTogether(text) // as above
		m.buf = append(m.buf[:start], name...)
		return strings.IndexByte(name, sheet.Comma) < 0, found && !odd
	}
	return bare, rule.Fallback == nil || !bound.SaysNothing(c, string(text))
}

// appendAnswer appends what was looked up for column c.
func (m *plainMapper) appendAnswer(from *plainText, c schema.Column) (bare bool) {
	if m.asked.Stays.Has(c) {
		m.buf = append(m.buf, m.asked.Texts[c]...)
		return m.unquoted(from, &m.bound.Columns[c])
	}
	answer := m.asked.Answers[c]
	m.buf = append(m.buf, answer...)
	return strings.IndexByte(answer, sheet.Comma) < 0
}

// appendText appends the text of the column's source, as mapping.BoundColumn.text makes
// it, quotes inside doubled.
func (m *plainMapper) appendText(dst []byte, from *plainText, bound *mapping.BoundColumn) (text []byte, bare bool) {
	start := len(dst)
	if len(bound.Fields) == 1 {
		dst = append(dst, from.cell(bound.Fields[0])...)
	} else {
		dst = appendJoined(dst, from, bound)
	}
	if bound.Rule.Trim {
		dst = append(dst[:start], bytes.TrimSpace(dst[start:])...)
	}
	if n := bound.Rule.Pad - len(dst[start:]); n > 0 && celltext.IsDigits(string(dst[start:])) {
		dst = slices.Insert(dst, start, bytes.Repeat([]byte{'0'}, n)...)
	}
	return dst, m.unquoted(from, bound)
}

// unquoted reports whether the text of the column's source needs no quotes: the cells
// that it is put together from have none.
func (m *plainMapper) unquoted(from *plainText, bound *mapping.BoundColumn) bool {
	if !m.quotedOnly || len(bound.Fields) > 1 && strings.IndexByte(bound.Rule.Sep, sheet.Comma) >= 0 {
		return false
	}
	for _, field := range bound.Fields {
		if from.row.Quoted>>field&1 != 0 {
			return false
		}
	}
	return true
}

// appendJoined appends the cells of several fields.
func appendJoined(dst []byte, from *plainText, bound *mapping.BoundColumn) []byte {
	start := len(dst)
	for _, field := range bound.Fields {
		part := from.cell(field)
		if celltext.IsBlankText(part) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, bound.Rule.Sep...)
		}
		dst = append(dst, part...)
	}
	return dst
}

// lookUp asks for what is to be looked up of r.source. It reports false where that
// can't be settled here.
func (m *plainMapper) lookUp(from *plainText) bool {
	m.texts = m.texts[:0]
	for c := schema.ColStudentEmail; c <= schema.ColClassName; c++ {
		if bound := &m.bound.Columns[c]; c != schema.ColRecognition && bound.Rule != nil {
			text, ok := m.askedText(from, c)
			if !ok {
				return false
			}
			m.asked.Texts[c] = text
		}
	}
	if field := m.lookups.PeriodField(); field >= 0 {
		if from.doubled(field) {
			return false
		}
		m.asked.Period = from.cell(field)
	}
	return m.lookups.Settle(&m.asked)
}

// askedText returns the text of column c as a look-up is asked for it: what is to be
// looked up, or what the record holds.
func (m *plainMapper) askedText(from *plainText, c schema.Column) (text []byte, ok bool) {
	bound := &m.bound.Columns[c]
	switch rule := bound.Rule; {
	case rule.Constant != nil:
		start := len(m.texts)
		m.texts = append(m.texts, *rule.Constant...)
		return m.texts[start:], true
	case len(bound.Fields) == 0:
		return nil, true
	case m.looked.Has(c) || rule.Values == nil:
		return m.plainText(from, bound)
	default:
		text, ok = m.plainText(from, bound)
		name, found := rule.Entry(c, string(text))
		switch {
		case !found:
			return text, ok && rule.KeepOthers
		case !ok:
			return nil, false
		}
		start := len(m.texts)
		m.texts = append(m.texts, name...)
		return m.texts[start:], true
	}
}

// plainText returns the text of the column's source. It reports false if there are
// quotes inside.
func (m *plainMapper) plainText(from *plainText, bound *mapping.BoundColumn) (text []byte, ok bool) {
	if len(bound.Fields) == 1 && !bound.Rule.Trim && bound.Rule.Pad == 0 {
		return from.cell(bound.Fields[0]), !from.doubled(bound.Fields[0])
	}
	start := len(m.texts)
	m.texts, _ = m.appendText(m.texts, from, bound)
	text = m.texts[start:]
	return text, !from.row.Doubled || bytes.IndexByte(text, '"') < 0
}
