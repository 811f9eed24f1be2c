package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/otustemplate"
)

// A Desk is a file that is being corrected. Only one goroutine at a time may use it, and
// only one Desk its Kit.
type Desk struct {
	kit     *Kit
	mapping *otustemplate.Mapping // nil: the file is a filled-in template
	file    *exportFile
	edits   edits

	result *result
	found  map[int64][]otustemplate.Issue // what is wrong with the rows as they are now
	stale  bool                           // rows were checked alone since the result was made

	rules      rules          // of the mapping
	answerable []string       // the titles of the answer columns that the rejects have; see answers.go
	same       map[string]int // how many rows have a problem, see sameProblems; nil: to be counted

	wholeFileRows int // see the constant
}

// A result is what one build of the whole file gives.
type result struct {
	template, rejects []byte
	report            *otustemplate.Report
	found             map[int64][]otustemplate.Issue
}

// wholeFileRows is up to how many rows the whole file is checked after each correction.
// Of larger ones only the corrected rows are, until the files are made.
const wholeFileRows = 5000

// Open puts a file on a desk and checks it. It is an export, as the mapping of the kit
// says, or a filled-in template. The error says in plain words why the file cannot be
// used.
func (k *Kit) Open(ctx context.Context, name string, data []byte, progress func(otustemplate.Progress)) (*Desk, error) {
	file, err := readExport(name, data)
	if err != nil {
		return nil, plainError(err)
	}
	d := &Desk{kit: k, mapping: k.Mapping, file: file, wholeFileRows: wholeFileRows}
	if k.Mapping != nil && k.Mapping.Check(file.labels) != nil && isTemplate(data) {
		d.mapping = nil
	}
	d.rules = rulesOf(d.mapping)
	k.listener.progress = progress
	defer func() { k.listener.progress = nil }()
	if d.result, err = d.build(ctx); err != nil {
		return nil, plainError(err)
	}
	d.found = maps.Clone(d.result.found)
	d.answerable = d.answerColumnsOf(d.result.rejects)
	return d, nil
}

// Reopen puts the file of a desk on another one, with the corrections, to be checked with
// this kit.
func (k *Kit) Reopen(ctx context.Context, old *Desk, name string, data []byte) (*Desk, error) {
	work, err := old.Work()
	if err != nil {
		return nil, err
	}
	d, err := k.Open(ctx, name, data, nil)
	if err != nil {
		return nil, err
	}
	if _, err := d.Merge(ctx, work, nil); err != nil {
		return nil, err
	}
	if n := len(d.edits.done); n > 0 {
		d.edits.done[n-1].Text = "all corrections made before the new kit"
	}
	for spot, edit := range d.edits.now {
		edit.added = old.edits.now[spot].added
		d.edits.now[spot] = edit
	}
	return d, nil
}

// isTemplate reports whether a file has the column titles of the template.
func isTemplate(data []byte) bool {
	_, err := otustemplate.ReadLayout(bytes.NewReader(data), nil)
	return err == nil
}

// CorrectedExport returns the file with the corrections in it. A row that is not sent
// is an empty one, so that all others keep their numbers.
func (d *Desk) CorrectedExport() []byte {
	answers := d.answerColumns()
	texts := make(map[int64]string)
	for _, row := range d.edits.rows() {
		texts[row] = d.rowText(row, answers)
	}
	return d.file.replaced(texts, answers)
}

// rowText returns a row as it is now, "" if it is not sent.
func (d *Desk) rowText(row int64, answers []string) string { return d.rowTextWith(row, nil, answers) }

// rowTextWith returns a row as it would be with further corrections.
func (d *Desk) rowTextWith(row int64, settings []Setting, answers []string) string {
	entered := func(what string) (text string, ok bool) {
		for _, s := range settings {
			if s.What == what {
				return s.After, true
			}
		}
		edit, ok := d.edits.now[Spot{row, what}]
		return edit.After, ok
	}
	if reason, _ := entered(doNotSend); reason != "" {
		return ""
	}
	cells, whole := d.file.cells(row)
	if text, ok := entered(wholeRow); ok {
		cells, whole = fit(pieces(text, d.file.comma), len(d.file.labels), d.file.comma), true
	}
	if !whole {
		at, _ := d.file.row(row)
		return string(d.file.text[at.start:at.end])
	}
	for i := range cells {
		if text, ok := entered(cellSpot(row, i).What); ok {
			cells[i] = text
		}
	}
	for _, title := range answers {
		text, _ := entered(title)
		cells = append(cells, text)
	}
	return d.file.rowText(cells)
}

// reason returns why a row is not sent, "" if it is sent.
func (d *Desk) reason(row int64) string { return d.edits.now[Spot{row, doNotSend}].After }

// cells returns the cells of a row as they are now. If whole is false the row is still
// as the library cannot split it.
func (d *Desk) cells(row int64) (cells []string, whole bool) {
	if edit, ok := d.edits.now[Spot{row, wholeRow}]; ok {
		return fit(pieces(edit.After, d.file.comma), len(d.file.labels), d.file.comma), true
	}
	cells, whole = d.file.cells(row)
	for i := range cells {
		if edit, ok := d.edits.now[cellSpot(row, i)]; ok {
			cells[i] = edit.After
		}
	}
	return cells, whole
}

// builder returns a Builder of the kit.
func (d *Desk) builder() *otustemplate.Builder {
	return &otustemplate.Builder{Mapping: d.mapping, Validator: d.kit.validator, Rosters: d.kit.rosters, Exclude: d.kit.exclude, Repair: true}
}

// build makes everything of the whole file as it is now.
func (d *Desk) build(ctx context.Context) (*result, error) {
	r := &result{found: make(map[int64][]otustemplate.Issue)}
	d.kit.listener.issue = func(is otustemplate.Issue) {
		if !is.Repaired {
			r.found[is.Row] = append(r.found[is.Row], is)
		}
	}
	defer func() { d.kit.listener.issue = nil }()
	var template, rejects bytes.Buffer
	b := d.builder()
	b.Rejects = &rejects
	dst := otustemplate.NewWriter(&template, &otustemplate.WriterOptions{Layout: d.kit.Layout})
	var err error
	if r.report, err = b.Build(ctx, otustemplate.NewCSVSource(bytes.NewReader(d.CorrectedExport()), nil), dst); err != nil {
		return nil, err
	}
	r.template, r.rejects = template.Bytes(), rejects.Bytes()
	delete(r.found, 0) // of the file as a whole: the report has it
	for row, issues := range r.found {
		if !slices.ContainsFunc(issues, func(is otustemplate.Issue) bool { return is.Code != otustemplate.CodeBlankRow }) {
			delete(r.found, row) // no harm, and nothing to correct in it
		}
	}
	return r, nil
}

// between are the checks that compare rows, which a row alone says nothing of.
var between = []otustemplate.Code{
	otustemplate.CodeDuplicate, otustemplate.CodeDuplicateShared, otustemplate.CodeKeyConflict, otustemplate.CodeRowRepeated,
}

// recheck finds out what is wrong with rows after a correction.
func (d *Desk) recheck(ctx context.Context, rows []int64) error {
	if len(rows) == 0 {
		return nil
	}
	d.same = nil
	if len(d.file.rows) <= d.wholeFileRows {
		return d.refresh(ctx)
	}
	d.stale = true
	answers := d.answerColumns()
	for some := range slices.Chunk(rows, rowsAtOnce) {
		if err := d.recheckAlone(ctx, some, answers); err != nil {
			return err
		}
	}
	return nil
}

// rowsAtOnce is how many rows are checked alone in one run, so that their texts do not all
// take memory at once.
const rowsAtOnce = 5000

// recheckAlone finds out what is wrong with rows, each of which is checked alone.
func (d *Desk) recheckAlone(ctx context.Context, rows []int64, answers []string) error {
	variants := make([]variant, 0, len(rows))
	for _, row := range rows {
		switch _, whole := d.cells(row); {
		case d.reason(row) != "":
			delete(d.found, row)
		case !whole: // as it was when the file was opened
			d.found[row] = d.result.found[row]
		default:
			variants = append(variants, variant{row, d.rowText(row, answers)})
		}
	}
	tries, err := d.try(ctx, answers, variants)
	if err != nil {
		return err
	}
	for i, v := range variants {
		kept := slices.DeleteFunc(d.found[v.row], func(is otustemplate.Issue) bool { return !slices.Contains(between, is.Code) })
		if d.found[v.row] = append(kept, tries[i].found...); len(d.found[v.row]) == 0 {
			delete(d.found, v.row)
		}
	}
	return nil
}

// refresh checks the whole file.
func (d *Desk) refresh(ctx context.Context) error {
	r, err := d.build(ctx)
	if err != nil {
		return plainError(err)
	}
	d.result, d.found, d.stale, d.same = r, maps.Clone(r.found), false, nil
	return nil
}

// A variant is a row as it might be.
type variant struct {
	row  int64
	text string
}

// A tried is what came of a variant.
type tried struct {
	found []otustemplate.Issue
	used  bool // a record was made of it, so that the rules of the kit do not leave it out
}

// try returns what comes of rows, each looked at alone.
func (d *Desk) try(ctx context.Context, answers []string, variants []variant) ([]tried, error) {
	all := make([]tried, len(variants))
	var text strings.Builder
	text.WriteString(d.file.headerText(answers))
	for _, v := range variants {
		text.WriteString("\n" + v.text)
	}
	of := func(row int64) *tried {
		if i := row - 2; i >= 0 && int(i) < len(all) { // the header is row 1
			return &all[i]
		}
		return new(tried)
	}
	d.kit.listener.issue = func(is otustemplate.Issue) {
		if t := of(is.Row); !is.Repaired && is.Row > 0 && !slices.Contains(between, is.Code) {
			is.Row = variants[is.Row-2].row
			t.found = append(t.found, is)
		}
	}
	defer func() { d.kit.listener.issue = nil }()
	src := otustemplate.NewCSVSource(strings.NewReader(text.String()), &otustemplate.ReaderOptions{Comma: d.file.comma, HeaderRow: 1})
	_, err := d.builder().Build(ctx, src, seenRows(func(row int64) { of(row).used = true }))
	return all, err
}

// seenRows is told of the rows that records are made of, and keeps none.
type seenRows func(row int64)

func (f seenRows) Write(otustemplate.Record) error { return nil }
func (f seenRows) Flush() error                    { return nil }
func (f seenRows) WriteFrom(_ otustemplate.Record, row otustemplate.SourceRow) error {
	f(row.Position().Row)
	return nil
}

// plainError returns why a file cannot be used, in words for office staff.
func plainError(err error) error {
	text := err.Error()
	if bad, ok := errors.AsType[*otustemplate.MappingError](err); ok {
		text = fmt.Sprintf("this file does not have the columns that the kit expects: %s. Check that it is the right export. If it is, ask your data person for a new kit", bad.Problems[0].Message)
	}
	return errors.New(plain(text))
}
