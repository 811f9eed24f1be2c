package job

import (
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// What a source has from having been rejects before, and what becomes of the answers that
// a person gave there.

// ownFields are the fields, from 0, of the columns that a source has from having
// been rejects before; -1: it hasn't that one.
type ownFields struct {
	row, part, who, problem, text int
	answers                       [schema.NumColumns + 1]int
}

func ownFieldsOf(labels []string) ownFields {
	find := func(own string) int {
		return slices.IndexFunc(labels, func(label string) bool { return schema.OwnLabel(label) == own })
	}
	f := ownFields{
		row: find(schema.LabelRow), part: find(schema.LabelPart), who: find(schema.LabelWho),
		problem: find(schema.LabelProblem), text: find(schema.LabelText),
	}
	f.answers[schema.NoColumn], f.answers[schema.ColDate] = -1, -1
	for _, c := range schema.Answerable {
		f.answers[c] = find(schema.AnswerLabel(c))
	}
	f.answers[schema.ColNote] = find(schema.AnswerLabel(schema.ColNote))
	return f
}

// deciding returns the fields that say what is to be made of a row if they are filled in.
func (f *ownFields) deciding() (fields []int) {
	for _, field := range append([]int{f.part, f.text}, f.answers[:]...) {
		if field >= 0 {
			fields = append(fields, field)
		}
	}
	return fields
}

// confirmed reports whether a person's answer says that the note may stay as it
// is. Nothing but the one word does.
func confirmed(answer string) bool { return fold.Key(answer) == "ok" }

// unclearAnswer returns the issue of a row that makes several records, and is answered in
// a column of which each has its own, if it is such a row: nobody can tell which of them
// the answer is for.
func (m *rowMaker) unclearAnswer(row *mapping.ExportRow) (is check.Issue, ok bool) {
	for _, c := range m.bound.OfEach() {
		field := m.labels.answers[c]
		if celltext.IsBlank(row.Cell(field)) {
			continue
		}
		return check.Issue{
			Code:     schema.CodeFieldCount,
			Severity: check.SeverityError, // whatever is overridden: the row is rejected
			Row:      row.Row,
			Line:     row.Line,
			Field:    field + 1,
			Message: "the row makes several records, so that nobody can tell which of them is meant by its cell under " +
				phrase.QuoteCell(schema.AnswerLabel(c)) + ": remove the answer, or divide the row among several",
		}, true
	}
	return is, false
}
