// Package dates is about calendar days: how people and systems write them, in
// which order and zone, and which day a text means.
package dates

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"example.com/otustemplate/internal/words"
)

// A Date is a calendar day with no time and no zone. The zero Date is "no
// date". Dates may be compared with ==.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// What [Parse] and [Date.UnmarshalText] say of a text that is no plain
// date. They hold nothing of the text.
var (
	ErrInvalid    = errors.New("not a date, or a day that does not exist; write it as YYYY-MM-DD")
	ErrIncomplete = errors.New("a date without its day, month or four-digit year; write it as YYYY-MM-DD")
	ErrAmbiguous  = errors.New("a date that may mean another day; write it as YYYY-MM-DD")
	ErrTime       = errors.New("a date with a time behind it; write it as YYYY-MM-DD")
)

// Of returns the day of t in t's own location. The zero Time is a day too,
// 1 January of the year 1, and not the zero Date.
func Of(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// parseFixedDate takes exactly YYYY-MM-DD and MM/DD/YYYY, the two forms that
// nearly every cell has; false hands over to Read, which gives the same
// answers.
func parseFixedDate(s string) (Date, bool) {
	if len(s) != 10 {
		return Date{}, false
	}
	return Fixed(binary.LittleEndian.Uint64([]byte(s)), binary.LittleEndian.Uint64([]byte(s[2:])))
}

// Fixed is parseFixedDate of a text whose first eight bytes are a, and the
// last b.
func Fixed(a, b uint64) (Date, bool) {
	if byte(a>>16) == '/' && byte(a>>40) == '/' {
		return OfDigits(b>>32 | a<<48>>16 | a>>24<<48)
	}
	return ISO(a, b)
}

// ISO reads YYYY-MM-DD, of which a is the first eight bytes and b the last.
func ISO(a, b uint64) (Date, bool) {
	if byte(a>>32) != '-' || byte(a>>56) != '-' {
		return Date{}, false
	}
	return OfDigits(a&0xffffffff | a>>40<<48>>16 | b>>48<<48)
}

// OfDigits reads YYYYMMDD, the first digit in the lowest byte.
func OfDigits(w uint64) (Date, bool) {
	w -= '0' * words.EveryByte
	if (w|(w+(0x7f-9)*words.EveryByte))&words.HighBits != 0 {
		return Date{}, false // not all digits
	}
	w = w*10 + w>>8 // every other byte is a pair of digits as a number
	d := Date{int(w&0xff)*100 + int(w>>16&0xff), time.Month(w >> 32 & 0xff), int(w >> 48 & 0xff)}
	return d, d.IsValid()
}

// ParseISO takes exactly YYYY-MM-DD.
func ParseISO[T string | []byte](s T) (Date, bool) {
	d, ok := parseFixedDate(string(s))
	if !ok || s[4] != '-' {
		return Date{}, false
	}
	return d, true
}

// twoDigits returns the number that two digits stand for, or a negative one.
func twoDigits(a, b byte) int {
	x, y := a-'0', b-'0'
	if x > 9 || y > 9 {
		return -100
	}
	return 10*int(x) + int(y)
}

// fourDigits returns the number that four digits stand for, or a negative one.
func fourDigits(a, b, c, d byte) int {
	high, low := twoDigits(a, b), twoDigits(c, d)
	if high < 0 || low < 0 {
		return -1
	}
	return 100*high + low
}

// US returns d as a US office writes it, 9/14/2023: for reading. What is to be entered is
// ISO, which no setting of a program or an export can take for another day.
func (d Date) US() string { return fmt.Sprintf("%d/%d/%04d", int(d.Month), d.Day, d.Year) }

// IsZero reports whether d is "no date".
func (d Date) IsZero() bool { return d == Date{} }

// IsValid reports whether d is a day that exists, of the years 1 to 9999. The
// zero Date is not valid.
func (d Date) IsValid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 &&
		d.Day >= 1 && d.Day <= DaysIn(d.Year, d.Month)
}

// monthDays holds the days of each month of a common year.
var monthDays = [13]uint8{1: 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// DaysIn returns how many days month m, 1 to 12, has in the year.
func DaysIn(year int, m time.Month) int {
	if m == time.February && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 29
	}
	return int(monthDays[m])
}

// Compare returns -1 where d is before o, +1 where it is after, else 0. The
// zero Date is before every day.
func (d Date) Compare(o Date) int {
	switch {
	case d.Year != o.Year:
		return cmp.Compare(d.Year, o.Year)
	case d.Month != o.Month:
		return cmp.Compare(d.Month, o.Month)
	}
	return cmp.Compare(d.Day, o.Day)
}

// String returns the date as YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if !d.IsValid() {
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
	}
	return string(d.AppendISO(make([]byte, 0, len(time.DateOnly))))
}

// AppendISO appends a valid date as YYYY-MM-DD.
func (d Date) AppendISO(dst []byte) []byte {
	dst = AppendTwo(append(AppendFour(dst, d.Year), '-'), int(d.Month))
	return AppendTwo(append(dst, '-'), d.Day)
}

// AppendFour appends n, 0 to 9999, as four digits.
func AppendFour(dst []byte, n int) []byte { return AppendTwo(AppendTwo(dst, n/100), n%100) }

// twoDigitTexts is the numbers 00 to 99. They spare a date a division
// for each digit.
const twoDigitTexts = "0001020304050607080910111213141516171819" +
	"2021222324252627282930313233343536373839" +
	"4041424344454647484950515253545556575859" +
	"6061626364656667686970717273747576777879" +
	"8081828384858687888990919293949596979899"

// AppendTwo appends n, 0 to 99, as two digits.
func AppendTwo(dst []byte, n int) []byte {
	return append(dst, twoDigitTexts[2*n], twoDigitTexts[2*n+1])
}

// Format returns the date in a layout of package time, such as "01/02/2006".
// The zero Date gives "". A date that is not valid is written as String does,
// so that it never turns into another day.
func (d Date) Format(layout string) string {
	if !d.IsValid() {
		return d.String()
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(layout)
}

// MarshalText returns the date as YYYY-MM-DD, or nothing for the zero Date. A
// date that is not valid is an error.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.IsValid() {
		return nil, ErrInvalid
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText writes: YYYY-MM-DD, or nothing for the
// zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, ok := ParseISO(text)
	if !ok {
		return ErrInvalid
	}
	*d = parsed
	return nil
}
