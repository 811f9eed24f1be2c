package roster

import "example.com/otustemplate/internal/dates"

// A day counts from 1 January 2000. It reaches from 1910 to 2089; what is
// beyond is taken for the ends.
type day int16

const (
	noBegin day = -1 << 15  // before every day
	noEnd   day = 1<<15 - 1 // after every day
)

// DayOf returns the day of a date that is valid.
func DayOf(d dates.Date) day {
	const days2000 = 730_119 // from 1 January of the year 1
	y, n := d.Year-1, d.Day-1
	for m := range d.Month - 1 {
		n += dates.DaysIn(d.Year, m+1)
	}
	n += 365*y + y/4 - y/100 + y/400 - days2000
	return day(min(max(n, int(noBegin)+1), int(noEnd)-1))
}

// A daySpan is a stretch of days, both ends in it.
type daySpan struct{ first, last day }

func (s daySpan) holds(d day) bool { return s.first <= d && d <= s.last }
