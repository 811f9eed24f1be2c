package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// What a report does not say is not taken for good, in OK, Err, or any rendered
// report.
func TestReportOK(t *testing.T) {
	const (
		early   = "the run did not reach the end of the input: see what the report says, and run it again"
		written = "no record was written: see what the report says, and run it again"
		oneRow  = "1 error in 1 row: mend what the report lists and check again"
	)
	counts := func(written, rejected int64) *tally.BuildCounts {
		return &tally.BuildCounts{Read: written + rejected, Records: written + rejected, Written: written, Rejected: rejected}
	}
	for _, tt := range []struct {
		name string
		r    tally.Report
		want string // of Err, "" for nil
	}{
		{"zero", tally.Report{}, early},
		{"rows alone", tally.Report{Rows: 2}, early},
		{"no rows", tally.Report{Complete: true}, "the file has no rows: see what the report says, and run it again"},
		{"good", tally.Report{Complete: true, Rows: 2}, ""},
		{"warnings", tally.Report{Complete: true, Rows: 2, Warnings: 2}, ""},
		{"errors without their blocking", tally.Report{Complete: true, Rows: 2, Errors: 1, RowsWithErrors: 1}, oneRow},
		{"blocking without errors", tally.Report{Complete: true, Rows: 2, Blocking: 1, RowsWithErrors: 1}, oneRow},
		{"stopped and complete", tally.Report{Complete: true, Rows: 2, Stopped: "why"}, early},
		{"stopped after an error", tally.Report{Rows: 2, Errors: 1, RowsWithErrors: 1, Stopped: "why"},
			"1 error in 1 row, and the run did not reach the end of the input: mend what the report lists and check again"},
		{"build", tally.Report{Complete: true, Rows: 3, Errors: 2, RowsWithErrors: 2, Build: counts(1, 2)}, ""},
		{"build that ended early", tally.Report{Rows: 3, Build: counts(3, 0)}, early},
		{"build of nothing", tally.Report{Complete: true, Build: counts(0, 0)}, written},
		{"build, all set aside", tally.Report{Complete: true, Rows: 2, Errors: 2, RowsWithErrors: 2, Build: counts(0, 2)}, written},
		{"build with an error in what was written", tally.Report{Complete: true, Rows: 2, Errors: 1, Blocking: 1, RowsWithErrors: 1, Build: counts(2, 0)}, oneRow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			checkOK(t, &tt.r, tt.want == "")
			err := tt.r.Err()
			if err == nil {
				return
			}
			if invalid, ok := errors.AsType[*tally.InvalidError](err); !ok || err.Error() != tt.want || invalid.Errors > 1 {
				t.Errorf("Err() = %T %q, want *InvalidError %q", err, err, tt.want)
			}
		})
	}
}

// checkOK makes sure that a report is OK, or is not, wherever it says so.
func checkOK(t *testing.T, r *tally.Report, want bool) {
	t.Helper()
	if r.OK() != want || (r.Err() == nil) != want {
		t.Errorf("OK() = %v, Err() = %v; want %v", r.OK(), r.Err(), want)
	}
	var made struct {
		OK       bool  `json:"ok"`
		Complete bool  `json:"complete"`
		Blocking int64 `json:"blocking"`
	}
	if err := json.Unmarshal([]byte(render(t, "json", r, nil)), &made); err != nil {
		t.Fatal(err)
	}
	if made.OK != want || made.Complete != r.Complete || want && made.Blocking != 0 {
		t.Errorf("JSON says ok %v, complete %v, %d blocking; want ok %v and complete %v", made.OK, made.Complete, made.Blocking, want, r.Complete)
	}
	if ready := strings.HasPrefix(render(t, "txt", r, nil), "Ready"); ready != want {
		t.Errorf("the text report says ready: %v", ready)
	}
	if ready := strings.Contains(render(t, "html", r, nil), `"verdict ready"`); ready != want {
		t.Errorf("the page says ready: %v", ready)
	}
}

// A run that ended before the end of its input is not OK, whatever ended it, and
// says so in its error.
func TestRunsThatEndEarlyAreNotOK(t *testing.T) {
	const bad = ",,1,,Tardy,a.rivera@example.org,Nowhere,9/14/2023,\r\n"
	good := goodRow(1)
	gone := errors.New("gone")
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	off := make(map[schema.Code]check.Severity)
	for _, code := range check.Codes() {
		off[code] = check.SeverityOff
	}
	for _, code := range []schema.Code{schema.CodeNotCSV, schema.CodeHeaderMissing, schema.CodeHeaderColumnMissing, schema.CodeHeaderDuplicate} {
		delete(off, code)
	}
	oneOn := make(map[schema.Code]check.Severity)
	for code := range off {
		oneOn[code] = check.SeverityOff
	}
	delete(oneOn, schema.CodeRequired)
	for _, tt := range []struct {
		name     string
		ctx      context.Context
		text     string
		fails    bool // reading fails behind text
		opts     check.Options
		err      error
		complete bool
		ok       bool
	}{
		{name: "good", text: headerLine + good, complete: true, ok: true},
		{name: "a bad row", text: headerLine + good + bad, complete: true},
		{name: "too many errors", text: headerLine + good + bad + good, opts: check.Options{MaxErrors: 1}, err: tally.ErrTooManyErrors},
		{name: "too many errors in the last row", text: headerLine + good + bad, opts: check.Options{MaxErrors: 1}, err: tally.ErrTooManyErrors},
		{name: "fewer errors than too many", text: headerLine + good + bad, opts: check.Options{MaxErrors: 2}, complete: true},
		{name: "no template and one error at most", text: "%PDF-1.7 and so on", opts: check.Options{MaxErrors: 1}},
		{name: "canceled", ctx: canceled, text: headerLine + good, err: context.Canceled},
		{name: "the input fails", text: headerLine + good, fails: true, err: gone},
		{name: "OnIssue fails", text: headerLine + good + "\r\n" + good, opts: check.Options{OnIssue: func(check.Issue) error { return gone }}, err: gone},
		{name: "no rows", text: headerLine, complete: true},
		{name: "blank rows", text: headerLine + ",,,,,,,,\r\n\r\n", complete: true},
		{name: "no check", text: headerLine + good, opts: check.Options{Severity: off}},
		{name: "one check", text: headerLine + good, opts: check.Options{Severity: oneOn}, complete: true, ok: true},
	} {
		if tt.ctx == nil {
			tt.ctx = t.Context()
		}
		input := func() io.Reader {
			if tt.fails {
				return io.MultiReader(strings.NewReader(tt.text), &failingReader{err: gone})
			}
			return strings.NewReader(tt.text)
		}
		v := newValidator(t, district(), &tt.opts)
		check := func(name string, rep *tally.Report, err, want error) {
			t.Run(name+"/"+tt.name, func(t *testing.T) {
				if !errors.Is(err, want) || want == nil && err != nil {
					t.Errorf("error %v, want %v", err, want)
				}
				if rep.Complete != tt.complete || (rep.Stopped == "") != tt.complete {
					t.Errorf("Complete is %v, Stopped %q; want %v", rep.Complete, rep.Stopped, tt.complete)
				}
				checkOK(t, rep, tt.ok)
			})
		}
		rep, err := v.Validate(tt.ctx, input())
		check("Validate", rep, err, tt.err)
		b := job.Builder{Validator: v, Rejects: io.Discard}
		rep, err = b.Build(tt.ctx, sheet.NewCSVSource(input(), nil), sheet.NewWriter(io.Discard, nil))
		if _, wrong := errors.AsType[*sheet.FileError](err); wrong && tt.err == nil {
			err = nil // whoever commits dst must hear of it
		}
		if tt.name == "a bad row" || tt.name == "fewer errors than too many" {
			tt.ok = true // it is set aside
		}
		check("Build", rep, err, tt.err)
	}
	v := newValidator(t, district(), nil)
	rep, err := v.ValidateFile(t.Context(), filepath.Join(t.TempDir(), "none.csv"))
	if err == nil || rep.Complete || rep.Stopped == "" {
		t.Errorf("a file that is not there: error %v, complete %v, stopped %q", err, rep.Complete, rep.Stopped)
	}
	checkOK(t, rep, false)
	rep, err = new(job.Builder).Build(t.Context(), nil, nil)
	if err == nil || rep.Complete {
		t.Errorf("a build from nothing: error %v, complete %v", err, rep.Complete)
	}
	checkOK(t, rep, false)
}

// What was not compared with Otus is told with the verdict; where nothing was, the
// file is not said to be ready.
func TestVerdictNamesWhatWasNotCompared(t *testing.T) {
	all := []schema.Code{schema.CodeStudentUnknown, schema.CodeRecognitionUnknown, schema.CodeTeacherUnknown, schema.CodeClassUnknown}
	for _, tt := range []struct {
		unchecked []schema.Code
		ready     bool
		says      string
	}{
		{nil, true, ""},
		{all, false, "But recognitions, teachers, classes and students were not compared with those in Otus."},
		{all[:1], true, "Not compared with Otus, because no list or roster was given: students."},
		{all[1:], true, "Not compared with Otus, because no list or roster was given: recognitions, teachers and classes."},
		{[]schema.Code{schema.CodeDuplicateShared}, true, ""},
	} {
		for _, b := range []*tally.BuildCounts{nil, {Read: 3, Records: 3, Written: 2, Rejected: 1}} {
			r := &tally.Report{Complete: true, Rows: 3, Unchecked: tt.unchecked, Build: b}
			text := render(t, "txt", r, &advice.ReportOptions{Width: 1000})
			if strings.HasPrefix(text, "Ready") != tt.ready || !strings.Contains(text, tt.says) || (tt.says == "") == strings.Contains(text, "ompared with") {
				t.Errorf("of %v the report says\n%s", tt.unchecked, text)
			}
			if page := render(t, "html", r, nil); strings.Contains(page, `"verdict ready"`) != tt.ready || !strings.Contains(page, tt.says) {
				t.Errorf("of %v the page says ready: %v", tt.unchecked, !tt.ready)
			}
			if !r.OK() {
				t.Errorf("of %v the report is not OK", tt.unchecked)
			}
		}
	}
}
