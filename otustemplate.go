package otustemplate

import (
	"example.com/otustemplate/internal/schema"
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
	ColRecognition          // E: the behaviour's name, as it stands in Otus
	ColTeacherEmail         // F: must belong to a teacher account in Otus
	ColClassName            // G: the class's name, as it stands in Otus
	ColDate                 // H: month, day and year
	ColNote                 // I: optional, of any length
)

// NumColumns is the number of columns of the template.
const NumColumns = 9

// String returns the column's label in the template, such as "Class Name", or
// "" for NoColumn and any value that is no column.
func (c Column) String() string { return schema.Column(c).String() }

// Letter returns the column's letter in a spreadsheet that holds the template,
// "A" to "I", or "" for NoColumn and any value that is no column.
func (c Column) Letter() string { return schema.Column(c).Letter() }

func columnsOf(columns []schema.Column) []Column {
	return converted(columns, func(c *schema.Column) Column { return Column(*c) })
}

func innerColumns(columns []Column) []schema.Column {
	return converted(columns, func(c *Column) schema.Column { return schema.Column(*c) })
}

// A Layout is a header: its labels, and which template column each one is.
// Otus does not publish the exact header of its downloadable template, so it is
// read from the district's own copy with [ReadLayout] and written back label
// for label. The zero Layout is the default one: the nine labels of [Column],
// in order. A Layout does not change and may be shared between goroutines.
type Layout struct{ layout schema.Layout }

// Labels returns the labels in the file's order, as they stand there, in a
// slice of the caller's own.
func (l Layout) Labels() []string { return l.layout.Labels() }

// Column returns the template column of the i-th label, counted from 0.
// NoColumn is a column of the district's own, left empty when written, or an i
// outside the labels.
func (l Layout) Column(i int) Column { return Column(l.layout.Column(i)) }
