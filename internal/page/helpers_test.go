package page_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// update makes golden tests write what they got; review the diff like code.
var update = flag.Bool("update", false, "rewrite golden files")

// checkGolden compares got with the file testdata/path.
func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	path = filepath.Join("../../testdata", filepath.FromSlash(path))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (-want +got); run with -update if meant:\n%s", path, diff)
	}
}

// fullReport is a report with something of everything in it: it is written out
// here once, and every test takes a fresh one.
func fullReport() *tally.Report {
	issues := fullIssues()
	return &tally.Report{
		Complete: true, Rows: 48112, Bytes: 5 << 20, Errors: 220, Warnings: 6, Repairs: 12, RowsWithErrors: 219,
		Counts: map[schema.Code]int64{
			schema.CodeRecognitionUnknown: 214, schema.CodeTeacherUnknown: 2, schema.CodeStudentUnknown: 2,
			schema.CodeFieldCount: 1, schema.CodeDateInvalid: 1, schema.CodeSpaces: 12,
			schema.CodeDuplicate: 3, schema.CodeNoteContact: 1, schema.CodeHeaderUnknown: 1, schema.CodeFormula: 1,
		},
		Groups: fullGroups(),
		Issues: issues,
		Samples: []tally.Sample{
			{Row: 14, Cells: []string{"ana.lee@example.org", "S-777123", "000451", "99120044", "Coopertive", "t.shaw@example.org", "Algebra I", "2023-09-14", "fell in the hall", "district-only"}},
			{Row: 15, Cells: []string{"mo.diaz@example.org", "", "451 ", "", "Tardy", "t.shaw@example.org", "Algebra  I", "2023-02-30", "Ana threw\r\n<script>alert(1)</script>", "district-only"}},
			{Row: 16, Cells: []string{"mo.diaz@example.org", "", "000451", "", "Tardy", "shifted-note-tail"}},
		},
		Unchecked: []schema.Code{schema.CodeClassUnknown, schema.CodeDuplicateShared},
		Summary: tally.Summary{
			Recognitions: []tally.Count{{Name: "Tardy", Rows: 30000}, {Name: "Cooperative", Rows: 18110}, {Other: true, Rows: 2}},
			Teachers:     []tally.Count{{Name: "t.shaw@example.org", Rows: 48000}, {Name: "k.osei@example.org", Rows: 112}},
			Classes:      manyClasses(),
			Months:       []tally.Count{{Name: "2023-08", Rows: 12000}, {Name: "2023-09", Rows: 30000}, {Name: "2023-12", Rows: 6111}},
			First:        dates.Date{Year: 2023, Month: time.August, Day: 14}, Last: dates.Date{Year: 2023, Month: time.December, Day: 21},
			ErrorRows:      []int64{3, 0, 0, 210, 1, 1, 2, 1, 1},
			RowsPerStretch: 6000,
			Repeat:         seen.Repeat{Row: 812, Of: 412, Count: 120},
		},
		Labels: []string{"Student Email", "SIS ID", "Student Number", "State ID", "Recognition", "Teacher Email", "Class Name", "Date", "Note", "Locker"},
		Columns: []schema.Column{schema.ColStudentEmail, schema.ColSISID, schema.ColStudentNumber, schema.ColStateID,
			schema.ColRecognition, schema.ColTeacherEmail, schema.ColClassName, schema.ColDate, schema.ColNote, schema.NoColumn},
		Elapsed: 3 * time.Second,
	}
}

// reports are the reports that every format is tried on.
func reports() map[string]*tally.Report {
	build := fullReport()
	build.Build = &tally.BuildCounts{Read: 49500, LeftOut: 184, Records: 49316, Written: 48112, Rejected: 1204, Repaired: 12, Defaulted: 3}
	build.Labels[0], build.Labels[5] = "E-Mail", "Entry Author"
	return map[string]*tally.Report{
		"empty": {Complete: true},
		"clean": {
			Complete: true, Rows: 2, Bytes: 300,
			Summary: tally.Summary{
				Recognitions: []tally.Count{{Name: "Tardy", Rows: 2}}, Months: []tally.Count{{Name: "2023-09", Rows: 2}},
				First: dates.Date{Year: 2023, Month: time.September, Day: 1}, Last: dates.Date{Year: 2023, Month: time.September, Day: 4},
			},
		},
		"full":  fullReport(),
		"build": build,
		"not-csv": {
			Bytes: 900, Errors: 1, Counts: map[schema.Code]int64{schema.CodeNotCSV: 1},
			Groups: []tally.Group{{Code: schema.CodeNotCSV, Severity: check.SeverityError, Count: 1, Rows: []int64{0}, Fields: []int{0},
				Message: "this is an Excel workbook: open it in Excel and save it as CSV UTF-8"}},
			Issues: []check.Issue{{Code: schema.CodeNotCSV, Severity: check.SeverityError,
				Message: "this is an Excel workbook: open it in Excel and save it as CSV UTF-8"}},
		},
		"stopped": {
			Rows: 10, Errors: 1, RowsWithErrors: 1, Stopped: "Stopped after 1 error, as asked.",
			Counts: map[schema.Code]int64{schema.CodeRequired: 1},
			Groups: []tally.Group{{Code: schema.CodeRequired, Severity: check.SeverityError, Column: schema.ColDate, Count: 1,
				Rows: []int64{11}, Fields: []int{8}, Message: "Date is empty: every row needs one"}},
		},
	}
}

// formats are the renderers by the ending of their golden files.
var formats = map[string]func(*tally.Report, io.Writer, *advice.ReportOptions) error{
	"txt":  page.WriteText,
	"json": page.WriteJSON,
	"csv":  page.WriteCSV,
	"html": page.WriteHTML,
}

func render(t *testing.T, format string, r *tally.Report, o *advice.ReportOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := formats[format](r, &b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// hostile cells try to act on what shows them.
var hostile = []string{
	"\x1b]0;owned\a\x1b[2J", "\u009b31m", "\u202egpj.exe", "a\x00b\x7f", "\u2028", "line\r\nbreak", "\xff\xfe", "{cells}{fix}", strings.Repeat("x", 999),
}

// reportOf puts v wherever a cell can come to stand.
func reportOf(v string) *tally.Report {
	fix := []check.Fix{{Column: schema.ColClassName, Old: v, New: v, Safe: true}}
	return &tally.Report{
		Complete: true, Rows: 1, Errors: 2, Stopped: v, Labels: []string{v}, Columns: []schema.Column{schema.ColClassName},
		Groups: []tally.Group{
			{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName, Value: v, Count: 3, Repaired: 1,
				Rows: []int64{2}, Fields: []int{7}, Message: v, Fixes: fix},
			{Code: schema.CodeTeacherUnknown, Severity: check.SeverityError, Column: schema.ColTeacherEmail, Value: v, Count: 1,
				Rows: []int64{2}, Fields: []int{7}, Message: v},
		},
		Issues: []check.Issue{{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Row: 2, Field: 7,
			Column: schema.ColClassName, Value: v, Message: v, Fixes: fix}},
		Samples: []tally.Sample{{Row: 2, Cells: []string{v}}},
		Summary: tally.Summary{Classes: []tally.Count{{Name: v, Rows: 1}}},
	}
}
