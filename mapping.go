package otustemplate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"example.com/otustemplate/internal/fold"
)

// A Mapping says how the columns and codes of an export become those of the
// template. It is read from JSON with [ReadMapping], or started from an
// export's labels with [SuggestMapping]. The zero Mapping fills in nothing. A
// Mapping may be shared between goroutines.
//
//	{"rows": {"where": {"LogType": ["Discipline"], "Role": ["Offender"]},
//	          "not":   {"Voided": ["1", "Y"]},
//	          "dates": {"first": "2019-08-01", "last": "2024-06-30"}},
//	 "columns": {
//	  "Student Number": {"from": ["Student_Number", "StudentNumber"], "pad": 6},
//	  "Recognition":    {"from": "Subtype", "values": {"12": "Technology Misconduct", "TARDY": "Tardy"}},
//	  "Teacher Email":  {"from": "Entry_Author", "lookup": "teacher"},
//	  "Class Name":     {"lookup": "class-of", "period": "Period", "otherwise": "homeroom"},
//	  "Date":           {"from": "Entry_Date", "dates": ["mm/dd/yyyy", "yyyy-mm-dd hh:mm:ss"]},
//	  "Note":           {"join": ["Subject", "Entry"], "sep": ": "}
//	}}
//
// Labels, of the template and of the export, match as the labels of a header
// do: Student_Number is Student Number. Keys that are not known, and keys given
// twice, are errors.
//
// # Columns
//
// "columns" has an entry for each column of the template that is filled in.
// Where its text comes from is said by one of
//
//   - "from": a label of the export, or a list of labels of which the first
//     that the export has is taken;
//   - "join": a list of labels whose cells are put together, with "sep" between
//     them (one blank without it). Blank cells are skipped;
//   - "const": the same text in every record.
//
// What is done with the text, in this order:
//
//   - "trim": true cuts white space off its ends;
//   - "pad": 6 puts zeros before a number of fewer than six digits;
//   - "values": an object from a code of the export to the name in Otus. Codes
//     match exactly. A code without an entry is an issue, [CodeValueUnmapped],
//     and its record is rejected. In columns E to G an entry whose name is ""
//     is one that is still to be filled in, and counts as none;
//   - "lookup": the text is looked up in a roster, see below;
//   - "default": the text for a code without an entry, for a blank cell, and
//     for what a look-up finds nothing for. Every use is told
//     ([CodeDefaulted]) and counted.
//
// The Date column may have "dates", the layouts in which the export writes
// dates. Of several, the first that fits a cell is taken. A cell that none fits
// and that is no YYYY-MM-DD either is an issue, [CodeDateInvalid]. A layout with 2006 in it is one of package
// time. Any other is a pattern of these letters, in either case:
//
//	yyyy yy      the year; of two digits it is 20yy
//	mm m         the month; behind an hour or before seconds, the minute
//	mmm mmmm     the month's name, short or whole
//	dd d         the day           ddd dddd  the weekday, not held against the date
//	hh h ss s    hour and second   .000 .fff .sss  a fraction of a second
//	am/pm a/p tt a  the half of the day
//	z            Z or an offset    t or 'T'  the letter T; so with other text in quotes
//
// A number with something else on both sides may have one digit or two,
// whatever the pattern has; mmddyyyy is read by its widths. A time behind the
// date is read and dropped. Without "dates" a cell must be a plain date, see
// [ParseDate], and whatever else it may be is for the Validator to judge.
//
// "zone" is the school's zone, such as "America/Chicago": a time with Z or an
// offset is moved there before its day is taken. A time without a zone stays,
// and so does midnight in any zone, as systems write a day without a time so.
// Without "zone" a time with one is an issue, [CodeDateAmbiguous]. Where the
// system has no time zones, the program imports time/tzdata.
//
// # Look-ups
//
// Exports name staff by name or number and rarely hold a class. "lookup" asks
// the roster of the school year that the record's date is in, see
// [Builder.Rosters]: people and classes as they were on that day, those that
// are marked to be deleted included. A record whose date can't be read is
// looked up nowhere.
//
//   - "student", in columns A to D: from any identifier of a student, whatever
//     kind it is, to the one that this column holds. Without a source it fills
//     in the column for the student whom the other identifiers of the record
//     name, and leaves it empty where the roster has none: only so are
//     identifiers filled in that the export lacks.
//   - "teacher", in Teacher Email: from an e-mail address, sourcedId,
//     identifier, username, "Last, First" or "First Last" to the address.
//   - "class", in Class Name: from a sourcedId, class code or title to the
//     title.
//   - "class-of", in Class Name, from the student, teacher and date of the
//     record: the title of the class that the teacher teaches and the student
//     attends on that day. Several classes of one title are one answer. Of
//     several titles, "period", a label of the export, leaves the classes that
//     meet in the period its cell names, as the roster writes it, and "prefer",
//     a list of titles and class types such as "scheduled", those of the first
//     one that any of them has. "otherwise" is taken for no class: "homeroom", which is the one
//     class of that type that the student attends, or else any text. It is
//     taken for several too with "onSeveral": "otherwise". Every use is told as
//     that of a default.
//   - "teacher-of", in Teacher Email, from the class: its primary teacher on
//     that day, else its only one. Of several classes of that title those count
//     that the student attends.
//
// class-of and teacher-of can't both be given, as they would lean on each
// other. Both may have a source all the same: where its cell is filled, it is
// looked up as with "class" and "teacher", so that staff can say what the
// roster leaves open.
//
// "values" go first, and what they give is looked up, but stays as it is where
// the roster doesn't know it. A look-up that finds nothing or several answers
// is an issue, [CodeLookupNone] or [CodeLookupSeveral], that lists what there
// is to choose from, and its record is rejected: nothing is ever guessed.
//
// # Rows
//
// "rows" says which rows of the export count; without it, all do. Every label
// of "where" must have one of its values, and none of "not" may; values match
// by folded key (case, width, white space and the kind of dashes and quotes
// don't matter), and "" is a blank cell. "dates" leaves out days before "first"
// and after "last", which may also be given alone, or as a list of the two. A
// row whose date can't be read is never left out for it.
//
// # Several records of one row
//
// "each" makes a record of every one of several columns, or of every part of
// one cell, under the new label "as":
//
//	"each": {"columns": ["CD", "CD2", "CD3"], "as": "Code"}
//	"each": {"split": "StudentIDs", "by": ";", "as": "Student"}
//
// Blank ones are skipped, and white space around parts is cut off. A row in
// which all are blank still makes one record, with an empty cell, so that it is
// told and not lost.
//
// # Counts
//
// "counts" is passed over: [Report.WriteMissing] puts it there for people.
type Mapping struct {
	columns [NumColumns + 1]*columnRule // nil: the column stays empty
	rows    rowRules
	each    *eachRule                // nil: a row is a record
	known   atomic.Pointer[[]string] // the export's labels, where they are known
}

// A columnRule says how one column of the template is filled in. One of from,
// join and constant is set, or none where a lookup does without.
type columnRule struct {
	from     []string // alternatives
	join     []string
	constant *string
	sep      string

	trim     bool
	pad      int
	values   []valueEntry // nil: the text stays as it is
	names    map[string]string
	lookup   *lookupRule // nil: nothing is looked up
	fallback *string     // "default"
	dates    []dateLayout
	zone     *time.Location
}

// A valueEntry is one entry of "values", kept in the order given.
type valueEntry struct{ code, name string }

// rowRules say which rows count.
type rowRules struct {
	where, not  []rowTest
	first, last Date
}

// A rowTest compares the cells of one column with values.
type rowTest struct {
	label  string
	values []string
	keys   map[string]bool // folded
}

// An eachRule makes several records of a row: of each of columns, or of each
// part of the column split.
type eachRule struct {
	columns   []string
	split, by string
	as        string
}

// A MappingError lists all that is wrong with a mapping, or all in which it
// does not fit an export.
type MappingError struct {
	Problems []MappingProblem // at least one
}

// A MappingProblem is one thing that is wrong with a mapping.
type MappingProblem struct {
	Path    string // where, such as columns."Class Name".from; "" for the whole
	Message string
}

// Error lists the problems, one a line.
func (e *MappingError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = "mapping: " + p.Message
		if p.Path != "" {
			lines[i] = "mapping, " + p.Path + ": " + p.Message
		}
	}
	return strings.Join(lines, "\n")
}

// problems gathers what is wrong.
type problems []MappingProblem

func (p *problems) add(path, format string, args ...any) {
	*p = append(*p, MappingProblem{path, fmt.Sprintf(format, args...)})
}

func (p problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return &MappingError{p}
}

// pathOf returns the path of a key of an object.
func pathOf(parent, key string) string {
	plain := key != ""
	for i := range len(key) {
		plain = plain && (isLetter(key[i]) || isDigit(key[i]) || key[i] == '_')
	}
	if !plain {
		key = strconv.Quote(key)
	}
	if parent == "" {
		return key
	}
	return parent + "." + key
}

// Labels that the rejects of a build have beside the export's own. They are
// no columns of the export, wherever they come from.
const (
	labelRow     = "otustemplate row"
	labelProblem = "otustemplate problem"
	labelText    = "otustemplate text"
)

// isOwnLabel reports whether the label is one of the rejects' own.
func isOwnLabel(label string) bool {
	return label == labelRow || label == labelProblem || label == labelText
}

// Check reports everything in which the mapping doesn't fit an export with
// these labels: labels that the export lacks or has twice. The error is nil or
// a *[MappingError]. [Mapping.Undecided] speaks of these columns from then on.
func (m *Mapping) Check(columns []string) error {
	columns = slices.Clone(columns)
	m.known.Store(&columns)
	_, problems := m.bind(columns)
	return problems.err()
}

// Missing returns the columns that every row must fill in and that the mapping
// says nothing of, and all four columns of identifiers where it has none of
// them. A build with such a mapping rejects every row.
func (m *Mapping) Missing() []Column {
	var missing []Column
	identified := false
	for _, c := range allColumns {
		identified = identified || c.identifier() && m.columns[c].hasSource()
		if m.columns[c] == nil && (c.required() || c.identifier()) {
			missing = append(missing, c)
		}
	}
	if identified {
		missing = slices.DeleteFunc(missing, Column.identifier)
	}
	return missing
}

// hasSource reports whether there is a rule with a text of its own, not only a
// look-up that leans on other columns.
func (r *columnRule) hasSource() bool {
	return r != nil && (r.lookup == nil || r.from != nil || r.join != nil)
}

// A boundMapping is a mapping whose labels are fields of one export. It
// belongs to one goroutine.
type boundMapping struct {
	columns    [NumColumns + 1]boundColumn
	where, not []boundTest
	dates      *rowRules // nil: every day counts
	each       []int     // the fields of which a record each is made
	split      string    // or the separator in the one field of each
	used       []bool    // by field: something is made of it
	looked     []Column  // those that a roster fills in, in that order
}

// A boundColumn is a rule with its fields: of join all, of from the one.
type boundColumn struct {
	rule   *columnRule
	fields []int // from 0; eachField stands for the label of each
	period []int // the one field of "period", if any
}

// eachField stands for the cell or part of which a record is made.
const eachField = -1

// A boundTest is a test of one field.
type boundTest struct {
	field int
	keys  map[string]bool
}

// bind finds the fields of the mapping's labels, or says which the export
// doesn't have.
func (m *Mapping) bind(labels []string) (*boundMapping, problems) {
	b := binder{index: indexLabels(labels), bound: &boundMapping{used: make([]bool, len(labels))}}
	if m.each != nil {
		b.bindEach(m.each)
	}
	for _, c := range allColumns {
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
	return b.bound, b.problems
}

// withoutRoster lists the look-ups, for a build that has no roster.
func (m *Mapping) withoutRoster() (p problems) {
	for _, c := range allColumns {
		if r := m.columns[c]; r != nil && r.lookup != nil {
			p.add(pathOf("columns", c.String())+".lookup",
				"there is no roster to look up in: give Builder.Rosters, or a Validator whose References have one")
		}
	}
	return p
}

// bindTemplate is the mapping of a source that has the template's labels, as a
// Reader finds them.
func bindTemplate(labels []string) (*boundMapping, error) {
	table := newLabelTable(nil)
	h := header{row: 1, labels: labels}
	h.columns, h.named = table.columns(labels)
	h.byPlace = table.takeByPlace(h.labels, h.columns)
	if err := h.check(); err != nil {
		return nil, err
	}
	b := &boundMapping{used: make([]bool, len(labels))}
	for i, c := range h.columns {
		if c != NoColumn {
			b.columns[c] = boundColumn{rule: new(columnRule), fields: []int{i}}
			b.used[i] = true
		}
	}
	return b, nil
}

// needed returns how many cells a row must have: up to the last one that says
// whether the row counts, or feeds a column that must be filled in. Rows may
// lack the others at their end, as spreadsheets drop empty cells there.
func (b *boundMapping) needed() int {
	last := -1
	for _, t := range slices.Concat(b.where, b.not) {
		last = max(last, t.field)
	}
	for c, bound := range b.columns {
		if Column(c).required() && bound.rule != nil {
			last = max(last, slices.Max(append([]int{last}, bound.fields...)))
		}
	}
	return last + 1
}

// feeds returns the column that each of n fields feeds, NoColumn where it is
// none or several.
func (b *boundMapping) feeds(n int) []Column {
	feeds, several := make([]Column, n), make([]bool, n)
	for c, bound := range b.columns {
		fields := bound.fields
		if slices.Contains(fields, eachField) {
			fields = append(slices.Clone(fields), b.each...)
		}
		for _, field := range fields {
			if field == eachField {
				continue
			}
			several[field] = several[field] || feeds[field] != NoColumn && feeds[field] != Column(c)
			feeds[field] = Column(c)
		}
	}
	for i := range feeds {
		if several[i] {
			feeds[i] = NoColumn
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

func (b *binder) isAs(label string) bool { return b.as != "" && headerKey(label) == b.as }

func (b *binder) bindEach(e *eachRule) {
	if _, err := b.index.find(e.as); !errors.Is(err, errNoLabel) {
		b.problems.add("each.as", "the export has a column %q of its own; choose another name", e.as)
	}
	b.as = headerKey(e.as)
	for i, label := range e.columns {
		b.bound.each = append(b.bound.each, b.field(fmt.Sprintf("each.columns[%d]", i), label))
	}
	if e.split != "" {
		b.bound.each = []int{b.field("each.split", e.split)}
		b.bound.split = e.by
	}
}

func (b *binder) bindColumn(c Column, rule *columnRule) {
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
		bound = append(bound, boundTest{b.field(pathOf(path, t.label), t.label), t.keys})
	}
	return bound
}

// quotedLabels lists labels as "A", "B" or "C".
func quotedLabels(labels []string) string {
	quoted := make([]string, len(labels))
	for i, label := range labels {
		quoted[i] = strconv.Quote(label)
	}
	return joinWords(quoted, "or")
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
		if key := headerKey(label); key != "" && !isOwnLabel(label) {
			x.fields[key] = append(x.fields[key], i)
		}
	}
	return x
}

// find returns the field that has the label, letter for letter if several
// match it.
func (x labelIndex) find(label string) (int, error) {
	fields := x.fields[headerKey(label)]
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

// A sourceCell is one cell of an export.
type sourceCell struct {
	text string
	day  Date // of a value that is a time and no text, else zero
}

// A sourceItem is that of a row of which one record is made: one of each.
type sourceItem struct {
	text  string
	field int // it comes from, from 0
}

// items returns what of the row records are made of, appended to items: one at
// least. Without "each" it is one that nothing refers to.
func (b *boundMapping) items(items []sourceItem, row []sourceCell) []sourceItem {
	if b.each == nil {
		return append(items, sourceItem{})
	}
	start := len(items)
	for _, field := range b.each {
		parts := []string{row[field].text}
		if b.split != "" {
			parts = strings.Split(row[field].text, b.split)
		}
		for _, part := range parts {
			if b.split != "" {
				part = strings.TrimSpace(part)
			}
			if !isBlank(part) {
				items = append(items, sourceItem{part, field})
			}
		}
	}
	if len(items) == start {
		items = append(items, sourceItem{"", b.each[0]})
	}
	return items
}

// counts reports whether the tests let the row count. Its date is looked at by
// onDay.
func (b *boundMapping) counts(row []sourceCell) bool {
	holds := func(t boundTest) bool { return t.keys[fold.Key(row[t.field].text)] }
	return !slices.ContainsFunc(b.not, holds) &&
		!slices.ContainsFunc(b.where, func(t boundTest) bool { return !holds(t) })
}

// onDay reports whether the day of a record made of a row lets the row count.
func (b *boundMapping) onDay(m *mappedRecord) bool {
	if b.dates == nil {
		return true
	}
	day := m.day()
	return day.IsZero() ||
		(b.dates.first.IsZero() || b.dates.first.Compare(day) <= 0) &&
			(b.dates.last.IsZero() || day.Compare(b.dates.last) <= 0)
}

// A mappedRecord is a record as the mapping makes it, before any check.
type mappedRecord struct {
	rec    Record
	fields [NumColumns + 1]int    // the export's field of each cell, from 1; 0: none
	source [NumColumns + 1]string // the text that each cell was made of, before values
	issues []Issue                // what the mapping has to say; without row, line and severity
	told   [NumColumns + 1]bool   // the cells of which it says that they can't be made
	// waits are, of a look-up that failed, the columns whose errors explain it.
	waits [NumColumns + 1]columnSet
}

// day returns the day of the record, be it that blanks stand around it or a
// time behind it, and the zero Date where it is in doubt.
func (m *mappedRecord) day() Date {
	if m.told[ColDate] || !m.rec.Date.IsZero() {
		return m.rec.Date
	}
	if read := readDate(tidyLayout(m.rec.DateText)); !read.has(^dateClock) {
		return read.date()
	}
	return Date{}
}

// fill makes a record of one item of a row, apart from what is to be looked up.
// The slices of m are used again.
func (b *boundMapping) fill(m *mappedRecord, row []sourceCell, item sourceItem) {
	*m = mappedRecord{issues: m.issues[:0]}
	for _, c := range allColumns {
		if b.columns[c].rule != nil {
			b.columns[c].fill(m, c, row, item)
		}
	}
}

// fill makes the cell of column c.
func (b *boundColumn) fill(m *mappedRecord, c Column, row []sourceCell, item sourceItem) {
	if b.rule.constant != nil {
		m.rec.setCell(c, *b.rule.constant)
		return
	}
	if len(b.fields) == 0 {
		return // the look-up fills it in
	}
	m.fields[c] = b.fields[0] + 1
	if b.fields[0] == eachField {
		m.fields[c] = item.field + 1
	} else if day := row[b.fields[0]].day; c == ColDate && !day.IsZero() && len(b.fields) == 1 {
		m.rec.Date = day // a time of the database: nothing is to be read
		return
	}
	text := b.text(row, item)
	m.source[c] = text
	if b.rule.lookup != nil {
		m.rec.setCell(c, text)
		return
	}
	text, ok := b.rule.name(m, c, text)
	switch {
	case !ok:
		m.rec.setCell(c, text)
	case c == ColDate:
		b.rule.setDate(m, text)
	default:
		m.rec.setCell(c, text)
	}
}

// text returns the text of the column's source.
func (b *boundColumn) text(row []sourceCell, item sourceItem) string {
	text := b.cell(0, row, item)
	if len(b.fields) > 1 {
		var parts []string
		for i := range b.fields {
			if part := b.cell(i, row, item); !isBlank(part) {
				parts = append(parts, part)
			}
		}
		text = strings.Join(parts, b.rule.sep)
	}
	if b.rule.trim {
		text = strings.TrimSpace(text)
	}
	if n := b.rule.pad - len(text); n > 0 && isDigits(text) {
		text = strings.Repeat("0", n) + text
	}
	return text
}

// cell returns the text of the i-th field.
func (b *boundColumn) cell(i int, row []sourceCell, item sourceItem) string {
	return textOf(b.fields[i], row, item)
}

// textOf returns the text of a field.
func textOf(field int, row []sourceCell, item sourceItem) string {
	if field == eachField {
		return item.text
	}
	return row[field].text
}

// entry returns the name that "values" give the code text.
func (r *columnRule) entry(c Column, text string) (name string, ok bool) {
	name, ok = r.names[text]
	// An entry that WriteMissing has made and nobody has filled in yet is none.
	return name, ok && (name != "" || !c.named())
}

// name returns the name that the code text stands for. Not ok: it has none,
// and that is told.
func (r *columnRule) name(m *mappedRecord, c Column, text string) (name string, ok bool) {
	name, found := text, r.values == nil && !isBlank(text)
	if r.values != nil {
		name, found = r.entry(c, text)
	}
	switch {
	case found:
		return name, true
	case r.fallback != nil:
		m.tell(Issue{Code: CodeDefaulted, Column: c, Value: text, Message: defaultedMessage(c, text, *r.fallback)})
		return *r.fallback, true
	case r.values == nil || isBlank(text):
		return text, true // it is for the checks to say whether it may be empty
	}
	m.told[c] = true
	m.tell(Issue{Code: CodeValueUnmapped, Column: c, Value: text, Message: unmappedMessage(c, text)})
	return text, false
}

// setDate reads the text of the Date column.
func (r *columnRule) setDate(m *mappedRecord, text string) {
	if r.dates == nil || isBlank(text) {
		m.rec.setCell(ColDate, text)
		if r.zone != nil && m.rec.DateText != "" {
			if day, ok := movedDate(tidyLayout(text), r.zone); ok {
				m.rec.Date, m.rec.DateText = day, ""
			}
		}
		return
	}
	day, matched, settled := r.dateOf(text)
	if settled {
		m.rec.Date = day
		return
	}
	is := Issue{Code: CodeDateInvalid, Column: ColDate, Value: text, Message: layoutMessage(text)}
	if matched {
		is.Code, is.Message = CodeDateAmbiguous, zonedMessage(text)
		is.Fixes = []Fix{{Column: ColDate, Old: text, New: day.String()}}
	}
	m.rec.DateText = text
	m.told[ColDate] = true
	m.tell(is)
}

// dateOf returns the day of a text in one of the export's layouts, or written
// as YYYY-MM-DD: that is what whoever mends a date is asked for. matched but
// not settled is a time with a zone, where there is none to move it to.
func (r *columnRule) dateOf(text string) (day Date, matched, settled bool) {
	for i := range r.dates {
		if reading, ok := r.dates[i].match(text, r.zone); ok {
			day, ok := reading.dayIn(r.zone)
			return day, true, ok
		}
	}
	day, ok := parseISODate(strings.TrimSpace(text))
	return day, ok, ok
}

// tell adds an issue of a cell, without a severity: that is the Validator's.
func (m *mappedRecord) tell(is Issue) {
	is.Field = m.fields[is.Column]
	m.issues = append(m.issues, is)
}

func unmappedMessage(c Column, code string) string {
	what := "this code of the export"
	if c.named() {
		what = fmt.Sprintf("the code %s of the export", quoteCell(code))
	}
	return fmt.Sprintf("%s has no entry in the mapping: tell the engineer which %s it stands for", what, c)
}

func defaultedMessage(c Column, code, fallback string) string {
	name := "a default"
	if c.named() || c == ColDate {
		name = quoteCell(fallback)
	}
	switch {
	case isBlank(code):
		return fmt.Sprintf("the cell is empty in the export, so %s was put: check that it is right", name)
	case c.named():
		return fmt.Sprintf("the code %s of the export has no entry in the mapping, so %s was put: check that it is right", quoteCell(code), name)
	}
	return fmt.Sprintf("this code of the export has no entry in the mapping, so %s was put: check that it is right", name)
}

func zonedMessage(text string) string {
	return fmt.Sprintf("%s is a time in another zone, so the day at school may be another one: "+
		"write the day as YYYY-MM-DD, or have the school's zone put into the mapping", quoteCell(text))
}

func layoutMessage(text string) string {
	return fmt.Sprintf("%s is a date in none of the forms that the mapping gives: write it as YYYY-MM-DD, or have its form put into the mapping",
		quoteCell(text))
}
