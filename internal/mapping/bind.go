package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A Bound is a mapping whose labels are fields of one export. It
// belongs to one goroutine.
type Bound struct {
	ByPlace    []int // fields, from 1, that a template has under unknown labels
	Columns    [schema.NumColumns + 1]BoundColumn
	Where, Not []boundTest
	Dates      *rowRules        // nil: every day counts
	Key        []int            // the fields that make rows one
	Each       []int            // the fields of which a record each is made
	split      string           // or the separator in the one field of each
	mixed      schema.ColumnSet // those that must not list several where each does
	listed     bool             // each does, in the row of which Items was asked last
	Used       []bool           // by field: something is made of it
	NotOnly    []bool           // by field: only tests of Not say which rows count
	Weighed    []bool           // by field: it says which rows count, or fills in more than the note
	Looked     []schema.Column  // those that a roster fills in, in that order
	plain      []plainColumn
	others     []schema.Column // those with a rule that are not plain
	answers    []boundAnswer
}

// A plainColumn is one whose cell is that of one field as it stands, and no date.
type plainColumn struct {
	column schema.Column
	field  int // from 0
}

// A BoundColumn is a rule with its fields: of join all, of from the one.
type BoundColumn struct {
	Rule   *ColumnRule
	Fields []int        // from 0; eachField stands for the label of each
	period []int        // the one field of "period", if any
	Exist  *nameset.Set // of recognitions, teachers or classes: those in Otus. nil: not known
}

// Fresh returns the same mapping for another goroutine.
func (b *Bound) Fresh() *Bound {
	own := *b
	own.Where, own.Not = freshTests(b.Where), freshTests(b.Not)
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
func (b *Bound) settle() {
	b.settleMixed()
	for _, c := range schema.AllColumns {
		switch bound := &b.Columns[c]; {
		case bound.Rule == nil:
		case bound.isPlain() && c != schema.ColDate && !b.mixed.Has(c):
			b.plain = append(b.plain, plainColumn{c, bound.Fields[0]})
		default:
			b.others = append(b.others, c)
		}
	}
}

// isPlain reports whether the cell of the one field stays as it is.
func (b *BoundColumn) isPlain() bool {
	r := b.Rule
	return len(b.Fields) == 1 && b.Fields[0] != eachField && !r.Trim && r.Extract == nil && r.Pad == 0 &&
		r.Values == nil && r.lookup == nil && r.Fallback == nil
}

// eachField stands for the cell or part of which a record is made.
const eachField = -1

// A boundTest is a test of one field.
type boundTest struct {
	Field     int
	keys      map[string]bool
	condition *condition      // nil: it is one of keys
	dates     *ColumnRule     // how days in the cell are read
	known     map[string]bool // what HoldsText said of a cell, for the first few different ones
}

// holds reports whether the cell is one of the values, or meets the condition. day is
// that of a cell that is a time and no text.
func (t *boundTest) holds(cell string, day dates.Date) bool {
	if t.condition != nil {
		return t.condition.holds(cell, day, t.dates)
	}
	var buf [64]byte
	if key, short := fold.AppendKeyLatin(buf[:0], cell); short {
		return t.keys[string(key)]
	}
	return t.keys[fold.Key(cell)]
}

// HoldsText is holds for a cell that is a piece of a text. Codes that rows are
// chosen by are few.
func (t *boundTest) HoldsText(cell []byte) bool {
	holds, known := t.known[string(cell)]
	if !known {
		holds = t.holds(string(cell), dates.Date{})
		if len(t.known) < 100 && len(cell) <= nameset.MaxCached {
			t.known[string(cell)] = holds
		}
	}
	return holds
}

// Bind finds the fields of the mapping's labels, or says which the export
// doesn't have.
func (m *Mapping) Bind(labels []string) (*Bound, Problems) {
	b := binder{index: IndexLabels(labels), bound: &Bound{Used: make([]bool, len(labels)), Weighed: make([]bool, len(labels))}, weighs: true}
	if m.each != nil {
		b.bindEach(m.each)
	}
	for _, c := range schema.AllColumns {
		if rule := m.columns[c]; rule != nil {
			b.weighs = c != schema.ColNote
			b.bindColumn(c, rule)
		}
	}
	b.weighs = false // neither a copy of the role in the note nor a key says whether a victim's row counts
	for i, label := range m.key {
		b.bound.Key = append(b.bound.Key, b.field(fmt.Sprintf("key[%d]", i), label))
	}
	b.weighs = true
	b.bound.Where = b.bindTests("rows.where", m.rows.where)
	weighed := slices.Clone(b.bound.Weighed)
	b.bound.Not = b.bindTests("rows.not", m.rows.not)
	for i := range weighed {
		b.bound.NotOnly = append(b.bound.NotOnly, b.bound.Weighed[i] && !weighed[i])
	}
	if !m.rows.first.IsZero() || !m.rows.last.IsZero() {
		b.bound.Dates = &m.rows
	}
	b.bound.bindAnswers(labels)
	b.bound.Looked = lookupOrder(b.bound)
	b.bound.settle()
	return b.bound, b.problems
}

// BindTemplate is the mapping of a source that has the template's labels, as a
// Reader finds them in that row.
func BindTemplate(labels []string, further map[string]schema.Column, row int64) (*Bound, error) {
	table := schema.NewLabelTable(further)
	h := sheet.Header{Row: row, Labels: labels}
	h.Columns, h.Named = table.Columns(labels)
	h.ByPlace = table.TakeByPlace(h.Labels, h.Columns)
	if err := h.Check(); err != nil {
		return nil, err
	}
	b := &Bound{Used: make([]bool, len(labels)), ByPlace: h.ByPlace}
	for i, c := range h.Columns {
		if c != schema.NoColumn {
			b.Columns[c] = BoundColumn{Rule: new(ColumnRule), Fields: []int{i}}
			b.Used[i] = true
		}
	}
	b.settle()
	return b, nil
}

// Needed returns the fields, from 0, whose cells a row must have: those that say
// whether the row counts, or feed a column that must be filled in. Rows may lack
// the others at their end, as spreadsheets drop empty cells there.
func (b *Bound) Needed() (fields []int) {
	for _, t := range slices.Concat(b.Where, b.Not) {
		fields = append(fields, t.Field)
	}
	for c, bound := range b.Columns {
		if schema.Column(c).Required() && bound.Rule != nil {
			fields = append(fields, bound.Fields...)
		}
	}
	return fields
}

// Feeds returns the column that each of n fields feeds, NoColumn where it is
// none or several.
func (b *Bound) Feeds(n int) []schema.Column {
	feeds, several := make([]schema.Column, n), make([]bool, n)
	for c, bound := range b.Columns {
		fields := bound.Fields
		if slices.Contains(fields, eachField) {
			fields = append(slices.Clone(fields), b.Each...)
		}
		for _, field := range fields {
			if field == eachField {
				continue
			}
			several[field] = several[field] || feeds[field] != schema.NoColumn && feeds[field] != schema.Column(c)
			feeds[field] = schema.Column(c)
		}
	}
	for _, a := range b.answers {
		feeds[a.field] = a.column
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
	index    LabelIndex
	as       string // the header key of the label that each makes, or ""
	bound    *Bound
	weighs   bool // what is bound may say which rows count: see [Bound.Weighed]
	problems Problems
}

// field returns the field of a label that must be there.
func (b *binder) field(path, label string) int {
	field, err := b.index.Find(label)
	if err != nil {
		b.problems.add(path, "the export has %v", err)
		return 0
	}
	b.bound.Used[field] = true
	b.bound.Weighed[field] = b.bound.Weighed[field] || b.weighs
	return field
}

// labeled returns the field of a label of a column's rule, which may be the
// one that each makes.
func (b *binder) labeled(path, label string) int {
	if b.isAs(label) {
		return eachField
	}
	return b.field(path, label)
}

func (b *binder) isAs(label string) bool { return b.as != "" && schema.HeaderKey(label) == b.as }

func (b *binder) bindEach(e *eachRule) {
	if _, err := b.index.Find(e.as); !errors.Is(err, errNoLabel) {
		b.problems.add("each.as", "the export has a column %q of its own; choose another name", e.as)
	}
	b.as = schema.HeaderKey(e.as)
	for i, label := range e.columns {
		b.bound.Each = append(b.bound.Each, b.field(fmt.Sprintf("each.columns[%d]", i), label))
	}
	if e.split != "" {
		b.bound.Each = []int{b.field("each.split", e.split)}
		b.bound.split = e.separator
	}
}

func (b *binder) bindColumn(c schema.Column, rule *ColumnRule) {
	bound := &b.bound.Columns[c]
	bound.Rule = rule
	path := jsontree.PathOf("columns", c.String())
	switch {
	case rule.join != nil:
		for i, label := range rule.join {
			bound.Fields = append(bound.Fields, b.labeled(fmt.Sprintf("%s.join[%d]", path, i), label))
		}
	case rule.from != nil:
		bound.Fields = []int{b.firstOf(path+".from", rule.from)}
	}
	if rule.lookup != nil && rule.lookup.period != "" {
		bound.period = []int{b.labeled(path+".period", rule.lookup.period)}
	}
}

// firstOf returns the field of the first of several labels that is there.
func (b *binder) firstOf(path string, labels []string) int {
	for _, label := range labels {
		_, err := b.index.Find(label)
		if err == nil || !errors.Is(err, errNoLabel) || b.isAs(label) {
			return b.labeled(path, label)
		}
	}
	b.problems.add(path, "the export has no column %s", quotedLabels(labels))
	return 0
}

func (b *binder) bindTests(path string, tests []rowTest) []boundTest {
	var bound []boundTest
	for _, t := range tests {
		field := b.field(jsontree.PathOf(path, t.label), t.label)
		bound = append(bound, boundTest{field, t.keys, t.condition, b.datesOf(field), make(map[string]bool)})
	}
	return bound
}

// datesOf returns the rule by which days in the cells of a field are read: that of the
// Date column if it is made of the field.
func (b *binder) datesOf(field int) *ColumnRule {
	if date := &b.bound.Columns[schema.ColDate]; date.Rule != nil && len(date.Fields) == 1 && date.Fields[0] == field {
		return date.Rule
	}
	return new(ColumnRule)
}

// quotedLabels lists labels as "A", "B" or "C".
func quotedLabels(labels []string) string {
	quoted := make([]string, len(labels))
	for i, label := range labels {
		quoted[i] = strconv.Quote(label)
	}
	return phrase.JoinWords(quoted, "or")
}

// A LabelIndex finds labels among those of an export.
type LabelIndex struct {
	labels []string
	fields map[string][]int // by header key, in order
}

var (
	errNoLabel    = errors.New("no such column")
	errLabelTwice = errors.New("several columns of that label; rename one")
)

// IndexLabels returns the index of an export's labels.
func IndexLabels(labels []string) LabelIndex {
	x := LabelIndex{labels, make(map[string][]int)}
	for i, label := range labels {
		if key := schema.HeaderKey(label); key != "" && !schema.IsOwnLabel(label) {
			x.fields[key] = append(x.fields[key], i)
		}
	}
	return x
}

// Has reports whether a field has the label.
func (x LabelIndex) Has(label string) bool { return len(x.fields[schema.HeaderKey(label)]) > 0 }

// Find returns the field that has the label, letter for letter if several
// match it.
func (x LabelIndex) Find(label string) (int, error) {
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

// ReadsDay reports whether nothing but a day is read of the cell of one field.
func (b *BoundColumn) ReadsDay() bool {
	return b.Rule != nil && len(b.Fields) == 1 && b.Rule.Pad == 0 && b.Rule.Values == nil && b.Rule.Fallback == nil
}

// Texts returns the texts that may come into a cell from the mapping.
func (r *ColumnRule) Texts() (texts []string) {
	if r == nil {
		return nil
	}
	texts = append(texts, r.Sep)
	if r.Constant != nil {
		texts = append(texts, *r.Constant)
	}
	for _, entry := range r.Values {
		texts = append(texts, entry.name)
	}
	return texts
}

// Copies reports whether every row makes one record, each cell of which is a cell
// of the row as it stands, or a date with nothing special about it.
func (b *Bound) Copies() bool {
	date := &b.Columns[schema.ColDate]
	return b.Each == nil && b.Dates == nil && len(b.Where)+len(b.Not)+len(b.Looked) == 0 &&
		len(b.others) == 1 && b.others[0] == schema.ColDate && date.isPlain() && date.Rule.Dates == nil && date.Rule.Zone == nil
}

// lookupOrder sorts columns so that each comes after those it leans on: the
// identifiers that have a source, those that lean on them, the teacher, the
// class, and a teacher who may be that of the class.
func lookupOrder(b *Bound) (columns []schema.Column) {
	for _, c := range schema.AllColumns {
		if r := b.Columns[c].Rule; r != nil && r.lookup != nil {
			columns = append(columns, c)
		}
	}
	rank := func(c schema.Column) int {
		switch {
		case c.Identifier() && len(b.Columns[c].Fields) > 0:
			return 0
		case b.Columns[c].Rule.lookup.kind == lookupTeacherOf:
			return 2
		}
		return 1
	}
	slices.SortStableFunc(columns, func(a, b schema.Column) int { return rank(a) - rank(b) })
	return columns
}

// Check reports everything in which the mapping doesn't fit an export with
// these labels: labels that the export lacks or has twice. The error is nil or
// a *[MappingError].
func (m *Mapping) Check(columns []string) error {
	_, problems := m.Bind(columns)
	return problems.Err()
}
