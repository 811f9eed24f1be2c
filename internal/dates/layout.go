package dates

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.com/otustemplate/internal/celltext"
)

// A Layout is one way in which an export writes its dates: a layout of
// package time where it holds 2006, else a pattern. What the letters of a
// pattern mean is told at mapping.Mapping.
type Layout struct {
	Text   string // as given
	native string // a layout of package time, with zoneMark where the zone stands; "": a pattern
	zoned  bool   // the native layout has a zone
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

// NewLayout compiles a layout.
func NewLayout(text string) (Layout, error) {
	l := Layout{Text: text}
	if strings.Contains(text, "2006") {
		return l, l.compileNative()
	}
	if err := l.split(TidyLayout(text)); err != nil {
		return l, err
	}
	l.joinZones()
	l.settle()
	return l, l.check()
}

// zoneMark stands where the zone of a native layout stood. Package time takes it
// as it is.
const zoneMark = "\x01"

// fixedOffset is an offset that is written out in a layout of package time, which
// would take its digits for something else, or pass over it.
var fixedOffset = regexp.MustCompile(`[+-]\d\d:?[03]0`)

// compileNative makes sure that a layout of package time tells a day, by writing
// days and reading them back, and finds its zone.
func (l *Layout) compileNative() error {
	l.native = TidyLayout(l.Text)
	if start, end := nativeZone(l.native); start < end {
		l.native, l.zoned = l.native[:start]+zoneMark+l.native[end:], true
	}
	if start, end := nativeZone(l.native); start < end {
		return errors.New("the layout tells the zone twice")
	}
	if fixedOffset.MatchString(l.native) {
		return errors.New("in a layout of package time an offset is written -07:00")
	}
	for _, day := range []Date{{2023, time.September, 14}, {1987, time.December, 3}} {
		back, err := time.Parse(l.native, day.Format(l.native))
		if err != nil || Of(back) != day {
			return errors.New("the layout does not tell year, month and day")
		}
	}
	return nil
}

// nativeZones are how package time writes a zone in a layout, the longer ones
// first.
var nativeZones = []string{"Z07:00:00", "Z070000", "Z07:00", "Z0700", "Z07",
	"-07:00:00", "-070000", "-07:00", "-0700", "-07"}

// nativeZone returns where the zone stands in a layout of package time: its
// elements and words such as UTC, which that package takes as they are, one
// behind the other, in parentheses or not. start == end: it has none.
func nativeZone(layout string) (start, end int) {
	for i := 0; i < len(layout); {
		n := zoneElement(layout, i)
		if n == 0 {
			i++
			continue
		}
		start, end = i, i+n
		for {
			next := end
			for next < len(layout) && (layout[next] == ' ' || layout[next] == '(') {
				next++
			}
			n := zoneElement(layout, next)
			if n == 0 {
				break
			}
			end = next + n
		}
		if end < len(layout) && layout[end] == ')' && strings.Contains(layout[max(0, start-1):end], "(") {
			end++
			if start > 0 && layout[start-1] == '(' {
				start--
			}
		}
		return start, end
	}
	return 0, 0
}

// zoneElement returns the length of the element of a zone at layout[i:], 0 where
// there is none.
func zoneElement(layout string, i int) int {
	for _, element := range nativeZones {
		if strings.HasPrefix(layout[i:], element) {
			return len(element)
		}
	}
	if i > 0 && celltext.IsLetter(layout[i-1]) {
		return 0
	}
	if n := celltext.Leading(layout[i:], celltext.IsLetter); n > 0 && isZoneName(layout[i:i+n]) {
		return n
	}
	return 0
}

// split takes the pattern apart into runs of one letter, and what stands
// between them.
func (l *Layout) split(pattern string) error {
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
	"z": layoutZone, "zz": layoutZone, "zzz": layoutZone, "zzzz": layoutZone, "x": layoutZone, "xx": layoutZone, "xxx": layoutZone,
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
	n := celltext.Leading(pattern, func(b byte) bool { return celltext.IsLetter(b) && b|0x20 == first })
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
	case celltext.IsDigit(pattern[0]):
		n = celltext.Leading(pattern, celltext.IsDigit)
		if strings.Trim(pattern[:n], "0") == "" { // as spreadsheets have it: ss.000
			return layoutPart{kind: layoutFraction, text: pattern[:n]}, n
		}
		return layoutPart{}, n
	}
	return layoutPart{text: pattern[:1]}, 1
}

// joinZones makes literals that are zones, such as 'Z' and 'GMT', elements of
// the zone: what they say holds of the time. Before another such element they are
// part of it.
func (l *Layout) joinZones() {
	var parts []layoutPart
	for _, p := range l.parts {
		if p.kind == layoutLiteral && isZoneName(p.text) {
			p.kind = layoutZone
		}
		if n := len(parts); p.kind == layoutZone && n > 0 && parts[n-1].kind == layoutZone {
			continue
		}
		parts = append(parts, p)
	}
	l.parts = parts
}

// settle finds the minutes and fractions, and the numbers without separators.
func (l *Layout) settle() {
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
func (l *Layout) lastMonth(i int) *layoutPart {
	for l.parts[i].kind != layoutMonth {
		i--
	}
	return &l.parts[i]
}

// check makes sure that the pattern tells a day, and nothing twice.
func (l *Layout) check() error {
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

// An Order is which of day and month comes first in a layout that writes both as numbers.
type Order uint8

// The orders.
const (
	NoOrder      Order = iota // the month has a name, or the year comes first
	MonthThenDay              // 11/30/2023
	DayThenMonth              // 30/11/2023
)

// Order returns the order of the layout's numbers.
func (l *Layout) Order() Order {
	year, month, day := l.places()
	switch {
	case month < 0 || year >= 0 && year < min(month, day):
		return NoOrder
	case day < month:
		return DayThenMonth
	}
	return MonthThenDay
}

// places returns where the numbers of year, month and day stand, -1 for one that is none.
func (l *Layout) places() (year, month, day int) {
	if l.native != "" { // a day that has no two numbers alike
		text := Date{2023, time.September, 14}.Format(l.native)
		return strings.Index(text, "23"), strings.Index(text, "9"), strings.Index(text, "14")
	}
	of := func(kind layoutKind) int {
		return slices.IndexFunc(l.parts, func(p layoutPart) bool { return p.kind == kind })
	}
	return of(layoutYear), of(layoutMonth), of(layoutDay)
}

// A layoutReading is what a text of a layout says.
type layoutReading struct {
	at   time.Time // as the clock showed it, as a time of UTC
	zone zoneText
}

// DayIn returns the day of the reading in loc, as [zoneText.dayIn] does.
func (r layoutReading) DayIn(loc *time.Location) (d Date, ok bool) { return r.zone.dayIn(r.at, loc) }

// Match reads a text that is written in the layout.
func (l *Layout) Match(text string) (layoutReading, bool) {
	text = TidyLayout(text)
	if l.native != "" {
		return l.matchNative(text)
	}
	var m layoutMatch
	for i := range l.parts {
		var ok bool
		if text, ok = m.take(&l.parts[i], text); !ok {
			return layoutReading{}, false
		}
	}
	if l.parts[len(l.parts)-1].kind == layoutZone && m.zone.isWhole(text, 0) {
		text = ""
	}
	day := Date{m.value[layoutYear], time.Month(m.value[layoutMonth]), m.value[layoutDay]}
	if text != "" || !day.IsValid() {
		return layoutReading{}, false
	}
	return layoutReading{m.time(day), m.zone}, true
}

// matchNative is match for a layout of package time, which reads all but the
// zone.
func (l *Layout) matchNative(text string) (layoutReading, bool) {
	if !l.zoned {
		at, err := time.Parse(l.native, text)
		return layoutReading{at: at}, err == nil && Of(at).IsValid()
	}
	const longest = 200                                // bytes of a text that may be a date
	for i := min(len(text), longest) - 1; i > 0; i-- { // it mostly stands at the end
		zone, n, ok := readZone(text[i:])
		if !ok {
			continue
		}
		rests := [...]string{text[i+n:], ""}
		for _, rest := range rests {
			if rest == "" && !zone.isWhole(text[i:], n) {
				continue
			}
			at, err := time.Parse(l.native, text[:i]+zoneMark+rest)
			if err == nil && Of(at).IsValid() {
				return layoutReading{at, zone}, true
			}
		}
	}
	return layoutReading{}, false
}

// A layoutMatch gathers the numbers of a text.
type layoutMatch struct {
	value [layoutZone + 1]int // of the fraction: 1 where it is not zero
	half  byte                // of the day: 'a', 'p' or 0
	zone  zoneText
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
		return m.zonePart(text)
	}
	return m.number(p, text)
}

// numberMost is the largest value of the parts of a time of day.
var numberMost = map[layoutKind]int{layoutHour: 23, layoutMinute: 59, layoutSecond: 60}

func (m *layoutMatch) number(p *layoutPart, text string) (rest string, ok bool) {
	least, most := 1, 2
	switch {
	case p.kind == layoutFraction:
		n := celltext.Leading(text, celltext.IsDigit)
		if strings.Trim(text[:n], "0") != "" {
			m.value[layoutFraction] = 1
		}
		return text[n:], n > 0
	case p.exact || p.kind == layoutYear:
		least, most = len(p.text), len(p.text)
	}
	n := min(celltext.Leading(text, celltext.IsDigit), most)
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
	n := celltext.Leading(text, celltext.IsLetter)
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

// zonePart reads a zone of any form.
func (m *layoutMatch) zonePart(text string) (rest string, ok bool) {
	zone, n, ok := readZone(text)
	if !ok {
		return text, false
	}
	m.zone = zone
	return text[n:], true
}

// time returns the moment of the text on that day, as one of UTC.
func (m *layoutMatch) time(d Date) time.Time {
	// A leap second must not become the day after.
	return time.Date(d.Year, d.Month, d.Day, hourOf(m.value[layoutHour], m.half), m.value[layoutMinute],
		min(m.value[layoutSecond], 59), m.value[layoutFraction], time.UTC)
}
