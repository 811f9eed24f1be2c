package page_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// student values: what a redacted report must never hold, anywhere.
var studentValues = []string{
	"ana.lee@example.org", "mo.diaz@example.org", "S-777123", "000451", "451 ", "99120044", "fell in the hall", "Ana threw",
	"shifted-note-tail", "district-only",
}

func manyClasses() []tally.Count {
	var cs []tally.Count
	for i := range 14 {
		cs = append(cs, tally.Count{Name: fmt.Sprintf("Class %02d", i), Rows: int64(4000 - i*10)})
	}
	return append(cs, tally.Count{Other: true, Rows: 31})
}

func fullIssues() []check.Issue {
	return []check.Issue{
		{Code: schema.CodeHeaderUnknown, Severity: check.SeverityWarning, Row: 1, Line: 1, Field: 10, Value: "Locker",
			Message: `the template has no column "Locker": it is ignored`},
		{Code: schema.CodeRecognitionUnknown, Severity: check.SeverityError, Row: 14, Line: 14, Field: 5, Column: schema.ColRecognition,
			Value: "Coopertive", Message: `no recognition in Otus is named "Coopertive"; did you mean "Cooperative"?`,
			Fixes: []check.Fix{{Column: schema.ColRecognition, Old: "Coopertive", New: "Cooperative"}}},
		{Code: schema.CodeStudentUnknown, Severity: check.SeverityError, Row: 14, Line: 14, Field: 3, Column: schema.ColStudentNumber,
			Value: "000451", Message: "no student of the roster has this number",
			Fixes: []check.Fix{{Column: schema.ColSISID, Old: "S-777123", New: "000451"}}},
		{Code: schema.CodeSpaces, Severity: check.SeverityWarning, Row: 15, Line: 15, Field: 7, Column: schema.ColClassName,
			Value: "Algebra  I", Message: `Class Name has extra spaces: remove them`, Repaired: true,
			Fixes: []check.Fix{{Column: schema.ColClassName, Old: "Algebra  I", New: "Algebra I", Safe: true}}},
		{Code: schema.CodeDateInvalid, Severity: check.SeverityError, Row: 15, Line: 15, Field: 8, Column: schema.ColDate,
			Value: "2023-02-30", Message: `"2023-02-30" is a day that does not exist`},
		{Code: schema.CodeFieldCount, Severity: check.SeverityError, Row: 16, Line: 17,
			Message: "the row has 6 cells and the header 10: look for a comma that splits a cell"},
		{Code: schema.CodeNoteContact, Severity: check.SeverityWarning, Row: 17, Line: 18, Field: 9, Column: schema.ColNote,
			Value: "fell in the hall, call ana.lee@example.org", Message: "the note holds an e-mail address"},
		{Code: schema.CodeDuplicate, Severity: check.SeverityWarning, Row: 812, Line: 900,
			Message: "this row repeats row 412", Related: []int64{412}},
		{Code: schema.CodeFormula, Severity: check.SeverityWarning, Row: 20, Line: 21, Field: 7, Column: schema.ColClassName,
			Value: "=cmd|' /C calc'!A0", Message: `"=cmd|' /C calc'!A0" would be run by a spreadsheet`},
	}
}

func fullGroups() []tally.Group {
	return []tally.Group{
		{Code: schema.CodeHeaderUnknown, Severity: check.SeverityWarning, Value: "Locker", Count: 1, Rows: []int64{1}, Fields: []int{10},
			Message: `the template has no column "Locker": it is ignored`},
		{Code: schema.CodeFieldCount, Severity: check.SeverityError, Count: 1, Rows: []int64{16}, Fields: []int{0},
			Message: "the row has 6 cells and the header 10: look for a comma that splits a cell"},
		{Code: schema.CodeRecognitionUnknown, Severity: check.SeverityError, Column: schema.ColRecognition, Value: "Coopertive", Count: 214,
			Rows: []int64{14, 30, 31, 32, 33, 34, 35, 36, 37, 38}, Fields: []int{5, 5, 5, 5, 5, 5, 5, 5, 5, 5},
			Message: `no recognition in Otus is named "Coopertive"; did you mean "Cooperative"?`,
			Fixes:   []check.Fix{{Column: schema.ColRecognition, Old: "Coopertive", New: "Cooperative"}}},
		{Code: schema.CodeTeacherUnknown, Severity: check.SeverityError, Column: schema.ColTeacherEmail, Value: "p.hale@example.org", Count: 2,
			Rows: []int64{50, 51}, Fields: []int{6, 6}, Message: `"p.hale@example.org" is in the roster as an administrator, not as a teacher`},
		{Code: schema.CodeStudentUnknown, Severity: check.SeverityError, Column: schema.ColStudentNumber, Value: "000451", Count: 2,
			Rows: []int64{14, 90}, Fields: []int{3, 3}, Message: "no student of the roster has this number",
			Fixes: []check.Fix{{Column: schema.ColSISID, Old: "S-777123", New: "000451"}}},
		{Code: schema.CodeDateInvalid, Severity: check.SeverityError, Column: schema.ColDate, Value: "2023-02-30", Count: 1,
			Rows: []int64{15}, Fields: []int{8}, Message: `"2023-02-30" is a day that does not exist`},
		{Code: schema.CodeSpaces, Severity: check.SeverityWarning, Column: schema.ColClassName, Value: "Algebra  I", Count: 12, Repaired: 12,
			Rows: []int64{15, 22}, Fields: []int{7, 7}, Message: `Class Name has extra spaces: remove them`,
			Fixes: []check.Fix{{Column: schema.ColClassName, Old: "Algebra  I", New: "Algebra I", Safe: true}}},
		{Code: schema.CodeDuplicate, Severity: check.SeverityWarning, Count: 3,
			Rows: []int64{812, 813, 814}, Fields: []int{0, 0, 0}, Message: "this row repeats row 412"},
		{Code: schema.CodeNoteContact, Severity: check.SeverityWarning, Column: schema.ColNote, Count: 1,
			Rows: []int64{17}, Fields: []int{9}, Message: "the note holds an e-mail address"},
		{Code: schema.CodeFormula, Severity: check.SeverityWarning, Column: schema.ColClassName, Value: "=cmd|' /C calc'!A0", Count: 1,
			Rows: []int64{20}, Fields: []int{7}, Message: `"=cmd|' /C calc'!A0" would be run by a spreadsheet`},
	}
}

func TestReportGolden(t *testing.T) {
	for name, r := range reports() {
		for format := range formats {
			if format == "html" && name != "full" && name != "build" && name != "empty" {
				continue // the others show nothing more
			}
			t.Run(name+"/"+format, func(t *testing.T) {
				o := &advice.ReportOptions{Title: name + ".csv", RejectsName: "rejects.csv"}
				checkGolden(t, "report/"+name+"."+format, render(t, format, r, o))
				o.Redact = true
				checkGolden(t, "report/"+name+".redacted."+format, render(t, format, r, o))
			})
		}
	}
}

func TestReportTextWidthAndColor(t *testing.T) {
	o := &advice.ReportOptions{Width: 50, Color: true}
	got := render(t, "txt", fullReport(), o)
	checkGolden(t, "report/full.narrow.colour.txt", got)
	o.Color = false
	for _, width := range []int{40, 50, 80, 132} {
		o.Width = width
		for line := range strings.SplitSeq(render(t, "txt", fullReport(), o), "\n") {
			if n := utf8.RuneCountInString(line); n > width {
				t.Errorf("a line of %d characters at width %d: %q", n, width, line)
			}
		}
	}
}

// Every format must be the same at each call, nil options or none, and leave
// the report as it was.
func TestReportRenderersArePure(t *testing.T) {
	for format := range formats {
		r := fullReport()
		for _, o := range []*advice.ReportOptions{nil, {Redact: true}} {
			if a, b := render(t, format, r, o), render(t, format, r, o); a != b {
				t.Errorf("%s differs at a second call with %+v", format, o)
			}
		}
		if diff := cmp.Diff(fullReport(), r, cmp.AllowUnexported(tally.Report{})); diff != "" {
			t.Errorf("%s changed the report (-want +got):\n%s", format, diff)
		}
	}
}

func TestReportRedactHidesStudents(t *testing.T) {
	for format := range formats {
		for name, r := range map[string]*tally.Report{"full": fullReport(), "build": reports()["build"]} {
			t.Run(name+"/"+format, func(t *testing.T) {
				open := render(t, format, r, nil)
				closed := render(t, format, r, &advice.ReportOptions{Redact: true})
				found := 0
				for _, v := range studentValues {
					if strings.Contains(open, v) {
						found++
					}
					if strings.Contains(closed, v) {
						t.Errorf("the redacted report holds %q", v)
					}
				}
				if found == 0 {
					t.Error("the open report holds no student's value: the test looks for nothing")
				}
				if !strings.Contains(closed, "Coopertive") {
					t.Error("the redacted report lacks the recognition, which may stay")
				}
			})
		}
	}
}

// errWriter fails, and counts its calls.
type errWriter struct{ calls int }

func (w *errWriter) Write([]byte) (int, error) { w.calls++; return 0, errDisk }

var errDisk = errors.New("disk full")

func TestReportWriteError(t *testing.T) {
	for format, write := range formats {
		w := new(errWriter)
		if err := write(fullReport(), w, nil); !errors.Is(err, errDisk) || w.calls != 1 {
			t.Errorf("%s: error %v after %d writes, want %v after 1", format, err, w.calls, errDisk)
		}
	}
}

func TestReportTextIsSafeOnTerminals(t *testing.T) {
	for _, v := range hostile {
		for format := range formats {
			r := reportOf(v)
			got := render(t, format, r, &advice.ReportOptions{Title: v, RejectsName: v})
			for _, c := range got {
				bad := c < ' ' && c != '\n' || c >= 0x7f && c < 0xa0 || c == '\u202e' || c == '\u2028'
				if format != "csv" && bad {
					t.Errorf("%s of %q holds %U", format, v, c)
					break
				}
			}
		}
	}
}

func TestReportCSVRunsNothing(t *testing.T) {
	tests := []struct{ value, want string }{
		{"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "'\t'=1"}, {"\r\n=1", "'\r\n'=1"},
		{"  =1+1", "'  =1+1"}, {"＝1+1", "'＝1+1"}, {"Algebra = fun", "Algebra = fun"}, {"", ""}, {`say "hi", you`, `say "hi", you`},
		{" edge ", " edge "}, {"a;=1", "a;'=1"}, {"a; \"-1", "a;' \"-1"}, {"a;b", "a;b"}, {"a\r\n\r\nb", "a\r\n\r\nb"}, {"a\xff;=1", "a\xff;'=1"},
	}
	for _, tt := range tests {
		r := reportOf(tt.value)
		got := strings.TrimPrefix(render(t, "csv", r, nil), "\ufeff")
		// encoding/csv reads CR LF in a cell as LF.
		rows, err := csv.NewReader(strings.NewReader(got)).ReadAll()
		if err != nil {
			t.Fatalf("%q: %v", tt.value, err)
		}
		if want := strings.ReplaceAll(tt.want, "\r\n", "\n"); rows[1][5] != want {
			t.Errorf("value %q is written as %q, want %q", tt.value, rows[1][5], want)
		}
	}
}

func TestReportErr(t *testing.T) {
	tests := []struct {
		name string
		r    *tally.Report
		want string // "" for nil
	}{
		{"errors", fullReport(), "220 errors in 219 rows, the first recognition-unknown at E14: mend what the report lists and check again"},
		{"the file", reports()["not-csv"], "1 error in the file as a whole, the first not-csv, and the run did not reach the end of the input: mend what the report lists and check again"},
		{"no issue kept", &tally.Report{Complete: true, Rows: 1, Errors: 1, RowsWithErrors: 1}, "1 error in 1 row: mend what the report lists and check again"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.r.Err()
			if ok := tt.r.OK(); ok != (tt.want == "") || ok != (err == nil) {
				t.Fatalf("OK() = %v, Err() = %v, want %q", ok, err, tt.want)
			}
			if err == nil {
				return
			}
			invalid, ok := errors.AsType[*tally.InvalidError](err)
			if !ok || invalid.Errors != tt.r.Errors || err.Error() != tt.want {
				t.Errorf("Err() = %T %q, want *InvalidError %q", err, err, tt.want)
			}
		})
	}
}

// The names of WriteJSON are a promise: a decoder that knows them finds all,
// and lists are never null.
func TestReportJSONShape(t *testing.T) {
	for name, r := range reports() {
		got := render(t, "json", r, nil)
		var v map[string]any
		if err := json.Unmarshal([]byte(got), &v); err != nil {
			t.Fatal(err)
		}
		if r.Build != nil && v["build"] == nil {
			t.Errorf("%s: no build", name)
		}
		if (r.First != nil) != (v["first"] != nil) {
			t.Errorf("%s: the first error is %v", name, v["first"])
		}
		delete(v, "build")
		delete(v, "first")
		if path := findNull("", v); path != "" {
			t.Errorf("%s: %s is null", name, path)
		}
	}
}

// findNull returns the path of the first null in v.
func findNull(path string, v any) string {
	switch v := v.(type) {
	case nil:
		return path
	case map[string]any:
		for k, e := range v {
			if p := findNull(path+"."+k, e); p != "" {
				return p
			}
		}
	case []any:
		for _, e := range v {
			if p := findNull(path+"[]", e); p != "" {
				return p
			}
		}
	}
	return ""
}
