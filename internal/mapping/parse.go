package mapping

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/schema"
)

// A mappingParser turns JSON into a mapping and gathers what is wrong with it.
// After a problem its results are of no use, but it goes on to find the others.
type mappingParser struct{ problems Problems }

func (p *mappingParser) add(n jsonNode, format string, args ...any) {
	p.problems.add(n.path, format, args...)
}

// object returns the members of an object, each key once.
func (p *mappingParser) object(n jsonNode) []jsonMember {
	if n.kind != jsonObject {
		p.add(n, "write an object: {…}")
		return nil
	}
	seen := make(map[string]bool)
	return slices.DeleteFunc(n.members, func(m jsonMember) bool {
		if seen[m.key] {
			p.add(m.jsonNode, "the key is there twice; keep one")
			return true
		}
		seen[m.key] = true
		return false
	})
}

// unknown tells of a key that means nothing here.
func (p *mappingParser) unknown(m jsonMember, known ...string) {
	p.add(m.jsonNode, "there is no such key; known here are %s", strings.Join(known, ", "))
}

// text returns a string.
func (p *mappingParser) text(n jsonNode) string {
	s, ok := n.value.(string)
	switch n.value.(type) {
	case json.Number, bool:
		p.add(n, "put it in quotes")
	default:
		if !ok {
			p.add(n, "write a text in quotes")
		}
	}
	return s
}

// filled returns a string that says something.
func (p *mappingParser) filled(n jsonNode) string {
	before := len(p.problems)
	s := p.text(n)
	if celltext.IsBlank(s) && len(p.problems) == before {
		p.add(n, "it is empty; write a text or leave the key out")
	}
	return s
}

// list returns the strings of a list that has one at least.
func (p *mappingParser) list(n jsonNode, text func(jsonNode) string) []string {
	if n.kind != jsonList || len(n.items) == 0 {
		p.add(n, `write a list of texts: ["…", "…"]`)
		return []string{""}
	}
	list := make([]string, len(n.items))
	for i, item := range n.items {
		list[i] = text(item)
	}
	return list
}

// flag returns true or false.
func (p *mappingParser) flag(n jsonNode) bool {
	b, ok := n.value.(bool)
	if !ok {
		p.add(n, "write true or false")
	}
	return b
}

// date returns a day written as YYYY-MM-DD.
func (p *mappingParser) date(n jsonNode) dates.Date {
	var d dates.Date
	if err := d.UnmarshalText([]byte(p.text(n))); err != nil || d.IsZero() {
		p.add(n, "write a day as YYYY-MM-DD")
	}
	return d
}

func (p *mappingParser) mapping(n jsonNode) *Mapping {
	m := new(Mapping)
	for _, key := range p.object(n) {
		switch key.key {
		case "rows":
			m.rows = p.rows(key.jsonNode)
		case "each":
			m.each = p.eachRule(key.jsonNode)
		case "columns":
			p.columns(m, key.jsonNode)
		case "counts":
		default:
			p.unknown(key, "rows", "each", "columns", "counts")
		}
	}
	return m
}

func (p *mappingParser) rows(n jsonNode) rowRules {
	var r rowRules
	for _, key := range p.object(n) {
		switch key.key {
		case "where":
			r.where = p.tests(key.jsonNode)
		case "not":
			r.not = p.tests(key.jsonNode)
		case "dates":
			r.first, r.last = p.days(key.jsonNode)
		default:
			p.unknown(key, "where", "not", "dates")
		}
	}
	return r
}

// days reads the first and the last day, by name or in order.
func (p *mappingParser) days(n jsonNode) (first, last dates.Date) {
	if n.kind == jsonList && len(n.items) == 2 {
		first, last = p.date(n.items[0]), p.date(n.items[1])
	} else {
		for _, key := range p.object(n) {
			switch key.key {
			case "first":
				first = p.date(key.jsonNode)
			case "last":
				last = p.date(key.jsonNode)
			default:
				p.unknown(key, "first", "last")
			}
		}
	}
	if !first.IsZero() && !last.IsZero() && last.Compare(first) < 0 {
		p.add(n, "the last day is before the first")
	}
	return first, last
}

func (p *mappingParser) tests(n jsonNode) []rowTest {
	var tests []rowTest
	for _, key := range p.object(n) {
		t := rowTest{label: key.key, values: p.list(key.jsonNode, p.text), keys: make(map[string]bool)}
		for _, value := range t.values {
			t.keys[fold.Key(value)] = true
		}
		tests = append(tests, t)
	}
	return tests
}

func (p *mappingParser) eachRule(n jsonNode) *eachRule {
	before := len(p.problems)
	e := new(eachRule)
	for _, key := range p.object(n) {
		switch key.key {
		case "columns":
			e.columns = p.list(key.jsonNode, p.filled)
		case "split":
			e.split = p.filled(key.jsonNode)
		case "by":
			if e.by = p.text(key.jsonNode); e.by == "" {
				p.add(key.jsonNode, "write what stands between the parts")
			}
		case "as":
			e.as = p.filled(key.jsonNode)
		default:
			p.unknown(key, "columns", "split", "by", "as")
		}
	}
	if len(p.problems) > before {
		return e
	}
	switch {
	case e.as == "":
		p.add(n, `"as" is missing: the name under which "from" takes the part`)
	case (e.columns == nil) == (e.split == ""):
		p.add(n, `give either "columns", or "split" with "by"`)
	case (e.split == "") != (e.by == ""):
		p.add(n, `"split" and "by" go together`)
	}
	return e
}

func (p *mappingParser) columns(m *Mapping, n jsonNode) {
	for _, key := range p.object(n) {
		c := schema.NewLabelTable(nil).Column(key.key)
		switch {
		case c == schema.NoColumn:
			p.add(key.jsonNode, "the template has no such column; it has %s", strings.Join(schema.Layout{}.Labels(), ", "))
			p.column(schema.ColNote, key.jsonNode) // what is wrong in it is wrong anyway
		case m.columns[c] != nil:
			p.add(key.jsonNode, "the column %s is there already under another name", c)
		default:
			m.columns[c] = p.column(c, key.jsonNode)
		}
	}
	p.lean(m, n)
}

// columnKeys are the keys of a column, in the order in which they are written.
var columnKeys = []string{"from", "join", "sep", "const", "trim", "pad", "values",
	"lookup", "period", "prefer", "otherwise", "onSeveral", "default", "dates", "zone"}

// classOfKeys are the keys of the look-up class-of alone.
var classOfKeys = []string{"period", "prefer", "otherwise", "onSeveral"}

func (p *mappingParser) column(c schema.Column, n jsonNode) *ColumnRule {
	before := len(p.problems)
	r := &ColumnRule{Sep: " "}
	given := make(map[string]bool)
	members := p.object(n)
	for _, key := range members {
		given[key.key] = true
		p.columnKey(r, key)
	}
	p.lookup(c, r, members)
	if len(p.problems) == before {
		p.agree(c, r, n, given)
	}
	p.refuseMadeUp(c, r, members)
	return r
}

// columnKey reads one key of a column into r.
func (p *mappingParser) columnKey(r *ColumnRule, key jsonMember) {
	n := key.jsonNode
	switch key.key {
	case "from":
		if n.kind == jsonList {
			r.from = p.list(n, p.filled)
		} else {
			r.from = []string{p.filled(n)}
		}
	case "join":
		r.join = p.list(n, p.filled)
	case "sep":
		r.Sep = p.text(n)
	case "const":
		text := p.filled(n)
		r.Constant = &text
	case "trim":
		r.Trim = p.flag(n)
	case "pad":
		r.Pad = p.width(n)
	case "values":
		p.values(r, n)
	case "default":
		text := p.filled(n)
		r.Fallback = &text
	case "dates":
		p.layouts(r, n)
	case "zone":
		r.Zone = p.zone(n)
	case "lookup", "period", "prefer", "otherwise", "onSeveral":
		// lookup reads them: it takes all of them to say what is wrong.
	default:
		p.unknown(key, columnKeys...)
	}
}

// agree reports keys that don't go together.
func (p *mappingParser) agree(c schema.Column, r *ColumnRule, n jsonNode, given map[string]bool) {
	p.agreeOnSource(r, n, given)
	if given["sep"] && !given["join"] {
		p.add(n, `"sep" goes with "join"`)
	}
	for _, key := range []string{"trim", "pad", "values", "lookup", "default", "dates", "zone"} {
		if given[key] && given["const"] {
			p.add(n, "%q does nothing to a %q; leave it out", key, "const")
		}
		if given[key] && c != schema.ColDate && (key == "dates" || key == "zone") {
			p.add(n, "%q is for the column %s alone", key, schema.ColDate)
		}
	}
	if r.Constant != nil && c == schema.ColDate {
		if _, err := dates.Parse(*r.Constant); err != nil {
			p.add(n, `"const" must be a date, written as YYYY-MM-DD`)
		}
	}
}

// agreeOnSource reports a column without a source, or with several.
func (p *mappingParser) agreeOnSource(r *ColumnRule, n jsonNode, given map[string]bool) {
	sources := 0
	for _, key := range []string{"from", "join", "const"} {
		if given[key] {
			sources++
		}
	}
	switch {
	case sources == 0 && r.lookup == nil:
		p.add(n, `it has no source: give "from", "join" or "const"`)
	case sources == 0:
		p.sourceless(r, n, given)
	case sources > 1:
		p.add(n, `it has several sources: keep one of "from", "join" and "const"`)
	}
}

// refuseMadeUp tells of a "default", or of a name for an empty cell, where it would
// make up a student, a day or a behavior. A "const" is allowed: it says openly that
// all rows have the same one.
func (p *mappingParser) refuseMadeUp(c schema.Column, r *ColumnRule, members []jsonMember) {
	if !c.Identifier() && c != schema.ColRecognition && c != schema.ColDate {
		return
	}
	place := func(key string) int {
		return slices.IndexFunc(members, func(m jsonMember) bool { return m.key == key })
	}
	made := func(e valueEntry) bool { return showsNothing(e.code) && !showsNothing(e.name) }
	if at := place("values"); at >= 0 && slices.ContainsFunc(r.Values, made) {
		p.add(members[at].jsonNode, `the column %s takes no name for an empty cell, which would make up what the export does not say; `+
			`leave it out, so that such rows are set aside`, c)
	}
	if at := place("default"); at >= 0 {
		p.add(members[at].jsonNode, `the column %s takes no "default", which would make up what the export does not say; `+
			`leave it out, so that such rows are set aside`, c)
	}
}

// lookup reads the keys of a look-up into r.
func (p *mappingParser) lookup(c schema.Column, r *ColumnRule, members []jsonMember) {
	at := slices.IndexFunc(members, func(m jsonMember) bool { return m.key == "lookup" })
	if at >= 0 {
		r.lookup = &lookupRule{kind: p.lookupKind(c, members[at].jsonNode)}
	}
	for _, m := range members {
		switch {
		case !slices.Contains(classOfKeys, m.key):
		case r.lookup == nil:
			p.add(m.jsonNode, `the key goes with "lookup"`)
		case r.lookup.kind == lookupClassOf:
			p.classOfKey(r.lookup, m)
		case r.lookup.kind != 0:
			p.add(m.jsonNode, "the key goes with the look-up %q alone", lookupClassOf)
		}
	}
	if l := r.lookup; l != nil && l.onSeveral && l.otherwise == nil {
		p.add(members[at].jsonNode, `"onSeveral" goes with "otherwise"`)
	}
}

// lookupKind reads the name of a look-up. It returns 0 where that is not right.
func (p *mappingParser) lookupKind(c schema.Column, n jsonNode) lookup {
	before := len(p.problems)
	word := p.text(n)
	if len(p.problems) > before {
		return 0
	}
	kind := lookup(max(slices.Index(lookupWords, word), 0))
	switch {
	case kind == 0 || word == "":
		p.add(n, "there is no such look-up; known are %s", strings.Join(lookupWords[1:], ", "))
		return 0
	case !kind.fills(c):
		p.add(n, "the look-up %q does not give what the column %s holds", word, c)
		return 0
	}
	return kind
}

// classOfKey reads one of classOfKeys.
func (p *mappingParser) classOfKey(r *lookupRule, key jsonMember) {
	n := key.jsonNode
	switch key.key {
	case "period":
		r.period = p.filled(n)
	case "prefer":
		r.prefer = p.list(n, p.filled)
	case "otherwise":
		text := p.filled(n)
		r.otherwise = &text
	case "onSeveral":
		if p.text(n) != "otherwise" {
			p.add(n, `the only answer to several is "otherwise"; without the key they are an error`)
		}
		r.onSeveral = true
	}
}

// sourceless tells of keys that go with a source in a look-up that has none.
func (p *mappingParser) sourceless(r *ColumnRule, n jsonNode, given map[string]bool) {
	kind := r.lookup.kind
	if kind.needsSource() {
		p.add(n, `there is nothing to look up: give "from" or "join"`)
	}
	for _, key := range []string{"trim", "pad", "values"} {
		if given[key] {
			p.add(n, `%q goes with "from" or "join"`, key)
		}
	}
}

// lean tells of look-ups that lean on each other.
func (p *mappingParser) lean(m *Mapping, n jsonNode) {
	class, teacher := m.columns[schema.ColClassName], m.columns[schema.ColTeacherEmail]
	if class != nil && class.lookup != nil && class.lookup.kind == lookupClassOf &&
		teacher != nil && teacher.lookup != nil && teacher.lookup.kind == lookupTeacherOf {
		p.add(n, "the look-ups %q and %q lean on each other; keep one", lookupClassOf, lookupTeacherOf)
	}
}

// maxPad bounds "pad": no identifier is longer.
const maxPad = 64

func (p *mappingParser) width(n jsonNode) int {
	number, _ := n.value.(json.Number)
	width, err := number.Int64()
	if err != nil || width < 1 || width > maxPad {
		p.add(n, "write a number of digits, 1 to %d, without quotes", maxPad)
		return 1
	}
	return int(width)
}

func (p *mappingParser) values(r *ColumnRule, n jsonNode) {
	r.Values = []valueEntry{}
	r.names = make(map[string]string)
	for _, key := range p.object(n) {
		name := p.text(key.jsonNode)
		r.Values = append(r.Values, valueEntry{key.key, name})
		r.names[key.key] = name
	}
}

func (p *mappingParser) layouts(r *ColumnRule, n jsonNode) {
	for i, text := range p.list(n, p.filled) {
		if i >= len(n.items) || celltext.IsBlank(text) {
			return // told already
		}
		layout, err := dates.NewLayout(text)
		if err != nil {
			p.add(n.items[i], "%v", err)
		}
		r.Dates = append(r.Dates, layout)
	}
}

func (p *mappingParser) zone(n jsonNode) *time.Location {
	name := p.filled(n)
	if celltext.IsBlank(name) {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		p.add(n, `no such zone is known; write one such as "America/Chicago", or let the program import time/tzdata`)
	}
	return zone
}
