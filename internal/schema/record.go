package schema

import "example.com/otustemplate/internal/dates"

// A Record is one row of the template: one recognition of one student. A field
// that is "" is an empty cell. Cells are kept as they were read, spaces and
// all; what is wrong with them is for a check to say. The zero Record
// is a blank row, which a writer refuses. A Record is plain data.
type Record struct {
	StudentEmail  string // column A
	SISID         string // column B
	StudentNumber string // column C
	StateID       string // column D
	Recognition   string // column E
	TeacherEmail  string // column F
	ClassName     string // column G

	// Date is the day of column H. Zero where the cell is empty or no plain
	// date.
	Date dates.Date
	// DateText is the cell of column H as read where it is no plain date (a
	// time behind the date, incomplete, ambiguous, spaces around it), else "".
	// Check and Repair look at it, Repair clears it, Write writes it as it is.
	DateText string

	Note string // column I, byte for byte
}

// Cell returns the text of column c: of the date DateText, else the date as
// YYYY-MM-DD. It returns "" for NoColumn.
func (r *Record) Cell(c Column) string {
	if p := r.Field(c); p != nil {
		return *p
	}
	if c == ColDate && r.DateText == "" && !r.Date.IsZero() {
		return r.Date.String()
	}
	if c == ColDate {
		return r.DateText
	}
	return ""
}

// SetCell makes text the cell of column c. A date goes to Date where it is
// plain, else to DateText.
func (r *Record) SetCell(c Column, text string) {
	if p := r.Field(c); p != nil {
		*p = text
		return
	}
	if c == ColDate {
		r.Date, r.DateText = dates.Date{}, text
		if d, err := dates.Parse(text); err == nil {
			r.Date, r.DateText = d, ""
		}
	}
}

// Holds reports whether text is what the cell of column c says. A plain date says
// the same in each of its forms.
func (r *Record) Holds(c Column, text string) bool {
	if !c.valid() {
		return false
	}
	if c == ColDate && r.DateText == "" && r.Date.IsValid() {
		d, err := dates.Parse(text)
		return err == nil && d == r.Date
	}
	return r.Cell(c) == text
}

// Field returns where the text of column c is kept, or nil for ColDate, which
// is kept in two fields, and NoColumn.
func (r *Record) Field(c Column) *string {
	switch c {
	case ColStudentEmail:
		return &r.StudentEmail
	case ColSISID:
		return &r.SISID
	case ColStudentNumber:
		return &r.StudentNumber
	case ColStateID:
		return &r.StateID
	case ColRecognition:
		return &r.Recognition
	case ColTeacherEmail:
		return &r.TeacherEmail
	case ColClassName:
		return &r.ClassName
	case ColNote:
		return &r.Note
	}
	return nil
}

// A Position says where a row starts in the file it was read from. The zero
// Position is that of a record built in memory.
type Position struct {
	// Row is the row as a spreadsheet shows it: the header is row 1 in a plain
	// file, a record with line breaks inside its note is one row, a blank line
	// is a row too, and a "sep=" line, which spreadsheets swallow, is none.
	// After a row that could not be read whole, rows as read are counted.
	Row int64
	// Line is the text line, from 1.
	Line int64
	// Offset is the byte in the input as given, from 0, a byte order mark
	// included.
	Offset int64
}

// MaxSampleCells is how many cells of a row a Sample keeps.
const MaxSampleCells = 64
