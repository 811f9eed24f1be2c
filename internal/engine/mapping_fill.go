package engine

import (
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// A sourceItem is that of a row of which one record is made: one of each.
type sourceItem struct {
	text      string
	field     int // it comes from, from 0
	piece, of int // of a cell that is split: which piece, from 1, of how many, empty ones counted too
}

// maxItems is how many records a row may make. More are no list that somebody
// keeps, and take more memory and time than the rest of the export.
const maxItems = 1000

// items returns what of the row records are made of, appended to items: one at
// least, and of more than maxItems one more than those. Without "each" it is one
// that nothing refers to.
func (b *boundMapping) items(items []sourceItem, row *exportRow) []sourceItem {
	if b.each == nil {
		return append(items, sourceItem{})
	}
	start := len(items)
	for _, field := range b.each {
		of, piece := 1, 0
		if b.split != "" {
			of += strings.Count(row.cells[field], b.split)
		}
		for rest, more := row.cells[field], true; more; {
			part := rest
			if more = false; b.split != "" {
				part, rest, more = strings.Cut(rest, b.split)
				part = strings.TrimSpace(part)
			}
			if piece++; !celltext.IsBlank(part) {
				items = append(items, sourceItem{part, field, piece, of})
			}
			if len(items)-start > maxItems {
				return items
			}
		}
	}
	if len(items) == start {
		items = append(items, sourceItem{field: b.each[0]})
	}
	return items
}

// partName names an item among those of its row, so that it is found again when
// somebody has worked on the row: by the label of its column, or as "2 of 3"
// pieces of the cell that is split. Emptying other pieces so changes no name.
func (b *boundMapping) partName(item sourceItem, labels []string) string {
	if b.split == "" {
		return labels[item.field]
	}
	return fmt.Sprintf("%d of %d", item.piece, item.of)
}

// partAt returns which of the items that name is of, or -1 where none is sure to
// be: a cell with fewer or more pieces than it had does not say which are new.
func (b *boundMapping) partAt(items []sourceItem, labels []string, name string) int {
	if b.each == nil || celltext.IsBlank(items[0].text) {
		return -1 // there is nothing but a whole row
	}
	found, key := -1, fold.Key(name)
	for i, item := range items {
		switch own := b.partName(item, labels); {
		case own == name:
			return i
		case fold.Key(own) != key:
		case found >= 0:
			return -1 // two labels that differ in case alone
		default:
			found = i
		}
	}
	return found
}

// counts reports whether the tests let the row count. Its date is looked at by
// onDay.
func (b *boundMapping) counts(row *exportRow) bool {
	holds := func(t boundTest) bool { return t.holds(row.cells[t.field]) }
	return !slices.ContainsFunc(b.not, holds) &&
		!slices.ContainsFunc(b.where, func(t boundTest) bool { return !holds(t) })
}

// onDay reports whether the day of a record made of a row lets the row count.
func (b *boundMapping) onDay(m *mappedRecord) bool {
	if b.dates == nil {
		return true
	}
	day := m.day()
	return day.IsZero() || b.dates.holdDay(day)
}

// holdDay reports whether the day lets a row count.
func (r *rowRules) holdDay(day dates.Date) bool {
	return (r.first.IsZero() || r.first.Compare(day) <= 0) && (r.last.IsZero() || day.Compare(r.last) <= 0)
}

// A mappedRecord is a record as the mapping makes it, before any check.
type mappedRecord struct {
	rec    schema.Record
	fields [schema.NumColumns + 1]int    // the export's field of each cell, from 1; 0: none
	source [schema.NumColumns + 1]string // the text that each cell was made of, before values
	issues []check.Issue                 // what the mapping has to say; without row, line and severity
	told   [schema.NumColumns + 1]bool   // the cells of which it says that they can't be made
	// waits are, of a look-up that failed, the columns whose errors explain it.
	waits [schema.NumColumns + 1]schema.ColumnSet
}

// day returns the day of the record, be it that blanks stand around it or a
// time behind it, and the zero Date where it is in doubt.
func (m *mappedRecord) day() dates.Date {
	if m.told[schema.ColDate] || !m.rec.Date.IsZero() {
		return m.rec.Date
	}
	if read := dates.ReadTidied(m.rec.DateText); !read.Has(^dates.Clock) {
		return read.Date()
	}
	return dates.Date{}
}

// fill makes a record of one item of a row, apart from what is to be looked up.
// The slices of m are used again.
func (b *boundMapping) fill(m *mappedRecord, row *exportRow, item sourceItem) {
	*m = mappedRecord{issues: m.issues[:0]}
	for _, p := range b.plain {
		text := row.cells[p.field]
		m.fields[p.column], m.source[p.column] = p.field+1, text
		*m.rec.Field(p.column) = text
	}
	for _, c := range b.others {
		b.columns[c].fill(m, c, row, item)
	}
}

// fill makes the cell of column c.
func (b *boundColumn) fill(m *mappedRecord, c schema.Column, row *exportRow, item sourceItem) {
	if b.rule.constant != nil {
		m.rec.SetCell(c, *b.rule.constant)
		return
	}
	if len(b.fields) == 0 {
		return // the look-up fills it in
	}
	m.fields[c] = b.fields[0] + 1
	if b.fields[0] == eachField {
		m.fields[c] = item.field + 1
	} else if day := row.day(b.fields[0]); c == schema.ColDate && !day.IsZero() && len(b.fields) == 1 {
		m.rec.Date = day // a time of the database: nothing is to be read
		return
	}
	text := b.text(row, item)
	m.source[c] = text
	if b.rule.lookup != nil {
		m.rec.SetCell(c, text)
		return
	}
	text, ok := b.name(m, c, text)
	switch {
	case !ok:
		m.rec.SetCell(c, text)
	case c == schema.ColDate:
		b.rule.setDate(m, text)
	default:
		m.rec.SetCell(c, text)
	}
}

// text returns the text of the column's source.
func (b *boundColumn) text(row *exportRow, item sourceItem) string {
	text := b.cell(0, row, item)
	if len(b.fields) > 1 {
		var few [4]string
		parts := few[:0]
		for i := range b.fields {
			if part := b.cell(i, row, item); !celltext.IsBlank(part) {
				parts = append(parts, part)
			}
		}
		text = strings.Join(parts, b.rule.sep)
	}
	if b.rule.trim {
		text = strings.TrimSpace(text)
	}
	if n := b.rule.pad - len(text); n > 0 && celltext.IsDigits(text) {
		text = strings.Repeat("0", n) + text
	}
	return text
}

// cell returns the text of the i-th field.
func (b *boundColumn) cell(i int, row *exportRow, item sourceItem) string {
	return textOf(b.fields[i], row, item)
}

// textOf returns the text of a field.
func textOf(field int, row *exportRow, item sourceItem) string {
	if field == eachField {
		return item.text
	}
	return row.cells[field]
}

// entry returns the name that "values" give the code text.
func (r *columnRule) entry(c schema.Column, text string) (name string, ok bool) {
	name, ok = r.names[text]
	// An entry that WriteMissing has made and nobody has filled in yet is none.
	return name, ok && (name != "" || !c.Named())
}

// name returns the name that the code text stands for. Not ok: it has none,
// and that is told.
func (b *boundColumn) name(m *mappedRecord, c schema.Column, text string) (name string, ok bool) {
	r := b.rule
	name, found := text, r.values == nil
	if r.values != nil {
		name, found = r.entry(c, text)
	}
	switch {
	case r.values != nil && found:
		return name, true
	case r.fallback != nil && b.saysNothing(c, text):
		m.tell(check.Issue{Code: schema.CodeDefaulted, Column: c, Value: text, Message: defaultedMessage(c, text, *r.fallback)})
		return *r.fallback, true
	case found || celltext.IsBlank(text):
		return text, true // it is for the checks to say whether it may be empty
	}
	m.told[c] = true
	m.tell(check.Issue{Code: schema.CodeValueUnmapped, Column: c, Value: text, Message: unmappedMessage(c, text)})
	return text, false
}

// saysNothing reports whether the cell of a column that may have a default is
// empty, or has N/A and the like where a teacher or a class belongs. What is in
// the set of these is one. A note is whatever text it is.
func (b *boundColumn) saysNothing(c schema.Column, text string) bool {
	if c != schema.ColTeacherEmail && c != schema.ColClassName {
		return showsNothing(text)
	}
	clean, _ := celltext.Clean(c.Kind(), text)
	if clean == "" || !celltext.IsPlaceholder(clean) {
		return clean == ""
	}
	match := b.exist.Match(clean)
	return b.exist == nil || match.Name == "" && match.Others == nil
}

// showsNothing reports whether nothing of a text can be seen.
func showsNothing(text string) bool { return strings.TrimFunc(text, celltext.Unseen) == "" }

// setDate reads the text of the Date column.
func (r *columnRule) setDate(m *mappedRecord, text string) {
	if r.dates == nil || celltext.IsBlank(text) {
		m.rec.SetCell(schema.ColDate, text)
		if r.zone != nil && m.rec.DateText != "" {
			if day, ok := dates.Moved(dates.TidyLayout(text), r.zone); ok {
				m.rec.Date, m.rec.DateText = day, ""
			}
		}
		return
	}
	day, matched, settled := r.dateOf(text)
	if settled {
		m.rec.Date = day
		return
	}
	is := check.Issue{Code: schema.CodeDateInvalid, Column: schema.ColDate, Value: text, Message: layoutMessage(text)}
	if matched {
		is.Code, is.Message = schema.CodeDateAmbiguous, zonedMessage(text, r.zone != nil)
		is.Fixes = []check.Fix{{Column: schema.ColDate, Old: text, New: day.String()}}
	}
	m.rec.DateText = text
	m.told[schema.ColDate] = true
	m.tell(is)
}

// dateOf returns the day of a text in one of the export's layouts, or written
// as YYYY-MM-DD: that is what whoever mends a date is asked for. matched but
// not settled is a time with a zone, where there is none to move it to.
func (r *columnRule) dateOf(text string) (day dates.Date, matched, settled bool) {
	for i := range r.dates {
		if reading, ok := r.dates[i].Match(text); ok {
			day, ok := reading.DayIn(r.zone)
			return day, true, ok
		}
	}
	day, ok := dates.ParseISO(strings.TrimSpace(text))
	return day, ok, ok
}

// tell adds an issue of a cell, without a severity: that is the Validator's.
func (m *mappedRecord) tell(is check.Issue) {
	is.Field = m.fields[is.Column]
	m.issues = append(m.issues, is)
}

func unmappedMessage(c schema.Column, code string) string {
	what := "this code of the export"
	if c.Named() {
		what = fmt.Sprintf("the code %s of the export", phrase.QuoteCell(code))
	}
	return fmt.Sprintf("%s has no entry in the mapping: tell the engineer which %s it stands for", what, c)
}

func defaultedMessage(c schema.Column, text, fallback string) string {
	name, why := "a default", "the cell is empty in the export"
	if c.Named() {
		name = phrase.QuoteCell(fallback)
	}
	if !showsNothing(text) {
		why = fmt.Sprintf("the export has %s, which says nothing", phrase.QuoteCell(text)) // of a teacher or a class
	}
	return fmt.Sprintf("%s, so %s was put: check that it is right", why, name)
}

func zonedMessage(text string, zoneGiven bool) string {
	if zoneGiven {
		return fmt.Sprintf("%s names a time zone that the school's does not go by at that time, so the day at school may be another one: "+
			"write the day as YYYY-MM-DD", phrase.QuoteCell(text))
	}
	return fmt.Sprintf("%s is a time in another zone, so the day at school may be another one: "+
		"write the day as YYYY-MM-DD, or have the school's zone put into the mapping", phrase.QuoteCell(text))
}

func layoutMessage(text string) string {
	return fmt.Sprintf("%s is a date in none of the forms that the mapping gives: write it as YYYY-MM-DD, or have its form put into the mapping",
		phrase.QuoteCell(text))
}
