package page

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// manyReport has so many values of Class Name that no list has, each in two rows of which
// the first ones are on the page.
func manyReport(values int) *tally.Report {
	r := &tally.Report{Complete: true, Rows: int64(2 * values), Errors: int64(2 * values), RowsWithErrors: int64(2 * values),
		Labels: []string{"Class Name"}, Columns: []schema.Column{schema.ColClassName}}
	for i := range values {
		row := int64(2 + 2*i)
		g := tally.Group{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName, Value: fmt.Sprintf("Class <%d>", i),
			Count: 2, Rows: []int64{row, row + 1}, Fields: []int{1, 1}, Message: fmt.Sprintf(`no class in Otus is named "Class <%d>"`, i)}
		if i%2 == 0 {
			g.Fixes = []check.Fix{{Column: schema.ColClassName, Old: g.Value, New: fmt.Sprint("Real ", i)}}
		}
		r.Groups = append(r.Groups, g)
		r.Samples = append(r.Samples, tally.Sample{Row: row, Cells: []string{g.Value}})
	}
	return r
}

var tableRow = regexp.MustCompile(`<tr><th scope="row" class="text">`)

// Up to eight groups of one code and column have a card each; more have one card with a
// table, of at most 300 values, and what is left out is told.
func TestPageTableOfManyGroups(t *testing.T) {
	for _, tt := range []struct {
		values, cards, lines int
		box                  bool
		more                 string
	}{
		{8, 8, 0, false, ""}, {9, 1, 9, false, ""}, {maxOpenLines, 1, maxOpenLines, false, ""}, {maxOpenLines + 1, 1, maxOpenLines + 1, true, ""},
		{maxTableRows, 1, maxTableRows, true, ""}, {maxTableRows + 1, 1, maxTableRows, true, "1 more value not shown here. All are in all.csv."},
		{maxTableRows + 40, 1, maxTableRows, true, "40 more values not shown here. All are in all.csv."},
	} {
		page := pageOf(t, manyReport(tt.values), &advice.ReportOptions{IssuesName: "all.csv"})
		if got := strings.Count(page, `<li class="card error`); got != tt.cards {
			t.Errorf("%d values: %d cards, want %d", tt.values, got, tt.cards)
		}
		if got := len(tableRow.FindAllString(page, -1)); got != tt.lines {
			t.Errorf("%d values: %d lines, want %d", tt.values, got, tt.lines)
		}
		if got := strings.Contains(page, `<section class="box"`); got != tt.box {
			t.Errorf("%d values: a box to scroll in: %v, want %v", tt.values, got, tt.box)
		}
		if got := strings.Contains(page, "more value"); got != (tt.more != "") || !strings.Contains(page, tt.more) {
			t.Errorf("%d values: %q is not told, or told of none", tt.values, tt.more)
		}
		if !strings.Contains(page, fmt.Sprintf(`<a href="#todo">To do (%d)</a>`, tt.cards)) {
			t.Errorf("%d values: the page does not begin with %d things to do", tt.values, tt.cards)
		}
	}
}

// A row of a table names the value, escaped and on its own for its direction, links the
// cells that are on the page and names the first three, and has what is suggested.
func TestPageTableRow(t *testing.T) {
	r := manyReport(9)
	r.Groups[4] = tally.Group{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName, Value: "Class 4", Count: 1200,
		Rows: []int64{2, 4, 500, 501}, Fields: []int{1, 1, 1, 1}, Message: `no class in Otus is named "Class 4"`}
	page := pageOf(t, r, nil)
	for _, want := range []string{
		`<caption class="text">Class not in Otus: 9 values in 1,216 cells</caption>`,
		`<thead><tr><th scope="col">Class Name</th><th scope="col">Where</th><th scope="col">Suggested</th></tr></thead>`,
		`<tr><th scope="row" class="text">&#34;<bdi>Class &lt;0&gt;</bdi>&#34;</th><td data-head="Where"><strong>2 cells</strong>: <a href="#r2c1">A2</a>, A3</td>` +
			`<td class="text" data-head="Suggested">&#34;<bdi>Real 0</bdi>&#34;</td></tr>`,
		`<strong>1,200 cells</strong>: <a href="#r2c1">A2</a>, <a href="#r4c1">A4</a>, A500 and 1,197 more</td><td class="text" data-head="Suggested"></td></tr>`,
		`Use the exact name from the Classes page of Otus in the cells below. Use what is suggested if it is what was meant.`,
		`data-count="1216"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

// Where there is no room for a row, the rows before it stay.
func TestPageTableHasItsRoom(t *testing.T) {
	r := manyReport(20)
	d := advice.PlanOf(r, advice.ReportOptions{}).Errors[0]
	room := budget(2000)
	table := newPageTable(d.Table(maxTableRows, false), advice.ReportOptions{}, nil, new(pageSheet), &room)
	left := 20 - len(table.Lines)
	if left == 0 || left == 20 || !strings.HasPrefix(table.More, fmt.Sprintf("%d more values", left)) {
		t.Errorf("%d lines and %q", len(table.Lines), table.More)
	}
}

// A redacted page shows no identifier of a table, nor what is suggested for it.
func TestPageTableIsRedacted(t *testing.T) {
	r := manyReport(20)
	for i := range r.Groups {
		g := &r.Groups[i]
		g.Code, g.Column, g.Value, g.Message = schema.CodeStudentUnknown, schema.ColStudentNumber, fmt.Sprint("90012", i), "no student in the roster has this number"
		g.Fixes = []check.Fix{{Column: schema.ColStudentNumber, Old: g.Value, New: fmt.Sprint("80012", i)}}
	}
	r.Samples = nil
	if page := pageOf(t, r, nil); !strings.Contains(page, "900123") || !strings.Contains(page, "800123") {
		t.Error("the page does not show the identifiers: the test looks for nothing")
	}
	page := pageOf(t, r, &advice.ReportOptions{Redact: true})
	if strings.Contains(page, "90012") || strings.Contains(page, "80012") {
		t.Error("a redacted page shows an identifier")
	}
	if got := len(tableRow.FindAllString(page, -1)); got != 20 {
		t.Errorf("%d lines, want 20: their cells are still to be corrected", got)
	}
}
