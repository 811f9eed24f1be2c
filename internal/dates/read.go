package dates

import (
	"strconv"
	"strings"
	"time"

	"example.com/otustemplate/internal/celltext"
)

// Read says what the text of a Date cell means. White space around it and
// characters that cannot be seen must be gone already. It guesses nothing: what
// is no plain date has a fault, even where one day only can be meant.
func Read(s string) Reading {
	if r, ok := readUsual(s); ok {
		return r
	}
	return readAny(s)
}

// readAny is Read for dates of every form.
func readAny(s string) Reading {
	s = plainMarks(s)
	day, clock, ok := cutClock(s)
	if !ok {
		return Reading{Faults: NotADate}
	}
	r := readDay(day)
	if !r.Has(NotADate | NoSuchDay) {
		r.Faults |= clock
	}
	return r
}

// plainMarks returns text with every dash made a hyphen, the minus sign among
// them, and the slashes of fractions and divisions a plain one: word processors
// and some systems put them into dates.
func plainMarks(text string) string {
	if strings.IndexByte(text, 0xe2) < 0 { // which all of them start with
		return text
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212:
			return '-'
		case 0x2044, 0x2215:
			return '/'
		}
		return r
	}, text)
}

// ReadTidied is Read of a text that blanks may stand around.
func ReadTidied(s string) Reading {
	if r, ok := readUsual(s); ok {
		return r
	}
	return Read(TidyLayout(s))
}

// readUsual reads the forms that nearly every cell has, YYYY-MM-DD and M/D/YYYY
// with one digit or two. Not ok hands over to the general way, which has the
// same answers and takes far longer.
func readUsual(s string) (r Reading, ok bool) {
	if r.Parts, ok = parseFixedDate(s); !ok {
		r.Parts, ok = parseSlashed(s)
	}
	if !ok {
		return Reading{}, false
	}
	month, day := int(r.Parts.Month), r.Parts.Day
	r.CouldBeDayFirst = s[4] != '-' && day <= 12 && day != month
	return r, true
}

// parseSlashed takes M/D/YYYY with one digit or two of month and day.
func parseSlashed(s string) (Date, bool) {
	month, s, ok := shortNumber(s)
	day, s, more := shortNumber(s)
	if !ok || !more || len(s) != 4 {
		return Date{}, false
	}
	d := Date{fourDigits(s[0], s[1], s[2], s[3]), time.Month(month), day}
	return d, d.IsValid()
}

// shortNumber takes one digit or two and a slash off the front of s.
func shortNumber(s string) (n int, rest string, ok bool) {
	switch {
	case len(s) > 1 && s[1] == '/' && celltext.IsDigit(s[0]):
		return int(s[0] - '0'), s[2:], true
	case len(s) > 2 && s[2] == '/':
		n = twoDigits(s[0], s[1])
		return n, s[3:], n >= 0
	}
	return 0, "", false
}

// ReadCell returns what a Record holds of a Date cell: a plain date, or the
// text of any other. The error says that the text is no date at all.
func ReadCell(text string) (date Date, kept string, err error) {
	if celltext.IsBlank(text) {
		return Date{}, text, nil
	}
	if date, err = Parse(text); err == nil {
		return date, "", nil
	}
	clean, _ := celltext.Clean(0, text)
	if r := Read(clean); r.Has(Invalid) && clean != "" {
		return Date{}, text, ErrInvalid
	}
	return Date{}, text, nil
}

// readDay reads a date with no time behind it.
func readDay(s string) Reading {
	if r, ok := readDigits(s); ok {
		return r
	}
	rest, weekday := cutWeekday(s)
	var sc dayScan
	if !sc.scan(rest) {
		return Reading{Faults: NotADate}
	}
	form, ok := dayForms[string(sc.shape[:sc.n])]
	if !ok {
		return Reading{Faults: NotADate}
	}
	r := form.read(sc.values)
	if sc.ordinal {
		r.Faults |= OtherForm
	}
	if r.Has(NotADate | NoSuchDay) {
		r.Faults &= NotADate | NoSuchDay
		r.CouldBeDayFirst = false
		return r
	}
	if weekday != anyWeekday {
		r.Faults |= OtherForm
		r.heed(weekday)
	}
	return r
}

// heed takes the day out of the reading where it falls on another weekday:
// one of the two is wrong, and nobody can say which.
func (r *Reading) heed(weekday time.Weekday) {
	d := r.Date()
	if !d.IsZero() && time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday() != weekday {
		r.Parts = Date{}
	}
}

// readDigits reads a date that is one number: a spreadsheet's serial, or eight
// digits without separators, as Infinite Campus's mmddyyyy. Its years are 1900
// to 2199, under which no eight digits can be both month first and year first.
func readDigits(s string) (Reading, bool) {
	whole, fraction, hasFraction := strings.Cut(s, ".")
	if !celltext.IsDigits(whole) || hasFraction && !celltext.IsDigits(fraction) {
		return Reading{}, false
	}
	switch {
	case len(whole) == 5 && whole >= "20000" && whole <= "79999":
		return Reading{Parts: serialDate(whole), Faults: Serial}, true
	case len(whole) != 8 || hasFraction:
		return Reading{}, false
	}
	for _, iso := range []string{
		whole[4:] + "-" + whole[:2] + "-" + whole[2:4],
		whole[:4] + "-" + whole[4:6] + "-" + whole[6:],
	} {
		if d, ok := parseFixedDate(iso); ok && d.Year >= 1900 && d.Year < 2200 {
			return Reading{Parts: d, Faults: OtherForm}, true
		}
	}
	return Reading{Faults: NotADate}, true
}

// serialDate returns the day of a serial of five digits. Day 0 is 1899-12-30,
// as the 1900 system counts a 29 February 1900 that never was.
func serialDate(digits string) Date {
	n, _ := strconv.Atoi(digits)
	return Of(time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC))
}

// A dayForm says what the numbers of a shape stand for.
type dayForm struct {
	order  string // "mdy": month, day, year; shorter where the form lacks one
	faults Fault
	sep    byte // of forms that start with two numbers in US order, else 0
}

// dayForms are the forms of a date by shape: d for one or two digits, Y for
// four, M for a month's name, everything else for itself. The forms without
// faults are the plain ones.
var dayForms = map[string]dayForm{
	"d/d/Y":  {order: "mdy", sep: '/'},
	"d-d-Y":  {order: "mdy", sep: '-'},
	"Y-d-d":  {order: "ymd"},
	"Y/d/d":  {order: "ymd"},
	"M d, Y": {order: "mdy"},
	"M d,Y":  {order: "mdy"},
	"M d Y":  {order: "mdy"},
	"d-M-Y":  {order: "dmy"},
	"d M Y":  {order: "dmy"},
	"d M, Y": {order: "dmy"},

	"d.d.Y": {order: "mdy", sep: '.'},
	"Y.d.d": {order: "ymd", faults: OtherForm},
	"Y-M-d": {order: "ymd", faults: OtherForm},
	"Y M d": {order: "ymd", faults: OtherForm},

	"d/d/d":  {order: "mdy", faults: TwoDigitYear, sep: '/'},
	"d-d-d":  {order: "mdy", faults: TwoDigitYear, sep: '-'},
	"d.d.d":  {order: "mdy", faults: TwoDigitYear, sep: '.'},
	"M d, d": {order: "mdy", faults: TwoDigitYear},
	"M d,d":  {order: "mdy", faults: TwoDigitYear},
	"M d d":  {order: "mdy", faults: TwoDigitYear},
	"d-M-d":  {order: "dmy", faults: TwoDigitYear},
	"d M d":  {order: "dmy", faults: TwoDigitYear},

	"d/d": {order: "md", faults: NoYear, sep: '/'},
	"d-d": {order: "md", faults: NoYear, sep: '-'},
	"M d": {order: "md", faults: NoYear},
	"d M": {order: "dm", faults: NoYear},
	"d-M": {order: "dm", faults: NoYear},

	"d/Y":  {order: "my", faults: NoDay},
	"d-Y":  {order: "my", faults: NoDay},
	"Y-d":  {order: "ym", faults: NoDay},
	"Y/d":  {order: "ym", faults: NoDay},
	"M Y":  {order: "my", faults: NoDay},
	"M, Y": {order: "my", faults: NoDay},
	"M-Y":  {order: "my", faults: NoDay},
	"Y M":  {order: "ym", faults: NoDay},

	// A spreadsheet shows September 2023 as Sep-23: a year or a day, nobody
	// knows.
	"M-d": {order: "m", faults: NoYear | NoDay},
	"M":   {order: "m", faults: NoYear | NoDay},
	"Y":   {order: "y", faults: NoMonth | NoDay},
}

// read makes a reading of the numbers of a text of this form.
func (f dayForm) read(values [3]int) Reading {
	r := Reading{Faults: f.faults}
	for i := range len(f.order) {
		switch f.order[i] {
		case 'y':
			r.Parts.Year = values[i]
		case 'm':
			r.Parts.Month = time.Month(values[i])
		case 'd':
			r.Parts.Day = values[i]
		}
	}
	if r.Has(TwoDigitYear) {
		r.Parts.Year += 2000
	}
	if f.order == "y" && (r.Parts.Year < 1900 || r.Parts.Year > 2199) {
		return Reading{Faults: NotADate} // any number of four digits
	}
	if f.sep != 0 {
		r.settleOrder()
	}
	if !f.exists(r.Parts) {
		return Reading{Parts: r.Parts, Faults: NoSuchDay}
	}
	if f.sep != 0 {
		r.doubt(f.sep, values)
	}
	return r
}

// settleOrder looks at month and day, as read in US order, for a day first.
func (r *Reading) settleOrder() {
	first, second := int(r.Parts.Month), r.Parts.Day
	if first > 12 && second <= 12 {
		r.Parts.Month, r.Parts.Day = time.Month(second), first
		r.Faults |= DayFirst
	}
	r.CouldBeDayFirst = first <= 12 && second <= 12 && first != second
}

// doubt deals with the separators that speak against US order: dots, which are
// day first wherever they are the custom, and dashes in 23-09-14, which is as
// likely year first.
func (r *Reading) doubt(sep byte, values [3]int) {
	yearFirst := Date{2000 + values[0], time.Month(values[1]), values[2]}
	switch {
	case sep == '-' && r.Has(TwoDigitYear) && r.Has(DayFirst) && yearFirst.IsValid():
		r.Parts = Date{}
	case sep != '.' || r.Has(DayFirst):
	case r.Parts.Day > 12:
		r.Faults |= OtherForm
	default:
		r.Faults |= Dots
		r.CouldBeDayFirst = false
		r.Parts.Month, r.Parts.Day = 0, 0
	}
}

// exists reports whether there is a day with the parts that the form has. A
// day without a year may be 29 February.
func (f dayForm) exists(d Date) bool {
	if !strings.Contains(f.order, "y") {
		d.Year = 2000
	}
	if !strings.Contains(f.order, "m") {
		d.Month = 1
	}
	if !strings.Contains(f.order, "d") {
		d.Day = 1
	}
	return d.IsValid()
}

// A dayScan takes the text of a date apart.
type dayScan struct {
	shape   [8]byte // as in dayForms; no form is longer than six
	n       int     // bytes of shape
	values  [3]int  // of the numbers and months, in order
	k       int     // values seen
	ordinal bool    // 14th
}

// scan reports whether s is made of what the forms are made of.
func (sc *dayScan) scan(s string) bool {
	for s != "" {
		if sc.n == len(sc.shape) {
			return false
		}
		digits, letters := celltext.Leading(s, celltext.IsDigit), celltext.Leading(s, celltext.IsLetter)
		n := max(digits, letters, 1)
		token := s[:n]
		s = s[n:]
		switch {
		case digits > 0:
			if !sc.number(token) {
				return false
			}
		case letters == 0:
			sc.add(token[0])
		case sc.n > 0 && sc.shape[sc.n-1] == 'd':
			if !isOrdinal(token) {
				return false
			}
			sc.ordinal = true
		default:
			m, whole := monthNamed(token)
			if m == 0 || !sc.value('M', int(m)) {
				return false
			}
			if !whole {
				s = strings.TrimPrefix(s, ".") // "Sep. 14, 2023"
			}
		}
	}
	return true
}

// add appends a byte to the shape.
func (sc *dayScan) add(b byte) {
	sc.shape[sc.n] = b
	sc.n++
}

// value appends a number or month, if there is room for it.
func (sc *dayScan) value(shape byte, v int) bool {
	if sc.k == len(sc.values) {
		return false
	}
	sc.values[sc.k] = v
	sc.k++
	sc.add(shape)
	return true
}

// number appends a number of one, two or four digits.
func (sc *dayScan) number(digits string) bool {
	shape := byte('d')
	switch len(digits) {
	case 1, 2:
	case 4:
		shape = 'Y'
	default:
		return false
	}
	v, _ := strconv.Atoi(digits)
	return sc.value(shape, v)
}

// isOrdinal reports whether the letters behind a number make it "14th".
func isOrdinal(letters string) bool {
	switch strings.ToLower(letters) {
	case "st", "nd", "rd", "th":
		return true
	}
	return false
}

// Parse reads a plain date: M/D/YYYY, M-D-YYYY, YYYY-MM-DD, YYYY/MM/DD,
// "Sep 14, 2023" or "14-Sep-2023". Slash and dash forms are in US order, day
// and month may have one digit or two, the year has four. Months go by their
// first three letters, "Sept", or their whole name, in any case; "Sep 14 2023"
// and "14 Sep 2023" will do as well. Any dash, or a minus sign, will do for the
// hyphen, and the slash of a fraction or division for a slash.
//
// Nothing may stand around the date, and the day must exist. Where s is no
// plain date the error is [ErrInvalid], [ErrIncomplete],
// [ErrAmbiguous] or [ErrTime], the first that holds.
func Parse(s string) (Date, error) {
	r := Read(s)
	switch {
	case r.Plain():
		return r.Parts, nil
	case r.Has(Invalid):
		return Date{}, ErrInvalid
	case r.Has(Incomplete):
		return Date{}, ErrIncomplete
	case r.Has(Ambiguous):
		return Date{}, ErrAmbiguous
	}
	return Date{}, ErrTime
}

// Moved returns the day in loc of a date with a time and a zone behind it,
// such as 2023-09-14T23:30:00Z. Not ok: the text has no zone, one that loc does
// not go by, or more is wrong with it.
func Moved(s string, loc *time.Location) (d Date, ok bool) {
	s = plainMarks(s)
	if r := Read(s); r.Faults != Zoned {
		return Date{}, false
	}
	day, text, _ := splitClock(s)
	clock, _ := readClock(text)
	return clock.zone.dayIn(clock.on(readDay(day).Date()), loc)
}
