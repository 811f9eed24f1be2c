package dates

import (
	"strings"
	"time"

	"example.com/otustemplate/internal/celltext"
)

// A zoneText is the zone behind a time, as it is written there. Package time is
// not asked for it: of GMT-10 it makes another time, and of a name that it does
// not know an offset of 0.
type zoneText struct {
	kind   zoneKind
	offset int    // seconds east of UTC, of zoneOffset
	name   string // of zoneNamed: EST
}

type zoneKind uint8

const (
	zoneNone   zoneKind = iota
	zoneOffset          // Z, -05:00, GMT-5
	zoneNamed           // EST, which is another offset in other countries, and in summer none
)

// dayIn returns the day in loc of a time of that zone; wall is what the clock
// showed, as a time of UTC. Midnight keeps its day: that is how systems write a
// day that has no time. Not ok: there is nowhere to move it to, or the zone goes
// by a name that loc does not go by at that time.
func (z zoneText) dayIn(wall time.Time, loc *time.Location) (d Date, ok bool) {
	h, m, s := wall.Clock()
	midnight := h == 0 && m == 0 && s == 0 && wall.Nanosecond() == 0
	switch {
	case z.kind == zoneNone || midnight:
		return Of(wall), true
	case loc == nil:
		return Of(wall), false
	case z.kind == zoneNamed:
		return Of(wall), goesBy(loc, z.name, wall)
	}
	return Of(wall.Add(-time.Duration(z.offset) * time.Second).In(loc)), true
}

// goesBy reports whether loc goes by the name when its clocks show wall. In the
// hour that comes twice in autumn it goes by two.
func goesBy(loc *time.Location, name string, wall time.Time) bool {
	for _, near := range []time.Duration{-24 * time.Hour, 0, 24 * time.Hour} {
		_, offset := wall.Add(near).In(loc).Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(loc)
		if now, same := at.Zone(); same == offset && strings.EqualFold(now, name) {
			return true
		}
	}
	return false
}

// zoneNames are the names that are taken for zones wherever they stand behind a
// time, beside those that end in T: those of the United States.
var zoneNames = []string{"Z", "UT", "UTC", "GMT", "AST", "ADT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT",
	"AKST", "AKDT", "HST", "HDT", "SST", "ET", "CT", "MT", "PT"}

// isZoneName reports whether a word is one of zoneNames.
func isZoneName(word string) bool {
	for _, name := range zoneNames {
		if strings.EqualFold(word, name) {
			return true
		}
	}
	return false
}

// isUTC reports whether a word means an offset of 0.
func isUTC(word string) bool {
	return strings.EqualFold(word, "Z") || countsFromUTC(word)
}

// countsFromUTC reports whether an offset may stand behind the word: GMT-5.
func countsFromUTC(word string) bool {
	return strings.EqualFold(word, "UTC") || strings.EqualFold(word, "GMT") || strings.EqualFold(word, "UT")
}

// longestZoneName bounds the letters of a name.
const longestZoneName = 5

// readZone reads the zone that s starts with, and how long it is: Z, an offset
// such as -5, -05, -0500 or -05:00, UTC or GMT with an offset behind it or none,
// or a name; in parentheses or not.
func readZone(s string) (z zoneText, n int, ok bool) {
	if strings.HasPrefix(s, "(") {
		z, n, ok = readBareZone(s[1:])
		return z, n + len("()"), ok && strings.HasPrefix(s[1+n:], ")")
	}
	return readBareZone(s)
}

func readBareZone(s string) (z zoneText, n int, ok bool) {
	n = celltext.Leading(s, celltext.IsLetter)
	switch word := s[:n]; {
	case n == 0:
		z.offset, n, ok = readOffset(s)
		z.kind = zoneOffset
		return z, n, ok
	case isUTC(word):
		z.kind = zoneOffset
		rest := strings.TrimPrefix(s[n:], " ")
		if offset, more, signed := readOffset(rest); signed && countsFromUTC(word) {
			z.offset, n = offset, len(s)-len(rest)+more
		}
		return z, n, true
	case n > 1 && n <= longestZoneName && !strings.EqualFold(word, "am") && !strings.EqualFold(word, "pm"):
		return zoneText{kind: zoneNamed, name: word}, n, true
	}
	return z, 0, false
}

// readOffset reads the offset that s starts with, in seconds east of UTC, and how
// long it is: -5, -05, -500, -0500, -5:00, -05:00, each with seconds or not. No
// place on Earth is over 14 hours away.
func readOffset(s string) (seconds, n int, ok bool) {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0, 0, false
	}
	var parts [3]int // hours, minutes, seconds
	switch digits := celltext.Leading(s[1:], celltext.IsDigit); digits {
	case 1, 2:
		parts, n, ok = offsetWithColons(s, 1+digits)
	case 3, 4, 6:
		n, ok = 1+digits, true
		parts = offsetInDigits(s[1:n])
	}
	seconds = parts[0]*3600 + parts[1]*60 + parts[2]
	if !ok || parts[1] > 59 || parts[2] > 59 || seconds > 14*3600 {
		return 0, 0, false
	}
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, n, true
}

// offsetWithColons reads the hours that end at n, behind a sign, and the minutes and
// seconds that follow them behind colons, if they do.
func offsetWithColons(s string, n int) (parts [3]int, end int, ok bool) {
	parts[0] = smallNumber(s[1:n])
	for i := 1; i < len(parts) && len(s) >= n+3 && s[n] == ':' && celltext.Leading(s[n+1:], celltext.IsDigit) == 2; i++ {
		parts[i] = smallNumber(s[n+1 : n+3])
		n += 3
	}
	return parts, n, !strings.HasPrefix(s[n:], ":")
}

// offsetInDigits reads hours, minutes and seconds, or the first two of them. Of three
// digits one is the hour, else two are.
func offsetInDigits(digits string) (parts [3]int) {
	at := 2 - len(digits)%2
	parts[0] = smallNumber(digits[:at])
	for i := 1; at < len(digits); i, at = i+1, at+2 {
		parts[i] = smallNumber(digits[at : at+2])
	}
	return parts
}

// smallNumber returns what one digit or two stand for.
func smallNumber(digits string) (n int) {
	for i := range len(digits) {
		n = 10*n + int(digits[i]-'0')
	}
	return n
}

// isZoneRemark reports whether s is what may stand behind an offset and says it
// once more, as in "-0500 EST" and "GMT-0500 (Eastern Standard Time)".
func isZoneRemark(s string) bool {
	const longest = 60
	s, ok := strings.CutPrefix(s, " ")
	if !ok || s == "" || len(s) > longest {
		return false
	}
	if inner, ok := strings.CutPrefix(s, "("); ok {
		inner, ok = strings.CutSuffix(inner, ")")
		return ok && !strings.ContainsFunc(inner, func(r rune) bool {
			return r < ' ' || r >= '0' && r <= '9' || r == '(' || r == ')' || r == '"'
		})
	}
	return len(s) <= longestZoneName && celltext.Leading(s, celltext.IsLetter) == len(s)
}

// isWhole reports whether the n bytes of a zone are all of s, except for a
// remark behind an offset.
func (z zoneText) isWhole(s string, n int) bool {
	return n == len(s) || z.kind == zoneOffset && isZoneRemark(s[n:])
}

// cutZone takes a zone off the end of a time.
func cutZone(s string) (rest string, z zoneText) {
	for i := 1; i < len(s); i++ {
		if c := s[i]; !celltext.IsLetter(c) && c != '+' && c != '-' && c != '(' || celltext.IsLetter(c) && celltext.IsLetter(s[i-1]) {
			continue
		}
		z, n, ok := readZone(s[i:])
		if ok && z.isWhole(s[i:], n) && (z.kind == zoneOffset || isZoneName(z.name) || z.name[len(z.name)-1]|0x20 == 't') {
			return strings.TrimSuffix(s[:i], " "), z
		}
	}
	return s, zoneText{}
}
