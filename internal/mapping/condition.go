package mapping

import (
	"encoding/json"
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/jsontree"
)

// A condition is what the cells of a column of the export must meet, instead of being
// one of a list of values: all of its limits, and its pattern.
type condition struct {
	limits  []limit // in the order of conditionKeys
	matches *regexp.Regexp
}

// A limit bounds a number or a day.
type limit struct {
	key    string // of conditionKeys
	number decimal
	text   json.Number // the number as it was written
	day    dates.Date  // zero: it is a number
}

// conditionKeys are the keys of a condition.
var conditionKeys = []string{"min", "above", "max", "below", "matches"}

// condition reads a condition.
func (p *mappingParser) condition(n jsontree.Node) *condition {
	c := new(condition)
	before := len(p.Problems)
	members := p.Object(n)
	for _, key := range members {
		switch {
		case key.Key == "matches":
			c.matches = p.pattern(key.Node)
		case slices.Contains(conditionKeys, key.Key):
			c.limits = append(c.limits, p.limit(key))
		default:
			p.unknown(key, conditionKeys...)
		}
	}
	if len(p.Problems) > before {
		return c
	}
	slices.SortFunc(c.limits, func(a, b limit) int {
		return slices.Index(conditionKeys, a.key) - slices.Index(conditionKeys, b.key)
	})
	if len(members) == 0 {
		p.Add(n, "it is empty: give one of %s, or a list of values", strings.Join(conditionKeys, ", "))
	}
	p.agreeOnLimits(c.limits, n)
	return c
}

// agreeOnLimits reports limits that don't go together.
func (p *mappingParser) agreeOnLimits(limits []limit, n jsontree.Node) {
	if len(limits) < 2 {
		return
	}
	a, b := &limits[0], &limits[1]
	switch {
	case len(limits) > 2 || a.lower() == b.lower():
		p.Add(n, `keep one of "min" and "above", and one of "max" and "below"`)
	case a.day.IsZero() != b.day.IsZero():
		p.Add(n, "one limit is a number, the other a day; write both as numbers or both as days")
	case a.compare(b.number, b.day) < 0 || a.compare(b.number, b.day) == 0 && (a.key == "above" || b.key == "below"):
		p.Add(n, "no value meets both limits")
	}
}

// lower reports whether values must be over the limit, not under it.
func (l *limit) lower() bool { return l.key == "min" || l.key == "above" }

// limit reads a number or a day.
func (p *mappingParser) limit(key jsontree.Member) limit {
	l := limit{key: key.Key}
	if number, ok := key.Value.(json.Number); ok {
		if l.number, ok = parseDecimal(string(number)); !ok {
			p.Add(key.Node, "write all digits of the number, without an exponent")
		}
		l.text = number
		return l
	}
	text, ok := key.Value.(string)
	if err := l.day.UnmarshalText([]byte(text)); !ok || err != nil || l.day.IsZero() {
		p.Add(key.Node, "write a number without quotes, or a day as YYYY-MM-DD")
	}
	return l
}

// pattern reads a regular expression.
func (p *mappingParser) pattern(n jsontree.Node) *regexp.Regexp {
	before := len(p.Problems)
	text := p.Filled(n)
	if len(p.Problems) > before {
		return nil
	}
	pattern, err := regexp.Compile(text)
	if err != nil {
		what := "it can't be read"
		if wrong, ok := errors.AsType[*syntax.Error](err); ok {
			what = wrong.Code.String()
		}
		p.Add(n, "the pattern is not right, %s: write it as Go and RE2 have it, with each backslash twice in JSON", what)
	}
	return pattern
}

// object returns the condition as JSON.
func (c *condition) object() orderedObject {
	var o orderedObject
	for i := range c.limits {
		l := &c.limits[i]
		o.addIf(l.day.IsZero(), l.key, l.text)
		o.addIf(!l.day.IsZero(), l.key, l.day)
	}
	o.addIf(c.matches != nil, "matches", c.matches)
	return o
}

// holds reports whether a cell meets the condition. day is that of a cell that is a
// time and no text; dates reads that of a text. A cell that is no number, or no day in
// a form that can't be mistaken, is within no limits.
func (c *condition) holds(cell string, day dates.Date, dates *ColumnRule) bool {
	cell = strings.TrimFunc(cell, celltext.Unseen)
	if c.matches != nil && !c.matches.MatchString(cell) {
		return false
	}
	if len(c.limits) == 0 {
		return true
	}
	var number decimal
	ok := true
	switch {
	case c.limits[0].day.IsZero():
		number, ok = parseDecimal(cell)
	case day.IsZero():
		day = dates.dayOf(cell)
		ok = !day.IsZero()
	}
	return ok && !slices.ContainsFunc(c.limits, func(l limit) bool { return !l.allows(l.compare(number, day)) })
}

// compare compares a value with the limit: it is above it where the result is positive.
func (l *limit) compare(number decimal, day dates.Date) int {
	if l.day.IsZero() {
		return number.compare(l.number)
	}
	return day.Compare(l.day)
}

func (l *limit) allows(compared int) bool {
	switch l.key {
	case "min":
		return compared >= 0
	case "above":
		return compared > 0
	case "max":
		return compared <= 0
	}
	return compared < 0
}

// dayOf returns the day of a text as the Date column with this rule has it, and the zero
// Date where it is in doubt.
func (r *ColumnRule) dayOf(text string) dates.Date {
	var m Record
	r.SetDate(&m, text)
	return m.day()
}

// A decimal is a number of any length, which a float would round.
type decimal struct {
	sign            int    // of the number: -1, 0 or 1
	whole, fraction string // digits, without zeros at the outer end
}

// parseDecimal reads a number: digits, with commas between each three of them if any, a
// sign before and a fraction behind.
func parseDecimal(text string) (d decimal, ok bool) {
	d.sign = 1
	for _, sign := range []string{"-", "\u2212", "+"} {
		if rest, found := strings.CutPrefix(text, sign); found {
			text = rest
			if sign != "+" {
				d.sign = -1
			}
			break
		}
	}
	whole, fraction, point := strings.Cut(text, ".")
	if whole, ok = withoutCommas(whole); !ok || point && !celltext.IsDigits(fraction) || whole == "" && !point {
		return decimal{}, false
	}
	d.whole, d.fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if d.whole == "" && d.fraction == "" {
		d.sign = 0
	}
	return d, true
}

// withoutCommas returns the digits of a whole number, which may be none.
func withoutCommas(text string) (digits string, ok bool) {
	groups := strings.Split(text, ",")
	for i, group := range groups {
		if len(groups) > 1 && (len(group) > 3 || len(group) == 0 || i > 0 && len(group) < 3) {
			return "", false
		}
	}
	digits = strings.Join(groups, "")
	return digits, digits == "" || celltext.IsDigits(digits)
}

func (d decimal) compare(e decimal) int {
	if d.sign != e.sign {
		return d.sign - e.sign
	}
	size := len(d.whole) - len(e.whole)
	if size == 0 {
		size = strings.Compare(d.whole, e.whole)
	}
	if size == 0 {
		size = strings.Compare(d.fraction, e.fraction)
	}
	return size * d.sign
}
