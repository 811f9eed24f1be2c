package dates

// A Fault is one reason why the text of a Date cell is no plain date. A
// cell may have several.
type Fault uint16

// A Reading is what the text of a Date cell says.
type Reading struct {
	// parts are the numbers read, 0 where one lacks: year 0 for "9/14". They
	// may be no day: 02/30/2023.
	Parts  Date
	Faults Fault // 0: a plain date
	// CouldBeDayFirst: both numbers in front are 12 or less and they differ, so
	// that the day is another one if the file turns out to be day first.
	CouldBeDayFirst bool
}

// Plain reports whether the text is a plain date, as [Parse] takes it.
func (r Reading) Plain() bool { return r.Faults == 0 }

// Has reports whether the text has one of the faults.
func (r Reading) Has(f Fault) bool { return r.Faults&f != 0 }

// Date returns the day meant, or the zero Date where none can be said.
func (r Reading) Date() Date {
	if r.Has(NotADate|NoSuchDay) || !r.Parts.IsValid() {
		return Date{}
	}
	return r.Parts
}

const (
	// NotADate: nothing can be told from it, as from "yesterday". It
	// stands alone.
	NotADate Fault = 1 << iota
	// NoSuchDay: 02/30/2023, 13/14/2023, 0000-00-00. It stands alone.
	NoSuchDay
	// OtherForm: a person can tell the day, but it is written in no form
	// that is taken: a weekday in front, 09142023 or 20230914 without
	// separators, 9.14.2023 or 2023.09.14 with dots, 14th, 2023-Sep-14.
	OtherForm
	// TwoDigitYear: the reading's year is the 20yy.
	TwoDigitYear
	NoYear
	NoMonth
	NoDay
	// DayFirst: the first number is over 12 and the second is not.
	DayFirst
	// Dots: 9.5.2023, which is day first where dots are the custom. No day
	// can be told.
	Dots
	// Serial: a spreadsheet's number of a day, 20000 to 79999 in the 1900
	// system (1954 to 2119), with or without a fraction for the time.
	Serial
	// Zoned: a time with a zone behind the date, other than midnight. The
	// day is the one written; in the school's zone it may be another.
	Zoned
	// Clock: a time without a zone, or midnight in any.
	Clock
)

// The faults of each code.
const (
	Invalid    = NotADate | NoSuchDay | OtherForm
	Incomplete = TwoDigitYear | NoYear | NoMonth | NoDay
	Ambiguous  = DayFirst | Dots | Serial | Zoned
)
