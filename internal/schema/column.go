// Package schema holds the template as data: its nine columns, their labels and
// what is taken for them, the record of one row, and the codes of what can be
// wrong. It is the only place that spells them.
package schema

import (
	"example.com/otustemplate/internal/celltext"
)

// A Column is one of the nine columns of Otus's "Upload Student Recognitions"
// template, in the template's order. The zero Column is NoColumn: a column the
// template does not have, or no column at all.
type Column uint8

// The columns of the template. Otus's help article names columns A to D and G
// by letter and gives this order; the other letters follow from it.
const (
	NoColumn         Column = iota
	ColStudentEmail         // A: one of A to D must be filled in
	ColSISID                // B: the student's ID in the student information system
	ColStudentNumber        // C: the student's local number
	ColStateID              // D: the student's state ID
	ColRecognition          // E: the behavior's name, as it stands in Otus
	ColTeacherEmail         // F: must belong to a teacher account in Otus
	ColClassName            // G: the class's name, as it stands in Otus
	ColDate                 // H: month, day and year
	ColNote                 // I: optional, of any length
)

// NumColumns is the number of columns of the template.
const NumColumns = 9

// columns is the template as data: the only place that spells its labels.
// An alias stands here only where it can mean no other column of the template;
// labels are compared by HeaderKey, so "Student_Number" needs no entry of its
// own. Where the aliases come from: the help article, the layouts of
// PowerSchool (Student_Number, Entry_Date, SASID, LASID), DeansList
// (StudentSchoolID, BehaviorDate), Kickboard (behavior, comments) and Infinite
// Campus exports, and OneRoster's field names.
var columns = [NumColumns + 1]struct {
	label    string
	required bool
	aliases  []string
}{
	ColStudentEmail: {label: "Student Email", aliases: []string{
		"Student E-mail", "Student Email Address", "Student E-mail Address", "Student's Email", "Email of Student"}},
	ColSISID: {label: "SIS ID", aliases: []string{
		"SIS Student ID", "Student SIS ID", "Student SISID", "Student Information System ID", "SIS Identifier", "SIS Number"}},
	ColStudentNumber: {label: "Student Number", aliases: []string{
		"Student No", "Student No.", "Student Num", "Student #", "Student ID", "Student ID Number", "Student Id No",
		"Local ID", "Local Student ID", "Student Local ID", "LASID", "Student School ID"}},
	ColStateID: {label: "State ID", aliases: []string{
		"State Student ID", "Student State ID", "State Student Number", "State Student Identifier", "State Identifier",
		"State Number", "State Assigned Student ID", "State Assigned Student ID (SASID)", "SASID", "SSID", "State UID"}},
	ColRecognition: {label: "Recognition", required: true, aliases: []string{
		"Recognitions", "Recognition Name", "Recognition Type", "Student Recognition", "Behavior", "Behaviour",
		"Behavior Name", "Behaviour Name", "Behavior Type", "Behaviour Type"}},
	ColTeacherEmail: {label: "Teacher Email", required: true, aliases: []string{
		"Teacher E-mail", "Teacher Email Address", "Teacher E-mail Address", "Teacher's Email", "Email of Teacher",
		"Staff Email", "Staff E-mail", "Staff Email Address"}},
	ColClassName: {label: "Class Name", required: true, aliases: []string{
		"Class", "Class Title", "Name of Class", "Course", "Course Name", "Course Title", "Section Name"}},
	ColDate: {label: "Date", required: true, aliases: []string{
		"Recognition Date", "Date of Recognition", "Incident Date", "Date of Incident", "Behavior Date", "Behaviour Date",
		"Entry Date", "Event Date"}},
	ColNote: {label: "Note", aliases: []string{
		"Notes", "Comment", "Comments", "Recognition Note", "Teacher Note", "Teacher Comment"}},
}

// String returns the column's label in the template, such as "Class Name", or
// "" for NoColumn and any value that is no column.
func (c Column) String() string {
	if !c.valid() {
		return ""
	}
	return columns[c].label
}

// Letter returns the column's letter in a spreadsheet that holds the template,
// "A" to "I", or "" for NoColumn and any value that is no column.
func (c Column) Letter() string {
	if !c.valid() {
		return ""
	}
	return string(rune('A' + c - 1))
}

// valid reports whether c is one of the nine columns.
func (c Column) valid() bool { return c != NoColumn && c <= ColNote }

// Required reports whether every row must fill the column in.
func (c Column) Required() bool { return c.valid() && columns[c].required }

// Identifier reports whether the column holds an identifier of the student:
// A to D, of which a row needs one.
func (c Column) Identifier() bool { return c >= ColStudentEmail && c <= ColStateID }

// Named reports whether the column holds the name of something in Otus: E to
// G.
func (c Column) Named() bool { return c >= ColRecognition && c <= ColClassName }

// Public reports whether a cell of the column stays in a redacted report: E to
// H.
func (c Column) Public() bool { return c >= ColRecognition && c <= ColDate }

// Address reports whether the column holds an e-mail address.
func (c Column) Address() bool { return c == ColStudentEmail || c == ColTeacherEmail }

// The columns by what they hold, each list in template order.
var (
	AllColumns   = columnsThat(Column.valid)
	Identifiers  = columnsThat(Column.Identifier)
	MustBeFilled = columnsThat(Column.Required)
	Addresses    = columnsThat(Column.Address)
	AllButNote   = columnsThat(func(c Column) bool { return c != ColNote })
)

// columnsThat returns the columns of the template that have a property.
func columnsThat(has func(Column) bool) (list []Column) {
	for c := ColStudentEmail; c <= ColNote; c++ {
		if has(c) {
			list = append(list, c)
		}
	}
	return list
}

// Kind says what the column's cells hold.
func (c Column) Kind() (kind celltext.Kind) {
	if c.Identifier() {
		kind |= celltext.Identifier
	}
	if c.Address() {
		kind |= celltext.Address
	}
	return kind
}

// ColumnSet is a set of columns, NoColumn among them.
type ColumnSet uint16

func SetOf(columns ...Column) (s ColumnSet) {
	for _, c := range columns {
		s |= 1 << c
	}
	return s
}

func (s ColumnSet) Has(c Column) bool { return s&(1<<c) != 0 }

// Columns returns those of the set in their order, NoColumn apart.
func (s ColumnSet) Columns() (columns []Column) {
	for _, c := range AllColumns {
		if s.Has(c) {
			columns = append(columns, c)
		}
	}
	return columns
}

// StudentColumns are where errors about the row's student are told.
var StudentColumns = SetOf(NoColumn, ColStudentEmail, ColSISID, ColStudentNumber, ColStateID)

// Letters returns a spreadsheet's name of the n-th column, from 1: A … Z,
// AA, AB …, or "" for 0.
func Letters(n int) string {
	var b [16]byte
	at := len(b)
	for ; n > 0; n = (n - 1) / 26 {
		at--
		b[at] = byte('A' + (n-1)%26)
	}
	return string(b[at:])
}
