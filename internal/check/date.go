package check

import (
	"fmt"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// The checks of the Date cell. What its text says is worked out by dates.Read;
// here it is weighed against the school year and today.

// readDateCell reads the Date cell once its facts are known, and settles what
// a safe fix would make of it: a fix of a date is YYYY-MM-DD.
func (rc *RowChecker) readDateCell() {
	f, text := &rc.Facts[schema.ColDate], rc.s.Cells[schema.ColDate]
	rc.Date, rc.Sure = dates.Reading{Faults: dates.NotADate}, dates.Date{}
	switch {
	case !rc.s.Day.IsZero():
		rc.Date, rc.Sure = dates.Reading{Parts: rc.s.Day}, rc.s.Day
	case !f.blank && !f.placeholder && f.sheet != celltext.SheetHashes && f.sheet != celltext.SheetExponent:
		rc.Date = dates.Read(f.clean)
		rc.Sure = rc.sureDay()
	}
	if !rc.Date.Plain() {
		f.traits |= traitDateFault
	}
	if rc.Sure.IsZero() {
		return
	}
	if f.clean != text || !rc.Date.Plain() {
		f.repaired = rc.Sure.String()
	}
	if rc.isFuture(rc.Sure) || rc.isBefore(rc.Sure) || rc.isAfter(rc.Sure) {
		f.traits |= traitDateBeyond
	}
}

// day returns the day that the Date cell stands for, where nothing about it is
// in doubt.
func (rc *RowChecker) day() (dates.Date, bool) { return rc.Sure, !rc.Sure.IsZero() }

// sureDay works out that day: of a plain date, one with a time behind it, or one
// whose two-digit year the school year settles.
func (rc *RowChecker) sureDay() dates.Date {
	day := rc.Date.Date()
	if day.IsZero() || rc.Date.Has(^(dates.Clock | dates.TwoDigitYear)) {
		return dates.Date{}
	}
	if rc.Date.Has(dates.TwoDigitYear) && !rc.v.YearHolds(day) {
		return dates.Date{}
	}
	return day
}

func (rc *RowChecker) isFuture(day dates.Date) bool { return day.Compare(rc.v.today) > 0 }

func (rc *RowChecker) isBefore(day dates.Date) bool {
	return !rc.v.Opts.FirstDate.IsZero() && day.Compare(rc.v.Opts.FirstDate) < 0
}

func (rc *RowChecker) isAfter(day dates.Date) bool {
	return !rc.v.Opts.LastDate.IsZero() && day.Compare(rc.v.Opts.LastDate) > 0
}

// YearHolds reports whether a school year is given, with both its ends, and
// day is in it.
func (v *Checker) YearHolds(day dates.Date) bool {
	first, last := v.Opts.FirstDate, v.Opts.LastDate
	return !first.IsZero() && !last.IsZero() && first.Compare(day) <= 0 && day.Compare(last) <= 0
}

// meant returns the day that the Date cell most likely means as a fix for a
// person to confirm, or the safe one.
func (rc *RowChecker) meant() []Fix {
	if _, ok := rc.day(); ok {
		return rc.safeFix(schema.ColDate)
	}
	if day := rc.Date.Date(); !day.IsZero() {
		return []Fix{rc.suggestion(schema.ColDate, day.String())}
	}
	return nil
}

func checkDateInvalid(rc *RowChecker, c schema.Column) {
	if rc.Facts[c].blank || !rc.Date.Has(dates.Invalid) || rc.wordless(c) {
		return
	}
	text := phrase.QuoteCell(rc.s.Cells[c])
	switch {
	case rc.Date.Has(dates.NotADate):
		rc.tell(c, text+" is not a date: enter month, day and year, such as 11/30/2023")
	case rc.Date.Has(dates.NoSuchDay):
		rc.tell(c, text+" is not a day of the calendar: enter the right day as month/day/year") // an example would look like the answer
	default:
		rc.tell(c, text+" is written in an unusual way: enter month, day and year, such as 11/30/2023", rc.meant()...)
	}
}

func checkDateIncomplete(rc *RowChecker, c schema.Column) {
	if !rc.Date.Has(dates.Incomplete) || rc.wordless(c) {
		return
	}
	text := phrase.QuoteCell(rc.s.Cells[c])
	switch {
	case rc.Date.Has(dates.TwoDigitYear):
		rc.tell(c, text+" has a year of two digits: enter all four", rc.meant()...)
	case rc.Date.Has(dates.NoYear):
		rc.tell(c, text+" has no year: enter month, day and year", rc.inSchoolYear()...)
	default:
		rc.tell(c, text+" is not a whole date: enter month, day and year, such as 11/30/2023")
	}
}

// inSchoolYear returns the one day of the school year that a date without a
// year can be.
func (rc *RowChecker) inSchoolYear() []Fix {
	first, last := rc.v.Opts.FirstDate, rc.v.Opts.LastDate
	if first.IsZero() || last.IsZero() || last.Year-first.Year > 2 {
		return nil
	}
	var fixes []Fix
	for year := first.Year; year <= last.Year; year++ {
		day := dates.Date{Year: year, Month: rc.Date.Parts.Month, Day: rc.Date.Parts.Day}
		if day.IsValid() && rc.v.YearHolds(day) {
			fixes = append(fixes, rc.suggestion(schema.ColDate, day.String()))
		}
	}
	if len(fixes) != 1 {
		return nil
	}
	return fixes
}

func checkDateAmbiguous(rc *RowChecker, c schema.Column) {
	if !rc.Date.Has(dates.Ambiguous) || rc.wordless(c) {
		return
	}
	text := phrase.QuoteCell(rc.s.Cells[c])
	day := phrase.QuoteCell(rc.Date.Date().String())
	switch {
	case rc.Date.Has(dates.DayFirst):
		rc.tell(c, text+" has the day first: enter "+day+" if that is the day", rc.meant()...)
	case rc.Date.Has(dates.Dots):
		rc.tell(c, text+" can be read with the month or the day first: enter it with slashes and the month first, such as 11/30/2023")
	case rc.Date.Has(dates.Serial):
		rc.tell(c, text+" is how a spreadsheet stores a date, most likely "+day+": enter that date if it is right", rc.meant()...)
	case rc.Date.Has(dates.Zoned):
		rc.tell(c, text+" is a time in another time zone, so the day at school may be the one before or after "+day+": enter the day alone", rc.meant()...)
	}
}

func checkDateTime(rc *RowChecker, c schema.Column) {
	if rc.Date.Has(dates.Clock) && !rc.wordless(c) {
		rc.tell(c, phrase.QuoteCell(rc.s.Cells[c])+" has a time after the date: remove the time", rc.meant()...)
	}
}

func checkDateFuture(rc *RowChecker, c schema.Column) {
	if day, ok := rc.day(); ok && rc.isFuture(day) && !rc.wordless(c) {
		rc.tell(c, fmt.Sprintf("%s is in the future: enter the day it happened", phrase.QuoteCell(rc.s.Cells[c])))
	}
}

func checkDateRange(rc *RowChecker, c schema.Column) {
	day, ok := rc.day()
	first, last := rc.v.Opts.FirstDate, rc.v.Opts.LastDate
	switch {
	case !ok || !rc.isBefore(day) && !rc.isAfter(day) || rc.wordless(c):
	case rc.isBefore(day):
		rc.tell(c, fmt.Sprintf("%s is before the school year, which starts %s: check the year", phrase.QuoteCell(rc.s.Cells[c]), first.US()))
	default:
		rc.tell(c, fmt.Sprintf("%s is after the school year, which ends %s: check the year", phrase.QuoteCell(rc.s.Cells[c]), last.US()))
	}
}
