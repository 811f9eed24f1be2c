package otustemplate

import (
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// A Record is one row of the template: one recognition of one student. A field
// that is "" is an empty cell. Cells are kept as they were read, spaces and
// all; what is wrong with them is for [Validator.Check] to say. The zero Record
// is a blank row, which a [Writer] refuses. A Record is plain data.
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
	Date Date
	// DateText is the cell of column H as read where it is no plain date (a
	// time behind the date, incomplete, ambiguous, spaces around it), else "".
	// Check and Repair judge it, Repair clears it, Write writes it as it is.
	DateText string

	Note string // column I, byte for byte
}

// Cell returns the text of column c: of the date DateText, else the date as
// YYYY-MM-DD. It returns "" for NoColumn.
func (r *Record) Cell(c Column) string {
	own := r.inner()
	return own.Cell(schema.Column(c))
}

// inner returns the record as the rooms inside have it.
func (r *Record) inner() schema.Record {
	return schema.Record{
		StudentEmail: r.StudentEmail, SISID: r.SISID, StudentNumber: r.StudentNumber, StateID: r.StateID,
		Recognition: r.Recognition, TeacherEmail: r.TeacherEmail, ClassName: r.ClassName,
		Date: dates.Date(r.Date), DateText: r.DateText, Note: r.Note,
	}
}

// recordOf returns the record that was made inside.
func recordOf(r *schema.Record) Record {
	return Record{
		StudentEmail: r.StudentEmail, SISID: r.SISID, StudentNumber: r.StudentNumber, StateID: r.StateID,
		Recognition: r.Recognition, TeacherEmail: r.TeacherEmail, ClassName: r.ClassName,
		Date: Date(r.Date), DateText: r.DateText, Note: r.Note,
	}
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

// A Date is a calendar day with no time and no zone. The zero Date is "no
// date". Dates may be compared with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// What [ParseDate] and [Date.UnmarshalText] say of a text that is no plain
// date. They hold nothing of the text.
var (
	ErrDateInvalid    = dates.ErrInvalid
	ErrDateIncomplete = dates.ErrIncomplete
	ErrDateAmbiguous  = dates.ErrAmbiguous
	ErrDateTime       = dates.ErrTime
)

// DateOf returns the day of t in t's own location. The zero Time is a day too,
// 1 January of the year 1, and not the zero Date.
func DateOf(t time.Time) Date { return Date(dates.Of(t)) }

// ParseDate reads a plain date: M/D/YYYY, M-D-YYYY, YYYY-MM-DD, YYYY/MM/DD,
// "Sep 14, 2023" or "14-Sep-2023". Slash and dash forms are in US order, day
// and month may have one digit or two, the year has four. Months go by their
// first three letters, "Sept", or their whole name, in any case; "Sep 14 2023"
// and "14 Sep 2023" will do as well. Any dash, or a minus sign, will do for the
// hyphen, and the slash of a fraction or division for a slash.
//
// Nothing may stand around the date, and the day must exist. Where s is no
// plain date the error is [ErrDateInvalid], [ErrDateIncomplete],
// [ErrDateAmbiguous] or [ErrDateTime], the first that holds.
func ParseDate(s string) (Date, error) {
	d, err := dates.Parse(s)
	return Date(d), err
}

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

// IsValid reports whether d is a day that exists, of the years 1 to 9999. The
// zero Date is not valid.
func (d Date) IsValid() bool { return dates.Date(d).IsValid() }

// Compare returns -1 where d is before o, +1 where it is after, else 0. The
// zero Date is before every day.
func (d Date) Compare(o Date) int { return dates.Date(d).Compare(dates.Date(o)) }

// String returns the date as YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string { return dates.Date(d).String() }

// Format returns the date in a layout of package time, such as "01/02/2006".
// The zero Date gives "". A date that is not valid is written as String does,
// so that it never turns into another day.
func (d Date) Format(layout string) string { return dates.Date(d).Format(layout) }

// MarshalText returns the date as YYYY-MM-DD, or nothing for the zero Date. A
// date that is not valid is an error.
func (d Date) MarshalText() ([]byte, error) { return dates.Date(d).MarshalText() }

// UnmarshalText reads what MarshalText writes: YYYY-MM-DD, or nothing for the
// zero Date.
func (d *Date) UnmarshalText(text []byte) error { return (*dates.Date)(d).UnmarshalText(text) }
