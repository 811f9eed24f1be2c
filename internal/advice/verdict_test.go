package advice

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
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
