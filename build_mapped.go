package otustemplate

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/csvrow"
)

// A plainMapper makes of a plain row of an export the row of the template that the
// mapping makes of it, as boundMapping.fill makes a Record: from cells as they
// stand or put together, from constants, the names of codes, and days. It says
// nothing of a row of which there is more to say: a code without a name, a default.
//
// A build with the mapping of BenchmarkBuild takes half the time with it.
type plainMapper struct {
	bound       *boundMapping
	windows1252 bool
	commas      bool   // the export's cells hold commas only where they stand in quotes
	beyond      bool   // not all texts of the mapping are ASCII
	buf         []byte // rows that were made, since the last look
}

// newPlainMapper returns the plainMapper of a mapping, or nil where rows may make
// several records, something is looked up, or the mapping's texts are no plain
// ones.
func newPlainMapper(bound *boundMapping, s *sheet) *plainMapper {
	m := &plainMapper{bound: bound, windows1252: s.decoder.windows1252, commas: s.separator == comma}
	if bound.each != nil || len(bound.looked) > 0 {
		return nil
	}
	for c := range bound.columns {
		rule := bound.columns[c].rule
		if rule == nil {
			continue
		}
		if Column(c) == ColDate && (len(bound.columns[c].fields) != 1 || rule.pad > 0 || rule.values != nil || rule.fallback != nil) {
			return nil
		}
		texts := []string{rule.sep}
		if rule.constant != nil {
			texts = append(texts, *rule.constant)
		}
		for _, name := range rule.names {
			texts = append(texts, name)
		}
		for _, text := range texts {
			if strings.ContainsFunc(text, func(r rune) bool { return r == '"' || isControl(r) }) {
				return nil
			}
			m.beyond = m.beyond || !isPrintableASCII(text)
		}
	}
	return m
}

// record makes the template's row of r.source. It reports false where it can't.
func (m *plainMapper) record(r *plainRow) (ok bool) {
	from := &r.source
	r.leftOut = false
	if from.row.Beyond && (m.windows1252 || !utf8.Valid(from.text[from.row.Start:from.row.End])) {
		return false
	}
	if !m.counts(from) {
		r.leftOut = true
		return from.filled()
	}
	start := len(m.buf)
	defer func() {
		if !ok || r.leftOut {
			m.buf = m.buf[:start]
		}
	}()
	r.row = csvrow.BlockRow{Start: start, Doubled: from.row.Doubled, Beyond: from.row.Beyond || m.beyond}
	for _, c := range allColumns {
		if c > ColStudentEmail {
			m.buf = append(m.buf, comma)
		}
		at := len(m.buf)
		if m.bound.columns[c].rule != nil {
			bare, ok := m.appendCell(from, c)
			if !ok {
				return false
			}
			if !bare {
				r.row.Quoted |= 1 << (c - 1)
			}
		}
		r.cells[c-1] = csvrow.Span{Start: uint32(at), End: uint32(len(m.buf))}
	}
	r.row.End = len(m.buf)
	if rules := m.bound.dates; rules != nil {
		date := r.cells[ColDate-1]
		day, ok := plainDate(m.buf[date.Start:date.End])
		if r.leftOut = !rules.holdDay(day); !ok || r.leftOut {
			return ok
		}
	}
	m.buf = append(m.buf, make([]byte, blockPad)...)
	r.text = m.buf
	return true
}

// counts reports whether the tests let the row count, as boundMapping.counts does.
func (m *plainMapper) counts(from *plainText) bool {
	for i := range m.bound.not {
		if t := &m.bound.not[i]; t.holdsText(from.cell(t.field)) {
			return false
		}
	}
	for i := range m.bound.where {
		if t := &m.bound.where[i]; !t.holdsText(from.cell(t.field)) {
			return false
		}
	}
	return true
}

// appendCell appends the cell of column c. bare says that it holds no comma.
func (m *plainMapper) appendCell(from *plainText, c Column) (bare, ok bool) {
	bound := &m.bound.columns[c]
	if bound.rule.constant != nil {
		m.buf = append(m.buf, *bound.rule.constant...)
		return false, true
	}
	start := len(m.buf)
	bare = m.appendText(from, bound)
	text := m.buf[start:]
	switch {
	case c == ColDate && bound.rule.dates != nil:
		day, _, settled := bound.rule.dateOf(string(text))
		if !settled || isBlank(string(text)) {
			return false, false
		}
		m.buf = day.appendISO(m.buf[:start])
		return true, true
	case bound.rule.values != nil:
		name, found := bound.rule.entry(c, string(text))
		if !found || from.row.Doubled && bytes.IndexByte(text, '"') >= 0 {
			return false, false
		}
		m.buf = append(m.buf[:start], name...)
		return false, true
	}
	return bare, bound.rule.fallback == nil || !isBlank(string(text))
}

// appendText appends the text of the column's source, as boundColumn.text makes
// it, quotes being doubled.
func (m *plainMapper) appendText(from *plainText, bound *boundColumn) (bare bool) {
	start := len(m.buf)
	bare = m.commas && len(bound.fields) == 1 && from.row.Quoted>>bound.fields[0]&1 == 0
	for _, field := range bound.fields {
		part := from.cell(field)
		if len(bound.fields) > 1 && len(bytes.TrimSpace(part)) == 0 {
			continue
		}
		if len(m.buf) > start {
			m.buf = append(m.buf, bound.rule.sep...)
		}
		m.buf = append(m.buf, part...)
	}
	if bound.rule.trim {
		m.buf = append(m.buf[:start], bytes.TrimSpace(m.buf[start:])...)
	}
	if n := bound.rule.pad - (len(m.buf) - start); n > 0 && isDigits(string(m.buf[start:])) {
		m.buf = append(m.buf, make([]byte, n)...)
		copy(m.buf[start+n:], m.buf[start:])
		for i := range n {
			m.buf[start+i] = '0'
		}
	}
	return bare
}
