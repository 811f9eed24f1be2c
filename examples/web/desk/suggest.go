package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate"
)

// maxSuggestions is how many suggestions a person is shown for one problem.
const maxSuggestions = 8

// An attempt is a suggestion to be tried before anybody is shown it.
type attempt struct {
	issue         otustemplate.Issue
	fix           string // the New of the library's fix, or ""
	text          string
	cells         []Setting
	view, problem int  // where it is shown
	whole         bool // the text says what it does, not what it enters
	alone         bool // it comes from what the roster says of the row's student: no good for other rows
	probe         bool // shown to nobody: it empties a cell, to find out whether that one is wrong
	good          bool
}

// key is under what sameProblems counts the suggestion.
func (t *attempt) key() string {
	if key := problemKey(t.issue); key != "" && t.fix != "" && !t.alone {
		return fixKey(key, t.fix)
	}
	return ""
}

// attempts returns what may settle an issue, best first.
func (d *Desk) attempts(is otustemplate.Issue, cells []string, view, problem int) []*attempt {
	var all []*attempt
	add := func(t attempt, cells ...Setting) {
		t.issue, t.cells, t.view, t.problem = is, cells, view, problem
		all = append(all, &t)
	}
	if _, whole := d.cells(is.Row); !whole {
		for _, way := range ways(pieces(d.rawText(is.Row), d.file.comma), len(d.file.labels), d.file.comma) {
			text := "Yes, the cells below are right"
			if way.at >= 0 {
				text = fmt.Sprintf("Put the row together so that %s is “%s”", d.file.labels[way.at], way.cells[way.at])
			}
			add(attempt{text: text, whole: true}, Setting{wholeRow, d.file.rowText(way.cells)})
		}
		return all
	}
	for _, i := range d.noteCells(is, cells) {
		add(attempt{probe: true}, Setting{cellSpot(0, i).What, ""})
	}
	if is.Code == otustemplate.CodeNoteNamesStudent && is.Severity == otustemplate.SeverityError && d.answers(otustemplate.ColNote) {
		add(attempt{text: "The note may stay as it is", whole: true}, Setting{answerTitle(otustemplate.ColNote), "ok"}, Setting{d.rightSpot(is).What, isRightText})
	}
	d.whoItMayBe(is, cells, add)
	d.whoTeaches(is, cells, add)
	for _, fix := range is.Fixes {
		for _, what := range d.targets(is, fix) {
			for _, text := range forms(fix) {
				t := attempt{fix: fix.New, text: text}
				if text == "" {
					t.text, t.whole = "Leave it empty", true
				}
				add(t, Setting{what, text})
			}
		}
	}
	return all
}

// isRightText is what a person says of a warning.
const isRightText = "this is right"

// noteCells returns which cells may hold what is wrong with a note, if it is put together
// of several.
func (d *Desk) noteCells(is otustemplate.Issue, cells []string) (fields []int) {
	if is.Column != otustemplate.ColNote || is.Field == 0 {
		return nil
	}
	for i, cell := range cells {
		if d.feeds(i) == otustemplate.ColNote && strings.TrimSpace(cell) != "" {
			fields = append(fields, i)
		}
	}
	if len(fields) < 2 {
		return nil
	}
	return fields
}

// targets returns where a fix may be entered: in its cell, or as an answer.
func (d *Desk) targets(is otustemplate.Issue, fix otustemplate.Fix) []string {
	var all []string
	if fix.Column == is.Column && is.Field > 0 {
		all = append(all, cellSpot(0, is.Field-1).What)
	} else if i := slices.Index(d.result.report.Columns, fix.Column); i >= 0 {
		all = append(all, cellSpot(0, i).What)
	}
	if d.answers(fix.Column) {
		all = append(all, answerTitle(fix.Column))
	}
	return all
}

// forms returns how a fix may be written: a date first as a US office writes it.
func forms(fix otustemplate.Fix) []string {
	if fix.Column == otustemplate.ColDate {
		if day, err := otustemplate.ParseDate(fix.New); err == nil {
			return []string{fmt.Sprintf("%02d/%02d/%04d", int(day.Month), day.Day, day.Year), fix.New}
		}
	}
	return []string{fix.New}
}

// keepGood tries the attempts: good are those after which the problem is gone and no
// other error is new. Each round has one attempt of a row, because rows of one incident
// would be compared with each other.
func (d *Desk) keepGood(tries []*attempt) error {
	for len(tries) > 0 {
		var round, rest []*attempt
		taken := make(map[int64]bool)
		for _, t := range tries {
			if taken[t.issue.Row] {
				rest = append(rest, t)
				continue
			}
			taken[t.issue.Row] = true
			round = append(round, t)
		}
		if err := d.tryRound(round); err != nil {
			return err
		}
		tries = rest
	}
	return nil
}

func (d *Desk) tryRound(round []*attempt) error {
	var all []Setting
	for _, t := range round {
		all = append(all, t.cells...)
	}
	answers := d.answerColumns(all...)
	variants := make([]variant, len(round))
	for i, t := range round {
		variants[i] = variant{t.issue.Row, d.rowTextWith(t.issue.Row, t.cells, answers)}
	}
	tried, err := d.try(context.Background(), answers, variants)
	if err != nil {
		return err
	}
	for i, t := range round {
		before, after := errorsOf(d.found[t.issue.Row]), errorsOf(tried[i].found)
		gone := !slices.ContainsFunc(tried[i].found, func(is otustemplate.Issue) bool {
			return is.Code == t.issue.Code && is.Column == t.issue.Column && is.Severity >= t.issue.Severity
		})
		if t.probe {
			t.good = gone
			continue
		}
		t.good = gone && (tried[i].used || after > 0) && (after < before || after == before && t.issue.Severity != otustemplate.SeverityError)
	}
	return nil
}

func errorsOf(issues []otustemplate.Issue) (n int) {
	for _, is := range issues {
		if is.Severity == otustemplate.SeverityError {
			n++
		}
	}
	return n
}
