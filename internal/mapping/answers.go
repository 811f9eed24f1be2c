package mapping

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// The rejects of a build have columns in which a person says what belongs in a column of
// the template. When they are read again, such an answer goes before what the mapping
// makes of the export.

// A boundAnswer is a column of answers.
type boundAnswer struct {
	column schema.Column
	field  int // from 0
}

// bindAnswers finds the columns of answers. A column of the template that the mapping
// does not fill in can be answered too.
func (b *Bound) bindAnswers(labels []string) {
	for i, label := range labels {
		own := schema.OwnLabel(label)
		if own == "" {
			continue
		}
		at := slices.IndexFunc(schema.Answerable, func(c schema.Column) bool { return schema.AnswerLabel(c) == own })
		if at < 0 {
			continue
		}
		c := schema.Answerable[at]
		if slices.ContainsFunc(b.answers, func(a boundAnswer) bool { return a.column == c }) {
			continue // the first one counts
		}
		b.answers = append(b.answers, boundAnswer{c, i})
		b.Used[i] = true
		if b.Columns[c].Rule == nil {
			b.Columns[c].Rule = new(ColumnRule)
		}
	}
}

// Asked returns the columns for which a person is asked: those that the mapping fills in
// from its values or a look-up, which nobody can do in the export.
func (b *Bound) Asked() (asked schema.ColumnSet) {
	for _, c := range schema.Answerable {
		if rule := b.Columns[c].Rule; rule != nil && (rule.Values != nil || rule.lookup != nil) {
			asked |= schema.SetOf(c)
		}
	}
	return asked
}

// OfEach returns the columns that need not be the same for all records of a row.
func (b *Bound) OfEach() (columns []schema.Column) {
	for _, c := range schema.Answerable {
		if slices.Contains(b.Columns[c].Fields, eachField) {
			columns = append(columns, c)
		}
	}
	return columns
}

// findAnswers finds the answers of the row. An identifier that is looked up by the same
// cells as one that is answered is too: nobody is asked twice who the student is.
func (b *Bound) findAnswers(m *Record, row *ExportRow) {
	for _, a := range b.answers {
		if !celltext.IsBlank(row.Cell(a.field)) {
			m.Answered |= schema.SetOf(a.column)
			m.answers[a.column] = int32(a.field)
		}
	}
	if m.Answered&schema.SetOf(schema.Identifiers...) == 0 {
		return
	}
	for _, c := range schema.Identifiers {
		if rule := b.Columns[c].Rule; m.Answered.Has(c) || rule == nil || rule.lookup == nil || len(b.Columns[c].Fields) == 0 {
			continue
		}
		for _, a := range b.answers {
			if a.column.Identifier() && m.Answered.Has(a.column) && slices.Equal(b.Columns[c].Fields, b.Columns[a.column].Fields) {
				m.Answered |= schema.SetOf(c)
				m.answers[c] = m.answers[a.column]
			}
		}
	}
}

// takeAnswers fills in the answers.
func (b *Bound) takeAnswers(m *Record, row *ExportRow) {
	for c := schema.ColStudentEmail; c <= schema.ColClassName; c++ {
		if !m.Answered.Has(c) {
			continue
		}
		field := m.answers[c]
		text := b.Columns[c].padded(strings.TrimFunc(row.Cells[field], celltext.Unseen))
		m.Fields[c], m.Source[c] = int(field)+1, text
		m.Rec.SetCell(c, text)
	}
}

// takeAnswered takes an answer in column c as it stands if Otus has it today: the roster
// of the record's day need not.
func (l *Lookups) takeAnswered(c schema.Column) {
	text := l.m.Rec.Cell(c)
	if c.Identifier() {
		if now := l.v.Refs.Roster; now != nil && now.StandsFor(c, text) != roster.NoPerson {
			l.mapped |= schema.SetOf(c)
		}
		return
	}
	if set := l.bound.Columns[c].Exist; set != nil {
		if match := set.Match(text); match.Name != "" {
			l.m.Rec.SetCell(c, match.Name)
			l.mapped |= schema.SetOf(c)
		}
	}
}

// isSourced reports whether there is a cell that says what belongs in column c.
func (l *Lookups) isSourced(c schema.Column) bool {
	return len(l.bound.Columns[c].Fields) > 0 || l.m.Answered.Has(c)
}

// isAnsweredName reports whether the record has in column c, of a teacher or a class, what
// a person says that Otus has there, and Otus has it today: nothing is then to be looked
// up.
func (l *Lookups) isAnsweredName(c schema.Column) bool { return l.m.Answered.Has(c) && l.mapped.Has(c) }
