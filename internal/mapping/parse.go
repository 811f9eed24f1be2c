package mapping

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/schema"
)

// A mappingParser turns JSON into a mapping and gathers what is wrong with it.
// After a problem its results are of no use, but it goes on to find the others.
type mappingParser struct{ jsontree.Reader }

// date returns a day written as YYYY-MM-DD.
func (p *mappingParser) date(n jsontree.Node) dates.Date {
	var d dates.Date
	if err := d.UnmarshalText([]byte(p.Text(n))); err != nil || d.IsZero() {
		p.Add(n, "write a day as YYYY-MM-DD")
	}
	return d
}

// The keys of a mapping and of its parts. docs/mapping.schema.json is made of them.
var (
	mappingKeys = []string{"rows", "key", "each", "columns", "counts"}
	rowsKeys    = []string{"where", "not", "dates"}
	daysKeys    = []string{"first", "last"}
	eachKeys    = []string{"columns", "split", "separator", "as"}
)

func (p *mappingParser) mapping(n jsontree.Node) *Mapping {
	m := new(Mapping)
	for _, key := range p.Object(n) {
		switch key.Key {
		case "rows":
			m.rows = p.rows(key.Node)
		case "key":
			m.key = p.Texts(key.Node, p.Filled)
		case "each":
			m.each = p.eachRule(key.Node)
		case "columns":
			p.columns(m, key.Node)
		case "counts":
		case "$schema": // by which editors find the schema
			p.Text(key.Node)
		default:
			p.Unknown(key, mappingKeys...)
		}
	}
	return m
}

func (p *mappingParser) rows(n jsontree.Node) rowRules {
	var r rowRules
	for _, key := range p.Object(n) {
		switch key.Key {
		case "where":
			r.where = p.tests(key.Node)
		case "not":
			r.not = p.tests(key.Node)
		case "dates":
			r.first, r.last = p.days(key.Node)
		default:
			p.Unknown(key, rowsKeys...)
		}
	}
	return r
}

// days reads the first and the last day, by name or in order.
func (p *mappingParser) days(n jsontree.Node) (first, last dates.Date) {
	if n.Kind == jsontree.List && len(n.Items) == 2 {
		first, last = p.date(n.Items[0]), p.date(n.Items[1])
	} else {
		for _, key := range p.Object(n) {
			switch key.Key {
			case "first":
				first = p.date(key.Node)
			case "last":
				last = p.date(key.Node)
			default:
				p.Unknown(key, daysKeys...)
			}
		}
	}
	if !first.IsZero() && !last.IsZero() && last.Compare(first) < 0 {
		p.Add(n, "the last day is before the first")
	}
	return first, last
}

func (p *mappingParser) tests(n jsontree.Node) []rowTest {
	var tests []rowTest
	for _, key := range p.Object(n) {
		t := rowTest{label: key.Key}
		if key.Kind == jsontree.Object {
			t.condition = p.condition(key.Node)
		} else {
			t.values, t.keys = p.Texts(key.Node, p.Text), make(map[string]bool)
		}
		for _, value := range t.values {
			t.keys[fold.Key(value)] = true
		}
		tests = append(tests, t)
	}
	return tests
}

func (p *mappingParser) eachRule(n jsontree.Node) *eachRule {
	before := len(p.Problems)
	e := new(eachRule)
	for _, key := range p.Object(n) {
		switch key.Key {
		case "columns":
			e.columns = p.Texts(key.Node, p.Filled)
		case "split":
			e.split = p.Filled(key.Node)
		case "separator":
			if e.separator = p.Text(key.Node); e.separator == "" {
				p.Add(key.Node, "write what stands between the parts")
			}
		case "as":
			e.as = p.Filled(key.Node)
		default:
			p.unknown(key, eachKeys...)
		}
	}
	if len(p.Problems) > before {
		return e
	}
	switch {
	case e.as == "":
		p.Add(n, `"as" is missing: the name under which "from" takes the part`)
	case (e.columns == nil) == (e.split == ""):
		p.Add(n, `give either "columns", or "split" with "separator"`)
	case (e.split == "") != (e.separator == ""):
		p.Add(n, `"split" and "separator" go together`)
	}
	return e
}

func (p *mappingParser) columns(m *Mapping, n jsontree.Node) {
	for _, key := range p.Object(n) {
		c := p.templateColumn(key)
		switch {
		case c == schema.NoColumn:
			p.column(schema.ColNote, key.Node) // what is wrong in it is wrong anyway
		case m.columns[c] != nil:
			p.Add(key.Node, "the column %s is there already under another name", c)
		default:
			m.columns[c] = p.column(c, key.Node)
		}
	}
	p.lean(m, n)
}

// templateColumn returns the column of the template that a key names, or NoColumn.
func (p *mappingParser) templateColumn(key jsontree.Member) schema.Column {
	c := schema.NewLabelTable(nil).Column(key.Key)
	if c == schema.NoColumn {
		p.Add(key.Node, "the template has no such column; it has %s", strings.Join(schema.Layout{}.Labels(), ", "))
	}
	return c
}

// columnKeys are the keys of a column, in the order in which they are written.
var columnKeys = []string{"from", "join", "sep", "const", "trim", "extract", "pad", "values", "keepOthers",
	"lookup", "period", "prefer", "ifNone", "ifSeveral", "rename", "ifNotTeacher", "ifEmpty", "formats", "zone"}

// oldKeys are keys as they were called once, which mappings that were written then
// still have. Rules of rows have a key dates, too, which is called so.
var oldKeys = map[string]string{"default": "ifEmpty", "otherwise": "ifNone", "onSeveral": "ifSeveral", "dates": "formats", "by": "separator"}

// unknown tells of a key that is none of those known, or of the new name of an old one.
func (p *mappingParser) unknown(key jsontree.Member, known ...string) {
	if now := oldKeys[key.Key]; slices.Contains(known, now) {
		p.Add(key.Node, "the key is called %q now: rename it", now)
		return
	}
	p.Unknown(key, known...)
}

func (p *mappingParser) column(c schema.Column, n jsontree.Node) *ColumnRule {
	before := len(p.Problems)
	r := &ColumnRule{Sep: " "}
	given := make(map[string]bool)
	members := p.Object(n)
	for _, key := range members {
		given[key.Key] = true
		if key.Key == "values" {
			key.Node = withoutCodes(c, key.Node)
		}
		p.columnKey(r, key)
	}
	p.lookup(c, r, members)
	if len(p.Problems) == before {
		p.agree(c, r, n, given)
	}
	p.refuseMadeUp(c, r, members)
	return r
}

// columnKey reads one key of a column into r.
func (p *mappingParser) columnKey(r *ColumnRule, key jsontree.Member) {
	n := key.Node
	switch key.Key {
	case "from":
		r.from = p.labels(n)
	case "join":
		r.join = p.Texts(n, p.Filled)
	case "sep":
		r.Sep = p.Text(n)
	case "const":
		text := p.Filled(n)
		r.Constant = &text
	case "trim":
		r.Trim = p.Flag(n)
	case "extract":
		p.extract(r, n)
	case "pad":
		r.Pad = p.width(n)
	case "values":
		r.setValues(p.entries(n))
	case "keepOthers":
		r.KeepOthers = p.Flag(n)
	case "ifEmpty":
		text := p.Filled(n)
		r.Fallback = &text
	case "formats":
		p.layouts(r, n)
	case "zone":
		r.Zone = p.zone(n)
	case "lookup", "period", "prefer", "ifNone", "ifSeveral", "rename", "ifNotTeacher":
		// lookup reads them: it takes all of them to say what is wrong.
	default:
		p.unknown(key, columnKeys...)
	}
}

// labels reads a label, or a list of them.
func (p *mappingParser) labels(n jsontree.Node) []string {
	if n.Kind == jsontree.List {
		return p.Texts(n, p.Filled)
	}
	return []string{p.Filled(n)}
}

// agree reports keys that don't go together.
func (p *mappingParser) agree(c schema.Column, r *ColumnRule, n jsontree.Node, given map[string]bool) {
	p.agreeOnSource(r, n, given)
	if given["sep"] && !given["join"] {
		p.Add(n, `"sep" goes with "join"`)
	}
	p.agreeOnOthers(r, n, given)
	for _, key := range []string{"trim", "extract", "pad", "values", "lookup", "ifEmpty", "formats", "zone"} {
		if given[key] && given["const"] {
			p.Add(n, "%q does nothing to a %q; leave it out", key, "const")
		}
		if given[key] && c != schema.ColDate && (key == "formats" || key == "zone") {
			p.Add(n, "%q is for the column %s alone", key, schema.ColDate)
		}
	}
	if r.Constant != nil && c == schema.ColDate {
		if _, err := dates.Parse(*r.Constant); err != nil {
			p.Add(n, `"const" must be a date, written as YYYY-MM-DD`)
		}
	}
}

// agreeOnOthers reports a "keepOthers" that keeps nothing.
func (p *mappingParser) agreeOnOthers(r *ColumnRule, n jsontree.Node, given map[string]bool) {
	switch {
	case !r.KeepOthers:
	case !given["values"]:
		p.Add(n, `"keepOthers" goes with "values"`)
	case given["lookup"]:
		p.Add(n, `"keepOthers" does nothing beside a "lookup", which is asked for the others; leave it out`)
	}
}

// agreeOnSource reports a column without a source, or with several.
func (p *mappingParser) agreeOnSource(r *ColumnRule, n jsontree.Node, given map[string]bool) {
	sources := 0
	for _, key := range []string{"from", "join", "const"} {
		if given[key] {
			sources++
		}
	}
	switch {
	case sources == 0 && r.lookup == nil:
		p.Add(n, `it has no source: give "from", "join" or "const"`)
	case sources == 0:
		p.sourceless(r, n, given)
	case sources > 1:
		p.Add(n, `it has several sources: keep one of "from", "join" and "const"`)
	}
}

// refuseMadeUp tells of an "ifEmpty", or of a name for an empty cell, where it would
// make up a student, a day or a behavior. A "const" is allowed: it says openly that
// all rows have the same one.
func (p *mappingParser) refuseMadeUp(c schema.Column, r *ColumnRule, members []jsontree.Member) {
	if !takesNoMadeUp(c) {
		return
	}
	place := func(key string) int {
		return slices.IndexFunc(members, func(m jsontree.Member) bool { return m.Key == key })
	}
	if at := place("values"); at >= 0 && slices.ContainsFunc(r.Values, valueEntry.makesUp) {
		p.Add(members[at].Node, noMadeUpMessage, c, "name for an empty cell")
	}
	if at := place("ifEmpty"); at >= 0 {
		p.Add(members[at].Node, noMadeUpMessage, c, `"ifEmpty"`)
	}
}

const noMadeUpMessage = "the column %s takes no %s, which would make up what the export does not say; leave it out, so that such rows are set aside"

// takesNoMadeUp reports whether a text for an empty cell of the column would make up a
// student, a day or a behavior.
func takesNoMadeUp(c schema.Column) bool {
	return c.Identifier() || c == schema.ColRecognition || c == schema.ColDate
}

// makesUp reports whether the entry has a name for an empty cell.
func (e valueEntry) makesUp() bool { return showsNothing(e.code) && !showsNothing(e.name) }

// maxPad bounds "pad": no identifier is longer.
const maxPad = 64

func (p *mappingParser) width(n jsontree.Node) int {
	number, _ := n.Value.(json.Number)
	width, err := number.Int64()
	if err != nil || width < 1 || width > maxPad {
		p.Add(n, "write a number of digits, 1 to %d, without quotes", maxPad)
		return 1
	}
	return int(width)
}

// withoutCodes returns "values" of column c whose places are numbers where its codes may
// be students and what is said of them: no error holds these.
func withoutCodes(c schema.Column, n jsontree.Node) jsontree.Node {
	if c.Identifier() || c == schema.ColNote {
		n.Members = slices.Clone(n.Members)
		for i := range n.Members {
			n.Members[i].Path = fmt.Sprintf("%s[%d]", n.Path, i)
		}
	}
	return n
}

// entries reads "values".
func (p *mappingParser) entries(n jsontree.Node) []valueEntry {
	entries := []valueEntry{}
	for _, key := range p.Object(n) {
		entries = append(entries, valueEntry{key.Key, p.Text(key.Node)})
	}
	return entries
}

func (p *mappingParser) layouts(r *ColumnRule, n jsontree.Node) {
	for i, text := range p.Texts(n, p.Filled) {
		if i >= len(n.Items) || celltext.IsBlank(text) {
			return // told already
		}
		layout, err := dates.NewLayout(text)
		if err != nil {
			p.Add(n.Items[i], "%v", err)
		}
		r.Dates = append(r.Dates, layout)
	}
}

func (p *mappingParser) zone(n jsontree.Node) *time.Location {
	name := p.Filled(n)
	if celltext.IsBlank(name) {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		p.Add(n, `no such zone is known; write one such as "America/Chicago", or let the program import time/tzdata`)
	}
	return zone
}
