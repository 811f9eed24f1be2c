package advice

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// A build speaks of what was written: an error in a written row is no reject.
func TestReportOKOfBuildWithBlocking(t *testing.T) {
	first := check.Issue{Code: schema.CodeDateOrder, Severity: check.SeverityError}
	r := &tally.Report{Complete: true, Errors: 9, Build: &tally.BuildCounts{Written: 5, Rejected: 8}, Blocking: 1, First: &first}
	if r.OK() || r.Err() == nil {
		t.Fatal("a build with an error in what was written is OK")
	}
	if got := r.Err().(*tally.InvalidError); got.Errors != 1 || got.First.Code != schema.CodeDateOrder {
		t.Errorf("Err() = %+v", got)
	}
	if v := VerdictOf(r, ReportOptions{}); v.Ready || !strings.HasPrefix(v.Sentence, "Not ready to share: 1 error") {
		t.Errorf("verdict %+v", v)
	}
}

// What was set aside may show that days are written first, though nothing was written.
func TestVerdictOfNothingWritten(t *testing.T) {
	r := &tally.Report{Complete: true, Rows: 2, Errors: 3, Blocking: 1, Build: &tally.BuildCounts{Read: 2, Records: 2, Rejected: 2}}
	if v := VerdictOf(r, ReportOptions{}); v.Ready || !strings.HasPrefix(v.Sentence, "Nothing to share: no row is ready. To correct: 2 rows") {
		t.Errorf("verdict %+v", v)
	}
}

// Spaces and the unknown name of one cell are one thing to do; two numbers of cells, or
// two changes, are two.
func TestOneCauseIsToldOnce(t *testing.T) {
	group := func(code schema.Code, count int64, becomes string) tally.Group {
		return tally.Group{Code: code, Severity: check.SeverityWarning, Column: schema.ColClassName, Value: " Algebra 1", Count: count,
			Fixes: []check.Fix{{Column: schema.ColClassName, Old: " Algebra 1", New: becomes, Safe: true}}}
	}
	for _, tt := range []struct {
		name string
		also tally.Group
		want int
	}{
		{"the same change", group(schema.CodeClassUnknown, 3, "Algebra 1"), 1},
		{"another change", group(schema.CodeClassUnknown, 3, "Algebra I"), 2},
		{"of more cells", group(schema.CodeClassUnknown, 4, "Algebra 1"), 2},
	} {
		r := &tally.Report{Groups: []tally.Group{tt.also, group(schema.CodeSpaces, 3, "Algebra 1")}}
		p := PlanOf(r, ReportOptions{})
		if len(p.Warnings) != tt.want || p.Warnings[0].Group.Code != schema.CodeClassUnknown {
			t.Errorf("%s: %d cards, want %d", tt.name, len(p.Warnings), tt.want)
		}
	}
	hidden := []tally.Group{group(schema.CodeClassUnknown, 3, phrase.Hidden), group(schema.CodeSpaces, 3, phrase.Hidden)}
	hidden[0].Value, hidden[1].Value = phrase.Hidden, phrase.Hidden
	if p := PlanOf(&tally.Report{Groups: hidden}, ReportOptions{}); len(p.Warnings) != 2 {
		t.Errorf("%d cards of hidden values, want 2: they need not be the same", len(p.Warnings))
	}
}
