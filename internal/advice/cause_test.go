package advice

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// What is no e-mail address is told as no teacher's alone, if the cells are the same.
func TestOneCauseOfAnAddress(t *testing.T) {
	group := func(code schema.Code, value string, count int64) tally.Group {
		return tally.Group{Code: code, Severity: check.SeverityError, Column: schema.ColTeacherEmail, Value: value, Count: count, Rows: []int64{2}, Fields: []int{6}}
	}
	fixed := group(schema.CodeEmailSyntax, "a", 1)
	fixed.Fixes = []check.Fix{{Column: schema.ColTeacherEmail, Old: "a", New: "a@example.org"}}
	for _, tt := range []struct {
		name  string
		other tally.Group
		want  int
	}{
		{"the same cells", group(schema.CodeEmailSyntax, "a", 1), 1},
		{"another value", group(schema.CodeEmailSyntax, "b", 1), 2},
		{"more cells", group(schema.CodeEmailSyntax, "a", 2), 2},
		{"with an address to enter", fixed, 2},
	} {
		r := &tally.Report{Groups: []tally.Group{group(schema.CodeTeacherUnknown, "a", 1), tt.other}}
		if got := PlanOf(r, ReportOptions{}).Errors; len(got) != tt.want || got[0].Group.Code != schema.CodeTeacherUnknown {
			t.Errorf("%s: %d things to do, want %d", tt.name, len(got), tt.want)
		}
	}
}

// If nearly no date can be read, it is no matter of single cells, and the data person is
// asked.
func TestUnreadDates(t *testing.T) {
	for _, tt := range []struct {
		name    string
		unread  int64
		records int64
		told    bool
	}{
		{"all", 360, 360, true},
		{"nearly all", 9, 10, false},
		{"nine in ten", 90, 100, true},
		{"fewer", 89, 100, false},
		{"none", 0, 0, false},
	} {
		r := &tally.Report{
			Counts: map[schema.Code]int64{schema.CodeDateInvalid: tt.unread}, Build: &tally.BuildCounts{Records: tt.records},
			Groups: []tally.Group{{Code: schema.CodeDateInvalid, Severity: check.SeverityError, Column: schema.ColDate, Count: max(1, tt.unread), Rows: []int64{2}, Fields: []int{8}}},
		}
		texts, p := strings.Join(SuspectTexts(r), " "), PlanOf(r, ReportOptions{})
		if told := strings.Contains(texts, "tell your data person before you correct single rows"); told != tt.told || (len(p.Errors) == 0) != tt.told {
			t.Errorf("%s: %q, and %d things to do", tt.name, texts, len(p.Errors))
		}
	}
}

// Where the rows to correct say of each what is wrong, the advice leads there.
func TestOwnProblemIsInRejects(t *testing.T) {
	g := tally.Group{Code: schema.CodeQuote, Severity: check.SeverityError, Count: 2, Varies: true, Rows: []int64{3, 5}, Fields: []int{0, 0},
		Places: []check.Place{{In: check.InRejects, Row: 2, Field: 17}, {In: check.InRejects, Row: 3, Field: 17}}}
	d := NewTodo(&g, nil, NamesOfFiles(ReportOptions{RejectsName: "rejects.csv"}))
	const want = `Copy each piece of the text in 2 cells in column Q of rejects.csv into its own column, without the quotation marks. ` +
		`Then clear the long text. Each row has its own problem: see "otustemplate problem" in the rows to correct.`
	if d.Do != want {
		t.Errorf("Do = %q\nwant %q", d.Do, want)
	}
}

// A number that a repair found in the roster is not headed as one that is not there.
func TestRepairedTitle(t *testing.T) {
	for _, tt := range []struct {
		code     schema.Code
		repaired int64
		want     string
	}{
		{schema.CodeStudentUnknown, 3, "Written as in the roster"},
		{schema.CodeClassUnknown, 3, "Written as in Otus"},
		{schema.CodeClassUnknown, 2, schema.CodeClassUnknown.Title()},
		{schema.CodeDateTime, 3, schema.CodeDateTime.Title()},
	} {
		d := NewTodo(&tally.Group{Code: tt.code, Count: 3, Repaired: tt.repaired, Rows: []int64{2}, Fields: []int{3}}, nil, nil)
		if d.Title != tt.want {
			t.Errorf("%s, %d of 3 repaired: %q, want %q", tt.code, tt.repaired, d.Title, tt.want)
		}
	}
}
