package job

import (
	"fmt"
	"slices"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// The checks speak of the template's columns. Whoever corrects the export, or the rejects,
// has its columns in front of them: which of them is meant is said here.

// neededNouns say what every row needs.
var neededNouns = [schema.NumColumns + 1]string{
	schema.ColRecognition: "recognition", schema.ColTeacherEmail: "teacher", schema.ColClassName: "class", schema.ColDate: "date",
}

// inExport lets an issue that the checks found speak of the export's own cells.
func (m *rowMaker) inExport(row *mapping.ExportRow, is *check.Issue) {
	switch {
	case is.Code == schema.CodeIdentifierMissing:
		m.nameStudentCells(is)
	case is.Code == schema.CodePlaceholder && is.Column.Identifier() && is.Severity == check.SeverityError:
		if fields := m.studentFields(); len(fields) == 1 {
			is.Message = fmt.Sprintf("%s holds a filler such as N/A: enter the student's own", phrase.QuoteCell(m.labels.labels[fields[0]]))
			is.Fixes = nil // an empty cell would be as wrong
		}
	case is.Code == schema.CodeRequired:
		if fields := m.ownFieldsOf(is.Column); len(fields) == 1 && schema.HeaderKey(m.labels.labels[fields[0]]) != schema.HeaderKey(is.Column.String()) {
			is.Message = fmt.Sprintf("%s is empty: every row needs a %s", phrase.QuoteCell(m.labels.labels[fields[0]]), neededNouns[is.Column])
		}
	case is.Column == schema.ColNote:
		m.findInNote(row, is)
	}
}

// nameStudentCells lets the issue of a row without a student name the cells that would say
// who it is, and lead to the cell if there is one.
func (m *rowMaker) nameStudentCells(is *check.Issue) {
	fields := m.studentFields()
	if len(fields) == 0 {
		return
	}
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = phrase.QuoteCell(m.labels.labels[field])
	}
	is.Message = "the row has no student: fill in " + phrase.JoinWords(names, "or")
	if len(fields) == 1 {
		is.Field = fields[0] + 1
	}
}

// studentFields returns the fields, from 0, that say who the student is.
func (m *rowMaker) studentFields() (fields []int) {
	for _, c := range schema.Identifiers {
		for _, field := range m.ownFieldsOf(c) {
			if !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

// ownFieldsOf returns the fields, from 0, that column c is made of.
func (m *rowMaker) ownFieldsOf(c schema.Column) []int {
	fields := m.bound.Columns[c].Fields
	if slices.ContainsFunc(fields, func(field int) bool { return field < 0 || field >= len(m.labels.labels) }) {
		return nil // of each
	}
	return fields
}

// findInNote leads an issue of a note that is joined of several cells to the one that it
// is about, if it can be told of one alone.
func (m *rowMaker) findInNote(row *mapping.ExportRow, is *check.Issue) {
	fields := m.ownFieldsOf(schema.ColNote)
	if len(fields) < 2 {
		return
	}
	for _, field := range fields {
		if m.checker.IsAbout(is, row.Cell(field)) {
			is.Field = field + 1
			return
		}
	}
}
