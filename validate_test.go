package otustemplate_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate"
)

// mixedRows have a good row, one with an error, one that Repair mends, and one
// that repeats the first.
var mixedRows = headerLine + goodRow(1) +
	",,2,,Tardi,a.rivera@example.org,Algebra 1,9/14/2023,\r\n,,3,,Tardy,a.rivera@example.org, Algebra 1,9/14/2023,\r\n" + goodRow(1)

// Validate, ValidateFile and OnIssue tell the same.
func TestValidate(t *testing.T) {
	var told []otustemplate.Issue
	var progress []otustemplate.Progress
	opts := schoolYear()
	opts.OnIssue = func(is otustemplate.Issue) error { told = append(told, is); return nil }
	opts.OnProgress = func(p otustemplate.Progress) { progress = append(progress, p) }
	v := newValidator(t, district(), opts)
	rep := validate(t, v, mixedRows)
	if rep.Rows != 4 || rep.Errors != 2 || rep.Warnings != 2 || !rep.Complete || rep.Bytes != int64(len(mixedRows)) {
		t.Errorf("%d rows, %d errors, %d warnings, %d bytes, complete: %v", rep.Rows, rep.Errors, rep.Warnings, rep.Bytes, rep.Complete)
	}
	if diff := cmp.Diff(rep.Issues, told); diff != "" || len(told) != 4 {
		t.Errorf("OnIssue (-report +told):\n%s", diff)
	}
	want := otustemplate.Issue{Code: otustemplate.CodeRecognitionUnknown, Severity: otustemplate.SeverityError, Row: 3, Line: 3, Field: 5,
		Column: otustemplate.ColRecognition, Value: "Tardi", Message: told[0].Message,
		Fixes:   []otustemplate.Fix{{Column: otustemplate.ColRecognition, Old: "Tardi", New: "Tardy"}},
		Settler: otustemplate.SettlerStaff, At: otustemplate.Place{In: otustemplate.InInput, Row: 3, Field: 5}}
	if diff := cmp.Diff(want, told[0]); diff != "" || told[0].Message == "" {
		t.Errorf("first issue (-want +got):\n%s", diff)
	}
	last := otustemplate.Progress{Rows: 4, Bytes: int64(len(mixedRows)), Total: int64(len(mixedRows)), Done: true}
	if len(progress) == 0 || progress[len(progress)-1] != last {
		t.Errorf("progress %+v, want %+v last", progress, last)
	}
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte(mixedRows), 0o600); err != nil {
		t.Fatal(err)
	}
	of, err := v.ValidateFile(t.Context(), path)
	if diff := cmp.Diff(rep, of, ignoreClock); diff != "" || err != nil {
		t.Errorf("ValidateFile: error %v, report (-Validate +ValidateFile):\n%s", err, diff)
	}
	if _, err := v.ValidateFile(t.Context(), path+"x"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ValidateFile of none: %v", err)
	}
}

// What ends a run is returned as it is.
func TestRunsThatEnd(t *testing.T) {
	opts := schoolYear()
	opts.OnIssue = func(otustemplate.Issue) error { return errFault }
	if rep, err := newValidator(t, district(), opts).Validate(t.Context(), strings.NewReader(mixedRows)); err != errFault || rep.Stopped == "" {
		t.Errorf("OnIssue fails: error %v, stopped %q", err, rep.Stopped)
	}
	opts = schoolYear()
	opts.MaxErrors = 1
	if rep, err := newValidator(t, district(), opts).Validate(t.Context(), strings.NewReader(mixedRows)); err != otustemplate.ErrTooManyErrors || rep.Stopped == "" {
		t.Errorf("MaxErrors: error %v, stopped %q", err, rep.Stopped)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newValidator(t, district(), nil).Validate(ctx, strings.NewReader(mixedRows)); err != context.Canceled {
		t.Errorf("canceled: error %v", err)
	}
	if v, err := otustemplate.NewValidator(district(), &otustemplate.ValidatorOptions{Workers: -1}); v != nil || err == nil {
		t.Errorf("NewValidator = %v, %v", v, err)
	}
}

func TestCheckAndRepair(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	rec := goodRecord()
	if issues := v.Check(rec); issues != nil {
		t.Errorf("a good record has issues: %v", issues)
	}
	rec.ClassName, rec.Recognition = " Algebra 1", "Tardi"
	want := []string{`E recognition-unknown error →"Tardy"`, `G class-unknown error →!"Algebra 1"`, `G spaces warning →!"Algebra 1"`}
	if diff := cmp.Diff(want, describe(v.Check(rec))); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
	repaired, issues := v.Repair(rec)
	wanted := rec
	wanted.ClassName = "Algebra 1"
	if diff := cmp.Diff(wanted, repaired); diff != "" {
		t.Errorf("Repair (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[1:], describe(issues)); diff != "" || !issues[0].Repaired || !issues[1].Repaired {
		t.Errorf("issues of Repair, %v (-want +got):\n%s", issues, diff)
	}
	known, err := v.WithShared(t.Context(), "earlier.csv", strings.NewReader(headerLine+goodRow(1)))
	if err != nil {
		t.Fatal(err)
	}
	if n := validate(t, known, mixedRows).Counts[otustemplate.CodeDuplicateShared]; n != 1 {
		t.Errorf("%d rows were shared earlier, want 1", n)
	}
}

// Each field of a Builder has its effect, and nil ones have none.
func TestBuilder(t *testing.T) {
	const export = "id,what,day,note\n1,Tardy,9/14/2023,x\n2,Tardi,9/14/2023,y\n3, Tardy,9/14/2023,z\n"
	ctx := t.Context()
	run := func(b otustemplate.Builder) (*otustemplate.Report, string) {
		var out bytes.Buffer
		rep, err := b.Build(ctx, csvSource(export), otustemplate.NewWriter(&out, &otustemplate.WriterOptions{LF: true}))
		if err != nil {
			t.Fatal(err)
		}
		return rep, out.String()
	}
	const first = ",,1,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,x\n"
	head := strings.ReplaceAll(headerLine, "\r", "")
	mapping := readMapping(t, exportMapping)
	var rejects bytes.Buffer
	b := otustemplate.Builder{Mapping: mapping, Validator: newValidator(t, district(), schoolYear()), Repair: true, Rejects: &rejects}
	rep, text := run(b)
	if want := head + first + ",,3,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,z\n"; text != want {
		t.Errorf("it writes\n%s\nwant\n%s", text, want)
	}
	if !strings.Contains(rejects.String(), "Tardi") || strings.Contains(rejects.String(), ",z") {
		t.Errorf("it rejects\n%s", rejects.String())
	}
	if want := (otustemplate.BuildCounts{Read: 3, Records: 3, Written: 2, Rejected: 1, Repaired: 1}); *rep.Build != want {
		t.Errorf("it counts %+v, want %+v", *rep.Build, want)
	}
	b.Rejects, b.Repair = nil, false
	if rep, _ = run(b); rep.Build.Repaired != 0 || rep.Build.Rejected != 2 {
		t.Errorf("without Repair %+v", *rep.Build)
	}
	b.Validator = nil
	if rep, _ = run(b); rep.Build.Written != 3 {
		t.Errorf("without a Validator %+v", *rep.Build)
	}
	lookup := lookupMapping(t, `"SIS ID": {"from": "id", "lookup": "student"}, "Teacher Email": {"const": "x@example.org"}, "Class Name": {"const": "Art"}`)
	b = otustemplate.Builder{Mapping: lookup, Rosters: []*otustemplate.Roster{districtRoster(t)}}
	if rep, _ = run(b); rep.Counts[otustemplate.CodeLookupNone] != 3 {
		t.Errorf("with a roster to look up in, counts %v", rep.Counts)
	}
	b.Rosters = []*otustemplate.Roster{nil}
	if _, err := b.Build(ctx, csvSource(export), otustemplate.NewWriter(new(bytes.Buffer), nil)); err == nil {
		t.Error("a nil roster is looked up in")
	}
	b.Rosters = nil
	if _, err := b.Build(ctx, csvSource(export), otustemplate.NewWriter(new(bytes.Buffer), nil)); err == nil {
		t.Error("no roster is looked up in")
	}
}

func TestCodes(t *testing.T) {
	codes := otustemplate.Codes()
	if len(codes) < 40 || codes[0] != otustemplate.CodeNotCSV || codes[len(codes)-1] != otustemplate.CodeRecordRefused {
		t.Errorf("%d codes: %v", len(codes), codes)
	}
}
