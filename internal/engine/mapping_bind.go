package engine

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A boundMapping is a mapping whose labels are fields of one export. It
// belongs to one goroutine.
type boundMapping struct {
	byPlace    []int // fields, from 1, that a template has under unknown labels
	columns    [schema.NumColumns + 1]boundColumn
	where, not []boundTest
	dates      *rowRules       // nil: every day counts
	each       []int           // the fields of which a record each is made
	split      string          // or the separator in the one field of each
	used       []bool          // by field: something is made of it
	looked     []schema.Column // those that a roster fills in, in that order
	plain      []plainColumn
	others     []schema.Column // those with a rule that are not plain
}

// A plainColumn is one whose cell is that of one field as it stands, and no date.
type plainColumn struct {
	column schema.Column
	field  int // from 0
}

// A boundColumn is a rule with its fields: of join all, of from the one.
type boundColumn struct {
	rule   *columnRule
	fields []int        // from 0; eachField stands for the label of each
	period []int        // the one field of "period", if any
	exist  *nameset.Set // of teachers or classes: those in Otus. nil: not known
}

// fresh returns the same mapping for another goroutine.
func (b *boundMapping) fresh() *boundMapping {
	own := *b
	own.where, own.not = freshTests(b.where), freshTests(b.not)
	return &own
}

func freshTests(tests []boundTest) []boundTest {
	tests = slices.Clone(tests)
	for i := range tests {
		tests[i].known = make(map[string]bool)
	}
	return tests
}

// settle finds out which columns are plain.
func (b *boundMapping) settle() {
	for _, c := range schema.AllColumns {
		switch bound := &b.columns[c]; {
		case bound.rule == nil:
		case bound.isPlain() && c != schema.ColDate:
			b.plain = append(b.plain, plainColumn{c, bound.fields[0]})
		default:
			b.others = append(b.others, c)
		}
	}
}

// phrase.IsPlain reports whether the cell of the one field stays as it is.
func (b *boundColumn) isPlain() bool {
	r := b.rule
	return len(b.fields) == 1 && b.fields[0] != eachField && !r.trim && r.pad == 0 &&
		r.values == nil && r.lookup == nil && r.fallback == nil
}

// eachField stands for the cell or part of which a record is made.
const eachField = -1

// A boundTest is a test of one field.
type boundTest struct {
	field int
	keys  map[string]bool
	known map[string]bool // what holdsText said of a cell, for the first few different ones
}

// holds reports whether the cell is one of the values.
func (t *boundTest) holds(cell string) bool {
	var buf [64]byte
	if key, short := fold.AppendKeyLatin(buf[:0], cell); short {
		return t.keys[string(key)]
	}
	return t.keys[fold.Key(cell)]
}

// holdsText is holds for a cell that is a piece of a text. Codes that rows are
// chosen by are few.
func (t *boundTest) holdsText(cell []byte) bool {
	holds, known := t.known[string(cell)]
	if !known {
		holds = t.holds(string(cell))
		if len(t.known) < 100 && len(cell) <= nameset.MaxCached {
			t.known[string(cell)] = holds
		}
	}
	return holds
}

// bind finds the fields of the mapping's labels, or says which the export
// doesn't have.
func (m *Mapping) bind(labels []string) (*boundMapping, problems) {
	b := binder{index: indexLabels(labels), bound: &boundMapping{used: make([]bool, len(labels))}}
	if m.each != nil {
		b.bindEach(m.each)
	}
	for _, c := range schema.AllColumns {
		if rule := m.columns[c]; rule != nil {
			b.bindColumn(c, rule)
		}
	}
	b.bound.where = b.bindTests("rows.where", m.rows.where)
	b.bound.not = b.bindTests("rows.not", m.rows.not)
	if !m.rows.first.IsZero() || !m.rows.last.IsZero() {
		b.bound.dates = &m.rows
	}
	b.bound.looked = lookupOrder(b.bound)
	b.bound.settle()
	return b.bound, b.problems
}

// bindTemplate is the mapping of a source that has the template's labels, as a
// Reader finds them.
func bindTemplate(labels []string, further map[string]schema.Column) (*boundMapping, error) {
	table := schema.NewLabelTable(further)
	h := sheet.Header{Row: 1, Labels: labels}
	h.Columns, h.Named = table.Columns(labels)
	h.ByPlace = table.TakeByPlace(h.Labels, h.Columns)
	if err := h.Check(); err != nil {
		return nil, err
	}
	b := &boundMapping{used: make([]bool, len(labels)), byPlace: h.ByPlace}
	for i, c := range h.Columns {
		if c != schema.NoColumn {
			b.columns[c] = boundColumn{rule: new(columnRule), fields: []int{i}}
			b.used[i] = true
		}
	}
	b.settle()
	return b, nil
}

// needed returns the fields, from 0, whose cells a row must have: those that say
// whether the row counts, or feed a column that must be filled in. Rows may lack
// the others at their end, as spreadsheets drop empty cells there.
func (b *boundMapping) needed() (fields []int) {
	for _, t := range slices.Concat(b.where, b.not) {
		fields = append(fields, t.field)
	}
	for c, bound := range b.columns {
		if schema.Column(c).Required() && bound.rule != nil {
			fields = append(fields, bound.fields...)
		}
	}
	return fields
}

// feeds returns the column that each of n fields feeds, NoColumn where it is
// none or several.
func (b *boundMapping) feeds(n int) []schema.Column {
	feeds, several := make([]schema.Column, n), make([]bool, n)
	for c, bound := range b.columns {
		fields := bound.fields
		if slices.Contains(fields, eachField) {
			fields = append(slices.Clone(fields), b.each...)
		}
		for _, field := range fields {
			if field == eachField {
				continue
			}
			several[field] = several[field] || feeds[field] != schema.NoColumn && feeds[field] != schema.Column(c)
			feeds[field] = schema.Column(c)
		}
	}
	for i := range feeds {
		if several[i] {
			feeds[i] = schema.NoColumn
		}
	}
	return feeds
}

// A binder turns labels into fields.
type binder struct {
	index    labelIndex
	as       string // the header key of the label that each makes, or ""
	bound    *boundMapping
	problems problems
}

// field returns the field of a label that must be there.
func (b *binder) field(path, label string) int {
	field, err := b.index.find(label)
	if err != nil {
		b.problems.add(path, "the export has %v", err)
		return 0
	}
	b.bound.used[field] = true
	return field
}

// labelled returns the field of a label of a column's rule, which may be the
// one that each makes.
func (b *binder) labelled(path, label string) int {
	if b.isAs(label) {
		return eachField
	}
	return b.field(path, label)
}

func (b *binder) isAs(label string) bool { return b.as != "" && schema.HeaderKey(label) == b.as }

func (b *binder) bindEach(e *eachRule) {
	if _, err := b.index.find(e.as); !errors.Is(err, errNoLabel) {
		b.problems.add("each.as", "the export has a column %q of its own; choose another name", e.as)
	}
	b.as = schema.HeaderKey(e.as)
	for i, label := range e.columns {
		b.bound.each = append(b.bound.each, b.field(fmt.Sprintf("each.columns[%d]", i), label))
	}
	if e.split != "" {
		b.bound.each = []int{b.field("each.split", e.split)}
		b.bound.split = e.by
	}
}

func (b *binder) bindColumn(c schema.Column, rule *columnRule) {
	bound := &b.bound.columns[c]
	bound.rule = rule
	path := pathOf("columns", c.String())
	switch {
	case rule.join != nil:
		for i, label := range rule.join {
			bound.fields = append(bound.fields, b.labelled(fmt.Sprintf("%s.join[%d]", path, i), label))
		}
	case rule.from != nil:
		bound.fields = []int{b.firstOf(path+".from", rule.from)}
	}
	if rule.lookup != nil && rule.lookup.period != "" {
		bound.period = []int{b.labelled(path+".period", rule.lookup.period)}
	}
}

// firstOf returns the field of the first of several labels that is there.
func (b *binder) firstOf(path string, labels []string) int {
	for _, label := range labels {
		_, err := b.index.find(label)
		if err == nil || !errors.Is(err, errNoLabel) || b.isAs(label) {
			return b.labelled(path, label)
		}
	}
	b.problems.add(path, "the export has no column %s", quotedLabels(labels))
	return 0
}

func (b *binder) bindTests(path string, tests []rowTest) []boundTest {
	var bound []boundTest
	for _, t := range tests {
		bound = append(bound, boundTest{b.field(pathOf(path, t.label), t.label), t.keys, make(map[string]bool)})
	}
	return bound
}

// quotedLabels lists labels as "A", "B" or "C".
func quotedLabels(labels []string) string {
	quoted := make([]string, len(labels))
	for i, label := range labels {
		quoted[i] = strconv.Quote(label)
	}
	return phrase.JoinWords(quoted, "or")
}

// A labelIndex finds labels among those of an export.
type labelIndex struct {
	labels []string
	fields map[string][]int // by header key, in order
}

var (
	errNoLabel    = errors.New("no such column")
	errLabelTwice = errors.New("several columns of that label; rename one")
)

func indexLabels(labels []string) labelIndex {
	x := labelIndex{labels, make(map[string][]int)}
	for i, label := range labels {
		if key := schema.HeaderKey(label); key != "" && !schema.IsOwnLabel(label) {
			x.fields[key] = append(x.fields[key], i)
		}
	}
	return x
}

// find returns the field that has the label, letter for letter if several
// match it.
func (x labelIndex) find(label string) (int, error) {
	fields := x.fields[schema.HeaderKey(label)]
	if len(fields) > 1 {
		fields = slices.DeleteFunc(slices.Clone(fields), func(f int) bool { return x.labels[f] != label })
		if len(fields) != 1 {
			return 0, errLabelTwice
		}
	}
	if len(fields) == 0 {
		return 0, errNoLabel
	}
	return fields[0], nil
}

// readsDay reports whether nothing but a day is read of the cell of one field.
func (b *boundColumn) readsDay() bool {
	return b.rule != nil && len(b.fields) == 1 && b.rule.pad == 0 && b.rule.values == nil && b.rule.fallback == nil
}

// texts returns the texts that may come into a cell from the mapping.
func (r *columnRule) texts() (texts []string) {
	if r == nil {
		return nil
	}
	texts = append(texts, r.sep)
	if r.constant != nil {
		texts = append(texts, *r.constant)
	}
	for _, entry := range r.values {
		texts = append(texts, entry.name)
	}
	return texts
}

// copies reports whether every row makes one record, each cell of which is a cell
// of the row as it stands, or a date with nothing special about it.
func (b *boundMapping) copies() bool {
	date := &b.columns[schema.ColDate]
	return b.each == nil && b.dates == nil && len(b.where)+len(b.not)+len(b.looked) == 0 &&
		len(b.others) == 1 && b.others[0] == schema.ColDate && date.isPlain() && date.rule.dates == nil && date.rule.zone == nil
}
