package otustemplate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A dateLayout is one way in which an export writes its dates: a layout of
// package time where it holds 2006, else a pattern. What the letters of a
// pattern mean is told at [Mapping].
type dateLayout struct {
	text   string // as given
	native bool   // of package time
	parts  []layoutPart
}

// A layoutPart is one element of a pattern.
type layoutPart struct {
	kind  layoutKind
	text  string // as it stands in the pattern; of a literal, what must be there
	exact bool   // a number of as many digits as letters, as no separator ends it
}

type layoutKind uint8

const (
	layoutLiteral layoutKind = iota
	layoutYear
	layoutMonth
	layoutMonthName
	layoutDay
	layoutWeekday
	layoutHour
	layoutMinute
	layoutSecond
	layoutFraction
	layoutMeridiem
	layoutZone
)

// number reports whether the element is a number.
func (k layoutKind) number() bool {
	return k == layoutYear || k == layoutMonth || k >= layoutDay && k <= layoutFraction && k != layoutWeekday
}

// newDateLayout compiles a layout.
func newDateLayout(text string) (dateLayout, error) {
	l := dateLayout{text: text, native: strings.Contains(text, "2006")}
	if l.native {
		return l, l.tryNative()
	}
	if err := l.split(tidyLayout(text)); err != nil {
		return l, err
	}
	l.settle()
	return l, l.check()
}

// tidyLayout makes all white space one blank, in patterns and in what they are
// held against: dates come padded, and with the narrow spaces that some
// systems put before AM.
func tidyLayout(text string) string {
	if kinds, spaces, _ := glance(text); kinds&(byteBeyond|byteControl|byteBreak) == 0 && !spaces {
		return text
	}
	return strings.Join(strings.Fields(text), " ")
}

// tryNative makes sure that a layout of package time tells a day, by writing
// days and reading them back.
func (l *dateLayout) tryNative() error {
	for _, day := range []Date{{2023, time.September, 14}, {1987, time.December, 3}} {
		back, err := time.Parse(l.text, day.Format(l.text))
		if err != nil || DateOf(back) != day {
			return errors.New("the layout does not tell year, month and day")
		}
	}
	return nil
}

// split takes the pattern apart into runs of one letter, and what stands
// between them.
func (l *dateLayout) split(pattern string) error {
	for pattern != "" {
		part, n := nextPart(pattern)
		if part.kind == layoutLiteral && part.text == "" {
			return fmt.Errorf("%q means nothing in a pattern of a date", pattern[:n])
		}
		l.parts = append(l.parts, part)
		pattern = pattern[n:]
	}
	return nil
}

// layoutRuns says what a run of letters means. A month before seconds or
// behind hours becomes minutes later.
var layoutRuns = map[string]layoutKind{
	"yyyy": layoutYear, "yy": layoutYear,
	"mmmm": layoutMonthName, "mmm": layoutMonthName, "mm": layoutMonth, "m": layoutMonth,
	"dddd": layoutWeekday, "ddd": layoutWeekday, "dd": layoutDay, "d": layoutDay,
	"hh": layoutHour, "h": layoutHour, "ss": layoutSecond, "s": layoutSecond,
	"am/pm": layoutMeridiem, "a/p": layoutMeridiem, "tt": layoutMeridiem, "a": layoutMeridiem,
	"z": layoutZone, "zz": layoutZone, "zzz": layoutZone, "x": layoutZone, "xx": layoutZone, "xxx": layoutZone,
}

// nextPart returns the element at the front of the pattern and its length. A
// literal without text is one that means nothing.
func nextPart(pattern string) (layoutPart, int) {
	for _, run := range []string{"am/pm", "a/p"} {
		if len(pattern) >= len(run) && strings.EqualFold(pattern[:len(run)], run) {
			return layoutPart{kind: layoutRuns[run], text: run}, len(run)
		}
	}
	first := pattern[0] | 0x20
	n := leading(pattern, func(b byte) bool { return isLetter(b) && b|0x20 == first })
	run := strings.ToLower(pattern[:n])
	kind, known := layoutRuns[run]
	switch {
	case known:
		return layoutPart{kind: kind, text: run}, n
	case run == "t":
		return layoutPart{text: "T"}, n
	case first == 's' || first == 'f':
		return layoutPart{kind: layoutFraction, text: run}, n
	case n > 0:
		return layoutPart{}, n
	case pattern[0] == '\'': // as Java has it: 'T'
		quoted, _, closed := strings.Cut(pattern[1:], "'")
		if !closed {
			return layoutPart{}, len(pattern)
		}
		return layoutPart{text: quoted}, len(quoted) + 2
	case isDigit(pattern[0]):
		n = leading(pattern, isDigit)
		if strings.Trim(pattern[:n], "0") == "" { // as spreadsheets have it: ss.000
			return layoutPart{kind: layoutFraction, text: pattern[:n]}, n
		}
		return layoutPart{}, n
	}
	return layoutPart{text: pattern[:1]}, 1
}

// settle finds the minutes and fractions, and the numbers without separators.
func (l *dateLayout) settle() {
	before := layoutLiteral // the last element that was no literal
	for i := range l.parts {
		p := &l.parts[i]
		switch {
		case p.kind == layoutMonth && before == layoutHour:
			p.kind = layoutMinute
		case p.kind == layoutSecond && before == layoutMonth:
			l.lastMonth(i).kind = layoutMinute
		case p.kind == layoutSecond && before == layoutSecond:
			p.kind = layoutFraction
		}
		if i > 0 && p.kind.number() && l.parts[i-1].kind.number() {
			p.exact, l.parts[i-1].exact = true, true
		}
		if p.kind != layoutLiteral {
			before = p.kind
		}
	}
}

// lastMonth returns the last month before the i-th element.
func (l *dateLayout) lastMonth(i int) *layoutPart {
	for l.parts[i].kind != layoutMonth {
		i--
	}
	return &l.parts[i]
}

// check makes sure that the pattern tells a day, and nothing twice.
func (l *dateLayout) check() error {
	var count [layoutZone + 1]int
	for _, p := range l.parts {
		kind := p.kind
		if kind == layoutMonthName {
			kind = layoutMonth
		}
		count[kind]++
		if p.exact && len(p.text) == 1 {
			return fmt.Errorf("%q stands beside another number, so that its width must be known: double it", p.text)
		}
	}
	if count[layoutYear] != 1 || count[layoutMonth] != 1 || count[layoutDay] != 1 {
		return errors.New("a pattern needs year, month and day, each once")
	}
	if slices.Max(count[layoutYear:]) > 1 {
		return errors.New("a pattern may tell nothing twice")
	}
	return nil
}

// A layoutReading is what a text of a layout says.
type layoutReading struct {
	at    time.Time // in its own zone, or in UTC where it has none
	zoned bool
}

// match reads a text that is written in the layout. loc is where zones that go
// by a name are looked for; nil: nowhere.
func (l *dateLayout) match(text string, loc *time.Location) (layoutReading, bool) {
	text = tidyLayout(text)
	if l.native {
		return l.matchNative(text, loc)
	}
	var m layoutMatch
	for i := range l.parts {
		var ok bool
		if text, ok = m.take(&l.parts[i], text); !ok {
			return layoutReading{}, false
		}
	}
	day := Date{m.value[layoutYear], time.Month(m.value[layoutMonth]), m.value[layoutDay]}
	if text != "" || !day.IsValid() {
		return layoutReading{}, false
	}
	return layoutReading{m.time(day), m.zoned}, true
}

// matchNative is match for a layout of package time.
func (l *dateLayout) matchNative(text string, loc *time.Location) (layoutReading, bool) {
	if loc == nil {
		loc = time.UTC
	}
	at, err := time.ParseInLocation(l.text, text, loc)
	if err != nil {
		return layoutReading{}, false
	}
	named := strings.Contains(l.text, "MST")
	if name, offset := at.Zone(); named && offset == 0 && name != "UTC" && name != "GMT" && loc != time.UTC {
		return layoutReading{}, false // a name that package time doesn't know in loc: it makes up an offset of 0
	}
	return layoutReading{at, named || strings.Contains(l.text, "Z07") || strings.Contains(l.text, "-07")}, true
}

// A layoutMatch gathers the numbers of a text.
type layoutMatch struct {
	value  [layoutZone + 1]int
	half   byte // of the day: 'a', 'p' or 0
	zoned  bool
	offset int // seconds east of UTC
}

// take reads the element p off the front of the text.
func (m *layoutMatch) take(p *layoutPart, text string) (rest string, ok bool) {
	switch p.kind {
	case layoutLiteral:
		if len(text) < len(p.text) || !strings.EqualFold(text[:len(p.text)], p.text) {
			return text, false
		}
		return text[len(p.text):], true
	case layoutMonthName, layoutWeekday:
		return m.name(p.kind, text)
	case layoutMeridiem:
		return m.meridiem(text)
	case layoutZone:
		return m.zone(text)
	}
	return m.number(p, text)
}

// numberMost is the largest value of the parts of a time of day.
var numberMost = map[layoutKind]int{layoutHour: 23, layoutMinute: 59, layoutSecond: 60}

func (m *layoutMatch) number(p *layoutPart, text string) (rest string, ok bool) {
	least, most := 1, 2
	switch {
	case p.kind == layoutFraction:
		n := leading(text, isDigit)
		return text[n:], n > 0
	case p.exact || p.kind == layoutYear:
		least, most = len(p.text), len(p.text)
	}
	n := min(leading(text, isDigit), most)
	if n < least {
		return text, false
	}
	v, _ := strconv.Atoi(text[:n])
	if p.kind == layoutYear && n == 2 {
		v += 2000
	}
	if limit, bounded := numberMost[p.kind]; bounded && v > limit {
		return text, false
	}
	m.value[p.kind] = v
	return text[n:], true
}

func (m *layoutMatch) name(kind layoutKind, text string) (rest string, ok bool) {
	n := leading(text, isLetter)
	if kind == layoutWeekday {
		for day := time.Sunday; day <= time.Saturday; day++ {
			if full := day.String(); strings.EqualFold(text[:n], full) || strings.EqualFold(text[:n], full[:3]) {
				return text[n:], true
			}
		}
		return text, false
	}
	month, _ := monthNamed(text[:n])
	m.value[layoutMonth] = int(month)
	return text[n:], month != 0
}

func (m *layoutMatch) meridiem(text string) (rest string, ok bool) {
	for _, word := range []string{"a.m.", "p.m.", "am", "pm", "a", "p"} {
		if len(text) >= len(word) && strings.EqualFold(text[:len(word)], word) {
			m.half = word[0]
			return text[len(word):], true
		}
	}
	return text, false
}

// zone reads Z or an offset: -05, -0500, -05:00.
func (m *layoutMatch) zone(text string) (rest string, ok bool) {
	m.zoned = true
	if text != "" && text[0]|0x20 == 'z' {
		return text[1:], true
	}
	n := leading(text, func(b byte) bool { return isDigit(b) || b == ':' || b == '+' || b == '-' })
	offset, ok := parseOffset(text[:n])
	m.offset = offset
	return text[n:], ok
}

// time returns the moment of the text on that day.
func (m *layoutMatch) time(d Date) time.Time {
	zone := time.UTC
	if m.zoned {
		zone = time.FixedZone("", m.offset)
	}
	// A leap second must not become the day after.
	return time.Date(d.Year, d.Month, d.Day,
		hourOf(m.value[layoutHour], m.half), m.value[layoutMinute], min(m.value[layoutSecond], 59), 0, zone)
}

// dayIn returns the day of the reading in the zone loc. Midnight keeps its day:
// that is how systems write a day that has no time. Not ok: the text has a
// zone, and there is none to move it to.
func (r layoutReading) dayIn(loc *time.Location) (d Date, ok bool) {
	h, m, s := r.at.Clock()
	midnight := h == 0 && m == 0 && s == 0 && r.at.Nanosecond() == 0
	switch {
	case !r.zoned || midnight:
		return DateOf(r.at), true
	case loc == nil:
		return DateOf(r.at), false
	}
	return DateOf(r.at.In(loc)), true
}
