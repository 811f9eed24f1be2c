package dates

import (
	"strings"
	"time"

	"example.com/otustemplate/internal/celltext"
)

// cutClock takes the time off the end of a date and says what it means for the
// date: Clock, Zoned, or 0 where there is none. Not ok is something
// like a time that is none.
func cutClock(s string) (day string, fault Fault, ok bool) {
	day, text, ok := splitClock(s)
	if !ok || text == "" {
		return day, 0, ok
	}
	clock, ok := readClock(text)
	switch {
	case !ok:
		return "", 0, false
	case clock.zone.kind != zoneNone && !clock.midnight():
		return day, Zoned, true
	}
	return day, Clock, true
}

// splitClock returns the date and the time behind it, "" where there is none.
func splitClock(s string) (day, clock string, ok bool) {
	at := strings.IndexByte(s, ':')
	if at < 0 {
		if at = hourAlone(s); at < 0 {
			return s, "", true
		}
	}
	hour := at
	for hour > 0 && celltext.IsDigit(s[hour-1]) {
		hour--
	}
	if day, ok = strings.CutSuffix(s[:hour], " "); ok {
		return strings.TrimSuffix(day, ","), s[hour:], true // "9/14/2023, 10:30 AM"
	}
	n := hour - 1
	if n < 1 || s[n]|0x20 != 't' || !celltext.IsDigit(s[n-1]) {
		return "", "", false
	}
	return s[:n], s[hour:], true
}

// hourAlone returns where the hour ends in a text such as "9/14/2023 10 AM",
// or -1.
func hourAlone(s string) int {
	rest, half := cutMeridiem(s)
	if half == 0 || rest == "" || !celltext.IsDigit(rest[len(rest)-1]) {
		return -1
	}
	return len(rest)
}

// A clockReading is what a time of day says that matters for its date.
type clockReading struct {
	seconds int  // of the day; a leap second is not counted
	more    bool // a fraction of a second
	zone    zoneText
}

func (c clockReading) midnight() bool { return c.seconds == 0 && !c.more }

// on returns the time on that day, as one of UTC.
func (c clockReading) on(d Date) time.Time {
	at := time.Date(d.Year, d.Month, d.Day, 0, 0, c.seconds, 0, time.UTC)
	if c.more {
		return at.Add(1)
	}
	return at
}

// clockFields are the least number of digits, the most, and the seconds of
// hour, minute and second. A second may be 60, as leap seconds are.
var clockFields = [...]struct {
	digits  int
	most    int
	seconds int
}{{1, 23, 3600}, {2, 59, 60}, {2, 60, 1}}

// readClock reads a time of day: 10:30, 10:30:00, 10:30:00.000, 10:30 AM,
// 10 AM, each with Z, an offset or a zone's name behind it or not. AM and PM
// are not held against the hour, as the day is the same: "14:30 PM" is a slip.
func readClock(s string) (c clockReading, ok bool) {
	s, c.zone = cutZone(s)
	s, half := cutMeridiem(s)
	n, more := 0, true
	for ; more && n < len(clockFields); n++ {
		var text string
		if text, s, more = strings.Cut(s, ":"); n == 2 {
			if text, c.more, ok = cutFraction(text); !ok {
				return c, false
			}
		}
		field := clockFields[n]
		v := smallNumber(text)
		if !celltext.IsDigits(text) || len(text) < field.digits || len(text) > 2 || v > field.most {
			return c, false
		}
		if n == 0 {
			v = hourOf(v, half)
		}
		c.seconds += min(v, 59) * field.seconds
	}
	return c, !more && (n > 1 || half != 0)
}

// hourOf returns the hour of the day that an hour of AM ('a') or PM ('p') is.
func hourOf(hour int, half byte) int {
	switch {
	case half == 'p' && hour < 12:
		return hour + 12
	case half == 'a' && hour == 12:
		return 0
	}
	return hour
}

// cutFraction takes the fraction off the seconds. more: it is not zero.
func cutFraction(seconds string) (whole string, more, ok bool) {
	i := strings.IndexAny(seconds, ".,")
	if i < 0 {
		return seconds, false, true
	}
	fraction := seconds[i+1:]
	return seconds[:i], strings.Trim(fraction, "0") != "", celltext.IsDigits(fraction)
}

// cutMeridiem takes AM or PM off the end of a time; half is 'a', 'p' or 0.
func cutMeridiem(s string) (rest string, half byte) {
	t := strings.TrimSuffix(s, ".") // "a.m."
	if n := len(t); n > 1 && t[n-1]|0x20 == 'm' {
		t = strings.TrimSuffix(t[:n-1], ".")
	} else {
		return s, 0
	}
	if t == "" {
		return s, 0
	}
	half = t[len(t)-1] | 0x20
	if half != 'a' && half != 'p' {
		return s, 0
	}
	return strings.TrimSuffix(t[:len(t)-1], " "), half
}

// TidyLayout makes all white space one blank, and dashes and slashes plain ones, in patterns and in what they are
// held against: dates come padded, and with the narrow spaces that some
// systems put before AM.
func TidyLayout(text string) string {
	if kinds, spaces, _ := celltext.Look(text); kinds&(celltext.ByteBeyond|celltext.ByteControl|celltext.ByteBreak) == 0 && !spaces {
		return text
	}
	return plainMarks(strings.Join(strings.Fields(text), " "))
}
