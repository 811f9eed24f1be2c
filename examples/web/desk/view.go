package desk

import (
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
	Corrected []int64  `json:"corrected"` // rows that are corrected, and right now
	NotSent   []int64  `json:"notSent"`
	Whole     []string `json:"whole"` // what is wrong with the file as a whole
	Undo      string   `json:"undo"`  // the step that can be undone; "": none
	Redo      string   `json:"redo"`
	Stale     bool     `json:"stale"` // Ready is of the last check of the whole file
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
		Wrong: []int64{}, Doubtful: []int64{}, Corrected: []int64{}, NotSent: []int64{}, Whole: d.wholeFile(),
	}
	for i, title := range d.file.labels {
		column := Column{Title: title, Own: isOwn(title)}
		if i < len(d.result.report.Columns) && d.result.report.Columns[i] != otustemplate.NoColumn {
			column.Feeds = d.result.report.Columns[i].String()
		}
		o.Columns = append(o.Columns, column)
	}
	for row, issues := range d.found {
		if hasError(issues) {
			o.Wrong = append(o.Wrong, row)
		} else {
			o.Doubtful = append(o.Doubtful, row)
		}
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
	if n := len(d.edits.done); n > 0 {
		o.Undo = d.edits.done[n-1].Text
	}
	if n := len(d.edits.undone); n > 0 {
		o.Redo = d.edits.undone[n-1].Text
	}
	return o
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
	Problems []Problem         `json:"problems"`
}

// A Problem is one thing that is wrong with a row.
type Problem struct {
	Key         string       `json:"key"` // the same for the same problem of another row
	Same        int          `json:"same"`
	Text        string       `json:"text"`
	Error       bool         `json:"error"` // else it is only to be checked
	Who         string       `json:"who"`   // settles it
	Cell        string       `json:"cell"`  // the cell that is wrong, as in Spot.What, or ""
	What        string       `json:"what"`  // the cell or answer to correct, likewise
	List        string       `json:"list"`  // the list of names to choose from: Recognition, Teacher Email, Class Name or ""
	Suggestions []Suggestion `json:"suggestions"`
}

// A Suggestion is a correction that was tried: with it the problem is gone.
type Suggestion struct {
	Text  string    `json:"text"`
	Cells []Setting `json:"cells"`
	Same  int       `json:"same"` // how many rows have the same problem and suggestion
}

// A Setting is what a suggestion or a person enters.
type Setting struct {
	What  string `json:"what"`
	After string `json:"after"`
}

// Rows returns rows of the file with what is wrong with them.
func (d *Desk) Rows(rows []int64) ([]Row, error) {
	views := make([]Row, len(rows))
	same := d.sameProblems()
	var tries []*attempt
	for i, row := range rows {
		cells, whole := d.cells(row)
		v := Row{Row: row, Cells: cells, Whole: whole, Changed: []string{}, Answers: map[string]string{}, Reason: d.reason(row), Problems: []Problem{}}
		for _, edit := range d.edits.sorted() {
			if edit.Row == row && edit.What != doNotSend {
				v.Changed = append(v.Changed, edit.What)
				if strings.HasPrefix(edit.What, answerPrefix) {
					v.Answers[edit.What] = edit.After
				}
			}
		}
		for _, is := range d.found[row] {
			if is.Code == otustemplate.CodeBlankRow {
				continue
			}
			v.Problems = append(v.Problems, d.problem(is, same))
			tries = append(tries, d.attempts(is, i, len(v.Problems)-1)...)
		}
		views[i] = v
	}
	if err := d.keepGood(tries); err != nil {
		return nil, err
	}
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
		if !shown[shownFix{t.view, t.problem, t.fix}] && len(p.Suggestions) < maxSuggestions {
			shown[shownFix{t.view, t.problem, t.fix}] = t.fix != "" // once, in the first form that is good
			p.Suggestions = append(p.Suggestions, Suggestion{Text: t.text, Cells: t.cells, Same: same[t.key()]})
		}
	}
	return views, nil
}

// problem says what is wrong.
func (d *Desk) problem(is otustemplate.Issue, same map[string]int) Problem {
	p := Problem{
		Key: problemKey(is), Error: is.Severity == otustemplate.SeverityError, Who: is.Settler.String(),
		Cell: d.badCell(is), Suggestions: []Suggestion{},
	}
	p.What = d.target(is, p.Cell)
	p.Same = same[p.Key]
	title := ""
	if i := (Spot{What: p.Cell}).field(); i >= 0 && i < len(d.file.labels) {
		title = d.file.labels[i]
	}
	p.Text = sentence(is, title)
	switch is.Column {
	case otustemplate.ColRecognition, otustemplate.ColTeacherEmail, otustemplate.ColClassName:
		p.List = is.Column.String()
	}
	return p
}

// target returns what to correct: the cell, or an answer if no cell says it, or if the cell
// says it in a code that only the kit can explain.
func (d *Desk) target(is otustemplate.Issue, cell string) string {
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

// sameProblems counts rows by problem, and by problem with one of its suggestions.
func (d *Desk) sameProblems() map[string]int {
	same := make(map[string]int)
	for _, issues := range d.found {
		for _, is := range issues {
			key := problemKey(is)
			if key == "" {
				continue
			}
			same[key]++
			for _, fix := range is.Fixes {
				same[key+"\x00"+fix.New]++
			}
		}
	}
	return same
}
