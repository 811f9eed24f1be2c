package page_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// sameAsEncodingJSON compares the bytes of WriteJSON with those of encoding/json.
func sameAsEncodingJSON(t *testing.T, r *tally.Report, opts *advice.ReportOptions) {
	t.Helper()
	want, err := page.EncodingJSON(r, opts)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), render(t, "json", r, opts)); diff != "" {
		t.Errorf("WriteJSON (-encoding/json +got):\n%s", diff)
	}
}

func TestWriteJSONIsEncodingJSON(t *testing.T) {
	all := reports()
	lists := fullReport()
	lists.Missing = []tally.MissingNames{
		{Column: schema.ColTeacherEmail, Names: []tally.Count{{Name: "Quill, Robin", Rows: 3}, {Other: true, Rows: 2}}},
		{Column: schema.ColClassName, Titles: true},
	}
	lists.UnmetExclusions = []string{"line 7", "line 9"}
	lists.Undecided = []tally.UndecidedColumn{{Label: "Role", Field: 4, Values: []tally.Count{{Name: "Victim", Rows: 1}}}, {}}
	lists.Suspects = []tally.SuspectColumn{{Column: schema.ColSISID, Filled: 9, Unknown: 8, As: schema.ColStateID}, {Unfed: true}}
	lists.First, lists.ByPlace = &lists.Issues[0], []int{3, 10}
	lists.Titles = map[schema.Code]string{"z-own": "A check of the district's own", "own\n": "\u202e"}
	lists.Counts["a \"code\" of nobody's\n"] = -1
	all["every list"] = lists
	all["zero"] = &tally.Report{}
	for i, v := range append(hostile, "", `\`, "\t\b\f\r\n\x1f", "<b>&amp;</b>", "héé\u2028\u2029\u00a0\ufeff", "\ufffd", "\xf0\x9f", "😀\U000e0041\U0010ffff", "\xed\xa0\x80") {
		all[fmt.Sprintf("hostile %d", i)] = reportOf(v)
	}
	for name, r := range all {
		t.Run(name, func(t *testing.T) {
			sameAsEncodingJSON(t, r, nil)
			sameAsEncodingJSON(t, r, &advice.ReportOptions{Title: r.Stopped + "<Term 1>", Redact: true})
		})
	}
}

func FuzzWriteJSON(f *testing.F) {
	for _, v := range hostile {
		f.Add(v, int64(-7))
	}
	f.Fuzz(func(t *testing.T, v string, n int64) {
		r := reportOf(v)
		r.Rows, r.Issues[0].Row, r.Counts = n, n, map[schema.Code]int64{schema.Code(v): n, "": 1}
		sameAsEncodingJSON(t, r, &advice.ReportOptions{Title: v})
	})
}

func TestWriteJSONReturnsTheWritersError(t *testing.T) {
	full := errors.New("no space left")
	if err := page.WriteJSON(fullReport(), failing{full}, nil); !errors.Is(err, full) {
		t.Errorf("WriteJSON = %v, want %v", err, full)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// BenchmarkWriteJSON writes a report of many issues, such as a file of a district has
// whose class names are not those of Otus.
func BenchmarkWriteJSON(b *testing.B) {
	const issues = 100_000
	r := fullReport()
	r.Issues = nil
	for i := range int64(issues) {
		class := fmt.Sprintf("Algebra %d, Period %d", i%900, i%8)
		r.Issues = append(r.Issues, check.Issue{
			Code: schema.CodeClassUnknown, Severity: check.SeverityError, Row: 2 + i, Line: 2 + i, Field: 7, Column: schema.ColClassName,
			Value: class, Message: fmt.Sprintf("the class %q is not in Otus: put the class's name as it stands there", class),
			Fixes: []check.Fix{{Column: schema.ColClassName, Old: class, New: strings.ToUpper(class)}, {Column: schema.ColClassName, Old: class, New: "Algebra"}},
		})
	}
	var size bytes.Buffer
	if err := page.WriteJSON(r, &size, nil); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size.Len()))
	for b.Loop() {
		if err := page.WriteJSON(r, io.Discard, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/issues, "ns/issue")
}
