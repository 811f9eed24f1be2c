package job

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
)

// An export that has a row for each consequence of an incident makes several records of
// one, if the mapping has no "key". Such rows follow each other, differ in nothing that
// the mapping uses, and have one number of the incident.

// A previousRow is the last row that was used.
type previousRow struct {
	row   int64    // or that of which it is one more; 0: there is none
	cells []string // unless text is set
	// Of a plain row that nobody has asked for, in a block that is still there.
	text  []byte
	start int
	last  bool
}

// repeating says how rows of one record are known.
type repeating struct {
	entries []int // the fields that number the entries of the export; nil: no row is compared
	own     []bool
	used    []bool
	key     string // the columns to be named in a key, "" if nothing is compared
	sameKey bool   // the mapping has a key, and rows that were found to be one before are so by it
}

// newRepeating returns how rows of the source are compared: not at all where the mapping
// has a key, or the export no column that numbers its entries.
func newRepeating(w *build, labels []string) (r repeating) {
	r.sameKey = w.bound.Key != nil && sameByKey(w.bound, labels)
	if w.bound.Key != nil || !w.repeated || !w.v.On(schema.CodeRowRepeated) {
		return r
	}
	for i, label := range labels {
		if mapping.NumbersEntries(label) {
			r.entries = append(r.entries, i)
		}
		r.own = append(r.own, schema.IsOwnLabel(label))
	}
	if r.entries == nil {
		return r
	}
	r.used = w.bound.Used
	var key []string
	for _, field := range r.entries {
		key = append(key, strconv.Quote(labels[field]))
	}
	for _, c := range schema.Identifiers {
		if fields := w.bound.Columns[c].Fields; len(fields) > 0 && fields[0] >= 0 {
			key = append(key, strconv.Quote(labels[fields[0]]))
			break
		}
	}
	r.key = strings.Join(key, ", ")
	return r
}

// sameByKey reports whether rows that were found to be one without a key have the same in
// every column of the key: these are the number of the entry, if there is but one such
// column, and columns that the template's are made of.
func sameByKey(b *mapping.Bound, labels []string) bool {
	same := slices.Clone(b.Each)
	for _, column := range b.Columns {
		same = append(same, column.Fields...)
	}
	var entries []int
	for i, label := range labels {
		if mapping.NumbersEntries(label) && !schema.IsOwnLabel(label) {
			entries = append(entries, i)
		}
	}
	if len(entries) == 1 {
		same = append(same, entries[0])
	}
	return !slices.ContainsFunc(b.Key, func(field int) bool { return !slices.Contains(same, field) })
}

// settle cuts the row into cells, while the block is there.
func (p *previousRow) settle(w *build) {
	if p.text == nil {
		return
	}
	w.again.Again(p.text, p.start, p.last)
	p.cells, p.text = append(p.cells[:0], w.again.decode().Cells...), nil
}

// notePlain notes a plain row that was written.
func (t *taking) notePlain(row *builtRow) {
	if t.repeating.entries != nil {
		p := &t.previous
		p.row, p.text, p.start, p.last = t.base.Row+t.rows(), t.block.Text, int(row.start), t.block.Last
	}
}

// takeRepeating rejects the row if it differs from the one before in nothing that the
// mapping uses. It reports false if the row is still to be taken as any other.
func (t *taking) takeRepeating(row *madeRow) (taken bool, err error) {
	w := t.build
	if w.repeating.entries == nil || !row.counted || row.rejected {
		return false, nil
	}
	p := &w.previous
	p.settle(w)
	shared := w.repeating.shared(p, row.Cells)
	p.cells = append(p.cells[:0], row.Cells...)
	if shared < 0 {
		p.row = row.Row
		return false, nil
	}
	before := p.row // the first of them
	is := w.v.rowRepeated(&row.ExportRow, strconv.FormatInt(before, 10), shared+1, w.repeating.key)
	is.Related = []int64{before}
	if is.Severity != check.SeverityError {
		w.told = append(w.told, toldIssue{is, true})
		return false, nil
	}
	if row.counted {
		w.countValues(row)
	}
	if err := t.skip(row); err != nil {
		return true, err
	}
	w.counts.Records++
	w.counts.Rejected++
	w.told = append(w.told, toldIssue{is, false})
	return true, w.reject(row, withOther(row.part, repeatsRow, before), 0)
}

// shared returns the first field that numbers the entry of both rows, -1 if these are not
// of one record, or the same in every column.
func (r *repeating) shared(p *previousRow, cells []string) int {
	if p.row == 0 || len(cells) != len(p.cells) {
		return -1
	}
	differ := false
	for i, cell := range cells {
		switch {
		case cell == p.cells[i] || i < len(r.own) && r.own[i]:
		case i >= len(r.used) || r.used[i]:
			return -1
		default:
			differ = true
		}
	}
	at := slices.IndexFunc(r.entries, func(field int) bool { return cells[field] == p.cells[field] && !celltext.IsBlank(cells[field]) })
	if !differ || at < 0 {
		return -1
	}
	return r.entries[at]
}

// repeatsRow says in the rejects that the row is rejected as it repeats another one: see
// unlikeRow.
const repeatsRow = "repeats row "

// rowRepeated returns the issue of a row that repeats that other one.
func (v *Validator) rowRepeated(row *mapping.ExportRow, other string, field int, key string) check.Issue {
	advice := "remove it"
	if key != "" {
		advice = fmt.Sprintf("ask your data person, who sets which columns make rows one incident, such as %s", key)
	}
	return check.Issue{
		Code:     schema.CodeRowRepeated,
		Severity: v.RuleSeverity(schema.CodeRowRepeated),
		Row:      row.Row,
		Line:     row.Line,
		Field:    field,
		Message: fmt.Sprintf("the row differs from row %s of the export only in columns that your rules do not use, so it is probably the same incident once more: %s; "+
			"if it is another one, remove the words %q under %q", other, advice, repeatsRow+other, schema.LabelPart),
	}
}
