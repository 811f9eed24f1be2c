package job

import (
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
)

// How a rowMaker has a record checked, and puts what the mapping and the checks say
// together.

// confirmNote makes a warning of what is said of a note that names another student,
// if a person has looked at it and answered that it may stay.
func (m *rowMaker) confirmNote(row *mapping.ExportRow, found []check.Issue) {
	if !confirmed(row.Cell(m.labels.answers[schema.ColNote])) {
		return
	}
	for i := range found {
		if is := &found[i]; is.Code == schema.CodeNoteNamesStudent && is.Severity == check.SeverityError {
			is.Severity, is.Message = check.SeverityWarning, "the note names another student, and a person has confirmed that it may stay"
		}
	}
}

// merge returns the issues of the mapping and those that the checks found, but
// for what another error of the record explains: what the checks say of a cell
// that the mapping could not make, and look-ups that lean on such a cell.
func (m *rowMaker) merge(row *mapping.ExportRow, found []check.Issue) (issues []check.Issue) {
	made := &m.record
	var wrong, mixed schema.ColumnSet
	unmade := m.unmade()
	for _, is := range found {
		if is.Severity == check.SeverityError && !unmade.Has(is.Column) {
			wrong |= schema.SetOf(is.Column)
		}
	}
	// An issue may be explained by those before it, never by one that it
	// explains: so one always stands.
	for _, is := range made.Issues {
		is.Row, is.Line = row.Row, row.Line
		is.Severity = m.v.RuleSeverity(is.Code)
		explained := is.LookedUp() && made.Waits[is.Column]&wrong != 0 || mixed.Has(is.Column)
		if is.Severity != check.SeverityOff && !explained {
			issues = append(issues, is)
		}
		if is.Severity == check.SeverityError {
			wrong |= schema.SetOf(is.Column)
			if is.Code == schema.CodeRowSeveral {
				mixed |= schema.SetOf(is.Column)
			}
		}
	}
	for _, is := range found {
		if !unmade.Has(is.Column) {
			m.inExport(row, &is)
			issues = append(issues, is)
		}
	}
	return issues
}

// unmade returns the columns of which the mapping told an error.
func (m *rowMaker) unmade() (columns schema.ColumnSet) {
	made := &m.record
	for _, is := range made.Issues {
		if (made.Told[is.Column] || is.Code == schema.CodeRowSeveral) && m.v.RuleSeverity(is.Code) == check.SeverityError {
			columns |= schema.SetOf(is.Column)
		}
	}
	return columns
}

// rowToCheck returns the record as it is checked: its cells, and the
// fields of the export that they come from.
func (m *rowMaker) rowToCheck(row *mapping.ExportRow, rec *schema.Record) *check.Row {
	s := &m.toCheck
	s.Position, s.Fields, s.Recoded = row.Position, m.record.Fields, 0
	s.Cells = [schema.NumColumns + 1]string{
		schema.ColStudentEmail: rec.StudentEmail, schema.ColSISID: rec.SISID, schema.ColStudentNumber: rec.StudentNumber, schema.ColStateID: rec.StateID,
		schema.ColRecognition: rec.Recognition, schema.ColTeacherEmail: rec.TeacherEmail, schema.ColClassName: rec.ClassName,
		schema.ColDate: rec.DateText, schema.ColNote: rec.Note,
	}
	s.Then = nil
	if rec.ClassName == m.record.Rec.ClassName {
		s.Then = m.record.Then
	}
	s.Day = dates.Date{}
	if rec.DateText == "" {
		s.Cells[schema.ColDate] = m.days.text(rec.Date)
		if rec.Date.IsValid() {
			s.Day = rec.Date
		}
	}
	if len(row.Recoded) > 0 {
		s.Recoded = m.recoded(row)
	}
	return s
}

// recoded returns the columns whose cells come from ones that were recoded.
func (m *rowMaker) recoded(row *mapping.ExportRow) (recoded schema.ColumnSet) {
	for _, c := range schema.AllColumns {
		if m.record.Answered.Has(c) {
			if slices.Contains(row.Recoded, m.record.Fields[c]) {
				recoded |= schema.SetOf(c)
			}
			continue
		}
		for _, field := range m.bound.Columns[c].Fields {
			if slices.Contains(row.Recoded, field+1) {
				recoded |= schema.SetOf(c)
			}
		}
	}
	return recoded
}

// dayTexts keep the texts of days: an export holds few different ones.
type dayTexts [512]struct {
	day  dates.Date
	text string
}

// text returns day.String().
func (t *dayTexts) text(day dates.Date) string {
	kept := &t[uint(check.PackDay(day))%uint(len(t))]
	if kept.day != day {
		kept.day, kept.text = day, day.String()
	}
	return kept.text
}

// ranTogether reports whether what the export has for columns E to H may be several
// cells that ran into each other: a message may quote more of it than reaches the
// record.
func (m *rowMaker) ranTogether() bool {
	for c := schema.ColRecognition; c <= schema.ColDate; c++ {
		cell := m.record.Source[c]
		if set := m.v.SetOf(c); check.RunTogether(cell) && (set == nil || !set.Contains(cell)) {
			return true
		}
	}
	return false
}

// missingName returns the name of the export that the mapping or Otus lacks by what
// the issue of the record at hand says.
func (m *rowMaker) missingName(is *check.Issue) (missing missingName, ok bool) {
	if is.Severity != check.SeverityError {
		return missing, false
	}
	switch is.Code {
	case schema.CodeLookupNone, schema.CodeLookupSeveral, schema.CodeValueUnmapped, schema.CodeRecognitionUnknown, schema.CodeTeacherUnknown, schema.CodeClassUnknown,
		schema.CodeTeacherAmbiguous, schema.CodeTeacherLeft, schema.CodeClassPast:
		if m.record.Answered.Has(is.Column) || is.LookedUp() && m.record.Waits[is.Column] != 0 {
			return missing, false // it is not the name that is wrong
		}
		name := m.record.Source[is.Column]
		if is.Code == schema.CodeClassPast && m.bound.FindsTitles() {
			name = m.record.Rec.ClassName
		}
		return missingName{is.Column, name}, !celltext.IsBlank(name)
	}
	return missing, false
}
