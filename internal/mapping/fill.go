package mapping

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

// A SourceItem is that of a row of which one record is made: one of each.
type SourceItem struct {
	text      string
	Field     int // it comes from, from 0
	piece, of int // of a cell that is split: which piece, from 1, of how many, empty ones counted too
}

// MaxItems is how many records a row may make. More are no list that somebody
// keeps, and take more memory and time than the rest of the export.
const MaxItems = 1000

// Items returns what of the row records are made of, appended to items: one at
// least, and of more than MaxItems one more than those. Without "each" it is one
// that nothing refers to.
func (b *Bound) Items(items []SourceItem, row *ExportRow) []SourceItem {
	if b.Each == nil {
		return append(items, SourceItem{})
	}
	start := len(items)
	for _, field := range b.Each {
		of, piece := 1, 0
		if b.split != "" {
			of += strings.Count(row.Cells[field], b.split)
		}
		for rest, more := row.Cells[field], true; more; {
			part := rest
			if more = false; b.split != "" {
				part, rest, more = strings.Cut(rest, b.split)
				part = strings.TrimSpace(part)
			}
			if piece++; !celltext.IsBlank(part) {
				items = append(items, SourceItem{part, field, piece, of})
			}
			if len(items)-start > MaxItems {
				return items
			}
		}
	}
	b.listed = len(items)-start > 1
	if len(items) == start {
		items = append(items, SourceItem{Field: b.Each[0]})
	}
	return items
}

// PartName names an item among those of its row, so that it is found again when
// somebody has worked on the row: by the label of its column, or as "2 of 3"
// pieces of the cell that is split. Emptying other pieces so changes no name.
func (b *Bound) PartName(item SourceItem, labels []string) string {
	if b.split == "" {
		return labels[item.Field]
	}
	return fmt.Sprintf("%d of %d", item.piece, item.of)
}

// PartAt returns which of the items that name is of, or -1 where none is sure to
// be: a cell with fewer or more pieces than it had does not say which are new.
func (b *Bound) PartAt(items []SourceItem, labels []string, name string) int {
	if b.Each == nil || celltext.IsBlank(items[0].text) {
		return -1 // there is nothing but a whole row
	}
	found, key := -1, fold.Key(name)
	for i, item := range items {
		switch own := b.PartName(item, labels); {
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

// Counts reports whether the tests let the row count. Its date is looked at by
// onDay.
func (b *Bound) Counts(row *ExportRow) bool {
	holds := func(t boundTest) bool { return t.holds(row.Cells[t.Field], row.day(t.Field)) }
	return !slices.ContainsFunc(b.Not, holds) &&
		!slices.ContainsFunc(b.Where, func(t boundTest) bool { return !holds(t) })
}

// OnDay reports whether the day of a record made of a row lets the row count.
func (b *Bound) OnDay(m *Record) bool {
	if b.Dates == nil {
		return true
	}
	day := m.day()
	return day.IsZero() || b.Dates.HoldDay(day)
}

// HoldDay reports whether the day lets a row count.
func (r *rowRules) HoldDay(day dates.Date) bool {
	return (r.first.IsZero() || r.first.Compare(day) <= 0) && (r.last.IsZero() || day.Compare(r.last) <= 0)
}

// A Record is a record as the mapping makes it, before any check.
type Record struct {
	Rec      schema.Record
	Fields   [schema.NumColumns + 1]int    // the export's field of each cell, from 1; 0: none
	Source   [schema.NumColumns + 1]string // the text that each cell was made of, before values
	Issues   []check.Issue                 // what the mapping has to say; without row, line and severity
	Answered schema.ColumnSet              // the columns that a person has answered
	answers  [schema.NumColumns + 1]int32  // the fields, from 0, of these
	Told     [schema.NumColumns + 1]bool   // the cells of which it says that they can't be made
	// waits are, of a look-up that failed, the columns whose errors explain it.
	Waits [schema.NumColumns + 1]schema.ColumnSet
	// Then are what the class was called on the day, if "rename" gave it its title.
	Then []string
}

// day returns the day of the record, be it that blanks stand around it or a
// time behind it, and the zero Date where it is in doubt.
func (m *Record) day() dates.Date {
	if m.Told[schema.ColDate] || !m.Rec.Date.IsZero() {
		return m.Rec.Date
	}
	if read := dates.ReadTidied(m.Rec.DateText); !read.Has(^dates.Clock) {
		return read.Date()
	}
	return dates.Date{}
}

// Fill makes a record of one item of a row, apart from what is to be looked up.
// The slices of m are used again.
func (b *Bound) Fill(m *Record, row *ExportRow, item SourceItem) {
	*m = Record{Issues: m.Issues[:0]}
	if len(b.answers) > 0 {
		b.findAnswers(m, row)
	}
	b.fill(m, row, item)
}

// FillUnanswered makes the record as if nobody had answered anything.
func (b *Bound) FillUnanswered(m *Record, row *ExportRow, item SourceItem) {
	*m = Record{Issues: m.Issues[:0]}
	b.fill(m, row, item)
}

func (b *Bound) fill(m *Record, row *ExportRow, item SourceItem) {
	for _, p := range b.plain {
		text := row.Cells[p.field]
		m.Fields[p.column], m.Source[p.column] = p.field+1, text
		*m.Rec.Field(p.column) = text
	}
	for _, c := range b.others {
		switch {
		case m.Answered.Has(c):
		case b.mixed.Has(c):
			b.fillMixed(m, c, row, item)
		default:
			b.Columns[c].fill(m, c, row, item)
		}
	}
	if m.Answered != 0 {
		b.takeAnswers(m, row)
	}
}

// fill makes the cell of column c.
func (b *BoundColumn) fill(m *Record, c schema.Column, row *ExportRow, item SourceItem) {
	if b.Rule.Constant != nil {
		m.Rec.SetCell(c, *b.Rule.Constant)
		return
	}
	if len(b.Fields) == 0 {
		return // the look-up fills it in
	}
	m.Fields[c] = b.Fields[0] + 1
	if b.Fields[0] == eachField {
		m.Fields[c] = item.Field + 1
	} else if day := row.day(b.Fields[0]); c == schema.ColDate && !day.IsZero() && len(b.Fields) == 1 {
		m.Rec.Date = day // a time of the database: nothing is to be read
		return
	}
	text, whole := b.text(row, item)
	m.Source[c] = text
	if !whole && !b.standsWhole(c, text) {
		m.tellUnextracted(c, text)
		return
	}
	if b.Rule.lookup != nil {
		m.Rec.SetCell(c, text)
		return
	}
	text, ok := b.name(m, c, text)
	switch {
	case !ok:
		m.Rec.SetCell(c, text)
	case c == schema.ColDate:
		b.Rule.SetDate(m, text)
	default:
		m.Rec.SetCell(c, text)
	}
}

// text returns the text of the column's source. Not ok: the mapping takes a part of it,
// and finds none or several.
func (b *BoundColumn) text(row *ExportRow, item SourceItem) (text string, ok bool) {
	text, ok = b.cell(0, row, item), true
	if len(b.Fields) > 1 {
		var few [4]string
		parts := few[:0]
		for i := range b.Fields {
			if part := b.cell(i, row, item); !celltext.IsBlank(part) {
				parts = append(parts, part)
			}
		}
		text = strings.Join(parts, b.Rule.Sep)
	}
	if b.Rule.Trim {
		text = strings.TrimSpace(text)
	}
	if b.Rule.Extract != nil {
		text, ok = b.Rule.extracted(text)
	}
	if ok {
		text = b.padded(text)
	}
	return text, ok
}

// padded returns the text with the zeros that the mapping puts before digits.
func (b *BoundColumn) padded(text string) string {
	if n := b.Rule.Pad - len(text); n > 0 && celltext.IsDigits(text) {
		return strings.Repeat("0", n) + text
	}
	return text
}

// cell returns the text of the i-th field.
func (b *BoundColumn) cell(i int, row *ExportRow, item SourceItem) string {
	return textOf(b.Fields[i], row, item)
}

// textOf returns the text of a field.
func textOf(field int, row *ExportRow, item SourceItem) string {
	if field == eachField {
		return item.text
	}
	return row.Cells[field]
}

// name returns the name that the code text stands for. Not ok: it has none,
// and that is told.
func (b *BoundColumn) name(m *Record, c schema.Column, text string) (name string, ok bool) {
	r := b.Rule
	name, found := text, r.Values == nil
	if r.Values != nil {
		name, found = r.Entry(c, text)
	}
	switch {
	case r.Values != nil && found:
		return name, true
	case r.Fallback != nil && b.SaysNothing(c, text):
		m.tell(check.Issue{Code: schema.CodeDefaulted, Column: c, Value: text, Message: defaultedMessage(c, text, *r.Fallback)})
		return *r.Fallback, true
	case found || r.KeepOthers || celltext.IsBlank(text):
		return text, true // it is for the checks to say whether it may be empty
	}
	m.Told[c] = true
	m.tell(check.Issue{Code: schema.CodeValueUnmapped, Column: c, Value: text, Message: unmappedMessage(c, text)})
	return text, false
}

// SaysNothing reports whether the cell of a column that may have a default is
// empty, or has N/A and the like where a teacher or a class belongs. What is in
// the set of these is one. A note is whatever text it is.
func (b *BoundColumn) SaysNothing(c schema.Column, text string) bool {
	if c != schema.ColTeacherEmail && c != schema.ColClassName {
		return showsNothing(text)
	}
	clean, _ := celltext.Clean(c.Kind(), text)
	if clean == "" || !celltext.IsPlaceholder(clean) {
		return clean == ""
	}
	match := b.Exist.Match(clean)
	return b.Exist == nil || match.Name == "" && match.Others == nil
}

// showsNothing reports whether nothing of a text can be seen.
func showsNothing(text string) bool { return strings.TrimFunc(text, celltext.Unseen) == "" }

// SetDate reads the text of the Date column.
func (r *ColumnRule) SetDate(m *Record, text string) {
	if r.Dates == nil || celltext.IsBlank(text) {
		m.Rec.SetCell(schema.ColDate, text)
		if r.Zone != nil && m.Rec.DateText != "" {
			if day, ok := dates.Moved(dates.TidyLayout(text), r.Zone); ok {
				m.Rec.Date, m.Rec.DateText = day, ""
			}
		}
		return
	}
	day, matched, settled := r.DateOf(text)
	if settled {
		m.Rec.Date = day
		return
	}
	is := check.Issue{Code: schema.CodeDateInvalid, Column: schema.ColDate, Value: text, Message: r.layoutMessage(text)}
	if matched {
		is.Code, is.Message = schema.CodeDateAmbiguous, r.zonedMessage(text)
		is.Fixes = []check.Fix{{Column: schema.ColDate, Old: text, New: day.String()}}
	}
	m.Rec.DateText = text
	m.Told[schema.ColDate] = true
	m.tell(is)
}

// DateOf returns the day of a text in one of the export's layouts, or as whoever corrects
// a date is asked to enter it: as YYYY-MM-DD, and in an export of US order with the month
// first. matched but not settled is a time with a zone, where there is none to move it to.
func (r *ColumnRule) DateOf(text string) (day dates.Date, matched, settled bool) {
	for i := range r.Dates {
		if reading, ok := r.Dates[i].Match(text); ok {
			day, ok := reading.DayIn(r.Zone)
			return day, true, ok
		}
	}
	text = strings.TrimSpace(text)
	if day, ok := dates.ParseISO(text); ok || !r.usOrder() {
		return day, ok, ok
	}
	day, err := dates.Parse(text)
	return day, err == nil, err == nil
}

// usOrder reports whether the export writes the month before the day, so that a plain
// date can mean no other day.
func (r *ColumnRule) usOrder() bool {
	us := false
	for i := range r.Dates {
		switch r.Dates[i].Order() {
		case dates.DayThenMonth:
			return false
		case dates.MonthThenDay:
			us = true
		}
	}
	return us
}

// dayExample is how whoever corrects a date is asked to enter it.
func (r *ColumnRule) dayExample() string {
	if len(r.Dates) == 0 || r.usOrder() {
		return "11/30/2023"
	}
	return "2023-11-30"
}

// tell adds an issue of a cell, without a severity: that is the Validator's.
func (m *Record) tell(is check.Issue) {
	is.Field = m.Fields[is.Column]
	m.Issues = append(m.Issues, is)
}

func unmappedMessage(c schema.Column, code string) string {
	what := "this code"
	if c.Named() {
		what = fmt.Sprintf("the code %s", phrase.QuoteCell(code))
	}
	return fmt.Sprintf("%s is not known: tell your data person which %s it stands for", what, c)
}

func defaultedMessage(c schema.Column, text, fallback string) string {
	name, why := "a default", "the cell is empty"
	if c.Named() {
		name = phrase.QuoteCell(fallback)
	}
	if !showsNothing(text) {
		why = fmt.Sprintf("the cell says %s", phrase.QuoteCell(text)) // of a teacher or a class
	}
	return fmt.Sprintf("%s, so %s was entered: check it", why, name)
}

func (r *ColumnRule) zonedMessage(text string) string {
	if r.Zone != nil {
		return fmt.Sprintf("%s names a time zone that is not the school's, so the day at school may be another one: "+
			"enter the day alone, such as %s", phrase.QuoteCell(text), r.dayExample())
	}
	return fmt.Sprintf("%s is a time in another time zone, so the day at school may be another one: "+
		"enter the day alone, such as %s", phrase.QuoteCell(text), r.dayExample())
}

// layoutMessage says why a text is no date of the export: there is no such day, or it is
// not written as a date is. The form to enter can be read in one way only.
func (r *ColumnRule) layoutMessage(text string) string {
	parts, form := "month, day and year", "month/day/year"
	if example := r.dayExample(); example[4] == '-' {
		parts, form = "year, month and day", "YYYY-MM-DD"
	}
	if r.namesNoDay(text) { // an example would look like the answer
		return fmt.Sprintf("%s is not a day of the calendar: enter the right day as %s", phrase.QuoteCell(text), form)
	}
	return fmt.Sprintf("%s cannot be read as a date: enter %s, as in %s", phrase.QuoteCell(text), parts, r.dayExample())
}

// namesNoDay reports whether the text is written as the export writes dates, with a day
// that the month does not have: with an earlier one it would be a date.
func (r *ColumnRule) namesNoDay(text string) bool {
	for i := 0; i+2 <= len(text); i++ {
		switch text[i : i+2] {
		case "29", "30", "31":
			other := text[:i] + "28" + text[i+2:]
			if slices.ContainsFunc(r.Dates, func(l dates.Layout) bool { _, ok := l.Match(other); return ok }) {
				return true
			}
		}
	}
	return false
}
