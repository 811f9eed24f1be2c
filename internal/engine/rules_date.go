package engine

import (
	"fmt"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// The checks of the Date cell. What its text says is worked out by dates.Read;
// here it is weighed against the school year and today.

// readDateCell reads the Date cell once its facts are known, and settles what
// a safe fix would make of it: a fix of a date is YYYY-MM-DD.
func (j *judge) readDateCell() {
	f, text := &j.facts[schema.ColDate], j.s.cells[schema.ColDate]
	j.date, j.sure = dates.Reading{Faults: dates.NotADate}, dates.Date{}
	switch {
	case j.clearing.columns.Has(schema.ColDate):
		j.sure = unpackDay(j.clearing.day)
		j.date = dates.Reading{Parts: j.sure, CouldBeDayFirst: j.clearing.could}
		return
	case !j.s.day.IsZero():
		j.date, j.sure = dates.Reading{Parts: j.s.day}, j.s.day
	case !f.blank && !f.placeholder && f.sheet != celltext.SheetHashes && f.sheet != celltext.SheetExponent:
		j.date = dates.Read(f.clean)
		j.sure = j.sureDay()
	}
	if !j.date.Plain() {
		f.traits |= traitDateFault
	}
	if j.sure.IsZero() {
		return
	}
	if f.clean != text || !j.date.Plain() {
		f.mended = j.sure.String()
	}
	if j.isFuture(j.sure) || j.isBefore(j.sure) || j.isAfter(j.sure) {
		f.traits |= traitDateBeyond
	}
}

// day returns the day that the Date cell stands for, where nothing about it is
// in doubt.
func (j *judge) day() (dates.Date, bool) { return j.sure, !j.sure.IsZero() }

// sureDay works out that day: of a plain date, one with a time behind it, or one
// whose two-digit year the school year settles.
func (j *judge) sureDay() dates.Date {
	day := j.date.Date()
	if day.IsZero() || j.date.Has(^(dates.Clock | dates.TwoDigitYear)) {
		return dates.Date{}
	}
	if j.date.Has(dates.TwoDigitYear) && !j.v.yearHolds(day) {
		return dates.Date{}
	}
	return day
}

func (j *judge) isFuture(day dates.Date) bool { return day.Compare(j.v.today) > 0 }

func (j *judge) isBefore(day dates.Date) bool {
	return !j.v.opts.FirstDate.IsZero() && day.Compare(j.v.opts.FirstDate) < 0
}

func (j *judge) isAfter(day dates.Date) bool {
	return !j.v.opts.LastDate.IsZero() && day.Compare(j.v.opts.LastDate) > 0
}

// yearHolds reports whether a school year is given, with both its ends, and
// day is in it.
func (v *Checker) yearHolds(day dates.Date) bool {
	first, last := v.opts.FirstDate, v.opts.LastDate
	return !first.IsZero() && !last.IsZero() && first.Compare(day) <= 0 && day.Compare(last) <= 0
}

// meant returns the day that the Date cell most likely means as a fix for a
// person to confirm, or the safe one.
func (j *judge) meant() []check.Fix {
	if _, ok := j.day(); ok {
		return j.safeFix(schema.ColDate)
	}
	if day := j.date.Date(); !day.IsZero() {
		return []check.Fix{j.suggestion(schema.ColDate, day.String())}
	}
	return nil
}

func checkDateInvalid(j *judge, c schema.Column) {
	if j.facts[c].blank || !j.date.Has(dates.Invalid) || j.brief(c) {
		return
	}
	text := phrase.QuoteCell(j.s.cells[c])
	switch {
	case j.date.Has(dates.NotADate):
		j.tell(c, text+" is not a date: put month, day and year, such as 9/14/2023")
	case j.date.Has(dates.NoSuchDay):
		j.tell(c, text+" is a day that does not exist: put the right month, day and year, such as 9/14/2023")
	default:
		j.tell(c, text+" is not written as a date is here: put month, day and year, such as 9/14/2023", j.meant()...)
	}
}

func checkDateIncomplete(j *judge, c schema.Column) {
	if !j.date.Has(dates.Incomplete) || j.brief(c) {
		return
	}
	text := phrase.QuoteCell(j.s.cells[c])
	switch {
	case j.date.Has(dates.TwoDigitYear):
		j.tell(c, text+" has a year of two digits: put all four", j.meant()...)
	case j.date.Has(dates.NoYear):
		j.tell(c, text+" has no year: put month, day and year", j.inSchoolYear()...)
	default:
		j.tell(c, text+" is no whole date: put month, day and year, such as 9/14/2023")
	}
}

// inSchoolYear returns the one day of the school year that a date without a
// year can be.
func (j *judge) inSchoolYear() []check.Fix {
	first, last := j.v.opts.FirstDate, j.v.opts.LastDate
	if first.IsZero() || last.IsZero() || last.Year-first.Year > 2 {
		return nil
	}
	var fixes []check.Fix
	for year := first.Year; year <= last.Year; year++ {
		day := dates.Date{Year: year, Month: j.date.Parts.Month, Day: j.date.Parts.Day}
		if day.IsValid() && j.v.yearHolds(day) {
			fixes = append(fixes, j.suggestion(schema.ColDate, day.String()))
		}
	}
	if len(fixes) != 1 {
		return nil
	}
	return fixes
}

func checkDateAmbiguous(j *judge, c schema.Column) {
	if !j.date.Has(dates.Ambiguous) || j.brief(c) {
		return
	}
	text := phrase.QuoteCell(j.s.cells[c])
	day := phrase.QuoteCell(j.date.Date().String())
	switch {
	case j.date.Has(dates.DayFirst):
		j.tell(c, text+" has the day before the month: put the month first, or write "+day+" if that is the day", j.meant()...)
	case j.date.Has(dates.Dots):
		j.tell(c, text+" can be read with the month or the day first: put month, day and year with slashes")
	case j.date.Has(dates.Serial):
		j.tell(c, text+" is a spreadsheet's number of a day, most likely "+day+": format the column as a date and export it again", j.meant()...)
	case j.date.Has(dates.Zoned):
		j.tell(c, text+" is a time in another zone, so the day at school may be the one before or after "+day+": put the day alone", j.meant()...)
	}
}

func checkDateTime(j *judge, c schema.Column) {
	if j.date.Has(dates.Clock) && !j.brief(c) {
		j.tell(c, phrase.QuoteCell(j.s.cells[c])+" has a time behind the date: put the date alone", j.meant()...)
	}
}

func checkDateFuture(j *judge, c schema.Column) {
	if day, ok := j.day(); ok && j.isFuture(day) && !j.brief(c) {
		j.tell(c, fmt.Sprintf("%s is in the future: put the day it happened", phrase.QuoteCell(j.s.cells[c])))
	}
}

func checkDateRange(j *judge, c schema.Column) {
	day, ok := j.day()
	first, last := j.v.opts.FirstDate, j.v.opts.LastDate
	switch {
	case !ok || !j.isBefore(day) && !j.isAfter(day) || j.brief(c):
	case j.isBefore(day):
		j.tell(c, fmt.Sprintf("%s is before %s, the first day given: look whether the year is right", phrase.QuoteCell(j.s.cells[c]), first))
	default:
		j.tell(c, fmt.Sprintf("%s is after %s, the last day given: look whether the year is right", phrase.QuoteCell(j.s.cells[c]), last))
	}
}
