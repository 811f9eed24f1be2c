package otustemplate_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

// student values: what a redacted report must never hold, anywhere.
var studentValues = []string{
	"ana.lee@example.org", "mo.diaz@example.org", "S-777123", "000451", "451 ", "99120044", "fell in the hall", "Ana threw",
	"shifted-note-tail", "district-only",
}

// fullReport is a report with something of everything in it: it is written out
// here once, and every test takes a fresh one.
func fullReport() *otustemplate.Report {
	issues := fullIssues()
	return &otustemplate.Report{
		Complete: true, Rows: 48112, Bytes: 5 << 20, Errors: 220, Warnings: 6, Repairs: 12, RowsWithErrors: 219,
		Counts: map[otustemplate.Code]int64{
			otustemplate.CodeRecognitionUnknown: 214, otustemplate.CodeTeacherUnknown: 2, otustemplate.CodeStudentUnknown: 2,
			otustemplate.CodeFieldCount: 1, otustemplate.CodeDateInvalid: 1, otustemplate.CodeSpaces: 12,
			otustemplate.CodeDuplicate: 3, otustemplate.CodeNoteContact: 1, otustemplate.CodeHeaderUnknown: 1, otustemplate.CodeFormula: 1,
		},
		Groups: fullGroups(),
		Issues: issues,
		Samples: []otustemplate.Sample{
			{Row: 14, Cells: []string{"ana.lee@example.org", "S-777123", "000451", "99120044", "Coopertive", "t.shaw@example.org", "Algebra I", "2023-09-14", "fell in the hall", "district-only"}},
			{Row: 15, Cells: []string{"mo.diaz@example.org", "", "451 ", "", "Tardy", "t.shaw@example.org", "Algebra  I", "2023-02-30", "Ana threw\r\n<script>alert(1)</script>", "district-only"}},
			{Row: 16, Cells: []string{"mo.diaz@example.org", "", "000451", "", "Tardy", "shifted-note-tail"}},
		},
		Unchecked: []otustemplate.Code{otustemplate.CodeClassUnknown, otustemplate.CodeDuplicateShared},
		Summary: otustemplate.Summary{
			Recognitions: []otustemplate.Count{{Name: "Tardy", Rows: 30000}, {Name: "Cooperative", Rows: 18110}, {Other: true, Rows: 2}},
			Teachers:     []otustemplate.Count{{Name: "t.shaw@example.org", Rows: 48000}, {Name: "k.osei@example.org", Rows: 112}},
			Classes:      manyClasses(),
			Months:       []otustemplate.Count{{Name: "2023-08", Rows: 12000}, {Name: "2023-09", Rows: 30000}, {Name: "2023-12", Rows: 6111}},
			First:        otustemplate.Date{Year: 2023, Month: time.August, Day: 14}, Last: otustemplate.Date{Year: 2023, Month: time.December, Day: 21},
			ErrorRows:      []int64{3, 0, 0, 210, 1, 1, 2, 1, 1},
			RowsPerStretch: 6000,
			Repeat:         otustemplate.Repeat{Row: 812, Of: 412, Count: 120},
		},
		Labels: []string{"Student Email", "SIS ID", "Student Number", "State ID", "Recognition", "Teacher Email", "Class Name", "Date", "Note", "Locker"},
		Columns: []otustemplate.Column{otustemplate.ColStudentEmail, otustemplate.ColSISID, otustemplate.ColStudentNumber, otustemplate.ColStateID,
			otustemplate.ColRecognition, otustemplate.ColTeacherEmail, otustemplate.ColClassName, otustemplate.ColDate, otustemplate.ColNote, otustemplate.NoColumn},
		Elapsed: 3 * time.Second,
	}
}

func manyClasses() []otustemplate.Count {
	var cs []otustemplate.Count
	for i := range 14 {
		cs = append(cs, otustemplate.Count{Name: fmt.Sprintf("Class %02d", i), Rows: int64(4000 - i*10)})
	}
	return append(cs, otustemplate.Count{Other: true, Rows: 31})
}

func fullIssues() []otustemplate.Issue {
	return []otustemplate.Issue{
		{Code: otustemplate.CodeHeaderUnknown, Severity: otustemplate.SeverityWarning, Row: 1, Line: 1, Field: 10, Value: "Locker",
			Message: `the template has no column "Locker": it is ignored`},
		{Code: otustemplate.CodeRecognitionUnknown, Severity: otustemplate.SeverityError, Row: 14, Line: 14, Field: 5, Column: otustemplate.ColRecognition,
			Value: "Coopertive", Message: `no recognition in Otus is named "Coopertive"; did you mean "Cooperative"?`,
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColRecognition, Old: "Coopertive", New: "Cooperative"}}},
		{Code: otustemplate.CodeStudentUnknown, Severity: otustemplate.SeverityError, Row: 14, Line: 14, Field: 3, Column: otustemplate.ColStudentNumber,
			Value: "000451", Message: "no student of the roster has this number",
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColSISID, Old: "S-777123", New: "000451"}}},
		{Code: otustemplate.CodeSpaces, Severity: otustemplate.SeverityWarning, Row: 15, Line: 15, Field: 7, Column: otustemplate.ColClassName,
			Value: "Algebra  I", Message: `Class Name has spaces before, behind or doubled within it: take them away`, Repaired: true,
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColClassName, Old: "Algebra  I", New: "Algebra I", Safe: true}}},
		{Code: otustemplate.CodeDateInvalid, Severity: otustemplate.SeverityError, Row: 15, Line: 15, Field: 8, Column: otustemplate.ColDate,
			Value: "2023-02-30", Message: `"2023-02-30" is a day that does not exist`},
		{Code: otustemplate.CodeFieldCount, Severity: otustemplate.SeverityError, Row: 16, Line: 17,
			Message: "the row has 6 cells and the header 10: look for a comma that splits a cell"},
		{Code: otustemplate.CodeNoteContact, Severity: otustemplate.SeverityWarning, Row: 17, Line: 18, Field: 9, Column: otustemplate.ColNote,
			Value: "fell in the hall, call ana.lee@example.org", Message: "the note holds an e-mail address"},
		{Code: otustemplate.CodeDuplicate, Severity: otustemplate.SeverityWarning, Row: 812, Line: 900,
			Message: "this row repeats row 412", Related: []int64{412}},
		{Code: otustemplate.CodeFormula, Severity: otustemplate.SeverityWarning, Row: 20, Line: 21, Field: 7, Column: otustemplate.ColClassName,
			Value: "=cmd|' /C calc'!A0", Message: `"=cmd|' /C calc'!A0" would be run by a spreadsheet`},
	}
}

func fullGroups() []otustemplate.Group {
	return []otustemplate.Group{
		{Code: otustemplate.CodeHeaderUnknown, Severity: otustemplate.SeverityWarning, Value: "Locker", Count: 1, Rows: []int64{1}, Fields: []int{10},
			Message: `the template has no column "Locker": it is ignored`},
		{Code: otustemplate.CodeFieldCount, Severity: otustemplate.SeverityError, Count: 1, Rows: []int64{16}, Fields: []int{0},
			Message: "the row has 6 cells and the header 10: look for a comma that splits a cell"},
		{Code: otustemplate.CodeRecognitionUnknown, Severity: otustemplate.SeverityError, Column: otustemplate.ColRecognition, Value: "Coopertive", Count: 214,
			Rows: []int64{14, 30, 31, 32, 33, 34, 35, 36, 37, 38}, Fields: []int{5, 5, 5, 5, 5, 5, 5, 5, 5, 5},
			Message: `no recognition in Otus is named "Coopertive"; did you mean "Cooperative"?`,
			Fixes:   []otustemplate.Fix{{Column: otustemplate.ColRecognition, Old: "Coopertive", New: "Cooperative"}}},
		{Code: otustemplate.CodeTeacherUnknown, Severity: otustemplate.SeverityError, Column: otustemplate.ColTeacherEmail, Value: "p.hale@example.org", Count: 2,
			Rows: []int64{50, 51}, Fields: []int{6, 6}, Message: `"p.hale@example.org" is in the roster as an administrator, not as a teacher`},
		{Code: otustemplate.CodeStudentUnknown, Severity: otustemplate.SeverityError, Column: otustemplate.ColStudentNumber, Value: "000451", Count: 2,
			Rows: []int64{14, 90}, Fields: []int{3, 3}, Message: "no student of the roster has this number",
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColSISID, Old: "S-777123", New: "000451"}}},
		{Code: otustemplate.CodeDateInvalid, Severity: otustemplate.SeverityError, Column: otustemplate.ColDate, Value: "2023-02-30", Count: 1,
			Rows: []int64{15}, Fields: []int{8}, Message: `"2023-02-30" is a day that does not exist`},
		{Code: otustemplate.CodeSpaces, Severity: otustemplate.SeverityWarning, Column: otustemplate.ColClassName, Value: "Algebra  I", Count: 12, Repaired: 12,
			Rows: []int64{15, 22}, Fields: []int{7, 7}, Message: `Class Name has spaces before, behind or doubled within it: take them away`,
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColClassName, Old: "Algebra  I", New: "Algebra I", Safe: true}}},
		{Code: otustemplate.CodeDuplicate, Severity: otustemplate.SeverityWarning, Count: 3,
			Rows: []int64{812, 813, 814}, Fields: []int{0, 0, 0}, Message: "this row repeats row 412"},
		{Code: otustemplate.CodeNoteContact, Severity: otustemplate.SeverityWarning, Column: otustemplate.ColNote, Count: 1,
			Rows: []int64{17}, Fields: []int{9}, Message: "the note holds an e-mail address"},
		{Code: otustemplate.CodeFormula, Severity: otustemplate.SeverityWarning, Column: otustemplate.ColClassName, Value: "=cmd|' /C calc'!A0", Count: 1,
			Rows: []int64{20}, Fields: []int{7}, Message: `"=cmd|' /C calc'!A0" would be run by a spreadsheet`},
	}
}

// reports are the reports that every format is tried on.
func reports() map[string]*otustemplate.Report {
	build := fullReport()
	build.Build = &otustemplate.BuildCounts{Read: 49500, LeftOut: 184, Records: 49316, Written: 48112, Rejected: 1204, Repaired: 12, Defaulted: 3}
	build.Labels[0], build.Labels[5] = "E-Mail", "Entry Author"
	return map[string]*otustemplate.Report{
		"empty": {Complete: true},
		"clean": {
			Complete: true, Rows: 2, Bytes: 300,
			Summary: otustemplate.Summary{
				Recognitions: []otustemplate.Count{{Name: "Tardy", Rows: 2}}, Months: []otustemplate.Count{{Name: "2023-09", Rows: 2}},
				First: otustemplate.Date{Year: 2023, Month: time.September, Day: 1}, Last: otustemplate.Date{Year: 2023, Month: time.September, Day: 4},
			},
		},
		"full":  fullReport(),
		"build": build,
		"not-csv": {
			Bytes: 900, Errors: 1, Counts: map[otustemplate.Code]int64{otustemplate.CodeNotCSV: 1},
			Groups: []otustemplate.Group{{Code: otustemplate.CodeNotCSV, Severity: otustemplate.SeverityError, Count: 1, Rows: []int64{0}, Fields: []int{0},
				Message: "this is an Excel workbook: open it in Excel and save it as CSV UTF-8"}},
			Issues: []otustemplate.Issue{{Code: otustemplate.CodeNotCSV, Severity: otustemplate.SeverityError,
				Message: "this is an Excel workbook: open it in Excel and save it as CSV UTF-8"}},
		},
		"stopped": {
			Rows: 10, Errors: 1, RowsWithErrors: 1, Stopped: "Stopped after 1 error, as asked.",
			Counts: map[otustemplate.Code]int64{otustemplate.CodeRequired: 1},
			Groups: []otustemplate.Group{{Code: otustemplate.CodeRequired, Severity: otustemplate.SeverityError, Column: otustemplate.ColDate, Count: 1,
				Rows: []int64{11}, Fields: []int{8}, Message: "Date is empty: every row needs it"}},
		},
	}
}

// formats are the renderers by the ending of their golden files.
var formats = map[string]func(*otustemplate.Report, io.Writer, *otustemplate.ReportOptions) error{
	"txt":  (*otustemplate.Report).WriteText,
	"json": (*otustemplate.Report).WriteJSON,
	"csv":  (*otustemplate.Report).WriteCSV,
	"html": (*otustemplate.Report).WriteHTML,
}

func render(t *testing.T, format string, r *otustemplate.Report, o *otustemplate.ReportOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := formats[format](r, &b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReportGolden(t *testing.T) {
	for name, r := range reports() {
		for format := range formats {
			if format == "html" && name != "full" && name != "build" && name != "empty" {
				continue // the others show nothing more
			}
			t.Run(name+"/"+format, func(t *testing.T) {
				o := &otustemplate.ReportOptions{Title: name + ".csv", RejectsName: "rejects.csv"}
				checkGolden(t, "report/"+name+"."+format, render(t, format, r, o))
				o.Redact = true
				checkGolden(t, "report/"+name+".redacted."+format, render(t, format, r, o))
			})
		}
	}
}

func TestReportTextWidthAndColor(t *testing.T) {
	o := &otustemplate.ReportOptions{Width: 50, Color: true}
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
		for _, o := range []*otustemplate.ReportOptions{nil, {Redact: true}} {
			if a, b := render(t, format, r, o), render(t, format, r, o); a != b {
				t.Errorf("%s differs at a second call with %+v", format, o)
			}
		}
		if diff := cmp.Diff(fullReport(), r, cmp.AllowUnexported(otustemplate.Report{})); diff != "" {
			t.Errorf("%s changed the report (-want +got):\n%s", format, diff)
		}
	}
}

func TestReportRedactHidesStudents(t *testing.T) {
	for format := range formats {
		for name, r := range map[string]*otustemplate.Report{"full": fullReport(), "build": reports()["build"]} {
			t.Run(name+"/"+format, func(t *testing.T) {
				open := render(t, format, r, nil)
				closed := render(t, format, r, &otustemplate.ReportOptions{Redact: true})
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

var errDisk = errors.New("disk full")

func (w *errWriter) Write([]byte) (int, error) { w.calls++; return 0, errDisk }

func TestReportWriteError(t *testing.T) {
	for format, write := range formats {
		w := new(errWriter)
		if err := write(fullReport(), w, nil); !errors.Is(err, errDisk) || w.calls != 1 {
			t.Errorf("%s: error %v after %d writes, want %v after 1", format, err, w.calls, errDisk)
		}
	}
}

// hostile cells try to act on what shows them.
var hostile = []string{
	"\x1b]0;owned\a\x1b[2J", "\u009b31m", "\u202egpj.exe", "a\x00b\x7f", "\u2028", "line\r\nbreak", "\xff\xfe", "{cells}{fix}", strings.Repeat("x", 999),
}

func TestReportTextIsSafeOnTerminals(t *testing.T) {
	for _, v := range hostile {
		for format := range formats {
			r := reportOf(v)
			got := render(t, format, r, &otustemplate.ReportOptions{Title: v, RejectsName: v})
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

// reportOf puts v wherever a cell can come to stand.
func reportOf(v string) *otustemplate.Report {
	fix := []otustemplate.Fix{{Column: otustemplate.ColClassName, Old: v, New: v, Safe: true}}
	return &otustemplate.Report{
		Complete: true, Rows: 1, Errors: 2, Stopped: v, Labels: []string{v}, Columns: []otustemplate.Column{otustemplate.ColClassName},
		Groups: []otustemplate.Group{
			{Code: otustemplate.CodeClassUnknown, Severity: otustemplate.SeverityError, Column: otustemplate.ColClassName, Value: v, Count: 3, Repaired: 1,
				Rows: []int64{2}, Fields: []int{7}, Message: v, Fixes: fix},
			{Code: otustemplate.CodeTeacherUnknown, Severity: otustemplate.SeverityError, Column: otustemplate.ColTeacherEmail, Value: v, Count: 1,
				Rows: []int64{2}, Fields: []int{7}, Message: v},
		},
		Issues: []otustemplate.Issue{{Code: otustemplate.CodeClassUnknown, Severity: otustemplate.SeverityError, Row: 2, Field: 7,
			Column: otustemplate.ColClassName, Value: v, Message: v, Fixes: fix}},
		Samples: []otustemplate.Sample{{Row: 2, Cells: []string{v}}},
		Summary: otustemplate.Summary{Classes: []otustemplate.Count{{Name: v, Rows: 1}}},
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
		r    *otustemplate.Report
		want string // "" for nil
	}{
		{"errors", fullReport(), "220 errors in 219 rows, the first recognition-unknown at E14: mend what the report lists and check again"},
		{"the file", reports()["not-csv"], "1 error in the file as a whole, the first not-csv, and the run did not reach the end of the input: mend what the report lists and check again"},
		{"no issue kept", &otustemplate.Report{Complete: true, Rows: 1, Errors: 1, RowsWithErrors: 1}, "1 error in 1 row: mend what the report lists and check again"},
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
			invalid, ok := errors.AsType[*otustemplate.InvalidError](err)
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
		delete(v, "build")
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
