package otustemplate

import (
	"example.com/otustemplate/internal/schema"
)

// A Column is one of the nine columns of Otus's "Upload Student Recognitions"
// template, in the template's order. The zero Column is NoColumn: a column that
// the template does not have, or no column at all.
type Column uint8

// The columns of the template. Otus's help article names columns A to D and G
// by letter and gives this order; the other letters follow from it.
const (
	NoColumn         Column = iota
	ColStudentEmail         // A: one of A to D must be filled in
	ColSISID                // B: the student's ID in the student information system
	ColStudentNumber        // C: the student's local number
	ColStateID              // D: the student's state ID
	ColRecognition          // E: the name of the behavior, as in Otus
	ColTeacherEmail         // F: must belong to a teacher account in Otus
	ColClassName            // G: the name of the class, as in Otus
	ColDate                 // H: month, day and year
	ColNote                 // I: optional, of any length
)

// NumColumns is the number of columns of the template.
const NumColumns = 9

// String returns the label of the column in the template, such as "Class Name",
// or "" if c is NoColumn or not one of the constants.
func (c Column) String() string { return schema.Column(c).String() }

// Letter returns the letter of the column in a spreadsheet that holds the
// template, "A" to "I", or "" if c is NoColumn or not one of the constants.
func (c Column) Letter() string { return schema.Column(c).Letter() }

// ParseColumn returns the column with that label: a label of the template, one of the
// other labels that a [Reader] accepts for it, such as "Class Title", or a letter from
// "A" to "I". Case, spaces and punctuation do not matter. Any other text, "" too, is an
// error, which suggests a label and does not hold the text.
func ParseColumn(label string) (Column, error) {
	c, err := schema.ParseColumn(label)
	return Column(c), err
}

// MarshalText returns the label, or an empty text for NoColumn: so a Column is text in
// JSON, also as the key of a map. If c is not one of the constants it is an error.
func (c Column) MarshalText() ([]byte, error) { return schema.Column(c).MarshalText() }

// UnmarshalText reads what [ParseColumn] does, and an empty text as NoColumn. Other text
// is an error, and c stays unchanged.
func (c *Column) UnmarshalText(text []byte) error { return (*schema.Column)(c).UnmarshalText(text) }

func columnsOf(columns []schema.Column) []Column {
	return converted(columns, func(c *schema.Column) Column { return Column(*c) })
}

func innerColumns(columns []Column) []schema.Column {
	return converted(columns, func(c *Column) schema.Column { return schema.Column(*c) })
}

// A Layout is the header of a template: its labels, and the template column that
// each one names. Otus does not publish the exact header of the template that it
// offers for download, so [ReadLayout] reads it from the district's own copy, and
// a [Writer] writes its labels unchanged. The zero Layout is the default: the
// nine labels of [Column], in order. A Layout does not change and may be shared
// between goroutines.
type Layout struct{ layout schema.Layout }

// Labels returns the labels unchanged, in the order of the file. The slice
// belongs to the caller.
func (l Layout) Labels() []string { return l.layout.Labels() }

// Column returns the template column of label i, counted from 0. It returns
// NoColumn if the template does not have such a column (a [Writer] leaves its
// cells empty) or if there is no label i.
func (l Layout) Column(i int) Column { return Column(l.layout.Column(i)) }

// Field returns the place of column c among the labels, counted from 1 as in
// [Issue.Field], or 0 if the layout does not have the column.
func (l Layout) Field(c Column) int { return l.layout.Field(schema.Column(c)) }
