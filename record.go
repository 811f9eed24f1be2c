package otustemplate

import (
	"log/slog"
	"strings"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// A Record is one row of the template: one recognition of one student. A field
// that is "" is an empty cell. A [Reader] keeps cells unchanged, spaces included;
// [Validator.Check] finds what is wrong with them. The zero Record is a blank
// row, which a [Writer] refuses. A Record is plain data.
type Record struct {
	StudentEmail  string // column A
	SISID         string // column B
	StudentNumber string // column C
	StateID       string // column D
	Recognition   string // column E
	TeacherEmail  string // column F
	ClassName     string // column G

	// Date is the day in column H. It is zero if the cell is empty or is not a
	// plain date, as [ParseDate] reads it.
	Date Date
	// DateText is the cell of column H as read if it is not a plain date: a date
	// followed by a time, incomplete, ambiguous, or with spaces around it.
	// Otherwise it is "". Check reports it. A repair that knows the day sets Date
	// and empties DateText. A Writer writes it unchanged.
	DateText string

	Note string // column I, byte for byte
}

// Cell returns the text of column c. For ColDate that is DateText if it is not
// empty, and otherwise Date as YYYY-MM-DD or, if Date is zero, "". It returns ""
// if c is NoColumn or not one of the constants.
func (r *Record) Cell(c Column) string {
	own := r.inner()
	return own.Cell(schema.Column(c))
}

// SetCell makes text the cell of column c. For ColDate, a plain date, as [ParseDate]
// reads it, goes to Date, and any other text to DateText; the other field is emptied. If
// c is NoColumn or not one of the constants, r does not change.
func (r *Record) SetCell(c Column, text string) {
	own := r.inner()
	own.SetCell(schema.Column(c), text)
	*r = recordOf(&own)
}

// LogValue returns the letters of the columns that are filled in, such as "BEFGH",
// without their cells. It implements [slog.LogValuer].
func (r Record) LogValue() slog.Value {
	var filled strings.Builder
	for c := ColStudentEmail; c <= ColNote; c++ {
		if r.Cell(c) != "" {
			filled.WriteString(c.Letter())
		}
	}
	return slog.GroupValue(slog.String("filled", filled.String()))
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

// A Position is the place in the input where a row starts. The zero Position is
// that of a record built in memory.
type Position struct {
	// Row is the number of the row as a spreadsheet shows it, from 1. In a plain
	// file the header is row 1. A record with line breaks inside its note is one
	// row, a blank line is also a row, and a "sep=" line, which spreadsheets do
	// not show, is not a row. After a row that could not be read whole, Row counts
	// the rows as this package read them.
	Row int64
	// Line is the number of the text line, from 1.
	Line int64
	// Offset is the byte offset in the input, from 0. A byte order mark counts.
	Offset int64
}

// A Date is a calendar day without a time or a time zone. The zero Date means "no
// date". Dates may be compared with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Errors of [ParseDate] and [Date.UnmarshalText], to be compared with
// [errors.Is]. They hold nothing of the text.
var (
	ErrDateInvalid    = dates.ErrInvalid    // not a date, or a day that does not exist
	ErrDateIncomplete = dates.ErrIncomplete // the day, the month or a four-digit year is missing
	ErrDateAmbiguous  = dates.ErrAmbiguous  // may mean another day: day first, a serial number of a spreadsheet and the like
	ErrDateTime       = dates.ErrTime       // a date followed by a time
)

// DateOf returns the day of t in its own location. The zero Time gives January 1
// of the year 1, which is not the zero Date.
func DateOf(t time.Time) Date { return Date(dates.Of(t)) }

// ParseDate reads a plain date: M/D/YYYY, M-D-YYYY, YYYY-MM-DD, YYYY/MM/DD,
// "Sep 14, 2023" or "14-Sep-2023".
//
// Forms with slashes or dashes that do not start with the year are in US order,
// month first. Day and month may have one digit or two; the year has four.
// Months are given by their first three letters, by "Sept" or by their whole
// name, in any case; "Sep 14 2023" and "14 Sep 2023" are read too. Any dash or
// minus sign counts as a hyphen, and the slash of a fraction or a division as a
// slash.
//
// Nothing else may be in s, not even spaces around the date, and the day must
// exist. Otherwise the error is the first of these that applies:
// [ErrDateInvalid], [ErrDateIncomplete], [ErrDateAmbiguous], [ErrDateTime].
func ParseDate(s string) (Date, error) {
	d, err := dates.Parse(s)
	return Date(d), err
}

// IsZero reports whether d is the zero Date, "no date".
func (d Date) IsZero() bool { return d == Date{} }

// IsValid reports whether d is a day that exists, in the years 1 to 9999. The
// zero Date is not valid.
func (d Date) IsValid() bool { return dates.Date(d).IsValid() }

// Compare returns -1 if d is before o, +1 if it is after o, and 0 if they are
// equal. The zero Date is before every day.
func (d Date) Compare(o Date) int { return dates.Date(d).Compare(dates.Date(o)) }

// String returns the date as YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string { return dates.Date(d).String() }

// Format returns the date in a layout of package time, such as "01/02/2006". The
// zero Date gives "". If d is not valid the result is that of String, so that it
// never becomes another day.
func (d Date) Format(layout string) string { return dates.Date(d).Format(layout) }

// MarshalText returns the date as YYYY-MM-DD, or an empty text for the zero Date.
// If d is neither zero nor valid the error is [ErrDateInvalid].
func (d Date) MarshalText() ([]byte, error) { return dates.Date(d).MarshalText() }

// UnmarshalText reads what MarshalText writes: YYYY-MM-DD, or an empty text for
// the zero Date. Any other text is [ErrDateInvalid], and d stays unchanged.
func (d *Date) UnmarshalText(text []byte) error { return (*dates.Date)(d).UnmarshalText(text) }
