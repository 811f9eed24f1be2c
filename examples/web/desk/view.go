package desk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.com/otustemplate"
)

// An Overview is what the page shows of the whole file.
type Overview struct {
	File      string   `json:"file"`
	Template  bool     `json:"template"` // a filled-in template, no export
	Columns   []Column `json:"columns"`
	Rows      int64    `json:"rows"`      // rows of the file, without blank ones
	LeftOut   int64    `json:"leftOut"`   // by the rules of the kit
	Ready     int64    `json:"ready"`     // records in the template
	Wrong     []int64  `json:"wrong"`     // rows to correct
	Doubtful  []int64  `json:"doubtful"`  // rows that are sent, but to be checked first
	Right     []int64  `json:"right"`     // rows that a person checked and found right
	Corrected []int64  `json:"corrected"` // rows that are corrected, and right now
	NotSent   []int64  `json:"notSent"`
	Whole     []string `json:"whole"` // what is wrong with the file as a whole
	Undo      string   `json:"undo"`  // the step that can be undone; "": none
	Redo      string   `json:"redo"`
	Stale     bool     `json:"stale"` // Ready is of the last check of the whole file
	Kinds     []Kind   `json:"kinds"` // of problems, those of most rows first
}

// A Kind is a kind of problem that rows have.
type Kind struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	Wrong int    `json:"wrong"` // rows to correct that have it
	Check int    `json:"check"` // rows to check that have it
}

// A Column is a column of the file.
type Column struct {
	Title string `json:"title"`
	Feeds string `json:"feeds"` // the column of the template that it fills, or ""
	Own   bool   `json:"own"`   // a column of the file with the rows to correct that nobody enters anything in
}

// Overview returns what the file looks like now.
func (d *Desk) Overview() Overview {
	build := d.result.report.Build
	o := Overview{
		File: d.file.name, Template: d.mapping == nil, Stale: d.stale,
		Rows: build.Read, LeftOut: build.LeftOut, Ready: build.Written,
		Wrong: []int64{}, Doubtful: []int64{}, Right: []int64{}, Corrected: []int64{}, NotSent: []int64{}, Whole: d.wholeFile(),
	}
	for i, title := range d.file.labels {
		column := Column{Title: title, Own: isOwn(title)}
		if i < len(d.result.report.Columns) && d.result.report.Columns[i] != otustemplate.NoColumn {
			column.Feeds = d.result.report.Columns[i].String()
		}
		o.Columns = append(o.Columns, column)
	}
	kinds := make(map[otustemplate.Code]*Kind)
	for row, issues := range d.found {
		switch {
		case hasError(issues):
			o.Wrong = append(o.Wrong, row)
			d.countKinds(kinds, issues, func(k *Kind) *int { return &k.Wrong })
		case slices.ContainsFunc(issues, func(is otustemplate.Issue) bool { return is.Code != otustemplate.CodeBlankRow && !d.isRight(is) }):
			o.Doubtful = append(o.Doubtful, row)
			d.countKinds(kinds, issues, func(k *Kind) *int { return &k.Check })
		default:
			o.Right = append(o.Right, row)
		}
	}
	o.Kinds = []Kind{}
	sorted := slices.Collect(maps.Values(kinds))
	slices.SortFunc(sorted, func(a, b *Kind) int {
		return cmp.Or(cmp.Compare(b.Wrong+b.Check, a.Wrong+a.Check), cmp.Compare(a.Code, b.Code))
	})
	for _, k := range sorted {
		o.Kinds = append(o.Kinds, *k)
	}
	for _, row := range d.edits.rows() {
		if d.reason(row) != "" {
			o.NotSent = append(o.NotSent, row)
		} else if !hasError(d.found[row]) {
			o.Corrected = append(o.Corrected, row)
		}
	}
	slices.Sort(o.Wrong)
	slices.Sort(o.Doubtful)
	slices.Sort(o.Right)
	if n := len(d.edits.done); n > 0 {
		o.Undo = d.edits.done[n-1].Text
	}
	if n := len(d.edits.undone); n > 0 {
		o.Redo = d.edits.undone[n-1].Text
	}
	return o
}

// countKinds counts a row under each kind of problem that it has, once.
func (d *Desk) countKinds(kinds map[otustemplate.Code]*Kind, issues []otustemplate.Issue, of func(*Kind) *int) {
	for i, is := range issues {
		if !d.counts(is, issues) || slices.ContainsFunc(issues[:i], func(other otustemplate.Issue) bool { return other.Code == is.Code && d.counts(other, issues) }) {
			continue
		}
		k := kinds[is.Code]
		if k == nil {
			k = &Kind{Code: string(is.Code), Title: is.Code.Title()}
			kinds[is.Code] = k
		}
		*of(k)++
	}
}

// counts reports whether an issue is why its row is listed: of a row to correct only its
// errors are.
func (d *Desk) counts(is otustemplate.Issue, issues []otustemplate.Issue) bool {
	if hasError(issues) {
		return is.Severity == otustemplate.SeverityError
	}
	return is.Code != otustemplate.CodeBlankRow && !d.isRight(is)
}

// RowsOf returns which of the rows are listed for a kind of problem.
func (d *Desk) RowsOf(code string, rows []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(rows), func(row int64) bool {
		issues := d.found[row]
		return !slices.ContainsFunc(issues, func(is otustemplate.Issue) bool { return string(is.Code) == code && d.counts(is, issues) })
	})
}

// isOwn reports whether a column is one that a build added to the rows to correct.
func isOwn(title string) bool {
	return strings.HasPrefix(title, "otustemplate ") && title != "otustemplate text"
}

// wholeFile says what is wrong with the file as a whole.
func (d *Desk) wholeFile() []string {
	texts := []string{}
	for _, is := range d.result.report.Issues {
		if is.Row == 0 && is.Code != otustemplate.CodeHeaderUnknown {
			texts = append(texts, plain(is.Message))
		}
	}
	if d.result.report.Stopped != "" {
		texts = append(texts, plain(d.result.report.Stopped))
	}
	return texts
}

func hasError(issues []otustemplate.Issue) bool {
	return slices.ContainsFunc(issues, func(is otustemplate.Issue) bool { return is.Severity == otustemplate.SeverityError })
}

// A Row is what the page shows of one row.
type Row struct {
	Row      int64             `json:"row"`
	Cells    []string          `json:"cells"`
	Whole    bool              `json:"whole"`   // the row can be split into its cells
	Changed  []string          `json:"changed"` // what is corrected, as in Spot.What
	Answers  map[string]string `json:"answers"` // by the title of the column
	Reason   string            `json:"reason"`  // why it is not sent, or ""
	Student  string            `json:"student"` // who has the number that a person entered, or ""
	Other    bool              `json:"other"`   // the row names another student
	Problems []Problem         `json:"problems"`
}

// A Problem is one thing that is wrong with a row.
type Problem struct {
	Key         string       `json:"key"` // the same for the same problem of another row
	Same        int          `json:"same"`
	Text        string       `json:"text"`
	Error       bool         `json:"error"` // else it is only to be checked
	Right       string       `json:"right"` // what to set if a warning is right as it is; "" of an error
	IsRight     bool         `json:"isRight"`
	Who         string       `json:"who"`   // settles it
	Cell        string       `json:"cell"`  // the cell that is wrong, as in Spot.What, or ""
	What        string       `json:"what"`  // the cell or answer to correct, in the same way
	List        string       `json:"list"`  // the list of names to choose from: Recognition, Teacher Email, Class Name or ""
	Names       []string     `json:"names"` // to choose from in place of the list, or nil
	Suggestions []Suggestion `json:"suggestions"`
}

// A Suggestion is a correction that was tried: with it the problem is gone.
type Suggestion struct {
	Text  string    `json:"text"`
	Whole bool      `json:"whole"` // the text says what the button does, else what it enters
	Cells []Setting `json:"cells"`
	Same  int       `json:"same"` // how many rows have the same problem and suggestion
	Like  string    `json:"like"` // an Order.Like: these rows
}

// A Setting is what a suggestion or a person enters.
type Setting struct {
	What  string `json:"what"`
	After string `json:"after"`
}

// Rows returns rows of the file with what is wrong with them.
func (d *Desk) Rows(rows []int64) ([]Row, error) {
	views := make([]Row, len(rows))
	same, edits := d.sameProblems(), d.edits.byRow(rows)
	var tries []*attempt
	for i, row := range rows {
		if _, ok := d.file.row(row); !ok {
			return nil, fmt.Errorf("the file has no row %d", row)
		}
		views[i] = d.view(row, edits[row])
		for _, is := range d.found[row] {
			if is.Code == otustemplate.CodeBlankRow || d.isOfDate(is) {
				continue
			}
			p := d.problem(is, same)
			if slices.ContainsFunc(views[i].Problems, func(other Problem) bool { return other.Text == p.Text && other.What == p.What }) {
				continue // of another record of the row
			}
			views[i].Problems = append(views[i].Problems, p)
			tries = append(tries, d.attempts(is, views[i].Cells, i, len(views[i].Problems)-1)...)
		}
	}
	if err := d.keepGood(tries); err != nil {
		return nil, err
	}
	showGood(views, tries, same)
	return views, nil
}

// showGood shows the attempts that are good: each fix once, in the first form that is.
func showGood(views []Row, tries []*attempt, same map[string]int) {
	type shownFix struct {
		view, problem int
		fix           string
	}
	shown := make(map[shownFix]bool)
	for _, t := range tries {
		if !t.good {
			continue
		}
		p := &views[t.view].Problems[t.problem]
		if t.probe {
			p.Cell, p.What = t.cells[0].What, t.cells[0].What
			continue
		}
		fix := shownFix{t.view, t.problem, t.fix}
		if !shown[fix] && len(p.Suggestions) < maxSuggestions {
			shown[fix] = t.fix != ""
			p.Suggestions = append(p.Suggestions, Suggestion{Text: t.text, Whole: t.whole, Cells: t.cells, Same: same[t.key()], Like: t.key()})
		}
	}
}

// view returns what the page shows of a row, except for its problems.
func (d *Desk) view(row int64, edits []Edit) Row {
	v := Row{Row: row, Changed: []string{}, Answers: map[string]string{}, Reason: d.reason(row), Problems: []Problem{}}
	v.Cells, v.Whole = d.cells(row)
	for _, edit := range edits {
		if edit.What == doNotSend || edit.isRight() {
			continue
		}
		v.Changed = append(v.Changed, edit.What)
		if strings.HasPrefix(edit.What, answerPrefix) {
			v.Answers[edit.What] = edit.After
		}
	}
	v.Student, v.Other = d.whoItIs(row, v.Cells)
	return v
}

// isOfDate reports whether a warning says no more than an error of the row that leads to the
// same cell: the day is in no school year of the kit.
func (d *Desk) isOfDate(is otustemplate.Issue) bool {
	return is.Code == otustemplate.CodeDateRange && is.Severity != otustemplate.SeverityError && slices.ContainsFunc(d.found[is.Row], d.isOutside)
}

// isOutside reports whether a look-up found nothing because the day of the row is in no
// school year, so that the date is to be corrected.
func (d *Desk) isOutside(is otustemplate.Issue) bool {
	return is.Code == otustemplate.CodeLookupNone && is.Field == 0 && len(is.Fixes) == 0 && is.Severity == otustemplate.SeverityError &&
		slices.ContainsFunc(d.found[is.Row], func(other otustemplate.Issue) bool { return other.Code == otustemplate.CodeDateRange })
}

// problem says what is wrong.
func (d *Desk) problem(is otustemplate.Issue, same map[string]int) Problem {
	p := Problem{
		Key: problemKey(is), Error: is.Severity == otustemplate.SeverityError, Who: is.Settler.String(),
		Cell: d.badCell(is), IsRight: d.isRight(is), Text: d.sentenceOf(is), Suggestions: []Suggestion{},
	}
	if !p.Error {
		p.Right = d.rightSpot(is).What
	}
	p.What = d.target(is, p.Cell)
	p.Same = same[p.Key]
	if piece, ok := d.pieceOf(is); ok {
		p.What, p.Names = piece.what(), d.rules.names[is.Column]
	}
	switch is.Column {
	case otustemplate.ColRecognition, otustemplate.ColTeacherEmail, otustemplate.ColClassName:
		p.List = is.Column.String()
	}
	return p
}

// sentenceOf says what is wrong.
func (d *Desk) sentenceOf(is otustemplate.Issue) string {
	title := ""
	if i := (Spot{What: d.badCell(is)}).field(); i >= 0 && i < len(d.file.labels) {
		title = d.file.labels[i]
	}
	return sentence(is, title)
}

// target returns what to correct: the cell, or an answer if no cell says it, or if the cell
// says it in a code that only the kit can explain.
func (d *Desk) target(is otustemplate.Issue, cell string) string {
	if d.isOutside(is) {
		return cell
	}
	if is.Code == otustemplate.CodeLookupNone && is.Column == otustemplate.ColClassName && is.Field == 0 && d.answers(is.Column) {
		return answerTitle(is.Column)
	}
	if d.answers(is.Column) && is.Column != otustemplate.ColNote && (cell == "" || is.Code == otustemplate.CodeValueUnmapped) {
		return answerTitle(is.Column)
	}
	return cell
}

// badCell returns the cell that is wrong, or "".
func (d *Desk) badCell(is otustemplate.Issue) string {
	if is.Field > 0 {
		return cellSpot(0, is.Field-1).What
	}
	if d.isOutside(is) {
		is.Column = otustemplate.ColDate
	}
	if is.Code == otustemplate.CodeLookupNone && is.Column == otustemplate.ColClassName && len(is.Fixes) > 0 {
		is.Column = otustemplate.ColTeacherEmail // the teacher is wrong, or a class is chosen
	}
	if i := slices.Index(d.result.report.Columns, is.Column); i >= 0 && is.Column != otustemplate.NoColumn {
		return cellSpot(0, i).What
	}
	if is.Code == otustemplate.CodeIdentifierMissing {
		if i := slices.IndexFunc(d.result.report.Columns, isIdentifier); i >= 0 {
			return cellSpot(0, i).What
		}
	}
	return ""
}

// isIdentifier reports whether a column says who the student is.
func isIdentifier(c otustemplate.Column) bool {
	return c >= otustemplate.ColStudentEmail && c <= otustemplate.ColStateID
}

// problemKey is the same for rows with the same problem, and "" if each row has its own.
func problemKey(is otustemplate.Issue) string {
	if is.Value == "" || is.Code == otustemplate.CodeQuote || is.Code == otustemplate.CodeFieldCount {
		return ""
	}
	return strings.Join([]string{string(is.Code), is.Column.String(), is.Value}, "\x00")
}

// fixKey is the key of a problem with one of its suggestions, which other rows with the
// problem need not have: the class of one teacher is not that of another.
func fixKey(problem, fix string) string { return problem + "\x00" + fix }

// sameProblems counts rows by problem, and by problem with one of its suggestions.
func (d *Desk) sameProblems() map[string]int {
	if d.same != nil {
		return d.same
	}
	same := make(map[string]int)
	d.same = same
	for _, issues := range d.found {
		keys := make([]string, 0, len(issues)) // of the row, which may have a problem twice
		for _, is := range issues {
			key := problemKey(is)
			if key == "" {
				continue
			}
			keys = append(keys, key)
			for _, fix := range is.Fixes {
				keys = append(keys, fixKey(key, fix.New))
			}
		}
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			same[key]++
		}
	}
	return same
}
